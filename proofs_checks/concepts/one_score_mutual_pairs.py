r"""With one score for both directions mutual best pairs exist, and going back and forth ends at one.

Scores may be weighted by positive factors of the concept in the one and of the neuron in the other direction.
"""

from __future__ import annotations

import random
from typing import Any

from proofs_checks.concepts._contexts import decision, let, random_context
from proofs_checks.parts import hypotheses, wrong
from solvers.concepts.alignment import Overlaps, align, directions
from solvers.concepts.columns import Columns
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation, Source
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import (
    Expression,
    both,
    exists,
    for_all,
    length,
    listing,
    maximum_over,
    minimum_over,
    names,
    op,
    span,
    transpose,
)
from theory.statement import Statement

S, S2, f, g = names("S S2 f g")


def firsts(scores: Expression) -> Expression:
    """For every row the smallest index of a largest entry."""
    return listing(
        scores,
        lambda r: minimum_over(
            span(length(r)), lambda i: op("if", r[i] == maximum_over(r, lambda x: x, "x"), i, length(r)), "i"
        ),
        "r",
    )


def mutual(there: Expression, back: Expression) -> Expression:
    """Some concept C with g(f(C)) = C, the directions by two tables of scores (concepts x neurons)."""
    return let({"f": firsts(there), "g": firsts(transpose(back))}, exists(span(length(f)), lambda c: g[f[c]] == c, "c"))


def _weighted(scores: Expression, factors: Expression) -> Expression:
    """Row i multiplied by factor i."""
    return listing(span(length(scores)), lambda i: op("scale", factors[i], scores[i]), "i")


alpha, beta = names("alpha beta")
# f by beta(C) s(C, i), g by alpha(i) t(C, i); both settle, the scores never fall, and a mutual best pair is reached
STATEMENT = Statement(
    ("S", "S2", "alpha", "beta"),
    {
        "not-empty": both(length(S) >= 1, for_all(S, lambda r: length(r) >= 1, "r")),
        "positive": both(
            for_all(alpha, lambda x: x > 0, "x"),
            for_all(beta, lambda x: x > 0, "x"),
            length(beta) == length(S),
            for_all(S, lambda r: length(r) == length(alpha), "r"),
        ),
        "one-score": S == S2,
    },
    let(
        {"f": firsts(_weighted(S, beta)), "g": firsts(_weighted(transpose(S2), alpha))},
        both(
            for_all(span(length(f)), lambda c: S[g[f[c]], f[g[f[c]]]] >= S[c, f[c]], "c"),
            exists(span(length(f)), lambda c: g[f[c]] == c, "c"),
        ),
    ),
)
TABLE = [[2, 1], [1, 2]]
POINT: dict[str, Any] = {"S": TABLE, "S2": TABLE, "alpha": [1, 2], "beta": [1, 3]}
# the neuron that a concept prefers prefers the other concept
MATCHING_PENNIES = {**POINT, "S2": [[1, 2], [2, 1]], "alpha": [1, 1], "beta": [1, 1]}

CLAIM = Claim(
    id="concepts.one-score-mutual-pairs",
    title="One score has mutual best pairs",
    statement=r"""
        For finite non-empty families of concepts and neurons and a table of scores $s$ let $f(C)$ maximise $\beta(C)
        s(C, i)$ over the neurons and $g(i)$ maximise $\alpha(i) s(C, i)$ over the concepts, $\alpha, \beta > 0$, ties
        going to the smallest index. Then $s(C, f(C))$ does not decrease along $C \mapsto g(f(C))$, and a mutual best
        pair exists: $f(C) = i$, $g(i) = C$. Beyond the formal statement: the sequence reaches such a pair; Jaccard in
        both directions, F1 in both, and every mix of recall, precision and overlap are of this form.""",
    source=Source(
        "statement of this project",
        arxiv="",
        ours=True,
        note="f, learning, and g, interpretation: arXiv 2606.07007, as reported; not checked against the paper",
    ),
    kind="existence",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        POINT,
        {
            "not-empty": (
                "there are concepts and neurons",
                {"S": {"no_rows": 0}, "S2": {"no_rows": 0}, "alpha": [], "beta": []},
            ),
            # every neuron prefers the concept it fits worst
            "positive": (r"$\alpha, \beta > 0$", {"alpha": [-1, -1], "beta": [1, 1]}),
            "one-score": ("both directions use one score up to positive factors", MATCHING_PENNIES),
        },
    ),
    remark="Score both directions with one family of metrics; concepts.mixed-metrics-no-mutual-pair shows what happens otherwise.",
    statement_formal=STATEMENT,
)


def cancel() -> Certificate:
    x, y, w = names("x y w")
    return implication(
        "x y w",
        assume=[relation(w, ">"), relation(w * x - w * y, ">=")],
        conclude=relation(x - y, ">="),
        by=derivation(term(1, use=(1,)), factor=(1, (0,))),
        means="a positive factor of the row or the column does not change which entry is largest",
    )


