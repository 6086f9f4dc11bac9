"""Piecewise linear paths of parameters in exact numbers, and their certificates.

Legend: ``W_E`` has rows a_i (q of them, in Q^p), ``W_D`` has columns u_i in Q^r; here both are kept neuron by neuron.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from solvers.exact.linear import inner
from theory.certificates import seal
from theory.claims import Certificate
from theory.exact import json_tree, to_json
from theory.sdl import Problem

Vector = tuple[Fraction, ...]
Change = tuple[str, int, Vector]  # "encoder" or "decoder", neuron, what is added
Move = tuple[Change, ...]
Change_kind = Literal["constant", "nonincreasing"]


@dataclass(frozen=True)
class Point:
    """Encoder rows and decoder columns, one of each per neuron.

    >>> Point.of([[1, 0]], [[2], [3]]).columns
    ((Fraction(2, 1), Fraction(3, 1)),)
    """

    rows: tuple[Vector, ...]
    columns: tuple[Vector, ...]

    @staticmethod
    def of(encoder: Iterable[Iterable[Fraction | int]], decoder: Iterable[Iterable[Fraction | int]]) -> Point:
        """From ``W_E`` (q x p) and ``W_D`` (r x q)."""
        rows = tuple(tuple(Fraction(x) for x in row) for row in encoder)
        return Point(rows, tuple(tuple(Fraction(x) for x in column) for column in zip(*decoder, strict=True)))

    @property
    def decoder(self) -> list[list[Fraction]]:
        """``W_D`` (r x q)."""
        return [list(row) for row in zip(*self.columns, strict=True)]

    def loss(self, problem: Problem) -> Fraction:
        """The loss at this point, exactly."""
        return problem.loss(self.rows, self.decoder)  # type: ignore[return-value]

    def plus(self, move: Move, sign: int = 1) -> Point:
        """The point after a move (before it, with sign -1)."""
        parts = {"encoder": list(self.rows), "decoder": list(self.columns)}
        for part, i, step in move:
            parts[part][i] = tuple(x + sign * y for x, y in zip(parts[part][i], step, strict=True))
        return Point(tuple(parts["encoder"]), tuple(parts["decoder"]))

    def move_to(self, other: Point) -> Move:
        """The changes that lead straight to another point."""
        out: list[Change] = []
        for part, before, after in (("encoder", self.rows, other.rows), ("decoder", self.columns, other.columns)):
            for i, (x, y) in enumerate(zip(before, after, strict=True)):
                step = tuple(b - a for a, b in zip(x, y, strict=True))
                if any(step):
                    out.append((part, i, step))
        return tuple(out)


@dataclass(frozen=True)
class Path:
    """Straight moves from ``start``, one after the other; inside a move no live neuron switches."""

    problem: Problem
    start: Point
    moves: tuple[Move, ...]
    fixed: tuple[int, ...] = ()

    @property
    def points(self) -> list[Point]:
        """The start and the point after every move."""
        out = [self.start]
        for move in self.moves:
            out.append(out[-1].plus(move))
        return out

    @property
    def end(self) -> Point:
        """The last point."""
        return self.points[-1]

    def reversed(self) -> Path:
        """The same path from its end to its start."""
        back = tuple(tuple((part, i, tuple(-x for x in step)) for part, i, step in move) for move in self.moves)
        return Path(self.problem, self.end, back[::-1], self.fixed)

    def then(self, other: Path) -> Path:
        """This path followed by another one, which must begin where this one ends."""
        if other.start != self.end:
            raise ValueError("the second path does not begin where the first one ends")
        return Path(self.problem, self.start, self.moves + other.moves, tuple(set(self.fixed) & set(other.fixed)))

    def certificate(self, change: Change_kind, *, means: str = "") -> Certificate:
        """A ``monotone_path`` certificate; whether it is accepted is for the checker to say."""
        end, record = self.end, self.problem.json()
        asserts = {name: record[name] for name in ("features_in", "features_out", "weights", "activation")}
        for name, point in (("start", self.start), ("end", end)):
            asserts[name] = {"W_E": json_tree(point.rows), "W_D": json_tree(point.decoder)}
            asserts[f"{name}_loss"] = to_json(point.loss(self.problem))
        asserts |= {"change": change} | ({"fixed": list(self.fixed)} if self.fixed else {})
        asserts |= {"means": means} if means else {}
        moves = [[[part, i, json_tree(step)] for part, i, step in move] for move in self.moves]
        return seal("monotone_path", asserts, {"moves": moves})


def switching_times(problem: Problem, before: Point, after: Point) -> list[Fraction]:
    """Times t in (0, 1) at which a selection can change on the segment ``(1 - t) before + t after``.

    ReLU, JumpReLU: a live neuron meets its threshold on some feature.  TopK, BatchTopK: besides, two pre-activations of one
    feature (of the batch) are equal.
    """
    kind, level = problem.activation.kind, problem.activation.theta or Fraction(0)
    competing = kind in ("topk", "batchtopk")
    neurons = [i for i in range(len(before.rows)) if competing or any(before.columns[i]) or any(after.columns[i])]
    lines = [
        [(inner(before.rows[i], w) - level, inner(after.rows[i], w) - level) for i in neurons]
        for w in problem.features_in
    ]
    groups = [[pair for group in lines for pair in group]] if kind == "batchtopk" else lines
    differences = [pair for group in lines for pair in group]
    if competing:
        differences += [(x[0] - y[0], x[1] - y[1]) for group in groups for k, x in enumerate(group) for y in group[:k]]
    return sorted({x / (x - y) for x, y in differences if (x > 0 > y) or (x < 0 < y)})


def through(problem: Problem, points: Sequence[Point], *, fixed: tuple[int, ...] = ()) -> Path:
    """The path of straight segments through the points, cut at every switching time.

    >>> from theory.sdl import Activation
    >>> problem = Problem.sae([[1]], activation=Activation("relu"), width=1)
    >>> len(through(problem, [Point.of([[-1]], [[1]]), Point.of([[1]], [[1]])]).moves)
    2
    """
    moves: list[Move] = []
    for before, after in pairwise(points):
        whole = before.move_to(after)
        times = [Fraction(0), *switching_times(problem, before, after), Fraction(1)]
        if whole:
            moves += [
                tuple((part, i, tuple((t - s) * x for x in step)) for part, i, step in whole)
                for s, t in pairwise(times)
            ]
    return Path(problem, points[0], tuple(moves), fixed)
