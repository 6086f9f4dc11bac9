"""Parts that claims about pursuit share: the words of the source, rational unit vectors, random ones."""

from __future__ import annotations

import dataclasses
import random
from fractions import Fraction
from typing import Any, Literal

from proofs_checks.vocabulary import Theorem
from theory.claims import Claim, Evidence, Source

F = Fraction
Atom = tuple[Fraction, ...]
PAPER = "2506.03093"


def reported(locator: str, note: str = "as reported; not checked against the paper") -> Source:
    """A statement of the source, which was not at hand."""
    return Source(locator=locator, arxiv=PAPER, note=note)


def own(note: str) -> Source:
    """A statement of this project."""
    return Source(locator="statement of this project", arxiv="", ours=True, note=note)


def unit(rng: random.Random, p: int = 3) -> Atom:
    """A rational vector of norm 1: a random point carried onto the sphere from its north pole."""
    point = [F(rng.randint(-6, 6), rng.randint(1, 4)) for _ in range(p - 1)]
    n = sum((x * x for x in point), F(1))
    return (*(2 * x / n for x in point), (n - 2) / n)


def vector(rng: random.Random, p: int = 3) -> Atom:
    """A random rational vector."""
    return tuple(F(rng.randint(-9, 9), rng.randint(1, 4)) for _ in range(p))


def false(theorem: Theorem, whose: Literal["published", "ours"]) -> Claim:
    """The claim of a theorem that is refuted: no kernel proof can lie beside it."""
    return dataclasses.replace(theorem.claim(), refutes=whose, typed=None)


def refuted(theorem: Theorem, points: dict[str, dict[str, Any]]) -> list[Evidence]:
    """A counterexample to exactly the formal statement at each point, with what it shows."""
    return [
        Evidence("exact-decision", "refuted", "instance", text, (theorem.statement.refuted_by(point),))
        for text, point in points.items()
    ]
