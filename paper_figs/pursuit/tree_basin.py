"""Where training of pursuit goes from a parent and child that are rotated against each other, and where the edge of the basin lies."""

from __future__ import annotations

import math
from typing import Any

from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, CYCLE, DOUBLE, GREY, legend_below, letter, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="tree_basin",
    title="Rotated pairs of parent and child: the basin of the truth",
    caption=(
        r"Training starts at the truth with one parent and child rotated against each other in their plane; the final angle of the child's "
        r"atom over the first one. Parents have the mean magnitude 1.5, children 1, with the deviation above a panel (children: two thirds "
        r"of it). A parent alone of magnitude $z$ leaves $z \sin \varphi$ after one step; only where that is below the threshold "
        r"$\tau = .05$ does the encoder stop there, and something pulls back (pursuit.rotated-pair). So with equal magnitudes the edge is "
        r"$\arcsin(\tau / E z)$ (dotted), for gradient descent and for Adam, with which the source trains. With normal magnitudes parents "
        r"that are small by chance pull back from beyond: the edge lies between that and $\arcsin(\tau / \min z)$ of the samples "
        r"(dashed), and moves with the length of training; Adam, which divides small gradients by their size, takes it further."
    ),
    source="this project, on the optimisation of matching pursuit autoencoders (arXiv 2506.03093)",
    slow=True,
)
ANGLES = tuple(k / 400 for k in range(2, 49))
DEVIATIONS = (0.0, 0.125, 0.25)
OPTIMISERS = ("descent", "adam")
LABELS = {"descent": "gradient descent", "adam": "Adam"}
MEAN, CHILD, THRESHOLD, STEPS, SEED = 1.5, 1.0, 0.05, 1500, 0
RATES = {"descent": 0.2, "adam": 3e-4}
RETURNED = 0.25  # of the angle: what is left at the end of a run that came back, at most


def compute(budget: Budget) -> dict[str, Table]:
    """Final angles of runs that start at the truth with one pair rotated, and measured against predicted edges."""
    quick = budget.profile == "quick"
    deviations, angles = (DEVIATIONS[:1], ANGLES[2::12]) if quick else (DEVIATIONS, ANGLES)
    steps = budget.pick(quick=50, full=STEPS)
    rows, edges = list[tuple[Any, ...]](), list[tuple[Any, ...]]()
    least = {deviation: smallest(deviation, steps) for deviation in deviations}
    for optimiser in OPTIMISERS:
        for deviation in deviations:
            budget.say(f"{LABELS[optimiser]}, deviation {deviation}")
            found = finals(optimiser, deviation, angles, steps)
            rows += [(optimiser, str(deviation), phi, end) for phi, end in zip(angles, found, strict=True)]
            measured = edge(angles, found)
            predicted = [math.asin(min(1.0, THRESHOLD / z)) for z in (MEAN, least[deviation])]
            edges.append((optimiser, str(deviation), *measured, *predicted))
    return {"runs": _runs(rows), "edges": _edges(edges)}


def edge(angles: tuple[float, ...], finals: list[float]) -> tuple[float, float]:
    """The largest start before the first that stayed away, and that first one (the last start where none did).

    >>> edge((0.1, 0.2, 0.3), [0.0, 0.01, 0.3])
    (0.2, 0.3)
    """
    stayed = [phi for phi, end in zip(angles, finals, strict=True) if abs(end) > RETURNED * phi]
    first = min(stayed, default=math.inf)
    return max((phi for phi in angles if phi < first), default=0.0), min(first, angles[-1])


def finals(optimiser: str, deviation: float, angles: tuple[float, ...], steps: int) -> list[float]:
    """The angle of the child's atom towards its parent after training, for every start."""
    import torch

    from solvers.pursuit.tree.pursuit_stack import PursuitStack
    from solvers.pursuit.tree.stream import Stream
    from solvers.pursuit.tree.train import Recipe, fit

    stream = Stream([_setting(deviation)] * len(angles))
    start = stream.truth_snm.clone()
    phi = torch.tensor(angles)[:, None]
    parent, child = start[:, 0].clone(), start[:, 1].clone()
    start[:, 0], start[:, 1] = phi.cos() * parent - phi.sin() * child, phi.sin() * parent + phi.cos() * child
    stack, recipe = PursuitStack([SEED] * len(angles), threshold=THRESHOLD, atoms_sqm=start), Recipe(steps=steps)
    if optimiser == "adam":
        fit(stack, stream, Recipe(steps=steps, rate=RATES["adam"]))
    else:
        for step in range(steps):
            gradient = stack.gradients(stream.batch(step, recipe.batch_size), step)["atoms"]
            stack.parameters["atoms"].sub_(RATES["descent"] * gradient)
    own = torch.nn.functional.normalize(stack.atoms()[:, 1].double(), dim=1)
    along, across = (own * parent.double()).sum(1), (own * child.double()).sum(1)
    return torch.atan2(along, across).tolist()


