"""Which part of a constant code a fraction of the domain keeps is up to the order of the points, and the output with it."""

from __future__ import annotations

from proofs_checks.operators._grids import layer
from proofs_checks.operators._typed import ours
from proofs_checks.parts import counterexample, satisfied, wrong
from theory.claims import Budget, Claim, Evidence, Mutation
from theory.formal import Expression, both, names, op
from theory.statement import Statement

u, r, s = names("u r s")
FIRST, OTHER = (0, 1), (0, 2)  # two halves of four points


def largest(kept: tuple[int, ...]) -> Expression:
    """Every point that is kept is at least as large as every other one."""
    return both(*(u[i] >= u[j] for i in kept for j in range(4) if j not in kept))


def output(kept: tuple[int, ...]) -> Expression:
    """The layer with gains r, s at t = 0, of the code on the points that are kept."""
    return layer(op("tuple", *(u[i] if i in kept else u[i] * 0 for i in range(4))), 4, [r, s])[0]


STATEMENT = Statement(
    ("u", "r", "s"),
    {"first-largest": largest(FIRST), "other-largest": largest(OTHER)},
    Expression("first") == Expression("other"),
    {"first": output(FIRST), "other": output(OTHER)},
)
POINT = {"u": [1, 1, 1, 1], "r": 0, "s": 1}

CLAIM = Claim(
    id="operators.fraction-of-a-constant-code",
    title="Sparsity by a fraction of the domain has one output",
    statement=r"""
        Let $u$ be a code on 4 points, and let two sets of 2 points (0 and 1; 0 and 2) both be the largest half of it.
        The layer with gains $r, s$ has the same output at $t = 0$ on both parts of the code.""",
    source=ours("domain sparsity by a fraction, which keeps its meaning at every resolution"),
    kind="property",
    expected="refuted",
    refutes="ours",
    depends_on=("operators.fixed-count-codes-vanish",),
    hypotheses=satisfied(
        lambda: STATEMENT.satisfied_by(POINT),
        ("first-largest", "points 0 and 1 are the largest"),
        ("other-largest", "points 0 and 2 are the largest"),
    ),
    remark="""
        For the constant code the outputs are 1/2 and 0. Where the code is not constant on the level of its quantile,
        the largest part of a fraction is one set up to few points, and its outputs converge as the grid is refined.""",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> Evidence:
    return counterexample("A constant code: 1/2 and 0.", STATEMENT, POINT, record="first other")


def mutations() -> list[Mutation]:
    first, other = names("first other")
    return [
        wrong("at-most", "neighbouring points give at most as much", STATEMENT, POINT, first <= other),
        wrong("opposite", "the outputs are opposite", STATEMENT, POINT, first == -other),
    ]
