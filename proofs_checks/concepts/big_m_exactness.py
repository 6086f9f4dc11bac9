r"""The mixed-integer program for the best half-space is exact on integer data when its two constants are large enough."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.concepts._neurons import integer_points, own
from proofs_checks.parts import hypotheses, wrong
from solvers.concepts.half_space import best_half_space
from solvers.exact.lp import Feasible, solve
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import (
    Expression,
    absolute,
    both,
    det,
    dot,
    either,
    for_all,
    implies,
    length,
    names,
    op,
    span,
    subsets,
    total,
)
from theory.statement import Statement

F = Fraction
X, y, w, b, xi, M = names("X y w b xi M")
_index = span(length(X))
_z = lambda i: dot(w, X[i]) + b  # noqa: E731
_wrong = total(_index, lambda i: op("if", op("=", _z(i) > 0, y[i] > 0), 0, 1), "i")
R, B, other_w, other_b, margin, scaling = names("R B other_w other_b margin scaling")
n = length(X[0])
_other = lambda i: dot(other_w, X[i]) + other_b  # noqa: E731
other_wrong = total(_index, lambda i: op("if", op("=", _other(i) > 0, y[i] > 0), 0, 1), "i")
# (1) a feasible point of the program costs at least the errors of its neuron; (2) a neuron in the box that keeps margin 1 on the
# points it gets right is feasible with xi = its errors.  That the best errors are reached by such a neuron is the vertex argument.
STATEMENT = Statement(
    ("X", "y", "R", "B", "M", "w", "b", "xi", "other_w", "other_b"),
    {
        "labels": both(op("=", length(y), length(X)), for_all(y, lambda v: v**2 == 1, "v")),
        "coordinates": for_all(X, lambda x: both(length(x) == n, for_all(x, lambda c: absolute(c) <= R, "c")), "x"),
        "large-m": 1 + (n * R + 1) * B <= M,
        "binary": for_all(xi, lambda v: v**2 == v, "v"),
        "constraints": for_all(_index, lambda i: y[i] * _z(i) >= 1 - M * xi[i], "i"),
        "box": both(
            B >= 0,
            for_all(other_w, lambda v: absolute(v) <= B, "v"),
            absolute(other_b) <= B,
            for_all(_index, lambda i: implies(op("=", _other(i) > 0, y[i] > 0), y[i] * _other(i) >= 1), "i"),
        ),
    },
    both(
        _wrong <= total(xi, lambda v: v, "v"),
        for_all(
            _index,
            lambda i: y[i] * _other(i) >= 1 - M * op("if", op("=", _other(i) > 0, y[i] > 0), 0, 1),
            "i",
        ),
    ),
)
ONE: dict[str, Any] = {
    "X": [[0], [1], [2]],
    "y": [1, -1, 1],
    "R": 2,
    "B": 4,
    "M": 13,
    "w": [0],
    "b": 1,
    "xi": [0, 1, 0],
    "other_w": [-2],
    "other_b": 1,
}

FAR_AWAY = {**ONE, "X": [[0], [1], [9]], "y": [1, 1, -1], "xi": [0, 0, 1], "other_w": [4], "other_b": 1}

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.big-m-exactness",
    title="Exactness of the big-M program",
    statement=r"""
        Let the coordinates of the points be integers of absolute value at most $R \ge 1$, $B \ge (n + 1)!\, R^n$ and
        $M \ge 1 + (n R + 1) B$. Then $\min \sum \xi_i$ over $y_i (\langle w, x_i \rangle + b) \ge 1 - M \xi_i$,
        $|w_j|, |b| \le B$, $\xi_i \in \{0, 1\}$, is the least number of errors of a neuron ($y_i = 1$ on $C$, $-1$
        elsewhere). Formally: a feasible point costs at least the errors of its neuron, and a neuron in the box with
        margin 1 where it is right is feasible at the cost of its errors. Beyond the formal statement: for integer
        data and such a $B$ some best neuron is of this kind.""",
    source=own("statement of this project"),
    kind="identity",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        ONE,
        {
            "labels": ("y is 1 on C and -1 elsewhere", {"y": [1, -9, 1], "other_w": [2], "other_b": 1}),
            "coordinates": (r"$|x_{ij}| \le R$", FAR_AWAY),
            "large-m": (r"$M \ge 1 + (n R + 1) B$", {"M": 2}),
            "binary": (r"$\xi_i \in \{0, 1\}$", {"xi": [0, F(1, 2), 0]}),
            "constraints": ("the margin constraints hold", {"xi": [0, 0, 0]}),
            "box": (
                "a neuron in the box, with margin 1 where it is right",
                {"other_w": [F(-1, 2)], "other_b": F(1, 4)},
            ),
        },
    ),
    depends_on=("concepts.neuron-separates-iff-hulls-disjoint", "concepts.best-half-space-bounds"),
    remark="In practice cuts are better than a large M: concepts.best-half-space-bounds.",
    statement_formal=STATEMENT,
)


def box(R: int, B: int, *, margin: int, scale: Fraction | int = 1, sense: str = "farkas") -> Certificate:
    """Points R - 1 (off) and R (on), times ``scale``, and |w|, |b| <= B: a neuron with both margins, or none (Farkas)."""
    rows = [[R * scale, 1], [-(R - 1) * scale, -1], [1, 0], [-1, 0], [0, 1], [0, -1]]
    rhs = [margin, margin, -B, -B, -B, -B]
    found = solve(rows, [">="] * 6, rhs)
    if isinstance(found, Feasible):
        if sense == "farkas":
            raise ArithmeticError(f"the box {B} is large enough for the points {R - 1}, {R} times {scale}")
        U = Expression("U")
        fits = [dot(r, U) >= v for r, v in zip(rows, rhs, strict=True)]
        return evaluation(
            both(*fits), let={"U": list(found.point)}, means="(w, b) in the box with both margins at least 1"
        )
    return seal(
        "farkas",
        {
            "rows": [[[str(F(v)) for v in r], ">=", v] for r, v in zip(rows, rhs, strict=True)],
            "means": f"margin 1 at {F(R * scale)} (on) and {F((R - 1) * scale)} (off) with |w|, |b| <= {B}: separable, but not in the box",
        },
        {"multipliers": [str(v) for v in found.multipliers]},
    )


def slack(one: int = 1) -> Certificate:
    """M >= 1 + (n R + 1) B, |y z| <= n R B + B: the constraint of a point with xi = 1 holds."""
    m, s, a = names("m s a")
    return implication(
        "m s a",
        assume=[relation(m - one - a, ">="), relation(s + a, ">=")],
        conclude=relation(s - (1 - m), ">="),
        by=derivation(term(1, use=(0,)), term(1, use=(1,))),
        means="s = y z >= -a, a = (n R + 1) B, m >= 1 + a: s >= 1 - m",
    )


def determinants(size: int, R: int, *, less: int = 0) -> Certificate:
    """Every matrix with entries -R, ..., R and a last column of signs: |det| <= size! R^(size - 1)."""
    (A,) = names("A")
    row = op("product_set", *[span(-R, R + 1)] * (size - 1), [-1, 1])
    bound = op("factorial", size) * op("^", R, size - 1) - less
    return evaluation(
        for_all(op("product_set", *[row] * size), lambda _: absolute(det(A)) <= bound, "A"),
        means=f"all {size} x {size} matrices with entries of absolute value at most {R}, the last column of signs",
    )


def line(R: int, B: int) -> Certificate:
    """Every concept on -R, ..., R: the best neuron w x + b, w in {0, 2, -2}, inside the box, errs as rarely as any threshold."""
    (s,) = names("s")
    points = list(range(-R, R + 1))
    neurons = [[e * 2, -e * (2 * c + 1)] for e in (1, -1) for c in range(-R, R)] + [[0, 1], [0, -1]]
    value = lambda u, i: u[0] * Expression("P")[i] + u[1]  # noqa: E731
    sign = lambda i: op("if", op("in", i, s), 1, -1)  # noqa: E731
    failing = lambda u: total(span(len(points)), lambda i: op("if", sign(i) * value(u, i) >= 1, 0, 1), "i")  # noqa: E731
    cut = lambda t, e: total(  # noqa: E731
        span(len(points)),
        lambda i: op("if", op("=", op("in", i, s), either(both(e > 0, i >= t), both(e < 0, i < t))), 0, 1),
        "i",
    )
    best = Expression(["min_over", "u", "U", failing(Expression("u")).json])
    q = Expression("q")
    least = Expression(["min_over", "q", op("product_set", span(len(points) + 1), [1, -1]).json, cut(q[0], q[1]).json])
    inside = for_all(Expression("U"), lambda u: both(absolute(u[0]) <= B, absolute(u[1]) <= B), "u")
    return evaluation(
        both(inside, for_all(subsets(len(points)), lambda _: op("=", best, least), "s")),
        let={"P": points, "U": neurons},
        means=f"integer points -{R}, ..., {R}, B = {B}: program and least number of errors agree for every concept",
    )


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "The program has the least number of errors as its value.",
        read(
            "below",
            r"""
            A point with $\xi_i = 0$ has $y_i z(x_i) \ge 1$, so the neuron is right there: its errors are among the
            points with $\xi_i = 1$, and the value is at least OPT.""",
            "definition",
        ),
        read(
            "kept",
            r"""
            Let $S$ be the points at which a best neuron is right. Some $(w, b)$ has $y_i (\langle w, x_i \rangle + b)
            \ge 1$ on $S$ (concepts.neuron-separates-iff-hulls-disjoint).""",
            "instance",
        ),
        read(
            "vertex",
            r"""
            Set the unknowns outside a largest independent set of columns of $(y_i x_i, y_i)_{i \in S}$ to 0; what is
            left is a non-empty polyhedron without lines, so it has a vertex: the solution of a square subsystem of
            size $k \le n + 1$ with right side 1.""",
            "linear-algebra",
            "kept",
        ),
        checked("det-2", "2 x 2 determinants, R = 3.", determinants(2, 3)),
        checked("det-3", "3 x 3 determinants, R = 1.", determinants(3, 1)),
        read(
            "cramer",
            r"""
            By Cramer's rule each unknown is an integer determinant over a non-zero one. A numerator has a column of
            ones, or of signs when $b$ is solved for, among at most $n + 1$ columns; so by Leibniz's formula it is at
            most $(n + 1)!\, R^n \le B$.""",
            "linear-algebra",
            "vertex",
            "det-2",
            "det-3",
        ),
        checked("slack", "Points outside S: the constraint with xi = 1 holds.", slack()),
        read(
            "above",
            r"$|y_i z(x_i)| \le n R B + B$, so $\xi_i = 1$ outside $S$ is feasible: the value is at most OPT.",
            "conclusion",
            "cramer",
            "slack",
        ),
        read("all", "Together.", "conclusion", "below", "above"),
    )
    return [
        Evidence("symbolic-proof", "proved", "all-parameters", "A vertex and Cramer's rule.", (certificate,)),
        Evidence(
            "exact-decision",
            "proved",
            "instance",
            "Every concept on five integer points of the line; the points R - 1, R need B = 2 R - 1.",
            (line(2, 4), box(6, 11, margin=1, sense="feasible")),
        ),
    ]


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
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "Random integer points of the line and the plane, the box of the claim.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    smaller_m = STATEMENT.without("large-m").assuming(large_m=(n * R + 1) * B <= M)
    # at x = 1 the neuron x + 1 has the value 2 = (n R + 1) B on the wrong side, and M = 2 is too small
    tight = {
        **ONE,
        "X": [[1]],
        "y": [-1],
        "R": 1,
        "B": 1,
        "M": 2,
        "w": [0],
        "b": -1,
        "xi": [0],
        "other_w": [1],
        "other_b": 1,
    }
    fewer = _wrong < total(xi, lambda v: v, "v")
    return [
        wrong("smaller-m", r"every neuron in the box is feasible for $M = (n R + 1) B$", smaller_m, tight),
        wrong("strict", "a feasible point costs more than the errors of its neuron", STATEMENT, ONE, fewer),
        Mutation(
            "any-coordinates",
            "the coordinates need not be integers",
            refuted_by=lambda: box(1, 2, margin=1, scale=F(1, 8)),
        ),
        Mutation("smaller-box", r"$B = 10 < 2 R$ is enough for R = 6, n = 1", refuted_by=lambda: box(6, 10, margin=1)),
        Mutation("no-factorial", r"$B = R^n$ is enough: R = 6, n = 1", refuted_by=lambda: box(6, 6, margin=1)),
        Mutation("smaller-determinants", "one less than 2! R for 2 x 2", rejected=lambda: determinants(2, 3, less=1)),
        Mutation("small-box", "the points -2, ..., 2 need |b| <= 2 only", rejected=lambda: line(2, 2)),
    ]
