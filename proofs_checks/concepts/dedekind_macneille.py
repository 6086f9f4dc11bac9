r"""The concept lattice of an ordered set is its Dedekind-MacNeille completion; lattices are those of their irreducibles."""

from __future__ import annotations

import random

import numpy as np

from proofs_checks.concepts._contexts import (
    call,
    contexts,
    decision,
    every_context,
    extent,
    intent,
    let,
    random_context,
    within,
)
from proofs_checks.concepts._neurons import own
from proofs_checks.concepts._orders import (
    LATTICES,
    P,
    below,
    chain,
    chosen,
    common_above,
    common_below,
    everywhere,
    greatest_below,
    is_lattice,
    is_order,
    least_above,
    order,
)
from proofs_checks.parts import hypotheses, wrong
from solvers.concepts.lattice import concept_lattice
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation
from theory.concepts import FormalContext
from theory.evidence import illustration, proof, read
from theory.formal import (
    Expression,
    both,
    exists,
    expr,
    for_all,
    implies,
    length,
    listing,
    names,
    negation,
    op,
    span,
    subsets,
    total,
)
from theory.statement import Statement

S = names("S")[0]


def lower(v: Expression) -> Expression:
    """All elements that are at most v."""
    return chosen(lambda e: below(e, v))


def closure(s: Expression) -> Expression:
    """The extent that a set generates in the context (P, P, at most)."""
    return common_below(common_above(s, everywhere()), everywhere())


def completed() -> Expression:
    """Principal ideals are extents and embed P; existing joins and meets are kept; extents are unions of principal ideals
    and intersections of principal ideals."""
    x, y = names("v1 v2")
    reflects = op("=", below(x, y), for_all(lower(x), lambda e: below(e, y), "e2"))
    embeds = both(reflects, implies(lower(x) == lower(y), x == y))
    elements = for_all(
        everywhere(),
        lambda _: both(
            closure(lower(x)) == lower(x),
            common_above(lower(x), everywhere()) == chosen(lambda e: below(x, e)),
            for_all(everywhere(), lambda _: embeds, "v2"),
        ),
        "v1",
    )
    kept = for_all(
        everywhere(),
        lambda v: both(
            implies(least_above(v, S), closure(S) == lower(v)),
            implies(greatest_below(v, S), common_below(S, everywhere()) == lower(v)),
        ),
        "v3",
    )
    dense = implies(
        closure(S) == S,
        both(
            for_all(S, lambda v: for_all(lower(v), lambda e: op("in", e, S), "e2"), "v4"),
            common_below(chosen(lambda m: for_all(S, lambda x: below(x, m), "x")), everywhere()) == S,
        ),
    )
    return both(elements, for_all(subsets(Expression(["length", "P"])), lambda _: both(kept, dense), "S"))


STATEMENT = Statement(("P",), {"order": is_order()}, completed())

VEE = {"P": order(3, [(0, 1), (0, 2)])}

CLAIM = Claim(
    id="concepts.dedekind-macneille",
    title="Concept lattices as Dedekind-MacNeille completions",
    statement=r"Let $P$ be a finite ordered set. $v \mapsto (\downarrow v, \uparrow v)$ embeds $P$ into the concept lattice of "
    r"$(P, P, \le)$, join-dense and meet-dense, keeping all joins and meets that exist in $P$. Beyond the formal statement: the same "
    r"for any $P$, and every complete lattice with such an embedding is isomorphic to it (the Dedekind-MacNeille completion); for "
    r"every context, the concept lattice is the completion of its object and attribute concepts; and a finite lattice $L$ is "
    r"isomorphic to the concept lattice of $(J(L), M(L), \le)$, its join- and meet-irreducible elements.",
    source=own("statement of this project", "classical: MacNeille (1937), Wille (1982)"),
    kind="property",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT, VEE, {"order": ("P is reflexive, antisymmetric and transitive", {"P": [[1, 1], [1, 1]]})}
    ),
    depends_on=("concepts.basic-theorem", "concepts.basic-theorem-converse"),
    statement_formal=STATEMENT,
)


def posets(n: int) -> Certificate:
    """Every order on n elements."""
    return decision(
        for_all(contexts(n, n), lambda _: implies(is_order(), completed()), "P"),
        means=f"every order on {n} elements: embedding, density, joins and meets",
    )


