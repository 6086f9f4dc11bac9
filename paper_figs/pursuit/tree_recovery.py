"""Figure 4: how four autoencoders recover the synthetic tree over the coherence of its levels, and two changes that do better."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from paper_figs.pursuit._tree_runs import LABELS, METHODS, STEPS, kept_scores
from paper_figs.spec import FigureSpec
from paper_figs.style import CYCLE, DOUBLE, legend_below, letter, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

if TYPE_CHECKING:
    from solvers.pursuit.tree.stream import Setting

FIGURE = FigureSpec(
    name="tree_recovery",
    title="Recovery of a conditionally orthogonal tree",
    caption=r"""
        Medians and ranges of three seeds over the coherence of a level, of errors of the cosines within levels (a)
        and across levels (b) and of active atoms (c; dotted: truth, 1.36). Solid: the four models of the source,
        trained as reported with a shorter schedule. Pursuit is at the truth up to $\rho = .2$ in all seeds; beyond,
        it writes the data nearly without error by other atoms, although the truth has zero loss at every $\rho < 1$
        (pursuit.recovers-one-atom-per-level). Dashed, ours: pursuit that starts at directions that recur in the data,
        with two steps and a smaller rate, is at the truth at every coherence (these data have no noise, so that the
        start alone finds them; training keeps them); a one-step ReLU model whose decoder rows are pushed apart where
        they are active together recovers the tree at $\rho = 0$, where such an encoder was known to exist
        (pursuit.exact-one-step-encoder), and ceases to absorb above, but there merges siblings.""",
    source="Figure 4 of arXiv 2506.03093 (curves only, as reported); runs of this project",
    slow=True,
)
RHOS = tuple(k / 10 for k in range(10))
SEEDS = 3


def plan(budget: Budget) -> tuple[Setting, ...]:
    """The data of all runs of one method, coherence by coherence."""
    from solvers.pursuit.tree.train import settings

    quick = budget.profile == "quick"
    return tuple(settings(range(1 if quick else SEEDS), (0.0, 0.6) if quick else RHOS))


def compute(budget: Budget) -> Table:
    """Scores of every run."""
    return scored([plan(budget)], budget.pick(quick=40, full=STEPS), say=budget.say)


def scored(
    plans: Sequence[tuple[Setting, ...]], steps: int, *, say: Callable[[str], None], keep: Path | None = None
) -> Table:
    """Scores of every run of every method.

    Args:
        plans: settings of runs that are trained side by side, plan by plan.
        steps: of training.
        say: what is being done.
        keep: folder of finished runs, which are not made again; none: nothing is kept.
    """
    rows = []
    for method in METHODS:
        for settings in plans:
            say(f"{LABELS[method]}, seeds {sorted({s.seed for s in settings})}")
            for setting, s in zip(settings, kept_scores(method, settings, steps, keep), strict=True):
                numbers = (s.flat, s.hierarchical, s.absorption, s.alignment, s.error, s.active)
                rows.append((method, str(setting.coherence), setting.seed, *numbers))
    # One machine gives the same bits.  Another one rounds differently, and single runs at high coherence then end at another minimum:
    # medians of seeds move by up to the spread between seeds, which is what is allowed here.
    return Table(
        (
            Column("method", "text", means=", ".join(METHODS)),
            Column("rho", "text", means="cosine of two atoms of one level"),
            Column("seed", "integer", means="of the data; the parameters have seed 100 more"),
            Column("flat", "real", 0.1, "mean squared error of cosines within a level"),
            Column("hierarchical", "real", 0.05, "mean squared error of cosines across levels"),
            Column("absorption", "real", 0.2, "mean cosine of a child's atom with the feature of its parent"),
            Column("alignment", "real", 0.2, "mean cosine of an atom with its feature"),
            Column("error", "real", 1.0, "mean squared residual of test samples"),
            Column("active", "real", 1.0, "mean number of active atoms; 1.36 in truth"),
        ),
        tuple(rows),
        f"{steps} steps, batches of 200; the source has 15,000 steps. Its formulas for the errors are not printed; these are ours.",
    )


def draw(table: Table) -> Any:
    """Three panels of medians with the range of seeds."""
    figure, axes = panels(1, 3, width=DOUBLE, height=2.6)
    for ax, name, heading in zip(
        axes[0],
        ("flat", "hierarchical", "active"),
        ("a flat error", "b hierarchical error", "c active atoms"),
        strict=True,
    ):
        letter(ax, heading)
        for method, colour in zip(METHODS, CYCLE, strict=True):
            rhos = list(dict.fromkeys(table["rho"]))
            values = [table.where(method=method, rho=r).floats(name) for r in rhos]
            x = [float(r) for r in rhos]
            own = method.startswith(("pursuit_", "relu_"))
            ax.plot(x, [median(v) for v in values], "o--" if own else "o-", ms=3, color=colour, label=LABELS[method])
            ax.fill_between(x, [min(v) for v in values], [max(v) for v in values], color=colour, alpha=0.15, lw=0)
        ax.set(xlabel=r"coherence $\rho$ within a level")
        if name != "active":
            ax.set(yscale="log", ylim=(1e-13, 3))
    axes[0, 2].axhline(1.36, color="black", lw=0.6, ls=":")
    axes[0, 2].set(ylim=(1, 5))
    legend_below(figure, columns=6)
    return figure
