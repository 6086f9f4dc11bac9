r"""On the region of a partition pattern the loss decouples, and partial minima are exactly the points that satisfy two conditions.

For each nonempty cluster: u is the weighted least-squares column, and the vector ``sum M_d (<u, v_d> - |u|^2 z_d) w_d`` lies in the
cone of the features that are off with ``a . w_e = 0``.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, Source
from theory.sdl import Activation, Problem
from theory.sdl.formal import NONNEGATIVE_WEIGHTS, D, E, M, V, W, loss_at
from theory.sdl.regions import PARTITION, best_columns, c, partial_minimum, slopes, walled
from theory.typed import both, column, for_all, iff, implies, mat, norm2, total, zero
from theory.typed import vec as vector

F = Fraction
# the boundary example: an SAE whose first neuron serves e1 and e2 (weights 1 and 2) and touches the hyperplane of feature 3,
# with the multiplier 30/289
WALL = [[1, 0, F(-3, 5)], [0, 1, F(4, 5)]]
POINT: dict[str, Any] = {
    "n": 3,
    "p": 2,
    "q": 2,
    "r": 2,
    "W": WALL,
    "V": WALL,
    "M": [1, 2, 1],
    "E": [[4, 3], [-1, 0]],
    "D": [[F(2, 17), -1], [F(3, 17), F(4, 3)]],
    "c": [0, 0, 1],
    "mu": [[0, 0, F(30, 289)], [0, 0, 0]],
    "D2": [[1, 0], [0, 1]],
    "E2": [[4, 2], [-2, 0]],
}
SMALL = {"n": 1, "p": 1, "r": 1, "W": [[1]], "V": [[1]], "c": [0]}
CRITERION = both(best_columns(), walled())
IN_REGION = partial_minimum(D, E, W, V, M)

T = Theorem(
    id="sdl.thm-3.6-region-criterion",
    title="Exact criterion for partial minima on a region",
    says=r"""
        Let $M_d \ge 0$ and let $(F_1, \dots, F_q)$ be a partition pattern under ReLU. On its region $\tilde{L}$ is
        the sum over the neurons of $\sum_{d \in F_i} M_d \|v_d - (a_i \cdot w_d) u_i\|^2$. A point of the region is a
        partial minimum relative to it if and only if, for each $F_i$ and with $z_d = a_i \cdot w_d$, $u_i
        \sum_{d \in F_i} M_d z_d^2 = \sum_{d \in F_i} M_d z_d v_d$ and $g_i = \sum_{d \in F_i} M_d (\langle u_i, v_d
        \rangle - \|u_i\|^2 z_d) w_d$ is a nonnegative combination of the $w_e$ with $a_i \cdot w_e = 0$.""",
    source=Source(locator="Theorem 3.6, repaired: the criterion of a region", ours=True),
    kind="equivalence",
    sizes="n p q r",
    about=(W, V, M, D, E, c),
    given={
        "weights": Given(
            r"$M_d \ge 0$",
            NONNEGATIVE_WEIGHTS,
            fails={**SMALL, "q": 1, "M": [-1], "E": [[1]], "D": [[1]], "mu": [[0]], "D2": [[0]], "E2": [[2]]},
        ),
        # two neurons on one feature: loss 1, while each of them alone has loss 0
        "partition": Given(
            "each feature is on for exactly one neuron",
            PARTITION,
            fails={
                **SMALL,
                "q": 2,
                "M": [1],
                "E": [[1], [1]],
                "D": [[1, 1]],
                "mu": [[0], [0]],
                "D2": [[1, 0]],
                "E2": [[1], [1]],
            },
        ),
    },
    then=both(
        loss_at(D, E) == total("n", lambda d: M[d] * norm2(column(V, d) - (E @ W)[c[d], d] * column(D, c[d])), "d"),
        iff(IN_REGION, CRITERION),
    ),
    example=POINT,
)
T.wrongly(
    "zero-gradient",
    "a point that satisfies the criterion has gradient zero",
    implies(CRITERION, for_all("q", lambda i: W @ slopes(D, E, W, V, M, i) == zero(vector("p")))),
)
# weights (2, 1): the multiplier is negative, and a step from a against w_3, into the region, is better
T.wrongly(
    "any-sign",
    "multipliers of any sign are enough",
    implies(both(best_columns(), walled(any_sign=True)), IN_REGION),
    M=[2, 1, 1],
    D=[[F(8, 41), -1], [F(3, 41), F(4, 3)]],
    E2=[[4 + F(3, 10), 3 - F(4, 10)], [-1, 0]],
    mu=[[0, 0, F(-120, 1681)], [0, 0, 0]],
)
# <v_1, v_2> = -3/5: the point with equal activations is a saddle of the region
anywhere = for_all(
    mat("r", "q"), lambda d: for_all(mat("q", "p"), lambda e: loss_at(d, e) >= loss_at(D, E), "E2"), "D2"
)
T.wrongly(
    "joint",
    "a partial minimum is a minimum in both blocks together",
    implies(CRITERION, anywhere),
    n=2,
    q=1,
    W=[[1, 0], [0, 1]],
    V=[[1, F(-3, 5)], [0, F(4, 5)]],
    M=[1, 1],
    E=[[1, 1]],
    D=[[F(1, 5)], [F(2, 5)]],
    c=[0, 0],
    E2=[[F(3, 2), F(1, 2)]],
    D2=[[F(3, 5)], [F(1, 5)]],
    mu=[[0, 0]],
)
PAGE = "partial-minima"
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Random encoders in the region never beat the boundary example, evaluated through the whole network."""
    problem = Problem.sae(
        [list(w) for w in zip(*WALL, strict=True)], weights=[1, 2, 1], activation=Activation("relu"), width=2
    )
    rng, seen, violations = random.Random(budget.seed), 0, 0
    best = problem.loss(POINT["E"], POINT["D"])
    for _ in range(budget.pick(quick=300, full=3000)):
        b = [F(rng.randint(1, 80), 10), F(rng.randint(1, 80), 10)]
        if -3 * b[0] + 4 * b[1] <= 0:
            seen += 1
            violations += problem.loss([b, [-1, 0]], POINT["D"]) < best
    numbers = {"examples": seen, "seed": budget.seed, "violations": violations}
    return Evidence(
        "property-test", "tested", "instance", "The boundary example against random encoders.", numbers=numbers
    )
