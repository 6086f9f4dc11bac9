"""Least widths against trying every width, cells against counting sign vectors, grids against counting their boxes."""

from __future__ import annotations

from functools import cache
from itertools import combinations, product
from math import comb

import numpy as np
import pytest

from paper_figs.concepts import concept_capacity as figure
from paper_figs.table import Table
from theory.claims import Budget


@cache
def computed() -> dict[str, Table]:
    return figure.compute(Budget())


def test_least_widths_are_least() -> None:
    for table, count in (
        (computed()["units"], lambda k, d: comb(d, k)),
        (computed()["disjoint"], lambda n, d: sum(comb(d, i) for i in range(n + 1))),
    ):
        for parameter, concepts, d in table.rows:
            assert count(parameter, d) >= concepts
            assert count(parameter, d - 1) < concepts


def test_published_sizes() -> None:
    assert [figure.least_by_cells(10**6, n) for n in (2, 3, 5, 10)] == [1414, 182, 43, 21]


@pytest.mark.parametrize("d", [3, 4, 5, 8])
def test_lines_in_the_plane_have_that_many_cells(d: int) -> None:
    """Every cell of lines in general position has a corner: look at the four cells around every crossing."""
    rng = np.random.default_rng(d)
    normals, offsets = rng.standard_normal((d, 2)), rng.standard_normal(d)
    cells = set()
    for i, j in combinations(range(d), 2):
        pair = normals[[i, j]]
        for shift in product((1e-6, -1e-6), repeat=2):  # far below the distances of the other lines
            at = np.linalg.solve(pair, offsets[[i, j]] + shift)
            cells.add(tuple(normals @ at > offsets))
    assert len(cells) == sum(comb(d, i) for i in range(3))


@pytest.mark.parametrize(("n", "m"), [(2, 3), (2, 4), (3, 2)])
def test_a_grid_of_boxes_is_singled_out_by_units_of_2n_neurons(n: int, m: int) -> None:
    """Neurons x_i > j and x_i < j + 1 for j = 0, ..., m - 1: box (j_1, ..., j_n) is one unit of 2n of them."""
    centres = [tuple(j + 0.5 for j in box) for box in product(range(m), repeat=n)]
    neurons = [(i, side, j) for i in range(n) for j in range(m) for side in (1, -1)]
    assert len(neurons) == 2 * n * m
    for box in product(range(m), repeat=n):
        unit = [(i, side, j) for i, side, j in neurons if box[i] == j]
        assert len(unit) == 2 * n
        inside = [x for x in centres if all((x[i] > j) if side == 1 else (x[i] < j + 1) for i, side, j in unit)]
        assert inside == [tuple(j + 0.5 for j in box)]
    rows = computed()["grids"].where(dimension=n)
    assert all(c == (d // (2 * n)) ** n for c, d in zip(rows["concepts"], rows["neurons"], strict=True))
