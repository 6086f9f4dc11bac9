"""Critical points of ReLU problems in the plane (p = 2), overlapping patterns and walls included, in floating point.

A neuron in the plane is an angle: its code is ``relu(w_d . u(phi)) sqrt(M_d)``, and the loss with the best decoder depends on the
span of the codes only.  The walls ``w_d . u = 0`` cut the circle into cells.  A neuron is then in one of these *slots*:

* ``cell``: alone inside a cell, its angle free;
* ``plane``: two neurons inside one cell, which together span all codes of that cell, whatever their angles;
* ``ray``: on a wall, its angle fixed.

A critical point is a set of slots, of at most ``width`` neurons, at which the loss is stationary in the free angles.  Neurons beyond these
are dead or useless and do not change the function.  This is a list of predictions: Newton's method from a grid of angles finds
them, nothing proves that none is missing.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from solvers.sdl.reduced_loss import Array, Reduced, reduced
from theory.sdl import Problem

Kind = Literal["minimum", "flat_minimum", "saddle", "wall_descent", "fewer_neurons", "zero_loss"]
_PARALLEL = 1e-12  # walls closer than this are one: features are given to 1e-16, angles of distinct small rationals differ by more
_INSIDE = 1e-9  # a stationary angle this close to a wall is the wall's own slot
_CHUNK = 20_000  # Newton runs side by side: about 50 MB of work space
_STARTS = {1: 16, 2: 8, 3: 5, 4: 3}  # per free angle; the landing test reports what such a grid misses


@dataclass(frozen=True)
class Slot:
    """Where one neuron (two for ``plane``) is; angles in radians, ``low < high``, equal for a ray."""

    kind: Literal["cell", "plane", "ray"]
    support: frozenset[int]
    low: float
    high: float

    @property
    def neurons(self) -> int:
        return 2 if self.kind == "plane" else 1


@dataclass(frozen=True)
class CriticalPoint:
    """One critical point: slots, the angles of their neurons, loss, and the function ``W_D Z sqrt(M)`` of shape (n, r).

    ``kind``: ``minimum`` no direction goes down to first and second order; ``flat_minimum`` the same with a direction of zero curvature;
    ``saddle`` negative curvature inside the region; ``wall_descent`` the loss falls behind a wall; ``fewer_neurons`` spare
    neurons are left, so that it depends on them; ``zero_loss`` the global minimum 0.
    """

    slots: tuple[Slot, ...]
    angles: tuple[float, ...]
    loss: float
    function: Array
    kind: Kind


class Plane:
    """A ReLU problem with p = 2, seen as a function of angles."""

    def __init__(self, problem: Problem) -> None:
        if problem.p != 2 or problem.activation.kind != "relu":
            raise ValueError(
                f"p = {problem.p}, activation {problem.activation.kind}: angles describe neurons of ReLU problems with p = 2 only"
            )
        w_np, v_nr, m_n = problem.arrays()
        self.width = problem.width
        self.features = w_np * np.sqrt(m_n)[:, None]
        self.target = (v_nr * np.sqrt(m_n)[:, None]).T
        self.total = float((self.target**2).sum())

    def preactivations(self, angles: Array) -> Array:
        """``w_d . u(phi) sqrt(M_d)``, shape (..., n)."""
        return np.stack([np.cos(angles), np.sin(angles)], axis=-1) @ self.features.T

    def codes(self, angles: Array) -> Array:
        """Codes of neurons at the given angles, shape (..., n)."""
        return np.maximum(self.preactivations(angles), 0.0)

    def loss(self, angles: Array) -> Array:
        """The loss with the best decoder at angles (b, k): also where codes are dependent or zero."""
        _, sizes, span = np.linalg.svd(self.codes(angles), full_matrices=False)
        # codes below 1e-7 of the largest add directions that are good to less than half of the digits: they count as no span
        real = sizes > 1e-7 * np.maximum(sizes[..., :1], 1e-300)
        served = (np.einsum("rn,...kn->...kr", self.target, span) ** 2).sum(axis=-1)
        return self.total - (served * real).sum(axis=-1)

    def slots(self) -> list[Slot]:
        """All slots of live neurons."""
        walls = self.walls()
        out: list[Slot] = []
        for low, high in itertools.pairwise([*walls, walls[0] + 2 * np.pi]):
            support = self._support((low + high) / 2)
            if support and self._rank(support) == 2:
                out += [Slot("cell", support, low, high), Slot("plane", support, low, high)]
            elif support:
                middle = (low + high) / 2  # the codes of the whole cell are multiples of one vector
                out.append(Slot("ray", support, middle, middle))
            if on_wall := self._support(low):
                out.append(Slot("ray", on_wall, low, low))
        return out

    def walls(self) -> list[float]:
        """Angles at which a neuron meets a wall ``w_d . u = 0``, increasing, in radians."""
        angle = np.arctan2(self.features[:, 1], self.features[:, 0])
        both = np.sort(np.concatenate([angle + np.pi / 2, angle - np.pi / 2]) % (2 * np.pi))
        keep = [float(both[0])]
        keep += [float(x) for x in both[1:] if _PARALLEL < x - keep[0] < 2 * np.pi - _PARALLEL]
        return [x for i, x in enumerate(keep) if i == 0 or x - keep[i - 1] > _PARALLEL]

    def _support(self, angle: float) -> frozenset[int]:
        values = self.preactivations(np.array(angle)) / np.linalg.norm(self.features, axis=1)
        return frozenset(int(d) for d in np.flatnonzero(values > _PARALLEL))

    def _rank(self, support: frozenset[int]) -> int:
        return int(np.linalg.matrix_rank(self.features[sorted(support)], tol=_PARALLEL))


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
    order = {"cell": 0, "plane": 1, "ray": 2}
    slots = sorted(plane.slots(), key=lambda s: order[s.kind])
    most = min(plane.width, 4)
    shapes: dict[tuple[str, ...], list[tuple[Slot, ...]]] = {}
    for count in range(1, most + 1):
        for chosen in itertools.combinations(slots, count):
            intervals = [(s.low, s.high) for s in chosen if s.kind != "ray"]
            if sum(s.neurons for s in chosen) <= most and len(set(intervals)) == len(intervals):
                shapes.setdefault(tuple(s.kind for s in chosen), []).append(chosen)
    yield from shapes.values()


def _search(plane: Plane, group: list[tuple[Slot, ...]]) -> list[CriticalPoint]:
    """Newton's method in the free angles of every set of slots in the group, which all have one shape."""
    free = sum(s.kind == "cell" for s in group[0])
    grid = np.linspace(0, 1, _STARTS.get(free, 1) + 2)[1:-1]
    starts = np.array(list(itertools.product(grid, repeat=free)))
    per_chunk = max(1, _CHUNK // len(starts))
    out: list[CriticalPoint] = []
    for at in range(0, len(group), per_chunk):
        sets = group[at : at + per_chunk]
        low, high = (np.array([[getattr(s, end) for s in chosen] for chosen in sets]) for end in ("low", "high"))
        masks = np.array(
            [[[d in s.support for d in range(plane.target.shape[1])] for s in c] for c in sets], dtype=float
        )
        which = np.repeat(np.arange(len(sets)), len(starts))
        angles = low[which, :free] + np.tile(starts, (len(sets), 1)) * (high - low)[which, :free]
        angles, good = _newton(plane, angles, low[which], high[which], masks[which])
        for i in np.flatnonzero(good):
            out.append(_point(plane, sets[which[i]], angles[i]))
        out = _distinct(out, plane.total)
    return out


def _rows(plane: Plane, angles: Array, low: Array, high: Array, masks: Array) -> tuple[Array, Array]:
    """Codes of all rows (free, two for a plane, rays) and the moves of the free ones, for a batch of one shape."""
    free = angles.shape[1]
    rows, moves = [], []
    for i in range(low.shape[1]):
        if i < free:
            rows.append(plane.preactivations(angles[:, i]) * masks[:, i])
            moves.append(plane.preactivations(angles[:, i] + np.pi / 2) * masks[:, i])
        elif (high[:, i] > low[:, i]).all():
            width = high[:, i] - low[:, i]
            rows += [plane.preactivations(low[:, i] + share * width) * masks[:, i] for share in (1 / 3, 2 / 3)]
        else:
            rows.append(plane.preactivations(low[:, i]) * masks[:, i])
    codes = np.stack(rows, axis=1)
    return codes, np.stack(moves, axis=1) if moves else np.zeros((len(codes), 0, codes.shape[2]))


def _newton(plane: Plane, angles: Array, low: Array, high: Array, masks: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Newton steps, at most a third of a cell each and never out of it; which rows ended stationary inside."""
    free = angles.shape[1]
    lo, width = low[:, :free], (high - low)[:, :free]
    for _ in range(40 if free else 0):
        here = reduced(plane.target, (moved := _rows(plane, angles, low, high, masks))[0])
        slope, curve = here.slopes(moved[1], range(free)), here.hessian(moved[1], range(free))
        # the pseudo-inverse leaves flat directions alone; 1e-9 of the largest curvature is rounding
        step = -np.einsum("bij,bj->bi", np.linalg.pinv(curve, rcond=1e-9, hermitian=True), slope)
        angles = np.clip(angles + np.clip(step, -width / 3, width / 3), lo + _INSIDE / 2, lo + width - _INSIDE / 2)
    codes, moves = _rows(plane, angles, low, high, masks)
    here = reduced(plane.target, codes)
    # at a solution Newton's method leaves slopes of the order of rounding; 1e-9 of the total loss is far above that
    still = np.abs(here.slopes(moves, range(free))).max(axis=1, initial=0.0) < 1e-9 * plane.total
    inside = ((angles > lo + _INSIDE) & (angles < lo + width - _INSIDE)).all(axis=1)
    return angles, here.regular & still & inside


def _point(plane: Plane, slots: tuple[Slot, ...], angles: Array) -> CriticalPoint:
    low, high = (np.array([[getattr(s, end) for s in slots]]) for end in ("low", "high"))
    masks = np.array([[[float(d in s.support) for d in range(plane.target.shape[1])] for s in slots]])
    codes, moves = _rows(plane, angles[None], low, high, masks)
    here = reduced(plane.target, codes)
    shown = tuple(float(x) for x in angles) + tuple((s.low + s.high) / 2 for s in slots[len(angles) :])
    function = (here.decoder[0] @ codes[0]).T
    return CriticalPoint(slots, shown, float(here.loss[0]), function, _kind(plane, slots, here, moves))


def _kind(plane: Plane, slots: tuple[Slot, ...], here: Reduced, moves: Array) -> Kind:
    """First order across walls, second order inside."""
    small = 1e-7 * plane.total  # curvatures and slopes below this are zero up to the accuracy of the angles
    if here.loss[0] < 1e-12 * plane.total:
        return "zero_loss"
    curvature = np.linalg.eigvalsh(here.hessian(moves, range(moves.shape[1]))[0]) if moves.shape[1] else np.zeros(0)
    if (curvature < -small).any():
        return "saddle"
    row = moves.shape[1]
    for slot in slots[moves.shape[1] :]:
        if slot.kind == "ray" and min(_wall_slopes(plane, slot, here, row)) < -small:
            return "wall_descent"
        row += slot.neurons
    if sum(s.neurons for s in slots) < plane.width:
        return "fewer_neurons"
    return "minimum" if (curvature > small).all() and all(s.kind != "plane" for s in slots) else "flat_minimum"


def _wall_slopes(plane: Plane, slot: Slot, here: Reduced, row: int) -> tuple[float, float]:
    """Derivatives of the loss when the neuron of ``row`` leaves its wall to either side; negative means down."""
    out: list[float] = []
    for side in (-1, 1):
        move = side * plane.preactivations(np.array(slot.low + np.pi / 2))
        at_wall = np.abs(plane.preactivations(np.array(slot.low))) < 1e-9 * np.linalg.norm(plane.features, axis=1)
        on = np.array([d in slot.support for d in range(len(move))]) | (at_wall & (move > 0))
        out.append(float(-2 * here.decoder[0][:, row] @ here.residual[0] @ (move * on)))
    return out[0], out[1]


def _distinct(points: list[CriticalPoint], total: float) -> list[CriticalPoint]:
    """One point per function, the most stable kind first; two functions closer than 1e-7 are the same up to Newton's accuracy."""
    rank = {"zero_loss": 0, "minimum": 1, "flat_minimum": 2, "fewer_neurons": 3, "saddle": 4, "wall_descent": 5}
    close, kept = 1e-7 * np.sqrt(total), []
    buckets: dict[int, list[CriticalPoint]] = {}
    for point in sorted(points, key=lambda c: (rank[c.kind], c.loss)):
        key = round(point.loss / (10 * close * np.sqrt(total)))
        near = (other for k in (key - 1, key, key + 1) for other in buckets.get(k, ()))
        if not any(np.abs(point.function - other.function).max() < close for other in near):
            buckets.setdefault(key, []).append(point)
            kept.append(point)
    return sorted(kept, key=lambda c: c.loss)
