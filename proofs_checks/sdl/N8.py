"""Under Top-1 a zero of the single-feature loss determines the decoder directions, not the encoder; under Top-k, k >= 2, neither.

Proved.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.sdl._instances import distinct_units
from solvers.exact_linear import inner
from solvers.exact_linear import rank as exact_rank
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation
from theory.formal import (
    Expression,
    both,
    codes,
    dot,
    for_all,
    length,
    listing,
    loss,
    names,
    negation,
    norm2,
    op,
    rank,
    span,
    support,
    transpose,
)
from theory.sdl import Activation, Problem
from theory.statement import Statement

Q = Fraction
ACT, W, V, W_E, W_D, Z, COLUMNS = names("activation W V W_E W_D z columns")
n = length(W)


def _parallel(x: Expression, y: Expression) -> Expression:
    return both(rank(op("tuple", x, y)) == 1, dot(x, y) > 0)


def _neuron(d: Expression) -> Expression:
    return support(Z[d])[0]


STATEMENT = Statement(
    ("activation", "W", "V", "W_E", "W_D"),
    {
        "top-1": for_all(Z, lambda z: length(support(z)) <= 1, "code"),
        "zero-loss": loss(ACT, W_E, W_D, W, V, listing(W, norm2, "w")) == 0,
        "nonzero-targets": for_all(V, lambda v: norm2(v) > 0, "v"),
        "not-parallel": for_all(
            span(n), lambda d: for_all(span(d), lambda e: negation(_parallel(V[d], V[e])), "e"), "d"
        ),
    },
    for_all(
        span(n),
        lambda d: both(
            length(support(Z[d])) == 1,
            _parallel(COLUMNS[_neuron(d)], V[d]),
            for_all(span(d), lambda e: _neuron(e) != _neuron(d), "e"),
        ),
        "d",
    ),
    {"z": codes(ACT, W_E, W), "columns": transpose(W_D)},
)
UNIT2, UNIT3 = [[1, 0], [0, 1]], [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
TOP1, TOP2 = ({"type": "topk", "k": k} for k in (1, 2))
SKEWED: dict[str, Any] = {"activation": TOP1, "W": UNIT2, "V": UNIT2, "W_E": [[1, -100], [-100, 1]], "W_D": UNIT2}
# I + cyclic shift and its inverse
CYCLE = [[1, 0, 1], [1, 1, 0], [0, 1, 1]]
INVERSE = [[Q(1, 2), Q(1, 2), Q(-1, 2)], [Q(-1, 2), Q(1, 2), Q(1, 2)], [Q(1, 2), Q(-1, 2), Q(1, 2)]]
MIXED: dict[str, Any] = {"activation": TOP2, "W": UNIT3, "V": UNIT3, "W_E": CYCLE, "W_D": INVERSE}

CLAIM = Claim(
    id="sdl.N8",
    title="Top-1 identifies the decoder",
    statement=r"Let the output features $v_d \ne 0$ be pairwise not positively parallel. If $\tilde{L}(W_D, W_E) = 0$ "
    r"under Top-1 of ReLU, "
    r"then each feature $d$ has a neuron $i(d)$ of its own, and $u_{i(d)} = v_d / z_d$ with $z_d > 0$: decoder "
    r"directions are "
    r"determined up to order, apart from neurons that are never on. The encoder is not: the rows may be anywhere in "
    r"an open "
    r"polyhedral cone, and their cosine with the features can be close to 0. Under Top-k with $k \ge 2$ not even the "
    r"decoder is "
    r"determined.",
    source=Source(locator="N8", arxiv="", ours=True),
    kind="uniqueness",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "top-1", "at most one neuron is on for each feature", lambda: STATEMENT.satisfied_by(SKEWED),
            drop=lambda: STATEMENT.without("top-1").refuted_by(MIXED, record="z columns"),
        ),
        Hypothesis(
            "zero-loss", r"$\tilde{L} = 0$", lambda: STATEMENT.satisfied_by(SKEWED),
            drop=lambda: STATEMENT.without("zero-loss").refuted_by({**SKEWED, "W_D": [[1, 1], [0, 1]]}, record="z columns"),
        ),
        Hypothesis(
            "nonzero-targets", r"$v_d \ne 0$", lambda: STATEMENT.satisfied_by(SKEWED),
            drop=lambda: STATEMENT.without("nonzero-targets").refuted_by(
                {**SKEWED, "V": [[1, 0], [0, 0]], "W_D": [[1, 0], [0, 0]]}, record="z columns"
            ),
        ),
        Hypothesis(
            "not-parallel", r"no $v_d$ is a positive multiple of another", lambda: STATEMENT.satisfied_by(SKEWED),
            drop=lambda: STATEMENT.without("not-parallel").refuted_by(
                {"activation": TOP1, "W": UNIT2, "V": [[1], [2]], "W_E": [[1, 2]], "W_D": [[1]]}, record="z columns"
            ),
        ),
    ),
    remark="M_GT and M_IP are computed from encoder rows, the half that is not identifiable. Decoder scores would be "
    "meaningful.",
)  # fmt: skip


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
    """Rows (1, -s), (-s, 1) with the identity decoder: zero loss, and the squared cosine of row and feature is 1/(1 "
    "+ s^2)."""
    data = {"activation": Expression(["data", TOP1]), "W": UNIT2, "W_E": [[1, -size], [-size, 1]], "W_D": UNIT2}
    zero = loss(ACT, W_E, W_D, W, W, [1, 1]) == 0
    cosine = W_E[0, 0] ** 2 == Expression("squared") * norm2(W_E[0])
    return evaluation(both(zero, cosine), let={**data, "squared": Q(1, 1 + size**2)}, record="W_E squared")


def mixed(k: int) -> Certificate:
    """Zero loss under Top-k with every code having two positive entries and no decoder column along a feature."""
    data = {"activation": Expression(["data", {"type": "topk", "k": k}]), "W": UNIT3, "W_E": CYCLE, "W_D": INVERSE}
    zero = loss(ACT, W_E, W_D, W, W, [1, 1, 1]) == 0
    none = for_all(transpose(W_D), lambda u: for_all(W, lambda w: rank(op("tuple", u, w)) == 2, "w"), "u")
    two = for_all(codes(ACT, W_E, W), lambda z: length(support(z)) == 2, "z")
    return evaluation(both(zero, two, none), let=data, record="W_E W_D")


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "Zero loss under Top-1 with nonzero, pairwise not positively parallel targets: each feature has its own "
        "neuron, with decoder "
        "v_d/z_d; the encoder is only determined up to an open polyhedral cone, and Top-k with k >= 2 does not "
        "determine the decoder.",
        read(
            "one", r"Zero loss means $v_d = W_D z_d$ for all d (the weights are positive). $v_d \ne 0$, so exactly "
            r"one neuron $i(d)$ is on, "
            r"and $v_d = z_d u_{i(d)}$ with $z_d > 0$.", "definition",
        ),
        checked("shared", "Two features on one neuron would be positively parallel.", shared()),
        read("own", "So i is injective, and the column of i(d) is a positive multiple of $v_d$.", "conclusion", "one", "shared"),
        read(
            "encoder", r"For a given i the rows only have to satisfy $a_{i(d)} \cdot w_d > 0$ and $a_{i(d)} \cdot w_d "
            r"> a_j \cdot w_d$ for the "
            "others: an open polyhedral cone of encoders, each with the decoder above and zero loss.", "continuity", "own",
        ),
        checked("skewed", "Example with squared cosine 1/10001 between encoder rows and features.", skewed(100)),
        checked("mixed-2", "Top-2, three orthonormal features: zero loss, no decoder column along a feature.", mixed(2)),
        checked("mixed-3", "The same codes are kept by every larger k.", mixed(3)),
        read("decoder", "So for k >= 2 the decoder is not determined.", "conclusion", "mixed-2", "mixed-3"),
    )  # fmt: skip
    return [
        Evidence("symbolic-proof", "proved", "all-parameters", "One neuron explains one direction.", (certificate,)),
        Evidence(
            "certified-instances", "proved", "instance", "Encoder rows further and further from the features.",
            tuple(skewed(s) for s in (0, 1, 10, 1000)),
        ),
    ]  # fmt: skip


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
        network = {"activation": TOP1, "W": features, "V": features, "W_E": rows, "W_D": decoder}
        violations += STATEMENT.violated_hypothesis(network) is not None or not STATEMENT.holds(network)
    return Evidence(
        "property-test", "tested", "fixed-dimension", "Random Top-1 networks with zero loss.",
        numbers={"examples": cases, "seed": budget.seed, "violations": violations},
    )  # fmt: skip


