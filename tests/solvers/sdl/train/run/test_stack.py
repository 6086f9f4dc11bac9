"""A stack of models learns what its models learn alone, whatever the kind, the summands of the loss and the anchors."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
import torch

from solvers.sdl.train.config.settings import Settings
from solvers.sdl.train.data.batch import Batch, Truth
from solvers.sdl.train.model.anchors import Anchors
from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.losses import LossConfig
from solvers.sdl.train.model.losses import loss as one_loss
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.run.stack import Samples, Stack, fit_stack
from solvers.sdl.train.step.loop import fit
from theory.errors import InputError

KINDS: dict[str, tuple[dict[str, object], LossConfig]] = {
    "relu": ({}, LossConfig(l1=0.1, anchor=0.3)),
    "jumprelu": ({"threshold": 0.3, "bandwidth": 0.2}, LossConfig(l0=0.1, l1=0.05, l1_decoder_norm=False)),
    "topk": ({"k": 2}, LossConfig(anchor=0.1)),
    "batchtopk": ({"k": 2}, LossConfig(l0=0.1, l0_kind="tanh")),
    "matryoshka": ({"k": 2, "prefixes": (3, 7)}, LossConfig()),
}
SETTINGS = Settings(steps=30, batch_size=16, learning_rate=0.01, decay_steps=10)


class Table:
    """One data set of a stack as a source: the same samples at the same step."""

    def __init__(self, samples: Samples, which: int, architecture: Architecture) -> None:
        self.samples, self.which = samples, which
        self.inputs, self.outputs = architecture.inputs, architecture.outputs
        self.truth: Truth | None = None

    def batch(self, step: int, size: int, *, part: int = 0, parts: int = 1) -> Batch:
        assert parts == 1
        at = self.samples.places(step, size)
        x, y = self.samples.x_tnp[self.which][at], self.samples.y_tnr[self.which][at]
        return Batch(x, x if self.samples.y_tnr is self.samples.x_tnp else y)


def built(kind: str, form: str, bias: bool) -> tuple[list[SDLModel], Samples, list[Anchors | None]]:
    sizes = (2, 3) if form == "crosscoder" else (5,)
    a = Architecture(
        kind,  # type: ignore[arg-type]
        inputs=sizes,
        outputs=(4,) if form == "transcoder" else sizes,
        width=7,
        form=form,  # type: ignore[arg-type]
        encoder_bias=bias,
        decoder_bias=bias,
        **KINDS[kind][0],  # type: ignore[arg-type]
    )
    models = [SDLModel(a, seed=s) for s in range(3)]
    stream = torch.Generator().manual_seed(5)
    x = torch.randn(2, 60, 5, generator=stream)
    y = torch.randn(2, 60, 4, generator=stream) if form == "transcoder" else x
    read, written = (torch.nn.functional.normalize(torch.randn(2, n, generator=stream)) for n in (5, a.r))
    return models, Samples(x, y, (0, 1, 1), seed=3), [None, Anchors(read, written, (1, 4)), None]


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_training_side_by_side_is_training_alone(kind: str, bias: bool) -> None:
    models, samples, anchors = built(kind, "sae", bias)
    alone = copy.deepcopy(models)
    config = KINDS[kind][1]
    for i, model in enumerate(alone):
        mine = config if anchors[i] is not None else replace(config, anchor=0.0)
        fit(model, Table(samples, samples.of_s[i], model.architecture), SETTINGS, loss_config=mine, anchors=anchors[i])
    fit_stack(Stack(models, anchors), samples, SETTINGS, loss_config=config)
    for a, b in zip(models, alone, strict=True):
        for name, value in b.named_parameters():
            # 30 steps of Adam in float32; a wrong gradient moves entries by the step size, 1e-2
            torch.testing.assert_close(dict(a.named_parameters())[name], value, atol=2e-4, rtol=0)
        for name, value in b.named_buffers():
            torch.testing.assert_close(dict(a.named_buffers())[name], value, atol=2e-4, rtol=0)


@pytest.mark.parametrize("form", ["transcoder", "crosscoder"])
def test_losses_of_other_forms(form: str) -> None:
    models, samples, _ = built("relu", form, True)
    config = LossConfig(l1=0.2)
    x, y = samples.batch(0, 8)
    total, reconstruction, codes = Stack(models).losses(x, y, config)
    for i, model in enumerate(models):
        output = model(x[i])
        parts = one_loss(model, output, Batch(x[i], y[i]), config)
        torch.testing.assert_close(total[i], parts.total)
        torch.testing.assert_close(reconstruction[i], parts.parts["reconstruction"].detach())
        torch.testing.assert_close(codes[i], output.codes_bq.detach())


def test_models_are_views_and_runs_repeat() -> None:
    models, samples, _ = built("topk", "sae", False)
    again = copy.deepcopy(models)
    rows = fit_stack(Stack(models), samples, SETTINGS, loss_config=LossConfig(), log_every=10)
    assert [step for step, _ in rows] == [1, 10, 20, 30]
    fit_stack(Stack(again), samples, SETTINGS, loss_config=LossConfig())
    for a, b in zip(models, again, strict=True):
        assert torch.equal(a.encoder_qp, b.encoder_qp)
    stack = Stack(models)
    with torch.no_grad():
        stack.parameters["decoder_qr"][1].zero_()
    assert not bool(models[1].decoder_qr.any())
    assert bool(models[0].decoder_qr.any())


def test_refusals() -> None:
    models, samples, _ = built("relu", "sae", False)
    gated = SDLModel(Architecture("gated", inputs=(5,), outputs=(5,), width=7), seed=0)
    other = SDLModel(Architecture("relu", inputs=(5,), outputs=(5,), width=8), seed=0)
    one = Anchors(torch.eye(5)[:1], torch.eye(5)[:1], (0,))
    two = Anchors(torch.eye(5)[:2], torch.eye(5)[:2], (0, 1))
    for act, message in (
        (lambda: Stack([gated]), "stacks are for"),
        (lambda: Stack([models[0], other]), "one architecture"),
        (lambda: Stack(models, [one]), "one entry for each"),
        (lambda: Stack(models, [one, two, None]), "equally many"),
        (
            lambda: fit_stack(Stack(models), samples, replace(SETTINGS, clip_norm=1.0), loss_config=LossConfig()),
            "option",
        ),
        (lambda: fit_stack(Stack(models), samples, SETTINGS, loss_config=LossConfig(auxk=1.0)), "summand"),
    ):
        with pytest.raises(InputError, match=message):
            act()
