"""One step of non-negative pursuit is the best code of one atom: clustering by rays."""

from __future__ import annotations

from proofs_checks.pursuit._atoms import F, own
from proofs_checks.vocabulary import Given, Theorem
from theory.typed import SCALAR, both, dot, norm2, relu, var, vec

d, e, x, c = var("d", vec("m")), var("e", vec("m")), var("x", vec("m")), var("c", SCALAR)
z = relu(dot(d, x))

T = Theorem(
    id="pursuit.one-step-is-nearest-ray",
    title="One step of non-negative pursuit projects on the nearest ray",
    says=r"""
        Let $\|d\| = \|e\| = 1$ and $\langle e, x \rangle \le \langle d, x \rangle$, as for the atom $d$ that a step
        selects. Then $\|x - \mathrm{relu}(\langle d, x \rangle) d\|^2 = \|x\|^2 - \mathrm{relu}(\langle d, x
        \rangle)^2$, and no code $c \ge 0$ of any atom $e$ leaves less. So with one step the loss is that of clustering
        by rays.""",
    source=own("matching pursuit autoencoders with k = 1"),
    kind="property",
    sizes="m",
    about=(d, e, x, c),
    given={
        "norm-one-d": Given(r"$\|d\| = 1$", norm2(d) == 1, fails={"d": [2, 0]}),
        "norm-one-e": Given(r"$\|e\| = 1$", norm2(e) == 1, fails={"e": [F(1, 2), F(1, 2)], "x": [2, 2], "c": 4}),
        "selected": Given(
            r"$\langle e, x \rangle \le \langle d, x \rangle$", dot(e, x) <= dot(d, x), fails={"x": [1, 5], "c": 5}
        ),
        "not-negative": Given(r"$c \ge 0$", c >= 0, fails={"c": -3, "x": [1, -3]}),
    },
    then=both(norm2(x - z * d) == norm2(x) - z**2, norm2(x - z * d) <= norm2(x - c * e)),
    example={"m": 2, "d": [1, 0], "e": [0, 1], "x": [2, 1], "c": 1},
)
T.wrongly("strictly", "every other code leaves more", norm2(x - z * d) < norm2(x - c * e), e=[1, 0], c=2)
T.wrongly(
    "signed",
    "the same with the product instead of its positive part",
    norm2(x - dot(d, x) * d) == norm2(x) - z**2,
    x=[-1, -2],
    c=0,
)
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
