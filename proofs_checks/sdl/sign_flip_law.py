r"""The sign-flip law: of the ``2^m`` flips of a generic cluster exactly 2m have a positive eigenvector, exactly 2 a positive top one.

Proved for every m; decided completely for one generic matrix of each size up to 8.  Probabilities ``m 2^(1-m)`` and ``2^(1-m)`` follow.
"""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

from proofs_checks.sdl import _flips as flips
from proofs_checks.sdl._landscape import positive_product
from proofs_checks.sdl._spectra import signs_of, spectrum
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation, Source
from theory.evidence import checked, derivation, evaluation, illustration, implication, proof, read, relation
from theory.formal import both, diag, for_all, matmul, names, op

PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.sign-flip-law",
    title="The sign-flip law",
    statement=r"""
        Let the symmetric $m \times m$ matrix $B$ have simple spectrum and no eigenvector with a zero entry. Among the
        $2^m$ matrices $D B D$, $D = \mathrm{diag}(\pm 1)$, exactly $2m$ have an eigenvector with strictly positive
        entries, and for exactly $2$ it belongs to the largest eigenvalue. For independent targets whose law is
        symmetric under $v_d \to -v_d$ and for which $B$ is almost surely of this kind the probabilities are $m
        2^{1-m}$ and $2^{1-m}$, whatever the weights.""",
    source=Source(locator="sign-flip law", arxiv="", ours=True),
    kind="identity",
    expected="argued",
    hypotheses=(
        Hypothesis("simple-spectrum", "simple spectrum", lambda: flips.table(3), drop=lambda: identity_matrix()),
        Hypothesis(
            "no-zero-entry", "no eigenvector has a zero entry", lambda: flips.table(3), drop=lambda: zero_entry()
        ),
    ),
    depends_on=("sdl.positive-eigenvectors-one-eigenvalue",),
)


def identity_matrix() -> Certificate:
    """B = identity: every one of the 4 flips is the identity, and its top eigenvalue has the positive eigenvector (1, 1)."""
    b, f = names("B")[0], "f"
    holds = for_all(op("signs", 2), lambda d: matmul(diag(d), matmul(b, diag(d))) == b, f)
    return evaluation(
        both(holds, op("matvec", b, [1, 1]) == [1, 1]),
        let={"B": [[1, 0], [0, 1]]},
        record="B",
        means="4 flips, not 2, are top",
    )


def zero_entry() -> Certificate:
    """diag(1, 2): no flip has a strictly positive eigenvector, 0 instead of 4."""
    return spectrum(
        [[Fraction(1), Fraction(0)], [Fraction(0), Fraction(2)]], means="diag(1, 2) is unchanged by all flips"
    )


def flipped_eigenvector() -> Certificate:
    """One row: if (B x)_d = lam x_d then (D B D (D x))_d = lam (D x)_d, because s_d^2 = 1."""
    s, bx, x, lam = names("s Bx x lam")
    return implication(
        "s Bx x lam",
        assume=[relation(bx, "=", lam * x)],
        conclude=relation(s * bx, "=", lam * (s * x)),
        by=derivation(multiples={0: s}),
        means="row d of D B D D x = D B x",
    )


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        """
        For generic B exactly 2 m of the 2^m flips have a strictly positive eigenvector, and exactly 2 a positive top
        one.""",
        checked("flip", r"The eigenvectors of $D B D$ are $D x$, with the same eigenvalues.", flipped_eigenvector()),
        read(
            "two-each",
            """
            For an eigenvector $x$ without zero entries, $D x$ or $-D x$ is strictly positive for exactly two $D$: the
            signs of $x$ and their negatives.""",
            "counting",
            "flip",
        ),
        checked("step", "Sums of positive products are positive.", positive_product()),
        read(
            "disjoint",
            r"""
            For every size: replacing $y$ by $-y$ if needed, $D x > 0$ and $D y > 0$ give $x \cdot y = D x \cdot D y >
            0$, but eigenvectors of different eigenvalues are orthogonal.""",
            "induction",
            "step",
        ),
        read(
            "count",
            r"The $m$ eigenlines use disjoint pairs of flips: $2m$ in total, 2 of them for the largest eigenvalue.",
            "counting",
            "two-each",
            "disjoint",
        ),
        read(
            "probability",
            r"""
            A sign-symmetric law is unchanged by a uniform random $D$; given the targets up to sign the probabilities
            are $2m / 2^m$ and $2 / 2^m$. Weights do not matter: $B$ is $\mathrm{diag}(\sqrt{M}) G
            \mathrm{diag}(\sqrt{M})$.""",
            "probability",
            "count",
        ),
    )
    tables = [flips.table(m) for m in flips.SIZES]
    decided = tuple(c for t in tables for c in (t, flips.counts(t["asserts"]["signs"])))
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            "Every size.",
            (
                certificate,
                illustration(
                    r"So one $D$ cannot serve two eigenvectors (shown for size 3).", flips.orthogonal_classes()
                ),
            ),
        ),
        Evidence(
            "exact-decision", "proved", "instance", "All flips of one generic matrix for each m = 2, ..., 8.", decided
        ),
    ]


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


def mutations() -> list[Mutation]:
    def off_by_one() -> Certificate:
        return flips.counts(flips.table(4)["asserts"]["signs"], expect_any=10)

    def top_twice() -> Certificate:
        return flips.counts(flips.table(4)["asserts"]["signs"], expect_top=4)

    return [
        Mutation("one-class-more", "2 m + 2 flips have a positive eigenvector", rejected=off_by_one),
        Mutation("top-four", "4 flips have a positive top eigenvector", rejected=top_twice),
        Mutation("zero-entries-allowed", "the law holds with zero entries", refuted_by=zero_entry),
    ]
