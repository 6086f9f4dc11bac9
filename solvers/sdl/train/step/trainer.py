"""One step of training, and everything that a later step depends on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from solvers.sdl.train.config.settings import Settings
from solvers.sdl.train.data.batch import Batch, Source
from solvers.sdl.train.model.anchors import Anchors
from solvers.sdl.train.model.losses import LossConfig, loss
from solvers.sdl.train.model.module import Output, SDLModel
from solvers.sdl.train.model.start import first_rows
from solvers.sdl.train.step.optimiser import Optimiser
from solvers.sdl.train.step.resampling import check_resampling, resample
from solvers.sdl.train.step.workers import Workers
from theory.errors import InputError

SILENT, RESAMPLED = "silent_samples_q", "resampled"
# a loss this many times the energy of the targets means outputs 100 times larger than the data: no healthy run passes there
RUNAWAY = 1e4
APART, FAR = 10.0, 100.0  # sizes of data beyond which the size, not the step size, is named as the cause


class Diverged(RuntimeError):
    """Training left the numbers: NaN, infinity, or a loss far above that of writing zeros."""

    def __init__(self, step: int, what: str, remedy: str = "") -> None:
        self.step, self.what = step, what
        usual = (
            "try a lower optimiser.learning_rate, optimiser.clip_norm = 1.0, a longer optimiser.warmup_steps, or look for outliers "
            "in the data"
        )
        super().__init__(f"step {step}: {what}; {remedy or usual}")


@dataclass(frozen=True)
class Measured:
    """Tensors measured on one batch; reading them waits for the device."""

    loss: Tensor
    reconstruction: Tensor
    energy: Tensor  # mean over samples of |y|^2
    spread: Tensor  # mean over samples of |y - mean(y)|^2
    active: Tensor  # mean number of active neurons
    gradient_norm: Tensor


class Trainer:
    """A model, its data and its optimiser; ``step(t)`` for t = 0, 1, ... does the rest.

    The batch of a step is a function of the step, so the state is the parameters and buffers of the model, the moments of Adam, and
    for how many samples each neuron has been silent: with these, and the same machine and number of threads, a run goes on exactly.

    Args:
        model: trained in place.
        source: where batches come from.
        settings: how parameters move.
        loss_config: what is minimised.
        anchors: features that are held, where the loss asks for them.
        seed: of the draws of resampling.
        workers: the processes that share the work.
    """

    def __init__(
        self,
        model: SDLModel,
        source: Source,
        settings: Settings,
        *,
        loss_config: LossConfig,
        anchors: Anchors | None = None,
        seed: int = 0,
        workers: Workers | None = None,
    ) -> None:
        architecture = model.architecture
        if (source.inputs, source.outputs) != (architecture.inputs, architecture.outputs):
            raise InputError(
                "data",
                f"{source.inputs} -> {source.outputs}",
                f"the model reads {architecture.inputs} and writes {architecture.outputs}",
            )
        if settings.resample != "off":
            check_resampling(architecture, settings.resample)
        if anchors is not None:
            anchors.check(architecture)
        self.model, self.source, self.settings, self.seed = model, source, settings, seed
        self.loss_config, self.anchors, self.workers = loss_config, anchors, workers or Workers()
        self.parts, self.of = self.workers.parts(settings.micro_batches)
        if settings.batch_size % self.of:
            raise InputError("optimiser.batch_size", settings.batch_size, f"must be a multiple of the {self.of} parts")
        if loss_config.normalise and settings.batch_size == self.of:
            why = f"loss.normalise divides by the spread of every one of {self.of} parts, and one sample has none"
            raise InputError("optimiser.batch_size", settings.batch_size, why, "take larger batches, or fewer parts")
        self.optimiser = Optimiser(model, settings)
        self.silent_q = torch.zeros(architecture.width, dtype=torch.int64, device=model.decoder_qr.device)
        self.resampled = 0  # neurons, since the caller set it to 0
        self.model.train()

    @property
    def dead_q(self) -> Tensor:
        """Neurons that have been silent for ``settings.dead_after`` samples."""
        return self.silent_q >= self.settings.dead_after

    def step(self, step: int) -> Measured:
        """Gradients of all parts, their sum over the processes, one update."""
        sums, active_q = self._gradients(step)
        counted = active_q.to(torch.float32)
        parameters = list(self.optimiser.parameters.values())
        gradients = [p.grad for p in parameters if p.grad is not None]
        self.workers.add([*gradients, sums, counted])
        if self.of > 1:
            for tensor in (*gradients, sums):
                tensor /= self.of
        self.silent_q = torch.where(counted > 0, 0, self.silent_q + self.settings.batch_size)
        norm = self.optimiser.step(step)
        resampled = self._resample(step) if self.settings.resamples_after(step + 1) else 0
        self.resampled += resampled
        loss_, reconstruction, energy, spread, active = sums.unbind()
        return Measured(loss_, reconstruction, energy, spread, active, norm)

    def _gradients(self, step: int) -> tuple[Tensor, Tensor]:
        """Backward passes of this process's parts: sums of what is measured, and which neurons were active."""
        buffers = list(self.model.buffers())
        before, after = [b.clone() for b in buffers], [torch.zeros_like(b) for b in buffers]
        device = self.silent_q.device
        sums, active_q = torch.zeros(5, device=device), torch.zeros_like(self.silent_q, dtype=torch.bool)
        dead_q = self.dead_q
        for part in self.parts:
            batch = self.source.batch(step, self.settings.batch_size, part=part, parts=self.of)
            measured, active = self._part(batch, dead_q)
            sums, active_q = sums + measured, active_q | active
            for b, old, total in zip(buffers, before, after, strict=True):
                total += b  # running averages start from the same value in every part, as they do in every process
                b.copy_(old)
        self.workers.add(after)
        for b, total in zip(buffers, after, strict=True):
            b.copy_(total / self.of)
        return sums, active_q

    def _part(self, batch: Batch, dead_q: Tensor) -> tuple[Tensor, Tensor]:
        output = self.model(batch.x_bp)
        parts = loss(self.model, output, batch, self.loss_config, anchors=self.anchors, dead_q=dead_q)
        parts.total.backward()
        with torch.no_grad():
            y = batch.y_br
            count, active_q = _active(output)
            numbers = (
                parts.total.detach(),
                (y - output.y_br).square().sum(1).mean(),
                y.square().sum(1).mean(),
                (y - y.mean(0)).square().sum(1).mean(),
                count,
            )
            return torch.stack([n.to(torch.float32) for n in numbers]), active_q

    def _resample(self, step: int) -> int:
        dead = self.dead_q.clone()
        if self.anchors is not None:
            dead[list(self.anchors.neurons)] = False  # held where they are, active or not
        if self.settings.resample == "off" or not bool(dead.any()):
            return 0
        batch = self.source.batch(step, self.settings.batch_size)  # the whole batch: the same in every process
        seed = int(np.random.SeedSequence([self.seed, step]).generate_state(1)[0])
        changed = resample(self.model, batch, dead, how=self.settings.resample, seed=seed).neurons
        self.workers.follow([p.data for p in self.model.parameters()])
        neurons = torch.tensor(changed, dtype=torch.int64, device=dead.device)
        self.optimiser.forget(neurons)
        self.silent_q[neurons] = 0
        return len(changed)

    def check(self, step: int, measured: Measured) -> None:
        """Raise where the run has left the numbers.

        Raises:
            Diverged: NaN or infinite loss or gradient, or a loss far above that of writing zeros.
        """
        value, norm, energy = float(measured.loss), float(measured.gradient_norm), float(measured.energy)
        if not (math.isfinite(value) and math.isfinite(norm)):
            raise Diverged(step, f"loss {value:g}, gradient norm {norm:g}", self._scale_remedy())
        error = float(measured.reconstruction)
        if error > RUNAWAY * energy and error > RUNAWAY * (typical := max(energy, self._typical_energy())):
            what = f"reconstruction error {error:g} against data of size {typical:g}"
            raise Diverged(step, what, self._scale_remedy())

    def _typical_energy(self) -> float:
        """Of many samples: a batch of a few sparse samples may be all zeros."""
        return max(float(first_rows(self.source).y_br.double().square().sum(1).mean()), 1e-30)

    def _scale_remedy(self) -> str:
        """What to do where inputs and targets have sizes that no common step size suits; empty where they have not."""
        batch = first_rows(self.source)
        read, written = (float(rows.double().square().mean().sqrt()) for rows in (batch.x_bp, batch.y_br))
        sizes = f"entries of inputs have the size {read:.3g}, of targets {written:.3g}"
        if not 1 / APART < written / max(read, 1e-30) < APART:
            return f'{sizes}: set data.normalise = "unit", which trains on both at size 1'
        if not 1 / FAR < read < FAR:
            return f'{sizes}, far from 1, which step sizes are made for: set data.normalise = "unit"'
        return ""

    def check_state(self, step: int) -> None:
        """Raise where a run could not go on from here.

        Raises:
            Diverged: a parameter or a moment is NaN or infinite.
        """
        for name, tensor in {**self.model.state_dict(), **self.tensors()}.items():
            if not bool(tensor.isfinite().all()):
                raise Diverged(step, f"{name} is not finite")

    def tensors(self) -> dict[str, Tensor]:
        """What a later step depends on besides the model."""
        return {**self.optimiser.tensors(), SILENT: self.silent_q, RESAMPLED: torch.tensor(self.resampled)}

    def load(self, tensors: Mapping[str, Tensor]) -> None:
        """Continue from :meth:`tensors`.

        Raises:
            InputError: when a tensor is missing, has another shape, or is not finite.
        """
        for name, tensor in tensors.items():
            if not bool(tensor.isfinite().all()):
                raise InputError(f"optimiser state {name}", "NaN or infinity", "a run cannot go on from it")
        self.optimiser.load(tensors)
        silent = tensors.get(SILENT)
        if silent is None or silent.shape != self.silent_q.shape:
            raise InputError(f"optimiser state {SILENT}", silent, f"must have {len(self.silent_q)} entries")
        self.silent_q = silent.to(self.silent_q.device, torch.int64, copy=True)
        self.resampled = int(tensors[RESAMPLED]) if RESAMPLED in tensors else 0


def _active(output: Output) -> tuple[Tensor, Tensor]:
    """Mean number of active neurons per sample, and which neurons are active anywhere in the batch."""
    ragged = output.codes.ragged
    if ragged is not None:
        active_q = torch.zeros(ragged.width, dtype=torch.bool, device=ragged.index_m.device)
        mean = torch.tensor(len(ragged.index_m) / ragged.samples, dtype=torch.float32, device=active_q.device)
        return mean, active_q.index_fill_(0, ragged.index_m, True)
    if output.sparse is None:
        on = output.codes_bq != 0
        return on.sum(1).to(torch.float32).mean(), on.any(0)
    values, index = output.sparse.values_bk, output.sparse.index_bk
    on = values != 0  # pursuit may take negative coefficients
    active_q = torch.zeros(output.pre_bq.shape[1], dtype=torch.int32, device=values.device)
    active_q.scatter_add_(0, index.reshape(-1), on.reshape(-1).to(torch.int32))  # entries of value 0 do not count
    return on.sum(1).to(torch.float32).mean(), active_q > 0
