"""Concepts in the plane that lie behind each other: what trained ReLU and Top-k neurons can single out."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, CYCLE, DOUBLE, legend_below, letter, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="plane_separability",
    title="Near and far concepts in the plane",
    caption="""
        Six concepts, Gaussian blobs in three directions at two distances, and the region of the best neuron of every
        concept in a trained ReLU and a trained Top-k autoencoder with 128 neurons (outlines in the concept's colour;
        dashed where the Jaccard index stays below 0.9). Right: Jaccard index of the best neuron over three seeds. A
        half-plane cannot hold a near blob without the far one behind it: for the three near concepts a Farkas
        combination of the points, found exactly, excludes every neuron with absolute gating. Regions of Top-k neurons
        are not half-planes, so for them nothing of the kind holds (concepts.top-k-neuron-holds-any-concept); whether
        training finds them is what the dots show.""",
    source="this project, on the theory of arXiv 2606.07007; the design follows arXiv 2503.01822",
    slow=True,
)
DIRECTIONS, DISTANCES, SPREAD, EACH = 3, (1.0, 2.2), 0.12, 200
WIDTH, K, L1, STEPS, BATCH, SEEDS = 128, 3, 0.05, 3000, 512, (0, 1, 2)
NAMES = tuple(f"{where} {i}" for where in ("near", "far") for i in range(DIRECTIONS))


def blobs(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Points on a grid of 1/1000, shape (N, 2), and the number of the concept of each."""
    rng = np.random.default_rng([seed, DIRECTIONS])
    angles = 2 * np.pi * (np.arange(DIRECTIONS) + 0.25) / DIRECTIONS
    centres = np.concatenate([r * np.stack([np.cos(angles), np.sin(angles)], axis=1) for r in DISTANCES])
    which = np.repeat(np.arange(len(centres)), EACH)
    return np.round(centres[which] + SPREAD * rng.standard_normal((len(which), 2)), 3), which


def layer(kind: Literal["relu", "topk"], seed: int) -> np.ndarray:
    """Train; encoder rows and biases of the network ``z = W x + b``, shape (WIDTH, 3), the decoder's bias folded in."""
    import torch

    from solvers.sdl.train.data.points import Points
    from solvers.sdl.train.run.small_autoencoder import train_small

    sparse: dict[str, Any] = {"k": K} if kind == "topk" else {"l1": L1}
    data = Points(blobs(seed)[0], seed=seed)
    model = train_small(data, kind=kind, width=WIDTH, seed=seed, steps=STEPS, batch_size=BATCH, **sparse)
    with torch.no_grad():
        # the affine map x -> z, read off at the origin and the two unit vectors
        at = model.pre_activations(torch.tensor([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])).double()
        return torch.stack([at[1] - at[0], at[2] - at[0], at[0]], dim=1).numpy()


def active(weights: np.ndarray, kind: str, x: np.ndarray) -> np.ndarray:
    """Which neurons are on at points x of shape (..., 2)."""
    z = x @ weights[:, :2].T + weights[:, 2]
    if kind == "topk":
        return (z > 0) & (z >= np.sort(z, axis=-1)[..., -K][..., None])
    return z > 0


def inseparable(points: np.ndarray, which: np.ndarray, concept: int) -> bool:
    """Whether a Farkas combination of the points excludes every neuron with bias; exact, on the grid of 1/1000."""
    from solvers.concepts.separability import Inseparable, separate

    exact = np.round(1000 * points).astype(int).tolist()
    return isinstance(separate(exact, np.flatnonzero(which == concept).tolist()), Inseparable)


