"""A step of ISTA with the residual in the lifted space is the plain step iff the lifted Gram matrix is the effective one."""

from __future__ import annotations

from fractions import Fraction

from proofs_checks.operators._typed import D, L, ours
from proofs_checks.vocabulary import Given, Theorem
from theory.typed import SCALAR, Expr, both, column, for_all, iff, implies, one, transposed, var, vec

x, z, a = var("x", vec("m")), var("z", vec("p")), var("a", SCALAR, r"\alpha")
effective = transposed(L) @ D
gram = transposed(D) @ D
same_gram = gram == transposed(effective) @ effective


def lifted(code: Expr) -> Expr:
    """The argument of the activation with the residual D z - L x."""
    return code - a * (transposed(D) @ (D @ code - L @ x))


def plain(code: Expr) -> Expr:
    """The same with the effective dictionary, residual in the space of the data."""
    return code - a * (transposed(effective) @ (effective @ code - x))


unit = one("p")
T = Theorem(
    id="operators.ista-in-the-lifted-space",
    title="Inference in the lifted space is inference with the effective dictionary iff the Gram matrices agree",
    says=r"""
        Let $P = L^\top$, $\tilde D = L^\top D$ and $\alpha \ne 0$. The lifted step $z - \alpha D^\top (D z - L x)$
        equals the plain step $z - \alpha \tilde D^\top (\tilde D z - x)$ at every unit code $z = e_j$ iff $D^\top D =
        \tilde D^\top \tilde D$, that is, $D^\top (I - L L^\top) D = 0$; and then they are equal at every code.""",
    source=ours("inference equivalence of lifted and plain autoencoders"),
    kind="equivalence",
    sizes="h m p",
    about=(L, D, x, z, a),
    given={
        "step-size": Given(
            r"$\alpha \ne 0$",
            a != 0,
            fails={"a": 0, "L": [[0], [1]], "D": [[1], [0]]},
        ),
    },
    then=both(
        iff(for_all("p", lambda j: lifted(column(unit, j)) == plain(column(unit, j)), "j"), same_gram),
        implies(same_gram, lifted(z) == plain(z)),
    ),
    example={"h": 2, "m": 1, "p": 1, "L": [[1], [0]], "D": [[2], [0]], "x": [3], "z": [5], "a": 1},
    remark="That the atoms lie in the range of $L$ is enough when $L^\\top L = I$, and neither enough nor necessary in general.",
)
T.wrongly("always", "the steps are always equal", lifted(z) == plain(z), L=[[0], [1]], D=[[1], [0]])
T.wrongly("gram-is-identity", "equal steps need orthonormal atoms", implies(lifted(z) == plain(z), gram == unit))
T.wrongly(
    "range-is-necessary",
    "equal Gram matrices need L L^T D = D",
    implies(same_gram, L @ (transposed(L) @ D) == D),
    L=[[0], [Fraction(5, 4)]],
    D=[[Fraction(3, 4)], [1]],
)
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
