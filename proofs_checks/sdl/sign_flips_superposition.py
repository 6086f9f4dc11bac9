r"""Sign flips of an autoencoder in superposition: of the realizable flips exactly ``2 rank`` carry a partial minimum.

Proved for every number m of features and every rank rho: flipping features leaves ``H = sum M_d w_d w_d^T`` unchanged, and each of its rho
eigenvectors has positive loadings for exactly two flips.
"""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

from proofs_checks.parts import hypotheses, wrong
from proofs_checks.sdl import CONVENTIONS
from proofs_checks.sdl._landscape import positive_product
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation, Source
from theory.evidence import checked, derivation, evaluation, illustration, implication, proof, read, relation
from theory.formal import (
    Expression,
    binomial,
    both,
    dot,
    either,
    exists,
    for_all,
    length,
    matvec,
    names,
    norm2,
    op,
    rank,
    scale,
    span,
    total,
)
from theory.sdl.problem import dot as inner
from theory.statement import Statement

F = Fraction
# four features in the plane with H = diag(10, 20): eigenvectors e1 and e2, loadings (2, 2, 1, 1) and (1, -1, 3, -3)
PLANE = [[2, 1], [2, -1], [1, 3], [1, -3]]
ROWS = [[1, 0], [1, 1], [0, 1], [-1, 1]]  # with their negatives one row in each of the 8 cells
w, M, H, flips, rows, eigenvectors = names("w M H flips rows eigenvectors")


def _moment(a: Expression) -> Expression:
    """H a = sum_d M_d (w_d . a) w_d."""
    return total(span(length(w)), lambda d: scale(M[d] * dot(w[d], a), w[d]), "d")


def _rayleigh(a: Expression) -> Expression:
    return dot(a, _moment(a))


def _serves(a: Expression, flip: Expression) -> Expression:
    """The direction a or -a has every flipped feature on."""
    return either(*(for_all(span(length(w)), lambda d, t=t: t * flip[d] * dot(a, w[d]) > 0, "d") for t in (1, -1)))


_served_flips = total(
    op("signs", length(w)), lambda f: op("if", exists(eigenvectors, lambda a: _serves(a, f), "a"), 1, 0), "f"
)
STATEMENT = Statement(
    ("w", "M", "eigenvectors"),
    {
        "positive-weights": CONVENTIONS[0].formal(M),
        "eigenvectors": both(
            length(eigenvectors) == rank(w),
            for_all(
                eigenvectors,
                lambda a: both(scale(norm2(a), _moment(a)) == scale(_rayleigh(a), a), _rayleigh(a) != 0),
                "a",
            ),
        ),
        "different-eigenvalues": for_all(
            span(length(eigenvectors)),
            lambda i: for_all(
                span(i),
                lambda j: (
                    _rayleigh(eigenvectors[i]) * norm2(eigenvectors[j])
                    != _rayleigh(eigenvectors[j]) * norm2(eigenvectors[i])
                ),
                "j",
            ),
            "i",
        ),
        "no-zero-loading": for_all(eigenvectors, lambda a: for_all(w, lambda v: dot(a, v) != 0, "v"), "a"),
    },
    _served_flips == 2 * rank(w),
)
AT = {"w": PLANE, "M": [1, 1, 1, 1], "eigenvectors": [[1, 0], [0, 1]]}
ROUND = {"w": [[1, 3], [3, -1], [2, 4], [4, -2]], "M": [1, 1, 1, 1], "eigenvectors": [[5, 1], [4, 1]]}  # H = 30 I
FLAT = {"w": [[1, 0], [0, 1]], "M": [1, 2], "eigenvectors": [[1, 0], [0, 1]]}
SADDLE = {"w": [[1, 1], [1, 2]], "M": [2, -1], "eigenvectors": [[1, 0], [0, 1]]}  # H = diag(1, -2), both serve (+, +)

PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.sign-flips-superposition",
    title="Sign flips in superposition",
    statement=r"""
        Let $w_1, \dots, w_m$ span a space of dimension $\rho$, in general position (any $\rho$ of them independent),
        and let $H = \sum_d M_d w_d w_d^T$ have $\rho$ different nonzero eigenvalues whose eigenvectors have no zero
        loading. For an SAE with one ReLU neuron on all $m$ features, exactly $2 \rho$ of the sign flips $w_d \to \pm
        w_d$ have a partial minimum relative to the region: formally, for exactly $2 \rho$ of them some eigenvector
        $a$ has all $a \cdot (\pm w_d)$ of one sign. Beyond the formal statement: that this decides whether there is a
        partial minimum, and that the pattern is realizable for $2 \sum_{k < \rho} \binom{m - 1}{k}$ flips.""",
    source=Source(locator="sign flips, rank-deficient clusters", arxiv="", ours=True),
    kind="identity",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        AT,
        {
            "positive-weights": ("$M_d > 0$", SADDLE),
            "eigenvectors": (
                r"$\rho$ eigenvectors of $H$ with nonzero eigenvalue, $\rho$ the rank of $w_1, \dots, w_m$",
                {"eigenvectors": [[1, 0]]},
            ),
            "different-eigenvalues": (r"the $\rho$ nonzero eigenvalues of $H$ are different", ROUND),
            "no-zero-loading": ("no eigenvector is orthogonal to a feature", FLAT),
        },
    ),
    statement_formal=STATEMENT,
    depends_on=("sdl.thm-3.6-principal-directions", "sdl.positive-eigenvectors-one-eigenvalue"),
)


def _all_on(flip: Expression, row: Expression) -> Expression:
    return for_all(span(op("length", w)), lambda d: flip[d] * dot(row, w[d]) > 0, "d")


def _served(candidates: Expression) -> Expression:
    """The number of flips for which some candidate row has every flipped feature on."""
    return total(flips, lambda f: op("if", exists(candidates, lambda a: _all_on(f, a), "a"), 1, 0), "f")


def _outer(d: Expression) -> Expression:
    return op("tuple", *(scale(M[d] * w[d][k], w[d]) for k in range(2)))


def decided(*, minima: int = 4, realizable: int = 8) -> Certificate:
    """All 16 flips of four features in the plane: 8 are realized by the listed rows, 4 have a partial minimum."""
    let = {
        "w": PLANE,
        "M": [1, 1, 1, 1],
        "H": total(span(4), _outer, "d"),
        "flips": op("signs", 4),
        "rows": [*ROWS, *([-x for x in row] for row in ROWS)],
        "eigenvectors": [[1, 0], [0, 1], [-1, 0], [0, -1]],
        "realizable": _served(rows),
        "minima": _served(eigenvectors),
    }
    holds = both(
        H == [[10, 0], [0, 20]],
        names("realizable")[0] == realizable,
        names("minima")[0] == minima,
        2 * (binomial(3, 0) + binomial(3, 1)) == realizable,
    )
    return evaluation(holds, let=let, record="H rows realizable minima", means="m = 4, rank 2: every flip")


def round_moments() -> Certificate:
    """(1, 3), (3, -1), (2, 4), (4, -2) have H = 30 I: every direction is an eigenvector, and more than 4 flips are served."""
    let = {
        "w": [[1, 3], [3, -1], [2, 4], [4, -2]],
        "M": [1, 1, 1, 1],
        "H": total(span(4), _outer, "d"),
        "flips": op("signs", 4),
        "eigenvectors": [
            [s * x, s * y]
            for s in (1, -1)
            for x, y in ((1, 0), (0, 1), (5, 1), (-1, 5), (1, 1), (-1, 1), (7, -3), (3, 7))
        ],
        "minima": _served(eigenvectors),
    }
    return evaluation(
        both(H == [[30, 0], [0, 30]], names("minima")[0] > 4),
        let=let,
        record="minima eigenvectors",
        means="H is a multiple of I",
    )


def unchanged() -> Certificate:
    """(s w)(s w)^T = w w^T for s^2 = 1, entry by entry."""
    s, x, y = names("s x y")
    return implication(
        "s x y",
        assume=[relation(s**2, "=", 1)],
        conclude=relation((s * x) * (s * y), "=", x * y),
        by=derivation(multiples={0: x * y}),
        means="a flip leaves H unchanged",
    )


