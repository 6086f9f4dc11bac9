"""Small contexts and the definitions by brute force, written with Python sets and nothing else."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

import numpy as np

from theory.concepts import FormalContext

Rows = list[frozenset[int]]


def context(rows: Rows, d: int) -> FormalContext:
    table = np.array([[m in r for m in range(d)] for r in rows], dtype=bool).reshape(len(rows), d)
    return FormalContext.from_bool(table)


def exhaustive(size: int) -> Iterator[tuple[Rows, int]]:
    """All contexts with at most ``size`` objects and attributes, in every order of the rows."""
    for n, d in itertools.product(range(size + 1), repeat=2):
        subsets = [frozenset(s) for k in range(d + 1) for s in itertools.combinations(range(d), k)]
        for rows in itertools.product(subsets, repeat=n):
            yield list(rows), d


def sampled(count: int, n: int, d: int, *, seed: int) -> Iterator[tuple[Rows, int]]:
    """Random contexts of all densities, some with repeated rows, full rows and empty rows."""
    rng = random.Random(seed)
    for _ in range(count):
        objects, attributes, density = rng.randint(0, n), rng.randint(0, d), rng.random()
        rows = [frozenset(m for m in range(attributes) if rng.random() < density) for _ in range(objects)]
        if rows and rng.random() < 0.3:
            rows[0] = rng.choice([frozenset(range(attributes)), frozenset(), rows[-1]])
        yield rows, attributes


def intents(rows: Rows, d: int) -> set[frozenset[int]]:
    """All intersections of rows, the empty one being the set of all attributes."""
    out = {frozenset(range(d))}
    for row in rows:
        out |= {s & row for s in out}
    return out


def support(rows: Rows, intent: frozenset[int]) -> int:
    return sum(intent <= row for row in rows)


def covers(concepts: set[frozenset[int]]) -> set[tuple[frozenset[int], frozenset[int]]]:
    """Pairs of neighbours: the smaller intent, which is the larger concept, first."""
    return {(a, b) for a in concepts for b in concepts if a < b and not any(a < c and c < b for c in concepts)}


def closure(rows: Rows, d: int, attributes: frozenset[int]) -> frozenset[int]:
    having = [r for r in rows if attributes <= r]
    return frozenset.intersection(*having) if having else frozenset(range(d))


def pseudo_intents(rows: Rows, d: int) -> list[frozenset[int]]:
    """By the recursive definition, in order of size."""
    out: list[frozenset[int]] = []
    for k in range(d + 1):
        for candidate in map(frozenset, itertools.combinations(range(d), k)):
            if closure(rows, d, candidate) != candidate and all(
                closure(rows, d, p) <= candidate for p in out if p < candidate
            ):
                out.append(candidate)
    return out
