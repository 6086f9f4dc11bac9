"""A path of zero loss from a model that recovers every feature to one that recovers none."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from paper_figs.spec import FigureSpec
from paper_figs.style import BLUE, GREEN, SINGLE, VERMILION, legend_below, panels
from paper_figs.table import Column, Table
from solvers.sdl.solution_set.descents import path_between_minima
from solvers.sdl.solution_set.path import Point
from theory.claims import Budget
from theory.sdl import Activation, Problem

FIGURE = FigureSpec(
    name="zero_loss_path",
    title="Recovered and unrecovered models lie on one valley floor",
    caption="""
        Three orthonormal features and a ReLU autoencoder with four neurons, one more than needed. A path of straight
        moves, built exactly, joins a model whose decoder columns are the features to one in which every neuron is on
        for every feature. The loss, evaluated exactly at rational points, is 0 on the whole path, while the recovery
        of the features (mean over features of the largest cosine with a live neuron) falls. On the straight segment
        between the two models the loss rises.""",
    source="this project (sdl.mode-connectivity)",
)
ONE, ZERO = Fraction(1), Fraction(0)
PROBLEM = Problem.sae(
    [[Fraction(int(i == j)) for j in range(3)] for i in range(3)], activation=Activation("relu"), width=4, name="path"
)
START = Point.of([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]], [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]])
_INVERSE = [[Fraction(9 if i == j else -4, 13) for j in range(3)] for i in range(3)]  # of 1 + 4 J
END = Point.of(
    [[Fraction(4 + int(i == j)) for j in range(3)] for i in range(3)] + [[ZERO] * 3], [[*row, ZERO] for row in _INVERSE]
)
SAMPLES = 8
_COSINE = 1e-11  # square roots rounded to 12 digits


def recovery(vectors: Sequence[Sequence[Fraction]]) -> float:
    """Mean over the features of the largest cosine with a nonzero vector."""
    live = [[float(x) for x in v] for v in vectors if any(v)]
    best = (max(v[d] / math.hypot(*v) for v in live) for d in range(3))
    return sum(best) / 3


def between(a: Point, b: Point, t: Fraction) -> Point:
    """``(1-t) a + t b``."""

    def mix(x: Sequence[Sequence[Fraction]], y: Sequence[Sequence[Fraction]]) -> tuple[tuple[Fraction, ...], ...]:
        return tuple(tuple((1 - t) * u + t * v for u, v in zip(r, s, strict=True)) for r, s in zip(x, y, strict=True))

    return Point(mix(a.rows, b.rows), mix(a.columns, b.columns))


def compute(budget: Budget) -> Table:
    """Loss and recovery along the path, and the loss on the straight segment at the same positions."""
    points = path_between_minima(PROBLEM, START, END).points
    moves, rows = len(points) - 1, []
    for k, (a, b) in enumerate(pairwise(points)):
        for step in range(SAMPLES + (k == moves - 1)):
            t = Fraction(step, SAMPLES)
            here, position = between(a, b, t), (k + t) / moves
            live = [i for i, u in enumerate(here.columns) if any(u)]
            decoder = recovery([here.columns[i] for i in live])
            encoder = recovery([here.rows[i] for i in live])
            straight = between(START, END, position).loss(PROBLEM)
            rows.append((position, k, here.loss(PROBLEM), decoder, encoder, straight))
    columns = (
        Column("position", "exact", means="position on the path, from 0 to 1, every move of equal length"),
        Column("move", "integer", means="number of the straight move"),
        Column("loss", "exact", means="loss on the path"),
        Column("decoder", "real", _COSINE, "mean largest cosine of decoder columns"),
        Column("encoder", "real", _COSINE, "mean largest cosine of encoder rows with a nonzero decoder"),
        Column("straight", "exact", means="loss at this position of the straight segment from start to end"),
    )
    return Table(columns, tuple(rows))


def draw(table: Table) -> Any:
    """Recovery above, losses below."""
    figure, axes = panels(2, 1, width=SINGLE, height=3.6, sharex=True)
    x, (above, below) = table.floats("position"), axes[:, 0]
    above.plot(x, table.floats("decoder"), color=BLUE, label="decoder recovery")
    above.plot(x, table.floats("encoder"), "--", color=GREEN, label="encoder recovery")
    above.set(ylabel="mean best cosine", ylim=(0.6, 1.03))
    below.plot(x, table.floats("straight"), "--", color=VERMILION, label="loss, straight segment")
    below.plot(x, table.floats("loss"), color="black", label="loss, path")
    below.set(xlabel="position on the path", ylabel="loss", xlim=(0, 1))
    legend_below(figure, columns=2)
    return figure
