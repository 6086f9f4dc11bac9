r"""A larger number of features makes the problem more underdetermined: refuted, the dimension of the solution set decreases in n.

True instead: at regular points the solutions have dimension ``q (p + r) - n r`` (``sdl.thm-3.4-dimension``).
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl import _zero_loss as zero
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation, Source
from theory.evidence import derivation, evaluation, implication, relation, term
from theory.formal import Expression, both, codes, for_all, length, listing, matvec, names, op, rank, span
from theory.sdl import Activation
from theory.statement import Statement

F = Fraction
RELU = Activation("relu")
m = names("m")[0]


def _first(vectors: Expression, count: Expression) -> Expression:
    return listing(span(count), lambda d: vectors[d], "d")


def _dimension(features: Expression) -> Expression:
    """q (p + r) - rank of the Jacobian of the residuals of these features."""
    table = Expression(["let", [["Z", codes(zero.act, zero.W_E, features).json]], rank(zero.jacobian(features)).json])
    return length(zero.W_E) * (length(zero.w[0]) + length(zero.W_D)) - table


STATEMENT = Statement(
    ("act", "W_E", "W_D", "w", "m"),
    {
        "fewer-features": both(m >= 1, m < length(zero.w)),
        "distinct-unit-features": both(
            for_all(zero.w, lambda f: op("norm2", f) == 1, "f"),
            for_all(span(length(zero.w)), lambda i: for_all(span(i), lambda j: zero.w[i] != zero.w[j], "j"), "i"),
        ),
        "zero-loss": for_all(span(length(zero.w)), lambda d: zero.w[d] == matvec(zero.W_D, names("Z")[0][d]), "d"),
        "strict-pattern": for_all(zero.w, lambda f: for_all(zero.W_E, lambda a: op("dot", a, f) != 0, "a"), "f"),
        "codes-of-rank-n": rank(names("Z")[0]) == length(zero.w),
    },
    names("many")[0] >= names("few")[0],
    {"Z": codes(zero.act, zero.W_E, zero.w), "many": _dimension(zero.w), "few": _dimension(_first(zero.w, m))},
)
THREE = [[1, 0], [0, 1], [F(3, 5), F(4, 5)]]
# rows (2,1), (1,2), (-1,3) are on for (1,2,3), (1,2,3), (2,3); the decoder ignores the third one
POINT = {
    "act": RELU,
    "W_E": [[2, 1], [1, 2], [-1, 3]],
    "W_D": [[F(2, 3), F(-1, 3), 0], [F(-1, 3), F(2, 3), 0]],
    "w": THREE,
    "m": 2,
}

PAGE = "zero-loss"
CLAIM = Claim(
    id="sdl.thm-3.4-larger-n",
    title="More features make the problem more underdetermined",
    statement="""
        For an SAE of given width the set of zero-loss solutions is not smaller (in dimension, at regular points) for
        $n$ features than for the first $m < n$ of them.""",
    source=Source(locator="Appendix G", note="a larger n is said to make the problem more underdetermined"),
    kind="rate",
    expected="refuted",
    refutes="ours",
    hypotheses=(
        Hypothesis(
            name="regular-zero",
            text="zero loss, strict pattern, codes of rank n",
            witness=lambda: STATEMENT.satisfied_by(POINT),
            drop_note="the claim fails at regular zeros, which is the case it is about",
        ),
    ),
    remark="""
        With q = 16000 and p = r = 768 the dimensions are 23,961,600 for n = 800, 23,808,000 for n = 1000 and
        23,500,800 for n = 1400.""",
    statement_formal=STATEMENT,
)


def third_feature() -> Certificate:
    return STATEMENT.refuted_by(
        POINT, record="W_E Z many few", means="q = 3: dimension 8 for two features, 6 for three"
    )


def formula() -> Certificate:
    """q (p + r) - n r is smaller for larger n."""
    q, p, r, n1, n2 = names("q p r n1 n2")
    return implication(
        "q p r n1 n2",
        assume=[relation(r, ">"), relation(n2, ">", n1)],
        conclude=relation((q * (p + r) - n1 * r) - (q * (p + r) - n2 * r), ">"),
        by=derivation(term(1, use=(0, 1))),
        means="the dimension at regular points decreases by r with each feature",
    )


def published_sizes() -> Certificate:
    n = names("n")[0]
    values = listing(n, lambda x: 16000 * (768 + 768) - 768 * x, "x")
    return evaluation(
        values == [23961600, 23808000, 23500800],
        let={"n": [800, 1000, 1400]},
        record="n",
        means="q = 16000, p = r = 768",
    )


def refute(budget: Budget) -> list[Evidence]:
    return [
        Evidence(
            "exact-decision", "refuted", "instance", "A third feature takes away two dimensions.", (third_feature(),)
        ),
        Evidence(
            "symbolic-proof",
            "refuted",
            "all-parameters",
            "Each feature takes away r dimensions.",
            (formula(), published_sizes()),
        ),
    ]


def examples(budget: Budget) -> Evidence:
    """Random encoders: the exact rank of the codes, hence the codimension, grows with every feature that is added."""
    from solvers.exact.linear import rank as exact_rank

    rng, seen, exceptions = random.Random(budget.seed), 0, 0
    for _ in range(budget.pick(quick=60, full=600)):
        enc = [[rng.randint(-5, 5), rng.randint(-5, 5)] for _ in range(5)]
        table = [[max(0, sum(F(x) * y for x, y in zip(a, f, strict=True))) for a in enc] for f in THREE]
        if exact_rank(table) == 3:
            seen += 1
            exceptions += exact_rank(table[:2]) != 2
    numbers = {"examples": seen, "seed": budget.seed, "exceptions": exceptions}
    return Evidence(
        "property-test", "tested", "fixed-dimension", "Rank of the codes for two and three features.", numbers=numbers
    )


def mutations() -> list[Mutation]:
    def weak() -> Certificate:
        return STATEMENT.concluding(names("many")[0] <= names("few")[0]).refuted_by(POINT)

    def same_r() -> Certificate:
        return STATEMENT.concluding(names("many")[0] == names("few")[0] - 1).refuted_by(POINT, record="W_E")

    def no_rows() -> Certificate:
        q, p, r, n1, n2 = names("q p r n1 n2")
        return implication(
            "q p r n1 n2",
            assume=[relation(r, ">"), relation(n2, ">=", n1)],
            conclude=relation((q * (p + r) - n1 * r) - (q * (p + r) - n2 * r), ">"),
            by=derivation(term(1, use=(0, 1))),
        )

    return [
        Mutation("less", "the same point refutes that the dimension does not grow", rejected=weak),
        Mutation("by-one", "each feature takes away one dimension", refuted_by=same_r),
        Mutation("equal-n", "the dimension decreases strictly for n2 >= n1", rejected=no_rows),
    ]
