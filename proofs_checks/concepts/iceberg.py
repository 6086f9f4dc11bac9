r"""Icebergs: the concepts with at least s objects are closed under joins and upwards, and shrink when s grows."""

from __future__ import annotations

import random

import numpy as np

from proofs_checks.concepts._contexts import (
    CONTEXT,
    SET_NOTE,
    A,
    K,
    call,
    context_point,
    context_statement,
    decision,
    every_context,
    extent,
    intent,
    is_set,
    let,
    random_context,
    sizes,
    within,
)
from proofs_checks.concepts._neurons import own
from proofs_checks.parts import hypotheses, wrong
from solvers.concepts.lattice import concept_lattice
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation
from theory.evidence import derivation, implication, relation, term
from theory.formal import (
    Expression,
    both,
    either,
    expr,
    for_all,
    implies,
    length,
    listing,
    member,
    names,
    op,
    span,
    subsets,
    support,
)

A2, s, s2 = names("A2 s s2")


def _closed(x: Expression) -> Expression:
    return extent(intent(x)) == x


def _in_iceberg(x: Expression, least: Expression) -> Expression:
    """x is the extent of a concept with at least so many objects."""
    return both(_closed(x), length(x) >= least)


JOIN = extent(intent(call("join", A, A2, length(K))))
STATEMENT = context_statement(
    "A A2 s s2",
    {
        "objects": both(is_set(A, length(K)), is_set(A2, length(K))),
        "concepts": both(_closed(A), _closed(A2)),
        "sizes": both(s >= 0, s2 >= s),
    },
    both(
        implies(both(_in_iceberg(A, s), within(A, A2)), _in_iceberg(A2, s)),
        implies(either(_in_iceberg(A, s), _in_iceberg(A2, s)), _in_iceberg(JOIN, s)),
        implies(_in_iceberg(A, s2), _in_iceberg(A, s)),
        implies(s == 0, _in_iceberg(A, s)),
    ),
)
TABLE = [[1, 0], [1, 1], [0, 1]]
POINT = context_point(TABLE, A=[0, 1], A2=[1, 2], s=2, s2=2)

CLAIM = Claim(
    id="concepts.iceberg",
    title="Icebergs",
    statement=r"For a finite context and $s \ge 0$ the concepts with at least $s$ objects form an up-set of the concept "
    r"lattice, closed under joins of non-empty families; for $s' \ge s$ those of $s'$ are among those of $s$, and all are "
    r"there for $s = 0$. (Formally for families of two; a join of more is made of such.)",
    source=own("statement of this project", "classical: Stumme et al., Titanic (2002)"),
    kind="property",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        POINT,
        {
            "context": CONTEXT,
            "objects": ("$A, A_2$ are sets of objects", SET_NOTE),
            "concepts": ("$A, A_2$ are extents", {"A": [0], "A2": [], "s": 0, "s2": 0}),
            "sizes": ("$0 \\le s \\le s'$", {"s": 2, "s2": 1, "A": [1], "A2": [1]}),
        },
    ),
    depends_on=("concepts.basic-theorem",),
    typed=formal.ICEBERG,
    remark="With the bottom concept added an iceberg is a lattice; sdl-atlas lattice --iceberg lists and draws it.",
    statement_formal=STATEMENT,
)


def grows(*, strict: bool = False) -> Certificate:
    """|A_2| = |A| + rest: at least s objects stay at least s."""
    a, rest = names("a rest")
    return implication(
        "a rest s", assume=[relation(a - s, ">="), relation(rest, ">=")],
        conclude=relation(a + rest - s, ">" if strict else ">="), by=derivation(term(1, use=(0,)), term(1, use=(1,))),
        means="|A_2| - s = (|A| - s) + |A_2 minus A|",
    )  # fmt: skip


def small(budget: Budget) -> Certificate:
    def body(n: int, d: int) -> Expression:
        joined, above = names("joined above")
        fact = both(implies(above, length(A2) >= s), joined >= s, for_all(span(s + 1), lambda r: length(A) >= r, "r"))
        sizes_ = {"joined": length(extent(intent(call("join", A, A2, n)))), "above": within(A, A2)}
        pair = let(sizes_, for_all(span(length(A) + 1), lambda _: fact, "s"))
        pairs = for_all("E", lambda _: for_all("E", lambda _: pair, "A2"), "A")
        # all extents, from the smaller of the two power sets
        extents = listing(subsets(d), extent, "B") if d <= n else listing(subsets(n), lambda a: extent(intent(a)), "B")
        return let({"E": extents}, pairs)

    shapes = [z for z in sizes(budget) if z != (3, 3)]
    return decision(
        *(every_context(n, d, body(n, d)) for n, d in shapes),
        means="every context of these shapes, every concept A with at least s objects, every other concept",
    )


def prove(budget: Budget) -> Evidence:
    text = "Every context up to 2 x 3 and 3 x 2, every s."
    return Evidence("exact-decision", "proved", "fixed-dimension", text, (small(budget),))


def examples(budget: Budget) -> Evidence:
    """Icebergs of the library against its whole lattices, cut afterwards; covers too."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=40, full=800), 0
    for _ in range(count):
        n = rng.randint(1, 10)
        k, least = random_context(rng, n, rng.randint(1, 6)), rng.randint(1, n)
        whole, cut = concept_lattice(k), concept_lattice(k, min_support=least)
        kept = [i for i in range(len(whole)) if whole.supports[i] >= least]
        violations += [whole.intents[i].tolist() for i in kept] != cut.intents.tolist()
        pairs = {(int(i), int(j)) for i, j in np.asarray(whole.covers) if i in kept and j in kept}
        place = {i: p for p, i in enumerate(kept)}
        violations += {(place[i], place[j]) for i, j in pairs} != {(int(i), int(j)) for i, j in np.asarray(cut.covers)}
        extents = [frozenset(cut.extent(i).tolist()) for i in range(len(cut))]
        joins = {
            frozenset(np.flatnonzero(k.extent(k.intent(_mask(a | b, n)))).tolist()) for a in extents for b in extents
        }
        violations += not joins <= set(extents)
    return Evidence(
        "property-test", "tested", "family", "Icebergs of random contexts up to 10 x 6 against the whole lattice.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )  # fmt: skip


def _mask(members: frozenset[int], n: int) -> np.ndarray:
    return np.isin(np.arange(n), sorted(members))


def mutations() -> list[Mutation]:
    meet = implies(
        both(length(A) >= s, length(A2) >= s),
        length(support(listing(span(length(K)), lambda g: op("if", both(member(g, A), member(g, A2)), 1, 0), "g")))
        >= s,
    )
    bottom = implies(length(A) >= s, length(extent(intent(expr([])))) >= s)
    strict = implies(both(_in_iceberg(A, s), within(A, A2)), length(A2) > s)
    down = implies(both(_in_iceberg(A2, s), within(A, A2)), _in_iceberg(A, s))
    return [
        wrong("meets", "the concepts with at least s objects are closed under meets", STATEMENT, POINT, meet),
        wrong("empty-join", "the join of nothing, the bottom concept, is in every iceberg that is not empty",
              STATEMENT, POINT, bottom),
        wrong("strict", "concepts above have more than s objects", STATEMENT, {**POINT, "A2": [0, 1]}, strict),
        wrong("downwards", "concepts below one with at least s objects have at least s", STATEMENT,
              {**POINT, "A": [1], "A2": [0, 1]}, down),
    ]  # fmt: skip
