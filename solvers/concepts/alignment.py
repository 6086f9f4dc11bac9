"""Human concepts against neurons, in both directions, with the reason wherever the directions disagree (D11,
concepts.two-directions-disagree to concepts.mixed-metrics-no-mutual-pair).

    f(C) = argmax_i J(C, A_i)      g(i) = argmax_C J(C, A_i)      (ties go to the smaller index)

One score in both directions guarantees at least one mutual best pair, and alternating f and g ends at one
(concepts.one-score-mutual-pairs).  Mixed
scores guarantee nothing (concepts.mixed-metrics-no-mutual-pair); ``mixed_directions`` says what happens on the data at hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from solvers.concepts.best_unit import BestUnit, best_unit
from solvers.concepts.columns import Columns
from theory.concepts.context import FormalContext
from theory.concepts.metrics import Fit
from theory.doors import an_instance
from theory.errors import InputError

Ints = NDArray[np.int64]
Score = Literal["jaccard", "recall", "precision", "f1"]


@dataclass(frozen=True)
class Alignment:
    """What one human concept has to do with the neurons.

    Attributes:
        concept: its index.
        best_neuron: f(C), with its fit; None when there are no neurons.
        unit: the best conjunctive unit with its proof; its fit is never worse than the best neuron's.
        detecting: how many neurons cover the concept (C inside A_i); always-active neurons are among them.
        closure_extra: |C'' - C|, the false positives of the smallest unit that covers C; 0 means that a unit separates it.
        back: g(f(C)).
        chain: C, f(C), g(f(C)), ... until a mutual best pair; concepts and neurons alternate.
        explanation: one sentence.
    """

    concept: int
    best_neuron: int | None
    neuron_fit: Fit
    unit: BestUnit
    detecting: int
    closure_extra: int
    back: int | None
    chain: tuple[int, ...]
    explanation: str

    @property
    def mutual(self) -> bool:
        """Whether (C, f(C)) is a mutual best pair."""
        return self.back == self.concept


@dataclass(frozen=True)
class Mixed:
    """Directions scored differently: f by the Jaccard index, g by the recall."""

    mutual: tuple[tuple[int, int], ...]
    cycles: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Overlaps:
    """|C and A_i| for all concepts (rows) and neurons (columns), |C| and |A_i|."""

    common: Ints
    concepts: Ints
    neurons: Ints

    @staticmethod
    def of(columns: Columns, labels: FormalContext) -> Overlaps:
        """Count on packed columns."""
        packed = [columns.pack(labels.column(c)) for c in range(labels.n_attributes)]
        common = [columns.common(p) for p in packed]
        sizes = [int(np.bitwise_count(p).sum()) for p in packed]
        table = np.array(common, dtype=np.int64).reshape(len(packed), len(columns.extents))
        return Overlaps(table, np.array(sizes, dtype=np.int64), columns.sizes)

    def fit(self, concept: int, neuron: int) -> Fit:
        """The counts of one pair."""
        tp = int(self.common[concept, neuron])
        return Fit(tp, int(self.neurons[neuron]) - tp, int(self.concepts[concept]) - tp)


def align(context: FormalContext, labels: FormalContext, *, columns: Columns | None = None) -> list[Alignment]:
    """One alignment per human concept.

    Args:
        context: points and neurons.
        labels: the same points and human concepts, each with at least one point.
        columns: of the context, where they are at hand.

    Raises:
        InputError: a concept has no points, or the labels are of other points.

    Source: arXiv 2606.07007 (detection, separation, approximation as reported; not checked against the paper);
    concepts.units-are-extents, concepts.best-unit-search, concepts.two-directions-disagree, concepts.one-score-mutual-pairs.

    >>> k = FormalContext.from_bool(np.array([[True, False], [True, True]]))
    >>> [(a.best_neuron, a.neuron_fit.jaccard) for a in align(k, k)]
    [(0, Fraction(1, 1)), (1, Fraction(1, 1))]
    """
    an_instance(context, "context", FormalContext, "read_context reads one, FormalContext.from_bool makes one")
    an_instance(labels, "labels", FormalContext, "read_context reads one, FormalContext.from_bool makes one")
    if labels.n_objects != context.n_objects:
        raise InputError("labels", f"{labels.n_objects} objects", f"the context has {context.n_objects}")
    packed = Columns.of(context) if columns is None else columns
    overlaps = Overlaps.of(packed, labels)
    empty = np.flatnonzero(overlaps.concepts == 0)
    if len(empty):
        raise InputError("labels", labels.attributes[int(empty[0])], "no object has this label", "leave the column out")
    f, g = directions(overlaps, "jaccard", "jaccard")
    out = []
    for c in range(labels.n_attributes):
        concept = labels.column(c)
        closure = context.extent(context.intent(concept))
        chain = _chain(c, f, g)
        fit = overlaps.fit(c, f[c]) if f else Fit(0, 0, int(overlaps.concepts[c]))
        out.append(
            Alignment(
                concept=c,
                best_neuron=f[c] if f else None,
                neuron_fit=fit,
                unit=best_unit(packed, concept),
                detecting=int(np.count_nonzero(overlaps.common[c] == overlaps.concepts[c])),
                closure_extra=int(np.count_nonzero(closure & ~concept)),
                back=g[f[c]] if f else None,
                chain=chain,
                explanation=_explanation(chain, overlaps, context, labels),
            )
        )
    return out


def directions(overlaps: Overlaps, forward: Score, backward: Score) -> tuple[list[int], list[int]]:
    """f (a neuron for every concept) by one exact score and g (a concept for every neuron) by another.

    Both are empty when there are no concepts or no neurons.
    """
    n, d = overlaps.common.shape
    if not n or not d:
        return [], []
    there, back = _table(overlaps, forward), _table(overlaps, backward)
    f = [_best(there[c], [getattr(overlaps.fit(c, i), forward) for i in _near(there[c])]) for c in range(n)]
    g = [_best(back[:, i], [getattr(overlaps.fit(c, i), backward) for c in _near(back[:, i])]) for i in range(d)]
    return f, g


def _table(overlaps: Overlaps, score: Score) -> NDArray[np.float64]:
    common, c, a = overlaps.common, overlaps.concepts[:, None], overlaps.neurons[None, :]
    whole = {"jaccard": c + a - common, "recall": c + 0 * a, "precision": 0 * c + a, "f1": c + a}[score]
    return np.where(whole > 0, common / np.maximum(whole, 1) * (2 if score == "f1" else 1), 1.0)


def _near(scores: NDArray[np.float64]) -> list[int]:
    # a rounded ratio is off by at most 2^-53; whatever is this close to the largest is compared exactly
    return np.flatnonzero(scores >= scores.max() - 1e-12).tolist()


def _best(scores: NDArray[np.float64], exact: list[Fraction]) -> int:
    return _near(scores)[exact.index(max(exact))]


def mixed_directions(overlaps: Overlaps) -> Mixed:
    """Mutual best pairs and longer cycles when f goes by the Jaccard index and g by the recall (concepts.mixed-metrics-no-mutual-pair)."""
    f, g = directions(overlaps, "jaccard", "recall")
    mutual = tuple((c, i) for c, i in enumerate(f) if g[i] == c)
    cycles: set[tuple[int, ...]] = set()
    for c in range(len(f)):
        seen: list[int] = []
        while c not in seen:
            seen.append(c)
            c = g[f[c]]
        cycle = seen[seen.index(c) :]
        if len(cycle) > 1:
            first = cycle.index(min(cycle))
            cycles.add(tuple(x for c in cycle[first:] + cycle[:first] for x in (c, f[c])))
    return Mixed(mutual, tuple(sorted(cycles)))


def _chain(c: int, f: list[int], g: list[int]) -> tuple[int, ...]:
    """C, f(C), g(f(C)), ...; with one score and no ties it ends at a mutual best pair
    (concepts.one-score-mutual-pairs), with ties at a repetition."""
    out, seen = [c], {c}
    while f:
        i = f[out[-1]]
        out.append(i)
        following = g[i]
        if following in seen:
            break
        seen.add(following)
        out.append(following)
    return tuple(out)


def _explanation(chain: tuple[int, ...], overlaps: Overlaps, context: FormalContext, labels: FormalContext) -> str:
    if len(chain) < 2:
        return "there are no neurons"
    concept, neuron = chain[0], chain[1]
    here = overlaps.fit(concept, neuron)
    names = labels.attributes, context.attributes
    if not here.tp:
        return "no neuron is active at any of its points"
    if len(chain) == 2:
        return f"mutual best pair with {names[1][neuron]}"
    there = overlaps.fit(chain[2], neuron)
    reason = f"{names[1][neuron]} fits {names[0][chain[2]]} better (J {there.jaccard} > {here.jaccard})"
    if there.jaccard == here.jaccard:
        reason = f"{names[1][neuron]} fits {names[0][chain[2]]} equally well (J {here.jaccard}), which comes first"
    if here.fn == 0 < here.fp:
        reason += f"; it covers all of {names[0][concept]} and {here.fp} more"
    if len(chain) > 4:
        steps = " -> ".join(names[k % 2][x] for k, x in enumerate(chain))
        reason += f"; alternating ends at a mutual pair: {steps}"
    return reason
