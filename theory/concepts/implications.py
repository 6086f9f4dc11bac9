"""Implications between attributes, and when a list of them is the stem base (concepts.stem-base)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Implication(NamedTuple):
    """``premise -> conclusion``: every object with all attributes of the premise has those of the conclusion.

    Attributes:
        premise, conclusion: disjoint sets of attribute indices, increasing.
        support: how many objects have the premise.
    """

    premise: tuple[int, ...]
    conclusion: tuple[int, ...]
    support: int


def model_closure(attributes: Iterable[int], implications: Iterable[Implication]) -> frozenset[int]:
    """The smallest set that contains the attributes and respects the implications.

    >>> sorted(model_closure([0], [Implication((0,), (1,), 1), Implication((0, 1), (2,), 1)]))
    [0, 1, 2]
    """
    out, rules = set(attributes), list(implications)
    grew = True
    while grew:
        grew = False
        for rule in rules:
            if not out.issuperset(rule.conclusion) and out.issuperset(rule.premise):
                out.update(rule.conclusion)
                grew = True
    return frozenset(out)
