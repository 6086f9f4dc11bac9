"""A point of the landscape in exact numbers, with the certificates that can be made about it.

Legend: encoder ``W_E`` (q x p, rows a_i), decoder ``W_D`` (r x q, columns u_i), all in one number field that contains the problem's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from solvers.exact.number_fields import minimal_root
from solvers.exact.real_roots import RealRoot
from theory.certificates import Rejected, check, seal
from theory.claims import Certificate
from theory.exact import Exact, NumberField, json_tree, sign, to_json
from theory.sdl import Problem
from theory.sdl.landscape import Point
from theory.sdl.problem import dot

Embedding = Callable[[Exact], Exact]


def same(x: Exact) -> Exact:
    """The embedding of a field into itself."""
    return x


@dataclass(frozen=True)
class ExactPoint:
    """Encoder and decoder over ``field``; ``embed`` maps the numbers of the problem into it."""

    problem: Problem
    encoder: tuple[tuple[Exact, ...], ...]
    decoder: tuple[tuple[Exact, ...], ...]
    field: NumberField | None
    embed: Embedding = same

    @staticmethod
    def of_neurons(
        problem: Problem,
        neurons: Sequence[tuple[Sequence[Exact], Sequence[Exact]]],
        field: NumberField | None,
        embed: Embedding = same,
    ) -> ExactPoint:
        """From (row, column) pairs."""
        encoder = tuple(tuple(a) for a, _ in neurons)
        decoder = tuple(zip(*(u for _, u in neurons), strict=True))
        return ExactPoint(problem, encoder, decoder, field, embed)

    @cached_property
    def embedded(self) -> Problem:
        """The problem with its numbers in the field of the point."""
        p, e = self.problem, self.embed
        rows_in, rows_out = (
            tuple(tuple(e(x) for x in row) for row in part) for part in (p.features_in, p.features_out)
        )
        weights = tuple(e(x) for x in p.weights)
        return Problem(p.name, p.kind, rows_in, rows_out, weights, p.activation, p.width, self.field)

    @cached_property
    def loss(self) -> Exact:
        """The loss, exactly."""
        return self.embedded.loss(self.encoder, self.decoder)

    @cached_property
    def root(self) -> RealRoot:
        """The loss on its own, comparable with numbers of other fields."""
        return minimal_root(self.loss)

    @cached_property
    def codes(self) -> list[list[Exact]]:
        """The codes of the features, one list per feature."""
        return self.embedded.codes(self.encoder)

    @cached_property
    def pattern(self) -> list[list[int]]:
        """For every neuron the features that it is on for."""
        return [[d for d, z in enumerate(self.codes) if sign(z[i]) > 0] for i in range(len(self.encoder))]

    @cached_property
    def residuals(self) -> list[list[Exact]]:
        """``r_d = v_d - W_D z_d``."""
        pairs = zip(self.embedded.features_out, self.codes, strict=True)
        return [[x - dot(row, z) for x, row in zip(v, self.decoder, strict=True)] for v, z in pairs]

    def record(self) -> Point:
        """The point for the landscape file."""
        return Point(
            json_tree(self.encoder), json_tree(self.decoder), self.pattern, self.field.json() if self.field else None
        )

    def asserts(self, **extra: Any) -> dict[str, Any]:
        """What every certificate about this point says first."""
        p = self.embedded
        out = {
            "features_in": json_tree(p.features_in),
            "features_out": None if p.features_in == p.features_out else json_tree(p.features_out),
            "weights": json_tree(p.weights),
            "activation": p.activation.json(),
            "encoder": json_tree(self.encoder),
            "decoder": json_tree(self.decoder),
            "loss": to_json(self.loss),
            **extra,
        }
        return out if self.field is None else {**out, "field": self.field.json()}

    def has_value(self, *, means: str = "") -> Certificate:
        """The loss of the point, by evaluation."""
        p = self.embedded
        names = ["act", "W_E", "W_D", "w_p", "w_r", "M"]
        values = [self.encoder, self.decoder, p.features_in, p.features_out, p.weights]
        let = [["act", ["data", p.activation.json()]]]
        let += [[name, ["data", json_tree(x)]] for name, x in zip(names[1:], values, strict=True)]
        asserts: dict[str, Any] = {"holds": ["=", ["loss", *names], to_json(self.loss)], "let": let}
        if self.field is not None:
            asserts["field"] = self.field.json()
        if means:
            asserts["means"] = means
        return seal("evaluation", asserts, {})


def accepted(certificate: Certificate) -> Certificate:
    """The certificate, if the checker accepts it; a solver must not hand out anything else."""
    try:
        check(certificate)
    except Rejected as reason:
        raise ArithmeticError(
            f"a {certificate['kind']} certificate made here is rejected ({reason}); please report the problem"
        ) from None
    return certificate


def describe(root: RealRoot) -> Any:
    """A number for the landscape file."""
    if root.value is not None:
        return to_json(root.value)
    return {"poly": [to_json(c) for c in root.poly], "interval": [to_json(x) for x in root.interval]}


ZERO = Fraction(0)
