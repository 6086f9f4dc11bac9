"""Features with little interference: unit vectors whose largest inner product is at most M (arXiv 2512.05534, appendix C)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from theory.errors import InputError

Floats = NDArray[np.float64]
_ROUNDING = 1e-6  # of float32 features: inner products of unit vectors of 24-bit numbers are off by less


@dataclass(frozen=True)
class Features:
    """Unit vectors and how they came about.

    Args:
        features_np: one feature per row, shape (n, p).
        interference: largest inner product (or absolute inner product) of two different rows.
        start: the same for the random vectors at the start.
        steps: steps of projected gradient descent; 0 says that the random vectors already satisfied the demand.
    """

    features_np: Floats
    interference: float
    start: float
    steps: int

    @property
    def random_sufficed(self) -> bool:
        """Whether drawn features met the bound without being improved."""
        return self.steps == 0


def interference_of(features_np: Floats, *, absolute: bool = False) -> float:
    """``max_{i != j} <w_i, w_j>``, or of ``|<w_i, w_j>|``; minus infinity (or 0) for a single feature.

    >>> interference_of(np.array([[1.0, 0.0], [-1.0, 0.0]])), interference_of(np.array([[1.0, 0], [-1, 0]]), absolute=True)
    (-1.0, 1.0)
    """
    gram = features_np @ features_np.T
    np.fill_diagonal(gram, 0.0 if absolute else -np.inf)
    return float((np.abs(gram) if absolute else gram).max())


def least_interference(n: int, p: int, *, absolute: bool = False) -> tuple[float, str]:
    r"""What no n unit vectors of R^p can go below, and the name of the bound that says so.

    Signed, ``mu = max_{i != j} <w_i, w_j>`` (what the source limits): ``mu >= -1/(n-1)`` always, attained by a simplex exactly
    when ``n <= p+1``; ``mu >= 0`` when ``n >= p+2`` (Rankin 1955), attained up to ``n = 2p`` by vectors of an orthonormal basis
    and their negatives; ``mu >= (n-2p) / (p(n-2))`` when ``n > 2p``: with ``t = <w_i, w_j>``, ``(t+1)(t-mu) <= 0``; summed over
    ``i != j``, with ``sum t^2 >= n^2/p - n`` and ``sum t >= -n``, this is the claim (the second-degree bound of Levenshtein).

    Absolute, ``max |<w_i, w_j>|``: 0 for ``n <= p``, else ``sqrt((n-p) / (p(n-1)))`` (Welch 1974).

    >>> least_interference(1000, 768), least_interference(3, 2), least_interference(2, 1, absolute=True)
    ((0.0, "Rankin's bound, n >= p+2"), (-0.5, 'the simplex bound, n <= p+1'), (1.0, "Welch's bound, n > p"))
    """
    if absolute:
        if n <= p:
            return 0.0, "orthogonality, n <= p"
        return math.sqrt((n - p) / (p * (n - 1))), "Welch's bound, n > p"
    if n == 1:
        return -math.inf, "a single feature"
    if n <= p + 1:
        return -1.0 / (n - 1), "the simplex bound, n <= p+1"
    if n <= 2 * p:
        return 0.0, "Rankin's bound, n >= p+2"
    return (n - 2 * p) / (p * (n - 2)), "Levenshtein's bound, n > 2p"


def features_with_interference(
    n: int, p: int, limit: float | None, *, seed: int, absolute: bool = False, max_steps: int = 2000
) -> Features:
    r"""n unit vectors of R^p with ``max_{i != j} <w_i, w_j> <= limit``, by projected gradient descent from random ones.

    The descent lowers ``1/2 sum_{i != j} max(0, <w_i, w_j> - t)^2`` with a target t a little below the limit, and puts
    every row back on the sphere after each step. It stops as soon as the limit holds; random features that hold it already
    are returned as they are.

    Args:
        n: features, at least 1.
        p: dimension, at least 1.
        limit: M; None asks for random features without any limit.
        seed: of the random start; the same seed gives the same features on the same machine.
        absolute: limit ``|<w_i, w_j>|`` instead of the signed inner product, which is what the source limits.
        max_steps: of the descent.

    Raises:
        InputError: a bound forbids the limit, or the descent did not reach it.

    >>> found = features_with_interference(8, 5, 0.2, seed=0)
    >>> interference_of(found.features_np) <= 0.2, found.random_sufficed
    (True, False)
    """
    if n < 1 or p < 1:
        raise InputError("features", f"n={n}, p={p}", "both must be at least 1")
    if limit is not None:
        _refuse_impossible(n, p, limit, absolute)
    rng = np.random.default_rng(np.random.SeedSequence([seed, n, p, *b"features"]))
    start_np = _unit(rng.standard_normal((n, p)))
    start = interference_of(start_np, absolute=absolute)
    if limit is None or start <= limit - _ROUNDING:
        return Features(start_np, start, start, 0)
    return _descend(start_np, start, limit, absolute, max_steps)


def _refuse_impossible(n: int, p: int, limit: float, absolute: bool) -> None:
    if not limit <= 1:
        raise InputError("interference", limit, "inner products of unit vectors are at most 1", "give a limit M <= 1")
    least, why = least_interference(n, p, absolute=absolute)
    if limit < least or (limit == least == 0.0 and not absolute and n > 2 * p):
        kind = "max |<w_i, w_j>|" if absolute else "max <w_i, w_j>"
        raise InputError(
            "interference",
            limit,
            f"{n} unit vectors in R^{p} have {kind} >= {least:.6g} ({why})",
            f"raise M above {least:.6g}",
        )


def _unit(rows: Floats) -> Floats:
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _descend(rows: Floats, start: float, limit: float, absolute: bool, max_steps: int) -> Features:
    n, p = rows.shape
    least = max(-1.0, least_interference(n, p, absolute=absolute)[0])
    # the squared penalty reaches its target only in the limit of many steps: aim below the demand to meet it in a few
    aim = limit - max(_ROUNDING, min(0.02, 0.25 * (limit - least)))
    rate, before, reached = 0.5, math.inf, start  # one step of rate 1/2 settles a single pair that interferes
    for step in range(1, max_steps + 1):
        gram = rows @ rows.T
        np.fill_diagonal(gram, 0.0 if absolute else -1.0)
        excess = np.maximum(np.abs(gram) - aim, 0.0) * np.sign(gram) if absolute else np.maximum(gram - aim, 0.0)
        np.fill_diagonal(excess, 0.0)
        height = float((excess * excess).sum())
        rate = rate / 2 if height > before else min(rate * 1.1, 0.5)
        before = height
        rows = _unit(rows - rate * (excess @ rows))
        reached = interference_of(rows, absolute=absolute)
        if reached <= limit - _ROUNDING:
            return Features(rows, reached, start, step)
    raise InputError(
        "interference",
        limit,
        f"{max_steps} steps of projected gradient descent reached {reached:.6g} with n={n}, p={p}",
        f"raise M (bound: {least_interference(n, p, absolute=absolute)[0]:.6g}), allow more steps, or choose another seed",
    )
