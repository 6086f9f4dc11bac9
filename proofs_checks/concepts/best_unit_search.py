r"""The best conjunctive unit of given neurons is found by branch and bound, and its proof is a certificate."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from typing import Any

import numpy as np

from proofs_checks.concepts._contexts import (
    against,
    call,
    decision,
    every_context,
    extent,
    let,
    random_table,
    within,
)
from proofs_checks.concepts._neurons import own
from solvers.concepts.best_unit import best_unit
from solvers.concepts.columns import Columns
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation
from theory.concepts import FormalContext
from theory.concepts.best_unit_proof import unit_certificate
from theory.concepts.metrics import Fit
from theory.evidence import checked, derivation, illustration, implication, proof, read, relation, term
from theory.formal import (
    Expression,
    both,
    exists,
    for_all,
    implies,
    length,
    listing,
    maximum_over,
    names,
    op,
    span,
    subsets,
)

C, v = names("C v")

CLAIM = Claim(
    id="concepts.best-unit-search",
    title="The best unit by branch and bound",
    statement=r"""
        Let $C \ne \emptyset$ be a set of points and $E \supseteq E_2$ activation sets of conjunctions of given
        neurons. Then $J(E_2, C) \le |E \cap C| / |C|$. So a search that adds neurons one by one in a fixed order and
        leaves out an extension only if this bound does not exceed the best Jaccard index found, if it has no effect,
        or if it lies inside an earlier neuron that did not contain the points before, finds the largest Jaccard index
        of all conjunctive units, and with it the largest F1; the sets it visited are a proof.""",
    source=own("statement of this project"),
    kind="property",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "not-empty",
            "C is not empty",
            lambda: planted(),
            drop_note="for the empty concept every non-empty unit has the index 0, and |E and C| / |C| is not defined",
        ),
    ),
    depends_on=("concepts.units-are-extents",),
    remark="sdl-atlas lattice writes such a certificate for every label; sdl-atlas check accepts them.",
)


def bound(*, union: bool = False) -> Certificate:
    """p = |E_2 and C|, e = |E and C|, c = |C|, o = |E_2 minus C|: p c <= e (c + o); a cut by J(E, C) would need more."""
    p, e, c, o, q = names("p e c o q")
    rest = [relation(q - o, ">=")] if union else []
    return implication(
        "p e c o q",
        assume=[relation(e - p, ">="), relation(c, ">"), relation(o, ">="), relation(e, ">="), *rest],
        conclude=relation(e * (c + o) - p * (c + q if union else c), ">="),
        by=derivation(term(1, use=(0, 1)), term(1, use=(2, 3))),
        means="|E_2 and C| |C| <= |E and C| |E_2 or C| where E_2 and C lie inside E and C",
    )


def same_order() -> Certificate:
    """F1 = 2 J / (1 + J) grows with J."""
    i, j = names("i j")
    return implication(
        "i j",
        assume=[relation(j - i, ">=")],
        conclude=relation(2 * j * (1 + i) - 2 * i * (1 + j), ">="),
        by=derivation(term(2, use=(0,))),
        means="2 i / (1 + i) <= 2 j / (1 + j) for 0 <= i <= j, multiplied by both denominators",
    )


def jaccard(points: Any, n: int) -> Expression:
    return length(call("meet", points, C, n)) / length(call("join", points, C, n))


EXTRA: dict[str, Any] = {
    # the first p members of M
    "first": ["lambda", ["M", "p"], ["list", "q", ["range", "p"], ["at", "M", "q"]]],
}


def must_be_visited(m: Expression, n: int) -> Expression:
    """Every step from the empty set to m (in the order of the numbers) is one that the search may not leave out."""

    def step(p: Expression) -> Expression:
        before, after, j = names("before after j")
        grown = length(call("meet", after, C, n)) > v * length(C)
        elsewhere = exists(
            span(j), lambda i: both(op("not", within(before, extent([i]))), within(after, extent([i]))), "i"
        )
        return let(
            {"j": m[p], "before": extent(call("first", m, p)), "after": extent(call("first", m, p + 1))},
            both(op("!=", before, after), grown, op("not", elsewhere)),
        )

    return for_all(span(length(m)), step, "p")


def search(n: int, d: int, *, cut_more: bool = False) -> Expression:
    """In every context, for every concept and every value v below the best index: a visited set is better than v."""
    index = jaccard(extent(Expression("M")), n)

    def visited(m: Expression) -> Expression:  # cut_more: a search that compares single neurons and the empty set only
        return length(m) <= 1 if cut_more else must_be_visited(m, n)

    found = exists(subsets(d), lambda m: both(index > v, visited(m)), "M")
    values = listing(subsets(d), lambda m: index, "M")
    all_values = for_all("V", lambda _: implies(v < maximum_over("V", lambda x: x, "x"), found), "v")
    concepts = for_all(subsets(n), lambda _: implies(length(C) > 0, let({"V": values}, all_values)), "C")
    return every_context(n, d, concepts)


def small(shapes: list[tuple[int, int]], *, cut_more: bool = False) -> Certificate:
    return decision(
        *(search(n, d, cut_more=cut_more) for n, d in shapes),
        means="every context of these shapes, every concept, every index v of a unit that is not best: the sets that "
        "must be visited for v contain a better one",
        extra=EXTRA,
    )


def planted() -> Certificate:
    """A Top-4 layer of 12 neurons on 300 points with a concept that is a unit of three neurons up to noise."""
    rng = np.random.default_rng(0)
    table = np.zeros((300, 12), dtype=bool)
    for row in table:
        row[rng.choice(12, size=4, replace=False)] = True
    table[:90, :] = False
    table[np.arange(90)[:, None], [1, 5, 7]] = True
    concept = table[:, [1, 5, 7]].all(axis=1) ^ (rng.random(300) < 0.1)
    k = FormalContext.from_bool(table)
    return unit_certificate(k, concept, best_unit(Columns.of(k), concept).proof, name="neurons 1, 5, 7 and noise")


def lazy() -> Certificate:
    """The same certificate with the last visited set left out."""
    full = planted()
    witness = {**full["witness"], "visited": full["witness"]["visited"][:-1]}
    return seal("best_unit", full["asserts"], witness)


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "No unit left out by the search has a larger Jaccard index than the best one it visited.",
        checked(
            "bound",
            r"""
            $J(E_2, C) = |E_2 \cap C| / (|C| + |E_2 \setminus C|) \le |E \cap C| / |C|$ for $E_2 \subseteq E$.""",
            bound(),
        ),
        read(
            "walk",
            """
            For a unit E let S be all neurons that contain it. From the empty set, add again and again the first
            neuron of S that does not contain the points reached; each comes later in the order than those before, as
            a neuron that contains the points goes on containing them.""",
            "definition",
        ),
        read(
            "not-skipped",
            """
            Such a step has an effect; and if its points lay inside an earlier neuron that did not contain the points
            before, that neuron would contain E, be in S and have been taken first.""",
            "cases",
            "walk",
        ),
        read(
            "ends",
            r"""
            So the walk either reaches E through visited sets, and E was compared; or it meets an extension $\theta
            \supseteq E$ closed by the bound, and then $J(E, C) \le |\theta \cap C| / |C|$ does not exceed the best.""",
            "induction",
            "bound",
            "not-skipped",
        ),
        checked("f1", r"$F_1 = 2J/(1+J)$ increases with J, so the same unit has the largest $F_1$.", same_order()),
        read("all", "Together.", "conclusion", "ends", "f1"),
    )
    shapes = [(1, 1), (1, 2), (2, 2), (2, 3)] + ([(3, 2)] if budget.profile == "full" else [])
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            "The bound, and what a search may leave out.",
            (certificate, illustration("A planted concept: the search in full.", planted())),
        ),
        Evidence(
            "exact-decision",
            "proved",
            "fixed-dimension",
            f"Every context of the shapes {shapes}, every concept.",
            (small(shapes),),
        ),
    ]


def examples(budget: Budget) -> Evidence:
    """The library's search on random contexts against all sets of neurons, points counted by numpy."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=40, full=1000), 0
    for _ in range(count):
        n, d = rng.randint(1, 30), rng.randint(0, 7)
        table = random_table(rng, n, d)
        concept = np.array([rng.random() < 0.4 for _ in range(n)], dtype=bool)
        concept[rng.randrange(n)] = True
        fits = [
            Fit.of(np.asarray(table[:, list(m)].all(axis=1)), concept)
            for r in range(d + 1)
            for m in itertools.combinations(range(d), r)
        ]
        found = best_unit(Columns.of(FormalContext.from_bool(table)), concept).fit
        violations += found.jaccard != max(f.jaccard for f in fits) or found.f1 != max(f.f1 for f in fits)
        violations += found.jaccard < Fraction(int(concept.sum()), n)
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Random contexts with up to 7 neurons against all sets of neurons.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    def shrinking(index: Any) -> Expression:
        return implies(within("M", "M2"), index(extent("M2")) <= index(extent("M")))

    # neuron 0 has 4 points, 1 of them in C; neuron 1 adds the restriction to exactly that point
    table = [[1, 1], [1, 0], [1, 0], [1, 0], [0, 1]]
    return [
        Mutation(
            "index-as-bound",
            r"$J(E_2, C) \le J(E, C)$",
            refuted_by=lambda: against(
                {"K": table, "C": [0], "M": [0], "M2": [0, 1]},
                {"concept": length(C) > 0},
                shrinking(lambda e: jaccard(e, 5)),
                means="one point of four, and exactly that point",
            ),
        ),
        Mutation("index-as-bound-in-general", "the same as an inequality", rejected=lambda: bound(union=True)),
        Mutation(
            "single-neurons",
            "comparing single neurons and the empty set is enough",
            rejected=lambda: small([(3, 2)], cut_more=True),
        ),
        Mutation(
            "greedy",
            "if no single neuron is better than no neuron at all, no unit is",
            refuted_by=lambda: against(
                {"K": [[1, 1], [1, 0], [0, 1]], "C": [0]},
                {"none-helps": for_all(span(2), lambda i: jaccard(extent(op("tuple", i)), 3) <= Fraction(1, 2), "i")},
                for_all(subsets(2), lambda m: jaccard(extent(m), 3) <= Fraction(1, 2), "m"),
                means="single neurons have the index 1/2, the pair has 1",
            ),
        ),
        Mutation("left-out", "one visited set may be missing in the certificate", rejected=lazy),
        Mutation(
            "unions",
            "no union of the sets of neurons is better either",
            refuted_by=lambda: against(
                {"K": [[1, 0], [0, 1], [0, 0]], "C": [0, 1]},
                {},
                for_all(
                    subsets(2),
                    lambda m: jaccard(extent(m), 3) >= jaccard(call("join", extent([0]), extent([1]), 3), 3),
                    "A",
                ),
                means="the union of two neurons is C, no conjunction is",
            ),
        ),
    ]