def irreducible(*, dual: bool) -> Expression:
    """Join-irreducible elements: not the join of the elements strictly below; dually meet-irreducible ones."""
    if dual:
        strict = lambda v: chosen(lambda e: both(below(v, e), op("!=", v, e)))  # noqa: E731
        return listing_of(lambda v: negation(greatest_below(v, strict(v))))
    strict = lambda v: chosen(lambda e: both(below(e, v), op("!=", v, e)))  # noqa: E731
    return listing_of(lambda v: negation(least_above(v, strict(v))))


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
        for_all(expr(lattices), lambda _: both(is_lattice(), body), "P"),
        means=f"every lattice with up to {max(map(len, lattices))} elements: as many concepts of (J, M, at most) as "
        "elements",
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


def prove(budget: Budget) -> list[Evidence]:
    full = budget.profile == "full"
    small = posets(2)
    certificate = proof(
        "(P, P, at most) has the Dedekind-MacNeille completion of P as its concept lattice.",
        read("principal", r"$(\downarrow v)' = \uparrow v$: m is at least every $e \le v$ iff $m \ge v$; dually. So "
            r"$(\downarrow v, \uparrow v)$ is a concept, and $\downarrow v \subseteq \downarrow w$ iff $v \le w$.", "definition"),
        read("dense", r"It is the object and the attribute concept of v, so these concepts are join- and meet-dense "
            r"(concepts.basic-theorem).", "instance", "principal"),
        read("kept", r"If $v$ is the join of $S$ in $P$, $S' = \uparrow v$, so $S'' = \downarrow v$, the join of the "
            r"concepts of S; dually for meets.", "definition", "principal"),
        read("unique", r"A complete lattice $V$ with such an embedding $\iota$ has the dense maps $\gamma = \mu = "
            r"\iota$ and $\iota(v) \le \iota(w)$ iff $v \le w$: by concepts.basic-theorem-converse it is isomorphic to the concept "
            r"lattice of $(P, P, \le)$.", "instance", "dense"),
        read("context", r"In the concept lattice of a context the concepts $\gamma g$ and $\mu m$ together are join- and "
            r"meet-dense (concepts.basic-theorem), so by uniqueness it is the completion of them.", "instance", "unique"),
        read("lattice", r"In a finite lattice every element is the join of the join-irreducible elements below it (by "
            r"induction: it is one, or the join of smaller elements) and dually; apply concepts.basic-theorem-converse.", "induction"),
        read("all", "Together.", "conclusion", "kept", "unique", "context", "lattice"),
    )  # fmt: skip
    decided = [posets(1), posets(3), from_context(2, 2), from_context(2, 1), from_context(1, 2)]
    decided += [irreducibles(LATTICES), from_context(2, 3), from_context(3, 2)] if full else []
    return [
        Evidence("symbolic-proof", "proved", "all-parameters", "Principal ideals, and the converse of the basic theorem.",
            (certificate,
             illustration("Decided for every order on two elements.", small),
             illustration("Decided for every lattice with up to four elements.", irreducibles(LATTICES[:5])))),
        Evidence(
            "exact-decision", "proved", "fixed-dimension",
            "Every order on up to three elements; every context up to 2 x 2 (full profile: 2 x 3 and 3 x 2, and every "
            "lattice with up to five elements).",
            tuple(decided),
        ),
    ]  # fmt: skip


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
        "property-test", "tested", "family", "Lattices of random contexts up to 6 x 5: completed again, and rebuilt from "
            "their irreducible elements.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )  # fmt: skip


def mutations() -> list[Mutation]:
    nothing_new = STATEMENT.concluding(
        for_all(
            subsets(Expression(["length", "P"])),
            lambda _: implies(closure(S) == S, exists(everywhere(), lambda v: lower(v) == S, "v6")),
            "S",
        )
    )
    unions = STATEMENT.concluding(
        for_all(
            everywhere(),
            lambda v: for_all(
                everywhere(),
                lambda w: let({"S": chosen(lambda e: op("or", below(e, v), below(e, w)))}, closure(S) == S),
                "v7",
            ),
            "v6",
        )
    )
    reversed_order = for_all(
        everywhere(),
        lambda v: for_all(
            everywhere(), lambda w: implies(below(v, w), for_all(lower(w), lambda e: below(e, v), "e2")), "v7"
        ),
        "v6",
    )
    return [
        Mutation("nothing-new", "every extent belongs to an element", refuted_by=lambda: nothing_new.refuted_by({"P": order(2, [])})),
        Mutation("unions", "the join of two principal ideals is their union",
                 refuted_by=lambda: unions.refuted_by({"P": order(3, [(0, 2), (1, 2)])})),
        Mutation("joins-only", r"$(J(L), J(L), \le)$ will do", rejected=lambda: irreducibles([chain(3)], joins_only=True)),
        wrong("reversed", "the embedding reverses the order", STATEMENT, VEE, reversed_order),
    ]  # fmt: skip
