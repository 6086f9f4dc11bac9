"""Sign flips of targets: flipping ``v_d`` to ``-v_d`` turns B into ``D B D``, and which eigenvectors become positive can be counted.

Legend: ``signs`` is the table of eigenvector signs of B (one row per eigenvalue, ascending); D = diag(+-1).
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

from proofs_checks.sdl._spectra import positive, spectrum
from theory.claims import Certificate
from theory.evidence import evaluation
from theory.formal import Expression, both, either, exists, for_all, names, op, total

SIZES = range(2, 9)


def generic(m: int) -> list[list[Fraction]]:
    """A fixed m x m symmetric rational matrix with simple spectrum and no zero eigenvector entry (the checker decides that).

    It is the Gram matrix of the rows of ``I + c``, c a small integer pattern, so it is also a matrix of targets.
    """
    rows = [
        [Fraction((3 * i * i + 5 * j * j + i * j) % 7 - 3, 3) + (i == j) * Fraction(i + 2) for j in range(m)]
        for i in range(m)
    ]
    return [[sum((x * y for x, y in zip(a, b, strict=True)), Fraction(0)) for b in rows] for a in rows]


def table(m: int) -> Certificate:
    """The certified sign table of the generic matrix."""
    return spectrum(generic(m), means=f"a {m} x {m} Gram matrix with simple spectrum and no zero in an eigenvector")


def _flip_is_positive(row: Expression, flip: Expression) -> Expression:
    products = row * flip
    return either(for_all(products, lambda e: e == 1, "e"), for_all(products, lambda e: e == -1, "e"))


def counts(signs: list[list[int]], *, expect_any: int | None = None, expect_top: int | None = None) -> Certificate:
    """Of all 2^m flips exactly ``2 m`` make some eigenvector positive and exactly 2 make the top one positive."""
    m = len(signs)
    s, flips, any_, top = names("signs flips some top")

    def count(test: Any) -> Expression:
        return total(flips, lambda f: op("if", test(f), 1, 0), "f")

    let = {
        "signs": signs,
        "flips": op("signs", m),
        "some": count(lambda f: exists(s, lambda row: _flip_is_positive(row, f), "row")),
        "top": count(lambda f: _flip_is_positive(s[m - 1], f)),
    }
    holds = both(
        any_ == (2 * m if expect_any is None else expect_any), top == (2 if expect_top is None else expect_top)
    )
    return evaluation(holds, let=let, record="some top", means=f"all 2^{m} sign flips of {m} targets")


def counted(signs: list[list[int]]) -> tuple[int, int]:
    """The same two counts in plain Python."""
    some = top = 0
    for flip in product((1, -1), repeat=len(signs)):
        hits = [positive([x * y for x, y in zip(row, flip, strict=True)]) for row in signs]
        some += any(hits)
        top += hits[-1]
    return some, top
