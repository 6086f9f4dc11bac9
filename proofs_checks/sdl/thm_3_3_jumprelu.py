"""JumpReLU at the explicit construction: loss 0 if M_+ <= theta < 1, the full weight if theta >= 1, else at most the ReLU bound: proved.

The three cases cover all theta >= 0.  They show why Theorem 3.3 needs theta < 1 (``sdl.thm-3.3``).
"""

from __future__ import annotations

import random
from fractions import Fraction
from functools import partial
from typing import Any

from proofs_checks import parts
from proofs_checks.sdl import _construction as star
from proofs_checks.sdl._instances import data_of, distinct_units, report, unit_vector, weights
from proofs_checks.sdl.thm_3_3 import PAIR, SQUARE
from theory.claims import Budget, Certificate, Claim, Evidence, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, implication, proof, read, relation, term
from theory.formal import both, code_loss, implies, listing, matvec, names, norm2, op, span, total
from theory.sdl import Activation, Problem
from theory.statement import Statement

F = Fraction
theta, full = names("theta full")
LET: dict[str, Any] = {
    **star.STAR,
    "code": listing(
        star.w_p,
        lambda w: listing(matvec(star.W_E, w), lambda y: op("if", y > theta, y, 0), "y"),
        "w",
    ),
    "at_star": code_loss(star.code, star.W_D, star.w_r, star.m),
    "full": total(span(star.n), lambda d: star.m[d] * norm2(star.w_r[d]), "d"),
}
SILENT_CASE = implies(both(theta >= star.M, theta < 1), star.at_star == 0)
BLOCKED_CASE = implies(theta >= 1, star.at_star == full)
BOUND_CASE = implies(theta < 1, star.at_star <= star.sharp_bound(star.n))
STATEMENT = Statement(
    ("theta", "w_p", "w_r", "m", "q"),
    {
        "unit-features": star.UNIT,
        "distinct": star.DISTINCT,
        "weights": star.WEIGHTS,
        "wide": star.WIDE,
        "short-targets": star.SHORT_TARGETS,
        "threshold-not-negative": theta >= 0,
    },
    both(SILENT_CASE, BLOCKED_CASE, BOUND_CASE),
    LET,
)
GOOD: dict[str, Any] = {"theta": F(3, 5), "w_p": PAIR, "w_r": PAIR, "m": [1, 2], "q": 3}
LOW = {**GOOD, "theta": F(1, 2)}
HIGH = {**GOOD, "theta": 1}
RECORD = "at_star M full"


_hypothesis = partial(parts.dropped, STATEMENT, point=GOOD, record=RECORD)

PAGE = "construction"
CLAIM = Claim(
    id="sdl.thm-3.3-jumprelu",
    title="The explicit construction under JumpReLU",
    statement=r"""
        Let $\|w_d\| = 1$, $M < 1$, $\|v_d\| \le 1$, $\theta \ge 0$, and let $\sigma$ copy $z > \theta$. At the
        construction of Theorem 3.3: $\tilde{L} = 0$ if $M \le \theta < 1$; $\tilde{L} = \sum_d M_d \|v_d\|^2$ if
        $\theta \ge 1$; and $\tilde{L} \le (n - 1) M_+^2 (1 + (n - 2)_+ (M_r)_+) \sum_d M_d$ if $\theta < 1$.""",
    source=Source(locator="Theorem 3.3 for JumpReLU", ours=True),
    kind="bound",
    expected="argued",
    hypotheses=(
        _hypothesis("unit-features", r"$\|w_d\| = 1$", {**HIGH, "w_p": [[2, 0], [0, 2]]}),
        _hypothesis(
            "distinct",
            r"$M < 1$",
            None,
            "not needed: for duplicates no theta lies in the first case, and the other two hold",
        ),
        _hypothesis(
            "weights",
            r"$M_d \ge 0$",
            {
                **LOW,
                "theta": F(0),
                "w_p": [[1, 0], [F(3, 5), F(4, 5)], [0, 1]],
                "w_r": [[1, 0], [F(3, 5), F(4, 5)], [0, 1]],
                "m": [-1, -1, -1],
            },
        ),
        _hypothesis("wide", r"$q \ge n$", None, "the construction needs it"),
        _hypothesis("short-targets", r"$\|v_d\| \le 1$", {**LOW, "w_r": [[10, 0], [0, 10]]}),
        _hypothesis(
            "threshold-not-negative",
            r"$\theta \ge 0$",
            {**GOOD, "theta": -2, "w_p": [[1, 0], [-1, 0]], "w_r": [[1, 0], [-1, 0]]},
        ),
    ),
    depends_on=("sdl.thm-3.3-repaired",),
    statement_formal=STATEMENT,
)


