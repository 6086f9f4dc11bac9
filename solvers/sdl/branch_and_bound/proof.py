"""Proof mode: the branch and bound again, in exact integers, leaving a certificate behind.

Floats only suggest where to split, which output basis to use, and the dual vectors; every accepted bound is
re-computed here in integers, and once more by the independent checker (kind ``branch_and_bound``), whose
docstring is the theorem.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any

import numpy as np

from solvers.sdl.branch_and_bound.best_first import OutOfTime
from solvers.sdl.branch_and_bound.bound import node_bound
from solvers.sdl.branch_and_bound.cones import Cones
from solvers.sdl.branch_and_bound.cover import CoverTree, Split, divide
from solvers.sdl.branch_and_bound.exact import GRAIN, ExactCone, ProofWriter, exact_dual, exact_node
from solvers.sdl.branch_and_bound.exact_lagrange import write_lagrangian
from solvers.sdl.branch_and_bound.exact_spectral import write_spectral
from solvers.sdl.branch_and_bound.instance import Instance
from solvers.sdl.branch_and_bound.lagrange import b8
from solvers.sdl.branch_and_bound.search import column_orders
from solvers.sdl.branch_and_bound.tree import inner_products

ROTATION_BITS = 30  # rounding of T at 2^-30 costs less than 1e-8 of the bound
SHRINK = 1.0 - 2.0**-26  # T'T <= I must survive that rounding: 2 r 2^-31 < 2^-26 for r <= 16
PRECISIONS = (12, 16, 20, 24, 30, 36, 44, 52)  # bits of the dual vectors; the first that suffices is used
MAX_STEPS = 4_000  # a branch deeper than this many splits will not be closed by b3


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
    writer: ProofWriter,
    state: list[ExactCone],
    T: np.ndarray,
    duals: np.ndarray,
    gram: np.ndarray,
    owner: np.ndarray,
    goal: Fraction,
) -> bool:
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
    stack = [([root] * instance.width, 0)]
    steps = 0
    while stack:
        if time.perf_counter() > deadline:
            raise OutOfTime
        state, depth = stack.pop()
        steps += 1
        if progress is not None and steps % 500 == 0:
            progress(steps, len(stack))
        children = close_or_split(writer, state, goal, margin, is_root=state[0] is root)
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


@dataclass(frozen=True)
class Floats:
    """Float inner products of one state, and the edge that the bound b3 suggests to split."""

    gram: np.ndarray
    target: np.ndarray
    owner: np.ndarray
    edge: np.ndarray


def float_state(writer: ProofWriter, state: list[ExactCone]) -> Floats:
    """Inner products of the unit codes of a state."""
    Z = np.concatenate([cone.units for cone in state])
    owner = np.array([i for i, cone in enumerate(state) for _ in cone.codes], np.int64)
    gram, target = np.empty((len(Z), len(Z))), np.empty((len(writer.A), len(Z)))
    inner_products(Z, writer.A, gram, target)
    return Floats(gram, target, owner, np.array([-1, -1], np.int64))


def first_order(writer: ProofWriter, state: list[ExactCone], x: Floats, goal: Fraction, wanted: float) -> bool:
    """Try the bound b3; append it to the proof when its exact value reaches ``goal``."""
    k, r, ridge = len(state), len(writer.A), float(writer.instance.ridge)
    duals, T = np.zeros((r, 1 << k, len(x.owner))), np.empty((r, r))
    lower, _ = node_bound(
        x.gram, x.target, writer.outer_float, x.owner, k, ridge, wanted, column_orders(k), x.edge, duals, T
    )
    return lower >= wanted and write_bound(writer, state, T, duals, x.gram, x.owner, goal)


def spectral(writer: ProofWriter, state: list[ExactCone] | None, goal: Fraction) -> bool:
    """Try the bound b2 (``None``: over all encoders at once)."""
    found = write_spectral(writer, state, goal)
    if found is None:
        return False
    writer.search.append(found[0])
    writer.total += found[1]
    return True


def second_order(writer: ProofWriter, state: list[ExactCone], x: Floats, goal: Fraction, wanted: float) -> bool:
    """Try the bound b8."""
    N, r, ridge = len(x.owner), len(x.target), float(writer.instance.ridge)
    multipliers = np.zeros((N, N, r, r))
    norm = float(np.trace(writer.outer_float))
    lower, _ = b8(x.gram, x.target, x.owner, len(state), ridge, norm, wanted, np.ones(N), multipliers)
    if lower < wanted:
        return False
    found = write_lagrangian(writer, exact_node(writer, state), state, x.owner, multipliers, goal)
    if found is None:
        return False
    writer.search.append(found[0])
    writer.total += math.floor(found[1] * (1 << GRAIN))
    return True


def close_or_split(
    writer: ProofWriter, state: list[ExactCone], goal: Fraction, margin: float, *, is_root: bool
) -> list[list[ExactCone]]:
    """Append one entry to the proof: a bound (no children), or how the state is divided."""
    if is_root:
        if spectral(writer, None, goal):
            return []
        writer.search.append(["open", 0])
        return opened(state, state[0], state[0].members)
    wanted = float(goal) + margin
    x = float_state(writer, state)
    if first_order(writer, state, x, goal, wanted):
        return []
    # the span of a cell's codes does not change when the cell is split: one attempt per multiset of cells
    if all(cone.whole for cone in state) and spectral(writer, state, goal):
        return []
    group = next((i for i, cone in enumerate(state) if cone.members), None)
    if group is not None:
        writer.search.append(["open", group])
        return opened(state, state[group], state[group].members)
    if second_order(writer, state, x, goal, wanted):
        return []
    if x.edge[0] < 0:
        raise OutOfTime
    neuron = int(x.owner[x.edge[0]])
    first = int(np.searchsorted(x.owner, neuron))
    cone = state[neuron]
    split = halving(cone, int(x.edge[0]) - first, int(x.edge[1]) - first)
    writer.search.append(["split", neuron, split.a, split.b, split.alpha, split.beta])
    return opened(state, cone, tuple(writer.cone(part, whole=False) for part in divide(cone.rays, split)))


def opened(state: list[ExactCone], cone: ExactCone, parts: tuple[ExactCone, ...]) -> list[list[ExactCone]]:
    """The copies of ``cone`` spread over ``parts`` in all ways, up to the order of the neurons."""
    rest = [c for c in state if c is not cone]
    return [rest + list(chosen) for chosen in combinations_with_replacement(parts, len(state) - len(rest))]
