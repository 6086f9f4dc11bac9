"""Numbers addressed by place: against SplitMix64 written out with Python's integers, and against their distribution."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from solvers.sdl.train.data.counters import happens, hashes, key_of, normals, open_uniforms

WORD = (1 << 64) - 1
WEYL = 0x9E3779B97F4A7C15


def mixed(x: int) -> int:
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & WORD
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & WORD
    return x ^ (x >> 31)


@given(st.integers(-(1 << 63), (1 << 63) - 1), st.integers(0, (1 << 62) - 1), st.integers(1, 9))
def test_the_bits_are_those_of_the_definition(key: int, sample: int, columns: int) -> None:
    own = mixed((sample * WEYL + key) & WORD)
    wanted = [mixed((own + (d + 1) * WEYL) & WORD) for d in range(columns)]
    found = hashes(key, torch.tensor([sample]), columns)[0].numpy().view(np.uint64).tolist()
    assert found == wanted


def test_the_published_stream_of_the_generator() -> None:
    # first outputs of SplitMix64 for the seed 1234567, as published with many implementations
    state = (1234567 + WEYL) & WORD
    assert mixed(state) == 6457827717110365317
    assert mixed((state + WEYL) & WORD) == 3203168211198807973


def test_a_batch_may_be_cut_anywhere() -> None:
    key, numbers = key_of(3, "x"), torch.tensor([5, 0, 7, 7, 1 << 40])
    whole = hashes(key, numbers, 1000)
    assert torch.equal(whole, torch.cat([hashes(key, numbers[:2], 1000), hashes(key, numbers[2:], 1000)]))
    assert torch.equal(whole[:, :10], hashes(key, numbers, 10))
    assert torch.equal(whole[2], whole[3])
    many = torch.arange(700)  # more cells than are hashed at a time
    assert torch.equal(hashes(key, many, 1000)[650:], hashes(key, many[650:], 1000))


def test_no_rows() -> None:
    assert hashes(1, torch.arange(0), 5).shape == (0, 5)


def test_uniforms_are_open_and_exact() -> None:
    ends = open_uniforms(torch.tensor([0, 0x7FFFFF, -1, 1 << 23]))
    assert ends.tolist() == [2.0**-24, 1 - 2.0**-24, 1 - 2.0**-24, 2.0**-24]


# fixed keys: these tests are deterministic; p > 1e-4 says that a true uniform law would do worse once in 10,000 keys
def test_uniform_and_independent() -> None:
    bits = hashes(key_of(0, "law"), torch.arange(2000), 50)
    u = open_uniforms(bits).double().numpy()
    assert stats.kstest(u.ravel(), "uniform").pvalue > 1e-4
    upper = (bits >> 32 & 0xFFFFFFFF).double().numpy() / 2.0**32
    for first, second in ((u[:-1], u[1:]), (u[:, :-1], u[:, 1:]), (u, upper)):
        table = np.histogram2d(first.ravel(), second.ravel(), bins=8, range=[[0, 1], [0, 1]])[0]
        assert stats.chisquare(table.ravel()).pvalue > 1e-4


def test_every_bit_is_fair() -> None:
    bits = hashes(key_of(1, "law"), torch.arange(400), 100).numpy().view(np.uint64).ravel()
    for shift in range(64):
        ones = int(((bits >> np.uint64(shift)) & np.uint64(1)).sum())
        # 40,000 tosses: standard deviation 100; 64 bits, so the largest of them exceeds 4.5 with probability 4e-4
        assert abs(ones - 20_000) < 450, shift


@pytest.mark.parametrize("probability", [0.0, 0.01, 0.5, 1.0])
def test_events_have_their_probability(probability: float) -> None:
    hits = int(happens(hashes(key_of(2, "law"), torch.arange(1000), 200), probability).sum())
    trials = 200_000
    # four standard deviations of a binomial number; zero for the certain cases, which must be exact
    assert abs(hits - trials * probability) <= 4 * math.sqrt(trials * probability * (1 - probability))


def test_what_happens_rarely_has_ordinary_sizes() -> None:
    bits = hashes(key_of(5, "law"), torch.arange(20_000), 100)
    rare = open_uniforms(bits)[happens(bits, 2.0**-10)].double().numpy()
    assert len(rare) > 1000
    assert stats.kstest(rare, "uniform").pvalue > 1e-4


def test_normals() -> None:
    z = normals(key_of(4, "law"), torch.arange(1000), 100).double().numpy()
    assert np.isfinite(z).all()
    assert stats.kstest(z.ravel(), "norm").pvalue > 1e-4


def test_purposes_and_seeds_differ() -> None:
    assert len({key_of(seed, purpose) for seed in range(4) for purpose in ("a", "b", "ab")}) == 12
