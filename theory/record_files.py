"""Reading back what the commands wrote: every format as the typed record that its schema is made of.

Files are hostile until the record has been checked: a limit on the size, then the schema's name, then every field.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, get_args

import msgspec

from theory.certificates.checker import Rejected, load
from theory.concepts.records import LatticeRecord
from theory.doors import a_path
from theory.errors import InputError
from theory.evaluation_records import EvaluationRecord
from theory.files import write_atomically
from theory.manifolds.capture_records import CaptureRecord
from theory.operators.records import OperatorsRecord
from theory.sdl.landscape import Landscape
from theory.training_records import LandingRecord, RecoveryRecord
from theory.training_tables import MetricsRow, ResultRecord, SweptRun, parse, parse_runs
from theory.verdicts import Verdict

MAX_BYTES = 256 << 20  # the largest records, landscapes and verdicts with their certificates, have a few megabytes
R = TypeVar("R", bound=msgspec.Struct)
T = TypeVar("T")


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

    >>> read_landscape("examples/records/landscape.json")
    <Landscape 'sae': complete, global minimum 0 (proved), 4 critical points, 9 certificates>
    >>> read_landscape("no-such-file.json")
    Traceback (most recent call last):
    theory.errors.InputError: no-such-file.json: found No such file or directory; the file cannot be read
    """
    return _one(a_path(path, "path"), Landscape, "solve PROBLEM --out FILE")


def read_landing(path: str | Path) -> LandingRecord:
    """The ``landing/1`` record that ``sdl-atlas land --problem`` wrote (``landing.json``).

    Args:
        path: the file, or the folder that has it.

    Raises:
        InputError: see :func:`read_landscape`.

    Source: the format is ``docs/schemas/landing.json``.

    >>> read_landing("examples/records").classes["predicted"]
    7
    """
    return _one(_in(path, "landing.json"), LandingRecord, "land --problem FILE --out DIR")


def read_recovery(path: str | Path) -> RecoveryRecord:
    """The ``recovery/1`` record that ``sdl-atlas land RUN --out`` wrote (``recovery.json``).

    Args:
        path: the file, or the folder that has it.

    Raises:
        InputError: see :func:`read_landscape`.

    Source: the format is ``docs/schemas/recovery.json``.

    >>> read_recovery("examples/records").runs
    [<RecoveredRun 'features': cosine of encoder 0.809, of decoder 0.810>]
    """
    return _one(_in(path, "recovery.json"), RecoveryRecord, "land RUN --out DIR")


def read_lattice(path: str | Path) -> LatticeRecord:
    """The ``lattice/1`` record that ``sdl-atlas lattice`` wrote (``lattice.json``).

    Args:
        path: the file, or the folder that has it.

    Raises:
        InputError: see :func:`read_landscape`.

    Source: the format is ``docs/schemas/lattice.json``.

    >>> [c.extent_size for c in read_lattice("examples/records").concepts]
    [8, 5, 5, 4, 4]
    """
    return _one(_in(path, "lattice.json"), LatticeRecord, "lattice FILE --out DIR")


def read_capture(path: str | Path) -> CaptureRecord:
    """The ``capture/1`` record that ``sdl-atlas capture --out`` wrote (``capture.json``).

    Args:
        path: the file, or the folder that has it.

    Raises:
        InputError: see :func:`read_landscape`.

    Source: the format is ``docs/schemas/capture.json``.

    >>> [(m.name, m.verdict) for m in read_capture("examples/records").manifolds]
    [('1: circle, radius 1', 'truncated')]
    """
    return _one(_in(path, "capture.json"), CaptureRecord, "capture RUN --out DIR")


def read_evaluation(path: str | Path) -> EvaluationRecord:
    """The ``evaluation/1`` record that ``sdl-atlas evaluate --out`` wrote (``evaluation.json``).

    Args:
        path: the file, or the folder that has it.

    Raises:
        InputError: see :func:`read_landscape`.

    Source: the format is ``docs/schemas/evaluation.json``.

    >>> read_evaluation("examples/records").models[0]
    <ModelEvaluation 'sae': 44.33% unexplained, L0 1.8, 0 of 5 silent>
    """
    return _one(_in(path, "evaluation.json"), EvaluationRecord, "evaluate MODEL --out DIR")


