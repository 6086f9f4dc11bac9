"""Bounds and cones against sampling: nothing sampled inside a node may go below its bound."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import nnls

from solvers.sdl.branch_and_bound.bound import b2, node_bound
from solvers.sdl.branch_and_bound.cones import jumprelu_cones, relu_cones
from solvers.sdl.branch_and_bound.conic import b3, dual_value, nnls_gram
from solvers.sdl.branch_and_bound.cover import dot, linear_cover, support
from solvers.sdl.branch_and_bound.instance import read_instance
from solvers.sdl.branch_and_bound.lagrange import b8, lagrangian_value
from solvers.sdl.branch_and_bound.tree import heap_pop, heap_push, inner_products

LAM = 0.01
NOISE = 1e-9  # all quantities are of size about one


def value_at(A: np.ndarray, Z: np.ndarray, ridge: float) -> float:
    S = Z @ Z.T + ridge * np.diag((Z**2).sum(axis=1))
    B = A @ Z.T
    return float((A**2).sum() - np.trace(B @ np.linalg.solve(S, B.T)))


def random_node(rng: np.random.Generator, k: int, spread: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    n, r, q = int(rng.integers(3, 7)), int(rng.integers(1, 5)), int(rng.integers(1, 4))
    A = rng.normal(size=(r, n))
    blocks = []
    for _ in range(k):
        middle = np.abs(rng.normal(size=n))
        block = np.abs(middle + spread * rng.normal(size=(q, n)))
        blocks.append(block / np.linalg.norm(block, axis=1)[:, None])
    return A, np.concatenate(blocks), np.repeat(np.arange(k), q)


@given(seed=st.integers(0, 10**6), k=st.integers(1, 3), spread=st.sampled_from([0.01, 0.2, 1.0]))
@settings(max_examples=60, derandomize=True, deadline=None)
def test_no_sample_goes_below_a_bound(seed: int, k: int, spread: float) -> None:
    rng = np.random.default_rng(seed)
    A, G, owner = random_node(rng, k, spread)
    gram, target = np.empty((len(G), len(G))), np.empty((len(A), len(G)))
    inner_products(G, A, gram, target)
    orders = np.array(list(permutations(range(k))), np.int64)
    T = np.empty((len(A), len(A)))
    edge, none = np.zeros(2, np.int64), np.empty((0, 0, 0))
    lower, centre = node_bound(gram, target, A @ A.T, owner, k, LAM, 1e9, orders, edge, none, T)
    np.testing.assert_allclose(T @ T.T, np.eye(len(A)), atol=1e-9)
    spectral = b2(gram, target, k, LAM, float((A**2).sum()))
    plain = b3(gram, target, A @ A.T, owner, k, LAM, np.eye(len(A)), 1e9, none)
    weights = np.concatenate([np.full((1, len(G)), 1.0), rng.exponential(size=(40, len(G))) ** 3])
    for w in weights:
        Z = np.array([w[owner == i] @ G[owner == i] for i in range(k)])
        value = value_at(A, Z, LAM)
        assert max(lower, spectral, plain) <= value + NOISE * (A**2).sum()
    assert centre == pytest.approx(value_at(A, np.array([G[owner == i].sum(axis=0) for i in range(k)]), LAM), abs=1e-8)


@given(seed=st.integers(0, 10**6), k=st.integers(1, 3), spread=st.sampled_from([0.01, 0.1, 0.5]))
@settings(max_examples=60, derandomize=True, deadline=None)
def test_no_sample_goes_below_the_lagrangian_bound(seed: int, k: int, spread: float) -> None:
    rng = np.random.default_rng(seed)
    A, G, owner = random_node(rng, k, spread)
    gram, target = np.empty((len(G), len(G))), np.empty((len(A), len(G)))
    inner_products(G, A, gram, target)
    norm = float((A**2).sum())
    N, r = len(G), len(A)
    c = np.ones(N)
    chosen, at_point = b8(gram, target, owner, k, LAM, norm, -1e9, c, np.empty((0, 0, 0, 0)))
    Z = np.array([c[owner == i] @ G[owner == i] for i in range(k)])
    assert at_point == pytest.approx(value_at(A, Z, LAM), abs=1e-8)
    M = 1e-3 * rng.normal(size=(N, N, r, r))
    antisymmetric = M - M.transpose(0, 1, 3, 2)
    semidefinite = 1e-2 * np.einsum("jtop,jtqp->jtoq", M, M)
    arbitrary = lagrangian_value(gram, target, owner, LAM, antisymmetric + semidefinite, norm)
    for w in rng.exponential(size=(40, N)) ** 3:
        Z = np.array([w[owner == i] @ G[owner == i] for i in range(k)])
        assert max(chosen, arbitrary) <= value_at(A, Z, LAM) + 1e-7 * norm  # Cholesky near the edge of definiteness


def test_lagrangian_bound_is_tight_around_a_smooth_minimum_where_b3_is_not() -> None:
    G = np.array([[1.0, 0.2, 0.0], [0.8, 0.6, 0.0], [0.0, 0.7, 0.5], [0.0, 0.3, 0.9]])
    G /= np.linalg.norm(G, axis=1)[:, None]
    A = np.array([[1.0, 0.5, -0.4], [-0.2, 0.5, 0.9]])
    owner = np.array([0, 0, 1, 1])
    gram, target = np.empty((4, 4)), np.empty((2, 4))
    inner_products(G, A, gram, target)
    norm = float((A**2).sum())
    c = np.ones(4)
    lower, value = b8(gram, target, owner, 2, LAM, norm, 0.0, c, np.empty((0, 0, 0, 0)))
    edge, none, T = np.zeros(2, np.int64), np.empty((0, 0, 0)), np.empty((2, 2))
    first, _ = node_bound(gram, target, A @ A.T, owner, 2, LAM, 1e9, np.array([[0, 1], [1, 0]]), edge, none, T)
    assert lower == pytest.approx(value, rel=1e-6)
    assert first < 0.9 * value


def test_bound_is_exact_on_single_rays() -> None:
    rng = np.random.default_rng(5)
    A, G = rng.normal(size=(3, 5)), np.abs(rng.normal(size=(2, 5)))
    G /= np.linalg.norm(G, axis=1)[:, None]
    gram, target = np.empty((2, 2)), np.empty((3, 2))
    inner_products(G, A, gram, target)
    lower = b3(gram, target, A @ A.T, np.arange(2), 2, LAM, np.eye(3), 1e9, np.empty((0, 0, 0)))
    assert lower == pytest.approx(value_at(A, G, LAM), abs=1e-10)


@given(seed=st.integers(0, 10**6), size=st.integers(1, 9))
@settings(max_examples=60, derandomize=True, deadline=None)
def test_nnls_agrees_with_scipy_and_its_dual_is_a_bound(seed: int, size: int) -> None:
    rng = np.random.default_rng(seed)
    G, a = rng.normal(size=(size + 3, size)), rng.normal(size=size + 3)
    Q, b = G.T @ G, G.T @ a
    c = np.empty(size)
    nnls_gram(Q, b, c)
    _, rest = nnls(G, a)
    assert a @ a - 2 * b @ c + c @ Q @ c == pytest.approx(rest**2, abs=1e-9)
    assert dual_value(Q, b, c, float(a @ a), 100.0) <= rest**2 + 1e-9
    poor = c + 0.1 * rng.normal(size=size)
    assert dual_value(Q, b, poor, float(a @ a), float(np.abs(c).sum())) <= rest**2 + 1e-9


@given(seed=st.integers(0, 10**6), n=st.integers(2, 6), p=st.integers(1, 4))
@settings(max_examples=40, derandomize=True, deadline=None)
def test_every_code_lies_in_a_cone_of_the_list(seed: int, n: int, p: int) -> None:
    rng = np.random.default_rng(seed)
    features = [[Fraction(int(x)) for x in row] for row in rng.integers(-2, 3, size=(n, p))]
    if not any(any(w) for w in features):
        return
    instance = read_instance(features, None, None, 1, Fraction(1, 100))
    jump = read_instance(features, None, None, 1, Fraction(1, 100), 1)
    W = np.array([[float(x) for x in w] for w in features])
    for theta, cones in ((0.0, relu_cones(instance)), (1.0, jumprelu_cones(jump))):
        images = []
        for c, simplex in zip(cones.cell, cones.simplices, strict=True):
            on = cones.supports[c]
            rays = [[dot(w, g) if d in on else 0 for d, w in enumerate(instance.rays)] for g in simplex]
            images.append(np.array(rays, float).T)
        for _ in range(15):
            pre = W @ rng.normal(size=p) * 3
            z = np.where(pre > theta, pre, 0.0)
            assert not z.any() or min(nnls(G / np.abs(G).max(), z)[1] for G in images) < 1e-8


def test_cover_of_the_plane_is_the_list_of_sectors() -> None:
    features = [(1, 0), (0, 1), (1, 1), (-2, 1)]
    cover = linear_cover(features)
    assert len(cover.leaves) == 8
    for leaf in cover.leaves:
        (a, b), (c, d) = leaf
        assert a * d - b * c != 0
        for w in features:
            assert dot(w, leaf[0]) * dot(w, leaf[1]) >= 0
    assert support(features, [(1, 0), (1, 1)]) == {0, 1, 2}


def test_cover_refuses_features_that_do_not_span() -> None:
    with pytest.raises(ValueError, match="span 1 of 2"):
        linear_cover([(1, 2), (2, 4)])


def test_heap_pops_in_order() -> None:
    key = np.random.default_rng(0).normal(size=50)
    heap, size = np.arange(50), 0
    for _ in range(50):
        size = heap_push(heap, size, key, int(heap[size]))
    out = []
    while size:
        size = heap_pop(heap, size, key)
        out.append(key[heap[size]])
    assert out == sorted(key)
