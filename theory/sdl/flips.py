r"""Sign flips in the typed language: a flip is the set of the indices whose sign changes; the same as in ``Flips.v``."""

from __future__ import annotations

from collections.abc import Callable

from theory.typed import (
    SCALAR,
    Definition,
    Expr,
    cond,
    either,
    exists,
    for_all,
    index,
    indicator,
    member,
    subset,
    total,
    var,
)

F = var("F", subset("m"))
_I, _X = var("i", index("m")), var("x", SCALAR)
flipped = Definition("flipped", (F, _I, _X), cond(member(_I, F), -_X, _X), r"\epsilon^{{{0}}}_{{{1}}} {2}", "Flips")
DEFINITIONS = (flipped,)


def serves(loading: Callable[[Expr], Expr]) -> Expr:
    """All loadings are positive after the flip F, or all of them negative."""
    return either(
        for_all("m", lambda i: flipped(F, i, loading(i)) > 0, "i"),
        for_all("m", lambda i: flipped(F, i, loading(i)) < 0, "i"),
    )


def some_served(count: str, loading: Callable[[Expr, Expr], Expr]) -> Expr:
    """The flip F serves one of the columns of a table of loadings."""
    return exists(count, lambda k: serves(lambda i: loading(i, k)), "k")


def number_of_flips(served: Expr) -> Expr:
    """How many flips F have the property."""
    return total(subset("m"), lambda _: indicator(served), "F")


def for_all_flips(said: Expr) -> Expr:
    """Every flip F has the property."""
    return for_all(subset("m"), lambda _: said, "F")
