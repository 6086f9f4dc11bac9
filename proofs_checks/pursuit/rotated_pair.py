"""A parent and a child rotated against each other write everything as long as their codes are not negative: zero loss, other atoms."""

from __future__ import annotations

from proofs_checks.pursuit._atoms import F, own
from proofs_checks.vocabulary import Given, Theorem
from theory.typed import SCALAR, both, dot, norm2, relu, var, vec

p, d = var("p", vec("m")), var("d", vec("m"))
c, s = var("c", SCALAR), var("s", SCALAR)
a, b = var("a", SCALAR), var("b", SCALAR)
x, q1, q2 = var("x", vec("m")), var("q1", vec("m")), var("q2", vec("m"))

T = Theorem(
    id="pursuit.rotated-pair",
    title="What a rotated pair of parent and child leaves to non-negative pursuit",
    says=r"""
        Let $p, d$ be orthonormal, $c^2 + s^2 = 1$, $q_1 = c p - s d$, $q_2 = s p + c d$ and $x = a p + b d$. The
        non-negative code of the orthonormal pair $q_1, q_2$ leaves $\mathrm{relu}(s b - c a)^2 + \mathrm{relu}(-s a - c
        b)^2$. So for $a, b \ge 0$ and $c, s \ge 0$ it leaves nothing exactly where $s b \le c a$: rotations up to the
        least $\arctan(a / b)$ of the data have zero loss.""",
    source=own("why zero loss does not identify the tree of arXiv 2506.03093"),
    kind="identity",
    sizes="m",
    about=(p, d, c, s, a, b),
    let=((x, a * p + b * d), (q1, c * p - s * d), (q2, s * p + c * d)),
    given={
        "norm-one-p": Given(r"$\|p\| = 1$", norm2(p) == 1, fails={"p": [2, 0]}),
        "norm-one-d": Given(r"$\|d\| = 1$", norm2(d) == 1, fails={"d": [0, 2]}),
        "orthogonal": Given(r"$\langle p, d \rangle = 0$", dot(p, d) == 0, fails={"d": [F(3, 5), F(4, 5)]}),
        "rotation": Given(r"$c^2 + s^2 = 1$", c**2 + s**2 == 1, fails={"c": 1}),
    },
    then=both(
        dot(q1, x) == c * a - s * b,
        dot(q2, x) == s * a + c * b,
        norm2((x - relu(dot(q1, x)) * q1) - relu(dot(q2, x)) * q2)
        == relu(s * b - c * a) ** 2 + relu(-(s * a + c * b)) ** 2,
    ),
    example={"m": 2, "p": [1, 0], "d": [0, 1], "c": F(4, 5), "s": F(3, 5), "a": 2, "b": 1},
    remark="""
        With a threshold the loss is zero where also no code is positive and below it. A parent alone has two active
        atoms then instead of one, which a limit of one step for it would forbid; the loss without a limit does not see it.""",
)
left = norm2((x - relu(dot(q1, x)) * q1) - relu(dot(q2, x)) * q2)
T.wrongly("always-zero", "it leaves nothing for every rotation", left == 0, a=F(1, 2), b=1)
T.wrongly("never-zero", "a rotated pair always leaves something", left > 0)
T.wrongly("one-code", "the second code is never needed for a parent alone", relu(dot(q2, x)) == 0, b=0)
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
