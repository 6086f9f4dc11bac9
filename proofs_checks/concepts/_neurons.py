"""Neurons on points: certificates that a neuron separates or that none does, and small steps shared by several claims."""

from __future__ import annotations

import random
from collections.abc import Collection
from typing import Any

from solvers.concepts.separability import Inseparable, Mode, Separated, separate
from theory.claims import Certificate, Source
from theory.evidence import derivation, implication, relation, term
from theory.formal import names

REPORTED = "as reported; not checked against the paper"
XOR = [(0, 0), (1, 1), (0, 1), (1, 0)]


def reported(locator: str) -> Source:
    """The source of a statement that is known from reports only."""
    return Source(locator, arxiv="2606.07007", note=REPORTED)


def own(locator: str, note: str = "") -> Source:
    """The source of a statement of this project."""
    return Source(locator, arxiv="", ours=True, note=note)


def neuron(points: Any, concept: Collection[int], mode: Mode = "bias") -> Certificate:
    """A certificate that a neuron is on exactly at the concept; raises when there is none."""
    found = separate(points, concept, mode=mode)
    if not isinstance(found, Separated):
        raise ArithmeticError(f"no neuron ({mode}) is on exactly at {sorted(concept)}")
    return found.certificate


def no_neuron(points: Any, concept: Collection[int], mode: Mode = "bias") -> Certificate:
    """A certificate that no neuron is on exactly at the concept; raises when there is one."""
    found = separate(points, concept, mode=mode)
    if not isinstance(found, Inseparable):
        raise ArithmeticError(f"a neuron ({mode}) is on exactly at {sorted(concept)}")
    return found.certificate


def signs_of_terms(*, weak: bool = False) -> Certificate:
    """One term of a combination: a positive weight at a point that is on, a nonnegative weight at a point that is off."""
    lam, x, mu, y = names("lam x mu y")
    return implication(
        "lam x mu y",
        assume=[relation(lam, ">=" if weak else ">"), relation(x, ">"), relation(mu, ">="), relation(-y, ">=")],
        conclude=relation(lam * x - mu * y, ">"),
        by=derivation(term(1, use=(0, 1)), term(1, use=(2, 3))),
        means="lambda z(x) - mu z(y) > 0 where z(x) > 0 >= z(y), lambda > 0, mu >= 0",
    )


def integer_points(rng: random.Random, count: int, n: int, size: int = 3) -> list[tuple[int, ...]]:
    """Distinct points with small integer coordinates, so that ties and collinear triples occur."""
    out: set[tuple[int, ...]] = set()
    while len(out) < count:
        out.add(tuple(rng.randint(-size, size) for _ in range(n)))
    return sorted(out)
