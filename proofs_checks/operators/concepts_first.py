"""Choosing concepts by their whole energy and then points in them is not the jointly sparse projection.

True instead (operators.joint-projection): the points of every concept first, then the concepts with most energy left.
"""

from __future__ import annotations

from fractions import Fraction

from proofs_checks.operators._typed import ours
from proofs_checks.parts import counterexample, satisfied, wrong
from theory.claims import Budget, Claim, Evidence, Mutation
from theory.formal import exists, for_all, length, names, norm2
from theory.statement import Statement

a, b = names("a b")
STATEMENT = Statement(
    ("a", "b"),
    {"one-grid": length(a) == length(b), "more-energy": norm2(a) >= norm2(b)},
    for_all(b, lambda y: exists(a, lambda x: x**2 >= y**2, "x"), "y"),
)
POINT = {"a": [1, 1, 1, 1], "b": [Fraction(3, 2), 0, 0, 0]}

CLAIM = Claim(
    id="operators.concepts-first",
    title="Concepts first, then points (as a projection)",
    statement=r"""
        For two concepts with codes $a, b$ on one grid, of which one concept and one point are to be kept: if $\|a\|^2
        \ge \|b\|^2$, then keeping the largest entry of $a$ keeps at least as much energy as any entry of $b$.""",
    source=ours("joint sparsity of concepts and domain: concepts, then points"),
    kind="property",
    expected="refuted",
    refutes="ours",
    hypotheses=satisfied(
        lambda: STATEMENT.satisfied_by(POINT),
        ("one-grid", "both codes have one grid"),
        ("more-energy", r"$\|a\|^2 \ge \|b\|^2$"),
    ),
    depends_on=("operators.joint-projection",),
    remark="Four entries of 1 have more energy than one of 3/2, and only one of them may stay: 1 is kept where 9/4 is possible.",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> Evidence:
    return counterexample("Four entries of 1 against one of 3/2.", STATEMENT, POINT, record="a b")


def mutations() -> list[Mutation]:
    largest = exists(a, lambda x: for_all(b, lambda y: x > y, "y"), "x")
    return [
        wrong("strictly", "some entry of a is larger than all of b", STATEMENT, {"a": [1, 1], "b": [1, 1]}, largest),
        wrong(
            "every-entry",
            "every entry of a is at least as large",
            STATEMENT,
            {"a": [2, 0], "b": [1, 0]},
            for_all(b, lambda y: for_all(a, lambda x: x**2 >= y**2, "x"), "y"),
        ),
    ]
