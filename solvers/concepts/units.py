"""The least number of half-spaces whose intersection (or union) is a concept: exact for small cases, bounds
otherwise (concepts.conjunction-iff-no-point-in-hull, concepts.disjunction-duality).

Legend: C the concept, N the other points.  A set S of points of N can be excluded by one half-space that contains C iff
conv(S) and conv(C) are disjoint.  Least number of such sets that cover N; two points that no half-space excludes together are in
conflict, and points in pairwise conflict need one half-space each.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import combinations

from solvers.concepts.separability import Inseparable, Points, Separated, separate


@dataclass(frozen=True)
class Unit:
    """``neurons`` whose intersection is the concept, and the proven ``lower`` bound of their number.

    ``conflicts`` are Farkas combinations: pairs of points that one half-space containing C cannot both exclude.
    """

    neurons: tuple[Separated, ...]
    excluded: tuple[tuple[int, ...], ...]
    lower: int
    conflicts: tuple[Inseparable, ...]

    @property
    def optimal(self) -> bool:
        """Whether fewer half-spaces do not suffice."""
        return self.lower == len(self.neurons)


def least_unit(points: Points, concept: Collection[int], *, exact_up_to: int = 12) -> Unit | Inseparable:
    """The least number of half-spaces whose intersection meets the data exactly in C, or why there is none.

        m(C) = least m with N = S_1 u ... u S_m and conv(S_j) disjoint from conv(C)

    Args:
        points: exact coordinates; concept: indices of C; exact_up_to: largest |N| for which all sets S are tried.

    Raises:
        ValueError: as :func:`solvers.concepts.separability.separate`.

    Source: concepts.conjunction-iff-no-point-in-hull (arXiv 2606.07007, criterion as reported; not checked against the paper).

    >>> triangle = [(0, 0), (2, 0), (-1, 2), (-1, -2)]
    >>> len(least_unit(triangle, {0}).neurons)
    2
    """
    chosen = sorted(set(concept))
    others = [i for i in range(len(points)) if i not in set(chosen)]
    for i in others:
        alone = _exclude(points, chosen, (i,))
        if isinstance(alone, Inseparable):
            return alone
    conflicts = [(pair, found) for pair in combinations(others, 2) if (found := _conflict(points, chosen, pair))]
    clique = _clique(others, {frozenset(pair) for pair, _ in conflicts})
    if len(others) <= exact_up_to:
        cover = _least_cover(points, chosen, others)
        lower = len(cover)
    else:
        cover = _greedy_cover(points, chosen, others)
        # two only if one half-space cannot exclude all of N
        lower = max(clique, min(len(cover), 2))
    neurons = tuple(_neuron(points, chosen, s) for s in cover)
    return Unit(neurons, tuple(cover), lower, tuple(found for _, found in conflicts))


def least_disjunctive_unit(points: Points, concept: Collection[int], *, exact_up_to: int = 12) -> Unit | Inseparable:
    """The least number of half-spaces whose union meets the data exactly in C: a conjunctive unit of the complement
    (concepts.disjunction-duality).

    The neurons returned are those of the complement; the union consists of their complements, opened up a little.

    >>> len(least_disjunctive_unit([(0,), (1,), (2,)], {0, 2}).neurons)
    2
    """
    return least_unit(points, set(range(len(points))) - set(concept), exact_up_to=exact_up_to)


def _exclude(points: Points, chosen: list[int], outside: tuple[int, ...]) -> Separated | Inseparable:
    kept = [*chosen, *outside]
    found = separate([points[i] for i in kept], set(range(len(chosen))))
    if isinstance(found, Separated):
        return found
    on, off = ({kept[k]: v for k, v in side.items()} for side in (found.on, found.off))
    return Inseparable(found.mode, on, off, found.certificate)


def _neuron(points: Points, chosen: list[int], outside: tuple[int, ...]) -> Separated:
    found = _exclude(points, chosen, outside)
    if isinstance(found, Inseparable):
        raise ArithmeticError(f"the points {outside} were excluded together before; please report the data")
    return found


def _conflict(points: Points, chosen: list[int], pair: tuple[int, int]) -> Inseparable | None:
    found = _exclude(points, chosen, pair)
    return found if isinstance(found, Inseparable) else None


def _clique(others: list[int], edges: set[frozenset[int]]) -> int:
    """Greedily, a set of points in pairwise conflict; every point is tried as a start."""
    best = min(len(others), 1)
    for start in others:
        clique = [start]
        for i in others:
            if i != start and all(frozenset((i, j)) in edges for j in clique):
                clique.append(i)
        best = max(best, len(clique))
    return best


def _greedy_cover(points: Points, chosen: list[int], others: list[int]) -> list[tuple[int, ...]]:
    out, left = [], list(others)
    while left:
        group: tuple[int, ...] = ()
        for i in left:
            if isinstance(_exclude(points, chosen, (*group, i)), Separated):
                group = (*group, i)
        out.append(group)
        left = [i for i in left if i not in group]
    return out


def _least_cover(points: Points, chosen: list[int], others: list[int]) -> list[tuple[int, ...]]:
    """A least cover by dynamic programming over all subsets; being excludable passes to subsets."""
    size = len(others)
    full = (1 << size) - 1
    excludable = [True] * (full + 1)
    for mask in range(1, full + 1):
        bits = [k for k in range(size) if mask >> k & 1]
        excludable[mask] = all(excludable[mask & ~(1 << k)] for k in bits if mask & ~(1 << k)) and isinstance(
            _exclude(points, chosen, tuple(others[k] for k in bits)), Separated
        )
    best: list[list[int]] = [[]] * (full + 1)
    for mask in range(1, full + 1):
        first, rest = mask & -mask, mask & (mask - 1)
        options, part = [], rest
        while True:
            if excludable[part | first]:
                options.append([part | first, *best[mask & ~(part | first)]])
            if not part:
                break
            part = (part - 1) & rest
        best[mask] = min(options, key=len)
    return [tuple(others[k] for k in range(size) if mask >> k & 1) for mask in best[full]]
