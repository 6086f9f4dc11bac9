"""One change at a time in the JSON of a certificate."""

from __future__ import annotations

import copy
import random
from typing import Any

from theory.certificates import seal

OTHERS: tuple[Any, ...] = (True, False, None, 0, 1, -1, "1/2", "x", "", [], {}, [[]], ["+", 1, True])


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all parts below the top."""
    parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [p for key, value in parts for p in ((*path, key), *places(value, (*path, key)))]


def changed(value: Any, rng: random.Random) -> Any:
    """Another value in its place: a neighbour of a number, a list with an entry less, twice or exchanged, another type."""
    if isinstance(value, list) and value and rng.random() < 0.8:
        i, j = rng.randrange(len(value)), rng.randrange(len(value))
        kind = rng.randrange(4)
        if kind == 0:
            return value[:i] + value[i + 1 :]
        if kind == 1:
            return [*value[:i], value[i], *value[i:]]
        out = list(value)
        out[i], out[j] = (out[j], out[i]) if kind == 2 else (out[j], out[j])
        return out
    if isinstance(value, int) and not isinstance(value, bool) and rng.random() < 0.8:
        return rng.choice((value + 1, value - 1, -value, 2 * value, str(value), f"{value}/7"))
    if isinstance(value, str) and rng.random() < 0.5:
        swaps = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "=": "!=", "!=": "=", "+": "-", "and": "or", "or": "and"}
        return swaps.get(value, "-" + value if value[:1].isdigit() else value[1:] if value[:1] == "-" else value)
    return rng.choice(OTHERS)


def mutant(certificate: dict[str, Any], rng: random.Random) -> dict[str, Any] | None:
    """The certificate with one part of its statement or witness changed, sealed again; None if nothing changed."""
    body = copy.deepcopy({"asserts": certificate["asserts"], "witness": certificate["witness"]})
    where = [p for p in places(body) if len(p) > 1 and p[:2] != ("asserts", "means")]
    if not where:
        return None
    *path, last = rng.choice(where)
    target: Any = body
    for key in path:
        target = target[key]
    before = target[last]
    target[last] = changed(before, rng)
    same = type(before) is type(target[last]) and before == target[last]
    return None if same else seal(certificate["kind"], body["asserts"], body["witness"])
