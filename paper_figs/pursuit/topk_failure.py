"""How often a tied one-step Top-k encoder selects the wrong atoms of the tree, with its law; pursuit never does."""

from __future__ import annotations

import math
from typing import Any

from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, BLUE, SINGLE, VERMILION, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="topk_failure",
    title="A tied Top-k encoder confuses siblings of a conditionally orthogonal tree",
    caption=r"""
        The tree of arXiv 2506.03093 with the true dictionary, samples with one parent and one child, magnitudes
        $N(1.5, 1/16)$. A tied Top-2 encoder selects the two right atoms exactly if $z_{\min} > \rho z_{\max}$
        (pursuit.tied-topk-on-two-levels), which fails with probability $2 \Phi(-6 (1 - \rho) / \sqrt{1 + \rho^2})$ up
        to the probability of a negative magnitude (line). Circles: share of the samples in which it does fail.
        Crosses: two steps of pursuit, which never fail at any coherence below 1
        (pursuit.recovers-one-atom-per-level).""",
    source="this project, on the data of arXiv 2506.03093, appendix B.1",
)
RHOS = tuple(k / 20 for k in range(20))
MEAN, DEVIATION, SEED = 1.5, 0.25, 0


def law(rho: float) -> float:
    """``2 Phi(-(mean / deviation) (1 - rho) / sqrt(1 + rho^2))``: z_min - rho z_max is normal on each side of the tie."""
    return math.erfc(MEAN / DEVIATION * (1 - rho) / math.sqrt(1 + rho * rho) / math.sqrt(2))


def compute(budget: Budget) -> Table:
    """Selections with the true dictionary on fresh samples."""
    from solvers.pursuit.encode import Settings, pursue
    from solvers.pursuit.tree.stream import Setting

    size, rows = budget.pick(quick=20_000, full=200_000), []
    for rho in RHOS:
        tree = Setting(SEED, coherence=rho).tree()
        made = tree.batch(0, size)
        z = made.features_bn
        assert z is not None  # synthetic data know their codes
        pair = (z > 0).sum(1) == 2
        x, true = made.x_bp[pair].double(), (z[pair] > 0).nonzero()[:, 1].view(-1, 2)
        atoms = tree.truth.features_in_np.double()
        top = (x @ atoms.t()).topk(2, dim=1).indices.sort(dim=1).values
        run = pursue(x, atoms, Settings("nonnegative", 2)).index_bt.sort(dim=1).values
        wrong = [float((found != true).any(1).double().mean()) for found in (top, run)]
        rows.append((str(rho), len(x), law(rho), *wrong))
    # three standard deviations of a share near one half are 1.5 / sqrt(n): other rounding moves single samples only
    return Table(
        (
            Column("rho", "text", means="cosine of two atoms of one level"),
            Column("samples", "integer", means="with a parent and a child"),
            Column("law", "real", 1e-12, "probability that Top-2 fails, in closed form"),
            Column("topk", "real", 1e-3, "share of the samples in which tied Top-2 fails"),
            Column("pursuit", "real", 1e-3, "share of the samples in which two steps of pursuit fail"),
        ),
        tuple(rows),
        f"Seed {SEED}; magnitudes normal with mean {MEAN} and deviation {DEVIATION}.",
    )


def draw(table: Table) -> Any:
    """One panel."""
    figure, axes = panels(1, 1, width=SINGLE)
    ax, rho = axes[0, 0], [float(r) for r in table["rho"]]
    ax.plot(rho, table["law"], color=BLACK, label="Top-2, closed form")
    ax.plot(rho, table["topk"], "o", color=VERMILION, mfc="white", label="Top-2, samples")
    ax.plot(rho, table["pursuit"], "x", color=BLUE, label="pursuit, samples")
    ax.set(xlabel=r"coherence $\rho$ within a level", ylabel="wrong selections (share)", ylim=(-0.03, 1))
    ax.legend(loc="upper left")
    return figure
