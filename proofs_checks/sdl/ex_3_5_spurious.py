r"""Example 3.5 as a spurious minimum in which training becomes trapped: refuted for ReLU and for Top-1, by a kernel.

Under ReLU it is no local minimum at all (``sdl.ex-3.5-relu-saddle``); under Top-1 three straight segments, on which the loss never
rises, lead to zero loss: neuron 2 copies the column of neuron 1 up to the tie on feature 1, takes that feature over, and then neuron 1
serves feature 2 alone.
"""

from __future__ import annotations

from collections.abc import Callable

from proofs_checks.sdl import ex_3_5, ex_3_5_top_1
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation, Source
from theory.evidence import evaluation
from theory.formal import loss, names
from theory.sdl import Activation
from theory.sdl.minima import near
from theory.sdl.pair import relu_loss, table, top_1_loss
from theory.typed import (
    NAT,
    SCALAR,
    Expr,
    TypedStatement,
    both,
    either,
    exists,
    family,
    for_all,
    implies,
    mat,
    negation,
    ordinal,
    var,
)

Loss = Callable[[Expr, Expr], Expr]
F = ex_3_5.F
D, E = var("D", mat(2, 2), "W_D"), var("E", mat(2, 2), "W_E")  # the point of the example
MATRIX, CHAIN = mat(2, 2), family("k", mat(2, 2))


def no_less_nearby(value: Loss) -> Expr:
    """No point nearby has a smaller loss than the point of the example."""

    def not_less(eps: Expr, d: Expr, e: Expr) -> Expr:
        return implies(both(near(eps, D, d), near(eps, E, e)), value(D, E) <= value(d, e))

    return exists(
        SCALAR,
        lambda eps: both(
            eps > 0, for_all(MATRIX, lambda d: for_all(MATRIX, lambda e: not_less(eps, d, e), "E2"), "D2")
        ),
        "eps",
    )


def never_rises(value: Loss, d: Expr, e: Expr, d2: Expr, e2: Expr) -> Expr:
    """The loss never rises on the straight segment from (d, e) to (d2, e2)."""

    def at(t: Expr) -> Expr:
        return value((1 - t) * d + t * d2, (1 - t) * e + t * e2)

    later = lambda t, u: implies(both(t >= 0, t <= u, u <= 1), at(u) <= at(t))  # noqa: E731
    return for_all(SCALAR, lambda t: for_all(SCALAR, lambda u: later(t, u), "u"), "t")


def way_out(value: Loss) -> Expr:
    """Finitely many straight segments lead from the point of the example to loss zero, and the loss never rises on them."""

    def along(d: Expr, e: Expr) -> Expr:
        starts = for_all("k", lambda i: implies(ordinal(i) == 1, both(d[i] == D, e[i] == E)), "i")
        falls = for_all(
            "k",
            lambda i: for_all(
                "k",
                lambda j: implies(ordinal(j) == ordinal(i) + 1, never_rises(value, d[i], e[i], d[j], e[j])),
                "j",
            ),
            "i",
        )
        return both(starts, falls, exists("k", lambda j: value(d[j], e[j]) == 0, "j"))

    return exists(NAT, lambda _: exists(CHAIN, lambda d: exists(CHAIN, lambda e: along(d, e), "Y"), "X"), "k")


def spurious(value: Loss) -> Expr:
    """A local minimum that no path leaves for zero loss."""
    return both(no_less_nearby(value), negation(way_out(value)))


PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.ex-3.5-spurious",
    title="Example 3.5 traps training (as published)",
    statement="""
        The point of Example 3.5 is a spurious local minimum, under ReLU or under Top-1 of ReLU: nearby points have no smaller
        loss, and no path of straight segments along which the loss never increases leads from it to the global minimum, loss
        zero.""",
    source=Source(
        locator="Example 3.5 and the text after Theorem 3.6",
        note="described as a spurious minimum where training becomes trapped",
    ),
    kind="property",
    expected="refuted",
    refutes="published",
    depends_on=("sdl.ex-3.5-relu-saddle", "sdl.ex-3.5-top-1"),
    remark="""
        Gradient descent can still stop there, since an unselected neuron has zero gradient; but the point is not a
        valley. What holds instead is sdl.ex-3.5-top-1: under Top-1 it is a local minimum, but not a strict one.""",
    typed=TypedStatement(
        "",
        (),
        {},
        either(spurious(relu_loss), spurious(top_1_loss)),
        ((D, table(ex_3_5.DECODER)), (E, table(ex_3_5.ENCODER))),
    ),
)


def nearby(activation: Activation = ex_3_5.RELU) -> Certificate:
    """A point at distance below 1/500 with a smaller loss."""
    act, here, there = names("act here there")
    h, unit = F(1, 1000), ex_3_5.UNIT
    let = {
        "act": activation,
        "there": loss(act, [[1, 1], [h, 0]], [[F(1, 2), h], [F(1, 2), -h]], unit, unit, [1, 1]),
        "here": loss(act, ex_3_5.ENCODER, ex_3_5.DECODER, unit, unit, [1, 1]),
    }
    return evaluation(there < here, let=let, record="there here", means="a smaller loss at a point very near")


def refute(budget: Budget) -> Evidence:
    text = "ReLU: a smaller loss very near.  Top-1: another path down to zero that never rises."
    return Evidence("certified-instances", "refuted", "instance", text, (nearby(), ex_3_5_top_1.path()))


def mutations() -> list[Mutation]:
    def constant_path() -> Certificate:
        good = ex_3_5_top_1.path()
        return seal("monotone_path", {**good["asserts"], "change": "constant"}, good["witness"])

    return [
        Mutation(
            "same-point-top-1",
            "the nearby point has a smaller loss under Top-1 too",
            rejected=lambda: nearby(Activation("topk", k=1)),
        ),
        Mutation("constant", "the loss is constant along the path", rejected=constant_path),
    ]
