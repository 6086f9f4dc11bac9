"""The folder of one run: its configuration, metrics, checkpoints and trained model.

::

    config.json                 the configuration with all defaults
    metrics.csv                 one line per log_every steps
    checkpoints/step-00001000/  model.safetensors, model.json, optimiser.safetensors
    model/                      the trained model, when the run is over
    result.json                 what the model does on many rows, the last line, time, device, when the run is over
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from torch import Tensor

from solvers.sdl.train.config.tables import TrainConfig, difference
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.run import checkpoint
from solvers.sdl.train.run.start import Start, resumed
from solvers.sdl.train.run.threads import machine
from theory.errors import InputError
from theory.files import write_atomically
from theory.record_files import read_result, write_record
from theory.training_tables import History, MeasuredRecord, MetricsRow, ResultRecord, header, line, parse

RUN_SCHEMA = "sdl-atlas/train/1"
OPTIMISER = "optimiser.safetensors"
METRICS, CONFIG, RESULT = "metrics.csv", "config.json", "result.json"


class RunFolder:
    """Reads and writes a run.

    Args:
        path: the folder; made on the first write.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.checkpoints = self.path / "checkpoints"

    def refuse_files(self) -> None:
        """A run needs a folder.

        Raises:
            InputError: something else has this name.
        """
        if self.path.exists() and not self.path.is_dir():
            raise InputError(str(self.path), "something else", "a run needs an empty folder", "name another one")

    def check(self, config: TrainConfig, *, resume: bool) -> None:
        """Refuse to overwrite another run.

        Raises:
            InputError: something is here already and ``resume`` is off, or it has another configuration.
        """
        file = self.path / CONFIG
        if not file.exists():
            self.refuse_files()
            if self.path.exists() and any(p.name[0] != "." for p in self.path.iterdir()):
                raise InputError(str(self.path), "something else", "a run needs an empty folder", "name another one")
            return
        if not resume:
            raise InputError(
                str(self.path), "a run", "nothing is overwritten", "go on with --resume, or name another folder"
            )
        stored = checkpoint.read_record(file, RUN_SCHEMA).get("config")
        if not isinstance(stored, dict):
            raise InputError(f"{file}: config", stored, "must be an object", "name another folder")
        field = difference(stored, config)
        if field is not None:
            section, name = field.split(".")
            before = stored.get(section, {}).get(name) if isinstance(stored.get(section), dict) else None
            raise InputError(
                field,
                getattr(getattr(config, section), name),
                f"the run in {self.path} was started with {before}",
                "a run goes on with what it began with; name another folder for a new run",
            )

    def open(self, config: TrainConfig) -> None:
        """Write the configuration and remove what a killed process left half written."""
        text = json.dumps({"schema": RUN_SCHEMA, "config": config.to_json()}, indent=2, sort_keys=True)
        write_atomically(self.path / CONFIG, text + "\n")  # first: a folder without it belongs to nobody
        self.checkpoints.mkdir(exist_ok=True)
        drafts = [self.path.glob(f".{name}.*") for name in (CONFIG, METRICS, RESULT, "model")]
        for draft in chain(*drafts, self.checkpoints.glob(".step-*")):
            shutil.rmtree(draft) if draft.is_dir() else draft.unlink()

    def newest(self) -> Path | None:
        """The newest checkpoint, None before the first."""
        return max(self.checkpoints.glob("step-*"), default=None)

    def record(self) -> dict[str, Any] | None:
        """The record of the newest checkpoint, None before the first."""
        newest = self.newest()
        return None if newest is None else checkpoint.read_record(newest / checkpoint.RECORD)

    def start(self, config: TrainConfig, *, device: str) -> Start | None:
        """The state at the newest checkpoint.

        Raises:
            InputError: the checkpoint, or the rows before it, were damaged after they were written.
        """
        newest = self.newest()
        if newest is None:
            return None
        model, record = checkpoint.load(newest, device=device)
        state = checkpoint.read_tensors(newest / OPTIMISER, sha256=str(record.get("optimiser_sha256")))
        step = record.get("step")
        if type(step) is not int or newest.name != f"step-{step:08d}":
            raise InputError(f"{newest / checkpoint.RECORD}: step", step, f"the folder is {newest.name}")
        last = step if step == config.optimiser.steps else step // config.run.log_every * config.run.log_every
        rows = self.metrics(until=step).rows
        if not rows or rows[-1].step != max(1, last):
            found = f"a last row of step {rows[-1].step}" if rows else "no rows"
            raise InputError(
                str(self.path / METRICS), found, f"{newest.name} comes after the row of step {max(1, last)}"
            )
        return resumed(model, step, state)

    def save(self, config: TrainConfig, step: int, model: SDLModel, state: Mapping[str, Tensor]) -> None:
        """Write a checkpoint, then drop the oldest ones."""
        with (self.path / METRICS).open("ab") as stream:
            os.fsync(stream.fileno())  # a checkpoint promises the rows before it, even after a power cut
        data = checkpoint.to_bytes(state)
        about = {
            **self._about(config, step),
            "optimiser_sha256": hashlib.sha256(data).hexdigest(),
            "machine": machine(model.decoder_qr.device.type),
        }
        checkpoint.save(self.checkpoints / f"step-{step:08d}", model, about=about, extra={OPTIMISER: data})
        for old in sorted(self.checkpoints.glob("step-*"))[: -config.run.keep_checkpoints]:
            shutil.rmtree(old)

    def finish(
        self, config: TrainConfig, model: SDLModel, row: MetricsRow, measured: MeasuredRecord, about: Mapping[str, Any]
    ) -> None:
        """Write the trained model and what is to be said of the run."""
        checkpoint.save(self.path / "model", model, about=self._about(config, config.optimiser.steps))
        write_record(self.path / RESULT, ResultRecord("sdl-atlas/train-result/1", row, measured=measured, **about))

    def measured(self) -> MeasuredRecord | None:
        """What a run that is over did on many rows; None before, and for runs of versions that did not measure."""
        return read_result(self.path / RESULT).measured if self.finished else None

    @property
    def finished(self) -> bool:
        """Whether the run is over."""
        return (self.path / RESULT).exists()

    def metrics(self, *, until: int | None = None) -> History:
        """The rows of ``metrics.csv`` up to a step."""
        file = self.path / METRICS
        if not file.exists():
            return History()
        try:
            whole = file.read_text(encoding="utf-8").splitlines(keepends=True)
            # a kill may cut the last line short
            lines = [text for text in whole if text.endswith("\n")]
            rows = parse(lines).rows if lines else ()
        except OSError as error:
            raise InputError(str(file), error.strerror, "cannot be read") from None
        except (ValueError, TypeError):
            raise InputError(str(file), "other lines", "these are not the metrics of a run") from None
        return History(tuple(r for r in rows if until is None or r.step <= until))

    def cut_metrics(self, until: int) -> History:
        """Forget the rows after a step: they will be made again."""
        kept = self.metrics(until=until)
        write_atomically(self.path / METRICS, header() + "".join(line(r) for r in kept.rows))
        return kept

    def add_row(self, row: MetricsRow) -> None:
        """Append a row."""
        with (self.path / METRICS).open("a") as stream:
            stream.write(line(row))

    def _about(self, config: TrainConfig, step: int) -> dict[str, Any]:
        return {"step": step, "seed": config.run.seeds[0], "config": config.to_json()}
