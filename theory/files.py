"""Writing files so that nobody ever sees half of one."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from theory.errors import OutputError


def refuse_unwritable(path: Path, name: str) -> None:
    """Ask before long work whether a file can be written; folders that are missing are made.

    Args:
        path: of the file.
        name: of the argument.

    Raises:
        OutputError: it cannot.

    >>> refuse_unwritable(Path("theory"), "out")
    Traceback (most recent call last):
    theory.errors.OutputError: out: found theory; this is a folder; name a file
    """
    if path.is_dir():
        raise OutputError(name, path, "this is a folder", "name a file")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        os.close(handle)
        os.unlink(draft)
    except OSError as error:
        raise OutputError(name, path, error.strerror or "cannot be written") from None


def write_atomically(path: Path, data: bytes | str) -> None:
    """All of a file at once, see :func:`replacing`."""
    with replacing(path) as stream:
        stream.write(data.encode() if isinstance(data, str) else data)


@contextmanager
def replacing(path: Path) -> Generator[BinaryIO]:
    """A new file under another name in the same folder, renamed when the block ends well and removed when it does not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_json(path: Path, data: Any) -> None:
    """Compact JSON with sorted keys, written atomically."""
    write_atomically(path, json.dumps(data, sort_keys=True, separators=(",", ":")) + "\n")
