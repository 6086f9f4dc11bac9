r"""On the region of a partition pattern the loss decouples, and partial minima are exactly the points that satisfy two conditions.

Proved in every dimension.  For each nonempty cluster: u is the weighted least-squares column, and the vector
``sum M_d <u, v_d - z_d u> w_d`` lies in the cone of the features that are off with ``a . w_e = 0``.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.parts import hypotheses, wrong
from proofs_checks.sdl import _formal as formal
from proofs_checks.sdl import _landscape as one
from proofs_checks.sdl import _partition_patterns as patterns
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation, Source
from theory.evidence import checked, derivation, evaluation, illustration, implication, proof, read, relation, term
from theory.formal import (
    Expression,
    both,
    code_loss,
    codes,
    dot,
    for_all,
    implies,
    listing,
    loss,
    names,
    negation,
    norm2,
    op,
    scale,
    total,
    transpose,
)
from theory.sdl import Activation, Problem
from theory.statement import Statement

F = Fraction
# the boundary example: an SAE whose first neuron serves e1 and e2 (weights 1 and 2) and touches the hyperplane of feature 3
WALL = [[F(1), F(0)], [F(0), F(1)], [F(-3, 5), F(4, 5)]]
ROW, COLUMN = [4, 3], [F(2, 17), F(3, 17)]

w, v, m, W_E, W_D, z, u = formal.w, formal.v, formal.m, formal.W_E, formal.W_D, patterns.z, patterns.u
other_E, other_D, mu, i, direction, step = names("other_E other_D mu i direction step")
moved_E, best = names("moved_E best")
FEATURES, NEURONS = patterns.FEATURES, patterns.NEURONS


def _on_the_wall(j: Expression) -> Expression:
    zero = scale(0, w[0])
    return zero + total(FEATURES, lambda e: op("if", dot(W_E[j], w[e]) == 0, scale(mu[e, j], w[e]), zero), "e")


CRITERION = both(
    patterns.best_columns(),
    patterns.each_pair(lambda e, j: mu[e, j] >= 0),
    for_all(NEURONS, lambda j: patterns.encoder_gradient(j) == _on_the_wall(j), "j"),
)
# a direction of row i that stays in the region and along which the loss falls, and a step along it that is short enough
SLOPE = dot(patterns.encoder_gradient(i), direction)
CURVATURE = norm2(u[i]) * total(FEATURES, lambda d: op("if", z[d, i] > 0, m[d] * dot(direction, w[d]) ** 2, 0), "d")
MOVED = codes(formal.act, moved_E, w)
DOWNHILL = both(step > 0, step * CURVATURE < 2 * SLOPE, patterns.same_pattern(z, MOVED))
PARTS = total(
    NEURONS,
    lambda j: total(FEATURES, lambda d: op("if", z[d, j] > 0, m[d] * norm2(v[d] - scale(z[d, j], u[j])), 0), "d"),
    "j",
)
STATEMENT = Statement(
    variables=("w", "v", "m", "W_E", "W_D", "other_E", "other_D", "mu", "i", "direction", "step"),
    hypotheses={
        "weights": for_all(m, lambda x: x >= 0, "x"),
        "partition": patterns.partition(codes(formal.RELU, W_E, w)),
        "other-encoder": patterns.same_pattern(codes(formal.RELU, W_E, w), codes(formal.RELU, other_E, w)),
    },
    conclusion=both(
        # the loss is a sum over the neurons
        patterns.at == PARTS,
        # the criterion is sufficient: neither half of the network can be improved inside the region
        implies(
            CRITERION,
            both(
                loss(formal.act, other_E, W_D, w, v, m) >= patterns.at,
                loss(formal.act, W_E, other_D, w, v, m) >= patterns.at,
            ),
        ),
        # and necessary: other columns are not the best ones, and a row may be moved along a direction in which the loss falls
        implies(
            negation(patterns.best_columns()),
            loss(formal.act, W_E, transpose(best), w, v, m) < patterns.at,
        ),
        implies(DOWNHILL, loss(formal.act, moved_E, W_D, w, v, m) < patterns.at),
    ),
    let={
        "act": Expression(["data", formal.RELU]),
        **patterns.TERMS,
        "best": patterns.BEST_COLUMNS,
        "moved_E": listing(NEURONS, lambda j: op("if", j == i, W_E[j] + scale(step, direction), W_E[j]), "j"),
    },
)
RECORD = "z u rayleigh"
# feature 3 lies on the wall of neuron 1, with the multiplier 30/289
POINT: dict[str, Any] = {
    "w": WALL, "v": WALL, "m": [1, 2, 1], "W_E": [ROW, [-1, 0]],
    "W_D": [[F(2, 17), -1], [F(3, 17), F(4, 3)]], "other_E": [[4, 2], [-2, 0]], "other_D": [[1, 0], [0, 1]],
    "mu": [[0, 0], [0, 0], [F(30, 289), 0]], "i": 0, "direction": [0, 1], "step": F(1, 10),
}  # fmt: skip
WITHOUT: dict[str, dict[str, Any]] = {
    "weights": {
        **POINT, "w": [[1]], "v": [[1]], "m": [-1], "W_E": [[1]], "W_D": [[1]], "other_E": [[2]], "other_D": [[0]],
        "mu": [[0]], "direction": [0],
    },
    # two neurons on one feature: loss 1, while each of them alone has loss 0
    "partition": {
        **POINT, "w": [[1]], "v": [[1]], "m": [1], "W_E": [[1], [1]], "W_D": [[1, 1]], "other_E": [[1], [1]],
        "other_D": [[1, 0]], "mu": [[0, 0]], "direction": [0],
    },
    # across the wall, where the multiplier pushes: feature 3 is on for neuron 1 too, and this helps here
    "other-encoder": {**POINT, "other_E": [[4 - F(3, 10), 3 + F(4, 10)], [-1, 0]]},
}  # fmt: skip

PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.thm-3.6-region-criterion",
    title="Exact criterion for partial minima on a region",
    statement=r"""
        Let $M_d \ge 0$ and let $(F_1, \dots, F_q)$ be a partition pattern under ReLU. On its region $\tilde{L}$ is
        the sum over the neurons of $\sum_{d \in F_i} M_d \|v_d - (a_i \cdot w_d) u_i\|^2$. A point of the region is a
        partial minimum relative to it if and only if, for each nonempty $F_i$ and with $z_d = a_i \cdot w_d$, $u_i
        \sum_{d \in F_i} M_d z_d^2 = \sum_{d \in F_i} M_d z_d v_d$ and $g_i = \sum_{d \in F_i} M_d (\langle u_i, v_d
        \rangle - \|u_i\|^2 z_d) w_d$ is a nonnegative combination of the $w_e$ with $e \notin F_i$ and $a_i \cdot w_e
        = 0$. (That either such a combination or a direction $h$ with $\langle g_i, h \rangle > 0$ into the region
        exists is Farkas' lemma; formally each of the two is given.)""",
    source=Source(locator="Theorem 3.6, repaired (a)", ours=True),
    kind="equivalence",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        POINT,
        {
            "weights": (r"$M_d \ge 0$", WITHOUT["weights"]),
            "partition": ("each feature is on for exactly one neuron", WITHOUT["partition"]),
            "other-encoder": ("the encoder to compare with lies in the region", WITHOUT["other-encoder"]),
        },
        record=RECORD,
    ),
    statement_formal=STATEMENT,
)


