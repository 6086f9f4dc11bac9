"""A spectral layer whose gains belong to mode numbers does not commute with a change of the domain.

True instead (operators.frequency-tied-domain-extension): it does when the gains belong to physical frequencies.
"""

from __future__ import annotations

from proofs_checks.operators._grids import layer
from proofs_checks.operators._typed import published
from proofs_checks.parts import counterexample, wrong
from theory.claims import Budget, Claim, Evidence, Mutation
from theory.formal import Expression, names, op
from theory.statement import Statement

r, s, x, y, z = names("r s x y z")
ONCE, TWICE = op("tuple", x, y, z), op("tuple", x, y, z, x, y, z)
STATEMENT = Statement(
    ("r", "s", "x", "y", "z"),
    {},
    Expression("longer") == op("append", Expression("short"), Expression("short")),
    {"short": layer(ONCE, 3, [r, s]), "longer": layer(TWICE, 6, [r, s])},
)
POINT = {"r": 0, "s": 1, "x": 1, "y": "-1/2", "z": "-1/2"}

CLAIM = Claim(
    id="operators.index-tied-domain-extension",
    title="A spectral layer with gains by mode number adapts to the size of the domain",
    statement=r"""
        Repeat a function on a circle of twice the length (3 points, then 6 at the same distance). A layer with the
        gains $R_0, R_1$ of the modes 0 and $\pm 1$ gives on the long circle the repeated output of the short one.""",
    source=published("SAE-FNO adapts to changes of the domain size, read with gains by mode number"),
    kind="property",
    expected="refuted",
    refutes="ours",
    remark="""
        The function is mode 2 of the long circle, and mode 2 has no gain: for a cosine the output is 0 instead of the
        cosine. Gains by physical frequency mend it: operators.frequency-tied-domain-extension.""",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> Evidence:
    return counterexample(
        "cos(2 pi t) with R_1 = 1: kept before, deleted after.", STATEMENT, POINT, record="short longer"
    )


def mutations() -> list[Mutation]:
    short, longer = names("short longer")
    return [
        wrong("first-point", "at least the first value is kept", STATEMENT, POINT, longer[0] == short[0]),
        wrong(
            "always-deleted",
            "the output on the long circle is zero",
            STATEMENT,
            {**POINT, "r": 1, "x": 1, "y": 1, "z": 1},
            longer[0] == 0,
        ),
    ]
