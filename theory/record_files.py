"""Reading back what the commands wrote: every format as the typed record that its schema is made of.

Files are hostile until the record has been checked: a limit on the size, then the schema's name, then every field.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeVar, get_args

import msgspec

from theory.certificates.checker import Rejected, load
from theory.concepts.records import LatticeRecord
from theory.errors import InputError
from theory.files import write_atomically
from theory.manifolds.capture_records import CaptureRecord
from theory.sdl.landscape import Landscape
from theory.training_records import LandingRecord, RecoveryRecord
from theory.verdicts import Verdict

MAX_BYTES = 256 << 20  # the largest records, landscapes and verdicts with their certificates, have a few megabytes
R = TypeVar("R", bound=msgspec.Struct)


class _Head(msgspec.Struct):
    """The name of the format, which every record has."""

    schema: str


def read_landscape(path: str | Path) -> Landscape:
    """The ``landscape/1`` record that ``sdl-atlas solve --out`` wrote.

    Args:
        path: a JSON file of at most 256 MiB.

    Raises:
        InputError: a missing, too large or foreign file; a field that is missing or not as the format says.

    Source: the format is ``docs/schemas/landscape.json``.

    >>> read_landscape("no-such-file.json")
    Traceback (most recent call last):
    theory.errors.InputError: no-such-file.json: found No such file or directory; the file cannot be read
    """
    return _one(path, Landscape, "write one with sdl-atlas solve PROBLEM --out FILE")


def read_landing(path: str | Path) -> LandingRecord:
    """The ``landing/1`` record that ``sdl-atlas land --problem`` wrote (``landing.json``).

    Args:
        path: the file, or the folder that has it.

    Raises:
        InputError: see :func:`read_landscape`.

    Source: the format is ``docs/schemas/landing.json``.

    >>> read_landing("README.md")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    theory.errors.InputError: README.md: found JSON is malformed: invalid character (byte 0); no landing/1 record; write one with ...
    """
    return _one(_in(path, "landing.json"), LandingRecord, "write one with sdl-atlas land --problem --out")


def read_recovery(path: str | Path) -> RecoveryRecord:
    """The ``recovery/1`` record that ``sdl-atlas land RUN --out`` wrote (``recovery.json``).

    Args:
        path: the file, or the folder that has it.

    Raises:
        InputError: see :func:`read_landscape`.

    Source: the format is ``docs/schemas/recovery.json``.

    >>> read_recovery("README.md")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    theory.errors.InputError: README.md: found JSON is malformed: invalid character (byte 0); no recovery/1 record; write one with ...
    """
    return _one(_in(path, "recovery.json"), RecoveryRecord, "write one with sdl-atlas land RUN --out")


def read_lattice(path: str | Path) -> LatticeRecord:
    """The ``lattice/1`` record that ``sdl-atlas lattice`` wrote (``lattice.json``).

    Args:
        path: the file, or the folder that has it.

    Raises:
        InputError: see :func:`read_landscape`.

    Source: the format is ``docs/schemas/lattice.json``.

    >>> read_lattice("README.md")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    theory.errors.InputError: README.md: found JSON is malformed: invalid character (byte 0); no lattice/1 record; write one with ...
    """
    return _one(_in(path, "lattice.json"), LatticeRecord, "write one with sdl-atlas lattice FILE --out DIR")


def read_capture(path: str | Path) -> CaptureRecord:
    """The ``capture/1`` record that ``sdl-atlas capture --out`` wrote (``capture.json``).

    Args:
        path: the file, or the folder that has it.

    Raises:
        InputError: see :func:`read_landscape`.

    Source: the format is ``docs/schemas/capture.json``.

    >>> read_capture("README.md")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    theory.errors.InputError: README.md: found JSON is malformed: invalid character (byte 0); no capture/1 record; write one with ...
    """
    return _one(_in(path, "capture.json"), CaptureRecord, "write one with sdl-atlas capture RUN --out DIR")


def read_verdicts(path: str | Path) -> list[Verdict]:
    """The ``verdict`` records that ``sdl-atlas verify`` wrote (``verdicts.jsonl``), one per claim.

    Args:
        path: the file, or the folder that has it.

    Raises:
        InputError: see :func:`read_landscape`; the line is named.

    Source: the format is ``docs/schemas/verdict.json``.

    >>> read_verdicts("no-such-file")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    theory.errors.InputError: no-such-file: found ...
    """
    path = _in(path, "verdicts.jsonl")
    lines = _bytes(path).splitlines()
    return [
        _record(line, Verdict, f"{path}: line {i}", "run sdl-atlas verify again") for i, line in enumerate(lines, 1)
    ]


def read_certificate(path: str | Path) -> dict[str, Any]:
    """A certificate from its file; whether it proves what it asserts is for :func:`theory.certificates.check` to say.

    Args:
        path: a JSON file.

    Raises:
        InputError: a file that cannot be read, or is no certificate.

    Source: the format is ``docs/schemas/certificate.json``.

    >>> read_certificate("no-such-file")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    theory.errors.InputError: no-such-file: found ...
    """
    try:
        return load(Path(path))
    except Rejected as reason:
        why = str(reason).removeprefix(f"{path}: ")
        raise InputError(str(path), why, "this is not a certificate file") from None


def write_record(path: Path, record: msgspec.Struct) -> None:
    """One record as indented JSON with sorted keys, written atomically."""
    write_atomically(path, record_text(record))


def record_text(record: msgspec.Struct) -> str:
    """A record as its file holds it."""
    return json.dumps(msgspec.to_builtins(record), indent=1, sort_keys=True, allow_nan=False) + "\n"


def _in(path: str | Path, name: str) -> Path:
    return Path(path) / name if Path(path).is_dir() else Path(path)


def _one(path: str | Path, kind: type[R], remedy: str) -> R:
    return _record(_bytes(Path(path)), kind, str(path), remedy)


def _bytes(path: Path) -> bytes:
    try:
        if (size := path.stat().st_size) > MAX_BYTES:
            raise InputError(str(path), f"{size} bytes", f"a record has at most {MAX_BYTES} bytes")
        return path.read_bytes()
    except OSError as error:
        raise InputError(str(path), error.strerror or "an error", "the file cannot be read") from None


def schema_of(kind: type[msgspec.Struct]) -> str:
    """The name of the format, from the record itself.

    >>> schema_of(Landscape), schema_of(LandingRecord)
    ('sdl-atlas/landscape/1', 'sdl-atlas/landing/1')
    """
    (field,) = (f for f in msgspec.structs.fields(kind) if f.name == "schema")
    return field.default if isinstance(field.default, str) else get_args(field.type)[0]


def _record(raw: bytes, kind: type[R], where: str, remedy: str) -> R:
    schema = schema_of(kind)
    try:
        found = msgspec.json.decode(raw, type=_Head).schema
        if found != schema:
            raise InputError(f"{where}: schema", found, f"expected {schema!r}", remedy)
        return msgspec.json.decode(raw, type=kind, strict=True)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        what, _, place = str(error).partition(" - at `$.")
        inside = f"{where}: {place.rstrip('`')}" if place else where
        raise InputError(inside, what, f"no {schema.removeprefix('sdl-atlas/')} record", remedy) from None