def mutations() -> list[Mutation]:
    encoder = STATEMENT.concluding(for_all(span(n), lambda d: rank(op("tuple", W_E[_neuron(d)], W[d])) == 1, "d"))
    scale = STATEMENT.concluding(for_all(span(n), lambda d: COLUMNS[_neuron(d)] == V[d], "d"))
    doubled = {**SKEWED, "W_E": [[2, 0], [0, 2]], "W_D": [[Q(1, 2), 0], [0, Q(1, 2)]]}
    return [
        Mutation(
            "encoder-too",
            "the encoder rows are along the features",
            refuted_by=lambda: encoder.refuted_by(SKEWED, record="z"),
        ),
        Mutation(
            "exact-columns",
            "the decoder columns equal the features",
            refuted_by=lambda: scale.refuted_by(doubled, record="z"),
        ),
        Mutation(
            "top-2",
            "Top-2 identifies the decoder",
            refuted_by=lambda: STATEMENT.without("top-1").refuted_by(MIXED, record="z"),
        ),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Are the output features of a Top-1 problem such that every zero of the loss identifies them?"""
    if problem.activation.kind != "topk" or problem.activation.k != 1 or problem.field is not None:
        return InstanceReport("not-applicable", "the claim is about Top-1, rational features")
    v = problem.features_out
    for d in range(problem.n):
        for e in range(d):
            pair = {"V": [list(v[d]), list(v[e])]}
            holds = _parallel(V[0], V[1])
            if inner(v[d], v[e]) > 0 and exact_rank([list(v[d]), list(v[e])]) == 1:
                shown = evaluation(holds, let=pair, record="V")
                return InstanceReport(
                    "hypothesis-fails", f"not-parallel: the targets {e} and {d} are parallel", (shown,)
                )
    return InstanceReport(
        "holds", "no two targets are positively parallel: a zero of the loss determines all decoder directions"
    )
