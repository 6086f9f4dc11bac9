"""JumpReLU at the explicit construction: loss 0 if M_+ <= theta < 1, the full weight if theta >= 1, else at most the ReLU bound.

The three cases cover all theta >= 0.  They show why Theorem 3.3 needs theta < 1 (``sdl.thm-3.3``).
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.sdl import _construction as star
from proofs_checks.sdl import thm_3_3_repaired as built
from proofs_checks.sdl._instances import distinct_units, report, unit_vector, weights
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, InstanceReport, Source
from theory.sdl import Activation, Problem
from theory.sdl.formal import NONNEGATIVE_WEIGHTS, D, E, M, V, W, jump_codes, weighted
from theory.typed import SCALAR, both, column, for_all, implies, mat, norm2, relu, scalar, size, total, var

F = Fraction
theta, Z, n = var("theta", SCALAR), var("Z", mat("q", "n")), scalar(size("n"))
at_star = weighted(V - D @ Z, M)
sharp = (n - 1) * relu(built.mu) ** 2 * (1 + relu(n - 2) * relu(built.nu)) * built.weight
SILENT = implies(both(built.mu <= theta, theta < 1), at_star == 0)
BLOCKED = implies(theta >= 1, at_star == total("n", lambda d: M[d] * norm2(column(V, d)), "d"))


def point(w: list[list[Any]], v: list[list[Any]], level: Any, **more: Any) -> dict[str, Any]:
    """The construction for features and targets (rows), with their largest inner products."""
    mu, nu = (star.largest_inner_product(x) for x in (w, v))
    made = built.network(w, v, theta=level, mu=mu, nu=nu, **more)
    return {name: value for name, value in made.items() if name not in ("k", "copied")}


PAIR, SQUARE = [[1, 0], [F(3, 5), F(4, 5)]], [[1, 0], [0, 1]]

T = Theorem(
    id="sdl.thm-3.3-jumprelu",
    title="The explicit construction under JumpReLU",
    says=r"""
        Let $\|w_d\| = 1$, $\|v_d\| \le 1$, $\theta \ge 0$, and let $\sigma$ copy $z > \theta$. At the
        construction of Theorem 3.3: $\tilde{L} = 0$ if $M \le \theta < 1$; $\tilde{L} = \sum_d M_d \|v_d\|^2$ if
        $\theta \ge 1$; and $\tilde{L} \le (n - 1) M_+^2 (1 + (n - 2)_+ (M_r)_+) \sum_d M_d$ if $\theta < 1$. (Formally:
        neuron $f_d$ has the row $w_d$ and the column $v_d$, all other rows are zero; $M$ and $M_r$ are any upper bounds of
        the inner products, such as the maxima.)""",
    source=Source(locator="Theorem 3.3 for JumpReLU", ours=True),
    kind="bound",
    sizes="n p q r",
    about=(W, V, M, E, D, built.f, theta, built.mu, built.nu),
    let=((Z, jump_codes(theta, E, W)),),
    given={
        "construction": Given(
            "$W_E = [W_p, 0]^T$, $W_D = [W_r, 0]$", built.CONSTRUCTION, note="the statement is about it"
        ),
        "unit-features": Given(
            r"$\|w_d\| = 1$",
            for_all("n", lambda d: norm2(column(W, d)) == 1, "d"),
            fails=point([[2, 0], [0, 2]], SQUARE, 1),
        ),
        "weights": Given(r"$M_d \ge 0$", NONNEGATIVE_WEIGHTS, fails=point(built.ROWS, built.ROWS, 0, M=[-1, -1, -1])),
        "short-targets": Given(
            r"$\|v_d\| \le 1$",
            for_all("n", lambda d: norm2(column(V, d)) <= 1, "d"),
            fails=point(PAIR, [[10, 0], [0, 10]], F(1, 2)),
        ),
        "threshold-not-negative": Given(
            r"$\theta \ge 0$", theta >= 0, fails=point([[1, 0], [-1, 0]], [[1, 0], [-1, 0]], -2)
        ),
        "largest": Given(
            r"$M = \max_{i \ne j} \langle w_i, w_j \rangle$, $M_r$ the same for $v$",
            built.INNER,
            fails={"mu": F(1, 2), "theta": F(1, 2)},
        ),
    },
    then=both(SILENT, BLOCKED, implies(theta < 1, at_star <= sharp)),
    example=point(PAIR, PAIR, F(3, 5)),
    needs=("sdl.thm-3.3-repaired",),
)
T.wrongly(
    "theta-one-is-silent",
    "loss 0 also for theta = 1",
    implies(theta >= built.mu, at_star == 0),
    **point(SQUARE, SQUARE, 1),
)
T.wrongly("always-zero-below-one", "loss 0 for every theta < 1", implies(theta < 1, at_star == 0), theta=F(1, 2))
T.wrongly(
    "one-passes", "nothing is lost at theta = 1", implies(theta <= 1, at_star <= sharp), **point(SQUARE, SQUARE, 1)
)
PAGE = "construction"
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Random features and thresholds, the loss by the problem class."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=80, full=2000), 0
    for _ in range(count):
        n, level = rng.randint(1, 4), F(rng.randint(0, 12), 10)
        w, v, m = distinct_units(rng, n, 2), [unit_vector(rng, 3) for _ in range(n)], weights(rng, n)
        act = Activation("jumprelu", theta=level)
        problem = Problem.transcoder(w, v, weights=m, activation=act, width=n)
        found = problem.loss(w, [list(row) for row in zip(*v, strict=True)])
        top, rho = star.largest_inner_product(w), max(F(0), star.largest_inner_product(v))
        bound = (n - 1) * max(F(0), top) ** 2 * (1 + max(0, n - 2) * rho) * sum(m)
        good = found == sum(m) if level >= 1 else found <= bound and (top > level or found == 0)
        violations += not good
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "instance", "Random thresholds between 0 and 6/5.", numbers=numbers)


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """The three cases on the user's features and threshold."""
    if problem.activation.kind != "jumprelu":
        return InstanceReport("not-applicable", "the claim is about JumpReLU")
    features, targets = ([list(x) for x in side] for side in (problem.features_in, problem.features_out))
    assignment = point(features, targets, problem.activation.theta, M=list(problem.weights))
    return report(T.statement, assignment, "the construction under JumpReLU", field=problem.field)
