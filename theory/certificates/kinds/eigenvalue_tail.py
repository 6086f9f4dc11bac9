"""No encoder and decoder with q neurons goes below the tail of the eigenvalues of ``C = sum_d M_d v_d v_d^T``.

Whatever the activation, the outputs ``W_D z_d`` lie in the span of q vectors; with P the orthogonal projector onto it,
``loss >= sum_d M_d |v_d - P v_d|^2 = trace(C) - trace(P C)``.  Let ``t >= 0`` and Y psd with ``t I + Y - C`` psd.  Then
``trace(P C) <= t trace(P) + trace(P Y) <= q t + trace(Y)``.  (Ky Fan; the best t is the q-th eigenvalue of C and the best Y
the positive part of ``C - t I``, which makes the bound the sum of all but the q largest eigenvalues.)

asserts: ``features_out``, ``weights``, ``width``, ``lower_bound`` (``= trace(C) - q t - trace(Y)``), optional ``field``, ``means``
witness: ``t``, ``Y``
"""

from __future__ import annotations

from typing import Any

from theory.certificates.algebra import dot, total, transpose
from theory.certificates.exact_numbers import Rejected, read_field, read_number, sign
from theory.certificates.language import Evaluator
from theory.certificates.points.network import positive_semidefinite
from theory.certificates.statement import exact_matrix, facts, items, only, whole
from theory.certificates.text import count, data
from theory.certificates.work import cost, longest, spend

MAX_WIDTH = 10**6


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, {"features_out", "weights", "width", "lower_bound"}, {"field", "means"})
    only(witness, {"t", "Y"}, set(), "witness")
    names = Evaluator(field=read_field(asserts.get("field")))
    v = exact_matrix(asserts["features_out"], names, "features_out")
    m = [read_number(x, names.field, "weights") for x in items(asserts["weights"], "weights", len(v))]
    t, bound = (read_number(x, names.field) for x in (witness["t"], asserts["lower_bound"]))
    q, r = whole(asserts["width"], 1, MAX_WIDTH, "width"), len(v[0])
    y = exact_matrix(witness["Y"], names, "Y", r)
    if len(y) != r:
        raise Rejected("Y: must have the size of the outputs")
    if any(sign(x) <= 0 for x in m) or sign(t) < 0:
        raise Rejected("weights must be positive and t must not be negative")
    spend(3 * len(v) * r * cost(longest(m) + longest(x for row in v for x in row)))
    across, weighted = transpose(v), transpose([[weight * x for x in row] for row, weight in zip(v, m, strict=True)])
    c = [[dot(x, y) for y in across] for x in weighted]
    gap = [[y[i][j] - c[i][j] + (t if i == j else 0) for j in range(r)] for i in range(r)]
    if not positive_semidefinite(y) or not positive_semidefinite(gap):
        raise Rejected("Y and t I + Y - C must be positive semidefinite")
    if total(x for i in range(r) for x in (c[i][i], -y[i][i])) - q * t != bound:
        raise Rejected("lower_bound: differs from trace(C) - q t - trace(Y)")
    return sentence(asserts)


def sentence(asserts: dict[str, Any]) -> str:
    return (
        f"with {count(asserts['width'], 'neuron')}, any activation and any inputs the loss sum_d M_d |v_d - W_D z_d|^2 is at least "
        f"{data(asserts['lower_bound'])}: {facts(asserts, 'features_out', 'weights')}"
    )
