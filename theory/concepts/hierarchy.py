"""Hierarchy, splitting, absorption and families of neurons (definition D10), with exact counts.

Legend: A a neuron's activation set, P a parent concept, Q its children (concepts inside P); all masks over the data points.
The paper's own definition of absorption was not available; the one here is ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from theory.concepts.context import FormalContext, Mask


def below(child: Mask, parent: Mask) -> bool:
    """Hierarchy: the child is a proper subset of the parent."""
    return bool(np.all(parent | ~child) and np.any(parent & ~child))


def splits(theta: Mask, parts: Sequence[Mask], delta: Fraction | int = 0) -> bool:
    """Whether the parts split theta: r >= 2 parts whose union is theta and that are pairwise disjoint, up to delta.

        |theta - U| + |U - theta| <= delta |theta|  with U the union,   |theta_j and theta_l| <= delta |theta|

    >>> a, b = np.array([True, False]), np.array([False, True])
    >>> splits(a | b, [a, b]), splits(a | b, [a, a | b])
    (True, False)
    """
    if len(parts) < 2:
        return False
    allowed = delta * int(np.count_nonzero(theta))
    if np.count_nonzero(theta ^ np.any(parts, axis=0)) > allowed:
        return False
    pairs = ((a, b) for i, a in enumerate(parts) for b in parts[:i])
    return all(np.count_nonzero(a & b) <= allowed for a, b in pairs)


def absorbs(neuron: Mask, parent: Mask, children: Sequence[Mask], epsilon: Fraction | int = 0) -> bool:
    """Whether the children of P are absorbed: A = P - union of Q, up to epsilon |P| points, with Q inside P and not empty.

    That every child is represented by another neuron is for the caller to see to (``absorptions`` does).

    >>> parent, child = np.array([True, True]), np.array([False, True])
    >>> absorbs(parent & ~child, parent, [child]), absorbs(parent, parent, [child])
    (True, False)
    """
    if not children or not all(below(c, parent) for c in children):
        return False
    left = parent & ~np.any(children, axis=0)
    return int(np.count_nonzero(neuron ^ left)) <= epsilon * int(np.count_nonzero(parent))


def absorption_rate(neuron: Mask, children: Sequence[Mask]) -> Fraction:
    """Share of the children's points at which the neuron is silent: |union of Q - A| / |union of Q|.

    Raises:
        ValueError: the children have no point.
    """
    union = np.any(children, axis=0)
    if not union.any():
        raise ValueError("children without points: a rate needs at least one")
    return Fraction(int(np.count_nonzero(union & ~neuron)), int(np.count_nonzero(union)))


def is_family(context: FormalContext, neurons: Iterable[int]) -> bool:
    """Whether the neurons are all active at some common point; that is, they lie inside a row (T35)."""
    out = np.ones(context.n_objects, dtype=bool)
    for i in neurons:
        out &= context.column(i)
    return bool(out.any())


@dataclass(frozen=True)
class Absorption:
    """Neuron ``neuron`` stands for concept ``parent`` without the ``children``, each of which has a neuron of its own."""

    neuron: int
    parent: int
    children: tuple[int, ...]
    represented_by: tuple[int, ...]


@dataclass(frozen=True)
class Split:
    """The activation set of ``neuron`` is the disjoint union of those of ``parts``."""

    neuron: int
    parts: tuple[int, ...]


def absorptions(
    context: FormalContext,
    labels: FormalContext,
    *,
    epsilon: Fraction | int = 0,
    represented: Fraction = Fraction(9, 10),
) -> list[Absorption]:
    """All absorptions of labelled children by neurons of the context.

    For a neuron and a parent P, Q is the set of children of P on which the neuron is silent on all but epsilon |c| of the
    points, each with another neuron of Jaccard index at least ``represented``.

    Args:
        context: data points and neurons; labels: the same points and human concepts.
        epsilon: 0 for exact absorption.
        represented: how well a child must be represented elsewhere.
    """
    sets = [labels.column(p) for p in range(labels.n_attributes)]
    sizes = [int(np.count_nonzero(s)) for s in sets]
    neurons = [context.column(i) for i in range(context.n_attributes)]
    inside = {p: [c for c, s in enumerate(sets) if s.any() and below(s, sets[p])] for p in range(len(sets))}
    keeper = {c: _representing(sets[c], neurons, represented) for c in {c for cs in inside.values() for c in cs}}
    out = []
    for p, children in inside.items():
        for i, a in enumerate(neurons):
            if not a.any() or np.count_nonzero(a & ~sets[p]) > epsilon * sizes[p]:
                continue
            silent = [c for c in children if np.count_nonzero(sets[c] & a) <= epsilon * sizes[c]]
            held = [(c, next((j for j in keeper[c] if j != i), None)) for c in silent]
            pairs = [(c, j) for c, j in held if j is not None]
            if absorbs(a, sets[p], [sets[c] for c, _ in pairs], epsilon):
                out.append(Absorption(i, p, tuple(c for c, _ in pairs), tuple(j for _, j in pairs)))
    return out


def _representing(concept: Mask, neurons: Sequence[Mask], least: Fraction) -> list[int]:
    from theory.concepts.metrics import Fit

    fits = {j: Fit.of(a, concept).jaccard for j, a in enumerate(neurons)}
    return sorted((j for j, value in fits.items() if value >= least), key=lambda j: (-fits[j], j))


def exact_splits(context: FormalContext) -> list[Split]:
    """Neurons whose activation set is the disjoint union of two or more others: the largest ones inside it.

    Neurons with equal activation sets count once, as the one of smallest index; dead neurons split nothing.
    """
    columns: dict[bytes, int] = {}
    for i in range(context.n_attributes):
        column = context.column(i)
        if column.any():
            columns.setdefault(np.packbits(column).tobytes(), i)
    packed = {i: np.frombuffer(key, dtype=np.uint8) for key, i in columns.items()}
    size = {i: int(np.bitwise_count(c).sum()) for i, c in packed.items()}
    out = []
    for p, whole in packed.items():
        inside = [i for i, c in packed.items() if size[i] < size[p] and not np.any(c & ~whole)]
        largest = [
            i for i in inside if not any(size[i] < size[j] and not np.any(packed[i] & ~packed[j]) for j in inside)
        ]
        # inside the whole, so the sizes add up exactly when the parts are disjoint and cover it
        union = np.bitwise_or.reduce([packed[i] for i in largest]) if largest else whole & 0
        if len(largest) > 1 and sum(size[i] for i in largest) == size[p] and np.array_equal(union, whole):
            out.append(Split(p, tuple(largest)))
    return out