def compute(budget: Budget) -> dict[str, Table]:
    """Points and layers of the first seed; scores of all seeds."""
    scores: list[Any] = []
    weights: list[Any] = []
    for kind in ("relu", "topk"):
        for seed in SEEDS:
            budget.say(f"{kind}, seed {seed}")
            found = layer(kind, seed)
            points, which = blobs(seed)
            on = active(found, kind, points)
            if seed == SEEDS[0]:
                weights += [(kind, i, *map(float, row)) for i, row in enumerate(found)]
            for c, name in enumerate(NAMES):
                concept = which == c
                common, sizes = on[concept].sum(axis=0), on.sum(axis=0)
                jaccard = common / (concept.sum() + sizes - common)
                best = int(jaccard.argmax())
                excluded = "yes" if inseparable(points, which, c) else "no"
                scores.append((kind, seed, name, best, float(jaccard[best]), excluded))
    points, which = blobs(SEEDS[0])
    kind, seed = Column("kind", "text", means="relu or topk"), Column("seed", "integer", means="of data and start")
    return {
        "points": Table(
            (
                Column("concept", "text", means="blob"),
                Column("x", "real", 1e-9, "first coordinate"),
                Column("y", "real", 1e-9, "second coordinate"),
            ),
            tuple((NAMES[c], float(x), float(y)) for c, (x, y) in zip(which, points, strict=True)),
        ),
        # trained weights: another processor rounds sums otherwise, and thousands of steps carry that on
        "neurons": Table(
            (
                kind,
                Column("neuron", "integer", means="number"),
                *(Column(n, "real", 10.0, f"{n} of the pre-activation") for n in ("weight_x", "weight_y", "bias")),
            ),
            tuple(weights),
        ),
        "scores": Table(
            (
                kind,
                seed,
                Column("concept", "text", means="blob"),
                Column("neuron", "real", WIDTH, "number of the best neuron"),
                Column("jaccard", "real", 0.3, "its Jaccard index"),
                Column("excluded", "text", means="whether no half-plane holds exactly this concept (exact)"),
            ),
            tuple(scores),
        ),
    }


def draw(tables: dict[str, Table]) -> Any:
    """Regions of the best neurons; scores."""
    figure, axes = panels(1, 3, width=DOUBLE, height=2.7)
    for ax, kind, heading in zip(axes[0], ("relu", "topk"), ("a ReLU", f"b Top-{K}"), strict=False):
        letter(ax, heading)
        _regions(ax, kind, tables)
    ax = axes[0, 2]
    letter(ax, "c best neuron")
    for kind, marker, shift in (("relu", "o", -0.12), ("topk", "s", 0.12)):
        for c, name in enumerate(NAMES):
            part = tables["scores"].where(kind=kind, concept=name)
            fill = CYCLE[c] if kind == "relu" else "white"
            ax.plot([c + shift] * len(part.rows), part.floats("jaccard"), marker, color=CYCLE[c], markerfacecolor=fill)
    ax.axhline(0.9, color=BLACK, linestyle=":", linewidth=0.8)
    ax.set(ylim=(0, 1.05), xticks=range(len(NAMES)), ylabel="Jaccard index")
    ax.set_xticklabels(NAMES, rotation=45, ha="right")
    handles = [
        ax.plot([], [], "o", color=BLACK, label="ReLU")[0],
        ax.plot([], [], "s", color=BLACK, markerfacecolor="white", label=f"Top-{K}")[0],
        ax.plot([], [], "-", color=BLACK, label="region, Jaccard index at least 0.9")[0],
        ax.plot([], [], "--", color=BLACK, label="below 0.9")[0],
    ]
    legend_below(figure, handles, columns=4)
    return figure


def _regions(ax: Any, kind: str, tables: dict[str, Table]) -> None:
    part = tables["neurons"].where(kind=kind)
    weights = np.array([part.floats(n) for n in ("weight_x", "weight_y", "bias")]).T
    grid = np.linspace(-3.0, 3.0, 601)
    pixels = np.stack(np.meshgrid(grid, grid), axis=-1)
    z = active(weights, kind, pixels)
    scores = tables["scores"].where(kind=kind, seed=SEEDS[0])
    for c, name in enumerate(NAMES):
        score = scores.where(concept=name)
        dots = tables["points"].where(concept=name)
        ax.plot(dots.floats("x"), dots.floats("y"), ".", color=CYCLE[c], markersize=1)
        style = "-" if score.floats("jaccard")[0] >= 0.9 else "--"
        ax.contour(
            grid,
            grid,
            z[..., int(score["neuron"][0])],
            levels=[0.5],
            colors=[CYCLE[c]],
            linewidths=1,
            linestyles=[style],
        )
    ax.set(xlim=(-3, 3), ylim=(-3, 3), aspect="equal", xticks=[], yticks=[])
