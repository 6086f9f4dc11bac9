"""Top-1 valleys around a polysemantic neuron: the formal statement."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofs_checks.sdl import _formal as formal
from theory.formal import (
    Expression,
    both,
    codes,
    dot,
    either,
    for_all,
    implies,
    listing,
    loss,
    maximum_over,
    names,
    negation,
    op,
    scale,
    span,
    transpose,
)
from theory.statement import Statement

Q = Fraction
TOP1 = {"type": "topk", "k": 1}
x, y, t, e, s, z = names("x y t e s z")
Matrix = list[list[Any]]

w, v, m, W_E, W_D, z = formal.w, formal.v, formal.m, formal.W_E, formal.W_D, formal.z
i, j, d, apart, eta, beyond, later = names("i j d apart eta beyond later")
u, level, tau, values, start, tie, past = names("u level tau values start tie past")
FEATURES, NEURONS = span(formal.n), span(formal.q)


def _at(row: Expression, column: Expression) -> Expression:
    """The loss with another row and column of neuron j."""
    rows = listing(NEURONS, lambda k: op("if", k == j, row, W_E[k]), "k")
    columns = listing(NEURONS, lambda k: op("if", k == j, column, u[k]), "k")
    return loss(formal.TOP1, rows, transpose(columns), w, v, m)


def _between(x: Any, y: Any, at: Expression) -> Expression:
    return scale(1 - at, x) + scale(at, y)


def last(at: Expression) -> Expression:
    """Column j on its way from ``u_i z_d`` to ``v_d``, in units of its new activation."""
    return _at(past, scale(1 / dot(past, w[d]), _between(scale(level, u[i]), v[d], at)))


def _won(e: Expression) -> Expression:
    return z[e, i] > 0


STATEMENT = Statement(
    variables=("w", "v", "m", "W_E", "W_D", "i", "j", "d", "apart", "eta", "beyond", "s", "t", "later"),
    hypotheses={
        "positive-weights": formal.POSITIVE_WEIGHTS,
        "unselected-neuron": for_all(FEATURES, lambda e: z[e, j] == 0, "e"),
        "residual": v[d] != scale(level, u[i]),
        "extreme-ray": both(
            _won(d),
            dot(apart, w[d]) > 0,
            for_all(FEATURES, lambda e: either(e == d, negation(_won(e)), dot(apart, w[e]) < 0), "e"),
        ),
        "short-moves": both(
            eta > 0,
            eta < 1,
            beyond > 0,
            for_all(
                FEATURES,
                lambda e: either(
                    _won(e),
                    for_all(
                        op("tuple", start, past),
                        lambda row: dot(row, w[e]) < maximum_over(NEURONS, lambda k: values[e, k], "k"),
                        "row",
                    ),
                ),
                "e",
            ),
            for_all(FEATURES, lambda e: implies(both(_won(e), e != d), dot(past, w[e]) < values[e, i]), "e"),
        ),
        "times": both(s >= 0, s <= 1, t >= 0, t < later, later <= 1),
    },
    # three moves at constant loss, then one along which it falls strictly
    conclusion=both(
        _at(_between(W_E[j], start, s), u[j]) == names("at")[0],
        _at(start, _between(u[j], u[i], s)) == names("at")[0],
        _at(_between(start, tie, s), u[i]) == names("at")[0],
        last(t) <= names("at")[0],
        last(later) < last(t),
    ),
    let={
        "z": codes(formal.TOP1, W_E, w),
        "values": listing(w, lambda x: listing(W_E, lambda a: dot(a, x), "a"), "x"),
        "u": transpose(W_D),
        "at": loss(formal.TOP1, W_E, W_D, w, v, m),
        "level": z[d, i],
        "start": scale(1 - eta, W_E[i]),
        "tau": eta * level / dot(apart, w[d]),
        "tie": start + scale(tau, apart),
        "past": start + scale(tau * (1 + beyond), apart),
    },
)
