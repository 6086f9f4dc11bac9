"""A Top-k layer cannot hold a hierarchy deeper than k, not even with multi-neuron units and any width (with CE-14)."""

from __future__ import annotations

import itertools
import random
from typing import Any

import numpy as np

from proofs_checks.concepts._contexts import K, against, decision, every_context, extent, within
from proofs_checks.concepts._neurons import own
from proofs_checks.parts import hypotheses, wrong
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation
from theory.evidence import checked, derivation, illustration, proof, read
from theory.formal import (
    Expression,
    both,
    expr,
    for_all,
    implies,
    length,
    listing,
    maximum_over,
    member,
    names,
    op,
    product,
    span,
    subsets,
    support,
    total,
)
from theory.statement import Statement

# CE-14: three nested concepts, none empty and none everything, with rows of size at most 3
ROWS = [[0, 0, 0], [1, 0, 0], [1, 1, 0], [1, 1, 1]]

A, d, k, units = names("A d k units")


def _members(unit: Expression) -> Expression:
    """The points at which every neuron of the unit is on."""
    return support(listing(A, lambda row: product(unit, lambda i: row[i], "i"), "row"))


_place = span(1, length(units))
STATEMENT = Statement(
    ("A", "d", "k", "units"),
    {
        "zero-one": for_all(A, lambda row: both(length(row) == d, for_all(row, lambda x: x * x == x, "x")), "row"),
        "budget": both(k >= 0, for_all(A, lambda row: total(row, lambda x: x, "x") <= k, "row")),
        "chain": for_all(
            _place,
            lambda j: both(
                for_all(_members(units[j]), lambda g: member(g, _members(units[j - 1])), "g"),
                op("!=", _members(units[j]), _members(units[j - 1])),
            ),
            "j",
        ),
        "not-empty": for_all(units, lambda u: length(_members(u)) >= 1, "u"),
    },
    both(
        length(units) <= k + 1,
        implies(for_all(units, lambda u: length(_members(u)) < length(A), "u"), length(units) <= k),
    ),
)
# X = {0, 1, 2}, point j with neurons 0, ..., j - 1: the units of {}, {0}, {0, 1} are nested
POINT: dict[str, Any] = {"A": [[0, 0], [1, 0], [1, 1]], "d": 2, "k": 2, "units": [[], [0], [0, 1]]}

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.top-k-hierarchy-depth",
    title="Depth of a Top-k hierarchy",
    statement="""
        If at most $k$ neurons are on at each point, every chain of distinct non-empty units (activation sets of
        conjunctions of neurons, the empty conjunction included) has at most $k + 1$ members. So at most $k$ strictly
        nested non-empty concepts other than $X$ can be separated exactly by conjunctive units. Beyond the formal
        statement: for every $k$ this is attained.""",
    source=own("statement of this project"),
    kind="bound",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        POINT,
        {
            "zero-one": ("a neuron is on or off", {"A": [[0, 0], [1, -1]], "k": 0, "units": [[], [0]]}),
            "budget": ("at most k neurons are on at a point, k >= 0", {"k": 1}),
            "chain": ("every unit is strictly smaller than the one before", {"k": 2, "units": [[], [], [], []]}),
            "not-empty": ("the units of the chain are not empty", {"A": [[0, 0], [1, 0]], "k": 1}),
        },
    ),
    statement_formal=STATEMENT,
)


def rows_at_most(k: object) -> Expression:
    """Every point has at most k neurons on."""
    return for_all(K, lambda r: total(r, lambda v: v, "v") <= k, "r")


def chain(*sets: Expression) -> Expression:
    """Their extents decrease strictly."""
    pairs = itertools.pairwise(sets)
    return both(*(both(within(extent(y), extent(x)), op("not", op("=", extent(x), extent(y)))) for x, y in pairs))


def nested(k: int) -> Certificate:
    """CE-14: X = {0, ..., k}, point j with neurons 1, ..., j: the extents of {}, {1}, {1, 2}, ... are k + 1 non-empty sets."""
    rows = [[int(i < j) for i in range(k)] for j in range(k + 1)]
    sets = [expr(list(range(j))) for j in range(k + 1)]
    return decision(
        Expression(
            ["let", [["K", ["data", rows]]], both(rows_at_most(k), chain(*sets), length(extent(sets[-1])) >= 1).json]
        ),
        means=f"{k + 1} nested non-empty units with at most {k} neurons on at a point",
    )


def deep(k: int, *, budget: bool = True, empty: bool = False) -> Certificate:
    """k + 2 nested units, when a point may have more than k neurons on, or when the last unit may be empty."""
    rows = [[int(i < j) for i in range(3)] for j in range(3 if empty else 4)]
    sets = [expr(list(range(j))) for j in range(4)]
    kept = {"chain": chain(*sets)}
    if budget:
        kept["budget"] = rows_at_most(k)
    if not empty:
        kept["not-empty"] = length(extent(sets[-1])) >= 1
    return against({"K": rows}, kept, expr(k + 1) >= 4, means="a chain of four units, k = 2")