def _blocked(strict: bool = False) -> Certificate:
    """``1 - z >= 0`` and ``theta - 1 >= 0`` give ``theta - z >= 0``: nothing passes."""
    z = names("z")[0]
    return implication(
        "z theta",
        assume=[relation(1 - z, ">="), relation(theta - 1, ">=")],
        conclude=relation(theta - z, ">" if strict else ">="),
        by=derivation(term(1, use=(0,)), term(1, use=(1,))),
        means="with theta >= 1 no inner product of unit vectors exceeds theta",
    )


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        "The three cases of JumpReLU at the construction",
        checked("blocked", "If theta >= 1 then <w_j, w_d> <= 1 <= theta, so nothing is copied.", _blocked()),
        read(
            "full",
            "Then every residual is v_d and the loss is sum M_d |v_d|^2; zero rows have value 0 <= theta and are never copied.",
            "definition",
            "blocked",
        ),
        read(
            "silent",
            """
            If M <= theta < 1 then feature d copies its own value 1 > theta, and no other, since <w_j, w_d> <= M <=
            theta: the residual is v_d - v_d = 0.""",
            "definition",
        ),
        read(
            "conditions",
            """
            If 0 <= theta < 1 then only positive values are copied, at most n of them, the own value 1 among them: the
            conditions of the repaired Theorem 3.3 with k = n.""",
            "definition",
        ),
        checked("diagonal", "Its first bound.", star.single_term()),
        checked("mixed", "Its second bound.", star.mixed_term()),
        checked("grow", "Its monotonicity in the number of copied values.", star.more_is_worse()),
        read(
            "end",
            "So the loss is at most (n-1) M_+^2 (1 + (n-2)_+ (M_r)_+) sum M_d.",
            "instance",
            "conditions",
            "diagonal",
            "mixed",
            "grow",
        ),
        read("all", "Together.", "conclusion", "full", "silent", "end"),
    )
    return Evidence("symbolic-proof", "proved", "all-parameters", "Three cases for theta.", (certificate,))


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
    given = {**data_of(problem), "theta": problem.activation.theta, "q": problem.width}
    assignment = {name: given[name] for name in STATEMENT.variables}
    return report(STATEMENT, assignment, "the construction under JumpReLU", field=problem.field)


def mutations() -> list[Mutation]:
    return [
        Mutation(
            "theta-one-is-silent",
            "loss 0 also for theta = 1",
            refuted_by=lambda: STATEMENT.concluding(implies(theta >= star.M, star.at_star == 0)).refuted_by(
                {**HIGH, "w_p": SQUARE, "w_r": SQUARE}, record=RECORD
            ),
        ),
        Mutation(
            "always-zero-below-one",
            "loss 0 for every theta < 1",
            refuted_by=lambda: STATEMENT.concluding(implies(theta < 1, star.at_star == 0)).refuted_by(
                LOW, record=RECORD
            ),
        ),
        Mutation("strictly-blocked", "z < theta for theta >= 1", rejected=lambda: _blocked(strict=True)),
    ]
