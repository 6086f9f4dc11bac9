"""A second reading of the statement language, written from its description and not from the checker.

Numbers are fractions; with indeterminates they are sympy polynomials, in a number field mpmath numbers of 120 digits, where
what is below 10^-60 counts as zero.  What has no meaning raises :class:`Undefined`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath
from sympy.polys.domains import QQ
from sympy.polys.rings import PolyElement, ring

from tests.theory.certificates.fuzz.operations import BINDERS, OPERATIONS
from tests.theory.certificates.fuzz.values import ZERO, Flat, flat, is_number, need, root


class Reader:
    """An evaluator for one statement."""

    def __init__(self, setup: dict[str, Any], assignment: dict[str, Any] | None = None) -> None:
        self.names: dict[str, Any] = {}
        self.functions = setup.get("definitions", {})
        self.alpha: Any = None
        self.ring: Any = None
        if setup.get("field") is not None:
            self.alpha = root(setup["field"])
        if setup.get("indeterminates"):
            need(self.alpha is None)  # see ``holds``
            self.ring, *symbols = ring(setup["indeterminates"], QQ)
            self.names.update(zip(setup["indeterminates"], symbols, strict=True))
        for name, value in (assignment or {}).items():
            self.names[name] = self.data(value)
        for name, expression in setup.get("let", []):
            self.names[name] = self(expression, {})

    def number(self, x: Any) -> Any:
        need(isinstance(x, int | str) and not isinstance(x, bool))
        exact = Fraction(x)
        if self.ring is not None:
            return self.ring(QQ(exact.numerator, exact.denominator))
        return exact if self.alpha is None else mpmath.mpf(exact.numerator) / exact.denominator

    def data(self, x: Any) -> Any:
        if isinstance(x, bool):
            return x
        if isinstance(x, list):
            return [self.data(y) for y in x]
        if isinstance(x, dict):
            if "type" in x:
                return {k: v if k == "type" else Fraction(v) for k, v in x.items()}
            if "no_rows" in x:
                return flat(x["no_rows"])
            need(self.alpha is not None)
            return sum((self.number(c) * self.alpha**i for i, c in enumerate(x["alg"])), self.number(0))
        return self.number(x)

    def ground(self, x: Any) -> Any:
        """A number that can be compared."""
        need(is_number(x))
        if isinstance(x, PolyElement):
            need(x.is_ground)
            c = x.coeff(1)
            return Fraction(int(c.numerator), int(c.denominator))
        return x

    def compare(self, a: Any, b: Any) -> int:
        a, b = self.ground(a), self.ground(b)
        difference = a - b
        if isinstance(difference, mpmath.mpf):
            return 0 if abs(difference) < ZERO else int(mpmath.sign(difference))
        return (difference > 0) - (difference < 0)

    def integer(self, x: Any) -> int:
        value = self.ground(x)
        nearest = int(mpmath.nint(value)) if isinstance(value, mpmath.mpf) else int(value)
        need(self.compare(self.number(nearest), x) == 0)
        return nearest

    def equal(self, a: Any, b: Any) -> bool:
        if isinstance(a, list) and isinstance(b, list):
            if not a and not b:
                need(isinstance(a, Flat) == isinstance(b, Flat))
                return getattr(a, "columns", 0) == getattr(b, "columns", 0)
            return len(a) == len(b) and all([self.equal(x, y) for x, y in zip(a, b, strict=True)])
        if is_number(a) and is_number(b):
            return self.compare(a - b, self.number(0)) == 0
        need(type(a) is type(b))
        return a == b

    def __call__(self, e: Any, local: dict[str, Any]) -> Any:
        if isinstance(e, str) and (e[:1].isalpha() or e[:1] == "_"):
            need(e in local or e in self.names)
            return local[e] if e in local else self.names[e]
        if not isinstance(e, list):
            return self.data(e)
        op, args = e[0], e[1:]
        if op in BINDERS:
            name, domain = args[0], self(args[1], local)
            need(isinstance(domain, list))
            return BINDERS[op](self, (self(args[2], {**local, name: x}) for x in domain))
        if op == "data":
            return self.data(args[0] if len(args) == 1 else args)
        if op == "let":
            inner = dict(local)
            for name, expression in args[0]:
                inner[name] = self(expression, inner)
            return self(args[1], inner)
        if op == "if":
            return self(args[1] if self.truth(args[0], local) else args[2], local)
        if op == "and":
            return all(self.truth(a, local) for a in args)
        if op == "or":
            return any(self.truth(a, local) for a in args)
        if op == "implies":
            return not self.truth(args[0], local) or self.truth(args[1], local)
        if op == "call":
            _, names, body = self.functions[args[0]]
            return self(body, dict(zip(names, (self(a, local) for a in args[1:]), strict=True)))
        need(op in OPERATIONS)
        return OPERATIONS[op](self, *(self(a, local) for a in args))

    def truth(self, e: Any, local: dict[str, Any]) -> bool:
        value = self(e, local)
        need(isinstance(value, bool))
        return value


def holds(asserts: dict[str, Any]) -> bool:
    """Is an ``evaluation`` true?  Over a number field an identity is tried at points with no relation to the numbers in it."""
    with mpmath.workdps(120):
        if asserts.get("field") is None or not asserts.get("indeterminates"):
            return Reader(asserts).truth(asserts["holds"], {})
        setup = {k: v for k, v in asserts.items() if k != "indeterminates"}
        points = (
            [f"{7919 * (i + 2) ** k + i}/{104729 + k}" for i, _ in enumerate(asserts["indeterminates"])]
            for k in (2, 3, 5)
        )
        return all(
            Reader(setup, dict(zip(asserts["indeterminates"], x, strict=True))).truth(asserts["holds"], {})
            for x in points
        )


def refuted(asserts: dict[str, Any], assignment: dict[str, Any], field: Any) -> bool:
    """Does an assignment satisfy all hypotheses and violate the conclusion?"""
    with mpmath.workdps(120):
        reader = Reader({**asserts, "field": field}, assignment)
        given = all(reader.truth(h, {}) for h in asserts["hypotheses"].values())
        return given and not reader.truth(asserts["conclusion"], {})
