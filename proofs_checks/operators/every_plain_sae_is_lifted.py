"""Every plain autoencoder is a lifted one, for any lift that can be undone and any projection that reaches everything."""

from __future__ import annotations

from proofs_checks.operators._typed import L, P, one, ours
from proofs_checks.vocabulary import Given, Theorem
from theory.typed import both, mat, transposed, var, vec

Q, K = var("Q", mat("h", "m")), var("K", mat("m", "h"))
E, F = var("E", mat("m", "p")), var("F", mat("m", "p"))
be, bd = var("be", vec("p"), "b_E"), var("bd", vec("m"), "b_D")
x, z = var("x", vec("m")), var("z", vec("p"))
W, D, b1 = transposed(K) @ E, Q @ F, Q @ bd
b2 = be + transposed(W) @ b1
scores = transposed(W) @ (L @ x - b1) + b2

T = Theorem(
    id="operators.every-plain-sae-is-lifted",
    title="Every plain autoencoder is a lifted one if lift and projection have full rank",
    says=r"""
        Let $K L = I$ and $P Q = I$ ($L$ has rank $m$, and so has $P$). For every plain autoencoder $(E, F, b_E, b_D)$
        the lifted one with $W = K^\top E$, $D = Q F$, $b_1 = Q b_D$, $b_2 = b_E + W^\top b_1$ has the same scores,
        $W^\top (L x - b_1) + b_2 = E^\top x + b_E$, and the same outputs, $P (D z + b_1) = F z + b_D$.""",
    source=ours("equivalence of lifted and plain autoencoders, converse"),
    kind="existence",
    sizes="h m p",
    about=(L, P, Q, K, E, F, be, bd, x, z),
    given={
        "lift-undone": Given(r"$K L = I$", K @ L == one("m"), fails={"K": [[0, 0]]}),
        "projection-onto": Given(r"$P Q = I$", P @ Q == one("m"), fails={"Q": [[0], [0]]}),
    },
    then=both(scores == transposed(E) @ x + be, P @ (D @ z + b1) == F @ z + bd),
    example={
        "h": 2,
        "m": 1,
        "p": 2,
        "L": [[1], [2]],
        "P": [[3, 1]],
        "K": [[1, 0]],
        "Q": [[0], [1]],
        "E": [[2, -1]],
        "F": [[1, 5]],
        "be": [1, 1],
        "bd": [4],
        "x": [3],
        "z": [1, 2],
    },
    remark="Without full rank less can be written: operators.effective-rank.",
)
T.wrongly("transposed", "the projection undoes the lift", P @ L == one("m"))
T.wrongly("tied", "the lifted autoencoder of a tied one is tied", W == D, E=[[1, 5]])
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
