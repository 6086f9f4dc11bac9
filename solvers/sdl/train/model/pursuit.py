"""Matching pursuit as the activation of a model: the encoder's rows are the atoms, steps take the place of pre-activations.

An SAE or crosscoder has one dictionary, the decoder; its reconstruction is the input minus what pursuit leaves of it.  A transcoder
pursues its input with the encoder's rows and writes with the decoder's.
"""

from __future__ import annotations

from torch import Tensor

from solvers.pursuit.encode import Settings
from solvers.pursuit.gradient import encode
from solvers.sdl.train.model.activation_layers import Codes, SparseCodes
from solvers.sdl.train.model.architecture import Architecture


def settings_of(a: Architecture) -> Settings:
    """The encoder of an architecture: k is its largest number of steps."""
    return Settings(a.selection, a.k or 1, a.residual_threshold, a.stop_on_repeat)


def pursuit_codes(x_bp: Tensor, atoms_qp: Tensor, a: Architecture) -> Codes:
    """Codes and residual of centred inputs; an atom that was selected several times has its whole code in one place."""
    values, index, residual, first = encode(x_bp, atoms_qp, settings_of(a))
    return Codes(first, sparse=SparseCodes(values, index, len(atoms_qp)), residual_bp=residual)
