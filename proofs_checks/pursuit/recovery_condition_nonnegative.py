"""Low coherence keeps pursuit by largest products in the support of a non-negative code: refuted at the third step.

True is: it does for absolute products (pursuit.babel-recovery).
"""

from __future__ import annotations

from proofs_checks.pursuit._atoms import F, false, own, refuted
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, Mutation
from theory.typed import SCALAR, absolute, both, column, dot, either, for_all, implies, index, mat, norm2, var, vec

D = var("D", mat("m", "q"))
s, t = var("s", index("q")), var("t", index("q"))
a, b = var("a", SCALAR), var("b", SCALAR)
i, j, k = (var(n, index("q")) for n in ("i1", "i2", "i3"))
x, r1, r2 = var("x", vec("m")), var("r1", vec("m")), var("r2", vec("m"))


def atom(c):  # type: ignore[no-untyped-def]
    """An atom of the dictionary."""
    return column(D, c)


def after(r, c):  # type: ignore[no-untyped-def]
    """What a step along an atom leaves."""
    return r - dot(atom(c), r) * atom(c)


def best(c, r, name):  # type: ignore[no-untyped-def]
    """The atom has the largest product with the residual, and it is positive."""
    return both(dot(atom(c), r) > 0, for_all("q", lambda h: dot(atom(h), r) <= dot(atom(c), r), name))


T = Theorem(
    id="pursuit.recovery-condition-nonnegative",
    title="Coherence below 1/3 protects non-negative pursuit of two atoms (as one might think)",
    says=r"""
        Let all atoms have norm 1 and $|\langle d_i, d_j \rangle| < 1/3 = 1/(2k - 1)$ for $k = 2$, and $x = a d_s + b
        d_t$ with $a, b > 0$. Then the first three atoms that pursuit by largest positive products selects are $d_s$
        or $d_t$.""",
    source=own("Tropp's condition read for the released encoder of arXiv 2506.03093"),
    kind="property",
    sizes="m q",
    about=(D, s, t, a, b, i, j, k),
    let=((x, a * atom(s) + b * atom(t)), (r1, after(x, i)), (r2, after(r1, j))),
    given={
        "norm-one": Given(
            r"$\|d_j\| = 1$", for_all("q", lambda c: norm2(atom(c)) == 1, "l"), note="the counterexample satisfies it"
        ),
        "coherence": Given(
            r"$|\langle d_l, d_h \rangle| < 1/3$ for $l \ne h$",
            for_all(
                "q",
                lambda c: for_all("q", lambda h: implies(c != h, absolute(dot(atom(c), atom(h))) < F(1, 3)), "h"),
                "l",
            ),
            note="the counterexample satisfies it: 7/25",
        ),
        "positive": Given("$a, b > 0$", both(a > 0, b > 0), note="the counterexample satisfies it"),
        "first": Given("the first selection", best(i, x, "f"), note="the counterexample satisfies it"),
        "second": Given("the second selection", best(j, r1, "g"), note="the counterexample satisfies it"),
        "third": Given("the third selection", best(k, r2, "p"), note="the counterexample satisfies it"),
    },
    then=both(either(i == s, i == t), either(j == s, j == t), either(k == s, k == t)),
    example={
        "m": 3,
        "q": 3,
        "D": [[1, F(7, 25), F(-168, 625)], [0, F(24, 25), F(49, 625)], [0, 0, F(24, 25)]],
        "s": 0,
        "t": 1,
        "a": 2,
        "b": 1,
        "i1": 0,
        "i2": 1,
        "i3": 2,
    },
    expected="refuted",
    needs=("pursuit.babel-recovery",),
    remark="""
        After two steps the residual has a negative product with the right atom; absolute products follow it, largest
        products turn to a wrong atom of coefficient 1176/15625 and then stall with the energy 0.0666 left. Where the
        atoms of the support have no positive products with each other, a linear program decides.""",
)
CLAIM = false(T, "ours")


def refute(budget: Budget) -> list[Evidence]:
    return refuted(T, {"Three atoms in space, coherence 7/25, x = 2 d_1 + d_2: the third selection is d_3.": T.example})


def mutations() -> list[Mutation]:
    two = T.typed.concluding(both(either(i == s, i == t), either(j == s, j == t))).statement()
    third = T.typed.concluding(either(k == s, k == t)).statement()
    return [
        Mutation(
            "third-alone", "the third selection is in the support", refuted_by=lambda: third.refuted_by(T.example)
        ),
        Mutation("two-steps", "refuted within two steps", rejected=lambda: two.refuted_by(T.example)),
    ]
