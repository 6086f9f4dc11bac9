"""How much of a family of concepts a layer of neurons has learned, from its activations on labelled points.

Legend: N points, d neurons, c concepts; activations a_i(x) >= 0, A_i = {x : a_i(x) > 0}; C a concept (set of points);
J(A, C) = |A and C| / |A or C|.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solvers.concepts.alignment import Overlaps, directions, mixed_directions
from solvers.concepts.best_unit import best_unit
from solvers.concepts.columns import Columns
from theory.concepts.context import FormalContext

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Learned:
    """What is known of every concept; arrays of shape (c,).

    Args:
        recall: largest share of the concept that one neuron covers.
        separated: whether some neuron and some threshold t >= 0 have a_i > t exactly on the concept (D5).
        single: Jaccard index of the best neuron.
        pair: of the best conjunctive unit of at most two neurons.
        unit: of the best conjunctive unit of any size, with proof of optimality (concepts.best-unit-search).
        agreed: whether the concept is the best one of its best neuron (both by Jaccard).
        mutual: number of mutual best pairs when one score serves both directions.
        mixed_mutual: the same when neurons answer by recall.
        mixed_cycles: cycles longer than a pair in that case (concepts.mixed-metrics-no-mutual-pair).
    """

    recall: Floats
    separated: Mask
    single: Floats
    pair: Floats
    unit: Floats
    agreed: Mask
    mutual: int
    mixed_mutual: int
    mixed_cycles: int


def learned(activations_nd: NDArray[Any], concepts_nc: Mask) -> Learned:
    """Detection, separation and approximation of every concept by neurons, pairs and units.

    Args:
        activations_nd: activations after the activation function, shape (N, d).
        concepts_nc: membership, shape (N, c); no concept empty.

    Raises:
        ValueError: shapes that do not fit, an empty concept, no neurons.

    Source: D4 to D6, D11, concepts.best-unit-search of the theory of arXiv 2606.07007 (as reported; not checked against the paper).

    >>> x = np.array([[1.0, 0.0], [2.0, 1.0], [0.0, 3.0]])
    >>> got = learned(x, np.array([[True], [True], [False]]))
    >>> got.separated.tolist(), got.single.tolist()
    ([True], [1.0])
    """
    if activations_nd.ndim != 2 or concepts_nc.shape[:1] != activations_nd.shape[:1] or not activations_nd.shape[1]:
        raise ValueError(
            f"activations {activations_nd.shape}, concepts {concepts_nc.shape}: need (N, d >= 1) and (N, c)"
        )
    sizes = concepts_nc.sum(axis=0)
    if not sizes.all():
        raise ValueError(f"concept {int(sizes.argmin())} has no points: leave it out")
    on = activations_nd > 0
    context = FormalContext.from_bool(on, attributes=[f"n{i}" for i in range(on.shape[1])])
    labels = FormalContext.from_bool(concepts_nc, attributes=[f"c{i}" for i in range(concepts_nc.shape[1])])
    columns = Columns.of(context)
    overlaps = Overlaps.of(columns, labels)
    f, g = directions(overlaps, "jaccard", "jaccard")
    mixed = mixed_directions(overlaps)
    common = overlaps.common
    single = common / (overlaps.concepts[:, None] + overlaps.neurons[None] - common)
    return Learned(
        recall=(common / overlaps.concepts[:, None]).max(axis=1),
        separated=np.array([separated(activations_nd, concept) for concept in concepts_nc.T]),
        single=single.max(axis=1),
        pair=np.maximum(single.max(axis=1), _pairs(on, concepts_nc)),
        unit=np.array([float(best_unit(columns, concept).fit.jaccard) for concept in concepts_nc.T]),
        agreed=np.array([g[i] == c for c, i in enumerate(f)]),
        mutual=sum(g[i] == c for c, i in enumerate(f)),
        mixed_mutual=len(mixed.mutual),
        mixed_cycles=len(mixed.cycles),
    )


def separated(activations_nd: NDArray[Any], concept: Mask) -> bool:
    """Whether some neuron is larger on all of the concept than anywhere else, and positive there."""
    inside = activations_nd[concept].min(axis=0)
    outside = activations_nd[~concept].max(axis=0) if not concept.all() else np.zeros(activations_nd.shape[1])
    return bool((inside > np.maximum(outside, 0)).any())


def _pairs(on: Mask, concepts_nc: Mask) -> Floats:
    """Jaccard index of the best pair of neurons, by counting all pairs at once."""
    table = on.astype(np.float32)  # counts stay below 2^24, where float32 is exact
    both = table.T @ table
    out = []
    for concept in concepts_nc.T:
        common = table[concept].T @ table[concept]
        out.append(float((common / (concept.sum() + both - common)).max()))
    return np.array(out)


def least_misses(on: Mask, concepts_nc: Mask) -> tuple[int, NDArray[np.intp]]:
    """Fewest points missed when every concept has a neuron of its own: min over injective C -> i(C) of sum |C minus A_i(C)|.

    Args:
        on: activation sets, shape (N, d) with d >= c.
        concepts_nc: membership, shape (N, c).

    Returns:
        the number of misses, and the neuron of every concept; a maximum-weight matching finds it exactly.

    Source: concepts.forced-absorption (forced absorption), which bounds it from below by ``sum_x max(0, deg(x) - k)`` in a Top-k layer.

    >>> least_misses(np.array([[True, False], [True, True]]), np.array([[True, True], [True, True]]))[0]
    1
    """
    from scipy.optimize import linear_sum_assignment

    if on.shape[1] < concepts_nc.shape[1]:
        raise ValueError(
            f"{on.shape[1]} neurons for {concepts_nc.shape[1]} concepts: every concept needs one of its own"
        )
    common = concepts_nc.T.astype(np.float64) @ on
    rows, neurons = linear_sum_assignment(common, maximize=True)
    return int(concepts_nc.sum() - common[rows, neurons].sum()), neurons


def forced_misses(concepts_nc: Mask, k: int) -> int:
    """concepts.forced-absorption's lower bound: ``sum_x max(0, deg(x) - k)`` with deg(x) the number of concepts at x."""
    return int(np.maximum(concepts_nc.sum(axis=1) - k, 0).sum())
