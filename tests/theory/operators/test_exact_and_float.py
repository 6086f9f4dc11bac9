"""Exact Fourier analysis against numpy, to 1e-12: the two share no code."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory.errors import InputError
from theory.operators.cyclotomic import cosine, root
from theory.operators.fourier import as_floats, coefficients, float_coefficients, sampled, synthesis
from theory.operators.grids import aliases, least_exact_grid, signed_frequency
from theory.operators.layers import SpectralLayer, circulant, convolve, gains_of

CLOSE = 1e-12  # sums of at most 64 products of numbers of size 10 in double precision
SAMPLES = st.lists(st.integers(-9, 9), min_size=1, max_size=16)


@given(SAMPLES, st.sampled_from(["forward", "backward"]))
def test_coefficients(x: list[int], norm: str) -> None:
    exact = coefficients(x, norm)  # type: ignore[arg-type]
    assert np.abs(as_floats(exact) - float_coefficients(np.array(x, dtype=float), norm)).max() < CLOSE  # type: ignore[arg-type]
    assert synthesis(exact, norm) == x  # type: ignore[arg-type]


@given(st.integers(1, 64), st.integers(-200, 200))
def test_roots_of_unity(n: int, k: int) -> None:
    z = root(n, k)
    assert abs(complex(z) - np.exp(2j * np.pi * k / n)) < CLOSE
    assert z * z.conjugate() == 1
    assert z.inverse() == z.conjugate()
    assert z.within(3 * n) == root(3 * n, 3 * k)
    assert cosine(n, k).is_real


@given(st.integers(1, 12), st.integers(0, 8), st.integers(1, 5), st.data())
def test_what_a_layer_reads_is_the_sum_over_the_aliases(extra: int, band: int, modes: int, data: st.DataObject) -> None:
    n = 2 * modes - 2 + extra
    values = st.integers(-5, 5)
    spectrum = {k: data.draw(values) for k in range(-band, band + 1)}
    c = coefficients(sampled(spectrum, n))
    for k in range(1 - modes, modes):
        assert c[k % n] == sum(spectrum[j] for j in aliases(k, n, band)) + spectrum.get(k, 0)


@pytest.mark.parametrize("band", range(9))
@pytest.mark.parametrize("modes", range(1, 9))
def test_least_exact_grid_is_sharp(band: int, modes: int) -> None:
    least = least_exact_grid(band, modes)
    kept = range(1 - modes, modes)
    assert all(not aliases(k, least + more, band) for k in kept for more in range(4))
    if least > 2 * modes - 1:  # below that the layer is not defined
        assert any(aliases(k, least - 1, band) for k in kept)


@given(SAMPLES, st.data())
def test_full_mode_layer_is_a_circular_convolution(x: list[int], data: st.DataObject) -> None:
    n = len(x) if len(x) % 2 else len(x) + 1  # odd: with |k| < (n + 1) / 2 all modes are kept
    x = x + [0] * (n - len(x))
    taps = data.draw(st.lists(st.integers(-4, 4), min_size=n, max_size=n))
    layer = SpectralLayer(gains_of(taps, n, (n + 1) // 2))
    assert layer(x) == convolve(taps, x)
    assert layer.kernel(n) == taps
    assert convolve(taps, x) == [sum(a * b for a, b in zip(row, x, strict=True)) for row in circulant(taps)]


@given(st.integers(1, 6), st.data())
def test_layer_against_numpy(modes: int, data: st.DataObject) -> None:
    n = data.draw(st.integers(2 * modes - 1, 20))
    gains = tuple(data.draw(st.integers(-4, 4)) for _ in range(modes))
    x = [data.draw(st.integers(-9, 9)) for _ in range(n)]
    spectrum = np.fft.rfft(x)
    spectrum[modes:] = 0
    spectrum[:modes] *= gains
    assert np.abs(as_floats(SpectralLayer(gains)(x)) - np.fft.irfft(spectrum, n)).max() < CLOSE


@given(st.integers(1, 4), st.integers(1, 6), st.data())
def test_dilated_convolution_is_exact_on_the_coarse_points(step: int, n: int, data: st.DataObject) -> None:
    taps = data.draw(st.lists(st.integers(-4, 4), min_size=1, max_size=n))
    fine = data.draw(st.lists(st.integers(-9, 9), min_size=step * n, max_size=step * n))
    assert convolve(taps, fine, dilation=step)[::step] == convolve(taps, fine[::step])


def test_frequency_gains_are_linear_between_frequencies() -> None:
    layer = SpectralLayer((4, 2, 1), "frequency")
    assert [layer.gain(k, 2) for k in range(6)] == [4, 3, 2, Fraction(3, 2), 1, 0]
    assert layer.modes_on(2) == 5
    assert SpectralLayer((4, 2, 1)).modes_on(2) == 3


def test_refusals() -> None:
    with pytest.raises(InputError, match="points: found 4; 3 modes"):
        SpectralLayer((1, 1, 1))([1, 2, 3, 4])
    with pytest.raises(InputError, match="norm: found ortho"):
        coefficients([1], "ortho")
    with pytest.raises(InputError, match="real gain of the constant"):
        SpectralLayer((root(4, 1),))
    with pytest.raises(InputError, match="taps: found 3"):
        convolve([1, 2, 3], [1, 2])
    assert signed_frequency(-1, 2) == 1
