"""Where non-negative pursuit stalls, the net interference of its atoms is not negative: refuted where an atom comes again.

True is: the sum over pairs of steps is not negative there (pursuit.energy-conservation).
"""

from __future__ import annotations

from proofs_checks.pursuit._atoms import F, false, own, refuted
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, Mutation
from theory.typed import SCALAR, both, column, dot, for_all, index, indicator, mat, norm2, total, var, vec

D, x = var("D", mat("m", "q")), var("x", vec("m"))
js = tuple(var(f"j{n}", index("q")) for n in range(1, 5))
cs = tuple(var(f"c{n}", SCALAR, f"a_{n}") for n in range(1, 5))
rs = tuple(var(f"r{n}", vec("m")) for n in range(1, 5))
starts = (x, *rs[:3])


def atom(c):  # type: ignore[no-untyped-def]
    """An atom of the dictionary."""
    return column(D, c)


def best(c, r, name):  # type: ignore[no-untyped-def]
    """The atom has the largest product with the residual, and it is positive."""
    return both(dot(atom(c), r) > 0, for_all("q", lambda h: dot(atom(h), r) <= dot(atom(c), r), name))


def code(i):  # type: ignore[no-untyped-def]
    """What the four steps write with an atom."""
    a, b, c, d = (indicator(j == i) * z for j, z in zip(js, cs, strict=True))
    return a + b + c + d


net = total(
    "q", lambda i: total("q", lambda k: indicator(i != k) * code(i) * code(k) * dot(atom(i), atom(k)), "k"), "i"
)
T = Theorem(
    id="pursuit.stalls-interfere-constructively",
    title="Where pursuit stalls the atoms interfere constructively (as the identity of steps suggests)",
    says=r"""
        Let four steps by largest positive products with atoms of norm 1 end where no product is positive, and let $z_i$ be the sum
        of the coefficients of atom $i$. Then $\sum_{i \ne k} z_i z_k \langle d_i, d_k \rangle \ge 0$.""",
    source=own("pursuit.energy-conservation read for pairs of atoms instead of steps"),
    kind="property",
    sizes="m q",
    about=(D, x, *js),
    let=tuple(
        pair
        for j, c, r, before in zip(js, cs, rs, starts, strict=True)
        for pair in ((c, dot(atom(j), before)), (r, before - c * atom(j)))
    ),
    given={
        "norm-one": Given(
            r"$\|d_l\| = 1$", for_all("q", lambda c: norm2(atom(c)) == 1, "l"), note="the counterexample satisfies it"
        ),
        "steps": Given(
            "the four selections",
            both(*(best(j, r, f"b{n}") for n, (j, r) in enumerate(zip(js, starts, strict=True)))),
            note="the counterexample satisfies it",
        ),
        "stalled": Given(
            r"$\langle d_l, r_4 \rangle \le 0$",
            for_all("q", lambda c: dot(atom(c), rs[3]) <= 0, "n"),
            note="the counterexample satisfies it",
        ),
    },
    then=net >= 0,
    example={
        "m": 2,
        "q": 3,
        "D": [[F(24, 25), F(-4, 5), 0], [F(-7, 25), F(-3, 5), -1]],
        "x": [-1, -2],
        "j1": 1,
        "j2": 0,
        "j3": 2,
        "j4": 1,
    },
    expected="refuted",
    needs=("pursuit.energy-conservation",),
    remark="""
        The net is -123312/390625 with the codes 4/5, 1334/625 and 72/125; it is a net in any case, and single pairs of either
        sign occur in it. Without an atom that comes again, pairs of atoms are pairs of steps, and it is true.""",
)
CLAIM = false(T, "ours")


def refute(budget: Budget) -> list[Evidence]:
    return refuted(T, {"The second atom comes again, and the codes interfere destructively.": T.example})


def mutations() -> list[Mutation]:
    more = T.typed.concluding(net >= F(1, 2)).statement()
    least = T.typed.concluding(net >= -1).statement()
    return [
        Mutation("half", "the net is at least 1/2", refuted_by=lambda: more.refuted_by(T.example)),
        Mutation("minus-one", "refuted for a net of at least -1", rejected=lambda: least.refuted_by(T.example)),
    ]
