r"""When anchoring identifies the rest: for orthonormal features exactly when q = n and at most one feature is left.

The summary of the anchoring claims: ``sdl.anchoring-dimension`` (q = n), ``sdl.anchoring-overcomplete`` (q > n) and
``sdl.anchoring-identifies`` (the statement as published, refuted).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofs_checks.parts import hypotheses, wrong
from proofs_checks.sdl import _formal as formal
from proofs_checks.sdl import anchoring_dimension as square
from proofs_checks.sdl import anchoring_overcomplete as wide
from proofs_checks.sdl._formal import RELU, W_D, W_E, m, w
from theory.claims import Budget, Claim, Evidence, Mutation, Source
from theory.evidence import checked, proof, read
from theory.formal import (
    Expression,
    both,
    codes,
    dot,
    either,
    exists,
    for_all,
    implies,
    listing,
    loss,
    matmul,
    names,
    negation,
    norm2,
    op,
    scale,
    span,
    transpose,
)
from theory.statement import Statement

k, z, other_E, other_D = names("k z other_E other_D")
n, q = formal.n, formal.q
LAST, BEFORE = w[n - 1], w[n - 2]


# q = n: the last two features are mixed by (2, 1), (1, 2); q > n: neurons n - 1 and n share the last feature
def _rows(i: Expression) -> Expression:
    mixed = op("if", i == n - 2, scale(2, BEFORE) + LAST, op("if", i == n - 1, BEFORE + scale(2, LAST), w[i]))
    shared = op("if", i < n - 1, w[i], op("if", i <= n, LAST, scale(0, w[0])))
    return op("if", q == n, mixed, shared)


def _columns(i: Expression) -> Expression:
    third, half = Fraction(1, 3), Fraction(1, 2)
    first, second = scale(third, scale(2, BEFORE) - LAST), scale(third, scale(2, LAST) - BEFORE)
    mixed = op("if", i == n - 2, first, op("if", i == n - 1, second, w[i]))
    tilted = op("if", i == n - 1, scale(half, LAST + w[0]), scale(half, LAST - w[0]))
    shared = op("if", i < n - 1, w[i], op("if", i <= n, tilted, scale(0, w[0])))
    return op("if", q == n, mixed, shared)


def _along(x: Expression, y: Expression) -> Expression:
    """Nonzero and parallel, of either sign."""
    return both(dot(x, y) != 0, dot(x, y) ** 2 == norm2(x) * norm2(y))


def _has_column(decoder: Expression, feature: Expression) -> Expression:
    return exists(span(q), lambda i: _along(transpose(decoder)[i], feature), "i")


def _is_anchored(rows: Expression, decoder: Expression) -> Expression:
    return for_all(span(k), lambda i: both(rows[i] == w[i], transpose(decoder)[i] == w[i]), "i")


IDENTIFIES = either(k == n, both(q == n, k == n - 1))
RECOVERED = for_all(span(n), lambda d: _has_column(W_D, w[d]), "d")
STATEMENT = Statement(
    variables=("w", "m", "W_E", "W_D", "k"),
    hypotheses={
        "two-features": n >= 2,
        "orthonormal": formal.orthonormal(w),
        "positive-weights": formal.POSITIVE_WEIGHTS,
        "width": q >= n,
        "anchored": both(k >= 0, k <= n, formal.anchored(k, w)),
        "zero-loss": loss(RELU, W_E, W_D, w, w, m) == 0,
    },
    # where they are not identified, one explicit point with anchors and zero loss misses the last feature
    conclusion=op(
        "if",
        IDENTIFIES,
        RECOVERED,
        both(
            _is_anchored(other_E, other_D),
            loss(RELU, other_E, other_D, w, w, m) == 0,
            negation(_has_column(other_D, LAST)),
        ),
    ),
    let={
        "z": codes(RELU, W_E, w),
        "products": matmul(w, W_D),
        "other_E": listing(span(q), _rows, "i"),
        "other_D": transpose(listing(span(q), _columns, "i")),
    },
)
RECORD = "z products"
UNIT = [[1, 0], [0, 1]]
THIRD = Fraction(1, 3)
POINT: dict[str, Any] = {"w": UNIT, "m": [1, 2], "W_E": UNIT, "W_D": UNIT, "k": 1}
MIXED = {**POINT, "W_E": [[2, 1], [1, 2]], "W_D": [[2 * THIRD, -THIRD], [-THIRD, 2 * THIRD]]}
# two neurons share feature 2
WIDE = {**POINT, "W_E": [[1, 0], [0, 1], [0, 1]], "W_D": [[1, THIRD, -THIRD], [0, Fraction(1, 2), Fraction(1, 2)]]}
ACUTE = [[1, 0], [Fraction(3, 5), Fraction(4, 5)]]

PAGE = "anchoring"
CLAIM = Claim(
    id="sdl.anchoring-identifies-iff",
    title="Anchoring identifies the rest only for q = n and k >= n - 1",
    statement=r"""
        Let $n \ge 2$ features be orthonormal, $M_d > 0$, $\sigma$ = ReLU, $q \ge n$ and $0 \le k \le n$. Among the
        points with $k$ exact anchors and $\tilde L = 0$, every decoder has a column parallel to each feature if and
        only if $k = n$, or $q = n$ and $k = n - 1$.""",
    source=Source(locator="Section on feature anchoring, equations (22) to (26)", ours=True),
    kind="equivalence",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        POINT,
        {
            # on a line every nonzero column is parallel to the feature
            "two-features": (r"$n \ge 2$", {"w": [[1]], "m": [1], "W_E": [[1], [1]], "W_D": [[1, 0]], "k": 0}),
            # an anchor that is on for the other feature too; the last column makes up for it
            "orthonormal": ("orthonormal features", {"w": ACUTE}),
            "positive-weights": (r"$M_d > 0$", {"m": [0, 0], "W_D": [[1, 0], [0, 0]]}),
            "width": (r"$q \ge n$", "for $q < n$ no point has zero loss: the features have rank n"),
            "anchored": (r"$a_i = w_i$, $u_i = w_i$ for $i \le k \le n$", MIXED),
            "zero-loss": (r"$\tilde L = 0$", {"W_D": [[1, 0], [0, 0]]}),
        },
        record=RECORD,
    ),
    depends_on=("sdl.anchoring-dimension", "sdl.anchoring-overcomplete"),
    remark="So the published remark that anchoring restores identifiability fails for every overcomplete ReLU dictionary.",
    statement_formal=STATEMENT,
)


def prove(budget: Budget) -> Evidence:
    """Both directions from the two theorems; the small cases are certificates of their own."""
    certificate = proof(
        "Anchoring identifies all features iff k = n, or q = n and k = n - 1.",
        read("all", r"$k = n$: the anchored columns are the features themselves.", "definition"),
        checked(
            "left-one", "q = n = 2, k = 1: the free decoder column is parallel to its feature.", wide.square_width()
        ),
        read(
            "square",
            """
            $q = n$, $k = n - 1$: by the dimension theorem the codes are $I$ on the anchors and one positive number on
            the last feature, so its decoder column is parallel to it.""",
            "instance",
            "left-one",
        ),
        checked("two-left", "Two features left, q = n: a zero with other columns.", square.mixed_pair()),
        checked(
            "wide",
            "n = 3, k = 2, q = 4: one feature left, spare neuron: a zero with other columns.",
            wide.zero(3, 2, 4),
        ),
        read(
            "other",
            r"""
            In all other cases ($k \le n - 2$, or $q > n$ and $k = n - 1$) the overcomplete theorem gives a zero in
            which no other column has |cosine| above 4/5 with any feature.""",
            "instance",
            "two-left",
            "wide",
        ),
        read("both", "The cases exhaust all k and q.", "cases", "all", "square", "other"),
    )
    return Evidence("symbolic-proof", "proved", "all-parameters", "From the two anchoring theorems.", (certificate,))


def mutations() -> list[Mutation]:
    one_fewer, any_width = implies(k >= n - 2, RECOVERED), implies(k >= n - 1, RECOVERED)
    return [
        wrong("one-fewer", "q = n and k >= n - 2 is enough", STATEMENT, {**MIXED, "k": 0}, one_fewer, record=RECORD),
        wrong("any-width", "k = n - 1 is enough for every width", STATEMENT, WIDE, any_width, record=RECORD),
    ]
