r"""Two families of zero true loss that recover nothing: rotations ``[Q; -Q]`` (q = 2p) and nonnegative mixing ``Y W^+`` (q = n).

Proved for all sizes.  Mixing by ``Y = [[1, e], [1, 2e]]`` drives the interpretability of orthonormal features down to its minimum 1/n.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.parts import hypotheses, together, wrong
from proofs_checks.sdl import _formal as formal
from proofs_checks.sdl import _zero_loss as zero
from proofs_checks.sdl import thm_3_4_recovery as recovery
from proofs_checks.sdl._landscape import dual_basis
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, evaluation, illustration, implication, proof, read, relation, term
from theory.formal import (
    Expression,
    absolute,
    both,
    codes,
    dot,
    for_all,
    gram,
    identity,
    implies,
    length,
    loss,
    matmul,
    matvec,
    names,
    norm2,
    op,
    scale,
    span,
    total,
    transpose,
)
from theory.sdl import Activation, Problem
from theory.statement import Statement

F = Fraction
RELU = Activation("relu")
SAMPLES = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 2, 3], [0, 5, 1], [7, 0, 2]]
FEATURES = [[F(1), F(0), F(0)], [F(3, 5), F(4, 5), F(0)], [F(1, 9), F(4, 9), F(8, 9)]]
MIX = [[2, 1, 1], [1, 2, 1], [1, 1, 2]]

Q, w, v, x, a, Y, Y_inverse, inverse, given = names("Q w v x a Y Y_inverse inverse given")


def _combined(vectors: Expression) -> Expression:
    """``sum_d x_d w_d``."""
    return scale(0, vectors[0]) + total(span(length(vectors)), lambda d: scale(x[d], vectors[d]), "d")


ROTATION = Statement(
    ("Q", "w", "x"),
    {"orthogonal": matmul(transpose(Q), Q) == identity(length(Q[0]))},
    matvec(
        transpose(op("append", Q, scale(-1, Q))), op("sigma", formal.RELU, matvec(op("append", Q, scale(-1, Q)), given))
    ) == given,
    {"given": _combined(w)},
)  # fmt: skip
ENCODER = matmul(Y, matmul(inverse, w))
MIXING = Statement(
    ("w", "v", "inverse", "Y", "Y_inverse", "x"),
    {
        "full-column-rank": matmul(inverse, gram(w)) == identity(length(w)),
        "invertible": both(length(Y) == length(w), matmul(Y_inverse, Y) == identity(length(w))),
        "nonnegative-mixing": for_all(Y, lambda row: for_all(row, lambda e: e >= 0, "e"), "row"),
        "nonnegative-input": for_all(x, lambda e: e >= 0, "e"),
    },
    both(
        matvec(matmul(transpose(v), Y_inverse), op("sigma", formal.RELU, matvec(ENCODER, _combined(w))))
        == _combined(v),
        implies(
            for_all(Y, lambda row: for_all(row, lambda e: e > 0, "e"), "row"),
            for_all(codes(formal.RELU, ENCODER, w), lambda z: for_all(z, lambda e: e > 0, "e"), "z"),
        ),
    ),
)
COSINES = Statement(
    ("w", "a"),
    {"orthonormal-basis": both(formal.orthonormal(w), length(w) == length(a))},
    total(w, lambda f: absolute(dot(a, f)), "f") ** 2 >= norm2(a),
)
TURNED: dict[str, Any] = {"Q": [[F(3, 5), F(4, 5)], [F(-4, 5), F(3, 5)]], "w": [[1, 0], [1, 2]], "x": [1, -2]}
UNIT = [[1, 0], [0, 1]]
MIXED: dict[str, Any] = {
    "w": UNIT, "v": [[1], [5]], "inverse": UNIT, "Y": [[2, 1], [1, 2]],
    "Y_inverse": [[F(2, 3), F(-1, 3)], [F(-1, 3), F(2, 3)]], "x": [1, 3],
}  # fmt: skip

PAGE = "zero-loss"
CLAIM = Claim(
    id="sdl.zero-true-loss-without-recovery",
    title="Zero true loss without recovery",
    statement=r"(i) For every orthogonal $Q$ the ReLU network $W_E = (Q; -Q)$, $W_D = (Q^T, -Q^T)$ has zero true loss "
    r"for every set of features and every $x$. (ii) If $W_p$ has full "
    r"column rank, $q = n$ and $Y \ge 0$ is an invertible $n \times n$ matrix, then $W_E = Y W_p^{+}$, $W_D = "
    r"V Y^{-1}$ has zero true loss for all $x \ge 0$; for $Y > 0$ every neuron is on for "
    r"every feature. (iii) For an orthonormal basis of features every nonzero row has $\sum_d |\cos(a, w_d)| \ge 1$. "
    r"Beyond the formal statement: so the mean over $d$ of $\max_i |\cos(a_i, w_d)|$ is at least $1/n$ unless all rows are 0; for "
    r"$n = 2$ zero-loss networks come arbitrarily close to $1/2$.",
    source=Source(locator="non-recovering families", arxiv="", ours=True),
    kind="existence",
    expected="argued",
    hypotheses=together(
        hypotheses(ROTATION, TURNED, {"orthogonal": ("(i) $Q$ is orthogonal", {"Q": [[1, 1], [0, 1]]})}),
        hypotheses(
            MIXING,
            MIXED,
            {
                "full-column-rank": ("(ii) $W_p$ has full column rank", {"w": [[1], [1]]}),
                "invertible": ("(ii) $Y$ is an invertible $n \\times n$ matrix", {"Y_inverse": UNIT}),
                "nonnegative-mixing": (
                    r"(ii) $Y \ge 0$", {"Y": [[1, -1], [0, 1]], "Y_inverse": [[1, 1], [0, 1]]},
                ),
                "nonnegative-input": (r"(ii) $x \ge 0$", {"x": [-1, 0]}),
            },
        ),
        hypotheses(
            COSINES, {"w": UNIT, "a": [1, 1]}, {"orthonormal-basis": ("(iii) an orthonormal basis of features", {"w": [[1, 0]]})}
        ),
    ),
    statement_formal=(ROTATION, MIXING, COSINES),
)  # fmt: skip


def dual() -> list[list[Fraction]]:
    """W_p^+ as rows b_d with <b_d, w_e> = 1 for e = d, else 0."""
    return dual_basis(FEATURES)


def network(mix: list[list[int]], inverse: list[list[Fraction]]) -> dict:
    rows = dual()
    encoder = [[sum((y * b[k] for y, b in zip(row, rows, strict=True)), F(0)) for k in range(3)] for row in mix]
    decoder = [[sum((FEATURES[d][c] * inverse[d][i] for d in range(3)), F(0)) for i in range(3)] for c in range(3)]
    return {"act": RELU, "W_E": encoder, "W_D": decoder, "w": FEATURES, "v": FEATURES, "X": SAMPLES}


INVERSE = [[F(3, 4) if i == j else F(-1, 4) for j in range(3)] for i in range(3)]  # of MIX = I + J


def mixed() -> Certificate:
    """Y = I + J: zero loss, zero true loss on samples, all preactivations positive on all features."""
    let = network(MIX, INVERSE)
    all_on = for_all(zero.W_E, lambda a: for_all(zero.w, lambda f: dot(a, f) > 0, "f"), "a")
    holds = both(
        loss(zero.act, zero.W_E, zero.W_D, zero.w, zero.v, [1, 1, 1]) == 0, zero.true_loss_zero(names("X")[0]), all_on
    )
    return evaluation(holds, let=let, record="W_E W_D", means="three features, Y = I + J")


def negative_mixing() -> Certificate:
    """Y = [[1, -1], [0, 1]] on orthonormal features: code rows are not all passed, the loss is positive."""
    act, w, enc, dec = names("act w W_E W_D")
    let = {"act": RELU, "w": [[1, 0], [0, 1]], "W_E": [[1, -1], [0, 1]], "W_D": [[1, 1], [0, 1]]}
    value = loss(act, enc, dec, w, w, [1, 1])
    holds = both(matmul(enc, dec) == [[1, 0], [0, 1]], value > 0)
    return evaluation(holds, let=let, record="W_E W_D", means="invertible but not nonnegative")


def passes() -> Certificate:
    """For Y >= 0 and x >= 0 an entry of Y x is a sum of products of nonnegative numbers: one more term."""
    y, x, rest = names("y x rest")
    return implication(
        "y x rest",
        assume=[relation(y, ">="), relation(x, ">="), relation(rest, ">=")],
        conclude=relation(rest + y * x, ">="),
        by=derivation(term(1, use=(0, 1)), term(1, use=(2,))),
        means="ReLU passes every entry of Y x unchanged",
    )


def inverse_identity() -> Certificate:
    """Y^{-1} Y = I for the mixing matrix, and W_p^+ W_p = I for its features."""
    y, inverse, rows, w = names("Y I0 B w")
    holds = both(matmul(inverse, y) == identity(3), matmul(rows, op("transpose", w)) == identity(3))
    return evaluation(holds, let={"Y": MIX, "I0": INVERSE, "B": dual(), "w": FEATURES}, record="I0 B")


def cosine_bound() -> Certificate:
    """With c_d = |cos| in [0, 1] and sum c_d^2 = 1: sum c_d >= 1 (three terms; the same for n)."""
    c = names("c1 c2 c3")
    return implication(
        "c1 c2 c3",
        assume=[
            *(relation(x, ">=") for x in c),
            *(relation(1 - x, ">=") for x in c),
            relation(c[0] ** 2 + c[1] ** 2 + c[2] ** 2, "=", 1),
        ],
        conclude=relation(c[0] + c[1] + c[2], ">=", 1),
        by=derivation(*(term(1, use=(k, k + 3)) for k in range(3)), multiples={6: 1}),
        means="sum c_d - 1 = sum c_d (1 - c_d)",
    )


def squeezed() -> Certificate:
    """n = 2, Y = [[1, e], [1, 2e]] is invertible for e != 0: its inverse times e."""
    e = names("e")[0]
    rows, inverse = [[1, e], [1, 2 * e]], [[2 * e, -1 * e], [-1, 1]]
    return evaluation(
        matmul(inverse, rows) == [[e, 0], [0, e]], indeterminates="e", means="Y^{-1} = [[2e, -e], [-1, 1]] / e"
    )


def small_cosine() -> Certificate:
    """Both rows have cos(a, e_2)^2 <= 4 e^2; shown for (1, 2e)."""
    e = names("e")[0]
    row = op("tuple", 1, 2 * e)
    return implication(
        "e",
        assume=[],
        conclude=relation(4 * e**2 * norm2(row) - dot(row, [0, 1]) ** 2, ">="),
        by=derivation(term(1, square=4 * e**2)),
        means="so the mean of the two maxima is at most (1 + 2 e) / 2",
    )


def near_half() -> Certificate:
    """e = 1/1000: the mean of the two maxima is below 0.502 (squares compared: cos(a_2, e_2) <= 1/400)."""
    a, f = names("a f")
    let = {"a": [1, F(2, 1000)], "f": [0, 1]}
    return evaluation(
        dot(a, f) ** 2 <= F(1, 400) ** 2 * norm2(a), let=let, record="a", means="mean of maxima at most (1 + 1/400)/2"
    )


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "Rotations and nonnegative mixing have zero true loss and need not recover any feature.",
        checked("up", r"(i) $y_+ - (-y)_+ = y$ for $y \ge 0$.", recovery.split("nonnegative")),
        checked("down", r"And for $y \le 0$.", recovery.split("nonpositive")),
        read(
            "identity",
            r"So the network is $x \mapsto Q^T Q x = x$ on all of $\mathbb{R}^p$: zero true loss.",
            "linear-algebra",
            "up",
            "down",
        ),
        checked("passes", r"(ii) $W_E W_p x = Y x \ge 0$ for $x \ge 0$.", passes()),
        read("mixing", r"So ReLU changes nothing and $W_D Y x = V Y^{-1} Y x = V x$.", "linear-algebra", "passes"),
        checked(
            "cosines",
            r"(iii) $\sum_d \cos^2 = 1$ for a row in the span of an orthonormal basis, hence $\sum_d |\cos| \ge 1$.",
            cosine_bound(),
        ),
        read(
            "mean",
            "The maxima over the rows are at least the values of one row, so their mean is at least 1/n.",
            "linearity",
            "cosines",
        ),
        checked("family", r"The bound is approached for $n = 2$.", squeezed()),
        checked("small", "The cosine with $e_2$ tends to 0, the other one is at most 1.", small_cosine()),
        read("all", "Together.", "conclusion", "identity", "mixing", "mean", "family", "small"),
    )
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            "Linear maps on a cone.",
            (
                certificate,
                illustration("An instance that recovers no feature.", recovery.not_even_close()),
                illustration("An instance: the inverses.", inverse_identity()),
                illustration("Its network.", mixed()),
                illustration("For example within 0.002.", near_half()),
            ),
        )
    ]


def examples(budget: Budget) -> Evidence:
    """Random nonnegative invertible mixings of random independent features, through the network."""
    from solvers.exact.linear import combination, rank

    rng, seen, violations = random.Random(budget.seed), 0, 0
    while seen < budget.pick(quick=30, full=400):
        w = [[F(rng.randint(-3, 3)) for _ in range(3)] for _ in range(3)]
        y = [[F(rng.randint(0, 4)) for _ in range(3)] for _ in range(3)]
        if rank(w) < 3 or rank(y) < 3:
            continue
        seen += 1
        unit = [[int(i == j) for j in range(3)] for i in range(3)]
        # row d of W^+ solves <b, w_e> = [e = d]
        columns = [list(c) for c in zip(*w, strict=True)]
        plus = [combination(u, columns) or [] for u in unit]
        enc = [[sum((row[d] * plus[d][k] for d in range(3)), F(0)) for k in range(3)] for row in y]
        dec = [combination([f[c] for f in w], [list(r) for r in y]) or [] for c in range(3)]
        violations += Problem.sae(w, activation=RELU, width=3).loss(enc, dec) != 0
    numbers = {"examples": seen, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "fixed-dimension", "Three features, random Y >= 0.", numbers=numbers)


def mutations() -> list[Mutation]:
    def below() -> Certificate:
        c = names("c1 c2 c3")
        good = cosine_bound()
        conclude = relation(c[0] + c[1] + c[2], ">=", F(11, 10))
        return seal("implication", {**good["asserts"], "conclude": conclude}, good["witness"])

    alone = matvec(transpose(Q), op("sigma", formal.RELU, matvec(Q, given))) == given
    larger = 4 * total(w, lambda f: absolute(dot(a, f)), "f") ** 2 >= 5 * norm2(a)
    return [
        wrong("without-minus-q", "W_E = Q alone has zero loss", ROTATION, TURNED, alone),
        wrong("larger-cosines", "(sum |cos|)^2 >= 5/4", COSINES, {"w": UNIT, "a": [1, 0]}, larger),
        Mutation("any-invertible", "every invertible mixing has zero loss", refuted_by=negative_mixing),
        Mutation("stronger-cosines", "sum |cos| >= 11/10", rejected=below),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """A non-recovering network of zero loss for the user's autoencoder, by a rotation or by mixing."""
    from solvers.exact.linear import combination, rank

    n, p = len(problem.features_in), len(problem.features_in[0])
    if problem.field is not None or problem.activation.kind != "relu":
        return InstanceReport("not-applicable", "built for rational ReLU problems")
    w, v = [list(f) for f in problem.features_in], [list(f) for f in problem.features_out]
    if rank(w) < n or problem.width < n:
        return InstanceReport("not-applicable", "mixing needs independent features and q >= n")
    spare = problem.width - n
    y = [[F(1 + (i == j)) for j in range(n)] for i in range(n)]
    plus = [
        combination([int(d == e) for e in range(n)], [list(c) for c in zip(*w, strict=True)]) or [] for d in range(n)
    ]
    enc = [[sum((row[d] * plus[d][k] for d in range(n)), F(0)) for k in range(p)] for row in y] + [[F(0)] * p] * spare
    dec = [[*(combination([f[c] for f in v], y) or []), *([F(0)] * spare)] for c in range(len(v[0]))]
    act, a, b, w_, v_, m = names("act W_E W_D w v M")
    let = {"act": problem.activation, "W_E": enc, "W_D": dec, "w": w, "v": v, "M": list(problem.weights)}
    shown = evaluation(
        loss(act, a, b, w_, v_, m) == 0, let=let, record="W_E W_D", means="every neuron is on for every feature"
    )
    return InstanceReport("holds", "a network of zero loss whose neurons are on for all features", (shown,))
