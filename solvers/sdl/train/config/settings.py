"""How the parameters move: steps, learning rate, clipping, and what happens to dead neurons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from solvers.sdl.train.fields import documented

LOG_THRESHOLD = "log_threshold_q"  # the parameter of a JumpReLU model whose steps are multiplicative


@dataclass(frozen=True)
class Settings:
    """The section [optimiser]: Adam with a linear warm-up and a linear decay to zero.

    >>> s = Settings(steps=10, learning_rate=1.0, warmup_steps=2, decay_steps=4)
    >>> [s.rate(t) for t in range(10)]
    [0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.75, 0.5, 0.25]
    """

    steps: int = documented("number of steps", 10_000, ge=1)
    batch_size: int = documented("samples in one step, over all processes together", 1024, ge=1)
    learning_rate: float = documented("step size of Adam at its height", 1e-3, gt=0)
    warmup_steps: int = documented("steps over which the step size grows from zero", 0, ge=0)
    decay_steps: int = documented("last steps, over which the step size falls to zero", 0, ge=0)
    beta1: float = documented("memory of Adam's mean of gradients", 0.9, ge=0, lt=1)
    beta2: float = documented("memory of Adam's mean of squared gradients", 0.999, ge=0, lt=1)
    epsilon: float = documented("added to the root of the mean of squares", 1e-8, gt=0)
    threshold_rate: float = documented(
        "jumprelu: the logarithms of the thresholds move at this multiple of the learning rate; at 1 a short run cannot move them: a "
        "factor of 10 takes 2.3 / learning_rate steps",
        10.0,
        gt=0,
    )
    clip_norm: float | None = documented("largest norm of the whole gradient; left out: no clipping", None, gt=0)
    unit_norm_decoder: bool = documented("keep every decoder row at norm 1, and its gradient orthogonal to it", False)
    micro_batches: int = documented(
        "equal parts of a batch whose gradients are added one after another; needs less memory. "
        "With several processes at least their number, and a multiple of it",
        1,
        ge=1,
    )
    dead_after: int = documented("a neuron is dead when it was not active for this many samples", 1_000_000, ge=1)
    resample: Literal["off", "heuristic", "optimal"] = documented(
        'what dead neurons become: "heuristic" copies badly reconstructed inputs, "optimal" takes the direction that lowers the loss most',
        "off",
    )
    resample_every: int = documented("steps between two resamplings", 2500, ge=1)
    resample_until: int | None = documented("no resampling after this step; left out: half of the steps", None, ge=0)

    def factor(self, name: str) -> float:
        """By how much a parameter moves faster than the others."""
        return self.threshold_rate if name == LOG_THRESHOLD else 1.0

    def rate(self, step: int) -> float:
        """The step size at step 0, 1, ..., steps - 1."""
        up = min(1.0, (step + 1) / self.warmup_steps) if self.warmup_steps else 1.0
        down = min(1.0, (self.steps - step) / self.decay_steps) if self.decay_steps else 1.0
        return self.learning_rate * up * down

    def resamples_after(self, done: int) -> bool:
        """Whether dead neurons are resampled when ``done`` steps have been taken."""
        last = self.steps // 2 if self.resample_until is None else self.resample_until
        return self.resample != "off" and done % self.resample_every == 0 and done <= last
