r"""The concept lattice of an ordered set is its Dedekind-MacNeille completion; lattices are those of their irreducibles."""

from __future__ import annotations

import random

import numpy as np

from proofs_checks.concepts import _orders as orders
from proofs_checks.concepts._contexts import call, decision, every_context, extent, intent, let, random_context, within
from proofs_checks.concepts._neurons import own
from proofs_checks.concepts._orders import (
    LATTICES,
    P,
    chain,
    chosen,
    common_above,
    common_below,
    everywhere,
    is_lattice,
    order,
)
from proofs_checks.vocabulary import Given, Theorem
from solvers.concepts.lattice import concept_lattice
from theory.claims import Budget, Certificate, Evidence, Mutation
from theory.concepts import FormalContext
from theory.formal import Expression, expr, for_all, length, listing, names, op, span, subsets, total
from theory.formal import both as all_of
from theory.formal import negation as no
from theory.typed import BOOL, Expr, both, either, exists, family, iff, implies, inside, member, subset, those, var
from theory.typed import for_all as every

S = names("S")[0]
# L[x][y]: x is at most y
L = var("L", family("v", family("v", BOOL)), r"\le")


def ideal(x: Expr) -> Expr:
    """All elements that are at most x."""
    return those("v", lambda e: L[e][x], "b")


def filter_of(x: Expr) -> Expr:
    """All elements that are at least x."""
    return those("v", lambda e: L[x][e], "a")


def uppers(s: Expr) -> Expr:
    """The upper bounds of a set, its derivation in the context (V, V, at most)."""
    return those("v", lambda e: every("v", lambda f: implies(member(f, s), L[f][e]), "f"), "j")


def lowers(s: Expr) -> Expr:
    """The lower bounds of a set, its other derivation."""
    return those("v", lambda e: every("v", lambda h: implies(member(h, s), L[e][h]), "h"), "k")


def join_is(x: Expr, s: Expr) -> Expr:
    """The element is the least upper bound of the set."""
    upper = lambda y: every("v", lambda e: implies(member(e, s), L[e][y]), "e")  # noqa: E731
    return both(upper(x), every("v", lambda y: implies(upper(y), L[x][y]), "y"))


def meet_is(x: Expr, s: Expr) -> Expr:
    """The element is the greatest lower bound of the set."""
    lower = lambda y: every("v", lambda e: implies(member(e, s), L[y][e]), "e")  # noqa: E731
    return both(lower(x), every("v", lambda y: implies(lower(y), L[y][x]), "y"))


def generated(s: Expr) -> Expr:
    """An extent is the union of the ideals of its elements, and the intersection of the ideals of its upper bounds."""
    union = those("v", lambda e: exists("v", lambda d: both(member(d, s), L[e][d]), "d"), "c")
    inner = those("v", lambda e: every("v", lambda m: implies(member(m, uppers(s)), L[e][m]), "m"), "c")
    return implies(lowers(uppers(s)) == s, both(s == union, s == inner))


elements = every("v", lambda x: both(uppers(ideal(x)) == filter_of(x), lowers(filter_of(x)) == ideal(x)), "x")
embeds = every(
    "v",
    lambda x: every(
        "v", lambda y: both(iff(inside(ideal(x), ideal(y)), L[x][y]), implies(ideal(x) == ideal(y), x == y)), "y"
    ),
    "x",
)
kept = every(
    subset("v"),
    lambda s: every(
        "v",
        lambda x: both(
            implies(join_is(x, s), lowers(uppers(s)) == ideal(x)), implies(meet_is(x, s), lowers(s) == ideal(x))
        ),
        "x",
    ),
    "A",
)


def table(rows: list[list[int]]) -> list[list[bool]]:
    """A 0/1 matrix as truth values."""
    return [[bool(x) for x in row] for row in rows]


T = Theorem(
    id="concepts.dedekind-macneille",
    title="Concept lattices as Dedekind-MacNeille completions",
    says=r"""
        Let $V$ be a finite ordered set. $x \mapsto (\downarrow x, \uparrow x)$ embeds $V$ into the concept lattice of
        $(V, V, \le)$, join-dense and meet-dense, keeping all joins and meets that exist in $V$. Beyond the formal
        statement: the same for any $V$, and every complete lattice with such an embedding is isomorphic to it (the
        Dedekind-MacNeille completion); for every context, the concept lattice is the completion of its object and
        attribute concepts; and a finite lattice $L$ is isomorphic to the concept lattice of $(J(L), M(L), \le)$, its
        join- and meet-irreducible elements.""",
    source=own("statement of this project", "classical: MacNeille (1937), Wille (1982)"),
    kind="property",
    sizes="v",
    about=(L,),
    given={
        "reflexive": Given(
            "every element is at most itself", every("v", lambda x: L[x][x], "x"), fails={"v": 1, "L": [[False]]}
        ),
        "antisymmetric": Given(
            "two elements at most each other are equal",
            every("v", lambda x: every("v", lambda y: implies(both(L[x][y], L[y][x]), x == y), "y"), "x"),
            fails={"v": 2, "L": table([[1, 1], [1, 1]])},
        ),
        "transitive": Given(
            "transitive",
            every(
                "v",
                lambda x: every(
                    "v", lambda y: every("v", lambda z: implies(both(L[x][y], L[y][z]), L[x][z]), "z"), "y"
                ),
                "x",
            ),
            fails={"v": 3, "L": table([[1, 1, 0], [0, 1, 1], [0, 0, 1]])},
        ),
    },
    then=both(elements, embeds, kept, every(subset("v"), generated, "A")),
    # one element below two others
    example={"v": 3, "L": table(order(3, [(0, 1), (0, 2)]))},
    needs=("concepts.basic-theorem", "concepts.basic-theorem-converse"),
)
T.wrongly(
    "nothing-new",
    "every extent belongs to an element",
    every(subset("v"), lambda s: implies(lowers(uppers(s)) == s, exists("v", lambda x: ideal(x) == s, "x")), "A"),
    v=2,
    L=table(order(2, [])),
)
T.wrongly(
    "unions",
    "the join of two principal ideals is their union",
    every(
        "v",
        lambda x: every(
            "v",
            lambda y: (
                lowers(uppers(those("v", lambda e: either(L[e][x], L[e][y]), "c")))
                == those("v", lambda e: either(L[e][x], L[e][y]), "c")
            ),
            "y",
        ),
        "x",
    ),
    L=table(order(3, [(0, 2), (1, 2)])),
)
T.wrongly(
    "reversed",
    "the embedding reverses the order",
    every("v", lambda x: every("v", lambda y: implies(L[x][y], inside(ideal(y), ideal(x))), "y"), "x"),
)


