"""What one new neuron gains, exactly, on a batch whose other codes are known.

Legend: see :mod:`solvers.sdl.train.step.resampling`.  A code of the new neuron counts on a sample where its pre-activation
exceeds the *bar*:
0 for ReLU, the threshold for JumpReLU, the weakest selected value for Top-k.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from solvers.sdl.train.data.batch import Batch
from solvers.sdl.train.model.module import SDLModel


@dataclass(frozen=True)
class Place:
    """A row for the new neuron, its best column, its codes, and the decrease of ``sum_b M_b |r_b|^2``."""

    row_p: Tensor
    column_r: Tensor
    codes_b: Tensor
    taken_b: Tensor
    decrease: float


@dataclass(frozen=True)
class Moment:
    """Residuals of a batch before the next neuron comes.

    Args:
        x_bp: samples as the encoder reads them.
        residual_br: r_b.
        weights_b: M_b.
        bar_b: what a code has to exceed.
        freed_br: the residual once the neuron that the new one replaces is gone; r_b where it replaces none.
        loser_b: index of that neuron, -1 where there is none; it loses ties against smaller indices.
        values_bk: Top-k only: selected values.
        index_bk: Top-k only: selected neurons.
    """

    x_bp: Tensor
    residual_br: Tensor
    weights_b: Tensor
    bar_b: Tensor
    freed_br: Tensor
    loser_b: Tensor
    values_bk: Tensor | None = None
    index_bk: Tensor | None = None

    @staticmethod
    def of(model: SDLModel, batch: Batch, weights_b: Tensor) -> Moment:
        """The moment of a model as it is."""
        output, a = model(batch.x_bp), model.architecture
        residual = batch.y_br - output.y_br
        bar = weights_b.new_full(weights_b.shape, a.threshold if a.kind == "jumprelu" else 0.0)
        nobody = torch.full(weights_b.shape, -1, device=weights_b.device)
        moment = Moment(model.centred(batch.x_bp), residual, weights_b, bar, residual, nobody)
        if output.sparse is None:
            return moment
        return moment.competing(output.sparse.values_bk, output.sparse.index_bk, model.decoder_qr)

    def competing(self, values_bk: Tensor, index_bk: Tensor, decoder_qr: Tensor) -> Moment:
        """The same residuals under Top-k with these codes: in every sample the weakest one, of equal ones the last, would go."""
        bar = values_bk.amin(1)
        loser = torch.where(values_bk == bar[:, None], index_bk, -1).amax(1)
        freed = self.residual_br + bar[:, None] * decoder_qr[loser]
        return replace(self, bar_b=bar, freed_br=freed, loser_b=loser, values_bk=values_bk, index_bk=index_bk)

    def place(self, row_p: Tensor, j: int) -> Place | None:
        """The best column for this row of neuron j and what it gains; None where the row is active on no sample."""
        pre = self.x_bp @ row_p
        taken = (pre > 0) & ((pre > self.bar_b) | ((pre == self.bar_b) & (j < self.loser_b)))
        codes = torch.where(taken, pre, 0.0)
        weighted = self.weights_b * codes
        size = weighted @ codes
        if not float(size) > 0:
            return None
        gain = weighted @ self.freed_br
        change = self.freed_br.square().sum(1) - self.residual_br.square().sum(1)
        price = (self.weights_b * torch.where(taken, change, 0.0)).sum()
        return Place(row_p, gain / size, codes, taken, float(gain @ gain / size - price))

    def after(self, place: Place, j: int, decoder_qr: Tensor) -> Moment:
        """The moment when neuron j has taken its place; ``decoder_qr`` already contains its column."""
        left = torch.where(place.taken_b[:, None], self.freed_br, self.residual_br)
        left = left - place.codes_b[:, None] * place.column_r
        moment = replace(self, residual_br=left, freed_br=left)
        if self.values_bk is None or self.index_bk is None:
            return moment
        # an unused place may already carry j with the value 0; then that is the one to fill
        already = (self.index_bk == j).any(1)
        old = torch.where(already, j, self.loser_b)
        here = (self.index_bk == old[:, None]) & place.taken_b[:, None]
        values = torch.where(here, place.codes_b[:, None], self.values_bk)
        return moment.competing(values, torch.where(here, j, self.index_bk), decoder_qr)
