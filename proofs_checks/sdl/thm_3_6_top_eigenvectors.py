r"""Second order: a partial minimum with strictly negative preactivations elsewhere is a local minimum iff every eigenvalue is the top one.

Otherwise it is a strict saddle: the loss falls like ``-k t^2`` along a line through the point.
"""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from proofs_checks.parts import hypotheses, wrong
from proofs_checks.sdl import _formal as formal
from proofs_checks.sdl import _partition_patterns as patterns
from proofs_checks.sdl._clusters import minima
from proofs_checks.sdl._spectra import psd
from proofs_checks.sdl._thm_3_6_top_eigenvectors import (
    OBTUSE,
    OFF_KEPT,
    PAIR,
    RELU,
    STATEMENT,
    F,
    m,
    other_D,
    other_E,
    v,
    w,
)
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, InstanceReport, Mutation, Source
from theory.evidence import derivation, evaluation, implication, relation, term
from theory.formal import (
    both,
    dot,
    for_all,
    implies,
    loss,
    names,
)
from theory.sdl import Problem
from theory.sdl.formal import NONNEGATIVE_WEIGHTS, D, E, M, V, W, loss_at
from theory.sdl.minima import STRICTLY_OFF, VALUE, second_order
from theory.sdl.regions import FULL_COLUMN_RANK, PARTITION, L, c, partial_minimum
from theory.typed import TypedStatement
from theory.typed import both as both_hold

RECORD = "z u rayleigh"
# a local minimum of loss 2/5 = 2 - 8/5; both neurons strictly on or off
POINT: dict[str, Any] = {
    "w": PAIR,
    "v": PAIR,
    "m": [1, 1],
    "W_E": [[1, F(1, 2)], [-1, F(-1, 2)]],
    "W_D": [[F(4, 5), 0], [F(2, 5), 0]],
    "other_E": [[1, 1], [-1, -1]],
    "other_D": [[1, 0], [0, 0]],
    "inverse": [[F(25, 16), F(-15, 16)], [F(-15, 16), F(25, 16)]],
    "i": 0,
    "y": [1, -1],
    "mu": F(2, 5),
    "step": F(1, 10),
}
UNIT = [[1, 0], [0, 1]]
# a saddle: <v_1, v_2> = -3/5, the positive eigenvector (1, 1) belongs to 2/5, (1, -1) to 8/5
SADDLE: dict[str, Any] = {
    **POINT,
    "w": UNIT,
    "v": OBTUSE,
    "W_E": [[1, 1], [-1, -1]],
    "W_D": [[F(1, 5), 0], [F(2, 5), 0]],
    "inverse": UNIT,
    "mu": F(8, 5),
    "step": F(1, 2),
}
# nearby a lower loss, and the recovered solution: what a local minimum of the two theorems is compared with
LOWER = {**SADDLE, "other_E": [[F(3, 2), F(1, 2)], [-1, -1]], "other_D": [[F(3, 5), 0], [F(1, 5), 0]]}
RECOVERED = {**POINT, "other_E": [[1, F(-3, 4)], [0, F(5, 4)]], "other_D": [[1, F(3, 5)], [0, F(4, 5)]]}

WITHOUT: dict[str, dict[str, Any]] = {
    "weights": {
        **POINT,
        "w": [[1]],
        "v": [[1]],
        "m": [-1],
        "W_E": [[1]],
        "W_D": [[1]],
        "other_E": [[1]],
        "other_D": [[0]],
        "inverse": [[1]],
        "y": [0],
    },
    # equal inputs: the eigenvector (1, -1) of the larger eigenvalue is no change of activations
    "full-column-rank": {
        **SADDLE,
        "w": [[1], [1]],
        "W_E": [[1]],
        "W_D": [[F(1, 5)], [F(2, 5)]],
        "other_E": [[1]],
        "other_D": [[0], [0]],
    },
    # two neurons on one feature, each of them the best for its own activation
    "partition": {
        **POINT,
        "w": [[1]],
        "v": [[1]],
        "m": [1],
        "W_E": [[1], [1]],
        "W_D": [[1, 1]],
        "other_E": [[1], [-1]],
        "other_D": [[1, 0]],
        "inverse": [[1]],
        "y": [0],
    },
    # a dead neuron at 0 can take over the residual (1, -2) / 5 of feature 1
    "strictly-off": {
        **POINT,
        "W_E": [[1, F(1, 2)], [0, 0]],
        "other_E": [[1, F(1, 2)], [F(2, 25), F(-3, 50)]],
        "other_D": [[F(4, 5), F(1, 10)], [F(2, 5), F(-1, 5)]],
    },
    "partial-minimum": {**POINT, "W_D": [[0, 0], [0, 0]]},
}

