"""Counts, patterns, couplings, cohesion and receptive fields against loops, enumeration and closed forms."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from solvers.manifolds.coactivation import coactivation_counts
from solvers.manifolds.metrics.cohesion import antipodal_cohesion, signed_cohesion
from solvers.manifolds.metrics.ising import exact, neighbourhood, pseudo_likelihood
from solvers.manifolds.metrics.patterns import Patterns, patterns_of
from solvers.manifolds.metrics.receptive_fields import half_space_spread, receptive_spread, spreads, support
from theory.errors import InputError


@pytest.mark.parametrize("engine", ["numba", "scipy"])
@pytest.mark.parametrize("shape", [(1, 1), (50, 3), (300, 130), (0, 4), (5, 0)])
def test_counts_against_a_dense_product(engine: str, shape: tuple[int, int]) -> None:
    codes = np.random.default_rng(shape[1]).standard_normal(shape) * (np.random.default_rng(1).random(shape) < 0.3)
    active = (codes > 0).astype(int)
    matrix = sparse.csr_matrix(codes)
    matrix.indices[:] = matrix.indices  # keep the stored order
    assert np.array_equal(coactivation_counts(matrix, engine=engine), active.T @ active)


def test_counts_of_rows_that_are_not_sorted() -> None:
    codes = sparse.csr_matrix((np.array([1.0, 2, 3]), np.array([2, 0, 1]), np.array([0, 3])), shape=(1, 3))
    assert coactivation_counts(codes).tolist() == [[1, 1, 1]] * 3
    with pytest.raises(InputError, match="engine"):
        coactivation_counts(codes, engine="abacus")


def test_patterns_count_every_sample() -> None:
    codes = np.random.default_rng(0).random((500, 11)) * (np.random.default_rng(2).random((500, 11)) < 0.2)
    found = patterns_of(sparse.csr_matrix(codes), [9, 0, 4])
    wanted = {p: 0 for p in itertools.product([False, True], repeat=3)}
    for row in codes[:, [9, 0, 4]] > 0:
        wanted[tuple(row.tolist())] += 1
    got = {tuple(r): c for r, c in zip(found.active_up.tolist(), found.count_u.tolist(), strict=True)}
    assert got == {p: c for p, c in wanted.items() if c}
    assert found.samples == 500


def states(p: int) -> np.ndarray:
    return np.array(list(itertools.product([-1.0, 1.0], repeat=p)))


def model(h, j) -> Patterns:
    """The exact law of an Ising model as patterns with real counts."""
    s = states(len(h))
    energy = s @ h + np.einsum("ui,ij,uj->u", s, np.triu(j, 1), s)
    weight = np.exp(energy - energy.max())
    return Patterns(s > 0, 1e6 * weight / weight.sum())


@pytest.mark.parametrize("seed", range(3))
def test_couplings_of_a_known_model_come_back(seed: int) -> None:
    rng = np.random.default_rng(seed)
    h, j = rng.normal(0, 0.5, 4), np.triu(rng.normal(0, 0.7, (4, 4)), 1)
    j[0, 3] = 0
    law = model(h, j)
    found = exact(law, ridge=0.0)
    assert found.h_p == pytest.approx(h, abs=1e-6)
    assert found.j_pp == pytest.approx(j + j.T, abs=1e-6)
    other = pseudo_likelihood(law)
    assert other.j_pp == pytest.approx(
        j + j.T, abs=0.08
    )  # the least penalty, a hundredth of the largest, still shrinks
    assert other.j_pp[0, 3] == 0


def test_neighbourhood_against_logistic_regression() -> None:
    rng = np.random.default_rng(4)
    law = model(rng.normal(0, 0.4, 5), np.triu(rng.normal(0, 0.6, (5, 5)), 1))
    field, w = neighbourhood(law, 2, [0, 1, 3, 4], gamma=0.0)
    s = law.spins_up
    free = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(
        s[:, [0, 1, 3, 4]], s[:, 2], sample_weight=law.count_u
    )
    assert w == pytest.approx(free.coef_[0] / 2, abs=0.05)
    assert field == pytest.approx(free.intercept_[0] / 2, abs=0.05)
    assert np.sign(w[np.abs(w) > 0.05]).tolist() == np.sign(free.coef_[0][np.abs(w) > 0.05]).tolist()


def captured(dimension: int, present: float) -> tuple[Patterns, np.ndarray]:
    """Antipodal pairs along the axes, all orthants equally likely, the manifold present with a probability."""
    rows, counts = [np.zeros(2 * dimension, dtype=bool)], [1 - present]
    for signs in itertools.product([0, 1], repeat=dimension):
        row = np.zeros(2 * dimension, dtype=bool)
        row[[2 * i + s for i, s in enumerate(signs)]] = True
        rows.append(row)
        counts.append(present / 2**dimension)
    axes = np.concatenate([[e, -e] for e in np.eye(dimension)])
    return Patterns(np.array(rows), 1e5 * np.array(counts)), axes


@pytest.mark.parametrize(("dimension", "rho"), [(1, -1), (2, 1 / 3), (3, 3 / 5)])
@pytest.mark.parametrize("present", [1 / 12, 0.3, 0.7])
def test_cohesion_at_perfect_capture(dimension: int, rho: float, present: float) -> None:
    law, axes = captured(dimension, present)
    j = exact(law).j_pp
    assert signed_cohesion(j) == pytest.approx(rho)
    assert rho == pytest.approx((2 * dimension - 3) / (2 * dimension - 1))
    assert antipodal_cohesion(j, axes) == 1


def test_cohesion_of_independent_atoms_and_of_one() -> None:
    assert math.isnan(signed_cohesion(np.zeros((1, 1))))
    tiles = -np.ones((3, 3)) + np.eye(3)
    assert signed_cohesion(tiles) == -1
    assert antipodal_cohesion(tiles, np.eye(3)) == -1


def test_exact_refuses_thirteen_atoms_and_constant_spins_stay_finite() -> None:
    with pytest.raises(InputError, match="12"):
        exact(Patterns(np.zeros((1, 13), dtype=bool), np.ones(1)))
    always = exact(Patterns(np.array([[True, False], [True, True]]), np.array([50.0, 50.0])))
    assert np.isfinite(always.j_pp).all()
    assert np.isfinite(
        pseudo_likelihood(Patterns(np.array([[True, False], [True, True]]), np.array([50.0, 50.0]))).h_p
    ).all()


def tiling(n: int, per_tile: int) -> np.ndarray:
    return np.kron(np.eye(n), np.ones((per_tile, 1)))


@pytest.mark.parametrize(("n", "first", "later"), [(9, 9, 9), (10, 0, 10), (11, 0, 0)])
def test_support_of_equal_tiles_depends_on_the_order(n: int, first: int, later: int) -> None:
    """Activations rise along a tile, so a tenth of them is dropped: nine tiles of 1/9 keep exactly a tenth of all points."""
    per = 1000
    codes = sparse.csr_matrix(tiling(n, per) * np.tile(np.arange(1, per + 1), n)[:, None])
    assert len(support(codes, drop_first=True)) == first
    assert len(support(codes)) == later


def test_support_needs_firings() -> None:
    assert support(sparse.csr_matrix(np.ones((29, 1)))) == []
    assert support(sparse.csr_matrix(np.ones((30, 1)))) == [0]


def test_spreads_of_arcs_and_of_the_ends_of_a_segment() -> None:
    n = 2000
    theta = 2 * np.pi * (np.arange(n) + 0.5) / n
    points = np.column_stack([np.cos(theta), np.sin(theta)])
    for length in (np.pi / 6, np.pi, 2 * np.pi):
        wanted = 2 * np.pi * (length - 2 * np.sin(length / 2)) / length**2
        assert spreads(points, (theta < length)[:, None])[0] == pytest.approx(wanted, abs=3e-3)
    line = ((np.arange(n) + 0.5) / n)[:, None]
    ends = (line < 1e-3) | (line > 1 - 1e-3)
    assert spreads(line, ends)[0] == pytest.approx(
        1.5 * 4 / 3 * 3 / 4 * 4 / 3, abs=0.02
    )  # 4 points, 4 of 6 pairs far apart
    assert half_space_spread(points) == pytest.approx(2 - 4 / np.pi, abs=2e-3)
    assert half_space_spread(line) == pytest.approx(0.5, abs=2e-3)


def test_spread_against_loops() -> None:
    rng = np.random.default_rng(0)
    points, codes = rng.standard_normal((30, 3)), np.maximum(rng.standard_normal((30, 4)), 0)

    def mean(rows) -> float:
        return float(np.mean([np.linalg.norm(points[a] - points[b]) for a, b in itertools.combinations(rows, 2)]))

    wanted = []
    for j in range(4):
        own = codes[codes[:, j] > 0, j]
        wanted.append(
            mean(np.flatnonzero((codes[:, j] > 0) & (codes[:, j] >= np.quantile(own, 0.1)))) / mean(range(30))
        )
    assert receptive_spread(points, sparse.csr_matrix(codes), range(4)) == pytest.approx(
        float(np.median(wanted)), abs=1e-12
    )
    assert receptive_spread(points, sparse.csr_matrix((30, 4)), [0]) is None
