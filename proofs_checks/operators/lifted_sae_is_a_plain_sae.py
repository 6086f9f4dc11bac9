"""A lifted sparse autoencoder is a plain one: its dictionary is P D, its encoder L^T W, whatever the activation."""

from __future__ import annotations

from proofs_checks.operators._typed import D, L, P, W, ours
from proofs_checks.vocabulary import Theorem
from theory.typed import both, transposed, var, vec

b1, b2 = var("b1", vec("h"), "b_1"), var("b2", vec("p"), "b_2")
x, z = var("x", vec("m")), var("z", vec("p"))
scores = transposed(W) @ (L @ x - b1) + b2
encoder = transposed(transposed(L) @ W)

T = Theorem(
    id="operators.lifted-sae-is-a-plain-sae",
    title="A lifted autoencoder is a plain autoencoder",
    says=r"""
        Let $L \in \mathbb{R}^{h \times m}$ lift, $P \in \mathbb{R}^{m \times h}$ project, $W, D \in \mathbb{R}^{h
        \times p}$. For every input $x$ and every code $z$: $W^\top (L x - b_1) + b_2 = (L^\top W)^\top x + (b_2 -
        W^\top b_1)$ and $P (D z + b_1) = (P D) z + P b_1$. (Beyond the formal statement: so both have the same codes
        for any activation.)""",
    source=ours("equivalence of lifted and plain autoencoders"),
    kind="identity",
    sizes="h m p",
    about=(L, P, W, D, b1, b2, x, z),
    given={},
    then=both(
        scores == encoder @ x + (b2 - transposed(W) @ b1),
        P @ (D @ z + b1) == (P @ D) @ z + P @ b1,
    ),
    example={
        "h": 2,
        "m": 1,
        "p": 2,
        "L": [[1], [2]],
        "P": [[3, 1]],
        "W": [[1, 0], [1, 1]],
        "D": [[1, 2], [0, 1]],
        "b1": [1, -1],
        "b2": [0, 2],
        "x": [3],
        "z": [1, 5],
    },
    remark="""
        The lift changes how the autoencoder is parametrised, and nothing that it can do:
        operators.lifted-gradient-step says what it does to training.""",
)
T.wrongly("same-bias", "the encoder bias stays b_2", scores == encoder @ x + b2)
T.wrongly("same-output-bias", "the decoder bias is zero", P @ (D @ z + b1) == (P @ D) @ z)
T.wrongly(
    "tied-stays-tied",
    "with W = D the plain encoder is the plain dictionary",
    P @ D == transposed(L) @ D,
    W=[[1, 2], [0, 1]],
)
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
