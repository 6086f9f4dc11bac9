"""All intents of a context with plain numpy: canonical closures, many concepts at a time.

A concept (A, B) and an attribute m outside B give the closure D = (B + m)'' as the bitwise AND of the rows of A that have
m.  D is new exactly when m comes after the attribute that B was made with and D agrees with B before m, so every concept
is made once.  One sorted list of (concept, attribute) pairs yields the closures of a whole frontier with ``reduceat``.
D is a lower neighbour of B exactly when every attribute of D outside B gives this same closure.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solvers.concepts.found import Found, Progress, TooManyConcepts, no_progress
from theory.concepts import bits
from theory.concepts.bits import WORD, Words
from theory.concepts.context import Clarified

Ints = NDArray[np.int64]
# pairs handled at a time, divided by the words of a row: some ten arrays of this length are alive, about 100 MB, and
# numpy's cost per call is negligible
CHUNK = 1 << 20


def enumerate_numpy(
    clarified: Clarified,
    d: int,
    *,
    min_support: int,
    covers: bool,
    limit: int,
    progress: Progress = no_progress,
) -> Found:
    """All concepts with a non-empty extent of at least ``min_support`` objects; their neighbours too with ``covers``.

    Raises:
        TooManyConcepts: there are more than ``limit``.
    """
    found = _Collected(limit)
    task = _Task(clarified, d, max(1, min_support), covers)
    total, n, width = int(clarified.weights.sum()), *clarified.rows.shape
    if total >= task.least:
        top = np.bitwise_and.reduce(clarified.rows, axis=0)[None, :]
        found.keep(top, np.array([total]))
        zero, everyone = np.zeros(1, np.int64), np.arange(n, dtype=np.int32)
        # depth first over pieces, so that at most one piece per level is alive
        stack = [_Frontier(zero, top, zero - 1, zero + n, everyone, np.zeros(n, np.int32))]
        while stack:
            stack.extend(_split(task, _expand(task, stack.pop(), found)))
            progress(found.count)
    return Found(
        _joined(found.intents, np.zeros((0, width), np.uint64)),
        _joined(found.supports, np.zeros(0, np.int64)),
        _joined(found.upper, np.zeros(0, np.int64)),
        _joined(found.lower, np.zeros(0, np.uint64)),
        _joined(found.via, np.zeros(0, np.int64)),
    )


def _joined(parts: list[Any], empty: NDArray[Any]) -> NDArray[Any]:
    return np.concatenate(parts) if parts else empty


@dataclass
class _Collected:
    """The results so far."""

    limit: int
    count: int = 0
    intents: list[NDArray[Any]] = field(default_factory=list)
    supports: list[NDArray[Any]] = field(default_factory=list)
    upper: list[NDArray[Any]] = field(default_factory=list)
    lower: list[NDArray[Any]] = field(default_factory=list)
    via: list[NDArray[Any]] = field(default_factory=list)

    def keep(self, intents: Words, supports: Ints) -> Ints:
        numbers = np.arange(self.count, self.count + len(intents))
        self.count += len(intents)
        if self.count > self.limit:
            raise TooManyConcepts
        self.intents.append(intents)
        self.supports.append(supports)
        return numbers


class _Task:
    """The context as the search wants it: words of the rows, weights and the attribute list of every row."""

    def __init__(self, k: Clarified, d: int, least: int, covers: bool) -> None:
        self.d, self.least, self.covers = d, least, covers
        self.columns = np.ascontiguousarray(k.rows.T)  # word by word, because reduceat goes through one at a time
        self.weights = None if np.all(k.weights == 1) else k.weights
        self.length = bits.sizes(k.rows)
        self.start = np.cumsum(self.length) - self.length
        # unpacked a slice at a time: the boolean table of a million rows would be larger than all else together
        step = max(1, (1 << 24) // (k.rows.shape[1] * WORD))
        parts = [np.nonzero(bits.unpack(k.rows[i : i + step], d))[1] for i in range(0, len(k.rows), step)]
        self.attribute = np.concatenate([p.astype(np.int32) for p in parts] or [np.zeros(0, np.int32)])


@dataclass(frozen=True)
class _Frontier:
    """Concepts to expand.  Per concept: number, intent, core (the attribute it was made with), rows in its extent; then the
    rows of all extents one after the other, with how many attributes at the front of the row's list come before the core."""

    number: Ints
    intent: Words
    core: Ints
    size: Ints
    row: NDArray[np.int32]
    skip: NDArray[np.int32]


@dataclass(frozen=True)
class _Groups:
    """The (concept, attribute) pairs that occur, sorted, and where their rows start in ``row``."""

    node: Ints
    attribute: Ints
    first: Ints
    rows: Ints
    row: NDArray[np.int32]
    behind: NDArray[np.int32]


