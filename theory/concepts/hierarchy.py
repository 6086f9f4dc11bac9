"""Hierarchy, splitting, absorption and families of neurons (definition D10), with exact counts.

Legend: A a neuron's activation set, P a parent concept, Q its children (concepts inside P); all masks over the data points.
The paper's own definition of absorption was not available; the one here is ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from theory.concepts import bits
from theory.concepts.context import FormalContext, Mask
from theory.concepts.metrics import Fit


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
    """Whether the neurons are all active at some common point; that is, they lie inside a row (concepts.helly-families)."""
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
    with_neurons, with_labels = overlap_counts(labels, context), overlap_counts(labels, labels)
    sizes, active = np.diagonal(with_labels), overlap_counts(context, None)[0]
    fits = [
        [Fit(int(t), int(a - t), int(s - t)).jaccard for t, a in zip(row, active, strict=True)]
        for row, s in zip(with_neurons, sizes, strict=True)
    ]
    keepers = [
        sorted((i for i, j in enumerate(row) if j >= represented), key=lambda i, r=row: (-r[i], i)) for row in fits
    ]
    out = []
    for p, size in enumerate(sizes):
        inside = [c for c, s in enumerate(sizes) if 0 < s == with_labels[c, p] and s < size]
        for i in np.flatnonzero((active > 0) & (active - with_neurons[p] <= epsilon * int(size))):
            silent = [c for c in inside if with_neurons[c, i] <= epsilon * int(sizes[c])]
            held = [(c, next((j for j in keepers[c] if j != i), None)) for c in silent]
            pairs = [(c, j) for c, j in held if j is not None]
            children = [labels.column(c) for c, _ in pairs]
            if pairs and absorbs(context.column(int(i)), labels.column(p), children, epsilon):
                out.append(Absorption(int(i), p, tuple(c for c, _ in pairs), tuple(j for _, j in pairs)))
    return out


def exact_splits(context: FormalContext) -> list[Split]:
    """Neurons whose activation set is the disjoint union of two or more others: the largest ones inside it.

    Neurons with equal activation sets count once, as the one of smallest index; dead neurons split nothing.
    """
    rows, d = context.clarified().rows, context.n_attributes
    extents = bits.transposed(rows, d)
    sizes = bits.sizes(extents)
    # A_c inside A_p means that p is in the closure of c
    above = [_shared(rows, extents[c], d) for c in range(d)]
    first = {c for c in range(d) if sizes[c] and not any(p < c and c in above[p] for p in above[c])}
    inside: dict[int, set[int]] = {p: set() for p in sorted(first)}
    for c in first:
        for p in above[c] & first - {c}:
            inside[p].add(c)
    out = []
    for p, parts in inside.items():
        largest = sorted(c for c in parts if len(above[c] & parts) == 1)
        # sets inside p, as large together as p, whose union is p: then no two of them meet
        exact = len(largest) > 1 and sizes[largest].sum() == sizes[p]
        if exact and np.array_equal(np.bitwise_or.reduce(extents[largest], axis=0), extents[p]):
            out.append(Split(p, tuple(largest)))
    return out


def _shared(rows: bits.Words, extent: bits.Words, d: int) -> set[int]:
    """The attributes that all rows of the extent have; all attributes when it is empty."""
    of = rows[np.flatnonzero(bits.unpack(extent[None, :], len(rows))[0])]
    return set(bits.members(np.bitwise_and.reduce(of, axis=0), d)) if len(of) else set(range(d))


def overlap_counts(left: FormalContext, right: FormalContext | None) -> NDArray[np.int64]:
    """|A_i and B_j| for the attributes of two contexts on the same objects; |B_j| of the left one, as a row, without right."""
    d, e = left.n_attributes, 1 if right is None else right.n_attributes
    total = np.zeros((d, e), dtype=np.int64)
    # counts of a slice stay below 2^24, which single precision holds exactly
    step = 1 << 14
    for i in range(0, left.n_objects, step):
        part = slice(i, i + step)
        a = bits.unpack(left.rows[part], d).astype(np.float32)
        b = np.ones((len(a), 1), np.float32) if right is None else bits.unpack(right.rows[part], e).astype(np.float32)
        total += (a.T @ b).astype(np.int64)
    return total.T if right is None else total
