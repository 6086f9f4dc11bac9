r"""The mixed-integer program for the best half-space is exact on integer data when its two constants are large enough."""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.concepts._neurons import integer_points, own
from solvers.concepts.half_space import best_half_space
from solvers.exact.lp import Feasible, solve
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import Expression, absolute, both, det, dot, either, for_all, length, names, op, span, subsets, total
from theory.statement import Statement

F = Fraction
X, y, w, b, xi, M = names("X y w b xi M")
_index = span(length(X))
_z = lambda i: dot(w, X[i]) + b  # noqa: E731
_wrong = total(_index, lambda i: op("if", op("=", _z(i) > 0, y[i] > 0), 0, 1), "i")
# one half of the exactness: a feasible point of the program costs at least the errors of its neuron
STATEMENT = Statement(
    ("X", "y", "w", "b", "xi", "M"),
    {
        "labels": both(op("=", length(y), length(X)), for_all(y, lambda v: v**2 == 1, "v")),
        "binary": for_all(xi, lambda v: v**2 == v, "v"),
        "constraints": both(M >= 0, for_all(_index, lambda i: y[i] * _z(i) >= 1 - M * xi[i], "i")),
    },
    _wrong <= total(xi, lambda v: v, "v"),
)
ONE = {"X": [[0], [1], [2]], "y": [1, -1, 1], "w": [0], "b": 1, "xi": [0, 1, 0], "M": 2}

CLAIM = Claim(
    id="concepts.big-m-exactness",
    title="Exactness of the big-M program",
    statement=r"Let the coordinates of the points be integers of absolute value at most $R \ge 1$, $B \ge (n + 1)!\, R^n$ and "
    r"$M \ge 1 + (n R + 1) B$. Then $\min \sum \xi_i$ over $y_i (\langle w, x_i \rangle + b) \ge 1 - M \xi_i$, $|w_j|, |b| \le B$, "
    r"$\xi_i \in \{0, 1\}$, is the least number of errors of a neuron ($y_i = 1$ on $C$, $-1$ elsewhere).",
    source=own("statement of this project"),
    kind="identity",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "labels",
            "y is 1 on C and -1 elsewhere",
            lambda: STATEMENT.satisfied_by(ONE),
            drop_note="a definition: it says what an error is; the program only uses the signs of y",
        ),
        Hypothesis(
            "binary",
            r"$\xi_i \in \{0, 1\}$",
            lambda: STATEMENT.satisfied_by(ONE),
            drop=lambda: STATEMENT.without("binary").refuted_by({**ONE, "xi": [0, F(1, 2), 0], "M": 4}),
        ),
        Hypothesis(
            "constraints",
            "the margin constraints hold",
            lambda: STATEMENT.satisfied_by(ONE),
            drop=lambda: STATEMENT.without("constraints").refuted_by({**ONE, "xi": [0, 0, 0]}),
        ),
        Hypothesis(
            "integers",
            "the coordinates are integers",
            lambda: box(6, 12, margin=1, sense="feasible"),
            drop=lambda: box(1, 2, margin=1, scale=F(1, 8)),
        ),
        Hypothesis(
            "bound",
            r"$B \ge (n + 1)!\, R^n$",
            lambda: box(6, 12, margin=1, sense="feasible"),
            drop=lambda: box(6, 10, margin=1),
        ),
    ),
    depends_on=("concepts.neuron-separates-iff-hulls-disjoint", "concepts.best-half-space-bounds"),
    remark="In practice cuts are better than a large M: concepts.best-half-space-bounds.",
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
            r"A point with $\xi_i = 0$ has $y_i z(x_i) \ge 1$, so the neuron is right there: its errors are among the points "
            r"with $\xi_i = 1$, and the value is at least OPT.",
            "definition",
        ),
        read(
            "kept",
            r"Let $S$ be the points at which a best neuron is right. Some $(w, b)$ has $y_i (\langle w, x_i \rangle + b) \ge 1$ on "
            r"$S$ (concepts.neuron-separates-iff-hulls-disjoint).",
            "instance",
        ),
        read(
            "vertex",
            r"Set the unknowns outside a largest independent set of columns of $(y_i x_i, y_i)_{i \in S}$ to 0; what is left is a "
            r"non-empty polyhedron without lines, so it has a vertex: the solution of a square subsystem of size $k \le n + 1$ with "
            r"right side 1.",
            "linear-algebra",
            "kept",
        ),
        checked("det-2", "2 x 2 determinants, R = 3.", determinants(2, 3)),
        checked("det-3", "3 x 3 determinants, R = 1.", determinants(3, 1)),
        read(
            "cramer",
            r"By Cramer's rule each unknown is an integer determinant over a non-zero one. A numerator has a column of ones, or of "
            r"signs when $b$ is solved for, among at most $n + 1$ columns; so by Leibniz's formula it is at most $(n + 1)!\, R^n \le "
            r"B$.",
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
    return [
        Mutation("no-factorial", r"$B = R^n$ is enough: R = 6, n = 1", refuted_by=lambda: box(6, 6, margin=1)),
        Mutation("smaller-m", r"$M = (n R + 1) B$", rejected=lambda: slack(0)),
        Mutation("smaller-determinants", "one less than 2! R for 2 x 2", rejected=lambda: determinants(2, 3, less=1)),
        Mutation("small-box", "the points -2, ..., 2 need |b| <= 2 only", rejected=lambda: line(2, 2)),
    ]
