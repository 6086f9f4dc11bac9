"""What a lattice picture shows: the concepts that fit on a page, with reduced labels and marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from theory.concepts import bits
from theory.concepts.hierarchy import Absorption, Split
from theory.concepts.lattice import ConceptLattice

MOST = 60  # concepts; beyond this lines and labels of a page-wide picture can no longer be followed
NAMED_OBJECTS = 40  # with more objects their names would hide the lattice; sizes are shown instead


@dataclass(frozen=True)
class Node:
    """One concept of the picture.

    Attributes:
        concept: its number in the lattice.
        size: of its extent.
        attributes: names that start here, going down (reduced labelling).
        objects: names that start here, going up; empty when there are too many objects.
        human: human concepts whose best unit this is, as written.
        marks: among ``absorbed`` and ``split``.
        lower: places of the concepts directly below.
    """

    concept: int
    size: int
    attributes: tuple[str, ...]
    objects: tuple[str, ...]
    human: tuple[str, ...]
    marks: frozenset[str]
    lower: tuple[int, ...]


@dataclass(frozen=True)
class Diagram:
    """Nodes from top to bottom, and the caption that says what is left out."""

    nodes: tuple[Node, ...]
    objects: int
    caption: str
    lattice: ConceptLattice = field(repr=False)


def diagram(
    lattice: ConceptLattice,
    *,
    human: Mapping[int, Sequence[str]] | None = None,
    absorbed: Sequence[Absorption] = (),
    split: Sequence[Split] = (),
    most: int = MOST,
) -> Diagram:
    """The picture of a lattice, or of its largest concepts when it has more than ``most``.

    Args:
        lattice: a lattice or an iceberg.
        human: for concepts of the lattice, what to write there about human concepts.
        absorbed: neurons to mark, and the children that they miss.
        split: neurons to mark whose activation set is made of others.
        most: concepts that may be drawn.
    """
    k, shown = lattice.context, _shown(lattice.supports, most)
    starts: dict[int, list[str]] = {}
    marks: dict[int, set[str]] = {}
    kinds = [("absorbed", {a.neuron for a in absorbed}), ("split", {s.neuron for s in split})]
    unseen = 0
    has = bits.unpack(lattice.intents[:shown], k.n_attributes)
    for m, name in enumerate(k.attributes):
        if not has[:, m].any():
            unseen += 1
            continue
        at = int(np.argmax(has[:, m]))  # the first, hence the largest
        starts.setdefault(at, []).append(name)
        marks.setdefault(at, set()).update(kind for kind, neurons in kinds if m in neurons)
    own = _own_objects(lattice, shown) if k.n_objects <= NAMED_OBJECTS else {}
    covers = lattice.covers[(lattice.covers < shown).all(axis=1)]
    nodes = [
        Node(
            concept=i,
            size=int(lattice.supports[i]),
            attributes=tuple(starts.get(i, ())),
            objects=own.get(i, ()),
            human=tuple((human or {}).get(i, ())),
            marks=frozenset(marks.get(i, ())),
            lower=tuple(covers[covers[:, 0] == i, 1].tolist()),
        )
        for i in range(shown)
    ]
    return Diagram(tuple(nodes), k.n_objects, _caption(lattice, shown, unseen), lattice)


def _shown(supports: np.ndarray, most: int) -> int:
    """How many of the largest concepts to draw: all of equal size, or none of them."""
    if len(supports) <= most:
        return len(supports)
    _, counts = np.unique(-supports, return_counts=True)
    upto = np.cumsum(counts)
    return int(upto[upto <= max(most, 1)].max())  # the top concept alone has the largest size


def _own_objects(lattice: ConceptLattice, shown: int) -> dict[int, tuple[str, ...]]:
    out: dict[int, list[str]] = {}
    for g, name in enumerate(lattice.context.objects):
        at = lattice.find(lattice.context.rows[g])
        if at is not None and at < shown:
            out.setdefault(at, []).append(name)
    return {i: tuple(names) for i, names in out.items()}


def _caption(lattice: ConceptLattice, shown: int, unseen: int) -> str:
    k, total = lattice.context, len(lattice)
    text = f"{k.n_objects} objects, {k.n_attributes} attributes. "
    least = int(lattice.supports[shown - 1]) if shown else 0
    if shown < total:
        whole = f"the {total} concepts" + (
            f" with at least {lattice.min_support} objects" if lattice.min_support else ""
        )
        text += f"Iceberg: {shown} of {whole}, namely those with at least {least} objects. "
    elif lattice.min_support:
        text += f"Iceberg: all {total} concepts with at least {lattice.min_support} objects. "
    else:
        text += f"All {total} concepts. "
    if unseen:
        text += f"{unseen} attributes occur only in concepts that are not drawn. "
    return text + "Attributes are written above the largest concept that has them; lines lead down to smaller extents."
