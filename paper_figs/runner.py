"""Find the figures, compute their tables, draw them, or check that no number has moved.

Files of one figure: ``NAME.csv`` (``NAME.PART.csv`` when there are several tables), ``NAME.pdf``, ``.svg``, ``.png`` and ``NAME.md``
with the caption.  All of them are the same bytes at every run.
"""

from __future__ import annotations

import fnmatch
import importlib
import io
import os
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from paper_figs.spec import FigureSpec
from paper_figs.style import styled
from paper_figs.table import Table
from theory.claims import Budget
from theory.errors import InputError
from theory.files import write_atomically

NOT_FIGURES = {"pictures"}  # what commands draw of a user's results
Tables = dict[str, Table]
# Dates and version strings would make every run write other bytes.
_METADATA: dict[str, dict[str, Any]] = {
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    "svg": {"Date": None, "Creator": None},
    "png": {"Software": None},
}


@dataclass(frozen=True)
class Found:
    """A figure and the module that makes it."""

    spec: FigureSpec
    module: str

    @property
    def name(self) -> str:
        """The name by which the command knows the figure."""
        return self.spec.name

    @property
    def title(self) -> str:
        """What the figure shows, in one line."""
        return self.spec.title

    def load(self) -> ModuleType:
        """The module of the figure, imported."""
        return importlib.import_module(self.module)


def discover() -> list[Found]:
    """All figures, by subject and name."""
    out: list[Found] = []
    root = importlib.import_module("paper_figs")
    for subject in pkgutil.iter_modules(root.__path__):
        if not subject.ispkg or subject.name in NOT_FIGURES:
            continue
        package = importlib.import_module(f"paper_figs.{subject.name}")
        for module in pkgutil.iter_modules(package.__path__):
            name = f"{package.__name__}.{module.name}"
            if not module.name.startswith("_"):
                out.append(Found(importlib.import_module(name).FIGURE, name))
    return sorted(out, key=lambda found: found.module)


def select(names: Sequence[str]) -> list[Found]:
    """Figures whose name matches one of the globs; all when there is none.  Raises InputError for one without match."""
    everything = discover()
    for pattern in names:
        if not any(fnmatch.fnmatchcase(f.name, pattern) for f in everything):
            known = ", ".join(f.name for f in everything)
            raise InputError("figure", pattern, f"no figure has this name (there are {known})")
    return [f for f in everything if not names or any(fnmatch.fnmatchcase(f.name, n) for n in names)]


def tables_of(module: ModuleType, budget: Budget | None = None) -> Tables:
    """The tables that a figure's ``compute`` makes, by part; a single one has the part ``""``."""
    made = module.compute(budget or Budget(profile="full"))
    return {"": made} if isinstance(made, Table) else dict(made)


def file_of(name: str, part: str, ending: str = "csv") -> str:
    """``name.csv`` or ``name.part.csv``."""
    return f"{name}.{part}.{ending}" if part else f"{name}.{ending}"


def rendered(module: ModuleType, tables: Tables) -> dict[str, bytes]:
    """The figure as PDF, SVG and PNG: the same CSV files give the same bytes.

    Drawn are the numbers as they stand in the CSV, so that digits beyond those cannot change the picture.
    """
    tables = {part: Table.from_csv(table.csv(), like=table, where=part) for part, table in tables.items()}
    return saved(lambda: module.draw(tables[""] if set(tables) == {""} else tables))


def saved(draw: Callable[[], Any]) -> dict[str, bytes]:
    """A matplotlib figure in the house style as PDF, SVG and PNG, without dates and random names."""
    out: dict[str, bytes] = {}
    with styled(), _fixed_date():
        figure = draw()
        for ending, metadata in _METADATA.items():
            stream = io.BytesIO()
            figure.savefig(stream, format=ending, metadata=metadata)
            out[ending] = stream.getvalue()
    return out


@contextmanager
def _fixed_date() -> Iterator[None]:
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = "0"
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


def caption(spec: FigureSpec, tables: Tables) -> str:
    """The caption file: title, caption, source, and the meaning of every column."""
    lines = [
        f"# {spec.title}",
        "",
        f"![{spec.title}]({spec.name}.png)",
        "",
        spec.caption,
        "",
        f"Source: {spec.source}.",
        "",
    ]
    for part, table in tables.items():
        lines += [f"## {file_of(spec.name, part)}", ""] + ([table.notes, ""] if table.notes else [])
        for c in table.columns:
            limit = f"; a re-computed value may differ by {c.tolerance:g}" if c.kind == "real" else ""
            lines.append(f"- `{c.name}` ({c.kind}{limit}): {c.means}")
        lines.append("")
    return "\n".join(lines)


def compare(name: str, tables: Tables, stored: Path) -> list[str]:
    """Which numbers differ from the CSV files in the folder ``stored``."""
    out: list[str] = []
    for part, table in tables.items():
        path = stored / file_of(name, part)
        if not path.is_file():
            out.append(f"{path.name}: no stored table in {stored}")
            continue
        out += table.moved(Table.from_csv(path.read_text("utf-8"), like=table, where=path.name), where=path.name)
    return out


def run_figures(
    names: Sequence[str] = (),
    *,
    out: Path,
    check: bool = False,
    progress: Callable[[str], None] = lambda _text: None,
) -> list[str]:
    """Write the figures to ``out``; with ``check`` compute again, compare with the CSV files there and write nothing.

    Returns one line for every number that moved (always empty without ``check``).
    """
    moved: list[str] = []
    for found in select(names):
        progress(f"{found.name}: computing")
        module = found.load()
        tables = tables_of(module, Budget(profile="full", say=lambda text, n=found.name: progress(f"{n}: {text}")))
        if check:
            moved += compare(found.name, tables, out)
            continue
        progress(f"{found.name}: drawing")
        for ending, data in rendered(module, tables).items():
            write_atomically(out / f"{found.name}.{ending}", data)
        for part, table in tables.items():
            write_atomically(out / file_of(found.name, part), table.csv())
        write_atomically(out / f"{found.name}.md", caption(found.spec, tables))
    return moved
