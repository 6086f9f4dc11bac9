r"""When zero loss is possible: Top-1 iff ``q >= n``; JumpReLU from ``q = n``; Top-k of ReLU from ``q = n k``, or ``q = n`` if isolated.

For all sizes and distinct unit input features; for Top-1 the targets must not be positive multiples of one another.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.sdl import _zero_loss as zero
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, InstanceReport, Source
from theory.evidence import evaluation
from theory.formal import loss
from theory.sdl import Activation, Problem
from theory.sdl.formal import POSITIVE_WEIGHTS, D, E, M, V, W, jump_codes, topk_codes, weighted
from theory.typed import (
    NAT,
    SCALAR,
    Expr,
    both,
    column,
    dot,
    exists,
    for_all,
    implies,
    mat,
    negation,
    norm2,
    size,
    transposed,
    var,
)
from theory.typed.expression import lift

F = Fraction
THREE = [[F(1), F(0)], [F(3, 5), F(4, 5)], [F(-3, 5), F(4, 5)]]
n, q, k, theta = size("n"), size("q"), size("k"), var("theta", SCALAR)
ONE = lift(1, NAT)
OTHER_D, OTHER_E, ROWS = var("other_D", D.type, "W_D'"), var("other_E", E.type, "W_E'"), var("A", mat("n", "p"))


def fits(codes: Expr, decoder: Expr = D) -> Expr:
    """Zero loss with these codes."""
    return weighted(V - decoder @ codes, M) == 0


def possible(codes: Expr) -> Expr:
    """Some network has zero loss; its encoder is ``OTHER_E``."""
    return exists(D.type, lambda x: exists(E.type, lambda y: fits(codes, OTHER_D), "other_E"), "other_D")


def parallel(x: Expr, y: Expr) -> Expr:
    """Positive multiples of each other, both not zero."""
    return both(dot(x, y) > 0, dot(x, y) ** 2 == norm2(x) * norm2(y))


def pairs(of: Any) -> Expr:
    """For any two different features."""
    return for_all("n", lambda d: for_all("n", lambda e: implies(e != d, of(d, e)), "e"), "d")


ALONE = for_all(
    "n",
    lambda d: both((ROWS @ W)[d, d] > 0, for_all("n", lambda e: implies(e != d, (ROWS @ W)[d, e] <= 0), "e")),
    "d",
)
DIFFERENT = both(
    for_all("n", lambda d: norm2(column(V, d)) > 0, "d"),
    pairs(lambda d, e: negation(parallel(column(V, d), column(V, e)))),
)
TOP_1 = fits(topk_codes(ONE, E @ W))
EXPLICIT = fits(topk_codes(ONE, transposed(W) @ W), V)
POINT: dict[str, Any] = {
    "n": 3,
    "p": 2,
    "q": 3,
    "r": 2,
    "k": 2,
    "theta": 1,
    "W": [[1, F(3, 5), F(-3, 5)], [0, F(4, 5), F(4, 5)]],
    "V": [[1, 0, 1], [0, 1, 1]],
    "M": [1, 2, 3],
    "E": THREE,
    "D": [[1, 0, 1], [0, 1, 1]],
}
TWO = {**POINT, "n": 2, "q": 1, "W": zero.UNIT, "V": zero.UNIT, "M": [1, 1]}
LINE = {**TWO, "p": 1, "r": 1, "W": [[1, 1]], "V": [[1, -1]], "E": [[1]], "D": [[1]]}

T = Theorem(
    id="sdl.thm-3.4-zero-loss-possible",
    title="When zero loss is possible",
    says=r"""
        Let the $w_d$ be distinct unit vectors and $M_d > 0$. (i) Top-1 of ReLU, no $v_d$ zero and none a positive
        multiple of another: zero loss is possible if and only if $q \ge n$; rows $w_d$ and columns $v_d$ reach it for any targets.
        (ii) JumpReLU with $\theta > 0$: zero loss is possible for every $q \ge n$. (iii) Top-$k$ of ReLU, $k \ge 1$: zero loss is
        possible for $q \ge n k$; and for $q \ge n$ if for each $d$ some row has $a \cdot w_d > 0 \ge a \cdot w_e$ for all $e \ne d$.""",
    source=Source(locator="after Theorem 3.4", ours=True),
    kind="existence",
    sizes="n p q r k",
    about=(W, V, M, D, E, theta),
    given={
        # w_1 = w_2 and v_2 = -v_1: the two residuals share their code
        "distinct-unit-inputs": Given(
            r"$\|w_d\| = 1$ and $w_d \ne w_e$",
            both(
                for_all("n", lambda d: norm2(column(W, d)) == 1, "d"),
                pairs(lambda d, e: column(W, e) != column(W, d)),
            ),
            fails=LINE,
        ),
        # nothing is asked of the second feature
        "positive-weights": Given(
            "$M_d > 0$", POSITIVE_WEIGHTS, fails={**TWO, "M": [1, 0], "E": [[1, 0]], "D": [[1], [0]]}
        ),
    },
    then=both(
        EXPLICIT,
        implies(n <= q, possible(topk_codes(ONE, OTHER_E @ W))),
        implies(both(DIFFERENT, TOP_1), n <= q),
        implies(both(theta > 0, n <= q), possible(jump_codes(theta, OTHER_E, W))),
        implies(both(k >= 1, n * k <= q), possible(topk_codes(k, OTHER_E @ W))),
        implies(both(k >= 1, n <= q, exists(ROWS.type, lambda x: ALONE, "A")), possible(topk_codes(k, OTHER_E @ W))),
    ),
    example=POINT,
    remark="For Top-k with k >= 2 the smallest width in general is open.",
)
# v_1 = (1), v_2 = (2): one Top-1 neuron a = (1, 2), u = 1 serves both
T.wrongly(
    "top-1-any-targets",
    "Top-1 needs q >= n for all targets",
    implies(TOP_1, n <= q),
    **{**TWO, "r": 1, "V": [[1, 2]], "E": [[1, 2]], "D": [[1]]},
)
T.wrongly(
    "top-k-same-network",
    "rows w_d and columns v_d have zero loss under Top-k",
    fits(topk_codes(k, transposed(W) @ W), V),
)
T.wrongly("one-neuron-less", "Top-1 needs only q >= n - 1", implies(both(DIFFERENT, TOP_1), n + 1 <= q))
PAGE = "zero-loss"
CLAIM, mutations = T.claim(), T.mutations


def _columns(vectors: list) -> list:
    return [list(c) for c in zip(*vectors, strict=True)]


def examples(budget: Budget) -> Evidence:
    """Random rational unit features: the three constructions have zero loss, through the network."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=60, full=1000), 0
    for _ in range(count):
        ts = {F(rng.randint(-9, 9), rng.randint(1, 9)) for _ in range(3)}
        w = [[(1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)] for t in ts]
        top = max([sum(x * y for x, y in zip(a, b, strict=True)) for a in w for b in w if a != b] + [F(0)])
        theta = F(rng.randint(1, 9), 4)
        alpha = 2 * theta / (1 + top)
        trials = [
            (Activation("topk", k=1), w, w),
            (
                Activation("jumprelu", theta=theta),
                [[alpha * x for x in f] for f in w],
                [[x / alpha for x in f] for f in w],
            ),
            (
                Activation("topk", k=2),
                [f for f in w for _ in range(2)],
                [[x / 2 for x in f] for f in w for _ in range(2)],
            ),
        ]
        for activation, rows, columns in trials:
            violations += Problem.sae(w, activation=activation, width=len(rows)).loss(rows, _columns(columns)) != 0
    numbers = {"examples": 3 * count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "fixed-dimension", "Random unit features in the plane.", numbers=numbers)


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Build the network of the statement on the problem and check its loss."""
    n, kind = len(problem.features_in), problem.activation.kind
    unit = all(sum(x * x for x in f) == 1 for f in problem.features_in)
    if problem.field is not None or kind not in ("topk", "jumprelu"):
        return InstanceReport("not-applicable", "networks are built for rational data under Top-k and JumpReLU")
    if not unit or len(set(problem.features_in)) < n:
        return InstanceReport(
            "hypothesis-fails", "distinct-unit-inputs: the input features are not distinct unit vectors"
        )
    if kind == "jumprelu" and (problem.activation.theta or 0) <= 0:
        return InstanceReport("hypothesis-fails", f"JumpReLU needs theta > 0, here {problem.activation.theta}")
    k = problem.activation.k or 1
    if problem.width < n * k:
        return InstanceReport("not-applicable", f"width {problem.width} is below {n * k}")
    theta, w, v = problem.activation.theta, problem.features_in, problem.features_out
    top = max([sum(x * y for x, y in zip(a, b, strict=True)) for a in w for b in w if a != b] + [F(0)])
    alpha = 2 * theta / (1 + top) if theta else F(1)
    spare = problem.width - n * k
    rows = [[alpha * x for x in f] for f in w for _ in range(k)] + [[F(0)] * len(w[0])] * spare
    columns = [[x / alpha / k for x in f] for f in v for _ in range(k)] + [[F(0)] * len(v[0])] * spare
    let = {"act": problem.activation, "W_E": rows, "W_D": _columns(columns), "w": w, "v": v, "M": list(problem.weights)}
    shown = evaluation(loss(zero.act, zero.W_E, zero.W_D, zero.w, zero.v, zero.M) == 0, let=let, record="W_E W_D")
    return InstanceReport("holds", "an explicit network of zero loss", (shown,))
