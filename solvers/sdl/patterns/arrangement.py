"""Cells and faces of a central hyperplane arrangement by exact deletion and restriction; no linear program, no float.

Legend: features ``w_0 .. w_{n-1}`` in R^p, one hyperplane ``{a : a.w_d = 0}`` each.  A mask is an integer whose bit ``d``
speaks of feature ``d``.  The arrangement grows one hyperplane at a time.  What the new hyperplane cuts is read off from
the arrangement that the earlier ones leave *on* it, one dimension lower: a cell is cut exactly when its mask occurs
there, and a point of the section, pushed to both sides, is the witness.  The work is proportional to the output.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from solvers.exact.vectors import Groups, Integers, Vector, combine, dot, lift, prepare, restrict, sign

Covector = tuple[int, int]


def cells(features: Sequence[Sequence[Any]]) -> dict[int, Vector]:
    """All sign patterns of generic points: the cells of the arrangement, each with an interior point.

    ``cells(W) = { {d : a.w_d > 0} : a in R^p with a.w_d != 0 for every w_d != 0 }``; a zero feature is never positive.
    ``features``: n vectors of p exact numbers, in any position (parallel, antipodal, repeated, zero, not spanning).
    Returns mask -> witness; witnesses of rational features are integer vectors.
    Raises ``ValueError`` on vectors of different lengths, ``TypeError`` on floats.
    In general position there are ``2 sum_{i<p} C(n-1, i)`` cells (Schlaefli).

    >>> sorted(cells([(1, 0), (0, 1)]).items())
    [(0, (-1, -1)), (1, (1, -1)), (2, (-1, 1)), (3, (1, 1))]
    """
    vectors, ring = prepare(features)
    lines = ring.group(vectors, antipodal=True)
    width = len(vectors[0]) if vectors else 0
    if not lines.reps:
        return {0: (0,) * width}
    half = _half_cells(lines.reps, ring)
    every = (1 << len(lines.reps)) - 1
    out = {lines.positive(m, every ^ m): u for m, u in half.items()}
    out.update({lines.positive(every ^ m, m): tuple(-x for x in u) for m, u in half.items()})
    return out


def faces(features: Sequence[Sequence[Any]]) -> dict[Covector, Vector]:
    """All sign patterns of all points: the faces of the arrangement, each with a point of its relative interior.

    ``faces(W) = { ({d : a.w_d > 0}, {d : a.w_d = 0}) : a in R^p }``.
    ``features`` as for :func:`cells`.  Returns (plus mask, zero mask) -> witness.

    >>> sorted(faces([(1,), (-2,)]))
    [(0, 3), (1, 0), (2, 0)]
    """
    vectors, ring = prepare(features)
    lines = ring.group(vectors, antipodal=True)
    width = len(vectors[0]) if vectors else 0
    every = (1 << len(lines.reps)) - 1
    out: dict[Covector, Vector] = {}
    for (plus, zero), u in _half_faces(lines.reps, width, ring).items():
        minus, nil = every ^ plus ^ zero, lines.zero | lines.members(zero)
        out[lines.positive(plus, minus), nil] = u
        out[lines.positive(minus, plus), nil] = tuple(-x for x in u)
    return out


def _half_cells(reps: list[Vector], ring: Integers) -> dict[int, Vector]:
    """Cells with ``a.w_0 > 0`` of pairwise non-parallel vectors; the others are their negatives."""
    if len(reps) == 1:
        return {1: reps[0]}
    if len(reps[0]) == 2:
        return _half_plane_cells(reps, ring)
    out = {1: reps[0]}
    for d in range(1, len(reps)):
        w, bit = reps[d], 1 << d
        section = half_section(w, reps[:d], ring, _half_cells)
        step = ring.step(w, reps[:d])
        grown: dict[int, Vector] = {}
        for mask, u in out.items():
            side = sign(dot(w, u))
            h = section.get(mask)
            if h is None:
                grown[mask | bit if side > 0 else mask] = u
                continue
            # the old witness still serves the side on which it lies
            grown[mask | bit] = u if side > 0 else ring.reduce(combine(step(h), h, 1, w))
            grown[mask] = u if side < 0 else ring.reduce(combine(step(h), h, -1, w))
        out = grown
    return out


def half_section(
    w: Vector,
    earlier: list[Vector],
    ring: Integers,
    enumerate_half: Callable[[list[Vector], Integers], dict[int, Vector]],
) -> dict[int, Vector]:
    """Masks over ``earlier`` of the cells that meet the hyperplane of ``w``, each with a point of the section."""
    j = ring.pivot(w)
    lines = ring.group(restrict(w, j, earlier), antipodal=True)
    found = enumerate_half(lines.reps, ring)
    if lines.trivial:
        return {mask: lift(w, j, h) for mask, h in found.items()}
    every = (1 << len(lines.reps)) - 1
    return {lines.positive(mask, every ^ mask): lift(w, j, h) for mask, h in found.items()}


def crossings(reps: list[Vector], ring: Integers) -> list[tuple[int, Vector, bool]]:
    """The rays in which the half plane ``a.w_0 > 0`` meets the other lines' hyperplanes, counterclockwise.

    Triples (line, point of the ray, whether the line's sign turns from minus to plus when the ray is crossed).
    """
    x0, y0 = reps[0]
    items, rays = [], {}
    for i in range(1, len(reps)):
        x, y = reps[i]
        s = y0 * x - x0 * y  # w_0 . (-y, x)
        turns = sign(s) < 0
        ray = (y, -x) if turns else (-y, x)
        rays[i] = (i, ray, turns)
        items.append((x0 * ray[1] - y0 * ray[0], -s if turns else s, i))
    return [rays[i] for i in ring.angular(items)]


def _half_plane_cells(reps: list[Vector], ring: Integers) -> dict[int, Vector]:
    """:func:`_half_cells` for p = 2: sort the rays by angle and walk from sector to sector."""
    (x0, y0), turning = reps[0], crossings(reps, ring)
    mask = 1
    for i, _, turns in turning:
        mask |= 0 if turns else 1 << i
    out: dict[int, Vector] = {}
    before = (y0, -x0)
    for i, ray, _ in turning:
        out[mask] = (before[0] + ray[0], before[1] + ray[1])
        mask ^= 1 << i
        before = ray
    out[mask] = (before[0] - y0, before[1] + x0)
    return out


def _half_faces(reps: list[Vector], width: int, ring: Integers) -> dict[Covector, Vector]:
    """Faces whose first nonzero sign is plus, and the zero face; the others are their negatives."""
    if width == 2 and len(reps) > 1:
        return _half_plane_faces(reps, ring)
    identity: list[Vector] = [tuple(int(i == j) for j in range(width)) for i in range(width)]
    flats = {0: identity}  # zero mask -> basis of the subspace that it leaves
    out: dict[Covector, Vector] = {(0, 0): (0,) * width}
    for d, w in enumerate(reps):
        out, flats = _add_hyperplane(out, flats, d, w, reps[:d], ring)
    return out


def _add_hyperplane(
    old: dict[Covector, Vector],
    flats: dict[int, list[Vector]],
    d: int,
    w: Vector,
    earlier: list[Vector],
    ring: Integers,
) -> tuple[dict[Covector, Vector], dict[int, list[Vector]]]:
    """Cut every face by the hyperplane of ``w``, the ``d``-th one."""
    bit, j = 1 << d, ring.pivot(w)
    lines = ring.group(restrict(w, j, earlier), antipodal=True)
    section = _lifted_faces(w, j, lines, ring)
    cuts = {zero: split_flat(basis, w, ring) for zero, basis in flats.items()}
    steps = {zero: ring.step(c, earlier) for zero, (c, _) in cuts.items() if c is not None}
    out: dict[Covector, Vector] = {}
    for (plus, zero), u in old.items():
        h = section.get((plus, zero))
        if h is None:
            out[plus | bit if sign(dot(w, u)) > 0 else plus, zero] = u
            continue
        out[plus, zero | bit] = h
        c = cuts[zero][0]
        if c is not None:
            n = steps[zero](h)
            out[plus | bit, zero] = ring.reduce(combine(n, h, 1, c))
            if plus or zero != bit - 1:  # the zero face keeps only its plus side: this is the half
                out[plus, zero] = ring.reduce(combine(n, h, -1, c))
    bases: dict[int, list[Vector]] = {}
    for _, zero in out:
        if zero not in bases:
            bases[zero] = cuts[zero ^ bit][1] if zero & bit else flats[zero]
    return out, bases


def _lifted_faces(w: Vector, j: int, lines: Groups, ring: Integers) -> dict[Covector, Vector]:
    every = (1 << len(lines.reps)) - 1
    out: dict[Covector, Vector] = {}
    for (plus, zero), h in _half_faces(lines.reps, len(w) - 1, ring).items():
        key = (lines.positive(plus, every ^ plus ^ zero), lines.zero | lines.members(zero))
        out[key] = lift(w, j, h)
    return out


def split_flat(basis: list[Vector], w: Vector, ring: Integers) -> tuple[Vector | None, list[Vector]]:
    """A vector c of the subspace with ``c.w > 0`` (None when w vanishes on it), and a basis of its part in ``w^perp``."""
    values = [dot(b, w) for b in basis]
    k = next((i for i, x in enumerate(values) if sign(x)), None)
    if k is None:
        return None, basis
    positive = sign(values[k]) > 0
    c = basis[k] if positive else tuple(-x for x in basis[k])
    top = values[k] if positive else -values[k]
    rest = [
        ring.reduce(tuple(top * x - values[i] * y for x, y in zip(b, c, strict=True)))
        for i, b in enumerate(basis)
        if i != k
    ]
    return c, rest


def _half_plane_faces(reps: list[Vector], ring: Integers) -> dict[Covector, Vector]:
    """:func:`_half_faces` for p = 2 and at least two lines: the sectors and the rays between them."""
    every = (1 << len(reps)) - 1
    out: dict[Covector, Vector] = {(m, 0): u for m, u in _half_plane_cells(reps, ring).items()}
    turning = crossings(reps, ring)
    mask = 1
    for i, _, turns in turning:
        mask |= 0 if turns else 1 << i
    for i, ray, _ in turning:
        out[mask & ~(1 << i), 1 << i] = ray
        mask ^= 1 << i
    # after the last crossing the walk reaches the ray (-y0, x0), on which w_0 vanishes
    x0, y0 = reps[0]
    last = mask & ~1
    out[(last, 1) if last & 2 else (every ^ 1 ^ last, 1)] = (-y0, x0) if last & 2 else (y0, -x0)
    out[0, every] = (0, 0)
    return out
