"""Training on one's own activations: files of rows, shuffled anew in every epoch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from solvers.sdl.train.data.batch import Batch
from solvers.sdl.train.data.holdout import Split
from solvers.sdl.train.data.order import BlockOrder
from solvers.sdl.train.data.row_files import RowFiles
from theory.errors import InputError


class ActivationFiles:
    """Samples are rows of ``.npy`` (memory-mapped), ``.npz``, ``.safetensors`` (memory-mapped) files, or of folders of these.

    Row i of every source and of the targets belongs to the same sample. The order of an epoch is a function of (seed, epoch): see
    :class:`~solvers.sdl.train.data.order.BlockOrder`. Up to ``block * blocks`` rows it is a uniformly random permutation; beyond
    that, rows are shuffled among the blocks of a window, so that a disk reads runs of rows.

    Args:
        inputs: files or folders, one per source; several make the data of a crosscoder.
        targets: file or folder of what a transcoder writes; None writes the inputs back.
        seed: of the orders.
        key: name of the array in .npz and .safetensors files.
        target_key: the same for the targets; with it and without ``targets``, they are in the files of the inputs.
        shuffle: False reads the rows in the order of the files.
        block: neighbouring rows that stay in one window.
        blocks: blocks per window.
        holdout: share of the rows that training does not see, see :class:`~solvers.sdl.train.data.holdout.Split`.
        scan: look at every number when the files are opened; otherwise when it is read.
        device: where batches go.
        dtype: of the batches; numbers pass through single precision.

    Raises:
        InputError: files that cannot be read, or that do not belong together.
    """

    truth = None

    def __init__(
        self,
        inputs: Sequence[Path | str] | Path | str,
        targets: Path | str | None = None,
        *,
        seed: int,
        key: str | None = None,
        target_key: str | None = None,
        shuffle: bool = True,
        block: int = 4096,
        blocks: int = 32,
        holdout: float = 0.0,
        scan: bool = True,
        device: str | torch.device = "cpu",
        dtype: torch.dtype = torch.float32,
    ) -> None:
        paths = [inputs] if isinstance(inputs, str | Path) else list(inputs)
        if not paths:
            raise InputError("inputs", "nothing", "at least one file or folder is needed")
        self._inputs = tuple(RowFiles(p, key=key, scan=scan) for p in paths)
        self._targets = None
        if targets is not None or target_key is not None:
            if len(paths) > 1:
                raise InputError(
                    "targets", targets, "a crosscoder writes its own sources", "give one input, or no targets"
                )
            self._targets = RowFiles(targets if targets is not None else paths[0], key=target_key, scan=scan)
        for other in (*self._inputs[1:], *([self._targets] if self._targets else [])):
            if len(other) != len(self._inputs[0]):
                raise InputError(
                    str(other.path),
                    f"{len(other)} rows",
                    f"{paths[0]} has {len(self._inputs[0])}",
                    "rows must correspond",
                )
        self.inputs = tuple(f.width for f in self._inputs)
        self.outputs = (self._targets.width,) if self._targets else self.inputs
        self.device, self.dtype = torch.device(device), dtype
        self.split = Split(len(self._inputs[0]), holdout)
        self._order = BlockOrder(self.split.count, seed=seed, block=block, blocks=blocks, shuffle=shuffle)

    @property
    def samples(self) -> int:
        """Number of rows in the files, held out or not."""
        return self.split.rows

    @property
    def held_count(self) -> int:
        """Number of rows that training does not see."""
        return self.split.held_count

    def sample_numbers(self, step: int, size: int, *, part: int = 0, parts: int = 1) -> Tensor:
        """Which rows a batch consists of, int64, shape (size / parts,)."""
        return torch.from_numpy(self.split.training(self._order.numbers(step, size, part=part, parts=parts).numpy()))

    def batch(self, step: int, size: int, *, part: int = 0, parts: int = 1) -> Batch:
        """The samples of a step.

        Raises:
            InputError: a row that was not looked at before holds NaN or an infinite number.
        """
        return self._read(self.sample_numbers(step, size, part=part, parts=parts).numpy())

    def rows(self, chosen: slice) -> Batch:
        """Samples by their place in the files, in that order.

        Raises:
            InputError: as :meth:`batch`.
        """
        return self._read(np.arange(*chosen.indices(self.samples)))

    def held_rows(self, chosen: slice) -> Batch:
        """Held-out samples by their place among them.

        Raises:
            InputError: as :meth:`batch`.
        """
        return self._read(self.split.held(np.arange(*chosen.indices(self.held_count))))

    def _read(self, numbers_b: np.ndarray) -> Batch:
        x_bp = self._moved(np.concatenate([f.rows(numbers_b) for f in self._inputs], axis=1))
        return Batch(x_bp, self._moved(self._targets.rows(numbers_b)) if self._targets else x_bp)

    def _moved(self, rows: np.ndarray) -> Tensor:
        return torch.from_numpy(rows).to(self.device, self.dtype)
