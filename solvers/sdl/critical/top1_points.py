"""Critical points of Top-1 in which every feature has at most one neuron, when the features are dependent and neurons compete.

Legend: neuron i serves F_i (disjoint), the other features are dropped; ``a_i.w_d > 0`` and ``a_i.w_d > a_j.w_d`` for d in F_i, j != i;
``a_j.w_e < 0`` for dropped features e, or ``= 0`` on the *walls* E_i of the neuron.  There the row is stationary for the pattern iff
``(N - mu H) a_i`` is a nonnegative combination of the ``w_e`` on its walls (:mod:`solvers.sdl.critical.walls`).  For given
walls only finitely many
gains mu come into question, so that one exact linear program per choice of walls and gains decides.

Ties ``a_i.w_d = a_j.w_d > 0`` add no outputs.  Let c_d >= 0 be the multiplier of a tie, which is a closed condition when the winner i has
the smaller index.  The radial component of the stationarity of neuron j is ``sum of c_d z_jd over the ties it wins = the same over those
it loses``, as the decoder is optimal and walls have ``a_j.w_e = 0``.  The first neuron loses none, so its multipliers vanish, then those
of the second, and so on.  Without multipliers, rows scaled by ``(1 + s)^-i`` and columns by the inverse are stationary too, and strict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

from solvers.exact.field_linear import Row, echelon, matmul
from solvers.exact.lp import Feasible, solve
from solvers.exact.real_roots import RealRoot
from solvers.sdl.critical.exact_point import Embedding, ExactPoint, same
from solvers.sdl.critical.one_neuron import ClusterPoint, Forms, eigenspaces
from solvers.sdl.critical.partial_minima import (
    Classified,
    classify_inside,
    classify_on_walls,
    compositum,
    disjoint_families,
)
from solvers.sdl.critical.positive_eigenvectors import positive_combination
from solvers.sdl.critical.walls import flat_gains
from theory.exact import Exact, NumberField
from theory.sdl import Problem
from theory.sdl.problem import dot

Support = tuple[int, ...]
Attempt = Callable[[str, Callable[[], Any]], Any]


def plainly(_what: str, step: Callable[[], Any]) -> Any:
    """The attempt that lets every error pass."""
    return step()


@dataclass(frozen=True)
class Option:
    """What a neuron may do: serve ``support`` with this gain, on these walls; ``top`` and ``simple`` as in ``ClusterPoint``."""

    support: Support
    walls: Support
    forms: Forms
    field: NumberField | None
    embed: Embedding
    gain: Exact
    root: RealRoot
    top: bool = False
    simple: bool = False


def competing_points(
    problem: Problem,
    *,
    breathe: Callable[[str], None] = lambda _text: None,
    attempt: Attempt = plainly,
) -> Iterator[tuple[tuple[Support, ...], list[Classified]]]:
    """Every family of disjoint supports with its critical points, one for each choice of gains, off the walls if there is one.

    ``problem``: topk with k = 1; ``breathe``: called with what is done; ``attempt``: takes each step and what it is about, and
    may return None in place of its result when the step fails.

    >>> from theory.sdl import Activation
    >>> problem = Problem.sae([[1, 0], [0, 1], [-1, 0]], activation=Activation("topk", k=1), width=1)
    >>> [(family, point.type) for family, found in competing_points(problem) for point in found][:2]
    [((), 'strict_saddle'), (((0,),), 'local_minimum')]
    """
    options = Options(problem, breathe, attempt)
    for family in disjoint_families(options.live, problem.width):
        yield family, _of_family(problem, options, family, attempt)


class Options:
    """What single neurons may do, for every support; with the features that are dropped known, fewer."""

    def __init__(self, problem: Problem, breathe: Callable[[str], None], attempt: Attempt) -> None:
        self.problem = problem
        self.all: dict[Support, list[Option]] = {}
        for size in range(1, problem.n + 1):
            for support in combinations(range(problem.n), size):
                breathe(f"Top-1: gains on the features {list(support)}")
                found = attempt(f"a neuron on {list(support)}", lambda s=support: _alone_on(problem, s))
                self.all[support] = found or []
        self.live = [support for support, found in self.all.items() if found]
        self.known: dict[tuple[Support, frozenset[int]], list[Option]] = {}

    def of(self, support: Support, dropped: frozenset[int]) -> list[Option]:
        """Those that a neuron has alone; the joint program is left to decide whether neurons are compatible."""
        if (support, dropped) not in self.known:
            fit = (o for o in self.all[support] if _closed(self.problem, o.walls, dropped))
            self.known[support, dropped] = [o for o in fit if _alone(self.problem, o, dropped)]
        return self.known[support, dropped]


def _alone_on(problem: Problem, support: Support) -> list[Option]:
    return [*_inside(problem, support), *_on_walls(problem, support)]


def _alone(problem: Problem, option: Option, dropped: frozenset[int]) -> bool:
    walls = [(0, e) for e in option.walls]
    rows = _conditions(problem, [option], option.embed, [same], 1, walls, dropped)
    return isinstance(solve([r for r, _ in rows], [s for _, s in rows], [Fraction(0)] * len(rows)), Feasible)


def _of_family(problem: Problem, options: Options, family: tuple[Support, ...], attempt: Attempt) -> list[Classified]:
    dropped = frozenset(range(problem.n)).difference(*family)
    out: list[Classified] = []
    known: set[tuple[RealRoot, ...]] = set()
    every = _choices([options.of(s, dropped) for s in family])
    for choice in sorted(every, key=lambda choice: sum(len(o.walls) for o in choice)):
        gains = tuple(o.root for o in choice)
        if gains in known:
            continue
        found = attempt(f"pattern {[list(s) for s in family]}", lambda c=choice: _critical(problem, c, dropped))
        if found is not None:
            known.add(gains)
            out.append(found)
    return out


def _closed(problem: Problem, walls: Support, dropped: frozenset[int]) -> bool:
    """Dropped features only, and all of them that vanish wherever these vanish."""
    if not dropped.issuperset(walls):
        return False
    spanned = [problem.features_in[e] for e in walls]
    rank = len(echelon(spanned)[1])
    return all(len(echelon([*spanned, problem.features_in[d]])[1]) > rank for d in dropped.difference(walls))


def _inside(problem: Problem, support: Support) -> Iterator[Option]:
    """Gains with a stationary row that is positive on the support, whatever it does elsewhere."""
    forms, span, found = eigenspaces(problem, support)
    for space in found:
        loadings = [
            [dot([space.embed(x) for x in v], [space.embed(x) for x in problem.features_in[d]]) for v in span]
            for d in support
        ]
        if positive_combination(matmul(space.basis, list(zip(*loadings, strict=True)))) is not None:
            simple = len(space.basis) == 1
            yield Option(support, (), forms, space.field, space.embed, space.gain, space.root, space.top, simple)


def _on_walls(problem: Problem, support: Support) -> Iterator[Option]:
    """Gains that are stationary along a flat on which the support can be on."""
    w = problem.features_in
    others = [e for e in range(problem.n) if e not in support]
    forms = Forms.of(problem, support)
    known: dict[tuple[tuple[Any, ...], ...], list[Any]] = {}
    for size in range(1, len(others) + 1):
        for walls in combinations(others, size):
            flat = tuple(tuple(row) for row in echelon([w[e] for e in walls])[0])
            if flat not in known:  # walls that span the same space have the same flat
                on = [(list(w[d]), ">") for d in support] + [(list(w[e]), "=") for e in walls]
                met = solve([row for row, _ in on], [r for _, r in on], [Fraction(0)] * len(on))
                known[flat] = flat_gains(problem, support, walls) if isinstance(met, Feasible) else []
            for field, embed, gain, root in known[flat]:
                yield Option(support, walls, forms, field, embed, gain, root)


def _choices(options: Sequence[Sequence[Option]]) -> Iterator[tuple[Option, ...]]:
    if not options:
        yield ()
        return
    for rest in _choices(options[1:]):
        for first in options[0]:
            yield (first, *rest)


def _critical(problem: Problem, choice: Sequence[Option], dropped: frozenset[int]) -> Classified | None:
    """The critical point with these walls and gains, or None when no encoder has them."""
    field, base, embeddings = compositum(problem.field, [o.field for o in choice])
    found = _rows(problem, choice, base, embeddings, dropped)
    if found is None:
        return None
    rows, multipliers, dead = found
    chosen, neurons = [], []
    for row, mu, option, e in zip(rows, multipliers, choice, embeddings, strict=True):
        part, gain = option.forms.embedded(base), e(option.gain)
        size = dot(row, [dot(a, row) for a in part.h])
        column = [dot(row, list(c)) / size for c in zip(*part.t, strict=True)]
        scaled = tuple((d, x / size) for d, x in mu if x)
        place = (option.support, tuple(row), tuple(column), gain, option.root, field)
        chosen.append(ClusterPoint(*place, option.top, option.simple, option.walls, scaled))
        neurons.append((row, column))
    nothing = [Fraction(0)] * problem.r
    neurons += [(dead, nothing)] * (problem.width - len(rows))
    point = ExactPoint.of_neurons(problem, neurons, field, base)
    covered = sum(len(o.support) for o in choice) == problem.n
    strictly_dead = covered or any(dead)
    if any(o.walls for o in choice):
        return classify_on_walls(point, chosen, strictly_dead=strictly_dead)
    return classify_inside(point, chosen, strictly_dead=strictly_dead)


def _rows(
    problem: Problem,
    choice: Sequence[Option],
    base: Embedding,
    embeddings: Sequence[Embedding],
    dropped: frozenset[int],
) -> tuple[list[Row], list[list[tuple[int, Exact]]], Row] | None:
    """Rows of the live neurons, their multipliers, and a row of the dead ones (zero if they cannot be strictly off)."""
    live, p = len(choice), problem.p
    if not live:
        return _nothing(problem, base)
    walls = [(i, e) for i, option in enumerate(choice) for e in option.walls]
    for with_dead in (True, False) if live < problem.width else (False,):
        count = live + int(with_dead)
        rows = _conditions(problem, choice, base, embeddings, count, walls, dropped)
        answer = solve([r for r, _ in rows], [s for _, s in rows], [Fraction(0)] * len(rows))
        if isinstance(answer, Feasible):
            parts = [list(answer.point[i * p : (i + 1) * p]) for i in range(count)]
            found = list(zip(walls, answer.point[count * p :], strict=True))
            multipliers = [[(e, mu) for (j, e), mu in found if j == i] for i in range(live)]
            return parts[:live], multipliers, parts[live] if with_dead else [Fraction(0)] * p
    return None


def _nothing(problem: Problem, base: Embedding) -> tuple[list[Row], list[list[tuple[int, Exact]]], Row]:
    """No live neuron."""
    rows = [[-base(x) for x in w] for w in problem.features_in]
    answer = solve(rows, [">"] * len(rows), [Fraction(0)] * len(rows))
    return [], [], list(answer.point) if isinstance(answer, Feasible) else [Fraction(0)] * problem.p


def _conditions(
    problem: Problem,
    choice: Sequence[Option],
    base: Embedding,
    embeddings: Sequence[Embedding],
    count: int,
    walls: Sequence[tuple[int, int]],
    dropped: frozenset[int],
) -> list[tuple[Row, str]]:
    """All conditions on ``count`` rows and one multiplier for each wall."""
    p = problem.p
    w = [[base(x) for x in row] for row in problem.features_in]
    served = {d: i for i, option in enumerate(choice) for d in option.support}

    def place(parts: dict[int, Row], scale: dict[int, Exact] | None = None) -> Row:
        out: Row = [Fraction(0)] * (count * p + len(walls))
        for i, vector in parts.items():
            out[i * p : (i + 1) * p] = vector
        for k, x in (scale or {}).items():
            out[count * p + k] = x
        return out

    rows: list[tuple[Row, str]] = []
    for i, (option, e) in enumerate(zip(choice, embeddings, strict=True)):
        part, gain = option.forms.embedded(base), e(option.gain)
        mine = [(k, w[d]) for k, (j, d) in enumerate(walls) if j == i]
        for c, (a, b) in enumerate(zip(part.n, part.h, strict=True)):
            pull = {i: [x - gain * y for x, y in zip(a, b, strict=True)]}
            rows.append((place(pull, {k: -vector[c] for k, vector in mine}), "="))
    for k, (i, e) in enumerate(walls):
        rows += [(place({i: w[e]}), "="), (place({}, {k: Fraction(1)}), ">=")]
    for d, vector in enumerate(w):
        negative = [-x for x in vector]
        owner = served.get(d)
        if owner is not None:
            rows.append((place({owner: vector}), ">"))
        for j in range(count):
            if owner is not None and j != owner:
                rows.append((place({owner: vector, j: negative}), ">"))
            elif d in dropped and (j, d) not in walls:
                rows.append((place({j: negative}), ">"))
    return rows
