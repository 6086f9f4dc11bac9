"""Top-s with a fixed count does not give the same code function at two resolutions.

True instead (operators.fixed-count-codes-vanish): its output is at most (s / n) u c and fades as the grid is refined.
"""

from __future__ import annotations

from proofs_checks.operators._grids import cosines, grid_mean
from proofs_checks.operators._typed import published
from proofs_checks.parts import counterexample, satisfied, wrong
from theory.claims import Budget, Claim, Evidence, Mutation
from theory.formal import Expression, names, op, sigma
from theory.sdl import Activation
from theory.statement import Statement

(u,) = names("u")


def kept(n: int, count: int) -> Expression:
    """The mean of the ``count`` largest values of u cos(2 pi t) on n points: the constant mode of the code."""
    return grid_mean(sigma(Activation("topk", k=count), op("tuple", *(u * x for x in cosines(n)))), n)


STATEMENT = Statement(
    ("u",), {"positive": u > 0}, Expression("coarse") == Expression("fine"), {"coarse": kept(3, 1), "fine": kept(6, 1)}
)
POINT = {"u": 1}

CLAIM = Claim(
    id="operators.fixed-count-same-at-every-resolution",
    title="Domain sparsity by a fixed count means the same at every resolution",
    statement=r"For $u > 0$ the mean of the code that keeps the one largest value of $u \cos 2 \pi t$ is the same on 3 and on 6 points.",
    source=published("generalisation across discretisations with sparsity in the domain, read with a fixed count"),
    kind="property",
    expected="refuted",
    refutes="ours",
    depends_on=("operators.fixed-count-codes-vanish",),
    hypotheses=satisfied(lambda: STATEMENT.satisfied_by(POINT), ("positive", "$u > 0$")),
    remark="""
        The means are u/3 and u/6: with the same count the decoded function is halved when the resolution doubles.
        Sparsity by a fraction of the domain or by a threshold keeps its meaning.""",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> Evidence:
    return counterexample("u = 1: 1/3 and 1/6.", STATEMENT, POINT, record="coarse fine")


def mutations() -> list[Mutation]:
    coarse, fine = names("coarse fine")
    return [
        wrong("not-halved", "the mean falls by less than half", STATEMENT, POINT, fine > coarse / 2),
        wrong("grows", "the mean grows", STATEMENT, POINT, fine >= coarse),
    ]
