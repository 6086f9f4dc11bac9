"""Spectra, clusters, sign flips and sub-partitions: against numpy, brute force and known answers."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofs_checks.sdl import _flips, _partitions, _spectra, _thm_3_6_counterexamples, thm_3_6, thm_3_6_top_eigenvectors
from proofs_checks.sdl._clusters import minima, smallest_bad_cluster, table
from proofs_checks.sdl._landscape import dual_basis
from proofs_checks.sdl.local_minima_spectrum import _count
from tests.theory.certificates.corruption import survivors
from theory.certificates import Rejected, check
from theory.sdl import Activation, Problem

F = Fraction
RELU = Activation("relu")
rows3 = st.lists(st.lists(st.integers(-4, 4), min_size=3, max_size=3), min_size=3, max_size=3)


@given(rows3)
@settings(max_examples=40, deadline=None)
def test_ldl_rebuilds_gram_matrices(rows: list[list[int]]) -> None:
    gram = [[F(sum(x * y for x, y in zip(p, q, strict=True))) for q in rows] for p in rows]
    found = _spectra.ldl(gram)
    assert found is not None
    left, d = found
    assert all(x > 0 for x in d)
    assert len(d) == np.linalg.matrix_rank(np.array(rows, float))
    rebuilt = [[sum(a * x * b for a, x, b in zip(p, d, q, strict=True)) for q in left] for p in left]
    assert rebuilt == gram


@given(rows3, st.fractions(F(1, 10), 5, max_denominator=10))
@settings(max_examples=40, deadline=None)
def test_ldl_refuses_indefinite_matrices(rows: list[list[int]], shift: Fraction) -> None:
    gram = [[F(sum(x * y for x, y in zip(p, q, strict=True))) for q in rows] for p in rows]
    top = np.linalg.eigvalsh(np.array(gram, float))[-1]
    bound = F(int(np.floor(top * 100)) - 20, 100)
    assert _spectra.ldl([[bound * (i == j) - gram[i][j] for j in range(3)] for i in range(3)]) is None
    # the trace bounds the largest eigenvalue from above
    trace = sum(gram[i][i] for i in range(3)) + shift
    assert _spectra.ldl([[trace * (i == j) - gram[i][j] for j in range(3)] for i in range(3)]) is not None


def test_false_psd_and_copositive_certificates_are_rejected() -> None:
    with pytest.raises(Rejected):
        check(_spectra.psd([[1, 2], [2, 1]]))
    with pytest.raises(Rejected):
        check(_spectra.copositive([[1, -2], [-2, 1]], [[0, 0], [0, 0]]))
    assert survivors(_spectra.psd([[2, 1], [1, 2]])) == []


def test_repeated_eigenvalues_are_not_certified() -> None:
    assert _spectra.signs_of([[F(1), F(0)], [F(0), F(1)]]) is None
    assert _spectra.signs_of([[F(2), F(1)], [F(1), F(2)]]) == [[-1, 1], [1, 1]]


@pytest.mark.parametrize("m", [2, 3, 4, 5])
def test_flip_counts_by_brute_force(m: int) -> None:
    signs = _flips.table(m)["asserts"]["signs"]
    check(_flips.table(m))
    assert all(0 not in row for row in signs)
    assert _flips.counted(signs) == (2 * m, 2)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_subpartitions_by_brute_force(n: int) -> None:
    def recursive(rest: int) -> int:
        # Bell numbers of n + 1 by the recursion B(k + 1) = sum C(k, i) B(i)
        bell = [1]
        for k in range(rest + 1):
            bell.append(sum(_binomial(k, i) * bell[i] for i in range(k + 1)))
        return bell[rest + 1]

    every = {members for members in _subsets(n) if members}
    assert _count(frozenset(range(n)), every, n) == recursive(n)
    assert _partitions.series([0, 1], 3) == [1, 1, F(1, 2), F(1, 6)]


def _binomial(n: int, k: int) -> int:
    return 1 if k in (0, n) else _binomial(n - 1, k - 1) + _binomial(n - 1, k)


def _subsets(n: int) -> list[tuple[int, ...]]:
    return [tuple(d for d in range(n) if mask >> d & 1) for mask in range(2**n)]


def test_dual_basis() -> None:
    w = [[F(1), F(0), F(0)], [F(3, 5), F(4, 5), F(0)], [F(1, 9), F(-4, 9), F(8, 9)]]
    products = [[sum(x * y for x, y in zip(b, f, strict=True)) for f in w] for b in dual_basis(w)]
    assert products == [[int(i == j) for j in range(3)] for i in range(3)]


def test_clusters_of_known_problems() -> None:
    different = Problem.sae([[1, 0], [0, 1]], weights=[1, 2], activation=RELU, width=2)
    assert {c.members: c.status for c in table(different)} == {(0,): "top", (1,): "top", (0, 1): "none"}
    assert smallest_bad_cluster(different).status == "violated"
    opposed = Problem.sae([[1, 0], [F(-3, 5), F(4, 5)]], activation=RELU, width=2)
    assert {c.members: c.status for c in table(opposed)}[(0, 1)] == "partial"
    assert smallest_bad_cluster(opposed).status == "holds"
    assert minima(Problem.sae([[1, 0], [1, 0]], activation=RELU, width=2)).status == "not-applicable"


@pytest.mark.parametrize(("second", "status"), [(1, "violated"), (-1, "holds")])
def test_parallel_targets_have_zero_loss_only_on_one_ray(second: int, status: str) -> None:
    problem = Problem.transcoder([[1, 0], [0, 1]], [[1], [second]], activation=RELU, width=1)
    assert smallest_bad_cluster(problem).status == status


def test_counterexamples_bear_load() -> None:
    for certificate in (
        _thm_3_6_counterexamples.weights_one_two(),
        thm_3_6.construction(),
        thm_3_6_top_eigenvectors.spurious_point(),
    ):
        assert survivors(certificate) == []


def test_exact_examples_agree_with_floating_point() -> None:
    # the published construction: gradient in a by central differences of the network's loss
    half = np.array([1, 1, 1, 1]) / 2
    v, u = np.array([[1.0, 0, 0, 0], half]), (2 * np.array([1.0, 0, 0, 0]) + half) / 5

    def loss(a: np.ndarray) -> float:
        return float(((v - np.maximum(a, 0)[:, None] * u) ** 2).sum())

    a, h = np.array([2.0, 1.0]), 1e-5
    gradient = [(loss(a + h * e) - loss(a - h * e)) / (2 * h) for e in np.eye(2)]
    # central differences of a quadratic are exact up to rounding
    np.testing.assert_allclose(np.array(gradient) / -2, [-3 / 50, 3 / 25], atol=1e-8)
