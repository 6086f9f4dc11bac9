r"""The hinge loss is not bounded by a multiple of the number of errors: on the line one error can cost any amount.

What is true: OPT <= h* <= 2 min(|C|, |X - C|), and h* = 0 iff OPT = 0 (concepts.best-half-space-bounds).
"""

from __future__ import annotations

from proofs_checks.concepts._neurons import own
from proofs_checks.vocabulary import Given, Theorem
from solvers.concepts.half_space import best_half_space
from solvers.concepts.half_space_bounds import least_hinge
from theory.claims import Budget, Evidence
from theory.typed import SCALAR, Expr, both, for_all, negation, ordinal, relu, scalar, size, total, var
from theory.typed.expression import lift

w, b = var("w", SCALAR), var("b", SCALAR)
m = scalar(size("m"))


def point(i: Expr) -> Expr:
    """The point i of C; -i is a point outside."""
    return scalar(ordinal(i))


def loss(w: Expr, b: Expr) -> Expr:
    """The hinge loss of the neuron w x + b."""
    on = total("m", lambda i: relu(1 - (w * point(i) + b)))
    return on + relu(1 - (b - w * m**2)) + total("m", lambda i: relu(1 + (b - w * point(i))), "j")


T = Theorem(
    id="concepts.hinge-loss-vs-errors",
    title="Hinge loss not bounded by the errors",
    says=r"""
        On the line let $C = \{1, \dots, m, -m^2\}$ and $X \setminus C = \{-1, \dots, -m\}$, $m \ge 1$. The neuron $z(x) =
        x$ errs at $-m^2$ only and no neuron $w x + b$ is right everywhere: $\mathrm{OPT} = 1$; but every neuron has hinge
        loss at least $2m$, which $w = 0$, $b = 1$ attains: $h^* = 2m$. So there is no constant $c$ with $h^* \le c\,
        \mathrm{OPT}$.""",
    source=own("statement of this project"),
    kind="bound",
    sizes="m",
    about=(w, b),
    given={"size": Given(r"$m \ge 1$", size("m") >= 1, fails={"m": 0, "w": 0, "b": 1})},
    then=both(
        loss(w, b) >= 2 * m,
        negation(
            both(
                for_all("m", lambda i: w * point(i) + b > 0),
                b - w * m**2 > 0,
                for_all("m", lambda i: b - w * point(i) <= 0),
            )
        ),
        for_all("m", lambda i: both(point(i) > 0, -point(i) <= 0)),
        loss(lift(0), lift(1)) == 2 * m,
    ),
    example={"m": 3, "w": 1, "b": 0},
    needs=("concepts.best-half-space-bounds",),
    remark="In higher dimension put the points on a line, on which a neuron is again one.",
)
T.wrongly("larger", "the hinge loss is at least 3 m", loss(w, b) >= 3 * m, w=0, b=1)
T.wrongly("strict", "the hinge loss is above 2 m", loss(w, b) > 2 * m, w=0, b=1)
T.wrongly(
    "without-the-far-point",
    "the other points alone are not separable either",
    negation(both(for_all("m", lambda i: w * point(i) + b > 0), for_all("m", lambda i: b - w * point(i) <= 0, "j"))),
)
PAGE = "concepts-neurons"
CLAIM, mutations = T.claim(), T.mutations


def _family(m: int) -> tuple[list[tuple[int]], set[int]]:
    return [(k,) for k in range(1, m + 1)] + [(-m * m,)] + [(-k,) for k in range(1, m + 1)], set(range(m + 1))


def examples(budget: Budget) -> Evidence:
    """The exact linear program and the search on members of the family."""
    sizes = range(2, budget.pick(quick=6, full=14))
    violations = 0
    for k in sizes:
        points, concept = _family(k)
        violations += len(best_half_space(points, concept).wrong) != 1 or least_hinge(points, concept).value != 2 * k
    numbers = {"examples": len(sizes), "seed": 0, "violations": violations}
    return Evidence("property-test", "tested", "family", "The family by the exact programs.", numbers=numbers)
