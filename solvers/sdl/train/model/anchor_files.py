"""Anchors that a person gives: unit vectors in a file, or the mean activation of every class of labelled samples."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from solvers.sdl.train.data.activation_files import ActivationFiles
from solvers.sdl.train.data.row_files import RowFiles
from solvers.sdl.train.model.anchors import Anchors
from theory.concepts.reading_text import read_csv
from theory.errors import InputError
from theory.stored_arrays import npy_array

FEATURES, TARGETS = "features", "targets"
MAX_CLASSES = 1 << 16  # far above any dictionary that is anchored; a table of sums must fit into memory
CHUNK = 4096  # rows per sum: 12 MB of float32 at 768 numbers per row


@dataclass(frozen=True)
class Labels:
    """Which sample belongs to which class, perhaps to several or to none.

    Args:
        names: of the classes.
        samples: number of samples.
        members: the samples of a slice, shape (b, k), as 0 and 1 in double precision.
    """

    names: tuple[str, ...]
    samples: int
    members: Callable[[slice], Tensor]


def anchors_of_file(path: Path | str, targets: Path | str | None = None, *, transcoder: bool = False) -> Anchors:
    """Anchors as rows of norm 1.

    Args:
        path: ``.npy`` of shape (k, p); or ``.npz``, ``.safetensors`` with the table ``features`` and, for a transcoder that has
            no file of its own for them, ``targets``.
        targets: what the neurons should write, shape (k, r), ``.npy`` or with the table ``targets``; None: what they read.
        transcoder: whether targets must be given.

    Raises:
        InputError: files that cannot be read, rows that are not unit vectors, numbers of rows that differ.
    """
    features_kp = _rows(path, FEATURES)
    if targets is not None:
        targets_kr = _rows(targets, TARGETS)
    elif not transcoder:
        targets_kr = features_kp
    elif Path(path).suffix == ".npy":
        why = "a transcoder writes something else than it reads"
        raise InputError("loss.anchor_targets", "nothing", why, "name the file of what anchored neurons shall write")
    else:
        targets_kr = _rows(path, TARGETS)
    try:
        return Anchors(features_kp, targets_kr, tuple(range(len(features_kp))))
    except InputError as error:
        raise error.within(path) from None


def _rows(path: Path | str, name: str) -> Tensor:
    key = None if Path(path).suffix == ".npy" else name
    file = RowFiles(path, key=key)
    return torch.from_numpy(file.rows(np.arange(len(file))))


def anchors_of_classes(path: Path | str, source: ActivationFiles, *, centred: bool = False) -> Anchors:
    """One anchor per class: the mean of its samples, scaled to norm 1, in one pass over the files of the data.

    Args:
        path: see :func:`read_labels`; row i belongs to sample i.
        source: the data; held-out rows are left out.
        centred: subtract the mean of all samples first, which a model with a decoder bias does not have to write.

    Raises:
        InputError: labels that do not fit, a class without samples or with mean 0.

    Source: arXiv 2512.05534, equations (25) and (26), with class means as features.
    """
    labels = read_labels(path)
    if labels.samples != source.samples:
        raise InputError(str(path), f"{labels.samples} labels", f"the data have {source.samples} samples")
    p, r, k = sum(source.inputs), sum(source.outputs), len(labels.names)
    sums = torch.zeros(k, p + r, dtype=torch.float64)
    total, counts, largest = torch.zeros(p + r, dtype=torch.float64), torch.zeros(k, dtype=torch.float64), 0.0
    for first in range(0, source.samples, CHUNK):
        chosen = slice(first, min(first + CHUNK, source.samples))
        batch, members = source.rows(chosen), labels.members(chosen)
        seen = torch.from_numpy(~source.split.is_held(np.arange(chosen.start, chosen.stop)))
        both, members = torch.cat((batch.x_bp, batch.y_br), dim=1).cpu().double()[seen], members[seen]
        if not len(both):
            continue
        sums += members.T @ both
        total += both.sum(0)
        counts += members.sum(0)
        largest = max(largest, float(both.abs().amax()))
    for c in (counts == 0).nonzero()[:, 0].tolist():
        raise InputError(f"{path}: {labels.names[c]}", "no sample", "a class needs samples", "leave the class out")
    means = sums / counts[:, None] - (total / source.split.count if centred else 0)
    read, written = _directions(means[:, :p], labels, largest, path), _directions(means[:, p:], labels, largest, path)
    return Anchors(read, written, tuple(range(k)))


def _directions(means: Tensor, labels: Labels, largest: float, path: Path | str) -> Tensor:
    norms = means.norm(dim=1, keepdim=True)
    # a mean below the rounding error of the activations, which are stored in single precision, has no direction
    for c in (norms[:, 0] <= torch.finfo(torch.float32).eps * largest).nonzero()[:, 0].tolist():
        raise InputError(f"{path}: {labels.names[c]}", "mean 0", "the mean has no direction", "leave this class out")
    return (means / norms).float()


def read_labels(path: Path | str) -> Labels:
    """Labels of samples.

    Args:
        path: ``.npy`` of integers, shape (samples,), one class per sample, the classes in increasing order; or ``.csv`` with a
            header that names the classes and rows of 0 and 1 (a first column named ``object`` is left alone).

    Raises:
        InputError: it is neither; the message names the file and the place.
    """
    path = Path(path)
    try:
        if path.suffix == ".csv":
            return _of_table(path)
        if path.suffix == ".npy":
            return _of_integers(path)
    except InputError as error:
        raise error.within(path) from None
    except OSError as error:
        raise InputError(str(path), error.strerror or error, "cannot be read", "check the path") from None
    raise InputError(str(path), path.suffix or "no suffix", "labels are integers in .npy, or 0 and 1 in .csv")


def _of_table(path: Path) -> Labels:
    context = read_csv(path)
    table = torch.from_numpy(context.table())
    return Labels(context.attributes, context.n_objects, lambda chosen: table[chosen].double())


def _of_integers(path: Path) -> Labels:
    stored = npy_array(path)
    if len(stored.shape) != 1 or stored.dtype.kind not in "iu":
        found = f"{stored.dtype}{list(stored.shape)}"
        raise InputError(
            stored.name, found, "expected one integer per sample", "for several classes per sample use .csv"
        )
    classes, of_b = np.unique(stored.read(), return_inverse=True)
    if not 0 < len(classes) <= MAX_CLASSES:
        raise InputError(stored.name, f"{len(classes)} classes", f"1 to {MAX_CLASSES} are read")
    index, count = torch.from_numpy(of_b.reshape(-1).astype(np.int64)), len(classes)

    def members(chosen: slice) -> Tensor:
        return torch.nn.functional.one_hot(index[chosen], count).double()

    return Labels(tuple(f"class {c}" for c in classes), len(index), members)
