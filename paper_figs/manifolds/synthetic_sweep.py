"""The published benchmark at nine budgets k: an untrained autoencoder, trained ones, and what a replication reports."""

from __future__ import annotations

from typing import Any

from paper_figs.manifolds._zoo import BATCH, COUNT, SEEDS, SHARE, STEPS, Means, Setting, means
from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, BLUE, DOUBLE, GREY, ORANGE, VERMILION, legend_below, letter, panels
from paper_figs.table import Cell, Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="synthetic_sweep",
    title="The benchmark of 48 manifolds: what training adds to truncation",
    caption="""
        Top-k autoencoders with 512 atoms on sums of four of 48 manifolds in 128 dimensions. Lines: an untrained
        autoencoder whose 252 atoms are the axes of the manifolds and their opposites (no parameter is fitted). Dots:
        trained, one run. Crosses: a replication, as reported; not checked against its code. (a) Variance explained.
        (b) Restricted $R^2$, as published with $k_i$ atoms (dark) and with $2k_i$ atoms (orange): at perfect capture
        the first is 1/2 and the second 1. (c) With directions fitted by least squares. (d) Support size and (e)
        spread of receptive fields; beyond $k = 10$ the untrained one fills its budget with codes that are noise, and
        they count. Up to $k = 10$ training shows little but truncated capture; beyond, more atoms with wider
        receptive fields share a manifold.""",
    source="Appendix E of arXiv 2604.28119 as reported, not checked against the paper; runs of this project",
    slow=True,
)
KS = (3, 4, 6, 8, 10, 14, 16, 20, 25)
METRICS = {
    "explained": (SHARE, "variance of x explained"),
    "raw": (SHARE, "restricted R2 of k_i atoms picked by direction"),
    "refit": (SHARE, "the same with fitted directions and a constant"),
    "raw_pairs": (2 * SHARE, "restricted R2 of the 2 k_i atoms with the largest share in the span"),
    "refit_pairs": (SHARE, "the same with fitted directions and a constant"),
    "support": (COUNT, "atoms that fire on a tenth of a manifold or more"),
    "spread": (SHARE, "median spread of their receptive fields"),
}
# k: variance explained, refit R2 at k_i, support size, spread; numbers of an independent replication at second hand (20,000 steps)
REPORTED = {
    3: (0.707, 0.515, 3.3, 0.523),
    4: (0.791, 0.631, 3.2, 0.589),
    6: (0.923, 0.700, 3.7, 0.657),
    8: (0.989, 0.778, 4.7, 0.714),
    10: (0.998, 0.819, 5.8, 0.793),
    14: (1.000, 0.824, 9.4, 0.826),
    16: (1.000, 0.821, 11.6, 0.847),
    20: (1.000, 0.819, 21.4, 0.942),
    25: (1.000, 0.814, 42.9, 0.959),
}
PLATEAU = 10  # the k at which families are compared
RUNS = (
    Column("k", "integer", means="budget"),
    Column("kind", "text", means="untrained (axes and opposites) or trained"),
    Column("seed", "integer", means="of data, subspaces and start"),
    *(Column(name, "real", tolerance, what) for name, (tolerance, what) in METRICS.items()),
    Column("live", "real", 40.0, "atoms that fire at all"),
)
AS_REPORTED = (
    Column("k", "integer", means="budget"),
    *(
        Column(name, "real", 1e-9, f"as reported: {METRICS[name][1]}")
        for name in ("explained", "refit", "support", "spread")
    ),
)
FAMILIES = (
    Column("family", "text"),
    Column("untrained", "real", SHARE, f"refit R2 of k_i atoms at k = {PLATEAU}, mean over six variants"),
    Column("trained", "real", SHARE, "the same of the first trained seed"),
)
NOTES = f"Top-k, 512 atoms, {STEPS} steps of Adam on batches of {BATCH}, no biases, unit decoders."


def compute(budget: Budget) -> dict[str, Table]:
    """Both kinds of autoencoder at every k, through one metric code."""
    ks, seeds = (KS, SEEDS) if budget.profile == "full" else (KS[1:2], SEEDS[:1])
    settings = [
        Setting(k, seed=s, trained=t) for k in ks for t, some in ((False, seeds[:1]), (True, seeds)) for s in some
    ]
    rows = [_row(setting, means(setting, budget)) for setting in settings]
    plateau = Setting(PLATEAU if PLATEAU in ks else ks[0])
    of_family = [means(Setting(plateau.k, trained=t), budget).by_family for t in (False, True)]
    families = [(name, *(found[name] for found in of_family)) for name in of_family[0]]
    reported = [(k, *REPORTED[k]) for k in ks]
    return {
        "runs": Table(RUNS, tuple(rows), NOTES),
        "reported": Table(AS_REPORTED, tuple(reported)),
        "families": Table(FAMILIES, tuple(families)),
    }


def _row(setting: Setting, found: Means) -> tuple[Cell, ...]:
    kind = "trained" if setting.trained else "untrained"
    return (setting.k, kind, setting.seed, *(float(getattr(found, name)) for name in METRICS), float(found.live))


def draw(tables: dict[str, Table]) -> Any:
    """Five metrics over k, and the families."""
    figure, axes = panels(2, 3, width=DOUBLE, height=4.2)
    runs, reported = tables["runs"], tables["reported"]
    places = axes.ravel()
    heads = ("a variance explained", "b restricted $R^2$", "c refitted $R^2$", "d support size", "e spread of fields")
    shown = (
        (("explained", BLACK),),
        (("raw", BLACK), ("raw_pairs", ORANGE)),
        (("refit", BLACK), ("refit_pairs", ORANGE)),
        (("support", BLACK),),
        (("spread", BLACK),),
    )
    for ax, head, names in zip(places, heads, shown, strict=False):
        letter(ax, head)
        for name, colour in names:
            _curve(ax, runs, name, colour)
        main = names[0][0]
        if main in {c.name for c in reported.columns}:
            ax.plot(reported["k"], reported[main], "x", color=BLUE, ms=4, label="replication, reported")
        ax.set(xlabel="$k$")
    places[3].set_yscale("log")
    _families(places[5], tables["families"])
    legend_below(figure, columns=4)
    return figure


def _curve(ax: Any, runs: Table, name: str, colour: str) -> None:
    pairs = " ($2k_i$ atoms)" if name.endswith("pairs") else ""
    theory, trained = runs.where(kind="untrained"), runs.where(kind="trained")
    ax.plot(theory["k"], theory[name], color=colour, label=f"untrained{pairs}")
    dots = ORANGE if pairs else VERMILION
    ax.plot(trained["k"], trained[name], "o", ms=3, color=dots, mfc="none", label=f"trained{pairs}")


def _families(ax: Any, table: Table) -> None:
    letter(ax, f"f refitted $R^2$, $k = {PLATEAU}$")
    places = range(len(table.rows))
    ax.plot(table["untrained"], places, "|", color=BLACK, ms=9)
    ax.plot(table["trained"], places, "o", color=VERMILION, mfc="none", ms=3)
    ax.set_yticks(list(places), labels=table["family"])
    ax.invert_yaxis()
    ax.grid(axis="y", color=GREY, alpha=0.25, linewidth=0.5)
