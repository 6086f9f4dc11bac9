r"""Under Top-1 of ReLU the point of Example 3.5 is a non-strict local minimum with an escape path to the global minimum.

Nearby neuron 2 is never selected and one neuron cannot get below 1.  Moving the unselected neuron costs nothing, and it can take
feature 1 over: a path of three moves leads to zero loss and never rises.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl.ex_3_5 import DECODER, ENCODER, TOP_1, UNIT, point
from proofs_checks.sdl.ex_3_5_relu_saddle import strictly_dead
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation, Source
from theory.evidence import derivation, evaluation, implication, relation, term
from theory.formal import code_loss, loss, names
from theory.sdl import Problem

F = Fraction

PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.ex-3.5-top-1",
    title="Under Top-1 Example 3.5 is a non-strict local minimum that can be left",
    statement=r"""
        For $w_1 = e_1$, $w_2 = e_2$ (SAE), $M = (1, 1)$ and Top-1 of ReLU the point $W_E = ((1,1),(0,0))$, $W_D =
        ((1/2,0),(1/2,0))$ is a local minimum, not a strict one, and a continuous path of parameters leads from it to
        the global minimum 0 along which $\tilde{L}$ never increases; there is also such a path along which
        $\tilde{L}$ is continuous.""",
    source=Source(locator="Example 3.5", ours=True),
    kind="property",
    expected="argued",
    hypotheses=(
        Hypothesis(
            name="top-1",
            text="the activation is Top-1 of ReLU",
            witness=point,
            drop_note="under ReLU the point is not even a local minimum, see sdl.ex-3.5-relu-saddle",
        ),
    ),
    depends_on=("sdl.ex-3.5",),
)


def selected() -> Certificate:
    """Within distance 1/4 per entry: the first row's value is at least 3/4, the second's at most 1/4."""
    x, y = names("x y")
    return implication(
        "x y",
        assume=[relation(x - F(3, 4), ">="), relation(F(1, 4) - y, ">=")],
        conclude=relation(x - y, ">"),
        by=derivation(term(1, use=(0,)), term(1, use=(1,)), term(F(1, 2))),
        means="x = a_1.w_d >= 3/4 and y = a_2.w_d <= 1/4: neuron 1 is selected for both features",
    )


def plateau() -> Certificate:
    """a_1 = (1, s), u_1 = a_1 / |a_1|^2: (1 + s^2)^2 times the loss is (1 + s^2)^2, for every s."""
    s = names("s")[0]
    size = 1 + s**2
    # the loss is |I - a a^T / |a|^2|^2, with both sides multiplied by |a|^4
    value = (size - 1) ** 2 + s**2 + s**2 + (size - s**2) ** 2
    return evaluation(value == size**2, indeterminates="s", means="a plateau of loss exactly 1 from s = 1 to s = 0")


def descent() -> Certificate:
    """At a_1 = u_1 = e1 the second neuron takes feature 2: a_2 = u_2 = t e2 gives (1 - t^2)^2."""
    t = names("t")[0]
    return evaluation(
        code_loss([[1, 0], [0, t]], [[1, 0], [0, t]], UNIT, [1, 1]) == (1 - t**2) ** 2,
        indeterminates="t",
        means="down to zero at t = 1",
    )


def path() -> Certificate:
    """Column of neuron 2, then its row (it takes feature 1 over half-way), then neuron 1 turns to feature 2."""
    moves = [
        [["decoder", 1, ["1/2", 0]]],
        [["encoder", 1, [1, 0]]],
        [["encoder", 1, [1, 0]]],
        [["decoder", 0, ["-1/2", "1/2"]]],
    ]
    asserts = {
        "features_in": UNIT,
        "features_out": None,
        "weights": [1, 1],
        "activation": {"type": "topk", "k": 1},
        "change": "nonincreasing",
        "start": {"W_E": ENCODER, "W_D": [["1/2", 0], ["1/2", 0]]},
        "end": {"W_E": [[1, 1], [2, 0]], "W_D": [[0, "1/2"], [1, 0]]},
        "start_loss": 1,
        "end_loss": 0,
        "means": "from Example 3.5 down to the global minimum under Top-1",
    }
    return seal("monotone_path", asserts, {"moves": moves})


def decide(budget: Budget) -> list[Evidence]:
    minimum, leaving = (point(), selected(), strictly_dead()), (plateau(), descent())
    why = "Local minimum: neuron 2 is not selected nearby, neuron 1 alone stays above 1."
    how = "Not strict: a plateau, from whose end the loss falls to 0 continuously."
    return [
        Evidence("exact-decision", "proved", "instance", why, minimum),
        Evidence("exact-decision", "proved", "instance", how, leaving),
        Evidence("exact-decision", "proved", "instance", "A path down to zero.", (path(),)),
    ]


def examples(budget: Budget) -> Evidence:
    """Random points within 1/4 of the point, through the network, are never below 1."""
    problem = Problem.sae(UNIT, activation=TOP_1, width=2)
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=500, full=8000), 0
    for _ in range(count):
        d = [F(rng.randint(-25, 25), 100) for _ in range(8)]
        enc = [[1 + d[0], 1 + d[1]], [d[2], d[3]]]
        dec = [[DECODER[0][0] + d[4], d[5]], [DECODER[1][0] + d[6], d[7]]]
        violations += problem.loss(enc, dec) < 1
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "instance", "Random points nearby.", numbers=numbers)


def mutations() -> list[Mutation]:
    def strict() -> Certificate:
        act, enc, dec = names("act W_E W_D")
        let = {"act": TOP_1, "W_E": [[1, 1], [F(1, 100), 0]], "W_D": DECODER}
        return evaluation(loss(act, enc, dec, UNIT, UNIT, [1, 1]) == 1, let=let, record="W_E W_D")

    def other_tie() -> Certificate:
        good = path()
        # skipping the half-way stop, the winner changes inside a move
        moves = [good["witness"]["moves"][0], [["encoder", 1, [2, 0]]], good["witness"]["moves"][3]]
        return seal("monotone_path", good["asserts"], {"moves": moves})

    def wide() -> Certificate:
        x, y = names("x y")
        return implication(
            "x y",
            assume=[relation(x - F(1, 2), ">="), relation(F(1, 2) - y, ">=")],
            conclude=relation(x - y, ">"),
            by=derivation(term(1, use=(0,)), term(1, use=(1,)), term(F(1, 2))),
        )

    return [
        Mutation("strict-minimum", "it is a strict local minimum", refuted_by=strict),
        Mutation("single-move", "no selection changes on the way", rejected=other_tie),
        Mutation("radius-half", "neuron 1 stays strictly selected within distance 1/2", rejected=wide),
    ]
