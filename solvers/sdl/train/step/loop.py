"""Training in memory: from a model and a source of batches to a trained model and its history."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from solvers.sdl.train.config.settings import Settings
from solvers.sdl.train.data.batch import Source, Truth
from solvers.sdl.train.model.anchors import Anchors
from solvers.sdl.train.model.losses import ALIKE, LossConfig
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.step.trainer import Measured, Trainer
from solvers.sdl.train.step.workers import Workers
from theory.training_tables import History, MetricsRow

CHECK_EVERY = 50  # steps between looks at the numbers where no line is due: each look waits for the device


@dataclass(frozen=True)
class Progress:
    """What a waiting person wants to know."""

    row: MetricsRow
    steps: int
    seconds: float  # since this process began
    samples_per_second: float  # 0 as long as it is not known
    seconds_left: float


def fit(
    model: SDLModel,
    source: Source,
    settings: Settings,
    *,
    loss_config: LossConfig,
    anchors: Anchors | None = None,
    seed: int = 0,
    callback: Callable[[Progress], None] | None = None,
    after_step: Callable[[int, Trainer], None] | None = None,
    log_every: int = 100,
    recovery_threshold: float = 0.95,
    start_step: int = 0,
    optimiser_state: Mapping[str, Tensor] | None = None,
    workers: Workers | None = None,
) -> History:
    """Train ``model`` in place.

    Args:
        model: parameters are moved.
        source: batches; the same sizes as the model.
        settings: steps, batch size, step sizes.
        loss_config: what is minimised.
        anchors: features that are held (see :mod:`solvers.sdl.train.model.anchors`).
        seed: of the draws of resampling; the batches have the seed of the source.
        callback: told about every row.
        after_step: called with the number of steps taken and the trainer, after each; may write a checkpoint.
        log_every: steps between rows; the first and last step have one too.
        recovery_threshold: cosine from which a true feature counts as recovered, where the truth is known.
        start_step: steps that were taken before.
        optimiser_state: ``Trainer.tensors()`` of that moment.
        workers: the processes that share the work; this process alone by default.

    Returns:
        rows of the steps taken here.

    Raises:
        Diverged: the loss is NaN, infinite or far above that of writing zeros.
        InputError: data and model have different sizes.
    """
    trainer = Trainer(model, source, settings, loss_config=loss_config, anchors=anchors, seed=seed, workers=workers)
    if optimiser_state is not None:
        trainer.load(optimiser_state)
    rows, began = [], 0.0
    for step in range(start_step, settings.steps):
        done, due = step + 1, step == 0 or (step + 1) % log_every == 0 or step + 1 == settings.steps
        found = recovered(model, source.truth, recovery_threshold) if due else (None, None)
        measured = trainer.step(step)
        began = began or time.perf_counter()  # after the first step, which is slower than all others
        if due or done % CHECK_EVERY == 0:
            trainer.check(done, measured)
        if due:
            rows.append(_row(done, measured, trainer, found))
            trainer.resampled = 0
            if callback is not None:
                callback(_progress(rows[-1], settings, time.perf_counter() - began, done - start_step - 1))
        if after_step is not None:
            after_step(done, trainer)
    return History(tuple(rows))


def _row(done: int, measured: Measured, trainer: Trainer, found: tuple[float | None, float | None]) -> MetricsRow:
    settings, samples = trainer.settings, done * trainer.settings.batch_size
    error, spread, energy = (float(v) for v in (measured.reconstruction, measured.spread, measured.energy))
    return MetricsRow(
        step=done,
        samples=samples,
        loss=float(measured.loss),
        reconstruction=error,
        unexplained=error / spread if spread > ALIKE * energy else None,
        l0=float(measured.active),
        dead=_share_of(trainer.dead_q) if samples >= settings.dead_after else None,
        learning_rate=settings.rate(done - 1),
        gradient_norm=float(measured.gradient_norm),
        recovered_encoder=found[0],
        recovered_decoder=found[1],
        resampled=trainer.resampled,
        silent=_share_of(trainer.silent_q >= min(samples, settings.dead_after)),
    )


def _share_of(neurons_q: Tensor) -> float:
    return float(neurons_q.to(torch.float32).mean())


def _progress(row: MetricsRow, settings: Settings, seconds: float, steps: int) -> Progress:
    if not steps:  # the first step is not timed
        return Progress(row, settings.steps, seconds, 0.0, 0.0)
    each = max(seconds / steps, 1e-9)
    return Progress(row, settings.steps, seconds, settings.batch_size / each, each * (settings.steps - row.step))


@torch.no_grad()
def recovered(model: SDLModel, truth: Truth | None, threshold: float) -> tuple[float | None, float | None]:
    """Share of true features with an encoder row, and of targets with a decoder row, of cosine at least ``threshold``."""
    if truth is None:
        return None, None
    pairs = ((model.encoder_qp, truth.features_in_np), (model.decoder_qr, truth.features_out_nr))
    return tuple(_share(rows, features, threshold) for rows, features in pairs)  # pyright: ignore[reportReturnType]  # two of them


def _share(rows_qd: Tensor, features_nd: Tensor, threshold: float) -> float:
    features_nd = features_nd.to(rows_qd.device, rows_qd.dtype)
    rows = rows_qd / rows_qd.norm(dim=1, keepdim=True).clamp_min(1e-12)  # a zero row recovers nothing
    features = features_nd / features_nd.norm(dim=1, keepdim=True).clamp_min(1e-12)
    return float(((features @ rows.T).amax(1) >= threshold).to(torch.float64).mean())
