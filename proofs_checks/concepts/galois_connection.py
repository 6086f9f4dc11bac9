"""The two derivations of a context form a Galois connection, and applying both is a closure operator on either side."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np

from proofs_checks.concepts._contexts import (
    A,
    B,
    K,
    against,
    call,
    every_context,
    extent,
    intent,
    let,
    random_context,
    random_mask,
    small_contexts,
    within,
)
from theory.claims import Budget, Claim, Evidence, Mutation, Source
from theory.concepts import bits, formal
from theory.formal import Expression, both, for_all, length, names, op, subsets

A2, B2 = names("A2 B2")

CLAIM = Claim(
    id="concepts.galois-connection",
    title="Derivations form a Galois connection",
    statement=r"""
        For a context $(G, M, I)$, $A \subseteq G$, $B \subseteq M$: $A \subseteq B'$ if and only if $B \subseteq A'$;
        $A \subseteq A''$; $A_1 \subseteq A_2$ implies $A_2' \subseteq A_1'$; $A' = A'''$; $(\bigcup_t A_t)' =
        \bigcap_t A_t'$; and $''$ is a closure operator (extensive, monotone, idempotent) on both sides.""",
    source=Source(
        "statement of this project",
        arxiv="",
        ours=True,
        note="classical: Ganter and Wille, Formal Concept Analysis (1999)",
    ),
    kind="property",
    expected="proved",
    typed=formal.GALOIS_CONNECTION,
)


def one_side(n: int, d: int, first: Sequence[int] | None = None) -> Expression:
    """Everything the claim says about sets of objects; transposed contexts give it for sets of attributes."""
    pairs = for_all(
        subsets(n),
        lambda x: let(
            {"P1": intent(x), "E1": extent(Expression("P1"))},
            both(
                within(x, "E1"),
                op("=", intent("E1"), "P1"),
                for_all(
                    subsets(n),
                    lambda y: let(
                        {"P2": intent(y), "E2": extent(Expression("P2"))},
                        both(
                            op("implies", within(x, y), both(within("P2", "P1"), within("E1", "E2"))),
                            op("=", intent(call("join", x, y, n)), call("meet", "P1", "P2", d)),
                        ),
                    ),
                    "A2",
                ),
                for_all(subsets(d), lambda b: op("=", within(x, extent(b)), within(b, "P1")), "B"),
            ),
        ),
        "A",
    )
    return every_context(n, d, pairs, first)


def prove(budget: Budget) -> Evidence:
    text = (
        "Every context up to 2 x 3 and 3 x 2, every pair of sets (full profile: 3 x 3 too, in eight certificates, one for each "
        "first row; together they are all 3 x 3 contexts)."
    )
    return Evidence(
        "exact-decision",
        "proved",
        "fixed-dimension",
        text,
        small_contexts(budget, one_side, 3, 3, means="the derivations and closures in every context of these shapes"),
    )


def examples(budget: Budget) -> Evidence:
    """The bit-packed derivations of the library on larger random contexts."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=60, full=2000), 0
    for _ in range(count):
        n, d = rng.randint(1, 9), rng.randint(1, 70)
        k, a = random_context(rng, n, d), random_mask(rng, n)
        b = bits.pack(random_mask(rng, d)[None, :])[0]
        left = bool(np.all(k.extent(b) | ~a))
        right = bool(np.all((k.intent(a) & b) == b))
        closed = k.extent(k.intent(a))
        violations += left != right or not np.all(closed | ~a) or not np.array_equal(k.intent(closed), k.intent(a))
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Random contexts with up to 9 objects and 70 attributes.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    return [
        Mutation(
            "monotone",
            r"$A_1 \subseteq A_2$ implies $A_1' \subseteq A_2'$",
            refuted_by=lambda: against(
                {"K": [[1], [0]], "A": [0], "A2": [0, 1]},
                {"inside": within(A, A2)},
                within(intent(A), intent(A2)),
                means="one more object loses the attribute",
            ),
        ),
        Mutation(
            "all-closed",
            r"$A = A''$ for all $A$",
            refuted_by=lambda: against(
                {"K": [[1], [1]], "A": [0]},
                {},
                op("=", extent(intent(A)), A),
                means="two equal rows",
            ),
        ),
        Mutation(
            "intersection",
            r"$(A_1 \cap A_2)' = A_1' \cup A_2'$",
            refuted_by=lambda: against(
                {"K": [[0], [0]], "A": [0], "A2": [1]},
                {},
                op("=", intent(call("meet", A, A2, length(K))), call("join", intent(A), intent(A2), 1)),
                means="disjoint sets: the empty set has every attribute",
            ),
        ),
        Mutation(
            "dead-attribute",
            r"an attribute without objects is in no $A'$",
            refuted_by=lambda: against(
                {"K": [[0]], "B": [0]}, {}, op("=", intent(extent(B)), []), means="the empty extent has every attribute"
            ),
        ),
    ]
