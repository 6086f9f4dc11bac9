r"""Anchors can conflict with zero loss: at q = n, interfering anchored features force a positive loss.

Proved: if q = n and the targets are independent, exact anchors and zero loss force the code of every anchored feature to be a
unit vector, so <w_i, w_j> <= 0 for anchored features and no free neuron is on for them.  Two features with inner product 3/5,
both anchored: loss 18/25, while the least loss is 0.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.parts import hypotheses, wrong
from proofs_checks.sdl import _formal as formal
from proofs_checks.sdl._anchoring import identity
from proofs_checks.sdl._formal import W_D, W_E, m, v, w
from solvers.exact.linear import inner
from solvers.exact.linear import rank as exact_rank
from solvers.sdl.solution_set.path import Point
from theory.claims import Budget, Certificate, Claim, Evidence, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation
from theory.formal import Expression, both, codes, dot, for_all, length, loss, matmul, names, span
from theory.sdl import Activation, Problem
from theory.statement import Statement

k, z = names("k z")
RELU = Activation("relu")
C, S = Fraction(3, 5), Fraction(4, 5)
TILTED = [[Fraction(1), Fraction(0)], [C, S]]
OBTUSE = [[Fraction(1), Fraction(0)], [-C, S]]


def _alone(d: Expression) -> Expression:
    """The code of anchored feature d is the unit vector of its neuron, and the anchors do not interfere."""
    return both(
        for_all(span(length(W_E)), lambda i: z[d, i] == formal.delta(d, i), "i"),
        for_all(span(d), lambda j: dot(w[d], w[j]) <= 0, "j"),
    )


STATEMENT = Statement(
    variables=("w", "v", "m", "W_E", "W_D", "k"),
    hypotheses={
        "positive-weights": formal.POSITIVE_WEIGHTS,
        "width": length(W_E) == length(w),
        "independent-targets": formal.independent(v),
        "anchored": formal.anchored(k),
        "zero-loss": loss(RELU, W_E, W_D, w, v, m) == 0,
    },
    conclusion=for_all(span(k), _alone, "d"),
    let={"z": codes(RELU, W_E, w), "decoder_products": matmul(v, W_D)},
)
RECORD = "z decoder_products"


def values(features_in: Any, features_out: Any, rows: Any, decoder: Any, anchors: int) -> dict[str, Any]:
    """Values for the variables of the statement, all weights 1."""
    weights = [1] * len(features_in)
    return {"w": features_in, "v": features_out, "m": weights, "W_E": rows, "W_D": decoder, "k": anchors}


def columns(vectors: Any) -> list[list[Any]]:
    """The matrix with these columns."""
    return [list(x) for x in zip(*vectors, strict=True)]


# two features at an obtuse angle, both anchored: zero loss and unit codes
POINT = values(OBTUSE, OBTUSE, OBTUSE, columns(OBTUSE), 2)
# a copy of the anchor without decoder is on for its feature too
WIDER = values([[1]], [[1]], [[1], [1]], [[1, 0]], 1)
# the second target is 3/5 of the first, which the anchor's leak supplies
DEPENDENT = values(TILTED, [[1, 0], [C, 0]], [[1, 0], [1, 1]], [[1, 0], [0, 0]], 1)
INTERFERING = values(TILTED, TILTED, TILTED, columns(TILTED), 2)
THIRD = Fraction(1, 3)
MIXED = values(identity(2), identity(2), [[2, 1], [1, 2]], [[2 * THIRD, -THIRD], [-THIRD, 2 * THIRD]], 1)


def biased() -> Certificate:
    """Both anchored: loss 18/25; with the dual basis as encoder, also of width 2, the loss is 0."""
    dual = [[1, -C / S], [0, 1 / S]]
    anchored_loss = loss(RELU, names("w")[0], names("D")[0], names("w")[0], names("w")[0], [1, 1])
    free_loss = loss(RELU, names("A")[0], names("D")[0], names("w")[0], names("w")[0], [1, 1])
    return evaluation(
        both(anchored_loss == Fraction(18, 25), free_loss == 0),
        let={"w": TILTED, "D": columns(TILTED), "A": dual},
        record="w D A",
        means="w_1 = (1, 0), w_2 = (3/5, 4/5), q = 2: the anchors cost 18/25",
    )


def anchored_column() -> Certificate:
    """Injectivity in coordinates, r = n = 2: ``D z = D e_1`` and ``det D != 0`` give ``z = e_1`` (Cramer)."""
    a, b, c, d, x, y = names("a b c d x y")
    delta = a * d - b * c
    assume = [relation(a * x + b * y, "=", a), relation(c * x + d * y, "=", c)]
    return implication(
        "a b c d x y",
        assume=assume,
        conclude=relation(delta * y, "="),
        by=derivation(multiples={0: -c, 1: a}),
        means="(ad - bc) y = 0; in the same way (ad - bc)(x - 1) = 0",
    )


PAGE = "anchoring"
CLAIM = Claim(
    id="sdl.anchoring-bias",
    title="Anchors can conflict with zero loss",
    statement=r"Let $M_d > 0$, $q = n$, $v_1, \dots, v_n$ linearly independent, $\sigma$ = ReLU, and $a_i = w_i$, $u_i = v_i$ for "
    r"$i \le k$. If $\tilde L = 0$ then $z_j = e_j$ for $j \le k$ (no other neuron is on for an anchored feature) and "
    r"$\langle w_i, w_j \rangle \le 0$ for $i \ne j \le k$. So interfering anchors cost loss: with "
    r"$\langle w_1, w_2 \rangle = 3/5$, $n = k = 2$, $M_d = 1$, the anchored loss is $18/25$.",
    source=Source(locator="anchors, bias", arxiv="", ours=True),
    kind="property",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        POINT,
        {
            "positive-weights": (r"$M_d > 0$", {**INTERFERING, "m": [0, 0]}),
            "width": (r"$q = n$", WIDER),
            "independent-targets": (r"$\mathrm{rank}\, V = n$", DEPENDENT),
            "anchored": (r"$a_i = w_i$, $u_i = v_i$ for $i \le k$", MIXED),
            "zero-loss": (r"$\tilde L = 0$", INTERFERING),
        },
        record=RECORD,
    ),
    statement_formal=STATEMENT,
)


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "q = n, rank V = n, exact anchors and zero loss: the code of an anchored feature is the unit vector of its neuron.",
        read(
            "injective",
            r"$W_D Z = V$ with $\mathrm{rank}\, V = n = q$: $W_D$ has rank $q$, it is injective.",
            "linear-algebra",
        ),
        checked("cramer", r"Injectivity in coordinates, for $n = 2$.", anchored_column()),
        read(
            "unit",
            r"For an anchored feature $W_D z_j = v_j = u_j = W_D e_j$, hence $z_j = e_j$.",
            "linear-algebra",
            "injective",
            "cramer",
        ),
        read(
            "signs",
            r"Entry $i \ne j$ of $z_j$ is $\max(a_i \cdot w_j, 0) = 0$: the neuron is off, and for an anchor "
            r"$\langle w_i, w_j \rangle \le 0$.",
            "definition",
            "unit",
        ),
        checked(
            "instance", r"$\langle w_1, w_2 \rangle = 3/5$: loss $18/25$ with both anchors, $0$ without.", biased()
        ),
        read("all", "Together.", "conclusion", "signs", "instance"),
    )
    return [
        Evidence("symbolic-proof", "proved", "all-parameters", "Every dimension.", (certificate,)),
        Evidence("exact-decision", "proved", "instance", "The anchored loss 18/25 against 0.", (biased(),)),
    ]


def examples(budget: Budget) -> Evidence:
    """Fully anchored random features: the loss vanishes iff no two of them interfere."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=60, full=600), 0
    for _ in range(count):
        ratios = [Fraction(rng.randint(-9, 9), rng.randint(1, 9)) for _ in range(rng.randint(1, 4))]
        w = [[2 * t / (1 + t * t), (1 - t * t) / (1 + t * t)] for t in ratios]
        at = Point.of(w, [list(x) for x in zip(*w, strict=True)])
        problem = Problem.sae(w, activation=RELU, width=len(w))
        interfering = any(
            sum(x * y for x, y in zip(w[i], w[j], strict=True)) > 0 for i in range(len(w)) for j in range(i)
        )
        # leaks cannot cancel: each leaks a vector with positive component along the feature it leaks onto
        violations += (at.loss(problem) == 0) == interfering
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "family", "All features anchored, n <= 4, p = 2.", numbers=numbers)


