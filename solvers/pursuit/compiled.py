"""The Gram form of pursuit and the way back of its gradient by numba (an optional extra), in single precision.

One sample stays in the cache for all its steps.  A search for the largest of many floats does not use vector instructions, a search for
the largest of many integers does.  The bits of floats that are not negative, read as integers, are in the same order; negative floats
are negative integers, in reverse order.  So the largest integer tells the largest product wherever that is not negative, and its absolute
value if the sign bit is cleared.
"""

from __future__ import annotations

from typing import Any

import numpy as np

try:
    import numba
except ImportError:
    numba = None

COMPILED: bool = numba is not None
ABSOLUTE, NONNEGATIVE, SIGNED = 0, 1, 2
BLOCK = 128  # products whose maximum is kept: the place of the maximum is then sought among so many
# sums may be taken in another order; nothing is assumed about NaN or infinity
_OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "fastmath": {"reassoc", "contract"}}
compiled: Any = (lambda function: function) if numba is None else numba.njit(**_OPTIONS)
inlined: Any = (lambda function: function) if numba is None else numba.njit(inline="always", **_OPTIONS)


@inlined
def _top(bits: Any, low: int, high: int, mask: Any) -> Any:
    part = bits[low:high]  # a slice of its own: its indices are provably not negative, which vector instructions need
    best = np.int32(-2147483648)
    for i in range(part.shape[0]):
        best = max(best, part[i] & mask)
    return best


@inlined
def _place(c: Any, bits: Any, tops: Any, mask: Any) -> int:
    """The first place of the largest product; one look at every product where all of them are negative."""
    best, block = tops[0], 0
    for n in range(1, tops.shape[0]):
        if tops[n] > best:
            best, block = tops[n], n
    if best < 0:
        j = 0
        for i in range(c.shape[0]):
            if c[i] > c[j]:
                j = i
        return j
    for i in range(block * BLOCK, min(c.shape[0], block * BLOCK + BLOCK)):
        if (bits[i] & mask) == best:
            return i
    return block * BLOCK


@compiled
def gram_steps(
    products: Any,
    residuals: Any,
    gram: Any,
    atoms: Any,
    floors: Any,
    index: Any,
    coefficient: Any,
    rule: int,
    threshold: float,
    stop: bool,
) -> None:
    """All steps of every sample, as :func:`solvers.pursuit.encode.pursue` says, written into index, coefficient and residuals."""
    b, q = products.shape
    steps = index.shape[1]
    mask = np.int32(2147483647) if rule == ABSOLUTE else np.int32(-1)
    tops = np.empty((q + BLOCK - 1) // BLOCK, np.int32)
    for s in range(b):
        c, r = products[s], residuals[s]
        bits = c.view(np.int32)
        for n in range(tops.shape[0]):
            tops[n] = _top(bits, n * BLOCK, min(q, n * BLOCK + BLOCK), mask)
        for t in range(steps):
            j = _place(c, bits, tops, mask)
            d = atoms[j]
            a = np.float32(0)
            for e in range(r.shape[0]):
                a += r[e] * d[e]
            if not (a > floors[s] if rule == NONNEGATIVE else abs(a) > floors[s]):
                break
            energy = np.float32(0)
            for e in range(r.shape[0]):
                y = r[e] - a * d[e]
                r[e] = y
                energy += y * y
            again = False
            if stop:
                for before in range(t):
                    again = again or index[s, before] == j
            index[s, t], coefficient[s, t] = j, a
            if again or np.sqrt(energy) < threshold:
                break
            if t + 1 < steps:
                g = gram[j]
                for n in range(tops.shape[0]):
                    low, high = n * BLOCK, min(q, n * BLOCK + BLOCK)
                    x, y = c[low:high], g[low:high]
                    for i in range(x.shape[0]):
                        x[i] -= a * y[i]
                    tops[n] = _top(bits, low, high, mask)


@compiled
def adjoint_steps(
    atoms: Any, index: Any, coefficient: Any, by_coefficient: Any, residuals: Any, by_residual: Any, by_atoms: Any
) -> None:
    """The steps of every sample backwards, as :func:`solvers.pursuit.gradient.adjoint` says.

    Args:
        atoms: shape (q, p).
        index: atoms of the steps, shape (b, T).
        coefficient: 0 in steps that were not made.
        by_coefficient: derivative by the coefficients, shape (b, T), or with no columns where that is 0.
        residuals: what the last step left, shape (b, p); out, the inputs.
        by_residual: derivative by that; out, by the inputs.
        by_atoms: out, zeros of shape (q, p).
    """
    b, steps = index.shape
    for s in range(b):
        r, g = residuals[s], by_residual[s]
        for t in range(steps - 1, -1, -1):
            a = coefficient[s, t]
            if a == 0:
                continue
            d, out = atoms[index[s, t]], by_atoms[index[s, t]]
            factor = by_coefficient[s, t] if by_coefficient.shape[1] else np.float32(0)
            for e in range(r.shape[0]):
                factor -= d[e] * g[e]
            for e in range(r.shape[0]):
                before = r[e] + a * d[e]
                out[e] += factor * before - a * g[e]
                g[e] += factor * d[e]
                r[e] = before
