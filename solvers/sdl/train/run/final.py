"""What a trained model does on many rows: held-out ones where there are some.  The last batch of a run says little about its data."""

from __future__ import annotations

from collections.abc import Iterator

from solvers.sdl.train.data.activation_files import ActivationFiles
from solvers.sdl.train.data.batch import Batch
from solvers.sdl.train.data.manifold_mixture import ManifoldMixture
from solvers.sdl.train.data.synthetic import Synthetic
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.run.totals import measure
from theory.training_tables import MeasuredRecord

FRESH = 1 << 14  # samples of an endless stream: shares of variance are then known to about a hundredth of their value
MOST = 1 << 20  # rows of files; more change no digit that is shown
PIECE = 4096  # neighbouring rows that are read together
CELLS = 1 << 22  # pre-activations that are held at the same time


def final(model: SDLModel, source: ActivationFiles | Synthetic | ManifoldMixture, *, trained_on: int) -> MeasuredRecord:
    """Measure a trained model.

    Args:
        model: any kind.
        source: of the run; held-out rows of files, else all of their rows (evenly spaced pieces of more than a million); samples
            that training did not see of an endless stream; all samples of a finite one.
        trained_on: samples of the stream that training has seen.
    """
    piece = max(1, min(PIECE, CELLS // model.architecture.width))
    if not isinstance(source, ActivationFiles):
        first, count = (trained_on, FRESH) if source.samples is None else (0, min(source.samples, MOST))
        of = "fresh samples" if source.samples is None else f"of the {source.samples:,} samples"
        batches = (source.rows(slice(i, min(i + piece, first + count))) for i in range(first, first + count, piece))
    else:
        of = "held-out rows" if source.held_count else f"of the {source.samples:,} rows of the data"
        batches = _pieces(source, piece)
    totals = measure(model, batches)
    return MeasuredRecord(totals.rows, of, totals.error, totals.unexplained, totals.l0, totals.silent)


def _pieces(source: ActivationFiles, piece: int) -> Iterator[Batch]:
    held = bool(source.held_count)
    rows = source.held_count if held else source.samples
    pieces = -(-rows // piece)
    chosen = min(pieces, max(1, MOST // piece))
    for i in range(chosen):
        first = i * pieces // chosen * piece
        where = slice(first, min(first + piece, rows))
        yield source.held_rows(where) if held else source.rows(where)
