"""JumpReLU satisfies the repaired Theorem 3.1 if each feature has one magnitude mu_d and term d uses theta / mu_d: proved.

sigma_theta(mu z) = mu sigma_{theta/mu}(z) for mu > 0.  With several magnitudes per feature, or with theta itself in the single-feature
loss, the bound fails (``sdl.thm-3.1``, second counterexample).
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.sdl import _laws as law
from proofs_checks.sdl import _sparsity_bounds as bounds
from proofs_checks.sdl._instances import data_of, distinct_units, matrix, report, squared_distance, times
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, implication, proof, read, relation, term
from theory.formal import (
    Expression,
    binomial,
    both,
    for_all,
    listing,
    matvec,
    names,
    norm2,
    op,
    span,
    total,
    transpose,
)
from theory.sdl import Activation, Problem
from theory.statement import Statement

F = Fraction
VARIABLES = ("theta", "w_p", "w_r", "W_E", "W_D", "magnitudes", "inputs", "probabilities", "S")
theta, magnitudes = names("theta magnitudes")
divisor = names("divisor")[0]


def jump(level: Expression, z: Expression) -> Expression:
    """JumpReLU with a computed threshold: copy the entries above ``level``."""
    return listing(z, lambda y: law.choose(y > level, y, 0), "y")


def _error(x: Expression) -> Expression:
    code = jump(theta, matvec(law.W_E, matvec(transpose(law.w_p), x)))
    return norm2(matvec(transpose(law.w_r), x) - matvec(law.W_D, code))


def _single(d: Expression) -> Expression:
    code = jump(theta / divisor[d], matvec(law.W_E, law.w_p[d]))
    return names("m")[0][d] * norm2(law.w_r[d] - matvec(law.W_D, code))


def let(divide: Expression) -> dict[str, Any]:
    """The abbreviations of ``_laws`` with JumpReLU written out; term d has the threshold theta / divide[d]."""
    common = {**law.losses(law.REPAIRED_WEIGHTS)}
    common["errors"] = listing(law.inputs, _error, "x")
    out: dict[str, Any] = {}
    for name, value in common.items():
        if name == "single_loss":
            out["divisor"] = divide
            value = total(span(law.n), _single, "d")
        out[name] = value
    return out


FIXED = both(
    for_all(magnitudes, lambda mu: mu > 0, "mu"),
    for_all(
        law.inputs,
        lambda x: for_all(span(op("length", x)), lambda d: op("or", x[d] == 0, x[d] == magnitudes[d]), "d"),
        "x",
    ),
)
HYPOTHESES = {
    "law": law.LAW,
    "one-magnitude": FIXED,
    "sparse": law.SPARSE,
    "pairwise-independent-activity": law.PAIRS,
}
CONCLUSION = both(
    law.single_loss <= law.true_loss,
    law.true_loss - law.single_loss == law.remainder,
    law.remainder <= law.C * law.several,
    law.several <= binomial(law.n, 2) * (1 - law.S) ** 2,
)
STATEMENT = Statement(VARIABLES, HYPOTHESES, CONCLUSION, let(magnitudes))
SAME_THETA = Statement(VARIABLES, HYPOTHESES, CONCLUSION, let(listing(magnitudes, lambda _: 1, "mu")))

ONE: dict[str, Any] = {
    "theta": F(3, 4),
    "w_p": [[1]],
    "w_r": [[1]],
    "W_E": [[1]],
    "W_D": [[1]],
    "magnitudes": [F(1, 2)],
    **law.product_law([[(0, F(1, 2)), (F(1, 2), F(1, 2))]]),
    "S": F(1, 2),
}
TWO_MAGNITUDES = {
    **ONE,
    "magnitudes": [1],
    "S": F(1, 2),
    **law.product_law([[(0, F(1, 2)), (F(1, 2), F(1, 4)), (1, F(1, 4))]]),
}
PAIR: dict[str, Any] = {
    "theta": F(3, 4),
    "w_p": [[1, 0], [0, 1]],
    "w_r": [[1, 0], [0, 1]],
    "W_E": [[1, 1]],
    "W_D": [[1], [0]],
    "magnitudes": [1, F(1, 2)],
    **law.product_law([[(0, F(3, 4)), (1, F(1, 4))], [(0, F(3, 4)), (F(1, 2), F(1, 4))]]),
    "S": F(3, 4),
}
TOGETHER = {**PAIR, "inputs": [[0, 0], [1, F(1, 2)]], "probabilities": [F(3, 4), F(1, 4)]}


def _hypothesis(name: str, text: str, drop: Any, note: str = "") -> Hypothesis:
    return Hypothesis(name, text, lambda: STATEMENT.satisfied_by(PAIR), drop=drop, drop_note=note)


PAGE = "loss-approximation"
CLAIM = Claim(
    id="sdl.thm-3.1-jumprelu",
    title="The repaired bound for JumpReLU with one magnitude per feature",
    statement=r"""
        Let $x_d \in \{0, \mu_d\}$ with $\mu_d > 0$, and let term $d$ of $\tilde{L}$ use the threshold $\theta /
        \mu_d$: $\tilde{L} = \sum_d M_d \|v_d - W_D \sigma_{\theta/\mu_d}(W_E w_d)\|^2$, $M_d = \mu_d^2 \Pr(\text{only
        } d)$. Then the repaired Theorem 3.1 holds for JumpReLU: $0 \le L - \tilde{L} = E[e;\ N \ge 2] \le C \Pr(N \ge
        2) \le C \frac{n(n-1)}{2}(1-S)^2$.""",
    source=Source(locator="Theorem 3.1 for JumpReLU", ours=True),
    kind="bound",
    expected="argued",
    hypotheses=(
        _hypothesis("law", "probabilities are positive and add up to 1", None, "part of what a law is"),
        _hypothesis(
            "one-magnitude",
            r"$x_d \in \{0, \mu_d\}$",
            lambda: STATEMENT.without("one-magnitude").refuted_by(TWO_MAGNITUDES, record="true_loss single_loss"),
        ),
        _hypothesis(
            "sparse",
            r"$\Pr(x_d > 0) \le 1 - S$",
            lambda: STATEMENT.without("sparse").refuted_by({**PAIR, "S": 1}, record="several"),
        ),
        _hypothesis(
            "pairwise-independent-activity",
            r"$\Pr(x_i > 0, x_j > 0) \le \Pr(x_i > 0)\Pr(x_j > 0)$",
            lambda: STATEMENT.without("pairwise-independent-activity").refuted_by(TOGETHER, record="several"),
        ),
    ),
    depends_on=("sdl.thm-3.1-repaired",),
    remark="The sign of theta does not matter.",
    statement_formal=STATEMENT,
)


def _passing(direction: str, strict: bool = True) -> Certificate:
    """For mu > 0 and ``mu * level = theta``: z > level if and only if mu z > theta (one direction)."""
    mu, z, level, th = names("mu z level theta")
    equation = relation(mu * level - th, "=")
    if direction == "up":
        return implication(
            "mu z level theta",
            assume=[relation(mu, ">"), relation(z - level, ">" if strict else ">="), equation],
            conclude=relation(mu * z - th, ">"),
            by=derivation(term(1, use=(0, 1)), multiples={2: 1}),
        )
    return implication(
        "mu z level theta",
        assume=[relation(mu, ">"), relation(mu * z - th, ">" if strict else ">="), equation],
        conclude=relation(z - level, ">"),
        by=derivation(term(1, use=(1,)), multiples={2: -1}, factor=(1, (0,))),
    )


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        "With one magnitude per feature JumpReLU satisfies 0 <= L - L~ = E[e; N >= 2] <= C n(n-1)/2 (1-S)^2",
        checked("up", "If z exceeds theta/mu then mu z exceeds theta.", _passing("up")),
        checked("down", "If mu z exceeds theta then z exceeds theta/mu.", _passing("down")),
        read(
            "commute",
            "So mu z passes sigma_theta exactly when z passes sigma_{theta/mu}: sigma_theta(mu z) = mu sigma_{theta/mu}(z).",
            "cases",
            "up",
            "down",
        ),
        checked(
            "scaling",
            "The squared error of a vector scaled by t is t^2 times the squared error.",
            bounds.scaled_error(),
        ),
        read(
            "single",
            """
            If only d is active then x = mu_d e_d and e(x) = mu_d^2 |v_d - W_D sigma_{theta/mu_d}(W_E w_d)|^2; at x =
            0 every entry is 0 whether it passes or not, so e(0) = 0.""",
            "instance",
            "commute",
            "scaling",
        ),
        checked("pairs", "A number k >= 2 of active features makes at least one pair.", bounds.pair_count()),
        read(
            "end",
            "Splitting L over N = 0, 1, >= 2 and the union bound over pairs, as in the repaired Theorem 3.1.",
            "linearity",
            "single",
            "pairs",
        ),
    )
    return Evidence("symbolic-proof", "proved", "all-parameters", "Thresholds scale with the input.", (certificate,))


def examples(budget: Budget) -> Evidence:
    """Random product laws with one magnitude per feature, summed directly in Python."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=60, full=1000), 0
    for _ in range(count):
        size, width = rng.randint(1, 3), rng.randint(1, 3)
        level, rate = F(rng.randint(0, 6), 4), F(rng.randint(1, 4), 5)
        w, v = distinct_units(rng, size, 2), matrix(rng, size, 2)
        encoder, decoder = matrix(rng, width, 2), matrix(rng, 2, width, bound=1)
        mu = [F(rng.randint(1, 6), 2) for _ in range(size)]
        law_ = law.product_law([[(F(0), 1 - rate), (q, rate)] for q in mu])
        true, _, worst, several = law.direct_losses(Activation("jumprelu", theta=level), w, v, encoder, decoder, law_)
        single = F(0)
        for d in range(size):
            code = Activation("jumprelu", theta=level / mu[d]).exact(times(encoder, w[d]))
            alone = rate * (1 - rate) ** (size - 1)
            single += alone * mu[d] ** 2 * squared_distance(v[d], times(decoder, code))  # type: ignore[arg-type]
        violations += not 0 <= true - single <= worst * several
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "instance", "Random laws with one magnitude each.", numbers=numbers)


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Independent features with x_d in {0, 1} active at rate 1/(2n); JumpReLU problems with up to 8 features."""
    if problem.activation.kind != "jumprelu" or problem.n > 8:
        return InstanceReport("not-applicable", "the claim is about JumpReLU, and evaluated for at most 8 features")
    given, rate = data_of(problem), F(1, 2 * problem.n)
    chosen = range(min(problem.width, problem.n))
    assignment = {
        "theta": problem.activation.theta,
        "w_p": given["w_p"],
        "w_r": given["w_r"],
        "W_E": [given["w_p"][d] for d in chosen],
        "W_D": [list(row) for row in zip(*(given["w_r"][d] for d in chosen), strict=True)],
        "magnitudes": [1] * problem.n,
        "S": 1 - rate,
        **law.product_law([[(0, 1 - rate), (1, rate)]] * problem.n),
    }
    return report(STATEMENT, assignment, "independent 0/1 features at rate 1/(2n)", field=problem.field)


def mutations() -> list[Mutation]:
    return [
        Mutation(
            "same-threshold",
            "the same with theta instead of theta / mu_d",
            refuted_by=lambda: SAME_THETA.refuted_by(ONE, record="true_loss single_loss divisor"),
        ),
        Mutation(
            "weak-passing", "z >= theta/mu already gives mu z > theta", rejected=lambda: _passing("up", strict=False)
        ),
        Mutation(
            "weak-passing-back", "mu z >= theta gives z > theta/mu", rejected=lambda: _passing("down", strict=False)
        ),
    ]
