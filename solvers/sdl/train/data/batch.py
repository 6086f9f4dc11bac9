"""What training reads: batches that are a function of the step, so that a run can be resumed, repeated and split at will."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class Batch:
    """Samples for one step.

    Args:
        x_bp: what the encoder reads, shape (b, p); several sources side by side.
        y_br: what the decoder should write, shape (b, r); the same tensor as ``x_bp`` for SAEs and crosscoders.
        features_bn: magnitude of every ground-truth feature, shape (b, n), where the data come from a known model; else None.
    """

    x_bp: Tensor
    y_br: Tensor
    features_bn: Tensor | None = None


@dataclass(frozen=True)
class Truth:
    """The linear representation behind synthetic data: ``x = sum_d z_d w_p^d``, ``y = sum_d z_d w_r^d`` (arXiv 2512.05534, section 2).

    Args:
        features_in_np: one feature per row, shape (n, p), unit norm.
        features_out_nr: targets, shape (n, r); the same tensor for SAEs.
    """

    features_in_np: Tensor
    features_out_nr: Tensor


class Source(Protocol):
    """A stream of batches without memory: the same ``(step, size, part, parts)`` gives the same samples on the same machine."""

    @property
    def inputs(self) -> tuple[int, ...]:
        """Sizes of the sources that the encoder reads; their sum is p."""
        ...

    @property
    def outputs(self) -> tuple[int, ...]:
        """Sizes of the targets that the decoder writes; their sum is r."""
        ...

    @property
    def truth(self) -> Truth | None:
        """The features behind the data, where they are known."""
        ...

    def batch(self, step: int, size: int, *, part: int = 0, parts: int = 1) -> Batch:
        """The batch of a step: ``size`` samples in all, of which part ``part`` of ``parts`` equal ones is returned."""
        ...
