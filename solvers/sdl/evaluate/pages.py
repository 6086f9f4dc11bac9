"""What is to be seen of single neurons: the rows on which they are most active, how their codes are spread, which neurons are near."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor

from solvers.sdl.evaluate.data import Rows
from solvers.sdl.evaluate.decoder import directions
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.run.totals import Totals
from theory.evaluation_records import ExampleRow, Neighbour, NeuronPage

TOP, BINS, NEAR = 12, 20, 5
CELLS = 1 << 24  # counts of pairs that are held at the same time

Say = Callable[[str], None]


def chosen_neurons(fires_q: Tensor, count: int) -> list[int]:
    """The neurons that get a page: those that fire on most rows, the smaller number first among equals; silent ones get none.

    >>> chosen_neurons(torch.tensor([3, 0, 9, 3]), 3)
    [2, 0, 3]
    """
    order = np.argsort(-fires_q.numpy(), kind="stable")
    return [int(j) for j in order[:count] if fires_q[j] > 0]


def most_pages(width: int) -> int:
    """How many neurons of a model of this width can have a page: pairs with all others must fit."""
    return min(width, max(1, CELLS // width))


@torch.no_grad()
def neuron_pages(
    model: SDLModel,
    totals: Totals,
    rows: Rows,
    chosen: Sequence[int],
    texts: Sequence[str] | None = None,
    say: Say = lambda _text: None,
) -> list[NeuronPage]:
    """Pages of some neurons, from one pass over all rows.

    Args:
        model: in evaluation mode.
        totals: of the same rows.
        rows: that were looked at.
        chosen: numbers of neurons that fire.
        texts: one per row.
        say: called with one line now and then.
    """
    if not chosen:
        return []
    width, wanted = model.architecture.width, torch.tensor(chosen)
    seen = _Seen(len(chosen), width, totals.most_q[wanted])
    done = 0
    for batch in rows.pieces(width):
        say(f"pages: {done:,} of {rows.count:,} rows")
        seen.add(model.codes(batch.x_bp).abs(), wanted, done)
        done += len(batch.x_bp)
    near = _alike(model.decoder_qr, chosen)
    either = totals.fires_q[wanted][:, None] + totals.fires_q[None] - seen.both_nq
    together = torch.where(either > 0, seen.both_nq / either.clamp(min=1), 0.0)
    together[torch.arange(len(chosen)), wanted] = -1.0
    pages: list[NeuronPage] = []
    for i, j in enumerate(chosen):
        examples = [
            ExampleRow(row, code, None if texts is None else str(texts[row]))
            for code, row in zip(seen.codes_nt[i].tolist(), seen.rows_nt[i].tolist(), strict=True)
            if code > 0
        ]
        pages.append(NeuronPage(j, examples, seen.histogram_nb[i].tolist(), near[i], _largest(together[i], above=0.0)))
    return pages


class _Seen:
    """What was seen of n chosen neurons so far."""

    def __init__(self, n: int, width: int, most_n: Tensor) -> None:
        self.codes_nt, self.rows_nt = torch.zeros(n, TOP), torch.zeros(n, TOP, dtype=torch.int64)
        self.histogram_nb = torch.zeros(n, BINS, dtype=torch.int64)
        self.both_nq = torch.zeros(n, width, dtype=torch.float64)
        self.most_n = most_n

    def add(self, codes_bq: Tensor, wanted: Tensor, first: int) -> None:
        part = codes_bq[:, wanted].T
        numbers = torch.arange(first, first + part.shape[1]).expand(len(wanted), -1)
        codes, rows = torch.cat([self.codes_nt, part.float()], 1), torch.cat([self.rows_nt, numbers], 1)
        order = torch.sort(codes, dim=1, descending=True, stable=True).indices[:, :TOP]  # ties: the earlier row
        self.codes_nt, self.rows_nt = codes.gather(1, order), rows.gather(1, order)
        place = (part.double() / self.most_n[:, None] * BINS).long().clamp(0, BINS - 1)
        self.histogram_nb.scatter_add_(1, place, (part > 0).long())
        on = codes_bq > 0
        self.both_nq += on[:, wanted].float().T @ on.float()


def _alike(decoder_qr: Tensor, chosen: Sequence[int]) -> list[list[Neighbour]]:
    unit, known = directions(decoder_qr)
    out: list[list[Neighbour]] = []
    for j in chosen:
        cosines = (unit @ unit[j]).clamp(-1, 1)
        cosines[j], cosines[~known] = -2.0, -2.0
        out.append(_largest(cosines, above=-1.5) if known[j] else [])
    return out


def _largest(values: Tensor, *, above: float) -> list[Neighbour]:
    found = values.topk(min(NEAR, len(values)))
    return [Neighbour(j, v) for v, j in zip(found.values.tolist(), found.indices.tolist(), strict=True) if v > above]
