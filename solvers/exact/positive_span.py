"""Whether vectors positively span a subspace, with a proof either way.

Legend: atoms ``a_1, ..., a_n`` in R^p, cone(a) their nonnegative combinations, a subspace U given by generators ``u_1, ..., u_k``.
U lies in cone(a) exactly if the k + 1 targets ``u_1, ..., u_k, -(u_1 + ... + u_k)`` do, because these positively span U.  Where a target
t does not, a vector v separates it: ``v . a_j >= 0`` for all j and ``v . t < 0`` (Farkas).  For the fewest atoms that do, see
:mod:`solvers.exact.least_positive_span`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from solvers.exact.lp import Feasible, solve
from theory.claims import Certificate
from theory.evidence import evaluation
from theory.exact import NumberField
from theory.formal import both, for_all, matmul, names, op
from theory.formal import dot as inner

Rows = Sequence[Sequence[Any]]
Frozen = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Spanned:
    """``sum_j codes[i][j] a_j = targets[i]`` with nonnegative codes, for every target: U lies in the cone of the atoms."""

    atoms: Frozen
    targets: Frozen
    codes: Frozen

    @property
    def combination(self) -> tuple[Any, ...]:
        """Nonnegative ``c`` with ``sum_j c_j a_j = 0``: the sum of the codes, as the targets sum to 0.

        The atoms with ``c_j > 0`` alone have U in their cone.
        """
        return tuple(sum(column, Fraction(0)) for column in zip(*self.codes, strict=True))

    def certificate(self, means: str = "", field: NumberField | None = None) -> Certificate:
        """An evaluation that re-computes the targets from the codes."""
        codes, atoms, targets = names("codes atoms targets")
        holds = both(
            for_all(codes, lambda row: for_all(row, lambda z: z >= 0, "z"), "row"),
            op("=", matmul(codes, atoms), targets),
        )
        let = {
            "atoms": self.atoms or {"no_rows": len(self.targets[0])},
            "codes": self.codes,
            "targets": self.targets,
        }
        text = means or "the targets are nonnegative combinations of the atoms"
        return evaluation(holds, let=let, field=field, means=text)


@dataclass(frozen=True)
class Separated:
    """``vector . a_j >= 0`` for every atom and ``vector . target < 0`` for a target in U, so U is not in the cone of the atoms."""

    atoms: Frozen
    target: tuple[Any, ...]
    vector: tuple[Any, ...]

    def certificate(self, means: str = "", field: NumberField | None = None) -> Certificate:
        """An evaluation of the signs of the inner products."""
        atoms, target, vector = names("atoms target vector")
        holds = both(for_all(atoms, lambda a: inner(a, vector) >= 0, "a"), inner(target, vector) < 0)
        let = {"atoms": self.atoms, "target": self.target, "vector": self.vector}
        text = means or "the vector separates the target from the cone of the atoms"
        return evaluation(holds, let=let, field=field, means=text)


def positive_span(atoms: Rows, generators: Rows | None = None) -> Spanned | Separated:
    """Decide whether the subspace spanned by the generators lies in the cone of the atoms.

    ``atoms``: n vectors of p exact numbers (int, Fraction, or elements of one number field); ``generators``: k vectors of p numbers,
    default the unit vectors, which asks whether the atoms positively span R^p.  The answer is verified exactly.
    Raises ``ValueError`` on vectors of different lengths, or if there are neither atoms nor generators.

    >>> positive_span([(1, 0), (0, 1), (-1, -1)]).combination
    (Fraction(1, 1), Fraction(1, 1), Fraction(1, 1))
    >>> positive_span([(1, 0), (0, 1)]).vector
    (Fraction(1, 1), Fraction(0, 1))
    >>> isinstance(positive_span([(1, 0), (-2, 0), (0, 1)], [(5, 0)]), Spanned)
    True
    """
    fixed, wanted = tuple(map(tuple, atoms)), targets_of(atoms, generators)
    codes = []
    for target in wanted:
        answer = in_cone(fixed, target)
        if isinstance(answer, Separated):
            return answer
        codes.append(answer)
    return Spanned(fixed, wanted, tuple(codes))


def targets_of(atoms: Rows, generators: Rows | None) -> Frozen:
    """The generators and the negative of their sum."""
    if not atoms and not generators:
        raise ValueError("neither atoms nor generators: the dimension of the space is unknown; give the generators")
    width = len(atoms[0]) if atoms else len(generators[0]) if generators else 0
    if generators is None:
        generators = [[Fraction(int(i == j)) for j in range(width)] for i in range(width)]
    for what, rows in (("atoms", atoms), ("generators", generators)):
        for i, row in enumerate(rows):
            if len(row) != width:
                raise ValueError(f"{what}[{i}] has {len(row)} entries, others {width}: all vectors lie in one space")
    last = tuple(-sum((row[j] for row in generators), Fraction(0)) for j in range(width))
    return (*map(tuple, generators), last)


def in_cone(atoms: Rows, target: Sequence[Any]) -> tuple[Any, ...] | Separated:
    """Nonnegative codes ``c`` with ``sum_j c_j a_j = target``, or a vector that separates the target from the cone.

    >>> in_cone([(1, 0), (1, 1)], (3, 1))
    (Fraction(2, 1), Fraction(1, 1))
    """
    if not any(target):
        return (Fraction(0),) * len(atoms)
    # either v . a_j >= 0 and -v . t > 0 has a solution, or its refutation is  sum y_j a_j - y t = 0  with y > 0
    rows = [*map(tuple, atoms), tuple(-x for x in target)]
    answer = solve(rows, [">="] * len(atoms) + [">"], [0] * len(rows))
    if isinstance(answer, Feasible):
        return Separated(tuple(map(tuple, atoms)), tuple(target), answer.point)
    *y, scale = answer.multipliers
    return tuple(v / scale for v in y)
