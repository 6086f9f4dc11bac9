"""Checkpoints in the layout that SAELens writes: a folder with cfg.json and sae_weights.safetensors.

Legend: their ``W_enc`` is (d_in, d_sae), the transpose of ``encoder_qp``; ``W_dec`` (d_sae, d_in) is ``decoder_qr``. Whatever changes
what the model computes and has no counterpart here is refused by name; fields that only say how it was trained are listed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import safetensors.torch
import torch
from torch import Tensor

from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.run.foreign import finite, tensor
from solvers.sdl.train.run.saelens_config import TRANSCODERS, SaeLensConfig, read_config
from theory.errors import InputError
from theory.files import write_atomically
from theory.stored_arrays import safetensors_arrays

CONFIG, WEIGHTS = "cfg.json", "sae_weights.safetensors"
_VERSION = "6.0.0"  # the first version of the layout that is written
_TENSORS: dict[str, tuple[str, ...]] = {
    "standard": ("W_enc", "W_dec", "b_enc", "b_dec"),
    "topk": ("W_enc", "W_dec", "b_enc", "b_dec"),
    "matching_pursuit": ("W_dec", "b_dec"),
    "batchtopk": ("W_enc", "W_dec", "b_enc", "b_dec", "topk_threshold"),
    "jumprelu": ("W_enc", "W_dec", "b_enc", "b_dec", "threshold"),
    "gated": ("W_enc", "W_dec", "b_gate", "b_mag", "r_mag", "b_dec"),
    "transcoder": ("W_enc", "W_dec", "b_enc", "b_dec"),
    "jumprelu_transcoder": ("W_enc", "W_dec", "b_enc", "b_dec", "threshold"),
}
_KINDS = {
    "standard": "relu",
    "topk": "topk",
    "batchtopk": "batchtopk",
    "jumprelu": "jumprelu",
    "gated": "gated",
    "matching_pursuit": "pursuit",
    "transcoder": "relu",
    "jumprelu_transcoder": "jumprelu",
}


@dataclass(frozen=True)
class Imported:
    """A model that was read, and what of the configuration is not in it.

    Args:
        model: in evaluation mode.
        set_aside: fields of cfg.json that do not change what the model computes.
    """

    model: SDLModel
    set_aside: dict[str, Any]


def read_saelens(path: Path | str, *, device: str | torch.device = "cpu") -> Imported:
    """A model from a folder that SAELens wrote.

    The result computes the same function up to rounding: where the source does not subtract b_dec from its input, b_enc is
    changed to make up for it; where it ranks by decoder norm, norms move from the decoder to the encoder; thresholds are
    stored as logarithms, which moves them by up to about 1e-6 of their value, and a threshold of 0 among positive ones
    becomes the smallest normal number, like a negative one, which SAELens applies after a ReLU. A JumpReLU whose thresholds are all 0 is a
    ReLU and is read as one. SAELens saves
    BatchTopK for inference as JumpReLU, and k is not in the file: such a folder is read as what it says, JumpReLU.

    Args:
        path: the folder, or one of its two files.
        device: where the model shall live.

    Raises:
        InputError: a missing, damaged or foreign file; a configuration that disagrees with the tensors or asks for something that
            cannot be represented; missing or unknown tensors; NaN or infinite entries.
    """
    folder = Path(path)
    folder = folder.parent if folder.name in (CONFIG, WEIGHTS) else folder
    config = read_config(folder / CONFIG)
    try:
        tensors = _read_tensors(folder / WEIGHTS, config)
    except InputError as error:
        raise error.within(folder / WEIGHTS) from None
    except OSError as error:
        raise InputError(str(folder / WEIGHTS), error.strerror, "cannot be read", "give the folder") from None
    state = _state(config, tensors)
    kind = _KINDS[config.architecture]
    if kind == "jumprelu" and bool((tensors["threshold"] <= 0).all()):
        kind = "relu"
        del state["log_threshold_q"]
    try:
        architecture = Architecture(
            kind,  # pyright: ignore[reportArgumentType]
            inputs=(config.d_in,),
            outputs=(config.d_out,),
            width=config.d_sae,
            form="transcoder" if config.architecture in TRANSCODERS else "sae",
            k=config.k,
            bandwidth=config.bandwidth,
            encoder_bias=kind != "pursuit",
            residual_threshold=config.residual_threshold,
            stop_on_repeat=config.stop_on_repeat,
        )
    except ValueError as error:
        raise InputError(str(folder / CONFIG), kind, str(error)) from None
    dtype = torch.float64 if tensors["W_dec"].dtype == torch.float64 else torch.float32
    model = SDLModel(architecture, seed=0, dtype=dtype, device=device)
    state = {name: values.to(dtype) for name, values in state.items()}
    finite(state, folder / WEIGHTS, "after folding norms and biases")
    model.load_state_dict(state)
    return Imported(model.eval(), config.set_aside)


def _read_tensors(path: Path, config: SaeLensConfig) -> dict[str, Tensor]:
    arrays, _ = safetensors_arrays(path)
    if "threshold" in _TENSORS[config.architecture] and "log_threshold" in arrays and "threshold" not in arrays:
        arrays["threshold"] = arrays["log_threshold"]  # how versions before 6 stored it while training
        logarithm = arrays.pop("log_threshold")
    else:
        logarithm = None
    wanted = _TENSORS[config.architecture]
    q, p, r = config.d_sae, config.d_in, config.d_out
    shapes = {"W_enc": (p, q), "W_dec": (q, r), "b_dec": (r,), "topk_threshold": ()}
    for name in arrays:
        if name not in wanted:
            raise InputError(
                name, "a tensor", f"a {config.architecture} SAE has {', '.join(wanted)}", "remove it or its cause"
            )
    tensors: dict[str, Tensor] = {}
    for name in wanted:
        if name not in arrays:
            raise InputError(name, "nothing", f"a {config.architecture} SAE has {', '.join(wanted)}")
        shape = shapes.get(name, (q,))
        if arrays[name].shape != shape:
            found = f"shape {list(arrays[name].shape)}"
            raise InputError(name, found, f"the sizes in {CONFIG} ask for {list(shape)}")
        tensors[name] = tensor(arrays[name])
    finite(tensors, "tensors", "parameters must be finite")
    if logarithm is not None:
        tensors["threshold"] = tensors["threshold"].exp()
    return tensors


def _state(config: SaeLensConfig, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Tensors under the names of SDLModel, in double precision."""
    t = {name: values.double() for name, values in tensors.items()}
    if config.architecture == "matching_pursuit":  # one dictionary; b_dec is subtracted and added, or neither
        return {"decoder_qr": t["W_dec"], "decoder_bias_r": t["b_dec"] * config.subtracts}
    encoder_qp, decoder_qr, norm_q = t["W_enc"].T, t["W_dec"], t["W_dec"].norm(dim=1)
    gated = config.architecture == "gated"
    bias_q = t["b_mag"] if gated else t["b_enc"]
    if config.rescale:
        if bool((norm_q == 0).any()):
            raise InputError(
                "W_dec", "a zero row", "rescale_acts_by_decoder_norm divides by its norm", "remove the neuron"
            )
        encoder_qp, bias_q, decoder_qr = encoder_qp * norm_q[:, None], bias_q * norm_q, decoder_qr / norm_q[:, None]
    # here b_D is subtracted from the input: W (x - b_D) + (b_E + W b_D) is what a model computes that does not subtract it
    made_up_q = torch.zeros_like(bias_q) if config.subtracts else encoder_qp @ t["b_dec"]
    state = {"encoder_qp": encoder_qp, "decoder_qr": decoder_qr, "decoder_bias_r": t["b_dec"]}
    if gated:
        state |= {"gate_scale_q": t["r_mag"], "gate_bias_q": t["b_gate"] + made_up_q}
        made_up_q = made_up_q * t["r_mag"].exp()
    state["encoder_bias_q"] = bias_q + made_up_q
    if "threshold" in t:
        state["log_threshold_q"] = t["threshold"].clamp(min=torch.finfo(torch.float32).tiny).log()
    if config.architecture == "batchtopk":
        if t["topk_threshold"] < 0:
            raise InputError("topk_threshold", float(t["topk_threshold"]), "a threshold is at least 0")
        state["batch_threshold"] = t["topk_threshold"]
    return state


