"""Second decisions of polynomial statements: the identity once more in sympy, and points at which it would have to fail."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from fractions import Fraction
from math import prod
from typing import Any

from tests.theory.certificates.fuzz.language import Reader
from tests.theory.certificates.fuzz.values import need

POINTS = 60
VALUES = (-3, -2, -1, 0, 1, 2, 3, "1/2", "-1/2", "1/3", "7/3", 100)


def unit_ideal(asserts: dict[str, Any], witness: dict[str, Any]) -> bool:
    """The combination of the equations is 1."""
    r = Reader(asserts)
    parts = [r(e, {}) for e in asserts["equations"]]
    if "nonzero" in asserts:
        t, nonzero = r.names[asserts["inverse"]], r(asserts["nonzero"], {})
        need(all(t.leading_expv() not in _variables(g) for g in (*parts, nonzero)))
        parts.append(t * nonzero - 1)
    need(len(parts) == len(witness["cofactors"]))
    combination = sum((r(c, {}) * g for c, g in zip(witness["cofactors"], parts, strict=True)), r.number(0))
    return combination == 1


def _variables(polynomial: Any) -> set[tuple[int, ...]]:
    """The indeterminates that occur, as exponents."""
    out: set[tuple[int, ...]] = set()
    for monomial in polynomial.itermonoms() if hasattr(polynomial, "itermonoms") else ():
        out |= {tuple(int(j == i) for j in range(len(monomial))) for i, e in enumerate(monomial) if e}
    return out


def _derived(r: Reader, assume: list[tuple[Any, str]], conclude: tuple[Any, str], witness: dict[str, Any]) -> bool:
    """``factor * conclusion`` is the sum of products of nonnegative things and multiples of equations."""
    goal, sign = conclude
    total, positive = r.number(0), False
    for term in witness.get("terms", []):
        weight, square = Fraction(term["weight"]), r(term.get("square", 1), {})
        used = [assume[i] for i in _places(term.get("use", []))]
        need(weight >= 0 and all(s != "=" for _, s in used) and (sign != "=" or weight == 0))
        total += r.number(str(weight)) * square * square * prod((h for h, _ in used), start=r.number(1))
        positive |= weight > 0 and all(s == ">" for _, s in used) and _nonzero_constant(square)
    for multiple in witness.get("multiples", []):
        h, s = assume[_places([multiple["of"]])[0]]
        need(s == "=")
        total += r(multiple["by"], {}) * h
    factor = witness.get("factor", {"weight": 1})
    used = [assume[i] for i in _places(factor.get("use", []))]
    need(Fraction(factor["weight"]) > 0 and all(s == ">" for _, s in used))
    left = r.number(str(Fraction(factor["weight"]))) * prod((h for h, _ in used), start=r.number(1)) * goal
    return not (left - total) and (sign != ">" or positive)


def _places(indices: list[int]) -> list[int]:
    need(all(type(i) is int and i >= 0 for i in indices))
    return indices


def _nonzero_constant(x: Any) -> bool:
    return bool(x) and (not hasattr(x, "is_ground") or x.is_ground)


def _true(value: Fraction, sign: str) -> bool:
    return {">=": value >= 0, ">": value > 0, "=": value == 0}[sign]


def _points(names: list[str]) -> Iterator[dict[str, Any]]:
    """Points with small coordinates, all of them where there are few."""
    if len(VALUES) ** len(names) <= POINTS:
        yield from (dict(zip(names, x, strict=True)) for x in itertools.product(VALUES, repeat=len(names)))
        return
    rng = random.Random(0)
    for _ in range(POINTS):
        yield {name: rng.choice(VALUES) for name in names}


def implication(asserts: dict[str, Any], witness: dict[str, Any]) -> bool:
    """The identity holds, and at no tried point do the assumptions hold and the conclusion fail."""
    pairs = [(e, s) for e, s in (*asserts["assume"], asserts["conclude"])]
    need(all(s in (">=", ">", "=") for _, s in pairs))
    r = Reader(asserts)
    *assume, conclude = [(r(e, {}), s) for e, s in pairs]
    if not _derived(r, assume, conclude, witness):
        return False
    setup = {k: asserts[k] for k in ("field", "definitions", "let") if k in asserts}
    if any("diff" in str(x) for x in (pairs, setup)):  # derivatives have a meaning for polynomials only
        return True
    for point in _points(asserts["indeterminates"]):
        at = Reader(setup, point)
        *given, wanted = (_true(at(e, {}), s) for e, s in pairs)
        if all(given) and not wanted:
            return False
    return True


def induction(asserts: dict[str, Any], witness: dict[str, Any]) -> bool:
    """Both identities hold, and so do the relations along the first terms for parameters that are allowed."""
    n, sequences, parameters = asserts["n"], asserts["sequences"], asserts["parameters"]
    r = Reader({"indeterminates": [n, *parameters, *sequences]})
    start = Fraction(str(Reader({})(asserts["start"], {})))
    assume, relations = ([(r(e, {}), s) for e, s in asserts[x]] for x in ("assume", "relations"))
    need(start.denominator == 1 and bool(relations))
    need(len(witness["base"]) == len(witness["step"]) == len(relations))
    here = r.names[n]
    first = [(here, r.number(int(start)))] + [(r.names[k], r(v["start"], {})) for k, v in sequences.items()]
    after = [(here, here + 1)] + [(r.names[k], r(v["next"], {})) for k, v in sequences.items()]
    known = [*assume, (here - int(start), ">="), *relations]
    for i, (goal, sign) in enumerate(relations):
        at_start, at_next = (goal.compose(x) if hasattr(goal, "compose") else goal for x in (first, after))
        if not _derived(r, assume, (at_start, sign), witness["base"][i]):
            return False
        if not _derived(r, known, (at_next, sign), witness["step"][i]):
            return False
    return all(_terms(asserts, int(start), point) for point in _points(parameters))


def _terms(asserts: dict[str, Any], start: int, point: dict[str, Any]) -> bool:
    """The relations hold for the first terms of the sequences, if the parameters are allowed."""
    if not all(_true(Reader({}, point)(e, {}), s) for e, s in asserts["assume"]):
        return True
    at = Reader({}, {**point, asserts["n"]: start})
    values = {k: at(rule["start"], {}) for k, rule in asserts["sequences"].items()}
    for n in range(start, start + 8):
        at = Reader({}, {**point, asserts["n"]: n})
        at.names.update(values)
        if not all(_true(at(e, {}), s) for e, s in asserts["relations"]):
            return False
        values = {k: at(rule["next"], {}) for k, rule in asserts["sequences"].items()}
    return True
