r"""Local minima with overlapping neurons: groups of features served by several neurons that attain the best rank approximation.

Proved in every dimension, for ReLU: the value is the weight of the dropped features plus the tails of the groups' spectra.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, Source
from theory.sdl import Activation, Problem
from theory.sdl.formal import NONNEGATIVE_WEIGHTS, D, E, M, V, W, codes, loss_at
from theory.sdl.minima import local_minimum
from theory.typed import (
    Expr,
    both,
    cardinal,
    column,
    cond,
    family,
    for_all,
    implies,
    index,
    mat,
    norm2,
    one,
    ordinal,
    tabulate,
    those,
    total,
    transposed,
    var,
)

F = Fraction
# the group of every feature and of every neuron; a group without neurons is dropped, a neuron of a group without features is dead
a, b = var("a", family("n", index("k"))), var("b", family("q", index("k")))
Q, s = var("Q", family("k", mat("r", "r"))), var("s", mat("k", "r"), r"\lambda")
D2, E2 = var("D2", D.type), var("E2", E.type)


def covariance(g: Expr) -> Expr:
    """``H_g = sum M_d v_d v_d^T`` over the features of a group; its nonzero eigenvalues are those of ``B_g``."""
    entry = lambda i, l: total("n", lambda d: cond(a[d] == g, M[d] * V[i, d] * V[l, d], 0), "d")  # noqa: E731, E741
    return tabulate("r", "r", entry, "i l")


def tail(g: Expr) -> Expr:
    """The eigenvalues of a group beyond its number of neurons."""
    neurons = cardinal(those("q", lambda i: b[i] == g, "i"))
    return total("r", lambda t: cond(neurons < ordinal(t), s[g, t], 0), "t")


def residual(g: Expr) -> Expr:
    """The loss of a group."""
    z = codes(E, W)
    return total("n", lambda d: cond(a[d] == g, M[d] * norm2(column(V, d) - D @ column(z, d)), 0), "d")


def each(body: object, name: str = "g") -> Expr:
    """The same for every group."""
    return for_all("k", body, name)  # type: ignore[arg-type]


def off(encoder: Expr, *, strictly: bool) -> Expr:
    """Neurons are off for the features of other groups."""

    def value(i: Expr, d: Expr) -> Expr:
        x = (encoder @ W)[i, d]
        return implies(b[i] != a[d], x < 0 if strictly else x <= 0)

    return for_all("q", lambda i: for_all("n", lambda d: value(i, d), "d"), "i")


SCALED = lambda g: tabulate("r", "r", lambda i, t: s[g, i] * Q[g][i, t], "i l")  # noqa: E731
UNIT3 = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
NOTHING, GOOD = [[0, 0, 0]] * 3, [[2, -1, 0], [-1, 1, 0], [0, 0, 0]]
T = Theorem(
    id="sdl.overlapping-local-minima",
    title="Local minima with overlapping neurons",
    says=r"""
        ReLU, disjoint groups of features $F_g$ with $c_g$ neurons each; $H_g = \sum_{d \in F_g} M_d v_d v_d^T$ has the
        eigenvalues $\lambda_1 \ge \lambda_2 \ge \dots$ (but for zeros those of $B_{F_g}$). At a point let every preactivation of a
        group's neuron on a feature outside the group be strictly negative; groups without neurons are dropped features, neurons
        of groups without features are dead. If on every group the network attains $\sum_{d \in F_g} M_d \|v_d - W_D z_d\|^2
        = \sum_{i > c_g} \lambda_i(H_g)$, the point is a local minimum of $\tilde{L}$, of value $\sum_g \sum_{i > c_g}
        \lambda_i(H_g)$: no network whose neurons are off for the features of other groups has less.""",
    source=Source(locator="overlapping patterns", arxiv="", ours=True),
    kind="existence",
    sizes="n p q r k",
    about=(W, V, M, D, E, a, b, Q, s, D2, E2),
    given={
        "weights": Given(
            r"$M_d \ge 0$",
            NONNEGATIVE_WEIGHTS,
            fails={
                **{"M": [3, 2, -1], "s": [[3, 2, -1], [0, 0, 0]], "D2": [[0, 0, 0], [0, 0, 0], [-5, 0, 0]]},
                "E2": [[0, 0, 1], [0, 0, 0], [-1, -1, -1]],
            },
        ),
        "strictly-off": Given(
            "preactivations outside the groups are strictly negative",
            off(E, strictly=True),
            note="with 0 instead, nearby encoders may be on: sdl.ex-3.5-relu-saddle is such a point and no local minimum",
        ),
        # a network of loss 6, and numbers that say that 6 is the tail
        "orthonormal": Given(
            r"$Q_g Q_g^T = 1$",
            each(lambda g: Q[g] @ transposed(Q[g]) == one("r")),
            fails={"Q": [NOTHING, UNIT3], "s": [[9, 9, 6], [0, 0, 0]], "D": NOTHING, "D2": GOOD},
        ),
        "eigenvectors": Given(
            r"$Q_g H_g = \mathrm{diag}(\lambda) Q_g$",
            each(lambda g: Q[g] @ covariance(g) == SCALED(g)),
            fails={"s": [[9, 9, 6], [0, 0, 0]], "D": NOTHING, "D2": GOOD},
        ),
        # the heaviest feature is lost
        "sorted": Given(
            r"$\lambda_1 \ge \lambda_2 \ge \dots$",
            each(
                lambda g: for_all("r", lambda i: for_all("r", lambda t: implies(i < t, s[g, i] >= s[g, t]), "t"), "i")
            ),
            fails={
                **{"Q": [[[0, 0, 1], [0, 1, 0], [1, 0, 0]], UNIT3], "s": [[1, 2, 3], [0, 0, 0]], "D2": GOOD},
                **{"E": [[-1, 1, -1], [-1, -1, 1], [-1, -1, -1]], "D": [[0, 0, 0], [1, 0, 0], [0, 1, 0]]},
            },
        ),
        "attained": Given(
            "every group attains the tail of its spectrum",
            each(lambda g: residual(g) == tail(g)),
            fails={"D": NOTHING},
        ),
    },
    then=both(
        loss_at(D, E) == total("k", tail, "g"),
        implies(off(E2, strictly=False), loss_at(D, E) <= loss_at(D2, E2)),
        local_minimum(D, E, W, V, M),
    ),
    # two neurons on all of the features 1 and 2, feature 3 has the smallest weight; a third, dead neuron
    example={
        **{
            "n": 3,
            "p": 3,
            "q": 3,
            "r": 3,
            "k": 2,
            "W": UNIT3,
            "V": UNIT3,
            "M": [3, 2, 1],
            "a": [0, 0, 0],
            "b": [0, 0, 1],
        },
        **{"E": [[1, 1, -1], [1, 2, -1], [-1, -1, -1]], "D": GOOD},
        **{"Q": [UNIT3, UNIT3], "s": [[3, 2, 1], [0, 0, 0]]},
        **{"D2": NOTHING, "E2": [[1, 1, -1], [1, 2, -1], [-1, -1, -1]]},
    },
    over="rcfType",
    remark="""
        One neuron per group is the case of sdl.local-minima-spectrum. In the example the loss is 1, while zero loss is possible with
        the three neurons.""",
)
T.wrongly(
    "strict",
    "every other network nearby has a larger loss",
    implies(off(E2, strictly=False), loss_at(D, E) < loss_at(D2, E2)),
    D2=GOOD,
)
T.wrongly("global", "no network at all has a smaller loss", loss_at(D, E) <= loss_at(D2, E2), E2=UNIT3, D2=UNIT3)
PAGE = "partial-minima"
CLAIM, mutations = T.claim(), T.mutations

# three features of inner products 8/9, two neurons on all of them and a dead one; the eigenvalues beyond the second sum to 1/9
EQUAL = [[F(1, 3), F(2, 3), F(2, 3)], [F(2, 3), F(1, 3), F(2, 3)], [F(2, 3), F(2, 3), F(1, 3)]]
ENCODER = [[2, 0, 1], [0, 2, 1], [-1, -1, -1]]


def decoder() -> list[list[Fraction]]:
    """The columns that reproduce the features up to their component along the eigenvector (1, 1, -2)."""
    from solvers.exact.linear import combination

    k = [1, 1, -2]
    target = [[EQUAL[d][c] + F(k[c] * k[d], 18) for d in range(3)] for c in range(3)]
    code = [[sum((x * y for x, y in zip(row, f, strict=True)), F(0)) for f in EQUAL] for row in ENCODER[:2]]
    return [[*(combination(row, code) or []), F(0)] for row in target]


def examples(budget: Budget) -> Evidence:
    """Random moves around an instance with irrational eigenvectors never lower the loss of the network."""
    problem = Problem.sae(EQUAL, activation=Activation("relu"), width=3)
    rng, count, best = random.Random(budget.seed), budget.pick(quick=300, full=4000), decoder()
    violations = int(problem.loss(ENCODER, best) != F(1, 9))
    for _ in range(count):
        enc = [[x + F(rng.randint(-9, 9), 30) for x in row] for row in ENCODER]
        dec = [[x + F(rng.randint(-9, 9), 30) for x in row] for row in best]
        violations += problem.loss(enc, dec) < F(1, 9)
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "instance", "Random moves of size below 0.3.", numbers=numbers)
