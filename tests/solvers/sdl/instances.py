"""Feature sets in special position that several tests share."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from theory.exact import NumberField

GOLDEN = NumberField((Fraction(-1), Fraction(-1), Fraction(1)), (Fraction(1), Fraction(2)))


def braid(n: int) -> list[tuple[int, ...]]:
    """The braid arrangement A_{n-1} in R^n: e_i - e_j."""
    return [tuple((k == i) - (k == j) for k in range(n)) for i in range(n) for j in range(i + 1, n)]


def type_b(n: int) -> list[tuple[int, ...]]:
    """The arrangement B_n: e_i and e_i +- e_j."""
    units = [tuple(int(k == i) for k in range(n)) for i in range(n)]
    return units + [
        tuple((k == i) + s * (k == j) for k in range(n)) for i in range(n) for j in range(i + 1, n) for s in (1, -1)
    ]


def pentagon() -> list[tuple[Any, Any]]:
    """A linear image of the regular pentagon over Q(sqrt 5): ``w_{k+1} = (phi - 1) w_k - w_{k-1}``."""
    step = GOLDEN.generator - 1
    zero, one = GOLDEN.element([Fraction(0)]), GOLDEN.element([Fraction(1)])
    w = [(one, zero), (zero, one)]
    for _ in range(3):
        w.append((step * w[-1][0] - w[-2][0], step * w[-1][1] - w[-2][1]))
    return w


DEGENERATE: dict[str, list[tuple[int, ...]]] = {
    "duplicates": [(1, 2), (1, 2), (0, 1), (2, 4), (1, -1)],
    "antipodal pairs": [(1, 0), (-1, 0), (0, 1), (0, -2), (1, 1)],
    "a zero feature": [(0, 0, 0), (1, 0, 1), (0, 1, 0), (-1, 0, -1)],
    "not spanning": [(1, 2, 3), (2, 4, 6), (1, 0, 0), (0, 2, 3), (-1, -1, -1)],
    "one line": [(1, -1), (-2, 2), (3, -3)],
    "totally cyclic plane in space": [(1, 0, 0), (0, 1, 0), (-1, -1, 0), (0, 0, 1), (1, 1, 1)],
    "antipodal cross": [(1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)],
    "three-dimensional, one point": [(1, 1, 1), (1, 1, -2), (1, -2, 1), (-2, 1, 1), (0, 0, 0)],
}


def small_features(max_n: int = 6, max_p: int = 4, size: int = 2) -> st.SearchStrategy[list[tuple[int, ...]]]:
    """Small integer vectors: most of these sets are degenerate in several ways at once."""
    return st.integers(1, max_p).flatmap(
        lambda p: st.lists(st.tuples(*[st.integers(-size, size)] * p), min_size=1, max_size=max_n)
    )


def dot(a: Sequence[Any], b: Sequence[Any]) -> Any:
    total: Any = Fraction(0)
    for x, y in zip(a, b, strict=True):
        total = total + x * y
    return total


def signs(row: Sequence[Any], features: Sequence[Sequence[Any]]) -> tuple[int, int]:
    """(plus mask, zero mask) of a row, computed by comparison alone."""
    values = [dot(row, w) for w in features]
    return sum(1 << d for d, x in enumerate(values) if x > 0), sum(1 << d for d, x in enumerate(values) if x == 0)