TYPED = TypedStatement(
    "n p q r",
    (W, V, M, D, E, c, L),
    {
        "weights": NONNEGATIVE_WEIGHTS,
        "full-column-rank": FULL_COLUMN_RANK,
        "partition": PARTITION,
        "strictly-off": STRICTLY_OFF,
        "partial-minimum": partial_minimum(D, E, W, V, M),
    },
    both_hold(loss_at(D, E) == VALUE, second_order()),
)

PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.thm-3.6-top-eigenvectors",
    title="Local minima are top eigenvectors",
    statement=r"""
        Let a point of a partition pattern (ReLU, $W_p$ of full column rank, $M_d \ge 0$) be a partial minimum
        relative to the region, with $a_i \cdot w_e < 0$ for every $e \notin F_i$ (dead neurons: for every $e$). It is
        a local minimum of $\tilde{L}$ if and only if every $\lambda_i$ is the largest eigenvalue of $B_{F_i} =
        \mathrm{diag}(\sqrt{M}) G_{F_i} \mathrm{diag}(\sqrt{M})$, that is, the largest Rayleigh quotient; otherwise it is a
        strict saddle: along a line the loss is $\tilde L - k t^2 + l t^4$ with $k > 0$.""",
    source=Source(locator="Theorem 3.6, repaired: top eigenvectors", ours=True),
    kind="equivalence",
    expected="proved",
    hypotheses=hypotheses(
        STATEMENT,
        POINT,
        {
            "weights": (r"$M_d \ge 0$", WITHOUT["weights"]),
            "full-column-rank": ("the input features are linearly independent", WITHOUT["full-column-rank"]),
            "partition": ("each feature is on for exactly one neuron", WITHOUT["partition"]),
            "strictly-off": (r"$a_i \cdot w_e < 0$ off the clusters, dead neurons included", WITHOUT["strictly-off"]),
            "partial-minimum": ("both halves of the gradient vanish on the region", WITHOUT["partial-minimum"]),
        },
        record=RECORD,
    ),
    remark="""
        The example of two features at inner product 3/5 is a genuine spurious local minimum of loss 2/5, although
        zero loss is possible.""",
    statement_formal=replace(STATEMENT, whole=False),
    typed=TYPED,
)


def spurious_point() -> Certificate:
    """SAE (1,0), (3/5,4/5), a_1 = (1, 1/2), u_1 = (4/5, 2/5), a_2 = -a_1, u_2 = 0: the pattern is strict, the loss 2/5."""
    act, w, enc, dec, m = names("act w W_E W_D M")
    let = {
        "act": RELU,
        "w": PAIR,
        "M": [1, 1],
        "W_E": [[1, F(1, 2)], [-1, F(-1, 2)]],
        "W_D": [[F(4, 5), 0], [F(2, 5), 0]],
        "L": loss(act, enc, dec, w, w, m),
    }
    holds = both(
        for_all(w, lambda f: both(dot(enc[0], f) > 0, dot(enc[1], f) < 0), "f"),
        names("L")[0] == F(2, 5),
    )
    return evaluation(
        holds, let=let, record="L", means="a local minimum with loss 2/5 = 2 - 8/5; both neurons strictly on or off"
    )


def zero_loss() -> Certificate:
    """The same problem and width reach zero loss."""
    act, w, enc, dec, m = names("act w W_E W_D M")
    let = {
        "act": RELU,
        "w": PAIR,
        "M": [1, 1],
        "W_E": [[1, F(-3, 4)], [0, F(5, 4)]],
        "W_D": [[1, F(3, 5)], [0, F(4, 5)]],
    }
    return evaluation(loss(act, enc, dec, w, w, m) == 0, let=let, record="W_E W_D", means="the global minimum is zero")


