"""Readers for Burmeister's context format and for tables of 0 and 1."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np

from theory.concepts import bits
from theory.concepts.context import FormalContext, Numbered
from theory.errors import InputError

MAX_OCTETS = 1 << 30  # a text file beyond 1 GiB is better stored as .npz, which is read a slice at a time
MAX_ATTRIBUTES = (
    1 << 16
)  # neurons; the widest dictionaries that have been trained have a few million, their units fewer
_NAMES = ("", "object", "objects")
_CROSS = np.frombuffer(b"Xx.", dtype=np.uint8)


def read_cxt(path: Path) -> FormalContext:
    """A context in Burmeister's format.

    Raises:
        InputError: it is not one; the message names the line (from 1).
    """
    # only these two ends of a line: str.splitlines also splits names at form feeds and the like
    lines = _text(path).replace("\r\n", "\n").split("\n")
    if lines[0].strip() != "B":
        raise InputError("line 1", lines[0].strip() or "an empty line", "a .cxt file starts with a line B")
    # some programs leave the title line out
    at = 1 if len(lines) > 3 and _is_count(lines[1]) and _is_count(lines[2]) and not _is_count(lines[3]) else 2
    n, d = (_count(lines, at + i, what) for i, what in enumerate(("objects", "attributes")))
    at += 2
    if len(lines) > at + 2 * n + d and not lines[at].strip():
        at += 1
    while len(lines) > at + 2 * n + d and not lines[-1].strip():
        lines.pop()
    if len(lines) != at + 2 * n + d:
        raise InputError(
            "lines", len(lines) - at, f"{n} object names, {d} attribute names and {n} rows make {2 * n + d} lines"
        )
    objects, attributes = lines[at : at + n], tuple(lines[at + n : at + n + d])
    return FormalContext(tuple(objects), attributes, _crosses(lines, at + n + d, n, d))


def _crosses(lines: list[str], at: int, n: int, d: int) -> bits.Words:
    out = np.zeros((n, bits.words(d)), dtype=np.uint64)
    # a few thousand rows at a time keep the characters of the table out of memory
    for first in range(0, n, 4096):
        chunk = [line.strip() for line in lines[at + first : at + min(n, first + 4096)]]
        for i, line in enumerate(chunk):
            if len(line) != d:
                raise InputError(f"line {at + first + i + 1}", f"{len(line)} marks", f"there are {d} attributes")
        marks = np.frombuffer("".join(chunk).encode("ascii", "replace"), dtype=np.uint8).reshape(len(chunk), d)
        wrong = np.argwhere(~np.isin(marks, _CROSS))
        if len(wrong):
            i, j = (int(v) for v in wrong[0])
            raise InputError(f"line {at + first + i + 1}, mark {j + 1}", chunk[i][j], "expected X or .")
        out[first : first + len(chunk)] = bits.pack(marks != ord("."))
    return out


def _is_count(text: str) -> bool:
    return text.strip().isascii() and text.strip().isdigit()


def _count(lines: list[str], at: int, what: str) -> int:
    found = (lines[at].strip() or "an empty line") if at < len(lines) else "the end of the file"
    if not _is_count(found) or len(found) > 10:
        raise InputError(f"line {at + 1}", found, f"expected the number of {what}")
    if what == "attributes" and int(found) > MAX_ATTRIBUTES:
        raise InputError(f"line {at + 1}", found, f"at most {MAX_ATTRIBUTES} attributes are read")
    return int(found)


def read_csv(path: Path) -> FormalContext:
    """A table of 0 and 1 with a header; the first column may hold the objects' names.

    Raises:
        InputError: it is not one; the message names the line (from 1) and the column.
    """
    reader = csv.reader(io.StringIO(_text(path)), strict=True)
    try:
        header = next(reader, None)
        if header is None:
            raise InputError("line 1", "an empty file", "the first line names the attributes")
        named = bool(header) and header[0].strip().lower() in _NAMES
        attributes = tuple(name.strip() for name in header[named:])
        if len(attributes) > MAX_ATTRIBUTES:
            raise InputError("line 1", f"{len(attributes)} columns", f"at most {MAX_ATTRIBUTES} attributes are read")
        objects, parts, cells, first = [], [], [], 0
        for row in reader:
            if not row and attributes:
                continue
            if len(row) != len(header):
                raise InputError(f"line {reader.line_num}", f"{len(row)} cells", f"the header has {len(header)}")
            if named:
                objects.append(row[0].strip())
            cells.append([_bit(cell, reader.line_num, attributes, i) for i, cell in enumerate(row[named:])])
            if len(cells) == 4096:
                parts.append(_packed(cells, len(attributes)))
                first, cells = first + len(cells), []
    except csv.Error as error:
        raise InputError(
            f"line {reader.line_num}", str(error), "this is not a table of comma-separated values"
        ) from None
    parts.append(_packed(cells, len(attributes)))
    return FormalContext(
        tuple(objects) if named else Numbered(first + len(cells), "x"), attributes, np.concatenate(parts)
    )


def _packed(cells: list[list[bool]], d: int) -> bits.Words:
    return bits.pack(np.array(cells, dtype=bool).reshape(len(cells), d))


def _bit(cell: str, line: int, attributes: tuple[str, ...], column: int) -> bool:
    value = cell.strip()
    if value not in ("0", "1"):
        raise InputError(
            f"line {line}, column {attributes[column]}",
            value or "an empty cell",
            "expected 0 or 1",
            "if the first column holds names, its header must be empty or read object" if column == 0 else "",
        )
    return value == "1"


def _text(path: Path) -> str:
    size = path.stat().st_size
    if size > MAX_OCTETS:
        raise InputError(
            "size", f"{size} octets", f"at most {MAX_OCTETS} are read from a text file", "store it as .npz"
        )
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"octet {error.start}", f"0x{error.object[error.start]:02x}", "the file must be UTF-8"
        ) from None
