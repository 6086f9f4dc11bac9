"""Exact integers of one instance and of the states of a proof: what the checker will compute, computed here first."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from solvers.sdl.branch_and_bound.cones import Cones
from solvers.sdl.branch_and_bound.cover import Ray, dot
from solvers.sdl.branch_and_bound.instance import Instance

GRAIN = 60  # the checker rounds dual values down to multiples of 2^-60


@dataclass(eq=False)
class ExactCone:
    """A cone of the proof: integer generators with integer codes, or a group with its members."""

    rays: tuple[Ray, ...]
    codes: list[list[int]]
    members: tuple[ExactCone, ...] = ()
    whole: bool = True
    units: np.ndarray = field(default_factory=lambda: np.empty((0, 0)))
    sizes: np.ndarray = field(default_factory=lambda: np.empty(0))


class ProofWriter:
    """Exact data of one instance, shared by all nodes."""

    def __init__(self, instance: Instance, cones: Cones) -> None:
        if cones.cover is None:
            raise ValueError("a proof needs the exact cover of the encoder space; it exists for relu only")
        self.instance, self.cones, self.cover = instance, cones, cones.cover
        self.weight_scale = math.lcm(*(m.denominator for m in instance.weights))
        self.weights = [int(m * self.weight_scale) for m in instance.weights]
        rows = list(zip(*instance.features_out, strict=True))
        self.target_scale = math.lcm(*(x.denominator for row in rows for x in row))
        targets = [[int(x * self.target_scale) for x in row] for row in rows]
        self.weighted = [[m * x for m, x in zip(self.weights, row, strict=True)] for row in targets]
        self.outer = [[dot(x, y) for y in targets] for x in self.weighted]
        self.X, self.A = instance.floats()
        self.outer_float = self.A @ self.A.T
        self.roots = np.sqrt(np.array([float(m) for m in instance.weights]))
        self.rotations: list[Any] = []
        self.search: list[Any] = []
        self.total = 0

    def cone(self, rays: tuple[Ray, ...], *, whole: bool = True) -> ExactCone:
        """The cone of these rays with its exact codes."""
        codes = [[max(0, dot(w, g)) for w in self.instance.rays] for g in rays]
        return self._floats(ExactCone(rays, [z for z in codes if any(z)], whole=whole))

    def group(self, members: tuple[ExactCone, ...]) -> ExactCone:
        """One cone with the codes of all members: what bounds it bounds each of them."""
        codes = dict.fromkeys(tuple(z) for member in members for z in member.codes)
        return self._floats(ExactCone((), [list(z) for z in codes], members))

    def _floats(self, cone: ExactCone) -> ExactCone:
        """Unit codes, and the length of each code divided by the power of two of its largest entry."""
        scaled = np.array([[x / (1 << max(z).bit_length()) for x in z] for z in cone.codes]).reshape(
            len(cone.codes), -1
        )
        scaled = scaled * self.roots if len(cone.codes) else np.empty((0, len(self.roots)))
        cone.sizes = np.sqrt((scaled**2).sum(axis=1))
        cone.units = scaled / cone.sizes[:, None]
        return cone


@dataclass(frozen=True)
class Node:
    """Integer inner products of one state: the same quantities that the checker computes."""

    owner: list[int]
    shift: int
    gram: list[list[int]]
    targets: list[list[int]]


def exact_node(writer: ProofWriter, state: list[ExactCone]) -> Node:
    """Scale the generators as the checker does and take their inner products."""
    codes = [z for cone in state for z in cone.codes]
    lengths = [max(z).bit_length() for z in codes]
    shift = max(lengths, default=0)
    scaled = [[x << (shift - e) for x in z] for z, e in zip(codes, lengths, strict=True)]
    gram = []
    for x in scaled:
        weighted = [m * v for m, v in zip(writer.weights, x, strict=True)]
        gram.append([dot(weighted, y) for y in scaled])
    owner = [i for i, cone in enumerate(state) for _ in cone.codes]
    return Node(owner, shift, gram, [[dot(a, z) for z in scaled] for a in writer.weighted])


def exact_dual(
    writer: ProofWriter,
    node: Node,
    rotation: tuple[int, list[list[int]]],
    row: int,
    signs: int,
    bits: int,
    c: list[int],
) -> int | None:
    """``constant - c'Qc`` in units of 2^-60 rounded down, or None when ``Qc >= b`` fails."""
    t_bits, rows = rotation
    ridge = writer.instance.ridge
    up, down = ridge.numerator, ridge.denominator
    N = len(node.owner)
    sign = [-1 if signs >> i & 1 else 1 for i in node.owner]
    square = 0
    for j in range(N):
        total = 0
        for t in range(N):
            factor = down * sign[j] * sign[t] + (up if node.owner[j] == node.owner[t] else 0)
            total += factor * node.gram[j][t] * c[t]
        b = sign[j] * sum(x * node.targets[o][j] for o, x in enumerate(rows[row]))
        if (total * writer.target_scale << t_bits) < (b * down << (node.shift + bits)):
            return None
        square += c[j] * total
    constant = sum(x * y * writer.outer[i][j] for i, x in enumerate(rows[row]) for j, y in enumerate(rows[row]))
    value = Fraction(constant, writer.weight_scale * writer.target_scale**2 << (2 * t_bits))
    value -= Fraction(square, writer.weight_scale * down << (2 * (node.shift + bits)))
    return math.floor(value * (1 << GRAIN))
