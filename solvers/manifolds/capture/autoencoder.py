"""A trained sparse autoencoder from a folder, and its codes as a sparse matrix."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from scipy import sparse

from solvers.manifolds.metrics.restricted import Array, Codes
from solvers.sdl.train.config.tables import TrainConfig
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.run.stored_model import read_model
from theory.errors import InputError

CELLS = 1 << 23  # codes that are held densely at the same time


@dataclass(frozen=True)
class Encoded:
    """Codes of samples, and how well the autoencoder writes them.

    Args:
        codes_nq: sparse, shape (n, q).
        decoder_qd: atoms, shape (q, d).
        variance_explained: ``1 - sum |x - y|^2 / sum |x - mean|^2``.
    """

    codes_nq: Codes
    decoder_qd: Array
    variance_explained: float


def read_autoencoder(path: Path) -> tuple[SDLModel, TrainConfig | None]:
    """The model of a run of ``sdl-atlas train`` with its configuration, or of any folder that :func:`read_model` reads.

    Raises:
        InputError: no model there, or one that is no autoencoder.
    """
    stored = read_model(path)
    if stored.model.architecture.form != "sae":
        form = stored.model.architecture.form
        raise InputError(str(path), form, "capture is about what an autoencoder reads and writes")
    return stored.model, stored.config


def encode(model: SDLModel, x_np: Array, *, where: str = "activations") -> Encoded:
    """Codes of all samples.

    Raises:
        InputError: samples of another width, or all alike.
    """
    if x_np.ndim != 2 or x_np.shape[1] != model.architecture.p:
        found = f"width {x_np.shape[-1]}"
        raise InputError(
            where, found, f"the autoencoder reads {model.architecture.p} numbers", "take its own activations"
        )
    spread = float(np.square(x_np - x_np.mean(axis=0)).sum())
    if len(x_np) < 2 or not spread > 0:
        raise InputError(where, f"{len(x_np)} samples", "all are alike: there is nothing to capture")
    piece = max(1, CELLS // model.architecture.width)
    parts, error = [], 0.0
    with torch.no_grad():
        for first in range(0, len(x_np), piece):
            x = torch.from_numpy(np.ascontiguousarray(x_np[first : first + piece])).to(model.decoder_qr.dtype)
            out = model(x)
            parts.append(sparse.csr_matrix(out.codes_bq.numpy()))
            error += float((x - out.y_br).double().square().sum())
    codes: Codes = sparse.vstack(parts, format="csr")
    return Encoded(*_halves(codes, model.decoder_qr.detach().double().numpy()), 1 - error / spread)


def _halves(codes: Codes, decoder_qd: Array) -> tuple[Codes, Array]:
    """Signed codes as nonnegative ones: the negative side of atom j of q becomes atom q + j, whose decoder row is the opposite one.

    So what is said about atoms that fire, and about antipodal pairs, holds for both sides of an atom.
    """
    if not codes.nnz or codes.data.min() >= 0:
        return codes, decoder_qd
    both: Codes = sparse.hstack([codes.maximum(0), (-codes).maximum(0)], format="csr")
    both.eliminate_zeros()
    return both, np.concatenate([decoder_qd, -decoder_qd])
