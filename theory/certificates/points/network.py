"""A problem with one encoder and decoder, read from ``asserts``: what the kinds about critical points share.

Legend: ``w_d``, ``v_d`` features, ``M_d`` weights, ``a_i`` rows of ``W_E``, ``u_i`` columns of ``W_D``, codes ``z_id``,
residuals ``r_d = v_d - W_D z_d``.  *Strict* means that no small change of ``W_E`` changes the pattern.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory.certificates import sdl
from theory.certificates.algebra import dot, number
from theory.certificates.exact_numbers import Rejected, read_field, sign
from theory.certificates.language import Evaluator
from theory.certificates.work import row_operation

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
        self.m = [self.number(x) for x in asserts["weights"]]
        if not len(self.w) == len(self.v) == len(self.m) or not self.w:
            raise Rejected("features_in, features_out and weights: one each per feature, at least one")
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

    def number(self, value: Any) -> Any:
        return number(self.names.value(["data", value]))

    def matrix(self, value: Any, where: str) -> list[list[Any]]:
        rows = self.names.value(["data", value])
        if not isinstance(rows, list) or not rows or len({len(row) for row in rows}) != 1:
            raise Rejected(f"{where}: expected vectors of one length")
        return [[number(x) for x in row] for row in rows]

    def forms(self, on: list[int]) -> tuple[list[list[Any]], list[list[Any]], Any]:
        """For a set of features: ``H = sum M w w^T``, ``N = T T^T`` with ``T = sum M w v^T``, and ``sum M |v|^2``."""
        h, t, total = zero_matrix(self.p, self.p), zero_matrix(self.p, self.r), Fraction(0)
        for d in on:
            w, v, m = self.w[d], self.v[d], self.m[d]
            h = [[x + m * (w[i] * w[j]) for j, x in enumerate(row)] for i, row in enumerate(h)]
            t = [[x + m * (w[i] * v[j]) for j, x in enumerate(row)] for i, row in enumerate(t)]
            total = total + m * dot(v, v)
        return h, [[dot(a, b) for b in t] for a in t], total


class Network(Data):
    """A problem with an encoder, a decoder and everything that follows from them."""

    def __init__(self, asserts: dict[str, Any]) -> None:
        super().__init__(asserts)
        self.a = self.matrix(asserts["encoder"], "encoder")
        self.decoder = self.matrix(asserts["decoder"], "decoder")
        self.q = len(self.a)
        if len(self.decoder) != self.r or len(self.decoder[0]) != self.q:
            raise Rejected(f"decoder: must be {self.r} x {self.q}")
        self.u = [[row[i] for row in self.decoder] for i in range(self.q)]
        self.pre = [[dot(a, w) for w in self.w] for a in self.a]
        self.z = sdl.codes(self.activation, self.a, self.w)  # n vectors of length q
        self.pattern = [[d for d in range(self.n) if sign(self.z[d][i]) > 0] for i in range(self.q)]
        self.residual = [
            [x - dot(row, z) for x, row in zip(v, self.decoder, strict=True)]
            for v, z in zip(self.v, self.z, strict=True)
        ]
        self.loss = sdl.code_loss(self.z, self.decoder, self.v, self.m)
        if self.loss != self.number(asserts["loss"]):
            raise Rejected("loss: differs from the value re-computed here")

    def full(self, d: int) -> bool:
        """Top-k has used all its places on feature d, so that neurons compete there."""
        return self.kind == "topk" and sum(d in on for on in self.pattern) == min(int(self.activation["k"]), self.q)

    def strict(self, i: int, d: int) -> bool:
        """A small change of ``W_E`` cannot switch neuron i on or off for feature d."""
        if self.full(d):
            chosen = [j for j in range(self.q) if d in self.pattern[j]]
            rivals = [j for j in range(self.q) if (j in chosen) != (i in chosen)]
            mine = self.pre[i][d]
            return all((mine - self.pre[j][d] if i in chosen else self.pre[j][d] - mine) > 0 for j in rivals)
        return sign(self.pre[i][d] - self.theta) != 0

    def pull(self, i: int) -> list[Any]:
        """``g_i = sum over its pattern of M_d <u_i, r_d> w_d``: minus half the gradient with respect to a_i."""
        out: list[Any] = [Fraction(0)] * self.p
        for d in self.pattern[i]:
            factor = self.m[d] * dot(self.u[i], self.residual[d])
            out = [x + factor * y for x, y in zip(out, self.w[d], strict=True)]
        return out

    def best_decoder(self) -> None:
        """Raise unless ``sum_d M_d r_d z_d^T = 0``, the normal equations of the decoder."""
        for i in range(self.q):
            for c in range(self.r):
                total: Any = Fraction(0)
                for d in self.pattern[i]:
                    total = total + self.m[d] * (self.residual[d][c] * self.z[d][i])
                if sign(total) != 0:
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
                row_operation(rows[i])
                factor = rows[i][k] / rows[k][k]
                rows[i] = [x - factor * y for x, y in zip(rows[i], rows[k], strict=True)]
    return True
