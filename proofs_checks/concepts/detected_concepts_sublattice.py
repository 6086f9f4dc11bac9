r"""The lattice of detected concepts sits inside the lattice of the neurons: intents of the detection context are intents of K.

For the relation "Jaccard index at least tau" nothing of the kind holds.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import numpy as np

from proofs_checks.concepts._contexts import (
    CONTEXT,
    SET_NOTE,
    K,
    T,
    context_point,
    context_statement,
    every_context,
    extent,
    intent,
    is_set,
    let,
    random_context,
    random_mask,
    small_contexts,
    within,
)
from proofs_checks.parts import hypotheses, wrong
from solvers.concepts.lattice import concept_lattice
from theory.claims import Budget, Claim, Evidence, Mutation, Source
from theory.concepts import FormalContext, formal
from theory.formal import (
    Expression,
    both,
    either,
    exists,
    for_all,
    implies,
    length,
    listing,
    member,
    names,
    negation,
    op,
    product,
    span,
    subsets,
    support,
    total,
)

CE_8 = [[1, 1], [1, 1], [0, 1], [0, 0]]
QUICK_SIZES = ((1, 1), (1, 2), (2, 1), (2, 2), (2, 3), (3, 1))


family, B, rows = names("family B rows")


def _in_every(sets: Any) -> Expression:
    """The neurons that lie in every one of the sets of neurons."""
    return support(listing(span(length(T)), lambda m: op("if", for_all(sets, lambda s: member(m, s), "s"), 1, 0), "m"))


# an intent of the detection context is the intersection of the rows of some concepts
STATEMENT = context_statement(
    "family rows B",
    {
        "sets": both(for_all(family, lambda s: is_set(s, length(K)), "f"), is_set(B, length(T))),
        "detection": op("=", rows, listing(family, intent, "f")),
    },
    both(
        # row c consists of the neurons whose sets contain concept c
        for_all(
            span(length(family)),
            lambda c: for_all(
                span(length(T)), lambda i: op("=", member(i, rows[c]), within(family[c], extent(op("tuple", i)))), "i"
            ),
            "c",
        ),
        # the intersection of rows is an intent of K
        intent(extent(_in_every(rows))) == _in_every(rows),
        # and if all singletons are concepts, every intent of K is an intersection of rows
        implies(
            both(
                for_all(span(length(K)), lambda g: exists(family, lambda s: s == op("tuple", g), "f"), "g"),
                intent(extent(B)) == B,
            ),
            _in_every(listing(extent(B), lambda g: intent(op("tuple", g)), "g")) == B,
        ),
    ),
)
POINT = context_point([[1, 1], [0, 1], [1, 0]], family=[[0], [1], [2], [0, 1]], rows=[[0, 1], [1], [0], [1]], B=[1])
# the rows for the relation J >= 9/10: the concept {0, 1} has J = 1 and 2/3, so its row is {0}; but where 0 is on, 1 is on
BY_JACCARD = context_point(CE_8, family=[[0, 1]], rows=[[0]], B=[])

CLAIM = Claim(
    id="concepts.detected-concepts-sublattice",
    title="Detected concepts form a part of the neurons' lattice",
    statement=r"""
        Let $K = (X, [d], I)$ be the context of given neurons, $\mathcal{C}$ a family of sets of points, and $C R i
        \iff C \subseteq A_i$. Every intent of $(\mathcal{C}, [d], R)$ is an intent of $K$; if $\mathcal{C}$ contains
        all singletons, both have the same intents.""",
    source=Source(
        "statement of this project",
        arxiv="",
        ours=True,
        note="the concept context: arXiv 2606.07007, as reported; not checked against the paper",
    ),
    kind="property",
    expected="proved",
    hypotheses=hypotheses(
        STATEMENT,
        POINT,
        {
            "context": CONTEXT,
            "sets": ("the concepts are sets of points", SET_NOTE),
            "detection": (r"the relation is $C \subseteq A_i$", BY_JACCARD),
        },
    ),
    depends_on=("concepts.galois-connection",),
    typed=formal.DETECTED_CONCEPTS,
)


def _body(n: int, d: int, first: Sequence[int] | None = None) -> Expression:
    rows = listing(subsets(n), intent, "A")
    families = for_all(
        subsets(2**n),
        lambda f: let(
            {
                "B": support(
                    listing(
                        span(d), lambda m: product(f, lambda c: op("if", member(m, Expression("P")[c]), 1, 0), "c"), "m"
                    )
                )
            },
            intent(extent("B")) == Expression("B"),
        ),
        "F",
    )
    detection = for_all(
        subsets(n),
        lambda a: for_all(span(d), lambda m: op("=", member(m, intent(a)), within(a, extent(op("tuple", m)))), "m"),
        "A",
    )
    singletons = for_all(
        subsets(d),
        lambda b: let(
            {"C": intent(extent(b)), "G": extent(b)},
            Expression("C")
            == support(
                listing(
                    span(d),
                    lambda m: product("G", lambda g: op("if", member(m, intent(op("tuple", g))), 1, 0), "g"),
                    "m",
                )
            ),
        ),
        "B",
    )
    return every_context(n, d, both(let({"P": rows}, families), detection, singletons), first)


def prove(budget: Budget) -> Evidence:
    text = (
        "Every context up to 2 x 3 and 3 x 1 with every family of sets of points (full profile: 3 x 2 too, in four certificates, one "
        "for each first row; together they are all 3 x 2 contexts)."
    )
    return Evidence(
        "exact-decision",
        "proved",
        "fixed-dimension",
        text,
        small_contexts(
            budget, _body, 3, 2, means="all contexts of these shapes, all families of sets of points", sizes=QUICK_SIZES
        ),
    )


def examples(budget: Budget) -> Evidence:
    """Lattices of both contexts by the lattice algorithm, on larger random contexts and families."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=25, full=600), 0
    for _ in range(count):
        n, d = rng.randint(1, 8), rng.randint(1, 6)
        k = random_context(rng, n, d)
        family = [random_mask(rng, n) for _ in range(rng.randint(1, 5))]
        table = k.table()
        rows = [[bool(np.all(table[c, i])) for i in range(d)] for c in family]
        every = [*rows, *table.tolist()]
        inside, same = (FormalContext.from_bool(np.array(r, dtype=bool)) for r in (rows, every))
        all_intents = set(concept_lattice(k).intents.ravel().tolist())
        violations += not set(concept_lattice(inside).intents.ravel().tolist()) <= all_intents
        violations += set(concept_lattice(same).intents.ravel().tolist()) != all_intents
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Random contexts up to 8 x 6 and families of up to five concepts.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    identity = [[1, 0], [0, 1]]
    alone = context_point(identity, family=[[0, 1]], rows=[[]], B=[0])
    # with the one concept X the only intents are the empty one and all neurons
    every = implies(intent(extent(B)) == B, either(rows[0] == B, length(B) == length(T)))
    larger = context_point([[1], [1]], family=[[0], [0, 1]], rows=[[0], [0]], B=[])
    strict = implies(within(family[0], family[1]), negation(rows[0] == rows[1]))
    # {0, 1} touches neurons 0 and 1, but whatever has both has neuron 2 too
    touching = STATEMENT.without("detection").assuming(detection=op("=", rows, listing(family, _touching, "f")))
    overlap = context_point([[1, 0, 0], [0, 1, 0], [1, 1, 1]], family=[[0, 1]], rows=[[0, 1]], B=[])
    jaccard = STATEMENT.without("detection").assuming(detection=op("=", rows, [[0]]))
    return [
        wrong("without-singletons", "both lattices are the same for every family", STATEMENT, alone, every),
        wrong("injective", "a larger concept has a smaller row", STATEMENT, larger, strict),
        wrong("overlap", r"the relation $C \cap A_i \ne \emptyset$ will do as well", touching, overlap),
        wrong("jaccard", "the relation J >= 9/10 will do as well", jaccard, BY_JACCARD),
    ]


def _touching(c: Expression) -> Expression:
    """The neurons whose set meets c."""
    return support(listing(T, lambda column: total(c, lambda x: column[x], "x"), "column"))
