r"""Under Top-1 of ReLU the point of Example 3.5 is a non-strict local minimum with an escape path to the global minimum.

Nearby neuron 2 is never selected and one neuron cannot get below 1.  Neuron 1 may turn to feature 1 at constant loss, and then neuron 2
takes feature 2 over.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.sdl.ex_3_5 import DECODER, ENCODER, TOP_1, UNIT
from proofs_checks.vocabulary import Given, Theorem
from theory.certificates import seal
from theory.claims import Budget, Certificate, Evidence, Source
from theory.sdl import Problem
from theory.sdl.minima import near
from theory.sdl.pair import table, top_1_loss
from theory.typed import SCALAR, Expr, both, mat, var
from theory.typed.expression import lift

F = Fraction
D, E = var("D", mat(2, 2), "W_D"), var("E", mat(2, 2), "W_E")
s, g, t, u = (var(name, SCALAR) for name in "sgtu")


def taking_over(x: Expr) -> Expr:
    """Neuron 1 serves feature 1 exactly, neuron 2 has x e_2 as its row and its column."""
    return top_1_loss(table([[1, 0], [0, x]]), table([[1, 0], [0, x]]))


T = Theorem(
    id="sdl.ex-3.5-top-1",
    title="Under Top-1 Example 3.5 is a non-strict local minimum that can be left",
    says=r"""
        For $w_1 = e_1$, $w_2 = e_2$ (SAE), $M = (1, 1)$ and Top-1 of ReLU the point $W_E = ((1,1),(0,0))$, $W_D =
        ((1/2,0),(1/2,0))$ has the loss 1, and so has every point with a row $a_2 = (s, 0)$, $0 \le s \le 1$; every point
        whose encoder differs by less than 1/2 in each entry has at least this loss, with any decoder: a local minimum, not a strict
        one. Yet a path leads from it to loss 0 on which $\tilde{L}$ is continuous and never increases: first $a_1 = (1, s)$,
        $u_1 = a_1 / \|a_1\|^2$ with $s$ from 1 to 0 at constant loss 1, then $a_2 = u_2 = (0, t)$ with $t$ from 0 to 1 and loss
        $(1 - t^2)^2$.""",
    source=Source(locator="Example 3.5", ours=True),
    kind="property",
    sizes="",
    about=(D, E, s, g, t, u),
    given={
        "nearby": Given(
            "each entry of the encoder differs by less than 1/2",
            near(lift(F(1, 2)), table(ENCODER), E),
            fails={"E": UNIT, "D": UNIT},
        ),
        "first-part": Given(r"$0 \le s \le 1$", both(s >= 0, s <= 1), fails={"s": -1, "g": F(1, 2)}),
        "best-column": Given(r"$g = 1 / (1 + s^2)$", g * (1 + s**2) == 1, fails={"g": 1}),
        "second-part": Given(r"$0 \le t \le u \le 1$", both(t >= 0, t <= u, u <= 1), fails={"t": -1}),
    },
    then=both(
        top_1_loss(table(DECODER), table(ENCODER)) == 1,
        top_1_loss(D, E) >= 1,
        top_1_loss(table(DECODER), table([[1, 1], [s, 0]])) == 1,
        top_1_loss(table([[g, 0], [s * g, 0]]), table([[1, s], [0, 0]])) == 1,
        taking_over(t) == (1 - t**2) ** 2,
        taking_over(u) <= taking_over(t),
    ),
    example={"D": DECODER, "E": ENCODER, "s": 1, "g": F(1, 2), "t": F(1, 3), "u": F(1, 2)},
    needs=("sdl.ex-3.5",),
    remark="Under ReLU it is not even a local minimum: sdl.ex-3.5-relu-saddle.",
)
T.wrongly(
    "strict-minimum", "every other encoder nearby has a larger loss", top_1_loss(D, E) > 1, E=[[1, 1], [F(1, 100), 0]]
)
T.wrongly(
    "any-radius",
    "neuron 1 stays selected at any distance",
    top_1_loss(D, E) >= 1,
    without="nearby",
    E=UNIT,
    D=[[1, 0], [0, 1]],
)
T.wrongly("faster", "the loss on the second part is (1 - t)^2", taking_over(t) == (1 - t) ** 2)
PAGE = "partial-minima"
CLAIM, mutations = T.claim(), T.mutations


def path(moves: list[list[Any]] | None = None) -> Certificate:
    """Another path, of straight moves: column of neuron 2, its row (it takes feature 1 over half-way), neuron 1 turns to feature 2."""
    steps = moves or [
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
    return seal("monotone_path", asserts, {"moves": steps})


def prove(budget: Budget) -> Evidence:
    return Evidence("certified-instances", "proved", "instance", "A path of straight moves down to zero.", (path(),))


def examples(budget: Budget) -> Evidence:
    """Random points within 1/2 of the point, through the network, are never below 1."""
    problem = Problem.sae(UNIT, activation=TOP_1, width=2)
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=500, full=8000), 0
    for _ in range(count):
        d = [F(rng.randint(-49, 49), 100) for _ in range(8)]
        enc = [[1 + d[0], 1 + d[1]], [d[2], d[3]]]
        dec = [[DECODER[0][0] + d[4], d[5]], [DECODER[1][0] + d[6], d[7]]]
        violations += problem.loss(enc, dec) < 1
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "instance", "Random points nearby.", numbers=numbers)
