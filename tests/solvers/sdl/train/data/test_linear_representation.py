"""The bench: sums of features, the stated distribution, the same numbers again, in parts and in epochs."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from scipy import stats

from solvers.sdl.train.data.linear_representation import PRESETS, BenchSettings, LinearRepresentationBench
from theory.errors import InputError

SMALL = BenchSettings(features=12, inputs=(8,), sparsity=0.8, interference=0.3, c_min=0.5, beta=2.0)


def bench(**changes: Any) -> LinearRepresentationBench:
    values = {**{f: getattr(SMALL, f) for f in SMALL.__dataclass_fields__}, **changes}
    return LinearRepresentationBench(BenchSettings(**values), seed=3)


def interference(rows: torch.Tensor) -> float:
    gram = rows.double() @ rows.double().T
    return float((gram - 2 * torch.eye(len(rows))).max())  # the diagonal becomes -1


def test_samples_are_sums_of_features() -> None:
    source = bench()
    batch = source.batch(4, 100)
    assert source.truth is not None
    assert batch.features_bn is not None
    wanted = batch.features_bn.double() @ source.truth.features_in_np.double()
    # single precision: a dozen products of numbers below 30
    assert torch.allclose(batch.x_bp.double(), wanted, atol=1e-5)
    assert batch.y_br is batch.x_bp
    assert source.truth.features_out_nr is source.truth.features_in_np
    assert source.truth.features_in_np.norm(dim=1) == pytest.approx(torch.ones(12), abs=1e-6)
    assert interference(source.truth.features_in_np) <= 0.3


def test_the_law_of_the_magnitudes() -> None:
    z_bn = bench().batch(0, 20_000).features_bn
    assert z_bn is not None
    active = z_bn > 0
    trials = z_bn.numel()
    # deterministic (fixed seed): four standard deviations of a binomial number; p > 1e-4 for the exponential law
    assert abs(int(active.sum()) - 0.2 * trials) < 4 * math.sqrt(trials * 0.2 * 0.8)
    excess = (z_bn[active].double().numpy() - 0.5) / 2.0
    assert excess.min() > -1e-6
    assert stats.kstest(excess, "expon").pvalue > 1e-4
    # features are independent: both active with probability 0.04; 66 pairs, so 4.5 standard deviations
    both = (active.double().T @ active.double())[torch.triu(torch.ones(12, 12), 1) > 0]
    assert (both - 20_000 * 0.04).abs().max() < 4.5 * math.sqrt(20_000 * 0.04 * 0.96)
    # magnitude does not tell activity: mean over samples with another feature active or not
    one, other = z_bn[:, 0][active[:, 0] & active[:, 1]], z_bn[:, 0][active[:, 0] & ~active[:, 1]]
    assert stats.ks_2samp(one.numpy(), other.numpy()).pvalue > 1e-4


def test_second_moments_of_the_mini_preset() -> None:
    source = LinearRepresentationBench.preset("mini", seed=0)
    z_bn = source.batch(0, 50_000).features_bn
    assert z_bn is not None
    squares = z_bn.double().square().mean()
    wanted = 0.03 * (1 + 2 + 2)  # (1-S)(c^2 + 2 c beta + 2 beta^2) with c = beta = 1
    spread = math.sqrt(
        0.03 * 65 / z_bn.numel()
    )  # E (1+E)^4 = 1 + 4 + 12 + 24 + 24 = 65 bounds the variance of one square
    assert abs(float(squares) - wanted) < 4 * spread


def test_same_numbers_again_and_another_seed() -> None:
    first, second = bench().batch(7, 32), bench().batch(7, 32)
    assert torch.equal(first.x_bp, second.x_bp)
    other = LinearRepresentationBench(SMALL, seed=4).batch(7, 32)
    assert not torch.equal(first.x_bp, other.x_bp)
    assert not torch.equal(first.x_bp, bench().batch(8, 32).x_bp)


@pytest.mark.parametrize("samples", [None, 50])
@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_parts_make_the_whole(samples: int | None, noise: float) -> None:
    source = bench(samples=samples, noise=noise)
    whole = source.batch(2, 24)
    parts = [bench(samples=samples, noise=noise).batch(2, 24, part=i, parts=4) for i in range(4)]
    assert whole.features_bn is not None
    features = [p.features_bn for p in parts if p.features_bn is not None]
    assert torch.equal(torch.cat(features), whole.features_bn)
    # matrix products of other shapes may add in another order
    assert torch.allclose(torch.cat([p.x_bp for p in parts]), whole.x_bp, atol=1e-5)


def test_epochs_of_a_finite_data_set() -> None:
    source = bench(samples=10)
    rows = [source.batch(step, 10).features_bn for step in range(3)]
    sets = [sorted(map(tuple, r.tolist())) for r in rows if r is not None]
    assert sets[0] == sets[1] == sets[2]
    assert not torch.equal(rows[0], rows[1])  # pyright: ignore[reportArgumentType]
    assert source.samples == 10
    endless = bench().batch(0, 10).features_bn
    assert endless is not None
    assert sorted(map(tuple, endless.tolist())) == sets[0]  # the first N samples of the stream


def test_noise() -> None:
    clean, noisy = bench().batch(0, 4000), bench(noise=0.1).batch(0, 4000)
    rest = (noisy.x_bp - clean.x_bp).double().numpy().ravel() / 0.1
    assert stats.kstest(rest, "norm").pvalue > 1e-4
    assert noisy.y_br is noisy.x_bp


def test_transcoder_has_targets_of_its_own() -> None:
    source = bench(form="transcoder", outputs=(6,), interference=0.45, noise=0.1)
    assert source.truth is not None
    assert source.truth.features_out_nr.shape == (12, 6)
    assert interference(source.truth.features_out_nr) <= 0.45
    batch = source.batch(0, 2000)
    assert batch.features_bn is not None
    assert batch.y_br.shape == (2000, 6)
    rest_x = batch.x_bp - batch.features_bn @ source.truth.features_in_np
    rest_y = batch.y_br - batch.features_bn @ source.truth.features_out_nr
    # noise of both sides is independent: 36 correlations of 2,000 samples, each within 4.5 / sqrt(2000) of 0
    assert torch.corrcoef(torch.cat([rest_x[:, :6], rest_y], 1).T)[:6, 6:].abs().max() < 0.1
    same = bench(form="transcoder", outputs=(8,))
    assert same.truth is not None
    assert (same.truth.features_in_np * same.truth.features_out_nr).sum(1).abs().max() < 0.95


def test_crosscoder_has_features_in_every_source() -> None:
    source = bench(form="crosscoder", inputs=(8, 5, 9), interference=0.45)
    assert source.inputs == source.outputs == (8, 5, 9)
    assert source.truth is not None
    rows = source.truth.features_in_np
    assert rows.norm(dim=1) == pytest.approx(torch.ones(12), abs=1e-6)
    for block in rows.split(source.inputs, dim=1):
        assert block.norm(dim=1) == pytest.approx(torch.full((12,), 3**-0.5), abs=1e-6)
        assert interference(block * 3**0.5) <= 0.45
    assert interference(rows) <= 0.45
    assert source.batch(0, 4).x_bp.shape == (4, 22)


def test_double_precision() -> None:
    batch = LinearRepresentationBench(SMALL, seed=3, dtype=torch.float64).batch(0, 8)
    assert batch.x_bp.dtype == torch.float64
    assert torch.equal(batch.features_bn.float(), bench().batch(0, 8).features_bn)  # type: ignore[union-attr]  # pyright: ignore


@pytest.mark.parametrize(("sparsity", "active"), [(0.0, 12), (1.0, 0)])
def test_dense_and_empty(sparsity: float, active: int) -> None:
    z_bn = bench(sparsity=sparsity).batch(0, 50).features_bn
    assert z_bn is not None
    assert ((z_bn > 0).sum(1) == active).all()


def test_presets() -> None:
    paper, mini = PRESETS["paper"], PRESETS["mini"]
    assert (paper.features, paper.inputs, paper.width, paper.samples) == (1000, (768,), 16_000, 100_000)
    assert (paper.sparsity, paper.interference) == (0.99, 0.1)
    assert (mini.features, mini.inputs, mini.width, mini.sparsity, mini.samples) == (40, (32,), 160, 0.97, None)
    made = LinearRepresentationBench.preset("mini", seed=0).made[0]
    assert made.interference <= 0.1 < made.start
    with pytest.raises(InputError, match="mini"):
        LinearRepresentationBench.preset("huge", seed=0)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"sparsity": 1.5}, "sparsity"),
        ({"sparsity": math.nan}, "sparsity"),
        ({"c_min": -1.0}, "c_min"),
        ({"beta": math.inf}, "beta"),
        ({"noise": -0.1}, "noise"),
        ({"samples": 0}, "samples"),
        ({"features": 0}, "sizes"),
        ({"inputs": ()}, "sizes"),
        ({"inputs": (4, 4)}, "inputs"),
        ({"form": "crosscoder"}, "inputs"),
        ({"outputs": (9,)}, "outputs"),
        ({"form": "transcoder", "outputs": (3, 3)}, "inputs"),
        ({"interference": -0.2}, "interference"),
    ],
)
def test_refusals(changes: dict[str, Any], word: str) -> None:
    with pytest.raises(InputError, match=f"^{word}"):
        bench(**changes)
