"""Linear relations between the codes of all neurons bound every loss from below, for every width.

ReLU: let ``c`` satisfy ``sum_d c_d relu(a.w_d) = 0`` for every row a.  Then every row of the output ``X = W_D Z`` satisfies
``sum_d c_d x_d = 0``, and for such rows ``sum_d M_d (v_d - x_d)^2`` is at least the squared distance of v to the space
``{x : c^k . x = 0 for all k}``; for relations that are orthogonal, ``sum_d c^j_d c^k_d / M_d = 0`` for j != k, it is
``sum_k (c^k . v)^2 / sum_d (c^k_d)^2 / M_d``.  Summing over the output coordinates gives the bound.

A relation is recognised line by line: features on the line of w have ``w_d = s_d w``.  On that line
``sum c_d relu(a.w_d) = alpha relu(t) + beta relu(-t)``, ``t = a.w``, alpha and beta the sums of ``c_d |s_d|`` over positive and
negative s_d; this equals ``(alpha + beta) relu(t) - beta t``.  So c is a relation if ``alpha + beta = 0`` on every line and
``sum over the lines of beta w = 0``.

JumpReLU and topk: equal features have equal codes, whatever the activation.  So c is a relation if its entries add up to 0 over every
class of equal features; then it cancels for every function of the features, and the same bound holds.

asserts: ``features_in``, ``features_out`` (null: the same), ``weights``, ``activation``, ``lower_bound``, optional ``field``, ``means``
witness: ``relations`` (list of vectors c), ``values`` (per relation: the number it adds to the bound)
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory.certificates.algebra import dot, total, transpose
from theory.certificates.exact_numbers import Rejected, sign
from theory.certificates.points.network import PROBLEM, Data, problem_in_words
from theory.certificates.statement import only
from theory.certificates.text import data
from theory.certificates.work import cost, longest, spend


def _lines(problem: Data) -> list[tuple[list[Any], list[tuple[int, Any]]]]:
    """Features by lines: (w, [(d, s_d)])."""
    out: list[tuple[list[Any], list[tuple[int, Any]]]] = []
    for d, v in enumerate(problem.w):
        if not any(sign(x) for x in v):
            raise Rejected(f"features_in[{d}]: zero")
        for w, members in out:
            spend(4 * problem.p * cost(longest(v) + 2 * longest(w)))
            k = next(i for i, x in enumerate(w) if sign(x))
            s = v[k] / w[k]
            if all(sign(x - s * y) == 0 for x, y in zip(v, w, strict=True)):
                members.append((d, s))
                break
        else:
            out.append((v, [(d, Fraction(1))]))
    return out


def _is_relation(problem: Data, lines: list[Any], c: list[Any]) -> None:
    drift: list[Any] = [Fraction(0)] * problem.p
    for w, members in lines:
        alpha: Any = Fraction(0)
        beta: Any = Fraction(0)
        for d, s in members:
            spend(6 * cost(longest([s, c[d], alpha, beta])))
            if sign(s) > 0:
                alpha = alpha + c[d] * s
            else:
                beta = beta - c[d] * s
        if sign(alpha + beta):
            raise Rejected("relations: the kinks of a line do not cancel")
        spend(3 * problem.p * cost(longest([beta]) + longest(w) + longest(drift)))
        drift = [x + beta * y for x, y in zip(drift, w, strict=True)]
    if any(sign(x) for x in drift):
        raise Rejected("relations: the linear part does not vanish")


def _cancels(problem: Data, classes: dict[tuple[Any, ...], list[int]], c: list[Any]) -> None:
    """Equal features have equal codes; nothing else is used."""
    spend(4 * problem.n * cost(longest(c)))
    if any(sign(total(c[d] for d in members)) for members in classes.values()):
        raise Rejected("relations: the entries of equal features do not add up to zero")


def _classes(problem: Data) -> dict[tuple[Any, ...], list[int]]:
    """Features by their vector."""
    spend(2 * problem.n * problem.p)
    out: dict[tuple[Any, ...], list[int]] = {}
    for d, w in enumerate(problem.w):
        out.setdefault(tuple(w), []).append(d)
    return out


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, PROBLEM | {"lower_bound"}, {"field", "means"})
    only(witness, {"relations", "values"}, set(), "witness")
    problem = Data(asserts)
    relations = problem.matrix(witness["relations"], "relations", width=problem.n)
    values = problem.numbers(witness["values"], "values", len(relations))
    spend(3 * problem.n * len(relations) * cost(longest(problem.m) + longest(x for c in relations for x in c)))
    scaled = [[x / m for x, m in zip(c, problem.m, strict=True)] for c in relations]
    relu = problem.kind == "relu"
    lines, classes = (_lines(problem), {}) if relu else ([], _classes(problem))
    for k, c in enumerate(relations):
        if relu:
            _is_relation(problem, lines, c)
        else:
            _cancels(problem, classes, c)
        if any(sign(dot(scaled[j], c)) for j in range(k)):
            raise Rejected("relations: not orthogonal")
        value = total(dot(c, column) ** 2 for column in transpose(problem.v)) / dot(scaled[k], c)
        if value != values[k]:
            raise Rejected(f"values[{k}]: differs from the value re-computed here")
    if total(values) != problem.number(asserts["lower_bound"], "lower_bound"):
        raise Rejected("lower_bound: differs from the sum of the values")
    return sentence(asserts)


def sentence(asserts: dict[str, Any]) -> str:
    return f"the loss of every network of every width is at least {data(asserts['lower_bound'])}: {problem_in_words(asserts)}"
