"""Places for the nodes of a layered drawing: few crossings, short lines, no overlapping labels.

Lines over several layers get a bend in each layer between (Sugiyama, Tagawa & Toda 1981).  The order in a layer follows the
mean place of the neighbours, then neighbours are exchanged while that removes crossings.  Abscissae are a least-squares
compromise between "below the mean of the neighbours" and the room that the labels need.  The same input always gives
the same picture.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

SWEEPS, STARTS = 12, 6  # more of either hardly lowers the number of crossings of lattices with up to 60 concepts
BEND = 0.12  # inches between two lines that pass through a layer


@dataclass(frozen=True)
class Layout:
    """Abscissa of every node, ordinate layer of every node, and the points that each line passes through."""

    x: tuple[float, ...]
    layer: tuple[int, ...]
    lines: dict[tuple[int, int], tuple[tuple[float, int], ...]]
    crossings: int


def layout(lower: Sequence[Sequence[int]], layers: Sequence[Sequence[int]], widths: Sequence[float]) -> Layout:
    """Lay out a graph whose lines all lead from a layer to a later one.

    Args:
        lower: for every node the nodes directly below.
        layers: the nodes of every layer.
        widths: room that every node needs, in inches.
    """
    depth = {v: level for level, nodes in enumerate(layers) for v in nodes}
    order, width = [list(nodes) for nodes in layers], list(widths)
    below: dict[int, list[int]] = {v: [] for v in depth}
    chains: dict[tuple[int, int], list[int]] = {}
    for u in depth:
        for v in lower[u]:
            chain = [u]
            for level in range(depth[u] + 1, depth[v]):
                order[level].append(len(width))
                below[len(width)] = []
                chain.append(len(width))
                width.append(BEND)
            chain.append(v)
            for a, b in itertools.pairwise(chain):
                below[a].append(b)
            chains[u, v] = chain
    above: dict[int, list[int]] = {v: [] for v in below}
    for u, vs in below.items():
        for v in vs:
            above[v].append(u)
    order = _ordered(order, above, below)
    x = _abscissae(order, above, below, width)
    level_of = {v: level for level, nodes in enumerate(order) for v in nodes}
    lines = {pair: tuple((x[v], level_of[v]) for v in chain) for pair, chain in chains.items()}
    n = len(lower)
    return Layout(tuple(x[v] for v in range(n)), tuple(depth[v] for v in range(n)), lines, _crossings(order, below))


Neighbours = dict[int, list[int]]


def _ordered(order: list[list[int]], above: Neighbours, below: Neighbours) -> list[list[int]]:
    """The order with the fewest crossings that was met from several starts."""
    best, least = order, _crossings(order, below)
    for start in range(STARTS):
        now = [list(nodes) for nodes in order]
        if start:
            shuffle = random.Random(start).shuffle  # a fixed generator: the same picture every time
            for nodes in now:
                shuffle(nodes)
        for sweep in range(SWEEPS):
            _sweep(now, above, below, down=sweep % 2 == 0)
            crossings = _crossings(now, below)
            if crossings < least:
                best, least = [list(nodes) for nodes in now], crossings
    return best


def _sweep(order: list[list[int]], above: Neighbours, below: Neighbours, *, down: bool) -> None:
    """Order every layer by the mean place of the neighbours in the layer before, then exchange neighbours."""
    side = above if down else below
    for level in range(1, len(order)) if down else range(len(order) - 2, -1, -1):
        place = {v: i for i, v in enumerate(order[level - 1 if down else level + 1])}
        now = {v: i for i, v in enumerate(order[level])}
        means = {v: sum(place[u] for u in side[v]) / len(side[v]) if side[v] else now[v] for v in order[level]}
        order[level].sort(key=lambda v, means=means, now=now: (means[v], now[v]))
    _exchange(order, above, below)


def _exchange(order: list[list[int]], above: Neighbours, below: Neighbours) -> None:
    """Swap neighbours while that removes crossings."""
    place = {v: i for nodes in order for i, v in enumerate(nodes)}
    gained = True
    while gained:
        gained = False
        for nodes in order:
            for i in range(len(nodes) - 1):
                u, v = nodes[i], nodes[i + 1]
                gain = sum(_pair(side[u], side[v], place) - _pair(side[v], side[u], place) for side in (above, below))
                if gain > 0:
                    nodes[i], nodes[i + 1] = v, u
                    place[u], place[v] = i + 1, i
                    gained = True


def _pair(left: list[int], right: list[int], place: dict[int, int]) -> int:
    return sum(place[a] > place[b] for a in left for b in right)


def _crossings(order: list[list[int]], below: Neighbours) -> int:
    place = {v: i for nodes in order for i, v in enumerate(nodes)}
    total = 0
    for nodes in order:
        ends = [place[w] for v in nodes for w in sorted(below[v], key=lambda w: place[w])]
        total += sum(a > b for i, a in enumerate(ends) for b in ends[i + 1 :])
    return total


def _abscissae(order: list[list[int]], above: Neighbours, below: Neighbours, width: list[float]) -> dict[int, float]:
    x: dict[int, float] = {}
    for nodes in order:
        ends = np.cumsum([width[v] for v in nodes]) - np.array([width[v] for v in nodes]) / 2
        middle = sum(width[v] for v in nodes) / 2
        x |= {v: float(e - middle) for v, e in zip(nodes, ends, strict=True)}
    for sweep in range(SWEEPS):
        for nodes in order if sweep % 2 == 0 else order[::-1]:
            wish = [np.mean([x[u] for u in above[v] + below[v]] or [x[v]]) for v in nodes]
            gaps = [(width[a] + width[b]) / 2 for a, b in itertools.pairwise(nodes)]
            shift = np.concatenate([[0.0], np.cumsum(gaps)])
            x |= dict(zip(nodes, (_increasing(np.array(wish) - shift) + shift).tolist(), strict=True))
    return x


def _increasing(wish: np.ndarray) -> np.ndarray:
    """The non-decreasing sequence closest to the wish in least squares (pool adjacent violators)."""
    blocks: list[tuple[float, int]] = []
    for value in wish:
        mean, count = float(value), 1
        while blocks and blocks[-1][0] > mean:
            other, size = blocks.pop()
            mean, count = (other * size + mean * count) / (size + count), size + count
        blocks.append((mean, count))
    return np.concatenate([np.full(count, mean) for mean, count in blocks])
