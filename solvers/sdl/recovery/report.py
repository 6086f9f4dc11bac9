"""The recovery report of a trained model: metrics of both halves, use of the neurons, and distance to a partial optimum."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from solvers.sdl.recovery.block_gaps import block_gaps
from solvers.sdl.recovery.block_problem import Array, BlockProblem
from solvers.sdl.recovery.metrics import THRESHOLDS, Recovery, half_recovery, hierarchy_probes, neuron_use
from theory.errors import InputError

if TYPE_CHECKING:
    from solvers.sdl.train.data.batch import Truth
    from solvers.sdl.train.model.module import SDLModel


def report(
    model: SDLModel,
    truth: Truth,
    *,
    weights_n: Array | None = None,
    magnitudes_n: Array | None = None,
    thresholds: Sequence[float] = THRESHOLDS,
    cutoff: float = 0.0,
    parent_n: Sequence[int] | None = None,
    gaps: bool = True,
) -> Recovery:
    """Everything that can be said of a model whose features are known.

    Codes and gaps are those of the single-feature inputs ``m_d w_d`` (targets ``m_d v_d``), in float64, with the activation of
    inference.  The gaps are those of ``sum_d M_d |v_d - y(m_d w_d) / m_d|^2``, which is the single-feature loss of arXiv 2512.05534 where
    the model is homogeneous (ReLU or Top-k without biases); b_D belongs to neither block, the encoder bias to the encoder's.

    Args:
        model: any kind; read only.
        truth: its features.
        weights_n: ``M_d``, positive; default 1.
        magnitudes_n: ``m_d``, positive, for example the mean magnitude of an active feature; default 1.
        thresholds: values of tau.
        cutoff: see :class:`NeuronUse`.
        parent_n: parent of every feature, -1 for roots; None where there is no hierarchy.
        gaps: False leaves them out.  They are also left out for matryoshka models, whose prefixes have a region each.

    Raises:
        InputError: features that do not fit the model, weights or magnitudes that are not positive.
    """
    inputs_np, targets_nr = (x.detach().cpu().double().numpy() for x in (truth.features_in_np, truth.features_out_nr))
    n = len(inputs_np)
    magnitude = _positive("magnitudes", magnitudes_n, n)
    weights = _positive("weights", weights_n, n) / magnitude**2
    inputs_np, targets_nr = inputs_np * magnitude[:, None], targets_nr * magnitude[:, None]
    exact = copy.deepcopy(model).cpu().double().eval()
    encoder, decoder = _array(exact.encoder_qp), _array(exact.decoder_qr)
    halves = (
        half_recovery(encoder, inputs_np / magnitude[:, None], thresholds=thresholds, where="encoder"),
        half_recovery(decoder, targets_nr / magnitude[:, None], thresholds=thresholds, where="decoder"),
    )
    probes, labels = (None, None) if parent_n is None else hierarchy_probes(inputs_np, parent_n)
    use = neuron_use(
        _codes(exact, inputs_np),
        cutoff=cutoff,
        probes_mq=None if probes is None else _codes(exact, probes),
        labels_mn=labels,
    )
    wanted = gaps and model.architecture.kind not in ("matryoshka", "pursuit", "signedtopk")
    problem = block_problem(exact, inputs_np, targets_nr, weights) if wanted else None
    return Recovery(*halves, use, None if problem is None else block_gaps(problem))


def _positive(where: str, values: Array | None, n: int) -> Array:
    if values is None:
        return np.ones(n)
    out = np.asarray(values, dtype=float)
    if out.shape != (n,) or not (np.isfinite(out) & (out > 0)).all():
        raise InputError(where, out.shape, f"one positive number for each of {n} features is needed")
    return out


def _array(tensor: Any) -> Array:
    return tensor.detach().numpy()


def _codes(model: Any, inputs_mp: Array) -> Array:
    import torch

    with torch.no_grad():
        return model.codes(torch.from_numpy(inputs_mp)).numpy()


def block_problem(model: Any, inputs_mp: Array, targets_mr: Array, weights_m: Array) -> BlockProblem:
    """The activation region of a float64 model in evaluation mode on given points.

    Raises:
        InputError: a matryoshka model.
    """
    a = model.architecture
    if a.kind == "matryoshka":
        raise InputError("kind", a.kind, "every prefix has a region of its own", "gaps are not computed for it")
    if a.kind == "signedtopk":
        raise InputError("kind", a.kind, "a neuron is active on two cones", "gaps are not computed for it")
    if a.kind == "pursuit":
        raise InputError(
            "kind", a.kind, "a region of pursuit is no cone of one product", "gaps are not computed for it"
        )
    q, encoder = a.width, _array(model.encoder_qp)
    shift = np.zeros(a.r) if model.decoder_bias_r is None else _array(model.decoder_bias_r)
    seen = inputs_mp if a.form == "transcoder" else inputs_mp - shift
    codes = _codes(model, inputs_mp)
    level, slope, offset, free = np.zeros(q), np.ones(q), np.zeros(q), None
    bias = None if model.encoder_bias_q is None else _array(model.encoder_bias_q)
    if a.kind == "gated":
        slope, offset = np.exp(_array(model.gate_scale_q)), np.zeros(q) if bias is None else bias
        level = np.maximum(-_array(model.gate_bias_q), -offset / slope)
    elif bias is not None:
        seen = np.column_stack([seen, np.ones(len(seen))])
        encoder = np.column_stack([encoder, bias])
    if a.kind == "jumprelu":
        level = _array(model.threshold_q)
    elif a.kind == "batchtopk":
        level = np.full(q, max(0.0, float(model.batch_threshold)))
    elif a.kind == "topk":
        free = (codes > 0).sum(axis=1) == a.k
    return BlockProblem(
        seen, targets_mr - shift, weights_m, encoder, _array(model.decoder_qr), codes > 0, level, slope, offset, free
    )
