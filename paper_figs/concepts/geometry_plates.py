"""Six plates: what one neuron, a unit and a Top-k neuron can single out in the plane, with the certificate drawn in."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from paper_figs.spec import FigureSpec
from paper_figs.style import BLUE, DOUBLE, GREY, SKY, VERMILION, legend_below, letter, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

if TYPE_CHECKING:
    from solvers.concepts.separability import Separated

FIGURE = FigureSpec(
    name="geometry_plates",
    title="What neurons, units and Top-k neurons can single out in the plane",
    caption="""
        Filled: points of the concept, which must be on; open: all other points; shaded: where the neuron or unit is
        on. (a) One neuron, the exact solution of a linear program. (b) Exclusive or: no neuron, because the averages
        of the two classes meet at the cross (a Farkas combination with weights 1/2). (c) A conjunctive unit of two
        half-planes; one is not enough, although any two of the three outer points can be excluded together. (d)
        Neuron 0 of a Top-2 layer of three neurons: on outside of a wedge, so its region is not convex and no
        half-plane has the same points. (e) One Top-3 neuron of a layer of seven, built from slabs through pairs of
        points: any concept on points in general position can be had. (f) Absorption by Top-1: the neuron of the
        parent is on for all of the parent except for its child (right).""",
    source="this project, on the theory of arXiv 2606.07007 (as reported; not checked against the paper)",
)
Point = tuple[int, int]
SEPARABLE: tuple[tuple[Point, ...], tuple[Point, ...]] = (
    ((1, 1), (2, -1), (3, 2), (2, 3)),
    ((-1, 2), (-2, -1), (0, -2), (-1, 0)),
)
XOR: tuple[tuple[Point, ...], tuple[Point, ...]] = (((0, 0), (1, 1)), ((1, 0), (0, 1)))
TRIANGLE: tuple[tuple[Point, ...], tuple[Point, ...]] = (((0, 0),), ((2, 0), (-1, 2), (-1, -2)))
WEDGE: tuple[tuple[Point, ...], tuple[Point, ...]] = (((-3, 1), (3, 1), (0, -3)), ((0, 1), (1, 2), (-1, 3)))
# six concept points among twelve, no three on a line; paired in the order given
SLABS: tuple[tuple[Point, ...], tuple[Point, ...]] = (
    ((-4, -3), (3, 4), (-3, 2), (4, -1), (-1, 4), (1, -4)),
    ((3, -4), (4, -3), (-3, 0), (1, -1), (-2, -2), (2, 2)),
)
ABSORBED: tuple[tuple[Point, ...], tuple[Point, ...]] = (
    ((1, 0), (2, 1), (1, 2), (2, -1), (4, 1), (5, 0), (4, -1)),
    ((-1, 1), (-2, -1), (-1, -2)),
)
Neuron = tuple[Fraction, Fraction, Fraction]


def neuron(x: Any, y: Any, bias: Any) -> Neuron:
    """Weights and bias of one pre-activation."""
    return Fraction(x), Fraction(y), Fraction(bias)


def _flat(found: Separated) -> Neuron:
    a, b = found.weight
    return neuron(a, b, found.bias)


def slab_neurons(concept: Sequence[Point], others: Sequence[Point]) -> list[Neuron]:
    """``z_0 = 1`` and ``z_j = 1 - f_j`` for the two sides of a thin slab around every pair of concept points.

    The slab holds its own pair and no other point, so a point lies on the inner side of m/2 + 1 half-planes if it belongs to
    the concept and of m/2 otherwise; neuron 0 is then among the k = m/2 largest exactly at the concept.
    """
    out = [neuron(0, 0, 1)]
    for (x1, y1), (x2, y2) in zip(concept[::2], concept[1::2], strict=True):
        a, b = y1 - y2, x2 - x1
        c = -(a * x1 + b * y1)
        nearest = min(abs(a * x + b * y + c) for x, y in (*concept, *others) if (x, y) not in ((x1, y1), (x2, y2)))
        half = Fraction(nearest, 2)
        out += [neuron(-a, -b, 1 - c - half), neuron(a, b, 1 + c - half)]
    return out


def active(neurons: Sequence[Neuron], k: int, at: tuple[Any, Any]) -> bool:
    """Whether neuron 0 is among the k largest and positive; ties go to the smaller index, so neuron 0 wins them."""
    z = [a * at[0] + b * at[1] + c for a, b, c in neurons]
    return z[0] > 0 and sum(v > z[0] for v in z[1:]) < k


def compute(budget: Budget) -> dict[str, Table]:
    """Points, neurons and certificates of all plates; every neuron is checked exactly against its concept."""
    from solvers.concepts.separability import Inseparable, Separated, separate
    from solvers.concepts.units import least_unit

    one = separate([*SEPARABLE[0], *SEPARABLE[1]], range(len(SEPARABLE[0])))
    none = separate([*XOR[0], *XOR[1]], range(len(XOR[0])))
    unit = least_unit([*TRIANGLE[0], *TRIANGLE[1]], {0})
    if not isinstance(one, Separated) or not isinstance(none, Inseparable) or isinstance(unit, Inseparable):
        raise AssertionError("plates a, b, c: the data no longer show what the caption says")
    layers: dict[str, tuple[int, list[Neuron]]] = {
        "a": (1, [_flat(one)]),
        "c": (1, [_flat(n) for n in unit.neurons]),
        "d": (2, [neuron(0, 0, 1), neuron(1, Fraction(1, 2), 2), neuron(-1, Fraction(1, 2), 2)]),
        "e": (len(SLABS[0]) // 2, slab_neurons(*SLABS)),
        "f": (1, [neuron(1, 0, 0), neuron(2, 0, -3)]),
    }
    plates = {"a": SEPARABLE, "b": XOR, "c": TRIANGLE, "d": WEDGE, "e": SLABS, "f": ABSORBED}
    points = [
        (plate, side, x, y)
        for plate, (concept, others) in plates.items()
        for side, chosen in ((1, concept), (0, others))
        for x, y in chosen
    ]
    weights = [(plate, k, *n) for plate, (k, neurons) in layers.items() for n in neurons]
    everyone = [*XOR[0], *XOR[1]]
    combination = [("b", *everyone[i], weight) for i, weight in (none.on | none.off).items()]
    plate = Column("plate", "text", means="panel")
    return {
        "points": Table(
            (
                plate,
                Column("concept", "integer", means="1 in the concept, 0 outside"),
                Column("x", "integer", means="first coordinate"),
                Column("y", "integer", means="second coordinate"),
            ),
            tuple(points),
        ),
        "neurons": Table(
            (
                plate,
                Column("k", "integer", means="neuron 0 of a Top-k layer (d, e, f); a and c: half-planes of a unit"),
                Column("weight_x", "exact", means="weight of x"),
                Column("weight_y", "exact", means="weight of y"),
                Column("bias", "exact", means="bias"),
            ),
            tuple(weights),
        ),
        "combination": Table(
            (
                plate,
                Column("x", "integer", means="first coordinate of a point that takes part"),
                Column("y", "integer", means="second coordinate"),
                Column("weight", "exact", means="its weight in the average of its class"),
            ),
            tuple(combination),
        ),
    }


def draw(tables: dict[str, Table]) -> Any:
    """Six panels in two rows."""
    figure, axes = panels(2, 3, width=DOUBLE, height=4.6)
    headings = ("one neuron", "exclusive or", "unit of two", "Top-2, not convex", "Top-3, any concept", "Top-1 absorbs")
    for ax, plate, heading in zip(axes.flat, "abcdef", headings, strict=True):
        letter(ax, f"{plate} {heading}")
        _plate(ax, plate, tables)
    legend_below(figure, _keys(axes[0, 0]), columns=4)
    return figure


def _plate(ax: Any, plate: str, tables: dict[str, Table]) -> None:
    points = tables["points"].where(plate=plate)
    x, y = points.floats("x"), points.floats("y")
    centre = ((min(x) + max(x)) / 2, (min(y) + max(y)) / 2)
    reach = max(max(x) - min(x), max(y) - min(y)) * 0.5 + (0.35 if plate == "b" else 1.0)
    sides = [(c - reach, c + reach) for c in centre]
    neurons = tables["neurons"].where(plate=plate)
    if neurons.rows:
        _region(ax, neurons, sides, as_unit=plate in "ac")
    for concept, fill in ((1, BLUE), (0, "white")):
        part = points.where(concept=concept)
        ax.plot(part.floats("x"), part.floats("y"), "o", color=fill, markeredgecolor=BLUE, markersize=5, zorder=3)
    combination = tables["combination"].where(plate=plate)
    if combination.rows:
        _cross(ax, combination)
    ax.set(xlim=sides[0], ylim=sides[1], aspect="equal", xticks=[], yticks=[])


def _region(ax: Any, neurons: Table, sides: list[tuple[float, float]], *, as_unit: bool) -> None:
    """Shade where the unit or neuron 0 is on: pixels of a fine grid, evaluated from the weights in the table."""
    import numpy as np

    u, v = (np.linspace(low, high, 801) for low, high in sides)
    xs, ys = np.meshgrid(u, v)
    z = [
        a * xs + b * ys + c
        for a, b, c in zip(*(neurons.floats(n) for n in ("weight_x", "weight_y", "bias")), strict=True)
    ]
    larger = np.sum([w > z[0] for w in z[1:]], axis=0)
    on = np.all([w > 0 for w in z], axis=0) if as_unit else (z[0] > 0) & (larger < neurons["k"][0])
    ax.contourf(xs, ys, on, levels=[0.5, 1.5], colors=[SKY], alpha=0.35)
    for w in z if as_unit else [w - z[0] for w in z[1:]] + ([z[0]] if np.ptp(z[0]) else []):
        ax.contour(xs, ys, w, levels=[0], colors=[GREY], linewidths=0.6)


def _cross(ax: Any, combination: Table) -> None:
    x, y = combination.floats("x"), combination.floats("y")
    pairs = [(i, j) for i in range(len(x)) for j in range(i) if (x[i] - x[j]) * (y[i] - y[j]) != 0]
    for i, j in pairs:
        ax.plot([x[i], x[j]], [y[i], y[j]], "--", color=VERMILION, linewidth=0.9, zorder=1)
    ax.plot([sum(x) / len(x)], [sum(y) / len(y)], "x", color=VERMILION, markersize=7, markeredgewidth=1.6)


def _keys(ax: Any) -> list[Any]:
    looks: tuple[tuple[dict[str, Any], str], ...] = (
        ({"marker": "o", "color": BLUE, "linestyle": ""}, "concept"),
        ({"marker": "o", "color": "white", "markeredgecolor": BLUE, "linestyle": ""}, "other points"),
        ({"color": SKY, "linewidth": 6, "alpha": 0.5}, "neuron or unit is on"),
        ({"marker": "x", "color": VERMILION, "linestyle": "--", "linewidth": 0.9}, "averages of both classes meet"),
    )
    return [ax.plot([], [], label=label, **look)[0] for look, label in looks]