def growth(step: int = 1) -> Certificate:
    """Along a strictly decreasing chain of extents the intents have at least 0, 1, 2, ... elements."""
    return seal(
        "induction",
        {
            "n": "j",
            "start": 0,
            "parameters": [],
            "assume": [],
            "sequences": {"least": {"start": 0, "next": ["+", "least", 1]}},
            "relations": [[["-", "least", ["*", step, "j"]], "="]],
            "means": "least: the least size that the intent of the j-th extent can have, when each is at least one "
            "larger",
        },
        {"base": [derivation()], "step": [derivation(multiples={1: 1})]},
    )


def small(n: int, d: int) -> Certificate:
    """All contexts of this shape, all chains of three units: the largest row has at least two neurons."""
    chosen = subsets(d)
    largest = maximum_over(K, lambda r: total(r, lambda v: v, "v"), "r")
    body = for_all(
        chosen,
        lambda x: for_all(
            chosen,
            lambda y: implies(
                both(chain(x, y), length(extent(y)) >= 1),
                both(
                    largest >= 1,
                    for_all(chosen, lambda w: implies(both(chain(y, w), length(extent(w)) >= 1), largest >= 2), "B2"),
                ),
            ),
            "B1",
        ),
        "B0",
    )
    return decision(
        every_context(n, d, body), means="chains of two and three non-empty units in every context of this shape"
    )


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        """
        With at most k neurons on at a point, chains of distinct non-empty units have at most k + 1 members, and k + 1
        occur.""",
        read(
            "intents",
            r"""
            For a unit $E = \theta_M$ let $E'$ be all neurons that are on at every point of $E$. Then $\theta_{E'} =
            E$, so distinct units have distinct $E'$, and $E_2 \subset E_1$ gives $E_1' \subset E_2'$, strictly.""",
            "definition",
        ),
        checked("growth", r"So along $E_0 \supset E_1 \supset \dots$ the j-th $E'$ has at least j elements.", growth()),
        read(
            "row",
            r"""
            A point of the smallest unit $E_L$ has all neurons of $E_L'$ on, so $L \le |E_L'| \le k$.""",
            "counting",
            "intents",
            "growth",
        ),
        read(
            "concepts",
            r"$X$ is the empty unit, so it can be put in front of a chain of concepts other than $X$.",
            "definition",
        ),
        read(
            "attained",
            r"""
            In general: points $0, \dots, k$, point j with neurons $1, \dots, j$ on; unit $\{1, \dots, j\}$ is on at
            the points $\ge j$.""",
            "definition",
        ),
        read("all", "Together.", "conclusion", "row", "concepts", "attained"),
    )
    shapes = [(2, 2), (3, 2)] + ([(2, 3)] if budget.profile == "full" else [])
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            "Intents grow along a chain and fit into a row.",
            (certificate, *(illustration(f"k = {k}: k + 1 nested non-empty units.", nested(k)) for k in (1, 2, 3))),
        ),
        Evidence(
            "exact-decision",
            "proved",
            "fixed-dimension",
            f"All contexts of the shapes {shapes}.",
            tuple(small(n, d) for n, d in shapes),
        ),
    ]


def examples(budget: Budget) -> Evidence:
    """The longest chain of non-empty units by brute force on random tables."""
    rng, violations, number = random.Random(budget.seed), 0, budget.pick(quick=60, full=1000)
    for _ in range(number):
        points, width = rng.randint(1, 7), rng.randint(1, 5)
        table = np.array([[rng.random() < 0.5 for _ in range(width)] for _ in range(points)])
        k = int(table.sum(axis=1).max())
        units = {
            frozenset(np.flatnonzero(table[:, [i for i in range(width) if m >> i & 1]].all(axis=1)).tolist())
            for m in range(2**width)
        } - {frozenset()}
        depth: dict[frozenset[int], int] = {}
        for unit in sorted(units, key=len):
            depth[unit] = 1 + max((v for other, v in depth.items() if other < unit), default=0)
        violations += max(depth.values()) > k + 1
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Longest chains in random activation tables.",
        numbers={"examples": number, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    return [
        wrong("k-members", "chains have at most k members", STATEMENT, POINT, length(units) <= k),
        wrong(
            "neurons",
            "a chain of L members needs units of L - 1 neurons in all",
            STATEMENT,
            POINT,
            length(op("flatten", units)) < length(units),
        ),
        Mutation("faster", "the j-th intent has at least 2 j elements", rejected=lambda: growth(2)),
        Mutation(
            "units-buy-depth",
            "three nested concepts other than X are possible with k = 2 (CE-14)",
            rejected=lambda: decision(
                Expression(["let", [["K", ["data", ROWS]]], rows_at_most(2).json]), means="the rows of CE-14 with k = 2"
            ),
        ),
    ]
