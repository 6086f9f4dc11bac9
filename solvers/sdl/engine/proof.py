"""Proof mode: the branch and bound again, in exact integers, leaving a certificate behind.

Floats only suggest where to split, which output basis to use, and the dual vectors; every accepted bound is
re-computed here in integers, and once more by the independent checker (kind ``branch_and_bound``), whose
docstring is the theorem.  The bounds b3 and b8 are used; b2 would need an exact spectral argument.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any

import numpy as np

from solvers.sdl.engine.bound import node_bound
from solvers.sdl.engine.cones import Cones
from solvers.sdl.engine.cover import CoverTree, Ray, Split, divide, dot
from solvers.sdl.engine.exact_lagrange import write_lagrangian
from solvers.sdl.engine.instance import Instance
from solvers.sdl.engine.lagrange import b8
from solvers.sdl.engine.search import OutOfTime, _orders
from solvers.sdl.engine.tree import inner_products

GRAIN = 60  # the checker rounds dual values down to multiples of 2^-60
ROTATION_BITS = 30  # rounding of T at 2^-30 costs less than 1e-8 of the bound
SHRINK = 1.0 - 2.0**-26  # T'T <= I must survive that rounding: 2 r 2^-31 < 2^-26 for r <= 16
PRECISIONS = (12, 16, 20, 24, 30, 36, 44, 52)  # bits of the dual vectors; the first that suffices is used
MAX_STEPS = 4_000  # a branch deeper than this many splits will not be closed by b3


@dataclass(eq=False)
class ExactCone:
    """A cone of the proof: integer generators with integer codes, or a group with its members."""

    rays: tuple[Ray, ...]
    codes: list[list[int]]
    members: tuple[ExactCone, ...] = ()
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

    def cone(self, rays: tuple[Ray, ...]) -> ExactCone:
        codes = [[max(0, dot(w, g)) for w in self.instance.rays] for g in rays]
        return self._floats(ExactCone(rays, [z for z in codes if any(z)]))

    def group(self, members: tuple[ExactCone, ...]) -> ExactCone:
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


def suggested_duals(
    writer: ProofWriter, state: list[ExactCone], T: np.ndarray, duals: np.ndarray, gram: np.ndarray, owner: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The float minimisers, and for each sign vector an e with ``Qe >= 1``, both in the checker's scale."""
    lam = float(writer.instance.ridge)
    N, k = len(owner), len(state)
    sizes = np.concatenate([cone.sizes for cone in state])
    shifts = np.zeros((1 << k, N))
    same = owner[:, None] == owner[None, :]
    for signs in range(1 << k):
        s = np.where(signs >> owner & 1, -1.0, 1.0)
        Q = gram * np.outer(s, s) + lam * gram * same
        Q *= np.outer(sizes, sizes)
        shifts[signs] = np.linalg.lstsq(Q, np.ones(N), rcond=1e-10)[0]
    return duals[:, :, :N] / sizes, shifts


def write_bound(
    writer: ProofWriter, state: list[ExactCone], T: np.ndarray, duals: np.ndarray, gram: np.ndarray, owner: np.ndarray,
    goal: Fraction,
) -> bool:  # fmt: skip
    """Round T and the duals until the exact bound reaches ``goal``; append it to the proof, or return False."""
    unit = 1 << ROTATION_BITS
    rows = [[round(float(x) * SHRINK * unit) for x in row] for row in T]
    rotation = (ROTATION_BITS, rows)
    best, shifts = suggested_duals(writer, state, T, duals, gram, owner)
    node = exact_node(writer, state)
    for bits in PRECISIONS:
        grain = 2.0**-bits
        # moving c by half a grain in every entry moves Qc by at most N half grains: |ghat| <= sqrt(sum M) in each entry
        slack = 0.51 * grain * len(owner) * float(largest_product(writer)) + 1e-13
        written, lower, total = [], 0, 0
        for row in range(len(rows)):
            entries: list[Any] = []
            values: list[int] = []
            for signs in range(1 << len(state)):
                c = [round(x) for x in (best[row, signs] + slack * shifts[signs]) / grain]
                value = exact_dual(writer, node, rotation, row, signs, bits, c)
                if value is None:
                    c = [round(x) for x in (best[row, signs] + 4 * slack * shifts[signs]) / grain]
                    value = exact_dual(writer, node, rotation, row, signs, bits, c)
                entries.append(0 if value is None else c)
                values.append(0 if value is None else value)
            total += sum(v for v, e in zip(values, entries, strict=True) if e != 0)
            lower += max(0, min(values))
            written.append(entries)
        if lower >= goal * (1 << GRAIN):
            writer.search.append(["bound", len(writer.rotations), bits, written])
            writer.rotations.append([ROTATION_BITS, rows])
            writer.total += total
            return True
    return False


def largest_product(writer: ProofWriter) -> float:
    """Largest possible inner product of two generators in the checker's scale, ridge included."""
    return float((1 + writer.instance.ridge) * sum(writer.instance.weights))


