"""Labels of samples: where on a manifold each one lies, as classes or coordinates, from a .csv or .npy file.

The columns of a .csv that share what stands before the first dot of their names belong to one manifold: ``day`` alone, ``colour.hue`` with
``colour.lightness``.  A column of numbers is a coordinate, any other one a class.  An empty cell says that the manifold is absent there.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2

from solvers.manifolds.metrics.restricted import Array
from theory.errors import InputError
from theory.stored_arrays import npy_array

MAX_BYTES = 1 << 28
MOST_COLUMNS = 1 << 10
DISTINCT = 40  # values of a coordinate up to which each is a cell of its own: classes, days, years of a short period
PER_CELL, MOST_CELLS = (
    20,
    64,
)  # samples that a cell has at least where there are more values, and how many cells then at most


@dataclass(frozen=True)
class Labelled:
    """One manifold.

    Args:
        name: of its columns.
        rows_n: samples in which it is present.
        cells_n: the cell of the manifold in which each lies, 0, 1, ...: samples of one cell are taken to be at one point.
    """

    name: str
    rows_n: NDArray[np.int64]
    cells_n: NDArray[np.int64]


def read_labels(path: Path, samples: int, *, seed: int = 0) -> list[Labelled]:
    """The manifolds of a file with one row per sample.

    Raises:
        InputError: a file that cannot be read, of another length, with NaN, or a manifold with one point.
    """
    columns = _npy(path) if path.suffix == ".npy" else _csv(path)
    length = len(next(iter(columns.values()))) if columns else 0
    if length != samples:
        raise InputError(
            str(path), f"{length} rows", f"there are {samples} samples", "one row for each sample, in their order"
        )
    groups: dict[str, list[str]] = {}
    for name in columns:
        groups.setdefault(name.split(".")[0], []).append(name)
    return [_labelled(path, name, [columns[c] for c in own], seed) for name, own in groups.items()]


def _csv(path: Path) -> dict[str, list[str]]:
    try:
        if path.suffix != ".csv":
            path.stat()
            raise InputError(str(path), path.suffix or "no suffix", "labels are a .csv or .npy file")
        if path.stat().st_size > MAX_BYTES:
            raise InputError(str(path), f"{path.stat().st_size} bytes", f"at most {MAX_BYTES} are read")
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")), strict=True))
    except OSError as error:
        raise InputError(str(path), error.strerror or "an error", "cannot be read") from None
    except (csv.Error, UnicodeDecodeError) as error:
        raise InputError(str(path), "no CSV", str(error)) from None
    if not rows or len(rows[0]) > MOST_COLUMNS or len(set(rows[0])) != len(rows[0]) or "" in rows[0]:
        raise InputError(str(path), "the first line", f"must hold different names, at most {MOST_COLUMNS}")
    for i, row in enumerate(rows[1:], 2):
        if len(row) != len(rows[0]):
            raise InputError(f"{path}: line {i}", f"{len(row)} cells", f"the header has {len(rows[0])}")
    return {name: [row[j] for row in rows[1:]] for j, name in enumerate(rows[0])}


def _npy(path: Path) -> dict[str, list[str]]:
    try:
        values = npy_array(path).read()
    except InputError as error:
        raise error.within(path) from None
    except (OSError, MemoryError) as error:
        raise InputError(str(path), type(error).__name__, "cannot be read") from None
    if values.ndim not in (1, 2) or values.dtype.kind not in "iufb" or not 1 <= values[None].shape[-1]:
        raise InputError(str(path), f"{values.dtype}{list(values.shape)}", "expected numbers, one row for each sample")
    table = values.reshape(len(values), -1)
    if table.shape[1] > MOST_COLUMNS:
        raise InputError(str(path), f"{table.shape[1]} columns", f"at most {MOST_COLUMNS}")
    name = path.stem.split(".")[0] or "labels"
    return {f"{name}.{j}": [repr(v) for v in table[:, j].tolist()] for j in range(table.shape[1])}


def _labelled(path: Path, name: str, columns: list[list[str]], seed: int) -> Labelled:
    where = f"{path}: {name}"
    empty = np.array([[cell.strip() == "" for cell in c] for c in columns])
    if (empty.any(axis=0) != empty.all(axis=0)).any():
        row = int(np.flatnonzero(empty.any(axis=0) != empty.all(axis=0))[0])
        raise InputError(
            f"{where}: row {row + 1}", "some cells empty", "a manifold is present with all its columns, or absent"
        )
    rows = np.flatnonzero(~empty[0])
    values = [_numbers(where, [c[i] for i in rows]) for c in columns]
    points = np.column_stack([np.unique(v, return_inverse=True)[1] if v.dtype.kind == "U" else v for v in values])
    distinct, cells = np.unique(points, axis=0, return_inverse=True)
    if len(distinct) < 2:
        raise InputError(where, "one point", "a manifold has two different points at least")
    if len(distinct) > DISTINCT:
        cells = _cells(where, points.astype(np.float64), seed)
    return Labelled(name, rows, cells.ravel().astype(np.int64))


def _numbers(where: str, cells: list[str]) -> NDArray[np.float64] | NDArray[np.str_]:
    """Numbers where all cells are, else the texts."""
    out = np.empty(len(cells))
    for i, cell in enumerate(cells):
        try:
            out[i] = float(cell)
        except ValueError:
            return np.array(cells)
    if not np.isfinite(out).all():
        bad = int(np.flatnonzero(~np.isfinite(out))[0])
        raise InputError(
            f"{where}: row {bad + 1}", cells[bad], "a coordinate is a finite number", "leave the cell empty"
        )
    return out


def _cells(where: str, points: Array, seed: int) -> NDArray[np.int64]:
    """Cells with about equally many samples along one coordinate; nearest of as many centres for several."""
    count = min(MOST_CELLS, len(points) // PER_CELL)
    if count < 3:
        why = f"{len(points)} samples, and every cell of the manifold needs {PER_CELL}"
        raise InputError(where, f"{len(np.unique(points, axis=0))} different values", why, "take more samples")
    if points.shape[1] == 1:
        order = np.argsort(points[:, 0], kind="stable")
        out = np.empty(len(points), dtype=np.int64)
        out[order] = np.arange(len(points)) * count // len(points)
        return out
    size = points.std(axis=0)
    rng = np.random.default_rng(np.random.SeedSequence([seed, *b"cells"]))
    found = kmeans2(points / np.where(size > 0, size, 1.0), count, minit="++", rng=rng, missing="warn")[1]
    return np.unique(found, return_inverse=True)[1].astype(np.int64)
