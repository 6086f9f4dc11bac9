"""How much of pure noise random dictionaries explain: the null model of sparsity-fidelity curves."""

from __future__ import annotations

from typing import Any

from paper_figs.spec import FigureSpec
from paper_figs.style import CYCLE, DOUBLE, GREY, legend_below, letter, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="null_model",
    title="Higher curves without any structure",
    caption="""
        Isotropic noise in 768 dimensions, dictionaries of independent random unit atoms: nothing was trained and
        there is nothing to find. Share of the energy explained against the number of active atoms, for non-negative
        pursuit, for the tied ReLU Top-k encoder, and for least squares on the atoms that Top-k selects. Pursuit is
        above Top-k at every k, and Top-k bends down: both shapes are published as findings about trained models
        (Figures 5 and 8 of the source) and come without any training. Only what is above such a curve is a finding;
        `sdl-atlas pursuit --data` prints it.""",
    source="this project, on Figures 5 and 8 of arXiv 2506.03093, as reported",
    slow=True,
)
INPUTS, SEED = 768, 0
SHAPES = ((3072, 192), (19200, 96))  # atoms; samples, fewer where a step costs more
ACTIVE = (1, 2, 5, 10, 16, 24, 32, 48, 64)
METHODS = ("pursuit", "topk", "topk_refit")
LABELS = {"pursuit": "pursuit", "topk": "Top-k", "topk_refit": "Top-k atoms, least squares"}


def compute(budget: Budget) -> Table:
    """Curves of one dictionary and one set of inputs each."""
    from solvers.pursuit.null_model import explained

    rows = []
    quick = budget.profile == "quick"
    for q, samples in ((256, 32),) if quick else SHAPES:
        budget.say(f"{q} atoms")
        inputs = 64 if quick else INPUTS
        for method, k, share in explained(q, inputs, samples, ACTIVE[:5] if quick else ACTIVE, seed=SEED * 1000 + q):
            rows.append((q, inputs, samples, method, k, share))
    # one sample of 96 moves a share by about its own spread over 96, below .002; other rounding moves no selection that matters
    return Table(
        (
            Column("atoms", "integer", means="in the dictionary"),
            Column("inputs", "integer", means="dimensions"),
            Column("samples", "integer", means="of isotropic noise"),
            Column("method", "text", means="pursuit, topk, or topk_refit (least squares on the atoms of Top-k)"),
            Column("k", "integer", means="steps or active atoms"),
            Column("explained", "real", 2e-3, "share of the energy"),
        ),
        tuple(rows),
        f"Seed {SEED}.",
    )


def draw(table: Table) -> Any:
    """One panel for each size."""
    sizes = list(dict.fromkeys(table["atoms"]))
    figure, axes = panels(1, len(sizes), width=DOUBLE, height=2.6, sharey=True)
    for ax, q, mark in zip(axes[0], sizes, "ab", strict=False):
        letter(ax, f"{mark} {q:,} atoms")
        for method, colour in zip(METHODS, CYCLE, strict=False):
            part = table.where(atoms=q, method=method)
            ax.plot(part["k"], part["explained"], "o-", color=colour, label=LABELS[method])
        ax.axhline(0, color=GREY, lw=0.5)
        ax.set(xlabel="active atoms", xscale="log", xticks=[1, 2, 5, 10, 20, 50])
        ax.set_xticklabels(["1", "2", "5", "10", "20", "50"])
        ax.minorticks_off()
    axes[0, 0].set(ylabel="share of the energy")
    legend_below(figure)
    return figure
