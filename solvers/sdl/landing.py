"""Where training landed: end points of gradient descent against a list of predicted critical points.

Two models are compared by their function ``W_D Z sqrt(M)`` (n x r), which no permutation, scaling or spare neuron can change.
An end point that is near nothing on the list is *polished* first: Newton's method on its own face (its pattern, with the
pre-activations that are nearly zero held at zero) finds the stationary point it was approaching, if there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from solvers.sdl.ensemble import Array, Ensemble, functions
from solvers.sdl.reduced_loss import reduced
from theory.sdl import Problem

Mask = NDArray[np.bool_]
Class = Literal["predicted", "zero_loss", "in_valley", "stationary_not_on_list", "moving", "diverged"]

# Distances are of functions, per entry, relative to the size of the target.  Converged runs agree with their prediction to 1e-7 or
# better, and different predictions are rarely closer than 1e-3.
NEAR = 1e-5
# A polished point further than this from the end point is a different place, not the one that was approached.
DRIFT = 0.1
# How small a pre-activation must be, relative to |a||w|, to count as held at zero: tried in this order.
WALLS = (1e-9, 1e-6, 1e-4, 1e-3, 1e-2, 5e-2)


@dataclass(frozen=True)
class Prediction:
    """A place where training may end: its loss, its function (n, r), what it is called, and whether any model attains it."""

    loss: float
    function: Array
    label: str
    attained: bool = True


@dataclass(frozen=True)
class Landing:
    """Where each run ended.

    Args:
        classes: one per run.  ``predicted``: at a predicted point other than zero loss; ``zero_loss``; ``stationary_not_on_list``: at a
            stationary point that the list does not have; ``in_valley``: not near a stationary point, but near a listed infimum
            that is not attained, and above it; ``moving``: neither; ``diverged``: not finite.
        index: the predicted point of each run, -1 where there is none.
        distance: of the end point itself from that point (or from its own stationary point), per entry, relative.
        polished: whether polishing was needed.
    """

    predictions: tuple[Prediction, ...]
    classes: tuple[Class, ...]
    index: tuple[int, ...]
    distance: Array
    polished: tuple[bool, ...]
    loss_s: Array

    def count(self, *classes: Class) -> int:
        """How many runs are in one of the classes."""
        return sum(c in classes for c in self.classes)

    @property
    def explained(self) -> int:
        """Runs at a predicted point or at zero loss; runs in a valley are not among them."""
        return self.count("predicted", "zero_loss")

    @property
    def after_polishing(self) -> int:
        """How many of the explained runs needed polishing."""
        return sum(p and c in ("predicted", "zero_loss") for p, c in zip(self.polished, self.classes, strict=True))

    def tally(self) -> list[tuple[Prediction, int]]:
        """Predicted points with the number of runs at each (near it, for an infimum), most frequent first."""
        counts = np.bincount([i for i in self.index if i >= 0], minlength=len(self.predictions))
        order = sorted(range(len(self.predictions)), key=lambda i: (-counts[i], self.predictions[i].loss))
        return [(self.predictions[i], int(counts[i])) for i in order if counts[i]]


def land(
    ensemble: Ensemble, predictions: Sequence[Prediction], *, say: Callable[[str], None] = lambda _text: None
) -> Landing:
    """Match every run of an ensemble with the list.

    Args:
        ensemble: trained on a ReLU problem.
        predictions: the list; functions of shape (n, r).
        say: called while end points are polished.

    >>> from solvers.sdl.ensemble import Schedule, train_ensemble
    >>> from theory.sdl import Activation
    >>> p = Problem.sae([[1, 0], [0, 1]], weights=[1, 2], activation=Activation("relu"), width=1)
    >>> e = train_ensemble(p, runs=20, schedule=Schedule(steps=4000))
    >>> from solvers.sdl.block_spectrum import block_spectrum
    >>> land(e, block_spectrum(p)).explained
    20
    """
    if ensemble.problem.activation.kind != "relu":
        raise ValueError(f"{ensemble.problem.activation.kind}: landing is written for relu, whose regions are cones")
    target, size = _target(ensemble.problem)
    known = np.array([p.function for p in predictions]).reshape(len(predictions), *target.shape)
    attained = np.array([p.attained for p in predictions], dtype=bool)
    found = ensemble.functions()
    classes: list[Class] = []
    index, distance, polished = [], np.full(ensemble.runs, np.inf), []
    for i in range(ensemble.runs):
        if not np.isfinite(found[i]).all():
            kind, at, near, again = "diverged", -1, np.inf, False
        else:
            kind, at, near, again = _place(
                ensemble, i, found[i], target, np.where(attained[:, None, None], known, np.inf), size
            )
            if kind == "moving" and not attained.all():
                kind, at, near = _valley(found[i], ensemble.loss_s[i], predictions, size)
            if again:
                say(f"run {i}: {kind} after polishing")
        classes.append(kind)
        index.append(at)
        distance[i] = near
        polished.append(again)
    return Landing(tuple(predictions), tuple(classes), tuple(index), distance, tuple(polished), ensemble.loss_s)


def _target(problem: Problem) -> tuple[Array, float]:
    _, v_nr, m_n = problem.arrays()
    target = v_nr * np.sqrt(m_n)[:, None]
    return target, float(np.abs(target).max())


def _nearest(function: Array, known: Array, size: float) -> tuple[int, float]:
    if not len(known):
        return -1, np.inf
    gaps = np.abs(known - function).max(axis=(1, 2)) / size
    best = int(gaps.argmin())
    return best, float(gaps[best])


def _place(
    ensemble: Ensemble, i: int, function: Array, target: Array, known: Array, size: float
) -> tuple[Class, int, float, bool]:
    at, gap = _nearest(function, known, size)
    if np.abs(function - target).max() / size < NEAR:
        return "zero_loss", at if gap < NEAR else -1, gap, False
    if gap < NEAR:
        return "predicted", at, gap, False
    elsewhere = np.inf
    for place in stationary_points(ensemble.problem, ensemble.encoder_sqp[i]):
        drift = float(np.abs(place - function).max()) / size
        if drift >= DRIFT:
            continue
        at, gap = _nearest(place, known, size)
        if np.abs(place - target).max() / size < NEAR:
            return "zero_loss", at if gap < NEAR else -1, drift, True
        if gap < NEAR:
            return "predicted", at, drift, True
        elsewhere = min(elsewhere, drift)
    return ("stationary_not_on_list" if elsewhere < DRIFT else "moving"), -1, elsewhere, True


def _valley(function: Array, loss: float, predictions: Sequence[Prediction], size: float) -> tuple[Class, int, float]:
    """The nearest infimum that is not attained, if the run is near it and above it."""
    gaps = [np.inf if p.attained else float(np.abs(p.function - function).max()) / size for p in predictions]
    best = int(np.argmin(gaps))
    if gaps[best] < DRIFT and loss > predictions[best].loss:
        return "in_valley", best, gaps[best]
    return "moving", -1, np.inf


def stationary_points(problem: Problem, encoder_qp: Array) -> Iterator[Array]:
    """Functions (n, r) of stationary points on the faces next to an encoder, the decoder being optimal, closest walls first."""
    done: set[bytes] = set()
    for wall in WALLS:
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
    sizes = np.linalg.norm(encoder_qp, axis=1)[:, None] * np.linalg.norm(w_np, axis=1)[None]
    held = np.abs(pre) <= wall * sizes
    return (pre > 0) & ~held, held


@dataclass
class _Row:
    """One live neuron on its face: a unit encoder row, the features it copies, those held at zero."""

    a: Array
    live: Mask
    held: Mask

    def tangents(self, w_np: Array) -> Array:
        """Directions within the face across the row: along it the loss is constant, and its second derivative misleads."""
        return _null_space(np.vstack([w_np[self.held], self.a]))


def _polish(problem: Problem, encoder_qp: Array, on: Mask, held: Mask) -> Array | None:
    """Newton's method on a face; the function of the stationary point, or None if it leaves the face or does not settle."""
    w_np, _, m_n = problem.arrays()
    target, scaled = _target(problem)[0].T, w_np * np.sqrt(m_n)[:, None]
    rows = _live_rows(w_np, scaled, encoder_qp, on, held)
    if not rows:
        return np.zeros_like(target.T)
    for _ in range(60):
        here = reduced(target, np.array([[(scaled @ row.a) * row.live for row in rows]]))
        steps = [(i, b) for i, row in enumerate(rows) for b in row.tangents(w_np)]
        if not here.regular[0]:
            return None
        if not steps:
            return (here.decoder[0] @ here.codes[0]).T
        which = [i for i, _ in steps]
        moves = np.array([[(scaled @ b) * rows[i].live for i, b in steps]])
        slope, curve = here.slopes(moves, which)[0], here.hessian(moves, which)[0]
        if np.abs(slope).max() < 1e-11 * (target**2).sum():  # rounding of a sum of n r products
            # on the same side as before, or held: otherwise the stationary point belongs to another face
            same = all((((w_np @ row.a) > 0) == row.live)[~row.held].all() for row in rows)
            return (here.decoder[0] @ here.codes[0]).T if same else None
        # directions that no live feature sees are flat: the pseudo-inverse leaves them alone (1e-10: rounding)
        change = -np.linalg.pinv(curve, rcond=1e-10, hermitian=True) @ slope
        change *= min(1.0, 0.3 / max(np.abs(change).max(), 1e-300))  # never turn a row by more than a third
        for c, (i, b) in zip(change, steps, strict=True):
            rows[i].a = rows[i].a + c * b
        for row in rows:
            row.a = row.a / np.linalg.norm(row.a)
    return None


