"""What coherence guarantees for a dictionary: enclosures of coherence and Babel function, and the largest safe number of atoms.

Legend: ``c_ij`` the cosine of atoms i and j; ``mu = max_{i != j} |c_ij|``; ``mu_1(r)`` the largest sum of r absolute cosines of one atom
with others.  Tropp (2004): if ``mu_1(k) + mu_1(k - 1) < 1``, then pursuit by absolute products, and orthogonal pursuit, never leave the
support of any code of k atoms (claim ``pursuit.babel-recovery``).

All bounds are rigorous for the numbers that are stored.  Rows are divided by their norm and multiplied in double precision, with unit
roundoff ``u = 2^-53``: the computed norm is off by at most ``(p/2 + 2) u`` relatively, division and sum of p products add ``p u + 2 u``,
in every order of summation (Higham 2002, section 3.1); ``SLACK(p) = (2 p + 20) u`` covers both atoms with room for terms of higher order.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from theory.errors import InputError

Array = NDArray[np.float64]
BLOCK = 1 << 22  # cosines at a time: 32 MB
MAX_TERMS = 4096  # beyond so many atoms no dictionary of practice has a guarantee
MAX_PAIRS = 1000
UNIT = 2.0**-53


@dataclass(frozen=True)
class Guarantee:
    """Enclosures for the atoms of a dictionary, divided by their norms.

    Args:
        coherence: lower and upper bound of mu.
        pair: the atoms where the largest cosine was found.
        babel: lower and upper bounds of mu_1(r), r = 1, 2, ... up to the first r where the lower one is at least 1.
        safe: the largest k with a guarantee.
        possible: the largest k that the lower bounds do not exclude; larger only where rounding leaves it open.
        parallel: pairs (i, j) with d_j a positive multiple of d_i, exactly.
        opposite: the same with a negative multiple.
        norms: smallest and largest norm.
    """

    coherence: tuple[float, float]
    pair: tuple[int, int] | None
    babel: tuple[tuple[float, float], ...]
    safe: int
    possible: int
    parallel: tuple[tuple[int, int], ...]
    opposite: tuple[tuple[int, int], ...]
    norms: tuple[float, float]


def slack(p: int) -> float:
    """By how much a computed cosine may be off.

    >>> slack(768) < 2e-13
    True
    """
    return (2 * p + 20) * UNIT


def guarantee(atoms_qp: Array) -> Guarantee:
    """Bounds of coherence and Babel function, and what follows.

    Args:
        atoms_qp: finite, no zero row.

    Raises:
        InputError: no atoms, a zero row, or numbers that are not finite.

    >>> found = guarantee(np.array([[1.0, 0.0], [0.6, 0.8]]))
    >>> round(found.coherence[1], 12), found.safe
    (0.6, 1)
    """
    unit_qp, norms = normalised(atoms_qp)
    q, p = unit_qp.shape
    off = slack(p)
    top, sums = (-1.0, (0, 0)), np.zeros(0)
    near: list[tuple[int, int]] = []
    terms = min(q - 1, MAX_TERMS)
    for start in range(0, q, step := max(1, BLOCK // q)):
        cosines = np.abs(unit_qp[start : start + step] @ unit_qp.T)
        rows = np.arange(len(cosines))
        cosines[rows, rows + start] = -1.0  # not with itself
        if q > 1:
            best = np.unravel_index(int(cosines.argmax()), cosines.shape)
            top = max(top, (float(cosines[best]), (int(best[0]) + start, int(best[1]))))
        near += [(start + int(i), int(j)) for i, j in np.argwhere(cosines >= 1 - off) if start + i < j][:MAX_PAIRS]
        cosines.sort(axis=1)
        found = cosines[:, ::-1][:, :terms].cumsum(axis=1).max(axis=0, initial=0.0)
        sums = found if not len(sums) else np.maximum(sums, found)
    babel = _enclosed(sums, off)
    safe = _largest([high for _, high in babel], q)
    possible = _largest([low for low, _ in babel], q)
    same, opposite = _multiples(atoms_qp, near[:MAX_PAIRS])
    mu = (max(0.0, top[0] - off), min(1.0, top[0] + off)) if q > 1 else (0.0, 0.0)
    return Guarantee(
        mu, top[1] if q > 1 else None, babel, safe, possible, same, opposite, (float(norms.min()), float(norms.max()))
    )


def normalised(atoms_qp: Array) -> tuple[Array, Array]:
    """Atoms of norm 1, and the norms that they had.

    Raises:
        InputError: as :func:`guarantee`.
    """
    if atoms_qp.ndim != 2 or not atoms_qp.size:
        raise InputError("dictionary", f"shape {atoms_qp.shape}", "must have atoms as rows, at least one")
    if not np.isfinite(atoms_qp).all():
        raise InputError("dictionary", "NaN or infinity", "atoms must be finite")
    largest = np.abs(atoms_qp).max(axis=1, keepdims=True)
    if not largest.all():
        where = int(np.flatnonzero(largest[:, 0] == 0)[0])
        raise InputError(f"atom {where}", "zero", "an atom has a direction", "leave it out")
    # powers of two change no digit, and keep squares from leaving the range of numbers
    scale = 2.0 ** np.frexp(largest)[1]
    scaled = atoms_qp / scale
    norms = np.sqrt((scaled * scaled).sum(axis=1))
    return scaled / norms[:, None], norms * scale[:, 0]


def _enclosed(sums: Array, off: float) -> tuple[tuple[float, float], ...]:
    """Bounds of mu_1(r), up to the first one that is surely at least 1; every term is off, and so is every sum."""
    out: list[tuple[float, float]] = []
    for r, value in enumerate(sums, start=1):
        wide = r * off + r * r * UNIT
        out.append((max(0.0, float(value) - wide), float(value) + wide))
        if out[-1][0] >= 1:
            break
    return tuple(out)


def _largest(bounds: list[float], q: int) -> int:
    """The largest k with mu_1(k) + mu_1(k - 1) < 1; with all atoms in the support nothing is outside, so k < q there."""
    if q == 1:
        return 1
    before = 0.0
    for k, value in enumerate(bounds, start=1):
        if value + before >= 1:
            return k - 1
        before = value
    return len(bounds)


def _multiples(
    atoms_qp: Array, near: list[tuple[int, int]]
) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
    """Of pairs that are nearly parallel, those that exactly are, by rational arithmetic on the stored numbers."""
    same: list[tuple[int, int]] = []
    opposite: list[tuple[int, int]] = []
    for i, j in near:
        a, b = ([Fraction(float(x)) for x in atoms_qp[k]] for k in (i, j))
        place = next(k for k, x in enumerate(a) if x)
        factor = b[place] / a[place]
        if all(y == factor * x for x, y in zip(a, b, strict=True)):
            (same if factor > 0 else opposite).append((i, j))
    return tuple(same), tuple(opposite)
