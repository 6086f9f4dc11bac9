r"""The two directions can disagree: two points, two concepts and one neuron; and nothing smaller disagrees."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from typing import Any

import numpy as np

from proofs_checks.concepts._contexts import decision, let
from proofs_checks.concepts._overlaps import is_table, jaccard, scores
from proofs_checks.concepts.one_score_mutual_pairs import firsts
from proofs_checks.parts import hypotheses, together, wrong
from solvers.concepts.alignment import Overlaps, directions
from solvers.concepts.columns import Columns
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation, Source
from theory.concepts import FormalContext
from theory.evidence import checked, evaluation, illustration, proof, read
from theory.formal import Expression, both, for_all, implies, length, names, op, span, total, transpose
from theory.statement import Statement

F = Fraction
C, f, g, JJ = names("C f g JJ")
PAIR = {"C": [[1, 0], [1, 1]], "A": [[1, 1]]}
AGREE = {"C": [[1, 0], [0, 1]], "A": [[1, 0], [0, 1]]}


def _agree() -> Expression:
    return let(
        {"f": firsts(scores(jaccard)), "g": firsts(transpose(scores(jaccard)))},
        for_all(span(length(C)), lambda c: g[f[c]] == c, "c"),
    )


_different = for_all(
    span(length(C)),
    lambda i: for_all(span(length(C)), lambda j: implies(i < j, op("!=", C[i], C[j])), "j"),
    "i",
)
ONE_POINT = Statement(
    ("C", "A"),
    {**is_table(), "distinct": _different, "one-point": length(C[0]) == 1},
    _agree(),
)
ONE_CONCEPT = Statement(("C", "A"), {**is_table(), "one-concept": length(C) == 1}, _agree())


SINGLE: dict[str, Any] = {"C": [[1]], "A": [[1]]}
ALONE: dict[str, Any] = {"C": [[1, 0, 1]], "A": [[1, 0, 0], [0, 1, 1]]}
TABLES = {
    "concepts": (
        "concepts: rows of zeros and ones, none empty",
        "their form; with an empty concept or neuron the index is not defined",
    ),
    "neurons": ("neurons: rows of zeros and ones, none empty", "as for the concepts"),
}

CLAIM = Claim(
    id="concepts.two-directions-disagree",
    title="The two directions disagree, and the smallest example",
    statement=r"""
        Let $f(C)$ be the neuron and $g(i)$ the concept with the largest Jaccard index, ties to the smallest index;
        concepts and neurons are not empty. With one point and distinct concepts, or with one concept, $g(f(C)) = C$
        always. Beyond the formal statement: for $X = \{1, 2\}$, $C_1 = \{1\}$, $C_2 = \{1, 2\}$ and one neuron $A =
        \{1, 2\}$: $g(f(C_1)) = C_2 \ne C_1$; and with as many neurons as concepts $f$ need not be injective.""",
    source=Source(
        "statement of this project",
        arxiv="",
        ours=True,
        note="f, learning, and g, interpretation: arXiv 2606.07007, as reported; not checked against the paper",
    ),
    kind="existence",
    expected="argued",
    hypotheses=together(
        hypotheses(
            ONE_POINT,
            SINGLE,
            {
                **TABLES,
                "distinct": ("concepts are distinct (one point)", {"C": [[1], [1]]}),
                "one-point": ("there is one point (first part)", PAIR),
            },
        ),
        hypotheses(ONE_CONCEPT, ALONE, {**TABLES, "one-concept": ("there is one concept (second part)", PAIR)}),
    ),
    remark="""
        f and g are choices of single best partners, not the two derivations of a context: those do form a Galois
        connection (concepts.galois-connection).""",
    statement_formal=(ONE_POINT, ONE_CONCEPT),
)


def disagreement() -> Certificate:
    holds = both(*is_table().values(), [[F(1, 2)], [1]] == JJ, op("not", _agree()))
    return evaluation(
        holds, let={**PAIR, "JJ": scores(jaccard)}, record="JJ", means="J = 1/2 and 1: f(C_1) = A, g(A) = C_2"
    )


def not_injective() -> Certificate:
    let_ = {
        "C": [[1, 0], [1, 1]],
        "A": [[1, 1], [0, 1]],
        "f": firsts(scores(jaccard)),
        "g": firsts(transpose(scores(jaccard))),
    }
    return evaluation(
        both(f == [0, 0], g == [1, 1]),
        let=let_,
        record="f g",
        means="two concepts, two neurons: f is neuron 0, g is concept 1 throughout",
    )


def one_concept() -> Certificate:
    """One concept on up to three points, one or two neurons, every choice: g(f(C)) = C."""

    def every(n: int, d: int) -> Expression:
        row = op("product_set", *[[0, 1]] * n)
        body = implies(total(C[0], lambda x: x, "x") > 0, _agree())
        return for_all(
            op("product_set", row), lambda _: for_all(op("product_set", *[row] * d), lambda _: body, "A"), "C"
        )

    return decision(
        *(every(n, d) for n in (1, 2, 3) for d in (1, 2)),
        means="one concept, all concepts and neurons on up to 3 points",
    )


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        "The smallest disagreement has two points, two concepts and one neuron.",
        checked("example", "The example.", disagreement()),
        read("one-concept", "With one concept g has one value, so g(f(C)) = C.", "definition"),
        read(
            "one-point",
            "On one point there is one non-empty set, so distinct concepts are one concept.",
            "counting",
            "one-concept",
        ),
        checked("not-injective", "Equal numbers of concepts and neurons, f constant.", not_injective()),
        read(
            "all",
            "So two points and two concepts are needed, and one neuron is the least possible.",
            "conclusion",
            "example",
            "one-point",
            "one-concept",
        ),
        read("theorem", "Together.", "conclusion", "not-injective", "all"),
    )
    return Evidence(
        "symbolic-proof",
        "proved",
        "all-parameters",
        "One example, and a counting argument below it.",
        (
            certificate,
            illustration("The same, decided for up to three points and two neurons.", one_concept()),
        ),
    )


def _index(concept: tuple[int, ...], neuron: tuple[int, ...]) -> Fraction:
    common = sum(x & y for x, y in zip(concept, neuron, strict=True))
    return F(common, sum(x | y for x, y in zip(concept, neuron, strict=True)))


def examples(budget: Budget) -> Evidence:
    """Every pair of distinct concepts and every pair of neurons on two points: the library's directions against fractions by hand."""
    rng, count, violations = random.Random(budget.seed), 0, 0
    sets = list(itertools.product((0, 1), repeat=2))[1:]
    cases = list(itertools.product(itertools.permutations(sets, 2), itertools.product(sets, repeat=2)))
    rng.shuffle(cases)
    for concepts, neurons in cases:
        count += 1
        forth = [max(range(2), key=lambda i: (_index(c, neurons[i]), -i)) for c in concepts]
        back = [max(range(2), key=lambda j: (_index(concepts[j], a), -j)) for a in neurons]
        k, labels = (FormalContext.from_bool(np.array(rows, dtype=bool).T) for rows in (neurons, concepts))
        violations += directions(Overlaps.of(Columns.of(k), labels), "jaccard", "jaccard") != (forth, back)
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "All pairs of concepts and neurons on two points.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    two = ONE_CONCEPT.without("one-concept").assuming(one_concept=both(length(C) <= 2, _different))
    empty = let({"f": firsts(scores(jaccard))}, for_all(f, lambda i: i == length(Expression("A")) - 1, "i"))
    return [
        wrong("always-agree", "g(f(C)) = C for two distinct concepts", two, PAIR),
        wrong(
            "last-neuron",
            "one concept always chooses the last neuron",
            ONE_CONCEPT,
            {**ALONE, "A": [[1, 0, 1], [0, 1, 1]]},
            empty,
        ),
        Mutation(
            "any-pair",
            "the directions disagree for two separate concepts with a neuron each",
            rejected=lambda: two.refuted_by(AGREE),
        ),
    ]
