"""The infimum of the loss over all points of one pattern with disjoint supports; it is not attained there.

ReLU, or topk with k >= 2 (a feature that one neuron serves leaves a place, so that neurons do not compete).  For neuron i
with the features F_i let nu_i be such that ``nu_i D - D G D`` is copositive on F_i (the lemma in ``points/copositivity.py``,
with this nu, for all subsets in turn).  In the region of the pattern the loss is the sum of single neurons and of dropped
features, so

    loss >= sum over dropped features of M_d |v_d|^2 + sum_i (sum over F_i of M_d |v_d|^2 - nu_i).

*Approached*: the limit encoder and the decoder have exactly this loss, and ``limit + s direction`` has the pattern for all small
s > 0; the codes depend continuously on s.  *Not attained*: for some neuron there is x with ``Q x >= 0``, ``Q x != 0``,
``Q = nu_i D - D G D`` on F_i.  A point of the region that attains the bound would have activations ``y > 0`` with ``y^T Q y = 0``,
a minimum of the copositive form inside the orthant, so ``Q y = 0`` and ``0 = y^T Q x > 0``, a contradiction.

asserts: ``features_in``, ``features_out`` (null: the same), ``weights``, ``activation`` (relu, or topk with k >= 2),
``pattern`` (disjoint), ``infimum``, ``limit_pattern``, optional ``field``, ``means``
witness: ``limit`` (q x p), ``direction`` (q x p), ``preactivations`` of both (each q x n), ``decoder`` (r x q), ``bounds``: per live
neuron, in order, {"nu": number, "sets": [x per nonempty subset of F_i in binary order]}, ``neuron``, ``unattained`` (x),
``total``: the sum of all sum(x), sum(Q x) and of the entries of ``unattained`` and ``decoder``: so every number counts
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory.certificates import sdl
from theory.certificates.algebra import dot, integer
from theory.certificates.exact_numbers import Rejected, sign
from theory.certificates.points.copositivity import gain_form, lemma_applies, subsets
from theory.certificates.points.network import PROBLEM, Data
from theory.certificates.statement import only
from theory.certificates.text import data

MAX_CLUSTER = 10  # 2^m subsets


def _bound(problem: Data, pattern: list[list[int]], bounds: Any) -> tuple[Any, Any]:
    """The lower bound, and the sum that is recorded."""
    live = [on for on in pattern if on]
    if len(bounds) != len(live):
        raise Rejected("bounds: one per live neuron")
    total: Any = Fraction(0)
    sum_of_all: Any = Fraction(0)
    for d in range(problem.n):
        total = total + problem.m[d] * dot(problem.v[d], problem.v[d])
    for on, bound in zip(live, bounds, strict=True):
        only(bound, {"nu", "sets"}, set(), "bounds")
        nu = problem.number(bound["nu"])
        if len(on) > MAX_CLUSTER or len(bound["sets"]) != (1 << len(on)) - 1:
            raise Rejected(f"bounds: one x for each nonempty subset, at most {MAX_CLUSTER} features")
        for part, x in zip(subsets(on), bound["sets"], strict=True):
            form, vector = gain_form(problem, nu, part), [problem.number(y) for y in x]
            sum_of_all = sum_of_all + lemma_applies(form, vector, f"bounds: {list(part)}")
        total = total - nu
    return total, sum_of_all


def _approached(problem: Data, pattern: list[list[int]], limit_pattern: Any, witness: dict[str, Any]) -> Any:
    """The loss at the limit; raises unless the region is entered from there."""
    limit, direction = (problem.matrix(witness[x], x) for x in ("limit", "direction"))
    if len(limit) != len(pattern) or len(direction) != len(pattern):
        raise Rejected("limit, direction: one row per neuron of the pattern")
    pre, change = ([[dot(row, w) for w in problem.w] for row in part] for part in (limit, direction))
    recorded = [problem.matrix(x, "preactivations") for x in witness["preactivations"]]
    if len(recorded) != 2 or any(
        x != y
        for mine, theirs in zip((pre, change), recorded, strict=True)
        for a, b in zip(mine, theirs, strict=True)
        for x, y in zip(a, b, strict=True)
    ):
        raise Rejected("preactivations: differ from those of limit and direction")
    for i, on in enumerate(pattern):
        for d in range(problem.n):
            side = sign(pre[i][d]) or sign(change[i][d])
            if (side > 0) != (d in on):
                raise Rejected(f"direction: neuron {i}, feature {d} does not enter the pattern")
    codes = sdl.codes(problem.activation, limit, problem.w)
    found = [[d for d in range(problem.n) if sign(codes[d][i]) > 0] for i in range(len(pattern))]
    if found != limit_pattern:
        raise Rejected(f"limit_pattern: the limit has the pattern {found}")
    return sdl.code_loss(codes, problem.matrix(witness["decoder"], "decoder"), problem.v, problem.m)


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, PROBLEM | {"pattern", "infimum", "limit_pattern"}, {"field", "means"})
    names = {"limit", "direction", "preactivations", "decoder", "bounds", "neuron", "unattained", "total"}
    only(witness, names, set(), "witness")
    problem, pattern = Data(asserts), [list(on) for on in asserts["pattern"]]
    if problem.kind == "jumprelu" or problem.activation.get("k") == 1:
        raise Rejected("activation: relu, or topk with k >= 2")
    flat = [d for on in pattern for d in on]
    if len(set(flat)) != len(flat) or not set(flat) <= set(range(problem.n)):
        raise Rejected("pattern: disjoint lists of feature indices")
    infimum = problem.number(asserts["infimum"])
    bound, total = _bound(problem, pattern, witness["bounds"])
    if bound != infimum:
        raise Rejected("bounds: the lower bound differs from the asserted infimum")
    if _approached(problem, pattern, asserts["limit_pattern"], witness) != infimum:
        raise Rejected("limit: its loss differs from the asserted infimum")
    live = [on for on in pattern if on]
    i = integer(Fraction(witness["neuron"]))
    if not 0 <= i < len(live):
        raise Rejected("neuron: there is no such live neuron")
    q = gain_form(problem, problem.number(witness["bounds"][i]["nu"]), live[i])
    x = [problem.number(y) for y in witness["unattained"]]
    image = [sign(dot(row, x)) for row in q]
    if min(image) < 0 or not any(image):
        raise Rejected("unattained: Q x must be nonnegative and not zero")
    for y in [*x, *(entry for row in problem.matrix(witness["decoder"], "decoder") for entry in row)]:
        total = total + y
    if total != problem.number(witness["total"]):
        raise Rejected("total: differs from the sum re-computed here")
    return (
        f"over the pattern {asserts['pattern']} under {data(asserts['activation'])} the loss has the infimum "
        f"{data(asserts['infimum'])}, approached in the pattern {asserts['limit_pattern']} and not attained"
    )
