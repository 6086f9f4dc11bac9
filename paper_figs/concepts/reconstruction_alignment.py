"""Reconstruction guarantees detection: measured recall against the line that theory draws."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from paper_figs.concepts._trained import SEEDS, WIDTHS, Setting, trained
from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, CYCLE, SINGLE, legend_below, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="reconstruction_alignment",
    title="Reconstruction error and recall",
    caption=r"""
        Every concept of the tree in five trained models, two seeds each. Horizontally, the mean squared
        reconstruction error on the concept over $\delta^2$, the least squared length of a point of the concept along
        its feature; vertically, the share of the concept that is covered by the neurons whose decoders point along
        the feature (cosine above 1/2). The line is concepts.reconstruction-implies-detection, which is about all
        neurons whose decoders are not orthogonal to the feature; the table shows that for them no concept falls below
        it. That is not much: in trained models nearly every decoder is a little oblique, and those neurons cover
        everything. The neurons that point along the feature may lie below the line, and do, at roots and under Top-1.""",
    source="this project, on the theory of arXiv 2606.07007",
    slow=True,
)
SETTINGS: tuple[tuple[Literal["topk", "relu"], float], ...] = (
    ("topk", 1.0),
    ("topk", 2.0),
    ("topk", 4.0),
    ("relu", 0.3),
    ("relu", 0.6),
)
COSINE = 0.5


def points(model: Any) -> list[tuple[int, float, float, float]]:
    """For every concept its level, error over delta^2, recall of the neurons that see the feature, and slack of
    concepts.reconstruction-implies-detection.

    The smaller set of neurons with cosine above 1/2 is shown; the slack is measured with all neurons that are not orthogonal to
    the feature (cosine above rounding, 1e-6 in float32), as concepts.reconstruction-implies-detection states.
    """
    on = model.activations_nd > 0
    out = []
    for c, concept in enumerate(model.concepts_nc.T):
        delta2 = float(np.abs(model.projections_nc[concept, c]).min()) ** 2
        error = float(model.residual_n[concept].mean()) / max(delta2, 1e-12)
        shown, everyone = (
            float(on[np.ix_(concept, np.abs(model.cosines_dc[:, c]) > least)].any(axis=1).mean())
            for least in (COSINE, 1e-6)
        )
        out.append((int(model.levels_c[c]), error, shown, everyone - (1 - error)))
    return out


def compute(budget: Budget) -> Table:
    """One row per concept and model."""
    rows: list[Any] = []
    for kind, sparsity in SETTINGS:
        for seed in SEEDS:
            model = trained(Setting(kind, sparsity, max(WIDTHS), seed), budget.say)
            rows += [(kind, sparsity, seed, c, *values) for c, values in enumerate(points(model))]
    # training ends elsewhere on other processors: then single concepts move, but none may cross the line
    return Table(
        (
            Column("kind", "text", means="topk or relu"),
            Column("sparsity", "real", 1e-9, "k, or the weight of the L1 penalty"),
            Column("seed", "integer", means="of data, start and order"),
            Column("concept", "integer", means="node of the tree"),
            Column("level", "integer", means="0 root, 1 middle, 2 leaf"),
            Column("error", "real", 2.0, "mean squared error on the concept over delta^2"),
            Column("recall", "real", 1.0, "recall of the neurons with |cosine| above 1/2"),
            Column(
                "slack",
                "real",
                2.0,
                "recall of all neurons that see the feature, minus (1 - error); concepts.reconstruction-implies-detection: never negative",
            ),
        ),
        tuple(rows),
    )


def draw(table: Table) -> Any:
    """Scatter with the line 1 - x."""
    figure, axes = panels(1, 1, width=SINGLE, height=2.8)
    ax = axes[0, 0]
    for (kind, sparsity), colour in zip(SETTINGS, CYCLE, strict=False):
        part = table.where(kind=kind, sparsity=sparsity)
        name = f"Top-{sparsity:g}" if kind == "topk" else rf"ReLU $\lambda = {sparsity:g}$"
        ax.plot(part.floats("error"), part.floats("recall"), "o", color=colour, markersize=2.5, alpha=0.8, label=name)
    errors = np.geomspace(min(table.floats("error")), 1.0, 200)
    ax.semilogx(errors, 1 - errors, "-", color=BLACK, linewidth=0.8, label="bound for all oblique neurons")
    ax.set(xlabel=r"mean error on the concept / $\delta^2$", ylabel="recall of aligned neurons", ylim=(-0.03, 1.03))
    legend_below(figure, columns=3)
    return figure
