"""Sums over rows of what a model makes of them, and the ratios of these sums; never a mean of ratios of batches.

Legend: targets y_b, reconstructions ``yhat_b``, codes z_b (b, q); over all rows: error ``sum_b |y_b - yhat_b|^2``, spread
``sum_b |y_b - mean y|^2``, energy ``sum_b |y_b|^2``.  Sums are kept in double precision, and the spread about the mean of what was seen
(Chan's update), so that data far from the origin cost no digits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor

from solvers.sdl.train.data.batch import Batch
from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.module import Output, SDLModel
from theory.errors import InputError


@dataclass(frozen=True)
class Target:
    """How well one target was written; a crosscoder has several, the others one.

    Args:
        size: of the target.
        rows: number of rows.
        error: sum over rows of ``|y - yhat|^2``.
        spread: sum over rows of ``|y - mean y|^2``.
        energy: sum over rows of ``|y|^2``.
        written: sum over rows of ``|yhat|^2``.
        product: sum over rows of ``<y, yhat>``.
        offset: ``|mean (y - yhat)|^2``, the part of the mean error that a bias could remove.
    """

    size: int
    rows: int
    error: float
    spread: float
    energy: float
    written: float
    product: float
    offset: float

    @property
    def unexplained(self) -> float | None:
        """FVU, error over spread; None where all rows are alike, which leaves nothing to explain."""
        # rounding of the data, not spread: single precision moves every entry by up to 2^-24 of its size
        return self.error / self.spread if self.spread > self.energy * 2.0**-46 else None

    @property
    def bias(self) -> float | None:
        """Relative reconstruction bias ``E|yhat|^2 / E<y, yhat>``: below 1 the model shrinks (arXiv 2404.16014, section 4.2)."""
        return self.written / self.product if self.product > 0 else None


@dataclass(frozen=True)
class Totals:
    """What a model did on some rows.

    Args:
        rows: number of rows.
        targets: one entry per target.
        fires_q: on how many rows each neuron was active.
        sum_q: of the sizes of each neuron's codes.
        square_q: of their squares.
        most_q: size of the largest code of each neuron.
        active_counts: entry i is the number of rows with i active neurons.
    """

    rows: int
    targets: tuple[Target, ...]
    fires_q: Tensor
    sum_q: Tensor
    square_q: Tensor
    most_q: Tensor
    active_counts: Tensor

    @property
    def error(self) -> float:
        """Mean over rows of ``|y - yhat|^2``, all targets together."""
        return sum(t.error for t in self.targets) / self.rows

    @property
    def unexplained(self) -> float | None:
        """FVU over all targets together."""
        error, spread = sum(t.error for t in self.targets), sum(t.spread for t in self.targets)
        return None if all(t.unexplained is None for t in self.targets) else error / spread

    @property
    def l0(self) -> float:
        """Mean number of active neurons per row."""
        return float(self.fires_q.sum()) / self.rows

    @property
    def silent(self) -> float:
        """Share of neurons that were active on none of the rows."""
        return float((self.fires_q == 0).double().mean())

    def active_quantile(self, share: float) -> int:
        """The least number of active neurons that this share of the rows does not exceed."""
        below = self.active_counts.cumsum(0).double() / self.rows
        return int((below >= share - 1e-12).nonzero()[0])  # a share of exactly 1 may round to a little less


@torch.no_grad()
def measure(model: SDLModel, batches: Iterable[Batch]) -> Totals:
    """One pass over some rows, in evaluation mode; the model is left in the mode it was in.

    Args:
        model: any kind.
        batches: the rows, in pieces of any size.

    Raises:
        InputError: no rows.

    >>> from solvers.sdl.train.model.architecture import Architecture
    >>> model = SDLModel(Architecture("relu", inputs=(2,), outputs=(2,), width=3), seed=0)
    >>> x = torch.eye(2)
    >>> measure(model, [Batch(x, x)]).rows
    2
    """
    sums, training = Sums(model.architecture), model.training
    model.eval()
    try:
        for batch in batches:
            sums.add(batch, model(batch.x_bp))
    finally:
        model.train(training)
    return sums.totals()


class Sums:
    """Sums over the rows that were added so far.

    Args:
        architecture: of the model that makes the outputs.
    """

    def __init__(self, architecture: Architecture) -> None:
        q = architecture.width
        self._sizes, self._rows = list(architecture.outputs), 0
        self._fires, self._active = torch.zeros(q, dtype=torch.int64), torch.zeros(q + 1, dtype=torch.int64)
        self._sum, self._square = torch.zeros(q, dtype=torch.float64), torch.zeros(q, dtype=torch.float64)
        self._most = torch.zeros(q, dtype=torch.float64)
        self._mean, self._offset = (
            torch.zeros(architecture.r, dtype=torch.float64),
            torch.zeros(architecture.r, dtype=torch.float64),
        )
        # error, spread, energy, written, product by target
        self._parts = torch.zeros(5, len(self._sizes), dtype=torch.float64)

    def add(self, batch: Batch, output: Output) -> None:
        """Add what a model made of a batch."""
        count = len(batch.x_bp)
        if not count:
            return
        self._add_targets(batch.y_br.detach(), output.y_br.detach(), count)
        self._add_codes(output)
        self._rows += count

    def _add_targets(self, y_br: Tensor, written_br: Tensor, count: int) -> None:
        y, written = y_br.double(), written_br.double()
        mean, residual = y.mean(0), y - written
        new = self._rows + count
        between = (mean.cpu() - self._mean).square() * (self._rows * count / new)
        parts = torch.stack(
            [
                residual.square().sum(0),
                (y - mean).square().sum(0),
                y.square().sum(0),
                written.square().sum(0),
                (y * written).sum(0),
            ]
        ).cpu()
        parts[1] += between
        self._parts += torch.stack([p.sum(1) for p in parts.split(self._sizes, dim=1)], dim=1)
        self._mean += (mean.cpu() - self._mean) * (count / new)
        self._offset += residual.sum(0).cpu()

    def _add_codes(self, output: Output) -> None:
        width = len(self._fires)
        if output.sparse is not None:
            values, index = output.sparse.values_bk.double().abs(), output.sparse.index_bk
            on = values > 0
            active_b, flat, place = on.sum(1), values[on], index[on]
            fires, first, second = (torch.bincount(place, w, width) for w in (None, flat, flat.square()))
            most = torch.zeros(width, dtype=torch.float64, device=flat.device).scatter_reduce_(0, place, flat, "amax")
        else:
            codes = output.codes_bq.abs()  # signed Top-k and pursuit have negative codes
            on = codes > 0
            active_b, fires, most = on.sum(1), on.sum(0), codes.amax(0).double()
            first, second = codes.sum(0, dtype=torch.float64), codes.square().sum(0, dtype=torch.float64)
        self._fires += fires.cpu()
        self._sum += first.cpu()
        self._square += second.cpu()
        self._most = torch.maximum(self._most, most.cpu())
        self._active += torch.bincount(active_b, minlength=width + 1).cpu()

    def totals(self) -> Totals:
        """The sums as they are now.

        Raises:
            InputError: nothing was added.
        """
        if not self._rows:
            raise InputError("data", "no rows", "there is nothing to measure", "give at least one row")
        offsets = (self._offset / self._rows).square().split(self._sizes)
        targets = tuple(
            Target(size, self._rows, *sums, offset=float(offset.sum()))  # pyright: ignore[reportCallIssue]  # five sums
            for size, sums, offset in zip(self._sizes, self._parts.T.tolist(), offsets, strict=True)
        )
        counts = self._active[: int(self._active.nonzero().max()) + 1]
        return Totals(self._rows, targets, self._fires, self._sum, self._square, self._most, counts)
