"""Exact moments against quadrature and samples, spans, and the mixture."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from theory.manifolds.families import FAMILIES, circle, disk, moebius_band, segment, sphere, swiss_roll
from theory.manifolds.mixture import Mixture, zoo
from theory.manifolds.pi_numbers import PI, PiNumber, pi_bounds
from theory.manifolds.shape import Manifold
from theory.manifolds.trigonometric import constant, cosine, interval, parameter, sine

SHAPES = {
    **{name: make() for name, make in FAMILIES.items()},
    "sphere-2": sphere(2, 2),
    "sphere-4": sphere(1, 4),
    "roll-from-3": swiss_roll(7, 2, 3),
}


def quadrature(one: Manifold, nodes: int = 48) -> tuple[np.ndarray, np.ndarray]:
    """Mean and covariance by Gauss-Legendre in every parameter, split into quarter turns."""
    x, w = np.polynomial.legendre.leggauss(nodes)
    grids = []
    for r in one.parameters.values():
        cuts = np.linspace(float(r.low), float(r.high), 5)
        mid, half = (cuts[1:] + cuts[:-1]) / 2, (cuts[1:] - cuts[:-1]) / 2
        grids.append(
            (np.concatenate([m + h * x for m, h in zip(mid, half, strict=True)]), np.concatenate([h * w for h in half]))
        )
    mesh = np.meshgrid(*(g for g, _ in grids), indexing="ij")
    weight = np.ones_like(mesh[0])
    for axis, (_, v) in enumerate(grids):
        weight = weight * v.reshape([-1 if i == axis else 1 for i in range(len(grids))])
    values = {name: m.ravel() for name, m in zip(one.parameters, mesh, strict=True)}
    weights = weight.ravel() * (one.density(values) if one.density else 1.0)
    weights = weights / weights.sum()
    points = np.stack([c(values) for c in one.coordinates], axis=1)
    mean = weights @ points
    return mean, (points - mean).T @ (weights[:, None] * (points - mean))


@pytest.mark.parametrize("name", SHAPES)
def test_moments_agree_with_quadrature(name: str) -> None:
    one = SHAPES[name]
    mean, covariance = quadrature(one, 48 if len(one.parameters) < 3 else 12)
    # Gauss-Legendre is exact far beyond rounding for these entire functions; 1e-9 is 10^6 roundings
    assert np.allclose([float(m) for m in one.mean], mean, atol=1e-9)
    assert np.allclose([[float(c) for c in row] for row in one.covariance], covariance, atol=1e-9)


@pytest.mark.parametrize("name", SHAPES)
def test_samples_have_the_moments(name: str) -> None:
    one = SHAPES[name]
    parameters, points = one.sample(5, 40_000)
    assert parameters.shape == (40_000, len(one.parameters))
    wanted = np.array([[float(c) for c in row] for row in one.covariance]) / float(one.variance)
    # means of 40,000 samples of size 1: standard error at most about 2/200
    assert np.abs(points.mean(axis=0)).max() < 0.03
    assert np.abs(points.T @ points / len(points) - wanted).max() < 0.03
    again = one.sample(5, 40_000)[1]
    assert np.array_equal(points, again)
    assert not np.array_equal(points, one.sample(6, 40_000)[1])
    for column, r in zip(parameters.T, one.parameters.values(), strict=True):
        assert float(r.low) - 1e-12 <= column.min() <= column.max() <= float(r.high) + 1e-12


def test_span_dimensions() -> None:
    wanted = {
        "circle": 2,
        "sphere": 3,
        "torus": 4,
        "moebius": 3,
        "swiss-roll": 3,
        "helix": 3,
        "disk": 2,
        "segment": 1,
        "torus-of-revolution": 3,
        "clifford-torus": 4,
    }
    assert {name: SHAPES[name].span_dimension for name in wanted} == wanted
    flat = Manifold("flat", 1, {"t": interval(0, 1)}, (parameter("t"), parameter("t") * 2, constant(3)))
    assert flat.span_dimension == 1


def test_exact_values() -> None:
    assert disk().variance == Fraction(1, 2)
    assert segment(2).variance == Fraction(1, 3)
    assert sphere(3).variance == 9
    # E(t^2) - |E t e^{it}|^2 + height^2/12 over a whole turn: 4 pi^2/3 - 1 + 3
    assert swiss_roll(4, 6).variance == PI * PI * Fraction(4, 3) + 2


def test_a_point_is_not_normalised() -> None:
    point = Manifold("point", 0, {"t": interval(0, 1)}, (constant(1), constant(2)))
    assert point.span_dimension == 0
    with pytest.raises(ValueError, match="single point"):
        point.sample(0, 1)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: circle(0), "radius = 0"),
        (lambda: segment(-1), "length = -1"),
        (lambda: disk(0.5), "Fraction"),
        (lambda: sphere(1, 1), "ambient = 1"),
        (lambda: swiss_roll(4, 1, 4), "empty"),
        (lambda: Mixture((circle(),), 8, 2), "active = 2"),
        (lambda: Mixture((circle(),), 1, 1), "widen"),
        (lambda: Mixture((circle(),), 4, 1, float("nan")), "noise"),
        (lambda: circle().points(np.zeros((3, 2))), "shape"),
    ],
)
def test_refusals(make, message) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=message):
        make()


def test_ends_that_are_no_quarter_turns() -> None:
    with pytest.raises(ValueError, match="multiple of pi/2"):
        cosine("t").average({"t": interval(0, 1)})


def test_products_of_sines_and_cosines() -> None:
    rng = np.random.default_rng(0)
    parts = [f("t", k) for f in (cosine, sine) for k in (1, 2, 3)] + [constant(1), parameter("t")]
    values = {"t": rng.uniform(-3, 3, 50)}
    for a, b in product(parts, parts):
        assert np.allclose((a * b)(values), a(values) * b(values), atol=1e-12)
        assert np.allclose((a - b)(values), a(values) - b(values), atol=1e-12)


def test_pi() -> None:
    for bits in (1, 20, 200):
        lo, hi = pi_bounds(bits)
        assert lo < hi < lo + Fraction(1, 2**bits)
        assert float(lo) <= np.pi + 1e-15 or bits < 50
    assert abs(float(PI) - np.pi) < 1e-15
    small = PI * PI * PI * PI - Fraction(9740909103400243, 10**14)  # pi^4 agrees to 16 digits
    assert small.sign() in (-1, 1)
    assert PiNumber().sign() == 0
    assert float((PI - 3) * (PI + 3)) == pytest.approx(np.pi**2 - 9, rel=1e-15)
    assert float(PI / PI / PI) == pytest.approx(1 / np.pi, rel=1e-15)
    with pytest.raises(ValueError, match="single nonzero term"):
        PI / (PI + 1)
    with pytest.raises(ValueError, match="single nonzero term"):
        PI / 0
    with pytest.raises(ValueError, match="bits"):
        pi_bounds(0)


def test_mixture() -> None:
    mixture = Mixture((circle(), segment(), moebius_band()), width=12, active=2, noise=0.0, seed=1)
    sample = mixture.sample(7, 3000)
    assert (sample.present.sum(axis=1) == 2).all()
    # each of the three pairs has probability 1/3; 3,000 samples, standard error .009
    assert np.abs(sample.present.mean(axis=0) - 2 / 3).max() < 0.04
    rebuilt = np.zeros_like(sample.x)
    for i, basis in enumerate(mixture.subspaces):
        assert np.allclose(basis @ basis.T, np.eye(len(basis)), atol=1e-12)
        assert np.allclose(sample.parts[i], mixture.manifolds[i].normalised(sample.parameters[i]))
        rebuilt[sample.present[:, i]] += sample.parts[i] @ basis
    assert np.allclose(rebuilt, sample.x, atol=1e-12)
    assert np.array_equal(sample.x, mixture.sample(7, 3000).x)
    noisy = Mixture(mixture.manifolds, width=12, active=2, noise=0.5, seed=1).sample(7, 3000)
    assert np.std(noisy.x - sample.x) == pytest.approx(0.5, rel=0.03)  # 36,000 normal numbers: relative error .004


def test_zoo() -> None:
    assert [one.span_dimension for one in zoo()[::6]] == [2, 3, 4, 3, 3, 3, 2, 1]
    assert Mixture(zoo()).dimension == 126
