"""A ReLU SAE has a local minimum with all neurons dead exactly when 0 is not a convex combination of the features.  Proved."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.sdl._instances import distinct_units, weights
from proofs_checks.vocabulary import Given, Theorem
from solvers.sdl.patterns.realizable import Farkas, realize
from theory.claims import Budget, Evidence, InstanceReport, Source
from theory.evidence import evaluation
from theory.formal import both as both_hold
from theory.formal import dot as inner
from theory.formal import for_all as every
from theory.formal import names, op
from theory.sdl import Activation, Problem
from theory.sdl.formal import POSITIVE_WEIGHTS, E, M, W, loss
from theory.sdl.minima import local_minimum
from theory.typed import (
    SCALAR,
    Expr,
    both,
    column,
    cond,
    dot,
    exists,
    for_all,
    implies,
    index,
    mat,
    negation,
    norm2,
    size,
    tabulate,
    total,
    var,
    vec,
    zero,
)

Q = Fraction
D, j, s = var("D", mat("p", "q"), "W_D"), var("j", index("q")), var("s", SCALAR)
U = column(D, j)


def loss_at(decoder: Expr, encoder: Expr) -> Expr:
    """The single-feature loss of the autoencoder."""
    return loss(decoder, encoder, W, W, M)


def dead(encoder: Expr) -> Expr:
    """Every neuron is off for every feature."""
    return for_all("q", lambda i: for_all("n", lambda d: (encoder @ W)[i, d] <= 0, "d"), "i")


def strictly_dead(encoder: Expr) -> Expr:
    """Every preactivation is negative."""
    return for_all("q", lambda i: for_all("n", lambda d: (encoder @ W)[i, d] < 0, "d"), "i")


def hull() -> Expr:
    """0 is a convex combination of the features (up to the sum of the coefficients)."""

    def relation(mu: Expr) -> Expr:
        return both(
            for_all("n", lambda d: mu[d] >= 0, "d"), total("n", lambda d: mu[d], "d") > 0, W @ mu == zero(vec("p"))
        )

    return exists(vec("n"), relation, "mu")


def no_dead_minimum() -> Expr:
    """No point with all neurons dead is a local minimum."""
    left = lambda d, e: implies(dead(e), negation(local_minimum(d, e, W, W, M)))  # noqa: E731
    return for_all(D.type, lambda d: for_all(E.type, lambda e: left(d, e), "E1"), "D1")


def dead_minimum() -> Expr:
    """Some strictly dead point is a local minimum."""
    good = lambda d, e: both(strictly_dead(e), local_minimum(d, e, W, W, M))  # noqa: E731
    return exists(D.type, lambda d: exists(E.type, lambda e: good(d, e), "E3"), "D3")


# one row moves by s times its own column
TURNED = tabulate("q", "p", lambda i, k: cond(i == j, E[i, k] + s * D[k, j], E[i, k]), "i k")
WAKES = exists("n", lambda d: both((E @ W)[j, d] == 0, dot(U, column(W, d)) > 0), "d")
CONSTANT = total("n", lambda d: M[d] * norm2(column(W, d)), "d")
PAGE = "partial-minima"
T = Theorem(
    id="sdl.dead-local-minimum",
    title="All-dead local minima",
    says=r"""
        Consider a ReLU SAE with features $w_d \ne 0$, weights $M_d > 0$ and any width $q \ge 1$. The single-feature
        loss has a local minimum at which every neuron is dead on every feature if and only if $0 \notin
        \mathrm{conv}\{w_1, \dots, w_n\}$. In that case there is a strictly dead one, around which the loss is constant, $\sum_d M_d
        \|w_d\|^2$; otherwise every all-dead point can be left downhill, by arbitrarily small changes: some row moves along its own
        column, which lowers the loss as soon as a feature with preactivation 0 has a positive inner product with the column.""",
    source=Source(locator="statement of this project", arxiv="", ours=True),
    kind="equivalence",
    sizes="n p q",
    about=(W, M, D, E, j, s),
    given={
        "nonzero-features": Given(
            r"$w_d \ne 0$",
            for_all("n", lambda d: norm2(column(W, d)) > 0, "d"),
            note="a zero feature lies in the hull without helping to descend: for w = 0 alone the loss is constantly 0",
        ),
        "positive-weights": Given("$M_d > 0$", POSITIVE_WEIGHTS, fails={"M": [0, 0, 0]}),
        "width": Given(
            r"$q \ge 1$", size("q") >= 1, note="without neurons every point is a minimum; an index j says the same"
        ),
    },
    then=both(
        implies(both(dead(E), s > 0, s * norm2(U) <= 1, WAKES), loss_at(D, TURNED) < loss_at(D, E)),
        implies(dead(E), loss_at(D, E) == CONSTANT),
        implies(hull(), no_dead_minimum()),
        implies(negation(hull()), dead_minimum()),
    ),
    # features that span the plane positively
    example={
        **{"n": 3, "p": 2, "q": 1, "W": [[1, Q(-3, 5), Q(-3, 5)], [0, Q(4, 5), Q(-4, 5)]], "M": [1, 1, 1]},
        **{"D": [[1], [0]], "E": [[0, 0]], "j": 0, "s": Q(1, 2)},
    },
    remark="""
        So if the features positively span their space, which is typical for n > 2 n_p, an all-dead SAE is always a
        saddle, although plain gradient descent does not move a strictly dead neuron.  It must be an autoencoder: for the
        transcoder w = (1, -1), v = (1, 1) with a dead neuron and u < 0 the loss 2 is a local minimum.""",
)
T.wrongly(
    "any-column",
    "a dead row may move along any column, also where no feature wakes up",
    implies(both(dead(E), s > 0, s * norm2(U) <= 1), loss_at(D, TURNED) < loss_at(D, E)),
    D=[[0], [0]],
)
T.wrongly(
    "any-step",
    "steps of every size lower the loss",
    implies(both(dead(E), s > 0, WAKES), loss_at(D, TURNED) < loss_at(D, E)),
    s=5,
)
T.wrongly("linear-span", "the loss of a dead network is 0", implies(dead(E), loss_at(D, E) == 0))
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Random spanning features and random decoders: the descent of the proof, in exact arithmetic."""
    rng, violations, cases = random.Random(budget.seed), 0, 0
    while cases < budget.pick(quick=40, full=600):
        p = rng.choice((2, 3))
        features = distinct_units(rng, p + 2, p)
        below = realize([[-x for x in w] for w in features], range(len(features)))
        problem = Problem.sae(features, weights=weights(rng, p + 2), activation=Activation("relu"), width=1)
        cases += 1
        decoder = [[Q(rng.randint(-3, 3))] for _ in range(p)]
        if not isinstance(below, Farkas):
            value = [sum(x * y for x, y in zip(below, w, strict=True)) for w in features]
            violations += max(value) >= 0  # type: ignore[operator,type-var]
            continue
        if not any(x for (x,) in decoder):
            decoder[0][0] = Q(1)
        hull = _spans(features)
        if not hull:
            continue
        row = [[x / 10**4 for (x,) in decoder]]
        violations += problem.loss(row, decoder) >= problem.loss([[Q(0)] * p], decoder)
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "Random features: a strictly dead row, or (for spanning features) a lower loss along the decoder column.",
        numbers={"examples": cases, "seed": budget.seed, "violations": violations},
    )


