"""Random points of a statement, decided exactly, as evidence."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from theory.claims import Budget, Evidence, Source
from theory.statement import Statement

REPORTED = "as reported; the paper's full text was not checked"


def reported(locator: str) -> Source:
    """The source of a statement known from transcriptions and replications of the paper only."""
    return Source(locator=locator, arxiv="2604.28119", note=REPORTED)


def own(locator: str) -> Source:
    """The source of a statement of ours about the paper's subject."""
    return Source(locator=locator, arxiv="", ours=True, note="about arXiv 2604.28119")


def sampled(
    statement: Statement, draw: Callable[[random.Random], dict[str, Any]], budget: Budget, text: str, *, quick: int = 60
) -> Evidence:
    """The statement at drawn points; those at which a hypothesis fails are counted apart."""
    rng, number = random.Random(budget.seed), budget.pick(quick=quick, full=10 * quick)
    met = violations = 0
    for _ in range(number):
        point = draw(rng)
        if statement.violated_hypothesis(point) is not None:
            continue
        met += 1
        violations += not statement.holds(point)
    numbers = {"examples": met, "drawn": number, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "instance", text, numbers=numbers)
