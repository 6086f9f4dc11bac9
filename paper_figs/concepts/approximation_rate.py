"""How fast units of many half-spaces approximate a concept that they must cover: the rate, its bound and its plateau."""

from __future__ import annotations

import math
from typing import Any

from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, CYCLE, DOUBLE, legend_below, letter, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="approximation_rate",
    title="Approximating a concept by units of half-spaces",
    caption=r"""
        Volume that a covering unit of $m$ tangent half-spaces contains beyond the concept. (a) Planar concepts,
        tangents at equally spaced angles: for convex ones (disc, ellipse) the excess falls like $m^{-2}$; for the
        others it stops at the volume between the concept and its convex hull (dotted), whatever the number of neurons
        (concepts.irreducible-error). (b) Unit balls in $\mathbb{R}^r$, tangents at well-spread points, divided by the
        lower bound for every unit with $m$ half-spaces (concepts.approximation-rate-lower): the ratio stays bounded,
        so the exponent $-2/(r-1)$ is right; for $r = 2$ the bound is asymptotically exact.""",
    source="this project, on the theory of arXiv 2606.07007 (irreducible error as reported, not checked against the "
    "paper; the rates are ours)",
)
PLANE = (3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512)
SPACE = {2: PLANE, 3: (8, 16, 32, 64, 128, 256, 512), 4: (16, 32, 64, 128, 256, 512, 1024)}
BITE, APART, HOLE = 0.8, 1.5, 0.35  # crescent: centre of the disc cut out; blobs: their centres; annulus: its hole


def supports() -> dict[str, tuple[Any, float, float]]:
    """Support function of the convex hull, area of the concept, area of its hull, for each planar concept."""
    half = math.acos(BITE / 2)  # the two unit circles of the crescent meet at these angles

    def crescent(t: float) -> float:
        turned = math.atan2(math.sin(t), math.cos(t))
        return 1.0 if abs(turned) >= half else math.cos(half - abs(turned))

    lens = 2 * half - math.sin(2 * half)
    hull = math.pi - (half - math.sin(half) * math.cos(half))
    return {
        "disc": (lambda t: 1.0, math.pi, math.pi),
        "ellipse 2:1": (lambda t: math.hypot(2 * math.cos(t), math.sin(t)), 2 * math.pi, 2 * math.pi),
        "crescent": (crescent, math.pi - lens, hull),
        "two blobs": (lambda t: APART * abs(math.cos(t)) + 0.5, math.pi / 2, math.pi / 4 + 2 * APART),
        "annulus": (lambda t: 1.0, math.pi * (1 - HOLE**2), math.pi),
    }


def circumscribed(support: Any, m: int) -> float:
    """Area of the polygon with m tangents at equally spaced angles.

    Neighbouring tangents meet in its corners, and between them tangent k has length
    ``(h_{k-1} + h_{k+1} - 2 h_k cos s) / sin s`` with step s.

    >>> round(circumscribed(lambda t: 1.0, 4), 12)
    4.0
    """
    step = math.tau / m
    h = [support(0.1 + k * step) for k in range(m)]  # 0.1: no tangent along an axis of symmetry
    sides = [(h[k - 1] + h[(k + 1) % m] - 2 * h[k] * math.cos(step)) / math.sin(step) for k in range(m)]
    return sum(height * side for height, side in zip(h, sides, strict=True)) / 2


def ball_bound(r: int, m: int) -> float:
    """concepts.approximation-rate-lower: least excess of m half-spaces around the unit ball of R^r."""
    sphere = 2 * math.pi ** (r / 2) / math.gamma(r / 2)
    flat = math.pi ** ((r - 1) / 2) / math.gamma((r + 1) / 2)
    return (r - 1) / (2 * (r + 1)) * sphere * (sphere / (flat * m)) ** (2 / (r - 1))


