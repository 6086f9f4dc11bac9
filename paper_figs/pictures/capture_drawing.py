"""Receptive fields drawn over manifolds: one strip per manifold, and all manifolds side by side."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence

import numpy as np

from paper_figs.style import BLACK, BLUE, CYCLE, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILION, YELLOW, styled
from solvers.manifolds.capture.fields import Fields

COLOURS = {"captured": GREEN, "truncated": SKY, "tiled": BLUE, "diluted": ORANGE, "lost": VERMILION}
ATOMS = (*CYCLE, YELLOW, BLACK, "#8C564B", "#17BECF", "#BCBD22", "#E377C2")
TILE = 1.1  # inches


def flat(local_m3: np.ndarray) -> np.ndarray:
    """Two coordinates of an oblique view, within the square from -1 to 1."""
    tilt = np.array([[1.0, 0.0], [0.0, 1.0], [0.32, 0.45]])
    seen = local_m3 @ tilt
    middle = (seen.max(axis=0) + seen.min(axis=0)) / 2
    size = np.abs(seen - middle).max()
    return (seen - middle) / (size if size > 0 else 1.0)


def strip(fields: Fields) -> bytes:
    """One picture per atom side by side, dark where it fires, the last one coloured by the atom that is strongest; PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    at, count = flat(fields.local_m3), len(fields.atoms)
    with styled():
        figure = Figure(figsize=(TILE * (count + 1), TILE + 0.18))
        figure.set_layout_engine("none")
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(-1.15, 2.3 * count + 1.15)
        axes.set_ylim(-1.15, 1.15 + 0.18 / TILE * 2.3)
        axes.axis("off")
        for i, atom in enumerate(fields.atoms):
            z = fields.codes_ma[:, i]
            order = np.argsort(z, kind="stable")
            level = z / z.max() if z.max() > 0 else z
            axes.scatter(
                at[order, 0] + 2.3 * i,
                at[order, 1],
                c=level[order],
                cmap="cividis_r",
                vmin=0,
                vmax=1,
                s=3,
                linewidths=0,
            )
            axes.text(2.3 * i, 1.25, f"atom {atom}", ha="center", va="center", fontsize=6)
        _strongest(axes, at + np.array([2.3 * count, 0]), fields.codes_ma)
        axes.text(2.3 * count, 1.25, "strongest", ha="center", va="center", fontsize=6)
        return _png(figure, 110)


def _strongest(axes: object, at: np.ndarray, codes_ma: np.ndarray) -> None:
    """Points in the colour of the atom with the largest code; grey where none fires."""
    colours = np.array(["#C8C8C8", *(ATOMS[i % len(ATOMS)] for i in range(codes_ma.shape[1]))])
    fires = codes_ma.max(axis=1, initial=0) > 0
    which = np.where(fires, codes_ma.argmax(axis=1) + 1 if codes_ma.shape[1] else 0, 0)
    axes.scatter(at[:, 0], at[:, 1], c=colours[which], s=_dot(len(at)), linewidths=0)  # pyright: ignore[reportAttributeAccessIssue]  # an Axes


def _dot(points: int) -> float:
    """Size of a dot: few points have large ones."""
    return min(25.0, max(2.5, 1500 / max(1, points)))


def overview(shown: Sequence[Fields], words: Sequence[str], *, columns: int = 8) -> bytes:
    """All manifolds, each point in the colour of the atom of its group that is strongest there; PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    columns = max(1, min(columns, len(shown)))
    rows = max(1, -(-len(shown) // columns))
    with styled():
        figure = Figure(figsize=(max(2.2, TILE * columns), (TILE + 0.3) * rows))
        figure.set_layout_engine("none")
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(-1.15, 2.3 * columns - 1.15)
        step = 2.3 * (TILE + 0.3) / TILE
        axes.set_ylim(-step * (rows - 1) - 1.15, step - 1.15)
        axes.axis("off")
        for i, (fields, word) in enumerate(zip(shown, words, strict=True)):
            x, y = 2.3 * (i % columns), -step * (i // columns)
            _strongest(axes, flat(fields.local_m3) + np.array([x, y]), fields.codes_ma)
            axes.text(x, y + 1.45, fields.name[:24], ha="center", va="center", fontsize=5, color=GREY)
            colour = COLOURS.get(word, PURPLE)
            axes.text(x, y + 1.2, word, ha="center", va="center", fontsize=6, color=colour, fontweight="bold")
        return _png(figure, 200)


def _png(figure: object, dpi: int) -> bytes:
    """At most 96 colours, which a picture of dots does not miss and which makes it a third as large."""
    from PIL import Image

    drawn, out = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="png", dpi=dpi)  # pyright: ignore[reportAttributeAccessIssue]  # a Figure
    # written anew without the name of a program and a date, so that the same numbers give the same bytes
    Image.open(drawn).convert("RGB").quantize(96).save(out, format="png", optimize=True)
    return out.getvalue()


def embedded(png: bytes) -> str:
    """A picture as an address that holds it."""
    return "data:image/png;base64," + base64.b64encode(png).decode()
