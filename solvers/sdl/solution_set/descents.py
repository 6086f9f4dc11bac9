"""Paths down to a global minimiser, and between global minimisers, for ReLU and JumpReLU: built exactly.

With s the dimension of the space of code rows (:mod:`solvers.sdl.solution_set.code_space`): from every point of a problem of width
q >= s three straight moves lead to a global minimiser without the loss ever rising, and for q >= s + 1 any two global
minimisers are joined by a path of constant loss.  With k neurons at rest (anchors), q - k takes the place of q.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from solvers.exact.linear import Row, combination, independent
from solvers.sdl.solution_set.code_space import best_output, code_dimension, code_row, spanning_rows
from solvers.sdl.solution_set.dimension import output
from solvers.sdl.solution_set.path import Move, Path, Point
from theory.sdl import Problem


class _Walk:
    """A point that moves, with the path behind it; only the free neurons move."""

    def __init__(self, problem: Problem, start: Point, fixed: Sequence[int]) -> None:
        self.problem, self.start, self.at, self.fixed = problem, start, start, tuple(sorted(fixed))
        self.free = [i for i in range(len(start.rows)) if i not in fixed]
        self.moves: list[Move] = []
        self._codes: dict[tuple[Fraction, ...], Row] = {}

    def code(self, i: int) -> Row:
        row = self.at.rows[i]
        if row not in self._codes:
            self._codes[row] = code_row(self.problem, row)
        return self._codes[row]

    def codes(self, neurons: Sequence[int]) -> list[Row]:
        return [self.code(i) for i in neurons]

    def go(self, *, rows: dict[int, Row] | None = None, columns: dict[int, Row] | None = None) -> None:
        """Move straight to new rows and columns of some neurons."""
        new_rows, new_columns = list(self.at.rows), list(self.at.columns)
        for i, row in (rows or {}).items():
            new_rows[i] = tuple(row)
        for i, column in (columns or {}).items():
            new_columns[i] = tuple(column)
        after = Point(tuple(new_rows), tuple(new_columns))
        if move := self.at.move_to(after):
            self.moves.append(move)
            self.at = after

    def path(self) -> Path:
        return Path(self.problem, self.start, tuple(self.moves), self.fixed)

    def onto_basis(self) -> list[int]:
        """Gather the decoder on s free neurons with independent code rows, without changing the output.

        First the decoder is moved onto a row basis of the codes; the other free neurons then have a zero decoder, so
        that their encoders can be used to complete the basis.
        """
        codes = self.codes(self.free)
        basis = [self.free[k] for k in independent(codes)]
        spare = [i for i in self.free if i not in basis]
        columns = {i: list(self.at.columns[i]) for i in self.free}
        for i in spare:
            weights = combination(self.code(i), self.codes(basis))
            assert weights is not None  # the basis spans all code rows
            for j, c in zip(basis, weights, strict=True):
                columns[j] = [x + c * y for x, y in zip(columns[j], self.at.columns[i], strict=True)]
            columns[i] = [Fraction(0)] * self.problem.r
        self.go(columns=columns)
        missing = spanning_rows(self.problem, [self.at.rows[i] for i in basis])[len(basis) :]
        added = spare[: len(missing)]
        self.go(rows=dict(zip(added, missing, strict=True)))
        return basis + added

    def decode(self, basis: list[int], output: list[Row]) -> None:
        """Move the decoder on a basis linearly to where the output of all neurons is ``output`` (r x n)."""
        columns: dict[int, Row] = {j: [] for j in basis}
        codes = self.codes(basis)
        for c, target in enumerate(output):
            rest = list(target)
            for i in self.fixed:
                rest = [x - self.at.columns[i][c] * z for x, z in zip(rest, self.code(i), strict=True)]
            weights = combination(rest, codes)
            assert weights is not None  # rows of the best output and of codes lie in S, which the basis spans
            for j, x in zip(basis, weights, strict=True):
                columns[j].append(x)
        self.go(columns=columns)


def _need(problem: Problem, points: Sequence[Point], fixed: Sequence[int], extra: int) -> None:
    s, q = code_dimension(problem), len(points[0].rows)
    if any(len(point.rows) != q for point in points):
        raise ValueError("the two points have different widths")
    if q - len(set(fixed)) < s + extra:
        raise ValueError(
            f"width {q} with {len(set(fixed))} neurons at rest: a path is only guaranteed with s{'+1' if extra else ''} = "
            f"{s + extra} free neurons; widen the problem"
        )


def path_to_minimum(problem: Problem, start: Point, *, fixed: Sequence[int] = ()) -> Path:
    """A path from ``start`` to a global minimiser along which the loss never rises: at most three straight moves.

    ``start``: any rational point; ``fixed``: neurons that stay (the end is then optimal for the others, and reaches the
    global minimum all the same).  Needs ``q - len(fixed) >= s``.  Raises ValueError otherwise, or for TopK.

    >>> from theory.sdl import Activation
    >>> problem = Problem.sae([[1, 0], [0, 1]], activation=Activation("relu"), width=2)
    >>> path = path_to_minimum(problem, Point.of([[1, 1], [0, 0]], [[1, 0], [1, 0]]))
    >>> [str(point.loss(problem)) for point in path.points]
    ['2', '2', '0']
    """
    _need(problem, [start], fixed, 0)
    walk = _Walk(problem, start, fixed)
    walk.decode(walk.onto_basis(), best_output(problem))
    return walk.path()


def path_between_minima(problem: Problem, start: Point, end: Point, *, fixed: Sequence[int] = ()) -> Path:
    """A path of constant loss between two global minimisers that agree on the neurons at rest.

    Needs ``q - len(fixed) >= s + 1``; this threshold is sharp.  Raises ValueError when the width is too small, when the
    two points do not both give the best output, or for TopK.
    """
    _need(problem, [start, end], fixed, 1)
    if any(start.rows[i] != end.rows[i] or start.columns[i] != end.columns[i] for i in fixed):
        raise ValueError("start and end differ on neurons at rest")
    best = best_output(problem)
    for name, point in (("start", start), ("end", end)):
        if output(problem, point) != best:
            raise ValueError(
                f"{name}: not a global minimiser, its loss {point.loss(problem)} is not the least possible"
            )
    walk, back = _Walk(problem, start, fixed), _Walk(problem, end, fixed)
    basis, goal = walk.onto_basis(), back.onto_basis()
    targets = {j: list(back.at.rows[j]) for j in goal}
    _Exchange(walk, basis, targets).run()
    walk.go(rows={i: list(back.at.rows[i]) for i in walk.free if i not in goal})
    return walk.path().then(back.path().reversed())


def path_below(problem: Problem, start: Point, end: Point) -> Path:
    """A path between any two points along which the loss never exceeds the larger of theirs (q >= s + 1)."""
    down, up = path_to_minimum(problem, start), path_to_minimum(problem, end)
    return down.then(path_between_minima(problem, down.end, up.end)).then(up.reversed())


class _Exchange:
    """From one row basis to another at constant output: Steinitz exchange, then permutations through a spare neuron."""

    def __init__(self, walk: _Walk, basis: list[int], targets: dict[int, Row]) -> None:
        self.walk, self.basis, self.targets = walk, set(basis), targets
        self.holder = {j: i for j, row in targets.items() for i in basis if list(walk.at.rows[i]) == row}

    def spare(self) -> list[int]:
        return [i for i in self.walk.free if i not in self.basis]

    def run(self) -> None:
        for j in self.targets:
            if j not in self.holder:
                self._take_in(j)
        while wrong := [j for j, i in self.holder.items() if i != j]:
            spare = self.spare()
            if home := [j for j in wrong if j in spare]:
                self._hand_over(home[0], home[0])
            else:
                there = next(o for o, i in self.holder.items() if i == wrong[0])
                self._hand_over(there, spare[0])

    def _take_in(self, j: int) -> None:
        """Bring the target row of j into the basis, in exchange for a row that is not a target."""
        walk, spare = self.walk, self.spare()
        f = j if j in spare else spare[0]
        walk.go(rows={f: self.targets[j]})
        members = sorted(self.basis)
        weights = dict(zip(members, combination(walk.code(f), walk.codes(members)) or [], strict=True))
        # some non-target row occurs, because target rows are independent; one on a target's place is best: it frees it
        held = set(self.holder.values())
        k = max((i for i in members if weights[i] and i not in held), key=lambda i: i in self.targets)
        share = [x / weights[k] for x in walk.at.columns[k]]
        columns = {i: [x - c * y for x, y in zip(walk.at.columns[i], share, strict=True)] for i, c in weights.items()}
        walk.go(columns={**columns, f: share})
        self.basis = self.basis - {k} | {f}
        self.holder[j] = f

    def _hand_over(self, j: int, to: int) -> None:
        """Move the row and the decoder of the neuron that holds target j to a spare neuron."""
        walk, source = self.walk, self.holder[j]
        walk.go(rows={to: self.targets[j]})
        walk.go(columns={to: list(walk.at.columns[source]), source: [Fraction(0)] * walk.problem.r})
        self.basis = self.basis - {source} | {to}
        self.holder[j] = to
