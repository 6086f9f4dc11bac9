"""Gradient descent on a lifted dictionary is gradient descent on the effective one, multiplied by P P^T."""

from __future__ import annotations

from proofs_checks.operators._typed import D, G, P, eta, inner, ours, step
from proofs_checks.vocabulary import Theorem
from theory.typed import both, mat, transposed, var

E = var("E", mat("h", "p"))

T = Theorem(
    id="operators.lifted-gradient-step",
    title="Lifting preconditions gradient descent by P P^T",
    says=r"""
        If $G$ is the gradient of a loss at the effective dictionary $P D$, then $P^\top G$ is its gradient in $D$,
        that is, $\langle G, P E \rangle = \langle P^\top G, E \rangle$ for every direction $E$; and a step on $D$
        moves the effective dictionary to $P (D - \eta P^\top G) = P D - \eta\, (P P^\top) G$.""",
    source=ours("lifting acts as a preconditioner"),
    kind="identity",
    sizes="h m p",
    about=(P, D, G, E, eta),
    given={},
    then=both(
        inner(G, P @ E, "m", "p") == inner(transposed(P) @ G, E, "h", "p"),
        step(P, D, eta, G) == P @ D - eta * ((P @ transposed(P)) @ G),
    ),
    example={
        "h": 2,
        "m": 2,
        "p": 1,
        "P": [[1, 1], [0, 2]],
        "D": [[1], [-1]],
        "G": [[1], [3]],
        "E": [[2], [5]],
        "eta": 2,
    },
    remark="""
        Exact for plain gradient descent on a loss of the effective dictionary; not for Adam or signs of gradients
        (operators.sign-steps-precondition), and not with a trained bias $b_1$ inside the lift.""",
)
T.wrongly("no-preconditioner", "a step of plain gradient descent", step(P, D, eta, G) == P @ D - eta * G)
T.wrongly("ascent", "the step has the other sign", step(P, D, eta, G) == P @ D + eta * ((P @ transposed(P)) @ G))
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
