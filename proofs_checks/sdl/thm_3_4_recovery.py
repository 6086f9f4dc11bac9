r"""Global minima recover the features: refuted, by networks with zero true loss on all inputs that recover nothing.

For every orthogonal Q the ReLU network ``W_E = [Q; -Q]``, ``W_D = [Q^T, -Q^T]`` is the identity map.  With the rational rotation
(4/5, 3/5) and the features +-e1, +-e2 no encoder row and no decoder column comes closer than cosine 4/5 to a feature.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl import _zero_loss as zero
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation, Source
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation
from theory.formal import dot, either, exists, for_all, matmul, names, norm2, op, transpose
from theory.sdl import Activation, Problem
from theory.statement import Statement

F = Fraction
X = names("X")[0]
RELU = Activation("relu")
CROSS = [[1, 0], [-1, 0], [0, 1], [0, -1]]
SAMPLES = [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [1, 0, 1, 0],
    [2, 0, 0, 3],
    [1, 2, 3, 4],
    [0, 1, 5, 0],
    [3, 0, 0, 0],
    [1, 1, 1, 1],
]


def network(c: Fraction, s: Fraction) -> dict:
    """The rotation network for the angle with cosine c and sine s."""
    q = [[c, s], [-s, c]]
    encoder = [*q, *([-x for x in row] for row in q)]
    return {"W_E": encoder, "W_D": [list(column) for column in zip(*encoder, strict=True)]}


ROTATED = network(F(4, 5), F(3, 5))
HYPOTHESES = {
    "unit-features": for_all(zero.w, lambda f: norm2(f) == 1, "f"),
    "zero-loss": names("L")[0] == 0,
    "zero-true-loss-on-the-samples": zero.true_loss_zero(X),
}
RECOVERS = for_all(
    zero.w,
    lambda f: either(
        exists(zero.W_E, lambda a: zero.parallel(a, f), "a"),
        exists(transpose(zero.W_D), lambda u: zero.parallel(u, f), "u"),
    ),
    "f",
)
STATEMENT = Statement(("act", "W_E", "W_D", "w", "v", "M", "X"), HYPOTHESES, RECOVERS, zero.CODES)
# some neuron's encoder row or decoder column has |cos| above 4/5 with some feature
CLOSE = STATEMENT.concluding(
    exists(
        op("append", zero.W_E, transpose(zero.W_D)),
        lambda a: exists(zero.w, lambda f: dot(a, f) ** 2 > F(16, 25) * norm2(a) * norm2(f), "f"),
        "a",
    )
)
POINT = {"act": RELU, **ROTATED, "w": CROSS, "v": CROSS, "M": [1, 1, 1, 1], "X": SAMPLES}

PAGE = "zero-loss"
CLAIM = Claim(
    id="sdl.thm-3.4-recovery",
    title="Global minima recover the features",
    statement=r"""
        If $\tilde{L}(W_D, W_E) = 0$ (even if the true loss is zero) then every feature is recovered: some encoder row
        or decoder column is a positive multiple of it.""",
    source=Source(
        locator="Section 1, Section 3.3", note="global minima are said to correspond to correct feature recovery"
    ),
    kind="uniqueness",
    expected="refuted",
    refutes="ours",
    hypotheses=(
        Hypothesis(
            name="zero-loss",
            text="the loss, and the loss on all sampled inputs, is zero",
            witness=lambda: STATEMENT.satisfied_by(POINT),
            drop_note="the claim fails with it; without it it is stronger",
        ),
    ),
    remark="Under Top-1 the decoder columns are recovered, under any penalty on activations times column norms too.",
    statement_formal=STATEMENT,
)


def rotation() -> Certificate:
    return STATEMENT.refuted_by(POINT, record="M X Z L", means="q = n = 4, p = 2, rotation (4/5, 3/5)")


def not_even_close() -> Certificate:
    return CLOSE.refuted_by(POINT, record="M X L", means="no row or column has |cos| above 4/5 with any feature")


def mixing() -> Certificate:
    point = {
        "act": RELU,
        **zero.MIXED,
        "w": zero.UNIT,
        "v": zero.UNIT,
        "M": [1, 1],
        "X": [[1, 0], [2, 3], [0, 1], [5, 1]],
    }
    return STATEMENT.refuted_by(
        point, record="M X Z L", means="q = n = p = 2, orthonormal features, both neurons fire on both"
    )


def orthogonal() -> Certificate:
    """Rational rotations ``Q / (1 + t^2)``: ``Q^T Q = (1 + t^2)^2 I`` identically in t."""
    t, q = names("t Q")
    let = {"Q": [[1 - t**2, 2 * t], [-2 * t, 1 - t**2]]}
    size = (1 + t**2) ** 2
    return evaluation(
        matmul(transpose(q), q) == [[size, 0], [0, size]], let=let, indeterminates="t", means="a family of rotations"
    )


def split(sign: str) -> Certificate:
    """(y)_+ - (-y)_+ = y: for y >= 0 the first is y and the second 0, else the other way round."""
    y, up, down = names("y up down")
    values = (
        [relation(up, "=", y), relation(down, "=")]
        if sign == "nonnegative"
        else [relation(up, "="), relation(down, "=", -1 * y)]
    )
    return implication(
        "y up down",
        assume=values,
        conclude=relation(up - down, "=", y),
        by=derivation(multiples={0: 1, 1: -1}),
        means=f"y {sign}: up = relu(y), down = relu(-y)",
    )


def refute(budget: Budget) -> list[Evidence]:
    family = proof(
        """
        For every orthogonal Q the ReLU network [Q; -Q], [Q^T, -Q^T] is the identity map, so it has zero true loss for
        all features.""",
        checked("up", r"$y_+ - (-y)_+ = y$ for $y \ge 0$.", split("nonnegative")),
        checked("down", r"And for $y \le 0$.", split("nonpositive")),
        read("identity", r"So $Q^T ((Qx)_+ - (-Qx)_+) = Q^T Q x = x$ for every $x$.", "linear-algebra", "up", "down"),
        checked("rotations", "Rational rotations of the plane form a one-parameter family.", orthogonal()),
        read(
            "all",
            "Only finitely many rotations have a row parallel to a given feature; the others recover none.",
            "counting",
            "identity",
            "rotations",
        ),
    )
    return [
        Evidence("exact-decision", "refuted", "instance", "The rotation (4/5, 3/5).", (rotation(), not_even_close())),
        Evidence(
            "exact-decision", "refuted", "instance", "Nonnegative mixing of two orthonormal features.", (mixing(),)
        ),
        Evidence("symbolic-proof", "refuted", "family", "A continuum of identity maps.", (family,)),
    ]


def examples(budget: Budget) -> Evidence:
    """Random rational rotations and features: zero loss through the network; recovery is counted."""
    rng, count, zero_losses, recovered = random.Random(budget.seed), budget.pick(quick=100, full=2000), 0, 0
    for _ in range(count):
        t = F(rng.randint(1, 30), rng.randint(1, 30))
        net = network((1 - t * t) / (1 + t * t), 2 * t / (1 + t * t))
        features = [[rng.randint(-5, 5), rng.randint(1, 5)] for _ in range(3)]
        problem = Problem.sae(features, activation=RELU, width=4)
        zero_losses += problem.loss(net["W_E"], net["W_D"]) == 0
        recovered += any(a[0] * f[1] == a[1] * f[0] for a in net["W_E"] for f in features)
    numbers = {
        "examples": count,
        "seed": budget.seed,
        "zero losses": zero_losses,
        "with a recovered feature": recovered,
    }
    return Evidence("property-test", "tested", "family", "Random rotations: all have zero loss.", numbers=numbers)


def mutations() -> list[Mutation]:
    def four_fifths() -> Certificate:
        bar = exists(
            zero.W_E, lambda a: exists(zero.w, lambda f: dot(a, f) ** 2 >= F(16, 25) * norm2(a) * norm2(f), "f"), "a"
        )
        return STATEMENT.concluding(bar).refuted_by(POINT)

    def top_one() -> Certificate:
        return STATEMENT.refuted_by({**POINT, "act": Activation("topk", k=1)})

    def few() -> Certificate:
        narrow = STATEMENT.assuming(few_neurons=op("length", zero.W_E) <= op("length", zero.w[0]))
        point = {"act": RELU, **zero.MIXED, "w": zero.UNIT, "v": zero.UNIT, "M": [1, 1], "X": [[1, 0], [2, 3]]}
        return narrow.refuted_by(point, record="M X")

    def encoder_top_one() -> Certificate:
        rows = {"W_E": [[1, -100], [-100, 1]], "W_D": [[1, 0], [0, 1]]}
        mutant = STATEMENT.concluding(
            for_all(zero.w, lambda f: exists(zero.W_E, lambda a: zero.parallel(a, f), "a"), "f")
        )
        point = {
            "act": Activation("topk", k=1),
            **rows,
            "w": zero.UNIT,
            "v": zero.UNIT,
            "M": [1, 1],
            "X": [[1, 0], [0, 1]],
        }
        return mutant.refuted_by(point, record="act W_E M X")

    return [
        Mutation("not-even-4/5", "no |cos| of the rotation network reaches 4/5", rejected=four_fifths),
        Mutation("top-1", "the rotation network has zero loss under Top-1", rejected=top_one),
        Mutation("q-at-most-p", "with at most p neurons zero loss recovers", refuted_by=few),
        Mutation("top-1-encoder", "under Top-1 zero loss recovers features in the encoder", refuted_by=encoder_top_one),
    ]
