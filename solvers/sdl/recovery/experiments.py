"""The published benchmark experiments, at the size of the source or smaller: which models, on which data, and what they recover.

The source (arXiv 2512.05534) states n, n_p, n_q, N, S and M, lambda = 0.1 of the anchors in Table 4, the number of anchors in
Tables 4 and 5, and K in Table 7.  It does not state c_min and beta of the magnitudes, K of the other tables, the sparsity penalties of
ReLU and JumpReLU, the activation of transcoder and crosscoder, the learning rate, the number of steps or the seeds: those are ours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch

from solvers.sdl.recovery.metrics import Array, HalfRecovery, half_recovery
from solvers.sdl.train.config.settings import Settings
from solvers.sdl.train.data.linear_representation import PRESETS, BenchSettings, LinearRepresentationBench
from solvers.sdl.train.model.anchors import Anchors
from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.losses import LossConfig
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.run.stack import Samples, Stack, fit_stack
from solvers.sdl.train.step.loop import fit
from theory.errors import InputError


@dataclass(frozen=True)
class Size:
    """A scale at which the experiments are run.

    Args:
        bench: data and width.
        active: K of the Top-k models.
        anchors: number of anchored features.
        training: steps, batch size and step sizes of Adam.
    """

    bench: BenchSettings
    active: int
    anchors: int
    training: Settings

    @property
    def width(self) -> int:
        """The width of the model; four neurons per feature unless the bench says otherwise."""
        return self.bench.width or 4 * self.bench.features


SIZES: dict[str, Size] = {
    # batches of 128 see each feature about four times, as those of 400 do at the published size
    "mini": Size(
        replace(PRESETS["mini"], samples=16_384),
        active=4,
        anchors=4,
        training=Settings(steps=1000, batch_size=128, learning_rate=1e-2, decay_steps=400, threshold_rate=1.0),
    ),
    "paper": Size(
        PRESETS["paper"],
        active=32,
        anchors=100,
        training=Settings(steps=20_000, batch_size=1024, learning_rate=1e-3, decay_steps=5_000, threshold_rate=1.0),
    ),
}


@dataclass(frozen=True)
class Method:
    """A row of the tables: a kind of model and what it minimises, besides reconstruction and anchors."""

    name: str
    kind: str
    form: str = "sae"
    loss: LossConfig = field(default_factory=LossConfig)
    options: dict[str, Any] = field(default_factory=dict)

    def architecture(self, size: Size) -> Architecture:
        """Without biases, as in the source."""
        sparse = {"k": size.active} if self.kind in ("topk", "batchtopk", "matryoshka") else {}
        width = size.width
        nested = {"prefixes": (width // 4, width // 2, width)} if self.kind == "matryoshka" else {}
        sources = tuple(size.bench.inputs) * (2 if self.form == "crosscoder" else 1)
        return Architecture(
            kind=self.kind,  # type: ignore[arg-type]
            inputs=sources,
            outputs=sources,
            width=width,
            form=self.form,  # type: ignore[arg-type]
            encoder_bias=False,
            decoder_bias=False,
            **sparse,
            **nested,
            **self.options,
        )

    def data(self, size: Size, seed: int, device: str) -> LinearRepresentationBench:
        """The bench of a seed, with one more source for crosscoders and targets of their own for transcoders."""
        inputs = tuple(size.bench.inputs)
        changes: dict[str, Any] = {"form": self.form}
        if self.form == "crosscoder":
            changes["inputs"] = inputs * 2
        elif self.form == "transcoder":
            changes["outputs"] = inputs
        return LinearRepresentationBench(replace(size.bench, **changes), seed=seed, device=device)


METHODS: dict[str, Method] = {
    m.name: m
    for m in (
        Method("ReLU", "relu"),
        Method("ReLU + L1", "relu", loss=LossConfig(l1=0.3)),
        Method("JumpReLU", "jumprelu", loss=LossConfig(l0=0.1), options={"threshold": 0.5, "bandwidth": 0.2}),
        Method("TopK", "topk"),
        Method("BatchTopK", "batchtopk"),
        Method("Matryoshka", "matryoshka"),
        Method("Transcoder", "topk", form="transcoder"),
        Method("Crosscoder", "topk", form="crosscoder"),
    )
}
ANCHOR_WEIGHT = 0.1


@dataclass(frozen=True)
class Trained:
    """One trained model.

    Args:
        seed: of data and model.
        anchored: number of anchored features; they are the first ones.
        encoder: recovery by the encoder.
        decoder: recovery by the decoder.
        error: reconstruction error on the samples it was trained on, over their mean square.
    """

    seed: int
    anchored: int
    encoder: HalfRecovery
    decoder: HalfRecovery
    error: float

    def rest(self, tau: float) -> float:
        """M_GT of the decoder over the features without an anchor."""
        return float(np.mean(self.decoder.best_n[self.anchored :] >= tau))


def train_cell(
    method: Method,
    size: Size,
    *,
    seeds: Sequence[int],
    anchors: Sequence[int] = (0,),
    device: str = "cpu",
    together: bool | None = None,
    say: Callable[[str], None] = lambda _text: None,
) -> list[Trained]:
    """Train one row: every seed with every number of anchors; with the same seed, data and start are the same.

    Small models are trained as one stack, large ones one after the other.

    Args:
        method: what is trained.
        size: data and training.
        seeds: of data and model.
        anchors: numbers of anchored features; at most one of them positive.
        device: for example ``cuda``.
        together: whether all models are one stack; default: on the CPU.
        say: told about the row.

    Raises:
        InputError: two different positive numbers of anchors.
    """
    if sum(k > 0 for k in anchors) > 1:
        raise InputError("anchors", list(anchors), "one positive number of anchors at a time")
    say(f"{method.name}, {len(seeds)} seeds, n={size.bench.features}")
    sources = [method.data(size, seed, device) for seed in seeds]
    pairs = [(t, k) for t in range(len(seeds)) for k in anchors]
    models = [SDLModel(method.architecture(size), seed=seeds[t], device=device) for t, _ in pairs]
    held = [Anchors.from_truth(sources[t].truth, range(k)) if k else None for t, k in pairs]
    config = replace(method.loss, anchor=ANCHOR_WEIGHT if any(held) else 0.0)
    if device == "cpu" if together is None else together:
        _side_by_side(models, held, sources, [t for t, _ in pairs], size, config)
    else:
        for model, anchor, (t, _) in zip(models, held, pairs, strict=True):
            mine = config if anchor else replace(config, anchor=0.0)
            fit(model, sources[t], size.training, loss_config=mine, anchors=anchor)
    return [_measured(m, sources[t], seeds[t], k) for m, (t, k) in zip(models, pairs, strict=True)]


def _side_by_side(
    models: Sequence[SDLModel],
    held: Sequence[Anchors | None],
    sources: Sequence[LinearRepresentationBench],
    of: Sequence[int],
    size: Size,
    config: LossConfig,
) -> None:
    batches = [s.batch(0, size.bench.samples or 16_384) for s in sources]
    x = torch.stack([b.x_bp for b in batches])
    y = x if batches[0].y_br is batches[0].x_bp else torch.stack([b.y_br for b in batches])
    fit_stack(Stack(models, held), Samples(x, y, tuple(of)), size.training, loss_config=config)


@torch.no_grad()
def _measured(model: SDLModel, source: LinearRepresentationBench, seed: int, anchored: int) -> Trained:
    batch = source.batch(0, 2048)
    model.eval()
    error = (batch.y_br - model(batch.x_bp).y_br).square().sum() / batch.y_br.square().sum()
    return Trained(
        seed,
        anchored,
        half_recovery(_numpy(model.encoder_qp), _numpy(source.truth.features_in_np), where="encoder"),
        half_recovery(_numpy(model.decoder_qr), _numpy(source.truth.features_out_nr), where="decoder"),
        float(error),
    )


def _numpy(tensor: torch.Tensor) -> Array:
    return tensor.detach().cpu().double().numpy()
