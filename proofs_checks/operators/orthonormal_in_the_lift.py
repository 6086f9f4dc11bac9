"""Orthonormal atoms in the lifted space say nothing about the atoms that data are made of.

True instead (operators.lifted-orthonormality): they do when the lift is an isometry and the lifted atoms lie in its range.
"""

from __future__ import annotations

from fractions import Fraction

from proofs_checks.operators._typed import published
from proofs_checks.parts import counterexample, satisfied, wrong
from theory.claims import Budget, Claim, Evidence, Mutation
from theory.formal import Expression, identity, length, matmul, names, transpose
from theory.statement import Statement

P, D, effective = names("P D effective")
STATEMENT = Statement(
    ("P", "D"),
    {
        "isometry": matmul(P, transpose(P)) == identity(length(P)),
        "orthonormal": matmul(transpose(D), D) == identity(length(transpose(D))),
    },
    matmul(transpose(Expression("effective")), Expression("effective")) == identity(length(transpose(D))),
    {"effective": matmul(P, D)},
)
POINT = {"P": [[Fraction(3, 5), Fraction(4, 5)]], "D": [[1, 0], [0, 1]]}

CLAIM = Claim(
    id="operators.orthonormal-in-the-lift",
    title="Lifting makes atoms orthogonal",
    statement=r"""
        If $P P^\top = I$ and the lifted atoms are orthonormal, $D^\top D = I$, then so are the effective atoms, $(P
        D)^\top (P D) = I$.""",
    source=published("lifting makes atoms more orthogonal, measured in the lifted space"),
    kind="property",
    expected="refuted",
    refutes="ours",
    hypotheses=satisfied(
        lambda: STATEMENT.satisfied_by(POINT), ("isometry", r"$P P^\top = I$"), ("orthonormal", r"$D^\top D = I$")
    ),
    depends_on=("operators.lifted-orthonormality",),
    remark="""
        One dimension of data, two orthonormal lifted atoms: the effective atoms 3/5 and 4/5 are parallel, of
        coherence 1. What must be reported is the coherence of $P D$; more than $m$ atoms are never orthogonal in $m$
        dimensions.""",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> Evidence:
    return counterexample("Two lifted dimensions over one.", STATEMENT, POINT, record="effective")


def mutations() -> list[Mutation]:
    atoms = transpose(effective)
    return [
        wrong("unit", "each effective atom is a unit vector", STATEMENT, POINT, matmul(atoms, effective)[0][0] == 1),
        wrong(
            "orthogonal",
            "different effective atoms are orthogonal",
            STATEMENT,
            POINT,
            matmul(atoms, effective)[0][1] == 0,
        ),
    ]
