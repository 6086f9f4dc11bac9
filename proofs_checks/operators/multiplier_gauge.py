"""A kernel and its code are known only up to an invertible multiplier: R A and z / A give the same output."""

from __future__ import annotations

from proofs_checks.operators._typed import ours
from proofs_checks.vocabulary import Given, Theorem
from theory.typed import SCALAR, Expr, both, family, for_all, var

r, s = var("r", family("n", SCALAR)), var("s", family("n", SCALAR))
a, b = var("a", family("n", SCALAR)), var("b", family("n", SCALAR))
x, y = var("x", family("n", SCALAR)), var("y", family("n", SCALAR))


def size(i: Expr) -> Expr:
    """``|A|^2`` of mode i."""
    return a[i] ** 2 + b[i] ** 2


def gains(i: Expr) -> tuple[Expr, Expr]:
    """Real and imaginary part of R A."""
    return r[i] * a[i] - s[i] * b[i], r[i] * b[i] + s[i] * a[i]


def code(i: Expr) -> tuple[Expr, Expr]:
    """Real and imaginary part of z / A, times |A|^2: z conj(A)."""
    return x[i] * a[i] + y[i] * b[i], y[i] * a[i] - x[i] * b[i]


def real(i: Expr) -> Expr:
    """Real part of (R A) (z / A)."""
    (g, f), (u, v) = gains(i), code(i)
    return (g * u - f * v) / (a[i] ** 2 + b[i] ** 2)


def imaginary(i: Expr) -> Expr:
    """Imaginary part of (R A) (z / A)."""
    (g, f), (u, v) = gains(i), code(i)
    return (g * v + f * u) / (a[i] ** 2 + b[i] ** 2)


T = Theorem(
    id="operators.multiplier-gauge",
    title="Kernels and codes are known up to an invertible multiplier",
    says=r"""
        Write the gains as $R_k = r_k + i s_k$, the coefficients of the code as $z_k = x_k + i y_k$ and a multiplier
        as $A_k = a_k + i b_k \ne 0$. The gains $R_k A_k$ with the code $z_k / A_k = z_k \bar A_k / |A_k|^2$ write
        $R_k z_k$, as before.""",
    source=ours("sparse functional model recovery: what can be recovered"),
    kind="identity",
    sizes="n",
    about=(r, s, a, b, x, y),
    given={
        "invertible": Given(
            r"$a_k^2 + b_k^2 > 0$", for_all("n", lambda i: size(i) > 0), note="the code is divided by it"
        ),
    },
    then=for_all("n", lambda i: both(real(i) == r[i] * x[i] - s[i] * y[i], imaginary(i) == r[i] * y[i] + s[i] * x[i])),
    example={"n": 2, "r": [1, 2], "s": [0, 1], "a": [1, 2], "b": [1, 0], "x": [3, 1], "y": [2, 5]},
    remark="""
        Without sparsity of the code nothing about a kernel is determined where none of its gains is zero. Sparse
        codes break this gauge up to shift and scale when every sparse code must stay sparse; so recovery must be
        measured by the best cosine over shifts.""",
)
T.wrongly("same-gains", "the gains stay", for_all("n", lambda i: both(gains(i)[0] == r[i], gains(i)[1] == s[i])))
T.wrongly(
    "conjugate",
    "the imaginary part changes its sign",
    for_all("n", lambda i: imaginary(i) == -(r[i] * y[i] + s[i] * x[i])),
)
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
