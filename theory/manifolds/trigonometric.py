"""Coordinates of parametrised manifolds, written once: evaluated at parameters, and averaged exactly.

Legend: a coordinate is a finite sum of terms ``c * prod_i u_i^n_i trig(m_i u_i)`` in parameters ``u_i``, where ``trig(m u)`` is 1 for
m = 0, ``cos(m u)`` for m > 0 and ``sin(|m| u)`` for m < 0.  Products of such sums are such sums again.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from theory.manifolds.pi_numbers import PI, PiNumber

Factor = tuple[int, int]  # (power n, frequency m)
Key = tuple[tuple[str, Factor], ...]
Number = PiNumber | Fraction | int
ONE: Factor = (0, 0)


@dataclass(frozen=True)
class Interval:
    """The range of a parameter; where its sine or cosine occurs, both ends must be integer multiples of pi/2."""

    low: PiNumber
    high: PiNumber

    @property
    def length(self) -> PiNumber:
        """The length, an exact number."""
        return self.high - self.low


def interval(low: Number, high: Number) -> Interval:
    """The range ``low <= u <= high`` of a parameter, ``low < high``; raises ``ValueError`` on an empty one."""
    out = Interval(PiNumber.of(low), PiNumber.of(high))
    if not out.length > 0:
        raise ValueError(f"the range from {out.low} to {out.high} is empty or one point: low must be below high")
    return out


@dataclass(frozen=True)
class Trig:
    """A sum of terms, by their keys.

    >>> r, t = parameter("r"), cosine("t")
    >>> (r * t * t).average({"r": interval(0, 1), "t": interval(0, 2 * PI)})
    1/4
    """

    terms: tuple[tuple[Key, PiNumber], ...] = ()

    def __add__(self, other: Trig | Number) -> Trig:
        out = dict(self.terms)
        for key, c in _lift(other).terms:
            out[key] = out.get(key, PiNumber()) + c
        return _trig(out)

    def __mul__(self, other: Trig | Number) -> Trig:
        out: dict[Key, PiNumber] = {}
        for (a, c), (b, d) in product(self.terms, _lift(other).terms):
            for key, factor in _times(a, b):
                out[key] = out.get(key, PiNumber()) + c * d * factor
        return _trig(out)

    __radd__, __rmul__ = __add__, __mul__

    def __sub__(self, other: Trig | Number) -> Trig:
        return self + _lift(other) * -1

    def __rsub__(self, other: Trig | Number) -> Trig:
        return _lift(other) - self

    @cached_property
    def _rounded(self) -> list[tuple[Key, float]]:
        return [(key, float(c)) for key, c in self.terms]

    def __call__(self, values: dict[str, npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
        """The values at arrays of parameters, all of one shape."""
        out = np.zeros(np.broadcast_shapes(*(v.shape for v in values.values())))
        for key, c in self._rounded:
            part: Any = c
            for name, (n, m) in key:
                u = values[name]
                if n:
                    part = part * u**n
                if m:
                    part = part * (np.cos(m * u) if m > 0 else np.sin(-m * u))
            out += part
        return out

    def average(self, ranges: dict[str, Interval]) -> PiNumber:
        """The exact mean over independent parameters, each uniform on its range."""
        out = PiNumber()
        for key, c in self.terms:
            for name, (n, m) in key:
                where = ranges[name]
                c = c * (_integral(n, m, where) / where.length)
            out = out + c
        return out


def parameter(name: str) -> Trig:
    """The parameter itself."""
    return _trig({((name, (1, 0)),): PiNumber.of(1)})


def cosine(name: str, frequency: int = 1) -> Trig:
    """``cos(frequency * u)``, frequency at least 1."""
    return _trig({((name, (0, frequency)),): PiNumber.of(1)})


def sine(name: str, frequency: int = 1) -> Trig:
    """``sin(frequency * u)``, frequency at least 1."""
    return _trig({((name, (0, -frequency)),): PiNumber.of(1)})


def constant(value: Number) -> Trig:
    """A number as a sum with one term."""
    return _lift(value)


def _lift(x: Trig | Number) -> Trig:
    return x if isinstance(x, Trig) else _trig({(): PiNumber.of(x)})


def _trig(terms: dict[Key, PiNumber]) -> Trig:
    return Trig(tuple((key, c) for key, c in sorted(terms.items()) if c.terms))


def _times(a: Key, b: Key) -> list[tuple[Key, Fraction]]:
    """The product of two terms, by ``2 cos x cos y = cos(x - y) + cos(x + y)`` and the like in each parameter."""
    left, right = dict(a), dict(b)
    out: list[tuple[Key, Fraction]] = [((), Fraction(1))]
    for name in sorted({*left, *right}):
        (n, x), (k, y) = left.get(name, ONE), right.get(name, ONE)
        parts = _products(x, y)
        out = [
            ((*key, (name, (n + k, m))) if (n + k, m) != ONE else key, c * f)
            for key, c in out
            for m, f in parts.items()
        ]
    return out


def _products(x: int, y: int) -> dict[int, Fraction]:
    if x == 0 or y == 0:
        return {x + y: Fraction(1)}
    half, out = Fraction(1, 2), dict[int, Fraction]()
    p, q = abs(x), abs(y)
    if (x > 0) == (y > 0):  # cos cos, or sin sin
        found = [(abs(p - q), half), (p + q, half if x > 0 else -half)]
    else:  # sin(s) cos(c) = (sin(s + c) + sin(s - c)) / 2, sines are the negative frequencies
        s, c = (p, q) if x < 0 else (q, p)
        found = [(-(s + c), half), (-abs(s - c), half if s > c else -half)]
        found = found if s != c else found[:1]
    for m, f in found:
        out[m] = out.get(m, Fraction(0)) + f
    return out


def _integral(n: int, m: int, where: Interval) -> PiNumber:
    return _primitive(n, m, where.high) - _primitive(n, m, where.low)


@lru_cache(maxsize=4096)
def _primitive(n: int, m: int, at: PiNumber) -> PiNumber:
    """The integral of ``u^n trig(m u)`` from some fixed point to ``at``, by parts."""
    if m == 0:
        return _power(at, n + 1) * Fraction(1, n + 1)
    f = abs(m)
    cos, sin = _at_quarter(f, at)
    # cos: u^n sin(fu)/f - n/f * integral of u^(n-1) sin(fu);  sin: -u^n cos(fu)/f + n/f * integral of u^(n-1) cos(fu)
    first = _power(at, n) * (Fraction(sin, f) if m > 0 else Fraction(-cos, f))
    return first + (_primitive(n - 1, -m, at) * Fraction(-n if m > 0 else n, f) if n else 0)


def _power(x: PiNumber, n: int) -> PiNumber:
    out = PiNumber.of(1)
    for _ in range(n):
        out = out * x
    return out


def _at_quarter(frequency: int, at: PiNumber) -> tuple[int, int]:
    """cos and sin of ``frequency * at`` where ``at`` is a multiple of pi/2."""
    quarters = (at / PI * 2).rational
    if quarters is None or quarters.denominator != 1:
        raise ValueError(
            f"the end {at} of the range of an angle is no multiple of pi/2, so its moments are no PiNumber"
        )
    return [(1, 0), (0, 1), (-1, 0), (0, -1)][int(quarters) * frequency % 4]
