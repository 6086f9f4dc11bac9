r"""Strictly positive eigenvectors of a symmetric matrix all belong to one eigenvalue; activations and scaled activations agree.

Proved for every size: two strictly positive vectors are never orthogonal.  With ``y_d = sqrt(M_d) z_d`` the equation ``B y = lam y``
is ``G diag(M) z = lam z``, which is rational when the data are.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.parts import hypotheses, wrong
from proofs_checks.sdl._landscape import positive_product
from proofs_checks.sdl._spectra import positive, signs_of
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation, Source
from theory.evidence import checked, derivation, implication, proof, read, relation
from theory.formal import Expression, both, diag, for_all, implies, length, matmul, matvec, names, scale, transpose
from theory.statement import Statement

A, x, y, p, q = names("A x y p q")
G, s, z, lam = names("G s z lam")


def _scaled(matrix: Expression) -> Expression:
    """``diag(s) matrix diag(s)``."""
    return matmul(diag(s), matmul(matrix, diag(s)))


EIGENVALUES_AGREE = Statement(
    ("A", "x", "y", "p", "q", "G", "s", "z", "lam"),
    {
        "symmetric": transpose(A) == A,
        "eigenvector-x": matvec(A, x) == scale(p, x),
        "eigenvector-y": matvec(A, y) == scale(q, y),
        "positive-x": for_all(x, lambda e: e > 0, "e"),
        "positive-y": for_all(y, lambda e: e > 0, "e"),
        "not-empty": length(x) >= 1,
        "positive-weights": for_all(s, lambda e: e > 0, "e"),
    },
    both(
        p == q,
        implies(matvec(_scaled(G), s * z) == scale(lam, s * z), matvec(G, s * s * z) == scale(lam, z)),
        implies(matvec(G, s * s * z) == scale(lam, z), matvec(_scaled(G), s * z) == scale(lam, s * z)),
    ),
)
# a matrix without sign conditions for the second part, and its vector (1, 1) of eigenvalue 6 of G diag(M), M = (1, 4)
POINT: dict[str, Any] = {
    "A": [[2, 1], [1, 2]], "x": [1, 1], "y": [2, 2], "p": 3, "q": 3,
    "G": [[2, 1], [-2, 2]], "s": [1, 2], "z": [1, 1], "lam": 6,
}  # fmt: skip

CLAIM = Claim(
    id="sdl.positive-eigenvectors-one-eigenvalue",
    title="Positive eigenvectors belong to one eigenvalue",
    statement=r"If $B x = \lambda x$ and $B y = \mu y$ for a symmetric $n \times n$ matrix $B$, $n \ge 1$, and vectors $x, y$ with "
    r"strictly positive entries, then $\lambda = \mu$. For any square $G$, $M_d > 0$, "
    r"$B = \mathrm{diag}(\sqrt{M})\, G\, \mathrm{diag}(\sqrt{M})$ and $y_d = \sqrt{M_d} z_d$: $B y = \lambda y$ if and only if "
    r"$G \mathrm{diag}(M) z = \lambda z$.",
    source=Source(locator="statement of this project", arxiv="", ours=True),
    kind="uniqueness",
    expected="argued",
    hypotheses=hypotheses(
        EIGENVALUES_AGREE,
        POINT,
        {
            # positive eigenvectors (1, 1) and (2, 1) of a matrix with eigenvalues 1 and 2
            "symmetric": (r"$B^T = B$", {"A": [[0, 2], [-1, 3]], "y": [2, 1], "p": 2, "q": 1}),
            "eigenvector-x": (r"$B x = \lambda x$", {"p": 4}),
            "eigenvector-y": (r"$B y = \mu y$", {"q": 4}),
            "positive-x": ("all entries of $x$ are strictly positive", {"x": [1, -1], "p": 1}),
            "positive-y": ("all entries of $y$ are strictly positive", {"y": [1, -1], "q": 1}),
            "not-empty": (r"$n \ge 1$", {"A": [], "x": [], "y": [], "p": 1, "q": 2}),
            "positive-weights": (r"$M_d > 0$", {"s": [1, 0], "z": [1, 1], "lam": 2}),
        },
    ),
    statement_formal=EIGENVALUES_AGREE,
)


def equal_eigenvalues() -> Certificate:
    mu, xy, xby = names("mu xy xBy")
    return implication(
        "lam mu xy xBy",
        assume=[relation(xy, ">"), relation(xby, "=", lam * xy), relation(xby, "=", mu * xy)],
        conclude=relation(lam, "=", mu),
        by=derivation(multiples={1: -1, 2: 1}, factor=(1, (0,))),
        means="x.By computed in two ways; x.y > 0",
    )


def scaling(direction: str) -> Certificate:
    """One row of the two equations, s_d = sqrt(M_d), S = sum_e G_de M_e z_e = sum_e G_de s_e y_e."""
    (total,) = names("S")
    scaled, plain = s * total - lam * s * z, total - lam * z
    given, wanted = (scaled, plain) if direction == "to z" else (plain, scaled)
    by = derivation(multiples={1: 1}, factor=(1, (0,))) if direction == "to z" else derivation(multiples={1: s})
    return implication(
        "s S lam z",
        assume=[relation(s, ">"), relation(given, "=")],
        conclude=relation(wanted, "="),
        by=by,
        means=f"row d of B y = lam y is sqrt(M_d) times row d of G diag(M) z = lam z ({direction})",
    )


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        "Strictly positive eigenvectors of a symmetric matrix have the same eigenvalue, and B y = lam y iff G "
        "diag(M) z = lam z.",
        checked(
            "step",
            "A further pair of positive coordinates keeps a nonnegative sum of products positive.",
            positive_product(),
        ),
        read(
            "positive", r"So $x \cdot y > 0$ for strictly positive $x, y$ of any size $m \ge 1$.", "induction", "step"
        ),
        read(
            "symmetry",
            r"$x \cdot B y = \mu \, x \cdot y$, and $x \cdot B y = B x \cdot y = \lambda \, x \cdot y$.",
            "linear-algebra",
        ),
        checked("equal", r"Hence $\lambda = \mu$.", equal_eigenvalues()),
        read(
            "row",
            r"Row $d$ of $B y$ is $\sqrt{M_d} \sum_e G_{de} \sqrt{M_e} y_e = \sqrt{M_d} \sum_e G_{de} M_e z_e$; row "
            r"$d$ of $\lambda y$ is "
            r"$\lambda \sqrt{M_d} z_d$.",
            "definition",
        ),
        checked("to-z", r"Divide by $\sqrt{M_d} > 0$.", scaling("to z")),
        checked("to-y", r"Multiply by $\sqrt{M_d}$.", scaling("to y")),
        read("all", "Together.", "conclusion", "positive", "symmetry", "equal", "row", "to-z", "to-y"),
    )
    return Evidence("symbolic-proof", "proved", "all-parameters", "For every size of the matrix.", (certificate,))


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


def mutations() -> list[Mutation]:
    weak = EIGENVALUES_AGREE.assuming(
        positive_x=for_all(x, lambda e: e >= 0, "e"), positive_y=for_all(y, lambda e: e >= 0, "e")
    )
    axes = {"A": [[1, 0], [0, 2]], "x": [1, 0], "y": [0, 1], "p": 1, "q": 2}
    flat = {"A": [[1, 0], [0, 1]], "x": [1, 1], "y": [1, 2], "p": 1, "q": 1}
    parallel = x[0] * y[1] == x[1] * y[0]
    unscaled = implies(matvec(G, s * s * z) == scale(lam, z), matvec(_scaled(G), z) == scale(lam, z))
    return [
        wrong("nonnegative", "nonnegative eigenvectors belong to one eigenvalue", weak, {**POINT, **axes}),
        wrong(
            "parallel", "strictly positive eigenvectors are parallel", EIGENVALUES_AGREE, {**POINT, **flat}, parallel
        ),
        wrong("without-scaling", "G diag(M) z = lam z implies B z = lam z", EIGENVALUES_AGREE, POINT, unscaled),
    ]
