r"""Absorption costs less: two exact reconstructions of a parent and its child, and every L0 or L1 price prefers the absorbing one."""

from __future__ import annotations

import random
from fractions import Fraction

from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation, Source
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.exact import NumberField
from theory.formal import (
    Expression,
    both,
    codes,
    for_all,
    length,
    loss,
    matmul,
    names,
    norm2,
    span,
    support,
    total,
    transpose,
)
from theory.sdl import Activation
from theory.statement import Statement

F = Fraction
ROOT_2 = NumberField((F(-2), F(0), F(1)), (F(1), F(2)))
s = ROOT_2.generator
RELU, TOP_1, TOP_2 = Activation("relu"), Activation("topk", k=1), Activation("topk", k=2)
POINTS = [[1, 0], [1, 1]]  # the parent alone, f_p, and with its child, f_p + f_c
H = ([[1, 0], [0, 1]], [[1, 0], [0, 1]])
ABSORBING = ([[1, -1], [0, s]], [[1, s / 2], [0, s / 2]])
act, w, n, E_H, D_H, E_A, D_A, Z_H, Z_A = names("act w n E_H D_H E_A D_A Z_H Z_A")


def _l1(table: Expression, counts: Expression) -> Expression:
    """The L1 norm of both codes, counted with the numbers of points."""
    return total(span(2), lambda x: counts[x] * total(table[x], lambda v: v, "v"), "x")


# the rows of H along f_p, f_c and those of A along f_p - f_c, f_c; both reconstruct, with unit columns: A has the smaller L1 norm
STATEMENT = Statement(
    ("w", "n", "E_H", "D_H", "E_A", "D_A"),
    {
        "unit-columns": both(
            for_all(transpose(D_H), lambda c: norm2(c) == 1, "c"), for_all(transpose(D_A), lambda c: norm2(c) == 1, "c")
        ),
        "orthonormal": both(
            norm2(w[0]) == 1, norm2(w[1] - w[0]) == 1, total(w[0] * (w[1] - w[0]), lambda x: x, "x") == 0
        ),
        "rows": both(E_H[0, 1] == 0, E_H[1, 0] == 0, E_A[1, 0] == 0, E_A[0, 0] + E_A[0, 1] == 0),
        "reconstruct": both(matmul(Z_H, transpose(D_H)) == w, matmul(Z_A, transpose(D_A)) == w),
        "child-occurs": both(n[0] >= 0, n[1] > 0),
    },
    _l1(Z_A, n) < _l1(Z_H, n),
    let={"Z_H": codes(RELU, E_H, w), "Z_A": codes(RELU, E_A, w)},
)
BOTH = {"w": POINTS, "n": [1, 1], "E_H": H[0], "D_H": H[1], "E_A": ABSORBING[0], "D_A": ABSORBING[1]}

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.sparsity-prefers-absorption",
    title="Absorption is strictly preferred by L0 and L1",
    statement=r"""
        Let $f_p, f_c$ be orthonormal, $x = f_p$ on $C_p \setminus C_c$, $x = f_p + f_c$ on $C_c$, $x = 0$ elsewhere,
        $|C_c| > 0$. With unit decoder columns and no bias, the dictionary $H$ (rows and columns $f_p, f_c$) and the
        absorbing one $A$ (rows $f_p - f_c$ and $\sqrt 2 f_c$, columns $f_p$ and $(f_p + f_c)/\sqrt 2$) both
        reconstruct exactly. The L0 norms are $|C_p| + |C_c|$ and $|C_p|$, the L1 norms $|C_p| + |C_c|$ and $|C_p| +
        (\sqrt 2 - 1)|C_c|$: every positive price prefers $A$, by $(2 - \sqrt 2)|C_c|$ for L1. Top-1 admits $A$ and
        not $H$; Top-$k$, $k \ge 2$, admits both. The parent neuron of $A$ is active exactly on $C_p \setminus C_c$.""",
    source=Source(
        "statement of this project", arxiv="", ours=True, note="the mechanism: Chanin et al., arXiv 2409.14507"
    ),
    kind="property",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "unit-columns",
            "decoder columns have norm 1",
            lambda: STATEMENT.satisfied_by(BOTH, field=ROOT_2),
            drop=lambda: STATEMENT.without("unit-columns").refuted_by(
                {**BOTH, "E_H": [[F(1, 4), 0], [0, F(1, 4)]], "D_H": [[4, 0], [0, 4]]},
                record="Z_H Z_A",
                field=ROOT_2,
            ),
        ),
        Hypothesis(
            "rows",
            "H has a neuron for the parent and one for the child, A a parent neuron that the child switches off",
            lambda: STATEMENT.satisfied_by(BOTH, field=ROOT_2),
            drop=lambda: STATEMENT.without("rows").refuted_by(
                {**BOTH, "E_H": ABSORBING[0], "D_H": ABSORBING[1]}, field=ROOT_2
            ),
        ),
        Hypothesis(
            "reconstruct",
            "both reconstruct exactly",
            lambda: STATEMENT.satisfied_by(BOTH, field=ROOT_2),
            drop=lambda: STATEMENT.without("reconstruct").refuted_by({**BOTH, "E_H": [[0, 0], [0, 0]]}, field=ROOT_2),
        ),
        Hypothesis(
            "child-occurs",
            r"$|C_c| > 0$",
            lambda: STATEMENT.satisfied_by(BOTH, field=ROOT_2),
            drop=lambda: STATEMENT.without("child-occurs").refuted_by(
                {**BOTH, "n": [1, 0]}, record="Z_H Z_A", field=ROOT_2
            ),
        ),
        Hypothesis(
            "orthonormal",
            "$f_p, f_c$ orthonormal",
            lambda: STATEMENT.satisfied_by(BOTH, field=ROOT_2),
            drop_note="the two dictionaries are defined for orthonormal features; other angles need other rows",
        ),
    ),
    remark="""
        Published work explains absorption by sparsity; here both dictionaries reconstruct exactly, so the preference
        is not a matter of reconstruction.""",
)


