"""Pursuit by absolute products has zero loss in every orthonormal basis; by largest products it leaves the negative parts."""

from __future__ import annotations

from proofs_checks.pursuit._atoms import F, own
from proofs_checks.vocabulary import Given, Theorem
from theory.typed import both, by_entries, column, dot, mat, norm2, one, relu, total, transposed, var, vec

U, x = var("U", mat("m", "m")), var("x", vec("m"))
signed = x - U @ (transposed(U) @ x)
kept = x - U @ by_entries("m", lambda i: relu(dot(column(U, i), x)), "i")
negative = total("m", lambda i: relu(-dot(column(U, i), x)) ** 2, "k")

T = Theorem(
    id="pursuit.every-basis-is-exact",
    title="Every orthonormal basis has zero loss under absolute products",
    says=r"""
        Let the columns of $U \in \mathbb R^{m \times m}$ be orthonormal. Then $x - U U^\top x = 0$ for every $x$, and
        the non-negative code $z_i = \mathrm{relu}(\langle u_i, x \rangle)$ leaves $\sum_i \mathrm{relu}(-\langle u_i,
        x \rangle)^2$. So $m$ steps by absolute products write all data exactly in any orthonormal basis, and by
        positive products exactly the data in its cone: the loss alone identifies no tree.""",
    source=own(
        "on what zero loss says about the dictionaries of arXiv 2506.03093 where there are as many atoms as dimensions"
    ),
    kind="identity",
    sizes="m",
    about=(U, x),
    given={"orthonormal": Given(r"$U^\top U = I$", transposed(U) @ U == one("m"), fails={"U": [[2, 0], [0, 1]]})},
    then=both(norm2(signed) == 0, norm2(kept) == negative),
    example={"m": 2, "U": [[F(3, 5), F(-4, 5)], [F(4, 5), F(3, 5)]], "x": [1, -2]},
    remark="With a limit on the number of steps, or a threshold, other bases cost something: pursuit.two-steps-forbid-rotation.",
)
T.wrongly("also-positive", "the non-negative code is exact in every basis, too", norm2(kept) == 0)
T.wrongly("never", "the non-negative code never is", norm2(kept) > 0, x=[F(-1, 5), F(7, 5)])
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
