"""The sections of a configuration for training a sparse autoencoder on functions."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from math import prod
from typing import Literal, get_args

from solvers.sdl.train.fields import documented
from theory.errors import InputError

OperatorKind = Literal["sae-fno", "sae-cnn", "sae-mlp"]
KINDS: tuple[str, ...] = get_args(OperatorKind)


@dataclass(frozen=True)
class OperatorModel:
    """The section [model] of a sparse autoencoder on functions of one or two variables."""

    kind: OperatorKind = documented(
        "the layers: Fourier multipliers, circular convolutions, or one matrix for one grid"
    )
    concepts: int = documented("number of concepts p", ge=1)
    modes: int | None = documented("sae-fno: the modes |k| < modes are kept, on every axis", None, ge=1)
    taps: int | None = documented("sae-cnn: number of taps of a kernel, on every axis", None, ge=1)
    boundary: Literal["circular", "zero"] = documented(
        "sae-cnn: what lies beyond the ends, the other end or zeros", "circular"
    )
    lift: Literal["none", "fixed", "learned", "whitening"] = documented(
        "linear map of the channels (sae-mlp: of all numbers of a sample) before reading, and back after writing",
        "none",
    )
    lifted: int | None = documented("lift = fixed or learned: number of lifted channels", None, ge=1)
    sparsity: Literal["threshold", "count", "fraction"] = documented(
        "what is active in the code of a concept: what exceeds its bias, a number of grid points, or a fraction of the domain",
        "threshold",
    )
    points: int | None = documented("sparsity = count: active grid points per concept", None, ge=1)
    fraction: float | None = documented("sparsity = fraction: active part of the domain per concept", None, gt=0, le=1)
    active: int | None = documented("most concepts that are active in a sample; left out: all of them", None, ge=1)
    iterations: int = documented("steps of the encoder: 1 reads once, more of them unroll ISTA", 1, ge=1)
    accelerated: bool = documented("iterations > 1: unroll FISTA, with its momentum, in place of ISTA", False)
    balanced: bool = documented(
        "sae-fno: the parameters of all modes but the constant are sqrt(2) times the gains, so that all modes learn at one rate",
        False,
    )
    oversample: int = documented(
        "sae-fno: the codes live on a grid this many times as fine as that of the functions, so that ReLU is aliased less",
        1,
        ge=1,
    )
    dtype: Literal["float32", "float64"] = documented("number type of parameters and batches", "float32")


@dataclass(frozen=True)
class Made:
    """What synthetic functions are made of: see the fields of the same names of :class:`FunctionData`."""

    kernels: int = 3
    band: int = 4
    events: int = 2
    noise: float = 0.02


MADE = tuple(f.name for f in dataclasses.fields(Made))


@dataclass(frozen=True)
class FunctionData:
    """The section [data]: functions on a circle or a torus of length 1, sampled at equal distances."""

    kind: Literal["functions", "fields"] = documented(
        '"functions": a few kernels, each at a few places of every sample; "fields": your own functions, one per row of a file'
    )
    grid: tuple[int, ...] = documented(
        "grid points in training: a number, or two in a list for functions of two variables; fields: those of the file",
        (64,),
        ge=2,
    )
    resolutions: tuple[int, ...] = documented(
        "sae-fno and circular sae-cnn: points of the first axis at which the steps of training read in turn, the other axis in "
        "proportion; left out: those of grid",
        (),
        ge=2,
    )
    channels: int = documented("numbers at every point", 1, ge=1)
    kernels: int | None = documented(
        "functions: number of true concepts, each with a kernel of its own; left out: 3", None, ge=1
    )
    band: int | None = documented("functions: largest frequency of the kernels; left out: 4", None, ge=0)
    events: int | None = documented(
        "functions: places per sample, on points of the training grid; left out: 2", None, ge=1
    )
    noise: float | None = documented(
        "functions: standard deviation of noise at every grid point; left out: 0.02", None, ge=0
    )
    file: str | None = documented("fields: .npy, .npz, .safetensors or a folder of shards; relative to this file", None)
    key: str | None = documented("fields: name of the array in .npz and .safetensors files", None)
    holdout: float | None = documented(
        "fields: share of the rows that training never sees; left out: 0.1", None, gt=0, lt=1
    )
    seed: int | None = documented("of kernels and samples; left out: the seed of the run", None, ge=0)

    def made(self) -> Made:
        """Synthetic functions with the defaults of what is left out.

        >>> FunctionData("functions", band=2).made()
        Made(kernels=3, band=2, events=2, noise=0.02)
        """
        return Made(**{n: v for n in MADE if (v := getattr(self, n)) is not None})

    def check(self) -> None:
        """Refuse fields that contradict the kind of data.

        Raises:
            InputError: naming the field.
        """
        for name in MADE if self.kind == "fields" else ("file", "key", "holdout"):
            if getattr(self, name) is not None:
                raise InputError(f"data.{name}", getattr(self, name), f'has no meaning with data.kind = "{self.kind}"')
        if self.kind == "fields" and self.file is None:
            raise InputError("data.file", "nothing", 'is required with data.kind = "fields"')
        if len(self.grid) not in (1, 2):
            raise InputError(
                "data.grid", list(self.grid), "functions of one or of two variables", "write one number or two"
            )
        for n in self.resolutions:
            if any(n * m % self.grid[0] for m in self.grid):
                raise InputError(
                    "data.resolutions", n, f"a grid like {list(self.grid)} has no whole number of points there"
                )
        band = self.made().band
        if self.kind == "functions" and 2 * band + 1 > min(map(min, self.grids)):
            named = "data.resolutions" if self.resolutions else "data.grid"
            raise InputError("data.band", band, f"needs {named} >= {2 * band + 1}", "else the samples do not show it")

    @property
    def grids(self) -> tuple[tuple[int, ...], ...]:
        """The grids that the steps of training read in turn.

        >>> FunctionData("functions", grid=(8, 6), resolutions=(8, 12)).grids
        ((8, 6), (12, 9))
        """
        return tuple(tuple(n * m // self.grid[0] for m in self.grid) for n in self.resolutions or self.grid[:1])

    @property
    def points(self) -> int:
        """Number of grid points in all.

        >>> FunctionData("functions", grid=(8, 6)).points
        48
        """
        return prod(self.grid)


@dataclass(frozen=True)
class OperatorLoss:
    """The section [loss]: mean squared error over the domain, and a penalty of the codes."""

    l1: float = documented(
        "weight of the mean over the domain of the sum of the codes, each times the norm of what its concept writes",
        0.0,
        ge=0,
    )
    group: float = documented(
        "weight of the sum over concepts of the norms of their codes, times the same norms: whole concepts are switched off",
        0.0,
        ge=0,
    )


@dataclass(frozen=True)
class OperatorSettings:
    """The section [optimiser]: Adam with a constant step size and a linear decay at the end."""

    steps: int = documented("number of steps", 600, ge=1)
    batch_size: int = documented("samples in one step", 64, ge=1)
    learning_rate: float = documented("step size of Adam at its height", 5e-3, gt=0)
    decay_steps: int = documented("last steps, over which the step size falls to zero", 0, ge=0)

    def rate(self, step: int) -> float:
        """The step size at step 0, 1, ..., steps - 1.

        >>> [OperatorSettings(steps=4, learning_rate=1.0, decay_steps=2).rate(t) for t in range(4)]
        [1.0, 1.0, 1.0, 0.5]
        """
        return self.learning_rate * (min(1.0, (self.steps - step) / self.decay_steps) if self.decay_steps else 1.0)


@dataclass(frozen=True)
class OperatorRun:
    """The section [run]: the seed, and what is written when."""

    seed: int = documented("of the starting parameters and the samples", 0, ge=0)
    seeds: tuple[int, ...] = documented("one model for each of these seeds; left out: one with seed", (), ge=0)
    sweep: tuple[dict, ...] = documented(
        'list of changes, one group of runs for each: [{"optimiser.learning_rate" = 0.001}, ...]', ()
    )
    log_every: int = documented("steps between lines of metrics.csv", 50, ge=1)
    checkpoint_every: int = documented("steps between checkpoints; there is one at the end in any case", 500, ge=1)
