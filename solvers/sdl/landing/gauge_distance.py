"""How far a floating-point model is from a given solution, modulo the exact gauge group of its activation.

Legend: pairs ``(W_E, W_D)`` with rows a_i and columns u_i; ``W'`` is the reference.  The squared distance is

    min over gauge elements (pi, c) of  sum_i |a_i - c_i a'_pi(i)|^2 + |u_i - u'_pi(i) / c_i|^2.

For one pair of neurons ``g(c) = |a|^2 + |u|^2 - 2 alpha c + C c^2 - 2 beta / c + F / c^2`` with ``alpha = a.a'``, ``beta = u.u'``,
``C = |a'|^2``, ``F = |u'|^2``; its minima over c > 0 are roots of the quartic ``C c^4 - alpha c^3 + beta c - F``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linear_sum_assignment

from theory.sdl import Problem
from theory.sdl.gauge import GaugeGroup

Array = NDArray[np.float64]


@dataclass(frozen=True)
class GaugeDistance:
    """The distance, and the gauge copy of the reference that is nearest (``scales[i]`` times neuron ``permutation[i]``).

    A scale of 0 or infinity marks a reference neuron with a zero encoder or decoder, where the infimum is not attained.
    """

    distance: float
    permutation: tuple[int, ...]
    scales: tuple[float, ...]


def gauge_distance(
    group: GaugeGroup, model: tuple[ArrayLike, ArrayLike], reference: tuple[ArrayLike, ArrayLike]
) -> GaugeDistance:
    """The minimum over the whole gauge orbit, up to rounding: permutations by optimal assignment, scalings in closed form.

    ``model``, ``reference``: (W_E of shape (q, p), W_D of shape (r, q)).  For a common scale c every permutation that is
    optimal for some c is found first (they form the upper envelope of lines in c^2), then each one's quartic is solved.
    Raises ValueError when shapes differ.

    >>> relu = GaugeGroup(2, "each")
    >>> found = gauge_distance(relu, ([[0, 2], [3, 0]], [[0, 1], [1, 0]]), ([[1, 0], [0, 1]], [[3, 0], [0, 2]]))
    >>> round(found.distance, 12), found.permutation
    (0.0, (1, 0))
    """
    a, u = _neurons(model)
    b, v = _neurons(reference)
    if a.shape != b.shape or u.shape != v.shape or len(a) != group.width:
        raise ValueError(
            f"model {a.shape}, {u.shape} and reference {b.shape}, {v.shape} do not fit width {group.width}"
        )
    alpha, beta = a @ b.T, u @ v.T
    if group.scaling == "common":
        return _common_scale(alpha, beta, a, u, b, v)
    norms = [(x * x).sum(axis=1) for x in (a, u, b, v)]
    if group.scaling == "none":
        scale = np.ones_like(alpha)
    else:
        scale = best_scales(alpha, beta, np.broadcast_to(norms[2], alpha.shape), np.broadcast_to(norms[3], alpha.shape))
    cost = _cost(scale, alpha, beta, norms[2], norms[3]) + (norms[0] + norms[1])[:, None]
    rows, columns = linear_sum_assignment(cost)
    chosen = scale[rows, columns]
    return GaugeDistance(
        _length(a, u, b[columns], v[columns], chosen), tuple(map(int, columns)), tuple(map(float, chosen))
    )


def output_distance(
    problem: Problem, model: tuple[ArrayLike, ArrayLike], reference: tuple[ArrayLike, ArrayLike]
) -> float:
    """``(sum_d M_d |W_D z_d - W'_D z'_d|^2)^(1/2)``: the distance of what the two models compute on the features.

    It vanishes on whole families of solutions, where the distance of parameters does not.
    """
    w, _, weights = problem.arrays()
    difference = np.zeros((problem.n, problem.r))
    for (encoder, decoder), sign in ((model, 1.0), (reference, -1.0)):
        z = problem.activation.numpy(w @ np.asarray(encoder, dtype=np.float64).T)
        difference += sign * z @ np.asarray(decoder, dtype=np.float64).T
    return float(np.sqrt((weights * (difference**2).sum(axis=1)).sum()))


def best_scales(alpha: Array, beta: Array, c2: Array, f: Array) -> Array:
    """The c in [0, infinity] that minimises ``C c^2 - 2 alpha c - 2 beta / c + F / c^2``, entry by entry.

    Where C or F vanishes the best c may be infinite or zero: then the infimum is a limit.

    >>> float(best_scales(np.array([2.0]), np.array([2.0]), np.array([1.0]), np.array([4.0]))[0])
    2.0
    """
    flat = [np.ravel(x).astype(np.float64) for x in (alpha, beta, c2, f)]
    out = np.array([_best_scale(*values) for values in zip(*flat, strict=True)])
    return out.reshape(np.shape(alpha))


def _best_scale(alpha: float, beta: float, c2: float, f: float) -> float:
    if c2 == 0 and f == 0:
        return 1.0
    if c2 == 0:
        return f / beta if beta > 0 else np.inf
    if f == 0:
        return alpha / c2 if alpha > 0 else 0.0
    # c = unit * x makes the outer coefficients equal, so that the roots are well scaled
    unit = (f / c2) ** 0.25
    middle = (alpha / (c2 * unit), beta / (c2 * unit**3))
    roots = np.roots([1.0, -middle[0], 0.0, middle[1], -1.0])
    # roots of a real quartic come with imaginary parts of the size of rounding; near double roots that is its square root
    real = np.abs(roots[np.abs(roots.imag) <= 1e-6 * np.abs(roots)].real) * unit
    candidates = np.array([_polish(x, alpha, beta, c2, f) for x in real])
    return float(candidates[np.argmin(_cost(candidates, alpha, beta, c2, f))])


def _polish(x: float, alpha: float, beta: float, c2: float, f: float) -> float:
    """Two Newton steps on the derivative of the cost; costs are not compared, they are too flat to tell 1e-8 apart."""
    for _ in range(2):
        slope = c2 * x - alpha + beta / x**2 - f / x**3
        curvature = c2 - 2 * beta / x**3 + 3 * f / x**4
        # a root found by eigenvalues is already close: a long step means a nearly double root, left as it is
        if curvature > 0 and abs(slope) < 1e-4 * curvature * x:
            x -= slope / curvature
    return x


def _cost(c: ArrayLike, alpha: ArrayLike, beta: ArrayLike, c2: ArrayLike, f: ArrayLike) -> Array:
    """The part of the cost that depends on c; the limits at 0 and infinity are finite only where they are used."""
    x = np.asarray(c, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        grow = np.where(np.asarray(c2) == 0, 0.0, np.asarray(c2) * x**2 - 2 * np.asarray(alpha) * x)
        shrink = np.where(np.asarray(f) == 0, 0.0, np.asarray(f) / x**2 - 2 * np.asarray(beta) / x)
    return grow + shrink


def _length(a: Array, u: Array, b: Array, v: Array, scale: Array) -> float:
    """The distance from the differences themselves: expanding the square would lose half of the digits near 0."""
    finite = np.where(np.isfinite(scale), scale, 0.0)[:, None]
    inverse = np.where(scale > 0, 1.0 / np.where(scale > 0, scale, 1.0), 0.0)[:, None]
    return float(np.sqrt(((a - finite * b) ** 2).sum() + ((u - inverse * v) ** 2).sum()))


def _common_scale(alpha: Array, beta: Array, a: Array, u: Array, b: Array, v: Array) -> GaugeDistance:
    found: list[GaugeDistance] = []
    for columns in _envelope(alpha, beta):
        order = np.array(columns)
        rows = np.arange(len(order))
        scale = _best_scale(
            alpha[rows, order].sum(), beta[rows, order].sum(), float((b * b).sum()), float((v * v).sum())
        )
        scales = np.full(len(order), scale)
        found.append(GaugeDistance(_length(a, u, b[order], v[order], scales), columns, tuple(map(float, scales))))
    return min(found, key=lambda x: x.distance)


def _envelope(alpha: Array, beta: Array) -> set[tuple[int, ...]]:
    """Every permutation that maximises ``c^2 alpha(pi) + beta(pi)`` for some c (Eisner and Severance, 1976)."""
    rows = np.arange(len(alpha))

    def best(weight_alpha: float, weight_beta: float) -> tuple[int, ...]:
        return tuple(map(int, linear_sum_assignment(weight_alpha * alpha + weight_beta * beta, maximize=True)[1]))

    def value(matrix: Array, columns: tuple[int, ...]) -> float:
        return float(matrix[rows, list(columns)].sum())

    out = {best(0.0, 1.0), best(1.0, 0.0)}
    pending = [(best(0.0, 1.0), best(1.0, 0.0))]
    while pending:
        first, last = pending.pop()
        rise, drop = value(alpha, last) - value(alpha, first), value(beta, first) - value(beta, last)
        if first == last or rise <= 0 or drop <= 0:
            continue
        middle = best(drop, rise)  # where the two lines cross: c^2 = drop / rise
        size = abs(drop) * np.abs(alpha).sum() + abs(rise) * np.abs(beta).sum()
        gain = drop * (value(alpha, middle) - value(alpha, first)) + rise * (value(beta, middle) - value(beta, first))
        if gain > 1e-12 * size:  # below that a third line only touches the crossing
            out.add(middle)
            pending += [(first, middle), (middle, last)]
    return out


def _neurons(pair: tuple[ArrayLike, ArrayLike]) -> tuple[Array, Array]:
    encoder, decoder = (np.asarray(x, dtype=np.float64) for x in pair)
    return encoder, decoder.T
