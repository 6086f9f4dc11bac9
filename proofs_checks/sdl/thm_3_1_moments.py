"""With unbounded magnitudes 0 <= L - L~ <= Lambda^2 sum_{i != j} (E[x_i^2] p_j + E[x_i] E[x_j]).

Here e(x) <= Lambda^2 |x|_1^2, for instance Lambda = 1 + |W_D| |W_E| for unit features.  For independent activities, magnitudes with
first and second moment mu1 and mu2, and rates at most 1 - S, this is at most Lambda^2 n(n-1)(1-S)^2 (mu2 + mu1^2): a bound of
second order in 1 - S that holds where the published constant C is infinite (``sdl.thm-3.1-constant``).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from proofs_checks.sdl import _laws as law
from proofs_checks.sdl import _typed_laws as typed
from proofs_checks.sdl import thm_3_1 as published
from proofs_checks.sdl._instances import distinct_units, matrix, report
from theory.claims import Budget, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.formal import Expression, both, for_all, names, span, total
from theory.sdl import Activation, Problem
from theory.sdl.formal import D, E, V, W
from theory.statement import Statement
from theory.typed import SCALAR, Expr, TypedStatement, cond, scalar, size, var
from theory.typed import both as also
from theory.typed import for_all as every
from theory.typed import implies as then
from theory.typed import total as summed

F = Fraction
VARIABLES = (*(v for v in law.VARIABLES if v != "S"), "Lambda2")
Lambda2, first, second, bound = names("Lambda2 first second bound")


def _over_pairs(term: Any) -> Expression:
    return total(
        span(law.n),
        lambda i: total(span(law.n), lambda j: law.choose(i == j, 0, term(i, j)), "j"),
        "i",
    )


LET: dict[str, Any] = {
    **law.losses(law.REPAIRED_WEIGHTS),
    "first": law.listing(span(law.n), lambda d: law.expectation(lambda k: law.inputs[k, d]), "d"),
    "second": law.listing(span(law.n), lambda d: law.expectation(lambda k: law.inputs[k, d] ** 2), "d"),
    "bound": Lambda2 * _over_pairs(lambda i, j: second[i] * law.occurrence[j] + first[i] * first[j]),
}


def _on_both(i: Expression, j: Expression, value: Any) -> Expression:
    return law.expectation(lambda k: law.choose(law.inputs[k, j] > 0, value(k, i), 0))


PAIRS = both(
    _over_pairs(
        lambda i, j: law.choose(
            _on_both(i, j, lambda k, d: law.inputs[k, d] ** 2) <= second[i] * law.occurrence[j], 0, 1
        )
    )
    == 0,
    _over_pairs(
        lambda i, j: law.choose(
            law.expectation(lambda k: law.inputs[k, i] * law.inputs[k, j]) <= first[i] * first[j], 0, 1
        )
    )
    == 0,
)
GROWTH = for_all(
    span(law.outcomes),
    lambda k: law.errors[k] <= Lambda2 * total(law.inputs[k], lambda y: y, "y") ** 2,
    "k",
)
STATEMENT = Statement(
    VARIABLES,
    {
        "law": law.LAW,
        "nonnegative-inputs": law.NONNEGATIVE,
        "homogeneous-activation": law.HOMOGENEOUS,
        "growth": both(Lambda2 >= 0, GROWTH),
        "pairwise-independence": PAIRS,
    },
    both(law.true_loss - law.single_loss >= 0, law.true_loss - law.single_loss <= bound),
    LET,
)


def _typed() -> TypedStatement:
    """The same for any homogeneous activation, and the bound by the moments of a magnitude."""
    growth, rate, mu1, mu2 = (
        var(name, SCALAR, tex) for name, tex in (("L2", r"\Lambda^2"), ("rate", "S"), ("mu1", ""), ("mu2", ""))
    )
    x = typed.x

    def mean(value: Callable[[Expr], Expr]) -> Expr:
        return summed("N", lambda w: typed.P[w] * value(w), "w")

    def often(j: Expr) -> Expr:
        return typed.probability(lambda w: x[w][j] > 0)

    def once(i: Expr) -> Expr:
        return mean(lambda w: x[w][i])

    def squared(i: Expr) -> Expr:
        return mean(lambda w: x[w][i] ** 2)

    def pair(i: Expr, j: Expr) -> Expr:
        squares = mean(lambda w: cond(x[w][j] > 0, x[w][i] ** 2, 0)) <= squared(i) * often(j)
        return then(i != j, also(squares, mean(lambda w: x[w][i] * x[w][j]) <= once(i) * once(j)))

    def over_pairs(term: Callable[[Expr, Expr], Expr]) -> Expr:
        return summed("n", lambda i: summed("n", lambda j: cond(i == j, 0, term(i, j)), "j"))

    limit = growth * over_pairs(lambda i, j: squared(i) * often(j) + once(i) * once(j))
    moments = also(
        mu2 >= 0,
        every("n", lambda d: also(squared(d) == often(d) * mu2, once(d) == often(d) * mu1, often(d) <= 1 - rate), "d"),
    )
    n = scalar(size("n"))
    return TypedStatement(
        "N n p q r",
        (typed.P, x, W, V, E, D, typed.sigma, growth, rate, mu1, mu2),
        {
            "law": typed.LAW,
            "nonnegative-inputs": every("N", lambda w: every("n", lambda d: x[w][d] >= 0, "d"), "w"),
            "homogeneous-activation": typed.HOMOGENEOUS,
            "growth": also(
                growth >= 0,
                every("N", lambda w: typed.error[w] <= growth * summed("n", lambda i: x[w][i]) ** 2, "w"),
            ),
            "pairwise-independence": every("n", lambda i: every("n", lambda j: pair(i, j), "j")),
        },
        also(
            typed.true_loss - typed.single_loss >= 0,
            typed.true_loss - typed.single_loss <= limit,
            then(moments, limit <= growth * (n * (n - 1)) * (1 - rate) ** 2 * (mu2 + mu1**2)),
        ),
        typed.ABBREVIATIONS,
    )


TYPED = _typed()


def _given(assignment: dict[str, Any], growth: Any) -> dict[str, Any]:
    return {**{k: v for k, v in assignment.items() if k != "S"}, "Lambda2": growth}


SILENT = _given(published.ZERO_COUNTED, 1)
NEGATIVE = _given(
    {
        "activation": published.RELU,
        "w_p": [[1, 0], [0, 1]],
        "w_r": [[1, 0], [0, 1]],
        "W_E": [[0, 0]],  # homogeneous on every input
        "W_D": [[0], [0]],
        "inputs": [[-1, -1]],
        "probabilities": [1],
    },
    F(1, 2),  # times |x|_1^2 = 4 it is the squared error
)


def _hypothesis(name: str, text: str, drop: Any, note: str = "") -> Hypothesis:
    return Hypothesis(name, text, lambda: STATEMENT.satisfied_by(SILENT), drop=drop, drop_note=note)


PAGE = "loss-approximation"
CLAIM = Claim(
    id="sdl.thm-3.1-moments",
    title="A bound of second order in 1 - S for unbounded magnitudes",
    statement=r"""
        Let $e(x) \le \Lambda^2 \|x\|_1^2$, $\sigma$ positively homogeneous, $M_d = E[x_d^2;\ \text{only } d]$, $p_d =
        \Pr(x_d > 0)$, and for $i \ne j$: $E[x_i^2;\ x_j > 0] \le E[x_i^2]\, p_j$ and $E[x_i x_j] \le E[x_i] E[x_j]$
        (equalities for independent features). Then $0 \le L - \tilde{L} \le \Lambda^2 \sum_{i \ne j} (E[x_i^2]\, p_j
        + E[x_i] E[x_j])$. For magnitudes with moments $\mu_1, \mu_2$ and rates at most $1 - S$ this is at most
        $\Lambda^2 n(n-1)(1-S)^2(\mu_2 + \mu_1^2)$. Beyond the formal
        statement: for $c + \mathrm{Exp}(\beta)$: $\mu_1 = c + \beta$, $\mu_2 = c^2 +
        2c\beta + 2\beta^2$.""",
    source=Source(locator="Theorem 3.1 for unbounded magnitudes", ours=True),
    kind="bound",
    expected="proved",
    hypotheses=(
        _hypothesis("law", "probabilities are positive and add up to 1", None, "part of what a law is"),
        _hypothesis(
            "nonnegative-inputs",
            r"$x \ge 0$",
            lambda: STATEMENT.without("nonnegative-inputs").refuted_by(NEGATIVE, record="true_loss single_loss"),
        ),
        _hypothesis(
            "homogeneous-activation",
            r"$\sigma(t z) = t \sigma(z)$ for $t > 0$",
            lambda: STATEMENT.without("homogeneous-activation").refuted_by(
                _given(published.JUMP_SCALED, 1), record="true_loss single_loss bound"
            ),
        ),
        _hypothesis(
            "growth",
            r"$e(x) \le \Lambda^2 \|x\|_1^2$",
            lambda: STATEMENT.without("growth").refuted_by({**SILENT, "Lambda2": 0}, record="bound"),
        ),
        _hypothesis(
            "pairwise-independence",
            r"$E[x_i^2; x_j > 0] \le E[x_i^2] p_j$, $E[x_i x_j] \le E[x_i] E[x_j]$",
            lambda: STATEMENT.without("pairwise-independence").refuted_by(
                _given(published.TOGETHER, 1), record="true_loss single_loss bound"
            ),
        ),
    ),
    depends_on=("sdl.thm-3.1-repaired",),
    remark="Drop tests and wrong variants are of the same statement with a listed activation in place of sigma.",
    typed=TYPED,
)


def examples(budget: Budget) -> Evidence:
    """Random product laws; Lambda^2 is the largest quotient e(x)/|x|_1^2 that occurs."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=60, full=1000), 0
    for _ in range(count):
        size, width = rng.randint(1, 3), rng.randint(1, 3)
        w, v = distinct_units(rng, size, 2), matrix(rng, size, 2)
        encoder, decoder = matrix(rng, width, 2), matrix(rng, 2, width, bound=1)
        law_ = law.product_law([law.random_marginal(rng, F(4, 5)) for _ in range(size)])
        relu = Activation("relu")
        true, single, _, _ = law.direct_losses(relu, w, v, encoder, decoder, law_)
        growth = max(
            (
                law.direct_losses(relu, w, v, encoder, decoder, {"inputs": [x], "probabilities": [F(1)]})[0]
                / sum(x) ** 2
                for x in law_["inputs"]
                if any(x)
            ),
        )

        def mean(d: int, power: int, law_=law_) -> Fraction:
            pairs = zip(law_["inputs"], law_["probabilities"], strict=True)
            return sum((q * (x[d] ** power if power else x[d] > 0) for x, q in pairs), F(0))

        limit = growth * sum(
            (mean(i, 2) * mean(j, 0) + mean(i, 1) * mean(j, 1) for i in range(size) for j in range(size) if i != j),
            F(0),
        )
        violations += not 0 <= true - single <= limit
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "instance", "Random product laws in direct summation.", numbers=numbers)


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Independent 0/1 features at rate 1/(2n), read by the feature encoder; rational problems with up to 8 features."""
    if problem.n > 8 or problem.field is not None:
        return InstanceReport("not-applicable", "evaluated for rational problems with at most 8 features")
    if problem.activation.kind == "batchtopk":
        return published.a_batch()
    given, what = published.instance(problem)
    growth = F(0)
    for x in given["inputs"]:
        if any(x):
            at_x = {"inputs": [x], "probabilities": [F(1)]}
            network = (given["w_p"], given["w_r"], given["W_E"], given["W_D"])
            growth = max(growth, law.direct_losses(problem.activation, *network, at_x)[0] / sum(x) ** 2)
    return report(STATEMENT, _given(given, growth), what)


def mutations() -> list[Mutation]:
    only_squares = law.true_loss - law.single_loss <= Lambda2 * _over_pairs(lambda i, j: second[i] * law.occurrence[j])
    aligned = {**SILENT, "w_r": [[1, 0], [1, 0]], "w_p": [[1, 0], [1, 0]]}
    return [
        Mutation(
            "without-the-cross-terms",
            "L - L~ <= Lambda^2 sum E[x_i^2] p_j",
            refuted_by=lambda: STATEMENT.concluding(only_squares).refuted_by(aligned, record="true_loss single_loss"),
        ),
        Mutation(
            "nine-tenths",
            "nine tenths of the bound",
            refuted_by=lambda: STATEMENT.concluding(law.true_loss - law.single_loss <= F(9, 10) * bound).refuted_by(
                aligned, record="true_loss single_loss bound"
            ),
        ),
    ]
