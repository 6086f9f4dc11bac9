"""A point is a partial minimum of the loss relative to its activation pattern, with the asserted loss.

Let Omega be the set of encoders with the pattern of ``W_E``: convex, an intersection of half-spaces (``a_i.w_d > theta`` on the
pattern, ``<= theta`` off it; for topk theta = 0, and the conditions between neurons where all k places are taken).  On it
the codes are linear in the encoder, so that the loss is a convex quadratic function of the decoder for a fixed encoder in
Omega, and of the encoder in Omega for a fixed decoder.  First-order conditions are therefore sufficient for a minimum of
each block:

* decoder: ``sum_d M_d r_d z_d^T = 0``;
* encoder: minus the gradient lies in the normal cone of Omega.  It suffices that for every neuron
  ``sum over its pattern of M_d <u_i, r_d> w_d = sum_e mu_ie w_e`` with ``mu_ie >= 0`` and e off the pattern with
  ``a_i.w_e = theta``, a closed condition that is active (topk: only where a place is left).

asserts: ``features_in``, ``features_out`` (null: the same), ``weights``, ``activation`` (relu, jumprelu with theta >= 0, topk),
``pattern``, ``encoder``, ``decoder``, ``loss``, optional ``field``, ``means``
witness: ``multipliers``: list of [neuron, feature, mu]
"""

from __future__ import annotations

from typing import Any

from theory.certificates.exact_numbers import Rejected, sign
from theory.certificates.points.network import POINT, PROBLEM, Network, problem_in_words
from theory.certificates.statement import items, only, whole
from theory.certificates.work import cost, longest, spend


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, PROBLEM | POINT | {"pattern"}, {"field", "means"})
    only(witness, {"multipliers"}, set(), "witness")
    net = Network(asserts)
    if net.pattern(asserts["pattern"], net.q) != net.on:
        raise Rejected(f"pattern: the encoder has the pattern {net.on}")
    net.best_decoder()
    pull = [net.pull(i) for i in range(net.q)]
    for entry in items(witness["multipliers"], "multipliers"):
        i, e, mu = items(entry, "multipliers", 3)
        i, e = whole(i, 0, net.q - 1, "multipliers: neuron"), whole(e, 0, net.n - 1, "multipliers: feature")
        value = net.number(mu)
        if sign(value) <= 0:
            raise Rejected(f"multipliers: the one of neuron {i}, feature {e} is not positive")
        if e in net.on[i] or sign(net.pre[i][e] - net.theta) != 0 or net.full(e):
            raise Rejected(f"multipliers: neuron {i} has no active closed condition at feature {e}")
        spend(4 * net.p * cost(longest([value]) + longest(net.w[e]) + longest(pull[i])) + len(net.on[i]) // 8)
        pull[i] = [x - value * y for x, y in zip(pull[i], net.w[e], strict=True)]
    for i, rest in enumerate(pull):
        if any(sign(x) != 0 for x in rest):
            raise Rejected(f"encoder: row {i} is not stationary on the pattern")
    return sentence(asserts)


def sentence(asserts: dict[str, Any]) -> str:
    return (
        "this point is a partial minimum of the loss relative to its pattern (of the encoder within the pattern for this decoder, "
        f"and of the decoder for this encoder): {problem_in_words(asserts, 'encoder', 'decoder', 'loss', 'pattern')}"
    )
