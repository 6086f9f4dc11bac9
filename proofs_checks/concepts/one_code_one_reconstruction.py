r"""Equal codes cost reconstruction: two points with one code have squared errors of at least half their squared distance."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import numpy as np

from proofs_checks.parts import hypotheses, wrong
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation, Source
from theory.evidence import (
    checked,
    counterexample,
    derivation,
    evaluation,
    illustration,
    implication,
    proof,
    read,
    relation,
    term,
)
from theory.formal import Expression, for_all, length, names, norm2, op, span, total
from theory.statement import Statement

F = Fraction
x, y, c, e = names("x y c e")
X, rebuilt = names("X rebuilt")
_all = span(length(X))
_cost = total(_all, lambda i: norm2(X[i] - rebuilt[i]), "i")
_apart = total(_all, lambda i: total(span(i), lambda j: norm2(X[i] - X[j]), "j"), "i")
# points and their reconstructions
STATEMENT = Statement(
    ("X", "rebuilt"),
    {"one-code": for_all(_all, lambda i: for_all(span(i), lambda j: rebuilt[i] == rebuilt[j], "j"), "i")},
    length(X) * _cost >= _apart,
)
TIGHT: dict[str, Any] = {"X": [[1, 0], [-1, 0]], "rebuilt": [[0, 0], [0, 0]]}

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.one-code-one-reconstruction",
    title="Points with one code cannot both be reconstructed",
    statement=r"If $x$ and $y$ have the same code, then $\|x - \hat x\|^2 + \|y - \hat y\|^2 \ge \frac12 \|x - "
        r"y\|^2$; equality at the midpoint. More "
    r"generally $m$ points with one code cost at least $\frac1m \sum_{i < j} \|x_i - x_j\|^2$. Beyond the formal statement: with $X_S$ the "
    r"points (as rows) where exactly the neurons of $S$ are on, $\sum \|x - \hat x\|^2 \ge \sum_S \sum_{j > |S|} "
    r"\sigma_j^2(X_S - b_{dec})$, $\sigma_1 \ge \sigma_2 \ge \dots$ the singular values.",
    source=Source("statement of this project", arxiv="", ours=True),
    kind="bound",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        TIGHT,
        {"one-code": ("the points have one code, so one reconstruction", {"rebuilt": [[1, 0], [-1, 0]]})},
    ),
    statement_formal=STATEMENT,
)  # fmt: skip


def parallelogram() -> Certificate:
    """In inner products: xx = |x - c|^2, yy = |y - c|^2, xy = <x - c, y - c>; the slack is |(x - c) + (y - c)|^2."""
    xx, yy, xy = names("xx yy xy")
    return implication(
        "xx yy xy",
        assume=[relation(xx + 2 * xy + yy, ">=")],
        conclude=relation(2 * (xx + yy), ">=", xx - 2 * xy + yy),
        by=derivation(term(1, use=(0,))),
        means="2 |u|^2 + 2 |v|^2 - |u - v|^2 = |u + v|^2 >= 0 for u = x - c, v = y - c, in every dimension",
    )


def many(m: int) -> Certificate:
    """m sum |u_i|^2 - sum_{i<j} |u_i - u_j|^2 = |sum u_i|^2, one coordinate at a time."""
    u = names(" ".join(f"u{i}" for i in range(m)))
    squares = sum((v**2 for v in u[1:]), u[0] ** 2)
    gaps = [(u[i] - u[j]) ** 2 for j in range(m) for i in range(j)]
    return evaluation(
        m * squares - sum(gaps[1:], gaps[0]) == sum(u[1:], u[0]) ** 2,
        indeterminates=" ".join(f"u{i}" for i in range(m)),
        means=f"{m} points, one coordinate",
    )


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        "m points with one code have errors of at least the sum of squared distances over m.",
        *(checked(f"points-{m}", f"The identity for {m} points.", many(m)) for m in (2, 3, 4, 5)),
        read(
            "any",
            r"For any m both sides of $m \sum u_i^2 - \sum_{i<j} (u_i - u_j)^2 = (\sum u_i)^2$ have the coefficients "
            r"1 at $u_i^2$ and 2 at $u_i u_j$.",
            "counting", "points-2", "points-3", "points-4", "points-5",
        ),
        read("coordinates", "Add over the coordinates of $u_i = x_i - c$, c the common reconstruction.",
            "linearity", "any"),
    )  # fmt: skip
    return Evidence(
        "symbolic-proof", "proved", "all-parameters", "The parallelogram identity, and Eckart-Young in every cell.",
        (certificate, illustration("Two points, in every dimension.", parallelogram()), cells()),
    )  # fmt: skip


# one cell: three points minus the decoder bias; sum of x x^T is diag(9, 4, 1), so two neurons leave 1 and one leaves 5
CELL = [[3, 0, 0], [0, 2, 0], [0, 0, 1]]


def tail(neurons: int, bound: int) -> Certificate:
    """No code with so many neurons reconstructs the three points with a smaller error, whatever the decoder."""
    squares = [9, 4, 1]
    t = squares[neurons]
    y = [[max(0, squares[i] - t) if i == j else 0 for j in range(3)] for i in range(3)]
    asserts = {"features_out": CELL, "weights": [1, 1, 1], "width": neurons, "lower_bound": bound}
    return seal("eigenvalue_tail", asserts, {"t": t, "Y": y})


def _squared_error() -> Expression:
    u, z = names("u z")
    return total(span(3), lambda i: norm2(x[i] - op("matvec", op("transpose", u), z[i])), "i")


def reached(decoder: list[list[int]], codes: list[list[int]], error: int) -> Certificate:
    """The error of these codes and decoder columns (as rows)."""
    return evaluation(e == error, let={"x": CELL, "u": decoder, "z": codes, "e": _squared_error()}, record="e")


def cells() -> Certificate:
    return proof(
        "The error is at least the sum over cells of the squared singular values beyond the number of active neurons.",
        read("span", r"At the points of $X_S$ the rows $\hat x - b_{dec}$ lie in the span of $|S|$ decoder columns, so "
            r"they form a matrix of rank at most $|S|$.", "linear-algebra"),
        read("tail", r"A matrix of rank at most $|S|$ differs from $X_S - b_{dec}$ by at least $\sum_{j > |S|} "
            r"\sigma_j^2$ in squared Frobenius norm.", "eckart-young", "span"),
        checked("two", "Example: points (3,0,0), (0,2,0), (0,0,1), any two neurons: at least 1.", tail(2, 1)),
        checked("one", "Any one neuron: at least 4 + 1.", tail(1, 5)),
        checked("attained", "Two neurons along the first two axes attain 1.", reached([[1, 0, 0], [0, 1, 0]], [[3, 0], [0, 2],
            [0, 0]], 1)),
        read("sum", "Every point is in one cell: add up.", "linearity", "tail"),
        read("all", "Together.", "conclusion", "two", "one", "attained", "sum"),
    )  # fmt: skip


def examples(budget: Budget) -> list[Evidence]:
    """Random rational points in up to four dimensions, up to six with one reconstruction."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=100, full=3000), 0
    for _ in range(count):
        n, m = rng.randint(1, 4), rng.randint(2, 6)
        draw = lambda: [F(rng.randint(-9, 9), rng.randint(1, 3)) for _ in range(n)]  # noqa: B023, E731
        points, center = [draw() for _ in range(m)], draw()
        square = lambda a, b: sum((s - t) ** 2 for s, t in zip(a, b, strict=True))  # noqa: E731
        pairs = sum(square(points[i], points[j]) for j in range(m) for i in range(j))
        violations += m * sum(square(p, center) for p in points) < pairs
    midpoints = Evidence(
        "property-test", "tested", "family", "Random rational points with a common reconstruction.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )  # fmt: skip
    return [midpoints, tails(budget)]


def tails(budget: Budget) -> Evidence:
    """Random ReLU autoencoders by numpy, every cell with the best decoder for it (least squares) and its singular values."""
    rng, count, violations = np.random.default_rng(budget.seed), budget.pick(quick=40, full=1000), 0
    for _ in range(count):
        n, d = int(rng.integers(1, 6)), int(rng.integers(1, 6))
        points, bias = rng.normal(size=(12, n)), rng.normal(size=n)
        codes = np.maximum(points @ rng.normal(size=(n, d)) + rng.normal(size=d), 0)
        decoder = np.linalg.lstsq(codes, points - bias, rcond=None)[0] + rng.choice([0, 0.1]) * rng.normal(size=(d, n))
        error, bound = float(((points - bias - codes @ decoder) ** 2).sum()), 0.0
        for support in {tuple(z > 0) for z in codes}:
            cell = points[((codes > 0) == np.array(support)).all(axis=1)] - bias
            bound += float((np.linalg.svd(cell, compute_uv=False)[sum(support) :] ** 2).sum())
        # both sides are sums of at most 60 squares of rounded numbers of size about 1
        violations += error < bound - 1e-9
    return Evidence(
        "property-test", "tested", "family", "Random ReLU autoencoders in up to five dimensions, singular values by numpy.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )  # fmt: skip


def mutations() -> list[Mutation]:
    three = {"X": [[0, 0], [3, 0], [0, 3]], "rebuilt": [[1, 1], [1, 1], [1, 1]]}
    return [
        wrong("strict", "strictly more", STATEMENT, TIGHT, length(X) * _cost > _apart),
        wrong("pairs-only", "m points cost half of the sum over the pairs", STATEMENT, three, 2 * _cost >= _apart),
        Mutation(
            "one-neuron-more",
            "the tail begins one singular value earlier: two neurons leave at least 5",
            refuted_by=lambda: counterexample(
                variables={"x": CELL, "u": [[1, 0, 0], [0, 1, 0]], "z": [[3, 0], [0, 2], [0, 0]]},
                hypotheses={},
                conclusion=_squared_error() >= 5,
            ),
        ),
        Mutation("tail-too-large", "the certificate for two neurons with the bound 2", rejected=lambda: tail(2, 2)),
        wrong("whole-distance", "at least the whole squared distance", STATEMENT, TIGHT, _cost >= _apart),
    ]
