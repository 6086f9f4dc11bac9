"""For one and two atoms pursuit is never worse than the tied Top-k encoder with the same first atom."""

from __future__ import annotations

from proofs_checks.pursuit._atoms import F, own
from proofs_checks.vocabulary import Given, Theorem
from theory.typed import dot, norm2, relu, var, vec

d, e, f, x = var("d", vec("m")), var("e", vec("m")), var("f", vec("m")), var("x", vec("m"))
r = var("r", vec("m"))
pursued = norm2(r - relu(dot(f, r)) * f)
top_two = norm2((x - relu(dot(d, x)) * d) - relu(dot(e, x)) * e)

T = Theorem(
    id="pursuit.two-steps-no-worse-than-top-two",
    title="Two steps of pursuit are at least as good as Top-2 with the same first atom",
    says=r"""
        Let $d$ be the first atom of both, $r = x - \mathrm{relu}(\langle d, x \rangle) d$, let $e$ be the second atom
        of the tied Top-2 code of ReLU encoder, and $f$ the second atom of pursuit, $\|e\| = \|f\| = 1$ and $\langle
        e, r \rangle \le \langle f, r \rangle$. Then $\|r - \mathrm{relu}(\langle f, r \rangle) f\|^2 \le \|r -
        \mathrm{relu}(\langle e, x \rangle) e\|^2$, for every dictionary and input.""",
    source=own("what remains true for two atoms of: pursuit is better at equal sparsity"),
    kind="bound",
    sizes="m",
    about=(d, e, f, x),
    let=((r, x - relu(dot(d, x)) * d),),
    given={
        "norm-one-e": Given(r"$\|e\| = 1$", norm2(e) == 1, fails={"e": [0, F(4, 5)], "f": [F(3, 5), F(4, 5)]}),
        "norm-one-f": Given(r"$\|f\| = 1$", norm2(f) == 1, fails={"f": [0, 2]}),
        "selected": Given(
            r"$\langle e, r \rangle \le \langle f, r \rangle$", dot(e, r) <= dot(f, r), fails={"f": [1, 0]}
        ),
    },
    then=pursued <= top_two,
    example={"m": 2, "d": [1, 0], "e": [0, 1], "f": [0, 1], "x": [2, 1]},
    remark="""
        If pursuit ties differently at its first step, it can be worse also with two atoms; with three atoms it can be
        worse in any case (pursuit.better-at-equal-sparsity).""",
)
T.wrongly("strictly", "pursuit is better", pursued < top_two)
T.wrongly("exact", "two steps leave nothing", pursued == 0, f=[F(3, 5), F(4, 5)], e=[F(3, 5), F(4, 5)])
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
