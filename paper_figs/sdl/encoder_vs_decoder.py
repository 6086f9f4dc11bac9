"""Encoder recovery against decoder recovery: one dot per trained model."""

from __future__ import annotations

from typing import Any

from paper_figs.sdl import _trained
from paper_figs.spec import FigureSpec
from paper_figs.style import CYCLE, GREY, SINGLE, legend_below, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="encoder_vs_decoder",
    title="Encoders and decoders recover differently",
    caption="""
        Mean best cosine of the features with decoder columns against that with encoder rows, one dot for every
        trained model of Table 1 at mini size (five seeds; filled dots with anchors). On the dashed diagonal both
        halves would recover equally. All models lie above it: the decoder is determined by the data where codes are
        sparse (sdl.norm-weighted-l1-identifies, sdl.top-1-identifies-decoder), the encoder row only has to separate
        its feature from the others. The published metrics are of the encoder.""",
    source="this project, on the metrics of arXiv 2512.05534",
    slow=True,
)


def compute(budget: Budget) -> Table:
    """All runs of Table 1."""
    from solvers.sdl.recovery.experiments import METHODS

    rows = [
        (method, r.anchored, r.seed, r.encoder.m_ip, r.decoder.m_ip, r.encoder.matched, r.decoder.matched)
        for method in METHODS
        for r in _trained.trained(method, budget)
    ]
    columns = (
        Column("method", "text", means="kind of model"),
        Column("anchors", "integer", means="number of anchored features"),
        Column("seed", "integer", means="of data and model"),
        Column("encoder", "real", _trained.ONE_RUN, "mean best cosine with an encoder row"),
        Column("decoder", "real", _trained.ONE_RUN, "mean best cosine with a decoder column"),
        Column(
            "encoder_matched", "real", _trained.ONE_RUN, "mean cosine under the best assignment of different neurons"
        ),
        Column(
            "decoder_matched", "real", _trained.ONE_RUN, "mean cosine under the best assignment of different neurons"
        ),
    )
    return Table(columns, tuple(rows), _trained.SIZE_NOTE)


def draw(table: Table) -> Any:
    """A scatter plot with the diagonal."""
    figure, axes = panels(1, 1, width=SINGLE * 1.25, height=3.9)
    ax = axes[0, 0]
    methods = list(dict.fromkeys(table["method"]))
    for method, colour in zip(methods, (GREY, *CYCLE, "#8B4513"), strict=True):
        for anchors in sorted(set(table["anchors"])):
            part = table.where(method=method, anchors=anchors)
            face, label = (colour, None) if anchors else ("white", method)
            ax.plot(
                part.floats("encoder"),
                part.floats("decoder"),
                "o",
                color=colour,
                markerfacecolor=face,
                ms=3.5,
                label=label,
            )
    ax.plot([0.4, 1], [0.4, 1], "--", color=GREY, linewidth=0.7)
    ax.set(xlabel="encoder: mean best cosine", ylabel="decoder: mean best cosine", xlim=(0.4, 1.01), ylim=(0.4, 1.02))
    legend_below(figure, columns=3)
    return figure
