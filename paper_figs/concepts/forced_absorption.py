"""Forced absorption: what a Top-k layer must miss of nested concepts, and what trained layers do miss."""

from __future__ import annotations

from typing import Any

from paper_figs.concepts._trained import KS, SEEDS, WIDTHS, Setting, trained
from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, BLUE, DOUBLE, GREEN, ORANGE, VERMILION, legend_below, letter, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="forced_absorption",
    title="Forced absorption in Top-k autoencoders",
    caption=r"""
        Tree data as in the learning curves, widest Top-k models. (a) Points missed when every concept gets a neuron
        of its own, for the best assignment (found by matching), against the bound $\sum_x (\deg x - k)^+$ that no
        Top-k layer can beat (concepts.forced-absorption): for small k absorption is forced, from k = 3, the depth of
        the tree, on it is not. (b) Share of a concept that its neuron covers, by level of the tree. (c) What happens
        to a parent's neuron, among its points without children and those with a child: the neuron that is on for
        parent-only points and off for its children has absorbed them, which the parent-only points tell from a mere
        split into the children.""",
    source="this project, on the theory of arXiv 2606.07007",
    slow=True,
)
WIDTH = max(WIDTHS)
LEVELS = ("root", "middle", "leaf")
# matchings of models that ended elsewhere on another processor differ by about this share of all memberships
_MOVES = 0.1


def measure(setting: Setting, budget: Budget) -> dict[str, Any]:
    """Misses, recalls by level, and the parents' neurons on points with and without children."""
    from solvers.concepts.learning import forced_misses, least_misses

    model = trained(setting, budget.say)
    on, concepts = model.activations_nd > 0, model.concepts_nc
    misses, neurons = least_misses(on, concepts)
    covered = on[:, neurons]
    recall = (covered & concepts).sum(axis=0) / concepts.sum(axis=0)
    alone, with_child = parents_recall(covered, concepts, model.levels_c)
    total = int(concepts.sum())
    return {
        "misses": misses / total,
        "forced": forced_misses(concepts, int(setting.sparsity)) / total,
        "levels": [float(recall[model.levels_c == level].mean()) for level in range(3)],
        "alone": alone,
        "with_child": with_child,
    }


def parents_recall(covered: Any, concepts: Any, levels: Any) -> tuple[float, float]:
    """Mean recall of inner nodes' neurons on their points that stop there, and on those that go on to a child."""
    deepest = concepts * (levels + 1)
    last = deepest.max(axis=1) - 1  # level at which the path of a point stops
    alone, further = [], []
    for c in range(concepts.shape[1]):
        if levels[c] < levels.max():
            stops, goes_on = concepts[:, c] & (last == levels[c]), concepts[:, c] & (last > levels[c])
            alone.append(covered[stops, c].mean())
            further.append(covered[goes_on, c].mean())
    return float(sum(alone) / len(alone)), float(sum(further) / len(further))


def compute(budget: Budget) -> dict[str, Table]:
    """One row per model; recalls by level in a table of their own."""
    found = [(k, seed, measure(Setting("topk", float(k), WIDTH, seed), budget)) for k in KS for seed in SEEDS]
    k, seed = (
        Column("k", "integer", means="active neurons per point"),
        Column("seed", "integer", means="of data and start"),
    )
    return {
        "misses": Table(
            (
                k,
                seed,
                Column("missed", "real", _MOVES, "missed memberships under the best assignment, over all memberships"),
                Column(
                    "forced",
                    "real",
                    1e-9,
                    "the bound of concepts.forced-absorption, over all memberships; 0 means nothing is forced",
                ),
                Column("parent_only", "real", 0.3, "recall of parents' neurons on points without a child"),
                Column("with_child", "real", 0.3, "recall of the same neurons on points with a child"),
            ),
            tuple((k, s, m["misses"], m["forced"], m["alone"], m["with_child"]) for k, s, m in found),
        ),
        "levels": Table(
            (k, seed, Column("level", "text", means="of the concepts"), Column("recall", "real", 0.3, "mean recall")),
            tuple((k, s, name, r) for k, s, m in found for name, r in zip(LEVELS, m["levels"], strict=True)),
        ),
    }


def draw(tables: dict[str, Table]) -> Any:
    """Misses against the bound; recall by level; parents with and without children."""
    figure, axes = panels(1, 3, width=DOUBLE, height=2.6)
    a, b, c = axes[0]
    letter(a, "a missed memberships")
    letter(b, "b recall by level")
    letter(c, "c neurons of parents")
    misses, levels = tables["misses"], tables["levels"]
    ks = sorted(set(misses["k"]))
    a.plot(misses["k"], misses.floats("missed"), "o", color=BLUE, label="measured")
    a.plot(ks, [misses.where(k=k).floats("forced")[0] for k in ks], "-", color=BLACK, label="forced (lower bound)")
    a.set_ylabel("share of memberships missed")
    for name, colour in zip(LEVELS, (VERMILION, ORANGE, GREEN), strict=True):
        part = levels.where(level=name)
        b.plot(ks, [_mean(part.where(k=k).floats("recall")) for k in ks], "s-", color=colour, label=f"{name} concepts")
    b.set_ylabel("mean recall of own neuron")
    for column, marker, label in (
        ("parent_only", "^-", "parent-only points"),
        ("with_child", "v:", "points with a child"),
    ):
        values = [_mean(misses.where(k=k).floats(column)) for k in ks]
        c.plot(ks, values, marker, color=VERMILION if column == "parent_only" else BLUE, label=label)
    c.set_ylabel("recall of the parent's neuron")
    for ax in (a, b, c):
        ax.set(xlabel="$k$", xscale="log", xticks=ks, xticklabels=[str(k) for k in ks], ylim=(-0.03, 1.03))
        ax.minorticks_off()
    a.set_ylim(-0.02, None)
    legend_below(figure, columns=4)
    return figure


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)
