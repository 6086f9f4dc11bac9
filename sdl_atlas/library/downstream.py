"""What a model's reconstructions do to the network whose activations they stand for."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from solvers.sdl.evaluate.data import CELLS, PIECE
from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.run.one_thread import computing_on
from solvers.sdl.train.run.stored_model import read_model
from solvers.sdl.train.run.threads import chosen
from theory.doors import a_path
from theory.errors import InputError

Rows = NDArray[Any]


@dataclass(frozen=True)
class Downstream:
    """Losses of the larger network, in whatever unit its loss has.

    Args:
        original: with the activations as they are.
        reconstructed: with the model's outputs in their place.
        mean: with the mean of the activations in place of every row.
    """

    original: float
    reconstructed: float
    mean: float

    @property
    def recovered(self) -> float | None:
        """(mean - reconstructed) / (mean - original): 1 if nothing is lost, 0 if the mean does as well; None if both ends are equal.

        >>> Downstream(1.0, 1.5, 3.0).recovered, Downstream(1.0, 1.5, 1.0).recovered
        (0.75, None)
        """
        return None if self.mean == self.original else (self.mean - self.reconstructed) / (self.mean - self.original)


def downstream(
    model: str | Path, rows: Rows, loss: Callable[[Rows], float], *, targets: Rows | None = None
) -> Downstream:
    """The loss of a larger network when a model's reconstructions stand in place of its activations.

    Args:
        model: a run or checkpoint of ``train``, a folder of SAELens or of sparsify; not a crosscoder, which has several places to stand in.
        rows: what the model reads, shape (n, p).
        loss: runs the rest of the network on rows (n, r) in place of the activations and returns its loss; called three times, with arrays
            of the same shape and type as the targets.
        targets: what a transcoder should write, shape (n, r); else the rows.

    Returns:
        the loss with the activations as they are, with the reconstructions, and with the mean activation in every row.

    Raises:
        InputError: no such model, rows that do not fit it or are not finite, or a loss that is no finite number.

    Source: the share of the loss that is recovered is that of arXiv 2404.16014, with the mean instead of zeros as the other end, since
    zeros need not be anything that the network has ever met.

    >>> import tempfile, numpy as np
    >>> from sdl_atlas import train
    >>> few = {"optimiser.steps": 40, "optimiser.warmup_steps": 2, "optimiser.decay_steps": 5, "optimiser.batch_size": 64}
    >>> rows = np.random.default_rng(0).standard_normal((50, 32), dtype=np.float32)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = train("examples/train/topk.toml", folder, change=few, device="cpu")
    ...     found = downstream(folder, rows, lambda x: float(((x - rows) ** 2).mean()))
    >>> found.original, found.reconstructed > 0
    (0.0, True)
    """
    stored = read_model(a_path(model, "model"))
    a = stored.model.architecture
    if len(a.inputs) != 1 or len(a.outputs) != 1:
        raise InputError(
            "model", f"a {a.form}", "it has several places to stand in", "cut out one source and one target"
        )
    read = _checked(rows, "rows", a.inputs[0])
    if targets is None and a.form == "transcoder":
        raise InputError(
            "targets", "nothing", "a transcoder writes something else than it reads", "give what it should write"
        )
    wanted = read if targets is None else _checked(targets, "targets", a.outputs[0])
    if len(wanted) != len(read):
        raise InputError("targets", f"{len(wanted)} rows", f"there are {len(read)} rows to read")
    with computing_on(chosen(None, width=a.width, batch_size=PIECE)):
        written = _written(stored.model, a, read)
    mean = np.broadcast_to(wanted.mean(0, dtype=np.float64), wanted.shape)
    three = (wanted, written, mean)
    return Downstream(*(_finite(loss(np.array(x, dtype=wanted.dtype))) for x in three))


def _written(model: Any, a: Architecture, rows: Rows) -> Rows:
    piece = max(1, min(PIECE, CELLS // a.width))
    kind = model.decoder_qr.dtype
    with torch.no_grad():
        pieces = [
            model(torch.from_numpy(np.ascontiguousarray(rows[i : i + piece])).to(kind)).y_br.numpy()
            for i in range(0, len(rows), piece)
        ]
    return np.concatenate(pieces)


def _checked(rows: Any, name: str, width: int) -> Rows:
    found = np.asarray(rows)
    if found.ndim != 2 or found.dtype.kind not in "fiu":
        raise InputError(name, f"{found.dtype} of shape {found.shape}", "numbers of shape (rows, width) are needed")
    if not len(found) or found.shape[1] != width:
        raise InputError(name, f"shape {found.shape}", f"at least one row of width {width} is needed")
    if found.dtype.kind != "f":
        found = found.astype(np.float32)
    if not np.isfinite(found).all():
        raise InputError(name, "NaN or infinite", "every number must be finite")
    return found


def _finite(value: Any) -> float:
    try:
        found = float(value)
    except (TypeError, ValueError):
        found = math.nan
    if not math.isfinite(found):
        raise InputError("loss", str(value)[:80], "it must return a finite number")
    return found
