"""The activation budget: in a Top-k layer concepts that overlap more than k-fold must lose points, and this many at least."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from proofs_checks.concepts._neurons import own
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation
from theory.concepts.units import topk_active
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import both, dot, exists, for_all, implies, names, op, positive_part, span
from theory.statement import Statement

c, a, g, h, k, s = names("c a g h k s")

# at one point: c_i = 1 when the point is in the concept of neuron i, a_i = 1 when neuron i is on
LOST = dot(c, [1, 1]) - dot(c, a)
POINT = Statement(
    ("c", "a", "k"),
    {
        "zero-one": for_all(op("append", c, a), lambda x: x**2 == x, "x"),
        "budget": dot(a, [1, 1]) <= k,
        "injective": op("=", op("length", c), 2),
    },
    positive_part(dot(c, [1, 1]) - k) <= LOST,
)

CLAIM = Claim(
    id="concepts.forced-absorption",
    title="Activation budget and forced absorption",
    statement=r"Let at most $k$ neurons be on at each of $N$ points, and let $C \mapsto i(C)$ assign different "
        r"neurons to the concepts of a finite "
    r"family. With $\deg(x)$ the number of concepts that contain $x$: $\sum_C |C \setminus A_{i(C)}| \ge \sum_x "
    r"(\deg(x) - k)^+$, with "
    r"equality for suitable activation tables. So if every concept is covered by its neuron, $\deg \le k$ "
    r"everywhere; a chain of $L$ "
    r"non-empty concepts needs $k \ge L$; and $\sum_C |C \cap A_{i(C)}| \le kN$.",
    source=own("statement of this project", "the sum bound was reported; pointwise form and equality are ours"),
    kind="bound",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "zero-one", "a point is in a concept or not, a neuron is on or not", lambda: POINT.satisfied_by({"c": [1, 1],
                "a": [1, 0], "k": 1}),
            drop=lambda: POINT.without("zero-one").refuted_by({"c": [2, 0], "a": [1, 0], "k": 1}),
        ),
        Hypothesis(
            "budget", "at most k neurons are on at a point", lambda: POINT.satisfied_by({"c": [1, 1],
                "a": [1, 0], "k": 1}),
            drop=lambda: POINT.without("budget").refuted_by({"c": [1, 1], "a": [1, 1], "k": 1}),
        ),
        Hypothesis(
            "injective", "different concepts have different neurons", lambda: POINT.satisfied_by({"c": [1, 1],
                "a": [1, 0], "k": 1}),
            drop=lambda: Statement(
                ("a", "k"), {"budget": both(a <= k, a <= 1)}, 2 * (1 - a) >= positive_part(2 - k)
            ).refuted_by({"a": 1, "k": 1}),
        ),
    ),
)  # fmt: skip


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
    return [
        Mutation("strict", "strictly more points are lost", rejected=lambda: missed(strict=True)),
        Mutation("one-more", r"$\deg(x) - k + 1$ are lost", rejected=lambda: one_point(2, equal=False, off=1)),
        Mutation(
            "no-positive-part", "every point loses k minus deg(x) or more",
            refuted_by=lambda: POINT.concluding(k - dot(c, [1, 1]) <= LOST).refuted_by({"c": [1, 0],
                "a": [1, 0], "k": 2}),
        ),
    ]  # fmt: skip
