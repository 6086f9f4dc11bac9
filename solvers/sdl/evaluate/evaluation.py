"""What models do on data: how much they leave unexplained, how many neurons are active, which are dead, dense or doubled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

import torch

from solvers.sdl.evaluate.data import Rows
from solvers.sdl.evaluate.decoder import alike, nearest
from solvers.sdl.evaluate.groups import by_frequency, written_by
from solvers.sdl.evaluate.pages import chosen_neurons, neuron_pages
from solvers.sdl.train.data.batch import Batch
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.run.stored_model import StoredModel
from solvers.sdl.train.run.totals import Target, Totals, measure
from theory.evaluation_records import Agreement, ModelEvaluation, NeuronColumns, NeuronGroup, TargetRecord

GROUP_ROWS = (
    1 << 14
)  # rows on which groups are taken apart: shares of variance are then known to about a hundredth of their value
DENSE, DUPLICATE = 0.5, 0.9  # share of the rows; cosine of decoder rows

Say = Callable[[str], None]


def evaluate(
    stored: StoredModel,
    rows: Rows,
    *,
    pages: int = 0,
    texts: Sequence[str] | None = None,
    say: Say = lambda _text: None,
) -> ModelEvaluation:
    """One model on some rows.

    All ratios are ratios of sums over all rows.  The model is looked at in evaluation mode: BatchTopK cuts at the threshold that training
    has found.

    Args:
        stored: any model.
        rows: that fit it.
        pages: how many neurons get a page, those first that fire on most rows.
        texts: one per row, for the pages.
        say: called with one line now and then.

    Raises:
        InputError: a row that holds NaN or an infinite number.
    """
    model, width = stored.model, stored.model.architecture.width
    totals = measure(model, _watched(rows, width, say))
    near = nearest(model.decoder_qr, say)
    a = model.architecture
    fires = totals.fires_q
    doubled = near.cosine_q >= DUPLICATE  # NaN is not
    norm = model.decoder_qr.detach().double().norm(dim=1)
    return ModelEvaluation(
        source=str(stored.path),
        kind=a.kind,
        form=a.form,
        inputs=list(a.inputs),
        outputs=list(a.outputs),
        width=width,
        k=a.k,
        rows=totals.rows,
        of=rows.of,
        unexplained=totals.unexplained,
        error=totals.error,
        l0=totals.l0,
        active_counts=totals.active_counts.tolist(),
        silent=int((fires == 0).sum()),
        dense=int((fires > DENSE * totals.rows).sum()),
        duplicates=int(doubled.sum()),
        targets=[_target(t) for t in totals.targets],
        groups=_groups(model, totals, rows, say),
        neurons=NeuronColumns(
            fires=fires.tolist(),
            mean=torch.where(fires > 0, totals.sum_q / fires.clamp(min=1), 0.0).tolist(),
            largest=totals.most_q.clamp(min=0).tolist(),
            norm=norm.tolist(),
            nearest=[None if i < 0 else int(i) for i in near.index_q],
            cosine=[None if i < 0 else float(c) for i, c in zip(near.index_q, near.cosine_q, strict=True)],
        ),
        pages=neuron_pages(model, totals, rows, chosen_neurons(fires, pages), texts, say),
    )


def agreements(
    models: Sequence[StoredModel], found: Sequence[ModelEvaluation], say: Say = lambda _text: None
) -> list[Agreement]:
    """How alike the decoders of every two models are that write the same number of outputs, over neurons that fire."""
    out: list[Agreement] = []
    for i, j in combinations(range(len(models)), 2):
        one, other = (models[n].model.decoder_qr[torch.tensor(found[n].neurons.fires) > 0] for n in (i, j))
        if one.shape[1] != other.shape[1]:
            continue
        say(f"comparing {models[i].path} and {models[j].path}")
        same = alike(one, other)
        if same is not None:
            out.append(Agreement(i, j, same.forth, same.back, same.shared, same.matched))
    return out


def _watched(rows: Rows, width: int, say: Say) -> Iterator[Batch]:
    done = 0
    for batch in rows.pieces(width):
        say(f"{done:,} of {rows.count:,} rows")
        yield batch
        done += len(batch.x_bp)


def _target(t: Target) -> TargetRecord:
    offset = t.offset * t.rows / t.error if t.error > 0 else 0.0
    return TargetRecord(t.size, t.error / t.rows, t.unexplained, t.bias, offset)


def _groups(model: SDLModel, totals: Totals, rows: Rows, say: Say) -> list[NeuronGroup]:
    members = by_frequency(totals.fires_q, totals.rows)
    numbers = torch.arange(model.architecture.width)
    members |= {f"the first {m:,}": numbers < m for m in model.architecture.prefixes[:-1]}
    if not members or totals.unexplained is None:
        return []
    say("groups of neurons")
    written = written_by(model, rows.pieces(model.architecture.width, GROUP_ROWS), members)
    return [
        NeuronGroup(
            name,
            int(of.sum()),
            float(totals.fires_q[of].sum()) / totals.rows,
            written[name].alone,
            written[name].without,
        )
        for name, of in members.items()
    ]
