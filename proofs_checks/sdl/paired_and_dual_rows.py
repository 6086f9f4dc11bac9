"""Paired rows, and rows that are nonnegative on all features, reconstruct every nonnegative mixture of the features exactly."""

from __future__ import annotations

from fractions import Fraction

from proofs_checks.vocabulary import Given, Theorem
from theory.claims import OWN, Source
from theory.sdl.formal import W, positive_part
from theory.typed import for_all, mat, one, var

F = Fraction
P, Q = var("P", mat("g", "p")), var("Q", mat("h", "p"))
A, B, X = var("A", mat("p", "g")), var("B", mat("p", "h")), var("X", mat("n", "N"))
# a half plane: the line of the first two features needs a pair, the direction into it one row
HALF_PLANE = {"p": 2, "n": 3, "g": 1, "h": 1, "N": 1, "W": [[1, -1, F(3, 5)], [0, 0, F(4, 5)]]}

T = Theorem(
    id="sdl.paired-and-dual-rows",
    title="p + l ReLU neurons reconstruct a cone with l paired rows",
    says=r"""
        Let the rows of $Q$ be nonnegative on all features, and $A P + B Q = I$. Then the ReLU network with the encoder rows $P$,
        $-P$, $Q$ and the decoder columns $A$, $-A$, $B$ reconstructs $W x$ exactly for every $x \ge 0$; the columns of $X$ are
        such $x$. With $l$ paired rows and $p - l$ others these are $p + l$ neurons.""",
    source=Source(locator=OWN, arxiv="", ours=True, note="the construction of sdl.width-for-zero-true-loss"),
    kind="existence",
    sizes="n p g h N",
    about=(W, P, Q, A, B, X),
    given={
        "dual-rows": Given(
            r"$Q W \ge 0$",
            for_all("h", lambda i: for_all("n", lambda d: (Q @ W)[i, d] >= 0, "d"), "i"),
            fails={"Q": [[0, -1]], "B": [[0], [-1]]},
        ),
        "reconstructs": Given("$A P + B Q = I$", A @ P + B @ Q == one("p"), fails={"B": [[0], [2]]}),
        "nonnegative-inputs": Given(
            r"$x \ge 0$",
            for_all("n", lambda d: for_all("N", lambda k: X[d, k] >= 0, "k"), "d"),
            fails={"X": [[0], [0], [-1]]},
        ),
    },
    then=A @ positive_part(P @ (W @ X)) - A @ positive_part(-(P @ (W @ X))) + B @ positive_part(Q @ (W @ X)) == W @ X,
    example={**HALF_PLANE, "P": [[1, 0]], "Q": [[0, 1]], "A": [[1], [0]], "B": [[0], [1]], "X": [[1], [2], [1]]},
)
T.wrongly(
    "one-neuron-per-line",
    "one row of each pair suffices",
    A @ positive_part(P @ (W @ X)) + B @ positive_part(Q @ (W @ X)) == W @ X,
)
T.wrongly(
    "biased-decoder",
    "the decoder columns need not be dual to the rows",
    without="reconstructs",
    A=[[2], [0]],
)
PAGE = "zero-loss"
CLAIM, mutations = T.claim(), T.mutations
examples = T.holds_in_example
