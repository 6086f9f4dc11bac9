"""Norm 1 is best for two steps as it is for one: refuted for a parent with a positive product with its child.

True is: it is for one step (pursuit.norm-one-is-best).
"""

from __future__ import annotations

from proofs_checks.pursuit._atoms import F, false, own, refuted
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, Mutation
from theory.typed import SCALAR, both, dot, norm2, var, vec

p, d, x = var("p", vec("m")), var("d", vec("m")), var("x", vec("m"))
s = var("s", SCALAR)
scaled, r, t = var("w", vec("m")), var("r", vec("m")), var("t", vec("m"))
left_scaled, left_unit = norm2(t - dot(d, t) * d), norm2(r - dot(d, r) * d)

T = Theorem(
    id="pursuit.norm-one-is-best-over-two-steps",
    title="Two steps leave least when the first atom has norm 1 (as one step suggests)",
    says=r"""
        Let $\|p\| = \|d\| = 1$, $\langle p, x \rangle > \langle d, x \rangle > 0$ and $\langle s p, x \rangle > \langle d,
        x \rangle$. The steps along $s p$ and then $d$ leave at least what the steps along $p$ and then $d$ leave.""",
    source=own("pursuit.norm-one-is-best over more than one step, as in the training of arXiv 2506.03093"),
    kind="property",
    sizes="m",
    about=(p, d, x, s),
    let=((scaled, s * p), (r, x - dot(p, x) * p), (t, x - dot(scaled, x) * scaled)),
    given={
        "norm-one": Given(
            r"$\|p\| = \|d\| = 1$", both(norm2(p) == 1, norm2(d) == 1), note="the counterexample satisfies it"
        ),
        "first": Given(
            r"$\langle p, x \rangle > \langle d, x \rangle > 0$",
            both(dot(p, x) > dot(d, x), dot(d, x) > 0),
            note="the counterexample satisfies it",
        ),
        "still-first": Given(
            r"$\langle s p, x \rangle > \langle d, x \rangle$",
            dot(scaled, x) > dot(d, x),
            note="the counterexample satisfies it",
        ),
    },
    then=left_scaled >= left_unit,
    example={"m": 2, "p": [1, 0], "d": [F(3, 5), F(4, 5)], "x": [F(507, 125), F(4, 5)], "s": F(12, 13)},
    expected="refuted",
    needs=("pursuit.norm-one-is-best",),
    remark="""
        The input is 432/125 p + d with the product 3/5: with the norm 12/13 the first step takes exactly the parent's part, and two
        steps are exact. With norm 1 they leave (3/5)^2 (4/5)^2.""",
)
CLAIM = false(T, "ours")


def refute(budget: Budget) -> list[Evidence]:
    return refuted(T, {"A parent of norm 12/13: two steps leave nothing, with norm 1 they leave 144/625.": T.example})


def mutations() -> list[Mutation]:
    half = T.typed.concluding(left_unit <= F(1, 5)).statement()
    first = T.typed.concluding(norm2(t) >= norm2(r)).statement()
    return [
        Mutation("small", "with norm 1 at most 1/5 is left", refuted_by=lambda: half.refuted_by(T.example)),
        Mutation("one-step", "refuted for what the first step leaves", rejected=lambda: first.refuted_by(T.example)),
    ]