def global_in_cluster() -> Certificate:
    """One neuron on both features never gets below 2/5, whatever a and u: a sum of squares."""
    y1, y2, u1, u2 = names("y1 y2 u1 u2")
    size = y1**2 + y2**2
    f = (1 - u1 * y1) ** 2 + (u2 * y1) ** 2 + (F(3, 5) - u1 * y2) ** 2 + (F(4, 5) - u2 * y2) ** 2
    return implication(
        "y1 y2 u1 u2",
        assume=[relation(size, ">")],
        conclude=relation(f, ">=", F(2, 5)),
        by=derivation(
            term(1, square=size * u1 - y1 - F(3, 5) * y2),
            term(1, square=size * u2 - F(4, 5) * y2),
            term(F(3, 5), square=y1 - y2),
            factor=(1, (0,)),
        ),
        means="the loss of the cluster as a function of the activations y and the column u",
    )


def prove(budget: Budget) -> Evidence:
    """A spurious local minimum of loss 2/5, which is the least of its cluster, while zero loss is possible."""
    certificates = (
        spurious_point(),
        zero_loss(),
        global_in_cluster(),
        psd([[F(3, 5), F(-3, 5)], [F(-3, 5), F(3, 5)]], means="8/5 I - B"),
    )
    return Evidence("certified-instances", "proved", "instance", "A spurious local minimum of loss 2/5.", certificates)


def examples(budget: Budget) -> Evidence:
    """Random small rational moves around the spurious minimum never lower the loss of the whole network."""
    problem = Problem.sae(PAIR, activation=RELU, width=2)
    rng, seen, violations = random.Random(budget.seed), budget.pick(quick=300, full=5000), 0
    for _ in range(seen):
        e = [F(rng.randint(-9, 9), 60) for _ in range(8)]
        enc = [[1 + e[0], F(1, 2) + e[1]], [-1 + e[2], F(-1, 2) + e[3]]]
        dec = [[F(4, 5) + e[4], e[5]], [F(2, 5) + e[6], e[7]]]
        violations += problem.loss(enc, dec) < F(2, 5)
    numbers = {"examples": seen, "seed": budget.seed, "violations": violations}
    return Evidence(
        "property-test", "tested", "instance", "No move of size below 0.15 lowers the loss.", numbers=numbers
    )


def mutations() -> list[Mutation]:
    def lower_value() -> Certificate:
        y1, y2, u1, u2 = names("y1 y2 u1 u2")
        f = (1 - u1 * y1) ** 2 + (u2 * y1) ** 2 + (F(3, 5) - u1 * y2) ** 2 + (F(4, 5) - u2 * y2) ** 2
        good = global_in_cluster()
        asserts = {**good["asserts"], "conclude": relation(f, ">=", F(1, 2))}
        return seal(good["kind"], asserts, good["witness"])

    def saddle_psd() -> Certificate:
        return psd([[F(-3, 5), F(3, 5)], [F(3, 5), F(-3, 5)]], means="2/5 I - B for <v1, v2> = -3/5")

    there = loss(formal.act, other_E, other_D, w, v, m)
    return [
        wrong(
            "any-eigenvalue",
            "a partial minimum with any eigenvalue is a local minimum",
            STATEMENT,
            LOWER,
            implies(OFF_KEPT, there >= patterns.at),
            record=RECORD,
        ),
        wrong(
            "global",
            "with top eigenvalues the point is a global minimum",
            STATEMENT,
            RECOVERED,
            implies(patterns.top_eigenvalues(), there >= patterns.at),
            record=RECORD,
        ),
        wrong(
            "strict",
            "with top eigenvalues every other point has a larger loss",
            STATEMENT,
            {**POINT, "other_E": [[2, 1], [-1, F(-1, 2)]], "other_D": [[F(2, 5), 0], [F(1, 5), 0]]},
            implies(both(patterns.top_eigenvalues(), OFF_KEPT), there > patterns.at),
            record=RECORD,
        ),
        Mutation("higher-value", "one neuron never gets below 1/2", rejected=lower_value),
        Mutation("bottom-certificate", "lambda I - B is psd for the bottom eigenvalue", rejected=saddle_psd),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    return minima(problem)
