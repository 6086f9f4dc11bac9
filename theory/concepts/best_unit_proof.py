"""The proof that no conjunctive unit of given neurons fits a concept better, and its check (F9).

For a set M of neurons let theta_M be the points where all of M are active.  Every theta_S with S containing M lies inside
theta_M, so its Jaccard index with C is at most |theta_M and C| / |C|.  A proof is the list of the sets M that a search
visited.  With the neurons in a fixed order, every extension of a visited M by a later neuron j must be

* visited itself, or
* closed by the bound:       |theta_(M+j) and C| / |C|  <=  best, or
* without effect:            theta_(M+j) = theta_M, or
* met elsewhere:             theta_(M+j) lies inside A_i for an earlier neuron i that theta_M does not lie in.

Take any unit, with S all neurons that contain it.  Starting from the empty set, add again and again the first neuron of S
that the set visited so far does not imply.  The last two cases never apply to it, so the walk either reaches the unit,
which was visited and compared, or stops at a set closed by the bound, which contains the unit.  So no unit is better.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class BestUnitProof:
    """The visited sets, each in the order of ``order``, and a unit with the best Jaccard index."""

    order: tuple[int, ...]
    visited: tuple[tuple[int, ...], ...]
    unit: tuple[int, ...]
    best: Fraction


def proof_error(columns: Sequence[int], concept: int, n: int, proof: BestUnitProof) -> str | None:
    """The first thing wrong with a proof, or None when it is one.

    Args:
        columns: the activation set of every neuron, point x as bit x of an integer.
        concept: the points of the concept, not none.
        n: number of data points.
        proof: what the search says.

    >>> proof_error([0b011, 0b110], 0b010, 3, BestUnitProof((0, 1), ((), (0,), (0, 1)), (0, 1), Fraction(1)))
    >>> proof_error([0b011, 0b110], 0b010, 3, BestUnitProof((0, 1), ((), (0,)), (0,), Fraction(1, 2)))
    'the extension of [] by neuron 1 was left out'
    """
    size = concept.bit_count()
    if not size:
        return "the concept has no points"
    if sorted(proof.order) != list(range(len(columns))):
        return "the order does not list every neuron once"
    rank = {i: r for r, i in enumerate(proof.order)}
    visited = set(proof.visited)
    if () not in visited:
        return "the empty set was not visited"
    if _jaccard(_extent(columns, proof.unit, n), concept) != proof.best:
        return f"the unit {list(proof.unit)} does not have the index {proof.best}"
    for chosen in proof.visited:
        extent = _extent(columns, chosen, n)
        if _jaccard(extent, concept) > proof.best:
            return f"the visited set {list(chosen)} is better"
        outside = [i for i in proof.order if extent & ~columns[i]]
        last = rank[chosen[-1]] if chosen else -1
        for j in outside:
            if rank[j] <= last or (*chosen, j) in visited:
                continue
            grown = extent & columns[j]
            if Fraction((grown & concept).bit_count(), size) <= proof.best:
                continue
            if not any(rank[i] < rank[j] and not grown & ~columns[i] for i in outside):
                return f"the extension of {list(chosen)} by neuron {j} was left out"
    return None


def _jaccard(extent: int, concept: int) -> Fraction:
    return Fraction((extent & concept).bit_count(), (extent | concept).bit_count())


def _extent(columns: Sequence[int], chosen: Sequence[int], n: int) -> int:
    out = (1 << n) - 1
    for i in chosen:
        out &= columns[i]
    return out
