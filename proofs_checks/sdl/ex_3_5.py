r"""Example 3.5 is a partial optimum: each block is optimal over the whole space, and the loss is 1.

Two orthonormal features of weight 1, Top-1 of ReLU, ``W_E = [[1,1],[0,0]]``, ``W_D = [[1/2,0],[1/2,0]]``.  What the point is beyond
that depends on the activation: ``sdl.ex-3.5-relu-saddle``, ``sdl.ex-3.5-top-1``.
"""

from __future__ import annotations

import random
from fractions import Fraction

from theory.claims import Budget, Certificate, Claim, Evidence, Mutation, Source
from theory.evidence import derivation, evaluation, implication, relation, term
from theory.formal import both, code_loss, codes, loss, names
from theory.sdl import Activation, Problem
from theory.statement import Statement

F = Fraction
UNIT = [[1, 0], [0, 1]]
ENCODER = [[1, 1], [0, 0]]
DECODER = [[F(1, 2), 0], [F(1, 2), 0]]
TOP_1, RELU = Activation("topk", k=1), Activation("relu")
act, W_E, W_D = names("act W_E W_D")

WEIGHTS = [1, 1]
x, y, x2, y2 = names("x y x2 y2")  # a decoder
s1, t1, s2, t2 = names("s1 t1 s2 t2")  # codes of the two features
VALUE = Statement((), {}, loss(TOP_1, ENCODER, DECODER, UNIT, UNIT, WEIGHTS) == 1)
DECODERS = Statement(("x", "y", "x2", "y2"), {}, loss(TOP_1, ENCODER, [[x, x2], [y, y2]], UNIT, UNIT, WEIGHTS) >= 1)
# all pairs of codes whatsoever, so in particular those of any encoder
CODES = Statement(("s1", "t1", "s2", "t2"), {}, code_loss([[s1, t1], [s2, t2]], DECODER, UNIT, WEIGHTS) >= 1)


def point(activation: Activation = TOP_1) -> Certificate:
    let = {
        "act": activation,
        "W_E": ENCODER,
        "W_D": DECODER,
        "Z": codes(act, W_E, UNIT),
        "L": loss(act, W_E, W_D, UNIT, UNIT, [1, 1]),
    }
    holds = both(names("L")[0] == 1, names("Z")[0] == [[1, 0], [1, 0]])
    return evaluation(
        holds, let=let, record="Z L", means="the point of Example 3.5: loss 1, neuron 1 serves both features"
    )


PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.ex-3.5",
    title="Example 3.5 is a partial optimum of loss 1",
    statement=r"""
        For $w_1 = e_1$, $w_2 = e_2$ (SAE), $M = (1, 1)$ and Top-1 of ReLU the point $W_E = ((1,1),(0,0))$, $W_D =
        ((1/2,0),(1/2,0))$ is a partial optimum: $W_D$ minimises $\tilde{L}(\cdot, W_E)$ and $W_E$ minimises
        $\tilde{L}(W_D, \cdot)$, each over the whole space, and $\tilde{L} = 1$.""",
    source=Source(locator="Example 3.5"),
    kind="property",
    expected="proved",
    remark="""
        The encoder block is optimal for every activation, because no code can do better with these columns: this is
        what the formal statement says, for all codes whatsoever.""",
    statement_formal=(VALUE, DECODERS, CODES),
)


def value() -> Certificate:
    return evaluation(VALUE.conclusion, means="the loss at the point of Example 3.5")


def decoder_block() -> Certificate:
    """For all W_D: the loss is 1 + 2 (x - 1/2)^2 + 2 (y - 1/2)^2 with (x, y) the first column."""
    return implication(
        "x y x2 y2",
        assume=[],
        conclude=relation(code_loss([[1, 0], [1, 0]], [[x, x2], [y, y2]], UNIT, WEIGHTS), ">=", 1),
        by=derivation(term(2, square=x - F(1, 2)), term(2, square=y - F(1, 2))),
        means="every decoder has loss at least 1 for the codes of this encoder",
    )


def encoder_block() -> Certificate:
    """For all codes whatsoever: each feature keeps a residual of squared length at least 1/2."""
    return implication(
        "s1 t1 s2 t2",
        assume=[],
        conclude=relation(code_loss([[s1, t1], [s2, t2]], DECODER, UNIT, WEIGHTS), ">=", 1),
        by=derivation(term(F(1, 2), square=s1 - 1), term(F(1, 2), square=s2 - 1)),
        means="every pair of codes has loss at least 1 with these columns, for every activation",
    )


def decide(budget: Budget) -> Evidence:
    return Evidence(
        "exact-decision",
        "proved",
        "instance",
        "Both blocks over the whole space, as sums of squares.",
        (value(), point(), decoder_block(), encoder_block()),
    )


def examples(budget: Budget) -> Evidence:
    """Random exact encoders and decoders, one block at a time, never go below 1."""
    problem = Problem.sae(UNIT, activation=TOP_1, width=2)
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=300, full=5000), 0
    for _ in range(count):
        matrix = [[F(rng.randint(-30, 30), 10) for _ in range(2)] for _ in range(2)]
        violations += problem.loss(matrix, DECODER) < 1
        violations += problem.loss(ENCODER, matrix) < 1
    numbers = {"examples": 2 * count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "instance", "Each block against random matrices.", numbers=numbers)


def mutations() -> list[Mutation]:
    def strict() -> Certificate:
        # another encoder of the same loss: the dead row may be anything that loses
        let = {"act": TOP_1, "W_E": [[1, 1], [F(1, 2), 0]], "W_D": DECODER}
        return evaluation(loss(act, W_E, W_D, UNIT, UNIT, [1, 1]) == 1, let=let, record="W_E")

    def global_optimum() -> Certificate:
        let = {"act": TOP_1, "W_E": UNIT, "W_D": UNIT}
        return evaluation(loss(act, W_E, W_D, UNIT, UNIT, [1, 1]) < 1, let=let, record="W_E")

    def unequal() -> Certificate:
        """With M = (1, 2) the column (1/3, 2/3) is better: its loss is 4/3, that of the point 3/2."""
        weighted = loss(TOP_1, ENCODER, [[x, x2], [y, y2]], UNIT, UNIT, [1, 2])
        better = DECODERS.concluding(weighted >= loss(TOP_1, ENCODER, DECODER, UNIT, UNIT, [1, 2]))
        return better.refuted_by({"x": F(1, 3), "y": F(2, 3), "x2": 0, "y2": 0})

    def larger() -> Certificate:
        return implication(
            "x y x2 y2",
            assume=[],
            conclude=relation(code_loss([[1, 0], [1, 0]], [[x, x2], [y, y2]], UNIT, [1, 1]), ">=", F(11, 10)),
            by=derivation(term(2, square=x - F(1, 2)), term(2, square=y - F(1, 2))),
        )

    return [
        Mutation("unequal-weights", "the decoder is optimal for M = (1, 2) as well", refuted_by=unequal),
        Mutation("strict", "the encoder is the only minimiser of its block", refuted_by=strict),
        Mutation("global", "the point is a global minimum", refuted_by=global_optimum),
        Mutation("higher", "every decoder has loss at least 11/10", rejected=larger),
    ]
