"""A projection with P P^T = c I changes a gradient step exactly as another learning rate does: eta becomes c eta."""

from __future__ import annotations

from proofs_checks.operators._typed import D, G, P, eta, one, ours, step
from proofs_checks.vocabulary import Given, Theorem
from theory.typed import SCALAR, transposed, var

c = var("c", SCALAR)

T = Theorem(
    id="operators.scaled-isometry-is-a-learning-rate",
    title="Lifts with P P^T = c I are another learning rate",
    says=r"""
        If $P P^\top = c I$, then $P (D - \eta P^\top G) = P D - (\eta c)\, G$: the effective dictionary moves as in
        plain gradient descent with learning rate $\eta c$, and for $c = 1$ exactly as without a lift.""",
    source=ours("lifting speeds up learning: orthonormal and scaled orthonormal lifts"),
    kind="identity",
    sizes="h m p",
    about=(P, D, G, eta, c),
    given={
        "scaled-isometry": Given(r"$P P^\top = c I$", P @ transposed(P) == c * one("m"), fails={"c": 1}),
    },
    then=step(P, D, eta, G) == P @ D - (eta * c) * G,
    example={"h": 2, "m": 1, "p": 1, "P": [[1, 2]], "D": [[1], [3]], "G": [[2]], "eta": 1, "c": 5},
    needs=("operators.lifted-gradient-step",),
    remark="A comparison at equal learning rate therefore measures the size of the lift: compare at equal $\\eta c$.",
)
T.wrongly("same-rate", "the learning rate stays", step(P, D, eta, G) == P @ D - eta * G)
T.wrongly("squared", "the learning rate becomes c^2 eta", step(P, D, eta, G) == P @ D - (eta * c**2) * G)
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
