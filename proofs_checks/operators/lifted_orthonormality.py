"""Orthonormal lifted atoms are orthonormal effective atoms when they lie in the range of an isometric lift."""

from __future__ import annotations

from proofs_checks.operators._typed import D, P, one, ours
from proofs_checks.vocabulary import Given, Theorem
from theory.typed import both, mat, transposed, var

C = var("C", mat("m", "p"))
effective = P @ D

T = Theorem(
    id="operators.lifted-orthonormality",
    title="When orthogonality in the lifted space says something about the atoms",
    says=r"""
        If $P P^\top = I$ and $D = P^\top C$ (the lifted atoms lie in the range of the lift $P^\top$), then $P D = C$
        and $(P D)^\top (P D) = D^\top D$: lifted and effective atoms have the same Gram matrix.""",
    source=ours("lifting makes atoms more orthogonal, repaired"),
    kind="identity",
    sizes="h m p",
    about=(P, D, C),
    given={
        "isometry": Given(r"$P P^\top = I$", P @ transposed(P) == one("m"), fails={"P": [[2, 0]], "D": [[2], [0]]}),
        "in-range": Given(r"$D = P^\top C$", transposed(P) @ C == D, fails={"D": [[1], [1]]}),
    },
    then=both(effective == C, transposed(effective) @ effective == transposed(D) @ D),
    example={"h": 2, "m": 1, "p": 1, "P": [[1, 0]], "D": [[1], [0]], "C": [[1]]},
    remark="Outside of the range it says nothing: operators.orthonormal-in-the-lift.",
)
T.wrongly(
    "orthonormal",
    "the effective atoms are orthonormal",
    transposed(effective) @ effective == one("p"),
    D=[[2], [0]],
    C=[[2]],
)
T.wrongly("atoms-are-codes", "the effective atoms are zero", effective == C - C)
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
