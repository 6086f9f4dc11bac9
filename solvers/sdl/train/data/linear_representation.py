"""The Linear Representation Bench: sparse sums of features with limited interference (arXiv 2512.05534, appendix C)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from solvers.sdl.train.data.counters import happens, hashes, key_of, open_uniforms
from solvers.sdl.train.data.synthetic import Device, Form, Synthetic, truth_for
from theory.errors import InputError


@dataclass(frozen=True)
class BenchSettings:
    """What distinguishes one bench from another.

    The source states n, n_p, n_q, N, S and M. It does not state c_min, beta, or the distribution of targets: those defaults are ours.

    Args:
        features: n.
        inputs: sizes of the sources that the encoder reads; one for SAEs and transcoders.
        outputs: sizes of the targets; empty means that the inputs are written back.
        form: ``sae``, ``transcoder`` (targets are features of their own) or ``crosscoder`` (several sources).
        sparsity: S; every feature is active with probability 1 - S, independently.
        interference: M, the largest inner product of two features; None for random features.
        absolute: limit absolute inner products (coherence) instead of signed ones.
        c_min: least magnitude of an active feature (ours: 1).
        beta: mean of the exponential part of the magnitude (ours: 1).
        samples: N, or None for an endless stream.
        noise: standard deviation of Gaussian noise per coordinate (ours: none).
        width: n_q, the number of neurons that the source pairs with the data; the data do not depend on it.
    """

    features: int
    inputs: tuple[int, ...]
    outputs: tuple[int, ...] = ()
    form: Form = "sae"
    sparsity: float = 0.99
    interference: float | None = 0.1
    absolute: bool = False
    c_min: float = 1.0
    beta: float = 1.0
    samples: int | None = None
    noise: float = 0.0
    width: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.sparsity <= 1:
            raise InputError(
                "sparsity", self.sparsity, "S is a probability: every feature is active with probability 1 - S"
            )
        for name in ("c_min", "beta"):
            value = getattr(self, name)
            if not (value >= 0 and math.isfinite(value)):
                raise InputError(name, value, "magnitudes are c_min + Exp(beta) with finite c_min, beta >= 0")


PRESETS: dict[str, BenchSettings] = {
    "paper": BenchSettings(
        features=1000, inputs=(768,), sparsity=0.99, interference=0.1, samples=100_000, width=16_000
    ),
    "mini": BenchSettings(features=40, inputs=(32,), sparsity=0.97, interference=0.1, width=160),
}


class FeatureBench(Synthetic):
    """The features of a bench; subclasses say which of them are active together.

    Args:
        settings: sizes and distribution.
        seed: of features, order and noise.
        device: where batches are made.
        dtype: of the batches.

    Raises:
        InputError: settings that contradict each other or a bound.
    """

    def __init__(self, settings: BenchSettings, *, seed: int, device: Device, dtype: torch.dtype) -> None:
        outputs = settings.outputs or settings.inputs
        truth, self.made = truth_for(
            settings.form,
            settings.features,
            settings.inputs,
            outputs,
            interference=settings.interference,
            seed=seed,
            absolute=settings.absolute,
        )
        super().__init__(
            truth,
            inputs=settings.inputs,
            outputs=outputs,
            seed=seed,
            samples=settings.samples,
            noise=settings.noise,
            device=device,
            dtype=dtype,
        )
        self.settings = settings


class LinearRepresentationBench(FeatureBench):
    """``x = sum_d z_d w_p^d`` with ``z_d = c_min + Exp(beta)`` with probability 1 - S and 0 otherwise, independently.

    Args:
        settings: sizes and distribution.
        seed: of features, activity, magnitudes, noise and order.
        device: where batches are made; features and activity are the same bits on every device.
        dtype: of the batches.

    Raises:
        InputError: settings that contradict each other or a bound.

    >>> bench = LinearRepresentationBench(BenchSettings(features=6, inputs=(4,), interference=0.4), seed=0)
    >>> batch = bench.batch(0, 8)
    >>> batch.x_bp.shape, batch.features_bn.shape, batch.y_br is batch.x_bp
    (torch.Size([8, 4]), torch.Size([8, 6]), True)
    """

    def __init__(
        self, settings: BenchSettings, *, seed: int, device: Device = "cpu", dtype: torch.dtype = torch.float32
    ) -> None:
        super().__init__(settings, seed=seed, device=device, dtype=dtype)
        self._key = key_of(seed, "activity and magnitude")

    @classmethod
    def preset(
        cls, name: str, *, seed: int, device: Device = "cpu", dtype: torch.dtype = torch.float32, **changes: object
    ) -> LinearRepresentationBench:
        """A named bench, ``paper`` or ``mini``, with some settings changed.

        Raises:
            InputError: there is no such preset.

        >>> LinearRepresentationBench.preset("mini", seed=0, sparsity=0.9).settings.sparsity
        0.9
        """
        if name not in PRESETS:
            raise InputError("preset", name, f"one of {', '.join(PRESETS)}")
        return cls(replace(PRESETS[name], **changes), seed=seed, device=device, dtype=dtype)  # pyright: ignore[reportArgumentType]

    def magnitudes(self, samples_b: Tensor) -> Tensor:
        """Shifted exponential magnitudes of the active features, zero elsewhere, shape (b, n), float32."""
        bits = hashes(self._key, samples_b, self.settings.features)
        active = happens(bits, 1.0 - self.settings.sparsity)
        sizes = self.settings.c_min - self.settings.beta * torch.log(open_uniforms(bits))
        return torch.where(active, sizes, 0.0)