def spread(r: int, m: int) -> Any:
    """m well-spread unit vectors: equally spaced in the plane, a Fibonacci spiral in space, repelled random ones beyond."""
    import numpy as np

    if r == 2:
        angles = math.tau * np.arange(m) / m
        return np.stack([np.cos(angles), np.sin(angles)], axis=1)
    if r == 3:
        height = 1 - (2 * np.arange(m) + 1) / m
        angles = math.pi * (3 - math.sqrt(5)) * np.arange(m)
        ring = np.sqrt(1 - height**2)
        return np.stack([ring * np.cos(angles), ring * np.sin(angles), height], axis=1)
    u = np.random.default_rng([r, m]).standard_normal((m, r))
    u /= np.linalg.norm(u, axis=1, keepdims=True)
    for _ in range(20):  # repulsion: enough for an even spread, which is all the figure needs
        gaps = u[:, None] - u[None]
        push = (gaps / (np.sum(gaps**2, axis=2, keepdims=True) + np.eye(m)[:, :, None]) ** 2).sum(axis=1)
        u += 0.3 * m ** (-1 / (r - 1)) * push / np.linalg.norm(push, axis=1, keepdims=True).max()
        u /= np.linalg.norm(u, axis=1, keepdims=True)
    return u


def excess_of_ball(r: int, m: int) -> float:
    """Volume between the unit ball and the polytope with tangents at :func:`spread`."""
    from scipy.spatial import ConvexHull

    # corners of {u.x <= 1} belong to the facets of the hull of the u: x solves u.x = 1 on every facet
    facets = ConvexHull(spread(r, m)).equations
    corners = facets[:, :-1] / -facets[:, -1:]
    return float(ConvexHull(corners).volume) - math.pi ** (r / 2) / math.gamma(r / 2 + 1)


def compute(budget: Budget) -> dict[str, Table]:
    """Areas in closed form, volumes by convex hulls."""
    plane = [
        (name, m, circumscribed(support, m) - area, hull - area)
        for name, (support, area, hull) in supports().items()
        for m in PLANE
    ]
    balls: list[Any] = []
    for r, counts in SPACE.items():
        budget.say(f"balls in dimension {r}")
        balls += [(r, m, excess_of_ball(r, m), ball_bound(r, m)) for m in counts]
    number = Column("half_spaces", "integer", means="m")
    # sums of at most 512 terms of order one: rounding stays far below these
    return {
        "plane": Table(
            (
                Column("concept", "text", means="which planar set"),
                number,
                Column("excess", "real", 1e-9, "area of the unit beyond the concept"),
                Column("irreducible", "real", 1e-9, "area of the convex hull beyond the concept"),
            ),
            tuple(plane),
        ),
        # hulls add thousands of simplices, and in four dimensions the spread is the end of an iteration
        "balls": Table(
            (
                Column("dimension", "integer", means="r"),
                number,
                Column("excess", "real", 1e-6, "volume of the unit beyond the ball"),
                Column("bound", "real", 1e-9, "lower bound for every unit of m half-spaces"),
            ),
            tuple(balls),
        ),
    }


def draw(tables: dict[str, Table]) -> Any:
    """Excess in the plane; ratio to the bound for balls."""
    figure, axes = panels(1, 2, width=DOUBLE, height=2.8)
    left, right = axes[0]
    letter(left, "a planar concepts")
    letter(right, "b balls against the bound")
    plane, balls = tables["plane"], tables["balls"]
    for name, colour in zip(dict.fromkeys(plane["concept"]), CYCLE, strict=False):
        part = plane.where(concept=name)
        left.loglog(part["half_spaces"], part["excess"], "o-", color=colour, markersize=2.5, label=name)
        if part["irreducible"][0] > 0:
            left.axhline(part["irreducible"][0], color=colour, linestyle=":", linewidth=0.9)
    left.set(xlabel="half-spaces $m$", ylabel="excess area")
    for r, marker in zip(SPACE, ("o-", "s--", "^:"), strict=True):
        part = balls.where(dimension=r)
        ratio = [a / b for a, b in zip(part["excess"], part["bound"], strict=True)]
        right.semilogx(part["half_spaces"], ratio, marker, color=BLACK, markersize=3, linewidth=0.9, label=f"$r = {r}$")
    right.axhline(1, color=BLACK, linewidth=0.5)
    right.set(xlabel="half-spaces $m$", ylabel="excess volume / lower bound", ylim=(0.9, None))
    legend_below(figure, columns=8)
    return figure
