"""Parent and child with a positive product: two steps of pursuit leave less than a tied Top-2 code, and both leave something."""

from __future__ import annotations

from proofs_checks.pursuit._atoms import F, own
from proofs_checks.vocabulary import Given, Theorem
from theory.typed import SCALAR, both, dot, norm2, var, vec

p, d = var("p", vec("m")), var("d", vec("m"))
a, b = var("a", SCALAR), var("b", SCALAR)
k, x = var("k", SCALAR, r"\kappa"), var("x", vec("m"))
r1, r2, t = var("r1", vec("m")), var("r2", vec("m")), var("t", vec("m"))

T = Theorem(
    id="pursuit.two-steps-against-top-two",
    title="Two steps of pursuit leave at most the share (1 - kappa) / 2 of what Top-2 leaves",
    says=r"""
        Let $\|p\| = \|d\| = 1$, $\kappa = \langle p, d \rangle$ and $x = a p + b d$ with $a \ge b > 0$. Two
        steps of pursuit, $p$ first, leave $\kappa^2 (1 - \kappa^2) b^2$; the tied code $\langle p, x \rangle p + \langle
        d, x \rangle d$ leaves $\kappa^2 (a^2 + b^2 + 2 \kappa a b)$; and twice the first is at most $1 - \kappa$ times
        the second.""",
    source=own("a parent and a child of the tree of arXiv 2506.03093 that are not orthogonal"),
    kind="bound",
    sizes="m",
    about=(p, d, a, b),
    let=(
        (k, dot(p, d)),
        (x, a * p + b * d),
        (r1, x - dot(p, x) * p),
        (r2, r1 - dot(d, r1) * d),
        (t, (x - dot(p, x) * p) - dot(d, x) * d),
    ),
    given={
        "norm-one-p": Given(r"$\|p\| = 1$", norm2(p) == 1, fails={"p": [F(1, 2), 0]}),
        "norm-one-d": Given(r"$\|d\| = 1$", norm2(d) == 1, fails={"d": [F(1, 2), F(1, 2)]}),
        "larger": Given(r"$a \ge b$", a >= b, fails={"a": 0}),
        "positive": Given(r"$b > 0$", b > 0, fails={"b": -3, "a": 1}),
    },
    then=both(
        norm2(r2) == k**2 * (1 - k**2) * b**2,
        norm2(t) == k**2 * (a**2 + b**2 + 2 * k * a * b),
        2 * norm2(r2) <= (1 - k) * norm2(t),
    ),
    example={"m": 2, "p": [1, 0], "d": [F(3, 5), F(4, 5)], "a": 2, "b": 1},
    remark="Both are exact only for orthogonal or equal atoms. Equality of the bound at a = b.",
)
T.wrongly("exact", "two steps are exact", norm2(r2) == 0)
T.wrongly("quarter", "the share (1 - kappa) / 4 suffices", 4 * norm2(r2) <= (1 - k) * norm2(t), a=1, b=1)
T.wrongly("never-equal", "the bound is strict", 2 * norm2(r2) < (1 - k) * norm2(t), a=1, b=1)
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
