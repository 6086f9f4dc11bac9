"""Unit vectors of one inner product for all pairs, mixed from orthonormal ones: how siblings are made coherent.

Legend: over orthonormal ``q_1, ..., q_n`` the atom ``u_i = (1 - e) q_i + e / (n - 1) sum_{j != i} q_j``, divided by its norm.
"""

from __future__ import annotations

import math

from theory.errors import InputError


def mixing(n: int, rho: float) -> float:
    """The e between 0 and (n - 1)/n at which all pairs of mixed atoms have the cosine rho.

    ``e = (n - 1)/n (1 - sqrt((1 - rho) / (1 + (n - 1) rho)))``: with ``a = 1 - e`` and ``b = e/(n - 1)`` the cosine is
    ``(2ab + (n - 2) b^2) / (a^2 + (n - 1) b^2)``, and ``a - b``, ``a + (n - 1) b = 1`` diagonalise it:
    ``(a - b)^2 = (1 - rho) / (1 + (n - 1) rho)``. The other root of this square lies beyond (n - 1)/n.

    Args:
        n: number of atoms, at least 1.
        rho: between 0 and 1; with n = 1 there are no pairs and e = 0.

    Raises:
        InputError: values out of range.

    Source: the table of arXiv 2506.03093's code, which calls it tuned; the closed form is claim pursuit.mixing-coefficient.

    >>> [round(mixing(3, rho), 4) for rho in (0.0, 0.1, 0.5, 0.9)]
    [0.0, 0.0893, 0.3333, 0.5407]
    """
    if n < 1 or not 0 <= rho <= 1:
        raise InputError("coherence", f"rho = {rho} for {n} atoms", "0 <= rho <= 1 and at least one atom are needed")
    if n == 1:
        return 0.0
    return (n - 1) / n * (1 - math.sqrt((1 - rho) / (1 + (n - 1) * rho)))
