"""A point is a local minimum of the loss.

Suppose the pattern is strict (no pre-activation on its boundary, no tie that matters), so that it is the same for all
encoders nearby, and that the features fall into disjoint groups F_g and rest: the neurons of group g, c_g of them, are on
for exactly F_g, all other neurons for nothing.  Put ``H = sum M_d w_d w_d^T``, ``N = T T^T``, ``T = sum M_d w_d v_d^T`` (sums
over F_g).  Let ``t >= 0`` and S psd with ``t H + H S H - N`` psd.  Then nearby

    loss >= sum over the rest of M_d |v_d|^2 + sum_g (sum over F_g of M_d |v_d|^2 - c_g t_g - trace(S_g H_g)),

and if the point has this loss, it is a local minimum.

Proof.  The loss is the sum of the losses of the groups and of the rest.  In a group, with the best decoder, the loss is
``sum M_d |v_d|^2 - sum_k b_k^T N b_k`` for an H-orthonormal basis ``b_1, .., b_l`` (l <= c_g) of the span of the encoder rows modulo
the kernel of H, by projection onto the code rows ``(b_k.w_d)_d``.  Now ``b_k^T N b_k <= t + b_k^T H S H b_k``, and
``sum_k H b_k b_k^T H <= H`` as quadratic forms (Bessel), so ``sum_k b_k^T H S H b_k <= trace(S H)``.  QED
For one neuron and S = 0 this says that its gain is the largest eigenvalue of the pencil (N, H).

asserts: ``features_in``, ``features_out`` (null: the same), ``weights``, ``activation`` (relu, jumprelu with theta >= 0, topk),
``encoder``, ``decoder``, ``loss``, optional ``field``, ``means``
witness: ``groups``: one entry {"neurons": [...], "t": number, optional "S": p x p matrix} per group
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory.certificates.algebra import dot, matmul, total
from theory.certificates.exact_numbers import Rejected, sign
from theory.certificates.points.network import (
    POINT,
    PROBLEM,
    Network,
    positive_semidefinite,
    problem_in_words,
)
from theory.certificates.statement import indices, items, only
from theory.certificates.work import cost, longest, spend


def _bound(net: Network, group: dict[str, Any], on: list[int], c: int) -> Any:
    """The lower bound of one group; raises unless its matrices are positive semidefinite."""
    h, n, norms = net.forms(on)
    t = net.number(group["t"], "groups.t")
    if sign(t) < 0:
        raise Rejected("groups: t is negative")
    spend(4 * net.p * net.p * cost(longest([t]) + longest(x for part in (h, n) for row in part for x in row)))
    gap = [[t * x - y for x, y in zip(a, b, strict=True)] for a, b in zip(h, n, strict=True)]
    out = norms - c * t
    if "S" in group:
        s = net.matrix(group["S"], "groups.S", net.p, net.p)
        if not positive_semidefinite(s):
            raise Rejected("groups: S is not positive semidefinite")
        hsh = matmul(matmul(h, s), h)
        gap = [[x + y for x, y in zip(a, b, strict=True)] for a, b in zip(gap, hsh, strict=True)]
        out = total([out, *(-dot(s[i], h[i]) for i in range(net.p))])
    if not positive_semidefinite(gap):
        raise Rejected(f"groups: t H + H S H - N is not positive semidefinite for the features {on}")
    return out


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, PROBLEM | POINT, {"field", "means"})
    only(witness, {"groups"}, set(), "witness")
    net = Network(asserts)
    for i in range(net.q):
        for d in range(net.n):
            if not net.strict(i, d):
                raise Rejected(f"encoder: neuron {i} is on its boundary at feature {d}")
    live = {i for i in range(net.q) if net.on[i]}
    rest = set(range(net.n))
    bound: Any = Fraction(0)
    for group in items(witness["groups"], "groups"):
        only(group, {"neurons", "t"}, {"S"}, "groups")
        neurons = indices(group["neurons"], net.q, "groups.neurons")
        if not neurons or not set(neurons) <= live:
            raise Rejected("groups: each live neuron belongs to exactly one group")
        on = net.on[neurons[0]]
        if any(net.on[i] != on for i in neurons) or not set(on) <= rest:
            raise Rejected("groups: neurons of a group share their features, different groups have different ones")
        live, rest = live - set(neurons), rest - set(on)
        bound = total([bound, _bound(net, group, on, len(neurons))])
    if live:
        raise Rejected(f"groups: the live neurons {sorted(live)} are missing")
    bound = total([bound, *(net.m[d] * dot(net.v[d], net.v[d]) for d in sorted(rest))])
    if bound != net.loss:
        raise Rejected("groups: the bound differs from the loss of the point")
    return sentence(asserts)


def sentence(asserts: dict[str, Any]) -> str:
    return f"this point is a local minimum of the loss: {problem_in_words(asserts, 'encoder', 'decoder', 'loss')}"
