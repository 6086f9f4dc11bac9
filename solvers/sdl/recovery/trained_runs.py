"""Trained models of any size: what they recovered of known features, and how far they are from an optimum."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from theory.errors import InputError
from theory.training_records import RecoveryRecord

if TYPE_CHECKING:
    from solvers.sdl.recovery.metrics import Recovery

SCHEMA = "sdl-atlas/recovery/1"
# codes far below the largest of their neuron: gradient descent leaves them behind, and they change neither loss nor meaning
SMALL_CODE = 0.1


@dataclass(frozen=True)
class Landed:
    """One trained run and what was found."""

    name: str
    architecture: dict[str, Any]
    recovery: Recovery
    without_small: Recovery

    def to_json(self) -> dict[str, Any]:
        """As the record holds it."""
        out = {"name": self.name, "architecture": self.architecture, **self.recovery.to_json()}
        if self.without_small.neurons is not None:
            out["neurons_without_small_codes"] = self.without_small.neurons.to_json()
        return out


def is_training_run(folder: Path) -> bool:
    """Whether a folder holds a run, or the runs of a sweep, of ``sdl-atlas train``."""
    return bool(_runs(folder))


def _runs(folder: Path) -> list[Path]:
    from solvers.sdl.train.run.run_folder import CONFIG

    if (folder / CONFIG).is_file():
        return [folder]
    return sorted(p.parent for p in folder.glob(f"*/{CONFIG}")) if folder.is_dir() else []


def landed_runs(folder: Path, *, gaps: bool = True, say: Callable[[str], None] = lambda _text: None) -> list[Landed]:
    """Every run of a folder against the features of its data.

    Args:
        folder: a run, or the runs of a sweep, of ``sdl-atlas train``.
        gaps: False leaves out the distance from a partial optimum, which takes longest.
        say: called with one line of text now and then.

    Raises:
        InputError: no trained model yet, or data whose features are not known.
    """
    out = []
    for run in _runs(folder):
        say(f"{run.name}: reading")
        out.append(_landed(run, gaps=gaps, say=say))
    return out


def _landed(run: Path, *, gaps: bool, say: Callable[[str], None]) -> Landed:
    from solvers.sdl.recovery.report import report
    from solvers.sdl.train.config.tables import from_stored
    from solvers.sdl.train.data.hierarchy import Hierarchy
    from solvers.sdl.train.data.level_tree import LevelTree
    from solvers.sdl.train.run.build import build_source
    from solvers.sdl.train.run.checkpoint import load, read_record
    from solvers.sdl.train.run.run_folder import CONFIG, RUN_SCHEMA, RunFolder

    config = from_stored(read_record(run / CONFIG, RUN_SCHEMA)["config"])
    place = run / "model" if (run / "model").is_dir() else RunFolder(run).newest()
    if place is None:
        raise InputError(str(run), "no model", "the run has not written a checkpoint yet", "wait, or train it again")
    model, record = load(place)
    source = build_source(config, seed=config.run.seeds[0])
    if source.truth is None:
        raise InputError(
            f"{run}: data",
            config.data.kind,
            "the features behind the data are not known",
            "land needs a synthetic data set, or --problem for a small problem",
        )
    say(f"{run.name}: recovery and distance from a partial optimum")
    options: dict[str, Any] = {
        "magnitudes_n": _magnitudes(source),
        "parent_n": source.tree.parents if isinstance(source, Hierarchy | LevelTree) else None,
    }
    found = report(model, source.truth, gaps=gaps, **options)
    coarse = report(model, source.truth, gaps=False, cutoff=SMALL_CODE, **options)
    return Landed(run.name, record["architecture"], found, coarse)


def _magnitudes(source: Any) -> Any:
    """Mean magnitude of every feature where it is active: the input at which a biased model is looked at."""
    import numpy as np

    z = source.batch(0, 4096).features_bn.double().numpy()
    count = (z > 0).sum(axis=0)
    overall = z.sum() / max((z > 0).sum(), 1)
    return np.where(count > 0, z.sum(axis=0) / np.maximum(count, 1), overall)


def recovery_record(runs: Sequence[Landed]) -> RecoveryRecord:
    """The ``recovery/1`` record."""
    return msgspec.convert({"schema": SCHEMA, "runs": [run.to_json() for run in runs]}, RecoveryRecord)


def csv_table(runs: Sequence[Landed]) -> str:
    """``recovery.csv``: one line per run and feature."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["run", "feature", "encoder_cosine", "encoder_neuron", "decoder_cosine", "decoder_neuron"])
    for run in runs:
        e, d = run.recovery.encoder, run.recovery.decoder
        rows = zip(e.best_n, e.neuron_n, d.best_n, d.neuron_n, strict=True)
        writer.writerows([run.name, i, f"{a:.9g}", i_a, f"{b:.9g}", i_b] for i, (a, i_a, b, i_b) in enumerate(rows))
    return out.getvalue()
