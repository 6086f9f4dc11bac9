"""Everything that ``sdl-atlas lattice`` finds out about a context: its lattice, its implications, and its human concepts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

from solvers.concepts.alignment import Alignment, Mixed, Overlaps, align, mixed_directions
from solvers.concepts.alignment_tables import EPSILON
from solvers.concepts.columns import Columns
from solvers.concepts.lattice import concept_lattice
from solvers.concepts.stem_base import stem_base
from theory.concepts.context import FormalContext
from theory.concepts.hierarchy import Absorption, Split, absorptions, exact_splits
from theory.concepts.implications import Implication
from theory.concepts.lattice import ConceptLattice
from theory.concepts.records import LatticeRecord, lattice_record
from theory.errors import InputError
from theory.exact import parse_rational
from theory.show import table_html


@dataclass(frozen=True, repr=False)
class Analysis:
    """What was found.

    Args:
        lattice: all concepts, or those with enough objects.
        stem_base: the implications, or None when they were not asked for.
        alignments: one per human concept: its best neuron and its best unit of neurons, with the proof that none fits better.
        mixed: what happens with the Jaccard index one way and recall the other; None without human concepts.
        labels: the human concepts as columns, or None.
        absorbed: parents whose neuron misses children.
        split: neurons that others divide exactly.
        source: name of the file, and ``sha256`` of what was read.
    """

    lattice: ConceptLattice
    stem_base: list[Implication] | None
    alignments: list[Alignment]
    overlaps: Overlaps | None
    mixed: Mixed | None
    labels: FormalContext | None
    absorbed: list[Absorption]
    split: list[Split]
    source: str
    sha256: str

    @property
    def record(self) -> LatticeRecord:
        """The ``lattice/1`` record, which ``lattice.json`` holds."""
        return lattice_record(self.lattice, source=self.source, sha256=self.sha256, stem_base=self.stem_base)

    def __repr__(self) -> str:
        k = self.lattice.context
        human = f", {len(self.alignments)} human concepts" if self.labels is not None else ""
        of = f"{k.n_objects} objects and {k.n_attributes} attributes"
        return f"<Analysis {self.source!r}: {len(self.lattice)} concepts of {of}{human}>"

    def _repr_html_(self) -> str:
        k, labels = self.lattice.context, self.labels
        if labels is None:
            return self.record._repr_html_()
        rows = [
            (
                labels.attributes[a.concept],
                "none" if a.best_neuron is None else k.attributes[a.best_neuron],
                f"{float(a.neuron_fit.jaccard):.3f}",
                f"{float(a.unit.fit.jaccard):.3f}",
            )
            for a in self.alignments
        ]
        return table_html(repr(self).strip("<>"), ("concept", "best neuron", "its J", "J of the best unit"), rows)


def analyse(
    context: FormalContext,
    labels: FormalContext | None = None,
    *,
    min_support: int = 0,
    implications: bool = False,
    source: str = "context",
    sha256: str | None = None,
    say: Callable[[str], None] = lambda _text: None,
) -> Analysis:
    """The concept lattice of a context, and how human concepts align with its attributes.

    Args:
        context: objects by attributes.
        labels: the human concepts, a context over the same objects; None when there are none.
        min_support: keep only concepts with at least so many objects; 0 keeps all.
        implications: whether the stem base is computed.
        source: where the context comes from, for the record, and ``sha256`` of that file (default: of the context itself).
        say: called with one line of text now and then.

    Raises:
        InputError: labels over other objects.

    >>> found = analyse(FormalContext.from_bool([[True, False], [True, True]]), implications=True)
    >>> found, len(found.stem_base)
    (<Analysis 'context': 2 concepts of 2 objects and 2 attributes>, 1)
    """
    say("concepts and covers")
    lattice = concept_lattice(
        context, min_support=min_support, progress=lambda n: say(f"concepts and covers: {n:,} concepts so far")
    )
    rules = None
    if implications:
        say("stem base")
        rules = stem_base(context)
    absorbed, alignments, mixed, overlaps = [], [], None, None
    if labels is not None:
        say("alignment")
        columns = Columns.of(context)
        overlaps = Overlaps.of(columns, labels)
        alignments, mixed = align(context, labels, columns=columns), mixed_directions(overlaps)
        absorbed = absorptions(context, labels, epsilon=EPSILON)
    say("split neurons")
    split = exact_splits(context)
    seal = _sha256(context) if sha256 is None else sha256
    return Analysis(lattice, rules, alignments, overlaps, mixed, labels, absorbed, split, source, seal)


def least_support(asked: str | int | None, n: int) -> int:
    """A number of objects: ``25``, or a share like ``2%`` or ``0.5%`` of n, rounded up.

    >>> least_support("25", 100), least_support("0.5%", 1000), least_support(None, 3)
    (25, 5, 0)
    """
    if asked is None:
        return 0
    text = str(asked)
    try:
        value = -(-parse_rational(text[:-1], "iceberg") * n // 100) if text.endswith("%") else int(text)
    except (ValueError, InputError):
        raise InputError("iceberg", text, "expected a number of objects, or a share like 2%") from None
    if not 1 <= value <= n:
        raise InputError("iceberg", text, f"must be from 1 to the {n} objects of the context")
    return value


def _sha256(context: FormalContext) -> str:
    """Of a context that was not read from a file: names of the attributes, then the rows."""
    head = json.dumps([context.n_objects, list(context.attributes)]).encode()
    return hashlib.sha256(head + context.rows.tobytes()).hexdigest()
