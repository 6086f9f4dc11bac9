"""The concept lattice of a trained autoencoder: seven human concepts, twelve neurons, two ways to relate them."""

from __future__ import annotations

from typing import Any

import numpy as np

from paper_figs.spec import FigureSpec
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="trained_lattice",
    title="Lattices of a trained autoencoder",
    caption="""
        Objects are seven human concepts, Math with Algebra and Topology, Animal with Predator and Prey, and Plant;
        attributes are the neurons of a Top-3 autoencoder with twelve neurons, trained on points in 16 dimensions that
        show their concept, its parent, and noise. Left: a concept has a neuron when the neuron covers 95 % of its
        points (detection). Right: when the Jaccard index is at least 0.8 (approximation). Detected children stand
        below their parent, whose neurons cover them too, so the hierarchy shows; so do neurons that are on for
        unrelated concepts. Approximation leaves every neuron to at most the one concept that it stands for, and no
        hierarchy. Neurons that relate to no concept stand at the bottom.""",
    source="this project; the design follows figure 2 of arXiv 2606.07007 as reported, not checked against the paper",
    slow=True,
)
PARENTS = {
    "Math": None,
    "Algebra": "Math",
    "Topology": "Math",
    "Animal": None,
    "Predator": "Animal",
    "Prey": "Animal",
    "Plant": None,
}
ENDS = (
    "Math",
    "Algebra",
    "Topology",
    "Animal",
    "Predator",
    "Prey",
    "Plant",
)  # where a point's path may end, equally often
DIMENSION, WIDTH, K, EACH, STEPS, BATCH, SEED = 16, 12, 3, 200, 2000, 256, 0
COVERED, GOOD = 0.95, 0.8


def points(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Points (N, 16), and membership in the seven concepts (N, 7): a point belongs to its own concept and to its parent."""
    rng = np.random.default_rng([seed, 7])
    features = np.linalg.qr(rng.standard_normal((DIMENSION, len(PARENTS))))[0].T
    names = list(PARENTS)
    member = np.zeros((EACH * len(ENDS), len(names)), dtype=bool)
    for i, end in enumerate(ENDS):
        rows = slice(i * EACH, (i + 1) * EACH)
        member[rows, names.index(end)] = True
        parent = PARENTS[end]
        if parent:
            member[rows, names.index(parent)] = True
    sizes = rng.uniform(0.8, 1.2, size=member.shape) * member
    return sizes @ features + 0.05 * rng.standard_normal((len(member), DIMENSION)), member


def activations(seed: int, steps: int = STEPS) -> np.ndarray:
    """Activations of the trained model on all points, shape (N, 12)."""
    import torch

    from solvers.sdl.train.data.points import Points
    from solvers.sdl.train.run.one_thread import one_thread
    from solvers.sdl.train.run.small_autoencoder import train_small

    x = points(seed)[0]
    data = Points(x, seed=seed)
    model = train_small(data, kind="topk", width=WIDTH, seed=seed, steps=steps, batch_size=BATCH, k=K)
    with one_thread(), torch.no_grad():
        return model.eval().codes(torch.from_numpy(x).float()).double().numpy()


def relations(on: np.ndarray, member: np.ndarray) -> dict[str, np.ndarray]:
    """Concepts x neurons: recall, Jaccard index."""
    common = member.T.astype(int) @ on.astype(int)
    sizes, own = on.sum(axis=0), member.sum(axis=0)[:, None]
    return {"recall": common / own, "jaccard": common / (own + sizes - common)}


def compute(budget: Budget) -> Table:
    """One row per concept and neuron."""
    budget.say("training")
    found = relations(activations(SEED) > 0, points(SEED)[1])
    rows = tuple(
        (name, i, float(found["recall"][c, i]), float(found["jaccard"][c, i]))
        for c, name in enumerate(PARENTS)
        for i in range(WIDTH)
    )
    # where training ends depends on the rounding of the processor: neurons may change their concepts
    return Table(
        (
            Column("concept", "text", means="human concept"),
            Column("neuron", "integer", means="number"),
            Column("recall", "real", 1.0, "share of the concept's points at which the neuron is on"),
            Column("jaccard", "real", 1.0, "Jaccard index of concept and neuron"),
        ),
        rows,
    )


def context(table: Table, column: str, least: float) -> Any:
    """The formal context of the relation ``column >= least``."""
    from theory.concepts.context import FormalContext

    has = np.array(table.floats(column)).reshape(len(PARENTS), WIDTH) >= least
    return FormalContext.from_bool(has, attributes=[f"n{i}" for i in range(WIDTH)], objects=list(PARENTS))


def draw(table: Table) -> Any:
    """Two lattices side by side."""
    from paper_figs.pictures.lattice_diagram import diagram
    from paper_figs.pictures.lattice_drawing import draw_lattices
    from solvers.concepts.lattice import concept_lattice

    pair = [
        (f"neuron covers {COVERED:.0%} of the concept", context(table, "recall", COVERED)),
        (f"Jaccard index at least {GOOD:g}", context(table, "jaccard", GOOD)),
    ]
    return draw_lattices([(heading, diagram(concept_lattice(c))) for heading, c in pair])
