"""Reading contexts and activations from files that nobody vouches for.

=============  =============================================================================================
``.cxt``       Burmeister's format: ``B``, a title, the numbers of objects and attributes, names, rows of X and .
``.csv``       a header with attribute names, then rows of 0 and 1; when the first column of the header is empty or
               reads ``object``, it holds the objects' names
``.npz``       ``activations`` (N, d); optionally ``neurons`` (d,), ``objects`` (N,), ``labels`` (N, c) of 0 and 1, and
               ``concepts`` (c,): names are arrays of text, never of objects
``.safetensors``  the tensors ``activations`` and ``labels``; names as JSON lists in the metadata
``.npy``       activations (N, d)
=============  =============================================================================================

Instead of ``activations``, .npz and .safetensors may hold sparse rows as ``sdl-atlas encode`` writes them (:mod:`theory.sparse_rows`).
A neuron is active where its activation exceeds the threshold.  Sizes are checked before memory is taken, activations are
read a slice at a time, and every refusal names the file, the field and the index.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from theory.concepts.context import FormalContext, Numbered, attribute_counts
from theory.concepts.reading_activations import read_npy, read_npz, read_safetensors
from theory.concepts.reading_text import read_csv, read_cxt
from theory.doors import a_path
from theory.errors import InputError


@dataclass(frozen=True)
class Labelled:
    """A context of neurons with, possibly, the human concepts on the same objects (a context with the same objects)."""

    context: FormalContext
    labels: FormalContext | None = None


_READERS: dict[str, Callable[[Path, float], Labelled]] = {
    ".cxt": lambda path, _threshold: Labelled(read_cxt(path)),
    ".csv": lambda path, _threshold: Labelled(read_csv(path)),
    ".npy": lambda path, threshold: Labelled(read_npy(path, threshold)),
    ".npz": lambda path, threshold: Labelled(*read_npz(path, threshold)),
    ".safetensors": lambda path, threshold: Labelled(*read_safetensors(path, threshold)),
}


def read_context(path: str | Path, *, threshold: float | None = None, labels: str | Path | None = None) -> Labelled:
    """The context in a file, with the human concepts of ``labels`` (or of the file itself).

    Args:
        path: one of the formats above.
        threshold: a neuron is active where activation > threshold; 0 when left out.  Only for activations.
        labels: ``.cxt`` or ``.csv`` with the human concepts as attributes; rows belong to objects by name, or by
            position when the file has no names.

    Raises:
        InputError: the file cannot be used.

    Source: Burmeister's .cxt format; the others are described in ``docs/lattice.md``.

    >>> read_context("examples/contexts/live_in_water.cxt").context.n_objects
    8
    """
    path = a_path(path, "path")
    labels = None if labels is None else a_path(labels, "labels")
    for given in (path, labels):
        if given is not None and given.is_dir():
            raise InputError(str(given), "a folder", "a context is one file", "name the file")
        if given is not None and not given.is_file():
            raise InputError(str(given), "nothing", "there is no such file")
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise InputError(str(path), path.suffix or "no ending", f"the ending must be one of {', '.join(_READERS)}")
    if threshold is not None and path.suffix.lower() in (".cxt", ".csv"):
        raise InputError("--threshold", threshold, f"{path.name} holds a context, not activations", "leave it out")
    if threshold is not None and not np.isfinite(threshold):
        raise InputError("--threshold", threshold, "must be a finite number")
    try:
        out = reader(path, 0.0 if threshold is None else threshold)
        if labels is None and out.labels is not None:
            _refuse_empty(out.labels)
    except InputError as error:
        raise error.within(path) from None
    if labels is None:
        return out
    try:
        return Labelled(out.context, _refuse_empty(_fitted(_read_labels(labels), out.context)))
    except InputError as error:
        raise error.within(labels) from None


def _refuse_empty(labels: FormalContext) -> FormalContext:
    for c, size in enumerate(attribute_counts(labels.rows, labels.n_attributes)):
        if not size:
            raise InputError(f"labels[{c}]", labels.attributes[c], "no object has this label", "leave the column out")
    return labels


def _read_labels(path: Path) -> FormalContext:
    if path.suffix.lower() not in (".cxt", ".csv"):
        raise InputError("--labels", path.suffix or "no ending", "labels are read from .csv or .cxt")
    return read_cxt(path) if path.suffix.lower() == ".cxt" else read_csv(path)


def _fitted(labels: FormalContext, context: FormalContext) -> FormalContext:
    """The labels with their rows in the order of the context's objects."""
    n = context.n_objects
    if isinstance(labels.objects, Numbered):
        if labels.n_objects != n:
            raise InputError(
                "rows", labels.n_objects, f"the context has {n} objects", "give one row per object, or name the objects"
            )
        return FormalContext(context.objects, labels.attributes, labels.rows)
    place = {name: i for i, name in enumerate(context.objects)}
    order = np.full(n, -1, dtype=np.int64)
    for i, name in enumerate(labels.objects):
        if name not in place:
            raise InputError(f"objects[{i}]", name, "the context has no object of this name")
        order[place[name]] = i
    missing = np.flatnonzero(order < 0)
    if len(missing):
        raise InputError("objects", context.objects[int(missing[0])], "this object of the context has no row of labels")
    return FormalContext(context.objects, labels.attributes, labels.rows[order])
