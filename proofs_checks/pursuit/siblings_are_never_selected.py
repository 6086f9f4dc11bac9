"""Children at an angle to their parent: neither pursuit nor Top-2 takes a sibling, if the parent's code is larger."""

from __future__ import annotations

from proofs_checks.pursuit._atoms import F, own
from proofs_checks.vocabulary import Given, Theorem
from theory.typed import SCALAR, both, dot, norm2, var, vec

p, d, e = var("p", vec("m")), var("d", vec("m")), var("e", vec("m"))
a, b = var("a", SCALAR), var("b", SCALAR)
x, r = var("x", vec("m")), var("r", vec("m"))

T = Theorem(
    id="pursuit.siblings-are-never-selected",
    title="A sibling is selected before neither parent nor child, at any cosine of parent and child",
    says=r"""
        Let $p, d, e$ be a parent, its child and a sibling of it, with $\|p\| = \|d\| = 1$, $\langle p, d \rangle = \langle p, e
        \rangle$ and $\langle d, e \rangle < 1$, and $x = a p + b d$ with $a \ge b > 0$. Then the sibling has a
        smaller product than the child and than the parent, with $x$ and, after the step along $p$, with what is left
        there. So two steps of pursuit that begin with $p$ select $p$ and $d$, and so does Top-2.""",
    source=own("a tree as that of arXiv 2506.03093, but with a cosine between parent and child"),
    kind="property",
    sizes="m",
    about=(p, d, e, a, b),
    let=((x, a * p + b * d), (r, x - dot(p, x) * p)),
    given={
        "norm-one-p": Given(r"$\|p\| = 1$", norm2(p) == 1, fails={"p": [F(1, 10), 0], "e": [F(3, 5), F(7, 10)]}),
        "norm-one-d": Given(r"$\|d\| = 1$", norm2(d) == 1, fails={"d": [F(3, 5), F(1, 10)], "e": [F(3, 5), F(4, 5)]}),
        "same-cosine": Given(
            r"$\langle p, d \rangle = \langle p, e \rangle$", dot(p, d) == dot(p, e), fails={"d": [0, 1], "e": [1, 0]}
        ),
        "different": Given(r"$\langle d, e \rangle < 1$", dot(d, e) < 1, fails={"e": [F(3, 5), F(4, 5)]}),
        "larger": Given(r"$a \ge b$", a >= b, fails={"a": F(1, 100), "e": [F(3, 5), F(7, 10)]}),
        "positive": Given(r"$b > 0$", b > 0, fails={"b": 0}),
    },
    then=both(dot(e, x) < dot(d, x), dot(e, x) < dot(p, x), dot(e, r) < dot(d, r)),
    example={"m": 2, "p": [1, 0], "d": [F(3, 5), F(4, 5)], "e": [F(3, 5), F(-4, 5)], "a": 2, "b": 1},
    remark="""
        So the printed form, which has Top-2 fail for small ratios of the codes, is about a smaller code of the parent.
        The child itself may have the larger product with x; pursuit then begins with it, and its second step is
        another matter (see the wrong variants).""",
)
child_first = x - dot(d, x) * d
T.wrongly(
    "child-first",
    "if the child is selected first, the parent is second",
    dot(e, child_first) < dot(p, child_first),
    d=[F(4, 5), F(3, 5)],
    e=[F(4, 5), F(-3, 5)],
    a=1,
)
T.wrongly("no-product", "the sibling has no product with what is left", dot(e, r) == 0)
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
