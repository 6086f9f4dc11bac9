"""No conjunction of given neurons fits a concept better: a search tree in which every cut is justified.

For a set M of neurons let theta_M be the points where all of M are on; J(E, C) = |E and C| / |E or C| and F1 = 2J / (1 + J).
``others`` are neurons of which only |A_i and C| is known, at most ``jaccard`` |C|: a unit E with such a neuron has
J(E, C) <= |E and C| / |C| <= jaccard.  The remaining ``neurons`` are given point by point (equal points are counted), in a
fixed order.  Every visited set M has J(theta_M, C) <= jaccard, the empty set is visited, and an extension of a visited M by
a later neuron j is visited unless

* closed by the bound:  |theta_(M+j) and C| / |C| <= jaccard, or
* without effect:       theta_(M+j) = theta_M, or
* met elsewhere:        theta_(M+j) lies inside A_i for an earlier neuron i that theta_M does not lie in.

Then no unit is better.  Let E be a unit without others and S all neurons that contain it.  From the empty set, add again and
again the first neuron of S that does not contain the points reached so far (it is later than all added before: what contains
the points goes on containing them).  "Without effect" does not apply to it, and "met elsewhere" would give an earlier such
neuron of S, as E lies inside theta_(M+j).  So the walk stays among visited sets until it reaches E, which then was compared,
or meets an extension closed by the bound, which contains E: J(E, C) <= |theta_(M+j) and C| / |C| <= jaccard.

asserts: ``concept`` (its name), ``neurons`` (names), ``rows`` (list of [neurons on, points in C, other points], neurons as
places in ``neurons``, increasing), ``others`` (list of [name, points in C]), ``unit`` (places of the neurons of a unit with
this index), ``jaccard``, optional ``means``
witness: ``order`` (all places), ``visited``: [set in the order of adding, its points in C, its other points], each after the
set that it extends, exactly the sets that must be visited
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from theory.certificates.exact_numbers import Rejected, rational
from theory.certificates.statement import indices, items, only, whole
from theory.certificates.text import count, data, part, quoted
from theory.certificates.work import spend

MAX_TABLE = 1 << 31  # bits: 256 MB
MAX_POINTS = 1 << 50  # points behind one row


class Points:
    """The rows as bits: for every neuron the rows where it is on; points are counted in binary, one mask per digit."""

    def __init__(self, rows: list[Any], width: int) -> None:
        if width * len(rows) > MAX_TABLE:
            raise Rejected(f"rows: {len(rows)} rows of {width} neurons are too many")
        octets = len(rows) // 8 + 1
        spend(width * (1 + (octets >> 10)))
        columns = [bytearray(octets) for _ in range(width)]
        for r, row in enumerate(rows):
            on, *counts = items(row, f"rows[{r}]", 3)
            if sum(whole(v, 0, MAX_POINTS, f"rows[{r}]") for v in counts) == 0:
                raise Rejected(f"rows[{r}]: a row stands for at least one point")
            for j in _places(on, width, f"rows[{r}]"):
                columns[j][r >> 3] |= 1 << (r & 7)
        self.columns = [int.from_bytes(c, "little") for c in columns]
        self.everywhere, self.effort = (1 << len(rows)) - 1, 1 + (octets >> 10)
        self.digits = [_digits([row[part] for row in rows]) for part in (1, 2)]
        self.size = self.count(self.everywhere)[0]

    def count(self, extent: int) -> tuple[int, int]:
        """Points of a set of rows, in C and not."""
        spend(self.effort * sum(map(len, self.digits)))
        inside, outside = (sum((extent & d).bit_count() << b for b, d in enumerate(part)) for part in self.digits)
        return inside, outside

    def extent(self, chosen: Sequence[int]) -> int:
        """The objects, as bits, for which all chosen neurons are on."""
        out = self.everywhere
        for j in chosen:
            out &= self.columns[j]
        return out

    def extensions(self, chosen: tuple[int, ...], order: list[int], best: Fraction) -> Iterator[tuple[int, ...]]:
        """The extensions of a visited set that must be visited."""
        extent = self.extent(chosen)
        spend(self.effort * len(order))
        restricting = [j for j in order if extent & ~self.columns[j]]
        later = set(order[order.index(chosen[-1]) + 1 :] if chosen else order)
        for place, j in enumerate(restricting):
            grown = extent & self.columns[j]
            if j not in later or self.count(grown)[0] * best.denominator <= best.numerator * self.size:
                continue
            spend(self.effort * place)
            if all(grown & ~self.columns[i] for i in restricting[:place]):
                yield (*chosen, j)


def _digits(numbers: list[int]) -> list[int]:
    """For every binary digit, which of the numbers have a 1 there."""
    out = []
    for b in range(max((v.bit_length() for v in numbers), default=0)):
        octets = bytearray(len(numbers) // 8 + 1)
        for r, v in enumerate(numbers):
            if v >> b & 1:
                octets[r >> 3] |= 1 << (r & 7)
        out.append(int.from_bytes(octets, "little"))
    return out


def _places(data: Any, width: int, where: str) -> list[int]:
    places = indices(data, width, where)
    if places != sorted(places):
        raise Rejected(f"{where}: places must increase")
    return places


def _others(asserts: dict[str, Any], points: Points, best: Fraction) -> None:
    pairs = [items(pair, "others", 2) for pair in items(asserts["others"], "others")]
    names = [*asserts["neurons"], *(name for name, _ in pairs)]
    if not all(isinstance(name, str) for name in names) or len(set(names)) != len(names):
        raise Rejected("neurons, others: every neuron has a name of its own")
    for name, common in pairs:
        whole(common, 0, points.size, f"others: {name[:40]!r}")
        if common * best.denominator > best.numerator * points.size:
            raise Rejected(f"others: {name[:40]!r} is not closed by the bound, so its points must be given")


def _walk(points: Points, order: list[int], visited: list[Any], best: Fraction) -> None:
    """Every listed set had to be visited and is not better, and every set that has to be visited is listed."""
    due: set[tuple[int, ...]] = {()}
    for v, entry in enumerate(visited):
        chosen, *recorded = items(entry, f"visited[{v}]", 3)
        if tuple(indices(chosen, len(order), f"visited[{v}]")) not in due:
            raise Rejected(f"visited[{v}]: not an extension that has to be visited now")
        due.remove(tuple(chosen))
        inside, outside = points.count(points.extent(chosen))
        if recorded != [inside, outside] or not all(type(x) is int for x in recorded):
            raise Rejected(f"visited[{v}]: the numbers of points differ from those counted here")
        if inside * best.denominator > best.numerator * (points.size + outside):
            raise Rejected(f"visited[{v}]: this set of neurons fits better")
        due.update(points.extensions(tuple(chosen), order, best))
        if len(due) > len(visited) - v - 1:
            break
    if due:
        raise Rejected(f"visited: {list(min(due))} was left out")


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, {"concept", "neurons", "rows", "others", "unit", "jaccard"}, {"means"})
    only(witness, {"order", "visited"}, set(), "witness")
    width = len(items(asserts["neurons"], "neurons"))
    points = Points(items(asserts["rows"], "rows"), width)
    best, unit = rational(asserts["jaccard"], "jaccard"), _places(asserts["unit"], width, "unit")
    if not isinstance(asserts["concept"], str) or not points.size:
        raise Rejected("concept: must be text, and the concept must have points")
    inside, outside = points.count(points.extent(unit))
    if inside != best * (points.size + outside):
        raise Rejected("unit: its index differs from jaccard")
    _others(asserts, points, best)
    order = indices(witness["order"], width, "order")
    if len(order) != width:
        raise Rejected("order: does not list every neuron once")
    _walk(points, order, items(witness["visited"], "visited"), best)
    return sentence(asserts)


def sentence(asserts: dict[str, Any]) -> str:
    best, size = rational(asserts["jaccard"]), sum(row[1] for row in asserts["rows"])
    named = " & ".join(quoted(asserts["neurons"][j]) for j in asserts["unit"]) or "all points"
    rows = part(data(asserts["rows"]))
    neurons = part(", ".join(map(quoted, asserts["neurons"])) or "no neurons given point by point")
    others = ", ".join(f"{quoted(name)} ({common})" for name, common in asserts["others"])
    further = (
        f", and of {part(others)}, of which only the number of points in common with the concept is known"
        if others
        else ""
    )
    return (
        f"no conjunction of neurons fits the concept {quoted(asserts['concept'])} ({count(size, 'point')}) better than {named}: "
        f"Jaccard index {data(asserts['jaccard'])}, F1 {2 * best / (1 + best)}; conjunctions of {neurons}, with the rows [neurons "
        f"on, points of the concept, other points] {rows}{further}"
    )
