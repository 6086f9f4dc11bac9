"""The first steps of pursuit against the largest codes: only prefixes improve at every number."""

from __future__ import annotations

from typing import Any

from paper_figs.pursuit._mixtures import TEST, data, trained
from paper_figs.spec import FigureSpec
from paper_figs.style import CYCLE, DOUBLE, letter, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="prefix_truncation",
    title="Prefixes of pursuit improve always, largest codes do not",
    caption="""
        Sixteen steps of non-negative pursuit, of which a part is kept: the first k steps, or the k largest codes (as
        the source evaluates its models, as reported). (a) Error over energy. (b) Share of the samples whose error
        rises when the k-th part is added. It is zero for prefixes, trained or not
        (pursuit.residual-orthogonal-iff-unit); for largest codes it is not (pursuit.largest-codes-are-no-prefix), and
        training makes that rarer, not impossible. 96 atoms in 48 dimensions, at random and trained.""",
    source="this project, on Figure 20 of arXiv 2506.03093, as reported",
    slow=True,
)
STEPS, TRAINING = 16, 1500


def compute(budget: Budget) -> Table:
    """Errors on held-out samples with a random and a trained dictionary."""
    rows = []
    for name, steps in (("random", 0), ("trained", budget.pick(quick=60, full=TRAINING))):
        budget.say(f"{name} dictionary")
        rows += [(name, *row) for row in kept(trained("pursuit", steps).decoder_qr.detach().double())]
    return Table(
        (
            Column("dictionary", "text", means="random or trained"),
            Column("kept", "text", means="prefix: first steps; largest: largest codes"),
            Column("k", "integer", means="how many are kept"),
            Column("error", "real", 0.02, "squared error over the energy of the samples"),
            Column("rising", "real", 0.02, "share of the samples whose error is larger than with one part less"),
        ),
        tuple(rows),
        f"{TEST} samples; {TRAINING} steps of training, seed 0.",
    )


def kept(atoms: Any) -> list[tuple[str, int, float, float]]:
    """For both ways and every k: error over energy, and the share of the samples that the k-th part makes worse."""
    import torch

    from solvers.pursuit.encode import Settings, pursue

    x = data().rows(slice(1 << 40, (1 << 40) + TEST)).x_bp.double()
    run = pursue(x, atoms, Settings("nonnegative", STEPS))
    codes, out = run.codes_bq, []
    parts = (run.coefficient_bt[:, :, None] * atoms[run.index_bt]).cumsum(1)
    order = codes.argsort(dim=1, descending=True)
    for way in ("prefix", "largest"):
        energy = x.square().sum(1)
        before, total = energy, float(energy.sum())
        for k in range(1, STEPS + 1):
            if way == "prefix":
                y = parts[:, k - 1]
            else:
                top = order[:, :k]
                y = torch.zeros_like(codes).scatter(1, top, codes.gather(1, top)) @ atoms
            now = (x - y).square().sum(1)
            # errors are sums of 48 squares in double precision: 1e-12 of the energy is rounding
            rising = (now > before + 1e-12 * energy).double().mean()
            out.append((way, k, float(now.sum()) / total, float(rising)))
            before = now
    return out


def draw(table: Table) -> Any:
    """Error, and the share that rises."""
    figure, axes = panels(1, 2, width=DOUBLE)
    for ax, name, heading in (
        (axes[0, 0], "error", "a error over energy"),
        (axes[0, 1], "rising", "b samples made worse"),
    ):
        letter(ax, heading)
        for way, colour in zip(("prefix", "largest"), CYCLE, strict=False):
            for dictionary, style in (("random", "o--"), ("trained", "o-")):
                part = table.where(kept=way, dictionary=dictionary)
                label = f"{'first steps' if way == 'prefix' else 'largest codes'}, {dictionary}"
                ax.plot(part["k"], part[name], style, ms=3, color=colour, label=label)
        ax.set(xlabel="parts kept $k$", ylim=(-0.01, None))
    axes[0, 0].legend()
    return figure
