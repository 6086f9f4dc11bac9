"""One TOML file that says everything about training a sparse autoencoder on functions."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args, get_type_hints

from solvers.sdl.train.fields import documented, nearest, read_section
from theory.errors import InputError

OperatorKind = Literal["sae-fno", "sae-cnn", "sae-mlp"]
KINDS: tuple[str, ...] = get_args(OperatorKind)
MAX_FILE = 1 << 20  # bytes; a longer file is not a configuration
MAX_CELLS = 1 << 28  # numbers of the codes of one step: one gigabyte in single precision, of which a step holds a few


@dataclass(frozen=True)
class OperatorModel:
    """The section [model] of a sparse autoencoder on functions of one variable."""

    kind: OperatorKind = documented(
        "the layers: Fourier multipliers, circular convolutions, or one matrix for one grid"
    )
    concepts: int = documented("number of concepts p", ge=1)
    modes: int | None = documented("sae-fno: the modes |k| < modes are kept", None, ge=1)
    taps: int | None = documented("sae-cnn: number of taps of a kernel", None, ge=1)
    sparsity: Literal["threshold", "count", "fraction"] = documented(
        "what is active in the code of a concept: what exceeds its bias, a number of grid points, or a fraction of the domain",
        "threshold",
    )
    points: int | None = documented("sparsity = count: active grid points per concept", None, ge=1)
    fraction: float | None = documented("sparsity = fraction: active part of the domain per concept", None, gt=0, le=1)
    active: int | None = documented("most concepts that are active in a sample; left out: all of them", None, ge=1)
    iterations: int = documented("steps of the encoder: 1 reads once, more of them unroll ISTA", 1, ge=1)
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
    """The section [data]: functions on a circle of length 1, sampled at equal distances."""

    kind: Literal["functions", "fields"] = documented(
        '"functions": a few kernels, each at a few places of every sample; "fields": your own functions, one per row of a file'
    )
    grid: int = documented("number of grid points in training; fields: the length of the rows", 64, ge=2)
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
        band = self.made().band
        if self.kind == "functions" and 2 * band + 1 > self.grid:
            raise InputError("data.band", band, f"needs data.grid >= {2 * band + 1}", "else the samples do not show it")


@dataclass(frozen=True)
class OperatorLoss:
    """The section [loss]: mean squared error over the domain, and a penalty of the codes."""

    l1: float = documented(
        "weight of the mean over the domain of the sum of the codes, each times the norm of what its concept writes",
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
    log_every: int = documented("steps between lines of metrics.csv", 50, ge=1)
    checkpoint_every: int = documented("steps between checkpoints; there is one at the end in any case", 500, ge=1)


@dataclass(frozen=True)
class OperatorConfig:
    """A configuration, checked.

    >>> tables = {"model": {"kind": "sae-fno", "concepts": 3, "modes": 5}, "data": {"kind": "functions"}}
    >>> operator_config(tables).optimiser.steps
    600
    """

    model: OperatorModel
    data: FunctionData
    loss: OperatorLoss
    optimiser: OperatorSettings
    run: OperatorRun

    def to_json(self) -> dict[str, Any]:
        """All fields, those with their default too, as nested tables."""
        return dataclasses.asdict(self)


SECTIONS: dict[str, type] = get_type_hints(OperatorConfig)


def is_operator_config(path: Path | str) -> bool:
    """Whether a file can be read and names one of the models on functions; everything else is for the other reader to refuse."""
    try:
        tables = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    model = tables.get("model")
    return isinstance(model, dict) and model.get("kind") in KINDS


def load_operator_config(path: Path | str, changes: Mapping[str, Any] | None = None) -> OperatorConfig:
    """Read and check a configuration file, with some fields, named ``section.field``, changed.

    Raises:
        InputError: it cannot be read, or says something impossible; the message names the field.
    """
    path = Path(path)
    try:
        if path.stat().st_size > MAX_FILE:
            raise InputError(str(path), f"{path.stat().st_size} bytes", "this is no configuration")
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        for name, value in (changes or {}).items():
            section, dot, field = name.partition(".")
            if not dot or not isinstance(tables.setdefault(section, {}), dict):
                raise InputError(name, value, "must be section.field")
            tables[section][field] = value
        config = operator_config(tables)
        if config.data.file is None:
            return config
        data = dataclasses.replace(config.data, file=str(path.parent / config.data.file))
        return dataclasses.replace(config, data=data)
    except OSError as error:
        raise InputError(str(path), error.strerror, "cannot be read") from None
    except InputError as error:
        raise error.within(path) from None
    except (ValueError, RecursionError) as error:
        raise InputError(str(path), "no TOML", str(error), "see docs/operators.md") from None


def operator_config(tables: Mapping[str, Any]) -> OperatorConfig:
    """A configuration from what the TOML parser returned.

    Raises:
        InputError: unknown sections or fields, wrong types, values out of range or at odds with each other.
    """
    for name in tables:
        if name not in SECTIONS:
            raise InputError(name, "a section", "there is no section of this name", nearest(name, list(SECTIONS)))
    stored = {n: {k: v for k, v in t.items() if v is not None} if isinstance(t, dict) else t for n, t in tables.items()}
    config = OperatorConfig(**{name: read_section(cls, stored.get(name, {}), name) for name, cls in SECTIONS.items()})
    _check(config)
    return config


def _check(config: OperatorConfig) -> None:
    """What no single field can know."""
    model, n = config.model, config.data.grid
    for field, kind in (("modes", "sae-fno"), ("taps", "sae-cnn")):
        if (getattr(model, field) is None) == (model.kind == kind):
            verb = "needs" if model.kind == kind else "has no"
            raise InputError(
                f"model.{field}", getattr(model, field), f"{model.kind} {verb} {field}", f"it belongs to {kind}"
            )
    if model.modes is not None and 2 * model.modes - 1 > n:
        raise InputError(
            "model.modes", model.modes, f"needs data.grid >= {2 * model.modes - 1}", "take fewer modes or a finer grid"
        )
    if model.taps is not None and model.taps > n:
        raise InputError("model.taps", model.taps, f"must be at most data.grid = {n}")
    config.data.check()
    for field, sparsity in (("points", "count"), ("fraction", "fraction")):
        if (getattr(model, field) is None) == (model.sparsity == sparsity):
            raise InputError(
                f"model.{field}", getattr(model, field), f'belongs to sparsity = "{sparsity}"', "set both, or neither"
            )
    if model.kind == "sae-mlp" and model.sparsity != "threshold":
        raise InputError(
            "model.sparsity", model.sparsity, "the code of an sae-mlp is one number per concept", 'use "threshold"'
        )
    if model.oversample > 1 and model.kind != "sae-fno":
        raise InputError(
            "model.oversample", model.oversample, f"{model.kind} has no codes on other grids", "it belongs to sae-fno"
        )
    if model.active is not None and model.active > model.concepts:
        raise InputError("model.active", model.active, f"must be at most model.concepts = {model.concepts}")
    if model.points is not None and model.points > n:
        raise InputError("model.points", model.points, f"must be at most data.grid = {n}")
    made = config.data.made()
    rows = max(model.concepts, *((made.kernels, made.events) if config.data.kind == "functions" else (1,)))
    cells = rows * n * model.oversample * config.optimiser.batch_size
    if cells > MAX_CELLS:
        what = "concepts (or kernels, or events) x grid x oversample x batch_size"
        raise InputError(
            "optimiser.batch_size",
            f"{cells:,} numbers per step",
            f"{what} must be at most {MAX_CELLS:,}",
            "lower one of them",
        )
    if config.optimiser.decay_steps > config.optimiser.steps:
        raise InputError(
            "optimiser.decay_steps", config.optimiser.decay_steps, f"more than steps = {config.optimiser.steps}"
        )