def _spans(features: list[list[Any]]) -> bool:
    """Do the features positively span the space, that is, does no nonzero row make all of them nonpositive?"""
    p = len(features[0])
    probes = [[s * int(i == j) for j in range(p)] for i in range(p) for s in (1, -1)]
    return all(isinstance(realize([*features, e], [len(features)]), Farkas) for e in probes)


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Is 0 in the convex hull of the problem's features?  A dead row, or a positive relation."""
    if problem.activation.kind != "relu" or problem.features_in != problem.features_out or problem.field is not None:
        return InstanceReport("not-applicable", "the claim is about ReLU SAEs, rational features")
    features: list[Any] = [list(w) for w in problem.features_in]
    w, x = names("w x")
    row = realize([[-t for t in f] for f in features], range(problem.n))
    if not isinstance(row, Farkas):
        shown = evaluation(every(w, lambda f: inner(x, f) < 0, "f"), let={"w": features, "x": list(row)}, record="x")
        return InstanceReport("holds", "0 is not in the hull: an all-dead local minimum exists", (shown,))
    mu = [row.lam.get(d, 0) for d in range(problem.n)]
    zeros = op("matvec", op("transpose", w), x) == [0] * problem.p
    shown = evaluation(
        both_hold(every(x, lambda m: m >= 0, "m"), op("norm2", x) > 0, zeros), let={"w": features, "x": mu}
    )
    return InstanceReport("holds", "0 is in the hull: no all-dead local minimum", (shown,))
