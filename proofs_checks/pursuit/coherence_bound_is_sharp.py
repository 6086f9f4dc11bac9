"""Two atoms of coherence exactly 1/3 are determined by their sum: refuted by the tetrahedron, so the bound 1/(2k - 1) is sharp."""

from __future__ import annotations

from proofs_checks.pursuit._atoms import false, own, refuted
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, Mutation
from theory.typed import absolute, both, column, dot, for_all, implies, index, mat, norm2, var

D = var("D", mat("m", "q"))
i, j, k, h = (var(n, index("q")) for n in ("i1", "i2", "j1", "j2"))


def atom(c):  # type: ignore[no-untyped-def]
    """An atom of the dictionary."""
    return column(D, c)


T = Theorem(
    id="pursuit.coherence-bound-is-sharp",
    title="Coherence 1/3 determines codes of two atoms (the bound with equality)",
    says=r"""
        Let all atoms have the norm $\sqrt 3$ and $|\langle d_i, d_j \rangle| \le 1$, so that the coherence is at most $1/3 =
        1/(2k - 1)$ for $k = 2$. If $d_i + d_j = d_k + d_h$ with $i \ne j$ then $k = i$ or $k = j$.""",
    source=own("whether mu < 1/(2k - 1) in Tropp's condition can be weakened to equality"),
    kind="property",
    sizes="m q",
    about=(D, i, j, k, h),
    given={
        "norms": Given(
            r"$\|d_l\|^2 = 3$", for_all("q", lambda c: norm2(atom(c)) == 3, "l"), note="the counterexample satisfies it"
        ),
        "coherence": Given(
            r"$|\langle d_l, d_n \rangle| \le 1$ for $l \ne n$",
            for_all(
                "q", lambda c: for_all("q", lambda o: implies(c != o, absolute(dot(atom(c), atom(o))) <= 1), "o"), "l"
            ),
            note="the counterexample satisfies it",
        ),
        "two": Given("$i \\ne j$", i != j, note="the counterexample satisfies it"),
        "equal": Given(
            "$d_i + d_j = d_k + d_h$", atom(i) + atom(j) == atom(k) + atom(h), note="the counterexample satisfies it"
        ),
    },
    then=implies(k != i, k == j),
    example={
        "m": 3,
        "q": 4,
        "D": [[1, 1, 1, 1], [1, -1, 1, -1], [1, -1, -1, 1]],
        "i1": 0,
        "i2": 1,
        "j1": 2,
        "j2": 3,
    },
    expected="refuted",
    needs=("pursuit.babel-recovery",),
    remark="""
        Both sums are (2, 0, 0), with all codes 1: no encoder can tell the two codes apart. The regular simplex with half of its
        vertices negated does it for every k.""",
)
CLAIM = false(T, "ours")


def refute(budget: Budget) -> list[Evidence]:
    return refuted(
        T, {"Four vertices of a cube, two of a tetrahedron and two negated: (2, 0, 0) in two ways.": T.example}
    )


def mutations() -> list[Mutation]:
    zero = T.typed.concluding(norm2(atom(i) + atom(j)) <= 3).statement()
    other = T.typed.concluding(both(k != i, k != j)).statement()
    return [
        Mutation("short", "the sum has at most the norm of an atom", refuted_by=lambda: zero.refuted_by(T.example)),
        Mutation("different", "refuted for different pairs", rejected=lambda: other.refuted_by(T.example)),
    ]
