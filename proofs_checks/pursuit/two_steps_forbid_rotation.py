"""A limit of two steps makes a rotated pair pay for every other child of the parent."""

from __future__ import annotations

from proofs_checks.pursuit._atoms import F, own
from proofs_checks.vocabulary import Given, Theorem
from theory.typed import SCALAR, both, dot, norm2, var, vec

p, d, e = var("p", vec("m")), var("d", vec("m")), var("e", vec("m"))
c, s = var("c", SCALAR), var("s", SCALAR)
a, b = var("a", SCALAR), var("b", SCALAR)
y, z = var("y", SCALAR), var("z", SCALAR)
x, q1, q2 = var("x", vec("m")), var("q1", vec("m")), var("q2", vec("m"))
without_e = norm2((x - y * q1) - z * q2)
without_1 = norm2((x - y * q2) - z * e)
without_2 = norm2((x - y * q1) - z * e)

T = Theorem(
    id="pursuit.two-steps-forbid-rotation",
    title="With at most two steps a rotated pair leaves something where another child is active",
    says=r"""
        Let $p, d, e$ be orthonormal, $c^2 + s^2 = 1$, $q_1 = c p - s d$, $q_2 = s p + c d$ and $x = a p + b e$: a
        parent with its other child $e$. Whatever the codes $y, z$: two of the atoms $q_1, q_2, e$ leave at least
        $b^2$, $(c a)^2$ or $(s a)^2$, the square of the product of the third with $x$. So two steps leave at least
        the smallest of them, which is positive for every rotation by $0 < \varphi < \pi/2$.""",
    source=own(
        "why a limit of two steps removes the rotated pairs of pursuit.rotated-pair, for parents of two children"
    ),
    kind="bound",
    sizes="m",
    about=(p, d, e, c, s, a, b, y, z),
    let=((x, a * p + b * e), (q1, c * p - s * d), (q2, s * p + c * d)),
    given={
        "norm-one-p": Given(r"$\|p\| = 1$", norm2(p) == 1, fails={"p": [F(1, 100), 0, 0], "y": 0, "z": 1}),
        "norm-one-d": Given(r"$\|d\| = 1$", norm2(d) == 1, fails={"d": [0, F(1, 10), 0], "y": F(24, 25), "z": 1}),
        "norm-one-e": Given(
            r"$\|e\| = 1$", norm2(e) == 1, fails={"e": [0, 0, F(1, 10)], "y": F(24, 25), "z": F(7, 25)}
        ),
        "p-orthogonal-d": Given(
            r"$\langle p, d \rangle = 0$", dot(p, d) == 0, fails={"d": [F(3, 5), F(4, 5), 0], "y": 1, "z": 1}
        ),
        "p-orthogonal-e": Given(
            r"$\langle p, e \rangle = 0$",
            dot(p, e) == 0,
            fails={"e": [F(3, 5), 0, F(4, 5)], "y": F(7, 25), "z": F(8, 5)},
        ),
        "d-orthogonal-e": Given(
            r"$\langle d, e \rangle = 0$", dot(d, e) == 0, fails={"e": [0, F(3, 5), F(4, 5)], "y": 1, "z": F(4, 5)}
        ),
        "rotation": Given(r"$c^2 + s^2 = 1$", c**2 + s**2 == 1, fails={"s": 2, "c": 2, "y": 0, "z": 1}),
    },
    then=both(without_e >= b**2, without_1 >= (c * a) ** 2, without_2 >= (s * a) ** 2),
    example={
        "m": 3,
        "p": [1, 0, 0],
        "d": [0, 1, 0],
        "e": [0, 0, 1],
        "c": F(24, 25),
        "s": F(7, 25),
        "a": 1,
        "b": 1,
        "y": F(24, 25),
        "z": F(7, 25),
    },
    remark="""
        Equality holds for the products themselves as codes. The rotated pair still costs nothing for a parent with a
        single child.""",
)
T.wrongly(
    "rotation-alone",
    "two atoms leave at least the square of the rotation's part of the parent, whatever the child's code",
    both(without_e >= (s * a) ** 2, without_1 >= (s * a) ** 2, without_2 >= (s * a) ** 2),
    b=F(1, 10),
)
T.wrongly("strictly", "they leave more", both(without_e > b**2, without_1 > (c * a) ** 2, without_2 > (s * a) ** 2))
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
