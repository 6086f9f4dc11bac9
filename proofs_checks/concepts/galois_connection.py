"""The two derivations of a context form a Galois connection, and applying both is a closure operator on either side."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from proofs_checks.concepts._contexts import (
    CONTEXT,
    SET_NOTE,
    A,
    B,
    K,
    T,
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
    random_mask,
    sizes,
    within,
)
from proofs_checks.parts import hypotheses, wrong
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation, Source
from theory.concepts import bits
from theory.formal import Expression, both, expr, for_all, implies, length, names, op, subsets

A2, B2 = names("A2 B2")
UNION, COMMON = call("join", A, A2, length(K)), call("meet", intent(A), intent(A2), length(T))


def _closure(derive: Any, back: Any, x: Any, y: Any) -> Expression:
    """Applying both derivations is extensive, monotone and idempotent, and a derivation is closed."""
    twice = lambda z: back(derive(z))  # noqa: E731
    return both(
        within(x, twice(x)),
        implies(within(x, y), both(within(derive(y), derive(x)), within(twice(x), twice(y)))),
        derive(twice(x)) == derive(x),
        twice(twice(x)) == twice(x),
    )


STATEMENT = context_statement(
    "A A2 B B2",
    {
        "objects": both(is_set(A, length(K)), is_set(A2, length(K))),
        "attributes": both(is_set(B, length(T)), is_set(B2, length(T))),
    },
    both(
        within(A, extent(B)) == within(B, intent(A)),
        _closure(intent, extent, A, A2),
        _closure(extent, intent, B, B2),
        intent(UNION) == COMMON,
    ),
)
POINT = context_point([[1, 0], [1, 1]], A=[0], A2=[0, 1], B=[0], B2=[0, 1])

CLAIM = Claim(
    id="concepts.galois-connection",
    title="Derivations form a Galois connection",
    statement=r"For a context $(G, M, I)$, $A \subseteq G$, $B \subseteq M$: $A \subseteq B'$ if and only if $B "
    r"\subseteq A'$; "
    r"$A \subseteq A''$; $A_1 \subseteq A_2$ implies $A_2' \subseteq A_1'$; $A' = A'''$; $(\bigcup_t A_t)' = "
    r"\bigcap_t A_t'$; and "
    r"$''$ is a closure operator (extensive, monotone, idempotent) on both sides.",
    source=Source(
        "statement of this project",
        arxiv="",
        ours=True,
        note="classical: Ganter and Wille, Formal Concept Analysis (1999)",
    ),
    kind="property",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        POINT,
        {
            "context": CONTEXT,
            "objects": ("$A, A_1, A_2$ are sets of objects", SET_NOTE),
            "attributes": ("$B$ is a set of attributes", SET_NOTE),
        },
    ),
    statement_formal=STATEMENT,
)


def one_side(n: int, d: int) -> Expression:
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
    return every_context(n, d, pairs)


def small(budget: Budget) -> Certificate:
    return decision(*(one_side(n, d) for n, d in sizes(budget)), means="F1 and F2 in every context of these shapes")


def prove(budget: Budget) -> Evidence:
    text = "Every context up to 2 x 3 and 3 x 2 (full profile: 3 x 3), every pair of sets."
    return Evidence("exact-decision", "proved", "fixed-dimension", text, (small(budget),))


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
        "property-test", "tested", "family", "Random contexts with up to 9 objects and 70 attributes.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )  # fmt: skip


def mutations() -> list[Mutation]:
    monotone = implies(within(A, A2), within(intent(A), intent(A2)))
    crossed = intent(call("meet", A, A2, length(K))) == call("join", intent(A), intent(A2), length(T))
    apart = context_point([[0], [0]], A=[0], A2=[1], B=[], B2=[])
    dead = context_point([[0]], A=[], A2=[], B=[0], B2=[])
    return [
        wrong("monotone", r"$A_1 \subseteq A_2$ implies $A_1' \subseteq A_2'$", STATEMENT,
              context_point([[1], [0]], A=[0], A2=[0, 1], B=[], B2=[]), monotone),
        wrong("all-closed", r"$A = A''$ for all $A$", STATEMENT,
              context_point([[1], [1]], A=[0], A2=[], B=[], B2=[]), extent(intent(A)) == A),
        wrong("intersection", r"$(A_1 \cap A_2)' = A_1' \cup A_2'$", STATEMENT, apart, crossed),
        wrong("dead-attribute", r"an attribute without objects is in no $A'$", STATEMENT, dead, intent(extent(B)) == expr([])),
    ]  # fmt: skip