def halving(cone: ExactCone, a: int, b: int) -> Split:
    """Split at roughly the middle of two unit codes, with small integer factors."""
    size_a = math.log2(max(cone.codes[a])) + math.log2(cone.sizes[a]) if max(cone.codes[a]) else 0.0
    size_b = math.log2(max(cone.codes[b])) + math.log2(cone.sizes[b])
    ratio = size_b - size_a  # alpha / beta = |z_b| / |z_a|
    power = math.floor(ratio)
    alpha, beta = round(8 * 2.0 ** (ratio - power)) << max(power, 0), 8 << max(-power, 0)
    common = math.gcd(alpha, beta)
    return Split(a, b, alpha // common, beta // common)


def prove(
    instance: Instance,
    cones: Cones,
    goal: Fraction,
    *,
    margin: float,
    deadline: float,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[dict[str, Any], int]:
    """Write the witness of ``f >= goal``; raises :class:`OutOfTime` when it takes too long or b3 cannot close a branch.

    ``margin``: how far above ``goal`` a float bound must be before the exact one is tried.
    """
    writer = ProofWriter(instance, cones)
    leaves = [writer.cone(simplex) for simplex in cones.simplices]
    groups: list[list[int]] = []
    tops: list[tuple[int, ExactCone]] = []
    for members in cones.members:
        if len(members) == 1:
            tops.append((members[0], leaves[members[0]]))
        else:
            groups.append(list(members))
            tops.append((len(leaves) + len(groups) - 1, writer.group(tuple(leaves[i] for i in members))))
    groups.append([i for i, _ in tops])
    root = writer.group(tuple(c for _, c in tops))
    orders = _orders(instance.width)
    stack = [([root] * instance.width, 0)]
    steps = 0
    while stack:
        if time.perf_counter() > deadline:
            raise OutOfTime
        state, depth = stack.pop()
        steps += 1
        if progress is not None and steps % 500 == 0:
            progress(steps, len(stack))
        children = close_or_split(writer, state, goal, margin, orders, is_root=state[0] is root)
        if children and depth > MAX_STEPS:
            raise OutOfTime
        stack += [(child, depth + 1) for child in reversed(children)]
    cover = [entry for tree in writer.cover.trees for entry in preorder(tree)]
    witness = {
        "basis": [list(b) for b in writer.cover.basis],
        "cover": cover,
        "groups": groups,
        "rotations": writer.rotations,
        "search": writer.search,
        "total": str(writer.total),
    }
    return witness, steps


def preorder(tree: CoverTree) -> list[Any]:
    """The cover as the list of entries that the checker replays."""
    if tree.split is None:
        return [0]
    s = tree.split
    return [[s.a, s.b, s.alpha, s.beta], *(entry for child in tree.children for entry in preorder(child))]


def close_or_split(
    writer: ProofWriter, state: list[ExactCone], goal: Fraction, margin: float, orders: np.ndarray, *, is_root: bool
) -> list[list[ExactCone]]:
    """Append one entry to the proof: a bound (no children), or how the state is divided."""
    k, r = len(state), writer.A.shape[0]
    if not is_root:
        Z = np.concatenate([cone.units for cone in state])
        owner = np.array([i for i, cone in enumerate(state) for _ in cone.codes], np.int64)
        gram, target = np.empty((len(Z), len(Z))), np.empty((r, len(Z)))
        inner_products(Z, writer.A, gram, target)
        duals, T, edge = np.zeros((r, 1 << k, len(Z))), np.empty((r, r)), np.array([-1, -1], np.int64)
        wanted = float(goal) + margin
        ridge = float(writer.instance.ridge)
        lower, _ = node_bound(gram, target, writer.outer_float, owner, k, ridge, wanted, orders, edge, duals, T)
        if lower >= wanted and write_bound(writer, state, T, duals, gram, owner, goal):
            return []
        if not any(cone.members for cone in state) and second_order(writer, state, gram, target, owner, goal, wanted):
            return []
    whole = next((i for i, cone in enumerate(state) if cone.members), None)
    if whole is not None:
        writer.search.append(["open", whole])
        return opened(state, state[whole], state[whole].members)
    if edge[0] < 0:
        raise OutOfTime
    neuron = int(owner[edge[0]])
    first = int(np.searchsorted(owner, neuron))
    cone = state[neuron]
    split = halving(cone, int(edge[0]) - first, int(edge[1]) - first)
    writer.search.append(["split", neuron, split.a, split.b, split.alpha, split.beta])
    return opened(state, cone, tuple(writer.cone(part) for part in divide(cone.rays, split)))


def second_order(
    writer: ProofWriter, state: list[ExactCone], gram: np.ndarray, target: np.ndarray, owner: np.ndarray, goal: Fraction,
    wanted: float,
) -> bool:  # fmt: skip
    """Try the Lagrangian bound; append it to the proof when its exact value reaches ``goal``."""
    N, r = len(owner), len(target)
    multipliers = np.zeros((N, N, r, r))
    norm = float(np.trace(writer.outer_float))
    lower, _ = b8(gram, target, owner, len(state), float(writer.instance.ridge), norm, wanted, np.ones(N), multipliers)
    if lower < wanted:
        return False
    found = write_lagrangian(writer, exact_node(writer, state), state, owner, multipliers, goal)
    if found is None:
        return False
    entry, value = found
    writer.search.append(entry)
    writer.total += math.floor(value * (1 << GRAIN))
    return True


def opened(state: list[ExactCone], cone: ExactCone, parts: tuple[ExactCone, ...]) -> list[list[ExactCone]]:
    """The copies of ``cone`` spread over ``parts`` in all ways, up to the order of the neurons."""
    rest = [c for c in state if c is not cone]
    return [rest + list(chosen) for chosen in combinations_with_replacement(parts, len(state) - len(rest))]
