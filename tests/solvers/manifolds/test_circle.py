"""Closed forms of the circle against quadrature, least squares and linear programs, and at the first excluded sizes."""

from __future__ import annotations

import math
from fractions import Fraction as F
from itertools import pairwise

import numpy as np
import pytest
from flint import arb
from scipy.integrate import quad

from solvers.manifolds import circle as c

NODES = np.linspace(0, 2 * np.pi, 20_001)[:-1]


def value(x: arb) -> float:
    assert float(x.rad()) < 1e-9 or float(x.rad()) < 1e-6 * abs(float(x.mid())), "an enclosure this wide says nothing"
    return float(x.mid())


def atoms(N: int) -> np.ndarray:
    angles = 2 * np.pi * np.arange(N) / N
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def points(angles: np.ndarray) -> np.ndarray:
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1)


@pytest.mark.parametrize("N", [1, 2, 3, 4, 8])
def test_one_active_atom(N: int) -> None:
    def nearest(t: float) -> float:
        best = max(math.cos(t - 2 * math.pi * j / N) for j in range(N))
        return 1 - max(best, 0.0) ** 2

    cuts = [math.pi * j / (2 * N) for j in range(4 * N + 1)]
    exact = sum(quad(nearest, a, b, epsabs=1e-12)[0] for a, b in pairwise(cuts)) / (2 * math.pi)
    assert value(c.tiling_error(N)) == pytest.approx(exact, abs=1e-9)


@pytest.mark.parametrize("N", [1, 2, 3, 5, 6])
@pytest.mark.parametrize("w", [0.7, math.pi / 2, 2.5])
def test_aliasing(N: int, w: float) -> None:
    gain, cut = 0.6, F(w)
    codes = np.maximum(np.cos(NODES[:, None] - 2 * np.pi * np.arange(N) / N) - math.cos(w), 0)
    error = ((points(NODES) - gain * codes @ atoms(N)) ** 2).sum(axis=1).mean()
    ball = c.aliased_error(N, cut, F(6, 10), terms=300)
    # the integrand has kinks: the trapezoidal rule on 20,000 nodes is good to about (2pi/20000)^2
    assert float(ball.mid()) == pytest.approx(error, abs=1e-6)
    assert float(ball.rad()) < 1e-6


@pytest.mark.parametrize("n", [0, 1, 2, 3, -4])
def test_fourier_coefficients(n: int) -> None:
    w, a, b = 1.1, 0.8, -0.2

    def coefficient(f):  # type: ignore[no-untyped-def]
        return quad(lambda t: f(t) * math.cos(n * t), -w, w, epsabs=1e-13)[0] / (2 * math.pi)

    relu = coefficient(lambda t: math.cos(t) - math.cos(w))
    jump = coefficient(lambda t: a * math.cos(t) + b)
    assert value(c.relu_coefficient(n, F(w))) == pytest.approx(relu, abs=1e-12)
    assert value(c.jumprelu_coefficient(n, F(w), F(a), F(b))) == pytest.approx(jump, abs=1e-12)
    # the bound behind the tail of the aliasing formula
    assert all(abs(value(c.relu_coefficient(k, F(w)))) < 1 / k**2 for k in range(1, 60))


@pytest.mark.parametrize("N", [1, 2, 3, 4, 5, 6, 7, 9])
def test_bias_free_polygons(N: int) -> None:
    """The best gain by quadrature; zero exactly for even N from 4 on."""
    decoded = np.maximum(np.cos(NODES[:, None] - 2 * np.pi * np.arange(N) / N), 0) @ atoms(N)
    x = points(NODES)
    along, power = (x * decoded).sum(axis=1).mean(), (decoded**2).sum(axis=1).mean()
    assert value(c.relu_residual(N)) == pytest.approx(1 - along**2 / power, abs=1e-7)
    assert (c.relu_residual(N) == 0) == (N % 2 == 0 and N >= 4)


def test_odd_polygons_to_ten_digits() -> None:
    wanted = {3: 0.1582512545, 5: 0.0085348238, 7: 0.0017490710, 9: 0.0005808785}
    assert {N: round(value(c.relu_residual(N)), 10) for N in wanted} == wanted


