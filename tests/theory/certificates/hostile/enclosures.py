"""Enclosures that take long: many boxes, many terms, many cases, equalities that no number of bits decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.theory.certificates.hostile.values import number
from theory.certificates import seal


def enclosure(n: int, k: int) -> dict[str, Any]:
    """n sines of large numbers with k digits, on a box and for n integers."""
    return seal(
        "enclosure",
        {
            "over": [["x", "reals", 0, 1], ["N", "integers", 1, n]],
            "let": [[f"y{i}", ["sin", ["+", ["*", "x", number(i + 1, k)], "N"]]] for i in range(n)],
            "holds": [["<", "x", f"y{i}"] for i in range(n)],
        },
        {},
    )


def squares(depth: int) -> dict[str, Any]:
    """Sums inside sums, each over a range from the square of the name before."""
    body: Any = 1
    for i in range(depth, 0, -1):
        square: Any = ["*", f"n{i - 1}", f"n{i - 1}"]
        body = ["sum", f"n{i}", ["range", square, ["+", square, 1]], body]
    return seal("enclosure", {"over": [["n0", "integers", 9999, 9999]], "holds": [["<", 0, body]]}, {})


ENCLOSURES: dict[str, Callable[[], dict[str, Any]]] = {
    "enclosure, equal": lambda: seal("enclosure", {"holds": [["<", ["*", 4, ["atan", 1]], "pi"]] * 20_000}, {}),
    "enclosure, box": lambda: seal(
        "enclosure",
        {
            "over": [[name, "reals", -1, 1] for name in ("x", "y", "z")],
            "holds": [["<", 0, ["+", ["^", "x", 2], ["^", "y", 2], ["^", "z", 2]]]],
        },
        {},
    ),
    "enclosure, sums": lambda: seal(
        "enclosure",
        {"holds": [["<", ["sum", "i", ["range", 0, 9999], ["sum", "j", ["range", 0, 9999], ["sin", "j"]]], 0]]},
        {},
    ),
    "enclosure, cases": lambda: seal(
        "enclosure",
        {"over": [[n, "integers", -9999, 9999] for n in ("a", "b", "c")], "holds": [["<", "a", 10_000]]},
        {},
    ),
    "enclosure, squares": lambda: squares(90),
    "enclosure, powers": lambda: seal("enclosure", {"holds": [["<", ["^", ["^", "pi", 30], 64], 0]] * 9000}, {}),
}
