r"""The mixed-integer program for the best half-space is exact on integer data when its two constants are large enough."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.concepts._neurons import integer_points, own
from proofs_checks.vocabulary import Given, Theorem
from solvers.concepts.half_space import best_half_space
from solvers.exact.lp import Feasible, solve
from theory.certificates import seal
from theory.claims import Budget, Certificate, Evidence, Mutation
from theory.evidence import evaluation
from theory.formal import Expression
from theory.formal import both as all_of
from theory.formal import dot as inner
from theory.typed import (
    SCALAR,
    Expr,
    absolute,
    both,
    for_all,
    iff,
    implies,
    indicator,
    mat,
    negation,
    scalar,
    size,
    total,
    var,
    vec,
)

F = Fraction
X, y = var("X", mat("N", "n")), var("y", vec("N"))  # the points as rows
w, b, xi = var("w", vec("n"), r"w"), var("b", SCALAR), var("xi", vec("N"), r"\xi")
r, B, M, v, c = var("r", SCALAR), var("B", SCALAR), var("M", SCALAR), var("v", vec("n")), var("c", SCALAR)


def value(i: Expr, normal: Expr, bias: Expr) -> Expr:
    """The pre-activation of a neuron at a point."""
    return (X @ normal)[i] + bias


def right(i: Expr, normal: Expr, bias: Expr) -> Expr:
    """The neuron is on exactly if the label is positive."""
    return iff(value(i, normal, bias) > 0, y[i] > 0)


ERRORS = total("N", lambda i: indicator(negation(right(i, w, b))))
REACH = (scalar(size("n")) * r + 1) * B
COST = total("N", lambda i: xi[i])
POINT: dict[str, Any] = {
    **{
        "N": 3,
        "n": 1,
        "X": [[0], [1], [2]],
        "y": [1, -1, 1],
        "r": 2,
        "B": 4,
        "M": 13,
        "w": [0],
        "b": 1,
        "xi": [0, 1, 0],
    },
    **{"v": [-2], "c": 1},
}

T = Theorem(
    id="concepts.big-m-exactness",
    title="Exactness of the big-M program",
    says=r"""
        Let the coordinates of $N$ points be of absolute value at most $r$, $y_i = \pm 1$ and $M \ge 1 + (n r + 1) B$,
        and consider the program $\min \sum \xi_i$ over $y_i (\langle w, x_i \rangle + b) \ge 1 - M \xi_i$, $|w_j|, |b|
        \le B$, $\xi_i \in \{0, 1\}$. A feasible point costs at least the errors of its neuron; and a neuron $(v, c)$ in
        the box with margin 1 at the points where it is right is feasible at the cost of its errors. So the value of the
        program is the least number of errors of a neuron whenever some best neuron lies in the box with margin 1.""",
    source=own("statement of this project"),
    kind="identity",
    sizes="N n",
    about=(X, y, w, b, xi, r, B, M, v, c),
    given={
        "labels": Given(
            "y is 1 on C and -1 elsewhere",
            for_all("N", lambda i: y[i] ** 2 == 1),
            fails={"y": [1, -9, 1], "v": [2], "c": 1},
        ),
        "coordinates": Given(
            r"$|x_{ij}| \le r$",
            for_all("N", lambda i: for_all("n", lambda j: absolute(X[i, j]) <= r, "j")),
            fails={"X": [[0], [1], [9]], "y": [1, 1, -1], "xi": [0, 0, 1], "v": [4], "c": 1},
        ),
        "large-m": Given(r"$M \ge 1 + (n r + 1) B$", M >= 1 + REACH, fails={"M": 2}),
        "binary": Given(
            r"$\xi_i \in \{0, 1\}$", for_all("N", lambda i: xi[i] ** 2 == xi[i]), fails={"xi": [0, F(1, 2), 0]}
        ),
        "constraints": Given(
            "the margin constraints hold",
            for_all("N", lambda i: y[i] * value(i, w, b) >= 1 - M * xi[i]),
            fails={"xi": [0, 0, 0]},
        ),
        "box": Given(
            "a neuron in the box, with margin 1 where it is right",
            both(
                B >= 0,
                for_all("n", lambda j: absolute(v[j]) <= B, "j"),
                absolute(c) <= B,
                for_all("N", lambda i: implies(right(i, v, c), y[i] * value(i, v, c) >= 1)),
            ),
            fails={"v": [F(-1, 2)], "c": F(1, 4)},
        ),
    },
    then=both(
        COST >= ERRORS,
        for_all("N", lambda i: y[i] * value(i, v, c) >= 1 - M * indicator(negation(right(i, v, c)))),
    ),
    example=POINT,
    needs=("concepts.neuron-separates-iff-hulls-disjoint", "concepts.best-half-space-bounds"),
    remark=r"""
        For integer coordinates and $B \ge (n + 1)!\, r^n$ some best neuron is of this kind (a vertex of the polyhedron of
        margins, Cramer's rule and Leibniz's formula): tested below, not part of the proof. In practice cuts are better than
        a large M: concepts.best-half-space-bounds.""",
)
# at x = 1 the neuron x + 1 has the value 2 = (n r + 1) B on the wrong side, and M = 2 is too small
T.wrongly(
    "smaller-m",
    r"every neuron in the box is feasible for $M = (n r + 1) B$",
    implies(M >= REACH, T.then),
    without="large-m",
    **{"N": 1, "X": [[1]], "y": [-1], "r": 1, "B": 1, "M": 2, "b": -1, "xi": [0], "v": [1]},
)
T.wrongly("strict", "a feasible point costs more than the errors of its neuron", COST > ERRORS)
PAGE = "concepts-neurons"
CLAIM = T.claim()


def box(r: int, B: int, *, margin: int, scale: Fraction | int = 1, sense: str = "farkas") -> Certificate:
    """Points R - 1 (off) and R (on), times ``scale``, and |w|, |b| <= B: a neuron with both margins, or none (Farkas)."""
    rows = [[r * scale, 1], [-(r - 1) * scale, -1], [1, 0], [-1, 0], [0, 1], [0, -1]]
    rhs = [margin, margin, -B, -B, -B, -B]
    found = solve(rows, [">="] * 6, rhs)
    if isinstance(found, Feasible):
        if sense == "farkas":
            raise ArithmeticError(f"the box {B} is large enough for the points {r - 1}, {r} times {scale}")
        U = Expression("U")
        fits = [inner(r, U) >= v for r, v in zip(rows, rhs, strict=True)]
        return evaluation(
            all_of(*fits), let={"U": list(found.point)}, means="(w, b) in the box with both margins at least 1"
        )
    return seal(
        "farkas",
        {
            "rows": [[[str(F(v)) for v in r], ">=", v] for r, v in zip(rows, rhs, strict=True)],
            "means": f"margin 1 at {F(r * scale)} (on) and {F((r - 1) * scale)} (off) with |w|, |b| <= {B}: separable, but not in the box",
        },
        {"multipliers": [str(v) for v in found.multipliers]},
    )


def decide(budget: Budget) -> Evidence:
    tight = box(6, 11, margin=1, sense="feasible")
    return Evidence("exact-decision", "proved", "instance", "The points 5 and 6 fit into the box 2 r - 1.", (tight,))


def examples(budget: Budget) -> Evidence:
    """The kept set of the exact search: the linear system with the box is feasible, by the exact simplex."""
    rng, violations, count = random.Random(budget.seed), 0, budget.pick(quick=25, full=500)
    for _ in range(count):
        n, R = rng.randint(1, 2), rng.randint(1, 3)
        points = integer_points(rng, rng.randint(2, 2 * R + 1 if n == 1 else 7), n, size=R)
        concept = {i for i in range(len(points)) if rng.random() < 0.5}
        wrong = best_half_space(points, concept).wrong
        B = (n + 1) * (2 if n == 2 else 1) * R**n
        rows = [[v if i in concept else -v for v in (*x, 1)] for i, x in enumerate(points) if i not in wrong]
        box_rows = [[e * int(j == k) for j in range(n + 1)] for k in range(n + 1) for e in (1, -1)]
        senses = [">="] * (len(rows) + len(box_rows))
        violations += not isinstance(solve(rows + box_rows, senses, [1] * len(rows) + [-B] * len(box_rows)), Feasible)
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    text = "Random integer points of the line and the plane, the box (n + 1)! r^n."
    return Evidence("property-test", "tested", "fixed-dimension", text, numbers=numbers)


def mutations() -> list[Mutation]:
    return [
        *T.mutations(),
        Mutation(
            "any-coordinates",
            "a best neuron is in the box although the coordinates are no integers",
            refuted_by=lambda: box(1, 2, margin=1, scale=F(1, 8)),
        ),
        Mutation("smaller-box", r"$B = 10 < 2 r$ is enough for r = 6, n = 1", refuted_by=lambda: box(6, 10, margin=1)),
        Mutation("no-factorial", r"$B = r^n$ is enough: r = 6, n = 1", refuted_by=lambda: box(6, 6, margin=1)),
    ]
