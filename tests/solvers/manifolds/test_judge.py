"""Verdicts on autoencoders whose geometry is known exactly: the tool must say yes, and it must say no."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import nnls

from solvers.manifolds.capture.judge import cone_error, judge
from solvers.manifolds.capture.subject import Subject
from solvers.manifolds.metrics.cohesion import pairs_of_opposites
from theory.errors import InputError
from theory.manifolds.capture_records import ManifoldVerdict


def circle(n: int = 3000) -> np.ndarray:
    theta = 2 * np.pi * (np.arange(n) + 0.5) / n
    return np.column_stack([np.cos(theta), np.sin(theta)])


def ring(n: int, turn: float = 0.0) -> np.ndarray:
    angle = turn + 2 * np.pi * np.arange(n) / n
    return np.column_stack([np.cos(angle), np.sin(angle)])


def relu(points: np.ndarray, atoms: np.ndarray) -> np.ndarray:
    return np.maximum(points @ atoms.T, 0)


def strongest(codes: np.ndarray, k: int) -> np.ndarray:
    return np.where(codes >= -np.sort(-codes, axis=1)[:, k - 1 : k], codes, 0)


def verdict(
    points: np.ndarray, codes: np.ndarray, atoms: np.ndarray, k: int = 2, always: bool = False
) -> ManifoldVerdict:
    z = sparse.csr_matrix(codes)
    absent = sparse.csr_matrix((9 * len(points), len(atoms)))  # the manifold is present in a tenth of the samples
    return judge(Subject("it", points, z, points, z, k, always), sparse.vstack([z, absent], format="csc"), atoms)


def test_antipodal_pairs_capture() -> None:
    found = verdict(circle(), relu(circle(), ring(4)), ring(4))
    assert found.verdict == "captured"
    assert sorted(found.group) == [0, 1, 2, 3]
    assert found.r2.compact == pytest.approx(1)
    assert found.r2.published == pytest.approx(0.5, abs=1e-6)
    assert (found.antipodal_pairs, found.cone_error) == (2, pytest.approx(0, abs=1e-12))
    assert found.cohesion.antipodal == 1
    assert found.r2.compact_interval[0] <= 1 <= found.r2.compact_interval[1] + 1e-9


def test_twelve_tiles_tile() -> None:
    atoms = ring(12)
    found = verdict(circle(), strongest(relu(circle(), atoms), 1), atoms)
    assert found.verdict == "tiled"
    assert len(found.group) == 12
    assert found.active == pytest.approx(1, abs=0.01)


def test_few_dimensions_at_a_time_are_tiles_even_within_2k_atoms() -> None:
    """A closed curve of six dimensions, twelve atoms, one or two of them active: no half-space anywhere."""
    theta = 2 * np.pi * (np.arange(3000) + 0.5) / 3000
    curve = np.column_stack([f(j * theta) / j for j in (1, 2, 3) for f in (np.cos, np.sin)])
    knots = np.linspace(0, 3000, 12, endpoint=False).astype(int)
    gap = np.abs((theta[:, None] - theta[knots] + np.pi) % (2 * np.pi) - np.pi) / (2 * np.pi / 12)
    found = verdict(curve, np.maximum(1 - gap, 0), curve[knots], k=6, always=True)
    assert found.r2.whole > 0.9
    assert len(found.group) == 12
    assert found.verdict == "tiled"


def test_six_atoms_in_three_pairs_dilute() -> None:
    """Exact, with half-plane fields, and more atoms than are needed."""
    atoms = ring(6)
    found = verdict(circle(), relu(circle(), atoms) * 2 / 3, atoms)
    assert found.verdict == "diluted"
    assert found.r2.whole == pytest.approx(1)
    assert 7 / 9 - 1e-6 < found.r2.compact < 0.8  # two of the pairs give 7/9; the best four atoms a little more


def test_a_budget_of_one_truncates_and_a_missing_axis_loses() -> None:
    atoms = ring(4)
    assert verdict(circle(), strongest(relu(circle(), atoms), 1), atoms).verdict == "truncated"
    one_axis = relu(circle(), atoms)
    one_axis[:, [1, 3]] = 0
    assert verdict(circle(), one_axis, atoms).verdict in ("lost", "truncated")
    three_quarters_missing = np.where(np.arange(4) == 0, relu(circle(), atoms), 0)
    assert verdict(circle(), three_quarters_missing, atoms).verdict == "lost"


def test_silent_atoms_lose_everything() -> None:
    found = verdict(circle(), np.zeros((3000, 4)), ring(4))
    assert (found.verdict, found.group, found.cone_error, found.spread) == ("lost", [], 1.0, None)


def test_codes_of_random_atoms_do_not_capture() -> None:
    rng = np.random.default_rng(0)
    points = circle() @ np.linalg.qr(rng.standard_normal((20, 2)))[0].T
    codes = np.maximum(rng.standard_normal((3000, 16)), 0)
    assert verdict(points, codes, rng.standard_normal((16, 20)) / 5).verdict == "lost"


def test_a_constant_belongs_to_no_atom_where_the_manifold_is_always_there() -> None:
    """Three atoms with an offset in their codes write the circle and a constant; only a bias can take the constant away."""
    atoms = ring(3)
    codes = (circle() @ atoms.T + 1) * 2 / 3
    moved = circle()
    shifted = codes + np.array([0.5, 0, 0])
    assert verdict(moved, codes, atoms).verdict == "captured"
    assert verdict(moved, shifted, atoms, always=True).r2.whole == pytest.approx(1)
    assert verdict(moved, shifted, atoms).r2.whole < 1


def test_cone_error_against_a_plain_solver() -> None:
    rng = np.random.default_rng(3)
    points, atoms = rng.standard_normal((60, 6)), rng.standard_normal((9, 6))
    wanted = sum(nnls(atoms[[1, 4, 7]].T, p)[1] ** 2 for p in points) / np.square(points - points.mean(axis=0)).sum()
    assert cone_error(points, atoms, [1, 4, 7]) == pytest.approx(wanted)


def test_pairs_are_counted_once() -> None:
    assert pairs_of_opposites(ring(4)) == 2
    assert pairs_of_opposites(np.array([[1.0, 0], [-1, 0.01], [-1, -0.01]])) == 1
    assert pairs_of_opposites(np.zeros((0, 2))) == 0


def test_a_manifold_of_one_point_is_refused() -> None:
    z = sparse.csr_matrix((5, 2))
    with pytest.raises(InputError, match="two different points"):
        Subject("it", np.ones((5, 2)), z, np.ones((5, 2)), z, 1, False)
