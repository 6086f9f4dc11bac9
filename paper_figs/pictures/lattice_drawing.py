"""A readable picture of a concept lattice (or of its largest concepts) in matplotlib."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np

from paper_figs.pictures.lattice_diagram import Diagram, Node
from paper_figs.pictures.lattice_layout import Layout, layout
from paper_figs.runner import saved
from paper_figs.style import BLACK, BLUE, GREEN, GREY, ORANGE, SKY, VERMILION

FONT = 6.5  # points
LINE = FONT * 1.25 / 72  # inches per line of text
LETTER = FONT * 0.6 / 72  # inches; DejaVu Sans is about 0.6 of its size wide on average
WRAP, NAMES = 18, 4  # letters per line, and names per node; the page shows them all
SMALL, LARGE = 0.035, 0.13  # radii of an empty extent and of one with all objects, inches
LEAST_RADIUS, AIR = 0.012, 0.02  # of a node, and between its circle and a line that does not end in it
MARGIN = 0.2
PAGE, MOST_HIGHER = 14.0, 2.5  # inches that labels may make a picture wide, and times that they may make it higher
_FILL = {"absorbed": VERMILION, "split": ORANGE}
_MEANS = {
    "absorbed": "neuron that misses the points of child concepts (absorption)",
    "split": "neuron whose points are shared out among other neurons (splitting)",
}


@dataclass(frozen=True)
class Place:
    """Middle and radius of a node in inches, and the lines of text above and (with colours) below."""

    x: float
    y: float
    r: float
    above: tuple[str, ...]
    below: tuple[tuple[str, str], ...]


def draw_lattice(diagram: Diagram) -> Any:
    """The figure.

    Layers lead from the top concept down; node areas grow with the size of the extent, which is written beside the node;
    attributes stand above the node where they start (blue), objects (grey) and human concepts (green) below.
    """
    picture = _Picture(diagram)
    return _on_page([picture], picture.height)


def draw_lattices(parts: Sequence[tuple[str, Diagram]]) -> Any:
    """Several lattices side by side, each under its heading, in the order given."""
    pictures = [_Picture(diagram, heading) for heading, diagram in parts]
    return _on_page(pictures, max(p.height for p in pictures))


class _Picture:
    """A lattice with its place on paper, all in inches."""

    def __init__(self, diagram: Diagram, heading: str = "") -> None:
        self.diagram, self.heading = diagram, heading
        self.places, self.plan = placed(diagram)
        places = self.places
        self.left = min((p.x - _width(p) / 2 for p in places), default=0.0) - MARGIN
        self.right = max((p.x + _width(p) / 2 for p in places), default=1.0) + MARGIN
        self.right = max(self.right, self.left + 3.0)
        self.caption = textwrap.wrap(diagram.caption, max(40, int((self.right - self.left) / LETTER)))
        self.legend = [m for m in _MEANS if any(m in node.marks for node in diagram.nodes)]
        self.human = any(node.human for node in diagram.nodes)
        head = 2 * LINE if heading else 0.0
        self.top = max((p.y + p.r + LINE * len(p.above) for p in places), default=0.0) + MARGIN + head
        self.foot = min((p.y - p.r - LINE * len(p.below) for p in places), default=0.0) - MARGIN
        self.bottom = self.foot - LINE * (len(self.caption) + len(self.legend) + self.human + 0.5)

    @property
    def height(self) -> float:
        return self.top - self.bottom

    def draw(self, axes: Any, height: float) -> None:
        axes.set_axis_off()
        axes.set_xlim(self.left, self.right)
        axes.set_ylim(self.top - height, self.top)
        if self.heading:
            axes.text(self.left + MARGIN, self.top - LINE, self.heading, fontsize=FONT + 1.5, va="center")
        _draw_lines(axes, self.diagram, self.places)
        for node, place in zip(self.diagram.nodes, self.places, strict=True):
            _draw_node(axes, node, place)
        _draw_foot(axes, self.left + MARGIN, self.foot, self.caption, self.legend, self.human)


def _on_page(pictures: Sequence[_Picture], height: float) -> Any:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import PlaceHolderLayoutEngine

    widths = [p.right - p.left for p in pictures]
    figure = Figure(figsize=(sum(widths), height))
    # the places are inches already; an engine that does nothing keeps savefig from making one that moves the axes
    figure.set_layout_engine(PlaceHolderLayoutEngine(adjust_compatible=True, colorbar_gridspec=True))
    FigureCanvasAgg(figure)
    at = 0.0
    for picture, width in zip(pictures, widths, strict=True):
        picture.draw(figure.add_axes((at / sum(widths), 0, width / sum(widths), 1)), height)
        at += width
    return figure


def render_lattice(diagram: Diagram) -> dict[str, bytes]:
    """The picture as PDF, SVG and PNG; the same diagram gives the same bytes."""
    return saved(lambda: draw_lattice(diagram))


def placed(diagram: Diagram) -> tuple[list[Place], Layout]:
    """Where the nodes stand, in inches, and the plan.

    The plan is stretched until labels of neighbours in a level have room, as far as a page allows, and until the largest
    circle fits between the lines; stretching lets no line come nearer to a node.  A circle that would still touch a line
    which does not end in it becomes smaller, so that no line ever runs through a foreign node.
    """
    plan = layout(tuple(node.lower for node in diagram.nodes))
    most = max(diagram.objects, 1)
    rough = [Place(0, 0, SMALL + (LARGE - SMALL) * sqrt(node.size / most), *_labels(node)) for node in diagram.nodes]
    wide = _wider(plan, rough)
    rough = _staggered(plan, rough, wide)
    high = _higher(plan, rough)
    x, y = np.array(plan.x) * wide, np.array(plan.y) * high
    room = _room(diagram, x, y)
    places = [
        Place(float(x[i]), float(y[i]), min(p.r, max(LEAST_RADIUS, room[i] - AIR)), p.above, p.below)
        for i, p in enumerate(rough)
    ]
    return places, plan


def _levels(plan: Layout) -> dict[float, list[int]]:
    """Nodes of the same height, from left to right."""
    out: dict[float, list[int]] = {}
    for i in sorted(range(len(plan.x)), key=lambda v: plan.x[v]):
        out.setdefault(plan.y[i], []).append(i)
    return out


def _for_circles(plan: Layout) -> float:
    return max(1.0, min(2.0, (LARGE + AIR) / plan.quality.clearance)) if plan.quality.clearance > 0 else 2.0


def _staggered(plan: Layout, rough: list[Place], wide: float) -> list[Place]:
    """Labels that would run into one of the same level move away from their node by whole lines."""
    out = list(rough)
    for nodes in _levels(plan).values():
        taken: dict[str, list[tuple[float, float, int, int]]] = {"above": [], "below": []}
        for i in nodes:
            lines = {"above": out[i].above, "below": tuple(text for text, _ in out[i].below)}
            lift = {side: _lift(lines[side], plan.x[i] * wide, taken[side]) for side in taken}
            out[i] = Place(
                0, 0, out[i].r, (*out[i].above, *[""] * lift["above"]), (*[("", GREY)] * lift["below"], *out[i].below)
            )
    return out


def _lift(lines: Sequence[str], x: float, taken: list[tuple[float, float, int, int]]) -> int:
    """The least number of lines by which a label at x is free of those that were placed; remembers it."""
    if not lines:
        return 0
    half, lift = max(map(len, lines)) * LETTER / 2, 0
    near = [(first, last) for left, right, first, last in taken if x - half < right and left < x + half]
    while any(lift < last and first < lift + len(lines) for first, last in near):
        lift += 1
    taken.append((x - half, x + half, lift, lift + len(lines)))
    return lift


def _wider(plan: Layout, rough: Sequence[Place]) -> float:
    """How much wider than planned."""
    wide = _for_circles(plan)
    for nodes in _levels(plan).values():
        for i, j in itertools.pairwise(nodes):
            gap = plan.x[j] - plan.x[i]
            if gap > 0:
                wide = max(wide, (_width(rough[i]) + _width(rough[j])) / 2 / gap)
    spread = max(plan.x, default=0.0) - min(plan.x, default=0.0)
    return max(1.0, min(wide, PAGE / spread if spread > 0 else 1.0))


def _higher(plan: Layout, rough: Sequence[Place]) -> float:
    """How much higher than planned, so that the labels of two levels have room between them."""
    levels, high = _levels(plan), _for_circles(plan)
    for one, other in itertools.pairwise(sorted(levels, reverse=True)):
        over = max(rough[i].r + LINE * len(rough[i].below) for i in levels[one])
        under = max(rough[i].r + LINE * len(rough[i].above) for i in levels[other])
        high = max(high, min(MOST_HIGHER, (over + under + 0.1) / (one - other)))
    return high


def _room(diagram: Diagram, x: Any, y: Any) -> Any:
    """Distance of every node from the nearest line that does not end in it, and half of that from the nearest node."""
    room = np.full(len(x), np.inf)
    for u, node in enumerate(diagram.nodes):
        for v in node.lower:
            along, drop = x[v] - x[u], y[v] - y[u]
            t = np.clip(((x - x[u]) * along + (y - y[u]) * drop) / (along**2 + drop**2), 0, 1)
            distance = np.hypot(x - x[u] - t * along, y - y[u] - t * drop)
            distance[[u, v]] = np.inf
            room = np.minimum(room, distance)
    for i in range(len(x)):
        distance = np.hypot(x - x[i], y - y[i])
        distance[i] = np.inf
        room[i] = min(room[i], distance.min() / 2)
    return room


def _labels(node: Node) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    below = [(line, GREEN) for line in _lines(node.human)] + [(line, GREY) for line in _lines(node.objects)]
    return tuple(_lines(node.attributes)), tuple(below)


def _lines(names: Sequence[str]) -> list[str]:
    shown = list(names) if len(names) <= NAMES else [*names[: NAMES - 1], f"+{len(names) - NAMES + 1} more"]
    return [line for name in shown for line in _wrapped(name)]


def _wrapped(name: str) -> list[str]:
    lines = textwrap.wrap(name, WRAP) or [name]
    # a dollar sign would start a formula
    return [line.replace("$", r"\$") for line in (lines if len(lines) <= 2 else [lines[0], lines[1][: WRAP - 1] + "…"])]


def _width(p: Place) -> float:
    letters = max((len(text) for text in (*p.above, *(t for t, _ in p.below))), default=0)
    return max(letters * LETTER, 2 * p.r + 2 * 5 * LETTER)


def _draw_lines(axes: Any, diagram: Diagram, places: list[Place]) -> None:
    for p, node in zip(places, diagram.nodes, strict=True):
        for j in node.lower:
            axes.plot([p.x, places[j].x], [p.y, places[j].y], color=GREY, lw=0.5, zorder=1)


def _draw_node(axes: Any, node: Node, p: Place) -> None:
    from matplotlib.patches import Circle

    fill = next((_FILL[m] for m in _FILL if m in node.marks), SKY if node.attributes else "white")
    edge, width = (GREEN, 1.4) if node.human else (BLACK, 0.5)
    axes.add_patch(Circle((p.x, p.y), p.r, facecolor=fill, edgecolor=edge, linewidth=width, zorder=3))
    box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.4}
    axes.text(p.x + p.r + 0.02, p.y, str(node.size), fontsize=5, color=GREY, va="center", zorder=2, bbox=box)
    for i, text in enumerate(reversed(p.above)):
        y = p.y + p.r + LINE * (i + 0.5)
        axes.text(p.x, y, text, fontsize=FONT, color=BLUE, ha="center", va="center", zorder=4, bbox=box)
    for i, (text, color) in enumerate(p.below):
        y = p.y - p.r - LINE * (i + 0.5)
        weight = "bold" if color == GREEN else "normal"
        axes.text(
            p.x, y, text, fontsize=FONT, color=color, fontweight=weight, ha="center", va="center", zorder=4, bbox=box
        )


def _draw_foot(axes: Any, x: float, y: float, caption: list[str], legend: list[str], human: bool) -> None:
    for mark in legend:
        axes.plot([x + 0.05], [y], "o", color=_FILL[mark], ms=4)
        axes.text(x + 0.14, y, _MEANS[mark], fontsize=FONT, va="center")
        y -= LINE
    if human:
        axes.plot([x + 0.05], [y], "o", markerfacecolor="white", markeredgecolor=GREEN, mew=1.2, ms=4)
        axes.text(x + 0.14, y, "best unit of a human concept, with its Jaccard index", fontsize=FONT, va="center")
        y -= LINE
    for line in caption:
        axes.text(x, y, line.replace("$", r"\$"), fontsize=FONT, va="center", color=BLACK)
        y -= LINE
