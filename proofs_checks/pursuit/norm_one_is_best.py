"""For one step the best length of an atom is 1, whatever it is used for."""

from __future__ import annotations

from proofs_checks.pursuit._atoms import F, own
from proofs_checks.vocabulary import Given, Theorem
from theory.typed import SCALAR, both, dot, either, iff, norm2, var, vec

u, x, nu = var("u", vec("m")), var("x", vec("m")), var("nu", SCALAR, r"\nu")
a, left = var("a", SCALAR), var("left", SCALAR, "E")

T = Theorem(
    id="pursuit.norm-one-is-best",
    title="Among all lengths of an atom, one step leaves least for length 1",
    says=r"""
        Let $\|u\| = 1$ and $a = \langle u, x \rangle$. One step along $\nu u$ leaves the energy $\|x\|^2 - a^2 + (1 -
        \nu^2)^2 a^2$: at least what $\nu = 1$ leaves, and as little exactly if $\nu^2 = 1$ or $a = 0$.""",
    source=own("why atoms that training leaves free come back to norm 1"),
    kind="identity",
    sizes="m",
    about=(u, x, nu),
    let=((a, dot(u, x)), (left, norm2(x - dot(nu * u, x) * (nu * u)))),
    given={"norm-one": Given(r"$\|u\| = 1$", norm2(u) == 1, fails={"u": [2, 0]})},
    then=both(
        left == norm2(x) - a**2 + (1 - nu**2) ** 2 * a**2,
        left >= norm2(x) - a**2,
        iff(left == norm2(x) - a**2, either(nu**2 == 1, a == 0)),
    ),
    example={"m": 2, "u": [1, 0], "x": [1, 1], "nu": 2},
    remark="A statement about one step. Over several steps another norm can be better: a parent of norm below 1 can make two steps exact.",
)
T.wrongly("longer-is-better", "a longer atom leaves less", left < norm2(x) - a**2)
T.wrongly("only-one", "as little only for nu = 1", iff(left == norm2(x) - a**2, either(nu == 1, a == 0)), nu=-1)
T.wrongly("first-power", "with the first power of 1 - nu^2", left == norm2(x) - a**2 + (1 - nu**2) * a**2, nu=F(1, 2))
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
