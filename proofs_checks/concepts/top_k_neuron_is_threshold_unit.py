"""A Top-k neuron is a threshold of half-spaces: on exactly where enough of the other neurons lie below it."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import numpy as np

from proofs_checks.concepts._neurons import own
from proofs_checks.parts import hypotheses, together, wrong
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation
from theory.concepts.units import topk_active
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import Expression, both, either, for_all, length, member, names, op, permutations, span, total
from theory.statement import Statement

z, a, e, f, d, k, m, t = names("z a e f d k m t")
i, size = names("i size")
NEURON = Statement(
    ("z", "i", "k"),
    {
        "places": both(member(k, span(1, size + 1)), member(i, span(size))),
        "no-ties": for_all(span(size), lambda x: for_all(span(x), lambda y: z[x] != z[y], "y"), "x"),
    },
    # on among the k largest, ties to the smaller index, and positive
    op(
        "=",
        both(
            z[i] > 0,
            total(span(size), lambda j: op("if", either(z[j] > z[i], both(z[j] == z[i], j < i)), 1, 0), "j") < k,
        ),
        both(z[i] > 0, total(span(size), lambda j: op("if", z[i] > z[j], 1, 0), "j") >= size - k),
    ),
    {"size": length(z)},
)
# the layer z_0 = 1, z_j = 1 - f_j with k = m - t + 1: neuron 0 comes first among equals
LAYER = Statement(
    ("f", "t"),
    {
        "threshold": member(t, span(1, length(f) + 1)),
        "no-zeros": for_all(f, lambda x: x != 0, "x"),
    },
    op(
        "=",
        total(f, lambda x: op("if", 1 - x > 1, 1, 0), "x") < length(f) - t + 1,
        total(f, lambda x: op("if", x > 0, 1, 0), "x") >= t,
    ),
)
POINT: dict[str, Any] = {"z": [2, 3, -1], "i": 0, "k": 1}
HALF_SPACES: dict[str, Any] = {"f": [1, -2, 3], "t": 2}

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.top-k-neuron-is-threshold-unit",
    title="A Top-k neuron is a threshold unit",
    statement=r"""
        In a Top-$k$ layer of $d$ neurons, $1 \le k \le d$, with distinct pre-activations at every data point, neuron
        $i$ is on exactly where $z_i > 0$ and at least $d - k$ of the $d - 1$ half-spaces $\{z_i > z_j\}$ contain the
        point. Conversely, for half-spaces $f_1, \dots, f_m$ without zeros on the data and $1 \le t \le m$, the layer
        $z_0 = 1$, $z_j = 1 - f_j$ with $d = m + 1$, $k = m - t + 1$ has neuron 0 on exactly where at least $t$ of the
        $f_j$ are positive. So one Top-1 neuron is an intersection and one Top-$(d-1)$ neuron a union, cut by $z_i >
        0$.""",
    source=own("statement of this project"),
    kind="identity",
    expected="argued",
    hypotheses=together(
        hypotheses(
            NEURON,
            POINT,
            {
                "places": (
                    r"$k$ is an integer from 1 to $d$, $i$ is one of the neurons",
                    {"z": [2, 3, -1, 0], "k": Fraction(9, 5)},
                ),
                "no-ties": ("pre-activations at a point are distinct", {"z": [1, 1], "k": 1}),
            },
        ),
        hypotheses(
            LAYER,
            HALF_SPACES,
            {
                "threshold": (r"$t$ is an integer from 1 to $m$", {"f": [1, -2], "t": Fraction(9, 5)}),
                "no-zeros": (r"$f_j \ne 0$ on the data", {"f": [0], "t": 1}),
            },
        ),
    ),
    statement_formal=(NEURON, LAYER),
)


def count(test: Any, domain: Any, variable: str) -> Expression:
    """How many elements of the domain pass the test."""
    return total(domain, lambda j: Expression(["if", test(j).json, 1, 0]), variable)


def ahead(values: Any, size: int) -> Expression:
    """How many neurons come before neuron 0; a tie goes to the smaller index, here to neuron 0."""
    return count(lambda j: values[j] > values[0], span(1, size), "j")


def below(values: Any, size: int) -> Expression:
    """How many neurons lie strictly below neuron 0."""
    return count(lambda j: values[0] > values[j], span(1, size), "j")


def orders(size: int, *, shift: int = 0) -> Certificate:
    """All orders of ``size`` pre-activations, all positions of zero among them and all k."""
    (v, c) = names("v c")
    on = both(v[0] > c, ahead(v, size) <= k - 1)
    unit = both(v[0] > c, below(v, size) >= size - k + shift)
    return evaluation(
        for_all(
            permutations(size),
            lambda v: for_all(
                span(-1, size), lambda c: for_all(span(1, size + 1), lambda k: op("=", on, unit), "k"), "c"
            ),
            "v",
        ),
        means="pre-activations v_j - c - 1/2 in every order and with every number of them positive",
    )


def thresholds(size: int, *, shift: int = 0) -> Certificate:
    """All signs of f_1, ..., f_m and all t: the layer of the converse."""
    (x,) = names("x")
    on = count(lambda j: 1 - x[j] > 1, span(size), "j") <= size - t + shift
    unit = count(lambda j: x[j] > 0, span(size), "j") >= t
    return evaluation(
        for_all(op("signs", size), lambda x: for_all(span(1, size + 1), lambda t: op("=", on, unit), "t"), "x"),
        means="z_0 = 1, z_j = 1 - f_j, k = m - t + 1: neuron 0 is on iff at most k - 1 = m - t of the z_j exceed 1",
    )


def arithmetic(*, slack: int = 0) -> Certificate:
    """a above, e below, a + e = d - 1: a <= k - 1 gives e >= d - k."""
    return implication(
        "a e d k",
        assume=[relation(a + e - d + 1, "="), relation(k - 1 - a, ">=")],
        conclude=relation(e - d + k - slack, ">="),
        by=derivation(term(1, use=(1,)), multiples={0: 1}),
    )


def back() -> Certificate:
    """e >= d - k gives a <= k - 1."""
    return implication(
        "a e d k",
        assume=[relation(a + e - d + 1, "="), relation(e - d + k, ">=")],
        conclude=relation(k - 1 - a, ">="),
        by=derivation(term(1, use=(1,)), multiples={0: -1}),
    )


def prove(budget: Budget) -> list[Evidence]:
    converse = evaluation(((m - t + 1) - 1) == m - t, indeterminates="m t", means="k - 1 = m - t for k = m - t + 1")
    above = evaluation(((1 - f) - 1) == -f, indeterminates="f", means="z_j - z_0 = -f_j")
    certificate = proof(
        """
        A Top-k neuron without ties is on where z_i > 0 and at least d - k of the others lie below it; every threshold
        unit arises so.""",
        read(
            "rank",
            "Neuron i is on iff z_i > 0 and the number a of larger pre-activations is at most k - 1.",
            "definition",
        ),
        read("ties", "Without ties a and the number e of smaller ones add up to d - 1.", "counting"),
        checked("forth", "a <= k - 1 implies e >= d - k.", arithmetic()),
        checked("back", "e >= d - k implies a <= k - 1.", back()),
        read("unit", "So the two descriptions agree at every point.", "conclusion", "rank", "ties", "forth", "back"),
        checked("above", "In the layer of the converse z_j > z_0 says f_j < 0.", above),
        checked("size", "With k = m - t + 1: on iff at most m - t of the f_j are negative.", converse),
        read("threshold", "As no f_j is zero, that says that at least t are positive.", "counting", "above", "size"),
        read(
            "all",
            "Both halves; k = 1 and k = d - 1 are the intersection and the union.",
            "conclusion",
            "unit",
            "threshold",
        ),
    )
    top = budget.pick(quick=4, full=5)  # six are more work than one check may take
    small = (*(orders(n) for n in range(1, top + 1)), *(thresholds(n) for n in range(1, 7)))
    return [
        Evidence("symbolic-proof", "proved", "all-parameters", "Counting the neurons above and below.", (certificate,)),
        Evidence(
            "exact-decision",
            "proved",
            "fixed-dimension",
            f"All orders of up to {top} neurons and all k; all signs of up to 6 half-spaces.",
            small,
        ),
    ]


def examples(budget: Budget) -> Evidence:
    """The library's Top-k rule on random integer layers without ties."""
    rng, violations, number = random.Random(budget.seed), 0, budget.pick(quick=300, full=5000)
    for _ in range(number):
        size = rng.randint(1, 8)
        values = np.array([rng.sample(range(-20, 21), size)])
        kept, i = rng.randint(1, size), rng.randrange(size)
        unit = values[0, i] > 0 and np.count_nonzero(values[0, i] > values[0]) >= size - kept
        violations += bool(topk_active(values, kept)[0, i]) != bool(unit)
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Random layers with up to 8 neurons.",
        numbers={"examples": number, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    return [
        Mutation("one-more", r"at least $d - k + 1$ of them", rejected=lambda: orders(3, shift=1)),
        Mutation(
            "one-more-in-general", r"at least $d - k + 1$, in the general step", rejected=lambda: arithmetic(slack=1)
        ),
        Mutation("one-fewer", r"$k = m - t$ in the converse", rejected=lambda: thresholds(3, shift=-1)),
        wrong(
            "smaller-than-k",
            "it is on where fewer than k neurons are larger, positive or not",
            NEURON,
            {"z": [-1, -2], "i": 0, "k": 1},
            total(span(size), lambda j: op("if", z[j] > z[i], 1, 0), "j") >= k,
        ),
        wrong(
            "every-one",
            "for every t all f_j must be positive",
            LAYER,
            HALF_SPACES,
            op(
                "=",
                total(f, lambda x: op("if", 1 - x > 1, 1, 0), "x") < length(f) - t + 1,
                for_all(f, lambda x: x > 0, "x"),
            ),
        ),
    ]
