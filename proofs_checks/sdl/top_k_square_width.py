"""Under Top-k with as many neurons as features (q = n > k), zero true loss on k-sparse inputs identifies the decoder: proved.

Every decoder column is a positive multiple of a different output feature.  This is what the single-feature loss cannot see: there Top-2 has
zero-loss solutions for n = q = 3 in which no feature is recovered.  For n <= k Top-k does not select at all and the statement is false;
for q > n it is open (``sdl.open-top-k-identifiability``).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from proofs_checks.sdl import _top_k_search as search
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation, Source
from theory.evidence import checked, evaluation, proof, read
from theory.formal import (
    Expression,
    binomial,
    both,
    for_all,
    matmul,
    matvec,
    member,
    names,
    op,
    sigma,
    span,
    subsets,
    transpose,
)

F = Fraction
W_E, W_D = names("W_E W_D")
CYCLE = [[1, 1, 0], [0, 1, 1], [1, 0, 1]]
CYCLE_DECODER = [[F(1, 2), F(-1, 2), F(1, 2)], [F(1, 2), F(1, 2), F(-1, 2)], [F(-1, 2), F(1, 2), F(1, 2)]]
MIXED, MIXED_DECODER = [[2, 1], [1, 2]], [[F(2, 3), F(-1, 3)], [F(-1, 3), F(2, 3)]]


def _exact(k: int, x: Expression) -> Expression:
    return matvec(W_D, sigma({"type": "topk", "k": k}, matvec(W_E, x))) == x


def _missed(n: int) -> Expression:
    """No decoder column is parallel to a unit vector: each has at least two nonzero entries."""
    return for_all(
        transpose(W_D),
        lambda u: binomial(op("+", 0, *(op("if", u[i] == 0, 0, 1) for i in range(n))), 2) >= 1,
        "u",
    )


def not_identified(encoder: Any, decoder: Any, k: int, inputs: list[list[int]], means: str) -> Certificate:
    """Zero error on the inputs, and no feature among the decoder columns."""
    n = len(decoder)
    return evaluation(
        both(for_all(inputs, lambda x: _exact(k, x), "x"), _missed(n)),
        let={"W_E": encoder, "W_D": decoder},
        means=means,
    )


def few_features() -> Certificate:
    """n = q = k = 2: Top-2 selects nothing, a positive mixture has W_D W_E = I."""
    return evaluation(
        both(
            matmul(W_D, W_E) == [[1, 0], [0, 1]],
            for_all(W_E, lambda a: for_all(a, lambda y: y > 0, "y"), "a"),
            _missed(2),
        ),
        let={"W_E": MIXED, "W_D": MIXED_DECODER},
        means="all rows are positive and at most 2 of 2 codes are kept, so the network is the identity on all x >= 0",
    )


def single_only() -> Certificate:
    """n = q = 3, k = 2: zero error on single features only."""
    unit = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    return not_identified(CYCLE, CYCLE_DECODER, 2, unit, "Top-2 with zero single-feature loss and no feature recovered")


def identity_works() -> Certificate:
    """The identity has zero error on 2-sparse inputs for n = q = 3."""
    unit = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    inputs = [[1, 0, 0], [0, 2, 0], [1, 3, 0], [0, 1, 1], [2, 0, 1]]
    return evaluation(for_all(inputs, lambda x: _exact(2, x), "x"), let={"W_E": unit, "W_D": unit})


def star_families(largest: int, *, up_to_n: bool = False) -> Certificate:
    """For k < n the k-subsets that contain e are binom(n-1, k-1) many and have only e in common (all n <= largest)."""

    def common(n: int, k: int) -> Expression:
        family = subsets(n)

        def inside(t: Expression) -> Expression:
            return both(op("length", t) == k, member(0, t))

        shared = for_all(
            span(1, n),
            lambda j: op("exists", "t", family, both(inside(Expression("t")), op("not", member(j, Expression("t"))))),
            "j",
        )
        size = op("sum", "t", family, op("if", inside(Expression("t")), 1, 0))
        return both(shared, size == binomial(n - 1, k - 1))

    cases = [common(n, k) for n in range(2, largest + 1) for k in range(1, n + int(up_to_n))]
    return evaluation(both(*cases), means=f"all k < n <= {largest}, for the element e = 0")


PAGE = "zero-loss"
CLAIM = Claim(
    id="sdl.top-k-square-width",
    title="Top-k with q = n identifies the decoder from the true loss",
    statement=r"""
        Let $\sigma$ be Top-$k$ of ReLU, $q = n > k \ge 1$, $v_1, \dots, v_n$ independent, and let the true error
        vanish on all inputs with at most $k$ active features. Then every decoder column is a positive multiple of one
        $v_d$, different columns of different ones.""",
    source=Source(locator="identifiability under Top-k", ours=True),
    kind="uniqueness",
    expected="argued",
    hypotheses=(
        Hypothesis("fewer-than-n", r"$k < n$", identity_works, drop=few_features),
        Hypothesis(
            "all-sparse-inputs",
            r"zero error for all inputs with at most $k$ active features",
            identity_works,
            drop=single_only,
        ),
        Hypothesis(
            "square",
            r"$q = n$",
            identity_works,
            drop_note="""
                whether q > n is possible is the open question sdl.open-top-k-identifiability""",
        ),
        Hypothesis(
            "independent-targets",
            "the output features are independent",
            identity_works,
            drop_note="used in every step; without it the planes of different feature sets may coincide",
        ),
    ),
    remark="Nothing is said about the encoder, which is identified only up to an open set.",
)


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        "For q = n > k and zero error on k-sparse inputs every decoder column is a positive multiple of a different feature",
        read(
            "piece",
            """
            Fix a k-subset F of the features. The inputs supported on F form a k-dimensional cone; finitely many
            selected sets occur, so one set A of at most k neurons is selected, with positive codes, on an open part
            of it.""",
            "counting",
        ),
        read(
            "span",
            """
            There V x = sum over i in A of z_i u_i, and V x fills an open part of the k-dimensional span of v_F. So A
            has k elements, its columns are independent and have the same span as v_F.""",
            "linear-algebra",
            "piece",
        ),
        read(
            "bijection",
            """
            Different F have different spans, as the v_d are independent, so different A. There are binom(n, k) sets
            F; as q = n, as many sets A of size k: F and A correspond one to one, and every A occurs.""",
            "counting",
            "span",
        ),
        checked(
            "star",
            "The k-subsets with a common element e number binom(n-1, k-1) and share only e, for k < n <= 6.",
            star_families(6),
        ),
        read(
            "star-all", "In general: a set with e and without j exists for every j != e as k < n.", "counting", "star"
        ),
        read(
            "line",
            """
            Fix a neuron i. The binom(n-1, k-1) sets A with i belong to as many F, and u_i lies in all their spans,
            that is in the span of v_d with d in the intersection of these F. As u_i != 0 the intersection contains
            some e; the family is as large as the family of all k-subsets with e, so it equals it, and u_i is a
            multiple of v_e.""",
            "linear-algebra",
            "bijection",
            "star-all",
        ),
        read(
            "sign",
            """
            On the piece of some F with i in A the coordinate of V x along v_e is x_e > 0 and equals z_i times that
            factor; z_i > 0, so the factor is positive.""",
            "linear-algebra",
            "line",
        ),
        read(
            "different",
            """
            For k >= 2 two neurons lie in a common A, whose columns are independent; for k = 1 F and A are one to one.
            So different neurons belong to different features.""",
            "cases",
            "bijection",
            "line",
        ),
        read("all", "Together.", "conclusion", "sign", "different"),
    )
    return Evidence("symbolic-proof", "proved", "all-parameters", "Counting k-subsets.", (certificate,))


def examples(budget: Budget) -> Evidence:
    """Random integer encoders for n = q: whenever some decoder has zero loss on the grid, all features are recovered."""
    count = budget.pick(quick=4000, full=100000)
    rng = np.random.default_rng(budget.seed)
    zero = violations = 0
    for n, k in ((2, 1), (3, 2), (3, 1)):
        inputs = search.sparse_inputs(n, k)
        for encoder in search.candidates(rng, n, n, count // 3):
            decoder = search.zero_loss(encoder, inputs, k)
            if decoder is not None:
                zero += 1
                violations += search.recovered(decoder) < n
    numbers = {"examples": zero, "seed": budget.seed, "violations": violations, "encoders": count}
    return Evidence("property-test", "tested", "instance", "Encoders with zero loss on a grid.", numbers=numbers)


def mutations() -> list[Mutation]:
    return [
        Mutation("k-equals-n", "the same for k = n = 2", refuted_by=few_features),
        Mutation("single-features", "the same from the single-feature loss", refuted_by=single_only),
        Mutation("stars-up-to-n", "the stars for k = n", rejected=lambda: star_families(4, up_to_n=True)),
    ]
