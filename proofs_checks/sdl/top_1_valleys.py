"""Under Top-1 a neuron with several features can be split with the help of an unselected one, along a path that never climbs."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.sdl._instances import distinct_units, report
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import OWN, Budget, Evidence, InstanceReport, Source
from theory.sdl import Problem
from theory.sdl.formal import D, E, M, V, W, topk_codes
from theory.sdl.problem import dot as inner
from theory.sdl.top_one import topk_loss, with_column, with_row
from theory.typed import (
    NAT,
    SCALAR,
    Expr,
    both,
    column,
    dot,
    either,
    exists,
    for_all,
    implies,
    index,
    norm2,
    transposed,
    var,
    vec,
)
from theory.typed.expression import lift

Q = Fraction
ONE = lift(1, NAT)
i, j, d, h = var("i", index("q")), var("j", index("q")), var("d", index("n")), var("h", vec("p"))
eta, s, t, c, k = (
    var(name, SCALAR, text) for name, text in zip(["eta", "s", "t", "c", "k"], (r"\eta", *"stck"), strict=True)
)
Z, L, z = var("Z", topk_codes(ONE, E @ W).type), var("L", SCALAR, r"\tilde L"), var("z", SCALAR)
r_d, u_i = var("rd", vec("r"), "r_d"), column(D, i)
a_i, a_j = (column(transposed(E), x) for x in (i, j))


def at(a: Expr, u: Expr) -> Expr:
    """The loss with another row and column of neuron j."""
    return topk_loss(ONE, with_column(D, j, u), with_row(E, j, a), W, V, M)


def row(steps: Expr | int, size: Expr) -> Expr:
    """Row j so many steps of the given size after its start behind row i."""
    return (1 - size) * a_i + (steps * size) * h


def short(size: Expr) -> Expr:
    """From its start to two steps on, row j wins nothing that neuron i has not won."""

    def behind(a: Expr, e: Expr) -> Expr:
        value = dot(a, column(W, e))
        return either(value < 0, exists("q", lambda x: value < (E @ W)[x, e], "o"))

    return for_all(
        "n", lambda e: implies(Z[i, e] == 0, both(behind((1 - size) * a_i, e), behind(row(2, size), e))), "e"
    )


# the features of other neurons are won strictly, and those of none are not on the boundary
STRICT = for_all(
    "n",
    lambda e: implies(
        Z[i, e] == 0, either((E @ W)[i, e] < 0, exists("q", lambda a: (E @ W)[i, e] < (E @ W)[a, e], "a"))
    ),
    "e",
)
SHORT_EXISTS = exists(
    SCALAR, lambda b: both(b > 0, for_all(SCALAR, lambda x: implies(both(x > 0, x <= b), short(x)), "x")), "b"
)


def last(time: Expr) -> Expr:
    """The loss while column j goes from what keeps the output on feature d to what makes it exact."""
    return at(row(2, eta), k * ((1 - time) * u_i + (time / z) * column(V, d)))


T = Theorem(
    id="sdl.top-1-valleys",
    title="Top-1 valleys around a polysemantic neuron",
    says=r"""
        Consider Top-1 of ReLU, $M_d > 0$, at a point where some neuron $j$ is never selected. Let $d$ be a feature of
        neuron $i$ with a residual $r_d = v_d - z u_i \ne 0$, $z = a_i \cdot w_d$, and $h$ a vector with $h \cdot w_d = z > 0 > h \cdot w_e$
        for the other features $e$ of $i$ (for distinct unit features: let $d$ span an extreme ray of the cone of the features
        of $i$). Then a path of networks leads down: the single-feature loss is constant while $a_j$ moves to $(1 - \eta) a_i$,
        $u_j$ to $u_i$, $a_j$ by $\eta h$ up to the tie on $w_d$ and by $\eta h$ beyond with $u_j = u_i / (1 + \eta s)$; then it
        strictly decreases, by $M_d (1 - (1 - t)^2) \|r_d\|^2$, while the output on $w_d$ goes straight to $v_d$. All small
        $\eta > 0$ will do, if the other features keep clear of neuron $i$: each is won strictly by another neuron, or
        $a_i \cdot w_e < 0$.""",
    source=Source(locator=OWN, arxiv="", ours=True),
    kind="existence",
    sizes="n p q r",
    about=(W, V, M, E, D, i, j, d, h, eta, s, t, c, k),
    let=(
        (Z, topk_codes(ONE, E @ W)),
        (L, topk_loss(ONE, D, E, W, V, M)),
        (z, Z[i, d]),
        (r_d, column(V, d) - z * u_i),
    ),
    given={
        "positive-weights": Given("$M_e > 0$", for_all("n", lambda e: M[e] > 0, "e"), fails={"M": [0, 1]}),
        "unselected-neuron": Given(
            "neuron $j$ is never selected",
            for_all("n", lambda e: Z[j, e] == 0, "e"),
            fails={"E": [[1, 1], [-1, 2]], "D": [[Q(1, 3), Q(2, 3)], [0, Q(1, 4)]]},
        ),
        "residual": Given(r"$r_d \ne 0$", norm2(r_d) > 0, fails={"D": [[1, 0], [0, 0]]}),
        "extreme-ray": Given(
            r"$d$ is a feature of $i$, $h \cdot w_d = z$, and $h \cdot w_e < 0$ for the others",
            both(
                z > 0,
                dot(h, column(W, d)) == z,
                for_all("n", lambda e: implies(both(Z[i, e] > 0, e != d), dot(h, column(W, e)) < 0), "e"),
            ),
            fails={"h": [1, 3]},
        ),
        "short-moves": Given(
            r"$0 < \eta < 1$, and row $j$ wins nothing else on its way",
            both(eta > 0, eta < 1, short(eta)),
            fails={"eta": -Q(1, 2), "c": Q(4, 3), "k": 2},
        ),
        "times": Given(r"$0 \le s, t \le 1$", both(s >= 0, s <= 1, t >= 0, t <= 1), fails={"s": -2, "c": 2}),
        "scales": Given(
            r"$c = 1 / (1 + \eta s)$, $k = 1 / (1 + \eta)$",
            both(c * (1 + eta * s) == 1, k * (1 + eta) == 1),
            fails={"c": 1},
        ),
    },
    then=both(
        implies(STRICT, SHORT_EXISTS),
        at((1 - s) * a_j + s * (1 - eta) * a_i, column(D, j)) == L,
        at((1 - eta) * a_i, (1 - s) * column(D, j) + s * u_i) == L,
        at(row(s, eta), u_i) == L,
        at(row(1 + s, eta), c * u_i) == L,
        last(t) == L - M[d] * (1 - (1 - t) ** 2) * norm2(r_d),
        implies(s < t, last(t) < last(s)),
    ),
    example={
        "n": 2,
        "p": 2,
        "q": 2,
        "r": 2,
        "W": [[1, 0], [0, 1]],
        "V": [[1, 0], [0, 1]],
        "M": [1, 2],
        "E": [[1, 1], [0, 0]],
        "D": [[Q(1, 3), 0], [Q(2, 3), 0]],
        "i": 0,
        "j": 1,
        "d": 0,
        "h": [1, -1],
        "eta": Q(1, 4),
        "s": Q(1, 2),
        "t": Q(3, 4),
        "c": Q(8, 9),
        "k": Q(4, 5),
    },
    remark="So such points are not spurious valleys: Example 3.5 of the paper is one of them.",
)
T.wrongly("constant-throughout", "the whole path has constant loss", last(t) == L)
T.wrongly(
    "half-way", "half way the loss has fallen by half of the feature's error", 2 * (L - last(s)) == M[d] * norm2(r_d)
)
T.wrongly(
    "opposite-way",
    "the row may move against h",
    at(row(-s, eta), u_i) == L,
    E=[[1, Q(1, 8)], [0, 0]],
    h=[1, -8],
    D=[[Q(1, 3), 0], [Q(2, 3), 0]],
)
PAGE = "partial-minima"
CLAIM, mutations = T.claim(), T.mutations


def split(w: list[Any], v: list[Any], factor: Any, eta: Any, s: Any, t: Any) -> dict[str, Any]:
    """Two unit features on one neuron, whose column is its row times a factor; the other neuron has the opposite row."""
    row, apart = [x + y for x, y in zip(w, v, strict=True)], [x - y for x, y in zip(w, v, strict=True)]
    features, scale = [list(x) for x in zip(w, v, strict=True)], inner(row, w) / inner(apart, w)
    return {
        **{"n": 2, "q": 2, "p": len(w), "r": len(w), "W": features, "V": features, "M": [1, 2], "i": 0, "j": 1, "d": 0},
        "E": [row, [-x for x in row]],
        "D": [[x * factor, 1] for x in row],
        **{"h": [scale * x for x in apart], "eta": eta, "s": s, "t": t, "c": 1 / (1 + eta * s), "k": 1 / (1 + eta)},
    }


def examples(budget: Budget) -> Evidence:
    """Random pairs of features on one neuron of a Top-1 SAE."""
    rng, violations, cases = random.Random(budget.seed), 0, 0
    for _ in range(budget.pick(quick=20, full=300)):
        w, v = distinct_units(rng, 2, 2)
        eta, s, t = Q(rng.randint(1, 8), 10), Q(rng.randint(0, 4), 4), Q(rng.randint(0, 4), 4)
        point = split(w, v, Q(rng.randint(1, 3), 4), eta, s, t)
        if T.statement.violated_hypothesis(point) is None:
            cases += 1
            violations += not T.statement.holds(point)
    numbers = {"examples": cases, "seed": budget.seed, "violations": violations}
    text = "Two random features on one neuron: constant loss, then a lower one."
    return Evidence("property-test", "tested", "fixed-dimension", text, numbers=numbers)


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """The path from one neuron on the two features of the problem."""
    if problem.activation.kind != "topk" or problem.activation.k != 1 or problem.features_in != problem.features_out:
        return InstanceReport("not-applicable", "the claim is about Top-1; the path is built for an SAE")
    if problem.n != 2 or problem.field is not None or problem.duplicates or problem.width < 2:
        return InstanceReport("not-applicable", "built here for two different rational features and two neurons")
    w, v = (list(f) for f in problem.features_in)
    if inner(w, w) != 1 or inner(v, v) != 1:
        return InstanceReport("hypothesis-fails", "distinct-unit-features: a feature does not have norm 1")
    point = {**split(w, v, Q(1, 3), Q(1, 4), Q(1, 2), Q(3, 4)), "M": list(problem.weights)}
    return report(T.statement, point, "both features on one neuron, the second one is unselected")
