"""Second decisions about bounds in the plane: all pairs of many directions of encoder rows, in floating point.

The directions are a grid, the ends of every linear piece and points close to them on both sides, where infima that are not attained
are approached: at a distance of 10^-4 the loss is within some 10^-4 of its limit, and round-off is still below 10^-7 of it.
"""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import numpy as np

from tests.theory.certificates.fuzz.language import Reader
from tests.theory.certificates.fuzz.points import Problem
from tests.theory.certificates.fuzz.values import need

GRID, OFFSETS = 120, (0.0, 1e-2, -1e-2, 1e-4, -1e-4)
ROUND_OFF, NEAR = 1e-7, 3e-3  # of the loss of the zero network
APART = 1e-3  # of 1 minus the squared cosine of two codes: independent


def plane_bound(asserts: dict[str, Any], _: dict[str, Any]) -> bool:
    """No pair of the directions does better."""
    least, _apart, energy = _least(asserts)
    return _compare(asserts, "lower_bound", least + ROUND_OFF * energy) <= 0


def plane_infimum(asserts: dict[str, Any], _: dict[str, Any]) -> bool:
    """No pair does better, some pair nearly reaches it; if it is not attained, no pair of independent codes reaches it."""
    least, apart, energy = _least(asserts)
    need(asserts.get("attained", False) is False)
    reached = _compare(asserts, "infimum", least - NEAR * energy) >= 0
    unattained = "attained" not in asserts or _compare(asserts, "infimum", apart - ROUND_OFF * energy) < 0
    return reached and unattained and _compare(asserts, "infimum", least + ROUND_OFF * energy) <= 0


def _compare(asserts: dict[str, Any], name: str, value: float) -> int:
    reader = Reader({"field": asserts.get("field")})
    return reader.compare(reader.data(asserts[name]), reader.number(str(Fraction(value))))


def _least(asserts: dict[str, Any]) -> tuple[float, float, float]:
    """The least loss of one or two neurons, the least one with independent codes, and the loss of the zero network."""
    p = Problem({**asserts, "field": None})
    q = asserts["width"]
    need(type(q) is int and q in (1, 2) and len(p.w[0]) <= 2 and (p.act["type"] != "topk" or p.act["k"] >= q))
    w, v, m = (np.array(x, dtype=float) for x in (p.w, p.v, p.m))
    energy = float((m[:, None] * v**2).sum())
    codes = np.array(_codes(p, w)).reshape(-1, len(w))
    if not len(codes):
        return energy, energy, energy
    codes = codes / np.sqrt((codes**2 * m).sum(1))[:, None]
    sums = (codes * m) @ v
    best = min(energy, energy - float((sums**2).sum(1).max()))
    if q == 1:
        return best, best, energy
    inner, outer = (codes * m) @ codes.T, sums @ sums.T
    squares = np.diag(outer)
    det = 1 - inner**2
    with np.errstate(all="ignore"):
        gain = (squares[:, None] + squares[None, :] - 2 * outer * inner) / det
    pairs = energy - np.where(det > 1e-9, gain, -np.inf)  # closer codes are parallel up to round-off
    apart = energy - np.where(det > APART, gain, -np.inf)
    return min(best, float(pairs.min())), min(best, float(apart.min())), energy


def _codes(p: Problem, w: Any) -> list[Any]:
    """The codes of many rows; under jumprelu, of all thresholds below the largest preactivation of a row."""
    rows = np.array([[1.0], [-1.0]]) if w.shape[1] == 1 else _directions(p, w)
    out = []
    jump = p.act["type"] == "jumprelu" and p.act["theta"] > 0
    for row in rows:
        pre = w @ row
        levels = sorted({x for x in pre if x > 1e-12}) if jump else [0.0]
        codes = [np.where((pre >= level - 1e-12) & (pre > 0), pre, 0.0) for level in levels]
        out += [code for code in codes if code.any()]
    return out


def _directions(p: Problem, w: Any) -> Any:
    walls = [*w, *(a - b for a, b in itertools.combinations(w, 2))] if p.act["type"] == "jumprelu" else [*w]
    ends = [np.arctan2(*x[::-1]) + quarter for x in walls if x.any() for quarter in (np.pi / 2, -np.pi / 2)]
    angles = np.array([*np.linspace(0, 2 * np.pi, GRID, endpoint=False), *(e + d for e in ends for d in OFFSETS)])
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)
