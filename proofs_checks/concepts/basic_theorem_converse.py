r"""Every complete lattice with a join-dense and a meet-dense map is a concept lattice (converse of the basic theorem)."""

from __future__ import annotations

import random

import numpy as np

from proofs_checks.concepts import _orders as orders
from proofs_checks.concepts._contexts import decision, let
from proofs_checks.concepts._neurons import own
from proofs_checks.concepts._orders import G, M
from proofs_checks.vocabulary import Given, Theorem
from solvers.concepts.lattice import concept_lattice
from theory.claims import Budget, Certificate, Evidence, Mutation
from theory.concepts import FormalContext
from theory.formal import Expression, expr, for_all, subsets
from theory.formal import both as all_of
from theory.formal import exists as some
from theory.formal import implies as if_then
from theory.typed import BOOL, Expr, both, exists, family, iff, implies, inside, member, subset, those, var
from theory.typed import for_all as every

# L[x][y]: x is at most y; a set of objects and a set of attributes inside the lattice
L = var("L", family("v", family("v", BOOL)), r"\le")
OBJECTS, ATTRIBUTES = var("G", subset("v")), var("M", subset("v"))
ORDER = every(
    "v",
    lambda x: both(
        L[x][x],
        every(
            "v",
            lambda y: both(
                implies(both(L[x][y], L[y][x]), x == y),
                every("v", lambda z: implies(both(L[x][y], L[y][z]), L[x][z]), "z"),
            ),
            "y",
        ),
    ),
    "x",
)


def least_above(x: Expr, s: Expr) -> Expr:
    """The element is the least upper bound of the set."""
    above = lambda y: every("v", lambda e: implies(member(e, s), L[e][y]), "e")  # noqa: E731
    return both(above(x), every("v", lambda y: implies(above(y), L[x][y]), "y"))


def below(x: Expr) -> Expr:
    """The objects at most x: the extent that belongs to it."""
    return those("v", lambda e: both(member(e, OBJECTS), L[e][x]), "b")


def above(x: Expr) -> Expr:
    """The attributes at least x: the intent that belongs to it."""
    return those("v", lambda e: both(member(e, ATTRIBUTES), L[x][e]), "a")


def common_above(s: Expr) -> Expr:
    """The attributes above all objects of the set, its derivation in the context."""
    upper = lambda e: every("v", lambda f: implies(member(f, s), L[f][e]), "f")  # noqa: E731
    return those("v", lambda e: both(member(e, ATTRIBUTES), upper(e)), "j")


def common_below(s: Expr) -> Expr:
    """The objects below all attributes of the set, its derivation in the context."""
    lower = lambda e: every("v", lambda h: implies(member(h, s), L[e][h]), "h")  # noqa: E731
    return those("v", lambda e: both(member(e, OBJECTS), lower(e)), "k")


closed = lambda s: common_below(common_above(s)) == s  # noqa: E731
embeds = every("v", lambda x: every("v", lambda y: iff(inside(below(x), below(y)), L[x][y]), "y"), "x")
onto = every(subset("v"), lambda s: implies(closed(s), exists("v", lambda x: below(x) == s, "x")), "A")


def table(rows: list[list[int]]) -> list[list[bool]]:
    """A 0/1 matrix as truth values."""
    return [[bool(x) for x in row] for row in rows]


T = Theorem(
    id="concepts.basic-theorem-converse",
    title="Which lattices are concept lattices",
    says=r"""
        Let $V$ be a finite non-empty lattice, $G \subseteq V$ join-dense, $M \subseteq V$ meet-dense, and $g I m \iff
        g \le m$. Then $v \mapsto (\{g \in G : g \le v\}, \{m \in M : v \le m\})$ is an isomorphism of $V$ onto the
        concept lattice of $(G, M, I)$. Beyond the formal statement: the same for infinite complete lattices and for
        maps $\gamma : G \to V$, $\mu : M \to V$.""",
    source=own("statement of this project", "classical: Wille (1982)"),
    kind="property",
    sizes="v",
    about=(L, OBJECTS, ATTRIBUTES),
    given={
        "order": Given(
            "reflexive, antisymmetric, transitive",
            ORDER,
            # not transitive
            fails={"v": 3, "L": table([[1, 0, 1], [0, 1, 1], [1, 1, 1]]), "G": [0, 1], "M": [0, 1]},
        ),
        "complete": Given(
            r"every set has a least upper bound (V is a finite lattice and not empty)",
            every(subset("v"), lambda s: exists("v", lambda x: least_above(x, s), "x"), "A"),
            fails={"v": 2, "L": [[True, False], [False, True]], "G": [0, 1], "M": [0, 1]},
        ),
        "join-dense": Given(
            r"every $x$ is the join of the $g \le x$",
            every(
                "v",
                lambda x: every(
                    "v",
                    lambda y: implies(
                        every("v", lambda e: implies(both(member(e, OBJECTS), L[e][x]), L[e][y]), "e"), L[x][y]
                    ),
                    "y",
                ),
                "x",
            ),
            fails={"G": [1]},
        ),
        "meet-dense": Given(
            r"every $x$ is the meet of the $m \ge x$",
            every(
                "v",
                lambda x: every(
                    "v",
                    lambda y: implies(
                        every("v", lambda e: implies(both(member(e, ATTRIBUTES), L[x][e]), L[y][e]), "e"), L[y][x]
                    ),
                    "y",
                ),
                "x",
            ),
            fails={"M": [1]},
        ),
    },
    then=both(
        every("v", lambda x: both(common_above(below(x)) == above(x), common_below(above(x)) == below(x)), "x"),
        embeds,
        onto,
    ),
    example={"v": 4, "L": table(orders.SQUARE), "G": [1, 2], "M": [1, 2]},
    needs=("concepts.basic-theorem",),
)
T.wrongly(
    "every-set",
    "every subset of G is an extent",
    every(subset("v"), lambda s: implies(inside(s, OBJECTS), exists("v", lambda x: below(x) == s, "x")), "A"),
    v=3,
    L=table(orders.chain(3)),
    G=[1, 2],
    M=[0, 1],
)
T.wrongly("all-of-it", "a join-dense set contains every element", every("v", lambda x: member(x, OBJECTS), "x"))
T.wrongly(
    "reversed",
    "the order is reversed",
    every("v", lambda x: every("v", lambda y: iff(inside(below(x), below(y)), L[y][x]), "y"), "x"),
)


