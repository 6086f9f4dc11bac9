"""Sparse dictionary learning in exact numbers: activations, codes and the single-feature loss.

Legend (arXiv 2512.05534): ``W_E`` is q x p (rows a_i), ``W_D`` is r x q (columns u_i), ``w_p`` and ``w_r`` are lists of
n feature vectors, ``m`` their weights.  Everything is written out a second time here, on purpose: the checker
shares no code with the solvers.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from theory.certificates.exact_numbers import Rejected, rational, sign
from theory.certificates.work import spend

binomial, factorial = (lambda n, k: math.comb(n, k) if 0 <= k <= n else 0), math.factorial
_PARAMETERS = {
    "identity": None,
    "relu": None,
    "jumprelu": "theta",
    "topk": "k",
    "rawtopk": "k",
    "batchtopk": "k",
}


def read_activation(data: dict[str, Any], where: str = "activation") -> dict[str, Any]:
    """``{"type": "relu"}``, ``{"type": "jumprelu", "theta": "1/2"}``, ``{"type": "topk", "k": 2}``, ..."""
    kind = data.get("type")
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
    """Indices of the k largest values, ties to the smaller index."""
    order = list(range(len(values)))
    # insertion by exact comparison: values may be algebraic numbers, which have no sort key
    for i in range(1, len(order)):
        j = i
        while j > 0 and values[order[j]] > values[order[j - 1]]:
            order[j - 1], order[j] = order[j], order[j - 1]
            spend(1)
            j -= 1
    return set(order[:k])


def activate(act: dict[str, Any], z: list[Any]) -> list[Any]:
    """sigma(z) for one input.  JumpReLU passes z > theta; Top-k is Top-k of ReLU; raw Top-k keeps negatives."""
    kind = act["type"]
    if kind == "identity":
        return list(z)
    if kind == "jumprelu":
        return [x if x > act["theta"] else Fraction(0) for x in z]
    if kind == "rawtopk":
        keep = _largest(z, int(act["k"]))
        return [x if i in keep else Fraction(0) for i, x in enumerate(z)]
    positive = [x if sign(x) > 0 else Fraction(0) for x in z]
    if kind == "relu":
        return positive
    if kind == "topk":
        keep = _largest(positive, int(act["k"]))
        return [x if i in keep else Fraction(0) for i, x in enumerate(positive)]
    raise Rejected("batchtopk is a map of the whole batch, not of one input; use codes or loss")


def _inner(a: list[Any], b: list[Any]) -> Any:
    if len(a) != len(b):
        raise Rejected(f"inner product of vectors of lengths {len(a)} and {len(b)}")
    total: Any = Fraction(0)
    for x, y in zip(a, b, strict=True):
        total = total + x * y
    return total


def codes(act: dict[str, Any], w_e: list[Any], w_p: list[Any]) -> list[list[Any]]:
    """z_d = sigma(W_E w_d) for every feature d, as a list of n vectors of length q.

    BatchTopK(k) keeps the k*n largest positive entries of the whole n x q table, ties to the smaller (d, i).
    """
    table = [[_inner(row, w) for row in w_e] for w in w_p]
    if act["type"] != "batchtopk":
        return [activate(act, z) for z in table]
    flat = [x if sign(x) > 0 else Fraction(0) for z in table for x in z]
    keep, q = _largest(flat, int(act["k"]) * len(table)), len(w_e)
    return [[flat[d * q + i] if d * q + i in keep else Fraction(0) for i in range(q)] for d in range(len(table))]


def pattern_codes(pattern: list[Any], w_e: list[Any], w_p: list[Any]) -> list[list[Any]]:
    """The linear codes of a fixed pattern: neuron i passes a_i.w_d exactly for d in ``pattern[i]``."""
    if len(pattern) != len(w_e):
        raise Rejected(f"a pattern of {len(pattern)} neurons for an encoder with {len(w_e)} rows")
    on = [{rational(d, "pattern") for d in neuron} for neuron in pattern]
    if not set().union(*on) <= set(range(len(w_p))):
        raise Rejected(f"pattern: the features must be integers from 0 to {len(w_p) - 1}")
    return [[_inner(row, w) if d in on[i] else Fraction(0) for i, row in enumerate(w_e)] for d, w in enumerate(w_p)]


def code_loss(z: list[Any], w_d: list[Any], w_r: list[Any], m: list[Any]) -> Any:
    """sum_d M_d |v_d - W_D z_d|^2 for given codes."""
    if not len(z) == len(w_r) == len(m):
        raise Rejected("codes, features_out and weights have different lengths")
    total: Any = Fraction(0)
    for code, v, weight in zip(z, w_r, m, strict=True):
        if len(v) != len(w_d):
            raise Rejected("W_D must have one row per output coordinate")
        for target, row in zip(v, w_d, strict=True):
            residual = target - _inner(row, code)
            total = total + weight * residual * residual
    return total


def loss(act: dict[str, Any], w_e: list[Any], w_d: list[Any], w_p: list[Any], w_r: list[Any], m: list[Any]) -> Any:
    """The single-feature loss  L~(W_D, W_E) = sum_d M_d |v_d - W_D sigma(W_E w_d)|^2."""
    return code_loss(codes(act, w_e, w_p), w_d, w_r, m)
