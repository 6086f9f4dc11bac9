"""Second decisions about matrices: eigenvalues to 120 digits, where the checker eliminates in exact numbers."""

from __future__ import annotations

from typing import Any

import mpmath

from tests.theory.certificates.fuzz.language import Reader
from tests.theory.certificates.fuzz.values import ZERO, need


def decimal(x: Any) -> Any:
    """A number of the second reader as an mpmath number."""
    if hasattr(x, "is_ground"):
        need(x.is_ground)
        x = x.coeff(1)
    return x if isinstance(x, mpmath.mpf) else mpmath.mpf(int(x.numerator)) / int(x.denominator)


def square(rows: list[list[Any]]) -> Any:
    """A square matrix, or None if it has no rows."""
    need(all(len(row) == len(rows) for row in rows))
    return mpmath.matrix([[decimal(x) for x in row] for row in rows]) if rows else None


def lowest_eigenvalue(m: Any) -> Any:
    """Of a symmetric matrix."""
    need(all(abs(m[i, j] - m[j, i]) < ZERO for i in range(m.rows) for j in range(i)))
    return min(mpmath.eigsy(m, eigvals_only=True))


def semidefinite(m: Any) -> bool:
    """Symmetric and positive semidefinite."""
    return m is None or lowest_eigenvalue(m) > -ZERO


def psd(asserts: dict[str, Any], _: dict[str, Any]) -> bool:
    """The lowest eigenvalue."""
    m = square(Reader(asserts)(asserts["matrix"], {}))
    need(isinstance(asserts["definite"], bool))
    return semidefinite(m) and (not asserts["definite"] or m is None or lowest_eigenvalue(m) > ZERO)


def copositive(asserts: dict[str, Any], witness: dict[str, Any]) -> bool:
    """The lowest eigenvalue after a nonnegative matrix is taken away."""
    r = Reader(asserts)
    rest = r.data(witness["N"])
    m = r(asserts["matrix"], {})
    need(len(rest) == len(m) and all(r.compare(x, r.number(0)) >= 0 for row in rest for x in row))
    return semidefinite(square([[x - y for x, y in zip(a, b, strict=True)] for a, b in zip(m, rest, strict=True)]))


def spectrum(asserts: dict[str, Any], _: dict[str, Any]) -> bool:
    """Eigenvalues and eigenvectors by the QR algorithm."""
    m = square(Reader(asserts)(asserts["matrix"], {}))
    need(m is not None)
    values, vectors = mpmath.eig(m)
    size = len(values)
    need(len(asserts["signs"]) == size)
    order = sorted(range(size), key=lambda k: mpmath.re(values[k]))
    if any(abs(mpmath.im(v)) > ZERO for v in values):
        return False
    if any(abs(values[order[k + 1]] - values[order[k]]) < mpmath.mpf(10) ** -30 for k in range(size - 1)):
        return False  # not simple: a double eigenvalue is found to half the digits only
    for k, wanted in zip(order, asserts["signs"], strict=True):
        column = [mpmath.re(vectors[i, k]) for i in range(size)]
        found = [0 if abs(x) < ZERO else int(mpmath.sign(x)) for x in column]
        need(all(type(s) is int for s in wanted))
        if wanted not in (found, [-s for s in found]):
            return False
    return True


def eigenvalue_tail(asserts: dict[str, Any], _: dict[str, Any]) -> bool:
    """The bound does not exceed the sum of all but the largest eigenvalues of ``sum_d M_d v_d v_d^T``."""
    r = Reader({"field": asserts.get("field")})
    v, m = r.data(asserts["features_out"]), r.data(asserts["weights"])
    q, size = asserts["width"], len(v[0])
    need(type(q) is int and q > 0 and len(v) == len(m) and all(r.compare(x, r.number(0)) > 0 for x in m))
    c = [
        [sum((x * a[i] * a[j] for x, a in zip(m, v, strict=True)), r.number(0)) for j in range(size)]
        for i in range(size)
    ]
    values = sorted(mpmath.eigsy(square(c), eigvals_only=True), reverse=True)
    return decimal(r.data(asserts["lower_bound"])) <= sum(values[q:], mpmath.mpf(0)) + ZERO
