"""The steps of small dictionaries and their gradient by numba (an optional extra): ten times as fast as the stack in torch."""

from __future__ import annotations

from typing import Any

import numpy as np

from solvers.pursuit.compiled import COMPILED, compiled

__all__ = ["COMPILED", "encode_runs", "gradient_runs"]


@compiled
def encode_runs(x: Any, atoms: Any, steps: int, threshold: float, silent: float, index: Any, coefficient: Any) -> None:
    """Steps of every sample of every run, as :func:`solvers.pursuit.tree.stacked.encode`; coefficient 0: not made.

    Args:
        x: inputs, shape (s, b, m).
        atoms: shape (s, q, m).
        steps: at most so many.
        threshold: norm of a residual that is small enough.
        silent: products below this times the norms of atom and input are none.
        index: out, shape (s, b, steps).
        coefficient: out, zeros of the same shape.
    """
    runs, samples, m = x.shape
    q = atoms.shape[1]
    c, gram = np.empty(q, np.float32), np.empty((q, q), np.float32)
    for s in range(runs):
        d = atoms[s]
        largest = np.float32(0)
        for i in range(q):
            for j in range(q):
                total = np.float32(0)
                for e in range(m):
                    total += d[i, e] * d[j, e]
                gram[i, j] = total
            largest = max(largest, gram[i, i])
        for b in range(samples):
            energy = np.float32(0)
            for e in range(m):
                energy += x[s, b, e] * x[s, b, e]
            for i in range(q):
                total = np.float32(0)
                for e in range(m):
                    total += d[i, e] * x[s, b, e]
                c[i] = total
            floor = silent * np.sqrt(largest * energy)
            for t in range(steps):
                j = 0
                for i in range(1, q):
                    if c[i] > c[j]:
                        j = i
                a = c[j]
                if not a > floor:
                    break
                again = False
                for before in range(t):
                    again = again or index[s, b, before] == j
                index[s, b, t], coefficient[s, b, t] = j, a
                energy -= a * a * (2 - gram[j, j])
                if again or not energy > threshold * threshold:
                    break
                for i in range(q):
                    c[i] -= a * gram[j, i]


@compiled
def gradient_runs(x: Any, atoms: Any, index: Any, coefficient: Any, loss: Any, out: Any) -> None:
    """Mean squared residual of every run, shape (s,), and its derivative by the atoms, as :func:`stacked.gradient`; out are zeros."""
    runs, samples, m = x.shape
    steps = index.shape[2]
    r, g = np.empty(m, np.float32), np.empty(m, np.float32)
    for s in range(runs):
        d = atoms[s]
        for b in range(samples):
            made = 0
            for e in range(m):
                r[e] = x[s, b, e]
            while made < steps and coefficient[s, b, made] != 0:
                j, a = index[s, b, made], coefficient[s, b, made]
                for e in range(m):
                    r[e] -= a * d[j, e]
                made += 1
            for e in range(m):
                loss[s] += r[e] * r[e] / samples
                g[e] = 2 * r[e] / samples
            for t in range(made - 1, -1, -1):
                j, a = index[s, b, t], coefficient[s, b, t]
                inner = np.float32(0)
                for e in range(m):
                    inner += d[j, e] * g[e]
                for e in range(m):
                    r[e] += a * d[j, e]
                    out[s, j, e] -= inner * r[e] + a * g[e]
                    g[e] -= inner * d[j, e]
