"""Feature anchoring: chosen neurons are pulled to features that are known.

Legend: k anchors; anchor i asks neuron ``neurons[i]`` to read ``features_kp[i]`` and to write ``targets_kr[i]``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from solvers.sdl.train.batch import Truth
from theory.errors import InputError

if TYPE_CHECKING:
    from solvers.sdl.train.model import SDLModel

# Anchors arrive in float32 at worst: the norm of a unit vector of a few thousand entries is then off by less than 1e-5.
UNIT = 1e-4


@dataclass(frozen=True)
class Anchors:
    """Known features and the neurons that are pulled to them.

    Args:
        features_kp: what the neurons should read, unit rows.
        targets_kr: what they should write, unit rows.
        neurons: k different neurons.

    Raises:
        InputError: for rows that are not finite or not unit vectors, and for sizes that contradict each other.

    Source: arXiv 2512.05534, equations (25) and (26).

    >>> Anchors(torch.tensor([[2.0, 0.0]]), torch.tensor([[1.0, 0.0]]), (0,))
    Traceback (most recent call last):
    theory.errors.InputError: anchors.features[0]: found norm 2; anchors are unit vectors; divide the row by its norm
    """

    features_kp: Tensor
    targets_kr: Tensor
    neurons: tuple[int, ...]

    def __post_init__(self) -> None:
        for name, rows in (("features", self.features_kp), ("targets", self.targets_kr)):
            _check(f"anchors.{name}", rows, len(self.neurons))
        if len(set(self.neurons)) != len(self.neurons) or (self.neurons and min(self.neurons) < 0):
            raise InputError("anchors.neurons", list(self.neurons), "every anchor needs a neuron of its own, from 0 on")

    @staticmethod
    def from_truth(truth: Truth, features: Sequence[int], *, neurons: Sequence[int] | None = None) -> Anchors:
        """Anchors at the ground-truth features with these indices; they take the first neurons unless told otherwise.

        >>> Anchors.from_truth(Truth(torch.eye(3), torch.eye(3)), [2, 0]).features_kp.argmax(1).tolist()
        [2, 0]
        """
        n, chosen = len(truth.features_in_np), list(features)
        for d in chosen:
            if not 0 <= d < n:
                raise InputError(
                    "anchors.features", d, f"features are 0 to {n - 1}", "choose indices of existing features"
                )
        taken = tuple(neurons) if neurons is not None else tuple(range(len(chosen)))
        return Anchors(truth.features_in_np[chosen], truth.features_out_nr[chosen], taken)

    def to(self, like: Tensor) -> Anchors:
        """The same anchors with the device and the number type of ``like``."""
        return Anchors(self.features_kp.to(like), self.targets_kr.to(like), self.neurons)

    def penalty(self, model: SDLModel) -> Tensor:
        """``sum_i |a_i - w_i|^2 + |u_i - v_i|^2`` over the anchored neurons."""
        encoder, decoder = model.encoder_qp, model.decoder_qr
        rows = torch.tensor(self.neurons, device=encoder.device)
        read = encoder[rows] - self.features_kp.to(encoder)
        written = decoder[rows] - self.targets_kr.to(decoder)
        return read.square().sum() + written.square().sum()


def _check(where: str, rows: Tensor, k: int) -> None:
    if rows.ndim != 2 or len(rows) != k:
        raise InputError(
            where, f"shape {tuple(rows.shape)}", f"there are {k} neurons", "give one row per anchored neuron"
        )
    norms = rows.detach().double().norm(dim=1)
    for i, norm in enumerate(norms.tolist()):
        if not abs(norm - 1) <= UNIT:  # also true when norm is not a number
            raise InputError(
                f"{where}[{i}]", f"norm {norm:.6g}", "anchors are unit vectors", "divide the row by its norm"
            )
