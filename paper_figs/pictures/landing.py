"""Where runs landed, as a picture: end losses over the predicted values, and the share of every point."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from paper_figs.style import BLUE, DOUBLE, GREY, ORANGE, PURPLE, VERMILION, legend_below, letter, panels, styled
from solvers.sdl.landing.settle import Settled

MAX_BARS = 12  # basins that are named; the others are one bar
BINS = 60
_GROUPS = (
    ("on the list", ("predicted", "zero_loss", "in_listed_family"), BLUE),
    ("stationary, not on the list", ("stationary_not_on_list",), ORANGE),
    ("in a valley without a bottom", ("in_valley",), PURPLE),
    ("moving", ("moving",), VERMILION),
)


def picture(settled: Settled) -> bytes:
    """The picture as PNG."""
    with styled():
        figure, axes = panels(1, 2, width=DOUBLE, height=2.9)
        _histogram(axes[0, 0], settled)
        _shares(axes[0, 1], settled)
        legend_below(figure, columns=4)
        out = io.BytesIO()
        figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _histogram(ax: Any, settled: Settled) -> None:
    landing = settled.landing
    losses = landing.loss_s
    finite = losses[np.isfinite(losses)]
    values = [p.loss for p in landing.predictions]
    low, high = (f([*finite, *values]) if len(finite) or values else 0.0 for f in (min, max))
    room = 0.03 * max(high - low, 1e-9)
    edges = np.linspace(low - room, high + room, BINS + 1)
    bottom = np.zeros(BINS)
    kinds = np.array(landing.classes)
    for label, names, colour in _GROUPS:
        part = losses[np.isin(kinds, names) & np.isfinite(losses)]
        if len(part):
            counts, _ = np.histogram(part, bins=edges)
            ax.bar(edges[:-1], counts, np.diff(edges), bottom=bottom, align="edge", color=colour, label=label)
            bottom += counts
    top = max(bottom.max(), 1.0)
    ax.plot(values, [-0.05 * top] * len(values), "|", color=GREY, ms=6, mew=1.0, clip_on=False, label="predicted")
    ax.axhline(0, color="black", linewidth=0.6)
    ax.spines["bottom"].set_visible(False)
    ax.set(xlabel="loss at the end of training", ylabel="runs", ylim=(-0.1 * top, 1.08 * top))
    ax.set_yticks([t for t in ax.get_yticks() if 0 <= t <= 1.08 * top])
    letter(ax, "a end losses")


def _shares(ax: Any, settled: Settled) -> None:
    landing = settled.landing
    rows = [(n, f"{p.loss:.4g}  {p.label}", BLUE if p.attained else PURPLE) for p, n in landing.tally()]
    for group in landing.new:
        name = " ".join("{" + ",".join(map(str, on)) + "}" for on in group.point.pattern) or "nothing"
        rows.append((len(group.runs), f"{group.loss:.4g}  {name}", ORANGE if group.listed < 0 else BLUE))
    rows.sort(key=lambda row: -row[0])
    if len(rows) > MAX_BARS:
        rows = [*rows[: MAX_BARS - 1], (sum(r[0] for r in rows[MAX_BARS - 1 :]), "all others", GREY)]
    share = [100 * n / len(landing.classes) for n, _, _ in rows]
    ax.barh(range(len(rows)), share, color=[c for _, _, c in rows], height=0.7)
    for y, (x, (_, text, _)) in enumerate(zip(share, rows, strict=True)):
        ax.text(x + 0.01 * max(share), y, text.replace("_", " "), va="center", fontsize=5.5)
    ax.set(xlabel="share of the runs (%)", ylim=(max(len(rows), 1) - 0.4, -0.6), xlim=(0, 1.9 * max(share, default=1)))
    ax.set_yticks([])
    ticks = [t for t in ax.get_xticks() if t <= 1.1 * max(share, default=1)]
    ax.set_xticks(ticks)
    letter(ax, "b basins: loss and pattern")
