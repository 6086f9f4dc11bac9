"""Training in memory: steps against a plain reference, parts of batches, dead neurons, divergence, going on."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
import torch

from solvers.sdl.recovery.metrics import half_recovery
from solvers.sdl.train.config.tables import TrainConfig
from solvers.sdl.train.data.batch import Batch
from solvers.sdl.train.model.losses import LossConfig, loss
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.run.build import build_anchors, build_model, build_source, loss_config
from solvers.sdl.train.step.loop import fit, recovered
from solvers.sdl.train.step.trainer import Diverged, Trainer
from tests.solvers.sdl.train.configurations import tiny
from theory.errors import InputError
from theory.training_tables import History, header, line, parse

KINDS: list[dict[str, Any]] = [
    {"model": {"kind": "topk"}},
    {"model": {"kind": "batchtopk"}},
    {"model": {"kind": "matryoshka", "prefixes": [4, 12]}},
    {"model": {"kind": "relu", "k": None}, "loss": {"l1": 0.1}},
    {"model": {"kind": "jumprelu", "k": None, "threshold": 0.1, "bandwidth": 0.2}, "loss": {"l0": 0.01}},
    {"model": {"kind": "gated", "k": None}, "loss": {"l1": 0.1}},
]
IDS = [str(k["model"]["kind"]) for k in KINDS]


def trained(config: TrainConfig, **options: Any) -> tuple[SDLModel, History]:
    source = build_source(config, seed=0)
    model = build_model(config, source, seed=0)
    anchors = build_anchors(config, source)
    rows = fit(
        model, source, config.optimiser, loss_config=loss_config(config), anchors=anchors, log_every=5, **options
    )
    return model, rows


@pytest.mark.parametrize("change", KINDS, ids=IDS)
def test_steps_are_those_of_torch_adam(change: dict[str, Any]) -> None:
    # double precision: fused Adam rounds differently, 15 steps of it stay below 1e-9
    _compare_with_torch(change, clip=None, tolerance=1e-9)


def test_clipping_scales_the_whole_gradient() -> None:
    # the fused kernel takes the factor in single precision (6e-8); 15 steps of size 0.01 stay below 1e-7
    _compare_with_torch(KINDS[0], clip=0.05, tolerance=1e-7)


def _compare_with_torch(change: dict[str, Any], *, clip: float | None, tolerance: float) -> None:
    optimiser = {"steps": 15, "clip_norm": clip}
    config = tiny(**{**change, "model": change["model"] | {"dtype": "float64"}, "optimiser": optimiser})
    model, _ = trained(config)
    source = build_source(config, seed=0)
    plain = build_model(config, source, seed=0).train()
    # thresholds are factors: their logarithms move at optimiser.threshold_rate = 10 times the rate of the rest
    groups = [{"params": [v], "lr": 0.1 if n == "log_threshold_q" else 0.01} for n, v in plain.named_parameters()]
    adam = torch.optim.Adam(groups, betas=(0.9, 0.999), eps=1e-8, foreach=False)
    for step in range(15):
        batch = source.batch(step, 32)
        adam.zero_grad()
        loss(plain, plain(batch.x_bp), batch, loss_config(config)).total.backward()
        gradients = [p.grad for p in plain.parameters() if p.grad is not None]
        norm = torch.cat([g.flatten() for g in gradients]).norm()
        for g in gradients:
            g *= 1.0 if clip is None else min(1.0, clip / float(norm))
        adam.step()
    for name, value in model.state_dict().items():
        torch.testing.assert_close(value, plain.state_dict()[name], rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize(
    "change", [k for k in KINDS if k["model"]["kind"] != "batchtopk"], ids=lambda k: k["model"]["kind"]
)
def test_a_batch_in_parts_is_the_batch(change: dict[str, Any]) -> None:
    """Double precision leaves only the order of the sums: 10 steps of it stay below 1e-9."""
    change = {**change, "model": change["model"] | {"dtype": "float64"}}
    whole, rows = trained(tiny(**change, optimiser={"steps": 10}))
    parts, rows_of_parts = trained(tiny(**change, optimiser={"steps": 10, "micro_batches": 4}))
    for name, value in whole.state_dict().items():
        torch.testing.assert_close(parts.state_dict()[name], value, rtol=1e-9, atol=1e-9)
    assert rows.last.l0 == rows_of_parts.last.l0
    assert rows.last.loss == pytest.approx(rows_of_parts.last.loss, rel=1e-6)  # a row is single precision


@pytest.mark.parametrize("change", KINDS, ids=IDS)
def test_going_on_is_bitwise_the_same(change: dict[str, Any]) -> None:
    resampling = {"resample": "heuristic", "resample_every": 5, "resample_until": 40}
    config = tiny(**change, optimiser={**resampling, "warmup_steps": 7, "decay_steps": 9, "unit_norm_decoder": True})
    whole, rows = trained(config)
    kept: dict[str, Any] = {}

    def stop(done: int, trainer: Trainer) -> None:
        if done == 23:
            kept.update(copy.deepcopy({"model": trainer.model, "state": trainer.tensors()}))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        trained(config, after_step=stop)
    source = build_source(config, seed=0)
    after = fit(
        kept["model"],
        source,
        config.optimiser,
        loss_config=loss_config(config),
        log_every=5,
        start_step=23,
        optimiser_state=kept["state"],
    )
    assert all(torch.equal(kept["model"].state_dict()[n], v) for n, v in whole.state_dict().items())
    assert after.rows == tuple(r for r in rows.rows if r.step > 23)


def test_dead_neurons_are_those_silent_for_long_enough() -> None:
    config = tiny(optimiser={"steps": 6, "dead_after": 96, "learning_rate": 1e-6})
    source = build_source(config, seed=0)
    model = build_model(config, source, seed=0)
    with torch.no_grad():
        model.encoder_qp[3], model.encoder_bias_q[3] = 0.0, -1.0  # never active
    seen: list[int] = []
    active = torch.zeros(6, 12, dtype=torch.bool)
    for step in range(6):
        active[step] = (build_model(config, source, seed=0).codes(source.batch(step, 32).x_bp) > 0).any(0)

    def look(done: int, trainer: Trainer) -> None:
        seen.append(int(trainer.silent_q[3]))
        assert bool(trainer.dead_q[3]) == (done * 32 >= 96)

    fit(model, source, config.optimiser, loss_config=LossConfig(), after_step=look)
    assert seen == [32, 64, 96, 128, 160, 192]


def test_resampling_brings_dead_neurons_back_and_clears_their_moments() -> None:
    config = tiny(
        optimiser={"steps": 6, "dead_after": 64, "resample": "optimal", "resample_every": 4, "resample_until": 6}
    )
    source = build_source(config, seed=0)
    model = build_model(config, source, seed=0)
    with torch.no_grad():
        model.encoder_qp[3], model.encoder_bias_q[3] = 0.0, -1.0

    def look(done: int, trainer: Trainer) -> None:
        if done == 4:
            assert trainer.resampled >= 1
            assert float(model.encoder_qp[3].detach().abs().sum()) > 0
            assert not trainer.optimiser.tensors()["exp_avg.decoder_qr"][3].any()
            assert trainer.optimiser.tensors()["exp_avg.decoder_qr"].any()
            assert int(trainer.silent_q[3]) == 0

    rows = fit(model, source, config.optimiser, loss_config=LossConfig(), after_step=look)
    assert rows.last.resampled >= 1


@pytest.mark.parametrize("change", [{"learning_rate": 1e30}, {"learning_rate": 50.0, "steps": 200}])
def test_divergence_says_what_to_try(change: dict[str, Any]) -> None:
    config = tiny(model={"kind": "relu", "k": None}, optimiser=change)
    with pytest.raises(Diverged, match=r"step \d+: .*lower optimiser.learning_rate") as caught:
        trained(config)
    assert "\n" not in str(caught.value)


class Poisoned:
    """A source that returns NaN at one step."""

    inputs, outputs, truth = (8,), (8,), None

    def batch(self, step: int, size: int, *, part: int = 0, parts: int = 1) -> Batch:
        x = torch.full((size, 8), float("nan") if step == 3 else 1.0)
        return Batch(x, x)


def test_nan_is_noticed() -> None:
    config = tiny()
    model = build_model(config, build_source(config, seed=0), seed=0)
    with pytest.raises(Diverged, match="loss nan"):
        fit(model, Poisoned(), config.optimiser, loss_config=LossConfig(), log_every=5)


def test_sizes_must_agree() -> None:
    config = tiny()
    model = build_model(config, build_source(config, seed=0), seed=0)
    other = build_source(tiny(data={"inputs": [9]}), seed=0)
    with pytest.raises(InputError, match=r"the model reads \(8,\)"):
        fit(model, other, config.optimiser, loss_config=LossConfig())


def test_decoder_rows_stay_on_the_sphere() -> None:
    model, _ = trained(tiny(optimiser={"unit_norm_decoder": True}))
    # a float32 norm of 8 entries is off by a few units in the last place
    np.testing.assert_allclose(model.decoder_qr.detach().norm(dim=1), 1.0, rtol=1e-6)
    assert float((trained(tiny())[0].decoder_qr.detach().norm(dim=1) - 1).abs().max()) > 1e-3


def test_anchors_hold_their_neurons() -> None:
    config = tiny(loss={"anchors": 3, "anchor": 50.0}, optimiser={"steps": 300})
    model, _ = trained(config)
    truth = build_source(config, seed=0).truth
    assert truth is not None
    near = torch.nn.functional.cosine_similarity(model.decoder_qr[:3], truth.features_out_nr[:3])
    assert float(near.detach().min()) > 0.95


def test_anchored_neurons_are_not_resampled() -> None:
    silent = {"dead_after": 64, "resample": "heuristic", "resample_every": 4, "resample_until": 8}
    config = tiny(loss={"anchors": 2, "anchor": 1.0}, optimiser={"steps": 8, **silent})
    source = build_source(config, seed=0)
    model, anchors = build_model(config, source, seed=0), build_anchors(config, source)
    bias = model.encoder_bias_q
    assert bias is not None
    with torch.no_grad():
        bias[:5] = -100.0  # neurons 0 and 1 are anchored, 2 to 4 are not
    fit(model, source, config.optimiser, loss_config=loss_config(config), anchors=anchors)
    # Adam moves a bias by at most about its rate per step; resampling sets it to 0
    assert bool((bias[:2] < -99).all())
    assert bool((bias[2:5] > -1).all())


def test_recovery_is_that_of_the_landing_report() -> None:
    config = tiny()
    model, _ = trained(config)
    truth = build_source(config, seed=0).truth
    assert truth is not None
    for threshold in (0.5, 0.8, 0.95):
        found = recovered(model, truth, threshold)
        for rows, features, share in (
            (model.encoder_qp, truth.features_in_np, found[0]),
            (model.decoder_qr, truth.features_out_nr, found[1]),
        ):
            half = half_recovery(rows.detach().double().numpy(), features.double().numpy())
            assert share == pytest.approx(half.at(threshold))
    assert recovered(model, None, 0.9) == (None, None)


def test_learning_learns_and_the_table_reads_back() -> None:
    _, rows = trained(tiny(optimiser={"steps": 200}))
    assert rows.last.unexplained < 0.5 * rows.rows[0].unexplained
    assert [r.step for r in rows.rows] == [1, *range(5, 201, 5)]
    assert parse([header(), *(line(r) for r in rows.rows)]) == rows
    assert len(rows.column("recovered_decoder")) == len(rows.rows)