def smallest(deviation: float, steps: int) -> float:
    """The smallest magnitude of the first parent, without a child, in the samples of training."""
    from solvers.pursuit.tree.stream import Stream
    from solvers.pursuit.tree.train import Recipe

    stream, size, least = Stream([_setting(deviation)]), Recipe().batch_size, math.inf
    for step in range(steps):
        z = stream.codes(step, size)[0]
        alone = z[(z[:, 0] > 0) & (z[:, 1:4] == 0).all(1), 0]
        least = min(least, float(alone.min())) if len(alone) else least
    return least


def _setting(deviation: float) -> Any:
    from solvers.pursuit.tree.stream import Setting

    return Setting(SEED, mean=MEAN, deviation=deviation, child_mean=CHILD, child_deviation=deviation * CHILD / MEAN)


def _runs(rows: list[tuple[Any, ...]]) -> Table:
    columns = (
        Column("optimiser", "text", means=", ".join(OPTIMISERS)),
        Column("deviation", "text", means="of the magnitudes of parents, whose mean is 1.5"),
        Column("start", "real", 1e-12, "angle of rotation at the start, radians"),
        # near the edge a run is decided by rounding: it comes back or stays
        Column("end", "real", 0.06, "angle of the child's atom towards the parent at the end, radians"),
    )
    return Table(columns, tuple(rows), f"{STEPS} steps with rates {RATES['descent']} and {RATES['adam']}, seed {SEED}.")


def _edges(rows: list[tuple[Any, ...]]) -> Table:
    columns = (
        Column("optimiser", "text", means=", ".join(OPTIMISERS)),
        Column("deviation", "text", means="of the magnitudes of parents"),
        Column("returned", "real", 0.02, "largest start below which every run came back"),
        Column("stayed", "real", 0.02, "smallest start that did not come back"),
        Column("by_mean", "real", 1e-12, "arcsin(threshold / mean magnitude)"),
        Column("by_least", "real", 2e-3, "arcsin(threshold / smallest magnitude of the parent alone in training)"),
    )
    return Table(columns, tuple(rows), "Starts are .0025 apart: an edge cannot be read more exactly.")


def draw(tables: dict[str, Table]) -> Any:
    """Final against first angle, one panel for each optimiser and deviation."""
    runs, edges = tables["runs"], tables["edges"]
    kinds = list(dict.fromkeys(runs["deviation"]))
    figure, axes = panels(len(OPTIMISERS), len(kinds), width=DOUBLE, height=3.6, sharex=True, sharey=True)
    for line, optimiser in enumerate(OPTIMISERS):
        for place, deviation in enumerate(kinds):
            ax, which = axes[line, place], {"optimiser": optimiser, "deviation": deviation}
            letter(ax, f"{'abcdef'[line * len(kinds) + place]} {LABELS[optimiser]}, deviation {deviation}")
            part, at = runs.where(**which), edges.where(**which)
            ax.plot([0, ANGLES[-1]], [0, ANGLES[-1]], color=GREY, lw=0.6)
            ax.plot(part["start"], part["end"], "o", ms=2.5, color=CYCLE[0])
            ax.axvline(at["by_mean"][0], color=BLACK, ls=":", label=r"$\arcsin(\tau / E z)$")
            ax.axvline(at["by_least"][0], color=CYCLE[1], ls="--", label=r"$\arcsin(\tau / \min z)$")
    for ax in axes[-1]:
        ax.set(xlabel="angle at the start (radians)")
    for ax in axes[:, 0]:
        ax.set(ylabel="angle at the end")
    legend_below(figure)
    return figure