def irreducible(*, dual: bool) -> Expression:
    """Join-irreducible elements: not the join of the elements strictly below; dually meet-irreducible ones."""
    if dual:
        strict = lambda v: chosen(lambda e: all_of(orders.below(v, e), op("!=", v, e)))  # noqa: E731
        return listing_of(lambda v: no(orders.greatest_below(v, strict(v))))
    strict = lambda v: chosen(lambda e: all_of(orders.below(e, v), op("!=", v, e)))  # noqa: E731
    return listing_of(lambda v: no(orders.least_above(v, strict(v))))


def listing_of(test: object) -> Expression:
    return op("support", listing(everywhere(), lambda v: op("if", test(v), 1, 0), "v5"))  # type: ignore[operator]


def counted(objects: str, attributes: str) -> Expression:
    """The number of extents of the context (objects, attributes, at most), over all sets of elements."""
    closed = common_below(common_above(S, Expression(attributes)), Expression(objects)) == S
    return total(subsets(Expression(["length", "P"])), lambda _: op("if", closed, 1, 0), "S")


def irreducibles(lattices: list[list[list[int]]], *, joins_only: bool = False) -> Certificate:
    """The context of the irreducible elements has as many concepts as the lattice has elements."""
    body = let(
        {"J": irreducible(dual=False), "N": irreducible(dual=True)},
        counted("J", "J" if joins_only else "N") == length(P),
    )
    return decision(
        for_all(expr(lattices), lambda _: all_of(is_lattice(), body), "P"),
        means=f"every lattice with up to {max(map(len, lattices))} elements: as many concepts of (J, M, at most) as elements",
    )


def from_context(n: int, d: int) -> Certificate:
    """The extents g'' and m' of a context, ordered by inclusion, have a completion with as many members as there are concepts."""
    generators = op(
        "append",
        listing(span(n), lambda g: extent(intent(op("tuple", g))), "g"),
        listing(span(d), lambda m: extent(op("tuple", m)), "m"),
    )
    table = listing("Q", lambda a: listing("Q", lambda b: op("if", within(a, b), 1, 0), "b0"), "a0")
    concepts = total(subsets(d), lambda b: op("if", intent(extent(b)) == b, 1, 0), "b")
    rows, columns = Expression("P"), Expression("PT")
    closed = lambda b: op("if", call("prime", columns, call("prime", rows, b)) == b, 1, 0)  # noqa: E731
    same = total(subsets(n + d), closed, "b1") == Expression("count")
    body = let({"Q": generators, "P": table, "PT": op("transpose", P), "count": concepts}, same)
    return decision(every_context(n, d, body), means="as many concepts in the context as in the completion")


T.wrong.append(
    Mutation("joins-only", r"$(J(L), J(L), \le)$ will do", rejected=lambda: irreducibles([chain(3)], joins_only=True))
)
CLAIM, mutations = T.claim(), T.mutations


def prove(budget: Budget) -> Evidence:
    full = budget.profile == "full"
    decided = [from_context(2, 2), from_context(2, 1), from_context(1, 2), irreducibles(LATTICES[:5])]
    decided += [irreducibles(LATTICES), from_context(2, 3), from_context(3, 2)] if full else []
    text = (
        "Beyond the formal statement: every context up to 2 x 2 (full profile: 2 x 3 and 3 x 2) and every lattice with up to four (full "
        "profile: five) elements."
    )
    return Evidence("exact-decision", "proved", "fixed-dimension", text, tuple(decided))


def examples(budget: Budget) -> Evidence:
    """Lattices of random contexts by the library, taken as orders and reduced to their irreducible elements."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=25, full=400), 0
    for _ in range(count):
        k = random_context(rng, rng.randint(1, 6), rng.randint(1, 5))
        lattice = concept_lattice(k)
        extents = [set(lattice.extent(i).tolist()) for i in range(len(lattice))]
        table = np.array([[a <= b for b in extents] for a in extents], dtype=bool)
        violations += len(concept_lattice(FormalContext.from_bool(table))) != len(lattice)
        covers = np.asarray(lattice.covers).reshape(-1, 2)  # pairs (upper, lower)
        joins = [i for i in range(len(lattice)) if np.count_nonzero(covers[:, 0] == i) == 1]
        meets = [i for i in range(len(lattice)) if np.count_nonzero(covers[:, 1] == i) == 1]
        reduced = concept_lattice(FormalContext.from_bool(table[np.ix_(joins, meets)]))
        violations += len(reduced) != len(lattice) or len(reduced.covers) != len(covers)
    return Evidence(
        "property-test",
        "tested",
        "family",
        """
        Lattices of random contexts up to 6 x 5: completed again, and rebuilt from their irreducible elements.""",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )
