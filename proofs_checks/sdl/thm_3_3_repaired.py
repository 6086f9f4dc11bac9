"""If each feature copies its own value 1 and at most k positive values are copied, the construction's loss is at most
(k-1) M_+^2 (1 + (k-2)_+ (M_r)_+) sum M_d.

This repairs ``sdl.thm-3.3``.  The conditions hold for ReLU (k = n), Top-K of ReLU (k = min(n, K), different features), BatchTopK of ReLU
(k = n) and JumpReLU with 0 <= theta < 1 (k = n).  In particular the loss is 0 for Top-1 and whenever M <= 0.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.sdl import _construction as star
from proofs_checks.sdl._instances import distinct_units, unit_vector, weights
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, InstanceReport, Source
from theory.sdl import Activation, Problem
from theory.sdl.formal import NONNEGATIVE_WEIGHTS, D, E, M, V, W, weighted
from theory.typed import (
    SCALAR,
    Expr,
    both,
    cardinal,
    column,
    cond,
    dot,
    either,
    exists,
    family,
    for_all,
    implies,
    index,
    mat,
    member,
    norm2,
    relu,
    scalar,
    size,
    subset,
    tabulate,
    total,
    transposed,
    var,
    vec,
    zero,
)

F = Fraction
f, S = var("f", family("n", index("q"))), var("copied", family("n", subset("q")), "S")
mu, nu = var("mu", SCALAR, "M"), var("nu", SCALAR, "M_r")
Z = var("Z", mat("q", "n"))
n, k, weight = scalar(size("n")), scalar(size("k")), total("n", lambda d: M[d], "d")
row = transposed(E)
at_star = weighted(V - D @ Z, M)
sharp = (k - 1) * relu(mu) ** 2 * (1 + relu(k - 2) * relu(nu))
CONSTRUCTION = both(
    for_all("n", lambda d: for_all("n", lambda e: implies(f[d] == f[e], d == e), "e"), "d"),
    for_all("n", lambda d: both(column(row, f[d]) == column(W, d), column(D, f[d]) == column(V, d)), "d"),
    for_all("q", lambda i: either(exists("n", lambda d: f[d] == i, "d"), column(row, i) == zero(vec("p")))),
)


def at_most(x: Expr, y: Expr) -> Expr:
    """The inner products of different columns are at most y."""
    pair = lambda i, j: implies(i != j, dot(column(x, i), column(x, j)) <= y)  # noqa: E731
    return for_all("n", lambda i: for_all("n", lambda j: pair(i, j), "j"))


INNER = both(at_most(W, mu), at_most(V, nu))
LARGEST = both(at_most(W, mu), at_most(V, nu), nu <= 1)


def network(w: list[list[Any]], v: list[list[Any]], **more: Any) -> dict[str, Any]:
    """The construction for features (rows), everything positive copied."""
    size_, p = len(w), len(w[0])
    on = [[i for i, a in enumerate(w) if sum(x * y for x, y in zip(a, b, strict=True)) > 0] for b in w]
    columns, targets = ([list(c) for c in zip(*rows, strict=True)] for rows in (w, v))
    return {
        "n": size_,
        "p": p,
        "q": size_,
        "r": len(v[0]),
        "k": size_,
        "W": columns,
        "V": targets,
        "M": [1] * size_,
        "E": [list(x) for x in w],
        "D": targets,
        "f": list(range(size_)),
        "copied": on,
        **more,
    }


PAIR = network([[1, 0], [F(3, 5), F(4, 5)]], [[1, 0], [F(3, 5), F(4, 5)]], mu=F(3, 5), nu=F(3, 5))
ROWS = [[1, 0], [F(3, 5), F(4, 5)], [0, 1]]
TRIPLE = network(ROWS, ROWS, mu=F(4, 5), nu=F(4, 5))
(ANGLES, COSINE) = star.angles(3, 1)[0]

T = Theorem(
    id="sdl.thm-3.3-repaired",
    title="The sharp bound for the explicit construction",
    says=r"""
        Let $\|v_d\| \le 1$, $M_d \ge 0$, $q \ge n$, and let $\sigma$ copy, on the preactivations of feature $d$ under
        $W_E = [W_p, 0]^T$, only positive values, at most $k$ of them, and always the own value $\langle w_d, w_d
        \rangle = 1$. Then with $W_D = [W_r, 0]$, $M = \max_{i \ne j} \langle w_i, w_j \rangle$, $M_r = \max_{i \ne j}
        \langle v_i, v_j \rangle$: $\tilde{L} \le (k - 1) M_+^2 (1 + (k - 2)_+ (M_r)_+) \sum_d M_d \le (n-1)^2 M_+^2
        \sum_d M_d$. (Formally: neuron $f_d$ has the row $w_d$ and the column $v_d$, all other rows are zero; $S_d$ are
        the neurons whose value is copied on $d$; $M$ and $M_r \le 1$ are any upper bounds, such as the maxima.)""",
    source=Source(locator="Theorem 3.3, repaired", ours=True),
    kind="bound",
    sizes="n p q r k",
    about=(W, V, M, E, D, f, S, mu, nu),
    let=((Z, tabulate("q", "n", lambda i, d: cond(member(i, S[d]), (E @ W)[i, d], 0), "i d")),),
    given={
        "construction": Given("$W_E = [W_p, 0]^T$, $W_D = [W_r, 0]$", CONSTRUCTION, note="the statement is about it"),
        "weights": Given(r"$M_d \ge 0$", NONNEGATIVE_WEIGHTS, fails={**TRIPLE, "M": [-1, -1, -1]}),
        "short-targets": Given(
            r"$\|v_d\| \le 1$",
            for_all("n", lambda d: norm2(column(V, d)) <= 1, "d"),
            fails={"V": [[10, 0], [0, 10]], "D": [[10, 0], [0, 10]]},
        ),
        "own-neuron-passes-one": Given(
            "the own value 1 is copied",
            for_all("n", lambda d: both(member(f[d], S[d]), norm2(column(W, d)) == 1), "d"),
            fails={"copied": [[], []], "mu": F(3, 5), "k": 1},
        ),
        "copies-positive-values": Given(
            "only positive values are copied",
            for_all("n", lambda d: for_all("q", lambda i: implies(member(i, S[d]), (E @ W)[i, d] > 0)), "d"),
            fails={
                **network([[1, 0], [F(-3, 5), F(4, 5)]], [[1, 0], [0, 1]], mu=F(-3, 5), nu=0),
                "copied": [[0, 1], [0, 1]],
            },
        ),
        "at-most-k-copied": Given(
            r"at most $k \le n$ values are copied",
            for_all("n", lambda d: both(cardinal(S[d]) <= size("k"), size("k") <= size("n")), "d"),
            fails={"k": 1},
        ),
        "largest": Given(
            r"$M = \max_{i \ne j} \langle w_i, w_j \rangle$, $M_r$ the same for $v$", LARGEST, fails={"mu": F(1, 2)}
        ),
    },
    then=both(at_star <= sharp * weight, sharp * weight <= (n - 1) ** 2 * relu(mu) ** 2 * weight),
    example=PAIR,
    remark="""
        For n = 1000 and M = 1/10 the published bound is 10^4 times the total weight, this one 1007 times, and the
        zero decoder has loss 1 times the total weight.""",
)
tight = network([list(x) for x in ANGLES], [list(x) for x in ANGLES], mu=COSINE, nu=COSINE)
T.wrongly("without-the-cross-terms", "(k-1) M_+^2 sum M_d", at_star <= (k - 1) * relu(mu) ** 2 * weight, **tight)
T.wrongly("k-minus-two", "(k-2) instead of (k-1)", at_star <= (k - 2) * relu(mu) ** 2 * weight)
T.wrongly("strict", "strictly below the bound", at_star < sharp * weight)
PAGE = "construction"
CLAIM, mutations = T.claim(), T.mutations


def _activation(rng: random.Random, n: int) -> tuple[Activation, int]:
    kind = rng.choice(["relu", "topk", "jumprelu", "batchtopk"])
    if kind == "relu":
        return Activation("relu"), n
    if kind == "topk":
        k = rng.randint(1, n + 1)
        return Activation("topk", k=k), min(n, k)
    if kind == "jumprelu":
        return Activation("jumprelu", theta=F(rng.randint(0, 9), 10)), n
    return Activation("batchtopk", k=rng.randint(1, n)), n


def examples(budget: Budget) -> Evidence:
    """Random features, output features and weights; the loss by the problem class."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=80, full=2000), 0
    for _ in range(count):
        n, p = rng.randint(1, 5), rng.randint(2, 4)
        w, v, m = distinct_units(rng, n, p), [unit_vector(rng, 3) for _ in range(n)], weights(rng, n)
        act, k = _activation(rng, n)
        spare = rng.randint(0, 2)
        problem = Problem.transcoder(w, v, weights=m, activation=act, width=n + spare)
        encoder = [*w, *([F(0)] * p for _ in range(spare))]
        decoder = [[*row, *([F(0)] * spare)] for row in zip(*v, strict=True)]
        mu, rho = (max(F(0), star.largest_inner_product(x)) for x in (w, v))
        limit = (k - 1) * mu**2 * (1 + max(0, k - 2) * rho) * sum(m)
        violations += problem.loss(encoder, decoder) > limit
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "instance", "ReLU, Top-k, JumpReLU and BatchTopK.", numbers=numbers)


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """The sharp bound on the user's features, weights and activation, with k = min(n, K)."""
    k = min(problem.n, problem.activation.k or problem.n) if problem.activation.kind == "topk" else problem.n
    return star.on_instance(star.REPAIRED, problem, k=k)
