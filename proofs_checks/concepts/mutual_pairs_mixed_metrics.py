"""Refuted: best neurons by Jaccard index and best concepts by recall need not contain a mutual best pair.

True is: with one score in both directions, up to positive factors, there is always one (concepts.one-score-mutual-pairs).
"""

from __future__ import annotations

from proofs_checks.concepts import mixed_metrics_no_mutual_pair as g3
from proofs_checks.concepts._overlaps import is_table, jaccard, mutual_pair, recall, scores
from theory.claims import Budget, Claim, Evidence, Hypothesis, Mutation, Source
from theory.statement import Statement

STATEMENT = Statement(("C", "A"), is_table(), mutual_pair(scores(jaccard), scores(recall)))
BOTH = {"C": g3.CONCEPTS, "A": g3.NEURONS}

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.mutual-pairs-mixed-metrics",
    title="Mutual best pairs under mixed metrics",
    statement="""
        For all non-empty concepts and neurons there is a pair $(C, i)$ such that $i$ has the largest Jaccard index
        with $C$ among the neurons and $C$ the largest recall by $i$ among the concepts.""",
    source=Source(
        "statement of this project",
        arxiv="",
        ours=True,
        note="a natural reading of learning and interpretation as inverse to each other",
    ),
    kind="existence",
    expected="refuted",
    refutes="ours",
    hypotheses=tuple(
        Hypothesis(
            name,
            f"{name}: rows of zeros and ones, none empty",
            lambda: STATEMENT.satisfied_by(BOTH),
            drop_note="the statement is refuted with it, so without it too",
        )
        for name in is_table()
    ),
    depends_on=("concepts.one-score-mutual-pairs", "concepts.mixed-metrics-no-mutual-pair"),
    remark="With one score for both directions it holds: concepts.one-score-mutual-pairs.",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> Evidence:
    return Evidence(
        "exact-decision",
        "refuted",
        "all-parameters",
        "Thirteen points, two concepts, two neurons.",
        (STATEMENT.refuted_by(BOTH),),
    )


def mutations() -> list[Mutation]:
    precision = STATEMENT.concluding(mutual_pair(scores(jaccard), scores(jaccard)))
    single = {"C": [[1, 0]], "A": [[1, 1]]}
    return [
        Mutation(
            "one-metric",
            "refuted also with the Jaccard index in both directions",
            rejected=lambda: precision.refuted_by(BOTH),
        ),
        Mutation(
            "single-pair",
            "refuted already by one concept and one neuron",
            rejected=lambda: STATEMENT.refuted_by(single),
        ),
    ]
