"""The whole of ``capture``: samples, codes, verdicts with their pictures, groups."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from solvers.manifolds.capture.autoencoder import Encoded, encode, read_autoencoder
from solvers.manifolds.capture.fields import Fields, fields
from solvers.manifolds.capture.judge import judge
from solvers.manifolds.capture.known import is_mixture, known_manifolds
from solvers.manifolds.capture.labelled import labelled_subject
from solvers.manifolds.capture.labels import read_labels
from solvers.manifolds.capture.subject import Subject
from solvers.manifolds.groups.clustering import Clustering
from solvers.manifolds.groups.find import Planted, find_groups, firing_of, group_points
from solvers.manifolds.groups.similarity import Similarity
from solvers.manifolds.metrics.restricted import Array
from solvers.sdl.train.data.row_files import RowFiles
from solvers.sdl.train.model.module import SDLModel
from theory.errors import InputError
from theory.manifolds.capture_records import CaptureRecord, GroupingRecord, ManifoldVerdict

SCHEMA = "sdl-atlas/capture/1"
SAMPLES = 50_000  # as published
SHOWN_GROUPS = 24  # that have a picture
MOST_CELLS = 1 << 28  # activations in memory, 1 GiB in single precision
Say = Callable[[str], None]


@dataclass(frozen=True)
class Captured:
    """A record, and what its pictures show."""

    record: CaptureRecord
    manifolds: tuple[Fields, ...] = ()
    groups: tuple[tuple[Fields, ...], ...] = field(default=())


@dataclass(frozen=True)
class Question:
    """What is asked.

    Args:
        model: a run of ``train``, a checkpoint, or a folder of SAELens.
        activations: a file or folder of what the model reads; None takes fresh samples of the data of a run on manifolds.
        key: name of the array in .npz and .safetensors files.
        labels: a .csv or .npy with one row per sample, see :mod:`solvers.manifolds.capture.labels`.
        similarities: graphs in which groups are looked for without labels; none for none.
        clustering: how groups are found in a graph.
        samples: drawn, or read (evenly spaced ones where there are more; all of them with labels).
        seed: of everything random.
    """

    model: Path
    activations: Path | None = None
    key: str | None = None
    labels: Path | None = None
    similarities: tuple[Similarity, ...] = ()
    clustering: Clustering = "louvain"
    samples: int = SAMPLES
    seed: int = 0


def answer(question: Question, say: Say = lambda _text: None) -> Captured:
    """Verdicts on the manifolds that are known or labelled, and the groups that were asked for.

    Raises:
        InputError: files that cannot be used or do not belong together, a run whose data are not manifolds without activations.
    """
    model, config = read_autoencoder(question.model)
    if question.activations is None:
        if question.labels is not None:
            raise InputError("labels", question.labels, "belong to activations", "name them, too")
        if config is None or not is_mixture(config):
            why = "its data are not manifolds that are known"
            raise InputError(
                str(question.model), "no activations", why, "name activations, and labels if you have them"
            )
        say("drawing fresh samples")
        known = known_manifolds(model, config, samples=question.samples)
        subjects, encoded, predicted = known.subjects, known.encoded, known.predicted
        planted = Planted(tuple(s.name for s in subjects), known.axes)
    else:
        subjects, encoded = _given(question, model, question.activations, say)
        planted, predicted = None, None
    found, shown = verdicts(subjects, encoded, question.seed, say)
    groupings, pictures = _groups(question, encoded, planted, say)
    record = _record(
        question.model, model, encoded, question.seed, manifolds=found, groupings=groupings, predicted=predicted
    )
    return Captured(record, tuple(shown), tuple(pictures))


def _given(question: Question, model: SDLModel, place: Path, say: Say) -> tuple[tuple[Subject, ...], Encoded]:
    say("reading activations")
    most = question.samples if question.labels is None else sys.maxsize  # rows of labels are counted, so all are read
    x_nd = rows_of(place, question.key, most)
    encoded = encode(model, x_nd, where=str(place))
    if question.labels is None:
        return (), encoded
    labelled = read_labels(question.labels, len(x_nd), seed=question.seed)
    return tuple(labelled_subject(one, x_nd.astype(np.float64), encoded) for one in labelled), encoded


def _groups(
    question: Question, encoded: Encoded, planted: Planted | None, say: Say
) -> tuple[list[GroupingRecord], list[tuple[Fields, ...]]]:
    if not question.similarities:
        return [], []
    firing = firing_of(encoded.codes_nq, encoded.decoder_qd)
    records, pictures = [], []
    for kind in question.similarities:
        say(f"groups by {kind}")
        record = find_groups(firing, kind, question.clustering, seed=question.seed, planted=planted)
        shown = []
        for i, group in enumerate(record.groups[:SHOWN_GROUPS]):
            points, codes = group_points(firing, group.atoms)
            picture = fields(f"group {i + 1}", points, codes, range(len(group.atoms)))
            shown.append(dataclasses.replace(picture, atoms=tuple(group.atoms[: len(picture.atoms)])))
        records.append(record)
        pictures.append(tuple(shown))
    return records, pictures


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
        shown.append(fields(subject.name, subject.points_nd, subject.codes_nq, verdict.group))
    return found, shown


def rows_of(path: Path, key: str | None, most: int) -> Array:
    """Activations from a file or folder: all of them, or ``most`` evenly spaced ones."""
    files = RowFiles(path, key=key, scan=False)
    numbers = np.unique(np.linspace(0, len(files) - 1, min(most, len(files))).astype(np.int64))
    if len(numbers) * files.width > MOST_CELLS:
        why = f"at most {MOST_CELLS} numbers are held in memory"
        raise InputError("samples", len(numbers), why, "take fewer")
    return files.rows(numbers)
