"""Under Top-1 a zero of the single-feature loss determines the decoder directions, not the encoder; under Top-k, k >= 2, neither.

Proved.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.parts import hypotheses, wrong
from proofs_checks.sdl import _formal as formal
from proofs_checks.sdl._instances import distinct_units
from solvers.exact.linear import inner
from solvers.exact.linear import rank as exact_rank
from theory.claims import Budget, Certificate, Claim, Evidence, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation
from theory.formal import (
    Expression,
    both,
    codes,
    for_all,
    length,
    loss,
    names,
    norm2,
    op,
    rank,
    scale,
    span,
    support,
    transpose,
)
from theory.sdl import Activation, Problem
from theory.statement import Statement

Q = Fraction
ACT, W, V, W_E, W_D, Z, COLUMNS = names("act w v W_E W_D z columns")
n = length(W)
UNIT2, UNIT3 = [[1, 0], [0, 1]], [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
TOP1, TOP2 = ({"type": "topk", "k": k} for k in (1, 2))
# I + cyclic shift and its inverse
CYCLE = [[1, 0, 1], [1, 1, 0], [0, 1, 1]]
INVERSE = [[Q(1, 2), Q(1, 2), Q(-1, 2)], [Q(-1, 2), Q(1, 2), Q(1, 2)], [Q(1, 2), Q(-1, 2), Q(1, 2)]]


def _neuron(d: Expression) -> Expression:
    return support(Z[d])[0]


STATEMENT = Statement(
    ("act", "w", "v", "m", "W_E", "W_D"),
    {
        "top-1": for_all(Z, lambda z: both(for_all(z, lambda x: x >= 0, "x"), length(support(z)) <= 1), "code"),
        "positive-weights": formal.POSITIVE_WEIGHTS,
        "zero-loss": formal.ZERO_LOSS,
        "nonzero-targets": for_all(V, lambda v: norm2(v) > 0, "x"),
        "not-parallel": formal.not_parallel(V),
    },
    for_all(
        span(n),
        lambda d: both(
            length(support(Z[d])) == 1,
            scale(Z[d, _neuron(d)], COLUMNS[_neuron(d)]) == V[d],
            for_all(span(d), lambda e: _neuron(e) != _neuron(d), "e"),
        ),
        "d",
    ),
    {"z": codes(ACT, W_E, W), "columns": transpose(W_D)},
)
RECORD = "z columns"
SKEWED: dict[str, Any] = {
    "act": TOP1,
    "w": UNIT2,
    "v": UNIT2,
    "m": [1, 2],
    "W_E": [[1, -100], [-100, 1]],
    "W_D": UNIT2,
}
MIXED: dict[str, Any] = {"act": TOP2, "w": UNIT3, "v": UNIT3, "m": [1, 1, 1], "W_E": CYCLE, "W_D": INVERSE}

PAGE = "zero-loss"
CLAIM = Claim(
    id="sdl.top-1-identifies-decoder",
    title="Top-1 identifies the decoder",
    statement=r"""
        Let the output features $v_d \ne 0$ be pairwise not positively parallel and $M_d > 0$. If $\tilde{L}(W_D, W_E)
        = 0$ under Top-1 of ReLU, then each feature $d$ has a neuron $i(d)$ of its own, with $z_d > 0$ and $u_{i(d)} =
        v_d / z_d$: decoder directions are determined up to order, apart from neurons that are never on. Beyond the
        formal statement: the encoder is not determined, the rows may be anywhere in an open polyhedral cone and their
        cosine with the features can be close to 0; and under Top-k with $k \ge 2$ not even the decoder is.""",
    source=Source(locator="statement of this project", arxiv="", ours=True),
    kind="uniqueness",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        SKEWED,
        {
            "top-1": ("codes are not negative and at most one neuron is on for each feature", MIXED),
            "positive-weights": (r"$M_d > 0$", {"m": [1, 0], "W_D": [[1, 1], [0, 0]]}),
            "zero-loss": (r"$\tilde{L} = 0$", {"W_D": [[1, 1], [0, 1]]}),
            "nonzero-targets": (
                r"$v_d \ne 0$",
                {"v": [[1, 0], [0, 0]], "W_D": [[1, 0], [0, 0]], "W_E": [[1, -1], [0, 0]]},
            ),
            "not-parallel": (
                "no $v_d$ is a positive multiple of another",
                {"v": [[1], [2]], "W_E": [[1, 2]], "W_D": [[1]]},
            ),
        },
        record=RECORD,
    ),
    statement_formal=STATEMENT,
    remark="""
        M_GT and M_IP are computed from encoder rows, the half that is not identifiable. Decoder scores would be
        meaningful.""",
)


def shared() -> Certificate:
    """One coordinate: v = z u and v' = z' u give z' v = z v'."""
    v, w, z, y, u = names("v w z y u")
    return implication(
        "v w z y u",
        assume=[relation(v, "=", z * u), relation(w, "=", y * u)],
        conclude=relation(y * v, "=", z * w),
        by=derivation(multiples={0: y, 1: -z}),
        means="two features on one neuron: z' v_d = z v_e with z, z' > 0, so they are positively parallel",
    )


def skewed(size: int) -> Certificate:
    """Rows (1, -s), (-s, 1) with the identity decoder: zero loss, and the squared cosine of row and feature is 1/(1 + s^2)."""
    data = {"act": Expression(["data", TOP1]), "w": UNIT2, "W_E": [[1, -size], [-size, 1]], "W_D": UNIT2}
    zero = loss(ACT, W_E, W_D, W, W, [1, 1]) == 0
    cosine = W_E[0, 0] ** 2 == Expression("squared") * norm2(W_E[0])
    return evaluation(both(zero, cosine), let={**data, "squared": Q(1, 1 + size**2)}, record="W_E squared")


def mixed(k: int) -> Certificate:
    """Zero loss under Top-k with every code having two positive entries and no decoder column along a feature."""
    data = {"act": Expression(["data", {"type": "topk", "k": k}]), "w": UNIT3, "W_E": CYCLE, "W_D": INVERSE}
    zero = loss(ACT, W_E, W_D, W, W, [1, 1, 1]) == 0
    none = for_all(transpose(W_D), lambda u: for_all(W, lambda w: rank(op("tuple", u, w)) == 2, "w"), "u")
    two = for_all(codes(ACT, W_E, W), lambda z: length(support(z)) == 2, "z")
    return evaluation(both(zero, two, none), let=data, record="W_E W_D")


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        """
        Zero loss under Top-1 with nonzero, pairwise not positively parallel targets: each feature has its own neuron,
        with decoder v_d/z_d; the encoder is only determined up to an open polyhedral cone, and Top-k with k >= 2 does
        not determine the decoder.""",
        read(
            "one",
            r"""
            Zero loss means $v_d = W_D z_d$ for all d (the weights are positive). $v_d \ne 0$, so exactly one neuron
            $i(d)$ is on, and $v_d = z_d u_{i(d)}$ with $z_d > 0$.""",
            "definition",
        ),
        checked("shared", "Two features on one neuron would be positively parallel.", shared()),
        read(
            "own",
            "So i is injective, and the column of i(d) is a positive multiple of $v_d$.",
            "conclusion",
            "one",
            "shared",
        ),
        read(
            "encoder",
            r"""
            For a given i the rows only have to satisfy $a_{i(d)} \cdot w_d > 0$ and $a_{i(d)} \cdot w_d > a_j \cdot
            w_d$ for the others: an open polyhedral cone of encoders, each with the decoder above and zero loss.""",
            "continuity",
            "own",
        ),
        checked("skewed", "Example with squared cosine 1/10001 between encoder rows and features.", skewed(100)),
        checked(
            "mixed-2", "Top-2, three orthonormal features: zero loss, no decoder column along a feature.", mixed(2)
        ),
        checked("mixed-3", "The same codes are kept by every larger k.", mixed(3)),
        read("decoder", "So for k >= 2 the decoder is not determined.", "conclusion", "mixed-2", "mixed-3"),
        read("all", "Together.", "conclusion", "encoder", "skewed", "decoder"),
    )
    return [
        Evidence("symbolic-proof", "proved", "all-parameters", "One neuron explains one direction.", (certificate,)),
        Evidence(
            "certified-instances",
            "proved",
            "instance",
            "Encoder rows further and further from the features.",
            tuple(skewed(s) for s in (0, 1, 10, 1000)),
        ),
    ]


def examples(budget: Budget) -> Evidence:
    """Random Top-1 encoders that separate all features, their exact decoder, and the formal statement."""
    rng, violations, cases = random.Random(budget.seed), 0, 0
    while cases < budget.pick(quick=15, full=200):
        p, size = rng.choice((2, 3)), rng.choice((2, 3))
        features = distinct_units(rng, size, p)
        problem = Problem.sae(features, activation=Activation("topk", k=1), width=size + 1)
        rows = [[x + Q(rng.randint(-2, 2), 4) for x in w] for w in [*features, features[0]]]
        z: Any = problem.codes(rows)
        on = [[i for i, x in enumerate(code) if x] for code in z]
        if any(len(i) != 1 for i in on) or len({i[0] for i in on}) < size:
            continue
        cases += 1
        decoder = [[Q(0)] * (size + 1) for _ in range(p)]
        for d, (i,) in enumerate(on):
            for j in range(p):
                decoder[j][i] = features[d][j] / z[d][i]
        weights = [Q(rng.randint(1, 5)) for _ in features]
        network = {"act": TOP1, "w": features, "v": features, "m": weights, "W_E": rows, "W_D": decoder}
        violations += STATEMENT.violated_hypothesis(network) is not None or not STATEMENT.holds(network)
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "Random Top-1 networks with zero loss.",
        numbers={"examples": cases, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    encoder = for_all(span(n), lambda d: rank(op("tuple", W_E[_neuron(d)], W[d])) == 1, "d")
    exact = for_all(span(n), lambda d: COLUMNS[_neuron(d)] == V[d], "d")
    doubled = {**SKEWED, "W_E": [[2, 0], [0, 2]], "W_D": [[Q(1, 2), 0], [0, Q(1, 2)]]}
    all_on = for_all(transpose(Z), lambda row: length(support(row)) == 1, "row")
    spare = {**SKEWED, "W_E": [[1, 0], [0, 1], [-1, -1]], "W_D": [[1, 0, 7], [0, 1, 7]]}
    return [
        wrong("encoder-too", "the encoder rows are along the features", STATEMENT, SKEWED, encoder, record=RECORD),
        wrong("exact-columns", "the decoder columns equal the features", STATEMENT, doubled, exact, record=RECORD),
        wrong("every-neuron", "every neuron is on for one feature", STATEMENT, spare, all_on, record="z"),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Are the output features of a Top-1 problem such that every zero of the loss identifies them?"""
    if problem.activation.kind != "topk" or problem.activation.k != 1 or problem.field is not None:
        return InstanceReport("not-applicable", "the claim is about Top-1, rational features")
    v = problem.features_out
    for d in range(problem.n):
        for e in range(d):
            pair = {"v": [list(v[d]), list(v[e])]}
            holds = formal.parallel(V[0], V[1])
            if inner(v[d], v[e]) > 0 and exact_rank([list(v[d]), list(v[e])]) == 1:
                shown = evaluation(holds, let=pair, record="v")
                return InstanceReport(
                    "hypothesis-fails", f"not-parallel: the targets {e} and {d} are parallel", (shown,)
                )
    return InstanceReport(
        "holds", "no two targets are positively parallel: a zero of the loss determines all decoder directions"
    )
