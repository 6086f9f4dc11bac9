"""Groups of atoms: information against entropies, the null model against real shuffles, clusterings of planted groups."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from scipy.stats import entropy
from sklearn.metrics import normalized_mutual_info_score

from solvers.manifolds.coactivation import coactivation_counts
from solvers.manifolds.groups.association import pairwise_information, shuffled_information
from solvers.manifolds.groups.clustering import CLUSTERINGS, groups_of, normalised_information
from solvers.manifolds.groups.find import Planted, find_groups, firing_of
from solvers.manifolds.groups.similarity import SIMILARITIES, Similarity, similarity_graph


def information(a: np.ndarray, b: np.ndarray) -> float:
    joint = np.histogram2d(a, b, bins=2, range=[[0, 1], [0, 1]])[0]
    return float(entropy(joint.sum(0)) + entropy(joint.sum(1)) - entropy(joint.ravel()))


def test_information_against_entropies() -> None:
    rng = np.random.default_rng(0)
    active = rng.random((400, 5)) < 0.2
    active[:, 3] = active[:, 0] ^ (rng.random(400) < 0.1)
    active[:, 4] = False
    found = pairwise_information(coactivation_counts(sparse.csr_matrix(active.astype(float))), 400)
    for i in range(5):
        for j in range(5):
            wanted = 0 if i == j else information(active[:, i].astype(float), active[:, j].astype(float))
            assert found[i, j] == pytest.approx(wanted, abs=1e-12)


def test_the_null_model_is_that_of_shuffled_columns() -> None:
    rng = np.random.default_rng(1)
    active = rng.random((300, 4)) < np.array([0.1, 0.2, 0.05, 0.15])
    above = np.triu_indices(4, 1)
    drawn = []
    for _ in range(2000):
        mixed = np.stack([rng.permutation(active[:, j]) for j in range(4)], axis=1)
        drawn.append(
            pairwise_information(coactivation_counts(sparse.csr_matrix(mixed.astype(float))), 300)[above].mean()
        )
    mean, deviation = shuffled_information(active.sum(axis=0), 300, seed=0, shuffles=2000)
    assert mean == pytest.approx(np.mean(drawn), rel=0.06)  # 2,000 draws of a quantity as wide as its mean: 2% each
    assert deviation == pytest.approx(np.std(drawn), rel=0.12)


@pytest.mark.parametrize("seed", range(5))
def test_agreement_against_scikit_learn(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = rng.integers(0, 5, 60), rng.integers(-3, 2, 60)
    assert normalised_information(a, b) == pytest.approx(normalized_mutual_info_score(a, b), abs=1e-12)
    assert normalised_information(a, a) == pytest.approx(1)
    assert normalised_information(np.zeros(5, int), np.zeros(5, int)) == 1
    assert normalised_information(np.zeros(5, int), np.arange(5)) == normalized_mutual_info_score(
        np.zeros(5), np.arange(5)
    )


def planted(dimensions: tuple[int, ...], n: int = 6000, present: float = 0.25, seed: int = 0):
    """Spheres in orthogonal subspaces, each captured by antipodal pairs; atoms in a random order."""
    rng = np.random.default_rng(seed)
    total = sum(dimensions)
    axes = np.linalg.qr(rng.standard_normal((total + 6, total)))[0].T
    decoder = np.concatenate([axes, -axes])
    owner = np.tile(np.repeat(np.arange(len(dimensions)), dimensions), 2)
    codes = np.zeros((n, 2 * total))
    for i, d in enumerate(dimensions):
        here = rng.random(n) < present
        point = rng.standard_normal((here.sum(), d))
        point /= np.linalg.norm(point, axis=1, keepdims=True)
        codes[np.ix_(here, owner == i)] = np.maximum(np.concatenate([point, -point], axis=1), 0)
    order = rng.permutation(2 * total)
    split = np.split(axes, np.cumsum(dimensions)[:-1])
    known = Planted(tuple(f"sphere {i}" for i in range(len(dimensions))), tuple(split))
    return sparse.csr_matrix(codes[:, order]), decoder[order], owner[order], known


@pytest.mark.parametrize("kind", ["coactivation", "information", "ising"])
@pytest.mark.parametrize("how", CLUSTERINGS)
def test_planted_groups_are_found(kind: Similarity, how: str) -> None:
    codes, decoder, owner, known = planted((1, 2, 3, 2, 1, 4))
    found = find_groups(firing_of(codes, decoder), kind, how, planted=known)  # pyright: ignore[reportArgumentType]
    assert found.agreement == 1
    assert found.agreement_atoms == 26
    assert {tuple(g.atoms) for g in found.groups} == {tuple(np.flatnonzero(owner == i).tolist()) for i in range(6)}
    for g in found.groups:
        i = owner[g.atoms[0]]
        assert (g.planted, g.purity) == (f"sphere {i}", 1)
        assert (g.dimension, g.antipodal_pairs) == ((1, 2, 3, 2, 1, 4)[i], (1, 2, 3, 2, 1, 4)[i])
        assert g.score is not None
        assert g.score > 20


def test_cosine_finds_the_axes_only() -> None:
    """Orthogonal axes of one manifold have cosine 0, so directions alone find pairs."""
    codes, decoder, _, known = planted((2, 3))
    found = find_groups(firing_of(codes, decoder), "cosine", "louvain", planted=known)
    assert sorted(len(g.atoms) for g in found.groups) == [2] * 5


def test_shuffled_codes_have_no_groups_but_opposites_and_no_score() -> None:
    codes, decoder, _, known = planted((2, 3, 4), seed=3)
    rng = np.random.default_rng(0)
    mixed = np.stack([rng.permutation(column) for column in codes.toarray().T], axis=1)
    real = firing_of(sparse.csr_matrix(codes), decoder)
    null = firing_of(sparse.csr_matrix(mixed), decoder)
    assert all((g.score or 0) < 6 for g in find_groups(null, "information", "louvain", planted=known).groups)
    assert max(len(g.atoms) for g in find_groups(null, "information", "louvain").groups) <= 2
    assert min(g.score or 0 for g in find_groups(real, "information", "louvain").groups) > 20


@pytest.mark.parametrize("kind", SIMILARITIES)
def test_graphs_are_symmetric_and_few_atoms_or_none_are_no_accident(kind: Similarity) -> None:
    codes, decoder, _, _ = planted((2, 1))
    graph = similarity_graph(firing_of(codes, decoder), kind)
    assert np.array_equal(graph, graph.T)
    assert (graph >= 0).all()
    silent = find_groups(firing_of(sparse.csr_matrix((50, 6)), decoder), kind, "spectral")
    assert (silent.groups, silent.single, silent.agreement) == ([], 0, None)


def test_clusterings_of_two_cliques_with_a_weak_bridge() -> None:
    weights = np.kron(np.eye(2), np.ones((5, 5))) - np.eye(10)
    weights[4, 5] = weights[5, 4] = 0.05
    for how in CLUSTERINGS:
        assert groups_of(weights, how) == [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9]]
    alone = np.zeros((3, 3))
    assert all(groups_of(alone, how) == [] for how in CLUSTERINGS)
