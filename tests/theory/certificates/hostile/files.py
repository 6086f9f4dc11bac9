"""The certificates: every operation on every profile, once and again and again; every kind, grown at every place."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.theory.certificates.fuzz.mutants import places
from tests.theory.certificates.hostile.values import NESTED, PROFILES
from theory.certificates import seal
from theory.certificates.language import BINDERS
from theory.certificates.operations import OPERATIONS
from theory.certificates.values import activation, entries, integer, matrix, number, scalar, truth, vector

SAMPLES = Path(__file__).parent.parent / "samples"
MEGABYTE = 10**6
LONG = "7" * 1990 + "/" + "3" * 1990
ACTIVATIONS: tuple[dict[str, Any], ...] = (
    {"type": "relu"},
    {"type": "topk", "k": 3},
    {"type": "batchtopk", "k": 3},
    {"type": "jumprelu", "theta": LONG},
)
Make = Callable[[], dict[str, Any]]


def _argument(reader: Any, largest: int) -> Any:
    """An expression for one argument of an operation."""
    known = {scalar: "number", number: "number", vector: "vector", matrix: "matrix", entries: "vector", truth: True}
    if reader is integer:
        return largest
    if reader is activation:
        return ["data", ACTIVATIONS[0]]
    return known.get(reader, "matrix")


def _calls(name: str) -> Iterator[list[Any]]:
    """Calls of an operation with arguments that fit their readers, and a few that are made for it."""
    readers = list(OPERATIONS[name][1:])
    if readers[-1] is ...:
        readers[-1:] = readers[-2:-1]
    for largest in (2, 8, 17, 500, 10**6):
        yield [name, *(_argument(r, largest) for r in readers)]
        if integer not in readers:
            break
    if name in MADE:
        yield from MADE[name]


MADE: dict[str, list[list[Any]]] = {
    "+": [["+", *["number"] * 50], ["+", "vector", "vector"]],
    "*": [["*", *["number"] * 50], ["*", "vector", "vector"]],
    "-": [["-", "number", "number"], ["-", "vector", "vector"]],
    "/": [["/", "number", 3], ["/", 1, "number"]],
    "^": [["^", "number", n] for n in (2, 30, 1000, 10000, -10000)],
    "neg": [["neg", "vector"]],
    "scale": [["scale", "number", "matrix"]],
    "max": [["max", *["number"] * 200]],
    "min": [["min", *["number"] * 200]],
    "in": [["in", "number", "vector"], ["in", "vector", "matrix"]],
    "=": [["=", "number", "number"], ["=", "vector", "vector"]],
    "!=": [["!=", "vector", "vector"]],
    "diff": [["diff", "number", "x"]],
    "append": [["append", *["vector"] * 40]],
    "tuple": [["tuple", *["matrix"] * 40]],
    "at": [["at", "vector", 1], ["at", "matrix", 1, 1]],
    "flatten": [["flatten", "matrix"]],
    "product_set": [["product_set", "vector", "vector"], ["product_set", *[["range", 2]] * 20]],
    "range": [["range", 0, 10**6], ["range", 10**6]],
    "binomial": [["binomial", 10**6, 5 * 10**5], ["binomial", 3000, 1500]],
    "matvec": [["matvec", "matrix", ["at", "matrix", 0]]],
    "sigma": [["sigma", ["data", a], "vector"] for a in ACTIVATIONS],
    "codes": [["codes", ["data", a], "matrix", "matrix"] for a in ACTIVATIONS],
    "loss": [["loss", ["data", a], "matrix", "matrix", "matrix", "matrix", ["at", "matrix", 0]] for a in ACTIVATIONS],
    "code_loss": [["code_loss", "matrix", "matrix", "matrix", ["at", "matrix", 0]]],
    "pattern_codes": [["pattern_codes", ["list", "i", "matrix", ["tuple", 0, 1]], "matrix", "matrix"]],
}
SPECIAL: dict[str, Any] = {
    **{op: [op, "v", "vector", ["*", "v", "v"]] for op in ("sum", "product", "list", "max_over", "min_over")},
    **{op: [op, "v", "vector", ["=", "v", "v"]] for op in ("forall", "exists")},
    "let": ["let", [[f"v{k}", "matrix"] for k in range(200)], "v199"],
    "if": ["if", ["=", "vector", "vector"], "matrix", 0],
    "and": ["and", *[["=", "number", "number"]] * 50],
    "or": ["or", *[["!=", "number", "number"]] * 50],
    "implies": ["implies", ["=", "number", "number"], ["=", "number", "number"]],
    "call": ["call", "f", "number"],
    "data": ["data", [LONG] * 100],
}
assert set(BINDERS) <= set(SPECIAL)
TWICE = {
    "f": ["lambda", ["a"], ["+", "a", "a"]],
    **{
        f"f{k}": ["lambda", ["a"], ["call", f"f{k - 1}" if k else "f", ["call", f"f{k - 1}" if k else "f", "a"]]]
        for k in range(24)
    },
}


def _evaluation(value: Any, setup: dict[str, Any], again: bool) -> dict[str, Any]:
    """The value is computed once, or again and again; what is said of it in the end is false."""
    body = ["let", [["result", value]], ["=", 0, 1]]
    if again:
        body = ["exists", "u", ["range", 1000], ["exists", "w", ["range", 1000], body]]
    return seal("evaluation", {"holds": body, "definitions": TWICE, **setup}, {})


def operations() -> Iterator[tuple[str, Make]]:
    """Every operation, binder and special form on every profile."""
    calls = [(name, call) for name in OPERATIONS for call in _calls(name)] + list(SPECIAL.items())
    for k, (name, call) in enumerate(calls):
        for profile, setup in PROFILES.items():
            for again in (False, True):
                label = f"{name}, call {k}, {profile}{', again and again' if again else ''}"
                yield label, lambda call=call, setup=setup, again=again: _evaluation(call, setup, again)
    for name in ("=", "in", "neg", "+", "length", "flatten", "tuple", "append"):
        call = [name, *["n17"] * (2 if name in ("=", "in", "+") else 1)]
        yield f"{name}, nested", lambda call=call: _evaluation(call, {"let": NESTED}, True)
    yield "call, chain", lambda: _evaluation(["call", "f23", 1], {}, False)


def grown(size: int = MEGABYTE - 50_000) -> Iterator[tuple[str, Make]]:
    """The sample of every kind with one list made long (to a file of the size), or one number long or large, at every place."""
    for path in sorted(SAMPLES.glob("*.json")):
        found = json.loads(path.read_text(encoding="utf-8"))
        body = {part: found[part] for part in ("asserts", "witness")}
        for place in places(body):
            value: Any = body
            for key in place:
                value = value[key]
            label = f"{path.stem} at {'.'.join(map(str, place))}"
            if isinstance(value, list) and value:
                times = size // (len(json.dumps(value)) + 2)
                yield f"{label}, longer", lambda b=body, p=place, v=value, t=times, k=path.stem: _with(k, b, p, v * t)
            elif isinstance(value, int | str) and not isinstance(value, bool):
                yield f"{label}, more digits", lambda b=body, p=place, k=path.stem: _with(k, b, p, LONG)
                yield f"{label}, large", lambda b=body, p=place, k=path.stem: _with(k, b, p, 10**6)


def _with(kind: str, body: dict[str, Any], place: tuple[Any, ...], value: Any) -> dict[str, Any]:
    other = copy.deepcopy(body)
    at: Any = other
    for key in place[:-1]:
        at = at[key]
    at[place[-1]] = value
    return seal(kind, other["asserts"], other["witness"])
