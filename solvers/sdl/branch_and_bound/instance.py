"""One exact instance and its floating-point shadow.

``f(U, V) = sum_d M_d |a_d - V z_d|^2 + ridge sum_i |v_i|^2 sum_d M_d z_id^2``, ``z_id = sigma(<u_i, w_d>)``.
With ``X = w sqrt(M)`` and ``A = a sqrt(M)`` the weights vanish; the square roots exist only in the shadow.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from solvers.sdl.branch_and_bound.cover import Ray, pivots

Number = int | str | Fraction
Vectors = Sequence[Sequence[Number]]


@dataclass(frozen=True)
class Instance:
    """Exact data; ``rays[d]`` is feature d in the kept coordinates, scaled to integers by one common factor."""

    features_in: tuple[tuple[Fraction, ...], ...]
    features_out: tuple[tuple[Fraction, ...], ...]
    weights: tuple[Fraction, ...]
    width: int
    ridge: Fraction
    columns: tuple[int, ...]
    rays: tuple[Ray, ...]
    theta: Fraction | None = None

    def floats(self) -> tuple[np.ndarray, np.ndarray]:
        """``X`` (n x kept coordinates) and ``A`` (outputs x n), with the square roots of the weights absorbed."""
        root = np.sqrt(np.array([float(m) for m in self.weights]))
        X = np.array([[float(w[c]) for c in self.columns] for w in self.features_in]) * root[:, None]
        A = np.array([[float(x) for x in a] for a in self.features_out]).T * root[None, :]
        return np.ascontiguousarray(X), np.ascontiguousarray(A)


def _exact(rows: Vectors, what: str) -> tuple[tuple[Fraction, ...], ...]:
    try:
        out = tuple(tuple(Fraction(x) for x in row) for row in rows)
    except (TypeError, ValueError, ZeroDivisionError) as error:
        raise ValueError(f"{what}: {error}; give integers, fractions or strings such as '3/5'") from None
    if not out or not out[0] or any(len(row) != len(out[0]) for row in out):
        raise ValueError(
            f"{what}: needs at least one vector, and all of one length; got lengths {[len(r) for r in out]}"
        )
    return out


def read_instance(
    features_in: Vectors,
    features_out: Vectors | None,
    weights: Sequence[Number] | None,
    width: int,
    ridge: Number,
    theta: Number | None = None,
) -> Instance:
    """Read and check the data of one instance; floats are refused where they are not exactly what they look like.

    >>> read_instance([["3/5", "4/5"]], None, None, 1, "1/100").rays
    ((3,),)
    """
    w = _exact(features_in, "features_in")
    a = w if features_out is None else _exact(features_out, "features_out")
    m = tuple(Fraction(x) for x in weights) if weights is not None else (Fraction(1),) * len(w)
    if not len(w) == len(a) == len(m):
        raise ValueError(
            f"features_in, features_out, weights have lengths {len(w)}, {len(a)}, {len(m)}; they must agree"
        )
    if any(x <= 0 for x in m):
        raise ValueError(f"weights must be positive, found {min(m)}; drop features of weight zero")
    if width < 1:
        raise ValueError(f"width: {width} neurons; needs at least 1")
    lam = Fraction(ridge)
    if lam <= 0:
        raise ValueError(f"ridge: {lam}; it must be positive, because without it the infimum is often not attained")
    scale = math.lcm(*(x.denominator for row in w for x in row))
    integers = [tuple(int(x * scale) for x in row) for row in w]
    # a code depends on u only through <u, w_d>: dependent coordinates of the features add nothing
    columns = tuple(pivots(list(zip(*integers, strict=True)))[0])
    if not columns:
        raise ValueError("features_in: all features are zero, so every code is zero; nothing to minimise over")
    rays = tuple(tuple(row[c] for c in columns) for row in integers)
    return Instance(w, a, m, width, lam, columns, rays, None if theta is None else Fraction(theta))


def objective(
    instance: Instance, encoder: Sequence[Sequence[Fraction]], decoder: Sequence[Sequence[Fraction]]
) -> Fraction:
    """The exact value of f at (encoder, decoder): a rigorous upper bound of the minimum.

    ``encoder``: k rows of length p; ``decoder``: r rows of length k.
    """
    total = Fraction(0)
    mass = [Fraction(0)] * len(encoder)
    for w, a, m in zip(instance.features_in, instance.features_out, instance.weights, strict=True):
        pre = [sum((x * y for x, y in zip(u, w, strict=True)), Fraction(0)) for u in encoder]
        cut = Fraction(0) if instance.theta is None else instance.theta
        z = [x if x > cut else Fraction(0) for x in pre]
        for i, x in enumerate(z):
            mass[i] += m * x * x
        for row, target in zip(decoder, a, strict=True):
            total += m * (target - sum((v * x for v, x in zip(row, z, strict=True)), Fraction(0))) ** 2
    for i, size in enumerate(mass):
        total += instance.ridge * size * sum((row[i] ** 2 for row in decoder), Fraction(0))
    return total
