"""Open: do local minima with overlapping patterns exist beyond those with an Eckart-Young tail on disjoint groups?

Known families: sub-partitions (one neuron per group) and groups served by several neurons that attain the tail of their group.  The search
runs gradient descent and compares the losses of converged end points with the complete list of both families.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from proofs_checks.sdl import _descent as descent
from theory.claims import Budget, Claim, Evidence, Source

PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.open-overlapping-minima",
    title="Are there local minima with overlapping patterns outside the known families?",
    statement=r"""
        For independent input features and ReLU: does every local minimum of $\tilde{L}$ have a value $\sum_{d \in D}
        M_d \|v_d\|^2 + \sum_g \sum_{i > c_g} \lambda_i(B_{F_g})$, with $D$ the dropped features and disjoint groups
        $F_g$ served by $c_g$ neurons?""",
    source=Source(locator="open question", arxiv="", ours=True),
    kind="open-question",
    expected="undecided",
    depends_on=("sdl.overlapping-local-minima",),
    remark="A converged end point with a loss outside the list would be a candidate for a counterexample.",
)
TOLERANCE = (
    2e-3  # several times the largest distance of end points with gradient below 1e-6 from their value in past runs
)


def partitions(items: list[int]) -> Iterator[list[list[int]]]:
    """All ways to drop some items and to group the others.

    >>> len(list(partitions([0, 1, 2])))
    15
    """
    if not items:
        yield []
        return
    first, rest = items[0], items[1:]
    for smaller in partitions(rest):
        yield smaller
        yield [[first], *smaller]
        for i in range(len(smaller)):
            yield [*smaller[:i], [first, *smaller[i]], *smaller[i + 1 :]]


def known_values(gram: descent.Array, weights: descent.Array, width: int) -> list[float]:
    """The losses of both families for a total of at most ``width`` neurons."""
    root = np.sqrt(weights)
    b = gram * root[:, None] * root[None, :]
    total = float(np.trace(b))
    out = set()
    for groups in partitions(list(range(len(weights)))):
        spectra = [np.sort(np.linalg.eigvalsh(b[np.ix_(g, g)]))[::-1] for g in groups]
        for counts in product(*(range(1, len(g) + 1) for g in groups)):
            if sum(counts) <= width:
                kept = sum(float(s[:c].sum()) for s, c in zip(spectra, counts, strict=True))
                out.add(round(total - kept, 9))
    return sorted(out)


def empirical(budget: Budget) -> Evidence:
    count, steps = budget.pick(quick=60, full=1500), budget.pick(quick=4000, full=40000)
    rng = np.random.default_rng(budget.seed)
    weights = np.array([1.0, 1.3, 1.7])
    numbers: dict[str, object] = {"seed": budget.seed, "starts per problem": count, "steps": steps}
    for cosine in (-0.3, 0.0, 0.3):
        gram = np.full((3, 3), cosine) + (1 - cosine) * np.eye(3)
        w = np.asarray(np.linalg.cholesky(gram), dtype=np.float64)
        e, d = descent.starts(rng, count, 3, 3, 3)
        sample = descent.single_features(w, weights)
        e, d, norms = descent.descend(sample, e, d, steps=steps, rate=0.01)
        ends = descent.losses(sample, e, d)
        values = np.array(known_values(gram, weights, 3))
        off = np.abs(ends[:, None] - values[None, :]).min(axis=1) > TOLERANCE
        numbers[f"cosine {cosine}: converged"] = int((norms < 1e-6).sum())
        numbers[f"cosine {cosine}: off the list"] = int(off.sum())
        numbers[f"cosine {cosine}: converged and off the list"] = int((off & (norms < 1e-6)).sum())
    return Evidence(
        "search",
        "undecided",
        "instance",
        "Gradient descent, n = q = 3, equal cosines, weights 1, 1.3, 1.7: end points against the list of known values.",
        numbers=numbers,
    )
