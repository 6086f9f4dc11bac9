"""A strict inequality between real numbers that are made of rationals, pi, square roots, sines, cosines and arctangents.

Every expression is enclosed by integer bounds (``reals.py``), with more and more bits, until the upper bound of the smaller side lies below
the lower bound of the larger one; so an accepted inequality is true, and an equality is never accepted.  Integer names take all their
values in turn.  A box of real names is halved along its longest side until the inequalities are shown on each part; on a part B with
middle m the values of a function f lie in its natural enclosure and, by the mean value theorem, in
``f(m) + sum_i f_i(B) (B_i - m_i)``, where f_i(B) encloses the partial derivative; both hold, so their intersection does.

Expressions: numbers, names, ``pi``, ``["+", ...]``, ``["*", ...]``, ``["-", a, b]``, ``["/", a, b]``, ``["neg", a]``, ``["^", a, n]``
with a whole number n from 0 to 64, ``["sqrt", a]``, ``["sin", a]``, ``["cos", a]``, ``["atan", a]``, and
``["sum", name, ["range", a, b], body]`` over the integers from a to b - 1, where a and b are computed from integer names and numbers.
What has no value (a divisor or the argument of a root that may be out of range on every part) is rejected.

asserts: ``holds`` (list of ``["<" or ">", a, b]``, all of them), optional ``over`` (list of
``[name, "integers" or "reals", low, high]``, both ends included), ``let`` (list of ``[name, expression]``), ``means`` (a caption)
witness: nothing
"""

from __future__ import annotations

import itertools
from typing import Any

from theory.certificates import reals
from theory.certificates.enclosing import WORDS, Box, Enclosing, Value
from theory.certificates.exact_numbers import Rejected, rational
from theory.certificates.language import is_name
from theory.certificates.reals import Interval, Undecided
from theory.certificates.statement import items, only, whole
from theory.certificates.text import data, part, show

PRECISIONS = (64, 128, 256, 512, 1024)
BITS = 96  # on boxes, where halving helps and more bits do not
MAX_HALVINGS, MAX_CASES, MAX_NAMES = 60, 10_000, 3


def _differences(asserts: dict[str, Any], names: Enclosing) -> list[Value]:
    """For every inequality the side that should be larger minus the other one."""
    names.define(asserts.get("let", []))
    out: list[Value] = []
    for relation in asserts["holds"]:
        sign, left, right = relation
        small, large = (left, right) if sign == "<" else (right, left)
        out.append(names.value(["-", large, small]))
    return out


def _shown_at(asserts: dict[str, Any], integers: dict[str, int], bits: int) -> bool:
    found = _differences(asserts, Enclosing(bits, {}, integers, slopes=False))
    wrong = next((i for i, v in enumerate(found) if v.x[1] <= 0), None)
    if wrong is not None:
        raise Rejected(f"holds[{wrong}] is false{_place(integers, {})}")
    return all(v.x[0] > 0 for v in found)


def _without_reals(asserts: dict[str, Any], integers: dict[str, int]) -> None:
    for bits in PRECISIONS:
        try:
            if _shown_at(asserts, integers, bits):
                return
        except Undecided:
            continue
    raise Rejected(f"not decided with {PRECISIONS[-1]} bits{_place(integers, {})}: equal, or without a value")


def _on_box(asserts: dict[str, Any], integers: dict[str, int], whole_box: Box) -> None:
    waiting = [(whole_box, 0)]
    while waiting:
        box, depth = waiting.pop()
        middle = {name: ((low + high) / 2, (low + high) / 2) for name, (low, high) in box.items()}
        try:
            centre = [v.x for v in _differences(asserts, Enclosing(BITS, middle, integers, slopes=False))]
        except Undecided:
            centre = None
        if centre is not None and any(x[1] < 0 for x in centre):
            raise Rejected(f"holds is false{_place(integers, middle)}")
        if centre is None or not _everywhere(asserts, integers, box, centre):
            if depth >= MAX_HALVINGS:
                raise Rejected(f"not decided near{_place(integers, middle)[3:]}: equal there, or without a value")
            longest = max(box, key=lambda name: box[name][1] - box[name][0])
            low, high = box[longest]
            for part_of in ((low, (low + high) / 2), ((low + high) / 2, high)):
                waiting.append(({**box, longest: part_of}, depth + 1))


def _everywhere(asserts: dict[str, Any], integers: dict[str, int], box: Box, centre: list[Interval]) -> bool:
    names = Enclosing(BITS, box, integers, slopes=True)
    half = [reals.rational_interval((high - low) / 2, BITS)[1] for low, high in box.values()]
    try:
        found = _differences(asserts, names)
    except Undecided:
        return False
    for value, (low, _) in zip(found, centre, strict=True):
        for slope, r in zip(value.slopes or [], half, strict=False):
            low -= reals.multiply((0, max(-slope[0], slope[1], 0)), (0, r), BITS)[1]
        if max(low, value.x[0]) <= 0:
            return False
    return True


def _place(integers: dict[str, int], middle: Box) -> str:
    at = [f"{k} = {v}" for k, v in integers.items()] + [f"{k} = {v[0]}" for k, v in middle.items()]
    return f" at {', '.join(at)}" if at else ""


def _ranges(over: Any) -> tuple[dict[str, range], Box]:
    integers: dict[str, range] = {}
    box: Box = {}
    for entry in items(over, "over"):
        name, domain, low, high = items(entry, "over", 4)
        if not is_name(name) or name in WORDS or name in integers or name in box:
            raise Rejected(f"over: {str(name)[:40]!r} is not a new name")
        if domain == "integers":
            if len(integers) >= MAX_NAMES:
                raise Rejected(f"over: more than {MAX_NAMES} names of integers")
            first = whole(low, -MAX_CASES, MAX_CASES, f"over {name}")
            integers[name] = range(first, whole(high, first, MAX_CASES, f"over {name}") + 1)
        elif domain == "reals":
            box[name] = (rational(low), rational(high))
            if len(box) > MAX_NAMES:
                raise Rejected(f"over: more than {MAX_NAMES} real names")
            if box[name][0] >= box[name][1]:
                raise Rejected(f"over {name}: an interval has two different ends, the lower one first")
        else:
            raise Rejected(f"over {name}: integers or reals")
    return integers, box


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, {"holds"}, {"over", "let", "means"})
    only(witness, set(), set(), "witness")
    items(asserts.get("let", []), "let")
    for relation in items(asserts["holds"], "holds"):
        if items(relation, "holds", 3)[0] not in ("<", ">"):
            raise Rejected("holds: a comparison is strict, < or >")
    if not asserts["holds"]:
        raise Rejected("holds: nothing is asserted")
    integers, box = _ranges(asserts.get("over", []))
    for count, values in enumerate(itertools.product(*integers.values())):
        if count >= MAX_CASES:
            raise Rejected(f"over: more than {MAX_CASES} cases")
        chosen = dict(zip(integers, values, strict=True))
        if box:
            _on_box(asserts, chosen, box)
        else:
            _without_reals(asserts, chosen)
    return sentence(asserts)


def sentence(asserts: dict[str, Any]) -> str:
    over = " and ".join(
        f"all {'integers' if domain == 'integers' else 'real numbers'} {name} from {data(low)} to {data(high)}"
        for name, domain, low, high in asserts.get("over", [])
    )
    where = "; ".join(f"{name} := {part(show(e))}" for name, e in asserts.get("let", []))
    said = " and ".join(part(show(relation)) for relation in asserts["holds"])
    return f"{f'for {over}: ' if over else 'it is true that '}{said}{f'; where {where}' if where else ''}"
