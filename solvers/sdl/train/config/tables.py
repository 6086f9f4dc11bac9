"""One TOML file that says everything about a training run, or about an ensemble of runs."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_type_hints

from solvers.sdl.train.config.data_section import DataSection
from solvers.sdl.train.config.pursuit_fields import check_pursuit
from solvers.sdl.train.config.sections import LossSection, ModelSection, RunSection
from solvers.sdl.train.config.settings import Settings
from solvers.sdl.train.fields import nearest, range_name, read_section, type_name
from solvers.sdl.train.model.architecture import SPARSE
from theory.errors import InputError

MAX_FILE = 1 << 20  # bytes; a longer file is not a configuration
# these say when something is written, not what (run.threads: up to the last bits): a run may go on with other values
FREE_ON_RESUME = ("run.checkpoint_every", "run.keep_checkpoints", "run.seeds", "run.sweep", "run.threads")

JUMPRELU_ONLY = ("threshold", "bandwidth", "threshold_rate")  # mean nothing to other kinds


@dataclass(frozen=True)
class TrainConfig:
    """A configuration, checked.

    >>> config = from_tables({"model": {"kind": "topk", "width": 8, "k": 2}, "data": {"preset": "mini"}})
    >>> config.model.k, config.optimiser.batch_size, config.run.seeds
    (2, 1024, (0,))
    """

    model: ModelSection
    data: DataSection
    loss: LossSection
    optimiser: Settings
    run: RunSection

    @property
    def in_units_of_the_data(self) -> bool:
        """Whether training sees normalised samples (data.normalise)."""
        chosen = self.data.normalise
        return self.model.form == "transcoder" if chosen is None else chosen == "unit"

    def to_json(self) -> dict[str, Any]:
        """All fields, those with their default too, as nested tables."""
        return dataclasses.asdict(self)


SECTIONS: dict[str, type] = get_type_hints(TrainConfig)
REQUIRED = ("model", "data")


def load_config(path: Path | str) -> TrainConfig:
    """Read and check a configuration file.

    Raises:
        InputError: it cannot be read, is no TOML, or says something impossible; the message names the field.
    """
    path = Path(path)
    try:
        if path.stat().st_size > MAX_FILE:
            raise InputError(str(path), f"{path.stat().st_size} bytes", "this is no configuration")
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(str(path), error.strerror, "cannot be read") from None
    except (ValueError, RecursionError) as error:  # ValueError: no TOML, no UTF-8, or a number of thousands of digits
        raise InputError(str(path), "no TOML", str(error), "see docs/train-config.md") from None
    try:
        config = from_tables(tables)
        start = None if config.model.start is None else str(path.parent / config.model.start)
        model = dataclasses.replace(config.model, start=start)
        beside = {name: getattr(config, name).beside(path.parent) for name in ("data", "loss")}
        return dataclasses.replace(config, model=model, **beside)
    except InputError as error:
        raise error.within(path) from None


def from_tables(tables: Mapping[str, Any]) -> TrainConfig:
    """A configuration from what the TOML parser returned.

    Raises:
        InputError: unknown sections or fields, wrong types, values out of range or at odds with each other.
    """
    for name in tables:
        if name not in SECTIONS:
            raise InputError(name, "a section", "there is no section of this name", nearest(name, list(SECTIONS)))
    for name in REQUIRED:
        if name not in tables:
            raise InputError(name, "nothing", "this section is required", f"write a section [{name}]")
    config = TrainConfig(**{name: read_section(cls, tables.get(name, {}), name) for name, cls in SECTIONS.items()})
    _check(config)
    for i, change in enumerate(config.run.sweep):
        try:
            changed(config, change)
        except InputError as error:
            raise error.within(f"run.sweep[{i}]") from None
    return config


def from_stored(tables: object) -> TrainConfig:
    """A configuration from what :meth:`TrainConfig.to_json` gave, as it stands in the record of a run.

    Raises:
        InputError: as :func:`from_tables`.
    """
    if not isinstance(tables, Mapping) or not all(isinstance(t, Mapping) for t in tables.values()):
        raise InputError("config", tables, "must hold one table per section")
    return from_tables({str(name): _without_none(table) for name, table in tables.items()})


def changed(config: TrainConfig, change: Mapping[str, Any]) -> TrainConfig:
    """One configuration of a sweep: some fields, named ``section.field``, changed, and no sweep any more.

    Raises:
        InputError: there is no such field, or the result is impossible.

    >>> config = from_tables({"model": {"kind": "topk", "width": 8, "k": 2}, "data": {"preset": "mini"}})
    >>> changed(config, {"model.k": 3}).model.k
    3
    """
    for name in ("run.sweep", "run.seeds"):
        if name in change:
            raise InputError(name, change[name], "cannot be changed by a sweep", "set it in [run]")
    return overridden(dataclasses.replace(config, run=dataclasses.replace(config.run, sweep=())), change)


def overridden(config: TrainConfig, change: Mapping[str, Any]) -> TrainConfig:
    """The configuration with some fields, named ``section.field``, changed.

    Raises:
        InputError: there is no such field, or the result is impossible.
    """
    tables = {section: _without_none(table) for section, table in config.to_json().items()}
    for name, value in change.items():
        section, _, field = name.partition(".")
        if section not in SECTIONS:
            remedy = nearest(section, list(SECTIONS))
            raise InputError(name, value, "must be section.field with a section of the configuration", remedy)
        tables[section][field] = value
    return from_tables(tables)


def _without_none(table: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in table.items() if v is not None}


def _check(config: TrainConfig) -> None:
    """What no single field can know."""
    model, loss, optimiser, run = config.model, config.loss, config.optimiser, config.run
    config.data.check(model.form)
    if (model.k is not None) != (model.kind in SPARSE):
        verb = "needs" if model.kind in SPARSE else "has no"
        raise InputError("model.k", model.k, f"{model.kind} {verb} k", f"k belongs to {', '.join(SPARSE)}")
    if model.k is not None and model.k > model.width and model.kind != "pursuit":
        raise InputError("model.k", model.k, f"must be at most model.width = {model.width}")
    if (model.kind == "matryoshka") != bool(model.prefixes):
        raise InputError("model.prefixes", list(model.prefixes), "matryoshka has prefixes, the other kinds have none")
    check_pursuit(model, loss, config.data.normalise)
    loss.check(width=model.width, files=config.data.kind == "files")
    if model.kind == "signedtopk" and loss.auxk:
        why = "signedtopk is active on both sides of zero, and auxk lets dead neurons write by their positive side"
        raise InputError("loss.auxk", loss.auxk, why, 'use loss.reanimate, or optimiser.resample = "heuristic"')
    if loss.normalise and loss.reconstruction == "absolute":
        why = "the spread of the targets is a mean of squares, which no sum of absolute differences is a share of"
        raise InputError("loss.normalise", True, why, 'leave it out, or take reconstruction = "squared"')
    if loss.anchored and model.form == "crosscoder" and config.data.normalise == "unit":
        why = "anchors are directions in the data, which a size of its own for every source would turn"
        raise InputError("data.normalise", "unit", why, "leave it out, or the anchors")
    if loss.l0 and loss.l0_kind == "step" and model.kind != "jumprelu":
        raise InputError("loss.l0_kind", "step", f"{model.kind} has no thresholds", 'use l0_kind = "tanh"')
    if optimiser.batch_size % optimiser.micro_batches:
        raise InputError(
            "optimiser.micro_batches", optimiser.micro_batches, f"must divide batch_size = {optimiser.batch_size}"
        )
    if optimiser.warmup_steps + optimiser.decay_steps > optimiser.steps:
        raise InputError(
            "optimiser.warmup_steps",
            optimiser.warmup_steps,
            f"with decay_steps = {optimiser.decay_steps} more than steps = {optimiser.steps}",
            "lower warmup_steps or decay_steps, or raise steps",
        )
    if not run.seeds or len(set(run.seeds)) != len(run.seeds):
        raise InputError("run.seeds", list(run.seeds), "must be different seeds, at least one")


@dataclass(frozen=True)
class Single:
    """One run of a configuration: its name, which is also its folder, and what it trains."""

    name: str
    config: TrainConfig
    seed: int


def expand(config: TrainConfig) -> list[Single]:
    """Every run of a configuration: the changes of the sweep times the seeds.

    >>> tables = {"model": {"kind": "relu", "width": 8}, "data": {"preset": "mini"}}
    >>> [s.name for s in expand(from_tables(tables | {"run": {"seeds": [0, 1]}}))]
    ['seed-0', 'seed-1']
    """
    out = []
    for i, change in enumerate(config.run.sweep or ({},)):
        once = changed(config, change)
        for seed in config.run.seeds:
            single = dataclasses.replace(once, run=dataclasses.replace(once.run, seeds=(seed,), sweep=()))
            out.append(Single(f"sweep-{i}-seed-{seed}" if config.run.sweep else f"seed-{seed}", single, seed))
    return out


def difference(stored: Mapping[str, Any], config: TrainConfig) -> str | None:
    """The first field, as ``section.field``, that would change the result of a run that goes on; None when there is none."""
    for section, table in config.to_json().items():
        before = stored.get(section)
        # a field that the run did not know yet had no effect, like one that has its default
        defaults = {f.name: f.default for f in dataclasses.fields(SECTIONS[section])}
        for name, value in table.items():
            if f"{section}.{name}" in FREE_ON_RESUME or (name in JUMPRELU_ONLY and config.model.kind != "jumprelu"):
                continue
            if not isinstance(before, Mapping) or _listed(before.get(name, defaults[name])) != _listed(value):
                return f"{section}.{name}"
    return None


def _listed(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def reference() -> str:
    """The page docs/train-config.md."""
    lines = [
        "# Training configuration",
        "",
        "Every field of the file that `sdl-atlas train` reads. This page is generated from the code (`make docs`).",
        "A field without a default may be left out unless it is *required*. See [train.md](train.md) for a tutorial.",
    ]
    for section, cls in SECTIONS.items():
        doc = (cls.__doc__ or "").strip().splitlines()[0]
        lines += [
            "",
            f"## [{section}]",
            "",
            doc,
            "",
            "| field | type | default | meaning |",
            "| --- | --- | --- | --- |",
        ]
        hints = get_type_hints(cls)
        for f in dataclasses.fields(cls):
            kind = ", ".join(x for x in (type_name(hints[f.name]), range_name(f.metadata)) if x)
            lines.append(f"| `{f.name}` | {kind} | {_default(f.default)} | {f.metadata['doc']} |")
    return "\n".join(lines) + "\n"


def _default(value: object) -> str:
    if value is dataclasses.MISSING:
        return "*required*"
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return "`true`" if value else "`false`"
    if isinstance(value, str):
        return f'`"{value}"`'
    return f"`{value:g}`" if isinstance(value, float) else f"`{list(value) if isinstance(value, tuple) else value}`"
