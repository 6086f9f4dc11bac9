"""The proof that no conjunctive unit of given neurons fits a concept better (concepts.best-unit-search), as a certificate.

What a proof is and why it is one stands in ``theory/certificates/kinds/best_unit.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from theory.certificates import seal
from theory.certificates.kinds.best_unit import Points
from theory.concepts import bits
from theory.concepts.context import FormalContext, Mask, attribute_counts


@dataclass(frozen=True)
class BestUnitProof:
    """The sets of neurons that a search visited, each in the order of ``order``, and a unit with the best Jaccard index."""

    order: tuple[int, ...]
    visited: tuple[tuple[int, ...], ...]
    unit: tuple[int, ...]
    best: Fraction


def unit_certificate(context: FormalContext, concept: Mask, proof: BestUnitProof, *, name: str) -> dict[str, Any]:
    """The proof as a certificate; it stays small because most neurons are closed by the bound at once.

    Args:
        context: the neurons.
        concept: the points of the concept, at least one.
        proof: what the search says.
        name: the name of the concept.

    Raises:
        ArithmeticError: the search left out a set that it had to visit.

    Source: concepts.best-unit-search.

    >>> from theory.certificates import check
    >>> k = FormalContext.of([{"a"}, {"a", "b"}, {"b"}])
    >>> proof = BestUnitProof((0, 1), ((), (0,), (0, 1)), (0, 1), Fraction(1))
    >>> said = check(unit_certificate(k, np.array([False, True, False]), proof, name="middle"))
    >>> "no conjunction of" in said, "Jaccard index 1" in said
    (True, True)
    """
    size = int(np.count_nonzero(concept))
    common = attribute_counts(context.rows[concept], context.n_attributes)
    open_ = common * proof.best.denominator > proof.best.numerator * size
    kept = [j for j in range(context.n_attributes) if open_[j] or j in proof.unit]
    place = {j: i for i, j in enumerate(kept)}
    rows = _rows(context, concept, kept)
    order = [place[j] for j in proof.order if j in place]
    asserts = {
        "concept": name,
        "neurons": [context.attributes[j] for j in kept],
        "rows": rows,
        "others": [[context.attributes[j], int(common[j])] for j in range(context.n_attributes) if j not in place],
        "unit": sorted(place[j] for j in proof.unit),
        "jaccard": str(proof.best),
    }
    needed = [tuple(place[j] for j in v) for v in proof.visited if all(j in place for j in v)]
    return seal(
        "best_unit", asserts, {"order": order, "visited": _visited(Points(rows, len(kept)), order, needed, proof.best)}
    )


def _rows(context: FormalContext, concept: Mask, kept: Sequence[int]) -> list[list[Any]]:
    """Distinct rows of the kept neurons, with their points in the concept and the others."""
    table = np.stack([*(context.column(j) for j in kept), concept], axis=1)
    distinct, times = bits.distinct(bits.pack(table))
    points: dict[tuple[int, ...], list[int]] = {}
    for row, count in zip(bits.unpack(distinct, len(kept) + 1), times.tolist(), strict=True):
        on = tuple(np.flatnonzero(row[:-1]).tolist())
        points.setdefault(on, [0, 0])[0 if row[-1] else 1] += count
    return [[list(on), *points[on]] for on in sorted(points)]


def _visited(points: Points, order: list[int], found: list[tuple[int, ...]], best: Fraction) -> list[list[Any]]:
    """The sets that have to be visited; a set that only became hopeless after the visit does not have to."""
    due: set[tuple[int, ...]] = {()}
    out: list[list[Any]] = []
    for chosen in found:
        if chosen in due:
            due.remove(chosen)
            out.append([list(chosen), *points.count(points.extent(chosen))])
            due.update(points.extensions(chosen, order, best))
    if due:
        raise ArithmeticError(f"the search left out {sorted(due)[0]}")
    return out
