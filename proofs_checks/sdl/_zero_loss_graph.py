"""The typed statement that near a regular zero of the loss the solutions are a graph over the encoder and q - n decoder columns."""

from __future__ import annotations

from theory.sdl.formal import POSITIVE_WEIGHTS as POSITIVE
from theory.sdl.formal import D, E, M, V, W, jump_codes, weighted
from theory.sdl.minima import near
from theory.typed import SCALAR, Expr, TypedStatement, column, cond, family, index, size, var
from theory.typed import both as joint
from theory.typed import exists as some
from theory.typed import for_all as each
from theory.typed import implies as implies_typed
from theory.typed import rank as matrix_rank

c, F_, eps = var("c", family("n", index("q"))), var("F", D.type), var("eps", SCALAR)
D2, D3, E2 = var("D2", D.type, "W_D'"), var("D3", D.type, "W_D''"), var("E2", E.type, "W_E'")
level = var("theta", SCALAR)


def fits(decoder: Expr, encoder: Expr) -> Expr:
    """Zero loss."""
    return weighted(V - decoder @ jump_codes(level, encoder, W), M) == 0


def agrees(decoder: Expr) -> Expr:
    """The columns outside c are those of F."""
    outside = lambda j: each("n", lambda x: c[x] != j, "x")  # noqa: E731
    return each("q", lambda j: implies_typed(outside(j), column(decoder, j) == column(F_, j)), "j")


def every(x: Expr, statement: Expr) -> Expr:
    """For all values of a variable."""
    return each(x.type, lambda _: statement, x.info[0])


SAME_PATTERN = each(
    "q",
    lambda i: each(
        "n", lambda d: jump_codes(level, E2, W)[i, d] == cond((E @ W)[i, d] > level, (E2 @ W)[i, d], 0), "d"
    ),
)
ONLY_ONE = joint(fits(D2, E2), agrees(D2), every(D3, implies_typed(joint(fits(D3, E2), agrees(D3)), D3 == D2)))
GRAPH = every(F_, some(D2.type, lambda _: ONLY_ONE, "D2"))
DIFFERENT = each("n", lambda x: each("n", lambda y: implies_typed(c[x] == c[y], x == y), "y"), "x")
NEARBY = joint(DIFFERENT, eps > 0, every(E2, implies_typed(near(eps, E, E2), joint(SAME_PATTERN, GRAPH))))
SOLUTIONS_ARE_A_GRAPH = TypedStatement(
    "n p q r",
    (W, V, M, D, E, level),
    {
        "threshold": level >= 0,
        "positive-weights": POSITIVE,
        "zero-loss": fits(D, E),
        "codes-of-rank-n": matrix_rank(jump_codes(level, E, W)) == size("n"),
        "strict-pattern": each("q", lambda i: each("n", lambda d: (E @ W)[i, d] != level, "d")),
    },
    some(c.type, lambda _: some(SCALAR, lambda _e: NEARBY, "eps"), "c"),
)
