"""Pursuit pays for an absorbed child: what parent and mixed child leave, whichever is selected first, and that nothing follows."""

from __future__ import annotations

from proofs_checks.pursuit._atoms import F, own
from proofs_checks.vocabulary import Given, Theorem
from theory.typed import SCALAR, both, dot, norm2, var, vec

p, d = var("p", vec("m")), var("d", vec("m"))
s, t = var("s", SCALAR), var("t", SCALAR)
a, b = var("a", SCALAR), var("b", SCALAR)
q, x = var("q", vec("m")), var("x", vec("m"))
parent, child = var("r", vec("m")), var("h", vec("m"))

T = Theorem(
    id="pursuit.absorbed-pair",
    title="A child that has absorbed its parent costs pursuit something, and one-step encoders nothing",
    says=r"""
        Let $p, d$ be orthonormal, $q = s p + t d$ with $s^2 + t^2 = 1$, and $x = a p + b d$. The steps $p, q$ leave
        the energy $s^2 b^2$, and the products $-s t b$ with $p$ and 0 with $q$. The steps $q, p$ leave $s^2 (t a - s
        b)^2$, and the products 0 with $p$ and $-s t (t a - s b)$ with $q$. So for $s, t, b > 0$ and $s b < t a$
        non-negative pursuit stops there: the loss is positive for every $s > 0$, where the codes $a - (s/t) b$ and $b
        / t$ of $p$ and $q$ would write $x$ exactly (pursuit.absorption-continuum).""",
    source=own("which zero losses of one-step encoders matching pursuit removes on the tree of arXiv 2506.03093"),
    kind="identity",
    sizes="m",
    about=(p, d, s, t, a, b),
    let=(
        (q, s * p + t * d),
        (x, a * p + b * d),
        (parent, (x - dot(p, x) * p) - dot(q, x - dot(p, x) * p) * q),
        (child, (x - dot(q, x) * q) - dot(p, x - dot(q, x) * q) * p),
    ),
    given={
        "norm-one-p": Given(r"$\|p\| = 1$", norm2(p) == 1, fails={"p": [2, 0]}),
        "norm-one-d": Given(r"$\|d\| = 1$", norm2(d) == 1, fails={"d": [0, 2]}),
        "orthogonal": Given(r"$\langle p, d \rangle = 0$", dot(p, d) == 0, fails={"d": [F(3, 5), F(4, 5)]}),
        "unit-mixture": Given("$s^2 + t^2 = 1$", s**2 + t**2 == 1, fails={"s": 1}),
    },
    then=both(
        both(norm2(parent) == s**2 * b**2, dot(p, parent) == -1 * (s * t * b), dot(q, parent) == 0),
        both(
            norm2(child) == s**2 * (t * a - s * b) ** 2,
            dot(p, child) == 0,
            dot(q, child) == -1 * (s * t * (t * a - s * b)),
        ),
    ),
    example={"m": 2, "p": [1, 0], "d": [0, 1], "s": F(3, 5), "t": F(4, 5), "a": 2, "b": 1},
    remark="""
        Which order comes depends on the codes; the loss is the smaller code's square times s^2 t^2. Pursuit has another
        continuum of zero loss in its place: pursuit.rotated-pair.""",
)
T.wrongly("free", "pursuit writes absorbed pairs exactly, too", norm2(parent) == 0)
T.wrongly("same", "the order of the steps does not matter", norm2(parent) == norm2(child), a=4)
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
