"""Signed codes become nonnegative ones of twice as many atoms."""

from __future__ import annotations

import numpy as np
import torch

from solvers.manifolds.capture.autoencoder import encode
from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.module import SDLModel


def test_a_signed_atom_is_a_pair_of_opposites() -> None:
    a = Architecture("signedtopk", inputs=(2,), outputs=(2,), width=2, k=2, encoder_bias=False, decoder_bias=False)
    model = SDLModel(a, seed=0).eval()
    with torch.no_grad():
        model.encoder_qp.copy_(torch.eye(2))
        model.decoder_qr.copy_(torch.eye(2))
    angle = 2 * np.pi * (np.arange(40) + 0.5) / 40
    x = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    found = encode(model, x)
    assert found.decoder_qd.tolist() == [[1, 0], [0, 1], [-1, 0], [0, -1]]
    assert found.codes_nq.min() == 0
    assert found.codes_nq.nnz == 2 * len(x)
    assert np.allclose(found.codes_nq @ found.decoder_qd, x, atol=1e-6)
    assert found.variance_explained > 1 - 1e-9
