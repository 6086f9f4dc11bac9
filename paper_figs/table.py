"""Tables: the numbers behind a figure, written to CSV and compared number by number.

A figure is drawn from its tables and from nothing else, so that whoever has the CSV files has all there is to see.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from theory.errors import InputError

Cell = int | float | str | Fraction
MAX_BYTES = 4 * 2**20  # a table that a person may want to open
_READ = {"text": str, "integer": int, "exact": Fraction, "real": float}


@dataclass(frozen=True)
class Column:
    """One column: what it holds and how far a re-computed value may be from the stored one.

    Args:
        name: unique in the table; letters, digits and ``_``.
        kind: ``text``, ``integer``, ``exact`` (a fraction such as ``3/5``) or ``real`` (a rounded number).
        tolerance: for ``real`` only: largest allowed absolute difference; other kinds are compared exactly.
        means: what the numbers are, with their unit or range, in a few words.

    >>> Column("loss", "real", tolerance=1e-9).text(0.1)
    '0.1'
    """

    name: str
    kind: Literal["text", "integer", "exact", "real"] = "text"
    tolerance: float = 0.0
    means: str = ""

    def __post_init__(self) -> None:
        if not self.name.replace("_", "a").isalnum():
            raise ValueError(f"column name {self.name!r}: use letters, digits and _")
        if (self.tolerance > 0) != (self.kind == "real"):
            raise ValueError(f"column {self.name}: a tolerance belongs to real numbers, and only to them")

    def text(self, value: Cell) -> str:
        """The value as it stands in the CSV file; reals carry 12 significant digits, below any tolerance in use."""
        return f"{float(value) + 0.0:.12g}" if self.kind == "real" else str(value)

    def read(self, text: str) -> Any:
        """The value of a CSV field; raises ValueError when the text is not of this kind."""
        value = _READ[self.kind](text)
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError("not a finite number")
        return value

    def differs(self, stored: Any, found: Cell) -> bool:
        """Whether a re-computed value counts as moved."""
        if self.kind == "real":
            return not abs(stored - float(found)) <= self.tolerance
        return bool(stored != _READ[self.kind](found))


@dataclass(frozen=True)
class Table:
    """Named columns and rows, with what a reader must know to use them.

    >>> t = Table((Column("m", "integer"), Column("share", "exact")), ((2, Fraction(1)), (3, Fraction(3, 4))))
    >>> t["share"]
    [Fraction(1, 1), Fraction(3, 4)]
    >>> Table.from_csv(t.csv(), like=t).rows == t.rows
    True
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: str = ""

    def __post_init__(self) -> None:
        if len({c.name for c in self.columns}) != len(self.columns):
            raise ValueError("two columns have the same name")
        for i, row in enumerate(self.rows):
            if len(row) != len(self.columns):
                raise ValueError(f"row {i} has {len(row)} cells for {len(self.columns)} columns")
            for column, cell in zip(self.columns, row, strict=True):
                if isinstance(cell, float) and not (column.kind == "real" and math.isfinite(cell)):
                    raise ValueError(f"row {i}, column {column.name}: {cell!r} is not a finite real number")

    def __getitem__(self, name: str) -> list[Any]:
        index = self._index(name)
        return [row[index] for row in self.rows]

    def _index(self, name: str) -> int:
        names = [c.name for c in self.columns]
        if name not in names:
            raise KeyError(f"no column {name!r}; there are {', '.join(names)}")
        return names.index(name)

    def where(self, **values: Cell) -> Table:
        """The rows in which the named columns have the given values."""
        wanted = [(self._index(name), value) for name, value in values.items()]
        rows = tuple(row for row in self.rows if all(row[i] == value for i, value in wanted))
        return Table(self.columns, rows, self.notes)

    def floats(self, name: str) -> list[float]:
        """A column as floating-point numbers, for drawing."""
        return [float(x) for x in self[name]]

    def csv(self) -> str:
        """The table as CSV text with one header line."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([c.name for c in self.columns])
        for row in self.rows:
            writer.writerow([c.text(x) for c, x in zip(self.columns, row, strict=True)])
        return out.getvalue()

    @staticmethod
    def from_csv(text: str, *, like: Table, where: str = "table") -> Table:
        """Read CSV text with the columns of ``like``; raises InputError on anything that does not fit."""
        if len(text) > MAX_BYTES:
            raise InputError(where, f"{len(text)} characters", f"a stored table has at most {MAX_BYTES}")
        lines = list(csv.reader(io.StringIO(text)))
        names = [c.name for c in like.columns]
        if not lines or lines[0] != names:
            raise InputError(f"{where}: header", lines[:1], f"the columns must be {','.join(names)}")
        return Table(like.columns, tuple(_rows(lines[1:], like.columns, where)), like.notes)

    def moved(self, stored: Table, *, where: str = "") -> list[str]:
        """Every number that differs from the stored table, one line each; empty when none does."""
        if len(stored.rows) != len(self.rows):
            return [f"{where}: {len(stored.rows)} rows are stored, {len(self.rows)} were computed"]
        out: list[str] = []
        for i, (old, new) in enumerate(zip(stored.rows, self.rows, strict=True)):
            for column, a, b in zip(self.columns, old, new, strict=True):
                if column.differs(a, b) and column.text(a) != column.text(b):  # the stored one was rounded when written
                    out.append(f"{where}: row {i + 1}, {column.name}: stored {column.text(a)}, now {column.text(b)}")
        return out


def _rows(lines: Sequence[Sequence[str]], columns: Sequence[Column], where: str) -> Iterator[tuple[Cell, ...]]:
    for i, line in enumerate(lines):
        if len(line) != len(columns):
            raise InputError(f"{where}: row {i + 1}", line, f"expected {len(columns)} cells")
        row: list[Cell] = []
        for column, text in zip(columns, line, strict=True):
            try:
                row.append(column.read(text))
            except (ValueError, ZeroDivisionError):
                raise InputError(f"{where}: row {i + 1}, {column.name}", text, f"expected {column.kind}") from None
        yield tuple(row)
