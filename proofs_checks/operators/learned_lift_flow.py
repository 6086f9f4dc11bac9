"""A lift that is learned together with the dictionary is no preconditioner: its flow has a factor on the side of the codes.

Gradient flow on L and D of a loss of L^T D keeps L L^T - D D^T, as in deep linear networks.
"""

from __future__ import annotations

from proofs_checks.operators._typed import D, G, L, ours
from proofs_checks.vocabulary import Given, Theorem
from theory.typed import both, mat, transposed, var

U, V = var("U", mat("h", "m"), r"\dot L"), var("V", mat("h", "p"), r"\dot D")
effective = transposed(U) @ D + transposed(L) @ V
kept = U @ transposed(L) + L @ transposed(U) - (V @ transposed(D) + D @ transposed(V))

T = Theorem(
    id="operators.learned-lift-flow",
    title="A learned lift: what its gradient flow does and keeps",
    says=r"""
        Let $P = L^\top$ be learned, too, with gradient $G$ of the loss at $L^\top D$: $\dot L = -D G^\top$, $\dot D =
        -L G$. Then the effective dictionary moves by $\dot L^\top D + L^\top \dot D = -(G D^\top D + L^\top L\, G)$,
        and $L L^\top - D D^\top$ does not move: $\dot L L^\top + L \dot L^\top - \dot D D^\top - D \dot D^\top = 0$.""",
    source=ours("learned lifting"),
    kind="identity",
    sizes="h m p",
    about=(L, D, G, U, V),
    given={
        "lift-descends": Given(r"$\dot L = -D G^\top$", -(D @ transposed(G)) == U, fails={"U": [[5], [5]]}),
        "dictionary-descends": Given(r"$\dot D = -L G$", -(L @ G) == V, fails={"V": [[5], [5]]}),
    },
    then=both(effective == -(G @ (transposed(D) @ D) + (transposed(L) @ L) @ G), kept == kept - kept),
    example={
        "h": 2,
        "m": 1,
        "p": 1,
        "L": [[1], [2]],
        "D": [[3], [1]],
        "G": [[2]],
        "U": [[-6], [-2]],
        "V": [[-2], [-4]],
    },
    remark="""
        With a fixed lift only the second summand is there (operators.lifted-gradient-step). The first one multiplies
        on the side of the codes, which is where the conditioning of the decoder lies.""",
)
T.wrongly("fixed", "the flow of a fixed lift", effective == -((transposed(L) @ L) @ G))
T.wrongly("still", "the effective dictionary does not move", effective == effective - effective)
T.wrongly(
    "sum-kept",
    "L L^T + D D^T is kept",
    U @ transposed(L) + L @ transposed(U) + (V @ transposed(D) + D @ transposed(V)) == kept - kept,
)
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