def dictionaries() -> Certificate:
    """Codes, norms and losses of both dictionaries, for any numbers p, c of points and any weights."""
    p, c = names("p c")
    let = {"w": POINTS, "E_H": H[0], "D_H": H[1], "E_A": ABSORBING[0], "D_A": ABSORBING[1]}
    let |= {"Z_H": codes(RELU, E_H, w), "Z_A": codes(RELU, E_A, w)}
    norm = lambda z, x: total(z[x], lambda v: v, "v")  # noqa: E731
    holds = both(
        for_all(transpose(D_A), lambda column: norm2(column) == 1, "column"),
        matmul(Z_H, transpose(D_H)) == w,
        matmul(Z_A, transpose(D_A)) == w,
        Z_H == [[1, 0], [1, 1]],
        [[1, 0], [0, s]] == Z_A,
        p * norm(Z_H, 0) + c * norm(Z_H, 1) == (p + c) + c,
        p * norm(Z_A, 0) + c * norm(Z_A, 1) == (p + c) + c * (s - 1),
        length(support(Z_H[0])) == 1,
        length(support(Z_H[1])) == 2,
        length(support(Z_A[0])) == 1,
        length(support(Z_A[1])) == 1,
        codes(RELU, E_A, [[0, 0]]) == [[0, 0]],
    )
    return evaluation(
        holds,
        let=let,
        indeterminates="p c",
        record="Z_H Z_A",
        field=ROOT_2,
        means="p = |C_p - C_c|, c = |C_c|, coordinates f_p, f_c",
    )


def top_k() -> Certificate:
    let = {"w": POINTS, "E_H": H[0], "D_H": H[1], "E_A": ABSORBING[0], "D_A": ABSORBING[1]}
    value = lambda a, e, d: loss(a, e, d, w, w, [1, 1])  # noqa: E731
    holds = both(
        value(TOP_1, E_A, D_A) == 0,
        value(TOP_1, E_H, D_H) == 1,
        value(TOP_2, E_A, D_A) == 0,
        value(TOP_2, E_H, D_H) == 0,
    )
    return evaluation(
        holds, let=let, record="w E_H D_H", field=ROOT_2, means="Top-1 loses the child in H (loss 1) and nothing in A"
    )


