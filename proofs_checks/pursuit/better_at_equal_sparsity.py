"""At equal sparsity pursuit reconstructs at least as well as Top-k of the same dictionary: refuted for three atoms."""

from __future__ import annotations

from proofs_checks.pursuit._atoms import F, false, own, refuted
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, Mutation
from theory.typed import both, column, dot, either, for_all, implies, index, mat, norm2, var, vec

D, x = var("D", mat("m", "q")), var("x", vec("m"))
i, j, k = (var(n, index("q")) for n in ("i1", "i2", "i3"))
e, f, g = (var(n, index("q")) for n in ("t1", "t2", "t3"))
r1, r2, r3 = (var(f"r{n}", vec("m")) for n in (1, 2, 3))
rest = var("rest", vec("m"), "x - x_3")


def atom(c):  # type: ignore[no-untyped-def]
    """An atom of the dictionary."""
    return column(D, c)


def part(c, r):  # type: ignore[no-untyped-def]
    """What an atom writes for a residual."""
    return dot(atom(c), r) * atom(c)


def best(c, r, name):  # type: ignore[no-untyped-def]
    """The atom has the largest product with the residual, and it is positive."""
    return both(dot(atom(c), r) > 0, for_all("q", lambda h: dot(atom(h), r) <= dot(atom(c), r), name))


T = Theorem(
    id="pursuit.better-at-equal-sparsity",
    title="Pursuit is at least as good as Top-k at equal sparsity, for every dictionary (as one might read it)",
    says="""
        For atoms of norm 1 and $k = 3$: three steps of pursuit by largest positive products leave at most the energy
        that the tied Top-3 of ReLU encoder leaves.""",
    source=own("a law read from the curves of arXiv 2506.03093, which compares trained models"),
    kind="property",
    sizes="m q",
    about=(D, x, i, j, k, e, f, g),
    let=(
        (r1, x - part(i, x)),
        (r2, r1 - part(j, r1)),
        (r3, r2 - part(k, r2)),
        (rest, x - part(e, x) - part(f, x) - part(g, x)),
    ),
    given={
        "norm-one": Given(
            r"$\|d_j\| = 1$", for_all("q", lambda c: norm2(atom(c)) == 1, "l"), note="the counterexample satisfies it"
        ),
        "first": Given("the first selection", best(i, x, "b1"), note="the counterexample satisfies it"),
        "second": Given("the second selection", best(j, r1, "b2"), note="the counterexample satisfies it"),
        "third": Given("the third selection", best(k, r2, "b3"), note="the counterexample satisfies it"),
        "top-three": Given(
            "the three atoms of Top-3 are different, with positive products of which no other atom has a larger one",
            both(
                both(e != f, f != g, e != g),
                both(dot(atom(e), x) >= dot(atom(f), x), dot(atom(f), x) >= dot(atom(g), x), dot(atom(g), x) > 0),
                for_all("q", lambda h: implies(both(h != e, h != f, h != g), dot(atom(h), x) <= dot(atom(g), x)), "h"),
            ),
            note="the counterexample satisfies it",
        ),
    },
    then=norm2(r3) <= norm2(rest),
    example={
        "m": 3,
        "q": 4,
        "D": [[1, 0, 0, F(-1, 3)], [0, 1, 0, F(2, 3)], [0, 0, 1, F(2, 3)]],
        "x": [2, 1, 1],
        "i1": 0,
        "i2": 3,
        "i3": 0,
        "t1": 0,
        "t2": 1,
        "t3": 2,
    },
    expected="refuted",
    remark="""
        Greedy steps take an atom between two right ones. Appending orthogonal atoms with larger codes gives the same
        for every larger k. For one or two atoms pursuit is never worse, if it starts with an atom of Top-k.""",
)
CLAIM = false(T, "ours")


def refute(budget: Budget) -> list[Evidence]:
    return refuted(T, {"Four atoms in space: Top-3 is exact, three steps of pursuit leave 2/81.": T.example})


def mutations() -> list[Mutation]:
    energies = T.typed.concluding(either(norm2(r3) == norm2(x), norm2(rest) > 0)).statement()
    two = T.typed.concluding(norm2(r2) <= norm2(x - part(e, x) - part(f, x))).statement()
    return [
        Mutation("top-three-inexact", "Top-3 is inexact there", refuted_by=lambda: energies.refuted_by(T.example)),
        Mutation("two-atoms", "refuted for two atoms at the same point", rejected=lambda: two.refuted_by(T.example)),
    ]
