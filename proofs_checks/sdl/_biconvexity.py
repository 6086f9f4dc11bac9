"""What the refuted claims around Theorem 3.2 share: convexity of the loss in the encoder along a segment, as one statement.

Legend: X, Y are two encoders, ``mix = lam X + (1 - lam) Y``; the pattern of an encoder says for each neuron which features it is
active (> 0) on.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory.formal import (
    Expression,
    both,
    codes,
    for_all,
    listing,
    loss,
    names,
    scale,
    support,
)
from theory.statement import Statement

F = Fraction
VARIABLES = ("activation", "w_p", "w_r", "m", "W_D", "W_E", "other", "lam")
activation, w_p, w_r, m, W_D, W_E, other, lam = names(" ".join(VARIABLES))
at_x, at_y, at_mix, mix = names("at_x at_y at_mix mix")

UNITS = [[1, 0], [F(3, 5), F(4, 5)]]


def pattern(encoder: Expression) -> Expression:
    """For each feature the neurons that are active on it."""
    return listing(codes(activation, encoder, w_p), support, "z")


def _blend(x: Expression, y: Expression) -> Expression:
    return scale(lam, x) + scale(1 - lam, y)


SEGMENT = both(lam >= 0, lam <= 1)
POSITIVE_WEIGHTS = for_all(m, lambda q: q >= 0, "q")
IN_ENCODER = Statement(
    VARIABLES,
    {
        "weights": POSITIVE_WEIGHTS,
        "on-the-segment": SEGMENT,
        "same-pattern": pattern(W_E) == pattern(other),
    },
    both(pattern(mix) == pattern(W_E), at_mix <= lam * at_x + (1 - lam) * at_y),
    {
        "mix": _blend(W_E, other),
        "at_x": loss(activation, W_E, W_D, w_p, w_r, m),
        "at_y": loss(activation, other, W_D, w_p, w_r, m),
        "at_mix": loss(activation, mix, W_D, w_p, w_r, m),
    },
)
IN_DECODER = Statement(
    VARIABLES,
    {"weights": POSITIVE_WEIGHTS, "on-the-segment": SEGMENT},
    at_mix <= lam * at_x + (1 - lam) * at_y,
    {
        "mix": _blend(W_D, other),
        "at_x": loss(activation, W_E, W_D, w_p, w_r, m),
        "at_y": loss(activation, W_E, other, w_p, w_r, m),
        "at_mix": loss(activation, W_E, mix, w_p, w_r, m),
    },
)


def example(act: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Two features, two neurons, two encoders with the same pattern under every activation used here."""
    base = {
        "activation": act,
        "w_p": UNITS,
        "w_r": UNITS,
        "m": [1, 2],
        "W_D": [[1, F(1, 2)], [0, 1]],
        "W_E": [[3, 1], [-2, -3]],
        "other": [[2, 2], [-5, -1]],
        "lam": F(1, 3),
    }
    return {**base, **changes}


def bend(act: dict[str, Any]) -> dict[str, Any]:
    """One feature and a neuron that is off at -1 and on at 1: (1 - a_+)^2 lies above its chord at 0."""
    return {
        "activation": act,
        "w_p": [[1]],
        "w_r": [[1]],
        "m": [1],
        "W_D": [[1]],
        "W_E": [[-1]],
        "other": [[1]],
        "lam": F(1, 2),
    }
