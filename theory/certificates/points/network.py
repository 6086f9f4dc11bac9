"""A problem with one encoder and decoder, read from ``asserts``: what the kinds about critical points share.

Legend: ``w_d``, ``v_d`` features, ``M_d`` weights, ``a_i`` rows of ``W_E``, ``u_i`` columns of ``W_D``, codes ``z_id``,
residuals ``r_d = v_d - W_D z_d``.  *Strict* means that no small change of ``W_E`` changes the pattern.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory.certificates import sdl
from theory.certificates.algebra import dot, matmul, total, transpose
from theory.certificates.exact_numbers import Rejected, read_field, read_number, sign
from theory.certificates.language import Evaluator
from theory.certificates.statement import exact_matrix, facts, indices, items
from theory.certificates.work import cost, longest, row_operation, spend

PROBLEM = {"features_in", "features_out", "weights", "activation"}
POINT = {"encoder", "decoder", "loss"}


def zero_matrix(rows: int, columns: int) -> list[list[Any]]:
    """A matrix of zeros."""
    return [[Fraction(0)] * columns for _ in range(rows)]


class Data:
    """Features, weights and activation."""

    def __init__(self, asserts: dict[str, Any]) -> None:
        self.names = Evaluator(field=read_field(asserts.get("field")))
        self.w = self.matrix(asserts["features_in"], "features_in")
        out = asserts["features_out"]
        self.v = self.w if out is None else self.matrix(out, "features_out")
        self.m = self.numbers(asserts["weights"], "weights")
        if not len(self.w) == len(self.v) == len(self.m):
            raise Rejected("features_in, features_out and weights: one each per feature")
        if any(sign(x) <= 0 for x in self.m):
            raise Rejected("weights: must be positive")
        self.activation = sdl.read_activation(asserts["activation"])
        self.kind = self.activation["type"]
        if self.kind not in ("relu", "jumprelu", "topk"):
            raise Rejected("activation: relu, jumprelu or topk")
        self.theta = self.activation.get("theta", Fraction(0))
        if sign(self.theta) < 0:
            raise Rejected("activation.theta: must not be negative")
        self.n, self.p, self.r = len(self.w), len(self.w[0]), len(self.v[0])

    def number(self, value: Any, where: str = "number") -> Any:
        """A number of the certificate's field."""
        return read_number(value, self.names.field, where)

    def numbers(self, value: Any, where: str, length: int | None = None) -> list[Any]:
        """A list of such numbers."""
        return [self.number(x, where) for x in items(value, where, length)]

    def matrix(self, value: Any, where: str, rows: int | None = None, width: int | None = None) -> list[list[Any]]:
        """A matrix of such numbers, of the given shape."""
        return exact_matrix(items(value, where, rows), self.names, where, width)

    def pattern(self, value: Any, neurons: int | None = None, where: str = "pattern") -> list[list[int]]:
        """Per neuron the features that switch it on, sorted."""
        return [sorted(indices(on, self.n, where)) for on in items(value, where, neurons)]

    def forms(self, on: list[int]) -> tuple[list[list[Any]], list[list[Any]], Any]:
        """For a set of features: ``H = sum M w w^T``, ``N = T T^T`` with ``T = sum M w v^T``, and ``sum M |v|^2``."""
        w, v = ([x[d] for d in on] for x in (self.w, self.v))
        spend(3 * len(on) * self.p * cost(longest(self.m) + longest(x for row in w for x in row)))
        weighted = transpose([[self.m[d] * x for x in self.w[d]] for d in on])
        h, t = matmul(weighted, w), matmul(weighted, v)
        return h, matmul(t, transpose(t)), total(self.m[d] * dot(self.v[d], self.v[d]) for d in on)


def problem_in_words(asserts: dict[str, Any], *others: str) -> str:
    """Some fields and the whole problem, as part of a sentence."""
    same = asserts["features_out"] is None
    names = (*others, "activation", "features_in", *(() if same else ("features_out",)), "weights")
    return facts({**asserts, "field": None}, *names) + ", the same features out" * same + facts(asserts)


