"""Learning and interpretation choose different partners, and the smallest example of that."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction

import numpy as np

from proofs_checks.vocabulary import Given, Theorem
from solvers.concepts.alignment import Overlaps, directions
from solvers.concepts.columns import Columns
from theory.claims import Budget, Evidence, Source
from theory.concepts import FormalContext
from theory.typed import (
    Expr,
    both,
    cardinal,
    either,
    family,
    for_all,
    implies,
    index,
    join,
    meet,
    ordinal,
    size,
    subset,
    var,
)

F = Fraction
C, A = var("C", family("c", subset("N"))), var("A", family("a", subset("N")))
f, g = var("f", family("c", index("a"))), var("g", family("a", index("c")))


def first_best(e: Expr, i: Expr, e2: Expr, i2: Expr, chosen: Expr, other: Expr) -> Expr:
    """J(e2, i2) <= J(e, i), with the smaller index first among equals; multiplied out."""
    left = cardinal(meet(C[e2], A[i2])) * cardinal(join(C[e], A[i]))
    right = cardinal(meet(C[e], A[i])) * cardinal(join(C[e2], A[i2]))
    return both(left <= right, implies(left == right, ordinal(chosen) <= ordinal(other)))


T = Theorem(
    id="concepts.two-directions-disagree",
    title="The two directions disagree, and the smallest example",
    says=r"""
        Let $f(C)$ be the neuron and $g(i)$ the concept with the largest Jaccard index, ties to the smallest index;
        concepts are not empty and distinct. With one point, or with one concept, $g(f(C)) = C$ always. Beyond the
        formal statement: for $X = \{1, 2\}$, $C_1 = \{1\}$, $C_2 = \{1, 2\}$ and one neuron $A = \{1, 2\}$:
        $g(f(C_1)) = C_2 \ne C_1$; and with as many neurons as concepts $f$ need not be injective.""",
    source=Source(
        "statement of this project",
        arxiv="",
        ours=True,
        note="f, learning, and g, interpretation: arXiv 2606.07007, as reported; not checked against the paper",
    ),
    kind="existence",
    sizes="N c a",
    about=(C, A, f, g),
    given={
        "not-empty": Given(
            "no concept is empty",
            for_all("c", lambda e: cardinal(C[e]) >= 1, "e"),
            fails={"C": [[], [0]], "c": 2, "N": 1, "a": 1, "A": [[0]], "f": [0, 0], "g": [1]},
        ),
        "distinct": Given(
            "concepts are distinct",
            for_all("c", lambda e: for_all("c", lambda i: implies(C[e] == C[i], e == i)), "e"),
            fails={"C": [[0], [0]], "c": 2, "N": 1, "a": 1, "A": [[0]], "f": [0, 0], "g": [0]},
        ),
        "small": Given(
            "there is one point, or one concept",
            either(size("N") == 1, size("c") == 1),
            fails={"N": 2, "c": 2, "a": 1, "C": [[0], [0, 1]], "A": [[0, 1]], "f": [0, 0], "g": [1]},
        ),
        "f-best": Given(
            "f chooses the first best neuron",
            for_all("c", lambda e: for_all("a", lambda i: first_best(e, f[e], e, i, f[e], i)), "e"),
            note="the counterexamples satisfy it; the agreement holds for every choice",
        ),
        "g-best": Given(
            "g chooses the first best concept",
            for_all("a", lambda i: for_all("c", lambda e: first_best(g[i], i, e, i, g[i], e), "e")),
            note="the counterexamples satisfy it; the agreement holds for every choice",
        ),
    },
    then=for_all("c", lambda e: g[f[e]] == e, "e"),
    example={"N": 3, "c": 1, "a": 2, "C": [[0, 2]], "A": [[0], [1, 2]], "f": [0], "g": [0, 0]},
    remark="""
        f and g are choices of single best partners, not the two derivations of a context: those do form a Galois
        connection (concepts.galois-connection).""",
)
DISAGREE = {"N": 2, "c": 2, "a": 1, "C": [[0], [0, 1]], "A": [[0, 1]], "f": [0, 0], "g": [1]}
T.wrongly("always-agree", "g(f(C)) = C for two distinct concepts", without="small", **DISAGREE)
T.wrongly("last-neuron", "one concept chooses the last neuron", for_all("c", lambda e: ordinal(f[e]) == size("a"), "e"))
T.wrongly(
    "injective",
    "with as many neurons as concepts f is injective",
    for_all("c", lambda e: for_all("c", lambda i: implies(f[e] == f[i], e == i)), "e"),
    without="small",
    **{**DISAGREE, "a": 2, "A": [[0, 1], [1]], "g": [1, 1]},
)
CLAIM, mutations = T.claim(), T.mutations


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
