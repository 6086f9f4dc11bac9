"""What neurons mean, for programs: ``sdl-atlas lattice`` without its text."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from solvers.concepts.analysis import Analysis, analyse, least_support
from theory.concepts.context import FormalContext
from theory.concepts.reading import read_context
from theory.doors import a_path
from theory.errors import InputError, OutputError
from theory.files import write_atomically


def lattice(
    context: str | Path | FormalContext,
    *,
    labels: str | Path | FormalContext | None = None,
    threshold: float | None = None,
    iceberg: str | int | None = None,
    implications: bool = False,
    out: str | Path | None = None,
    progress: Callable[[str], None] = lambda _text: None,
) -> Analysis:
    """The concept lattice of a context or of activations, and how human concepts align with its neurons.

    All pairs (A, B) of a set of objects and a set of attributes with ``A' = B`` and ``B' = A``, and their order.

    Args:
        context: a file (.cxt, .csv of 0 and 1, .npz or .safetensors of activations), or a context of n objects, m attributes.
        labels: the human concepts over the same objects, a file or a context.
        threshold: a neuron is active where its activation is above it; files of activations only, default 0.
        iceberg: keep concepts with at least so many objects: a number from 1 to n, or a share such as ``"2%"``.
        implications: whether the stem base is computed.
        out: a folder for the files that the command writes; nothing is written without it.
        progress: called with one line of text now and then.

    Returns:
        the lattice, implications and alignments; ``.record`` is what ``lattice.json`` holds.

    Raises:
        InputError: a file that cannot be used, labels over other objects, a share out of range.

    Source: Ganter and Wille, Formal Concept Analysis, chapters 1 and 2; the alignment is that of arXiv 2606.07007 as reported.

    >>> water = FormalContext.from_bool([[True, False], [True, True]])
    >>> lattice(water).record.concepts[0].extent_size
    2
    """
    if isinstance(context, FormalContext):
        if threshold is not None:
            raise InputError("threshold", threshold, "a context has no activations", "leave it out")
        own, human, source, seal = context, labels, "context", None
        if isinstance(human, str | Path):
            raise InputError("labels", human, "a context in memory takes labels in memory", "read them first")
    else:
        if isinstance(labels, FormalContext):
            raise InputError("labels", labels, "a file takes labels from a file", "name the file, or read both")
        path = a_path(context, "context")
        given = read_context(path, threshold=threshold, labels=None if labels is None else Path(labels))
        own, human, source, seal = given.context, given.labels, path.name, _sha256(path)
    least = least_support(iceberg, own.n_objects)
    found = analyse(own, human, min_support=least, implications=implications, source=source, sha256=seal, say=progress)
    if out is not None:
        write_lattice(Path(out), found, progress)
    return found


def write_lattice(out: Path, found: Analysis, say: Callable[[str], None] = lambda _text: None) -> list[str]:
    """Write the record, pictures, page and tables; returns the names of the files."""
    from paper_figs.pictures.lattice_files import lattice_files

    files = lattice_files(found, say)
    try:
        for name, content in files.items():
            write_atomically(out / name, content)
    except OSError as error:
        raise OutputError("out", out, error.strerror or "cannot be written") from None
    return list(files)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
