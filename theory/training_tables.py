"""What ``sdl-atlas train`` says of its runs: ``metrics.csv`` and ``result.json`` of each, ``runs.csv`` of a sweep."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from theory.show import table_html

Count = Annotated[int, msgspec.Meta(ge=0)]
Size = Annotated[int, msgspec.Meta(ge=1)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Positive = Annotated[float, msgspec.Meta(ge=0)]
S = TypeVar("S", bound=msgspec.Struct)


class MetricsRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of ``metrics.csv``; every number belongs to the batch of its step, before the update.

    Nothing here depends on the clock, so a resumed run writes the same file.

    Args:
        step: steps taken, with this one.
        samples: seen so far.
        loss: that is minimised, all summands together.
        reconstruction: mean over samples of ``|y - model(x)|^2``.
        unexplained: reconstruction over the mean of ``|y - mean(y)|^2``; None where all targets of the batch are alike.
        l0: active neurons per sample.
        dead: share of neurons not active for ``dead_after`` samples; None before so many were seen.
        learning_rate: of this step.
        gradient_norm: of all parameters together.
        recovered_encoder: share of true features with an encoder row of cosine above the threshold; None where none are known.
        recovered_decoder: the same for decoder rows and targets.
        resampled: neurons resampled since the line before.
        silent: share of neurons not active on any sample so far, at most the last ``dead_after`` of them.

    Source: the format of a row is in ``docs/schemas/result.json``.
    """

    step: Size
    samples: Count
    loss: float
    reconstruction: Positive
    unexplained: Positive | None
    l0: Positive
    dead: Share | None
    learning_rate: Positive
    gradient_norm: Positive
    recovered_encoder: Share | None = None
    recovered_decoder: Share | None = None
    resampled: Count = 0
    silent: Share | None = None


class MeasuredRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A trained model on many rows.

    Args:
        rows: how many.
        of: what they are, such as ``held-out rows``.
        error: mean over rows of ``|y - yhat|^2``.
        unexplained: sum of errors over sum of squared distances from the mean; None where all rows are alike.
        l0: mean number of active neurons.
        silent: share of neurons that are active on none of the rows.
    """

    rows: Size
    of: str
    error: Positive
    unexplained: Positive | None
    l0: Positive
    silent: Share


class ResultRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A run that is over (``result.json`` of ``sdl-atlas train``).

    Args:
        last: the last line of its metrics.
        device: on which it ended.
        threads: of PyTorch, per process.
        torch: version of PyTorch.
        seconds: time of the process that ended it.
        resumed_at: the step at which that process took over, 0 for a fresh run.
        processes: that shared the work.
        measured: what the model does on many rows; None for runs of versions that did not measure.

    Source: the format is ``docs/schemas/result.json``.
    """

    schema: Literal["sdl-atlas/train-result/1"]
    last: MetricsRow
    device: str
    threads: Size
    torch: str
    seconds: Positive
    resumed_at: Count
    processes: Size
    measured: MeasuredRecord | None = None

    def __repr__(self) -> str:
        return f"<ResultRecord: step {self.last.step}, {_unexplained(self.measured)}>"

    def _repr_html_(self) -> str:
        shown = msgspec.structs.asdict(self.measured or self.last)
        return table_html(repr(self).strip("<>"), ("number", "value"), [(n, _cell(v)) for n, v in shown.items()])


