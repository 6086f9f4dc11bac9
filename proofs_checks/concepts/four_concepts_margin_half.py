r"""Not every family of four concepts on four points has a common margin above 1/2: refuted by Sylvester's Hadamard matrix.

What is true instead: the common margin is at most the largest singular value over sqrt(N m) (concepts.joint-margin), here 1/2.
"""

from __future__ import annotations

from fractions import Fraction

from proofs_checks.concepts._neurons import own
from proofs_checks.concepts.joint_margin import BASIS, H4
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import both, dot, for_all, identity, matmul, names, norm2, op, scale, span, transpose

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.four-concepts-margin-half",
    title="Four concepts on four points with a margin above 1/2",
    statement=r"""
        For every table $Y \in \{\pm 1\}^{4 \times 4}$ there are vectors $\|x_i\| \le 1$, $\|u_j\| \le 1$, in some
        dimension, with $Y_{ij} \langle u_j, x_i \rangle > 1/2$ for all $i$, $j$.""",
    source=own("statement of this project"),
    kind="existence",
    expected="argued-refuted",
    refutes="ours",
    depends_on=("concepts.joint-margin",),
    remark="The bound of concepts.joint-margin is 1/2 for this table, and 1/2 is attained.",
)
Y, X, U = names("Y X U")


def young() -> Certificate:
    """One coordinate: a = column of points, b = column of neurons; 2 t <a, Y b> <= t^2 |a|^2 + S |b|^2."""
    aa, aYb, YbYb, bb, S, t = names("aa aYb YbYb bb S t")
    return implication(
        "aa aYb YbYb bb S t",
        assume=[relation(t**2 * aa - 2 * t * aYb + YbYb, ">="), relation(S * bb - YbYb, ">=")],
        conclude=relation(t**2 * aa + S * bb - 2 * t * aYb, ">="),
        by=derivation(term(1, use=(0,)), term(1, use=(1,))),
        means="|t a - Y b|^2 >= 0 and |Y b|^2 <= S |b|^2",
    )


def margin(*, power: int = 1) -> Certificate:
    """Summed over the coordinates, with t = g m: g^2 N m <= S."""
    T, N, m, g, S = names("T N m g S")
    return implication(
        "T N m g S",
        assume=[
            relation(g, ">="),
            relation(m, ">"),
            relation(T - g * N * m, ">="),
            relation((g * m) ** 2 * N + S * m - 2 * g * m * T, ">="),
        ],
        conclude=relation(S - g**2 * N * m**power, ">="),
        by=derivation(term(1, use=(3,)), term(2, use=(0, 1, 2)), factor=(1, (1,))),
        means="T = sum Y_ij <u_j, x_i> >= g N m, and 2 t T <= t^2 N + S m with t = g m",
    )


def hadamard(table: list[list[int]] = H4, size: int = 4) -> Certificate:
    """The four columns are orthogonal."""
    return evaluation(
        op("=", matmul(transpose(Y), Y), scale(size, identity(len(table)))), let={"Y": table}, means="Y^T Y = 4 I"
    )


def refute(budget: Budget) -> Evidence:
    certificate = proof(
        "Sylvester's table of size 4 has no common margin above 1/2.",
        checked("hadamard", "Orthogonal columns: |Y b|^2 = 4 |b|^2 for every b.", hadamard()),
        checked("young", "So 2 t <a, Y b> <= t^2 |a|^2 + 4 |b|^2 for each coordinate (S = 4).", young()),
        read("sum", "Add over the coordinates; the points and neurons have at most unit length.", "linearity", "young"),
        checked("margin", "With margin g at all entries: g^2 N m <= S.", margin()),
        read(
            "half", r"With $N = m = S = 4$: $g \le 1/2$, for every dimension.", "instance", "hadamard", "sum", "margin"
        ),
    )
    return Evidence("exact-decision", "refuted", "instance", "Sylvester's matrix of size 4.", (certificate,))


def attained(bound: Fraction) -> Certificate:
    """The four unit vectors and the half columns have all margins equal to 1/2."""
    return evaluation(
        both(
            for_all(X, lambda x: norm2(x) <= 1, "x"),
            for_all(U, lambda u: norm2(u) <= 1, "u"),
            for_all(span(4), lambda i: for_all(span(4), lambda j: Y[i, j] * dot(U[j], X[i]) >= bound, "j"), "i"),
        ),
        let={"Y": H4, "X": BASIS, "U": [[Fraction(v, 2) for v in row] for row in H4]},
    )


def mutations() -> list[Mutation]:
    return [
        Mutation("smaller", "no common margin of 1/2 either", refuted_by=lambda: attained(Fraction(1, 2))),
        Mutation("attained-above", "the same vectors have margin 3/5", rejected=lambda: attained(Fraction(3, 5))),
        Mutation("other-table", "the table of ones is orthogonal too", rejected=lambda: hadamard([[1] * 4] * 4)),
    ]