def _live_rows(w_np: Array, scaled: Array, encoder_qp: Array, on: Mask, held: Mask) -> list[_Row]:
    """Neurons that are on for something, put on their faces; those whose codes the others span are dropped."""
    out: list[_Row] = []
    span = np.zeros((0, len(w_np)))
    for a, live, zero in zip(encoder_qp, on, held, strict=True):
        basis = _null_space(w_np[zero])
        projected = basis.T @ (basis @ a)
        code = (scaled @ projected) * live
        rest = code - span.T @ (span @ code)
        # merged neurons do not change what the decoder can reach; 1e-6 is far above rounding and below any wall
        if live.any() and np.linalg.norm(rest) > 1e-6 * np.linalg.norm(code):
            out.append(_Row(projected / np.linalg.norm(projected), live, zero))
            span = np.vstack([span, rest / np.linalg.norm(rest)])
    return out


def _null_space(rows: Array) -> Array:
    """Orthonormal basis of the directions that the rows do not see, shape (dimension, p)."""
    if not len(rows):
        return np.eye(rows.shape[1])
    _, values, vt = np.linalg.svd(rows)
    rank = int((values > 1e-10 * max(values.max(), 1.0)).sum())  # features are given to 1e-16
    return vt[rank:]


def distances(ensemble: Ensemble, predictions: Sequence[Prediction]) -> Array:
    """How far every run is from every prediction, per entry, relative to the target; shape (runs, predictions)."""
    _, size = _target(ensemble.problem)
    known = np.array([p.function for p in predictions])
    return np.abs(ensemble.functions()[:, None] - known[None]).max(axis=(2, 3)) / size


def from_functions(problem: Problem, encoder_sqp: Array, decoder_srq: Array, label: str) -> list[Prediction]:
    """Predictions from models that are known to be critical, such as the points of a solved landscape."""
    found, (target, _) = functions(problem, encoder_sqp, decoder_srq), _target(problem)
    return [Prediction(float(((f - target) ** 2).sum()), f, label) for f in found]
