"""Newton's method on the face of a trained model: the stationary point that it was approaching, if there is one.

A *face* says for every neuron and feature whether the pre-activation is copied, held at zero, or neither.  Inside a face the codes are
linear in the rows and the loss is smooth.  Under ReLU and Top-k a pre-activation may be held at zero, where the loss has a kink; across
a threshold of JumpReLU or a change of rank of Top-k the loss jumps, and stationary points lie strictly on one side.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solvers.sdl.ensemble.descent import Array, target_of
from solvers.sdl.landing.reduced_loss import reduced
from theory.sdl import Problem

Mask = NDArray[np.bool_]
# How small a pre-activation must be, relative to |a||w|, to count as held at zero: tried in this order.
WALLS = (1e-9, 1e-6, 1e-4, 1e-3, 1e-2, 5e-2)


@dataclass(frozen=True)
class Stationary:
    """A network of m live neurons whose gradient vanishes along its face, the decoder being optimal.

    With any number of zero neurons next to them the codes of the features stay the same.

    Args:
        encoder: rows, shape (m, p), scaled so that the activation has the pattern ``live``.
        decoder: columns, shape (r, m).
        live: pre-activations that are copied, shape (m, n).
        held: pre-activations that are held at zero, shape (m, n).
        function: ``sqrt(M_d) W_D z_d``, shape (n, r).
    """

    encoder: Array
    decoder: Array
    live: Mask
    held: Mask
    function: Array

    @property
    def pattern(self) -> tuple[tuple[int, ...], ...]:
        """The features of every live neuron, sorted."""
        return tuple(sorted(tuple(int(d) for d in np.flatnonzero(row)) for row in self.live))


def stationary_points(problem: Problem, encoder_qp: Array) -> Iterator[Stationary]:
    """Stationary points on the faces next to an encoder, closest walls first.

    Args:
        problem: relu, jumprelu or topk.
        encoder_qp: W_E of shape (q, p).

    >>> from theory.sdl import Activation
    >>> p = Problem.sae([[1, 0], [0, 1]], weights=[1, 2], activation=Activation("topk", k=1), width=1)
    >>> [found] = stationary_points(p, np.array([[-0.1, 0.9]]))
    >>> found.pattern, found.function.round(9).tolist() == [[0, 0], [0, round(2**0.5, 9)]]
    (((1,),), True)
    """
    done: set[bytes] = set()
    for wall in WALLS if problem.activation.kind != "jumprelu" else (0.0,):
        face = _face(problem, encoder_qp, wall)
        key = b"".join(x.tobytes() for x in face)
        if key not in done:
            done.add(key)
            polished = _polish(problem, encoder_qp, *face)
            if polished is not None:
                yield polished


def _face(problem: Problem, encoder_qp: Array, wall: float) -> tuple[Mask, Mask]:
    """For every neuron and feature: is the pre-activation copied, is it held at zero?"""
    w_np, _, _ = problem.arrays()
    pre = encoder_qp @ w_np.T
    on = problem.activation.numpy(pre.T).T != 0
    if problem.activation.kind == "jumprelu":
        return on, np.zeros_like(on)
    sizes = np.linalg.norm(encoder_qp, axis=1)[:, None] * np.linalg.norm(w_np, axis=1)[None]
    held = np.abs(pre) <= wall * sizes
    if problem.activation.kind == "topk":  # a small entry that k larger ones beat is off on both sides
        held &= ((pre > 0) & ~held).sum(axis=0) < (problem.activation.k or 0)
    return on & ~held, held


@dataclass
class _Row:
    """One live neuron on its face: a unit encoder row, its length, the features it copies, those held at zero."""

    a: Array
    length: float
    live: Mask
    held: Mask

    def tangents(self, w_np: Array) -> Array:
        """Directions within the face across the row: along it the loss is constant, and its second derivative misleads."""
        return null_space(np.vstack([w_np[self.held], self.a]))


def _polish(problem: Problem, encoder_qp: Array, on: Mask, held: Mask) -> Stationary | None:
    """Newton's method on a face; None if it leaves the face or does not settle."""
    w_np, _, m_n = problem.arrays()
    target, scaled = target_of(problem)[0].T, w_np * np.sqrt(m_n)[:, None]
    rows = _live_rows(w_np, scaled, encoder_qp, on, held)
    if not rows:
        nothing = np.zeros((0, problem.n), dtype=bool)
        return Stationary(np.zeros((0, problem.p)), np.zeros((problem.r, 0)), nothing, nothing, np.zeros_like(target.T))
    for _ in range(60):
        here = reduced(target, np.array([[(scaled @ row.a) * row.live for row in rows]]))
        steps = [(i, b) for i, row in enumerate(rows) for b in row.tangents(w_np)]
        if not here.regular[0]:
            return None
        if not steps:
            return _accept(problem, rows, here.decoder[0], here.codes[0])
        which = [i for i, _ in steps]
        moves = np.array([[(scaled @ b) * rows[i].live for i, b in steps]])
        slope, curve = here.slopes(moves, which)[0], here.hessian(moves, which)[0]
        if np.abs(slope).max() < 1e-11 * (target**2).sum():  # rounding of a sum of n r products
            return _accept(problem, rows, here.decoder[0], here.codes[0])
        # directions that no live feature sees are flat: the pseudo-inverse leaves them alone (1e-10: rounding)
        change = -np.linalg.pinv(curve, rcond=1e-10, hermitian=True) @ slope
        change *= min(1.0, 0.3 / max(np.abs(change).max(), 1e-300))  # never turn a row by more than a third
        for c, (i, b) in zip(change, steps, strict=True):
            rows[i].a = rows[i].a + c * b
        for row in rows:
            row.a = row.a / np.linalg.norm(row.a)
    return None


