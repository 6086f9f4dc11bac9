"""What ``sdl-atlas pursuit`` prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sdl_atlas.library.pursuit import Pursuit
    from solvers.pursuit.guarantee import Guarantee
    from solvers.pursuit.on_data import OnData
    from solvers.pursuit.rays import Combined, OneStep
    from solvers.pursuit.support import Leaves, PositivePair, Stays

SHOWN = 8  # steps of a curve: powers of two are enough to see it


def summary(found: Pursuit) -> str:
    """All that was found, a line for each sentence."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Pursuit) -> Iterator[str]:
    q, p = found.dictionary.atoms_qp.shape
    low, high = found.guarantee.norms
    yield f"dictionary: {found.dictionary.origin}; {q} atoms in {p} dimensions, norms {low:.4g} to {high:.4g}"
    yield from _guarantees(found.guarantee)
    answer = found.convergence
    words = {
        True: "leaves nothing in the span, in the limit, for every input",
        None: "is not decided",
        False: "does not converge for all inputs",
    }[answer.converges]
    how = "exact" if answer.exact else "floating point"
    yield f"largest positive products (nonnegative): {words} ({how}): {answer.reason}"
    if found.frame > 0:
        factor = (1 - found.frame / q) ** 0.5
        yield f"absolute products: every step leaves at most {factor:.6f} of the norm (frame bound {found.frame:.4g}, rigorous)"
    if found.support is not None:
        yield from _support(found.support)
    if found.level is not None:
        yield from _level(found.level)
    if high**2 > 2:
        yield "atoms with squared norm above 2: a step along one of them increases the residual; divide by the norms"
    elif high - low > 1e-3:
        yield "norms differ from 1: residuals are then not orthogonal to the atom used last, and energies do not add up"
    if found.data is not None:
        s = found.settings
        stop = f", until the residual is below {s.threshold:g}" if s.threshold else ""
        again = ", or an atom comes again" if s.stop_on_repeat else ""
        yield f"data: {found.data.samples:,} samples, {s.rule}, {s.steps} steps{stop}{again}"
        yield from _on_data(found.data)


def _guarantees(g: Guarantee) -> Iterator[str]:
    where = f" (atoms {g.pair[0]} and {g.pair[1]})" if g.pair else ""
    yield f"coherence: {g.coherence[1]:.6g} at most, {g.coherence[0]:.6g} at least{where}"
    values = ", ".join(f"{high:.4g}" for _, high in g.babel[:SHOWN])
    yield f"Babel function for 1, 2, ... atoms, at most: {values}{', ...' if len(g.babel) > SHOWN else ''}"
    yield f"absolute products, and orthogonal pursuit: every code of up to {_atoms(g.safe)} keeps to its support" + (
        f"; {g.possible} is not excluded" if g.possible > g.safe else ""
    )
    for pairs, words in (
        (g.parallel, "positive multiples of each other"),
        (g.opposite, "negative multiples of each other"),
    ):
        if pairs:
            some = ", ".join(f"{i} and {j}" for i, j in pairs[:SHOWN])
            more = f" and {len(pairs) - SHOWN} more pairs" if len(pairs) > SHOWN else ""
            yield f"never told apart, {words}: atoms {some}{more}"


def _support(s: Stays | Leaves | PositivePair) -> Iterator[str]:
    from solvers.pursuit.support import Leaves, PositivePair

    name = f"support {', '.join(map(str, s.support))} (atoms divided by their norms, exact)"
    if isinstance(s, PositivePair):
        i, j = s.pair
        yield f"{name}: atoms {i} and {j} have the product {float(s.product):.4g} > 0, so that their codes stall: nothing is guaranteed"
    elif isinstance(s, Leaves):
        code = ", ".join(f"{float(c):.4g}" for c in s.code)
        how = "ties with" if s.tie else "selects"
        yield f"{name}: non-negative pursuit leaves it: for the code {code} the first step {how} atom {s.atom}"
    else:
        worst = f"; nearest is atom {s.worst} with {float(s.value):.4g} < 1" if s.worst is not None else ""
        yield f"{name}: non-negative pursuit keeps to it for every non-negative code{worst}"


def _level(level: OneStep | Combined) -> Iterator[str]:
    from solvers.pursuit.rays import Combined

    name = f"level {', '.join(map(str, level.level))} (atoms divided by their norms, exact)"
    if isinstance(level, Combined):
        parts = " + ".join(f"{float(b):.4g} d_{j}" for j, b in level.weights.items())
        yield f"{name}: no one-step ReLU encoder is exact, as d_{level.atom} = {parts}"
        return
    size = max(sum(float(x) ** 2 for x in row) for row in level.rows) ** 0.5
    yield f"{name}: a one-step ReLU encoder is exact; the norms of its rows are at most {size:.4g}"


def _on_data(d: OnData) -> Iterator[str]:
    steps = [t for t in range(1, len(d.explained_t) + 1) if t & (t - 1) == 0 or t == len(d.explained_t)]
    yield "explained after steps   " + "".join(f"{t:>9}" for t in steps)
    yield "  this dictionary       " + "".join(f"{d.explained_t[t - 1]:>9.4f}" for t in steps)
    if d.null_t:
        yield "  random dictionaries   " + "".join(f"{d.null_t[t - 1]:>9.4f}" for t in steps)
        yield "  above random          " + "".join(f"{d.explained_t[t - 1] - d.null_t[t - 1]:>+9.4f}" for t in steps)
    yield (
        f"{d.steps:.2f} steps and {d.active:.2f} atoms per sample; an atom came again in {d.repeated:.1%} of the samples; "
        f"{d.stalled:.1%} ended early with something left; {d.unused} atoms unused"
    )
    if d.effective_rank is not None:
        null = "" if d.null_rank is None else f"; of random dictionaries {d.null_rank:.2f}"
        yield f"effective rank of the codes {d.effective_rank:.2f}{null}"
    if d.margin is not None:
        yield f"selections of half of the samples bear noise of norm {d.margin:.4g}"
    yield f"net interference of the steps {d.interference:.4g} per sample; with -2 <output, residual> it agrees to {d.identity_gap:.1e}"


def _atoms(n: int) -> str:
    return f"{n} atom" if n == 1 else f"{n} atoms"
