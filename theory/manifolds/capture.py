"""Capture, tiling, simplicial capture and dilution, each an exact predicate on a dictionary, a code rule and points.

Three strengths of capture by a group of atoms: *span* (the points lie in the linear span), *cone* (they are combinations with
nonnegative codes; some rule gives them), *amortised* (the encoder itself gives codes that reproduce them).  Points are finitely
many; for whole spaces see :mod:`theory.manifolds.relu_identity`.

Source: arXiv 2604.28119, Definition 3, reconstructed from its uses; not checked against the paper.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq_mat  # type: ignore[import-untyped]

from theory.exact import to_fmpq
from theory.manifolds.codes import CodeRule, Matrix, Vector, decode, squared_distance


def span_captures(atoms: Matrix, points: Matrix) -> bool:
    """Every point lies in the linear span of the atoms.

    >>> span_captures([(1, 0, 0), (1, 1, 0)], [(0, 5, 0)]), span_captures([(1, 0, 0)], [(0, 1, 0)])
    (True, False)
    """
    return _rank(list(atoms)) == _rank([*atoms, *points])


def _rank(rows: list[Vector]) -> int:
    return int(fmpq_mat([[to_fmpq(Fraction(x)) for x in row] for row in rows]).rank()) if rows and len(rows[0]) else 0


def cone_captures(atoms: Matrix, points: Matrix, codes: Matrix) -> bool:
    """The codes are nonnegative and reproduce the points: a proof that every point lies in the cone of the atoms.

    >>> cone_captures([(1, 0), (0, 1)], [(2, 3)], [(2, 3)]), cone_captures([(1, 0), (0, 1)], [(2, -3)], [(2, -3)])
    (True, False)
    """
    return all(
        all(z >= 0 for z in code) and squared_distance(decode(atoms, code), x) == 0
        for x, code in zip(points, codes, strict=True)
    )


def amortised_captures(atoms: Matrix, rule: CodeRule, points: Matrix, *, within: Fraction | int = 0) -> bool:
    """The rule's own codes decode to within squared distance ``within`` of every point (0: exactly)."""
    return all(squared_distance(decode(atoms, rule(x)), x) <= within for x in points)


@dataclass(frozen=True)
class Receptive:
    """What a rule does on finitely many points.

    ``support``: atoms active somewhere.  ``active``: the largest number of atoms active at once.  ``diameter``: the largest squared
    distance between two points at which one atom is active.  ``error``: the largest squared error.
    """

    support: frozenset[int]
    active: int
    diameter: Fraction
    error: Fraction


def receptive(atoms: Matrix, rule: CodeRule, points: Matrix) -> Receptive:
    """Supports, receptive fields and errors of a code rule on points.

    >>> from theory.manifolds.codes import relu_rule
    >>> receptive([(1,), (-1,)], relu_rule([(1,), (-1,)]), [(2,), (1,), (-1,)])
    Receptive(support=frozenset({0, 1}), active=1, diameter=Fraction(1, 1), error=Fraction(0, 1))
    """
    codes = [rule(x) for x in points]
    fields = [[x for x, z in zip(points, codes, strict=True) if z[j] != 0] for j in range(len(atoms))]
    return Receptive(
        support=frozenset(j for j, field in enumerate(fields) if field),
        active=max((sum(v != 0 for v in z) for z in codes), default=0),
        diameter=max((squared_distance(x, y) for field in fields for x in field for y in field), default=Fraction(0)),
        error=max(
            (squared_distance(decode(atoms, z), x) for z, x in zip(codes, points, strict=True)), default=Fraction(0)
        ),
    )


def tiles(
    atoms: Matrix, rule: CodeRule, points: Matrix, *, k: int, diameter: Fraction | int, within: Fraction | int
) -> bool:
    """A k-tiling: at most k active atoms anywhere, receptive fields of squared diameter at most ``diameter``, squared error ``within``."""
    found = receptive(atoms, rule, points)
    return found.active <= k and found.diameter <= diameter and found.error <= within


def simplicially_captures(
    vertices: Matrix, faces: Collection[frozenset[int]], points: Matrix, weights: Matrix, *, within: Fraction | int = 0
) -> bool:
    """Convex weights, each supported in one face of the complex, decode to within squared distance ``within`` of every point.

    >>> simplicially_captures([(0, 0), (2, 0)], [frozenset({0, 1})], [(1, 0)], [(Fraction(1, 2), Fraction(1, 2))])
    True
    """
    for x, w in zip(points, weights, strict=True):
        used = {i for i, v in enumerate(w) if v != 0}
        convex = all(v >= 0 for v in w) and sum(w) == 1
        if not convex or not any(used <= face for face in faces):
            return False
        if squared_distance(decode(vertices, w), x) > within:
            return False
    return True


def dilutes(
    atoms: Matrix, rule: CodeRule, points: Matrix, *, least: int, diameter: Fraction | int, within: Fraction | int = 0
) -> bool:
    """Neither capture nor tiling, though the points are reproduced to ``within``.

    More than ``least`` atoms (the number that capture needs) are used, and some receptive field is broader than ``diameter``.
    """
    found = receptive(atoms, rule, points)
    return found.error <= within and len(found.support) > least and found.diameter > diameter


def least_atoms(span_dimension: int, *, codes: str = "nonnegative") -> int:
    """The number of atoms that capture of a centred manifold with span dimension k needs.

    ``signed`` codes: k.  ``nonnegative`` free codes: k + 1, and 0 for a point.  ``relu``: 2k, for a sphere with linear encoder and at
    most k active atoms (claims ``manifolds.*``).  Raises ``ValueError`` on other names or a negative dimension.

    >>> [least_atoms(2, codes=c) for c in ("signed", "nonnegative", "relu")], least_atoms(0)
    ([2, 3, 4], 0)
    """
    sizes = {"signed": span_dimension, "nonnegative": span_dimension + (span_dimension > 0), "relu": 2 * span_dimension}
    if codes not in sizes or span_dimension < 0:
        raise ValueError(
            f"codes = {codes!r}, span dimension {span_dimension}: use one of {', '.join(sizes)}, and at least 0"
        )
    return sizes[codes]


__all__: Sequence[str] = (
    "Receptive",
    "amortised_captures",
    "cone_captures",
    "dilutes",
    "least_atoms",
    "receptive",
    "simplicially_captures",
    "span_captures",
    "tiles",
)