def exclusive() -> Certificate:
    """sum_d M_d (a.w_d)(b.w_d) = a.H b: for three features in the plane, identically."""
    symbols = "x1 y1 x2 y2 x3 y3 M1 M2 M3 a1 a2 b1 b2"
    x1, y1, x2, y2, x3, y3, m1, m2, m3, a1, a2, b1, b2 = names(symbols)
    let = {
        "w": [[x1, y1], [x2, y2], [x3, y3]],
        "M": [m1, m2, m3],
        "H": total(span(3), _outer, "d"),
        "a": [a1, a2],
        "b": [b1, b2],
    }
    a, b = names("a b")
    sides = total(span(3), lambda d: M[d] * dot(a, w[d]) * dot(b, w[d]), "d") == dot(a, matvec(H, b))
    return evaluation(sides, let=let, indeterminates=symbols, means="eigenvectors of different eigenvalues have sum 0")


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "Of the sign flips of an autoencoder cluster of rank rho exactly 2 rho have a partial minimum.",
        checked("unchanged", "Flips do not change $H$.", unchanged()),
        read(
            "criterion",
            r"""
            By (c) a flip has a partial minimum iff some eigenvector $a$ of $H$ with nonzero eigenvalue has $\pm a
            \cdot w_d > 0$ on all flipped features.""",
            "instance",
            "unchanged",
        ),
        read(
            "two",
            """
            An eigenvector without zero loading serves exactly two flips: the signs of its loadings and their
            negatives.""",
            "counting",
            "criterion",
        ),
        checked("form", r"$\sum_d M_d (a \cdot w_d)(b \cdot w_d) = a \cdot H b$.", exclusive()),
        checked("step", "Sums of positive products are positive.", positive_product()),
        read(
            "different",
            r"Two eigenvectors of different eigenvalues have $a \cdot H b = 0$, so they do not serve the same flip.",
            "conclusion",
            "form",
            "step",
        ),
        read("count", r"There are $\rho$ eigenlines: $2 \rho$ flips.", "counting", "two", "different"),
        read(
            "cover",
            r"""
            The realizable flips are the cells of $m$ hyperplanes through 0 in general position in $\mathbb{R}^\rho$:
            $2 \sum_{k < \rho} \binom{m - 1}{k}$ (Cover 1965).""",
            "cited",
        ),
        read("all", "Together.", "conclusion", "count", "cover"),
    )
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            "Eigenvectors of H and signs of loadings.",
            (
                certificate,
                illustration("Four features in the plane, every flip.", decided()),
            ),
        )
    ]


def examples(budget: Budget) -> Evidence:
    """Random integer features in the plane, floats: flips served by an eigenvector of H, counted by brute force."""
    import numpy as np

    rng, seen, violations = random.Random(budget.seed), 0, 0
    while seen < budget.pick(quick=40, full=500):
        m = rng.choice((2, 3, 4, 5))
        features = [[F(rng.randint(-5, 5)), F(rng.randint(-5, 5))] for _ in range(m)]
        weights = [rng.randint(1, 4) for _ in range(m)]
        moment = np.array(
            [
                [float(sum(c * f[i] * f[j] for c, f in zip(weights, features, strict=True))) for j in range(2)]
                for i in range(2)
            ]
        )
        values, vectors = np.linalg.eigh(moment)
        loads = vectors.T @ np.array([[float(x) for x in f] for f in features]).T
        # integer data of size 5: distinct eigenvalues differ and nonzero loadings are larger than this
        if values[0] < 1e-6 or values[1] - values[0] < 1e-6 or np.abs(loads).min() < 1e-6:
            continue
        if any(inner(f, f) == 0 for f in features):
            continue
        seen += 1
        served = sum(
            any(all(s * x > 0 for s, x in zip(flip, sign * row, strict=True)) for row in loads for sign in (1, -1))
            for flip in product((1, -1), repeat=m)
        )
        violations += served != 4
    numbers = {"examples": seen, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "fixed-dimension", "Up to five features in the plane.", numbers=numbers)


def mutations() -> list[Mutation]:
    return [
        Mutation(
            "two-m", "2 m flips have a partial minimum, as for independent features", rejected=lambda: decided(minima=8)
        ),
        Mutation("all-flips", "all 2^m flips are realizable", rejected=lambda: decided(realizable=16)),
        wrong("as-many-as-features", "2 m flips have one", STATEMENT, AT, _served_flips == 2 * length(w)),
        wrong("each-sign-once", r"one flip for each eigenvector", STATEMENT, AT, _served_flips == rank(w)),
        Mutation("equal-eigenvalues", "the count holds when H is a multiple of the identity", refuted_by=round_moments),
    ]
