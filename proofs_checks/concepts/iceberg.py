r"""Icebergs: the concepts with at least s objects are closed under joins and upwards, and shrink when s grows."""

from __future__ import annotations

import random

import numpy as np

from proofs_checks.concepts._contexts import (
    A,
    against,
    call,
    decision,
    every_context,
    extent,
    intent,
    let,
    random_context,
    sizes,
    within,
)
from proofs_checks.concepts._neurons import own
from solvers.concepts.lattice import concept_lattice
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation
from theory.concepts import formal
from theory.formal import Expression, both, for_all, implies, length, listing, names, op, span, subsets

A2, s = names("A2 s")

CLAIM = Claim(
    id="concepts.iceberg",
    title="Icebergs",
    statement=r"""
        For a finite context and $s \ge 0$ the concepts with at least $s$ objects form an up-set of the concept
        lattice, closed under joins of non-empty families; for $s' \ge s$ those of $s'$ are among those of $s$, and
        all are there for $s = 0$.""",
    source=own("statement of this project", "classical: Stumme et al., Titanic (2002)"),
    kind="property",
    expected="proved",
    hypotheses=(
        Hypothesis(
            "finite",
            "objects can be counted",
            lambda: large(),
            drop_note="with infinitely many objects the sizes are cardinal numbers, which is not claimed",
        ),
    ),
    depends_on=("concepts.basic-theorem",),
    typed=formal.ICEBERG,
    remark="With the bottom concept added an iceberg is a lattice; sdl-atlas lattice --iceberg lists and draws it.",
)


def large() -> Certificate:
    body = both(extent(intent(A)) == A, length(A) >= 2)
    return decision(
        let({"K": [[1, 0], [1, 1], [0, 1]], "T": [[1, 1, 0], [0, 1, 1]], "A": [0, 1]}, body),
        means="a concept with two objects",
    )


def _closed(x: Expression) -> Expression:
    return extent(intent(x)) == x


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
        "property-test",
        "tested",
        "family",
        "Icebergs of random contexts up to 10 x 6 against the whole lattice.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def _mask(members: frozenset[int], n: int) -> np.ndarray:
    return np.isin(np.arange(n), sorted(members))


def mutations() -> list[Mutation]:
    table = [[1, 0], [1, 1], [0, 1]]
    concepts = both(_closed(A), _closed(A2), length(A) >= s, length(A2) >= s)
    return [
        Mutation(
            "meets",
            "the concepts with at least s objects are closed under meets",
            refuted_by=lambda: against(
                {"K": table, "A": [0, 1], "A2": [1, 2], "s": 2},
                {"concepts": concepts},
                length(call("meet", A, A2, 3)) >= s,
                means="two concepts with two objects, one in common",
            ),
        ),
        Mutation(
            "empty-join",
            "the join of nothing, the bottom concept, is in every iceberg that is not empty",
            refuted_by=lambda: against(
                {"K": table, "A": [0, 1], "s": 2},
                {"concept": both(_closed(A), length(A) >= s)},
                length(extent(intent([]))) >= s,
                means="one object has all attributes",
            ),
        ),
        Mutation(
            "downwards",
            "concepts below one with at least s objects have at least s",
            refuted_by=lambda: against(
                {"K": table, "A": [1], "A2": [0, 1], "s": 2},
                {"concepts": both(_closed(A), _closed(A2), within(A, A2)), "large": length(A2) >= s},
                op(">=", length(A), s),
                means="one of two objects",
            ),
        ),
    ]
