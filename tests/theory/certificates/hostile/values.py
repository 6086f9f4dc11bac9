"""Arguments of every type, as bindings of a ``let``: {profile: (setup, {type: expression})}.

What a file may hold is limited to 1 MB, what it may describe is not: most of these are short.
"""

from __future__ import annotations

from typing import Any

Setup = dict[str, Any]


def number(k: int, digits: int) -> str | int:
    """A fraction in lowest terms, most of the time, of so many digits above and below; an integer of one digit."""
    if digits == 1:
        return (31 * k * k + k) % 10
    top = (10**digits // 7 + 31 * k * k + k) % 10**digits
    return f"{top}/{10**digits // 3 + 17 * k + 1}"


def literals(length: int, side: int, digits: int) -> dict[str, Any]:
    """A number, a vector and a matrix of such numbers."""
    return {
        "number": number(1, digits),
        "vector": ["data", [number(k, digits) for k in range(length)]],
        "matrix": ["data", [[number(i * side + j, digits) for j in range(side)] for i in range(side)]],
    }


def computed(length: int, side: int, entry: Any, lets: list[Any] | None = None) -> list[Any]:
    """Bindings of a number, a vector and a matrix, with entries made from ``entry``, ``i`` and ``j``."""
    row = ["list", "j", ["range", side], ["+", entry, ["/", 1, ["+", "i", ["*", 2, "j"], 1]]]]
    return [
        *(lets or []),
        ["number", entry],
        ["vector", ["list", "i", ["range", length], ["+", entry, ["/", 1, ["+", "i", 1]]]]],
        ["matrix", ["list", "i", ["range", side], row]],
    ]


def bound(values: dict[str, Any]) -> list[Any]:
    """As bindings."""
    return [[name, value] for name, value in values.items()]


GROWN = [["h0", ["^", 7, 10000]], *([f"h{k + 1}", ["*", f"h{k}", f"h{k}"]] for k in range(2))]  # 112,000 bits
FIELD = {"poly": [-2, *[0] * 62, 1], "interval": [1, 2]}
DENSE = {"alg": [f"{10**9 + 7 * k}/{10**9 + 9 * k}" for k in range(63)]}
SUM = ["+", 1, "x", "y", "z"]
PROFILES: dict[str, Setup] = {
    "small": {"let": bound(literals(3, 3, 1))},
    "medium": {"let": bound(literals(40, 12, 30))},
    "wide": {"let": computed(20_000, 140, 1)},
    "long": {"let": bound(literals(100, 5, 1900))},
    "huge": {"let": computed(20, 4, "h2", GROWN)},
    "algebraic": {"let": computed(10, 4, ["data", DENSE]), "field": FIELD},
    "symbolic": {"let": computed(20, 5, ["^", SUM, 6]), "indeterminates": ["x", "y", "z"]},
    "many terms": {"let": computed(2, 2, ["^", SUM, 15]), "indeterminates": ["x", "y", "z"]},
}
NESTED = [["n0", ["tuple", 1, 2]], *([f"n{k + 1}", ["tuple", f"n{k}", f"n{k}"]] for k in range(17))]


def identity(n: int, one: Any = 1) -> list[list[Any]]:
    """one times the identity matrix."""
    return [[one if i == j else 0 for j in range(n)] for i in range(n)]


def dense(rows: int, columns: int, digits: int) -> list[list[Any]]:
    """A matrix without structure."""
    return [[number(i * columns + j + 1, digits) for j in range(columns)] for i in range(rows)]


def symmetric(n: int, digits: int) -> list[list[Any]]:
    """A symmetric one, with a large diagonal."""
    a = dense(n, n, digits)
    return [[a[min(i, j)][max(i, j)] if i != j else 10 * n for j in range(n)] for i in range(n)]
