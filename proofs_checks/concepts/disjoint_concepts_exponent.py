r"""Disjoint concepts need more neurons than counting units says: the dimension caps the exponent."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations, combinations_with_replacement
from math import comb

import numpy as np

from proofs_checks.concepts._neurons import own
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation
from theory.evidence import checked, derivation, evaluation, illustration, implication, proof, read, relation, term
from theory.formal import Expression, binomial, both, exists, for_all, length, names, op, span, total
from theory.statement import Statement

F = Fraction
PAIRS = [list(pair) for pair in combinations(range(4), 2)]
Z, K, n = names("Z K n")


def cells(d: Expression, dimension: Expression | int) -> Expression:
    """sum_{i <= n} binom(d, i)."""
    return total(span(dimension + 1), lambda i: binomial(d, i), "i")


# points of the line, Z their pre-activations (points x neurons), K the units (lists of neurons); n = 1
_on = lambda x, k: for_all(k, lambda i: Z[x, i] > 0, "i")  # noqa: E731
STATEMENT = Statement(
    ("Z", "K", "n"),
    {
        # on the line z_i(x) = w_i x + b_i at the points 0, 1, 2, ...: all second differences are 0
        "affine": both(
            n == 1,
            for_all(
                span(length(Z) - 2),
                lambda x: for_all(span(length(Z[0])), lambda i: Z[x, i] + Z[x + 2, i] == 2 * Z[x + 1, i], "i"),
                "x",
            ),
        ),
        "non-empty": for_all(K, lambda k: exists(span(length(Z)), lambda x: _on(x, k), "x"), "k"),
        "disjoint": for_all(
            span(length(Z)),
            lambda x: total(K, lambda k: op("if", _on(x, k), 1, 0), "k") <= 1,
            "x",
        ),
    },
    length(K) <= op("min", length(Z), cells(length(Z[0]), n)),
)


def _table(neurons: list[tuple[int, int]], points: int) -> list[list[int]]:
    return [[w * x + b for w, b in neurons] for x in range(points)]


# x < 1, 1 <= x < 3 (as -x + 5/2 and x - 1/2), x > 2: the cells of three half-lines
TIGHT = {"Z": _table([(-2, 1), (2, -1), (-2, 5), (2, -5)], 4), "K": [[0], [1, 2], [3]], "n": 1}

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.disjoint-concepts-exponent",
    title="Disjoint concepts: the dimension caps the exponent",
    statement=r"""
        If non-empty, pairwise disjoint concepts on $N$ points of $\mathbb{R}^n$ are separated by conjunctive units of
        $d$ ReLU neurons, their number is at most $\min(N, \sum_{i=0}^{n} \binom{d}{i})$, whatever the size of the
        units. With units of exactly $k$ neurons also $|\mathcal{C}| \le \binom{d}{k}$, so $d =
        \Omega(|\mathcal{C}|^{1 / \min(k, n)})$.""",
    source=own("statement of this project"),
    kind="bound",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "affine",
            r"the neurons are affine functions on $\mathbb{R}^n$, switched on where they are positive",
            lambda: STATEMENT.satisfied_by(TIGHT),
            drop=lambda: STATEMENT.without("affine").refuted_by(
                {"Z": [[int(i in pair) for i in range(4)] for pair in PAIRS], "K": PAIRS, "n": 1}
            ),
        ),
        Hypothesis(
            "non-empty",
            "no concept is empty",
            lambda: STATEMENT.satisfied_by(TIGHT),
            drop=lambda: STATEMENT.without("non-empty").refuted_by({"Z": [[0], [0]], "K": [[0]] * 3, "n": 1}),
        ),
        Hypothesis(
            "disjoint",
            "no point is in two concepts",
            lambda: STATEMENT.satisfied_by(TIGHT),
            drop=lambda: STATEMENT.without("disjoint").refuted_by(
                {"Z": _table([(2, -1)], 2), "K": [[], [0], [0]], "n": 1}
            ),
        ),
    ),
    depends_on=("concepts.conjunction-count",),
    remark="Counting units alone would allow binom(d, k): concepts.disjoint-concepts-count.",
)


def terms(sign: str = ">") -> Certificate:
    """c at a neuron that is on, e at one that is off: c z + e y > 0, so sum c_i z_i > 0 if some c_i > 0."""
    c, z, e, y = names("c z e y")
    return implication(
        "c z e y",
        assume=[relation(c, sign), relation(z, ">"), relation(-e, ">="), relation(-y, ">=")],
        conclude=relation(c * z + e * y, ">"),
        by=derivation(term(1, use=(0, 1)), term(1, use=(2, 3))),
        means="c > 0 where z > 0 and e <= 0 where y <= 0",
    )


def on_line(d: int, *, extra: int = 0) -> Certificate:
    """d half-lines with ends at 0, 1, ..., in every direction, ties included: at most d + 1 patterns."""
    (p,) = names("p")
    points = [F(k, 2) for k in range(-1, 2 * d)]
    half_lines = [[w, t] for w in (-1, 1) for t in range(d)]

    def pattern(x: Expression) -> Expression:
        """Which neurons [w, t], z(x) = w (x - t), are positive."""
        return Expression(["list", "q", "h", ["if", (Expression("q")[0] * (x - Expression("q")[1]) > 0).json, 1, 0]])

    seen = Expression(["list", "i", ["range", len(points)], pattern(p[Expression("i")]).json])
    fresh = exists(
        span(Expression("i")), lambda j: op("at", Expression("s"), j) == op("at", Expression("s"), Expression("i")), "j"
    )
    number = total(span(len(points)), lambda i: op("if", fresh, 0, 1), "i")
    return evaluation(
        for_all(
            list(map(list, combinations_with_replacement(half_lines, d))),
            lambda _: Expression(["let", [["s", seen.json]], (number <= d + 1 - extra).json]),
            "h",
        ),
        let={"p": points},
        means=f"patterns of {d} half-lines on the points -1/2, 0, 1/2, ..., one in every cell and one at every end",
    )


def numbers(count: int = 10**6, *, shift: int = 0) -> Certificate:
    """The least widths for a million concepts: 25 by counting units of 8, and 1414, 182, 43, 21 in dimension 2, 3, 5, 10."""
    rows = [[2, 1414], [3, 182], [5, 43], [10, 21]]
    return evaluation(
        both(
            binomial(25, 8) >= count,
            binomial(24, 8) < count,
            for_all(
                rows, lambda r: both(cells(r[1] - shift, r[0]) >= count, cells(r[1] - 1 - shift, r[0]) < count), "r"
            ),
        ),
        means=f"least d with binom(d, 8) >= {count}, and with sum_(i <= n) binom(d, i) >= {count}",
    )


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "Disjoint non-empty concepts separated by units of d ReLU neurons in R^n: at most min(N, sum_{i<=n} binom(d, i)).",
        read(
            "patterns",
            """
            Take a point of each concept. Two of them with one activation pattern lie in the same units, so in both
            concepts; but these are disjoint. So concepts have different points and different patterns.""",
            "counting",
        ),
        read(
            "relation",
            r"""
            Any $n + 1$ affine functions $z_i$ on $\mathbb{R}^n$ have $\sum c_i z_i = \text{const}$ with $c \ne 0$;
            choose the sign of $c$ so that the constant is not positive and, if it is 0, that some $c_i > 0$.""",
            "linear-algebra",
        ),
        checked(
            "terms", "With z_i > 0 where c_i > 0 and z_i <= 0 elsewhere, the sum is positive if some c_i > 0.", terms()
        ),
        read(
            "missing",
            r"""
            If no $c_i > 0$, the pattern with $z_i \le 0$ exactly where $c_i < 0$ gives a sum that is not negative,
            against a negative constant. So $n + 1$ neurons never show all $2^{n+1}$ patterns.""",
            "cases",
            "relation",
            "terms",
        ),
        read(
            "sauer",
            r"""
            A family of patterns of $d$ neurons in which no $n + 1$ neurons show all patterns has at most $\sum_{i \le
            n} \binom{d}{i}$ members (Sauer 1972, Shelah 1972).""",
            "cited",
            "missing",
        ),
        read(
            "exponent",
            r"""
            For fixed $k$, $n$ both $\binom{d}{k}$ (concepts.conjunction-count) and $\sum_{i \le n} \binom{d}{i} \le
            (d + 1)^n$ bound the number, by constants times $d^k$ and $(d + 1)^n$.""",
            "counting",
        ),
        read("all", "Together.", "conclusion", "patterns", "sauer", "exponent"),
    )
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            "Patterns of n + 1 neurons, then Sauer's lemma.",
            (
                certificate,
                illustration("All triples of half-lines, ties included: at most four patterns.", on_line(3)),
                illustration("A million concepts.", numbers()),
            ),
        ),
        Evidence(
            "exact-decision",
            "proved",
            "instance",
            "Three disjoint concepts by four half-lines.",
            (STATEMENT.satisfied_by(TIGHT),),
        ),
    ]


def examples(budget: Budget) -> Evidence:
    """Random neurons, many of them parallel or equal, on grids: different patterns are counted."""
    rng, violations, count = random.Random(budget.seed), 0, budget.pick(quick=60, full=1500)
    for _ in range(count):
        dimension, d = rng.randint(1, 3), rng.randint(1, 6)
        draw = np.random.default_rng(rng.randrange(2**32))
        grid = np.stack(np.meshgrid(*[np.arange(-12, 13)] * dimension), axis=-1).reshape(-1, dimension)
        z = grid @ draw.integers(-2, 3, size=(dimension, d)) + draw.integers(-6, 7, size=d)
        patterns = {row.tobytes() for row in z > 0}
        violations += len(patterns) > sum(comb(d, i) for i in range(dimension + 1))
        # disjoint concepts among the units of two neurons, chosen greedily
        taken, chosen = np.zeros(len(grid), dtype=bool), 0
        for pair in combinations(range(d), min(2, d)):
            unit = (z[:, list(pair)] > 0).all(axis=1)
            if unit.any() and not (unit & taken).any():
                taken |= unit
                chosen += 1
        violations += chosen > min(len(grid), len(patterns))
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Random integer neurons on grids of up to three dimensions.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    return [
        Mutation("one-fewer", "three half-lines have at most three patterns", rejected=lambda: on_line(3, extra=1)),
        Mutation("one-narrower", "widths 1413, 181, 42, 20 are enough", rejected=lambda: numbers(shift=1)),
        Mutation("no-positive", "the sum is positive even if no c_i is", rejected=lambda: terms(">=")),
        Mutation(
            "neurons-only",
            "at most d - 1 concepts",
            refuted_by=lambda: STATEMENT.concluding(length(K) <= length(Z[0]) - 1).refuted_by(
                {"Z": _table([(-2, 1), (2, -1)], 2), "K": [[0], [1]], "n": 1}
            ),
        ),
    ]
