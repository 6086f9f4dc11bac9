r"""The sign-flip law: of the ``2^m`` flips of a generic cluster exactly 2m have a positive eigenvector, exactly 2 a positive top one.

Decided besides for one generic matrix of each size up to 8, flip by flip.
"""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

from proofs_checks.sdl import _flips as flips
from proofs_checks.sdl._spectra import signs_of
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, Source
from theory.sdl.flips import F, flipped, for_all_flips, number_of_flips, serves, some_served
from theory.typed import (
    SCALAR,
    Expr,
    both,
    by_entries,
    column,
    exists,
    family,
    for_all,
    iff,
    implies,
    mat,
    scalar,
    size,
    transposed,
    var,
    vec,
)

B, X, lam = var("B", mat("m", "m")), var("X", mat("m", "m")), var("lam", family("m", SCALAR), r"\lambda")


LOADED = lambda i, k: X[i, k]  # noqa: E731
SOME = some_served("m", LOADED)


def positive_eigenvector(t: Expr) -> Expr:
    """``D B D`` has an eigenvector y > 0 for the eigenvalue t, D the signs of the flip F."""

    def at(y: Expr) -> Expr:
        image = B @ by_entries("m", lambda e: flipped(F, e, y[e]), "e")
        return for_all("m", lambda i: both(y[i] > 0, flipped(F, i, image[i]) == t * y[i]), "i")

    return exists(vec("m"), at, "y")


def serving(k: Expr) -> Expr:
    """The flipped eigenvector k or its negative is positive."""
    return serves(lambda i: X[i, k])


T = Theorem(
    id="sdl.sign-flip-law",
    title="The sign-flip law",
    says=r"""
        Let the symmetric $m \times m$ matrix $B$ ($m \ge 1$) have $m$ different eigenvalues and no eigenvector with a
        zero entry. Among the $2^m$ matrices $D B D$, $D = \mathrm{diag}(\pm 1)$, exactly $2m$ have an eigenvector with
        strictly positive entries, and for exactly $2$ it belongs to a given eigenvalue, such as the largest one.
        Formally, $X$ has the eigenvectors as columns and $F$ is the set of the signs that change.""",
    source=Source(locator="sign-flip law", arxiv="", ours=True),
    kind="identity",
    sizes="m",
    about=(B, X, lam),
    given={
        "not-empty": Given(r"$m \ge 1$", size("m") >= 1, fails={"m": 0, "B": [], "X": [], "lam": [], "y": []}),
        "symmetric": Given(
            r"$B = B^\top$", transposed(B) == B, fails={"B": [[0, 1], [-2, 3]], "X": [[1, 1], [1, 2]], "lam": [1, 2]}
        ),
        "eigenvectors": Given(
            "the columns of $X$ are eigenvectors",
            for_all("m", lambda k: B @ column(X, k) == lam[k] * column(X, k), "k"),
            fails={"X": [[1, 1], [1, 2]]},
        ),
        "simple-spectrum": Given(
            "the eigenvalues are different",
            for_all("m", lambda k: for_all("m", lambda j: implies(k != j, lam[k] != lam[j]), "l"), "k"),
            fails={"B": [[1, 0], [0, 1]], "X": [[1, 1], [1, 2]], "lam": [1, 1]},
        ),
        "no-zero-entry": Given(
            "no eigenvector has a zero entry",
            for_all("m", lambda i: for_all("m", lambda k: X[i, k] != 0, "k"), "i"),
            fails={"B": [[1, 0], [0, 2]], "X": [[1, 0], [0, 1]], "lam": [1, 2]},
        ),
    },
    then=both(
        for_all_flips(
            for_all(
                SCALAR,
                lambda t: iff(positive_eigenvector(t), exists("m", lambda k: both(lam[k] == t, serving(k)), "k")),
                "t",
            )
        ),
        for_all("m", lambda k: number_of_flips(serving(k)) == 2, "k"),
        number_of_flips(SOME) == 2 * scalar(size("m")),
    ),
    example={"m": 2, "B": [[2, 1], [1, 2]], "X": [[1, 1], [1, -1]], "lam": [3, 1], "t": 3, "y": [1, 1]},
    needs=("sdl.positive-eigenvectors-one-eigenvalue",),
    remark=r"""
        Not part of the formal statement: for independent targets with a law that is symmetric under $v_d \to -v_d$ all
        flips are equally likely, so the probabilities are $m 2^{1-m}$ and $2^{1-m}$, whatever the weights.""",
)
T.wrongly(
    "one-class-more", "$2m + 2$ flips have a positive eigenvector", number_of_flips(SOME) == 2 * scalar(size("m")) + 2
)
T.wrongly(
    "each-sign-once", "one flip for each eigenvector", for_all("m", lambda k: number_of_flips(serving(k)) == 1, "k")
)
T.wrongly(
    "all-flips",
    "every flip has a positive eigenvector",
    for_all_flips(SOME),
    m=3,
    B=[[21, -6, 0], [-6, 18, -6], [0, -6, 15]],
    X=[[1, 2, 2], [2, 1, -2], [2, -2, 1]],
    lam=[9, 18, 27],
    y=[1, 1, 1],
)
PAGE = "partial-minima"
CLAIM, mutations = T.claim(), T.mutations


def prove(budget: Budget) -> Evidence:
    tables = [flips.table(m) for m in flips.SIZES]
    decided = tuple(c for t in tables for c in (t, flips.counts(t["asserts"]["signs"])))
    text = "All flips of one generic matrix for each m = 2, ..., 8."
    return Evidence("exact-decision", "proved", "instance", text, decided)


def examples(budget: Budget) -> Evidence:
    """Random rational Gram matrices with weights: spectra of all flipped matrices are computed again, flip by flip."""
    rng, seen, violations = random.Random(budget.seed), 0, 0
    while seen < budget.pick(quick=8, full=60):
        m = rng.choice((2, 3))
        rows = [[rng.randint(-5, 5) for _ in range(m)] for _ in range(m)]
        weights = [rng.randint(1, 4) for _ in range(m)]
        b = [
            [sum(x * y for x, y in zip(p, q, strict=True)) * Fraction(c) for q, c in zip(rows, weights, strict=True)]
            for p in rows
        ]
        signs = signs_of(b)
        if signs is None or any(0 in row for row in signs):
            continue
        seen += 1
        found = [
            signs_of([[s * t * x for t, x in zip(d, row, strict=True)] for s, row in zip(d, b, strict=True)])
            for d in product((1, -1), repeat=m)
        ]
        some = sum(any(len(set(row)) == 1 for row in f or []) for f in found)
        top = sum(len(set((f or [[1, -1]])[-1])) == 1 for f in found)
        violations += (some, top) != (2 * m, 2)
    numbers = {"examples": seen, "seed": budget.seed, "violations": violations}
    return Evidence(
        "property-test", "tested", "fixed-dimension", "m = 2, 3: every flip's own spectrum.", numbers=numbers
    )
