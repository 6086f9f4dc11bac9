r"""Sign flips of an autoencoder in superposition: exactly ``2 rank`` of them are served by an eigenvector.

Flipping features leaves ``H = sum M_d w_d w_d^T`` unchanged, and each of its eigenvectors has positive loadings for exactly two flips.
"""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, Source
from theory.sdl.flips import F, flipped, for_all_flips, number_of_flips, serves, some_served
from theory.sdl.problem import dot as inner
from theory.typed import (
    SCALAR,
    Expr,
    both,
    by_entries,
    column,
    dot,
    exists,
    family,
    for_all,
    iff,
    implies,
    mat,
    rank,
    scalar,
    size,
    var,
    vec,
)

Q = Fraction
W, A = var("W", mat("p", "m")), var("A", mat("p", "s"))
M, lam = var("M", family("m", SCALAR)), var("lam", family("s", SCALAR), r"\lambda")
# four features in the plane with H = diag(10, 20): eigenvectors e1 and e2, loadings (2, 2, 1, 1) and (1, -1, 3, -3)
PLANE = [[2, 2, 1, 1], [1, -1, 3, -3]]
ROUND = [[1, 3, 2, 4], [3, -1, 4, -2]]  # H = 30 I


def moment(a: Expr) -> Expr:
    """``H a = sum_d M_d <w_d, a> w_d``."""
    return W @ by_entries("m", lambda d: M[d] * dot(column(W, d), a), "d")


def loading(d: Expr, k: Expr) -> Expr:
    """Of feature d on eigenvector k."""
    return dot(column(W, d), column(A, k))


def serving(k: Expr) -> Expr:
    """Eigenvector k or its negative has every flipped feature on."""
    return serves(lambda d: loading(d, k))


def eigenvector_with_all_on(t: Expr, a: Expr) -> Expr:
    """``H a = t a``, and every flipped feature is on."""
    return both(moment(a) == t * a, for_all("m", lambda d: flipped(F, d, dot(column(W, d), a)) > 0, "d"))


SOME = some_served("s", loading)
T = Theorem(
    id="sdl.sign-flips-superposition",
    title="Sign flips in superposition",
    says=r"""
        Let $w_1, \dots, w_m$ ($m \ge 1$) have rank $s$, $M_d > 0$, and let $H = \sum_d M_d w_d w_d^T$ have $s$ eigenvectors
        $a_1, \dots, a_s$ with different eigenvalues and no zero loading $w_d \cdot a_k$. Of the $2^m$ sign flips $w_d \to
        \pm w_d$, which leave $H$ unchanged, exactly $2 s$ have an eigenvector $a$ with $a \cdot (\pm w_d) > 0$ for all
        $d$; each $a_k$ serves two of them.""",
    source=Source(locator="sign flips, rank-deficient clusters", arxiv="", ours=True),
    kind="identity",
    sizes="m p s",
    about=(W, M, A, lam),
    given={
        "not-empty": Given(
            r"$m \ge 1$",
            size("m") >= 1,
            fails={"m": 0, "p": 0, "s": 0, "W": [], "M": [], "A": [], "lam": [], "t": 0, "a": []},
        ),
        "positive-weights": Given(
            "$M_d > 0$",
            for_all("m", lambda d: M[d] > 0, "d"),
            # H = diag(1, -2), both eigenvectors serve (+, +)
            fails={
                "m": 2,
                "W": [[1, 1], [1, 2]],
                "M": [2, -1],
                "A": [[1, 0], [0, 1]],
                "lam": [1, -2],
                "a": [1, 0],
                "t": 1,
            },
        ),
        "as-many-as-the-rank": Given(
            r"$s$ is the rank of $w_1, \dots, w_m$",
            size("s") == rank(W),
            fails={"s": 1, "A": [[1], [0]], "lam": [10], "t": 20, "a": [0, 1]},
        ),
        "eigenvectors": Given(
            "$H a_k = \\lambda_k a_k$",
            for_all("s", lambda k: moment(column(A, k)) == lam[k] * column(A, k), "k"),
            fails={"A": [[1, 1], [0, Q(1, 10)]]},
        ),
        "different-eigenvalues": Given(
            "the eigenvalues are different",
            for_all("s", lambda k: for_all("s", lambda j: implies(k != j, lam[k] != lam[j]), "l"), "k"),
            fails={"W": ROUND, "A": [[5, 4], [1, 1]], "lam": [30, 30], "a": [5, 1], "t": 30},
        ),
        "no-zero-loading": Given(
            "no eigenvector is orthogonal to a feature",
            for_all("m", lambda d: for_all("s", lambda k: loading(d, k) != 0, "k"), "d"),
            fails={"m": 2, "W": [[1, 0], [0, 1]], "M": [1, 2], "lam": [1, 2]},
        ),
    },
    then=both(
        for_all_flips(
            iff(
                exists(SCALAR, lambda t: exists(vec("p"), lambda a: eigenvector_with_all_on(t, a), "a"), "t"),
                SOME,
            )
        ),
        for_all("s", lambda k: number_of_flips(serving(k)) == 2, "k"),
        number_of_flips(SOME) == 2 * scalar(size("s")),
    ),
    example={
        "m": 4,
        "p": 2,
        "s": 2,
        "W": PLANE,
        "M": [1, 1, 1, 1],
        "A": [[1, 0], [0, 1]],
        "lam": [10, 20],
        "t": 10,
        "a": [1, 0],
    },
    needs=("sdl.thm-3.6-principal-directions", "sdl.positive-eigenvectors-one-eigenvalue"),
    remark=r"""
        For an SAE with one ReLU neuron on all $m$ features these are the flips with a partial minimum relative to the region
        (sdl.thm-3.6-principal-directions). In general position $2 \sum_{k < s} \binom{m - 1}{k}$ flips have a neuron that is
        on for all flipped features (sdl.realizable-counts), most of them without an eigenvector.""",
)
T.wrongly(
    "as-many-as-features",
    "$2 m$ flips have one, as for independent features",
    number_of_flips(SOME) == 2 * scalar(size("m")),
)
T.wrongly("each-sign-once", "one flip for each eigenvector", number_of_flips(SOME) == scalar(size("s")))
T.wrongly("all-flips", "every flip has one", for_all_flips(SOME))
PAGE = "partial-minima"
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Random integer features in the plane, floats: flips served by an eigenvector of H, counted by brute force."""
    import numpy as np

    rng, seen, violations = random.Random(budget.seed), 0, 0
    while seen < budget.pick(quick=40, full=500):
        m = rng.choice((2, 3, 4, 5))
        features = [[Q(rng.randint(-5, 5)), Q(rng.randint(-5, 5))] for _ in range(m)]
        weights = [rng.randint(1, 4) for _ in range(m)]
        matrix = np.array(
            [
                [float(sum(c * f[i] * f[j] for c, f in zip(weights, features, strict=True))) for j in range(2)]
                for i in range(2)
            ]
        )
        values, vectors = np.linalg.eigh(matrix)
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
