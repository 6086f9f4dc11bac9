"""Matching pursuit as the activation of a model: the encoder's rows are the atoms, steps take the place of pre-activations.

An SAE or crosscoder has one dictionary, the decoder; its reconstruction is the input minus what pursuit leaves of it.  A transcoder
pursues its input with the encoder's rows and writes with the decoder's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import Tensor

from solvers.pursuit.encode import Settings
from solvers.pursuit.gradient import encode
from solvers.sdl.train.model.activation_layers import Codes, SparseCodes
from solvers.sdl.train.model.architecture import Architecture

if TYPE_CHECKING:
    from solvers.sdl.train.model.module import SDLModel


def settings_of(a: Architecture) -> Settings:
    """The encoder of an architecture: k is its largest number of steps."""
    return Settings(a.selection, a.k or 1, a.residual_threshold, a.stop_on_repeat)


def pursuit_codes(model: SDLModel, x_bp: Tensor) -> Codes:
    """Codes and residual; an atom that was selected several times has its whole code in one place."""
    values, index, residual, first = encode(model.centred(x_bp), model.encoder_qp, settings_of(model.architecture))
    return Codes(first, sparse=SparseCodes(values, index, len(model.encoder_qp)), residual_bp=residual)
