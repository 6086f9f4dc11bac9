"""Convolutions and spectral layers on the torus do not commute with turns by 90 degrees, so nothing makes such a model robust to turns."""

from __future__ import annotations

from proofs_checks.operators._typed import published
from proofs_checks.parts import counterexample, wrong
from theory.claims import Budget, Claim, Evidence, Mutation
from theory.formal import Expression, names, op
from theory.statement import Statement

x, a, b = names("x a b")
SIDE = 2


def layer(f: Expression) -> Expression:
    """Taps a here and b one point back along the second axis, on 2 x 2 points in rows."""
    return op(
        "tuple", *(a * f[SIDE * i + j] + b * f[SIDE * i + (j - 1) % SIDE] for i in range(SIDE) for j in range(SIDE))
    )


def turned(f: Expression) -> Expression:
    """A quarter turn."""
    return op("tuple", *(f[SIDE * j + SIDE - 1 - i] for i in range(SIDE) for j in range(SIDE)))


STATEMENT = Statement(
    ("x", "a", "b"),
    {},
    Expression("before") == Expression("after"),
    {"before": layer(turned(x)), "after": turned(layer(x))},
)
POINT = {"x": [1, 0, 0, 0], "a": 0, "b": 1}

CLAIM = Claim(
    id="operators.layers-commute-with-rotations",
    title="Layers on the torus commute with turns",
    statement=r"""
        For every function $x$ on $2 \times 2$ points and the circular convolution with the taps $a$ at $(0, 0)$ and
        $b$ at $(0, 1)$ (a spectral layer with all modes is one): turning by 90 degrees and then convolving is
        convolving and then turning.""",
    source=published("robustness to rotations, read as: the layers commute with them"),
    kind="property",
    expected="refuted",
    refutes="ours",
    depends_on=("operators.convolutions-commute-with-shifts",),
    remark="""
        A turned kernel is another kernel. Shifts of the grid commute with every such layer
        (operators.convolutions-commute-with-shifts), turns with those alone whose kernels they leave as they are; what
        is reported about turned inputs is an observation about trained models.""",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> Evidence:
    return counterexample("One bright point, and the shift along one axis.", STATEMENT, POINT, record="before after")


def mutations() -> list[Mutation]:
    before, after = names("before after")
    return [
        wrong("first-point", "the first value agrees", STATEMENT, POINT, before[0] == after[0]),
        wrong("never", "they agree for no function", STATEMENT, {"x": [1, 1, 1, 1], "a": 0, "b": 1}, before != after),
    ]
