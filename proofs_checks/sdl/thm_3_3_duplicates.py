"""With duplicate features (M = 1) and Top-k of ReLU the construction's loss is below n^2 sum M_d, and n^2 is the best constant.

So the published constant n^2 is only needed when two features coincide: a feature may then lose all places to its duplicates.  The
value is approached, never attained.  For different features (n-1)^2 always suffices (``sdl.thm-3.3-repaired``).
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.sdl import thm_3_3_repaired as built
from proofs_checks.sdl._instances import report, unit_vector, weights
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, InstanceReport, Source
from theory.sdl import Activation, Problem
from theory.sdl.formal import POSITIVE_WEIGHTS, D, E, M, V, W, topk_codes, weighted
from theory.typed import (
    NAT,
    SCALAR,
    Expr,
    both,
    column,
    exists,
    family,
    for_all,
    implies,
    mat,
    norm2,
    scalar,
    size,
    total,
    transposed,
    var,
)

F = Fraction
Z, n, k = var("Z", mat("q", "n")), scalar(size("n")), size("k")
at_star = weighted(V - D @ Z, M)


def units(x: Expr, at_most: bool = False) -> Expr:
    """All columns have norm 1, or at most 1."""
    return for_all("n", lambda d: norm2(column(x, d)) <= 1 if at_most else norm2(column(x, d)) == 1, "d")


def close(eps: Expr) -> Expr:
    """Some features and weights whose construction, q = n, has a loss above (n^2 - eps) times the total weight."""
    w, v, m, t = var("w", mat(1, "n")), var("v", mat(1, "n")), var("m", family("n", SCALAR)), var("t", NAT)
    above = weighted(v - v @ topk_codes(t, transposed(w) @ w), m) > (n**2 - eps) * total("n", lambda i: m[i], "i")
    found = both(t >= 1, units(w), units(v), for_all("n", lambda d: m[d] > 0, "d"), above)
    for x in (m, v, w, t):
        found = exists(x.type, lambda y, x=x, found=found: found, x.info[0])
    return found


def point(w: list[list[Any]], v: list[list[Any]], k: int, m: list[Any], **more: Any) -> dict[str, Any]:
    """The construction for features and targets (rows) under Top-k."""
    made = built.network(w, v, **{"k": k, "M": m, **more})
    return {name: value for name, value in made.items() if name != "copied"}


def opposed(n: int, denominator: int = 100) -> dict[str, Any]:
    """n copies of one input feature; the last output feature is opposite to the others; Top-(n-1)."""
    targets = [[1]] * (n - 1) + [[-1]]
    return point([[1]] * n, targets, n - 1, [F(1, denominator)] * (n - 1) + [1])


T = Theorem(
    id="sdl.thm-3.3-duplicates",
    title="Duplicate features need the constant n squared",
    says=r"""
        Let $\|w_d\| = 1$ (duplicates allowed), $\|v_d\| \le 1$, $M_d > 0$, $n, k \ge 1$, $q \ge n$, $\sigma$ = Top-$k$ of
        ReLU. At the construction $\tilde{L} < n^2 \sum_d M_d$, and for every $n \ge 2$ and $\varepsilon > 0$ there is an
        example with $\tilde{L} > (n^2 - \varepsilon) \sum_d M_d$. (Formally: neuron $f_d$ has the row $w_d$ and the column
        $v_d$, all other rows are zero; the example has $q = n$ and numbers as features.)""",
    source=Source(locator="Theorem 3.3 with duplicates", ours=True),
    kind="bound",
    sizes="n p q r k",
    about=(W, V, M, E, D, built.f),
    let=((Z, topk_codes(k, E @ W)),),
    given={
        "construction": Given(
            "$W_E = [W_p, 0]^T$, $W_D = [W_r, 0]$", built.CONSTRUCTION, note="the statement is about it"
        ),
        "unit-features": Given(r"$\|w_d\| = 1$", units(W), fails=point([[1, 0], [0, 3]], [[1], [-1]], 1, [1, 100])),
        "short-targets": Given(
            r"$\|v_d\| \le 1$", units(V, at_most=True), fails=point([[1]] * 2, [[9], [-9]], 1, [1, 1])
        ),
        "weights": Given("$M_d > 0$", POSITIVE_WEIGHTS, fails=point([[1]] * 2, [[1], [-1]], 1, [0, 1])),
        "at-least-one": Given(
            r"$n \ge 1$ and $k \ge 1$", both(size("n") >= 1, k >= 1), fails=point([[1]], [[1]], 0, [1])
        ),
    },
    then=both(
        at_star < n**2 * built.weight,
        for_all(SCALAR, lambda eps: implies(both(eps > 0, size("n") >= 2), close(eps)), "eps"),
    ),
    example=opposed(3),
    needs=("sdl.thm-3.3-repaired",),
)
T.wrongly("constant-for-different-features", "(n-1)^2 suffices for duplicates", at_star <= (n - 1) ** 2 * built.weight)
T.wrongly("one-hundredth", "n^2 - 1/100 suffices", at_star <= (n**2 - F(1, 100)) * built.weight, **opposed(2, 1000))
PAGE = "construction"
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Random lists of features with repetitions."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=80, full=2000), 0
    for _ in range(count):
        n = rng.randint(2, 5)
        pool = [unit_vector(rng, 2) for _ in range(2)]
        w, v, m = [rng.choice(pool) for _ in range(n)], [unit_vector(rng, 2) for _ in range(n)], weights(rng, n)
        problem = Problem.transcoder(w, v, weights=m, activation=Activation("topk", k=rng.randint(1, n)), width=n)
        violations += problem.loss(w, [list(row) for row in zip(*v, strict=True)]) >= n**2 * sum(m)
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "instance", "Features drawn from two directions.", numbers=numbers)


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """The strict bound on the user's features, duplicates included, for Top-k."""
    if problem.activation.kind != "topk":
        return InstanceReport("not-applicable", "the claim is about Top-k of ReLU")
    features, targets = ([list(x) for x in side] for side in (problem.features_in, problem.features_out))
    assignment = point(features, targets, problem.activation.k or 0, list(problem.weights))
    return report(T.statement, assignment, "the construction under Top-k", field=problem.field)
