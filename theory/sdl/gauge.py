"""The gauge group of a width-q network: changes of (W_E, W_D) that leave the network function as it is, exactly.

Legend: neuron i has the encoder row a_i and the decoder column u_i.  A gauge element permutes neurons and multiplies
``a_i`` by ``c_i > 0`` while it divides ``u_i`` by ``c_i``.  Which scalings are allowed depends on the activation alone:

* ReLU (and Top-k with k >= q, JumpReLU with threshold 0, which are ReLU): every positive scaling of every neuron;
* Top-k and BatchTopK, k < q: one common scaling, because different ones change the ranking;
* JumpReLU with a fixed threshold != 0: none.

Permutations are exact for all of them; under Top-k they are as long as no two competing pre-activations are equal, since
ties go to the smaller index.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from theory.sdl.activations import Activation

Matrix = Sequence[Sequence[Any]]
Pair = tuple[list[list[Any]], list[list[Any]]]
Scaling = Literal["each", "common", "none"]


@dataclass(frozen=True)
class GaugeElement:
    """Neuron i of the result is neuron ``permutation[i]`` with its encoder times ``scales[i]``, its decoder divided by it."""

    permutation: tuple[int, ...]
    scales: tuple[Fraction, ...]

    def apply(self, encoder: Matrix, decoder: Matrix) -> Pair:
        """The transformed pair.

        Args:
            encoder: W_E, q x p, exact numbers or floats.
            decoder: W_D, r x q.

        >>> GaugeElement((1, 0), (Fraction(2), Fraction(1))).apply([[1, 0], [0, 3]], [[5, 4]])
        ([[Fraction(0, 1), Fraction(6, 1)], [Fraction(1, 1), Fraction(0, 1)]], [[Fraction(2, 1), Fraction(5, 1)]])
        """
        moved = list(zip(self.permutation, self.scales, strict=True))
        return [[c * x for x in encoder[i]] for i, c in moved], [[row[i] / c for i, c in moved] for row in decoder]

    def then(self, other: GaugeElement) -> GaugeElement:
        """First this element, then ``other``."""
        return GaugeElement(
            tuple(self.permutation[i] for i in other.permutation),
            tuple(c * self.scales[i] for i, c in zip(other.permutation, other.scales, strict=True)),
        )

    def inverse(self) -> GaugeElement:
        """The element that undoes this one.

        >>> g = GaugeElement((1, 2, 0), (Fraction(2), Fraction(3), Fraction(5)))
        >>> g.then(g.inverse()) == GaugeElement((0, 1, 2), (Fraction(1),) * 3)
        True
        """
        back = sorted(range(len(self.permutation)), key=lambda i: self.permutation[i])
        return GaugeElement(tuple(back), tuple(1 / self.scales[i] for i in back))


@dataclass(frozen=True)
class GaugeGroup:
    """All gauge elements for one activation and width: permutations of the neurons, and the scalings named."""

    width: int
    scaling: Scaling

    @staticmethod
    def of(activation: Activation, width: int) -> GaugeGroup:
        """The exact gauge group.

        ``S_q`` with ``(R_{>0})^q`` (ReLU), with ``R_{>0}`` (Top-k, k < q), or alone (JumpReLU, threshold != 0).
        Raises ValueError for raw Top-k with k >= q: that is a linear network, and its group is GL(q).
        Source: 2512.05534 speaks of one group for all activations; this is the correction.

        >>> GaugeGroup.of(Activation("topk", k=1), 3).scaling
        'common'
        """
        if activation.kind in ("relu", "jumprelu"):
            return GaugeGroup(width, "none" if activation.theta else "each")
        if (activation.k or 0) < width:
            return GaugeGroup(width, "common")
        if activation.kind == "rawtopk":
            raise ValueError(
                f"raw Top-{activation.k} of {width} neurons is the identity; its gauge group is GL({width})"
            )
        return GaugeGroup(width, "each")

    def contains(self, element: GaugeElement) -> bool:
        """Is this permutation and scaling a symmetry?"""
        if sorted(element.permutation) != list(range(self.width)) or any(c <= 0 for c in element.scales):
            return False
        if self.scaling == "each":
            return True
        return len(set(element.scales)) == 1 and (self.scaling == "common" or element.scales[0] == 1)

    def sample(self, rng: random.Random) -> GaugeElement:
        """A random element with small rational scales."""
        order = list(range(self.width))
        rng.shuffle(order)
        scales = [Fraction(rng.randint(1, 9), rng.randint(1, 9)) for _ in order]
        if self.scaling == "common":
            scales = [scales[0]] * self.width
        return GaugeElement(tuple(order), tuple(scales) if self.scaling != "none" else (Fraction(1),) * self.width)

    def orbit_dimension(self, encoder: Matrix, decoder: Matrix) -> int:
        """Dimension of the orbit of a pair: the scalings that move it."""
        moved = [i for i, row in enumerate(encoder) if any(row) or any(d[i] for d in decoder)]
        return {"each": len(moved), "common": int(bool(moved)), "none": 0}[self.scaling]

    def canonical(self, encoder: Matrix, decoder: Matrix) -> Pair:
        """One representative per orbit: two exact pairs are gauge copies iff their canonical forms are equal.

        Scaled so that every encoder row (for a common scale: the whole encoder) has the sum of absolute values 1, which
        stays rational; a vanishing one is replaced by the decoder.  Then the neurons are sorted.

        >>> GaugeGroup(2, "each").canonical([[Fraction(4)], [Fraction(-2)]], [[Fraction(1), Fraction(3)]])
        ([[Fraction(-1, 1)], [Fraction(1, 1)]], [[Fraction(6, 1), Fraction(4, 1)]])
        """
        columns = [[row[i] for row in decoder] for i in range(len(encoder))]
        sizes = [(_size(a), _size(u)) for a, u in zip(encoder, columns, strict=True)]
        if self.scaling == "common":
            total = (sum(a for a, _ in sizes), sum(u for _, u in sizes))
            sizes = [total] * len(sizes)
        scales = [_unit_scale(a, u) if self.scaling != "none" else Fraction(1) for a, u in sizes]
        neurons = sorted(
            ([c * x for x in a], [x / c for x in u]) for a, u, c in zip(encoder, columns, scales, strict=True)
        )
        return [a for a, _ in neurons], [list(row) for row in zip(*(u for _, u in neurons), strict=True)]

    def equivalent(self, first: tuple[Matrix, Matrix], second: tuple[Matrix, Matrix]) -> bool:
        """Are two exact pairs (W_E, W_D) gauge copies of each other?"""
        return self.canonical(*first) == self.canonical(*second)


def _size(vector: Sequence[Any]) -> Any:
    return sum((abs(x) for x in vector), Fraction(0))


def _unit_scale(encoder_size: Any, decoder_size: Any) -> Any:
    if encoder_size:
        return 1 / Fraction(encoder_size)
    return Fraction(decoder_size) if decoder_size else Fraction(1)
