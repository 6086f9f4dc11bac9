"""Codes that are active at two of four points are not determined by what a layer with two modes writes.

With M modes, codes of s active points are determined for every grid exactly when s <= M - 1: solvers.operators.spark decides it for a
given layer; a finer grid does not help.
"""

from __future__ import annotations

from proofs_checks.operators._grids import layer
from proofs_checks.operators._typed import published
from proofs_checks.parts import counterexample, satisfied, wrong
from theory.claims import Budget, Claim, Evidence, Mutation
from theory.formal import Expression, both, for_all, length, names, support
from theory.statement import Statement

r, s, z, w = names("r s z w")
STATEMENT = Statement(
    ("r", "s", "z", "w"),
    {
        "modes": both(r > 0, s > 0),
        "four-points": both(length(z) == 4, length(w) == 4),
        "not-negative": both(for_all(z, lambda x: x >= 0, "x"), for_all(w, lambda x: x >= 0, "x")),
        "sparse": both(length(support(z)) <= 2, length(support(w)) <= 2),
        "same-output": Expression("one") == Expression("other"),
    },
    z == w,
    {"one": layer(z, 4, [r, s]), "other": layer(w, 4, [r, s])},
)
POINT = {"r": 1, "s": 1, "z": [1, 0, 1, 0], "w": [0, 1, 0, 1]}

CLAIM = Claim(
    id="operators.domain-sparse-codes-unique",
    title="Sparse codes are determined by the output of a layer that kills no mode",
    statement=r"""
        On 4 points, let a layer have the gains $R_0, R_1 > 0$ of the modes 0 and $\pm 1$. Two codes that are not
        negative, have at most 2 active points each, and the same output are equal.""",
    source=published("sparse functional model recovery, read as: domain-sparse codes can be recovered"),
    kind="uniqueness",
    expected="refuted",
    refutes="ours",
    hypotheses=satisfied(
        lambda: STATEMENT.satisfied_by(POINT),
        ("modes", r"$R_0, R_1 > 0$"),
        ("four-points", "both codes have 4 points"),
        ("not-negative", "no entry is negative"),
        ("sparse", "at most 2 entries are positive"),
        ("same-output", "the outputs are equal"),
    ),
    remark=r"""
        Spikes at 0 and 1/2 look like spikes at 1/4 and 3/4: combs of $M = 2$ spikes have no mode between 0 and $\pm
        2$. On every multiple of 4 points the same two combs collide.""",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> Evidence:
    return counterexample("Two combs.", STATEMENT, POINT, record="one other")


def mutations() -> list[Mutation]:
    return [
        wrong(
            "disjoint",
            "the active points overlap",
            STATEMENT,
            POINT,
            z[0] * w[0] + z[1] * w[1] + z[2] * w[2] + z[3] * w[3] > 0,
        ),
        wrong("order", "the first code is at least the second", STATEMENT, POINT, z[1] >= w[1]),
    ]
