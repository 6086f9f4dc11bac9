"""Anchored problems: some neurons are nailed to given features, and what that leaves free, exactly.

Legend: anchoring neuron i to feature d asks for ``a_i = w_d`` and ``u_i = v_d`` (2512.05534, equations (22) to (26), in the limit
of an exact anchor; k anchors in all).  Recovery of feature d by a neuron is measured by the cosine of its encoder row with
w_d and of its decoder column with v_d.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Any

from solvers.exact.linear import combination, inner, rank
from solvers.sdl.solution_set.code_space import best_output, code_dimension, code_row, made_spanning
from solvers.sdl.solution_set.dimension import codes, encoder_freedom, is_strict, output_jacobian, pattern
from solvers.sdl.solution_set.families import decoders
from solvers.sdl.solution_set.path import Point, Vector
from theory.sdl import Problem


@dataclass(frozen=True)
class AnchoredProblem:
    """A problem with neuron i nailed to feature ``anchors[i]``.

    >>> from theory.sdl import Activation
    >>> problem = Problem.sae([[1, 0], [0, 1]], activation=Activation("relu"), width=2)
    >>> AnchoredProblem(problem, {0: 1}).penalty(Point.of([[0, 1], [2, 0]], [[1, 1], [1, 0]]))
    Fraction(1, 1)
    """

    problem: Problem
    anchors: Mapping[int, int]

    def __post_init__(self) -> None:
        for i, d in self.anchors.items():
            if not 0 <= i < self.problem.width or not 0 <= d < self.problem.n:
                raise ValueError(
                    f"anchor {i} -> {d}: neurons are 0..{self.problem.width - 1}, features 0..{self.problem.n - 1}"
                )

    @property
    def free(self) -> list[int]:
        """The neurons that are not anchored."""
        return [i for i in range(self.problem.width) if i not in self.anchors]

    def penalty(self, point: Point) -> Fraction:
        """``sum |a_i - w_d|^2 + |u_i - v_d|^2`` over the anchors."""
        total: Any = Fraction(0)
        for i, d in self.anchors.items():
            for x, y in (
                (point.rows[i], self.problem.features_in[d]),
                (point.columns[i], self.problem.features_out[d]),
            ):
                total += sum(((a - b) ** 2 for a, b in zip(x, y, strict=True)), Fraction(0))
        return total

    def place(self, rows: Sequence[Sequence[Fraction]], columns: Sequence[Sequence[Fraction]]) -> Point:
        """The point with exact anchors and these rows and columns on the free neurons, in order."""
        neurons = iter(zip(rows, columns, strict=True))
        out = [
            (self.problem.features_in[self.anchors[i]], self.problem.features_out[self.anchors[i]])
            if i in self.anchors
            else next(neurons)
            for i in range(self.problem.width)
        ]
        return Point(tuple(tuple(a) for a, _ in out), tuple(tuple(u) for _, u in out))  # type: ignore[arg-type]

    def sample_optimum(self, rng: random.Random, *, size: int = 4) -> Point:
        """A random exact global minimiser of the loss with exact anchors, for ``q - k >= s`` (ReLU, JumpReLU).

        The free encoder rows are random (made to span S), the free decoder completes the output to the best one, which is
        possible because the anchors' own contribution has its rows in S as well.  Raises ValueError for fewer free neurons.
        """
        problem, free, s = self.problem, self.free, code_dimension(self.problem)
        if len(free) < s:
            raise ValueError(f"{len(free)} free neurons, but s = {s} are needed for an optimum with arbitrary encoders")
        scale = 1 + abs(problem.activation.theta or Fraction(0))
        rows = [[scale * rng.randint(-size, size) for _ in range(problem.p)] for _ in free]
        if rank([code_row(problem, row) for row in rows]) < s:
            rows = made_spanning(problem, rows)
        rest = best_output(problem)
        for d in self.anchors.values():
            code = code_row(problem, problem.features_in[d])
            for c, x in enumerate(problem.features_out[d]):
                rest[c] = [y - x * z for y, z in zip(rest[c], code, strict=True)]  # type: ignore[operator]
        decoder, _ = decoders(problem, rows, rest)
        return self.place(rows, list(zip(*decoder, strict=True)))


@dataclass(frozen=True)
class AnchoredFreedom:
    """What exact anchors leave free at a point: dimensions of the parameters and of the codes.

    ``parameters``: upper bound on the dimension of the set of free parameters with the same output (the kernel of the
    Jacobian), ``exact`` when it is the dimension; ``gauge``: the scalings of free neurons; ``codes``: the dimension of what the
    kernel does to the codes of free neurons; ``codes_beyond_gauge = codes - (scalings that move a code)``.
    """

    parameters: int
    exact: bool
    gauge: int
    codes: int
    codes_beyond_gauge: int


def anchored_freedom(anchored: AnchoredProblem, point: Point) -> AnchoredFreedom:
    """Exact ranks at a point whose free neurons have a strict pattern; the anchors do not move.

    For orthonormal features, q = n and zero loss, ``codes_beyond_gauge = (n - k)(n - k - 1)``.
    Raises ValueError when a free neuron lies on the boundary of its pattern.
    """
    problem, free, q = anchored.problem, anchored.free, len(point.rows)
    part = Point(tuple(point.rows[i] for i in free), tuple(point.columns[i] for i in free))
    competing = problem.activation.kind not in ("relu", "jumprelu")
    if not is_strict(problem, point if competing else part):
        raise ValueError("a free neuron lies on the boundary of its pattern; move the point into a pattern first")
    p, r, on = problem.p, problem.r, pattern(problem, point)
    columns = [i * p + c for i in free for c in range(p)] + [q * p + i * r + c for i in free for c in range(r)]
    jacobian = [[row[c] for c in columns] for row in output_jacobian(problem, point)]
    code_change = [
        [x if d in on[i] and i == j else Fraction(0) for j in free for x in w] + [Fraction(0)] * (len(free) * r)
        for i in free
        for d, w in enumerate(problem.features_in)
    ]
    size = rank(jacobian)
    code_dimensions = rank([*jacobian, *code_change]) - size if free else 0
    live = [i for i in free if on[i]]
    scalings = problem.activation.kind == "relu"
    gauge = sum(any(point.rows[i]) or any(point.columns[i]) for i in free) if scalings else 0
    # as in solution_set: rows that keep the row space of the free codes, and the decoders over them
    lower = (
        0
        if competing
        else sum(map(rank, encoder_freedom(problem, part))) + r * (len(free) - rank(codes(problem, part)))
    )
    return AnchoredFreedom(
        parameters=len(columns) - size,
        exact=len(columns) - size == max(lower, gauge) or size == problem.r * problem.n,
        gauge=gauge,
        codes=code_dimensions,
        codes_beyond_gauge=code_dimensions - (len(live) if scalings else 0),
    )


def cosines(problem: Problem, point: Point, neurons: Sequence[int]) -> tuple[float, float]:
    """The largest |cosine| of these neurons' encoder rows with input features, and of decoder columns with output features.

    >>> from theory.sdl import Activation
    >>> problem = Problem.sae([[1, 0], [0, 1]], activation=Activation("relu"), width=1)
    >>> [round(x, 6) for x in cosines(problem, Point.of([[3, 4]], [[1], [0]]), [0])]
    [0.8, 1.0]
    """
    sides = ((problem.features_in, point.rows), (problem.features_out, point.columns))
    return tuple(
        max((_cosine(w, vectors[i]) for i in neurons for w in w_list), default=0.0) for w_list, vectors in sides
    )  # type: ignore[return-value]


def _cosine(a: Sequence[Any], b: Sequence[Any]) -> float:
    size = inner(a, a) * inner(b, b)
    return sqrt(inner(a, b) ** 2 / size) if size else 0.0


PAIR: tuple[Vector, ...] = ((Fraction(4), Fraction(3)), (Fraction(3), Fraction(4)))
TRIPLE: tuple[Vector, ...] = tuple(tuple(Fraction(x) for x in row) for row in ((1, 1, 0), (0, 1, 1), (1, 0, 1)))


def unrecovered(n: int, k: int, q: int) -> Point:
    """Orthonormal features e_1..e_n, k exact anchors, zero loss, and no free neuron near any feature.

    Every free encoder row and decoder column has |cosine| <= 4/5 with every feature.  For ``n - k >= 2`` the codes of the free
    neurons are blocks [[4, 3], [3, 4]] (and one I + cyclic shift when n - k is odd), spare neurons are dead; for ``n - k = 1``
    two neurons share the last feature.
    Raises ValueError unless ``0 <= k < n``, ``q >= n``, and, for n - k = 1, ``n >= 2`` and ``q >= n + 1``.
    """
    if not 0 <= k < n or q < n or (n - k == 1 and (n < 2 or q < n + 1)):
        raise ValueError(f"n = {n}, k = {k}, q = {q}: needs 0 <= k < n <= q, and n >= 2, q >= n + 1 when n - k = 1")
    rows = [_unit(n, i, Fraction(1)) for i in range(k)]
    columns = [_unit(n, i, Fraction(1)) for i in range(k)]
    if n - k == 1:
        for sign in (1, -1):
            rows.append([Fraction(-3, 4)] * k + [Fraction(1)])
            columns.append([sign * Fraction(3, 8)] * k + [Fraction(1, 2)])
    first = k
    while n - k >= 2 and first < n:
        block = TRIPLE if (n - first) == 3 else PAIR
        inverse = [combination([Fraction(int(i == j)) for j in range(len(block))], block) for i in range(len(block))]
        for i, row in enumerate(block):
            rows.append([Fraction(0)] * first + list(row) + [Fraction(0)] * (n - first - len(block)))
            column = [x[i] for x in inverse if x is not None]
            columns.append([Fraction(0)] * first + column + [Fraction(0)] * (n - first - len(block)))
        first += len(block)
    while len(rows) < q:
        rows.append([Fraction(-1)] * n)
        columns.append([Fraction(1)] * n)
    return Point(tuple(map(tuple, rows)), tuple(map(tuple, columns)))


def _unit(n: int, i: int, value: Fraction) -> list[Fraction]:
    return [value if j == i else Fraction(0) for j in range(n)]
