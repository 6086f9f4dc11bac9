"""Lifted sparse autoencoders, exactly: the lift, the lifted dictionary, and the plain autoencoder that it is.

A lifted SAE reads ``z = sigma(W^T (L x - b_1) + b_2)`` and writes ``P (D z + b_1)`` with L (h x m), P (m x h), W and D (h x p).
It is the plain SAE with encoder ``L^T W``, dictionary ``P D``, encoder bias ``b_2 - W^T b_1`` and decoder bias ``P b_1``.

Source: arXiv 2509.03738 as read from its abstracts; definitions are reconstructions of ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from theory.errors import InputError
from theory.exact import Exact

Vector = tuple[Exact | int, ...]
Matrix = tuple[Vector, ...]


@dataclass(frozen=True)
class PlainSAE:
    """``z = sigma(E^T x + b_E)``, ``y = D z + b_D``.

    Args:
        encoder: E, shape (m, p).
        dictionary: D, shape (m, p).
        encoder_bias: b_E, p numbers.
        decoder_bias: b_D, m numbers.
    """

    encoder: Matrix
    dictionary: Matrix
    encoder_bias: Vector
    decoder_bias: Vector

    def scores(self, x: Sequence[Any]) -> list[Any]:
        """What the activation sees: ``E^T x + b_E``."""
        return add(apply(transposed(self.encoder), x), self.encoder_bias)

    def decode(self, z: Sequence[Any]) -> list[Any]:
        """``D z + b_D``."""
        return add(apply(self.dictionary, z), self.decoder_bias)


@dataclass(frozen=True)
class LiftedSAE:
    """``z = sigma(W^T (L x - b_1) + b_2)``, ``y = P (D z + b_1)``.

    Args:
        lift: L, shape (h, m).
        project: P, shape (m, h).
        encoder: W, shape (h, p).
        dictionary: D, shape (h, p).
        hidden_bias: b_1, h numbers.
        encoder_bias: b_2, p numbers.

    Raises:
        InputError: shapes that do not fit together.

    >>> sae = LiftedSAE(((1,), (1,)), ((1, 1),), ((1, 0), (0, 1)), ((1, 0), (0, 1)), (0, 0), (0, 0))
    >>> sae.effective().dictionary  # two orthogonal lifted atoms are one and the same effective atom
    ((1, 1),)
    """

    lift: Matrix
    project: Matrix
    encoder: Matrix
    dictionary: Matrix
    hidden_bias: Vector
    encoder_bias: Vector

    def __post_init__(self) -> None:
        h, m, p = len(self.lift), len(self.project), len(self.encoder_bias)
        wanted = {"lift": (h, m), "project": (m, h), "encoder": (h, p), "dictionary": (h, p)}
        for name, (rows, columns) in wanted.items():
            found: Matrix = getattr(self, name)
            if len(found) != rows or any(len(row) != columns for row in found):
                raise InputError(
                    name, f"{len(found)} rows", f"shape ({rows}, {columns}) is needed beside the other matrices"
                )
        if len(self.hidden_bias) != h:
            raise InputError("hidden_bias", f"{len(self.hidden_bias)} numbers", f"the lifted space has {h} dimensions")

    def scores(self, x: Sequence[Any]) -> list[Any]:
        """What the activation sees: ``W^T (L x - b_1) + b_2``."""
        lifted = [a - b for a, b in zip(apply(self.lift, x), self.hidden_bias, strict=True)]
        return add(apply(transposed(self.encoder), lifted), self.encoder_bias)

    def decode(self, z: Sequence[Any]) -> list[Any]:
        """``P (D z + b_1)``."""
        return apply(self.project, add(apply(self.dictionary, z), self.hidden_bias))

    def effective(self) -> PlainSAE:
        """The plain SAE with the same scores for every input and the same output for every code.

        Source: proved for all dimensions as operators.lifted-sae-is-a-plain-sae.
        """
        shift = apply(transposed(self.encoder), self.hidden_bias)
        bias = tuple(b - s for b, s in zip(self.encoder_bias, shift, strict=True))
        return PlainSAE(
            product(transposed(self.lift), self.encoder),
            product(self.project, self.dictionary),
            bias,
            tuple(apply(self.project, self.hidden_bias)),
        )


def transposed(a: Matrix) -> Matrix:
    """Rows become columns."""
    return tuple(zip(*a, strict=True))


def product(a: Matrix, b: Matrix) -> Matrix:
    """The matrix product.

    >>> product(((1, 2),), ((3,), (4,)))
    ((11,),)
    """
    columns = transposed(b)
    return tuple(tuple(sum((x * y for x, y in zip(row, c, strict=True)), 0) for c in columns) for row in a)


def apply(a: Matrix, x: Sequence[Any]) -> list[Any]:
    """A matrix times a vector."""
    return [sum((u * v for u, v in zip(row, x, strict=True)), 0) for row in a]


def add(a: Sequence[Any], b: Sequence[Any]) -> list[Any]:
    """The sum of two vectors."""
    return [x + y for x, y in zip(a, b, strict=True)]
