"""The best point of the search as exact numbers: the upper bound that is handed out is its exact loss.

Legend: the floating-point search keeps rows u up to a positive factor and, under JumpReLU, a cell: a support F with
``<u, w_d> > t`` on F and ``<u, w_e> <= t`` elsewhere for some level t > 0.  The row that has the codes is ``(theta / t) u``.  The
best u may lie on the boundary of its cell, where no level t fits (the value is approached and not attained): then it is moved
a little towards the interior.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from solvers.exact.lp import Feasible, solve
from solvers.sdl.branch_and_bound.cones import Cones
from solvers.sdl.branch_and_bound.instance import Instance

BITS = 40  # the incumbent is rounded to multiples of 2^-40: the objective moves by about 1e-12, below every gap
UNIT = 1 << BITS
# steps into the interior of a cell, smallest first: the first ones are enough to repair the rounding of a row on the boundary
STEPS = tuple(Fraction(1, 2**bits) for bits in range(BITS - 4, -1, -4))
Matrix = tuple[tuple[Fraction, ...], ...]


def exact_point(instance: Instance, cones: Cones, rows: np.ndarray, cells: np.ndarray) -> tuple[Matrix, Matrix]:
    """The rows as rational numbers, in their cells, and the best decoder for them, rounded.

    ``rows``: width x kept coordinates, each up to a positive factor, zero for a dead neuron; ``cells``: the cell of each
    (JumpReLU only).  Returns encoder and decoder.
    """
    kept = [[w[c] for c in instance.columns] for w in instance.features_in]
    directions, scales = [], []
    for u, cell in zip(rows, cells, strict=True):
        row = [Fraction(round(float(x) * UNIT), UNIT) for x in u / (np.abs(u).max() or 1.0)]
        scale = Fraction(1)
        if instance.theta is not None and any(row):
            row, level = into_cell(kept, row, cones.supports[cell])
            scale = instance.theta / level
        directions.append(row)
        scales.append(scale)
    columns = _decoder(instance, kept, directions, scales)
    encoder = []
    for row, scale in zip(directions, scales, strict=True):
        full = [Fraction(0)] * len(instance.features_in[0])
        for c, x in zip(instance.columns, row, strict=True):
            full[c] = scale * x
        encoder.append(tuple(full))
    # the codes of a row are its scale times those of the direction that the decoder was made for
    decoder = tuple(tuple(x / scale for x, scale in zip(row, scales, strict=True)) for row in columns)
    return tuple(encoder), decoder


def into_cell(
    features: Sequence[Sequence[Fraction]], row: Sequence[Fraction], on: frozenset[int]
) -> tuple[list[Fraction], Fraction]:
    """A row near the given one, and a level t > 0 with ``<row, w_d> > t`` exactly for the features d that are on.

    ``features``: n vectors; ``on``: a support that some row and level have, not empty.
    Raises :class:`ArithmeticError` when no row has the support: a cell of the search is not what it says.

    >>> into_cell([[Fraction(1), Fraction(0)], [Fraction(0), Fraction(1)]], [Fraction(1), Fraction(1, 2)], frozenset({0}))
    ([Fraction(1, 1), Fraction(1, 2)], Fraction(3, 4))
    """
    level = _level(features, row, on)
    if level is not None:
        return list(row), level
    inside = _inside(features, on)
    for step in STEPS:
        near = [x + step * y for x, y in zip(row, inside, strict=True)]
        level = _level(features, near, on)
        if level is not None:
            return near, level
    level = _level(features, inside, on)
    assert level is not None  # it is strictly inside
    return inside, level


def _level(features: Sequence[Sequence[Fraction]], row: Sequence[Fraction], on: frozenset[int]) -> Fraction | None:
    """A level between the features that are on and those that are off, if the row has one."""
    values = [sum((x * y for x, y in zip(row, w, strict=True)), Fraction(0)) for w in features]
    low = max([Fraction(0), *(x for d, x in enumerate(values) if d not in on)])
    high = min(x for d, x in enumerate(values) if d in on)
    return (low + high) / 2 if low < high else None


def _inside(features: Sequence[Sequence[Fraction]], on: frozenset[int]) -> list[Fraction]:
    """A row of size 1 strictly inside the region of the support."""
    p = len(features[0])
    rows = [[*w, Fraction(-1)] if d in on else [*(-x for x in w), Fraction(1)] for d, w in enumerate(features)]
    rows.append([Fraction(int(i == p)) for i in range(p + 1)])  # the level is positive
    found = solve(rows, [">"] * len(rows), [Fraction(0)] * len(rows))
    if not isinstance(found, Feasible):
        raise ArithmeticError(
            f"no encoder row switches on exactly the features {sorted(on)}; please report the problem"
        )
    largest = max(abs(x) for x in found.point[:p])
    return [x / largest for x in found.point[:p]]


def _decoder(
    instance: Instance,
    kept: Sequence[Sequence[Fraction]],
    directions: Sequence[Sequence[Fraction]],
    scales: Sequence[Fraction],
) -> Matrix:
    """The best decoder for the codes of the directions, in floating point and rounded; zero for dead neurons."""
    theta = instance.theta or Fraction(0)
    pre = [[sum((x * y for x, y in zip(w, row, strict=True)), Fraction(0)) for w in kept] for row in directions]
    codes = [[float(x) if s * x > theta else 0.0 for x in row] for row, s in zip(pre, scales, strict=True)]
    root = np.sqrt([float(m) for m in instance.weights])
    z = np.array(codes) * root
    target = np.array([[float(x) for x in a] for a in instance.features_out]) * root[:, None]
    # codes of length one, whose Gram matrix is at least the ridge, however unequal the features are
    size = np.sqrt((z**2).sum(axis=1))
    size[size == 0.0] = 1.0
    unit = z / size[:, None]
    gram = unit @ unit.T + float(instance.ridge) * np.eye(len(unit))
    columns = np.linalg.solve(gram, unit @ target).T
    lengths = [Fraction(float(x)) for x in size]
    return tuple(
        tuple(Fraction(round(float(x) * UNIT), UNIT) / length for x, length in zip(row, lengths, strict=True))
        for row in columns
    )