def decoupling() -> Certificate:
    """Two neurons, three features in the plane, pattern ({1,2},{3}): an identity in all parameters."""
    symbols = "a1 a2 b1 b2 u1 u2 x1 x2 M1 M2 M3"
    a1, a2, b1, b2, u1, u2, x1, x2, m1, m2, m3 = names(symbols)
    loss = code_loss(
        op("pattern_codes", [[0, 1], [2]], [[a1, a2], [b1, b2]], WALL), [[u1, x1], [u2, x2]], WALL, [m1, m2, m3]
    )

    def part(d: int, m: Expression, row: list, column: list) -> Expression:
        return m * op("norm2", op("-", WALL[d], scale(dot(row, WALL[d]), column)))

    parts = part(0, m1, [a1, a2], [u1, u2]) + part(1, m2, [a1, a2], [u1, u2]) + part(2, m3, [b1, b2], [x1, x2])
    return evaluation(loss == parts, indeterminates=symbols, means="the loss of the region is a sum over its neurons")


def in_decoder() -> Certificate:
    """|v - z(u + h)|^2 - |v - z u|^2 = -2 z h.(v - z u) + z^2 |h|^2, in inner products."""
    z, vv, uv, uu, hv, uh, hh = names("z vv uv uu hv uh hh")
    before = vv - 2 * z * uv + z**2 * uu
    after = vv - 2 * z * (uv + hv) + z**2 * (uu + 2 * uh + hh)
    return evaluation(
        after - before == -2 * z * (hv - z * uh) + z**2 * hh,
        indeterminates="z vv uv uu hv uh hh",
        means="one feature, u to u + h",
    )


