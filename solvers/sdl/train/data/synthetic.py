"""Data from known features: what all synthetic sources share, from the number of a sample to its batch."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from solvers.sdl.train.data.batch import Batch, Truth
from solvers.sdl.train.data.counters import key_of, normals
from solvers.sdl.train.data.interference import Features, features_with_interference
from solvers.sdl.train.data.order import Order
from theory.errors import InputError

Device = str | torch.device
KEPT = 1 << 24  # numbers (64 MiB in float32): finite data sets up to this size are made once and kept


class Synthetic(ABC):
    """A source whose samples are sums of known features: ``x = sum_d z_d w_p^d``, ``y = sum_d z_d w_r^d`` (+ noise).

    Subclasses say in :meth:`magnitudes` what ``z`` is for the samples of given numbers.

    Args:
        truth: features, on any device.
        inputs: sizes of the sources; their sum is p.
        outputs: sizes of the targets; their sum is r.
        seed: of everything random.
        samples: size N of the data set, or None for an endless stream.
        noise: standard deviation of Gaussian noise on every coordinate of x, and of y where that is another tensor.
        device: where batches are made.
        dtype: of the batches.
    """

    def __init__(
        self,
        truth: Truth,
        *,
        inputs: tuple[int, ...],
        outputs: tuple[int, ...],
        seed: int,
        samples: int | None = None,
        noise: float = 0.0,
        device: Device = "cpu",
        dtype: torch.dtype = torch.float32,
    ) -> None:
        if not (noise >= 0 and math.isfinite(noise)):
            raise InputError("noise", noise, "a standard deviation is a finite number >= 0")
        self.inputs, self.outputs, self.seed, self.noise = inputs, outputs, seed, noise
        self.device, self.dtype = torch.device(device), dtype
        self._same = truth.features_out_nr is truth.features_in_np
        features_in_np = truth.features_in_np.to(self.device, dtype)
        features_out_nr = features_in_np if self._same else truth.features_out_nr.to(self.device, dtype)
        self.truth = Truth(features_in_np, features_out_nr)
        self._order = Order(samples, seed=seed)
        self._table: Batch | None = None  # all samples, where they are few: making them anew every epoch is slow

    @property
    def samples(self) -> int | None:
        """The number of samples; None for fresh ones in every batch."""
        return self._order.samples

    @abstractmethod
    def magnitudes(self, samples_b: Tensor) -> Tensor:
        """Magnitude of every feature in the samples of these numbers, shape (b, n), float32."""

    def sample_numbers(self, step: int, size: int, *, part: int = 0, parts: int = 1) -> Tensor:
        """Which samples a batch consists of, int64, shape (size / parts,), on the device of the source."""
        return self._order.numbers(step, size, part=part, parts=parts).to(self.device)

    def batch(self, step: int, size: int, *, part: int = 0, parts: int = 1) -> Batch:
        """The samples of a step; features_bn is bitwise the same however the batch is cut, x and y up to rounding."""
        samples_b = self.sample_numbers(step, size, part=part, parts=parts)
        if self.samples is None or self.samples * sum(self.truth.features_in_np.shape) > KEPT:
            return self._made(samples_b)
        if self._table is None:
            self._table = self._made(torch.arange(self.samples, device=self.device))
        table, z_bn = self._table, self._table.features_bn
        x_bp = table.x_bp[samples_b]
        y_br = x_bp if self._same else table.y_br[samples_b]
        return Batch(x_bp, y_br, None if z_bn is None else z_bn[samples_b])

    def rows(self, chosen: slice) -> Batch:
        """Samples by their numbers, in that order."""
        return self._made(torch.arange(chosen.start, chosen.stop, device=self.device))

    def _made(self, samples_b: Tensor) -> Batch:
        z_bn = self.magnitudes(samples_b).to(self.dtype)
        x_bp = self._written(z_bn, self.truth.features_in_np, samples_b, "noise of x")
        if self._same:
            return Batch(x_bp, x_bp, z_bn)
        return Batch(x_bp, self._written(z_bn, self.truth.features_out_nr, samples_b, "noise of y"), z_bn)

    def _written(self, z_bn: Tensor, features: Tensor, samples_b: Tensor, purpose: str) -> Tensor:
        written = z_bn @ features
        if self.noise:
            written += self.noise * normals(key_of(self.seed, purpose), samples_b, written.shape[1]).to(self.dtype)
        return written


Form = Literal["sae", "transcoder", "crosscoder"]


def truth_for(
    form: Form,
    n: int,
    inputs: Sequence[int],
    outputs: Sequence[int],
    *,
    interference: float | None,
    seed: int,
    absolute: bool = False,
) -> tuple[Truth, tuple[Features, ...]]:
    r"""Features for every kind of model, each source and target with its own, all within the same limit of interference.

    A transcoder's targets are independent of its inputs. A crosscoder's sources are independent features, each divided by
    the square root of the number of sources: then the rows side by side have norm 1 and their inner products are the means of
    those of the sources, so that the limit holds for the whole too.

    Raises:
        InputError: sizes that contradict the form, or a limit that cannot be met.
    """
    if not inputs or not outputs or min(*inputs, *outputs) < 1 or n < 1:
        raise InputError("sizes", f"n={n}, inputs={list(inputs)}, outputs={list(outputs)}", "sizes are at least 1")
    if (form == "crosscoder") != (len(inputs) > 1) or (form == "transcoder" and len(outputs) > 1):
        raise InputError(
            "inputs", list(inputs), f"a {form} does not fit: a crosscoder has several sources, the others one"
        )
    if form != "transcoder" and tuple(inputs) != tuple(outputs):
        raise InputError("outputs", list(outputs), f"a {form} writes what it reads", "leave the outputs out")

    def made(p: int, purpose: str, i: int) -> Features:
        own = key_of(seed, f"{purpose} {i}") & ((1 << 63) - 1)
        return features_with_interference(n, p, interference, seed=own, absolute=absolute)

    sources = tuple(made(p, "inputs", i) for i, p in enumerate(inputs))
    rows_np = np.concatenate([f.features_np for f in sources], axis=1) / math.sqrt(len(sources))
    features_in_np = torch.from_numpy(rows_np).to(torch.float32)
    if form != "transcoder":
        return Truth(features_in_np, features_in_np), sources
    target = made(outputs[0], "outputs", 0)
    return Truth(features_in_np, torch.from_numpy(target.features_np).to(torch.float32)), (*sources, target)
