"""BatchTopK is a map of one sample: refuted; what it gives for a sample depends on the rest of the batch.

So equation (10), a property of maps of one input, does not define it, and the single-feature loss depends on the convention that
the batch is the set of all n single features.
"""

from __future__ import annotations

from fractions import Fraction

from proofs_checks import parts
from theory.claims import Budget, Claim, Evidence, Mutation, Source
from theory.formal import Expression, codes, length, names
from theory.statement import Statement

Q = Fraction
ACT, W_E, X, Y = names("activation W_E batch other")
STATEMENT = Statement(
    ("activation", "W_E", "batch", "other"),
    {"same-first-sample": X[0] == Y[0], "same-size": length(X) == length(Y)},
    Expression("first") == Expression("second"),
    {"first": codes(ACT, W_E, X)[0], "second": codes(ACT, W_E, Y)[0]},
)
BATCH1 = {"type": "batchtopk", "k": 1}
UNIT = [[1, 0], [0, 1]]
# two places for two samples: a strong companion takes both
INSTANCE = {"activation": BATCH1, "W_E": UNIT, "batch": [[1, 0], [0, 1]], "other": [[1, 0], [2, 2]]}
UNIT_SAMPLES = {
    "activation": BATCH1,
    "W_E": [[1, 0], [1, 1]],
    "batch": [[1, 0], [0, 1]],
    "other": [[1, 0], [Q(3, 5), Q(4, 5)]],
}

PAGE = "biconvexity"
CLAIM = Claim(
    id="sdl.batchtopk-per-sample",
    title="BatchTopK is a map of one sample",
    statement=r"""
        There is a map $\sigma$ of one pre-activation vector such that BatchTopK gives $\sigma(W_E x)$ for every
        sample $x$ of every batch: two batches of equal size with the same first sample give it the same code.""",
    source=Source(
        locator="Equation (10) and Definition 2.3", note="BatchTopK is listed among activations of one input"
    ),
    kind="property",
    expected="refuted",
    refutes="ours",
    hypotheses=parts.satisfied(
        lambda: STATEMENT.satisfied_by(INSTANCE),
        ("same-first-sample", "the first samples agree"),
        ("same-size", "the batches have the same size"),
    ),
    remark="""
        On a fixed batch, for example all n single features, it is Top-(kn) of the whole table of pre-activations; in
        that reading regions, patterns and piecewise biconvexity make sense.""",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> list[Evidence]:
    return [
        parts.counterexample(
            "Batches of two, one place per sample: a strong companion takes both places.",
            STATEMENT,
            INSTANCE,
            record="first second W_E batch other",
        ),
        parts.counterexample(
            "The same with samples of norm 1: the code of the first one changes.",
            STATEMENT,
            UNIT_SAMPLES,
            record="first second W_E batch other",
        ),
    ]


def mutations() -> list[Mutation]:
    return [
        Mutation(
            "topk",
            "it also fails for Top-k",
            rejected=lambda: STATEMENT.refuted_by({**INSTANCE, "activation": {"type": "topk", "k": 1}}),
        ),
        Mutation(
            "all-places",
            "it also fails when there is a place for every entry",
            rejected=lambda: STATEMENT.refuted_by({**INSTANCE, "activation": {"type": "batchtopk", "k": 2}}),
        ),
    ]
