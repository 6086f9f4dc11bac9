"""The two derivations of a context form a Galois connection, and applying both is a closure operator on either side."""

from __future__ import annotations

import random

import numpy as np

from proofs_checks.concepts._contexts import (
    A,
    B,
    K,
    against,
    call,
    decision,
    every_context,
    extent,
    intent,
    let,
    random_context,
    random_mask,
    sizes,
    within,
)
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation, Source
from theory.concepts import bits
from theory.evidence import checked, evaluation, proof, read
from theory.formal import Expression, both, for_all, length, names, op, subsets, total

A2, B2 = names("A2 B2")

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


def double_sum() -> Certificate:
    """Both inclusions of the Galois connection say that one and the same sum of nonnegative terms is zero."""
    n, d = 3, 3
    a, b = ([Expression(f"{letter}{i}") for i in range(3)] for letter in "ab")
    gap = [[1 - Expression(f"i{g}{m}") for m in range(d)] for g in range(n)]
    objects_first = total(
        range_(n), lambda g: op("tuple", *a)[g] * total(range_(d), lambda m: gap_at(gap, g, m) * b_at(b, m), "m"), "g"
    )
    attributes_first = total(
        range_(d), lambda m: b_at(b, m) * total(range_(n), lambda g: gap_at(gap, g, m) * op("tuple", *a)[g], "g"), "m"
    )
    variables = [
        *(f"a{i}" for i in range(3)),
        *(f"b{i}" for i in range(3)),
        *(f"i{g}{m}" for g in range(n) for m in range(d)),
    ]
    return evaluation(
        objects_first == attributes_first,
        indeterminates=" ".join(variables),
        means="with indicators a of A, b of B and i of I: the pairs of A x B outside I, counted by objects and by "
        "attributes",
    )


def range_(n: int) -> Expression:
    return op("range", n)


def gap_at(gap: list[list[Expression]], g: Expression, m: Expression) -> Expression:
    return op("tuple", *(op("tuple", *row) for row in gap))[g, m]


def b_at(b: list[Expression], m: Expression) -> Expression:
    return op("tuple", *b)[m]


def small(budget: Budget) -> Certificate:
    return decision(*(one_side(n, d) for n, d in sizes(budget)), means="F1 and F2 in every context of these shapes")


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "The derivations form an antitone Galois connection, and '' is a closure operator on both sides.",
        read("pairs", r"$A \subseteq B'$ and $B \subseteq A'$ both say that $g I m$ for all $g \in A$, $m \in B$.",
            "definition"),
        checked("sum", "Counted by objects or by attributes, the violating pairs are the same (written out for 3 x "
            "3).", double_sum()),
        read("galois", r"So $A \subseteq B' \iff B \subseteq A'$.", "conclusion", "pairs", "sum"),
        read("extensive", r"$A' \subseteq A'$ gives $A \subseteq A''$, and dually $B \subseteq B''$.",
            "instance", "galois"),
        read(
            "antitone",
            r"$A_1 \subseteq A_2 \subseteq A_2''$ gives $A_2' \subseteq A_1'$; dually for attributes. So $''$ is "
            r"monotone.",
            "instance", "galois", "extensive",
        ),
        read(
            "triple",
            r"$A' \subseteq A'''$ is extensivity at $A'$; $A \subseteq A''$ and antitonicity give $A''' \subseteq "
            r"A'$. So $''$ is idempotent.",
            "conclusion", "extensive", "antitone",
        ),
        read("union", r"$m \in (\bigcup A_t)'$ says that all $g$ in all $A_t$ have $m$, which is $m \in \bigcap "
            r"A_t'$.", "definition"),
        read("all", "Together.", "conclusion", "galois", "extensive", "antitone", "triple", "union"),
    )  # fmt: skip
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            "Both inclusions say A x B inside I; the rest is formal.",
            (certificate,),
        ),
        Evidence(
            "exact-decision",
            "proved",
            "fixed-dimension",
            "Every context up to 2 x 3 and 3 x 2 (full profile: 3 x 3), every pair of sets.",
            (small(budget),),
        ),
    ]


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
    return [
        Mutation(
            "monotone", r"$A_1 \subseteq A_2$ implies $A_1' \subseteq A_2'$",
            refuted_by=lambda: against(
                {"K": [[1], [0]], "A": [0], "A2": [0, 1]}, {"inside": within(A, A2)}, within(intent(A), intent(A2)),
                means="one more object loses the attribute",
            ),
        ),
        Mutation(
            "all-closed", r"$A = A''$ for all $A$",
            refuted_by=lambda: against(
                {"K": [[1], [1]], "A": [0]}, {}, op("=", extent(intent(A)), A), means="two equal rows",
            ),
        ),
        Mutation(
            "intersection", r"$(A_1 \cap A_2)' = A_1' \cup A_2'$",
            refuted_by=lambda: against(
                {"K": [[0], [0]], "A": [0], "A2": [1]}, {},
                op("=", intent(call("meet", A, A2, length(K))), call("join", intent(A), intent(A2), 1)),
                means="disjoint sets: the empty set has every attribute",
            ),
        ),
        Mutation(
            "dead-attribute", r"an attribute without objects is in no $A'$",
            refuted_by=lambda: against(
                {"K": [[0]], "B": [0]}, {}, op("=", intent(extent(B)), []), means="the empty extent has every attribute"
            ),
        ),
    ]  # fmt: skip
