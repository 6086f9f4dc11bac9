"""The mean of a ReLU code depends on the grid, also for a band-limited function on grids that show it without aliasing.

So an encoder, a ReLU and a decoder are not one operator at all resolutions, however few modes the layers have.
"""

from __future__ import annotations

from proofs_checks.operators._grids import cosines, grid_mean, rectified
from proofs_checks.operators._typed import published
from proofs_checks.parts import counterexample, wrong
from theory.claims import Budget, Claim, Evidence, Mutation
from theory.formal import Expression, names, op
from theory.statement import Statement

c, d = names("c d")


def mean_on(n: int) -> Expression:
    """The mean of ReLU(d + c cos(2 pi t)) on n points: the constant mode of the code."""
    return grid_mean(rectified(op("tuple", *(d + c * x for x in cosines(n))), n), n)


STATEMENT = Statement(
    ("c", "d"), {}, Expression("three") == Expression("four"), {"three": mean_on(3), "four": mean_on(4)}
)
POINT = {"c": 1, "d": 0}

CLAIM = Claim(
    id="operators.relu-code-independent-of-grid",
    title="ReLU codes of band-limited functions do not depend on the grid",
    statement=r"""
        For every function $d + c \cos 2 \pi t$ the mean of $\mathrm{ReLU}$ of its values is the same on 3 and on 4
        points; both grids have the $N \ge B + M = 3$ points with which the linear layer is exact.""",
    source=published("SAE-FNO generalises across discretisations, read as: exactly"),
    kind="property",
    expected="refuted",
    refutes="ours",
    depends_on=("operators.alias-free-grid",),
    remark=r"""
        For $\cos 2 \pi t$ the means are 1/3 and 1/4; on fine grids they tend to $1/\pi$ with an error of order
        $N^{-2}$ (Beyond the formal statement). An oversampled nonlinearity makes this error as small as one likes.""",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> Evidence:
    return counterexample("cos(2 pi t): the means are 1/3 and 1/4.", STATEMENT, POINT, record="three four")


def mutations() -> list[Mutation]:
    three, four = names("three four")
    return [
        wrong("finer-is-larger", "the mean grows with the grid", STATEMENT, POINT, four >= three),
        wrong(
            "finer-is-smaller",
            "the mean falls with the grid",
            STATEMENT,
            {"c": -1, "d": "-1/2"},
            four <= three,
            record="three four",
        ),
    ]
