"""Steps by signs of the gradient, as Adam takes at first, are not preconditioned by P P^T.

True instead (operators.lifted-gradient-step): steps along the gradient are.
"""

from __future__ import annotations

from fractions import Fraction

from proofs_checks.operators._typed import published
from proofs_checks.parts import counterexample, satisfied, wrong
from theory.claims import Budget, Claim, Evidence, Mutation
from theory.formal import Expression, absolute, for_all, listing, matmul, matvec, names, transpose
from theory.statement import Statement

L, g, lifted, step, along = names("L g lifted step along")
STATEMENT = Statement(
    ("L", "g"),
    {"signs": for_all(lifted, lambda x: x != 0, "x")},
    step[0] * along[1] == step[1] * along[0],
    {
        "lifted": matvec(L, g),
        "step": matvec(transpose(L), listing(lifted, lambda x: x / absolute(x), "x")),
        "along": matvec(matmul(transpose(L), L), g),
    },
)
POINT = {"L": [[1, 1], [0, 1], [1, 0]], "g": [1, Fraction(-1, 10)]}

CLAIM = Claim(
    id="operators.sign-steps-precondition",
    title="Lifting preconditions steps by signs, too",
    statement=r"""
        With $P = L^\top$ and two dimensions of data: if no entry of $L g$ is zero, the effective step $L^\top
        \mathrm{sign}(L g)$ has the direction of the preconditioned gradient $L^\top L g$.""",
    source=published("lifting acts as a preconditioner, read for Adam"),
    kind="property",
    expected="refuted",
    refutes="ours",
    hypotheses=satisfied(lambda: STATEMENT.satisfied_by(POINT), ("signs", r"no entry of $L g$ is zero")),
    depends_on=("operators.lifted-gradient-step",),
    remark=r"""
        $L^\top \mathrm{sign}(L g) = (2, 0)$, $L^\top L g = (19/10, 4/5)$, and a step without the lift is $(1, -1)$:
        three directions.""",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> Evidence:
    return counterexample("Three lifted dimensions.", STATEMENT, POINT, record="lifted step along")


def mutations() -> list[Mutation]:
    plain: Expression = listing(g, lambda x: x / absolute(x), "x")
    return [
        wrong(
            "plain",
            "the direction of the step without a lift",
            STATEMENT,
            POINT,
            step[0] * plain[1] == step[1] * plain[0],
        ),
        wrong("descent", "the step is the preconditioned gradient", STATEMENT, POINT, step == along),
    ]
