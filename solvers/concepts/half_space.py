"""The half-space that agrees with a concept at the most points: exact, with a certified lower bound (concepts.best-half-space-bounds).

Legend: OPT the least number of points at which some neuron (with bias) differs from the concept C.  A cut is the support of a
Farkas combination: no neuron is right at all of its points.  OPT is the least number of points that hit every cut.  Cuts are
made when they are needed; a search tree (branch on the points of a cut that is not hit yet) shows that fewer points do not do.
The fractional number of cuts and the hinge loss, which also bound OPT, are in ``half_space_bounds``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from solvers.concepts.separability import Inseparable, Points, Separated, separate
from theory.claims import Certificate


@dataclass(frozen=True)
class HalfSpace:
    """The best neuron found, ``wrong`` points at which it differs from the concept, and what no neuron can beat.

    ``lower <= OPT <= len(wrong)``.  ``cuts`` are Farkas combinations; ``disjoint`` indices of cuts no two of which share a point, so that
    ``len(disjoint) <= OPT`` follows from their certificates alone; ``nodes`` the size of the search that proves ``lower``.
    """

    neuron: Separated
    wrong: tuple[int, ...]
    lower: int
    cuts: tuple[Inseparable, ...]
    disjoint: tuple[int, ...]
    nodes: int

    @property
    def optimal(self) -> bool:
        """Whether no half-space is better."""
        return self.lower == len(self.wrong)

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """The neuron on the points where it is right, and every cut."""
        return (self.neuron.certificate, *(c.certificate for c in self.cuts))


class _Budget(Exception):
    """More nodes than allowed."""


class _Search:
    """Which points to give up so that the rest is separable; cuts are kept and used again."""

    def __init__(self, points: Points, concept: frozenset[int], limit: int) -> None:
        self.points, self.concept, self.limit = points, concept, limit
        self.cuts: list[Inseparable] = []
        self.nodes = 0

    def unhit(self, removed: frozenset[int]) -> Inseparable | Separated:
        """A cut without removed points, or the neuron that is right at all other points."""
        for cut in self.cuts:
            if removed.isdisjoint(cut.support):
                return cut
        kept = [i for i in range(len(self.points)) if i not in removed]
        if not kept:
            return separate(self.points, set())
        chosen = {k for k, i in enumerate(kept) if i in self.concept}
        found = separate([self.points[i] for i in kept], chosen)
        if isinstance(found, Separated):
            return found
        renamed = [{kept[k]: v for k, v in side.items()} for side in (found.on, found.off)]
        cut = Inseparable(found.mode, renamed[0], renamed[1], found.certificate)
        self.cuts.append(cut)
        return cut

    def hit(self, removed: frozenset[int], kept: frozenset[int], left: int) -> tuple[frozenset[int], Separated] | None:
        """At most ``left`` more points, none of them in ``kept``, whose removal leaves a separable rest."""
        self.nodes += 1
        if self.nodes > self.limit:
            raise _Budget
        found = self.unhit(removed)
        if isinstance(found, Separated):
            return removed, found
        if left < len(self.packing(removed)):
            return None
        for i in found.support:
            if i not in kept:
                answer = self.hit(removed | {i}, kept, left - 1)
                if answer is not None:
                    return answer
                kept = kept | {i}
        return None

    def packing(self, removed: frozenset[int]) -> list[int]:
        """Greedily, cuts that avoid ``removed`` and each other, small ones first."""
        used, out = set(removed), []
        for k in sorted(range(len(self.cuts)), key=lambda k: len(self.cuts[k].support)):
            if used.isdisjoint(self.cuts[k].support):
                used.update(self.cuts[k].support)
                out.append(k)
        return out

    def greedy(self) -> tuple[frozenset[int], Separated]:
        """Give up whole cuts until the rest is separable, then take back what is not needed."""
        removed: frozenset[int] = frozenset()
        while isinstance(found := self.unhit(removed), Inseparable):
            removed |= set(found.support)
        for i in sorted(removed):
            again = self.unhit(removed - {i})
            if isinstance(again, Separated):
                removed, found = removed - {i}, again
        return removed, found


def best_half_space(points: Points, concept: Collection[int], *, limit: int = 20_000) -> HalfSpace:
    """The open half-space with the fewest points on the wrong side, exactly, or bounds when the search is cut off.

        OPT = min over (w, b) of |{x : w . x + b > 0} symmetric difference C|

    Args:
        points: exact coordinates; concept: indices of C; limit: nodes of the search before it returns bounds.

    Raises:
        ValueError: as :func:`solvers.concepts.separability.separate`.

    Source: concepts.best-half-space-bounds (cuts by Motzkin's theorem; the search is the usual one for hitting sets).

    >>> found = best_half_space([(0,), (1,), (2,), (3,), (4,)], {1, 3, 4})
    >>> len(found.wrong), found.lower, found.optimal
    (1, 1, True)
    """
    search = _Search(points, frozenset(concept), limit)
    removed, neuron = search.greedy()
    lower = len(search.packing(frozenset()))
    try:
        while lower < len(removed):
            answer = search.hit(frozenset(), frozenset(), lower)
            if answer is not None:
                removed, neuron = answer
                break
            lower += 1
    except _Budget:
        pass
    disjoint = tuple(search.packing(frozenset()))
    lower = max(lower, len(disjoint))
    wrong = tuple(i for i, x in enumerate(points) if _on(neuron, x) != (i in search.concept))
    return HalfSpace(neuron, wrong, lower, tuple(search.cuts), disjoint, search.nodes)


def _on(neuron: Separated, x: Collection[Fraction]) -> bool:
    return sum((a * b for a, b in zip(neuron.weight, x, strict=True)), Fraction(neuron.bias)) > 0