def write_saelens(folder: Path | str, model: SDLModel) -> None:
    """Write an SAE so that SAELens reads it: standard, topk, jumprelu, gated or matching_pursuit (the non-negative rule); batchtopk goes
    out as jumprelu, as SAELens does it.

    Args:
        folder: made if it does not exist; its cfg.json and sae_weights.safetensors are replaced.
        model: an SAE; missing biases are written as zeros.

    Raises:
        InputError: a transcoder, a crosscoder, a Matryoshka SAE, pursuit by another rule, or parameters that are not finite.
    """
    a = model.architecture
    names = {"batchtopk": "jumprelu"} | {
        kind: name for name, kind in _KINDS.items() if name not in ("batchtopk", *TRANSCODERS)
    }
    if a.form != "sae":
        raise InputError("form", a.form, "only SAEs are written in this layout", "save a checkpoint of sdl-atlas")
    if a.kind not in names:
        raise InputError("kind", a.kind, f"the layout knows {', '.join(names)}", "save a checkpoint of sdl-atlas")
    if a.selection != "nonnegative":
        raise InputError(
            "selection", a.selection, "SAELens knows the rule nonnegative", "save a checkpoint of sdl-atlas"
        )
    q = a.width
    like = model.decoder_qr.detach()
    state = {name: values.detach() for name, values in model.state_dict().items()}
    finite(state, "model", "parameters must be finite")
    bias_q = state.get("encoder_bias_q", like.new_zeros(q))
    tensors = {
        "W_dec": state["decoder_qr"],
        "b_dec": state.get("decoder_bias_r", like.new_zeros(a.r)),
    }
    if not a.tied:
        tensors["W_enc"] = state["encoder_qp"].T
    if a.kind == "gated":
        tensors |= {"b_mag": bias_q, "b_gate": state["gate_bias_q"], "r_mag": state["gate_scale_q"]}
    elif a.kind != "pursuit":
        tensors["b_enc"] = bias_q
    if a.kind == "batchtopk":
        tensors["threshold"] = state["batch_threshold"].expand(q)
    if a.kind == "jumprelu":
        tensors["threshold"] = model.threshold_q.detach()
    config: dict[str, Any] = {
        "architecture": names[a.kind],
        "d_in": a.p,
        "d_sae": q,
        "dtype": str(like.dtype).removeprefix("torch."),
        "device": "cpu",
        "apply_b_dec_to_input": True,
        "normalize_activations": "none",
        "reshape_activations": "none",
        "metadata": {"sae_lens_version": _VERSION, "sae_lens_training_version": None},
    }
    if a.kind == "topk":
        config |= {"k": a.k, "rescale_acts_by_decoder_norm": False}
    if a.kind == "pursuit":
        config |= {
            "residual_threshold": a.residual_threshold,
            "max_iterations": a.k,
            "stop_on_duplicate_support": a.stop_on_repeat,
        }
    out = {name: values.cpu().contiguous().clone() for name, values in tensors.items()}
    # the configuration comes last: a folder without it is no checkpoint, so nobody reads half of one
    (Path(folder) / CONFIG).unlink(missing_ok=True)
    write_atomically(Path(folder) / WEIGHTS, safetensors.torch.save(out))
    write_atomically(Path(folder) / CONFIG, json.dumps(config, indent=2, sort_keys=True) + "\n")