D, U = Expression("D"), Expression("U")


def isomorphic() -> Expression:
    """v -> (members of G below v, members of M above v) is a bijection onto the concepts, and order in both directions."""
    concept = lambda v: let(  # noqa: E731
        {"D": orders.down(v, G), "U": orders.up(v, M)},
        all_of(orders.common_above(D, M) == U, orders.common_below(U, G) == D),
    )
    reflects = lambda v, w: if_then(  # noqa: E731
        for_all(orders.down(v, G), lambda g: orders.below(g, w), "g"), orders.below(v, w)
    )
    pairs = for_all(orders.everywhere(), lambda v: for_all(orders.everywhere(), lambda w: reflects(v, w), "w2"), "v2")
    closure = orders.common_below(orders.common_above(Expression("S"), M), G)
    onto = for_all(
        subsets_of_g(),
        lambda s: let({"C": closure}, some(orders.everywhere(), lambda v: orders.down(v, G) == Expression("C"), "v3")),
        "S",
    )
    return all_of(for_all(orders.everywhere(), concept, "v1"), pairs, onto)


def subsets_of_g() -> Expression:
    """All subsets of G, by places."""
    places = Expression(["subsets", ["length", "G"]])
    return Expression(["list", "F", places.json, ["list", "p", "F", ["at", "G", "p"]]])


def small(lattices: list[list[list[int]]], *, dense: bool = True) -> Certificate:
    """Every lattice of the list, every pair of dense subsets."""
    body = if_then(orders.meet_dense(), isomorphic()) if dense else isomorphic()
    sets = subsets(Expression(["length", "P"]))
    pairs = for_all(sets, lambda _: if_then(orders.join_dense(), for_all(sets, lambda _: body, "M")), "G")
    return decision(
        for_all(expr(lattices), lambda _: all_of(orders.is_lattice(), pairs), "P"),
        means=(
            f"every lattice with up to {max(map(len, lattices))} elements up to isomorphism"
            if len(lattices) > 1
            else f"one lattice with {len(lattices[0])} elements"
        )
        + ", every join-dense G and meet-dense M inside it",
    )


T.wrong.append(
    Mutation("meet-density", "join-density alone is enough", rejected=lambda: small([orders.chain(2)], dense=False))
)
CLAIM, mutations = T.claim(), T.mutations


def prove(budget: Budget) -> Evidence:
    larger = orders.LATTICES[5:] if budget.profile == "full" else []
    # each of the larger ones in a certificate of its own: together they are more work than one check may take
    decided = (small(orders.LATTICES[:5]), *(small([one]) for one in larger))
    text = "Every lattice with up to four (full profile: five) elements, all dense subsets."
    return Evidence("exact-decision", "proved", "fixed-dimension", text, decided)


def _random_closure_system(rng: random.Random, size: int) -> list[frozenset[int]]:
    sets = {frozenset(range(size))} | {
        frozenset(i for i in range(size) if rng.random() < 0.6) for _ in range(rng.randint(1, 5))
    }
    while True:
        more = {a & b for a in sets for b in sets} - sets
        if not more:
            return sorted(sets, key=lambda s: (len(s), sorted(s)))
        sets |= more


def examples(budget: Budget) -> Evidence:
    """Random closure systems as lattices, random dense subsets: the lattice algorithm finds as many concepts and covers."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=40, full=600), 0
    for _ in range(count):
        lattice = _random_closure_system(rng, rng.randint(1, 6))
        below_ = np.array([[a <= b for b in lattice] for a in lattice], dtype=bool)
        strict = below_ & ~np.eye(len(lattice), dtype=bool)
        covers = strict & ~((strict.astype(int) @ strict.astype(int)) > 0)
        # with exactly one lower (upper) cover an element is irreducible and has to be a member
        g = [i for i in range(len(lattice)) if covers[:, i].sum() == 1 or rng.random() < 0.3]
        m = [i for i in range(len(lattice)) if covers[i].sum() == 1 or rng.random() < 0.3]
        found = concept_lattice(FormalContext.from_bool(below_[np.ix_(g, m)]))
        violations += len(found) != len(lattice) or len(found.covers) != int(covers.sum())
        sizes = sorted(sum(bool(below_[i, v]) for i in g) for v in range(len(lattice)))
        violations += sorted(found.supports.tolist()) != sizes
    return Evidence(
        "property-test",
        "tested",
        "family",
        """
        Random lattices with random dense subsets: numbers of concepts, covers and extents of every size.""",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )
