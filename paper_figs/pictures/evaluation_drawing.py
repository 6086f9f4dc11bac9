"""What models do on data, drawn: how often neurons fire, how many are active, how alike decoder rows are, what every neuron does."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from paper_figs.style import CYCLE, DOUBLE, legend_below, letter, panels, styled
from theory.evaluation_records import EvaluationRecord, ModelEvaluation

BINS = 40


def overview(record: EvaluationRecord) -> bytes:
    """Four panels, one colour per model; PNG, the same bytes for the same record."""
    with styled():
        figure, axes = panels(2, 2, width=DOUBLE, height=4.4)
        for i, m in enumerate(record.models):
            colour = CYCLE[i % len(CYCLE)]
            _frequencies(axes[0, 0], m, colour)
            _active(axes[0, 1], m, colour)
            _cosines(axes[1, 0], m, colour)
            _neurons(axes[1, 1], m, colour)
        for ax, text in zip(
            axes.flat,
            ("a how often neurons fire", "b active neurons", "c most similar decoder row", "d size and frequency"),
            strict=True,
        ):
            letter(ax, text)
        axes[0, 0].set(xlabel="share of the rows on which a neuron fires", ylabel="neurons", xscale="log")
        axes[0, 1].set(xlabel="active neurons in a row", ylabel="share of the rows")
        axes[1, 0].set(xlabel="cosine with the most similar other row", ylabel="neurons", xlim=(-1, 1))
        axes[1, 1].set(xlabel="share of the rows", ylabel="mean code where it fires", xscale="log", yscale="log")
        if len(record.models) > 1:
            legend_below(figure, columns=min(3, len(record.models)))
        stream = io.BytesIO()
        figure.savefig(stream, format="png", metadata={"Software": None})
        return stream.getvalue()


def _shares(m: ModelEvaluation) -> np.ndarray:
    return np.asarray(m.neurons.fires) / m.rows


def _frequencies(ax: Any, m: ModelEvaluation, colour: str) -> None:
    share = _shares(m)
    edges = np.geomspace(min(1 / m.rows, 0.5), 1, BINS)
    ax.hist(share[share > 0], bins=edges, histtype="step", color=colour, label=m.source)
    if m.silent:
        ax.text(
            0.02,
            0.96 - 0.09 * CYCLE.index(colour),
            f"{m.silent:,} of {m.width:,} never",
            transform=ax.transAxes,
            color=colour,
            va="top",
        )


def _active(ax: Any, m: ModelEvaluation, colour: str) -> None:
    counts = np.asarray(m.active_counts) / m.rows
    if len(counts) > 200:  # wide distributions are binned, so that steps can be told apart
        step = -(-len(counts) // 100)
        counts = np.add.reduceat(counts, np.arange(0, len(counts), step))
        ax.stairs(counts, np.arange(len(counts) + 1) * step, color=colour)
    else:
        ax.stairs(counts, np.arange(len(counts) + 1) - 0.5, color=colour)


def _cosines(ax: Any, m: ModelEvaluation, colour: str) -> None:
    known = np.array([c for c in m.neurons.cosine if c is not None])
    if len(known):
        ax.hist(known, bins=np.linspace(-1, 1, 2 * BINS), histtype="step", color=colour)


def _neurons(ax: Any, m: ModelEvaluation, colour: str) -> None:
    share, mean = _shares(m), np.asarray(m.neurons.mean)
    on = (share > 0) & (mean > 0)
    ax.scatter(share[on], mean[on], s=3, color=colour, alpha=0.5, linewidths=0, rasterized=True)