class SweptRun(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of ``runs.csv``: a run of a sweep that is over.

    Args:
        name: of the run, and of its folder.
        seed: of the run.
        status: ``diverged`` when its loss was no longer finite.
        changes: what was changed for it, ``section.field`` and the value as text.
        measured: what the trained model does on many rows; None where it diverged.
        last: the last line of its metrics; None where it diverged.

    Source: the formats of ``measured`` and ``last`` are in ``docs/schemas/result.json``.
    """

    name: str
    seed: Count
    status: Literal["finished", "diverged"]
    changes: dict[str, str] = {}
    measured: MeasuredRecord | None = None
    last: MetricsRow | None = None

    def __repr__(self) -> str:
        how = _unexplained(self.measured) if self.status == "finished" else self.status
        return f"<SweptRun {self.name!r}: {how}>"


def _unexplained(measured: MeasuredRecord | None) -> str:
    if measured is None or measured.unexplained is None:
        return "not measured" if measured is None else f"error {measured.error:.4g} on {measured.rows:,} {measured.of}"
    return f"{measured.unexplained:.2%} unexplained on {measured.rows:,} {measured.of}"


COLUMNS, MEASURED = MetricsRow.__struct_fields__, MeasuredRecord.__struct_fields__
_REQUIRED = frozenset(f.name for f in msgspec.structs.fields(MetricsRow) if f.required)
_HEAD, _PREFIX = ("run", "seed", "status"), "measured_"


@dataclass(frozen=True)
class History:
    """All rows of a run, in the order of their steps."""

    rows: tuple[MetricsRow, ...] = ()

    @property
    def last(self) -> MetricsRow:
        """The state at the end."""
        return self.rows[-1]

    def column(self, name: str) -> list[float]:
        """The values of a column, without the rows where it is not known."""
        return [v for r in self.rows if (v := getattr(r, name)) is not None]


def header() -> str:
    """The first line of ``metrics.csv``."""
    return ",".join(COLUMNS) + "\n"


def line(row: MetricsRow) -> str:
    """A row as a line of CSV; floats in the shortest form that reads back to the same number."""
    return ",".join(map(_cell, msgspec.structs.astuple(row))) + "\n"


def parse(lines: Iterable[str]) -> History:
    """The history in a ``metrics.csv``; columns that an earlier version did not write are not known.

    Raises:
        ValueError: other columns, or cells that are no numbers of their range.

    >>> row = MetricsRow(1, 8, 0.5, 0.5, 1.0, 2.0, 0.0, 0.1, 3.0)
    >>> parse([header(), line(row)]).last == row
    True
    """
    first, *rest = [text.rstrip("\r\n").split(",") for text in lines] or [[""]]
    if not _REQUIRED <= set(first) <= set(COLUMNS):
        raise ValueError(f"the columns are {', '.join(first)[:200]}")
    return History(tuple(_from_cells(dict(zip(first, texts, strict=True)), MetricsRow) for texts in rest))


def runs_table(runs: Sequence[SweptRun]) -> list[list[str]]:
    """The rows of ``runs.csv``: what was changed, what each model does on many rows, the last line of its metrics."""
    names = sorted({name for run in runs for name in run.changes})
    table = [["run", "seed", *names, "status", *(f"{_PREFIX}{n}" for n in MEASURED), *COLUMNS]]
    for run in runs:
        found = ["" for _ in MEASURED] if run.measured is None else map(_text, msgspec.structs.astuple(run.measured))
        last = ["" for _ in COLUMNS] if run.last is None else map(_text, msgspec.structs.astuple(run.last))
        table.append([run.name, str(run.seed), *(run.changes.get(n, "") for n in names), run.status, *found, *last])
    return table


def parse_runs(lines: Iterable[str]) -> list[SweptRun]:
    """The runs in a ``runs.csv``.

    Raises:
        ValueError: other columns, or cells that are not of their kind.

    >>> one = SweptRun("seed-0", 0, "finished", {"model.k": "2"}, MeasuredRecord(9, "fresh samples", 1.0, 0.5, 2.0, 0.0))
    >>> parse_runs(map(",".join, runs_table([one]))) == [one]
    True
    """
    first, *rest = list(csv.reader(lines, strict=True)) or [[""]]
    if not {*_HEAD} <= set(first) or len(set(first)) < len(first):
        raise ValueError(f"the columns are {', '.join(first)[:200]}")
    return [_swept(dict(zip(first, texts, strict=True))) for texts in rest]


def _swept(cells: Mapping[str, str]) -> SweptRun:
    measured = {n: cells[_PREFIX + n] for n in MEASURED if _PREFIX + n in cells}
    last = {n: cells[n] for n in COLUMNS if n in cells}
    other = {n for n in cells if n not in COLUMNS and n not in _HEAD and n.removeprefix(_PREFIX) not in measured}
    if strange := sorted(n for n in other if "." not in n):
        raise ValueError(f"there is no column {strange[0][:100]!r}")
    return msgspec.convert(
        {
            "name": cells["run"],
            "seed": int(cells["seed"]),
            "status": cells["status"],
            "changes": {n: cells[n] for n in other if cells[n]},
            "measured": _from_cells(measured, MeasuredRecord) if any(measured.values()) else None,
            "last": _from_cells(last, MetricsRow) if any(last.values()) else None,
        },
        SweptRun,
    )


def _from_cells(cells: Mapping[str, str], kind: type[S]) -> S:
    """A structure from its texts; an empty cell is None, or what stands for a field that is not there."""
    return msgspec.convert({n: text or None for n, text in cells.items()}, kind, strict=False)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else _cell(value)


def _cell(value: Any) -> str:
    return "" if value is None else repr(value)
