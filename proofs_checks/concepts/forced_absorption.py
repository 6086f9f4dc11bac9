"""The activation budget: in a Top-k layer concepts that overlap more than k-fold must lose points, and this many at least."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from proofs_checks.concepts._neurons import own
from proofs_checks.parts import hypotheses, wrong
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation
from theory.concepts.units import topk_active
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import (
    absolute,
    both,
    dot,
    exists,
    for_all,
    implies,
    length,
    listing,
    names,
    op,
    positive_part,
    span,
    total,
)
from theory.statement import Statement

c, a, g, h, k, s = names("c a g h k s")
memberships, activations, neuron = names("memberships activations neuron")
points, concepts, degree, kept, lost = names("points concepts degree kept lost")

STATEMENT = Statement(
    ("memberships", "activations", "neuron", "k"),
    {
        "zero-one": for_all(
            op("append", memberships, activations), lambda r: for_all(r, lambda x: x * x == x, "x"), "r"
        ),
        "tables": length(memberships) == length(activations),
        "budget": both(k >= 0, for_all(activations, lambda r: total(r, lambda x: x, "x") <= k, "r")),
        "injective": for_all(span(concepts), lambda i: for_all(span(i), lambda j: neuron[i] != neuron[j], "j"), "i"),
    },
    both(
        lost >= total(degree, lambda x: positive_part(x - k), "x"),
        kept <= k * points,
        # a chain of non-empty concepts, each covered by its neuron, has at most k members
        implies(
            both(
                lost == 0,
                for_all(span(concepts), lambda i: exists(memberships, lambda r: r[i] == 1, "r"), "i"),
                for_all(
                    memberships,
                    lambda r: for_all(span(concepts), lambda i: for_all(span(i), lambda j: r[i] <= r[j], "j"), "i"),
                    "r",
                ),
            ),
            concepts <= k,
        ),
    ),
    {
        "points": length(memberships),
        "concepts": length(neuron),
        # the concepts of a point are the first entries of its row, one for each neuron named
        "degree": listing(memberships, lambda r: total(span(concepts), lambda i: r[i], "i"), "r"),
        "kept": total(
            span(points),
            lambda x: total(span(concepts), lambda i: memberships[x, i] * activations[x, neuron[i]], "i"),
            "x",
        ),
        "lost": total(degree, lambda x: x, "x") - kept,
    },
)
# two points, both in the two nested concepts, one of two neurons on at each; two points are lost
NESTED: dict[str, Any] = {"memberships": [[1, 1], [1, 1]], "activations": [[1, 0], [0, 1]], "neuron": [0, 1], "k": 1}

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.forced-absorption",
    title="Activation budget and forced absorption",
    statement=r"Let at most $k$ neurons be on at each of $N$ points, and let $C \mapsto i(C)$ assign different neurons to the concepts "
    r"of a finite family. With $\deg(x)$ the number of concepts that contain $x$: $\sum_C |C \setminus A_{i(C)}| \ge \sum_x "
    r"(\deg(x) - k)^+$. So if every concept is covered by its neuron, $\deg \le k$ everywhere; a chain of $L$ non-empty concepts "
    r"needs $k \ge L$; and $\sum_C |C \cap A_{i(C)}| \le kN$. Beyond the formal statement: equality holds for suitable activation "
    r"tables.",
    source=own("statement of this project", "the sum bound was reported; pointwise form and equality are ours"),
    kind="bound",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        NESTED,
        {
            "zero-one": (
                "a point is in a concept or not, a neuron is on or not",
                {"memberships": [[2, 0]], "activations": [[1, 0]]},
            ),
            "tables": ("one row of each table for every point", "only a shape"),
            "budget": ("at most k neurons are on at a point, k >= 0", {"activations": [[1, 1], [1, 1]]}),
            "injective": (
                "different concepts have different neurons",
                {"neuron": [0, 0], "activations": [[1, 0], [1, 0]]},
            ),
        },
        record="degree kept lost",
    ),
    statement_formal=STATEMENT,
)


def missed(*, strict: bool = False) -> Certificate:
    """t <= k neurons are on, h of the g neurons of the concepts and r others: g - h concepts are missed."""
    t, r = names("t r")
    return implication(
        "g h k t r", assume=[relation(k - t, ">="), relation(t - h - r, "="), relation(r, ">=")],
        conclude=relation((g - h) - (g - k), ">" if strict else ">="),
        by=derivation(term(1, use=(0,)), term(1, use=(2,)), multiples={1: 1}),
        means="missed concepts at one point",
    )  # fmt: skip


def one_point(size: int, *, equal: bool = True, off: int = 0) -> Certificate:
    """All memberships, all activations and all k at one point with ``size`` concepts; equality for some activation."""
    bits = op("product_set", *[[0, 1]] * size)
    ones = [1] * size
    bound = positive_part(dot(c, ones) - k)
    lost = dot(c, ones) - dot(c, a)
    within = for_all(bits, lambda a: implies(dot(a, ones) <= k, lost >= bound + off), "a")
    attained = exists(bits, lambda a: both(dot(a, ones) <= k, op("=", lost, bound)), "a")
    return evaluation(
        for_all(
            bits, lambda c: for_all(span(size + 1), lambda k: both(within, attained) if equal else within, "k"), "c"
        ),
        means="c_i: the point is in concept i; a_i: its neuron is on",
    )


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "The sum over concepts of |C minus A_i(C)| is at least the sum over points of max(deg(x) - k, 0), and this "
        "is attained.",
        read("double", r"$\sum_C |C \setminus A_{i(C)}|$ counts, over the points, the concepts at $x$ whose neuron "
            r"is off.", "counting"),
        read("on", r"At x the neurons $i(C)$ of its concepts are different, so the number $h$ of those that are "
            r"on is at most $k$.", "counting"),
        checked("missed", r"So $\deg(x) - h \ge \deg(x) - k$; it is $\ge 0$ too.", missed()),
        read("sum", "Summed over the points.", "linearity", "double", "on", "missed"),
        read("equal", r"Switching on any $\min(k, \deg(x))$ of them gives equality at each point.", "definition"),
        read("chain", r"A smallest concept of a chain of $L$ is not empty, and its points have degree $L$.",
            "definition"),
        checked("small", "All cases with three concepts, at one point, with equality.", one_point(3)),
        read("all", "The consequences follow with the left side 0.", "conclusion", "sum", "equal", "chain", "small"),
    )  # fmt: skip
    top = budget.pick(quick=4, full=6)
    return [
        Evidence("symbolic-proof", "proved", "all-parameters", "Counting the concepts at a point whose neuron is off.", (certificate,)),
        Evidence(
            "exact-decision", "proved", "fixed-dimension", f"Everything that can happen at a point with up to {top} "
                f"concepts.",
            tuple(one_point(n) for n in range(1, top + 1)),
        ),
    ]  # fmt: skip


def examples(budget: Budget) -> Evidence:
    """Random Top-k layers on random points with random concepts."""
    rng, violations, number = random.Random(budget.seed), 0, budget.pick(quick=200, full=5000)
    for _ in range(number):
        points, width, kept = rng.randint(1, 30), rng.randint(1, 12), rng.randint(1, 12)
        kept = min(kept, width)
        table: Any = np.array([[rng.randint(-9, 30) for _ in range(width)] for _ in range(points)])
        active = topk_active(table, kept)
        family = np.array([[rng.random() < 0.5 for _ in range(width)] for _ in range(points)])
        lost = int(np.count_nonzero(family & ~active))
        violations += lost < int(np.maximum(family.sum(axis=1) - kept, 0).sum()) or int(active.sum()) > kept * points
    return Evidence(
        "property-test", "tested", "family", "Random Top-k layers (ties included), neuron i assigned to concept i.",
        numbers={"examples": number, "seed": budget.seed, "violations": violations},
    )  # fmt: skip


def mutations() -> list[Mutation]:
    bound = total(degree, lambda x: positive_part(x - k), "x")
    plain = lost >= total(degree, lambda x: absolute(x - k), "x")
    spare = {**NESTED, "memberships": [[1, 0], [0, 1]], "k": 2}
    return [
        wrong("strict", "strictly more points are lost", STATEMENT, NESTED, lost > bound),
        wrong("one-more", r"$\deg(x) - k + 1$ are lost", STATEMENT, NESTED, lost >= bound + points),
        wrong("no-positive-part", "every point loses |deg(x) - k| or more", STATEMENT, spare, plain),
        wrong("half-the-budget", "at most k N / 2 points are kept", STATEMENT, NESTED, 2 * kept <= k * points),
    ]