def _accept(problem: Problem, rows: list[_Row], decoder: Array, codes: Array) -> Stationary | None:
    """The point with rows scaled so that the activation has the pattern; None when it belongs to another face."""
    w_np, _, _ = problem.arrays()
    pre, scales = np.array([w_np @ row.a for row in rows]), np.array([row.length for row in rows])
    live, held = np.array([row.live for row in rows]), np.array([row.held for row in rows])
    if (theta := float(problem.activation.theta or 0)) > 0:
        lowest = np.where(live, pre, np.inf).min(axis=1)
        highest = np.where(live, 0.0, pre).max(axis=1)
        if (lowest <= highest).any():
            return None
        keep = (lowest * scales > theta) & (highest * scales <= theta)
        scales = np.where(keep, scales, 2 * theta / (lowest + highest))  # the threshold half-way between the two
    encoder = scales[:, None] * np.array([row.a for row in rows])
    found = problem.activation.numpy(w_np @ encoder.T).T != 0
    if (found != live)[~held].any():
        return None
    return Stationary(encoder, decoder / scales, live, held, (decoder @ codes).T)


def _live_rows(w_np: Array, scaled: Array, encoder_qp: Array, on: Mask, held: Mask) -> list[_Row]:
    """Neurons that are on for something, put on their faces; those whose codes the others span are dropped."""
    out: list[_Row] = []
    span = np.zeros((0, len(w_np)))
    for a, live, zero in zip(encoder_qp, on, held, strict=True):
        basis = null_space(w_np[zero])
        projected = basis.T @ (basis @ a)
        code = (scaled @ projected) * live
        rest = code - span.T @ (span @ code)
        # merged neurons do not change what the decoder can reach; 1e-6 is far above rounding and below any wall
        if live.any() and np.linalg.norm(rest) > 1e-6 * np.linalg.norm(code):
            length = float(np.linalg.norm(projected))
            out.append(_Row(projected / length, length, live, zero))
            span = np.vstack([span, rest / np.linalg.norm(rest)])
    return out


def null_space(rows: Array) -> Array:
    """Orthonormal basis of the directions that the rows do not see, shape (dimension, p)."""
    if not len(rows):
        return np.eye(rows.shape[1])
    _, values, vt = np.linalg.svd(rows)
    rank = int((values > 1e-10 * max(values.max(), 1.0)).sum())  # features are given to 1e-16
    return vt[rank:]
