"""Concept lattices by other algorithms than the program's: intents row by row, neighbours by Lindig's test.

Sets are the bits of Python integers, so no machine word has an end here.
"""

from __future__ import annotations

import numpy as np

Lattice = tuple[dict[int, int], set[tuple[int, int]]]


def lattice(table: np.ndarray, least: int = 0) -> Lattice:
    """{intent: size of the extent} and the pairs (upper intent, lower intent) of neighbours."""
    n, d = table.shape
    rows = [_integer(r) for r in table]
    columns = [_integer(c) for c in table.T]
    intents = {(1 << d) - 1}
    for row in rows:  # every intent is the set of all attributes or an intersection of rows (Norris 1978)
        intents |= {b & row for b in intents}
    sizes = {b: _extent(b, columns, n).bit_count() for b in intents}
    sizes = {b: s for b, s in sizes.items() if s >= least}
    pairs = set()
    for b in sizes:
        pairs |= {(b, c) for c in _below(b, _extent(b, columns, n), rows, columns, d) if c in sizes}
    return sizes, pairs


def _below(b: int, extent: int, rows: list[int], columns: list[int], d: int) -> set[int]:
    """Lower neighbours of an intent: the smallest of the closures of B with one attribute more."""
    used = 0
    rest = extent
    while rest:
        low = rest & -rest
        used |= rows[low.bit_length() - 1]
        rest ^= low
    everything = (1 << d) - 1
    # with an attribute that no object of the extent has, nothing is left but the set of all attributes
    closures = {everything} if used != everything else set()
    outside = used & ~b
    while outside:
        low = outside & -outside
        closures.add(_intent(extent & columns[low.bit_length() - 1], rows, d))
        outside ^= low
    out: list[int] = []
    for c in sorted(closures - {b}, key=int.bit_count):
        if not any(e & ~c == 0 for e in out):
            out.append(c)
    return set(out)


def _integer(bits: np.ndarray) -> int:
    return int.from_bytes(np.packbits(bits, bitorder="little").tobytes(), "little")


def _extent(b: int, columns: list[int], n: int) -> int:
    out = (1 << n) - 1
    while b:
        low = b & -b
        out &= columns[low.bit_length() - 1]
        b ^= low
    return out


def _intent(extent: int, rows: list[int], d: int) -> int:
    out = (1 << d) - 1
    while extent:
        low = extent & -extent
        out &= rows[low.bit_length() - 1]
        extent ^= low
    return out
