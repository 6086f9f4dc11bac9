"""Finite unions of closed intervals on the line, and units (open intervals): exact measures in the statement language."""

from __future__ import annotations

from theory.formal import Expression, both, for_all, largest, length, names, positive_part, smallest, span, total

C, low, high = names("C low high")


def is_union() -> Expression:
    """``C`` lists disjoint intervals [l, r], l <= r, from left to right."""
    ordered = for_all(span(length(C) - 1), lambda i: C[i, 1] < C[i + 1, 0], "i")
    return both(length(C) > 0, for_all(C, lambda s: s[0] <= s[1], "s"), ordered)


def measure() -> Expression:
    """The length of ``C``."""
    return total(C, lambda s: s[1] - s[0], "s")


def inside() -> Expression:
    """The length of ``C`` inside the unit (low, high)."""
    return total(C, lambda s: positive_part(smallest(s[1], high) - largest(s[0], low)), "s")


def hull_excess() -> Expression:
    """The length of the convex hull of ``C`` without ``C``: the reported irreducible error."""
    return C[length(C) - 1, 1] - C[0, 0] - measure()


def error() -> Expression:
    """The length of the symmetric difference of the unit and ``C``."""
    return high - low + measure() - 2 * inside()
