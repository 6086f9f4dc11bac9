"""Mixed metrics can have no mutual best pair: neurons chosen by Jaccard index, concepts by recall, thirteen points."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np

from proofs_checks.concepts._overlaps import is_table, jaccard, mutual_pair, recall, scores
from solvers.concepts.alignment import Overlaps, mixed_directions
from solvers.concepts.columns import Columns
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation, Source
from theory.concepts import FormalContext
from theory.evidence import evaluation
from theory.formal import both, names, negation
from theory.statement import Statement

# regions of the 13 points: four in A_1 only, four in C_1 and A_1, two in C_1 and A_0, one in C_0 and A_1, one in C_0 and C_1, one in all
CONCEPTS = [[0] * 4 + [0] * 4 + [0] * 2 + [1, 1, 1], [0] * 4 + [1] * 4 + [1] * 2 + [0, 1, 1]]
NEURONS = [[0] * 4 + [0] * 4 + [1] * 2 + [0, 0, 1], [1] * 4 + [1] * 4 + [0] * 2 + [1, 0, 1]]
F = Fraction
C, A, JJ, RR = names("C A JJ RR")
# both tables of scores, the four strict preferences, and that there is no mutual pair
STATEMENT = Statement(
    (),
    {},
    both(
        *is_table().values(),
        JJ[0, 0] > JJ[0, 1],
        RR[1, 0] > RR[0, 0],
        JJ[1, 1] > JJ[1, 0],
        RR[0, 1] > RR[1, 1],
        [[F(1, 5), F(2, 11)], [F(3, 8), F(5, 13)]] == JJ,
        [[F(1, 3), F(2, 3)], [F(3, 8), F(5, 8)]] == RR,
        negation(mutual_pair(JJ, RR)),
    ),
    {"C": CONCEPTS, "A": NEURONS, "JJ": scores(jaccard), "RR": scores(recall)},
)

CLAIM = Claim(
    id="concepts.mixed-metrics-no-mutual-pair",
    title="Mixed metrics can have no mutual best pair",
    statement=r"""
        There are 13 points, two concepts and two neurons such that, $f$ choosing a neuron by Jaccard index and $g$ a
        concept by recall, $C_0 \to A_0 \to C_1 \to A_1 \to C_0$ is a cycle with strict preferences, so no pair has
        $f(C) = i$ and $g(i) = C$.""",
    source=Source(
        "statement of this project",
        arxiv="",
        ours=True,
        note="f and g: arXiv 2606.07007, as reported; not checked against the paper",
    ),
    kind="existence",
    expected="proved",
    remark="Thirteen is not claimed to be minimal. The general statement it refutes is concepts.mutual-pairs-mixed-metrics.",
    statement_formal=STATEMENT,
)


def cycle() -> Certificate:
    """Both tables of scores, recorded, and the four strict preferences."""
    return evaluation(STATEMENT.conclusion, let=STATEMENT.let, record="JJ RR", means="a 4-cycle and no mutual pair")


def prove(budget: Budget) -> Evidence:
    return Evidence("exact-decision", "proved", "instance", "The instance, every score exact.", (cycle(),))


def _contexts(concepts: list[list[int]], neurons: list[list[int]]) -> tuple[FormalContext, FormalContext]:
    neuron, concept = (FormalContext.from_bool(np.array(rows, dtype=bool).T) for rows in (neurons, concepts))
    return neuron, concept


def examples(budget: Budget) -> Evidence:
    """The library finds the cycle, also after points are repeated and shuffled."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=20, full=200), 0
    for _ in range(count):
        order = [p for p in range(13) for _ in range(2)]
        rng.shuffle(order)
        neurons, labels = _contexts([[r[p] for p in order] for r in CONCEPTS], [[r[p] for p in order] for r in NEURONS])
        found = mixed_directions(Overlaps.of(Columns.of(neurons), labels))
        violations += bool(found.mutual) or found.cycles != ((0, 0, 1, 1),)
    return Evidence(
        "property-test",
        "tested",
        "instance",
        "The instance with every point doubled, in random order.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    same = Statement(("C", "A"), is_table(), negation(mutual_pair(scores(jaccard), scores(jaccard))))

    def doubled() -> Certificate:
        return evaluation(
            negation(mutual_pair(scores(jaccard), scores(recall))),
            let={"C": CONCEPTS, "A": [NEURONS[0], [1 - x for x in NEURONS[1]]]},
        )

    return [
        Mutation(
            "one-metric",
            "the same with the Jaccard index in both directions",
            refuted_by=lambda: same.refuted_by({"C": CONCEPTS, "A": NEURONS}),
        ),
        Mutation("other-neuron", "the same with neuron 1 replaced by its complement", rejected=doubled),
    ]
