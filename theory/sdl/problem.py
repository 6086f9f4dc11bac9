"""A sparse dictionary learning problem on single features, in exact numbers.

Legend (arXiv 2512.05534): n features; ``w_d`` = features_in[d] in R^p, ``v_d`` = features_out[d] in R^r, weights M_d > 0;
encoder ``W_E`` (q x p, rows a_i), decoder ``W_D`` (r x q, columns u_i), codes ``z_d = sigma(W_E w_d)``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from theory.doors import an_instance, plain
from theory.errors import InputError
from theory.exact import Algebraic, Exact, NumberField, json_tree
from theory.sdl.activations import Activation
from theory.sdl.entries import Vector, checked_width, positive_weights, python_reader, vectors

Matrix = Sequence[Sequence[Exact | int]]  # integers are exact numbers too


def _exact_rows(rows: Matrix, where: str, length: int) -> None:
    """Refuse what is no table of exact numbers with rows of this length."""
    if not hasattr(rows, "__len__") or isinstance(rows, str):
        raise InputError(where, type(rows).__name__, "expected a list of rows")
    for i, row in enumerate(rows):
        if not hasattr(row, "__len__") or isinstance(row, str) or len(row) != length:
            found = f"{len(row)} numbers" if hasattr(row, "__len__") else row
            raise InputError(f"{where}[{i}]", found, f"expected {length} numbers")
        for j, x in enumerate(row):
            if isinstance(x, float | str | bool):
                raise InputError(f"{where}[{i}][{j}]", x, "not an exact number", "write Fraction(3, 5)")


def dot(a: Sequence[Exact | int], b: Sequence[Exact | int]) -> Exact:
    """The inner product of two exact vectors."""
    total: Any = Fraction(0)
    for x, y in zip(a, b, strict=True):
        total = total + x * y
    return total


@dataclass(frozen=True, repr=False)
class Problem:
    """Minimise ``L~(W_D, W_E) = sum_d M_d |v_d - W_D sigma(W_E w_d)|^2`` over encoders and decoders.

    Args:
        features_in: n vectors w_d in R^p, none zero (duplicates allowed).
        features_out: n vectors v_d in R^r; equal to features_in for an SAE.
        weights: n positive numbers M_d.
        activation: sigma.
        width: q, the number of neurons.
        field: the number field of the entries, or None when all are rational.

    Source: arXiv 2512.05534, equations (8) and (9).

    >>> p = Problem.sae([[1, 0], [0, 1]], weights=[1, 2], activation=Activation("relu"), width=2)
    >>> p.loss([[1, 0], [0, 1]], [[1, 0], [0, 1]])
    Fraction(0, 1)
    """

    name: str
    kind: Literal["sae", "transcoder", "crosscoder"]
    features_in: tuple[Vector, ...]
    features_out: tuple[Vector, ...]
    weights: Vector
    activation: Activation
    width: int
    field: NumberField | None = None

    @staticmethod
    def sae(
        features: Matrix,
        *,
        weights: Sequence[Exact | int] | None = None,
        activation: Activation,
        width: int,
        name: str = "sae",
    ) -> Problem:
        """Input and output features are the same.

        Args:
            features: n vectors of p exact numbers each (lists, or integer arrays), none zero.
            weights: n positive exact numbers; 1 each when left out.
            activation: sigma.
            width: q, 1 or more.
            name: by which records call it.

        Raises:
            InputError: floats and truth values, ragged rows, a zero vector, a width below 1, no Activation.
        """
        return Problem._make("sae", features, features, weights, activation, width, name)

    @staticmethod
    def transcoder(
        features_in: Matrix,
        features_out: Matrix,
        *,
        weights: Sequence[Exact | int] | None = None,
        activation: Activation,
        width: int,
        name: str = "transcoder",
    ) -> Problem:
        """Features are read in one space and written in another.

        Args:
            features_in: n vectors of p exact numbers each, none zero.
            features_out: n vectors of r exact numbers each.
            weights, activation, width, name: as in :meth:`sae`.

        Raises:
            InputError: see :meth:`sae`.
        """
        return Problem._make("transcoder", features_in, features_out, weights, activation, width, name)

    @staticmethod
    def crosscoder(
        sources: Sequence[Matrix],
        *,
        weights: Sequence[Exact | int] | None = None,
        activation: Activation,
        width: int,
        name: str = "crosscoder",
    ) -> Problem:
        """Several sources, each with its n feature vectors; they are stacked into one vector per feature.

        Args:
            sources: one table of n vectors each; the vectors of a source have one length.
            weights, activation, width, name: as in :meth:`sae`.

        Raises:
            InputError: see :meth:`sae`; a source with another number of vectors.
        """
        sources = plain(sources)
        if not isinstance(sources, list | tuple) or not all(isinstance(plain(s), list | tuple) for s in sources):
            raise InputError("sources", sources, "expected a list of tables, one for each source")
        for s, source in enumerate(sources):
            if len(source) != len(sources[0]):
                raise InputError(f"sources[{s}]", f"{len(source)} vectors", f"the first source has {len(sources[0])}")
        stacked = [[x for vector in per_feature for x in vector] for per_feature in zip(*sources, strict=True)]
        return Problem._make("crosscoder", stacked, stacked, weights, activation, width, name)

    @staticmethod
    def _make(
        kind: Any, w: Matrix, v: Matrix, m: Sequence[Exact | int] | None, activation: Activation, width: int, name: str
    ) -> Problem:
        an_instance(name, "name", str)
        read = python_reader()
        rows_in = vectors(w, "features_in", read)
        rows_out = rows_in if v is w else vectors(v, "features_out", read)
        if len(rows_out) != len(rows_in):
            raise InputError("features_out", f"{len(rows_out)} vectors", f"features_in has {len(rows_in)}")
        weights = positive_weights(m, len(rows_in), read)
        if not isinstance(activation, Activation):
            raise InputError("activation", activation, 'expected an Activation, such as Activation("relu")')
        numbers = [x for row in (*rows_in, *rows_out, weights) for x in row if isinstance(x, Algebraic)]
        number_field = numbers[0].field if numbers else None
        return Problem(name, kind, rows_in, rows_out, weights, activation, checked_width(width), number_field)

    def __repr__(self) -> str:
        a = self.activation
        size = f"{self.n} features in R^{self.p}, {self.width} neurons, {a.kind}"
        return f"<Problem {self.name!r}: {self.kind}, {size}>"

    @property
    def n(self) -> int:
        """The number n of features."""
        return len(self.features_in)

    @property
    def p(self) -> int:
        """The dimension p of the input features."""
        return len(self.features_in[0])

    @property
    def r(self) -> int:
        """The dimension r of the output features."""
        return len(self.features_out[0])

    @cached_property
    def duplicates(self) -> tuple[tuple[int, int], ...]:
        """Pairs (d, e), d < e, of features with the same input vector."""
        pairs = ((d, e) for e in range(self.n) for d in range(e))
        return tuple(
            (d, e)
            for d, e in pairs
            if all(x == y for x, y in zip(self.features_in[d], self.features_in[e], strict=True))
        )

    def codes(self, encoder: Matrix) -> list[list[Exact]]:
        """z_d for every feature: n vectors of length q, exactly, with an ``encoder`` of q rows of p exact numbers."""
        _exact_rows(encoder, "encoder", self.p)
        return self.activation.exact_batch([[dot(a, w) for a in encoder] for w in self.features_in])

    def loss_of_codes(self, codes: Matrix, decoder: Matrix) -> Exact:
        """``sum_d M_d |v_d - W_D z_d|^2``, exactly: ``codes`` are n vectors z_d of length q, the ``decoder`` is r x q."""
        total: Any = Fraction(0)
        for weight, v, z in zip(self.weights, self.features_out, codes, strict=True):
            for target, row in zip(v, decoder, strict=True):
                residual = target - dot(row, z)
                total = total + weight * residual * residual
        return total

    def loss(self, encoder: Matrix, decoder: Matrix) -> Exact:
        """The single-feature loss at (W_E, W_D), exactly: the ``encoder`` is q x p, the ``decoder`` r x q.

        Raises:
            InputError: a table of another shape, or a float in it.
        """
        _exact_rows(encoder, "encoder", self.p)
        if len(decoder) != self.r:
            raise InputError(
                "decoder", f"{len(decoder)} rows", f"expected r = {self.r}, of {len(encoder)} numbers each"
            )
        _exact_rows(decoder, "decoder", len(encoder))
        return self.loss_of_codes(self.codes(encoder), decoder)

    def arrays(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Floating-point copies: features_in (n, p), features_out (n, r), weights (n,)."""
        w, v = (np.array([[float(x) for x in row] for row in m]) for m in (self.features_in, self.features_out))
        return w, v, np.array([float(x) for x in self.weights])

    def json(self) -> dict[str, Any]:
        """The ``problem/1`` record."""
        same = self.features_out == self.features_in
        out = {
            "schema": "sdl-atlas/problem/1",
            "name": self.name,
            "kind": self.kind,
            "features_in": json_tree(self.features_in),
            "features_out": None if same else json_tree(self.features_out),
            "weights": json_tree(self.weights),
            "activation": self.activation.json(),
            "width": self.width,
        }
        return out if self.field is None else {**out, "field": self.field.json()}

    def sha256(self) -> str:
        """The hash of the record, by which other records name the problem."""
        return hashlib.sha256(json.dumps(self.json(), sort_keys=True, separators=(",", ":")).encode()).hexdigest()
