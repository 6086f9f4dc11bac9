"""Single neurons: the sign-flip law, independence of the route, walls, set packing."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvers.sdl.bounds.disjoint import best_disjoint
from solvers.sdl.critical.one_neuron import cluster_points, off_row
from solvers.sdl.critical.partial_minima import choices, disjoint_families
from solvers.sdl.critical.positive_eigenvectors import positive_eigenvectors
from solvers.sdl.critical.walls import faces_with_walls, have_walls, wall_rays
from theory.sdl import Activation, Problem
from theory.sdl.problem import dot

RELU = Activation("relu")
GENERIC = [[3, 1, -1, 2], [1, 4, 2, -1], [-2, 1, 5, 1], [1, -2, 1, 3]]  # no two eigenvalues agree, no entry vanishes


def flipped(signs: tuple[int, ...]) -> list[list[Fraction]]:
    return [[Fraction(s * x) for x in row] for s, row in zip(signs, GENERIC, strict=False)]


@pytest.mark.parametrize("m", [2, 3, 4])
def test_sign_flip_law(m: int) -> None:
    """Of the 2^m sign flips of a generic cluster exactly 2m have a positive eigenvector, exactly 2 a positive top one."""
    partial = top = 0
    for signs in itertools.product((1, -1), repeat=m):
        v = flipped(signs)
        weights = [Fraction(k + 1) for k in range(m)]
        gram = [[dot(x, y) * w for y, w in zip(v, weights, strict=True)] for x in v]
        found = positive_eigenvectors(gram)
        partial += len(found)
        top += sum(x.top for x in found)
    assert (partial, top) == (2 * m, 2)


@settings(max_examples=20)
@given(st.lists(st.integers(-3, 3), min_size=9, max_size=9), st.lists(st.integers(1, 3), min_size=3, max_size=3))
def test_independent_features_give_the_positive_eigenvectors(entries: list[int], weights: list[int]) -> None:
    """Two routes: the pencil in encoder space and ``G diag(M)`` in activation space have the same gains."""
    targets = [entries[3 * i : 3 * i + 3] for i in range(3)]
    if not any(entries):
        return
    features = [[1, 0, 0], [1, 2, 0], [0, 1, 3]]
    m = [Fraction(w) for w in weights]
    problem = Problem.transcoder(features, targets, weights=m, activation=RELU, width=1)  # type: ignore[arg-type]
    v = problem.features_out
    gram = [[dot(x, y) * w for y, w in zip(v, m, strict=True)] for x in v]
    expected = positive_eigenvectors(gram)
    found = cluster_points(problem, (0, 1, 2))
    assert [(x.root, x.top, x.simple) for x in found] == [(x.root, x.top, x.simple) for x in expected]


def test_threshold_is_passed_by_every_feature_of_the_support() -> None:
    theta = Fraction(7, 2)
    features = [[1, 0], [Fraction(3, 5), Fraction(4, 5)], [Fraction(-3, 5), Fraction(4, 5)]]
    problem = Problem.sae(features, activation=Activation("jumprelu", theta=theta), width=1)
    for size in (1, 2, 3):
        for support in itertools.combinations(range(3), size):
            for point in cluster_points(problem, support):
                values = [dot(point.row, w) for w in problem.features_in]
                assert tuple(d for d, x in enumerate(values) if x > theta) == support


def test_wall_rays_are_stationary_along_their_flat() -> None:
    features = [[1, 0], [0, 1], [Fraction(3, 5), Fraction(4, 5)], [-1, 0]]
    problem = Problem.sae(features, activation=RELU, width=1)
    assert have_walls(problem)
    rays = [ray for face in faces_with_walls(problem) for ray in wall_rays(problem, *face)]
    assert rays
    for ray in rays:
        row = np.array([float(x) for x in ray.point.row])
        on = np.array([[float(x) for x in features[d]] for d in ray.point.support])
        for e in ray.point.walls:
            assert dot(ray.point.row, problem.features_in[e]) == 0
        z = on @ row
        gain = np.sum((on.T @ z) ** 2) / (z @ z)
        assert gain == pytest.approx(float(ray.point.gain), rel=1e-12)
    assert not have_walls(Problem.sae([[1, 0], [0, 1]], activation=RELU, width=1))


def test_set_packing_is_the_best_family() -> None:
    rng = np.random.default_rng(5)
    for _ in range(4):
        targets = [[Fraction(int(x)) for x in row] for row in rng.integers(-3, 4, (4, 3))]
        eye = [[Fraction(int(i == j)) for j in range(4)] for i in range(4)]
        problem = Problem.transcoder(eye, targets, activation=RELU, width=2)
        supports = [s for k in range(1, 5) for s in itertools.combinations(range(4), k)]
        points = {s: cluster_points(problem, s) for s in supports}
        families = (c for f in disjoint_families(supports, 2) for c in choices(f, points))
        best = max(sum(float(p.root) for p in chosen) for chosen in families)
        total = sum(float(dot(v, v)) for v in targets)
        found = best_disjoint(problem, points, off_row(problem)[0])
        assert found is not None
        assert float(found.root) == pytest.approx(total - best, abs=1e-9)


def test_off_row() -> None:
    row, strictly = off_row(Problem.sae([[1, 0], [Fraction(3, 5), Fraction(4, 5)], [0, 1]], activation=RELU, width=1))
    assert strictly
    assert all(dot(row, [Fraction(a), Fraction(b)]) < 0 for a, b in ((1, 0), (3, 4), (0, 1)))
    assert off_row(Problem.sae([[1], [-1]], activation=RELU, width=1)) == ((0,), False)
