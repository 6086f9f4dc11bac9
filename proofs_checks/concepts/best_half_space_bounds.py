r"""The least number of errors of a neuron is a hitting number, between disjoint cuts and the hinge loss."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations
from typing import Any

from proofs_checks.concepts._neurons import integer_points, own
from proofs_checks.vocabulary import Given, Theorem
from solvers.concepts.half_space import best_half_space
from solvers.concepts.half_space_bounds import fractional_cuts, least_hinge
from theory.claims import Budget, Evidence
from theory.evidence import evaluation
from theory.formal import exists as some
from theory.formal import for_all as each
from theory.formal import names, op
from theory.typed import (
    SCALAR,
    Expr,
    both,
    cardinal,
    column,
    cond,
    dot,
    exists,
    for_all,
    iff,
    implies,
    indicator,
    mat,
    member,
    negation,
    relu,
    scalar,
    size,
    subset,
    those,
    total,
    var,
    vec,
    zero,
)
from theory.typed.expression import lift

F = Fraction
X, C, w, b = var("X", mat("n", "N")), var("C", subset("N")), var("w", vec("n")), var("b", SCALAR)
# columns of A: combinations, one weight per point; v: their fractional packing
A, v = var("A", mat("N", "q")), var("v", vec("q"))
n, N, P, Q = (size(name) for name in ["n", "N", "P", "Q"])


def sign(i: Expr) -> Expr:
    """1 on C, -1 elsewhere."""
    return cond(member(i, C), 1, -1)


def right(u: Expr, c: Expr, i: Expr) -> Expr:
    """The neuron is on at the point exactly if it is one of C."""
    return iff(dot(u, column(X, i)) + c > 0, member(i, C))


def errors(u: Expr, c: Expr) -> Expr:
    """How many points the neuron has wrong."""
    return cardinal(those("N", lambda i: negation(right(u, c, i))))


def hinge(u: Expr, c: Expr) -> Expr:
    """The hinge loss of the neuron."""
    return total("N", lambda i: relu(1 - sign(i) * (dot(u, column(X, i)) + c)))


def averages(a: Any) -> Expr:
    """Weights with total 1 on each side make equal averages of the two sides."""
    return both(
        for_all("N", lambda i: a(i) >= 0),
        total("N", lambda i: sign(i) * a(i)) == 0,
        total("N", lambda i: a(i)) == 2,
        for_all("n", lambda k: total("N", lambda i: sign(i) * a(i) * X[k, i]) == 0, "k1"),
    )


def some_neuron(holds: Any) -> Expr:
    """Some neuron has a property."""
    return exists(vec("n"), lambda u: exists(SCALAR, lambda c: holds(u, c), "c"), "u")


PACKED = total("q", lambda k: v[k], "k")
# H meets every combination iff some neuron is right at all other points
HITTING = for_all(
    subset("N"),
    lambda h: iff(
        some_neuron(lambda u, c: for_all("N", lambda i: implies(negation(member(i, h)), right(u, c, i)))),
        for_all(
            vec("N"),
            lambda a: implies(averages(lambda i: a[i]), exists("N", lambda i: both(member(i, h), a[i] > 0))),
            "a",
        ),
    ),
    "H",
)
SMALL = for_all(
    vec("N"),
    lambda a: implies(
        averages(lambda i: a[i]),
        exists(
            vec("N"),
            lambda e: both(
                averages(lambda i: e[i]),
                for_all("N", lambda i: implies(a[i] == 0, e[i] == 0)),
                cardinal(those("N", lambda i: e[i] != 0)) <= n + 2,
            ),
            "e",
        ),
    ),
    "a",
)
DISJOINT = exists(
    mat("N", "Q"),
    lambda d: both(
        for_all("Q", lambda j: averages(lambda i: d[i, j]), "j"),
        for_all(
            "N",
            lambda i: for_all(
                "Q", lambda j: for_all("Q", lambda k: implies(both(d[i, j] > 0, d[i, k] > 0), j == k), "k"), "j"
            ),
        ),
    ),
    "D",
)
FEW = implies(negation(DISJOINT), some_neuron(lambda u, c: errors(u, c) <= (n + 2) * P))
ZERO = zero(vec("n"))
CONSTANT = both(
    hinge(ZERO, lift(1)) == 2 * (scalar(N) - scalar(cardinal(C))), hinge(ZERO, lift(-1)) == 2 * scalar(cardinal(C))
)
SEPARABLE = iff(some_neuron(lambda u, c: hinge(u, c) == 0), some_neuron(lambda u, c: errors(u, c) == 0))
ERRORS, HINGE = scalar(errors(w, b)), hinge(w, b)

# p = 1 < tau* = 3/2 < OPT = 2 and h* = 36/7 > 2 OPT
SIX = ([(1, -2), (1, 0), (-1, 2), (-2, 0), (1, -1), (2, 0)], {0, 1, 2})
# three points of the line with alternating labels; a neuron that is on everywhere
LINE: dict[str, Any] = {
    "n": 1,
    "N": 3,
    "q": 1,
    "P": 1,
    "Q": 2,
    "X": [[0, 1, 2]],
    "C": [0, 2],
    "w": [0],
    "b": 1,
    "A": [[F(1, 2)], [1], [F(1, 2)]],
    "v": [1],
    "u": [0],
    "c": 1,
    "a": [F(1, 2), 1, F(1, 2)],
}

PAGE = "concepts-neurons"
T = Theorem(
    id="concepts.best-half-space-bounds",
    title="Best half-space: hitting number and sandwich",
    says=r"""
        Let $X \subset \mathbb{R}^n$ be finite, $\mathrm{OPT}$ the least $|\{x \in X : z(x) > 0\} \mathbin{\Delta} C|$
        of a neuron, $\mathcal{F}$ the supports of equal averages of $C$ and $X \setminus C$, $p$ the largest number of
        disjoint members of $\mathcal{F}$, $\tau^*$ the largest fractional packing of members and $h^*$ the least hinge
        loss. Then $\mathrm{OPT}$ is the hitting number of $\mathcal{F}$, members of at most $n + 2$ points are enough,
        $p \le \tau^* \le \mathrm{OPT} \le (n + 2) p$, $2 \tau^* \le h^*$, $\mathrm{OPT} \le h^* \le 2 \min(|C|, |X
        \setminus C|)$, and $h^* = 0$ iff $C$ is separable.""",
    source=own("statement of this project", "folklore in parts"),
    kind="bound",
    sizes="n N q P Q",
    about=(X, C, w, b, A, v),
    given={
        "one-more": Given("Q = P + 1 cuts are one more than P", Q == P + 1, note="it only names a number"),
        "averages": Given(
            "the columns of A are equal averages of the two sides",
            for_all("q", lambda k: averages(lambda i: A[i, k]), "k"),
            fails={"X": [[0, 0, 1]], "C": [2], "w": [2], "b": -1},
        ),
        "packing": Given(
            "the total weight of the combinations at each point is at most 1, no weight is negative",
            both(
                for_all("q", lambda k: v[k] >= 0, "k"),
                for_all("N", lambda i: total("q", lambda k: indicator(A[i, k] > 0) * v[k], "k") <= 1),
            ),
            fails={"v": [2]},
        ),
    },
    then=both(both(PACKED <= ERRORS, 2 * PACKED <= HINGE, ERRORS <= HINGE), HITTING, SMALL, FEW, CONSTANT, SEPARABLE),
    example=LINE,
    needs=("concepts.neuron-separates-iff-hulls-disjoint",),
    remark="""
        By duality of linear programs tau* is the fractional hitting number; minimal members are the supports of the
        vertices of the polytope of equal averages. h* is not bounded by a multiple of OPT: concepts.hinge-loss-vs-errors.""",
)
T.wrongly("three", r"$3 \tau^* \le h^*$", 3 * PACKED <= HINGE)
T.wrongly("strict", r"$\tau^* < \mathrm{OPT}$", PACKED < ERRORS)
T.wrongly("upper", "the hinge loss is at most twice the errors", HINGE <= 2 * ERRORS, b=3)
T.wrongly("hinge-two", "a wrong point has hinge loss at least 2", 2 * ERRORS <= HINGE, w=[0], b=0)
T.wrongly(
    "one-side", "the constant 1 has hinge loss twice the size of C", hinge(ZERO, lift(1)) == 2 * scalar(cardinal(C))
)
CLAIM, mutations = T.claim(), T.mutations


def prove(budget: Budget) -> Evidence:
    return _six_points()


def _six_points() -> Evidence:
    """All numbers of the sandwich on one concept."""
    points, concept = SIX
    tau, best, hinge = fractional_cuts(points, concept), best_half_space(points, concept), least_hinge(points, concept)
    (K,) = names("K")
    meet = each(K, lambda c: each(K, lambda e: some(c, lambda i: op("in", i, e), "i"), "e"), "c")
    disjoint = evaluation(meet, let={"K": [list(c.support) for c in tau.cuts]}, means="any two cuts meet: p = 1")
    return Evidence(
        "exact-decision",
        "proved",
        "instance",
        f"Six points with all numbers different: p = 1, tau* = {tau.value}, OPT = {len(best.wrong)} (at least tau*, attained), "
        f"h* = {hinge.value}.",
        (disjoint, *tau.certificates, best.neuron.certificate, hinge.certificate),
    )


def examples(budget: Budget) -> Evidence:
    """Search, cuts and hinge loss by three different programs on random points of the line and the plane."""
    rng, violations, count = random.Random(budget.seed), 0, budget.pick(quick=12, full=300)
    for _ in range(count):
        n = rng.randint(1, 2)
        points = integer_points(rng, rng.randint(2, 6), n, size=3)
        concept = {i for i in range(len(points)) if rng.random() < 0.5}
        tau, hinge = fractional_cuts(points, concept), least_hinge(points, concept).value
        opt = len(best_half_space(points, concept).wrong)
        cuts = [frozenset(c.support) for c in tau.cuts]
        hitting = min(
            k
            for k in range(len(points) + 1)
            for h in combinations(range(len(points)), k)
            if all(c.intersection(h) for c in cuts)
        )
        violations += opt != hitting
        violations += not tau.value <= opt <= hinge <= 2 * min(len(concept), len(points) - len(concept))
        violations += 2 * tau.value > hinge or (hinge == 0) != (opt == 0)
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Random integer points; errors by branch and bound, hitting sets by enumeration, losses by linear programs.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )
