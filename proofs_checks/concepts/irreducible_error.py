r"""Refuted as reported: the irreducible error of a covering unit is not nu(Conv(C) minus C).

A point far away changes the hull and no measure.  True is the same with the essential hull (concepts.irreducible-error-repaired); without
coverage even that is not the least error.
"""

from __future__ import annotations

from proofs_checks.concepts._intervals import C, error, high, hull_excess, inside, is_union, low, measure
from theory.claims import Budget, Claim, Evidence, Hypothesis, Mutation, Source
from theory.formal import both
from theory.statement import Statement

STATEMENT = Statement(
    ("C", "low", "high"),
    {"intervals": is_union(), "unit": low < high, "coverage": inside() == measure()},
    error() >= hull_excess(),
)
FAR_POINT = {"C": [[0, 1], [10, 10]], "low": 0, "high": 1}
TWO_INTERVALS = {"C": [[0, 10], [20, 21]], "low": 0, "high": 10}
UNCOVERED = STATEMENT.without("coverage")
CONNECTED = {"C": [[0, 1]], "low": 0, "high": 1}

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.irreducible-error",
    title="The irreducible error is the measure of the hull outside the concept",
    statement=r"""
        As reported: for a bounded measurable $C$ and an absolutely continuous $\nu$ every unit $\theta$ with $\nu(C
        \setminus \theta) = 0$ has $\nu(\theta \mathbin{\Delta} C) \ge e_{irr} = \nu(\mathrm{Conv}(C) \setminus C)$;
        here on the line, $C$ a finite union of intervals and $\nu$ the length.""",
    source=Source("Theorem 5.8", arxiv="2606.07007", note="as reported; not checked against the paper"),
    kind="bound",
    expected="refuted",
    refutes="published",
    hypotheses=(
        Hypothesis(
            "intervals",
            "C is a finite union of disjoint closed intervals",
            lambda: STATEMENT.satisfied_by(CONNECTED),
            drop_note="it describes the sets for which the statement is evaluated",
        ),
        Hypothesis(
            "unit",
            "the unit is an open interval",
            lambda: STATEMENT.satisfied_by(CONNECTED),
            drop_note="refuted with it already",
        ),
        Hypothesis(
            "coverage",
            r"$\nu(C \setminus \theta) = 0$",
            lambda: STATEMENT.satisfied_by(CONNECTED),
            drop=lambda: UNCOVERED.refuted_by(TWO_INTERVALS),
        ),
    ),
    remark="""
        In the plane the unit disc with the point (10, 0) has the excess sqrt(99) - arccos(1/10) = 8.479..., while
        polygons around the disc cover it up to measure zero with errors tending to 0. What holds
        instead is concepts.irreducible-error-repaired.""",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> list[Evidence]:
    return [
        Evidence(
            "exact-decision",
            "refuted",
            "all-parameters",
            "C = [0, 1] and the point 10: excess 9, but the unit (0, 1) covers C up to measure zero and has error 0.",
            (STATEMENT.refuted_by(FAR_POINT),),
        ),
        Evidence(
            "exact-decision",
            "refuted",
            "all-parameters",
            """
            Read as the least error of any unit, without coverage: C = [0, 10] and [20, 21] has the excess 10, the
            unit (0, 10) the error 1.""",
            (UNCOVERED.refuted_by(TWO_INTERVALS),),
        ),
    ]


def mutations() -> list[Mutation]:
    solid = STATEMENT.assuming(no_isolated_points=both(C[0, 0] < C[0, 1], C[1, 0] < C[1, 1]))
    return [
        Mutation(
            "far-interval",
            "refuted also with intervals of positive length only",
            rejected=lambda: solid.refuted_by(FAR_POINT),
        ),
        Mutation(
            "two-intervals-covered",
            "refuted by the two intervals, coverage demanded",
            rejected=lambda: STATEMENT.refuted_by(TWO_INTERVALS),
        ),
    ]
