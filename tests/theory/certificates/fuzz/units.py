"""The second decision about best units: all of them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.theory.certificates.fuzz.values import need


def best_unit(asserts: dict[str, Any], _: dict[str, Any]) -> bool:
    """Every intersection of neurons, collected as sets of rows; neurons known by one number only bound theirs."""
    rows, width = asserts["rows"], len(asserts["neurons"])
    need(all(type(x) is int and x >= 0 and y >= 0 and type(y) is int and x + y > 0 for _, x, y in rows))
    need(all(type(j) is int and 0 <= j < width for on, _, _ in rows for j in on))
    size = sum(x for _, x, _ in rows)
    need(size > 0)
    names = [*asserts["neurons"], *(name for name, _ in asserts["others"])]
    need(len(set(names)) == len(names))

    def index(extent: frozenset[int]) -> Fraction:
        inside, outside = (sum(rows[k][part] for k in extent) for part in (1, 2))
        return Fraction(inside, size + outside)

    neurons = [frozenset(k for k, (on, _, _) in enumerate(rows) if j in on) for j in range(width)]
    units = {frozenset(range(len(rows)))}
    for neuron in neurons:
        units |= {unit & neuron for unit in units}
    best = Fraction(asserts["jaccard"])
    unit = frozenset(range(len(rows))).intersection(*(neurons[j] for j in asserts["unit"]))
    if index(unit) != best or any(index(u) > best for u in units):
        return False
    # |E and C| / |E or C| <= |E and C| / |C| for a unit with such a neuron
    return all(type(n) is int and 0 <= n <= size and Fraction(n, size) <= best for _, n in asserts["others"])
