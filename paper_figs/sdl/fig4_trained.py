"""The trained version of Figure 4: gradient descent reaches zero loss and recovers anything between all and the least possible."""

from __future__ import annotations

from typing import Any

import numpy as np

from paper_figs.spec import FigureSpec
from paper_figs.style import BLUE, DOUBLE, GREY, VERMILION, legend_below, letter, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="fig4_trained",
    title="Zero loss without recovery, trained",
    caption=r"""
        1000 runs of gradient descent from Gaussian starts on the problem of Figure 4: features $\pm e_1, \pm e_2$ in
        the plane and a ReLU autoencoder with four neurons. (a) The loss at the end: a part reaches 0 (below
        $10^{-8}$), the others stop at spurious minima. (b) Of the runs with zero loss, the mean best cosine of the
        features with decoder columns and with encoder rows. It is spread between 0.6 and 1 (dashed: $1/\sqrt 2$, what
        a rotation by 45 degrees has): the loss does not say whether features were recovered, and training does not
        choose.""",
    source="Section 3 and Figure 4 of arXiv 2512.05534; runs of this project",
    slow=True,
)
ZERO = 1e-8  # the runs that get there are at 1e-12 or below or still falling; the next critical value is 1
STEPS = 6000
LOSS_BINS, SCORE_BINS = np.linspace(0, 4, 41), np.linspace(0.5, 1.0, 26)
_COUNT = 15.0  # of 1000 runs, those at a border between basins or bins may fall to either side on another processor


def compute(budget: Budget) -> dict[str, Table]:
    """Histograms of losses and of recovery."""
    from paper_figs.sdl.fig4_zero_loss_without_recovery import FEATURES, PROBLEM
    from solvers.sdl.ensemble.descent import Schedule, train_ensemble
    from solvers.sdl.recovery.metrics import half_recovery

    runs = budget.pick(quick=100, full=1000)
    found = train_ensemble(PROBLEM, runs=runs, seed=budget.seed, schedule=Schedule(steps=STEPS), say=budget.say)
    features, zero = np.array(FEATURES, dtype=float), np.flatnonzero(found.loss_s < ZERO)
    encoder = [half_recovery(found.encoder_sqp[i], features).m_ip for i in zero]
    decoder = [half_recovery(found.decoder_srq[i].T, features, where="decoder").m_ip for i in zero]
    finite = np.clip(found.loss_s[found.loss_s >= ZERO], 0, LOSS_BINS[-1])
    losses = [float(len(zero)), *(float(c) for c in np.histogram(finite, LOSS_BINS)[0])]
    starts = ["zero", *(f"{x:.1f}" for x in LOSS_BINS[:-1])]
    halves = [np.histogram(scores, SCORE_BINS)[0].tolist() for scores in (encoder, decoder)]
    return {
        "losses": Table(
            (
                Column("loss", "text", means="zero: below 1e-8; otherwise left end of a bin of width 0.1"),
                Column("runs", "real", _COUNT, f"number of runs, out of {runs}"),
            ),
            tuple(zip(starts, losses, strict=True)),
            f"Seed {budget.seed}, {STEPS} steps of size 0.05, the last 40 % annealed.",
        ),
        "recovery": Table(
            (
                Column(
                    "score",
                    "text",
                    means="left end of a bin of width 0.02 of the mean best cosine, among runs with zero loss",
                ),
                Column("encoder", "real", _COUNT, "number of runs, by encoder rows"),
                Column("decoder", "real", _COUNT, "number of runs, by decoder columns"),
            ),
            tuple((f"{x:.2f}", float(a), float(b)) for x, a, b in zip(SCORE_BINS[:-1], *halves, strict=True)),
        ),
    }


def draw(tables: dict[str, Table]) -> Any:
    """Two histograms."""
    figure, axes = panels(1, 2, width=DOUBLE, height=2.4)
    losses, scores = tables["losses"], tables["recovery"]
    letter(axes[0, 0], "a loss at the end")
    left = [0.0 if x == "zero" else float(x) + 0.05 for x in losses["loss"]]
    colours = [VERMILION if x == "zero" else GREY for x in losses["loss"]]
    axes[0, 0].bar(left, losses.floats("runs"), width=0.09, color=colours)
    axes[0, 0].annotate("zero loss", (0.1, losses.floats("runs")[0]), color=VERMILION, va="top")
    axes[0, 0].set(xlabel="loss", ylabel="runs", xlim=(-0.1, 2.6))
    letter(axes[0, 1], "b recovery among runs with zero loss")
    for half, colour in (("decoder", VERMILION), ("encoder", BLUE)):
        axes[0, 1].stairs(scores.floats(half), SCORE_BINS, color=colour, label=half, linewidth=1.2)
    axes[0, 1].axvline(0.5**0.5, color=GREY, linestyle="--", linewidth=0.8)
    axes[0, 1].set(xlabel="mean best cosine with the four features", ylabel="runs", xlim=(0.5, 1.0))
    legend_below(figure, columns=2)
    return figure
