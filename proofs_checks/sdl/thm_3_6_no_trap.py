r"""No trapping valley: with at least as many neurons as features a polysemantic partition leaves a dead neuron, and a path leads down.

Proved for ReLU and JumpReLU: from every point three segments lead to a global minimum and the loss never rises on them.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl.thm_3_6_top_eigenvectors import PAIR
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Certificate, Evidence, InstanceReport, Source
from theory.sdl import Activation, Problem
from theory.sdl.formal import POSITIVE_WEIGHTS, D, E, M, V, W, jump_codes, weighted
from theory.sdl.regions import c
from theory.typed import (
    NAT,
    SCALAR,
    Expr,
    both,
    exists,
    for_all,
    iff,
    implies,
    index,
    mat,
    rank,
    size,
    var,
)

F = Fraction
theta, B = var("theta", SCALAR), var("B", mat("m", "p"))  # the codes of the rows of B span all code rows
a, b, j = var("a", index("n")), var("b", index("n")), var("j", index("q"))
D2, E2 = var("D2", D.type), var("E2", E.type)
n, q = size("n"), size("q")


def row(encoder: Expr) -> Expr:
    """The codes of all features."""
    return jump_codes(theta, encoder, W)


def at(decoder: Expr, encoder: Expr) -> Expr:
    """The single-feature loss."""
    return weighted(V - decoder @ row(encoder), M)


def between(t: Expr, x: Expr, y: Expr) -> Expr:
    """The point t of the segment from x to y."""
    return (1 - t) * x + t * y


def descends(d1: Expr, e1: Expr, d2: Expr) -> Expr:
    """The loss is constant on two segments, never rises on the third one, and its end is a global minimiser over all widths."""
    last = lambda t: at(between(t, d1, d2), e1)  # noqa: E731
    falls = lambda t, u: implies(both(t >= 0, t <= u, u <= 1), last(u) <= last(t))  # noqa: E731
    least = lambda x, y: at(d2, e1) <= at(x, y)  # noqa: E731
    return both(
        for_all(SCALAR, lambda t: at(between(t, D, d1), E) == at(D, E), "t"),
        for_all(SCALAR, lambda t: at(d1, between(t, E, e1)) == at(D, E), "t"),
        for_all(SCALAR, lambda t: for_all(SCALAR, lambda u: falls(t, u), "u"), "t"),
        for_all(
            NAT,
            lambda k: for_all(mat("r", "k"), lambda x: for_all(mat("k", "p"), lambda y: least(x, y), "G"), "C"),
            "k",
        ),
    )


def no_trap() -> Expr:
    """If q is at least the number of independent code rows, three segments lead down to a global minimum."""
    spanning = for_all(mat(1, "p"), lambda x: exists(mat(1, "m"), lambda y: row(x) == y @ row(B), "y"), "x")
    last = lambda x, y: exists(D.type, lambda z: descends(x, y, z), "D4")  # noqa: E731
    path = exists(D.type, lambda x: exists(E.type, lambda y: last(x, y), "E3"), "D3")
    return implies(both(spanning, q >= rank(row(B))), path)


SHARED = both(
    for_all("q", lambda i: for_all("n", lambda d: iff(row(E)[i, d] > 0, i == c[d]), "d"), "i"),
    a != b,
    c[a] == c[b],
    n <= q,
)
OFF = lambda encoder: for_all("n", lambda d: (encoder @ W)[j, d] <= theta, "d")  # noqa: E731
ONLY_J = for_all(
    "q",
    lambda i: implies(
        i != j,
        both(for_all("r", lambda k: D2[k, i] == D[k, i], "k"), for_all("p", lambda k: E2[i, k] == E[i, k], "k")),
    ),
    "i",
)
PAGE = "partial-minima"
T = Theorem(
    id="sdl.thm-3.6-no-trap",
    title="Polysemantic patterns do not trap",
    says=r"""
        ReLU ($\theta = 0$) or JumpReLU ($\theta > 0$), $M_d > 0$, and $q \ge s$ with $s$ the dimension of the span of all code rows
        $(\sigma(a \cdot w_d))_d$, $a \in \mathbb{R}^p$ ($s \le n$). From every $(W_D, W_E)$ three straight segments lead to a global
        minimum of $\tilde{L}$ along which $\tilde{L}$ never increases. A partition pattern with two features on one
        neuron and $q \ge n$ has a dead neuron; and what row and column of a neuron are does not matter while it is off for all
        features: if it is strictly dead its gradient is zero. Beyond the formal statement: so gradient descent can still stop at
        a non-strict local minimum.""",
    source=Source(locator="Theorem 3.6, repaired: no trap", ours=True),
    kind="property",
    sizes="n p q r m",
    about=(theta, W, V, M, B, D, E, c, a, b, j, D2, E2),
    given={
        "threshold": Given(
            r"$\theta \ge 0$",
            theta >= 0,
            fails={
                **{"theta": -1, "p": 1, "W": [[1, 1]], "E": [[1], [F(-1, 2)]], "E2": [[1], [0]], "B": [[1], [0]]},
            },
        ),
        "positive-weights": Given(
            "$M_d > 0$", POSITIVE_WEIGHTS, note="for the global minimum: with a negative weight there need not be one"
        ),
    },
    then=both(
        no_trap(),
        implies(SHARED, exists("q", lambda i: for_all("n", lambda d: row(E)[i, d] == 0, "d"), "i")),
        implies(both(ONLY_J, OFF(E), OFF(E2)), at(D2, E2) == at(D, E)),
    ),
    # a local minimum of loss 2/5, one neuron on both features and a strictly dead one
    example={
        **{"n": 2, "p": 2, "q": 2, "r": 2, "m": 2, "theta": 0, "M": [1, 1], "B": [[1, 0], [0, 1]], "c": [0, 0]},
        **{"W": [[1, F(3, 5)], [0, F(4, 5)]], "V": [[1, F(3, 5)], [0, F(4, 5)]], "a": 0, "b": 1, "j": 1},
        **{"D": [[F(4, 5), 0], [F(2, 5), 0]], "E": [[1, F(1, 2)], [-1, F(-1, 2)]]},
        **{"D2": [[F(4, 5), 5], [F(2, 5), -5]], "E2": [[1, F(1, 2)], [-2, -1]]},
    },
    needs=("sdl.no-spurious-valleys",),
    remark="""
        The claim that such patterns trap training is false in the sense of paths; in the sense of plain gradient
        steps flat local minima do exist. With q < s there can be true valleys: see the wrong variants of
        sdl.no-spurious-valleys.""",
)
T.wrongly(
    "any-width",
    "a polysemantic partition always has a dead neuron",
    implies(both(*SHARED.args[:3]), exists("q", lambda i: for_all("n", lambda d: row(E)[i, d] == 0, "d"), "i")),
    **{"q": 1, "E": [[1, F(1, 2)]], "D": [[F(4, 5)], [F(2, 5)]], "D2": [[0], [0]], "E2": [[0, 0]], "j": 0},
)
T.wrongly(
    "live-neuron",
    "the row of a live neuron does not matter either",
    implies(ONLY_J, at(D2, E2) == at(D, E)),
    E2=[[1, F(1, 2)], [1, 1]],
)
CLAIM, mutations = T.claim(), T.mutations


def path(*, width: int = 2) -> Certificate:
    """From the spurious local minimum (loss 2/5) of two features down to zero."""
    from solvers.sdl.solution_set.descents import path_to_minimum
    from solvers.sdl.solution_set.path import Point

    problem = Problem.sae(PAIR, activation=Activation("relu"), width=width)
    start = Point.of([[1, F(1, 2)], [-1, F(-1, 2)]], [[F(4, 5), 0], [F(2, 5), 0]])
    return path_to_minimum(problem, start).certificate(
        "nonincreasing", means="from the spurious local minimum to zero loss"
    )


def jump_path() -> Certificate:
    from solvers.sdl.solution_set.descents import path_to_minimum
    from solvers.sdl.solution_set.path import Point

    features = [[F(1), F(0)], [F(0), F(1)], [F(-3, 5), F(4, 5)]]
    problem = Problem.sae(features, weights=[1, 2, 1], activation=Activation("jumprelu", theta=F(1, 2)), width=3)
    start = Point.of([[1, 1], [0, 0], [0, 0]], [[F(1, 2), 1, 1], [F(1, 2), 0, 1]])
    return path_to_minimum(problem, start).certificate(
        "nonincreasing", means="JumpReLU, three features in the plane, width 3"
    )


def prove(budget: Budget) -> Evidence:
    text = "Paths from a local minimum of loss 2/5 with a strictly dead neuron down to zero, and under JumpReLU."
    return Evidence("certified-instances", "proved", "instance", text, (path(), jump_path()))


def examples(budget: Budget) -> Evidence:
    """Random problems and starts: the constructed path is accepted by the checker and ends at the least-squares value."""
    from solvers.sdl.solution_set.descents import path_to_minimum
    from solvers.sdl.solution_set.path import Point
    from theory.certificates import check

    rng, count, violations = random.Random(budget.seed), budget.pick(quick=8, full=80), 0
    for _ in range(count):
        n = rng.choice((2, 3))
        w = [[F(rng.randint(1, 4)), F(rng.randint(-4, 4))] for _ in range(n)]
        if len({x[1] / x[0] for x in w}) < n:
            continue
        problem = Problem.sae(w, activation=Activation("relu"), width=n)
        start = Point.of(
            [[rng.randint(-3, 3) for _ in range(2)] for _ in range(n)],
            [[rng.randint(-3, 3) for _ in range(n)] for _ in range(2)],
        )
        found = path_to_minimum(problem, start)
        check(found.certificate("nonincreasing"))
        violations += found.end.loss(problem) != 0
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "Every path ends at zero loss (distinct features, q = n).",
        numbers=numbers,
    )


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """A path from the network that serves all features by one neuron (where possible) down to the global minimum."""
    from solvers.sdl.solution_set.descents import path_to_minimum
    from solvers.sdl.solution_set.path import Point

    if problem.field is not None or problem.activation.kind not in ("relu", "jumprelu"):
        return InstanceReport("not-applicable", "paths are built for rational data under ReLU and JumpReLU")
    p, r = len(problem.features_in[0]), len(problem.features_out[0])
    row = [sum((f[k] for f in problem.features_in), F(0)) for k in range(p)]
    column = [sum((f[k] for f in problem.features_out), F(0)) for k in range(r)]
    encoder = [row, *([[F(0)] * p] * (problem.width - 1))]
    decoder = [[x, *([F(0)] * (problem.width - 1))] for x in column]
    try:
        found = path_to_minimum(problem, Point.of(encoder, decoder))
    except ValueError as reason:
        return InstanceReport("hypothesis-fails", f"wide-enough: {reason}")
    return InstanceReport("holds", "a path down from a one-neuron network", (found.certificate("nonincreasing"),))
