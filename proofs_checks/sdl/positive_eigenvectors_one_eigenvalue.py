r"""Strictly positive eigenvectors of a symmetric matrix all belong to one eigenvalue; activations and scaled activations agree.

Two strictly positive vectors are never orthogonal.  With ``y_d = sqrt(M_d) z_d`` the equation ``B y = lam y`` is
``G diag(M) z = lam z``, which is rational when the data are.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl._spectra import positive, signs_of
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, Source
from theory.typed import (
    SCALAR,
    Expr,
    both,
    by_entries,
    for_all,
    iff,
    implies,
    mat,
    size,
    tabulate,
    transposed,
    var,
    vec,
)

A, G, scaled = (var(name, mat("n", "n"), tex) for name, tex in (("A", "A"), ("G", "G"), ("SG", "B")))
x, y, s, z = (var(name, vec("n")) for name in ("x", "y", "s", "z"))
sz, ssz = var("sz", vec("n"), "y'"), var("ssz", vec("n"), "z'")
p, q, lam = var("p", SCALAR, r"\lambda"), var("q", SCALAR, r"\mu"), var("lam", SCALAR, r"\rho")


def strictly(v: Expr) -> Expr:
    """All entries are positive."""
    return for_all("n", lambda i: v[i] > 0)


T = Theorem(
    id="sdl.positive-eigenvectors-one-eigenvalue",
    title="Positive eigenvectors belong to one eigenvalue",
    says=r"""
        If $B x = \lambda x$ and $B y = \mu y$ for a symmetric $n \times n$ matrix $B$, $n \ge 1$, and vectors $x, y$
        with strictly positive entries, then $\lambda = \mu$. For any square $G$, $M_d > 0$, $B =
        \mathrm{diag}(\sqrt{M})\, G\, \mathrm{diag}(\sqrt{M})$ and $y_d = \sqrt{M_d} z_d$: $B y = \lambda y$ if and
        only if $G \mathrm{diag}(M) z = \lambda z$.""",
    source=Source(locator="Lemma 0.4", arxiv="", ours=True),
    kind="uniqueness",
    sizes="n",
    about=(A, x, y, p, q, G, s, z, lam),
    let=(
        (scaled, tabulate("n", "n", lambda i, k: s[i] * G[i, k] * s[k])),
        (sz, by_entries("n", lambda i: s[i] * z[i])),
        (ssz, by_entries("n", lambda i: s[i] * s[i] * z[i])),
    ),
    given={
        # positive eigenvectors (1, 1) and (2, 1) of a matrix with eigenvalues 1 and 2
        "symmetric": Given(
            r"$B^T = B$", transposed(A) == A, fails={"A": [[0, 2], [-1, 3]], "y": [2, 1], "p": 2, "q": 1}
        ),
        "eigenvector-x": Given(r"$B x = \lambda x$", A @ x == p * x, fails={"p": 4}),
        "eigenvector-y": Given(r"$B y = \mu y$", A @ y == q * y, fails={"q": 4}),
        "positive-x": Given("all entries of $x$ are strictly positive", strictly(x), fails={"x": [1, -1], "p": 1}),
        "positive-y": Given("all entries of $y$ are strictly positive", strictly(y), fails={"y": [1, -1], "q": 1}),
        "not-empty": Given(
            r"$n \ge 1$",
            size("n") >= 1,
            fails={"n": 0, "A": [], "x": [], "y": [], "G": [], "s": [], "z": [], "p": 1, "q": 2},
        ),
        "positive-weights": Given(r"$\sqrt{M_d} > 0$", strictly(s), fails={"s": [1, 0], "lam": 2}),
    },
    then=both(p == q, iff(scaled @ sz == lam * sz, G @ ssz == lam * z)),
    # a matrix without sign conditions for the second part, and its vector (1, 1) of eigenvalue 6 of G diag(M), M = (1, 4)
    example={
        "n": 2,
        "A": [[2, 1], [1, 2]],
        "x": [1, 1],
        "y": [2, 2],
        "p": 3,
        "q": 3,
        "G": [[2, 1], [-2, 2]],
        "s": [1, 2],
        "z": [1, 1],
        "lam": 6,
    },
)
T.wrongly(
    "nonnegative",
    "eigenvectors without positive entries belong to one eigenvalue",
    without="positive-x positive-y",
    A=[[1, 0], [0, 2]],
    x=[1, 0],
    y=[0, 1],
    p=1,
    q=2,
)
T.wrongly(
    "parallel",
    "strictly positive eigenvectors are parallel",
    for_all("n", lambda i: for_all("n", lambda k: x[i] * y[k] == x[k] * y[i], "k")),
    A=[[1, 0], [0, 1]],
    y=[1, 2],
    p=1,
    q=1,
)
T.wrongly(
    "without-scaling", "G diag(M) z = lam z implies B z = lam z", implies(G @ ssz == lam * z, scaled @ z == lam * z)
)
PAGE = "partial-minima"
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Random rational symmetric 3 x 3 matrices with simple spectrum have at most one strictly positive eigenvector."""
    rng, seen, violations = random.Random(budget.seed), 0, 0
    for _ in range(budget.pick(quick=40, full=400)):
        g = [Fraction(rng.randint(-6, 6), 2) for _ in range(6)]
        signs = signs_of([[g[0], g[1], g[2]], [g[1], g[3], g[4]], [g[2], g[4], g[5]]])
        if signs is not None:
            seen += 1
            violations += sum(positive(row) for row in signs) > 1
    numbers = {"examples": seen, "seed": budget.seed, "violations": violations}
    return Evidence(
        "property-test", "tested", "fixed-dimension", "At most one strictly positive eigenvector.", numbers=numbers
    )
