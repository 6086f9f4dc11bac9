"""The lattice/1 format: the lattice that ``sdl-atlas lattice`` writes."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from theory.concepts.bounds import concept_bound
from theory.concepts.implications import Implication
from theory.concepts.lattice import ConceptLattice
from theory.show import table_html

Index = Annotated[int, msgspec.Meta(ge=0)]


class ConceptRecord(msgspec.Struct, forbid_unknown_fields=True):
    """One concept: the size of its extent, its intent as attribute indices, and the concepts directly below it."""

    extent_size: Index
    intent: list[Index]
    lower: list[Index]


class ImplicationRecord(msgspec.Struct, forbid_unknown_fields=True):
    """``premise -> conclusion`` of the stem base: every object with the premise also has the conclusion.

    ``support`` is the number of objects with the premise; the conclusion leaves the premise out.
    """

    premise: list[Index]
    conclusion: list[Index]
    support: Index


class OdditiesRecord(msgspec.Struct, forbid_unknown_fields=True):
    """Attributes that no object or every object has, and repetitions."""

    dead: list[Index]
    always_on: list[Index]
    duplicate_rows: Index
    duplicate_columns: list[list[Index]]


class LatticeRecord(msgspec.Struct, forbid_unknown_fields=True):
    """A concept lattice.  Concepts are numbered by decreasing extent size, number 0 is the top.

    ``min_support`` is 0 for the whole lattice; otherwise only concepts with at least so many objects are listed.
    ``bound`` is the largest number of concepts that the row sizes allow, as a decimal number.  ``stem_base`` is null
    when it was not asked for.

    Source: the format is ``docs/schemas/lattice.json``.
    """

    schema: Literal["sdl-atlas/lattice/1"]
    source: str
    source_sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    objects: Index
    attributes: list[str]
    min_support: Index
    bound: Annotated[str, msgspec.Meta(pattern="^[0-9]+$")]
    oddities: OdditiesRecord
    concepts: list[ConceptRecord]
    stem_base: list[ImplicationRecord] | None = None

    def __repr__(self) -> str:
        of = f"{self.objects} objects and {len(self.attributes)} attributes"
        return f"<LatticeRecord {self.source!r}: {len(self.concepts)} concepts of {of}>"

    def _repr_html_(self) -> str:
        rows = [(c.extent_size, ", ".join(self.attributes[i] for i in c.intent)) for c in self.concepts]
        return table_html(repr(self).strip("<>"), ("objects", "intent"), rows)


def lattice_record(
    lattice: ConceptLattice, *, source: str, sha256: str, stem_base: list[Implication] | None = None
) -> LatticeRecord:
    """The lattice as it is written."""
    k = lattice.context
    odd = k.oddities()
    lower = lattice.lower_lists()
    intents = lattice.intent_lists()
    return LatticeRecord(
        schema="sdl-atlas/lattice/1",
        source=source,
        source_sha256=sha256,
        objects=k.n_objects,
        attributes=list(k.attributes),
        min_support=lattice.min_support,
        bound=str(concept_bound(k.clarified().rows, k.n_objects, k.n_attributes)),
        oddities=OdditiesRecord(
            list(odd.dead), list(odd.always_on), odd.duplicate_rows, [list(g) for g in odd.duplicate_columns]
        ),
        concepts=[ConceptRecord(*row) for row in zip(lattice.supports.tolist(), intents, lower, strict=True)],
        stem_base=None
        if stem_base is None
        else [ImplicationRecord(list(i.premise), list(i.conclusion), i.support) for i in stem_base],
    )
