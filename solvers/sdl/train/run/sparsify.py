"""Models in the layout of the package sparsify: a folder with cfg.json and sae.safetensors.

Legend: ``encoder.weight`` (q, p), ``encoder.bias`` (q,), ``W_dec`` (q, r), ``b_dec`` (r,).  The code of x is the k largest entries of
``relu(W (x - b_dec) + b)``; a transcoder does not subtract ``b_dec``.  What changes the function and has no counterpart here
(``W_skip``, groupmax) is refused by name.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.run.foreign import count, finite, flag, json_object, tensor
from theory.errors import InputError
from theory.stored_arrays import StoredArray, safetensors_arrays

CONFIG, WEIGHTS = "cfg.json", "sae.safetensors"
_FOREIGN = ("skip_connection", "embed_skip", "gram_lookup")


def read_sparsify(path: Path) -> SDLModel:
    """A Top-k autoencoder or transcoder that the package sparsify wrote, in evaluation mode.

    Args:
        path: the folder.

    Raises:
        InputError: a missing or damaged file, a field or tensor that is missing or cannot be represented, numbers that are not finite.

    Source: Gao et al., arXiv 2406.04093, for Top-k; the layout is that of the package.
    """
    file = path / CONFIG
    config = json_object(file)
    try:
        k, transcode = count("k", config.get("k", 32)), flag(config, "transcode", False)
        d_in = count("d_in", config.get("d_in"))
        width = count(
            "num_latents",
            config.get("num_latents") or d_in * count("expansion_factor", config.get("expansion_factor", 32)),
        )
        _refuse_foreign(config)
    except InputError as error:
        raise error.within(file) from None
    weights = path / WEIGHTS
    try:
        arrays, _ = safetensors_arrays(weights)
        state = _state(arrays, d_in, width)
        outputs = state["decoder_qr"].shape[1]
        if not transcode and outputs != d_in:
            raise InputError("W_dec", f"{outputs} columns", f"an autoencoder writes what it reads, d_in = {d_in}")
        architecture = Architecture(
            "topk", (d_in,), (outputs,), width, form="transcoder" if transcode else "sae", k=min(k, width)
        )
        double = all(values.dtype == torch.float64 for values in state.values())
        model = SDLModel(architecture, seed=0, dtype=torch.float64 if double else torch.float32)
        model.load_state_dict({name: values.to(model.decoder_qr.dtype) for name, values in state.items()})
        finite(model.state_dict(), "tensors", "numbers must fit single precision")
    except InputError as error:
        raise error.within(weights) from None
    except OSError as error:
        raise InputError(str(weights), error.strerror, "cannot be read", "give the folder") from None
    return model.eval()


def _refuse_foreign(config: dict[str, Any]) -> None:
    if config.get("activation", "topk") != "topk":
        raise InputError("activation", config["activation"], "only topk can be represented")
    for name in _FOREIGN:
        if flag(config, name, False):
            raise InputError(name, True, "a model with this part cannot be represented")


def _state(arrays: dict[str, StoredArray], d_in: int, width: int) -> dict[str, Tensor]:
    names = {
        "encoder.weight": "encoder_qp",
        "encoder.bias": "encoder_bias_q",
        "W_dec": "decoder_qr",
        "b_dec": "decoder_bias_r",
    }
    for name in arrays:
        if name not in names:
            raise InputError(
                name, "a tensor", f"the layout has {', '.join(names)}", "it would change what the model computes"
            )
    if "W_dec" not in arrays or len(arrays["W_dec"].shape) != 2:
        raise InputError(
            "W_dec", "nothing" if "W_dec" not in arrays else "no table", f"the layout has {', '.join(names)}"
        )
    r = arrays["W_dec"].shape[1]
    shapes = {"encoder.weight": (width, d_in), "encoder.bias": (width,), "W_dec": (width, r), "b_dec": (r,)}
    state: dict[str, Tensor] = {}
    for name, ours in names.items():
        if name not in arrays or arrays[name].shape != shapes[name]:
            found = "nothing" if name not in arrays else f"shape {list(arrays[name].shape)}"
            raise InputError(name, found, f"d_in and the number of latents of {CONFIG} ask for {list(shapes[name])}")
        state[ours] = tensor(arrays[name])
        finite({name: state[ours]}, "tensors", "parameters must be finite")
    return state