def gain() -> Certificate:
    r, c = names("r c")
    return implication(
        "r c",
        assume=[relation(r, ">"), relation(c, ">"), relation(r**2, "=", 2)],
        conclude=relation((2 - r) * c, ">"),
        by=derivation(
            term(F(1, 3), square=r - F(3, 2), use=(1,)), term(F(7, 12), use=(1,)), multiples={2: F(-1, 3) * c}
        ),
        means="(2 - r) c > 0 for r the square root of 2",
    )


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        "Absorption is strictly preferred by every positive L0 or L1 price.",
        read(
            "plane",
            """
            All points lie in the plane of $f_p, f_c$, and rows and columns too; in these coordinates nothing else
            enters.""",
            "linear-algebra",
        ),
        checked("dictionaries", "Both reconstruct; their codes and norms, for any numbers of points.", dictionaries()),
        checked(
            "gain",
            r"""
            The L1 norms differ by $|C_p| + |C_c| - |C_p| - (\sqrt 2 - 1)|C_c| = (2 - \sqrt 2)|C_c| > 0$.""",
            gain(),
        ),
        checked("top-k", "Top-1 reconstructs with A and not with H, Top-2 with both.", top_k()),
        read("more", "With two neurons Top-k, $k \\ge 2$, is ReLU.", "definition", "top-k"),
        read("all", "The L0 norms differ by $|C_c| > 0$.", "conclusion", "plane", "dictionaries", "gain", "more"),
    )
    return Evidence(
        "symbolic-proof",
        "proved",
        "all-parameters",
        "Exact over the rationals with the square root of 2.",
        (certificate,),
    )


def examples(budget: Budget) -> Evidence:
    """Floating-point norms of both codes for random orthonormal pairs in up to six dimensions."""
    import numpy as np

    rng, count, violations = np.random.default_rng(budget.seed), budget.pick(quick=30, full=500), 0
    sizes = random.Random(budget.seed)
    for _ in range(count):
        q, _r = np.linalg.qr(rng.normal(size=(sizes.randint(2, 6), 2)))
        f_p, f_c = q.T
        p, c = sizes.randint(0, 9), sizes.randint(1, 9)
        x = np.array([f_p] * p + [f_p + f_c] * c)
        z_h = np.maximum(x @ np.array([f_p, f_c]).T, 0)
        z_a = np.maximum(x @ np.array([f_p - f_c, np.sqrt(2) * f_c]).T, 0)
        x_a = z_a @ np.array([f_p, (f_p + f_c) / np.sqrt(2)])
        # double precision on sums of at most 18 numbers of size one
        violations += int(abs(z_h.sum() - z_a.sum() - (2 - np.sqrt(2)) * c) > 1e-12 or np.abs(x_a - x).max() > 1e-12)
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Random orthonormal pairs, floating point against the exact difference.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    def weak() -> Certificate:
        r, c = names("r c")
        return implication(
            "r c",
            assume=[relation(r, ">"), relation(c, ">="), relation(r**2, "=", 2)],
            conclude=relation((2 - r) * c, ">"),
            by=derivation(
                term(F(1, 3), square=r - F(3, 2), use=(1,)), term(F(7, 12), use=(1,)), multiples={2: F(-1, 3) * c}
            ),
        )

    more = STATEMENT.concluding(_l1(Z_H, n) - _l1(Z_A, n) >= F(3, 5) * n[1])
    return [
        Mutation(
            "gain-three-fifths",
            "the gain is at least 3/5 per point of the child",
            refuted_by=lambda: more.refuted_by(BOTH, record="Z_H Z_A", field=ROOT_2),
        ),
        Mutation("no-child", "also without points of the child", rejected=weak),
        Mutation(
            "top-1-admits-both",
            "Top-1 admits H as well",
            rejected=lambda: evaluation(
                loss(TOP_1, E_H, D_H, w, w, [1, 1]) == 0, let={"w": POINTS, "E_H": H[0], "D_H": H[1]}
            ),
        ),
    ]
