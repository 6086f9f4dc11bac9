"""What a trained model recovered: both halves against the known features, and what its neurons stand for.

Legend: q neurons with encoder rows ``a_i`` and decoder rows ``u_i``; n features ``w_d`` (read) and ``v_d`` (written); a score
``s_d = max_i <a_i, w_d>``, raw as in the source or with both vectors normalised.  ``M_GT(tau)`` is the share of features with
``s_d >= tau`` and ``M_IP`` the mean score.  Raw scores change when a ReLU neuron is rescaled (claim ``sdl.metrics-gauge``), and the encoder
is not identifiable even where the decoder is (sdl.top-1-identifies-decoder), so both halves are reported, normalised and raw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from theory.concepts.context import FormalContext, Mask
from theory.concepts.hierarchy import absorptions
from theory.errors import InputError

if TYPE_CHECKING:
    from solvers.sdl.recovery.block_gaps import BlockGaps

Array = NDArray[np.float64]
THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99)
PUBLISHED_THRESHOLD = 0.95  # caption of Table 1 of arXiv 2512.05534


@dataclass(frozen=True)
class HalfRecovery:
    """One half of the model (encoder or decoder) against the features.

    Args:
        thresholds: the values of tau.
        m_gt: share of features whose best cosine reaches each tau.
        m_ip: mean best cosine.
        m_gt_raw: the same with inner products that are not normalised, as the source defines it.
        m_ip_raw: mean best inner product.
        best_n: best cosine of every feature.
        matched: mean cosine under the best assignment of different neurons to features; features without a neuron count 0.
        neuron_n: the neuron assigned to every feature, -1 where there is none.
    """

    thresholds: tuple[float, ...]
    m_gt: tuple[float, ...]
    m_ip: float
    m_gt_raw: tuple[float, ...]
    m_ip_raw: float
    best_n: Array
    matched: float
    neuron_n: tuple[int, ...]

    def at(self, tau: float) -> float:
        """Normalised ``M_GT(tau)`` at any tau in [-1, 1]."""
        return float(np.mean(self.best_n >= tau))

    def to_json(self) -> dict[str, Any]:
        """As the record holds it."""
        return {
            "thresholds": list(self.thresholds),
            "M_GT": list(self.m_gt),
            "M_IP": self.m_ip,
            "M_GT_raw": list(self.m_gt_raw),
            "M_IP_raw": self.m_ip_raw,
            "matched_cosine": self.matched,
        }


@dataclass(frozen=True)
class NeuronUse:
    """What neurons stand for, read off the codes of single-feature inputs: ``F_i = {d : z_i(m_d w_d) > cutoff * max_d z_i}``.

    A neuron is *dead* if ``F_i`` is empty, *monosemantic* if it has one feature, *polysemantic* if it has more.  A feature is
    *owned* if some ``F_i = {d}``, *shared* if it is only in larger sets, *silent* if it is in none.  *Absorbed* are parents:
    labelled concepts P with labelled sub-concepts such that the activation set of some neuron is exactly P without some of them, each of
    which has another neuron (``theory.concepts.hierarchy.absorptions``, definition D10; the source's definition 3.2 is the case of
    single-feature points).  All numbers are shares, of neurons, of features, and of parents.

    Args:
        cutoff: what counts as active, relative to the largest code of the neuron; 0 is the definition of the theory.
        absorbed: None where no hierarchy is known.
    """

    cutoff: float
    dead: float
    monosemantic: float
    polysemantic: float
    owned: float
    shared: float
    silent: float
    absorbed: float | None = None

    def to_json(self) -> dict[str, Any]:
        """As the record holds it."""
        return dict(vars(self))


@dataclass(frozen=True)
class Recovery:
    """Everything that ``sdl-atlas land`` says of a model whose features are known."""

    encoder: HalfRecovery
    decoder: HalfRecovery
    neurons: NeuronUse | None = None
    gaps: BlockGaps | None = None

    def to_json(self) -> dict[str, Any]:
        """As the record holds it; what was not measured is left out."""
        out: dict[str, Any] = {"encoder": self.encoder.to_json(), "decoder": self.decoder.to_json()}
        if self.neurons is not None:
            out["neurons"] = self.neurons.to_json()
        if self.gaps is not None:
            out["block_gaps"] = self.gaps.to_json()
        return out


def half_recovery(
    vectors_qp: Array, features_np: Array, *, thresholds: Sequence[float] = THRESHOLDS, where: str = "encoder"
) -> HalfRecovery:
    """Scores of one half.

    Args:
        vectors_qp: one row per neuron, shape (q, p); a zero row has cosine 0 with everything.
        features_np: one row per feature, shape (n, p), none zero.
        thresholds: values of tau in (0, 1].
        where: the name of the half, for errors.

    Raises:
        InputError: shapes that do not fit, entries that are not finite, a zero feature, a threshold outside (0, 1].

    >>> half = half_recovery(np.array([[2.0, 0.0], [3.0, 4.0]]), np.eye(2), thresholds=(0.9,))
    >>> half.m_gt, half.m_ip, half.m_gt_raw, half.m_ip_raw, half.neuron_n
    ((0.5,), 0.9, (1.0,), 3.5, (0, 1))
    """
    from scipy.optimize import linear_sum_assignment

    vectors, features = np.asarray(vectors_qp, dtype=float), np.asarray(features_np, dtype=float)
    _check(vectors, features, thresholds, where)
    raw_qn = vectors @ features.T
    lengths = np.linalg.norm(vectors, axis=1)[:, None] * np.linalg.norm(features, axis=1)[None]
    cosine_qn = np.divide(raw_qn, lengths, out=np.zeros_like(raw_qn), where=lengths > 0)
    neurons, owned = linear_sum_assignment(cosine_qn, maximize=True)
    assigned = dict(zip(owned.tolist(), neurons.tolist(), strict=True))
    best, best_raw = cosine_qn.max(axis=0), raw_qn.max(axis=0)
    return HalfRecovery(
        tuple(thresholds),
        tuple(float(np.mean(best >= tau)) for tau in thresholds),
        float(best.mean()),
        tuple(float(np.mean(best_raw >= tau)) for tau in thresholds),
        float(best_raw.mean()),
        best,
        float(cosine_qn[neurons, owned].sum() / len(features)),
        tuple(assigned.get(d, -1) for d in range(len(features))),
    )


def _check(vectors: Array, features: Array, thresholds: Sequence[float], where: str) -> None:
    if (
        vectors.ndim != 2
        or features.ndim != 2
        or vectors.shape[1] != features.shape[1]
        or 0 in (*vectors.shape, len(features))
    ):
        raise InputError(
            where,
            f"shapes {vectors.shape} and {features.shape}",
            "neurons and features need the same dimension",
            "give one row per neuron and one row per feature",
        )
    if not (np.isfinite(vectors).all() and np.isfinite(features).all()):
        raise InputError(where, "an entry that is not finite", "scores need numbers", "the model may have diverged")
    if not np.linalg.norm(features, axis=1).all():
        raise InputError(f"{where}: features", "a zero row", "a direction is needed", "leave the feature out")
    for tau in thresholds:
        if not 0 < tau <= 1:
            raise InputError("thresholds", tau, "tau is compared with a cosine", "choose tau in (0, 1]")


def neuron_use(
    codes_nq: Array, *, cutoff: float = 0.0, probes_mq: Array | None = None, labels_mn: Mask | None = None
) -> NeuronUse:
    """What every neuron stands for.

    Args:
        codes_nq: code of every single-feature input, shape (n, q), not negative.
        cutoff: in [0, 1): relative size below which a code counts as silent.  Gradient descent leaves tiny positive codes behind.
        probes_mq: codes of inputs made for absorption (:func:`hierarchy_probes`).
        labels_mn: which concept holds at which probe.

    >>> use = neuron_use(np.array([[1.0, 0, 0], [0, 2, 0], [0, 1, 0]]))
    >>> [round(x, 2) for x in (use.dead, use.monosemantic, use.polysemantic, use.owned, use.shared, use.silent)]
    [0.33, 0.33, 0.33, 0.33, 0.67, 0.0]
    """
    if not 0 <= cutoff < 1:
        raise InputError(
            "cutoff", cutoff, "it is relative to the largest code of a neuron", "choose a number in [0, 1)"
        )
    active = _active(codes_nq, cutoff)
    size = active.sum(axis=0)
    owned = active[:, size == 1].any(axis=1)
    silent = ~active.any(axis=1)
    return NeuronUse(
        cutoff,
        float(np.mean(size == 0)),
        float(np.mean(size == 1)),
        float(np.mean(size > 1)),
        float(owned.mean()),
        float(np.mean(~owned & ~silent)),
        float(silent.mean()),
        None if probes_mq is None or labels_mn is None else absorbed_share(_active(probes_mq, cutoff), labels_mn),
    )


def _active(codes: Array, cutoff: float) -> Mask:
    codes = np.asarray(codes, dtype=float)
    return codes > cutoff * codes.max(axis=0, initial=0.0)


def absorbed_share(active_mq: Mask, labels_mn: Mask) -> float | None:
    """Share of parents that some neuron represents without some of their children; None where no concept has a child.

    >>> active = np.array([[True, False, False], [False, True, False]])   # alone: neuron 0; with the child: neuron 1 only
    >>> absorbed_share(active, np.array([[True, False], [True, True]]))
    1.0
    """
    labels = np.asarray(labels_mn, dtype=bool)
    size, common = labels.sum(axis=0), labels.T.astype(int) @ labels.astype(int)
    inside = (common == size[:, None]) & (size[:, None] < size[None]) & (size[:, None] > 0)
    parents = np.flatnonzero(inside.any(axis=0))
    if not len(parents):
        return None
    points = [f"x{i}" for i in range(len(labels))]
    found = absorptions(FormalContext.from_bool(active_mq, points), FormalContext.from_bool(labels, points))
    return len({a.parent for a in found}) / len(parents)


def hierarchy_probes(features_np: Array, parent_n: Sequence[int]) -> tuple[Array, Mask]:
    """Inputs that show absorption: every feature together with all of its ancestors, and which features each contains.

    Args:
        features_np: shape (n, p).
        parent_n: parent of every feature, -1 for roots; no cycles.

    >>> inputs, labels = hierarchy_probes(np.eye(2), [-1, 0])
    >>> inputs.tolist(), labels.tolist()
    ([[1.0, 0.0], [1.0, 1.0]], [[True, False], [True, True]])
    """
    n = len(parent_n)
    labels = np.zeros((n, n), dtype=bool)
    for d in range(n):
        at = d
        while at >= 0:
            if labels[d, at]:
                raise InputError(f"parent[{at}]", parent_n[at], "a feature is its own ancestor", "break the cycle")
            labels[d, at] = True
            at = int(parent_n[at])
    return labels.astype(float) @ np.asarray(features_np, dtype=float), labels
