"""Under Top-1 a zero of the single-feature loss determines the decoder directions, not the encoder; under Top-k, k >= 2, neither."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.sdl import _formal as formal
from proofs_checks.sdl._instances import distinct_units
from proofs_checks.vocabulary import Given, Theorem
from solvers.exact.linear import inner
from solvers.exact.linear import rank as exact_rank
from theory.claims import OWN, Budget, Certificate, Evidence, InstanceReport, Source
from theory.evidence import evaluation
from theory.formal import Expression, codes, loss, names, norm2, op, rank, support, transpose
from theory.formal import both as all_of
from theory.formal import for_all as every
from theory.sdl import Activation, Problem
from theory.sdl.formal import POSITIVE_WEIGHTS, D, E, M, V, W, topk_codes, weighted
from theory.typed import (
    Expr,
    both,
    column,
    dot,
    exists,
    for_all,
    implies,
    mat,
    negation,
    size,
    transposed,
    var,
    vec,
    zero,
)
from theory.typed import norm2 as square

Q = Fraction
UNIT2, UNIT3 = [[1, 0], [0, 1]], [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
# I + cyclic shift and its inverse
CYCLE = [[1, 0, 1], [1, 1, 0], [0, 1, 1]]
INVERSE = [[Q(1, 2), Q(1, 2), Q(-1, 2)], [Q(-1, 2), Q(1, 2), Q(1, 2)], [Q(1, 2), Q(-1, 2), Q(1, 2)]]
Z = var("Z", mat("q", "n"))


def parallel(a: Expr, b: Expr) -> Expr:
    """One is a positive multiple of the other (equality in Cauchy's inequality)."""
    return both(dot(a, b) > 0, dot(a, b) ** 2 == square(a) * square(b))


def own(d: Expr, i: Expr) -> Expr:
    """Neuron i is on for d and for nothing else, it alone, and writes v_d."""
    return both(
        Z[i, d] > 0,
        Z[i, d] * column(D, i) == column(V, d),
        for_all("q", lambda j: implies(j != i, Z[j, d] == 0), "j"),
        for_all("n", lambda e: implies(e != d, Z[i, e] == 0), "e"),
    )


T = Theorem(
    id="sdl.top-1-identifies-decoder",
    title="Top-1 identifies the decoder",
    says=r"""
        Let the output features $v_d \ne 0$ be pairwise not positively parallel and $M_d > 0$. If $\tilde{L}(W_D, W_E)
        = 0$ under Top-1 of ReLU, then each feature $d$ has a neuron $i(d)$ of its own, with $z_d > 0$ and $u_{i(d)} =
        v_d / z_d$: decoder directions are determined up to order, apart from neurons that are never on. Beyond the
        formal statement: the encoder is not determined, its cosine with the features can be close to 0; and under Top-k
        with $k \ge 2$ not even the decoder is.""",
    source=Source(locator=OWN, arxiv="", ours=True),
    kind="uniqueness",
    sizes="n p q r k",
    about=(W, V, M, E, D),
    let=((Z, topk_codes(size("k"), E @ W)),),
    given={
        "top-1": Given(
            "$k = 1$",
            size("k") == 1,
            fails={
                "n": 3,
                "p": 3,
                "q": 3,
                "r": 3,
                "k": 2,
                "W": UNIT3,
                "V": UNIT3,
                "M": [1, 1, 1],
                "E": CYCLE,
                "D": INVERSE,
            },
        ),
        "positive-weights": Given("$M_d > 0$", POSITIVE_WEIGHTS, fails={"M": [1, 0], "D": [[1, 1], [0, 0]]}),
        "zero-loss": Given(r"$\tilde{L} = 0$", weighted(V - D @ Z, M) == 0, fails={"D": [[1, 1], [0, 1]]}),
        "nonzero-targets": Given(
            r"$v_d \ne 0$",
            for_all("n", lambda d: column(V, d) != zero(vec("r")), "d"),
            fails={"V": [[1, 0], [0, 0]], "D": [[1, 0], [0, 0]], "E": [[1, -1], [0, 0]]},
        ),
        "not-parallel": Given(
            "no $v_d$ is a positive multiple of another",
            for_all(
                "n",
                lambda d: for_all("n", lambda e: implies(d != e, negation(parallel(column(V, d), column(V, e)))), "e"),
                "d",
            ),
            fails={"q": 1, "r": 1, "V": [[1, 2]], "E": [[1, 2]], "D": [[1]]},
        ),
    },
    then=for_all("n", lambda d: exists("q", lambda i: own(d, i)), "d"),
    example={
        "n": 2,
        "p": 2,
        "q": 2,
        "r": 2,
        "k": 1,
        "W": UNIT2,
        "V": UNIT2,
        "M": [1, 2],
        "E": [[1, -100], [-100, 1]],
        "D": UNIT2,
    },
    remark="""
        M_GT and M_IP are computed from encoder rows, the half that is not identifiable. Decoder scores would be
        meaningful.""",
)


def some_neuron(says: Any) -> Expr:
    """Every feature has a neuron that is on for it, of which this is said too."""
    return for_all("n", lambda d: exists("q", lambda i: both(Z[i, d] > 0, says(d, i))), "d")


T.wrongly(
    "encoder-too",
    "the encoder rows are along the features",
    some_neuron(
        lambda d, i: for_all("q", lambda j: implies(Z[j, d] > 0, parallel(column(W, d), column(transposed(E), j))), "j")
    ),
)
T.wrongly(
    "exact-columns",
    "the decoder columns equal the features",
    some_neuron(lambda d, i: column(D, i) == column(V, d)),
    E=[[2, 0], [0, 2]],
    D=[[Q(1, 2), 0], [0, Q(1, 2)]],
)
T.wrongly(
    "every-neuron",
    "every neuron is on for one feature",
    for_all("q", lambda i: exists("n", lambda d: Z[i, d] > 0, "d")),
    q=3,
    E=[[1, 0], [0, 1], [-1, -1]],
    D=[[1, 0, 7], [0, 1, 7]],
)
PAGE = "zero-loss"
CLAIM, mutations = T.claim(), T.mutations


def skewed(size: int) -> Certificate:
    """Rows (1, -s), (-s, 1) with the identity decoder: zero loss, and the squared cosine of row and feature is 1/(1 + s^2)."""
    act, w, rows, cosine = names("act w W_E squared")
    data = {"act": Expression(["data", {"type": "topk", "k": 1}]), "w": UNIT2, "W_E": [[1, -size], [-size, 1]]}
    zero_loss = loss(act, rows, Expression(["data", UNIT2]), w, w, [1, 1]) == 0
    return evaluation(
        all_of(zero_loss, rows[0, 0] ** 2 == cosine * norm2(rows[0])),
        let={**data, "squared": Q(1, 1 + size**2)},
        record="W_E squared",
    )


def mixed(k: int) -> Certificate:
    """Zero loss under Top-k with every code having two positive entries and no decoder column along a feature."""
    act, w, rows, decoder = names("act w W_E W_D")
    data = {"act": Expression(["data", {"type": "topk", "k": k}]), "w": UNIT3, "W_E": CYCLE, "W_D": INVERSE}
    zero_loss = loss(act, rows, decoder, w, w, [1, 1, 1]) == 0
    none = every(transpose(decoder), lambda u: every(w, lambda x: rank(op("tuple", u, x)) == 2, "x"), "u")
    two = every(codes(act, rows, w), lambda z: op("length", support(z)) == 2, "z")
    return evaluation(all_of(zero_loss, two, none), let=data, record="W_E W_D")


def prove(budget: Budget) -> Evidence:
    """Beyond the formal statement."""
    text = "Encoder rows further and further from the features; Top-k with k >= 2 that has no decoder column along a feature."
    return Evidence(
        "certified-instances", "proved", "instance", text, (*(skewed(s) for s in (0, 1, 10, 1000)), mixed(2), mixed(3))
    )


def examples(budget: Budget) -> Evidence:
    """Random Top-1 encoders that separate all features, their exact decoder, and the formal statement."""
    rng, violations, cases = random.Random(budget.seed), 0, 0
    while cases < budget.pick(quick=15, full=200):
        p, n = rng.choice((2, 3)), rng.choice((2, 3))
        features = distinct_units(rng, n, p)
        problem = Problem.sae(features, activation=Activation("topk", k=1), width=n + 1)
        rows = [[x + Q(rng.randint(-2, 2), 4) for x in w] for w in [*features, features[0]]]
        z: Any = problem.codes(rows)
        on = [[i for i, x in enumerate(code) if x] for code in z]
        if any(len(i) != 1 for i in on) or len({i[0] for i in on}) < n:
            continue
        cases += 1
        decoder = [[Q(0)] * (n + 1) for _ in range(p)]
        for d, (i,) in enumerate(on):
            for j in range(p):
                decoder[j][i] = features[d][j] / z[d][i]
        columns = [list(c) for c in zip(*features, strict=True)]
        point = {"n": n, "p": p, "q": n + 1, "r": p, "k": 1, "W": columns, "V": columns, "E": rows, "D": decoder}
        point["M"] = [Q(rng.randint(1, 5)) for _ in features]
        violations += T.statement.violated_hypothesis(point) is not None or not T.statement.holds(point)
    numbers = {"examples": cases, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "fixed-dimension", "Random Top-1 networks, zero loss.", numbers=numbers)


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Are the output features of a Top-1 problem such that every zero of the loss identifies them?"""
    if problem.activation.kind != "topk" or problem.activation.k != 1 or problem.field is not None:
        return InstanceReport("not-applicable", "the claim is about Top-1, rational features")
    v = problem.features_out
    for d in range(problem.n):
        for e in range(d):
            pair = {"v": [list(v[d]), list(v[e])]}
            first = names("v")[0]
            holds = formal.parallel(first[0], first[1])
            if inner(v[d], v[e]) > 0 and exact_rank([list(v[d]), list(v[e])]) == 1:
                shown = evaluation(holds, let=pair, record="v")
                return InstanceReport(
                    "hypothesis-fails", f"not-parallel: the targets {e} and {d} are parallel", (shown,)
                )
    return InstanceReport(
        "holds", "no two targets are positively parallel: a zero of the loss determines all decoder directions"
    )
