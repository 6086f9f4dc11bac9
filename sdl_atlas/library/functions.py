"""Sparse autoencoders on functions, for programs: what :func:`train` and :func:`land` do where the model is one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from solvers.operators.train.config import (
    KINDS,
    OperatorConfig,
    is_operator_config,
    load_operator_config,
    operator_config,
)
from solvers.operators.train.fields import source_of
from solvers.operators.train.model import OperatorSAE
from solvers.operators.train.run import Line, load
from solvers.operators.train.run import train as train_one
from solvers.operators.train.sweep import Ended, expand, sweep
from solvers.sdl.train.run.one_thread import one_thread
from theory.errors import InputError
from theory.operators.records import OperatorsRecord
from theory.record_files import write_record


@dataclass(frozen=True, repr=False)
class FunctionsRun:
    """A trained sparse autoencoder on functions.

    Args:
        folder: with the configuration, metrics, checkpoints and the model.
        config: with all defaults.
        model: in evaluation mode.
        last: the last line of the metrics.
    """

    folder: Path
    config: OperatorConfig
    model: OperatorSAE
    last: Line

    def __repr__(self) -> str:
        model = self.config.model
        return f"<FunctionsRun {model.kind}: {model.concepts} concepts, relative error {self.last.error:.2%}, in {self.folder}>"


def on_functions(config: object) -> bool:
    """Whether the file of a configuration, or its tables, name one of the models on functions.

    >>> on_functions("examples/train/functions-fno.toml"), on_functions({"model": {"kind": "topk"}})
    (True, False)
    """
    if isinstance(config, Mapping):
        model = config.get("model")
        return isinstance(model, Mapping) and model.get("kind") in KINDS
    return isinstance(config, str | Path) and is_operator_config(config)


def functions_config(
    config: str | Path | Mapping[str, Any] | OperatorConfig, change: Mapping[str, Any]
) -> OperatorConfig:
    """The configuration, with the fields ``section.field`` of ``change``; files of data are relative to its own file."""
    if isinstance(config, str | Path):
        return load_operator_config(config, change)
    if isinstance(config, OperatorConfig):
        config = config.to_json()
    tables: dict[str, Any] = {n: dict(t) if isinstance(t, Mapping) else t for n, t in config.items()}
    for name, value in change.items():
        section, dot, field = name.partition(".")
        if not dot or not isinstance(tables.setdefault(section, {}), dict):
            raise InputError(name, value, "must be section.field")
        tables[section][field] = value
    return operator_config(tables)


def train_functions(
    config: OperatorConfig, out: Path, *, resume: bool = False, progress: Callable[[Line], None] | None = None
) -> FunctionsRun:
    """Train one model on functions into a folder."""
    with one_thread():
        last = train_one(config, out, resume=resume, say=progress or (lambda _line: None))
    model, config = load(out)
    return FunctionsRun(out, config, model.eval(), last)


def train_each(
    config: OperatorConfig,
    out: Path,
    *,
    resume: bool = False,
    executor: Executor | None = None,
    progress: Callable[[Any], None] | None = None,
) -> FunctionsRun | list[Ended]:
    """One model into a folder, or every run of a sweep into folders there; ``progress`` sees metrics, or runs that ended."""
    singles = expand(config)
    if len(singles) == 1:
        return train_functions(singles[0].config, out, resume=resume, progress=progress)
    return sweep(config, out, executor=executor, resume=resume, callback=progress or (lambda _ended: None))


def land_functions(run: Path, out: Path | None = None) -> tuple[OperatorConfig, OperatorsRecord]:
    """A run against the functions it was trained on, at other resolutions; with ``out`` also ``operators.json`` there."""
    from solvers.operators.resolution import landing

    model, config = load(run)
    with one_thread():
        found = landing(model, source_of(config.data, seed=config.run.seed))
    if out is not None:
        write_record(out / "operators.json", found)
    return config, found
