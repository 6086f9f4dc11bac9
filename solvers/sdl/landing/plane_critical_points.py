"""Critical points of ReLU problems in the plane (p = 2), overlapping patterns and walls included, in floating point.

Neurons are in the slots of :mod:`solvers.sdl.landing.plane`.  A critical point is a set of slots, of at most ``width``
neurons, at which the
loss is stationary in the free angles.  Neurons beyond these are dead or useless and do not change the function.  This is a list of
predictions: Newton's method from a grid of angles finds them, nothing proves that none is missing.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from solvers.sdl.landing.plane import Plane, Slot
from solvers.sdl.landing.reduced_loss import Array, Reduced, reduced
from theory.sdl import Problem

Kind = Literal["minimum", "flat_minimum", "saddle", "wall_descent", "fewer_neurons", "zero_loss", "collision"]
_INSIDE = 1e-9  # a stationary angle this close to a wall is the wall's own slot
_CHUNK = 20_000  # Newton runs side by side: about 50 MB of work space
_STARTS = {1: 16, 2: 8, 3: 5, 4: 3}  # per free angle; the landing test reports what such a grid misses


@dataclass(frozen=True)
class CriticalPoint:
    """One critical point: slots, the angles of their neurons, loss, and the function ``W_D Z sqrt(M)`` of shape (n, r).

    ``kind``: ``minimum`` no direction goes down to first and second order; ``flat_minimum`` the same with a direction of zero curvature;
    ``saddle`` negative curvature inside the region; ``wall_descent`` the loss falls behind a wall; ``fewer_neurons`` spare
    neurons are left, so that it depends on them; ``collision`` an infimum that is not attained; ``zero_loss`` the global minimum 0.
    """

    slots: tuple[Slot, ...]
    angles: tuple[float, ...]
    loss: float
    function: Array
    kind: Kind


def critical_points(problem: Problem, *, say: Callable[[str], None] = lambda _text: None) -> list[CriticalPoint]:
    """Critical points of ``min over W_D`` of the loss, one per function ``W_D Z``, by increasing loss.

    Args:
        problem: ReLU, p = 2; at most four free neurons are searched, so widths above 4 list points with four live slots.
        say: called once per group of slots with what is searched.

    Raises:
        ValueError: other activations or dimensions.

    >>> from theory.sdl import Activation
    >>> p = Problem.sae([[1, 0], [0, 1]], weights=[1, 2], activation=Activation("relu"), width=1)
    >>> [(round(c.loss, 6), c.kind) for c in critical_points(p)]
    [(1.0, 'minimum'), (2.0, 'minimum'), (3.0, 'fewer_neurons')]
    """
    plane = Plane(problem)
    zero = np.zeros_like(plane.target.T)
    found = [CriticalPoint((), (), plane.total, zero, "fewer_neurons")]
    for group in _groups(plane):
        say(f"{len(group)} sets of {len(group[0])} slots")
        found += _search(plane, group)
    return _distinct(found, plane.total)


def _groups(plane: Plane) -> Iterator[list[tuple[Slot, ...]]]:
    """Sets of different slots with at most ``width`` neurons, free slots first, grouped by their shape."""
    slots = sorted(plane.slots(), key=lambda s: not s.free)
    most = min(plane.width, 4)
    shapes: dict[tuple[tuple[bool, int], ...], list[tuple[Slot, ...]]] = {}
    for count in range(1, most + 1):
        for chosen in itertools.combinations(slots, count):
            cells = [(s.low, s.high) for s in chosen if s.kind in ("cell", "plane")]
            if sum(s.neurons for s in chosen) <= most and len(set(cells)) == len(cells):
                shapes.setdefault(tuple((s.free, len(s.fixed)) for s in chosen), []).append(chosen)
    yield from shapes.values()


@dataclass(frozen=True)
class _Batch:
    """Many sets of slots of one shape: circles (b, f, 2, n), fixed codes (b, g, n), intervals (b, f)."""

    circles: Array
    fixed: Array
    low: Array
    high: Array

    @staticmethod
    def of(sets: list[tuple[Slot, ...]]) -> _Batch:
        n = sets[0][0].fixed.shape[1]
        free = [[s for s in chosen if s.free] for chosen in sets]
        return _Batch(
            np.array([[s.circle for s in chosen] for chosen in free]).reshape(len(sets), -1, 2, n),
            np.array([np.concatenate([s.fixed for s in chosen]) for chosen in sets]),
            np.array([[s.low for s in chosen] for chosen in free]).reshape(len(sets), -1),
            np.array([[s.high for s in chosen] for chosen in free]).reshape(len(sets), -1),
        )

    def take(self, which: NDArray[np.int_]) -> _Batch:
        return _Batch(self.circles[which], self.fixed[which], self.low[which], self.high[which])

    def codes(self, angles: Array) -> tuple[Array, Array]:
        """Codes, the free ones first, and the derivatives of the free ones."""
        turn = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
        across = np.stack([-np.sin(angles), np.cos(angles)], axis=-1)
        free, moves = (np.einsum("bfc,bfcn->bfn", x, self.circles) for x in (turn, across))
        return np.concatenate([free, self.fixed], axis=1), moves


def _search(plane: Plane, group: list[tuple[Slot, ...]]) -> list[CriticalPoint]:
    """Newton's method in the free angles of every set of slots in the group, which all have one shape."""
    free = sum(s.free for s in group[0])
    grid = np.linspace(0, 1, _STARTS.get(free, 1) + 2)[1:-1]
    starts = np.array(list(itertools.product(grid, repeat=free)))
    per_chunk = max(1, _CHUNK // len(starts))
    out: list[CriticalPoint] = []
    for at in range(0, len(group), per_chunk):
        sets = group[at : at + per_chunk]
        which = np.repeat(np.arange(len(sets)), len(starts))
        batch = _Batch.of(sets).take(which)
        angles, good = _newton(plane, batch, batch.low + np.tile(starts, (len(sets), 1)) * (batch.high - batch.low))
        for i in _different(angles[good], which[good]):
            j = np.flatnonzero(good)[i]
            out.append(_point(plane, sets[which[j]], angles[j]))
        out = _distinct(out, plane.total)
    return out


def _different(angles: Array, which: NDArray[np.int_]) -> list[int]:
    """Indices of end points that differ in their set or, beyond 1e-6, in an angle: most starts end at a few points."""
    _, first = np.unique(np.column_stack([which, np.round(angles, 6)]), axis=0, return_index=True)
    return sorted(int(i) for i in first)


def _newton(plane: Plane, batch: _Batch, angles: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Newton steps, at most a third of an interval each and never out of it; which rows ended stationary inside."""
    low, width = batch.low, batch.high - batch.low
    free = angles.shape[1]
    for _ in range(40 if free else 0):
        codes, moves = batch.codes(angles)
        here = reduced(plane.target, codes)
        # the pseudo-inverse leaves flat directions alone; 1e-9 of the largest curvature is rounding
        inverse = np.linalg.pinv(here.hessian(moves, range(free)), rcond=1e-9, hermitian=True)
        step = -np.einsum("bij,bj->bi", inverse, here.slopes(moves, range(free)))
        angles = np.clip(angles + np.clip(step, -width / 3, width / 3), low + _INSIDE / 2, low + width - _INSIDE / 2)
    codes, moves = batch.codes(angles)
    here = reduced(plane.target, codes)
    # at a solution Newton's method leaves slopes of the order of rounding; 1e-9 of the total loss is far above that
    still = np.abs(here.slopes(moves, range(free))).max(axis=1, initial=0.0) < 1e-9 * plane.total
    inside = ((angles > low + _INSIDE) & (angles < low + width - _INSIDE)).all(axis=1)
    return angles, here.regular & still & inside


def _point(plane: Plane, slots: tuple[Slot, ...], angles: Array) -> CriticalPoint:
    codes, moves = _Batch.of([slots]).codes(angles[None])
    here = reduced(plane.target, codes)
    shown = tuple(float(x) for x in angles) + tuple((s.low + s.high) / 2 for s in slots[len(angles) :])
    function = (here.decoder[0] @ codes[0]).T
    return CriticalPoint(slots, shown, float(here.loss[0]), function, _kind(plane, slots, here, moves))


def _kind(plane: Plane, slots: tuple[Slot, ...], here: Reduced, moves: Array) -> Kind:
    """First order across walls, second order inside."""
    small = 1e-7 * plane.total  # curvatures and slopes below this are zero up to the accuracy of the angles
    free = moves.shape[1]
    if any(s.kind == "collision" for s in slots):
        return "collision"
    if here.loss[0] < 1e-12 * plane.total:
        return "zero_loss"
    curvature = np.linalg.eigvalsh(here.hessian(moves, range(free))[0]) if free else np.zeros(0)
    if (curvature < -small).any():
        return "saddle"
    row = free
    for slot in slots[free:]:
        if slot.kind == "ray" and min(_wall_slopes(plane, slot, here, row)) < -small:
            return "wall_descent"
        row += len(slot.fixed)
    if sum(s.neurons for s in slots) < plane.width:
        return "fewer_neurons"
    return "minimum" if (curvature > small).all() and all(s.kind != "plane" for s in slots) else "flat_minimum"


def _wall_slopes(plane: Plane, slot: Slot, here: Reduced, row: int) -> list[float]:
    """Derivatives of the loss when the neuron of ``row`` leaves its wall to either side; negative means down."""
    moves = (plane.leaving(slot.low, side) for side in (-1, 1))
    return [float(-2 * here.decoder[0][:, row] @ here.residual[0] @ move) for move in moves]


def _distinct(points: list[CriticalPoint], total: float) -> list[CriticalPoint]:
    """One point per function, the most stable kind first; two functions closer than 1e-7 are the same up to Newton's accuracy."""
    order = ("zero_loss", "minimum", "flat_minimum", "fewer_neurons", "saddle", "wall_descent", "collision")
    close, kept = 1e-7 * np.sqrt(total), []
    buckets: dict[int, list[CriticalPoint]] = {}
    for point in sorted(points, key=lambda c: (order.index(c.kind), c.loss)):
        key = round(point.loss / (10 * close * np.sqrt(total)))
        near = (other for k in (key - 1, key, key + 1) for other in buckets.get(k, ()))
        if not any(np.abs(point.function - other.function).max() < close for other in near):
            buckets.setdefault(key, []).append(point)
            kept.append(point)
    return sorted(kept, key=lambda c: c.loss)
