"""ReLU neurons in the plane (p = 2) as angles: walls, cells, and the slots in which neurons can be.

A neuron in the plane is an angle: its code is ``relu(w_d . u(phi)) sqrt(M_d)``, and the loss with the best decoder depends on the
span of the codes only.  The walls ``w_d . u = 0`` cut the circle into cells.  Neurons are then in one of these *slots*:

* ``cell``: one neuron alone inside a cell, its angle free;
* ``plane``: two neurons inside one cell, which together span all codes of that cell, whatever their angles;
* ``ray``: one neuron on a wall, its angle fixed;
* ``collision``: two neurons that approach walls on which their codes z are parallel, so that their span tends to that of z and of a
  combination ``cos(psi) t_1 - sin(psi) t_2`` of the directions from which they come.  No parameters attain it: the decoder grows
  without bound on the way, and the loss of the slot is an infimum.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Literal

import numpy as np

from solvers.sdl.landing.reduced_loss import Array
from theory.sdl import Problem

_PARALLEL = 1e-12  # walls closer than this are one: features are given to 1e-16, angles of distinct small rationals differ by more
_NEURONS = {"cell": 1, "plane": 2, "ray": 1, "collision": 2}


@dataclass(frozen=True, eq=False)
class Slot:
    """Where one or two neurons are.

    Args:
        kind: see the module.
        support: features that the neurons see (of a collision: on the wall).
        low, high: interval of the free angle, or of the cell; equal for a ray.
        circle: (2, n): the free code is ``cos(angle) circle[0] + sin(angle) circle[1]``; shape (0, n) when nothing is free.
        fixed: codes that do not move, shape (number, n).
    """

    kind: Literal["cell", "plane", "ray", "collision"]
    support: frozenset[int]
    low: float
    high: float
    circle: Array
    fixed: Array

    @property
    def neurons(self) -> int:
        """The number of neurons that share the plane."""
        return _NEURONS[self.kind]

    @property
    def free(self) -> bool:
        """Whether an angle is free."""
        return len(self.circle) > 0


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
        none = np.zeros((0, self.target.shape[1]))
        out: list[Slot] = []
        for low, high in itertools.pairwise([*walls, walls[0] + 2 * np.pi]):
            support, middle = self._support((low + high) / 2), (low + high) / 2
            circle = self._circle(support)
            if support and self._rank(support) == 2:
                out.append(Slot("cell", support, low, high, circle, none))
                out.append(Slot("plane", support, low, high, none, circle))
            elif support:  # the codes of the whole cell are multiples of one vector
                out.append(Slot("ray", support, middle, middle, none, self.codes(np.array([middle]))))
            if on_wall := self._support(low):
                out.append(Slot("ray", on_wall, low, low, none, self.codes(np.array([low]))))
        return out + (self._collisions(walls) if self.width > 1 else [])

    def _collisions(self, walls: list[float]) -> list[Slot]:
        out: list[Slot] = []
        for first, second in itertools.combinations_with_replacement(walls, 2):
            code, other = self.codes(np.array(first)), self.codes(np.array(second))
            across = np.linalg.norm(code) * np.linalg.norm(other)
            if across == 0 or code @ other < (1 - _PARALLEL) * across:
                continue
            for side in (-1, 1):
                for side2 in (-1, 1) if first != second else (-side,):
                    # the second code is scaled to the length of the first, so that they cancel on the walls
                    t1, t2 = self.leaving(first, side), self.leaving(second, side2)
                    scaled = t2 * np.linalg.norm(code) / np.linalg.norm(other)
                    circle = np.stack([t1, -scaled])
                    if first != second or side < 0:
                        out.append(Slot("collision", self._support(first), 0.0, np.pi / 2, circle, code[None]))
        return out

    def leaving(self, wall: float, side: int) -> Array:
        """The derivative of the code of a neuron that leaves a wall to one side (-1 or 1)."""
        here, move = self.preactivations(np.array(wall)), side * self.preactivations(np.array(wall + np.pi / 2))
        at_wall = np.abs(here) < 1e-9 * np.linalg.norm(self.features, axis=1)  # walls are computed to 1e-16
        return move * np.where(at_wall, move > 0, here > 0)

    def _circle(self, support: frozenset[int]) -> Array:
        """Codes at the angles 0 and 90 degrees of a neuron that copies exactly the support."""
        on = np.array([d in support for d in range(len(self.features))])
        return self.features.T * on

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
