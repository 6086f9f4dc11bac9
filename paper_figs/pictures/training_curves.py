"""The curves of training runs: loss, what is left unexplained, active and dead neurons, recovered features."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from paper_figs.style import BLUE, CYCLE, DOUBLE, GREY, VERMILION, legend_below, letter, panels, styled
from theory.files import write_atomically

Rows = Sequence[Any]  # theory.training_tables.MetricsRow; a type of its own would be imported for this line alone


def write(folder: Path, runs: Mapping[str, Rows]) -> None:
    """Draw ``plot.png`` and ``plot.pdf`` into a folder.

    Args:
        folder: of the run, or of the sweep.
        runs: name and rows of every run, each with at least one row.
    """
    with styled():
        figure = draw(runs)
        for ending, metadata in (("png", {"Software": None}), ("pdf", {"CreationDate": None})):
            stream = io.BytesIO()
            figure.savefig(stream, format=ending, metadata=metadata)
            write_atomically(folder / f"plot.{ending}", stream.getvalue())


def draw(runs: Mapping[str, Rows]) -> Any:
    """Four panels against the number of steps."""
    figure, axes = panels(2, 2, width=DOUBLE, height=4.2, sharex=True)
    first = next(iter(runs.values()))
    known = first[-1].recovered_decoder is not None
    _lines(axes[0, 0], runs, lambda row: row.loss)
    axes[0, 0].set(ylabel="loss")
    _scale(axes[0, 0], runs, "loss")
    _lines(axes[0, 1], runs, lambda row: _known(row.unexplained))
    _scale(axes[0, 1], runs, "unexplained")
    axes[0, 1].set(ylabel="unexplained variance")
    _lines(axes[1, 0], runs, lambda row: row.l0)
    axes[1, 0].set(ylabel="active neurons per sample", xlabel="step")
    axes[1, 0].set_ylim(bottom=0)
    _shares(axes[1, 1], runs, known)
    for ax, text in zip(axes.flat, ("a", "b", "c", "d"), strict=True):
        letter(ax, text)
        _resampled(ax, first)
    legend_below(figure, columns=4)
    return figure


def _shares(ax: Any, runs: Mapping[str, Rows], known: bool) -> None:
    """Neurons that were not active lately, and recovered features where they are known."""
    if len(runs) > 1:
        _lines(ax, runs, lambda row: row.recovered_decoder if known else _known(row.silent))
        ax.set(ylabel="recovered by the decoder" if known else "silent neurons")
    else:
        (rows,) = runs.values()
        steps = [row.step for row in rows]
        ax.plot(steps, [_known(row.silent) for row in rows], color=GREY, label="silent neurons")
        if known:
            ax.plot(
                steps, [r.recovered_encoder for r in rows], color=VERMILION, label="features recovered by the encoder"
            )
            ax.plot(steps, [r.recovered_decoder for r in rows], color=BLUE, label="by the decoder")
        ax.set(ylabel="share")
    ax.set(ylim=(-0.03, 1.03), xlabel="step")


def _known(value: float | None) -> float:
    """A gap in the curve where a value is not known."""
    return float("nan") if value is None else value


def _lines(ax: Any, runs: Mapping[str, Rows], value: Callable[[Any], float]) -> None:
    named = 1 < len(runs) <= len(CYCLE)
    for i, (name, rows) in enumerate(runs.items()):
        colour, width = (CYCLE[i % len(CYCLE)], 1.2) if len(runs) <= len(CYCLE) else (BLUE, 0.6)
        points = [(row.step, value(row)) for row in rows]
        ax.plot(*zip(*points, strict=True), color=colour, linewidth=width, label=name if named else None)


def _scale(ax: Any, runs: Mapping[str, Rows], name: str) -> None:
    """Logarithmic where a plain axis would hide the end of a curve that never reaches zero."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    values = [v for rows in runs.values() for row in rows if (v := getattr(row, name)) is not None]
    if values and min(values) > 0 and max(values) > 5 * min(values):
        wide = max(values) > 100 * min(values)
        ax.set_yscale("log")
        ax.yaxis.set_major_locator(LogLocator(subs=(1.0,) if wide else (1.0, 2.0, 5.0)))
        ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: f"{value:g}"))
        ax.yaxis.set_minor_formatter(NullFormatter())


def _resampled(ax: Any, rows: Rows) -> None:
    """Ticks where dead neurons were resampled."""
    for row in rows:
        if row.resampled:
            ax.axvline(row.step, ymax=0.04, color=GREY, linewidth=0.8)
