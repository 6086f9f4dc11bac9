"""Points near a given one: degenerate values and sizes, duplicates, opposites, ties, other activations.

A point is what certificates hold: name -> data (numbers, lists of numbers, activations).  Sizes are changed consistently: all lists
of one length lose, repeat or keep the same index, or only some of them, because two sizes may be equal by accident.  No list is
ever changed in place, so that points may share their parts.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, cast

Data = Any
Point = dict[str, Data]
Path = tuple[str | int, ...]
Axis = tuple[str, int]  # a variable and a depth: 0 for the list itself, 1 for its rows

SMALL: tuple[Data, ...] = (0, 1, -1, 2, "1/2", 3, -2, "1/10")
MAX_LENGTH = 6  # of a list that is made longer


def degenerate(point: Point) -> Iterator[Point]:
    """One change at a time, every one of its kind: sizes first, then values of whole variables, then single numbers."""
    for axes in _groups(point):
        for index in range(_length(point, axes[0])):
            yield _resized(point, axes, [i for i in range(_length(point, axes[0])) if i != index])
        for keep in ([], [0], [0, *range(_length(point, axes[0]))]):
            yield _resized(point, axes, keep)
    for name in point:
        for value in (0, 1, -1):
            yield _with_leaves(point, name, lambda _leaf, v=value: v)
        yield _with_leaves(point, name, _negated)
    paths = list(_leaves(point))
    for path in paths:
        for value in (
            0,
            1,
            -1,
            _negated(_at(point, path)),
            *({str(_at(point, p)): _at(point, p) for p in paths}.values()),
        ):
            yield _replaced(point, path, value)
    for name, value in point.items():
        if isinstance(value, dict) and "type" in value:
            yield from ({**point, name: other} for other in _activations(point))


def changed(point: Point, rng: random.Random) -> Point:
    """One, two or three random changes."""
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3))):
        point = rng.choice(_CHANGES)(point, rng)
    return point


def _leaves(point: Point) -> Iterator[Path]:
    """Paths of all numbers (also elements of a field, and parameters of activations are left to ``_activations``)."""
    waiting: list[Path] = [(name,) for name in reversed(point)]
    while waiting:
        path = waiting.pop()
        value = _at(point, path)
        if isinstance(value, list):
            waiting += [(*path, i) for i in reversed(range(len(cast(list[Data], value))))]
        elif not isinstance(value, bool) and not (isinstance(value, dict) and "alg" not in value):
            yield path


def _at(point: Point, path: Path) -> Data:
    value: Data = point
    for step in path:
        value = value[step]
    return value


def _replaced(value: Any, path: Path, new: Data) -> Any:
    """A copy of the point (or of a part of it) with another value at ``path``; what is not on the path is shared."""
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(step, str):
        return {**value, step: _replaced(value[step], rest, new)}
    return [*value[:step], _replaced(value[step], rest, new), *value[step + 1 :]]


def _with_leaves(point: Point, name: str, change: Callable[[Data], Data]) -> Point:
    return {**point, name: _mapped(point[name], change)}


def _mapped(value: Data, change: Callable[[Data], Data]) -> Data:
    """All numbers of a value changed; truth values and activations are left alone."""
    if isinstance(value, list):
        return [_mapped(x, change) for x in cast(list[Data], value)]
    return value if isinstance(value, bool) or (isinstance(value, dict) and "type" in value) else change(value)


def _negated(value: Data) -> Data:
    if isinstance(value, dict):
        return {"alg": [_negated(c) for c in cast(list[Data], value["alg"])]} if "alg" in value else value
    return str(-Fraction(value))


def _axes(point: Point) -> Iterator[tuple[Axis, int]]:
    """Every axis with one length: a list, and the rows of a list if they are equally long."""
    for name, value in point.items():
        depth, level = 0, [value]
        while level and all(isinstance(x, list) for x in level):
            lengths = {len(x) for x in level}
            if len(lengths) == 1:
                yield (name, depth), lengths.pop()
            level = [y for x in level for y in x]
            depth += 1


def _groups(point: Point) -> list[list[Axis]]:
    """Axes that may have the same size: all of one length together, and each by itself."""
    by_length: dict[int, list[Axis]] = {}
    for axis, length in _axes(point):
        by_length.setdefault(length, []).append(axis)
    groups = [axes for length, axes in by_length.items() if length]
    # one size often shows as rows of some and columns of other variables: split by depth too
    split = [[a for a in axes if a[1] == depth] for axes in groups for depth in (0, 1)]
    single = [[a] for axes in groups for a in axes]
    unique = {tuple(g): g for g in (*groups, *split, *single) if g}
    return list(unique.values())


def _length(point: Point, axis: Axis) -> int:
    return dict(_axes(point))[axis]


def _resized(point: Point, axes: list[Axis], keep: list[int]) -> Point:
    """All ``axes`` with the entries ``keep`` (an index may occur twice)."""
    out = dict(point)
    for name, depth in sorted(axes, key=lambda a: -a[1]):
        out[name] = _kept(out[name], depth, keep)
    return out


def _kept(value: Data, depth: int, keep: list[int]) -> Data:
    if depth == 0:
        return [value[i] for i in keep]
    return [_kept(x, depth - 1, keep) for x in value]


def _activations(point: Point) -> list[Data]:
    """Every kind of activation, thresholds on both sides of what it may pass, k at its ends and beyond."""
    sizes = sorted({length for _, length in _axes(point)})
    top = sorted({k for n in sizes for k in (0, 1, n - 1, n, n + 1) if k >= 0})
    out: list[Data] = [{"type": "relu"}, {"type": "identity"}]
    out += [{"type": "jumprelu", "theta": theta} for theta in (0, "1/2", 1, 2)]
    return out + [{"type": kind, "k": k} for kind in ("topk", "batchtopk", "rawtopk") for k in top]


def _change_leaf(point: Point, rng: random.Random) -> Point:
    paths = list(_leaves(point))
    if not paths:
        return point
    path = rng.choice(paths)
    value = _at(point, path)
    options: list[Data] = [*SMALL, _negated(value), _at(point, rng.choice(paths))]
    if not isinstance(value, dict):
        options += [str(Fraction(value) + 1), str(Fraction(value) - 1), str(2 * Fraction(value))]
        options += [length + d for _, length in _axes(point) for d in (-1, 0, 1)]
    return _replaced(point, path, rng.choice(options))


def _change_row(point: Point, rng: random.Random) -> Point:
    """A row becomes equal, opposite or parallel to another one, or zero; or two rows change places."""
    lists = [name for name, value in point.items() if isinstance(value, list) and len(cast(list[Data], value)) > 1]
    if not lists:
        return point
    name = rng.choice(lists)
    rows = list(point[name])
    i, j = rng.sample(range(len(rows)), 2)
    change = rng.choice(("equal", "opposite", "parallel", "zero", "swap"))
    if change == "swap":
        rows[i], rows[j] = rows[j], rows[i]
    else:
        factor = {"equal": 1, "opposite": -1, "parallel": 2, "zero": 0}[change]
        rows[j] = rows[i] if factor == 1 else _mapped(rows[i], lambda leaf: _times(leaf, factor))
    return {**point, name: rows}


def _times(leaf: Data, factor: int) -> Data:
    if isinstance(leaf, dict):
        return {"alg": [str(factor * Fraction(c)) for c in leaf["alg"]]} if "alg" in leaf else leaf
    return str(factor * Fraction(leaf))


def _change_variable(point: Point, rng: random.Random) -> Point:
    """All numbers of one variable at once: a constant, small random numbers, or the numbers of another variable of its shape."""
    name = rng.choice(list(point))
    kind = rng.choice(("constant", "random", "other"))
    if kind == "other":
        return {**point, name: point[rng.choice(list(point))]}
    value = rng.choice(SMALL)
    return _with_leaves(point, name, (lambda _leaf: value) if kind == "constant" else (lambda _leaf: rng.choice(SMALL)))


def _change_size(point: Point, rng: random.Random) -> Point:
    groups = _groups(point)
    if not groups:
        return point
    axes = rng.choice(groups)
    if rng.random() < 0.3:
        axes = rng.sample(axes, rng.randint(1, len(axes)))
    length = _length(point, axes[0])
    if rng.random() < 0.5 and length < MAX_LENGTH:
        keep = [*range(length), rng.randrange(length)]
    else:
        gone = rng.randrange(length)
        keep = [i for i in range(length) if i != gone]
    out = _resized(point, axes, keep)
    for name, value in out.items():  # a declared size goes along
        if not isinstance(value, list | dict | bool) and Fraction(value) == length and rng.random() < 0.7:
            out[name] = len(keep)
    return out


def _change_activation(point: Point, rng: random.Random) -> Point:
    names = [name for name, value in point.items() if isinstance(value, dict) and "type" in value]
    return {**point, rng.choice(names): rng.choice(_activations(point))} if names else _change_leaf(point, rng)


_CHANGES = (
    *(_change_leaf, _change_leaf, _change_leaf, _change_row, _change_row),
    *(_change_variable, _change_size, _change_size, _change_activation),
)
