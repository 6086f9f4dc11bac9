r"""Chains of zeros of the loss under ReLU: what a path between two zeros looks like when every piece of it can be decided.

Two neighbours of a chain have the same encoder, or the same decoder and every pre-activation on one side of 0.  Then the reconstruction
is affine between them, so the whole segment consists of zeros: a chain is a path in the zero set, with corners.
"""

from __future__ import annotations

from typing import Any

from proofs_checks.parts import dropped
from proofs_checks.sdl import CONVENTIONS
from theory.claims import Hypothesis
from theory.formal import Expression, both, dot, either, for_all, length, loss, member, names, negation, op, rank, span
from theory.sdl import Activation
from theory.statement import Statement

RELU = Activation("relu")
W, V, M, encoders, decoders, i, j = names("W V M encoders decoders i j")
LAST = length(encoders) - 1


def _sides(a: Expression, b: Expression) -> Expression:
    """No pre-activation changes its sign from one encoder to the other."""

    def same(c: Expression, w: Expression) -> Expression:
        x, y = dot(a[c], w), dot(b[c], w)
        return either(both(x >= 0, y >= 0), both(x <= 0, y <= 0))

    return for_all(span(length(a)), lambda c: for_all(W, lambda w: same(c, w), "w"), "c")


def _neighbours(t: Expression) -> Expression:
    a, b = encoders[t], encoders[t + 1]
    moved = both(decoders[t] == decoders[t + 1], length(a) == length(b))
    return either(a == b, both(moved, _sides(a, b)))


def _exchanged(c: Expression) -> Expression:
    return op("if", c == i, j, op("if", c == j, i, c))


ENDS_EXCHANGED = for_all(
    span(length(encoders[0])),
    lambda c: both(
        encoders[LAST][c] == encoders[0][_exchanged(c)],
        for_all(span(length(decoders[0])), lambda r: decoders[LAST][r][c] == decoders[0][r][_exchanged(c)], "r"),
    ),
    "c",
)
STATEMENT = Statement(
    ("W", "V", "M", "encoders", "decoders", "i", "j"),
    {
        "positive-weights": CONVENTIONS[0].formal(M),
        "width": for_all(encoders, lambda a: length(a) == length(W), "a"),
        "rank": rank(V) == length(W),
        "neurons": both(*(member(k, span(length(encoders[0]))) for k in (i, j))),
        "two-features": i != j,
        "chain-of-zeros": both(
            length(encoders) == length(decoders),
            for_all(span(length(encoders)), lambda t: loss(RELU, encoders[t], decoders[t], W, V, M) == 0, "t"),
            for_all(span(LAST), _neighbours, "t"),
        ),
    },
    negation(ENDS_EXCHANGED),
)

ONE, SWAP, ALL = [[1, 0], [0, 1]], [[0, 1], [1, 0]], [[1, 1], [1, 1]]
AT: dict[str, Any] = {"W": ONE, "V": ONE, "M": [1, 2], "encoders": [ONE, ONE], "decoders": [ONE, ONE], "i": 0, "j": 1}
JUMP = {"encoders": [ONE, SWAP], "decoders": [ONE, SWAP]}
WEIGHTLESS = {"M": [0, 0], "encoders": [ONE, ALL, SWAP, SWAP], "decoders": [ONE, ONE, ONE, SWAP]}
NOTHING_TO_WRITE = {"V": [[0], [0]], "encoders": [ONE, ALL, SWAP], "decoders": [[[0, 0]]] * 3}
# three neurons for two features: the dead one takes over feature 1, so that neuron 1 can turn to feature 2, and so on
A, B, OFF = [1, 0], [0, 1], [0, 0]
SPARE = {
    "encoders": [[A, B, OFF], [A, B, A], [A, B, A], [B, B, A], [B, B, A], [B, A, A], [B, A, A], [B, A, OFF]],
    "decoders": [
        *([[1, 0, 0], [0, 1, 0]], [[1, 0, 0], [0, 1, 0]]),
        *([[0, 0, 1], [0, 1, 0]], [[0, 0, 1], [0, 1, 0]]),
        *([[0, 0, 1], [1, 0, 0]], [[0, 0, 1], [1, 0, 0]]),
        *([[0, 1, 0], [1, 0, 0]], [[0, 1, 0], [1, 0, 0]]),
    ],
}


def hypotheses() -> tuple[Hypothesis, ...]:
    """Each with a chain that joins two exchanged zeros when it is dropped."""
    given: dict[str, tuple[str, dict[str, Any] | None]] = {
        "positive-weights": ("$M_d > 0$", WEIGHTLESS),
        "width": ("$q = n = s$", SPARE),
        "rank": (r"$\mathrm{rank}\, V = n$", NOTHING_TO_WRITE),
        "neurons": ("$i$ and $j$ are neurons", None),
        "two-features": (r"$n \ge 2$: $i \ne j$ are two neurons", {"j": 0}),
        "chain-of-zeros": ("the two zeros are joined by a chain of zeros", JUMP),
    }
    note = "there is nothing to exchange otherwise"
    return tuple(
        dropped(STATEMENT, name, text, None if change is None else {**AT, **change}, note, point=AT, record="")
        for name, (text, change) in given.items()
    )