def test_l1() -> None:
    for N in (3, 4, 7):
        h = math.pi / N
        gauge = quad(math.cos, -h, h)[0] / math.cos(h) / (2 * h)
        assert value(c.l1_of_tiles(N)) == pytest.approx(gauge, abs=1e-9)
    ratio = [value(c.l1_of_receptive_fields(F(w, 10))) for w in range(2, 31)]
    assert ratio == sorted(ratio)
    assert 1 < ratio[0] < 1.01
    assert value(c.l1_of_receptive_fields(arb.pi() / 2)) == pytest.approx(4 / math.pi, abs=1e-12)


@pytest.mark.parametrize("N", [3, 4, 8])
@pytest.mark.parametrize("lam", [F(1, 10), F(9, 10), F(19, 10), F(5, 2)])
def test_lasso(N: int, lam: F) -> None:
    """Against coordinate descent, which converges to the minimum of this convex cost."""
    d = atoms(N)
    for offset in np.linspace(-math.pi / N, math.pi / N, 7):
        x = points(np.array(math.pi / N + offset))
        z = np.zeros(N)
        for _ in range(400):  # coordinate descent on a strictly convex-in-each-coordinate problem
            for j in range(N):
                rest = x - d.T @ z + z[j] * d[j]
                z[j] = max(0.0, rest @ d[j] - float(lam) / 2)
        cost = ((x - d.T @ z) ** 2).sum() + float(lam) * z.sum()
        assert value(c.lasso_cost(N, F(offset), lam)) == pytest.approx(cost, abs=1e-7)


@pytest.mark.parametrize("mu", [F(1, 100), F(1, 20), F(1, 5), F(1, 2)])
@pytest.mark.parametrize("N", [3, 6, 9, 20])
def test_l0(N: int, mu: F) -> None:
    t = np.linspace(0, np.pi / N, 200_001)
    t = (t[1:] + t[:-1]) / 2
    cost = np.minimum(float(mu) + np.sin(t) ** 2, 2 * float(mu)).mean()
    assert value(c.l0_cost(N, mu)) == pytest.approx(cost, abs=1e-9)


def test_transition_is_of_first_order() -> None:
    """Just above the price three atoms are best, just below it many: with no number between them."""
    mu = F(1, 20)
    kappa = c.transition_price(mu)

    def best(price: arb) -> int:
        costs = {N: value(c.l0_cost(N, mu) + N * price) for N in range(3, 60)}
        return min(costs, key=lambda N: costs[N])

    assert best(kappa * 1001 / 1000) == 3
    assert best(kappa * 999 / 1000) >= 13
    for bad in (F(0), F(3, 5), F(-1)):
        with pytest.raises(ValueError, match="mu"):
            c.transition_price(bad)


@pytest.mark.parametrize(("N", "k"), [(4, 2), (5, 2), (6, 3), (7, 3), (8, 2), (3, 1)])
def test_frozen_topk_by_quadrature(N: int, k: int) -> None:
    a, error = c.frozen_topk(N, k)
    d = atoms(N)
    values = points(NODES + 1e-7) @ d.T  # off the ties
    order = np.argsort(-values, axis=1)[:, :k]
    kept = np.zeros_like(values)
    np.put_along_axis(kept, order, np.take_along_axis(values, order, 1), axis=1)
    assert (kept >= -1e-9).all()

    def loss(gain: float) -> float:
        return float(((points(NODES + 1e-7) - gain * kept @ d) ** 2).sum(axis=1).mean())

    scale = float(a.mid())
    assert float(error.mid()) == pytest.approx(loss(scale), abs=1e-6)
    assert loss(scale) <= min(loss(scale - 1e-3), loss(scale + 1e-3))  # the best gain


@pytest.mark.parametrize(
    "call",
    [
        lambda: c.tiling_error(0),
        lambda: c.tiling_error(True),
        lambda: c.l1_of_tiles(2),
        lambda: c.lasso_cost(2, 0, F(1, 10)),
        lambda: c.frozen_topk(2, 1),
        lambda: c.frozen_topk(5, 3),
        lambda: c.frozen_topk(5, 0),
        lambda: c.l0_cost(2, F(1, 10)),
    ],
)
def test_excluded_sizes(call) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=r"atoms|k = "):
        call()


def test_bounds_enclose() -> None:
    lo, hi = c.bounds(arb.pi())
    assert lo < hi
    assert F(333, 106) < lo
    assert hi < F(355, 113)
