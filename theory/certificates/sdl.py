"""Sparse dictionary learning in exact numbers: activations, codes and the single-feature loss.

Legend (arXiv 2512.05534): ``W_E`` is q x p (rows a_i), ``W_D`` is r x q (columns u_i), ``w_p`` and ``w_r`` are lists of
n feature vectors, ``m`` their weights.  Everything is written out a second time here, on purpose: the checker
shares no code with the solvers.
"""

from __future__ import annotations

import functools
import math
from fractions import Fraction
from typing import Any

from theory.certificates.algebra import dot, total
from theory.certificates.exact_numbers import Rejected, rational, sign
from theory.certificates.values import entries, integer, number, rows_or_none
from theory.certificates.work import cost, longest, spend

binomial, factorial = (lambda n, k: math.comb(n, k) if 0 <= k <= n else 0), math.factorial
_PARAMETERS = {
    "identity": None,
    "relu": None,
    "jumprelu": "theta",
    "topk": "k",
    "rawtopk": "k",
    "batchtopk": "k",
}


def read_activation(data: Any, where: str = "activation") -> dict[str, Any]:
    """``{"type": "relu"}``, ``{"type": "jumprelu", "theta": "1/2"}``, ``{"type": "topk", "k": 2}``, ..."""
    kind = data.get("type") if isinstance(data, dict) else None
    if not isinstance(kind, str) or kind not in _PARAMETERS:
        raise Rejected(f"{where}: unknown activation {str(kind)[:40]!r}; known: {', '.join(_PARAMETERS)}")
    parameter = _PARAMETERS[kind]
    if set(data) != {"type"} | ({parameter} if parameter else set()):
        raise Rejected(f"{where}: {kind} takes exactly {parameter or 'no parameter'}")
    out: dict[str, Any] = {"type": kind}
    if parameter:
        out[parameter] = rational(data[parameter], f"{where}.{parameter}")
        if parameter == "k" and (out["k"].denominator != 1 or out["k"] < 1):
            raise Rejected(f"{where}.k: must be a positive integer")
    return out


def _largest(values: list[Any], k: int) -> set[int]:
    """Indices of the k largest values, ties to the smaller index (sorting is stable)."""
    spend(len(values) * len(values).bit_length() * (1 + 2 * cost(2 * longest(values))))

    def before(i: int, j: int) -> int:
        return -1 if values[i] > values[j] else int(values[i] < values[j])

    return set(sorted(range(len(values)), key=functools.cmp_to_key(before))[:k])


def _positive(values: list[Any]) -> list[Any]:
    spend(1 + len(values))
    return [x if sign(number(x)) > 0 else Fraction(0) for x in values]


def _kept(values: list[Any], k: int) -> list[Any]:
    keep = _largest(values, k)
    return [x if i in keep else Fraction(0) for i, x in enumerate(values)]


def activate(act: dict[str, Any], z: list[Any]) -> list[Any]:
    """sigma(z) for one input.  JumpReLU passes z > theta; Top-k is Top-k of ReLU; raw Top-k keeps negatives."""
    kind = act["type"]
    if kind == "identity":
        return list(z)
    z = [number(x) for x in z]
    if kind == "jumprelu":
        spend(2 * len(z) * cost(longest(z) + longest([act["theta"]])))
        return [x if x > act["theta"] else Fraction(0) for x in z]
    if kind == "rawtopk":
        return _kept(z, int(act["k"]))
    if kind == "relu":
        return _positive(z)
    if kind == "topk":
        return _kept(_positive(z), int(act["k"]))
    raise Rejected("batchtopk is a map of the whole batch, not of one input; use codes or loss")


def codes(act: dict[str, Any], w_e: list[Any], w_p: list[Any]) -> list[list[Any]]:
    """z_d = sigma(W_E w_d) for every feature d, as a list of n vectors of length q.

    BatchTopK(k) keeps the k*n largest positive entries of the whole n x q table, ties to the smaller (d, i).
    """
    q = len(w_e)
    table = [[dot(row, w) for row in w_e] for w in w_p]
    if act["type"] != "batchtopk":
        return rows_or_none([activate(act, z) for z in table], q)
    flat = _kept(_positive([x for z in table for x in z]), int(act["k"]) * len(table))
    return rows_or_none([flat[d * q : (d + 1) * q] for d in range(len(table))], q)


def pattern_codes(pattern: list[Any], w_e: list[Any], w_p: list[Any]) -> list[list[Any]]:
    """The linear codes of a fixed pattern: neuron i passes a_i.w_d exactly for d in ``pattern[i]``."""
    if len(pattern) != len(w_e):
        raise Rejected(f"a pattern of {len(pattern)} neurons for an encoder with {len(w_e)} rows")
    spend(1 + sum(2 + 2 * len(entries(neuron)) for neuron in pattern))
    on = [{integer(d) for d in neuron} for neuron in pattern]
    if not set().union(*on) <= set(range(len(w_p))):
        raise Rejected(f"pattern: the features must be integers from 0 to {len(w_p) - 1}")
    return linear_codes(on, w_e, w_p)


def linear_codes(on: list[set[int]], w_e: list[Any], w_p: list[Any]) -> list[list[Any]]:
    """The same for sets of Python integers."""
    spend(len(w_e) * len(w_p))
    table = [[dot(row, w) if d in on[i] else Fraction(0) for i, row in enumerate(w_e)] for d, w in enumerate(w_p)]
    return rows_or_none(table, len(w_e))


def code_loss(z: list[Any], w_d: list[Any], w_r: list[Any], m: list[Any]) -> Any:
    """sum_d M_d |v_d - W_D z_d|^2 for given codes."""
    if not len(z) == len(w_r) == len(m):
        raise Rejected("codes, features_out and weights have different lengths")
    parts: list[Any] = []
    for code, v, weight in zip(z, w_r, m, strict=True):
        if len(v) != len(w_d):
            raise Rejected("W_D must have one row per output coordinate")
        residual = [target - dot(row, code) for target, row in zip(v, w_d, strict=True)]
        square = dot(residual, residual)
        spend(3 * cost(longest([square]) + longest([weight])))
        parts.append(weight * square)
    return total(parts)


def loss(act: dict[str, Any], w_e: list[Any], w_d: list[Any], w_p: list[Any], w_r: list[Any], m: list[Any]) -> Any:
    """The single-feature loss  L~(W_D, W_E) = sum_d M_d |v_d - W_D sigma(W_E w_d)|^2."""
    return code_loss(codes(act, w_e, w_p), w_d, w_r, m)
