"""Areas against random points and shoelace polygons, volumes against Platonic solids, the bound against all of them."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest

from paper_figs.concepts import approximation_rate as figure
from paper_figs.table import Table
from theory.claims import Budget


@cache
def computed() -> dict[str, Table]:
    return figure.compute(Budget())


@pytest.mark.parametrize("name", list(figure.supports()))
def test_circumscribed_areas_against_the_corners_of_the_polygon(name: str) -> None:
    support, m = figure.supports()[name][0], 7
    angles = 0.1 + math.tau * np.arange(m) / m
    corners = []
    for k in range(m):
        pair = [angles[k - 1], angles[k]]
        corners.append(np.linalg.solve([[math.cos(t), math.sin(t)] for t in pair], [support(t) for t in pair]))
    x, y = np.array(corners).T
    shoelace = abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2
    assert figure.circumscribed(support, m) == pytest.approx(shoelace, rel=1e-12)


def test_areas_and_hulls_of_crescent_and_blobs_by_random_points() -> None:
    """A million points: the standard error of the areas is below 0.004."""
    x, y = np.random.default_rng(0).uniform([-2.1, -1.1], [2.1, 1.1], size=(10**6, 2)).T
    box = 4.2 * 2.2
    crescent = (x**2 + y**2 < 1) & ((x - figure.BITE) ** 2 + y**2 > 1)
    blobs = ((abs(x) - figure.APART) ** 2 + y**2) < 0.25
    chord = (x**2 + y**2 < 1) & (x < figure.BITE / 2)
    stadium = np.where(abs(x) < figure.APART, abs(y) < 0.5, blobs)
    for name, inside, hull in (("crescent", crescent, chord), ("two blobs", blobs, stadium)):
        _, area, hull_area = figure.supports()[name]
        assert inside.mean() * box == pytest.approx(area, abs=0.02)
        assert hull.mean() * box == pytest.approx(hull_area, abs=0.02)


def test_crescent_support_is_the_largest_projection_of_its_points() -> None:
    support = figure.supports()["crescent"][0]
    circle = np.linspace(0, math.tau, 200_001)
    x, y = np.cos(circle), np.sin(circle)
    keep = (x - figure.BITE) ** 2 + y**2 >= 1
    for t in np.linspace(0, math.tau, 17):
        assert support(t) == pytest.approx((math.cos(t) * x[keep] + math.sin(t) * y[keep]).max(), abs=1e-4)


def test_bound_against_platonic_solids_around_the_ball() -> None:
    """Circumscribed tetrahedron, cube, octahedron, dodecahedron, icosahedron: volume = surface / 3."""
    volumes = {
        4: 8 * math.sqrt(3),
        6: 8.0,
        8: 4 * math.sqrt(3),
        12: _dodecahedron(),
        20: _icosahedron(),
    }
    for m, volume in volumes.items():
        assert figure.ball_bound(3, m) <= volume - 4 * math.pi / 3


def _dodecahedron() -> float:
    """Edge a has volume (15 + 7 sqrt 5) a^3 / 4 and inradius a sqrt(250 + 110 sqrt 5) / 20."""
    edge = 20 / math.sqrt(250 + 110 * math.sqrt(5))
    return (15 + 7 * math.sqrt(5)) / 4 * edge**3


def _icosahedron() -> float:
    """Edge a has volume 5 (3 + sqrt 5) a^3 / 12 and inradius a (3 sqrt 3 + sqrt 15) / 12."""
    edge = 12 / (3 * math.sqrt(3) + math.sqrt(15))
    return 5 * (3 + math.sqrt(5)) / 12 * edge**3


def test_every_ball_is_above_the_bound_and_the_plane_attains_it_in_the_limit() -> None:
    for r, m, excess, bound in computed()["balls"].rows:
        assert excess >= bound, (r, m)
    last = computed()["balls"].where(dimension=2).rows[-1]
    assert last[2] / last[3] == pytest.approx(1, abs=1e-4)
    assert last[2] == pytest.approx(512 * math.tan(math.pi / 512) - math.pi, rel=1e-6)


@pytest.mark.parametrize(("r", "slope"), [(2, -2.0), (3, -1.0), (4, -2 / 3)])
def test_slopes(r: int, slope: float) -> None:
    """Over the last doubling the measured exponent is within 5 % of -2/(r-1); before, lower-order terms still show."""
    first, last = computed()["balls"].where(dimension=r).rows[-2:]
    measured = math.log(last[2] / first[2]) / math.log(last[1] / first[1])
    assert measured == pytest.approx(slope, rel=0.05)


def test_plateaus() -> None:
    """Along a straight edge of the hull no tangent fits exactly: what is left is of order 1/m, below 0.02 at m = 512."""
    for name in ("crescent", "two blobs", "annulus"):
        rows = computed()["plane"].where(concept=name).rows
        assert rows[-1][2] == pytest.approx(rows[-1][3], abs=0.02)
        assert rows[-1][2] >= rows[-1][3] > 0.1
