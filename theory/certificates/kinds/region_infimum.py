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
from theory.certificates.algebra import dot, total
from theory.certificates.exact_numbers import Rejected, sign
from theory.certificates.points.copositivity import gain_form, lemma_applies, subsets
from theory.certificates.points.network import PROBLEM, Data, problem_in_words
from theory.certificates.statement import items, only, whole

MAX_CLUSTER = 10  # 2^m subsets
Pattern = list[list[int]]


def _bound(problem: Data, live: Pattern, bounds: Any) -> tuple[Any, Any]:
    """The lower bound, and the sum that is recorded."""
    bound = total(problem.m[d] * dot(problem.v[d], problem.v[d]) for d in range(problem.n))
    sum_of_all: Any = Fraction(0)
    for on, data in zip(live, items(bounds, "bounds", len(live)), strict=True):
        only(data, {"nu", "sets"}, set(), "bounds")
        nu = problem.number(data["nu"], "bounds.nu")
        if len(on) > MAX_CLUSTER:
            raise Rejected(f"pattern: at most {MAX_CLUSTER} features of one neuron")
        for part, x in zip(subsets(on), items(data["sets"], "bounds.sets", (1 << len(on)) - 1), strict=True):
            form, vector = gain_form(problem, nu, part), problem.numbers(x, "bounds.sets", len(part))
            sum_of_all = total([sum_of_all, lemma_applies(form, vector, f"bounds: {list(part)}")])
        bound = total([bound, -nu])
    return bound, sum_of_all


def _approached(problem: Data, pattern: Pattern, limit_pattern: Pattern, witness: dict[str, Any]) -> Any:
    """The loss at the limit; raises unless the region is entered from there."""
    q, n = len(pattern), problem.n
    limit, direction = (problem.matrix(witness[x], x, q, problem.p) for x in ("limit", "direction"))
    pre, change = ([[dot(row, w) for w in problem.w] for row in part] for part in (limit, direction))
    recorded = [
        problem.matrix(x, "preactivations", q, n) for x in items(witness["preactivations"], "preactivations", 2)
    ]
    if any(
        x != y
        for mine, theirs in zip((pre, change), recorded, strict=True)
        for a, b in zip(mine, theirs, strict=True)
        for x, y in zip(a, b, strict=True)
    ):
        raise Rejected("preactivations: differ from those of limit and direction")
    for i, on in enumerate(map(set, pattern)):
        for d in range(n):
            side = sign(pre[i][d]) or sign(change[i][d])
            if (side > 0) != (d in on):
                raise Rejected(f"direction: neuron {i}, feature {d} does not enter the pattern")
    codes = sdl.codes(problem.activation, limit, problem.w)
    found = [[d for d in range(n) if sign(codes[d][i]) > 0] for i in range(q)]
    if found != limit_pattern:
        raise Rejected(f"limit_pattern: the limit has the pattern {found}")
    return sdl.code_loss(codes, problem.matrix(witness["decoder"], "decoder", problem.r, q), problem.v, problem.m)


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, PROBLEM | {"pattern", "infimum", "limit_pattern"}, {"field", "means"})
    names = {"limit", "direction", "preactivations", "decoder", "bounds", "neuron", "unattained", "total"}
    only(witness, names, set(), "witness")
    problem = Data(asserts)
    if problem.kind == "jumprelu" or problem.activation.get("k") == 1:
        raise Rejected("activation: relu, or topk with k >= 2")
    pattern = problem.pattern(asserts["pattern"])
    flat = [d for on in pattern for d in on]
    if len(set(flat)) != len(flat):
        raise Rejected("pattern: disjoint lists of feature indices")
    live = [on for on in pattern if on]
    infimum = problem.number(asserts["infimum"], "infimum")
    bound, sum_of_all = _bound(problem, live, witness["bounds"])
    if bound != infimum:
        raise Rejected("bounds: the lower bound differs from the asserted infimum")
    limit_pattern = problem.pattern(asserts["limit_pattern"], len(pattern), "limit_pattern")
    if _approached(problem, pattern, limit_pattern, witness) != infimum:
        raise Rejected("limit: its loss differs from the asserted infimum")
    i = whole(witness["neuron"], 0, len(live) - 1, "neuron")
    q = gain_form(problem, problem.number(witness["bounds"][i]["nu"]), live[i])
    x = problem.numbers(witness["unattained"], "unattained", len(live[i]))
    image = [sign(dot(row, x)) for row in q]
    if min(image) < 0 or not any(image):
        raise Rejected("unattained: Q x must be nonnegative and not zero")
    decoder = [entry for row in problem.matrix(witness["decoder"], "decoder") for entry in row]
    if total([sum_of_all, *x, *decoder]) != problem.number(witness["total"], "total"):
        raise Rejected("total: differs from the sum re-computed here")
    return sentence(asserts)


def sentence(asserts: dict[str, Any]) -> str:
    return (
        "over all encoders of the pattern and all decoders the loss has this infimum, which is approached towards a point of the "
        f"limit_pattern and not attained: {problem_in_words(asserts, 'pattern', 'infimum', 'limit_pattern')}"
    )