def read_operators(path: str | Path) -> OperatorsRecord:
    """The ``operators-landing/1`` record that ``sdl-atlas land RUN --out`` wrote for a run on functions (``operators.json``).

    Args:
        path: the file, or the folder that has it.

    Raises:
        InputError: see :func:`read_landscape`.

    Source: the format is ``docs/schemas/operators.json``.

    >>> [(row.grid, row.reading) for row in read_operators("examples/records").rows]
    [((12,), 'as trained'), ((18,), 'as trained'), ((24,), 'as trained'), ((48,), 'as trained')]
    """
    return _one(_in(path, "operators.json"), OperatorsRecord, "land RUN --out DIR")


def read_result(path: str | Path) -> ResultRecord:
    """The ``train-result/1`` record of a run that is over (``result.json`` of ``sdl-atlas train``).

    Args:
        path: the file, or the folder of the run.

    Raises:
        InputError: see :func:`read_landscape`.

    Source: the format is ``docs/schemas/result.json``.

    >>> read_result("examples/records")
    <ResultRecord: step 20, 36.61% unexplained on 16,384 fresh samples>
    """
    return _one(_in(path, "result.json"), ResultRecord, "train CONFIG --out RUN")


def read_metrics(path: str | Path) -> list[MetricsRow]:
    """The rows of ``metrics.csv`` that ``sdl-atlas train`` wrote, in the order of their steps.

    Args:
        path: the file, or the folder of the run (not of one on functions, whose columns are other ones).

    Raises:
        InputError: a file that cannot be read, is too large, or has other columns or cells.

    Source: the columns are those of :class:`theory.training_tables.MetricsRow`.

    >>> [(row.step, row.samples) for row in read_metrics("examples/records")]
    [(1, 64), (20, 1280)]
    """
    return list(_table(_in(path, "metrics.csv"), lambda lines: parse(lines).rows))


def read_runs(path: str | Path) -> list[SweptRun]:
    """The runs of a sweep that are over, from the ``runs.csv`` that ``sdl-atlas train`` wrote.

    Args:
        path: the file, or the folder of the sweep.

    Raises:
        InputError: see :func:`read_metrics`.

    Source: the columns are those of :class:`theory.training_tables.SweptRun`, its records spread out.

    >>> [(run.changes, run.status) for run in read_runs("examples/records")]
    [({'model.k': '1'}, 'finished'), ({'model.k': '2'}, 'finished')]
    """
    return _table(_in(path, "runs.csv"), parse_runs)


def read_verdicts(path: str | Path) -> list[Verdict]:
    """The ``verdict`` records that ``sdl-atlas verify`` wrote (``verdicts.jsonl``), one per claim.

    Args:
        path: the file, or the folder that has it.

    Raises:
        InputError: see :func:`read_landscape`; the line is named.

    Source: the format is ``docs/schemas/verdict.json``.

    >>> read_verdicts("examples/records")
    [<Verdict sdl.table-1-vs-4: refuted>]
    """
    path = _in(path, "verdicts.jsonl")
    return [
        _record(x, Verdict, f"{path}: line {i}", "verify --out DIR") for i, x in enumerate(_bytes(path).splitlines(), 1)
    ]


def read_certificate(path: str | Path) -> dict[str, Any]:
    """A certificate from its file; whether it proves what it asserts is for :func:`theory.certificates.check` to say.

    Args:
        path: a JSON file.

    Raises:
        InputError: a file that cannot be read, or is no certificate.

    Source: the format is ``docs/schemas/certificate.json``.

    >>> read_certificate("examples/records/certificate.json")["kind"]
    'evaluation'
    """
    try:
        return load(a_path(path, "path"))
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
    path = a_path(path, "path")
    return path / name if path.is_dir() else path


def _one(path: Path, kind: type[R], command: str) -> R:
    return _record(_bytes(path), kind, str(path), command)


def _table(path: Path, parsed: Callable[[list[str]], T]) -> T:
    try:
        return parsed(list(io.StringIO(_bytes(path).decode("utf-8"), newline="")))
    except (ValueError, csv.Error) as error:
        what = "no such table" if isinstance(error, UnicodeDecodeError) else str(error)
        raise InputError(str(path), what, f"this is no {path.name} of sdl-atlas train") from None


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


def _record(raw: bytes, kind: type[R], where: str, command: str) -> R:
    schema, remedy = schema_of(kind), f"write one with sdl-atlas {command}"
    try:
        found = msgspec.json.decode(raw, type=_Head).schema
        if found != schema:
            raise InputError(f"{where}: schema", found, f"expected {schema!r}", remedy)
        return msgspec.json.decode(raw, type=kind, strict=True)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        what, _, place = str(error).partition(" - at `$.")
        inside = f"{where}: {place.rstrip('`')}" if place else where
        raise InputError(inside, what, f"no {schema.removeprefix('sdl-atlas/')} record", remedy) from None
