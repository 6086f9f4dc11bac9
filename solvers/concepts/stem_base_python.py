"""The stem base in plain Python: sets are the bits of long integers.

Slower than the compiled version by a factor of some tens, and written differently on purpose: the two check each other.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from theory.concepts import bits
from theory.concepts.bits import Words
from theory.concepts.context import Clarified

# sets with fewer members have at most 256 subsets, and looking all of them up is quicker than comparing premises
_FEW = 8
Result = tuple[Words, Words, NDArray[np.int64]]


def stem_base_python(clarified: Clarified, d: int, limit: int) -> Result | None:
    """Premises, closures and supports of the stem base; None when there are more than ``limit`` keys."""
    table = bits.unpack(clarified.rows, d)
    columns = [int.from_bytes(np.packbits(table[:, m], bitorder="little").tobytes(), "little") for m in range(d)]
    keys = _keys(columns, len(table), d, limit)
    if keys is None:
        return None
    full = (1 << d) - 1
    closures = {k: full if not extent else _closure(extent, columns) for k, extent in keys.items()}
    support = {full: 0} | {c: _weight(keys[k], clarified.weights) for k, c in closures.items() if k != c and keys[k]}
    base = _saturated({k: c for k, c in closures.items() if k != c}, closures[0])
    counts = np.array([support[c] for c in base.values()], dtype=np.int64)
    return _words(list(base), d), _words(list(base.values()), d), counts


def _weight(extent: int, weights: NDArray[np.int64]) -> int:
    octets = np.frombuffer(extent.to_bytes(-(-len(weights) // 8), "little"), dtype=np.uint8)
    return int(weights[np.unpackbits(octets, count=len(weights), bitorder="little").view(bool)].sum())


def _keys(columns: list[int], n: int, d: int, limit: int) -> dict[int, int] | None:
    """Every key with its extent, level by level: all subsets of a key are keys with larger extents."""
    level = {0: (1 << n) - 1}
    out = dict(level)
    while level:
        following: dict[int, int] = {}
        for key, extent in level.items():
            if not extent:
                continue
            size = extent.bit_count()
            for m in range(key.bit_length(), d):
                grown = extent & columns[m]
                if grown.bit_count() < size and _all_larger(key, 1 << m, grown.bit_count(), level):
                    following[key | 1 << m] = grown
        out.update(following)
        if len(out) > limit:
            return None
        level = following
    return out


def _all_larger(key: int, extra: int, size: int, level: dict[int, int]) -> bool:
    rest = key
    while rest:
        low = rest & -rest
        rest ^= low
        other = level.get(key ^ low | extra)
        if other is None or other.bit_count() <= size:
            return False
    return True


def _closure(extent: int, columns: list[int]) -> int:
    return sum(1 << m for m, column in enumerate(columns) if not extent & ~column)


def _saturated(keys: dict[int, int], of_empty: int) -> dict[int, int]:
    """Pseudo-intents and their closures, smallest first."""
    base: dict[int, int] = {}
    by_ends: dict[tuple[int, int], list[int]] = defaultdict(list)
    waiting: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for key, closure in keys.items():
        start = key | of_empty if key else key
        waiting[start.bit_count()].append((start, closure))
    while waiting:
        size = min(waiting)
        # sets that grow land on a later list, so this one is complete when its turn comes
        for start, closure in waiting.pop(size):
            grown = _grown(start, base, by_ends)
            if grown == closure or grown in base:
                continue
            if grown != start:
                waiting[grown.bit_count()].append((grown, closure))
                continue
            base[grown] = closure
            if grown:
                by_ends[(grown & -grown).bit_length() - 1, grown.bit_length() - 1].append(grown)
    return base


def _grown(start: int, base: dict[int, int], by_ends: dict[tuple[int, int], list[int]]) -> int:
    if start.bit_count() <= _FEW:
        return _grown_by_subsets(start, base)
    out = start
    members = _members(start)
    for ends in [(m, m) for m in members] + list(combinations(members, 2)):
        for premise in by_ends.get(ends, ()):
            if not premise & ~out and premise != out:
                out |= base[premise]
    return out


def _grown_by_subsets(start: int, base: dict[int, int]) -> int:
    out, inside = start, (start - 1) & start if start else 0
    while inside:
        if inside in base:
            out |= base[inside]
        inside = (inside - 1) & start
    return out


def _members(packed: int) -> list[int]:
    return [m for m in range(packed.bit_length()) if packed >> m & 1]


def _words(sets: list[int], d: int) -> Words:
    width = bits.words(d)
    octets = b"".join(s.to_bytes(8 * width, "little") for s in sets)
    return np.frombuffer(octets, dtype="<u8").astype(np.uint64).reshape(len(sets), width)
