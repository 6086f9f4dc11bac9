r"""Two families of zero true loss that recover nothing: rotations ``[Q; -Q]`` (q = 2p) and nonnegative mixing ``Y W^+`` (q = n).

Proved for all sizes.  Mixing by ``Y = [[1, e], [1, 2e]]`` drives the interpretability of orthonormal features down to its minimum 1/n.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl import _zero_loss as zero
from proofs_checks.sdl import thm_3_4_recovery as recovery
from proofs_checks.sdl._landscape import dual_basis
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Certificate, Evidence, InstanceReport, Source
from theory.evidence import derivation, evaluation, implication, relation, term
from theory.formal import both as all_of
from theory.formal import dot as inner
from theory.formal import for_all as every
from theory.formal import identity, loss, matmul, names, op
from theory.formal import norm2 as squared
from theory.sdl import Activation, Problem
from theory.sdl.formal import V, W, codes
from theory.typed import (
    Expr,
    absolute,
    both,
    by_entries,
    column,
    dot,
    for_all,
    implies,
    mat,
    norm2,
    one,
    relu,
    total,
    transposed,
    var,
    vec,
)

F = Fraction
RELU = Activation("relu")
SAMPLES = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 2, 3], [0, 5, 1], [7, 0, 2]]
FEATURES = [[F(1), F(0), F(0)], [F(3, 5), F(4, 5), F(0)], [F(1, 9), F(4, 9), F(8, 9)]]
MIX = [[2, 1, 1], [1, 2, 1], [1, 1, 2]]

# (i) a rotation and any input; (ii) a left inverse, the mixing and its inverse, an input; (iii) a basis and a row
Q, y = var("Q", mat("p", "p")), var("y", vec("n"))
L, Y, Z, x = (
    var("L", mat("n", "p"), "W_p^+"),
    var("Y", mat("n", "n")),
    var("Z", mat("n", "n"), "Y^{-1}"),
    var("x", vec("n")),
)
B, a = var("B", mat("k", "k")), var("a", vec("k"))


def passed(values: Expr, n: str) -> Expr:
    """ReLU of a vector."""
    return by_entries(n, lambda i: relu(values[i]), "i")


rotated = Q @ (W @ y)
cosines = total("k", lambda d: absolute(dot(a, column(B, d))), "d")
positive = for_all("n", lambda i: for_all("n", lambda d: Y[i, d] > 0, "d"))

PAGE = "zero-loss"
T = Theorem(
    id="sdl.zero-true-loss-without-recovery",
    title="Zero true loss without recovery",
    says=r"""
        (i) For every orthogonal $Q$ the ReLU network $W_E = (Q; -Q)$, $W_D = (Q^T, -Q^T)$ has zero true loss for
        every set of features and every input $y$. (ii) If $W_p$ has full column rank, $q = n$ and $Y \ge 0$ is an
        invertible $n \times n$ matrix, then $W_E = Y W_p^{+}$, $W_D = V Y^{-1}$ has zero true loss for all $x \ge 0$;
        for $Y > 0$ every neuron is on for every feature. (iii) For an orthonormal basis of features every nonzero row
        has $\sum_d |\cos(a, w_d)| \ge 1$. Beyond the formal statement: so the mean over $d$ of $\max_i |\cos(a_i,
        w_d)|$ is at least $1/n$ unless all rows are 0; for $n = 2$ zero-loss networks come arbitrarily close to
        $1/2$.""",
    source=Source(locator="non-recovering families", arxiv="", ours=True),
    kind="existence",
    sizes="p r n k",
    about=(W, V, Q, y, L, Y, Z, x, B, a),
    given={
        "orthogonal": Given("(i) $Q$ is orthogonal", transposed(Q) @ Q == one("p"), fails={"Q": [[1, 1], [0, 1]]}),
        "full-column-rank": Given(
            "(ii) $W_p$ has full column rank: it has a left inverse",
            L @ W == one("n"),
            fails={"L": [[0, 0], [0, 0]], "x": [1, 3]},
        ),
        "invertible": Given(r"(ii) $Y$ is invertible", Z @ Y == one("n"), fails={"Z": [[1, 0], [0, 1]]}),
        "nonnegative-mixing": Given(
            r"(ii) $Y \ge 0$",
            for_all("n", lambda i: for_all("n", lambda d: Y[i, d] >= 0, "d")),
            fails={"Y": [[1, -1], [0, 1]], "Z": [[1, 1], [0, 1]]},
        ),
        "nonnegative-input": Given(r"(ii) $x \ge 0$", for_all("n", lambda d: x[d] >= 0, "d"), fails={"x": [-1, 0]}),
        "orthonormal-basis": Given(
            "(iii) an orthonormal basis of features",
            transposed(B) @ B == one("k"),
            fails={"B": [[1, 0], [0, 0]], "a": [1, 1]},
        ),
    },
    then=both(
        transposed(Q) @ (passed(rotated, "p") - passed(-rotated, "p")) == W @ y,
        V @ (Z @ passed(Y @ (L @ (W @ x)), "n")) == V @ x,
        implies(positive, for_all("n", lambda i: for_all("n", lambda d: codes(Y @ L, W)[i, d] > 0, "d"))),
        cosines**2 >= norm2(a),
    ),
    example={
        "p": 2,
        "r": 1,
        "n": 2,
        "k": 2,
        "W": [[1, 0], [0, 1]],
        "V": [[1, 5]],
        "Q": [[F(3, 5), F(4, 5)], [F(-4, 5), F(3, 5)]],
        "y": [1, -2],
        "L": [[1, 0], [0, 1]],
        "Y": [[2, 1], [1, 2]],
        "Z": [[F(2, 3), F(-1, 3)], [F(-1, 3), F(2, 3)]],
        "x": [1, 3],
        "B": [[1, 0], [0, 1]],
        "a": [1, 0],
    },
)
T.wrongly("without-minus-q", "W_E = Q alone has zero loss", transposed(Q) @ passed(rotated, "p") == W @ y)
T.wrongly("larger-cosines", "(sum |cos|)^2 >= 5/4", 4 * cosines**2 >= 5 * norm2(a))
T.wrongly(
    "any-invertible",
    "every invertible mixing has zero loss",
    V @ (Z @ passed(Y @ (L @ (W @ x)), "n")) == V @ x,
    without="nonnegative-mixing",
    Y=[[1, -1], [0, 1]],
    Z=[[1, 1], [0, 1]],
)
T.wrongly(
    "zero-entries",
    "every neuron is on for every feature for Y >= 0 too",
    for_all("n", lambda i: for_all("n", lambda d: codes(Y @ L, W)[i, d] > 0, "d")),
    Y=[[1, 0], [0, 1]],
    Z=[[1, 0], [0, 1]],
)
CLAIM, mutations = T.claim(), T.mutations


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
    all_on = every(zero.W_E, lambda a: every(zero.w, lambda f: inner(a, f) > 0, "f"), "a")
    holds = all_of(
        loss(zero.act, zero.W_E, zero.W_D, zero.w, zero.v, [1, 1, 1]) == 0, zero.true_loss_zero(names("X")[0]), all_on
    )
    return evaluation(holds, let=let, record="W_E W_D", means="three features, Y = I + J")


def inverse_identity() -> Certificate:
    """Y^{-1} Y = I for the mixing matrix, and W_p^+ W_p = I for its features."""
    y, inverse, rows, w = names("Y I0 B w")
    holds = all_of(matmul(inverse, y) == identity(3), matmul(rows, op("transpose", w)) == identity(3))
    return evaluation(holds, let={"Y": MIX, "I0": INVERSE, "B": dual(), "w": FEATURES}, record="I0 B")


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
        conclude=relation(4 * e**2 * squared(row) - inner(row, [0, 1]) ** 2, ">="),
        by=derivation(term(1, square=4 * e**2)),
        means="so the mean of the two maxima is at most (1 + 2 e) / 2",
    )


def near_half() -> Certificate:
    """e = 1/1000: the mean of the two maxima is below 0.502 (squares compared: cos(a_2, e_2) <= 1/400)."""
    a, f = names("a f")
    let = {"a": [1, F(2, 1000)], "f": [0, 1]}
    return evaluation(
        inner(a, f) ** 2 <= F(1, 400) ** 2 * squared(a),
        let=let,
        record="a",
        means="mean of maxima at most (1 + 1/400)/2",
    )


def prove(budget: Budget) -> Evidence:
    text = (
        "Instances: a rotation that recovers no feature, a mixing of three features with its inverses and network; beyond the formal "
        "statement the bound is approached for n = 2, within 0.002 for example."
    )
    certificates = (recovery.not_even_close(), inverse_identity(), mixed(), squeezed(), small_cosine(), near_half())
    return Evidence("certified-instances", "proved", "instance", text, certificates)


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
    act, enc_, b, w_, v_, m = names("act W_E W_D w v M")
    let = {"act": problem.activation, "W_E": enc, "W_D": dec, "w": w, "v": v, "M": list(problem.weights)}
    shown = evaluation(
        loss(act, enc_, b, w_, v_, m) == 0, let=let, record="W_E W_D", means="every neuron is on for every feature"
    )
    return InstanceReport("holds", "a network of zero loss whose neurons are on for all features", (shown,))
