"""With fewer neurons than features the best ReLU autoencoder is PCA whenever the top eigenspace has a positive direction: proved.

Always L~ >= the sum of the squared singular values of W_p sqrt(M) beyond the q-th.  If the span of the top q left singular vectors contains
an a with a . w_d > 0 for all d (for instance if all inner products are positive), equality holds, with every neuron active on
every feature: the global optimum is dense, not monosemantic.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, Source
from theory.sdl.formal import NONNEGATIVE_WEIGHTS, M, W, loss
from theory.typed import (
    Expr,
    both,
    by_entries,
    cond,
    exists,
    for_all,
    implies,
    mat,
    one,
    ordinal,
    rank,
    size,
    tabulate,
    total,
    transposed,
    var,
    vec,
)

F = Fraction
Q, s, a = var("Q", mat("p", "p")), var("s", vec("p"), r"\sigma^2"), var("a", vec("p"))
E, D, C = var("E", mat("q", "p"), "W_E"), var("D", mat("p", "q"), "W_D"), var("C", mat("q", "p"))
COVARIANCE = tabulate("p", "p", lambda i, k: total("n", lambda d: M[d] * W[i, d] * W[k, d], "d"), "i k")
SCALED = tabulate("p", "p", lambda i, k: s[i] * Q[i, k], "i k")
TAIL = total("p", lambda i: cond(size("q") < ordinal(i), s[i], 0), "i")


def loss_at(decoder: Expr, encoder: Expr) -> Expr:
    """The loss of the autoencoder under ReLU."""
    return loss(decoder, encoder, W, W, M)


def beyond(entry: Expr, i: Expr) -> Expr:
    """The entry is 0 where it belongs to an eigenvector beyond the q-th."""
    return implies(size("q") < ordinal(i), entry == 0)


def active(encoder: Expr, i: str = "i", d: str = "d") -> Expr:
    """Every neuron is on for every feature."""
    return for_all("q", lambda j: for_all("n", lambda k: (encoder @ W)[j, k] > 0, d), i)


# rows that are a basis of the top eigenspace and positive on all features, and the decoder with which they project onto it
ROWS = C @ Q
BASIS = both(for_all("q", lambda j: for_all("p", lambda i: beyond(C[j, i], i), "i"), "j"), rank(C) == size("q"))
DENSE = both(BASIS, active(ROWS), D @ (ROWS @ transposed(ROWS)) == transposed(ROWS))
DIRECTION = transposed(Q) @ by_entries("p", lambda i: cond(size("q") < ordinal(i), 0, a[i]), "i")
POSITIVE = for_all("n", lambda d: (transposed(W) @ DIRECTION)[d] > 0, "d")


def attained() -> Expr:
    """Some network with all neurons on for all features has the loss of PCA."""
    good = lambda d, e: both(active(e, "j", "k"), loss_at(d, e) == TAIL)  # noqa: E731
    return exists(E.type, lambda e: exists(D.type, lambda d: good(d, e), "D1"), "E1")


T = Theorem(
    id="sdl.global-optimum-is-pca",
    title="With few neurons the global optimum is PCA",
    says=r"""
        $M_d \ge 0$, SAE, ReLU. Let $H = \sum_d M_d w_d w_d^T$ have the orthonormal eigenvectors $Q_1, \dots, Q_p$ (rows of $Q$) with
        eigenvalues $\sigma_1^2 \ge \dots \ge \sigma_p^2$: the left singular vectors of $W_p \mathrm{diag}(\sqrt{M})$ and
        squared singular values. Then $\tilde{L} \ge \sum_{i > q} \sigma_i^2$ for every network with $q$ neurons. Rows that are
        a basis of the span of $Q_1, \dots, Q_q$ and positive on all features, with the projecting decoder, attain it; if $q \le p$ and
        the span contains an $a$ with $a \cdot w_d > 0$ for all $d$, there are such: $\min \tilde{L} = \sum_{i > q} \sigma_i^2$, attained
        with every neuron active on every feature.""",
    source=Source(locator="global minima of the single-feature loss", ours=True),
    kind="property",
    sizes="n p q",
    about=(W, M, Q, s, D, E, C, a),
    given={
        "weights": Given(
            r"$M_d \ge 0$",
            NONNEGATIVE_WEIGHTS,
            fails={
                **{"n": 1, "p": 1, "W": [[1]], "M": [-1], "Q": [[1]], "s": [-1], "D": [[0]], "E": [[1]], "C": [[0]]},
                **{"a": [1], "q": 1},
            },
        ),
        "orthonormal": Given(r"$Q Q^T = 1$", Q @ transposed(Q) == one("p"), fails={"Q": [[0, 0], [0, 0]], "s": [9, 9]}),
        "eigenvectors": Given(r"$Q H = \mathrm{diag}(\sigma^2) Q$", Q @ COVARIANCE == SCALED, fails={"s": [9, 9]}),
        "sorted": Given(
            r"$\sigma_1^2 \ge \sigma_2^2 \ge \dots$",
            for_all("p", lambda i: for_all("p", lambda k: implies(i < k, s[i] >= s[k]), "k"), "i"),
            fails={"s": [2, 8], "Q": [[0, 1], [1, 0]]},
        ),
    },
    then=both(
        loss_at(D, E) >= TAIL,
        implies(DENSE, loss_at(D, ROWS) == TAIL),
        implies(both(size("q") <= size("p"), POSITIVE), attained()),
    ),
    # features (2, 1), (2, -1): H = diag(8, 2)
    example={
        **{"n": 2, "p": 2, "q": 1, "W": [[2, 2], [1, -1]], "M": [1, 1], "Q": [[1, 0], [0, 1]], "s": [8, 2]},
        **{"D": [[1], [0]], "E": [[1, 0]], "C": [[1, 0]], "a": [1, 0]},
    },
    over="rcfType",
    remark="So for q < n sparse dictionary learning with ReLU prefers dense codes; a sparsity penalty or Top-k is needed.",
)
T.wrongly("strictly-best", "every network has a larger loss", loss_at(D, E) > TAIL)
T.wrongly("nine-tenths", "the rows attain nine tenths of it", implies(DENSE, loss_at(D, ROWS) == F(9, 10) * TAIL))
T.wrongly(
    "any-basis",
    "the rows need not be positive on the features",
    implies(both(BASIS, D @ (ROWS @ transposed(ROWS)) == transposed(ROWS)), loss_at(D, ROWS) == TAIL),
    W=[[1, 1], [2, -2]],
    Q=[[0, 1], [1, 0]],
    D=[[0], [1]],
)
PAGE = "zero-loss"
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Random features with positive inner products, in floating point: the constructed point against the SVD tail."""
    rng, count, violations = np.random.default_rng(budget.seed), budget.pick(quick=100, full=1000), 0
    worst = 0.0
    for _ in range(count):
        n, p = int(rng.integers(2, 7)), int(rng.integers(2, 6))
        w = np.abs(rng.standard_normal((n, p))) + 0.1
        w /= np.linalg.norm(w, axis=1, keepdims=True)
        weights = rng.uniform(0.5, 2, n)
        q = int(rng.integers(1, min(n, p) + 1))
        left, values, _ = np.linalg.svd((w * np.sqrt(weights)[:, None]).T, full_matrices=False)
        rows = left[:, :q].T * np.sign(left[:, 0].sum())
        first = rows[0]
        lift = np.max(-(rows[1:] @ w.T) / (w @ first)[None, :], initial=0.0) + 1.0
        rows[1:] += lift * first
        code = np.maximum(w @ rows.T, 0)
        fit = code @ np.linalg.pinv(rows).T
        loss_ = float((weights[:, None] * (w - fit) ** 2).sum())
        gap = abs(loss_ - float((values[q:] ** 2).sum()))
        worst = max(worst, gap)
        violations += gap > 1e-8  # rounding of an SVD in double precision with condition numbers up to about 1e4
    numbers = {"examples": count, "seed": budget.seed, "violations": violations, "largest gap": f"{worst:.1e}"}
    return Evidence("property-test", "tested", "instance", "Random positive features, float64.", numbers=numbers)
