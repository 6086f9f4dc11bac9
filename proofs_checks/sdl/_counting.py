"""Typed statements that count: features in general position, and "there are exactly k of these"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from theory.typed import Expr, cardinal, family, iff, member, negation, subset, vec, zero
from theory.typed import both as all_of
from theory.typed import exists as some
from theory.typed import for_all as every
from theory.typed import implies as if_then
from theory.typed import total as add_up


def no_relation(features: Expr, count: str, most: Expr, *, affine: bool = False) -> Expr:
    """No combination of at most so many features vanishes (``affine``: with coefficients of sum 0), unless all coefficients are 0.

    Args:
        features: the matrix whose columns they are, of p rows.
        count: the size that says how many they are.
        most: how many of them a combination may use.
        affine: whether only combinations with coefficients of sum 0 are asked about.
    """

    def independent(c: Expr, chosen: Expr) -> Expr:
        outside = every(count, lambda d: if_then(negation(member(d, chosen)), c[d] == 0), "d")
        vanishes = features @ c == zero(vec("p"))
        relation = all_of(vanishes, add_up(count, lambda d: c[d], "d") == 0) if affine else vanishes
        return if_then(cardinal(chosen) <= most, if_then(outside, if_then(relation, c == zero(vec(count)))))

    return every(subset(count), lambda chosen: every(vec(count), lambda c: independent(c, chosen), "c"), "T")


def exactly_k(kind: Any, holds: Callable[[Expr], Expr], name: str) -> Expr:
    """There are k different things of this kind, and they are those for which the statement holds."""

    def lists(found: Expr) -> Expr:
        different = every("k", lambda i: every("k", lambda j: if_then(found[i] == found[j], i == j), "j"), "i")
        return all_of(different, every(kind, lambda x: iff(holds(x), some("k", lambda i: found[i] == x, "i")), name))

    return some(family("k", kind), lists, "L")
