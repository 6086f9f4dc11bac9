"""A spectral layer does not read every function alike on every grid: below N = B + M points a frequency is read as another one.

True instead (operators.alias-free-grid): on grids with N >= B + M points it does.
"""

from __future__ import annotations

from proofs_checks.operators._grids import cosines, layer
from proofs_checks.operators._typed import published
from proofs_checks.parts import counterexample, wrong
from theory.claims import Budget, Claim, Evidence, Mutation
from theory.formal import Expression, names, op
from theory.statement import Statement

c, d, r, s = names("c d r s")


def at_zero(n: int) -> Expression:
    """The output at t = 0 of the layer with gains r, s on n points of c cos(2 pi t) + d cos(6 pi t)."""
    x = op("tuple", *(c * a + d * b for a, b in zip(cosines(n), cosines(n, 3), strict=True)))
    return layer(x, n, [r, s])[0]


STATEMENT = Statement(
    ("c", "d", "r", "s"), {}, Expression("four") == Expression("six"), {"four": at_zero(4), "six": at_zero(6)}
)
POINT = {"c": 0, "d": 1, "r": 0, "s": 1}

CLAIM = Claim(
    id="operators.linear-layer-independent-of-grid",
    title="A spectral layer is the same operator on every grid that has its modes",
    statement=r"""
        For every function $c \cos 2 \pi t + d \cos 6 \pi t$ and all gains $R_0, R_1$, the output at $t = 0$ of the
        layer with the modes $|k| < 2$ is the same on 4 and on 6 points (both have the 3 points that these modes
        need).""",
    source=published("SAE-FNO generalises across discretisations, read as: its layers do, for every input"),
    kind="property",
    expected="refuted",
    refutes="ours",
    depends_on=("operators.alias-free-grid",),
    remark=r"On 4 points $\cos 6 \pi t$ looks like $\cos 2 \pi t$ and is read as it; $B + M = 3 + 2 = 5$ points are needed, and suffice.",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> Evidence:
    return counterexample(
        "cos(6 pi t): read as cos(2 pi t) on 4 points, not read on 6.", STATEMENT, POINT, record="four six"
    )


def mutations() -> list[Mutation]:
    four, six = names("four six")
    return [
        wrong("damped", "the coarse grid gives at most the fine output", STATEMENT, POINT, four <= six),
        wrong("never-read", "frequency 3 is not read on 4 points", STATEMENT, POINT, four == 0),
    ]
