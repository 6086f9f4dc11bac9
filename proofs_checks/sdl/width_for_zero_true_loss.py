"""Zero true loss on all nonnegative inputs needs exactly p + l ReLU neurons, l the lineality dimension of the feature cone: proved.

For an autoencoder with features spanning R^p.  Pointed cone (l = 0): p neurons, each active on everything.  Features that positively span
R^p (l = p): 2p neurons, for instance [Q; -Q].  No feature is recovered in either case.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.sdl._exact_algebra import identity, projecting_decoder, solve
from proofs_checks.sdl._instances import matrix, plain, report, squared_distance, times
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import (
    Expression,
    both,
    dot,
    for_all,
    listing,
    matmul,
    matvec,
    names,
    norm2,
    op,
    scale,
    sigma,
    span,
    subsets,
    transpose,
)
from theory.formal import identity as unit_matrix
from theory.sdl import Activation, Problem
from theory.statement import Statement

F = Fraction
RELU = {"type": "relu"}
VARIABLES = ("w_p", "paired", "single", "write_paired", "write_single")
w_p, paired, single, write_paired, write_single = names(" ".join(VARIABLES))
W_E, W_D = names("W_E W_D")


def _negated(rows: Expression) -> Expression:
    return listing(rows, lambda row: scale(-1, row), "row")


def _worst(x: Any) -> Expression:
    y = matvec(transpose(w_p), x)
    return norm2(y - matvec(transpose(W_D), sigma(RELU, matvec(W_E, y))))


def _indicator(t: Expression) -> Expression:
    return listing(span(op("length", w_p)), lambda d: op("if", op("in", d, t), 1 + d, 0), "d")


# write_paired and write_single list decoder columns; W_D is kept as the list of all columns
STATEMENT = Statement(
    VARIABLES,
    {
        "single-rows-nonnegative": for_all(single, lambda b: for_all(w_p, lambda w: dot(b, w) >= 0, "w"), "b"),
        "reconstructs": matmul(transpose(op("append", write_paired, write_single)), op("append", paired, single))
        == unit_matrix(op("length", w_p[0])),
    },
    for_all(subsets(op("length", w_p)), lambda t: _worst(_indicator(t)) == 0, "t"),
    {
        "W_E": op("append", paired, _negated(paired), single),
        "W_D": op("append", write_paired, _negated(write_paired), write_single),
    },
)
CROSS = [[1, 0], [-1, 0], [0, 1], [0, -1]]
ROTATION = [[F(4, 5), F(3, 5)], [F(-3, 5), F(4, 5)]]
ROTATED: dict[str, Any] = {
    "w_p": CROSS,
    "paired": ROTATION,
    "single": [],
    "write_paired": ROTATION,
    "write_single": [],
}
HALF_PLANE: dict[str, Any] = {
    "w_p": [[1, 0], [-1, 0], [F(3, 5), F(4, 5)]],
    "paired": [[1, 0]],
    "single": [[0, 1]],
    "write_paired": [[1, 0]],
    "write_single": [[0, 1]],
}


def pointed() -> dict[str, Any]:
    """Five features in R^3 inside the positive octant, three rows of the dual cone."""
    features = [[F(1), F(0), F(0)], [F(0), F(1), F(0)], [F(0), F(0), F(1)]]
    features += [[F(1, 3), F(2, 3), F(2, 3)], [F(2, 7), F(3, 7), F(6, 7)]]
    rows = [[F(2), F(1), F(1)], [F(1), F(2), F(1)], [F(1), F(1), F(2)]]
    decoder = projecting_decoder(rows)
    assert decoder is not None
    columns = [list(c) for c in zip(*decoder, strict=True)]
    return {"w_p": features, "paired": [], "single": rows, "write_paired": [], "write_single": columns}


def on_a_line() -> Certificate:
    """One feature in R^2: one neuron has no error for any x >= 0, although p + l = 2."""
    return evaluation(
        both(op("rank", w_p) == 1, _worst([1]) == 0),
        let={"w_p": [[1, 0]], "W_E": [[1, 0]], "W_D": [[1, 0]]},
        record="w_p W_E W_D",
        means="one neuron and features of rank 1 in R^2; both sides are linear in x >= 0",
    )


def single_inputs() -> Certificate:
    """The four features +-e_1, +-e_2: three neurons have no error on single features, although p + l = 4."""
    return evaluation(
        both(for_all(unit_matrix(4), lambda x: _worst(x) == 0, "x"), _worst([1, 0, 1, 0]) > 0),
        let={"w_p": CROSS, "W_E": [[1, 1], [1, -1], [-1, 1]], "W_D": [[1, 1], [0, -1], [-1, 0]]},
        record="w_p W_E W_D",
        means="three neurons, exact on each feature alone and wrong on e_1 + e_2",
    )


PAGE = "zero-loss"
CLAIM = Claim(
    id="sdl.width-for-zero-true-loss",
    title="The width for zero true loss",
    statement=r"""
        SAE with ReLU, $W_p$ of rank $p$, inputs $x$ dense in $\mathbb{R}^n_{\ge 0}$. The true loss can be 0 iff $q
        \ge p + l$, where $l$ is the dimension of the lineality space $K \cap (-K)$ of $K = \mathrm{cone}(w_1, \dots,
        w_n)$.""",
    source=Source(locator="global minima of the true loss", ours=True),
    kind="equivalence",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "spanning",
            r"$W_p$ has rank $p$",
            lambda: evaluation(op("rank", w_p) == 2, let={"w_p": HALF_PLANE["w_p"]}, record="w_p"),
            drop=lambda: on_a_line(),
        ),
        Hypothesis(
            "dense-inputs",
            r"the inputs are dense in $\mathbb{R}^n_{\ge 0}$",
            lambda: STATEMENT.satisfied_by(HALF_PLANE),
            drop=lambda: single_inputs(),
        ),
        Hypothesis(
            "single-rows-nonnegative",
            "the unpaired rows lie in the dual cone",
            lambda: STATEMENT.satisfied_by(HALF_PLANE),
            drop=lambda: STATEMENT.without("single-rows-nonnegative").refuted_by(
                {**HALF_PLANE, "single": [[0, -1]], "write_single": [[0, -1]]}
            ),
        ),
        Hypothesis(
            "reconstructs",
            "decoder columns are dual to the rows",
            lambda: STATEMENT.satisfied_by(HALF_PLANE),
            drop=lambda: STATEMENT.without("reconstructs").refuted_by({**HALF_PLANE, "write_single": [[0, 2]]}),
        ),
    ),
    depends_on=("sdl.paired-and-dual-rows",),
    remark="""
        The last two hypotheses describe the construction. For the single-feature loss alone fewer neurons may do
        (sdl.open-zero-loss-width).""",
)


def no_kink(*, shift: int = 0) -> Certificate:
    """A group with slopes alpha (s > 0) and beta (on -s, s < 0) is linear across its hyperplane only if alpha + beta = 0."""
    alpha, beta, slope = names("alpha beta slope")
    return implication(
        "alpha beta slope",
        assume=[relation(alpha - slope, "="), relation(-beta - slope + shift, "=")],
        conclude=relation(alpha + beta, "="),
        by=derivation(multiples={0: 1, 1: -1}),
        means="the value is alpha s for s > 0 and -beta s for s < 0; linear with one slope means alpha = slope = -beta",
    )


def count(*, per_group: int = 2) -> Certificate:
    """``g >= l``, ``g + h >= p``, ``q >= 2g + h`` imply ``q >= p + l``."""
    g, h, p, lineality, q = names("g h p l q")
    return implication(
        "g h p l q",
        assume=[relation(g - lineality, ">="), relation(g + h - p, ">="), relation(q - per_group * g - h, ">=")],
        conclude=relation(q - p - lineality, ">="),
        by=derivation(term(1, use=(0,)), term(1, use=(1,)), term(1, use=(2,))),
        means="counting neurons in groups",
    )


def exact_network(given: dict[str, Any]) -> Certificate:
    """Zero error on 2^n inputs, and the exact identity of the linear parts."""
    return evaluation(
        both(*STATEMENT.hypotheses.values(), STATEMENT.conclusion),
        let={**{k: plain(v) for k, v in given.items()}, **STATEMENT.let},
        means=f"{2 * len(given['paired']) + len(given['single'])} neurons in dimension {len(given['w_p'][0])}",
    )


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "Zero true loss is possible iff q >= p + l",
        read(
            "cone",
            """
            Zero true loss means that f(y) = W_D relu(W_E y) is the identity on K (f is continuous, the inputs are
            dense), and K has interior points as W_p has rank p.""",
            "continuity",
        ),
        read(
            "groups",
            """
            Group the neurons with u != 0, a != 0 by the hyperplane a^perp, if it meets int K. Near a point of int K
            on one hyperplane only, all other groups are affine, so this group must be, too.""",
            "cases",
            "cone",
        ),
        checked("kink", "Being linear across the hyperplane, its slopes cancel: alpha + beta = 0.", no_kink()),
        read(
            "two",
            """
            So a group acts on int K as one linear map of rank at most 1; if that map is not 0 the group has neurons
            on both sides, at least two of them.""",
            "counting",
            "groups",
            "kink",
        ),
        read(
            "others",
            """
            Every other neuron has a constant sign on int K: it contributes 0, or a linear map u a with a in the dual
            cone K*, which vanishes on the lineality space.""",
            "definition",
            "groups",
        ),
        read(
            "ranks",
            """
            Let g groups and h other neurons contribute. The identity on the lineality space has rank l <= g; the
            identity on R^p has rank p <= g + h.""",
            "linear-algebra",
            "two",
            "others",
        ),
        checked("count", "Hence q >= 2g + h >= p + l.", count()),
        read(
            "construction",
            """
            Conversely choose l functionals independent on the lineality space, each with its negative, and p - l
            independent functionals in K* (it spans the annihilator of the lineality space, of dimension p - l).
            Together they are a basis; with dual decoder columns u (and -u) the network is the identity on K, as s_+ -
            (-s)_+ = s. Further neurons stay 0.""",
            "linear-algebra",
        ),
        checked("half-plane", "l = 1, p = 2: three neurons on a half plane.", exact_network(HALF_PLANE)),
        read("end", "Both directions.", "conclusion", "count", "construction", "half-plane", "ranks"),
    )
    return [
        Evidence("symbolic-proof", "proved", "all-parameters", "Kinks must cancel; counting.", (certificate,)),
        Evidence(
            "certified-instances",
            "proved",
            "instance",
            "l = 2 (four features in the plane, a rotation), l = 1, l = 0 (five features in R^3, three neurons).",
            (exact_network(ROTATED), exact_network(HALF_PLANE), exact_network(pointed())),
        ),
    ]


def examples(budget: Budget) -> Evidence:
    """Random pointed and random positively spanning features: the constructed networks on random inputs."""
    rng, wanted, done, violations = random.Random(budget.seed), budget.pick(quick=40, full=500), 0, 0
    relu = Activation("relu")
    while done < wanted:
        p, n = rng.randint(1, 3), rng.randint(1, 5)
        square = matrix(rng, p, p)
        inverse = solve(square, identity(p))
        if inverse is None:
            continue
        done += 1
        if rng.random() < 0.5:
            encoder = square + [[-x for x in row] for row in square]
            decoder = [row + [-x for x in row] for row in inverse]
            w = matrix(rng, n, p)
        else:  # features with nonnegative coordinates in the dual basis: a pointed cone
            encoder, decoder = square, inverse
            w = [times(inverse, [F(rng.randint(0, 3)) for _ in range(p)]) for _ in range(n)]
        x = [F(rng.randint(0, 5), 2) for _ in range(n)]
        y = times([list(c) for c in zip(*w, strict=True)], x)
        violations += squared_distance(y, times(decoder, relu.exact(times(encoder, y)))) != 0  # type: ignore[arg-type]
    numbers = {"examples": done, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "instance", "Both constructions on random inputs.", numbers=numbers)


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """For width >= 2p and up to 8 features: the network [I; -I] on 2^n inputs."""
    if problem.activation.kind != "relu" or problem.kind != "sae" or problem.n > 8:
        return InstanceReport("not-applicable", "decided here for ReLU autoencoders with at most 8 features")
    if problem.width < 2 * problem.p:
        return InstanceReport("not-applicable", "the width is below 2p; whether it reaches p + l is not decided here")
    unit = identity(problem.p)
    assignment: dict[str, Any] = {
        "w_p": [list(w) for w in problem.features_in],
        "paired": unit,
        "single": [],
        "write_paired": unit,
        "write_single": [],
    }
    return report(STATEMENT, assignment, "[I; -I] has zero true loss", field=problem.field)


def mutations() -> list[Mutation]:
    one_sided = {
        **HALF_PLANE,
        "paired": [],
        "single": [[1, 0], [0, 1]],
        "write_paired": [],
        "write_single": identity(2),
    }
    return [
        Mutation(
            "one-neuron-per-line",
            "p neurons suffice although the cone contains a line",
            refuted_by=lambda: STATEMENT.without("single-rows-nonnegative").refuted_by(one_sided),
        ),
        Mutation("one-neuron-per-group", "the count with one neuron per group", rejected=lambda: count(per_group=1)),
        Mutation("shifted-kink", "the kink with a constant", rejected=lambda: no_kink(shift=1)),
        Mutation(
            "all-subsets-are-tested",
            "the three-neuron network, one decoder column doubled, still has zero loss",
            refuted_by=lambda: STATEMENT.without("reconstructs").refuted_by({**HALF_PLANE, "write_paired": [[2, 0]]}),
        ),
    ]
