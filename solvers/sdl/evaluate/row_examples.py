"""What the rows of activations stand for: a line of text each, or a picture each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from solvers.sdl.train.data.row_files import RowFiles
from theory.errors import InputError

MAX_TEXT = 1 << 30  # octets of a file of texts
SHOWN = 300  # characters of a text
LARGEST = 512  # side of a picture


def read_lines(path: Path, rows: int) -> list[str]:
    """One text per row, cut after 300 characters.

    Args:
        path: of a text file in UTF-8.
        rows: how many lines there must be.

    Raises:
        InputError: a file that cannot be read, is no text, or has another number of lines.
    """
    try:
        if (size := path.stat().st_size) > MAX_TEXT:
            raise InputError(str(path), f"{size} octets", f"at most {MAX_TEXT} are read")
        lines = (
            path.read_bytes().decode().removesuffix("\n").split("\n")
        )  # no other separator: texts may hold any of them
    except OSError as error:
        raise InputError(str(path), error.strerror or "an error", "the file cannot be read") from None
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path}: octet {error.start}", "no UTF-8", "texts are read as UTF-8", "convert the file"
        ) from None
    if len(lines) != rows:
        raise InputError(
            str(path), f"{len(lines)} lines", f"there are {rows} rows of activations", "write one line per row"
        )
    lines = [line.removesuffix("\r") for line in lines]
    return [line if len(line) <= SHOWN else line[: SHOWN - 3] + "..." for line in lines]


@dataclass(frozen=True)
class Pictures:
    """One picture per row.

    Args:
        source: the file.
        shape: (height, width) or (height, width, 3).
    """

    source: RowFiles
    shape: tuple[int, ...]

    def picture(self, row: int) -> NDArray[np.uint8]:
        """The picture of a row: 0 to 255 as they are, anything else scaled from its least to its largest number; grey or colour."""
        values = self.source.rows(np.array([row])).reshape(self.shape)
        low, high = float(values.min()), float(values.max())
        if low < 0 or high > 255 or high <= 1:
            values = (values - low) * (255 / (high - low)) if high > low else np.zeros_like(values)
        return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def read_pictures(path: Path, rows: int) -> Pictures:
    """Pictures from a .npy of numbers, memory-mapped.

    Args:
        path: shape (n, height, width) or (n, height, width, 3).
        rows: n.

    Raises:
        InputError: a file that cannot be read, another number of pictures, or pictures of another shape.
    """
    source = RowFiles(path, scan=False, axes=(3, 4))
    shape = source.shape
    if len(source) != rows:
        raise InputError(
            str(path), f"{len(source)} pictures", f"there are {rows} rows of activations", "write one per row"
        )
    if max(shape[:2]) > LARGEST or (len(shape) == 3 and shape[2] != 3):
        wanted = f"(height, width) or (height, width, 3), sides up to {LARGEST}"
        raise InputError(str(path), f"shape {shape}", f"a picture is {wanted}")
    return Pictures(source, shape)