def _split(task: _Task, f: _Frontier) -> list[_Frontier]:
    if not len(f.number):
        return []
    pairs = task.length[f.row] if task.covers else task.length[f.row] - f.skip
    ends = np.cumsum(f.size)
    upto = np.cumsum(pairs)[ends - 1]
    cuts = np.flatnonzero(np.diff(upto // max(1, CHUNK // len(task.columns)))) + 1
    out = []
    for a, b in zip([0, *cuts], [*cuts, len(ends)], strict=True):
        part, rows = slice(a, b), slice(ends[a] - f.size[a], ends[b - 1])
        out.append(_Frontier(f.number[part], f.intent[part], f.core[part], f.size[part], f.row[rows], f.skip[rows]))
    return out


def _expand(task: _Task, f: _Frontier, found: _Collected) -> _Frontier:
    """Collect the children (and the neighbours) of every concept of the frontier; the children are the next frontier."""
    g = _groups(task, f)
    if not len(g.first):
        return _children(g, f, np.zeros(0, np.int64), g.first, f.intent[:0], task.covers)
    support = g.rows if task.weights is None else np.add.reduceat(task.weights[g.row], g.first)
    if task.least > 1:
        frequent = np.flatnonzero(support >= task.least)
        g, support = _chosen(g, frequent), support[frequent]
        if not len(frequent):
            return _children(g, f, frequent, frequent, f.intent[:0], task.covers)
    closure = _reduced(task.columns, g)
    if task.covers:
        _neighbours(task, f, g, closure, support, found)
    gained = closure & ~f.intent[g.node]
    # pairs with an attribute of B itself gain nothing
    fresh = np.any(gained != 0, axis=1) & (_lowest(gained) == g.attribute)
    if task.covers:
        fresh &= g.attribute > f.core[g.node]
    new = np.flatnonzero(fresh)
    numbers = found.keep(closure[new], support[new])
    grow = g.rows[new] > 1  # the intent of a single row is that row: nothing lies below it
    return _children(g, f, new[grow], numbers[grow], closure[new[grow]], task.covers)


def _groups(task: _Task, f: _Frontier) -> _Groups:
    front = 0 if task.covers else f.skip
    length = task.length[f.row] - front
    total = int(length.sum())
    entry = np.repeat(np.arange(len(f.row)), length)
    position = np.arange(total) + np.repeat(task.start[f.row] + front - (np.cumsum(length) - length), length)
    attribute = task.attribute[position]
    node = np.repeat(np.arange(len(f.number)), f.size)[entry]
    if task.covers:
        inside = f.intent[node, attribute // WORD] >> (attribute % WORD).astype(np.uint64) & np.uint64(1)
        keep = np.flatnonzero(inside == 0)
        entry, attribute, node, position = entry[keep], attribute[keep], node[keep], position[keep]
    # the place in the list is the low part of the key: sorting plain integers is several times faster than argsort
    shift = max(1, len(entry).bit_length())
    key = np.sort((node * task.d + attribute) << shift | np.arange(len(entry)))
    place, pair = key & ((1 << shift) - 1), key >> shift
    first = np.flatnonzero(np.diff(pair, prepend=-1))
    row = f.row[entry[place]]
    behind = (position[place] - task.start[row] + 1).astype(np.int32) if not task.covers else row[:0]
    return _Groups(pair[first] // task.d, pair[first] % task.d, first, np.diff(first, append=len(key)), row, behind)


def _chosen(g: _Groups, some: Ints) -> _Groups:
    """Some of the groups with their rows."""
    size = g.rows[some]
    ends = np.cumsum(size)
    at = np.arange(int(size.sum())) + np.repeat(g.first[some] - (ends - size), size)
    behind = g.behind[at] if len(g.behind) else g.behind
    return _Groups(g.node[some], g.attribute[some], ends - size, size, g.row[at], behind)


def _reduced(columns: Words, g: _Groups) -> Words:
    """The AND of the rows of every group."""
    out = np.empty((len(g.first), len(columns)), np.uint64)
    for w, column in enumerate(columns):
        out[:, w] = np.bitwise_and.reduceat(column[g.row], g.first)
    return out


def _children(g: _Groups, f: _Frontier, new: Ints, numbers: Ints, intents: Words, covers: bool) -> _Frontier:
    some = _chosen(g, new)
    skip = np.zeros(len(some.row), np.int32) if covers else some.behind
    return _Frontier(numbers, intents, some.attribute, some.rows, some.row, skip)


def _neighbours(task: _Task, f: _Frontier, g: _Groups, closure: Words, support: Ints, found: _Collected) -> None:
    """Pairs (B, D) where D is the closure for as many attributes as D has outside B."""
    beyond = closure & ~f.intent[g.node]
    lead = _lowest(beyond)
    # the groups are sorted by node and attribute; a closure has no attribute that is not in a group of its node
    leader = np.searchsorted(g.node * task.d + g.attribute, g.node * task.d + lead)
    # closures of one concept that contain each other are equal when their supports are
    same = support == support[leader]
    times = np.bincount(leader[same], minlength=len(leader))
    cover = (lead == g.attribute) & (times == bits.sizes(beyond))
    found.upper.append(f.number[g.node[cover]])
    found.lower.append(bits.fingerprint(closure[cover]))
    found.via.append(g.attribute[cover])


def _lowest(rows: Words) -> Ints:
    """Smallest member of every row; rows are not empty."""
    word = np.argmax(rows != 0, axis=1)
    value = rows[np.arange(len(rows)), word]
    # x & -x is the lowest bit; what lies below it counts its place
    return word * WORD + np.bitwise_count((value & (~value + np.uint64(1))) - np.uint64(1)).astype(np.int64)
