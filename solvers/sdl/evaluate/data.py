"""The rows on which a model is evaluated: files of activations, or what a run of ``sdl-atlas train`` was made for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from solvers.sdl.train.data.activation_files import ActivationFiles
from solvers.sdl.train.data.batch import Batch
from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.run.build import Data, build_source
from solvers.sdl.train.run.final import FRESH
from solvers.sdl.train.run.stored_model import StoredModel
from theory.errors import InputError

PIECE = 4096  # neighbouring rows that are read together
CELLS = 1 << 22  # pre-activations that are held at the same time


@dataclass(frozen=True)
class Rows:
    """Rows by their number, in order.

    Args:
        of: what they are.
        count: how many.
        read: the rows of a slice.
    """

    of: str
    count: int
    read: Callable[[slice], Batch]

    def pieces(self, width: int, most: int | None = None) -> Iterator[Batch]:
        """All rows, or evenly spaced pieces of at most ``most`` rows, in pieces that a model of this width can hold."""
        piece = max(1, min(PIECE, CELLS // width))
        pieces = -(-self.count // piece)
        chosen = pieces if most is None else min(pieces, max(1, most // piece))
        for i in range(chosen):
            first = i * pieces // chosen * piece
            yield self.read(slice(first, min(first + piece, self.count)))


def rows_of_files(
    architecture: Architecture, files: Sequence[Path], targets: Path | None = None, key: str | None = None
) -> Rows:
    """All rows of files, which must fit a model.

    Args:
        architecture: of the model.
        files: one per source.
        targets: what a transcoder writes.
        key: name of the array in .npz and .safetensors files.

    Raises:
        InputError: files that cannot be read or do not belong together; another width than the model's; targets that are missing, or
            given for a model that writes what it reads.
    """
    if targets is None and architecture.form == "transcoder":
        why = "a transcoder writes something else than it reads"
        raise InputError("targets", "nothing", why, "name the file of what it should write")
    if targets is not None and architecture.form != "transcoder":
        raise InputError("targets", targets, f"the {architecture.form} writes what it reads", "leave it out")
    return _rows(architecture, ActivationFiles(list(files), targets, seed=0, key=key, shuffle=False, scan=False), files)


def rows_read(architecture: Architecture, files: Sequence[Path], key: str | None = None) -> Rows:
    """All rows of files that a model reads, whatever it should write.

    Raises:
        InputError: see :func:`rows_of_files`.
    """
    source = ActivationFiles(list(files), seed=0, key=key, shuffle=False, scan=False)
    return _rows(architecture, source, files, written=False)


def _rows(architecture: Architecture, source: ActivationFiles, files: Sequence[Path], *, written: bool = True) -> Rows:
    _refuse_other("data", source.inputs, architecture.inputs)
    if written:
        _refuse_other("targets", source.outputs, architecture.outputs)
    return Rows(f"rows of {', '.join(f.name for f in files)}", source.samples, source.rows)


def _refuse_other(what: str, found: tuple[int, ...], wanted: tuple[int, ...]) -> None:
    if found != wanted:
        shown, needed = (" + ".join(map(str, sizes)) for sizes in (found, wanted))
        raise InputError(what, f"width {shown}", f"the model has {needed}", "take the activations it was trained on")


def rows_of_run(stored: StoredModel) -> Rows:
    """Held-out rows of a run on files where it kept some, else all of its rows; fresh samples of a run on synthetic data.

    Raises:
        InputError: a model without a run, or data that are no longer there.
    """
    config = stored.config
    if config is None:
        raise InputError("data", "nothing", f"{stored.path} is no run of sdl-atlas train", "name a file of activations")
    source: Data = build_source(config, seed=config.run.seeds[0])
    if isinstance(source, ActivationFiles):
        if source.held_count:
            return Rows("held-out rows", source.held_count, source.held_rows)
        return Rows("rows of the data it was trained on", source.samples, source.rows)
    if source.samples is not None:
        return Rows("samples of its data", source.samples, source.rows)
    seen = config.optimiser.steps * config.optimiser.batch_size
    return Rows("fresh samples", FRESH, lambda s: source.rows(slice(seen + s.start, seen + s.stop)))
