r"""The infimum of the loss over the region of a partition pattern, and when it is attained.

Proved for independent features: ``inf = sum_d M_d |v_d|^2 - sum_i nu_i``, with ``nu_i = max |sum M_d y_d v_d|^2 / sum M_d y_d^2``
over ``y >= 0``.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, Source
from theory.sdl import Activation, Problem
from theory.sdl.formal import NONNEGATIVE_WEIGHTS, D, E, M, V, W, loss_at
from theory.sdl.minima import own, part, size2
from theory.sdl.regions import FULL_COLUMN_RANK, PARTITION, L, c, owned
from theory.typed import (
    SCALAR,
    Expr,
    both,
    column,
    cond,
    dot,
    either,
    exists,
    family,
    for_all,
    iff,
    implies,
    norm2,
    tabulate,
    total,
    var,
    vec,
)

F = Fraction
nu, y, t = var("nu", family("q", SCALAR), r"\nu"), var("y", vec("n")), var("t", SCALAR)
LEAST = total("n", lambda d: M[d] * norm2(column(V, d)), "d") - total("q", lambda i: nu[i], "i")


def quotient(x: Expr, compare: str, name: str = "i") -> Expr:
    """``|sum M_d x_d v_d|^2`` against ``nu_i sum M_d x_d^2`` on every cluster."""

    def on(i: Expr) -> Expr:
        left, right = norm2(V @ part(c, M, x, i)), nu[i] * size2(c, M, x, i)
        return left == right if compare == "=" else left <= right

    return for_all("q", on, name)


def signs(x: Expr, *, strict: bool) -> Expr:
    """No entry is negative (or every entry is positive)."""
    return for_all("n", lambda d: x[d] > 0 if strict else x[d] >= 0, "d")


def over_region(said: object, names: str) -> Expr:
    """Some point with this pattern has the property."""
    d, e = names.split()
    inside = lambda x, z: both(owned(c, z, W), said(x, z))  # type: ignore[operator]  # noqa: E731
    return exists(D.type, lambda x: exists(E.type, lambda z: inside(x, z), e), d)


MAXIMISER = both(
    signs(y, strict=False),
    quotient(y, "="),
    for_all("q", lambda i: either(size2(c, M, y, i) > 0, nu[i] == 0), "i"),
)
BOUND = for_all(vec("n"), lambda x: implies(signs(x, strict=False), quotient(x, "<=")), "x")
INSIDE = exists(vec("n"), lambda x: both(signs(x, strict=True), quotient(x, "=")), "z")
BEST = for_all("q", lambda i: size2(c, M, y, i) * column(D, i) == V @ part(c, M, y, i), "i")
SLOPE = total("n", lambda d: M[d] * (dot(column(D, c[d]), column(V, d)) - y[d] * norm2(column(D, c[d]))), "d")
NEAR = tabulate("q", "n", lambda i, d: cond(i == c[d], y[d] + t, 0), "i d") @ L
VALUE = LEAST - 2 * t * SLOPE + t**2 * total("n", lambda d: M[d] * norm2(column(D, c[d])), "d")

T = Theorem(
    id="sdl.thm-3.6-infimum",
    title="The infimum over a region",
    says=r"""
        Let $W_p$ have full column rank $M_d \ge 0$, and $(F_1, \dots, F_q)$ be a partition pattern under ReLU. Let $\nu_i = \max \{
        \|\sum_{d \in F_i} M_d y_d v_d\|^2 / \sum_{d \in F_i} M_d y_d^2 : y \ge 0\}$, the largest value of $y^T B_{F_i} y$ for unit $y \ge
        0$, reached at $y$ (0 for a neuron without features). The infimum of $\tilde{L}$ over all $W_D$ and the $W_E$ of the pattern is
        $\sum_d M_d \|v_d\|^2 - \sum_i \nu_i = \sum_i (\mathrm{tr} B_{F_i} - \nu_i)$: it is a lower bound, and activations $y + t$
        with the best columns of $y$ come as near as one likes. It is attained if and only if each maximum has a strictly
        positive maximiser. Beyond the formal statement: over the closure of the region the minimum is always attained, and
        it is positive as soon as some cluster has two linearly independent output features and $M_d > 0$.""",
    source=Source(locator="Theorem 3.6, repaired: the infimum over a region", ours=True),
    kind="identity",
    sizes="n p q r",
    about=(W, V, M, c, L, D, E, nu, y, t),
    given={
        "weights": Given(
            r"$M_d \ge 0$",
            NONNEGATIVE_WEIGHTS,
            fails={
                **{
                    "n": 1,
                    "p": 1,
                    "r": 1,
                    "W": [[1]],
                    "V": [[0]],
                    "M": [-1],
                    "c": [0],
                    "L": [[1]],
                    "D": [[1]],
                    "E": [[1]],
                },
                **{"nu": [0], "y": [0]},
            },
        ),
        # w_1 = w_2: only z = (1, 1) is possible
        "full-column-rank": Given(
            "the input features are linearly independent",
            FULL_COLUMN_RANK,
            fails={"p": 1, "W": [[1, 1]], "L": [[1], [0]], "E": [[1]]},
        ),
        "maxima": Given(r"$\nu_i$ is reached at activations $y \ge 0$", MAXIMISER, fails={"nu": [1]}),
        "step": Given("the region is approached from inside", t > 0, fails={"t": -2}),
    },
    then=both(
        implies(both(PARTITION, quotient(own(c, E, W), "<=")), loss_at(D, E) >= LEAST),
        implies(BEST, loss_at(D, NEAR) == VALUE),
        implies(
            BOUND,
            for_all(
                SCALAR, lambda s: implies(s > 0, over_region(lambda a, b: loss_at(a, b) <= LEAST + s, "D1 E1")), "s"
            ),
        ),
        implies(BOUND, iff(over_region(lambda a, b: loss_at(a, b) == LEAST, "D2 E2"), INSIDE)),
    ),
    # orthonormal targets with weights (1, 2): nu = 2 at y = (0, 1), on the boundary, so the infimum 1 is not attained
    example={
        **{"n": 2, "p": 2, "q": 1, "r": 2, "W": [[1, 0], [0, 1]], "V": [[1, 0], [0, 1]], "M": [1, 2], "c": [0, 0]},
        **{"L": [[1, 0], [0, 1]], "D": [[0], [1]], "E": [[1, 1]], "nu": [2], "y": [0, 1], "t": F(1, 10)},
    },
    needs=("sdl.rank-one-landscape",),
    remark="In general y runs over the closed cone of activations that the cluster can have.",
)
T.wrongly("always-attained", "the maximum is always reached inside", signs(y, strict=True))
T.wrongly("higher", "one more than the infimum is a lower bound near it", loss_at(D, NEAR) > LEAST + 1)
T.wrongly(
    "always-positive",
    "the infimum is positive",
    LEAST > 0,
    **{"r": 1, "V": [[1, 2]], "M": [1, 1], "nu": [5], "y": [1, 2], "D": [[1]]},
)
PAGE = "partial-minima"
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Random encoders and columns of the weighted pair stay above 1, through the network."""
    problem = Problem.sae([[F(1), F(0)], [F(0), F(1)]], weights=[1, 2], activation=Activation("relu"), width=1)
    rng, seen, violations = random.Random(budget.seed), budget.pick(quick=300, full=5000), 0
    for _ in range(seen):
        a = [F(rng.randint(1, 60), 30) for _ in range(2)]
        u = [F(rng.randint(-60, 60), 30) for _ in range(2)]
        violations += problem.loss([a], [[u[0]], [u[1]]]) <= 1
    numbers = {"examples": seen, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "instance", "Orthonormal pair with M = (1, 2).", numbers=numbers)
