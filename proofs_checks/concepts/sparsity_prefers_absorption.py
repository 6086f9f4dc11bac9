r"""Absorption costs less: two exact reconstructions of a parent and its child, and every L0 or L1 price prefers the absorbing one."""

from __future__ import annotations

from fractions import Fraction

from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Source
from theory.typed import SCALAR, Expr, both, dot, indicator, norm2, relu, var, vec

F = Fraction
fp, fc = var("f", vec("n"), "f_p"), var("g", vec("n"), "f_c")
a, c = var("a", vec("n")), var("c", vec("n"))
s, P, Q = var("s", SCALAR), var("P", SCALAR), var("Q", SCALAR)
CHILD = fp + fc  # a point with the parent and the child


def code(row: Expr, x: Expr) -> Expr:
    """The activation of a neuron at a point."""
    return relu(dot(row, x))


def l1(first: Expr, second: Expr) -> Expr:
    """The L1 norm over P points with the parent alone and Q with the child too."""
    return P * (code(first, fp) + code(second, fp)) + Q * (code(first, CHILD) + code(second, CHILD))


def l0(first: Expr, second: Expr) -> Expr:
    """The L0 norm over the same points."""
    on = lambda row, x: indicator(code(row, x) > 0)  # noqa: E731
    return P * (on(first, fp) + on(second, fp)) + Q * (on(first, CHILD) + on(second, CHILD))


def reconstructs(first: Expr, second: Expr, u: Expr, v: Expr) -> Expr:
    """Both points are reconstructed exactly, with the columns u and v."""
    out = lambda x: code(first, x) * u + code(second, x) * v  # noqa: E731
    return both(out(fp) == fp, out(CHILD) == CHILD)


H, A = (a, c), (a - c, s * c)
COLUMN = (1 / s) * CHILD

T = Theorem(
    id="concepts.sparsity-prefers-absorption",
    title="Absorption is strictly preferred by L0 and L1",
    says=r"""
        Let $f_p, f_c$ be unit vectors with dual rows $a, c$ ($a = f_p$, $c = f_c$ where they are orthonormal), $s = \|f_p +
        f_c\| > 0$ ($\sqrt 2$ there), $x = f_p$ at $P = |C_p \setminus C_c| \ge 0$ points, $x = f_p + f_c$ at $Q = |C_c| > 0$
        points, $x = 0$ elsewhere. The dictionary $H$ (rows $a, c$, columns $f_p, f_c$) and the absorbing one $A$ (rows $a -
        c$ and $s\, c$, columns $f_p$ and $(f_p + f_c)/s$) have unit columns and both reconstruct exactly. The L0 norms are
        $|C_p| + |C_c|$ and $|C_p|$, the L1 norms $|C_p| + |C_c|$ and $|C_p| + (s - 1)|C_c|$ with $s < 2$: every positive price
        prefers $A$, by $(2 - s)|C_c|$ for L1. At most one neuron of $A$ is on at a point, so Top-1 admits $A$, and both of
        $H$ are on at $f_p + f_c$. The parent neuron of $A$ is on exactly on $C_p \setminus C_c$.""",
    source=Source(
        "statement of this project", arxiv="", ours=True, note="the mechanism: Chanin et al., arXiv 2409.14507"
    ),
    kind="property",
    sizes="n",
    about=(fp, fc, a, c, s, P, Q),
    given={
        "dual": Given(
            "the rows are dual to the features",
            both(dot(a, fp) == 1, dot(a, fc) == 0, dot(c, fp) == 0, dot(c, fc) == 1),
            fails={"a": [1, 0]},
        ),
        "unit-features": Given(
            r"$\|f_p\| = \|f_c\| = 1$",
            both(norm2(fp) == 1, norm2(fc) == 1),
            fails={"n": 2, "f": [6, 0], "g": [0, 8], "a": [F(1, 6), 0], "c": [0, F(1, 8)], "s": 10},
        ),
        "norm": Given(r"$s = \|f_p + f_c\|$", both(s > 0, s**2 == norm2(CHILD)), fails={"s": 1}),
        "child-occurs": Given(r"$P \ge 0$, $|C_c| > 0$", both(P >= 0, Q > 0), fails={"Q": 0}),
    },
    then=both(
        norm2(COLUMN) == 1,
        reconstructs(*H, fp, fc),
        reconstructs(*A, fp, COLUMN),
        both(l1(*H) == P + 2 * Q, l1(*A) == P + s * Q, l1(*A) < l1(*H)),
        both(l0(*H) == P + 2 * Q, l0(*A) == P + Q, l0(*A) < l0(*H)),
        both(code(a - c, fp) > 0, code(a - c, CHILD) == 0),
    ),
    # unit features at an angle with s = 6/5
    example={
        **{"n": 2, "f": [1, 0], "g": [F(-7, 25), F(24, 25)], "a": [1, F(7, 24)], "c": [0, F(25, 24)], "s": F(6, 5)},
        **{"P": 3, "Q": 2},
    },
    remark="""
        Published work explains absorption by sparsity; here both dictionaries reconstruct exactly, so the preference
        is not a matter of reconstruction.""",
)
T.wrongly("sparse-parent", "the parent neuron of A is also on where the child is", code(a - c, CHILD) > 0)
T.wrongly("equal-price", "the L1 norms are equal", l1(*A) == l1(*H))
T.wrongly("half-price", "A costs at most half of H", 2 * l1(*A) <= l1(*H))
T.wrongly("free", "the gain of L1 is that of L0", l1(*H) - l1(*A) == l0(*H) - l0(*A))
T.wrongly("top-1-admits-both", "one neuron of H is on at every point", l0(*H) <= P + Q)
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
