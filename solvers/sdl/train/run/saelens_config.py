"""The cfg.json of SAELens, versions 4 to 6: what of it says what the model computes, and whether that can be represented."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.run.foreign import count, flag, json_object
from theory.errors import InputError

TRANSCODERS = ("transcoder", "jumprelu_transcoder")
ARCHITECTURES = ("standard", "topk", "batchtopk", "jumprelu", "gated", "matching_pursuit", *TRANSCODERS)
_READ = {
    "architecture",
    "d_in",
    "d_sae",
    "d_out",
    "apply_b_dec_to_input",
    "normalize_activations",
    "reshape_activations",
    "activation_fn",
    "activation_fn_str",
    "activation_fn_kwargs",
    "k",
    "rescale_acts_by_decoder_norm",
    "finetuning_scaling_factor",
    "jumprelu_bandwidth",
    "residual_threshold",
    "max_iterations",
    "stop_on_duplicate_support",
}


@dataclass(frozen=True)
class SaeLensConfig:
    """What a model of this layout computes, apart from its tensors.

    Args:
        architecture: one of :data:`ARCHITECTURES`.
        d_in: p.
        d_out: r; p for everything but a transcoder.
        d_sae: q.
        subtracts: whether b_dec is subtracted from the input.
        rescale: whether pre-activations are multiplied by the norms of the decoder's rows, and codes divided by them.
        k: active neurons per sample, for topk and batchtopk.
        bandwidth: of the JumpReLU kernel; where it is not stated, the default of SDLModel.
        residual_threshold: of matching pursuit, whose number of steps is k.
        stop_on_repeat: of matching pursuit.
        set_aside: all other fields.
    """

    architecture: str
    d_in: int
    d_out: int
    d_sae: int
    subtracts: bool
    rescale: bool
    k: int | None
    bandwidth: float
    residual_threshold: float
    stop_on_repeat: bool
    set_aside: dict[str, Any]


def read_config(path: Path) -> SaeLensConfig:
    """A cfg.json that can be represented.

    Raises:
        InputError: missing or damaged, or a field that cannot be represented; it is named.
    """
    raw = json_object(path)
    try:
        return _config(raw)
    except InputError as error:
        raise error.within(path) from None


def _config(raw: dict[str, Any]) -> SaeLensConfig:
    architecture = _architecture(raw)
    _refuse_foreign(raw)
    rescale = flag(raw, "rescale_acts_by_decoder_norm", architecture == "batchtopk")
    sparse = architecture in ("topk", "batchtopk")
    if rescale and not sparse:
        raise InputError("rescale_acts_by_decoder_norm", True, f"is not known for {architecture}")
    kwargs = raw.get("activation_fn_kwargs")
    k = raw.get("k", kwargs.get("k") if isinstance(kwargs, dict) else None)
    bandwidth = raw.get("jumprelu_bandwidth", Architecture.bandwidth)
    if isinstance(bandwidth, bool) or not isinstance(bandwidth, int | float) or not 0 < bandwidth < math.inf:
        raise InputError("jumprelu_bandwidth", bandwidth, "must be a positive number")
    pursuit, transcoder = architecture == "matching_pursuit", architecture in TRANSCODERS
    left = raw.get("residual_threshold", 0.01) if pursuit else 0.0
    if isinstance(left, bool) or not isinstance(left, int | float) or not 0 <= left < math.inf:
        raise InputError("residual_threshold", left, "must be a number of at least 0")
    if pursuit:
        steps = raw.get("max_iterations")
        k = raw.get("d_in") if steps is None else steps
    return SaeLensConfig(
        architecture=architecture,
        d_in=count("d_in", raw.get("d_in")),
        d_out=count("d_out", raw.get("d_out")) if transcoder else count("d_in", raw.get("d_in")),
        d_sae=count("d_sae", raw.get("d_sae")),
        # a transcoder never subtracts what lives in the space of its outputs, whatever the field says
        subtracts=transcoder or flag(raw, "apply_b_dec_to_input", True),
        rescale=rescale,
        k=count("max_iterations" if pursuit else "k", k) if sparse or pursuit else None,
        bandwidth=float(bandwidth),
        residual_threshold=float(left),
        stop_on_repeat=pursuit and flag(raw, "stop_on_duplicate_support", True),
        set_aside={name: value for name, value in raw.items() if name not in _READ},
    )


def _architecture(raw: dict[str, Any]) -> str:
    architecture = raw.get("architecture", "standard")  # versions before 4 had no other
    function = raw.get("activation_fn", raw.get("activation_fn_str", "relu"))
    if function == "topk" and architecture == "standard":
        architecture = "topk"
    elif function not in ("relu", None) and not (function == "topk" and architecture == "topk"):
        raise InputError("activation_fn", function, "only relu and topk can be represented")
    if architecture == "skip_transcoder":
        raise InputError("architecture", architecture, "a linear map beside the neurons cannot be represented")
    if architecture not in ARCHITECTURES:
        raise InputError("architecture", architecture, f"one of {', '.join(ARCHITECTURES)} can be represented")
    return architecture


def _refuse_foreign(raw: dict[str, Any]) -> None:
    """Refuse what changes the function and has no counterpart: nothing is dropped in silence."""
    normalise = raw.get("normalize_activations")
    if normalise not in ("none", None, False):
        raise InputError(
            "normalize_activations",
            normalise,
            "a scaling of the input that is not in the tensors cannot be represented",
            "fold it into the weights first",
        )
    reshape = raw.get("reshape_activations")
    hook = raw.get("hook_name", raw.get("hook_point", ""))
    if reshape is None and isinstance(hook, str) and "hook_z" in hook:
        reshape = "hook_z"  # what versions before 6 meant by such a name
    if reshape not in ("none", None):
        raise InputError(
            "reshape_activations", reshape, "heads side by side cannot be represented", "flatten them first"
        )
    if raw.get("finetuning_scaling_factor"):
        raise InputError("finetuning_scaling_factor", True, "cannot be represented", "multiply W_dec by it first")
