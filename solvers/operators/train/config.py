"""One TOML file that says everything about training a sparse autoencoder on functions."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any, get_type_hints

from solvers.operators.train.sections import (
    KINDS,
    FunctionData,
    OperatorLoss,
    OperatorModel,
    OperatorRun,
    OperatorSettings,
)
from solvers.sdl.train.fields import nearest, read_section
from theory.errors import InputError

MAX_FILE = 1 << 20  # bytes; a longer file is not a configuration
MAX_CELLS = 1 << 28  # numbers of the codes of one step: one gigabyte in single precision, of which a step holds a few


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
        config = operator_config(_overridden(tables, changes or {}))
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
    tables = {n: _with_list(t) if n == "data" and isinstance(t, Mapping) else t for n, t in tables.items()}
    stored = {n: {k: v for k, v in t.items() if v is not None} if isinstance(t, dict) else t for n, t in tables.items()}
    config = OperatorConfig(**{name: read_section(cls, stored.get(name, {}), name) for name, cls in SECTIONS.items()})
    _check(config)
    for i, change in enumerate(config.run.sweep):
        try:
            changed(config, change)
        except InputError as error:
            raise error.within(f"run.sweep[{i}]") from None
    return config


def changed(config: OperatorConfig, change: Mapping[str, Any]) -> OperatorConfig:
    """One configuration of a sweep: some fields, named ``section.field``, changed, and no sweep any more.

    Raises:
        InputError: there is no such field, the result is impossible, or the field belongs to the sweep itself.

    >>> tables = {"model": {"kind": "sae-fno", "concepts": 3, "modes": 5}, "data": {"kind": "functions"}}
    >>> changed(operator_config(tables), {"model.modes": 4}).model.modes
    4
    """
    for name in ("run.sweep", "run.seeds", "run.seed", "data.file"):
        if name in change:
            raise InputError(
                name, change[name], "cannot be changed by a sweep", f"set it in [{name.partition('.')[0]}]"
            )
    return operator_config(_overridden({**config.to_json(), "run": {**config.to_json()["run"], "sweep": ()}}, change))


def _overridden(tables: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The tables, with some fields, named ``section.field``, changed in place."""
    for name, value in changes.items():
        section, dot, field = name.partition(".")
        if not dot or not isinstance(tables.setdefault(section, {}), dict):
            raise InputError(name, value, "must be section.field")
        tables[section][field] = value
    return tables


def _with_list(data: Mapping[str, Any]) -> dict[str, Any]:
    """The section [data] with the grid as a list, which may be written as one number."""
    grid = data.get("grid")
    return {**data, "grid": [grid]} if isinstance(grid, int) and not isinstance(grid, bool) else dict(data)


def _check(config: OperatorConfig) -> None:
    """What no single field can know."""
    config.data.check()
    _check_layers(config.model, min(map(min, config.data.grids)))
    _check_resolutions(config.model, config.data)
    _check_sparsity(config.model, config.data.points)
    _check_lift(config.model, config.data)
    made = config.data.made()
    rows = max(config.model.concepts, *((made.kernels, made.events) if config.data.kind == "functions" else (1,)))
    dense = max(map(prod, config.data.grids)) * config.model.oversample ** len(config.data.grid)
    cells = rows * dense * config.data.channels * config.optimiser.batch_size
    if cells > MAX_CELLS:
        what = "concepts (or kernels, or events) x grid x channels x oversample x batch_size"
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


def _check_layers(model: OperatorModel, n: int) -> None:
    """Fields of the layers against the kind and the shortest axis of the grid."""
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
    for field, kind, default in (
        ("oversample", "sae-fno", 1),
        ("balanced", "sae-fno", False),
        ("boundary", "sae-cnn", "circular"),
    ):
        if model.kind != kind and getattr(model, field) != default:
            raise InputError(
                f"model.{field}", getattr(model, field), f"{model.kind} has no such thing", f"it belongs to {kind}"
            )
    if model.accelerated and model.iterations == 1:
        raise InputError(
            "model.accelerated", model.accelerated, "one reading has no momentum", "raise model.iterations"
        )


def _check_resolutions(model: OperatorModel, data: FunctionData) -> None:
    """Which models can be trained at several resolutions."""
    if any(grid != data.grid for grid in data.grids) and (model.kind == "sae-mlp" or model.boundary == "zero"):
        what = model.kind if model.kind == "sae-mlp" else 'boundary = "zero"'
        raise InputError(
            "data.resolutions", list(data.resolutions), f"with {what} a model reads the grid it has", "leave it out"
        )
    if data.resolutions and model.points is not None and model.points > min(map(prod, data.grids)):
        raise InputError("model.points", model.points, "more than the coarsest grid of data.resolutions has points")


def _check_sparsity(model: OperatorModel, points: int) -> None:
    """Fields of the sparsity against each other and the number of grid points."""
    for field, sparsity in (("points", "count"), ("fraction", "fraction")):
        if (getattr(model, field) is None) == (model.sparsity == sparsity):
            raise InputError(
                f"model.{field}", getattr(model, field), f'belongs to sparsity = "{sparsity}"', "set both, or neither"
            )
    if model.kind == "sae-mlp" and model.sparsity != "threshold":
        raise InputError(
            "model.sparsity", model.sparsity, "the code of an sae-mlp is one number per concept", 'use "threshold"'
        )
    if model.active is not None and model.active > model.concepts:
        raise InputError("model.active", model.active, f"must be at most model.concepts = {model.concepts}")
    if model.points is not None and model.points > points:
        raise InputError("model.points", model.points, f"must be at most {points}, the number of grid points")


def _check_lift(model: OperatorModel, data: FunctionData) -> None:
    """Fields of the lift against each other and what is lifted."""
    if (model.lifted is not None) != (model.lift in ("fixed", "learned")):
        raise InputError("model.lifted", model.lifted, 'belongs to lift = "fixed" or "learned"', "set both, or neither")
    least = data.channels * (data.points if model.kind == "sae-mlp" else 1)
    if model.lifted is not None and model.lifted < least:
        raise InputError(
            "model.lifted",
            model.lifted,
            f"fewer than the {least} numbers that are lifted: most dictionaries cannot be written",
        )