def in_encoder() -> Certificate:
    """|v - (z + c) u|^2 - |v - z u|^2 = -2 c (u.v - z |u|^2) + c^2 |u|^2."""
    z, c, vv, uv, uu = names("z c vv uv uu")
    holds = (vv - 2 * (z + c) * uv + (z + c) ** 2 * uu) - (vv - 2 * z * uv + z**2 * uu) == -2 * c * (
        uv - z * uu
    ) + c**2 * uu
    return evaluation(holds, indeterminates="z c vv uv uu", means="one feature, z = a.w to z + c")


def sufficient() -> Certificate:
    """If g = sum mu_e w_e with mu_e >= 0 and a.w_e = 0 then -g.(b - a) >= 0 where b.w_e <= 0: one e at a time."""
    mu, be, ae, rest = names("mu be ae R")
    return implication(
        "mu be ae R",
        assume=[relation(mu, ">="), relation(-1 * be, ">="), relation(ae, "="), relation(-1 * rest, ">=")],
        conclude=relation(-1 * (rest + mu * (be - ae)), ">="),
        by=derivation(term(1, use=(0, 1)), term(1, use=(3,)), multiples={2: mu}),
        means="R is the sum over the other constraints",
    )


def boundary_minimum() -> Certificate:
    """The boundary example minimises the encoder block: every b with b.w_3 <= 0 has at least the same loss."""
    b1, b2 = names("b1 b2")
    loss = one.cluster_loss(WALL[:2], WALL[:2], [1, 2], [b1, b2], COLUMN)
    at = one.cluster_loss(WALL[:2], WALL[:2], [1, 2], ROW, COLUMN)
    off = F(-3, 5) * b1 + F(4, 5) * b2
    return implication(
        "b1 b2",
        assume=[relation(-1 * off, ">=")],
        conclude=relation(loss - at, ">="),
        by=derivation(term(2 * F(30, 289), use=(0,)), term(F(13, 289), square=b1 - 4), term(F(26, 289), square=b2 - 3)),
        means="SAE e1, e2, (-3/5, 4/5), M = (1, 2, .), a = (4, 3), u = (2, 3)/17; multiplier 30/289",
    )


def boundary_point() -> Certificate:
    let = {"w": WALL[:2], "v": WALL[:2], "M": [1, 2], "a": ROW, "u": COLUMN, **one.ONE_NEURON}
    holds = both(
        one.step_u[0] == 0, one.step_u[1] == 0, one.ACTIVE,
        one.step_a == scale(F(30, 289), WALL[2]), dot(one.a, WALL[2]) == 0,
    )  # fmt: skip
    return evaluation(
        holds, let=let, record="z step_u step_a loss", means="the criterion with the multiplier 30/289 on feature 3"
    )


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        "On the region of a partition pattern the loss decouples and the two conditions characterise partial minima.",
        read(
            "one-code",
            r"""
            Each feature has one nonzero code, so $W_D z_d = (a_i \cdot w_d) u_i$ with the neuron $i$ that it belongs
            to.""",
            "definition",
        ),
        checked("decoder", "The change of one term in $u$.", in_decoder()),
        read(
            "least-squares",
            r"""
            Summed over $d \in F_i$ with weights: the change is $-2 h \cdot (\sum M_d z_d v_d - N u) + N \|h\|^2$ with
            $N = \sum M_d z_d^2 > 0$, so $u_i$ is optimal if and only if $N u_i = \sum M_d z_d v_d$.""",
            "linearity",
            "decoder",
            "one-code",
        ),
        checked("encoder", "The change of one term in $a$.", in_encoder()),
        read(
            "convex",
            r"""
            Summed: the change from $a$ to $b$ is $-2 g \cdot (b - a) + \|u\|^2 \sum M_d ((b - a) \cdot w_d)^2$ with
            $g$ the vector of the statement: a convex quadratic on the convex cone $\Omega_{F_i}$.""",
            "linearity",
            "encoder",
        ),
        read(
            "necessary",
            r"""
            The conditions $a \cdot w_d > 0$ are inactive, so feasible directions are the $h$ with $h \cdot w_e \le 0$
            for every $e$ off the cluster with $a \cdot w_e = 0$; a minimum has $g \cdot h \le 0$ for all of them, so
            $g$ is a nonnegative combination of these $w_e$.""",
            "motzkin",
            "convex",
        ),
        checked(
            "sufficient",
            r"Conversely such a $g$ has $g \cdot (b - a) \le 0$ for every $b$ in the region.",
            sufficient(),
        ),
        read(
            "done",
            "So the change is nonnegative; neurons with an empty set do not enter.",
            "conclusion",
            "necessary",
            "sufficient",
            "least-squares",
        ),
    )
    return Evidence(
        "symbolic-proof",
        "proved",
        "all-parameters",
        "Convex blocks; identities in inner products.",
        (
            certificate,
            illustration(
                "Hence the sum over the neurons (shown with all parameters free for three features).", decoupling()
            ),
            illustration("The cone matters: a partial minimum whose vector $g$ is not zero.", boundary_point()),
            illustration("It is a minimum of its encoder block.", boundary_minimum()),
        ),
    )


