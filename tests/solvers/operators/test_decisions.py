"""Equivalence, spark and common kernels: against their definitions, and with certificates that the checker accepts."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvers.operators.equivalence import equivalent, reaches_every_plain
from solvers.operators.spark import common_kernels, identifiability
from theory.certificates import check
from theory.errors import InputError
from theory.operators.layers import SpectralLayer
from theory.operators.lifting import LiftedSAE, PlainSAE

INTEGER = st.integers(-3, 3)


def _rows(data: st.DataObject, rows: int, columns: int) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(data.draw(INTEGER) for _ in range(columns)) for _ in range(rows))


@given(st.data(), st.integers(1, 3), st.integers(1, 2), st.integers(1, 3))
@settings(max_examples=30)
def test_equivalence_is_certified_both_ways(data: st.DataObject, h: int, m: int, p: int) -> None:
    lifted = LiftedSAE(
        _rows(data, h, m),
        _rows(data, m, h),
        _rows(data, h, p),
        _rows(data, h, p),
        _rows(data, 1, h)[0],
        _rows(data, 1, p)[0],
    )
    plain = lifted.effective()
    answer = equivalent(lifted, plain)
    assert answer.equal
    assert check(answer.certificate)
    moved = PlainSAE(plain.encoder, plain.dictionary, plain.encoder_bias, tuple(b + 1 for b in plain.decoder_bias))
    other = equivalent(lifted, moved)
    assert (other.equal, other.where) == (False, "output")
    assert check(other.certificate)


@given(st.data(), st.integers(1, 4), st.integers(1, 3))
@settings(max_examples=30)
def test_full_rank_is_what_reaches_every_plain_autoencoder(data: st.DataObject, h: int, m: int) -> None:
    lift, project = [list(r) for r in _rows(data, h, m)], [list(r) for r in _rows(data, m, h)]
    full = np.linalg.matrix_rank(lift) == m == np.linalg.matrix_rank(project)
    certificate = reaches_every_plain(lift, project)
    assert (certificate is not None) == full
    assert certificate is None or check(certificate)


@pytest.mark.parametrize(
    ("modes", "n"), [(1, 2), (1, 5), (2, 3), (2, 4), (2, 5), (2, 6), (2, 8), (3, 5), (3, 6), (3, 7)]
)
def test_spark_depends_on_the_modes_only(modes: int, n: int) -> None:
    layer = SpectralLayer(tuple(range(1, modes + 1)))
    found = identifiability(layer, n)
    assert found.spark == min(2 * modes, n + 1)
    assert found.most == (modes - 1 if n >= 2 * modes else n)
    if found.collide is not None:
        one, other = found.collide
        assert one != other
        assert layer(one) == layer(other)
        assert max(sum(x != 0 for x in one), sum(x != 0 for x in other)) <= found.most + 1
        assert all(x >= 0 for x in (*one, *other))


def test_a_killed_mode_lowers_the_spark() -> None:
    assert identifiability(SpectralLayer((0, 1)), 4).spark < identifiability(SpectralLayer((1, 1)), 4).spark


@pytest.mark.parametrize("n", range(1, 11))
def test_common_kernels_of_band_and_taps(n: int) -> None:
    """The formula with min(2 M - 1, N); without it the number is wrong for even N with all modes."""
    for modes in range(1, n // 2 + 2):
        for taps in range(1, n + 1):
            assert common_kernels(n, taps, modes) == max(0, taps + min(2 * modes - 1, n) - n)
    if n % 2 == 0 and n > 1:
        assert common_kernels(n, n // 2, n // 2 + 1) != max(0, n // 2 + 2 * (n // 2 + 1) - 1 - n)


def test_refusals() -> None:
    with pytest.raises(InputError, match="taps: found 5"):
        common_kernels(4, 5, 1)
    with pytest.raises(InputError, match="sets of columns"):
        identifiability(SpectralLayer((1,) * 9), 40)
    sae = LiftedSAE(((1,),), ((1,),), ((1,),), ((1,),), (Fraction(0),), (0,))
    with pytest.raises(InputError, match="plain: found 2 x 1"):
        equivalent(sae, PlainSAE(((1,), (1,)), ((1,), (1,)), (0,), (0, 0)))
