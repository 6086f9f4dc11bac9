r"""Splitting a feature off a neuron in the typed language: a neuron is on for the features whose value exceeds its level.

The level is 0 for ReLU, $\theta$ for JumpReLU, and minus the bias for ReLU with biases.  Neurons do not influence each other, so the
split pattern is realizable with all other rows unchanged if and only if two rows exist: one on for the feature alone, one for the rest.
Such a quantifier over rows is not evaluated: drop tests and wrong variants are counterexamples to the statement with multipliers
instead (``_absorption``), which by Motzkin's theorem says the same (``sdl.thm-3.8-conditions``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from proofs_checks.sdl import _absorption as split
from theory.claims import Hypothesis
from theory.sdl import Activation
from theory.sdl.formal import E, W
from theory.statement import Statement
from theory.typed import (
    SCALAR,
    Expr,
    TypedStatement,
    both,
    cardinal,
    column,
    dot,
    exists,
    family,
    for_all,
    iff,
    implies,
    listed,
    member,
    norm2,
    subset,
    those,
    var,
    vec,
)

F = var("F", family("q", subset("n")))
bias, theta = var("b", family("q", SCALAR)), var("theta", SCALAR)
UNIT = for_all("n", lambda d: norm2(column(W, d)) == 1, "d")
DISTINCT = for_all("n", lambda d: for_all("n", lambda e: implies(e != d, column(W, e) != column(W, d)), "e"), "d")
POLYSEMANTIC = for_all("q", lambda i: cardinal(F[i]) >= 2)


def on_exactly(on: Callable[[Expr], Expr], level: Any) -> Expr:
    """Some row is above the level on exactly these features; level None: some row with a bias of its own is."""

    def row(bound: Any) -> Expr:
        return exists(vec("p"), lambda a: for_all("n", lambda e: iff(dot(a, column(W, e)) > bound, on(e)), "e"), "a")

    return exists(SCALAR, lambda c: row(-c), "c") if level is None else row(level)


def statement(level: Any, more: tuple[Expr, ...] = (), given: dict[str, Expr] | None = None) -> TypedStatement:
    """Every neuron of an encoder with two or more of the distinct unit features has a feature that splits off."""
    above = (lambda i: -bias[i]) if level is None else (lambda i: level)
    sets = listed("q", lambda i: those("n", lambda d: (E @ W)[i, d] > above(i), "d"))

    def splits(i: Expr, d: Expr) -> Expr:
        rest = on_exactly(lambda e: both(member(e, F[i]), e != d), level)
        return both(member(d, F[i]), rest, on_exactly(lambda e: e == d, level))

    then = for_all("q", lambda i: exists("n", lambda d: splits(i, d), "d"))
    hypotheses = {"unit-features": UNIT, "distinct-features": DISTINCT, "polysemantic-neurons": POLYSEMANTIC}
    return TypedStatement("n p q", (W, E, *more), {**hypotheses, **(given or {})}, then, ((F, sets),))


TEXTS = {"unit-features": r"$\|w_d\| = 1$", "distinct-features": r"$w_d \ne w_e$ for $d \ne e$"}
TEXTS["polysemantic-neurons"] = r"$|F_i| \ge 2$"


def hypotheses(
    evaluable: Statement,
    example: tuple[Any, Any],
    drops: dict[str, tuple[Any, Any, str] | str],
    *,
    activation: Activation = split.RELU,
    bias: bool = False,
) -> tuple[Hypothesis, ...]:
    """The three common hypotheses: features and rows with every split refuted when it is dropped, or why there are none."""

    def witness() -> Any:
        return split.satisfied(evaluable, *example, activation=activation, bias=bias)

    def hypothesis(name: str, drop: tuple[Any, Any, str] | str) -> Hypothesis:
        if isinstance(drop, str):
            return Hypothesis(name, TEXTS[name], witness, drop_note=drop)
        features, rows, means = drop
        without = evaluable.without(name)
        return Hypothesis(
            name,
            TEXTS[name],
            witness,
            drop=lambda: split.counterexample(
                features, rows, activation=activation, of=without, bias=bias, means=means
            ),
        )

    return tuple(hypothesis(name, drops[name]) for name in TEXTS)