def examples(budget: Budget) -> Evidence:
    """Random encoders in the region never beat the boundary example, evaluated through the whole network."""
    problem = Problem.sae(WALL, weights=[1, 2, 1], activation=Activation("relu"), width=2)
    rng, seen, violations = random.Random(budget.seed), 0, 0
    decoder = [[COLUMN[0], F(1)], [COLUMN[1], F(-4, 3)]]
    best = problem.loss([[4, 3], [-1, 0]], decoder)
    for _ in range(budget.pick(quick=300, full=3000)):
        b = [F(rng.randint(1, 80), 10), F(rng.randint(1, 80), 10)]
        if -3 * b[0] + 4 * b[1] <= 0:
            seen += 1
            violations += problem.loss([b, [-1, 0]], decoder) < best
    numbers = {"examples": seen, "seed": budget.seed, "violations": violations}
    return Evidence(
        "property-test", "tested", "instance", "The boundary example against random encoders.", numbers=numbers
    )


def mutations() -> list[Mutation]:
    flat = implies(CRITERION, for_all(NEURONS, lambda j: patterns.encoder_gradient(j) == scale(0, w[0]), "j"))
    any_sign = both(
        patterns.best_columns(), for_all(NEURONS, lambda j: patterns.encoder_gradient(j) == _on_the_wall(j), "j")
    )
    # weights (2, 1): the multiplier is negative, and a step from a against w_3, into the region, is better
    inward = {**POINT, "m": [2, 1, 1], "W_D": [[F(8, 41), -1], [F(3, 41), F(4, 3)]],
              "other_E": [[4 + F(3, 10), 3 - F(4, 10)], [-1, 0]], "mu": [[0, 0], [0, 0], [F(-120, 1681), 0]]}  # fmt: skip
    improved = loss(formal.act, other_E, W_D, w, v, m) >= patterns.at
    # <v_1, v_2> = -3/5: the point with equal activations is a saddle of the region
    opposed = {**POINT, "w": [[1, 0], [0, 1]], "v": [[1, 0], [F(-3, 5), F(4, 5)]], "m": [1, 1], "W_E": [[1, 1]],
               "W_D": [[F(1, 5)], [F(2, 5)]], "other_E": [[F(3, 2), F(1, 2)]], "other_D": [[F(3, 5)], [F(1, 5)]],
               "mu": [[0], [0]], "direction": [0, 0]}  # fmt: skip
    joint = implies(CRITERION, loss(formal.act, other_E, other_D, w, v, m) >= patterns.at)
    return [
        wrong("zero-gradient", "a partial minimum has gradient zero", STATEMENT, POINT, flat, record=RECORD),
        wrong("any-sign", "multipliers of any sign are enough", STATEMENT, inward, implies(any_sign, improved), record=RECORD),
        wrong("joint", "a partial minimum is a minimum of the region in both blocks together", STATEMENT,
              opposed, joint, record=RECORD),
    ]  # fmt: skip
