"""A point is not a local minimum: an explicit line along which the loss falls at once; if asserted, it is stationary too.

Along ``W_E + s E, W_D + s D`` the pre-activations are ``x + s y``.  For all small s > 0 a ReLU passes exactly those with
``x > 0``, or ``x = 0`` and ``y > 0``, and so does topk on a feature that has a place left for them; where the pattern is
strict (for jumprelu this is required everywhere) it is the pattern at s = 0.  So the loss is a polynomial in s for small
s > 0.  If its first nonzero coefficient after the constant one is negative, there are points of smaller loss as near as
one likes.

*Stationary*: the decoder satisfies its normal equations, and every neuron is dead (off for every feature) with a zero decoder
column, or has a vanishing gradient and ``u_i . r_d = 0`` for each feature d on its boundary (relu, and topk with a place left).
Then all one-sided directional derivatives of the loss vanish: a neuron with ``z_i = 0`` and ``u_i = 0`` adds ``s^2 D_i relu(..)`` to
the output, and one with ``a_i.w_d = 0`` changes the loss of d by ``-2 M_d s relu(y) u_i . r_d + O(s^2)`` if it is on for small s.

asserts: ``features_in``, ``features_out`` (null: the same), ``weights``, ``activation`` (relu, jumprelu with theta >= 0, topk),
``encoder``, ``decoder``, ``loss``, ``stationary`` (true or false), ``order`` (the exponent of s), optional ``field``, ``means``
witness: ``encoder_direction``, ``decoder_direction``, ``total`` (the sum of their entries, so that each one counts),
``coefficient`` (of s^order, negative)
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory.certificates.algebra import dot, total
from theory.certificates.exact_numbers import Rejected, sign
from theory.certificates.points.network import POINT, PROBLEM, Network, problem_in_words
from theory.certificates.statement import only, whole
from theory.certificates.work import cost, longest, spend


def _stationary(net: Network) -> None:
    net.best_decoder()
    for i in range(net.q):
        if not net.on[i] and all(sign(x) == 0 for x in net.u[i]):
            continue
        walls = [d for d in range(net.n) if not net.strict(i, d)]
        jumps = any(net.kind == "jumprelu" or net.full(d) for d in walls)
        slopes = any(sign(dot(net.u[i], net.residual[d])) != 0 for d in walls)
        if jumps or slopes or any(sign(x) != 0 for x in net.pull(i)):
            raise Rejected(f"stationary: neuron {i} is on a boundary or has a gradient")


def _polynomial(net: Network, e: list[list[Any]], d_dir: list[list[Any]]) -> list[Any]:
    """Coefficients of the loss along the line, constant first (degree at most 4)."""
    out: list[Any] = [Fraction(0)] * 5
    for d in range(net.n):
        parts: list[tuple[int, Any, Any]] = []  # neurons that are on for small s > 0, with x and y
        for i in range(net.q):
            x, y = net.pre[i][d], dot(e[i], net.w[d])
            if net.strict(i, d):
                on = d in net.on[i]
            elif net.kind != "jumprelu" and not net.full(d):
                on = sign(y) > 0
            else:
                raise Rejected(f"encoder: neuron {i} is on its boundary at feature {d}")
            if on:
                parts.append((i, x, y))
        if net.kind == "topk" and len(parts) > int(net.activation["k"]):
            raise Rejected(f"encoder_direction: more than k neurons switch on for feature {d}")
        numbers = (y for i, *xy in parts for row in (net.decoder, d_dir) for y in (*xy, *(column[i] for column in row)))
        spend(60 * net.r * (1 + len(parts)) * cost(longest(numbers) + longest([net.m[d], *net.v[d]])))
        for c in range(net.r):
            r: list[Any] = [net.v[d][c], Fraction(0), Fraction(0)]
            for i, x, y in parts:
                u, du = net.decoder[c][i], d_dir[c][i]
                r = [r[0] - u * x, r[1] - u * y - du * x, r[2] - du * y]
            for j, a in enumerate(r):
                for k, b in enumerate(r):
                    out[j + k] = total([out[j + k], net.m[d] * (a * b)])
    return out


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, PROBLEM | POINT | {"stationary", "order"}, {"field", "means"})
    only(witness, {"encoder_direction", "decoder_direction", "total", "coefficient"}, set(), "witness")
    net, order = Network(asserts), whole(asserts["order"], 1, 4, "order")
    e = net.matrix(witness["encoder_direction"], "encoder_direction", net.q, net.p)
    d = net.matrix(witness["decoder_direction"], "decoder_direction", net.r, net.q)
    if total(x for part in (e, d) for row in part for x in row) != net.number(witness["total"], "total"):
        raise Rejected("total: differs from the sum of the entries of the directions")
    if not isinstance(asserts["stationary"], bool):
        raise Rejected("stationary: true or false")
    if asserts["stationary"]:
        _stationary(net)
    loss = _polynomial(net, e, d)
    if any(sign(c) != 0 for c in loss[1:order]):
        raise Rejected(f"order: a coefficient before s^{order} does not vanish")
    coefficient = net.number(witness["coefficient"], "coefficient")
    if loss[order] != coefficient or sign(coefficient) >= 0:
        raise Rejected("coefficient: differs from the value re-computed here, or is not negative")
    return sentence(asserts)


def sentence(asserts: dict[str, Any]) -> str:
    word = "is stationary and" if asserts["stationary"] else "is"
    return (
        f"this point {word} no local minimum of the loss, which falls along a line at order {asserts['order']}: "
        f"{problem_in_words(asserts, 'encoder', 'decoder', 'loss')}"
    )