def mixes() -> Certificate:
    """Up to positive factors 1/c of the concept and 1/a of the neuron the mixed pairs of scores are one score."""
    t, c, a = names("t c a")
    recall, precision = t * c, t * a
    both_factors = both(c * precision == t * c * a, a * recall == t * c * a)
    return evaluation(
        both(both_factors, c * t == recall, a * t == precision),
        indeterminates="t c a",
        means="t common points, c = 1/|C|, a = 1/|A|: precision and recall are t c a up to factors of C and of A; so "
        "are the others",
    )


def _settles(n: int, d: int, entries: list[int]) -> Expression:
    """For all score tables: from every concept, min(n, d) rounds reach a concept with g(f(C)) = C."""
    tables = op("product_set", *[op("product_set", *[entries] * d)] * n)
    c = names("c")[0]
    for _ in range(min(n, d)):
        c = g[f[c]]
    body = let(
        {"f": firsts(S), "g": firsts(transpose(S))},
        for_all(span(n), lambda start: let({"c": start, "e": c}, g[f[Expression("e")]] == Expression("e")), "s"),
    )
    return for_all(tables, lambda _: body, "S")


def small() -> Certificate:
    return decision(
        _settles(2, 2, [1, 2, 3, 4]),
        _settles(2, 3, [1, 2]),
        _settles(3, 2, [1, 2]),
        means="every 2 x 2 table up to order (ties included) and every 2 x 3 and 3 x 2 table of two values",
    )


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "With one score up to positive factors the alternation ends at a mutual best pair.",
        checked("cancel", "A positive factor of the row (or column) does not change its largest entries.", cancel()),
        checked("mixes", "Recall, precision and overlap in any two directions have such a common score.", mixes()),
        read("same", "So f maximises s along rows and g along columns.", "instance", "cancel", "mixes"),
        read("up", r"$s(C, f(C)) \le s(g(f(C)), f(C)) \le s(g(f(C)), f(g(f(C))))$.", "definition", "same"),
        read(
            "ties",
            """
            If neither inequality is strict, C is a maximiser of the column f(C), so the index of g(f(C)) is at most
            that of C, with equality only if g(f(C)) = C; so (s, minus the index) increases strictly until g(f(C)) =
            C.""",
            "cases",
            "up",
        ),
        read(
            "ends",
            "There are finitely many concepts, so the sequence ends, and it ends at a mutual pair.",
            "induction",
            "ties",
        ),
    )
    return [
        Evidence(
            "symbolic-proof", "proved", "all-parameters", "One potential increases in both directions.", (certificate,)
        ),
        Evidence(
            "exact-decision",
            "proved",
            "fixed-dimension",
            "Small score tables with ties, min(n, d) rounds each.",
            (small(),),
        ),
    ]


def examples(budget: Budget) -> Evidence:
    """Alignments of random neurons and concepts by the library, with one and with mixed scores of this form."""
    rng, wanted, count, violations = random.Random(budget.seed), budget.pick(quick=20, full=800), 0, 0
    pairs = [
        ("jaccard", "jaccard"),
        ("f1", "f1"),
        ("recall", "precision"),
        ("precision", "recall"),
        ("recall", "recall"),
    ]
    while count < wanted:
        n = rng.randint(2, 9)
        neurons, labels = random_context(rng, n, rng.randint(1, 5)), random_context(rng, n, rng.randint(1, 5))
        if not labels.table().any(axis=0).all() or not neurons.table().any(axis=0).all():
            continue
        count += 1
        overlaps = Overlaps.of(Columns.of(neurons), labels)
        for there, back in pairs:
            forth, home = directions(overlaps, there, back)  # type: ignore[arg-type]
            violations += not any(home[i] == c for c, i in enumerate(forth))
        violations += not any(a.mutual for a in align(neurons, labels))
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Random contexts and non-empty concepts, five pairs of scores.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    there, back = firsts(_weighted(S, beta)), firsts(_weighted(transpose(S2), alpha))
    every = let({"f": there, "g": back}, for_all(span(length(f)), lambda c: g[f[c]] == c, "c"))
    strict = let({"f": there, "g": back}, for_all(span(length(f)), lambda c: S[g[f[c]], f[g[f[c]]]] > S[c, f[c]], "c"))
    shared = {"S": [[2], [1]], "S2": [[2], [1]], "alpha": [1], "beta": [1, 1]}
    zero = STATEMENT.without("positive").assuming(
        positive=both(for_all(alpha, lambda x: x >= 0, "x"), for_all(beta, lambda x: x >= 0, "x"))
    )
    # neuron 1 is indifferent and chooses concept 0, which prefers neuron 0, which prefers concept 1, which prefers neuron 1
    indifferent = {"S": [[2, 1], [3, 4]], "S2": [[2, 1], [3, 4]], "alpha": [1, 0], "beta": [1, 1]}
    return [
        wrong("every-concept", "every concept is in a mutual best pair", STATEMENT, shared, every),
        wrong("strictly", "the scores rise strictly", STATEMENT, POINT, strict),
        wrong("zero-factor", "factors may be zero", zero, indifferent),
    ]
