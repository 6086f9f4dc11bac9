"""Feature anchoring: chosen neurons are pulled to features that are known.

Legend: k anchors; anchor i asks neuron ``neurons[i]`` to read ``features_kp[i]`` and to write ``targets_kr[i]``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from solvers.sdl.train.data.batch import Truth
from solvers.sdl.train.model.architecture import Architecture
from theory.errors import InputError

if TYPE_CHECKING:
    from solvers.sdl.train.model.module import SDLModel

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

    @staticmethod
    def from_class_means(
        x_bp: Tensor,
        labels_b: Tensor,
        *,
        y_br: Tensor | None = None,
        neurons: Sequence[int] | None = None,
        centred: bool = False,
    ) -> Anchors:
        """One anchor per class: the mean activation of the class, scaled to norm 1; classes in the order of their labels.

        Args:
            x_bp: activations, shape (b, p), finite.
            labels_b: integer class of every sample.
            y_br: targets, where they are not the inputs (transcoders).
            neurons: which neuron takes which class; the first ones unless told otherwise.
            centred: subtract the mean of all samples first, which a model with a decoder bias does not have to write.

        Raises:
            InputError: for sizes that contradict each other, entries that are not finite, and classes with mean 0.

        >>> Anchors.from_class_means(torch.tensor([[1.0, 0], [3, 0], [0, 5]]), torch.tensor([4, 4, 2])).features_kp
        tensor([[0., 1.],
                [1., 0.]])
        """
        means = _class_means("activations", x_bp, labels_b, centred)
        targets = means if y_br is None else _class_means("targets", y_br, labels_b, centred)
        return Anchors(means, targets, tuple(neurons) if neurons is not None else tuple(range(len(means))))

    def check(self, architecture: Architecture) -> None:
        """Refuse anchors that do not fit a model.

        Raises:
            InputError: for vectors of another size than the model's, or neurons that it does not have.
        """
        for name, rows, size in (
            ("features", self.features_kp, architecture.p),
            ("targets", self.targets_kr, architecture.r),
        ):
            if rows.shape[1] != size:
                raise InputError(f"anchors.{name}", f"{rows.shape[1]} entries", f"the model has {size}")
        if self.neurons and max(self.neurons) >= architecture.width:
            raise InputError(
                "anchors.neurons", max(self.neurons), f"the model has neurons 0 to {architecture.width - 1}"
            )

    def penalty(self, model: SDLModel) -> Tensor:
        """``sum_i |a_i - w_i|^2 + |u_i - v_i|^2`` over the anchored neurons (a sum, not a mean: the squared Frobenius norms)."""
        self.check(model.architecture)
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


def _class_means(where: str, rows_bp: Tensor, labels_b: Tensor, centred: bool) -> Tensor:
    if rows_bp.ndim != 2 or not len(rows_bp) or labels_b.shape != rows_bp.shape[:1]:
        found = f"shapes {tuple(rows_bp.shape)} and {tuple(labels_b.shape)}"
        raise InputError(where, found, "class means need a table of samples and one label per row")
    if labels_b.is_floating_point():
        raise InputError("labels", labels_b.dtype, "classes are integers")
    if not bool(rows_bp.isfinite().all()):
        bad = int((~rows_bp.isfinite()).any(1).nonzero()[0])
        raise InputError(f"{where}[{bad}]", "NaN or infinity", "means need finite numbers", "remove this sample")
    classes, of_b = labels_b.unique(return_inverse=True)
    rows = rows_bp - rows_bp.mean(0) if centred else rows_bp
    sums = rows.new_zeros(len(classes), rows.shape[1]).index_add_(0, of_b.to(rows.device), rows)
    norms = sums.norm(dim=1, keepdim=True)
    # a mean below the rounding error of its sum has no direction
    noise = torch.finfo(rows.dtype).eps * len(rows) * rows_bp.abs().amax()
    if bool((norms[:, 0] <= noise).any()):
        bad = classes[(norms[:, 0] <= noise).nonzero()[0, 0]]
        raise InputError(f"{where}, class {int(bad)}", "mean 0", "the mean has no direction", "leave this class out")
    return sums / norms
