"""The autoencoder in the plane whose landscape two figures show: five rational unit features, two ReLU neurons."""

from __future__ import annotations

from fractions import Fraction

from theory.sdl import Activation, Problem

PROBLEM = Problem.sae(
    [
        [Fraction(1), Fraction(0)],
        [Fraction(5, 13), Fraction(12, 13)],
        [Fraction(-4, 5), Fraction(3, 5)],
        [Fraction(-3, 5), Fraction(-4, 5)],
        [Fraction(8, 17), Fraction(-15, 17)],
    ],
    # sums of these weights are all different, so that minima which drop different features have different losses
    weights=[Fraction(1), Fraction(21, 10), Fraction(8, 5), Fraction(27, 20), Fraction(7, 10)],
    activation=Activation("relu"),
    width=2,
    name="five-features-in-the-plane",
)