def mutations() -> list[Mutation]:
    def other_loss() -> Certificate:
        value = loss(RELU, TILTED, columns(TILTED), TILTED, TILTED, [1, 1])
        return evaluation(value == Fraction(9, 25), means="the loss of one leak instead of two")

    orthogonal = for_all(span(k), lambda d: for_all(span(d), lambda j: dot(w[d], w[j]) == 0, "j"), "d")
    small = STATEMENT.without("zero-loss").assuming(small_loss=loss(RELU, W_E, W_D, w, v, m) <= Fraction(18, 25))
    return [
        wrong("orthogonal", "anchored features are orthogonal", STATEMENT, POINT, orthogonal, record=RECORD),
        wrong("small-loss", "a loss of at most 18/25 is enough", small, INTERFERING, record=RECORD),
        Mutation("half-the-loss", "the anchored loss is 9/25", rejected=other_loss),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Which pairs of the user's features cannot both be anchored at zero loss."""
    if problem.activation.kind != "relu" or problem.field is not None:
        return InstanceReport("not-applicable", "the claim is about rational ReLU problems")
    if problem.width != problem.n:
        return InstanceReport("hypothesis-fails", f"width: q = {problem.width} differs from n = {problem.n}")
    if exact_rank(problem.features_out) < problem.n:
        return InstanceReport("hypothesis-fails", "independent-targets: the output features are linearly dependent")
    w = problem.features_in
    bad = [(i, j) for j in range(problem.n) for i in range(j) if inner(w[i], w[j]) > 0]
    shown = ", ".join(f"{i} and {j}" for i, j in bad[:8]) + (", ..." if len(bad) > 8 else "")
    return InstanceReport("holds", f"pairs that cannot both be anchored at zero loss: {shown or 'none'}")
