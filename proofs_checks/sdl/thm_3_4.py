r"""Zero loss is interpolation: with positive weights the loss vanishes iff ``v_d = W_D sigma(W_E w_d)`` for every feature.

Proved for every activation and size.  Without positive weights it fails: ``sdl.thm-3.4-zero-weights``.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl import _zero_loss as zero
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import both, for_all, implies, matvec, names
from theory.sdl import Activation, Problem
from theory.statement import Statement

RELU = Activation("relu")
STATEMENT = Statement(
    ("act", "W_E", "W_D", "w", "v", "M"),
    {"positive-weights": for_all(zero.M, lambda m: m > 0, "m")},
    both(implies(names("L")[0] == 0, zero.INTERPOLATES), implies(zero.INTERPOLATES, names("L")[0] == 0)),
    zero.CODES,
)
POINT = {"act": RELU, **zero.MIXED, "w": zero.UNIT, "v": zero.UNIT}


def zero_weight() -> Certificate:
    """Feature 2 has weight 0 and is not reconstructed, yet the loss is 0."""
    dead = {"W_E": [[1, 0], [0, -1]], "W_D": [[1, 0], [0, 0]]}
    return STATEMENT.without("positive-weights").refuted_by(
        {"act": RELU, **dead, "w": zero.UNIT, "v": zero.UNIT, "M": [1, 0]}, record="W_E W_D w v M Z L"
    )


CLAIM = Claim(
    id="sdl.thm-3.4",
    title="Zero loss is interpolation (positive weights)",
    statement=r"If all $M_d > 0$ then $\tilde{L}(W_D, W_E) = 0$ if and only if $v_d = W_D \sigma(W_E w_d)$ for every "
    r"$d$; for every $\sigma$.",
    source=Source(
        locator="Theorem 3.4", note="the positivity of all weights is needed and not part of the published assumptions"
    ),
    kind="equivalence",
    expected="argued",
    hypotheses=(
        Hypothesis(
            name="positive-weights",
            text=r"$M_d > 0$ for every $d$",
            witness=lambda: STATEMENT.satisfied_by({**POINT, "M": [1, 2]}),
            drop=zero_weight,
        ),
    ),
    statement_formal=STATEMENT,
)


def one_term() -> Certificate:
    """M x^2 + rest = 0 with M > 0 and rest >= 0 leaves x^2 <= 0: one residual coordinate at a time."""
    m, x, rest = names("M x rest")
    return implication(
        "M x rest",
        assume=[relation(m, ">"), relation(rest, ">="), relation(m * x**2 + rest, "=")],
        conclude=relation(-1 * x**2, ">="),
        by=derivation(term(1, use=(1,)), multiples={2: -1}, factor=(1, (0,))),
        means="x one coordinate of one residual, rest all other terms of the loss",
    )


def nonnegative() -> Certificate:
    m, x, rest = names("M x rest")
    return implication(
        "M x rest",
        assume=[relation(m, ">"), relation(rest, ">=")],
        conclude=relation(rest + m * x**2, ">="),
        by=derivation(term(1, use=(1,)), term(1, square=x, use=(0,))),
        means="a partial sum of the loss stays nonnegative",
    )


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        "With positive weights the loss is zero iff every feature is interpolated.",
        checked("sums", "Adding a weighted square keeps a sum nonnegative.", nonnegative()),
        read(
            "rest",
            "So the rest of the loss, without one coordinate of one residual, is nonnegative.",
            "induction",
            "sums",
        ),
        checked("term", r"If the loss is zero that coordinate $x$ has $x^2 \le 0$.", one_term()),
        read("zero", "Hence every coordinate of every residual is 0: interpolation.", "conclusion", "rest", "term"),
        read("back", "Conversely the loss of vanishing residuals is 0.", "definition"),
        read("all", "Together.", "conclusion", "zero", "back"),
    )
    return Evidence(
        "symbolic-proof",
        "proved",
        "all-parameters",
        "A sum of weighted squares; the codes are arbitrary.",
        (certificate,),
    )


def examples(budget: Budget) -> Evidence:
    """Random small networks under four activations, through the exact network: loss zero iff all residuals vanish."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=200, full=4000), 0
    kinds = [RELU, Activation("jumprelu", theta=Fraction(1, 2)), Activation("topk", k=1), Activation("batchtopk", k=1)]
    for i in range(count):
        problem = Problem.sae([[1, 0], [0, 1]], weights=[1, rng.randint(1, 3)], activation=kinds[i % 4], width=2)
        enc = [[rng.choice((0, 0, 1)) for _ in range(2)] for _ in range(2)]
        dec = [[rng.choice((0, 1)) for _ in range(2)] for _ in range(2)]
        outputs = [[sum(x * y for x, y in zip(row, z, strict=True)) for row in dec] for z in problem.codes(enc)]
        violations += (problem.loss(enc, dec) == 0) != (outputs == [[1, 0], [0, 1]])
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "fixed-dimension", "Four activations, 0/1 networks.", numbers=numbers)


def mutations() -> list[Mutation]:
    def nonnegative_weights() -> Certificate:
        m, x, rest = names("M x rest")
        return implication(
            "M x rest",
            assume=[relation(m, ">="), relation(rest, ">="), relation(m * x**2 + rest, "=")],
            conclude=relation(-1 * x**2, ">="),
            by=derivation(term(1, use=(1,)), multiples={2: -1}, factor=(1, (0,))),
        )

    def one_feature() -> Certificate:
        some = STATEMENT.concluding(implies(zero.v[0] == matvec(zero.W_D, zero.Z[0]), names("L")[0] == 0))
        point = {"act": RELU, "W_E": zero.UNIT, "W_D": [[1, 0], [0, 2]], "w": zero.UNIT, "v": zero.UNIT, "M": [1, 1]}
        return some.refuted_by(point, record="W_E W_D w v M L")

    return [
        Mutation("nonnegative-weights", "the same proof with M >= 0", rejected=nonnegative_weights),
        Mutation("first-feature", "interpolating the first feature is enough", refuted_by=one_feature),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    weights = evaluation(
        for_all(names("M")[0], lambda m: m > 0, "m"), let={"M": list(problem.weights)}, field=problem.field
    )
    return InstanceReport("holds", "all weights are positive, so zero loss is interpolation", (weights,))