class Network(Data):
    """A problem with an encoder, a decoder and everything that follows from them."""

    def __init__(self, asserts: dict[str, Any]) -> None:
        super().__init__(asserts)
        self.a = self.matrix(asserts["encoder"], "encoder", width=self.p)
        self.q = len(self.a)
        self.decoder = self.matrix(asserts["decoder"], "decoder", self.r, self.q)
        self.u = [[row[i] for row in self.decoder] for i in range(self.q)]
        self.pre = [[dot(a, w) for w in self.w] for a in self.a]
        self.z = sdl.codes(self.activation, self.a, self.w)  # n vectors of length q
        self.chosen = [[i for i in range(self.q) if sign(z[i]) > 0] for z in self.z]  # the neurons of a feature
        self.on: list[list[int]] = [[] for _ in range(self.q)]  # the features of a neuron
        for d, neurons in enumerate(self.chosen):
            for i in neurons:
                self.on[i].append(d)
        self.residual = [
            [x - dot(row, z) for x, row in zip(v, self.decoder, strict=True)]
            for v, z in zip(self.v, self.z, strict=True)
        ]
        self.loss = sdl.code_loss(self.z, self.decoder, self.v, self.m)
        if self.loss != self.number(asserts["loss"], "loss"):
            raise Rejected("loss: differs from the value re-computed here")

    def full(self, d: int) -> bool:
        """Top-k has used all its places on feature d, so that neurons compete there."""
        return self.kind == "topk" and len(self.chosen[d]) == min(int(self.activation["k"]), self.q)

    def strict(self, i: int, d: int) -> bool:
        """A small change of ``W_E`` cannot switch neuron i on or off for feature d."""
        spend(2)
        if not self.full(d):
            return sign(self.pre[i][d] - self.theta) != 0
        spend(3 * self.q * cost(longest(row[d] for row in self.pre)))
        chosen = set(self.chosen[d])
        rivals = [j for j in range(self.q) if (j in chosen) != (i in chosen)]
        mine = self.pre[i][d]
        return all((mine - self.pre[j][d] if i in chosen else self.pre[j][d] - mine) > 0 for j in rivals)

    def pull(self, i: int) -> list[Any]:
        """``g_i = sum over its pattern of M_d <u_i, r_d> w_d``: minus half the gradient with respect to a_i."""
        out: list[Any] = [Fraction(0)] * self.p
        for d in self.on[i]:
            factor = self.m[d] * dot(self.u[i], self.residual[d])
            spend(4 * self.p * cost(longest([factor, *self.w[d]]) + longest(out)))
            out = [x + factor * y for x, y in zip(out, self.w[d], strict=True)]
        return out

    def best_decoder(self) -> None:
        """Raise unless ``sum_d M_d r_d z_d^T = 0``, the normal equations of the decoder."""
        for i in range(self.q):
            codes = [self.z[d][i] for d in self.on[i]]
            for c in range(self.r):
                spend(3 * len(codes) * cost(longest(self.m) + longest(self.residual[d][c] for d in self.on[i])))
                if sign(dot([self.m[d] * self.residual[d][c] for d in self.on[i]], codes)) != 0:
                    raise Rejected(f"decoder: the normal equation of neuron {i}, output {c}, fails")


def positive_semidefinite(matrix: list[list[Any]]) -> bool:
    """Symmetric elimination in exact arithmetic: every pivot is >= 0, and a zero pivot has a zero row.

    Each step splits off ``pivot * (l . x)^2`` from the quadratic form, so the form is a sum of squares iff all steps pass.
    """
    rows = [list(row) for row in matrix]
    n = len(rows)
    if any(len(row) != n for row in rows) or any(rows[i][j] != rows[j][i] for i in range(n) for j in range(i)):
        return False
    for k in range(n):
        pivot = sign(rows[k][k])
        if pivot < 0 or (pivot == 0 and any(sign(x) != 0 for x in rows[k][k + 1 :])):
            return False
        for i in range(k + 1, n):
            if pivot and sign(rows[i][k]) != 0:
                row_operation(rows[i], rows[k])
                factor = rows[i][k] / rows[k][k]
                rows[i] = [x - factor * y for x, y in zip(rows[i], rows[k], strict=True)]
    return True
