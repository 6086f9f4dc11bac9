"""The whole of ``capture``: samples, codes, verdicts with their pictures, groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from solvers.manifolds.capture.autoencoder import Encoded, read_autoencoder
from solvers.manifolds.capture.fields import Fields, fields
from solvers.manifolds.capture.judge import judge
from solvers.manifolds.capture.known import is_mixture, known_manifolds
from solvers.manifolds.capture.subject import Subject
from solvers.manifolds.metrics.restricted import Array
from solvers.sdl.train.data.row_files import RowFiles
from solvers.sdl.train.model.module import SDLModel
from theory.errors import InputError
from theory.manifolds.capture_records import CaptureRecord, GroupingRecord, ManifoldVerdict

SCHEMA = "sdl-atlas/capture/1"
SAMPLES = 50_000  # as published
MOST_CELLS = 1 << 28  # activations in memory, 1 GiB in single precision
Say = Callable[[str], None]


@dataclass(frozen=True)
class Captured:
    """A record, and what its pictures show."""

    record: CaptureRecord
    manifolds: tuple[Fields, ...] = ()
    groups: tuple[tuple[Fields, ...], ...] = field(default=())


def capture_run(path: Path, *, samples: int = SAMPLES, seed: int = 0, say: Say = lambda _text: None) -> Captured:
    """The verdict on every manifold of a training run whose data are manifolds.

    Raises:
        InputError: no trained model, or other data.
    """
    model, config = read_autoencoder(path)
    if config is None or not is_mixture(config):
        raise InputError(
            str(path), "no mixture of manifolds", "the manifolds are not known", "give activations and labels"
        )
    say("drawing fresh samples")
    known = known_manifolds(model, config, samples=samples)
    found, shown = verdicts(known.subjects, known.encoded, seed, say)
    record = _record(path, model, known.encoded, seed, manifolds=found, predicted=known.predicted)
    return Captured(record, tuple(shown))


def _record(
    path: Path,
    model: SDLModel,
    encoded: Encoded,
    seed: int,
    *,
    manifolds: Sequence[ManifoldVerdict] = (),
    groupings: Sequence[GroupingRecord] = (),
    predicted: float | None = None,
) -> CaptureRecord:
    a, codes = model.architecture, encoded.codes_nq
    return CaptureRecord(
        schema=SCHEMA,
        source=path.resolve().name,
        kind=a.kind,
        width=a.width,
        k=a.k,
        samples=codes.shape[0],
        seed=seed,
        live=int((np.diff(codes.tocsc().indptr) > 0).sum()),
        active=codes.nnz / codes.shape[0],
        variance_explained=encoded.variance_explained,
        predicted=predicted,
        manifolds=list(manifolds),
        groupings=list(groupings),
    )


def verdicts(
    subjects: Sequence[Subject], encoded: Encoded, seed: int, say: Say
) -> tuple[list[ManifoldVerdict], list[Fields]]:
    """Verdict and picture of every manifold."""
    columns = encoded.codes_nq.tocsc()
    found, shown = [], []
    for i, subject in enumerate(subjects):
        say(f"manifold {i + 1} of {len(subjects)}: {subject.name}")
        verdict = judge(subject, columns, encoded.decoder_qd, seed=seed)
        found.append(verdict)
        shown.append(fields(subject.name, subject.fields_md, subject.field_codes_mq, verdict.group))
    return found, shown


def rows_of(path: Path, key: str | None, most: int) -> Array:
    """Activations from a file or folder: all of them, or ``most`` evenly spaced ones."""
    files = RowFiles(path, key=key, scan=False)
    numbers = np.unique(np.linspace(0, len(files) - 1, min(most, len(files))).astype(np.int64))
    if len(numbers) * files.width > MOST_CELLS:
        why = f"at most {MOST_CELLS} numbers are held in memory"
        raise InputError("samples", len(numbers), why, "take fewer")
    return files.rows(numbers)
