"""Restricted R2 and its curves against loops over samples, and at the values that theory gives for perfect capture."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy import sparse

from solvers.manifolds.metrics.prediction import untrained, variance_explained
from solvers.manifolds.metrics.restricted import (
    aligned_atoms,
    centred_r2,
    code_curve,
    greedy_directions,
    refit_r2,
    restricted_r2,
    span_basis,
)
from solvers.manifolds.metrics.variance_curves import geometric_curve, principal_curve, random_curve, statistical_curve


def random_case(seed: int, n: int = 40, d: int = 5, q: int = 7):
    rng = np.random.default_rng(seed)
    codes = np.maximum(rng.standard_normal((n, q)), 0)
    decoder = rng.standard_normal((q, d))
    return codes @ decoder * 0.5 + rng.standard_normal((n, d)), codes, decoder


def circle(n: int = 4000):
    theta = 2 * np.pi * (np.arange(n) + 0.5) / n
    return np.column_stack([np.cos(theta), np.sin(theta)])


PAIRS = np.array([[1.0, 0], [-1, 0], [0, 1], [0, -1]])


def loops_r2(points, codes, decoder, atoms, centred=False):
    mean = points.mean(axis=0)
    rest = [m - sum((z[j] * decoder[j] for j in atoms), np.zeros(len(m))) for m, z in zip(points, codes, strict=True)]
    shift = sum(rest) / len(rest) if centred else 0
    return 1 - sum(float((r - shift) @ (r - shift)) for r in rest) / sum(float((m - mean) @ (m - mean)) for m in points)


@pytest.mark.parametrize("seed", range(4))
def test_against_loops(seed: int) -> None:
    points, codes, decoder = random_case(seed)
    z = sparse.csr_matrix(codes)
    for atoms in ([0], [3, 1], [0, 2, 4, 6], []):
        assert restricted_r2(points, z, decoder, atoms) == pytest.approx(
            loops_r2(points, codes, decoder, atoms), abs=1e-12
        )
        assert centred_r2(points, z, decoder, atoms) == pytest.approx(
            loops_r2(points, codes, decoder, atoms, centred=True), abs=1e-12
        )
    weights = np.random.default_rng(seed).integers(0, 4, len(points)).astype(float)
    rows = np.repeat(np.arange(len(points)), weights.astype(int))
    for metric in (restricted_r2, centred_r2):
        assert metric(points, z, decoder, [1, 2], weights_n=weights) == pytest.approx(
            metric(points[rows], z[rows], decoder, [1, 2]), abs=1e-12
        )
    assert refit_r2(points, z, [1, 2], weights_n=weights) == pytest.approx(
        refit_r2(points[rows], z[rows], [1, 2]), abs=1e-9
    )


@pytest.mark.parametrize("seed", range(4))
def test_refit_is_the_best_linear_read_out(seed: int) -> None:
    points, codes, _ = random_case(seed)
    rng, z = np.random.default_rng(seed), sparse.csr_matrix(codes)
    best = refit_r2(points, z, [0, 3])
    for _ in range(20):
        assert restricted_r2(points, z, rng.standard_normal((7, 5)), [0, 3]) <= best
        assert centred_r2(points, z, rng.standard_normal((7, 5)), [0, 3]) <= best


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("centred", [False, True])
def test_code_curve_is_the_greedy_choice(seed: int, centred: bool) -> None:
    points, codes, decoder = random_case(seed)
    z, metric = sparse.csr_matrix(codes), centred_r2 if centred else restricted_r2
    curve = code_curve(points, z, decoder, 7, centred=centred, way="forward")
    chosen: list[int] = []
    for atom, value in zip(curve.atoms, curve.r2, strict=True):
        options = {j: metric(points, z, decoder, [*chosen, j]) for j in range(7) if j not in chosen}
        assert atom == max(options, key=lambda j: options[j])
        assert value == pytest.approx(options[atom], abs=1e-10)
        chosen.append(atom)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("centred", [False, True])
def test_backward_takes_the_least_loss_away(seed: int, centred: bool) -> None:
    points, codes, decoder = random_case(seed)
    z, metric = sparse.csr_matrix(codes), centred_r2 if centred else restricted_r2
    left, orders = list(range(7)), []
    while left:
        orders.append((list(left), metric(points, z, decoder, left)))
        left.remove(max(left, key=lambda j: metric(points, z, decoder, [i for i in left if i != j])))
    atoms, value = max(orders, key=lambda o: o[1])
    curve = code_curve(points, z, decoder, 7, centred=centred, way="backward")
    assert sorted(curve.atoms) == (atoms if value > 0 else [])
    assert curve.at(7) == pytest.approx(max(value, 0), abs=1e-10)
    best = code_curve(points, z, decoder, 7, centred=centred)
    assert (
        best.at(7) >= max(curve.at(7), code_curve(points, z, decoder, 7, centred=centred, way="forward").at(7)) - 1e-3
    )


@pytest.mark.parametrize("seed", range(4))
def test_directions_against_projections_of_the_rows(seed: int) -> None:
    points, _, decoder = random_case(seed)
    left = points - points.mean(axis=0)
    wanted: list[int] = []
    for _ in range(4):
        scores = [((left @ u) ** 2).sum() / (u @ u) if j not in wanted else -1 for j, u in enumerate(decoder)]
        wanted.append(int(np.argmax(scores)))
        u = decoder[wanted[-1]] / np.linalg.norm(decoder[wanted[-1]])
        left = left - np.outer(left @ u, u)
    assert greedy_directions(points, decoder, 4) == wanted


def test_the_published_metric_at_perfect_capture() -> None:
    """Half of it raw, and the closed forms of the circle: 1/2 + 2/pi^2 centred, pi(pi^2-4)/(2(pi^3-9pi+8)) refitted."""
    points = circle()
    z = sparse.csr_matrix(np.maximum(points @ PAIRS.T, 0))
    picked = greedy_directions(points, PAIRS, 4)
    assert len(picked) == 2  # the opposite of a picked atom is never found
    assert restricted_r2(points, z, PAIRS, picked) == pytest.approx(0.5, abs=1e-9)
    assert centred_r2(points, z, PAIRS, picked) == pytest.approx(0.5 + 2 / math.pi**2, abs=1e-6)
    refit = math.pi * (math.pi**2 - 4) / (2 * (math.pi**3 - 9 * math.pi + 8))
    assert refit_r2(points, z, picked) == pytest.approx(refit, abs=1e-5)
    curve = code_curve(points, z, PAIRS, 4)
    assert curve.at(4) == pytest.approx(1, abs=1e-12)
    assert curve.at(2) == pytest.approx(0.5, abs=1e-9)
    assert restricted_r2(points, z, PAIRS, aligned_atoms(points, PAIRS, 4)) == pytest.approx(1, abs=1e-12)


def test_a_tight_frame_of_three_pairs_is_a_tie() -> None:
    """Exact with six atoms; any two of its pairs give 7/9."""
    angle = np.arange(3) * np.pi / 3
    half = np.column_stack([np.cos(angle), np.sin(angle)])
    frame = np.concatenate([half, -half])
    points = circle()
    z = sparse.csr_matrix(np.maximum(points @ frame.T, 0) * 2 / 3)
    assert restricted_r2(points, z, frame, range(6)) == pytest.approx(1, abs=1e-12)
    for a, b in itertools.combinations(range(3), 2):
        assert restricted_r2(points, z, frame, [a, a + 3, b, b + 3]) == pytest.approx(7 / 9, abs=1e-9)


def test_pure_tiling_of_a_circle() -> None:
    """(2/N)(1 - E1(N)) with two atoms of a tiling by N, E1(N) = 1/2 - N sin(2 pi/N)/(4 pi)."""
    n = 12
    angle = 2 * np.pi * np.arange(n) / n
    atoms = np.column_stack([np.cos(angle), np.sin(angle)])
    points = circle(12000)
    along = points @ atoms.T
    z = sparse.csr_matrix(np.where(along == along.max(axis=1, keepdims=True), along, 0.0))
    e1 = 0.5 - n * math.sin(2 * math.pi / n) / (4 * math.pi)
    assert code_curve(points, z, atoms, 2).at(2) == pytest.approx(2 / n * (1 - e1), abs=1e-6)
    assert code_curve(points, z, atoms, n).at(n) == pytest.approx(1 - e1, abs=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_variance_curves(seed: int) -> None:
    points, codes, decoder = random_case(seed)
    curve, best = geometric_curve(points, decoder, 5), principal_curve(points, 5)
    assert all(a <= b + 1e-9 for a, b in zip(curve.r2, best, strict=True))
    assert curve.r2 == pytest.approx(sorted(curve.r2))
    assert curve.r2[-1] == pytest.approx(1)
    assert all(a <= b + 1e-9 for a, b in zip(random_curve(points, 50, 5, seed=seed), best, strict=True))
    by_codes = statistical_curve(points, sparse.csr_matrix(codes), decoder, 7)
    other = code_curve(points, sparse.csr_matrix(codes), decoder, 7, centred=True, way="forward")
    assert by_codes.atoms[:3] == other.atoms[:3]
    assert by_codes.r2[:3] == pytest.approx(other.r2[:3], abs=1e-9)


def test_points_without_variance_and_atoms_without_length() -> None:
    points, z = np.ones((5, 2)), sparse.csr_matrix(np.ones((5, 2)))
    assert math.isnan(restricted_r2(points, z, PAIRS[:2], [0]))
    assert code_curve(points, z, PAIRS[:2], 2).atoms == ()
    assert span_basis(points).shape == (0, 2)
    assert greedy_directions(circle(8), np.zeros((3, 2)), 2) == []


def test_untrained_autoencoder_is_exact_then_truncates() -> None:
    rng = np.random.default_rng(0)
    axes = [np.linalg.qr(rng.standard_normal((9, 2)))[0].T for _ in range(3)]
    x = sum(circle(500)[rng.permutation(500)] @ v for v in axes)
    model = untrained(axes)
    assert variance_explained(x, model.reconstruct(x)) == pytest.approx(1, abs=1e-12)
    assert variance_explained(x, model.reconstruct(x, 6)) == pytest.approx(1, abs=1e-12)
    shares = [variance_explained(x, model.reconstruct(x, k)) for k in (1, 2, 4, 6)]
    assert shares == sorted(shares)
    assert ((model.codes(x, 3) > 0).sum(axis=1) <= 3).all()
    with pytest.raises(Exception, match="linearly dependent"):
        untrained([np.eye(2), np.array([[0.6, 0.8]])])
