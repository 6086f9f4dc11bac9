"""Theorem 3.2 for one activation: the same typed theorem for every activation, given the codes of an encoder."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Source
from theory.sdl.formal import NONNEGATIVE_WEIGHTS, D, E, M, V, W, weighted
from theory.typed import SCALAR, Expr, both, for_all, iff, implies, mat, var

F = Fraction
X, Y, Z = var("X", mat("q", "p")), var("Y", mat("q", "p")), var("Z", mat("q", "p"))
D1, D2, t = var("D1", mat("r", "q")), var("D2", mat("r", "q")), var("t", SCALAR, r"\lambda")
Codes = Callable[[Expr], Expr]

UNITS = [[1, F(3, 5)], [0, F(4, 5)]]  # two features as columns
EXAMPLE: dict[str, Any] = {
    "n": 2,
    "p": 2,
    "q": 2,
    "r": 2,
    "W": UNITS,
    "V": UNITS,
    "M": [1, 2],
    "t": F(1, 3),
    "D": [[1, F(1, 2)], [0, 1]],
    "E": [[3, 1], [-2, -3]],
    "X": [[3, 1], [-2, -3]],
    "Y": [[2, 2], [-5, -1]],
    "D1": [[1, 0], [0, 1]],
    "D2": [[0, 1], [1, 0]],
}
ONE: dict[str, Any] = {
    "n": 1,
    "p": 1,
    "q": 1,
    "r": 1,
    "W": [[1]],
    "V": [[1]],
    "M": [1],
    "D": [[1]],
    "D1": [[1]],
    "D2": [[1]],
    "E": [[1]],
}


def same_pattern(codes: Codes, x: Expr, y: Expr) -> Expr:
    """The same codes are positive."""
    return for_all("q", lambda i: for_all("n", lambda d: iff(codes(x)[i, d] > 0, codes(y)[i, d] > 0), "d"))


def in_encoder(codes: Codes, below: Any = Expr.__le__) -> Expr:
    """The segment stays in the pattern of its start, and the loss at its point Z lies below the chord."""
    at = [weighted(V - D @ codes(e), M) for e in (Z, X, Y)]
    return both(same_pattern(codes, Z, X), below(at[0], t * at[1] + (1 - t) * at[2]))


def in_decoder(codes: Codes, below: Any = Expr.__le__) -> Expr:
    """For one encoder, the loss lies below its chord between two decoders."""
    at = [weighted(V - d @ codes(E), M) for d in (t * D1 + (1 - t) * D2, D1, D2)]
    return below(at[0], t * at[1] + (1 - t) * at[2])


def theorem(
    kind: str,
    title: str,
    sigma: str,
    codes: Codes,
    *,
    parameter: dict[str, Any],
    about: tuple[Expr, ...] = (),
    sizes: str = "",
    given: dict[str, Given] | None = None,
) -> Theorem:
    """The theorem with its hypotheses and wrong variants; ``parameter`` is the activation's own in the example."""
    within = implies(same_pattern(codes, X, Y), in_encoder(codes))
    made = Theorem(
        id=f"sdl.thm-3.2-{kind}",
        title=f"Piecewise biconvexity for {title}",
        says=rf"""
            For $\sigma$ = {sigma}: every pattern region $\Omega_P$ is convex, and on $\mathbb{{R}}^{{r \times q}} \times
            \Omega_P$ the loss $\tilde{{L}}$ is convex in $W_D$ for fixed $W_E$ and convex in $W_E$ for fixed $W_D$.""",
        source=Source(locator="Theorem 3.2"),
        kind="property",
        sizes=f"n p q r {sizes}".strip(),
        about=(*about, M, W, V, D, X, Y, E, D1, D2, t),
        let=((Z, t * X + (1 - t) * Y),),
        given={
            "weights": Given(r"$M_d \ge 0$", NONNEGATIVE_WEIGHTS, fails={"M": [-1, -2]}),
            "on-the-segment": Given(r"$0 \le \lambda \le 1$", both(t >= 0, t <= 1), fails={"t": 2, "M": [1, 1]}),
            **(given or {}),
        },
        then=both(within, in_decoder(codes)),
        example={**EXAMPLE, **parameter},
    )
    # one feature and a neuron that is off at -1 and on at 1: (1 - a_+)^2 lies above its chord at 0
    across = {**ONE, "X": [[-1]], "Y": [[1]], "t": F(1, 2)}
    made.wrongly("any-pattern", "convex in the encoder across patterns", in_encoder(codes), **across)
    strict, concave = (
        implies(same_pattern(codes, X, Y), in_encoder(codes, sign)) for sign in (Expr.__lt__, Expr.__ge__)
    )
    made.wrongly("strict-encoder", "strictly convex in the encoder", strict, t=1)
    made.wrongly("concave", "concave in the encoder", concave)
    made.wrongly("strict-decoder", "strictly convex in the decoder", in_decoder(codes, Expr.__lt__), t=1)
    return made
