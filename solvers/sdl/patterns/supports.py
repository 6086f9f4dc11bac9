"""Every support that one neuron can realize, with an encoder row for each, exactly and in output-sensitive time.

Legend: ``w_d`` features in R^p, ``a`` an encoder row, ``F`` a set of features as a bit mask.  Under ReLU the region of F is
``Omega_F = {a : a.w_d > 0 for d in F, a.w_e <= 0 for e not in F}``, a convex cone, in general neither open nor closed: on
degenerate data it may consist of boundary points alone (antipodal features force ``a.w = 0``).  Each region is kept by
its relative interior: the features off F that vanish on all of it (``zero``) and a point where all others do not.
The features are added one at a time, as in :mod:`solvers.sdl.patterns.arrangement`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from solvers.exact.vectors import Integers, Vector, combine, dot, lift, prepare, restrict, sign
from solvers.sdl.patterns.arrangement import crossings, split_flat

Region = tuple[int, Vector]  # (zero, point of the relative interior)


def relu_supports(features: Sequence[Sequence[Any]]) -> dict[int, Vector]:
    """All sets F that one bias-free ReLU neuron can have as its support.

    ``{F : there is a with a.w_d > 0 for d in F and a.w_e <= 0 for e not in F}``.
    ``features``: n vectors of p exact numbers, in any position.  Returns mask -> encoder row.
    In general position: ``2 sum_{i<p} C(n-1, i)`` sets, and the empty set on top when the features positively span R^p.

    >>> sorted(relu_supports([(1, 0), (-1, 0)]))
    [0, 1, 2]
    """
    vectors, ring = prepare(features)
    return {mask: row for mask, (_, row) in _supports(vectors, ring, forced=False).items()}


def jumprelu_supports(features: Sequence[Sequence[Any]], theta: Any = 1) -> dict[int, tuple[Any, ...]]:
    """All sets F that one JumpReLU neuron with a positive threshold can have as its support.

    ``{F : there is a with a.w_d > theta for d in F and a.w_e <= theta for e not in F}``: the supports of the lifted features
    ``(w_d, -theta)`` together with ``(0, 1)``, which must be on.  Rows may be rescaled, so the sets do not depend on theta.
    ``features``: n vectors of p exact numbers; ``theta``: exact, > 0.  Returns mask -> encoder row.
    In general position: ``sum_{i<=p} C(n, i)`` sets.

    >>> sorted(jumprelu_supports([(1, 0), (-1, 0)]))
    [0, 1, 2]
    """
    if sign(theta) <= 0:
        raise ValueError(f"theta = {theta}: JumpReLU needs a threshold > 0; for theta = 0 use relu_supports")
    rows = [tuple(v) for v in features]
    if not rows:
        return {0: ()}
    ticks = (0,) * len(rows[0])
    vectors, ring = prepare([(*ticks, 1), *((*v, -theta) for v in rows)])
    out = {}
    for mask, (_, point) in _supports(vectors, ring, forced=True).items():
        t = point[-1]
        out[mask >> 1] = tuple(
            Fraction(x, t) if isinstance(x, int) and isinstance(t, int) else x / t for x in point[:-1]
        )
    return out


def _supports(vectors: list[Vector], ring: Integers, *, forced: bool) -> dict[int, Region]:
    """Regions over arbitrary vectors; with ``forced`` only those in which the first vector is on."""
    rays = ring.group(vectors, antipodal=False)
    if forced and rays.zero & 1:
        return {}
    found = _ray_supports(rays.reps, len(vectors[0]) if vectors else 0, ring, forced)
    if rays.trivial:
        return found
    return {rays.members(mask): (rays.zero | rays.members(zero), u) for mask, (zero, u) in found.items()}


def _ray_supports(rays: list[Vector], width: int, ring: Integers, forced: bool) -> dict[int, Region]:
    if not rays:
        return {0: (0, (0,) * width)}
    if width == 2:
        return _planar_supports(rays, ring, forced)
    out: dict[int, Region] = {1: (0, rays[0])}
    if not forced:
        out[0] = (0, tuple(-x for x in rays[0]))
    for d in range(1, len(rays)):
        out = _add_feature(out, d, rays[d], rays[:d], ring, forced)
    return out


def _add_feature(
    old: dict[int, Region], d: int, w: Vector, earlier: list[Vector], ring: Integers, forced: bool
) -> dict[int, Region]:
    """Divide every region by the sign of ``w``, the ``d``-th ray."""
    bit, j = 1 << d, ring.pivot(w)
    section = _supports(restrict(w, j, earlier), ring, forced=forced)
    push = _Push(w, earlier, ring)
    out: dict[int, Region] = {}
    for mask, (zero, u) in old.items():
        side = sign(dot(w, u))
        if mask not in section:
            out[mask | bit if side > 0 else mask] = zero, u
            continue
        zero_there, h = section[mask]
        if zero_there != zero:
            # only the boundary of the region touches the hyperplane: a feature off F drops to zero there
            if side > 0:
                out[mask | bit] = zero, u
                out[mask] = zero_there | bit, lift(w, j, h)
            else:
                out[mask] = zero, u
            continue
        c, step = push(zero)
        if c is None:
            out[mask] = zero | bit, u
            continue
        h = lift(w, j, h)
        out[mask | bit] = zero, u if side > 0 else ring.reduce(combine(step(h), h, 1, c))
        out[mask] = zero, u if side < 0 else ring.reduce(combine(step(h), h, -1, c))
    return out


class _Push:
    """For a zero set: a direction c in its orthogonal space with ``c.w > 0``, or None, and the step length along it."""

    def __init__(self, w: Vector, earlier: list[Vector], ring: Integers) -> None:
        self.w, self.earlier, self.ring = w, earlier, ring
        self._known: dict[int, tuple[Vector | None, Callable[[Vector], Any]]] = {0: (w, ring.step(w, earlier))}

    def __call__(self, zero: int) -> tuple[Vector | None, Callable[[Vector], Any]]:
        if zero not in self._known:
            p = len(self.w)
            basis: list[Vector] = [tuple(int(i == j) for j in range(p)) for i in range(p)]
            for e, v in enumerate(self.earlier):
                if zero >> e & 1:
                    basis = split_flat(basis, v, self.ring)[1]
            c = split_flat(basis, self.w, self.ring)[0]
            self._known[zero] = c, self.ring.step(c or self.w, self.earlier)
        return self._known[zero]


def _planar_supports(rays: list[Vector], ring: Integers, forced: bool) -> dict[int, Region]:
    """p = 2: walk once around the circle, sector by sector, and stop at the rays that antipodal pairs force to zero."""
    lines = ring.group(rays, antipodal=True)
    every = (1 << len(lines.reps)) - 1
    out: dict[int, Region] = {}

    def put(mask: int, zero: int, u: Vector) -> None:
        if mask not in out and (mask & 1 or not forced):
            out[mask] = zero, u

    pairs: list[tuple[int, int, int, Vector]] = []  # positive lines, negative lines, the line, the ray
    for plus, i, before, ray in _half_circle(lines.reps, ring):
        minus = every ^ plus
        put(lines.positive(plus, minus), 0, before)
        put(lines.positive(minus, plus), 0, (-before[0], -before[1]))
        if lines.minus[i]:
            pairs.append((plus & ~(1 << i), minus & ~(1 << i), i, ray))
    for plus, minus, i, ray in pairs:
        zero = lines.members(1 << i)
        if len(lines.reps) > 1:
            put(lines.positive(plus, minus), zero, ray)
            put(lines.positive(minus, plus), zero, (-ray[0], -ray[1]))
    put(0, lines.members(every), (0, 0))
    return out


def _half_circle(reps: list[Vector], ring: Integers) -> list[tuple[int, int, Vector, Vector]]:
    """The sectors with ``a.w_0 > 0``: (positive lines, the line crossed next, a point inside, a point of the crossing ray)."""
    x0, y0 = reps[0]
    if len(reps) == 1:
        return [(1, 0, reps[0], (-y0, x0))]
    turning = [*crossings(reps, ring), (0, (-y0, x0), False)]
    plus = 1
    for i, _, turns in turning:
        plus |= 0 if turns else 1 << i
    out: list[tuple[int, int, Vector, Vector]] = []
    before = (y0, -x0)
    for i, ray, _ in turning:
        out.append((plus, i, (before[0] + ray[0], before[1] + ray[1]), ray))
        plus ^= 1 << i
        before = ray
    return out
