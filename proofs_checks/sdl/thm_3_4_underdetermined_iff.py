r"""More neurons than features as the threshold of underdeterminacy: refuted, zero-loss solutions differ already for ``q <= n``.

Two networks with zero loss, q = n = 2 (and q = 2 < n = 3), are not related by a permutation and positive scaling of neurons.
"""

from __future__ import annotations

from fractions import Fraction

from proofs_checks.sdl import _zero_loss as zero
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation, Source
from theory.evidence import evaluation
from theory.formal import both, for_all, length, loss, names, negation, norm2
from theory.sdl import Activation
from theory.statement import Statement

F = Fraction
E2, D2 = names("E2 D2")
RELU = Activation("relu")
THREE = [[1, 0], [0, 1], [F(3, 5), F(4, 5)]]

STATEMENT = Statement(
    ("act", "W_E", "W_D", "E2", "D2", "w", "M"),
    {
        "unit-features": for_all(zero.w, lambda f: norm2(f) == 1, "f"),
        "positive-weights": for_all(zero.M, lambda m: m > 0, "m"),
        "at-most-n-neurons": both(length(zero.W_E) <= length(zero.w), length(E2) == length(zero.W_E)),
        "zero-loss": both(
            loss(zero.act, zero.W_E, zero.W_D, zero.w, zero.w, zero.M) == 0,
            loss(zero.act, E2, D2, zero.w, zero.w, zero.M) == 0,
        ),
    },
    zero.same_encoders(zero.W_E, E2, length(zero.W_E)),
)
POINT = {
    "act": RELU,
    "W_E": zero.UNIT,
    "W_D": zero.UNIT,
    "E2": zero.MIXED["W_E"],
    "D2": zero.MIXED["W_D"],
    "w": zero.UNIT,
    "M": [1, 1],
}

PAGE = "zero-loss"
CLAIM = Claim(
    id="sdl.thm-3.4-underdetermined-iff",
    title="Underdetermined only beyond q = n",
    statement=r"""
        For an SAE with $q \le n$ neurons (and positive weights) two encoders of zero loss agree up to a permutation
        and positive factors of the neurons: the problem becomes underdetermined when $q > n$.""",
    source=Source(locator="Section 3.3, remark after Theorem 3.4"),
    kind="uniqueness",
    expected="refuted",
    refutes="ours",
    hypotheses=(
        Hypothesis(
            name="zero-loss",
            text="both networks have zero loss",
            witness=lambda: STATEMENT.satisfied_by(POINT),
            drop_note="the claim fails with it; without it it is weaker still",
        ),
    ),
    remark="""
        At a regular zero the solutions form a manifold of dimension q(p + r) - nr, larger than the q dimensions of
        the scaling gauge as soon as q(p + r - 1) > nr; see sdl.thm-3.4-dimension. Under Top-1 the decoder is
        determined.""",
    statement_formal=STATEMENT,
)


def square() -> Certificate:
    return STATEMENT.refuted_by(POINT, record="M", means="q = n = p = 2, orthonormal features")


def narrow() -> Certificate:
    return STATEMENT.refuted_by({**POINT, "w": THREE, "M": [1, 1, 1]}, record="M", means="q = p = 2 < n = 3")


def polysemantic() -> Certificate:
    """Neither neuron of the second network is parallel to a feature: nothing is recovered."""
    enc, f = names("E w")
    far = for_all(enc, lambda a: for_all(f, lambda x: negation(zero.parallel(a, x)), "x"), "a")
    return evaluation(
        far, let={"E": zero.MIXED["W_E"], "w": zero.UNIT}, record="E", means="cosines 2/sqrt 5 and 1/sqrt 5"
    )


def refute(budget: Budget) -> list[Evidence]:
    return [
        Evidence("exact-decision", "refuted", "instance", "q = n.", (square(), polysemantic())),
        Evidence("exact-decision", "refuted", "instance", "q < n.", (narrow(),)),
    ]


def mutations() -> list[Mutation]:
    def equal() -> Certificate:
        return STATEMENT.refuted_by({**POINT, "E2": [[0, 3], [2, 0]], "D2": [[0, F(1, 2)], [F(1, 3), 0]]})

    def top_one() -> Certificate:
        # under Top-1 the first network stays at zero loss, the mixed one does not
        return STATEMENT.refuted_by({**POINT, "act": Activation("topk", k=1)})

    def corrupted() -> Certificate:
        good = square()
        assignment = {**good["witness"]["assignment"], "D2": [["2/3", "-1/3"], ["-1/3", "1/3"]]}
        return seal("counterexample", good["asserts"], {"assignment": assignment})

    return [
        Mutation("gauge-copy", "a permuted and rescaled copy counts as different", rejected=equal),
        Mutation("top-1", "the same pair refutes it under Top-1", rejected=top_one),
        Mutation("wrong-decoder", "any decoder does", rejected=corrupted),
    ]
