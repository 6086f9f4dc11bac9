"""One process at a time in a folder: a lock on the folder itself, which the system takes back when its holder dies, however it dies."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from theory.errors import InputError


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Inside, no other process is inside with the same folder; the folder exists, and goes again if it was made here
    and nothing was put into it.

    No file is made, so nothing is left behind by a process that is killed.  On systems and file systems without such locks (Windows, some
    network drives) nothing is locked.

    Args:
        folder: made if it is missing.

    Raises:
        InputError: another process, or this one, is inside.
        OSError: the folder cannot be made.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name, alone(Path(name)):
    ...     try:
    ...         with alone(Path(name)):
    ...             pass
    ...     except InputError as error:
    ...         print(error.detail)
    found a run under way; another process trains in this folder; wait for it, or name another one
    """
    made = [place for place in (folder, *folder.parents) if not place.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    try:
        import fcntl
    except ImportError:  # no such locks on this system
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
                why, remedy = "another process trains in this folder", "wait for it, or name another one"
                raise InputError(str(folder), "a run under way", why, remedy) from None
        yield
    finally:
        os.close(handle)
        for place in made:
            if place.is_dir() and not any(place.iterdir()):
                place.rmdir()
