"""A formal statement about real numbers that are made of pi, roots, sines, cosines and arctangents: strict inequalities, for all of a box.

The exact evaluator has no such numbers; the checker encloses them (``theory/certificates/kinds/enclosure.py``).  One certificate is the
statement; one at a point of it, the other way round, refutes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Literal

from theory.certificates import seal
from theory.certificates.text import show
from theory.claims import Certificate
from theory.formal import Expression, expr, op

PI = Expression("pi")
Range = tuple[Literal["integers", "reals"], Any, Any]


def sin(x: Any) -> Expression:
    """The sine."""
    return op("sin", x)


def cos(x: Any) -> Expression:
    """The cosine."""
    return op("cos", x)


def sqrt(x: Any) -> Expression:
    """The square root."""
    return op("sqrt", x)


def atan(x: Any) -> Expression:
    """The arctangent."""
    return op("atan", x)


def between(low: Any, x: Expression, high: Any) -> list[Expression]:
    """``low < x < high``, decimals as text: two comparisons.

    >>> [c.json for c in between("3.14", PI, "3.15")]
    [['<', '3.14', 'pi'], ['<', 'pi', '3.15']]
    """
    return [Expression(["<", expr(low).json, x.json]), Expression(["<", x.json, expr(high).json])]


@dataclass(frozen=True)
class Enclosed:
    """All comparisons in ``holds`` are true for all values of the names in ``over``.

    Args:
        holds: comparisons with ``<`` or ``>``.
        over: for each name ``("integers", low, high)`` or ``("reals", low, high)``, both ends included.
        let: abbreviations, in order.

    >>> from theory.certificates import check
    >>> statement = Enclosed(between("3.141", PI, "3.142"))
    >>> check(statement.certificate())
    'it is true that 3.141 < pi and pi < 3.142'
    """

    holds: Sequence[Expression]
    over: dict[str, Range] = field(default_factory=dict)
    let: dict[str, Any] = field(default_factory=dict)

    def asserts(self) -> dict[str, Any]:
        """What a certificate of this statement asserts."""
        out: dict[str, Any] = {"holds": [expr(h).json for h in self.holds]}
        if self.over:
            out["over"] = [[n, kind, expr(a).json, expr(b).json] for n, (kind, a, b) in self.over.items()]
        return {**out, "let": [[n, expr(v).json] for n, v in self.let.items()]} if self.let else out

    def certificate(self, means: str = "") -> Certificate:
        """The certificate; only the checker knows whether it is accepted."""
        return seal("enclosure", {**self.asserts(), **({"means": means} if means else {})}, {})

    def holding(self, *holds: Expression) -> Enclosed:
        """The same names with other comparisons."""
        return replace(self, holds=holds)

    def fails_at(self, point: dict[str, Fraction | int], which: int = 0) -> Certificate:
        """The certificate that the comparison ``holds[which]`` is false at a point, strictly.

        Raises ValueError for a point that is not in the ranges.
        """
        if set(point) != set(self.over):
            raise ValueError(f"the point names {sorted(point)}, the statement is over {sorted(self.over)}")
        if outside := [n for n, x in point.items() if not self._inside(n, x)]:
            raise ValueError(f"{', '.join(outside)}: outside of the ranges of the statement")
        kept: dict[str, Range] = {n: (self.over[n][0], x, x) for n, x in point.items() if self.over[n][0] == "integers"}
        fixed = {n: x for n, x in point.items() if n not in kept}
        sign, left, right = expr(self.holds[which]).json
        wrong = Expression([{"<": ">", ">": "<"}[sign], left, right])
        return Enclosed((wrong,), kept, {**fixed, **self.let}).certificate()

    def _inside(self, name: str, x: Fraction | int) -> bool:
        kind, low, high = self.over[name]
        return Fraction(expr(low).json) <= x <= Fraction(expr(high).json) and (
            kind == "reals" or Fraction(x).denominator == 1
        )

    def statement(self) -> Any:
        """There is none for the exact evaluator; raises ValueError."""
        raise ValueError("pi, roots and trigonometric values cannot be evaluated exactly")

    def proved_by(self, certificates: Sequence[Certificate]) -> Certificate | None:
        """The certificate (all of them accepted) that is exactly this statement, or None."""
        wanted = self.asserts()
        return next((c for c in certificates if c["kind"] == "enclosure" and _stripped(c) == wanted), None)

    def disproved_by(self, certificates: Sequence[Certificate]) -> Certificate | None:
        """One that shows a comparison to fail at a point of the ranges, or None."""
        for certificate in certificates:
            if certificate["kind"] == "enclosure" and (point := self._point(certificate)) is not None:
                for which in range(len(self.holds)):
                    if self.fails_at(point, which)["sha256"] == seal("enclosure", _stripped(certificate), {})["sha256"]:
                        return certificate
        return None

    def _point(self, certificate: Certificate) -> dict[str, Fraction | int] | None:
        """Values of all names, from the ranges and abbreviations of a certificate."""
        asserts = certificate["asserts"]
        given: dict[str, Any] = {name: low for name, _, low, high in asserts.get("over", []) if low == high}
        given |= {name: value for name, value in asserts.get("let", []) if name in self.over and _number(value)}
        point = {name: Fraction(given[name]) for name in self.over if name in given}
        whole = {n: int(x) if x.denominator == 1 else x for n, x in point.items()}
        return whole if set(whole) == set(self.over) and all(self._inside(n, x) for n, x in whole.items()) else None

    def text(self) -> list[str]:
        """For a reader, a line for every part."""
        over = [
            f"for all {kind} {n} from {show(expr(a).json)} to {show(expr(b).json)}"
            for n, (kind, a, b) in self.over.items()
        ]
        out = over or ["a statement without variables"]
        out += [f"{name} := {show(expr(value).json, limit=4000)}" for name, value in self.let.items()]
        return [*out, *(f"then: {show(expr(h).json, limit=4000)}" for h in self.holds)]


def parts_enclosed(formal: Any) -> tuple[Enclosed, ...]:
    """The statement of a claim where it is enclosed: one, or several that hold together; else none."""
    parts: tuple[Any, ...] = formal if isinstance(formal, tuple) else (formal,)
    return parts if parts and all(isinstance(part, Enclosed) for part in parts) else ()


def _number(value: Any) -> bool:
    try:
        Fraction(value)
    except (TypeError, ValueError, ZeroDivisionError):
        return False
    return not isinstance(value, bool)


def _stripped(certificate: Certificate) -> dict[str, Any]:
    return {k: v for k, v in certificate["asserts"].items() if k != "means"}
