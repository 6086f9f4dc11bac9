"""Figure 9: the Linear Representation Bench in three dimensions: four features and samples."""

from __future__ import annotations

from typing import Any

import numpy as np

from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, BLUE, DOUBLE, GREEN, GREY, ORANGE, PURPLE, VERMILION, letter
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="fig9_features_samples",
    title="Four features in three dimensions, and samples",
    caption="""
        The Linear Representation Bench with p = 3 and n = 4 at maximal interference M = -0.3, close to the least
        possible value -1/3 of a regular simplex. (a) The four features. (b) 400 samples with S = 0.75: where one
        feature is active they lie on its ray (its colour), where several are active between the rays (grey); with
        none they are 0 (purple). The magnitudes are 1 + Exp(1); their law is not stated in the source.""",
    source="Figure 9 and Appendix C of arXiv 2512.05534",
)
COLOURS = (BLUE, VERMILION, GREEN, ORANGE)
SAMPLES = 400
_FLOAT32 = 1e-4  # sums of at most four float32 products, after a descent whose last digits depend on the processor


def compute(budget: Budget) -> dict[str, Table]:
    """Features and samples of one seed."""
    from solvers.sdl.train.data.linear_representation import BenchSettings, LinearRepresentationBench

    bench = LinearRepresentationBench(
        BenchSettings(features=4, inputs=(3,), sparsity=0.75, interference=-0.3), seed=budget.seed
    )
    batch = bench.batch(0, SAMPLES)
    assert batch.features_bn is not None  # synthetic data know their features
    active = [[d for d, z in enumerate(row) if z > 0] for row in batch.features_bn.tolist()]
    axes = tuple(Column(a, "real", _FLOAT32, f"coordinate {a}") for a in "xyz")
    return {
        "features": Table(
            (Column("feature", "integer", means="number of the feature"), *axes),
            tuple((d, *w) for d, w in enumerate(bench.truth.features_in_np.tolist())),
        ),
        "samples": Table(
            (Column("active", "text", means="active features"), *axes),
            tuple(("+".join(map(str, on)) or "none", *x) for on, x in zip(active, batch.x_bp.tolist(), strict=True)),
        ),
    }


def draw(tables: dict[str, Table]) -> Any:
    """Two views in space."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(DOUBLE, 3.1))
    FigureCanvasAgg(figure)
    features = np.array([tables["features"].floats(a) for a in "xyz"]).T
    for place, heading in ((1, "a features"), (2, "b samples")):
        ax: Any = figure.add_subplot(1, 2, place, projection="3d")
        letter(ax, heading)
        long = 1.0 if place == 1 else 5.0
        for d, w in enumerate(features):
            ax.plot(*zip((0, 0, 0), long * w, strict=True), color=COLOURS[d], linewidth=2.0 if place == 1 else 0.6)
            ax.text(*(1.15 * long * w), f"$w_{d + 1}$", color=BLACK, fontsize=8)
        if place == 2:
            _scatter(ax, tables["samples"])
        ax.set(xlim=(-long, long), ylim=(-long, long), zlim=(-long, long), box_aspect=(1, 1, 1))
        ax.set(**{f"{a}ticks": [-long, 0, long] for a in "xyz"})
        ax.view_init(elev=18, azim=35)
        ax.tick_params(labelsize=6, pad=-2)
    return figure


def _scatter(ax: Any, samples: Table) -> None:
    points = np.array([samples.floats(a) for a in "xyz"]).T
    colours = [COLOURS[int(on)] if on.isdigit() else PURPLE if on == "none" else GREY for on in samples["active"]]
    ax.scatter(*points.T, c=colours, s=5, linewidths=0, depthshade=False)
