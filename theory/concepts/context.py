"""Formal contexts: objects, attributes, and which object has which attribute (definition D9).

    K = (G, M, I);   A' = {m in M : g I m for all g in A},   B' = {g in G : g I m for all m in B}

For a trained autoencoder the objects are data points, the attributes are neurons, and x I i means that neuron i is
active at x.  Neurons that are never active, neurons that are always active and repeated rows all stay in the context:
they are part of what was learned, so they are counted and named, never dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

from theory.concepts import bits
from theory.concepts.bits import Words
from theory.errors import InputError

Mask = NDArray[np.bool_]


class Numbered(Sequence[str]):
    """The names ``prefix0``, ``prefix1``, ...; made when asked for, so that a million of them take no memory.

    >>> list(Numbered(2, "x")), Numbered(5, "x")[-1]
    (['x0', 'x1'], 'x4')
    """

    def __init__(self, count: int, prefix: str) -> None:
        self.total, self.prefix = count, prefix

    def __len__(self) -> int:
        return self.total

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        numbers = range(self.total)[index]
        return [f"{self.prefix}{i}" for i in numbers] if isinstance(numbers, range) else f"{self.prefix}{numbers}"


@dataclass(frozen=True)
class Oddities:
    """What a reader should know before trusting the lattice.

    Attributes:
        dead: attributes that no object has; they occur in the intent of the bottom concept only.
        always_on: attributes that every object has; they occur in every intent.
        duplicate_rows: objects whose row already occurred.
        duplicate_columns: groups of two or more attributes with the same extent.
    """

    dead: tuple[int, ...]
    always_on: tuple[int, ...]
    duplicate_rows: int
    duplicate_columns: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Clarified:
    """The distinct rows of a context with the number of objects behind each."""

    rows: Words
    weights: NDArray[np.int64]


@dataclass(frozen=True)
class FormalConcept:
    """A pair (A, B) with A' = B and B' = A, both as index tuples."""

    extent: tuple[int, ...]
    intent: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class FormalContext:
    """A formal context (G, M, I).

    Args:
        objects: names of the N objects, distinct.
        attributes: names of the d attributes, distinct.
        rows: packed intents of the objects, uint64, shape (N, words(d)); bits beyond d are zero.

    Raises:
        InputError: two names are equal, or a shape does not fit.

    Source: Ganter & Wille, Formal Concept Analysis (1999), chapter 1.

    >>> k = FormalContext.of([{"flies"}, {"flies", "swims"}], objects=["bee", "duck"])
    >>> k.names(k.intent(k.having(["flies"])))
    ('flies',)
    """

    objects: Sequence[str]
    attributes: tuple[str, ...]
    rows: Words

    def __post_init__(self) -> None:
        for kind, names in (("object", self.objects), ("attribute", self.attributes)):
            if not isinstance(names, Numbered):
                _refuse_duplicates(kind, names)
        want = (len(self.objects), bits.words(len(self.attributes)))
        if self.rows.shape != want or self.rows.dtype != np.uint64:
            raise InputError(
                "rows", f"{self.rows.dtype}{list(self.rows.shape)}", f"expected uint64{list(want)} for these names"
            )
        if self.rows.size and np.any(self.rows & ~bits.full(self.n_attributes)):
            raise InputError("rows", "a bit beyond the last attribute", "unused bits must be zero")

    @staticmethod
    def from_bool(
        table: Mask | Sequence[Sequence[bool]],
        objects: Sequence[str] | None = None,
        attributes: Sequence[str] | None = None,
    ) -> FormalContext:
        """The context of a ``table`` of shape (N, d) of truth values, or of numbers of which 0 means false.

        Args:
            table: the incidence; NaN is refused, as it is neither.
            objects: N distinct names; numbered when left out.
            attributes: d distinct names; numbered when left out.

        Raises:
            InputError: anything that is no table of numbers, and names that do not fit.

        >>> FormalContext.from_bool([[True, False], [True, True]]).n_attributes
        2
        """
        try:
            table = np.asarray(table)
        except ValueError:
            raise InputError("table", "rows of different lengths", "every row needs as many entries") from None
        if table.ndim != 2:
            raise InputError("table", f"{table.ndim} dimensions", "a context is a table: objects by attributes")
        if table.dtype.kind not in "biuf":
            raise InputError("table", f"entries of type {table.dtype}", "a context has truth values or numbers")
        if table.dtype.kind == "f" and np.isnan(table).any():
            g, m = np.argwhere(np.isnan(table))[0]
            raise InputError(f"table[{g}][{m}]", "nan", "neither true nor false", "decide what a missing value means")
        n, d = table.shape
        names = Numbered(d, "n") if attributes is None else attributes
        return FormalContext(
            Numbered(n, "x") if objects is None else objects, tuple(names), bits.pack(table.astype(bool, copy=False))
        )

    @staticmethod
    def from_rows(rows: Words, attributes: Sequence[str]) -> FormalContext:
        """The context of packed ``rows``, uint64 of shape (N, words(d)), with numbered objects and d ``attributes``."""
        return FormalContext(Numbered(len(rows), "x"), tuple(attributes), rows)

    @staticmethod
    def of(
        rows: Iterable[Iterable[str]], *, objects: Sequence[str] | None = None, attributes: Sequence[str] | None = None
    ) -> FormalContext:
        """The context in which object number g has the attributes ``rows[g]``.

        Args:
            rows: a set of attribute names for every object; a string is the set of its letters.
            objects: their names; numbered when left out.
            attributes: in this order; those that occur, sorted, when left out.

        Raises:
            InputError: a row that is no set of names, or has a name that is not among ``attributes``.
        """
        try:
            sets = [frozenset(r) for r in rows]
        except TypeError:
            raise InputError("rows", rows, "expected a set of attribute names for every object") from None
        for g, unknown in enumerate(s.difference(attributes) if attributes is not None else () for s in sets):
            if unknown:
                raise InputError(f"rows[{g}]", min(map(str, unknown)), "is not among the attributes")
        names = tuple(sorted({m for s in sets for m in s}) if attributes is None else attributes)
        table = np.array([[m in s for m in names] for s in sets], dtype=bool).reshape(len(sets), len(names))
        return FormalContext.from_bool(table, objects, names)

    @property
    def n_objects(self) -> int:
        """The number N of objects."""
        return len(self.objects)

    @property
    def n_attributes(self) -> int:
        """The number d of attributes."""
        return len(self.attributes)

    def table(self) -> Mask:
        """The boolean incidence table, shape (N, d)."""
        return bits.unpack(self.rows, self.n_attributes)

    def column(self, attribute: int) -> Mask:
        """The extent of one attribute: the activation set A_i of a neuron."""
        return (self.rows[:, attribute // bits.WORD] >> np.uint64(attribute % bits.WORD)).astype(np.uint8) & 1 == 1

    def having(self, attributes: Iterable[str]) -> Mask:
        """B' for a set of names of ``attributes``: who has all of them, shape (N,).

        Raises:
            InputError: a name that the context does not have.
        """
        place, attributes = {m: i for i, m in enumerate(self.attributes)}, list(attributes)
        for name in attributes:
            if name not in place:
                raise InputError(
                    "attributes", name, "the context has no such attribute", f"it has {', '.join(self.attributes[:9])}"
                )
        return self.extent(bits.row((place[m] for m in attributes), self.n_attributes))

    def extent(self, intent: Words) -> Mask:
        """B': the objects that have every attribute of B, the packed set ``intent``."""
        out = np.ones(self.n_objects, dtype=bool)
        for w in np.flatnonzero(intent):
            out &= (self.rows[:, w] & intent[w]) == intent[w]
        return out

    def intent(self, extent: Mask) -> Words:
        """A': the attributes that every object of A, the mask ``extent``, has; all of them when A is empty."""
        if not extent.any():
            return bits.full(self.n_attributes)
        return np.bitwise_and.reduce(self.rows[extent], axis=0)

    def closure(self, attributes: Words) -> Words:
        """B'', the smallest intent that contains B, the packed set ``attributes``."""
        return self.intent(self.extent(attributes))

    def concept(self, attributes: Iterable[int]) -> FormalConcept:
        """The concept (B', B'') that a set of attributes generates."""
        extent = self.extent(bits.row(attributes, self.n_attributes))
        return FormalConcept(
            tuple(int(g) for g in np.flatnonzero(extent)), bits.members(self.intent(extent), self.n_attributes)
        )

    def names(self, intent: Words) -> tuple[str, ...]:
        """The attribute names of a packed set ``intent``."""
        return tuple(self.attributes[m] for m in bits.members(intent, self.n_attributes))

    def clarified(self) -> Clarified:
        """The distinct rows; every derivation of attributes is the same as before, counted with the weights."""
        return Clarified(*bits.distinct(self.rows))

    def complement(self) -> FormalContext:
        """The same objects with the attributes that they lack."""
        rows = ~self.rows & bits.full(self.n_attributes)
        return FormalContext(self.objects, tuple(f"not {m}" for m in self.attributes), rows)

    def transposed(self) -> FormalContext:
        """Objects and attributes exchanged."""
        return FormalContext(self.attributes, tuple(self.objects), bits.transposed(self.rows, self.n_attributes))

    def oddities(self) -> Oddities:
        """Dead and always active attributes, repeated rows and repeated columns."""
        columns = bits.transposed(self.rows, self.n_attributes)
        count = bits.sizes(columns)
        return Oddities(
            dead=tuple(int(m) for m in np.flatnonzero(count == 0)),
            always_on=tuple(int(m) for m in np.flatnonzero(count == self.n_objects)),
            duplicate_rows=self.n_objects - len(self.clarified().rows),
            duplicate_columns=_equal_columns(columns),
        )


def attribute_counts(rows: Words, d: int) -> NDArray[np.int64]:
    """How many of the packed rows have each of the d attributes."""
    return bits.sizes(bits.transposed(rows, d))


def _equal_columns(columns: Words) -> tuple[tuple[int, ...], ...]:
    groups: dict[bytes, list[int]] = {}
    for m, column in enumerate(columns):
        groups.setdefault(column.tobytes(), []).append(m)
    return tuple(tuple(g) for g in groups.values() if len(g) > 1)


def _refuse_duplicates(kind: str, names: Sequence[str]) -> None:
    if len(set(names)) == len(names):
        return
    seen: dict[str, int] = {}
    for i, name in enumerate(names):
        if name in seen:
            raise InputError(
                f"{kind}s[{i}]", name, f"{kind} {seen[name]} has the same name", "give every one a name of its own"
            )
        seen[name] = i
