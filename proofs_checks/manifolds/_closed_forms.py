"""What claims about closed forms on the circle share: the claim, its proof by one enclosure for each part, wrong variants, quadrature.

A closed form is a mean over a manifold that was computed by hand.  The formal statement is about the closed form; that it is the mean is
tested by quadrature (``examples``), and the words of a claim say so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from theory.claims import Budget, Claim, Evidence, Mutation, Source
from theory.enclosed import PI, Enclosed, cos, sin
from theory.formal import Expression

AGREE = 1e-9  # closed form against quadrature, in double precision


@dataclass
class ClosedForms:
    """A claim whose formal statement is enclosed.

    Args:
        id, title, says, source, remark: as in :class:`theory.claims.Claim`.
        parts: formal statements that hold together.
        scope: of the evidence.
        wrong: name: (text, variant, point at which its first comparison fails).
        means: pairs of a closed form and the mean by quadrature, which must agree.
    """

    id: str
    title: str
    says: str
    source: Source
    parts: Sequence[Enclosed]
    scope: Literal["family", "instance"] = "instance"
    remark: str = ""
    depends_on: tuple[str, ...] = ()
    wrong: dict[str, tuple[str, Enclosed, dict[str, Fraction | int]]] = field(default_factory=dict)
    means: Callable[[], list[tuple[float, float]]] | None = None

    def claim(self) -> Claim:
        return Claim(
            id=self.id,
            title=self.title,
            statement=self.says,
            source=self.source,
            kind="bound",
            expected="proved",
            depends_on=self.depends_on,
            remark=self.remark,
            statement_formal=tuple(self.parts),
        )

    def prove(self, budget: Budget) -> Evidence:
        certificates = tuple(part.certificate() for part in self.parts)
        text = "Integer bounds of all numbers, with as many bits as it takes, and of all boxes, halved as often as it takes."
        return Evidence("exact-decision", "proved", self.scope, text, certificates)

    def examples(self, budget: Budget) -> Evidence:
        """The closed forms against the means that they stand for."""
        found = self.means() if self.means is not None else []
        numbers = {"examples": len(found), "violations": sum(abs(a - b) > AGREE for a, b in found)}
        text = f"Closed forms against quadrature of the means that they stand for, to {AGREE:g}."
        return Evidence("property-test", "tested", "instance", text, numbers=numbers)

    def mutations(self) -> list[Mutation]:
        return [
            Mutation(name, text, refuted_by=lambda variant=variant, point=point: variant.fails_at(point))
            for name, (text, variant, point) in self.wrong.items()
        ]


def tiling_error(n: Any) -> Expression:
    """``1/2 - (N/4pi) sin(2pi/N)``: one active atom of N on the circle, N >= 2, with the best code."""
    return Fraction(1, 2) - n / (4 * PI) * sin(2 * PI / n)


def product_of_codes(b: Any) -> Expression:
    """Mean of the product of the bias-free codes of two unit atoms at the angle ``0 <= b <= pi`` on the circle."""
    return (sin(b) + (PI - b) * cos(b)) / (4 * PI)
