"""Gram and alignment maps of dictionaries learned on the tree."""

from __future__ import annotations

from typing import Any

from paper_figs.pursuit._tree_runs import LABELS, PUBLISHED, STEPS, trained
from paper_figs.spec import FigureSpec
from paper_figs.style import DOUBLE, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="tree_maps",
    title="Dictionaries learned on the tree",
    caption="""
        Cosines between the learned atoms (left half) and of learned atoms with the features (right half), for one run
        at the coherences 0, .3, .6 and .9 of a level. Atoms stand in the order of the features that they are matched
        with: parents 0, 4, 8 each followed by three children, then eight leaves. In truth parents have the cosine of
        the coherence with each other, so have siblings, and everything else is 0; the right half is then the same
        pattern as the left. White is 0, red positive, blue negative.""",
    source="Figures 10 to 16 of arXiv 2506.03093, as reported; runs of this project (those of tree_recovery with seed 0)",
    slow=True,
)
RHOS = (0.0, 0.3, 0.6, 0.9)


def compute(budget: Budget) -> Table:
    """Maps of the runs with seed 0; they are runs of tree_recovery."""
    from paper_figs.pursuit.tree_recovery import plan

    rows = []
    for method in PUBLISHED:
        budget.say(LABELS[method])
        runs = {
            (r.setting.coherence, r.setting.seed): r
            for r in trained(method, plan(budget), budget.pick(quick=40, full=STEPS))
        }
        for rho in RHOS:
            if (run := runs.get((rho, 0))) is None:
                continue
            for i, (gram, alignment) in enumerate(zip(run.gram, run.alignment, strict=True)):
                rows += [(method, str(rho), i, j, a, b) for j, (a, b) in enumerate(zip(gram, alignment, strict=True))]
    # single runs: the same bits on one machine; at .6 and .9 another one may end at another minimum, see tree_recovery
    return Table(
        (
            Column("method", "text", means=", ".join(PUBLISHED)),
            Column("rho", "text", means="cosine of two atoms of one level"),
            Column("atom", "integer", means="number of the feature that the atom is matched with"),
            Column("other", "integer", means="number of the other atom or feature"),
            Column("gram", "real", 0.05, "cosine of the two atoms"),
            Column("alignment", "real", 0.05, "cosine of the atom with the other feature"),
        ),
        tuple(rows),
        f"{STEPS} steps, seed 0.",
    )


def draw(table: Table) -> Any:
    """Rows: models; columns: coherences, each a pair of maps."""
    rhos = list(dict.fromkeys(table["rho"]))
    figure, axes = panels(len(PUBLISHED), 2 * len(rhos), width=DOUBLE, height=3.9)
    for line, method in enumerate(PUBLISHED):
        for place, rho in enumerate(rhos):
            part = table.where(method=method, rho=rho)
            n = max(part["atom"]) + 1
            for half, name in enumerate(("gram", "alignment")):
                ax, values = axes[line, 2 * place + half], part.floats(name)
                ax.imshow([values[i * n : (i + 1) * n] for i in range(n)], cmap="RdBu_r", vmin=-1, vmax=1)
                ax.set(xticks=[], yticks=[])
                if not line:
                    ax.set_title("atoms" if not half else "features", fontsize=6)
        axes[line, 0].set_ylabel(LABELS[method], fontsize=7)
    for place, rho in enumerate(rhos):
        axes[-1, 2 * place].set_xlabel(rf"$\rho = {float(rho):g}$", loc="right")
    return figure
