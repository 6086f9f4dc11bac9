"""One style for all figures: colours that colour-blind readers can tell apart, and the sizes of a journal column."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# Okabe and Ito, "Color Universal Design": distinguishable with every common form of colour blindness.
BLUE, ORANGE, GREEN, VERMILION = "#0072B2", "#E69F00", "#009E73", "#D55E00"
PURPLE, SKY, YELLOW, BLACK, GREY = "#CC79A7", "#56B4E9", "#F0E442", "#000000", "#7F7F7F"
CYCLE = (BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY)

SINGLE, DOUBLE = 3.35, 6.9  # inches: one column (85 mm) and the full width (175 mm) of a two-column page
DPI = 200  # sharp on screens at twice the nominal size, and small enough for a repository

RC: dict[str, Any] = {
    "font.family": "DejaVu Sans",  # comes with matplotlib, so every machine draws the same letters
    "mathtext.fontset": "dejavusans",
    "font.size": 8,
    "axes.titlesize": 8,
    "axes.labelsize": 8,
    "legend.fontsize": 7,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "lines.linewidth": 1.2,
    "lines.markersize": 4,
    "legend.frameon": False,
    "figure.dpi": DPI,
    "savefig.dpi": DPI,
    "figure.constrained_layout.use": True,
    "pdf.fonttype": 42,  # TrueType: text stays text, which journals ask for
    "svg.fonttype": "path",
    "svg.hashsalt": "sdl-atlas",  # element ids would otherwise be random
    "path.simplify": False,  # simplification depends on the resolution of the screen
}


@contextmanager
def styled() -> Iterator[None]:
    """Matplotlib's defaults plus this style, for the time of a block."""
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        for key, value in RC.items():
            matplotlib.rcParams[key] = value  # pyright: ignore[reportArgumentType]  # the stub wants literal keys
        yield


def panels(rows: int, columns: int, *, width: float = DOUBLE, height: float = 2.4, **options: Any) -> tuple[Any, Any]:
    """A figure without any global state, and its axes as an array of shape (rows, columns)."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    return figure, figure.subplots(rows, columns, squeeze=False, **options)


def letter(axes: Any, text: str) -> None:
    """Mark a panel with a bold letter and a short heading, to the left above the data."""
    mark, _, heading = text.partition(" ")
    axes.set_title(rf"$\mathbf{{{mark}}}$  {heading}" if heading else rf"$\mathbf{{{mark}}}$", loc="left")


def legend_below(figure: Any, handles: Any = None, *, columns: int = 3) -> None:
    """One legend under all panels, outside of the data."""
    if handles is None:
        found = {label: h for ax in figure.axes for h, label in zip(*ax.get_legend_handles_labels(), strict=True)}
        handles = list(found.values())
    figure.legend(handles=handles, loc="outside lower center", ncols=columns)
