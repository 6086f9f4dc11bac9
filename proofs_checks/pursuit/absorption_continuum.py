"""Parent and child may be mixed in the child's atom at no loss, and an L1 penalty on the codes wants it."""

from __future__ import annotations

from proofs_checks.pursuit._atoms import F, own
from proofs_checks.vocabulary import Given, Theorem
from theory.typed import SCALAR, both, dot, norm2, var, vec

P, C = var("P", vec("m")), var("C", vec("m"))
a, b = var("a", SCALAR, "z_P"), var("b", SCALAR, "z_C")
s, t = var("s", SCALAR), var("t", SCALAR)
mixed, x = var("mixed", vec("m"), "q"), var("x", vec("m"))
one, two = var("one", SCALAR, "z_1"), var("two", SCALAR, "z_2")

T = Theorem(
    id="pursuit.absorption-continuum",
    title="Absorption costs a one-step SAE nothing, and L1 prefers it",
    says=r"""
        Let $P \perp C$ have norm 1, $x = z_P P + z_C C$ with $z_C > 0$, and let the child's atom be $q = s P + t C$
        with $s, t > 0$, $s^2 + t^2 = 1$ and $s z_C \le t z_P$. The codes $z_1 = z_P - (s/t) z_C$ of $P$ and $z_2 =
        z_C / t$ of $q$ are not negative, reconstruct $x$ exactly, and $z_1 + z_2 < z_P + z_C$.""",
    source=own("why Top-k and BatchTopK losses cannot see absorption, and L1 asks for it"),
    kind="property",
    sizes="m",
    about=(P, C, a, b, s, t),
    let=((mixed, s * P + t * C), (x, a * P + b * C), (one, a - s / t * b), (two, b / t)),
    given={
        "norm-of-parent": Given(r"$\|P\| = 1$", norm2(P) == 1, fails={"P": [2, 0]}),
        "norm-of-child": Given(r"$\|C\| = 1$", norm2(C) == 1, fails={"C": [0, 2]}),
        "orthogonal": Given(r"$\langle P, C \rangle = 0$", dot(P, C) == 0, fails={"C": [F(3, 5), F(4, 5)]}),
        "unit-mixture": Given("$s^2 + t^2 = 1$", s**2 + t**2 == 1, fails={"s": F(1, 10), "t": F(1, 10)}),
        "mixed": Given("$s > 0$", s > 0, fails={"s": 0, "t": 1}),
        "own-part": Given("$t > 0$", t > 0, fails={"s": F(3, 5), "t": F(-4, 5), "a": -1}),
        "child": Given("$z_C > 0$", b > 0, fails={"b": 0}),
        "parent-suffices": Given(r"$s z_C \le t z_P$", s * b <= t * a, fails={"a": F(1, 10)}),
    },
    then=both(norm2(mixed) == 1, both(one >= 0, two >= 0), x == one * P + two * mixed, one + two < a + b),
    example={"m": 2, "P": [1, 0], "C": [0, 1], "a": 2, "b": 1, "s": F(3, 5), "t": F(4, 5)},
    remark="""
        The condition is needed for all samples: the arc of zero loss reaches to s/t = inf z_P/z_C. For normal
        amplitudes this is 0, and absorption costs a little: it stops where the few samples with small parents pay for
        it.""",
)
T.wrongly("as-sparse-in-l1", "the codes have the same sum", one + two == a + b)
T.wrongly(
    "any-amplitude",
    "the codes are not negative for all amplitudes",
    both(one >= 0, two >= 0),
    without="parent-suffices",
    a=F(1, 10),
)
T.wrongly("l1-dislikes", "an L1 penalty prefers the true atoms", one + two > a + b)
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
