"""Copositivity of the forms ``nu D - D G D`` (D = diag(M), G the Gram matrix of targets), subset by subset.

Lemma.  Let Q be symmetric, all its proper principal submatrices copositive, and x a vector with ``Q x >= 0`` and
``sum(x) > 0``.  Then Q is copositive.  Proof: otherwise the minimum of ``y^T Q y`` over the simplex is negative; it is not on the
boundary, which belongs to proper principal submatrices; so it is at some y > 0 with ``Q y = c (1, .., 1)``, ``c = y^T Q y < 0``.
Then ``y^T Q x = c sum(x) < 0``, but ``y > 0`` and ``Q x >= 0`` say otherwise.  QED  (By Farkas' lemma such an x always exists
when Q is copositive, so nothing is lost.)

What it is for: one neuron with activations ``z >= 0`` on a set S of features has, with its best decoder, the loss
``sum_S M_d |v_d|^2 - z^T D G D z / z^T D z``.  If ``nu D - D G D`` is copositive on S it is at least ``sum_S M_d |v_d|^2 - nu``.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from theory.certificates.algebra import dot, total
from theory.certificates.exact_numbers import Rejected, sign
from theory.certificates.points.network import Data
from theory.certificates.work import cost, longest, spend


def gain_form(problem: Data, nu: Any, on: Sequence[int]) -> list[list[Any]]:
    """``nu D - D G D`` restricted to the features ``on``."""
    m, v = problem.m, problem.v
    spend(9 * len(on) ** 2 * cost(longest([nu]) + longest(m)))
    return [[(nu * m[d] if d == e else Fraction(0)) - m[d] * m[e] * dot(v[d], v[e]) for e in on] for d in on]


def lemma_applies(q: list[list[Any]], x: list[Any], where: str) -> Any:
    """Raise unless ``Q x >= 0`` and ``sum(x) > 0``; return ``sum(x) + sum(Q x)``, which certificates record."""
    if len(x) != len(q):
        raise Rejected(f"{where}: expected {len(q)} numbers")
    image = [dot(row, x) for row in q]
    if any(sign(y) < 0 for y in image):
        raise Rejected(f"{where}: Q x has a negative entry")
    if sign(total(x)) <= 0:
        raise Rejected(f"{where}: the sum of x is not positive")
    return total([*x, *image])


def subsets(on: Sequence[int]) -> list[tuple[int, ...]]:
    """All nonempty subsets in binary order: bit k of the number speaks of ``on[k]``."""
    return [tuple(d for k, d in enumerate(on) if mask >> k & 1) for mask in range(1, 1 << len(on))]
