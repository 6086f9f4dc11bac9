"""What is measured while a model trains, as rows of a table."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of ``metrics.csv``; every number belongs to the batch of its step, before the update.

    Nothing here depends on the clock, so a resumed run writes the same file.
    """

    step: int
    samples: int
    loss: float
    reconstruction: float  # mean over samples of |y - model(x)|^2
    unexplained: (
        float | None
    )  # reconstruction over the mean of |y - mean(y)|^2; not known where all targets of the batch are alike
    l0: float  # active neurons per sample
    dead: (
        float | None
    )  # share of neurons not active for settings.dead_after samples; not known before so many were seen
    learning_rate: float
    gradient_norm: float
    recovered_encoder: float | None = None  # share of true features with an encoder row of cosine > threshold
    recovered_decoder: float | None = None  # the same for decoder rows and targets
    resampled: int = 0  # neurons resampled since the line before
    silent: float | None = (
        None  # share of neurons not active on any sample so far, at most the last settings.dead_after of them
    )


COLUMNS = tuple(f.name for f in dataclasses.fields(Row))
_WHOLE = ("step", "samples", "resampled")
_REQUIRED = frozenset(f.name for f in dataclasses.fields(Row) if f.default is dataclasses.MISSING)


@dataclass(frozen=True)
class History:
    """All rows of a run, in the order of their steps."""

    rows: tuple[Row, ...] = ()

    @property
    def last(self) -> Row:
        """The state at the end."""
        return self.rows[-1]

    def column(self, name: str) -> list[float]:
        """The values of a column, without the rows where it is not known."""
        return [v for r in self.rows if (v := getattr(r, name)) is not None]


def header() -> str:
    """The first line of ``metrics.csv``."""
    return ",".join(COLUMNS) + "\n"


def line(row: Row) -> str:
    """A row as a line of CSV; floats in the shortest form that reads back to the same number."""
    return ",".join("" if v is None else repr(v) for v in dataclasses.astuple(row)) + "\n"


def parse(lines: Iterable[str]) -> History:
    """The history in a ``metrics.csv``; columns that an earlier version did not write are not known.

    Raises:
        ValueError: other columns, or cells that are no numbers.

    >>> row = Row(1, 8, 0.5, 0.5, 1.0, 2.0, 0.0, 0.1, 3.0)
    >>> parse([header(), line(row)]).last == row
    True
    """
    first, *rest = [text.rstrip("\n").split(",") for text in lines]
    if not _REQUIRED <= set(first) <= set(COLUMNS):
        raise ValueError(f"columns {first}")
    rows = []
    for texts in rest:
        cells = dict(zip(first, texts, strict=True))
        values = {k: (int(v) if k in _WHOLE else float(v)) if v else None for k, v in cells.items()}
        rows.append(Row(**values))  # pyright: ignore[reportArgumentType]  # only the optional columns may be empty
    return History(tuple(rows))
