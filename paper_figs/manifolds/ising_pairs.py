"""Signs of Ising couplings by class of pair: opposite atoms, atoms of one manifold, others; and what signed cohesion makes of them."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np

from paper_figs.manifolds._zoo import ALIGNED, SHARE, Seen, Setting, seen
from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, CYCLE, DOUBLE, ORANGE, PURPLE, legend_below, letter, panels
from paper_figs.table import Cell, Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="ising_pairs",
    title="Couplings of atoms by class of pair",
    caption="""
        Ising couplings of the atoms of every manifold of the benchmark (those whose share in its span is above 0.9,
        at most twelve: exact), in the untrained autoencoder of axes and opposites and in trained ones. (a) Median
        coupling of opposite atoms, of other pairs of one manifold, and of pairs of different manifolds (twelve atoms
        of twelve manifolds at a time). (b) Share of pairs with a positive sign. (c) Mean signed cohesion as
        published, and with opposite atoms expected to exclude each other. Capture has opposite atoms with negative
        couplings, so the published score is well below one, where the repaired one is near it. From k = 16 on, the
        untrained autoencoder fills its budget with codes of the size of rounding, which couple at random.""",
    source="this project; equation 15 and definition 6 of arXiv 2604.28119 as reported, not checked against the paper",
    slow=True,
)
KS, CLASSES, MOST = (4, 8, 16, 25), ("opposite", "same manifold", "other manifold"), 12
BLOCKS = 8  # groups of twelve atoms from twelve manifolds
OPPOSITE = -0.9  # cosine of decoder rows, as in solvers.manifolds.metrics.cohesion
LARGE = 4.0  # couplings of atoms that never fire together are as large as the ridge lets them: they move with rounding

_FIRST = (Column("k", "integer", means="budget"), Column("kind", "text", means="untrained or trained"))
PAIRS = (
    *_FIRST,
    Column("pair", "text", means="class of pair"),
    Column("count", "real", 200.0, "number of pairs"),
    Column("median", "real", LARGE, "median coupling J"),
    Column("positive", "real", 2 * SHARE, "share of pairs with J > 0"),
)
COHESION = (
    *_FIRST,
    Column("published", "real", 2 * SHARE, "mean sign of J over the pairs of a manifold, mean over manifolds"),
    Column("aware", "real", 2 * SHARE, "the same with the expected sign of opposite pairs reversed"),
)


def compute(budget: Budget) -> dict[str, Table]:
    """Couplings of groups that are known."""
    full = budget.profile == "full"
    settings = [Setting(k, trained=t) for k in (KS if full else KS[:1]) for t in (False, True)]
    pairs: list[tuple[Cell, ...]] = []
    scores: list[tuple[Cell, ...]] = []
    for setting in settings:
        found, score = _couplings(seen(setting, budget), BLOCKS if full else 1)
        kind = "trained" if setting.trained else "untrained"
        for name in CLASSES:
            values = np.array(found[name])
            if len(values):
                row = (float(np.median(values)), float((values > 0).mean()))
                pairs.append((setting.k, kind, name, float(len(values)), *row))
        if score is not None:
            scores.append((setting.k, kind, *score))
    return {"pairs": Table(PAIRS, tuple(pairs)), "cohesion": Table(COHESION, tuple(scores))}


def _couplings(found: Seen, blocks: int) -> tuple[dict[str, list[float]], list[float] | None]:
    """Couplings by class, and the mean of both scores; None where no manifold has two atoms."""
    from solvers.manifolds.metrics.cohesion import antipodal_cohesion, signed_cohesion
    from solvers.manifolds.metrics.ising import couplings
    from solvers.manifolds.metrics.patterns import patterns_of

    decoder = found.encoded.decoder_qd
    units = decoder / np.linalg.norm(decoder, axis=1, keepdims=True)
    out: dict[str, list[float]] = {name: [] for name in CLASSES}
    scores: list[tuple[float, float]] = []
    groups = atoms_of(found)
    for atoms in groups:
        if len(atoms) < 2:
            continue
        j = couplings(patterns_of(found.encoded.codes_nq, atoms)).j_pp
        scores.append((signed_cohesion(j), antipodal_cohesion(j, decoder[atoms])))
        for a, b in combinations(range(len(atoms)), 2):
            opposite = float(units[atoms[a]] @ units[atoms[b]]) <= OPPOSITE
            out[CLASSES[0 if opposite else 1]].append(float(j[a, b]))
    rng = np.random.default_rng(0)
    full = [atoms for atoms in groups if atoms]
    for _ in range(blocks if full else 0):
        chosen = rng.choice(len(full), min(MOST, len(full)), replace=False)
        mixed = [full[i][0] for i in chosen]
        j = couplings(patterns_of(found.encoded.codes_nq, mixed)).j_pp
        out[CLASSES[2]] += [float(j[a, b]) for a, b in combinations(range(len(mixed)), 2) if mixed[a] != mixed[b]]
    return out, np.array(scores).mean(axis=0).tolist() if scores else None


def atoms_of(found: Seen) -> list[list[int]]:
    """For every manifold the live atoms with a share above 0.9 in its span, at most twelve, largest share first."""
    from solvers.manifolds.metrics.restricted import span_basis

    decoder, codes = found.encoded.decoder_qd, found.encoded.codes_nq
    live = np.asarray((codes > 0).sum(axis=0)).ravel() > 0
    lengths = np.linalg.norm(decoder, axis=1)
    out: list[list[int]] = []
    for one in found.subjects:
        inside = np.linalg.norm(decoder @ span_basis(one.points_nd)[: one.dimension].T, axis=1) / lengths
        order = [int(i) for i in np.argsort(-inside, kind="stable") if inside[i] > ALIGNED and live[i]]
        out.append(order[:MOST])
    return out


def draw(tables: dict[str, Table]) -> Any:
    """Couplings, signs and scores over k."""
    figure, axes = panels(1, 3, width=DOUBLE, height=2.5)
    pairs, cohesion = tables["pairs"], tables["cohesion"]
    for ax, column, head in ((axes[0, 0], "median", "a median coupling"), (axes[0, 1], "positive", "b share positive")):
        letter(ax, head)
        for name, colour in zip(CLASSES, CYCLE, strict=False):
            for kind, style in (("untrained", "-"), ("trained", "o")):
                part = pairs.where(kind=kind, pair=name)
                label = f"{name}, {kind}" if ax is axes[0, 0] else None
                ax.plot(part["k"], part[column], style, color=colour, ms=3.5, label=label)
        ax.axhline(0, color=BLACK, lw=0.5)
        ax.set(xlabel="$k$")
    letter(axes[0, 2], "c signed cohesion")
    for name, colour in (("published", ORANGE), ("aware", PURPLE)):
        for kind, style in (("untrained", "-"), ("trained", "o")):
            part = cohesion.where(kind=kind)
            said = "as published" if name == "published" else "repaired"
            axes[0, 2].plot(part["k"], part[name], style, color=colour, ms=3.5, label=f"{said}, {kind}")
    axes[0, 2].axhline(0, color=BLACK, lw=0.5)
    axes[0, 2].set(xlabel="$k$", ylim=(-0.2, 1.05))
    legend_below(figure, columns=3)
    return figure
