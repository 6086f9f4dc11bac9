r"""Equal codes cost reconstruction: two points with one code have squared errors of at least half their squared distance."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np

from proofs_checks.vocabulary import Given, Theorem
from theory.certificates import seal
from theory.claims import Budget, Certificate, Evidence, Mutation, Source
from theory.evidence import evaluation
from theory.formal import Expression, names, op, span
from theory.formal import norm2 as squared
from theory.formal import total as add_up
from theory.typed import both, column, for_all, iff, mat, norm2, scalar, size, total, var

F = Fraction
x, e = names("x e")
# points and their reconstructions as columns
X, Y = var("X", mat("n", "m")), var("Y", mat("n", "m"), r"\hat X")
m = scalar(size("m"))
cost = total("m", lambda i: norm2(column(X, i) - column(Y, i)))
apart = total("m", lambda i: total("m", lambda j: norm2(column(X, i) - column(X, j)), "j"))  # every pair twice
CENTRED = for_all("n", lambda r: total("m", lambda i: X[r, i] - Y[r, i]) == 0, "r")

PAGE = "concepts-neurons"
T = Theorem(
    id="concepts.one-code-one-reconstruction",
    title="Points with one code cannot both be reconstructed",
    says=r"""
        If $x$ and $y$ have the same code, then $\|x - \hat x\|^2 + \|y - \hat y\|^2 \ge \frac12 \|x - y\|^2$;
        equality at the midpoint. More generally $m$ points with one code cost at least $\frac1m \sum_{i < j} \|x_i -
        x_j\|^2$, with equality exactly when their reconstruction is their mean. Beyond the formal statement: with
        $X_S$ the points (as rows) where exactly the neurons of $S$ are on, $\sum \|x - \hat x\|^2 \ge \sum_S \sum_{j
        > |S|} \sigma_j^2(X_S - b_{dec})$, $\sigma_1 \ge \sigma_2 \ge \dots$ the singular values.""",
    source=Source("statement of this project", arxiv="", ours=True),
    kind="bound",
    sizes="n m",
    about=(X, Y),
    given={
        "one-code": Given(
            "the points have one code, so one reconstruction",
            for_all("m", lambda i: for_all("m", lambda j: column(Y, i) == column(Y, j), "j")),
            fails={"Y": [[1, -1], [0, 0]]},
        ),
    },
    then=both(2 * m * cost >= apart, iff(2 * m * cost == apart, CENTRED)),
    example={"n": 2, "m": 2, "X": [[1, -1], [0, 0]], "Y": [[0, 0], [0, 0]]},
)
T.wrongly("strict", "strictly more", 2 * m * cost > apart)
T.wrongly(
    "pairs-only",
    "m points cost half of the sum over the pairs",
    4 * cost >= apart,
    m=3,
    X=[[0, 3, 0], [0, 0, 3]],
    Y=[[1, 1, 1], [1, 1, 1]],
)
T.wrongly("whole-distance", "at least the whole squared distance", 2 * cost >= apart)
T.wrongly("always-equal", "no reconstruction costs more", 2 * m * cost == apart, Y=[[1, 1], [0, 0]])


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
    return add_up(span(3), lambda i: squared(x[i] - op("matvec", op("transpose", u), z[i])), "i")


def reached(decoder: list[list[int]], codes: list[list[int]], error: int) -> Certificate:
    """The error of these codes and decoder columns (as rows)."""
    return evaluation(e == error, let={"x": CELL, "u": decoder, "z": codes, "e": _squared_error()}, record="e")


def prove(budget: Budget) -> Evidence:
    text = "One cell beyond the formal statement: two neurons leave at least 1, one at least 5, and two attain 1."
    certificates = (tail(2, 1), tail(1, 5), reached([[1, 0, 0], [0, 1, 0]], [[3, 0], [0, 2], [0, 0]], 1))
    return Evidence("certified-instances", "proved", "instance", text, certificates)


T.wrong.append(
    Mutation("tail-too-large", "the certificate for two neurons with the bound 2", rejected=lambda: tail(2, 2))
)
CLAIM, mutations = T.claim(), T.mutations


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
        "property-test",
        "tested",
        "family",
        "Random rational points with a common reconstruction.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )
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
        "property-test",
        "tested",
        "family",
        "Random ReLU autoencoders in up to five dimensions, singular values by numpy.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )
