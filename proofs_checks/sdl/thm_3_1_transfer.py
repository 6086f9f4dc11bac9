"""Global minima transfer: a minimiser of L~ is C beta-optimal for L, and min L >= min L~: proved.

This is all that L~ <= L <= L~ + E gives.  Nothing follows about local minima (``sdl.open-transfer-of-minima``),
which is what the published text uses.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation, Source
from theory.evidence import derivation, implication, relation, term
from theory.formal import names
from theory.statement import Statement

F = Fraction
VARIABLES = ("single_a", "true_a", "single_b", "true_b", "E")
single_a, true_a, single_b, true_b, E = names(" ".join(VARIABLES))

# a minimises the single-feature loss; a minimises the loss; single_a is a lower bound of the single-feature loss
STATEMENT = Statement(
    VARIABLES,
    {
        "below": true_b >= single_b,
        "above": true_a <= single_a + E,
        "minimiser": single_a <= single_b,
    },
    true_a <= true_b + E,
)
BACKWARD = Statement(
    VARIABLES,
    {
        "below-at-a": true_a >= single_a,
        "above-at-b": true_b <= single_b + E,
        "minimiser-of-the-loss": true_a <= true_b,
    },
    single_a <= single_b + E,
)
INFIMUM = Statement(VARIABLES, {"below": true_b >= single_b, "lower-bound": single_a <= single_b}, true_b >= single_a)
EXAMPLE: dict[str, Any] = {"single_a": 0, "true_a": 1, "single_b": 0, "true_b": 0, "E": 1}
TIGHT: dict[str, Any] = {"single_a": 1, "true_a": 1, "single_b": 0, "true_b": 1, "E": 1}


def _hypothesis(name: str, text: str, drop: dict[str, Any], part: Statement = STATEMENT) -> Hypothesis:
    point = TIGHT if part is BACKWARD else EXAMPLE
    return Hypothesis(name, text, lambda: part.satisfied_by(point), drop=lambda: part.without(name).refuted_by(drop))


PAGE = "loss-approximation"
CLAIM = Claim(
    id="sdl.thm-3.1-transfer",
    title="Global minima of the single-feature loss are nearly optimal for the loss",
    statement=r"""
        Let $\tilde{L} \le L \le \tilde{L} + E$ on a set $K$ of parameters. If $a \in K$ minimises $\tilde{L}$ over
        $K$ then $L(a) \le L(b) + E$ for all $b \in K$; if $a$ minimises $L$ then $\tilde{L}(a) \le \tilde{L}(b) + E$;
        and $\inf_K L \ge \inf_K \tilde{L}$: every lower bound of $\tilde{L}$ is one of $L$.""",
    source=Source(locator="Theorem 3.1, consequences", ours=True),
    kind="bound",
    expected="proved",
    hypotheses=(
        _hypothesis(
            "below",
            r"$\tilde{L} \le L$",
            {"single_a": 0, "true_a": 1, "single_b": 0, "true_b": -1, "E": 1},
        ),
        _hypothesis(
            "above",
            r"$L \le \tilde{L} + E$",
            {"single_a": 0, "true_a": 3, "single_b": 0, "true_b": 0, "E": 1},
        ),
        _hypothesis(
            "minimiser",
            r"$\tilde{L}(a) \le \tilde{L}(b)$",
            {"single_a": 5, "true_a": 5, "single_b": 0, "true_b": 0, "E": 1},
        ),
        _hypothesis(
            "below-at-a",
            r"$\tilde{L}(a) \le L(a)$ (second part)",
            {"single_a": 3, "true_a": 0, "single_b": 0, "true_b": 0, "E": 1},
            BACKWARD,
        ),
        _hypothesis(
            "above-at-b",
            r"$L(b) \le \tilde{L}(b) + E$ (second part)",
            {"single_a": 3, "true_a": 3, "single_b": 0, "true_b": 3, "E": 1},
            BACKWARD,
        ),
        _hypothesis(
            "minimiser-of-the-loss",
            r"$L(a) \le L(b)$ (second part)",
            {"single_a": 3, "true_a": 3, "single_b": 0, "true_b": 0, "E": 1},
            BACKWARD,
        ),
        _hypothesis(
            "lower-bound",
            r"$\tilde{L}(a)$ is a lower bound of $\tilde{L}$ (third part)",
            {"single_a": 3, "true_a": 3, "single_b": 0, "true_b": 0, "E": 1},
            INFIMUM,
        ),
    ),
    depends_on=("sdl.thm-3.1-repaired",),
    remark="""
        The constant is the best possible from these hypotheses (see the mutation): a minimiser of the single-feature
        loss can be exactly E worse. For independent activities the repaired Theorem 3.1 gives E = C (1 - S^n - n (1 -
        S) S^(n-1)) with a common bound C of the squared error on K.""",
    statement_formal=(STATEMENT, BACKWARD, INFIMUM),
)


def _certificate(assume: list[Any], conclude: list[Any], means: str) -> Certificate:
    by = derivation(*(term(1, use=(i,)) for i in range(len(assume))))
    return implication(" ".join(VARIABLES), assume=assume, conclude=conclude, by=by, means=means)


def _forward(constant: Any = 1) -> Certificate:
    return _certificate(
        [
            relation(true_b - single_b, ">="),
            relation(single_a + E - true_a, ">="),
            relation(single_b - single_a, ">="),
        ],
        relation(true_b + constant * E - true_a, ">="),
        "a minimiser of the single-feature loss is E-optimal for the loss",
    )


def prove(budget: Budget) -> Evidence:
    backward = _certificate(
        [
            relation(true_a - single_a, ">="),
            relation(single_b + E - true_b, ">="),
            relation(true_b - true_a, ">="),
        ],
        relation(single_b + E - single_a, ">="),
        "a minimiser of the loss is E-optimal for the single-feature loss",
    )
    infimum = _certificate(
        [relation(true_b - single_b, ">="), relation(single_b - single_a, ">=")],
        relation(true_b - single_a, ">="),
        "every value of the loss is at least every lower bound of the single-feature loss",
    )
    return Evidence(
        "symbolic-proof",
        "proved",
        "all-parameters",
        "Adding three inequalities, for any two parameter points.",
        (_forward(), backward, infimum),
    )


def examples(budget: Budget) -> Evidence:
    """Random finite landscapes: choose the minimiser and compare."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=200, full=5000), 0
    for _ in range(count):
        gap = F(rng.randint(0, 8), 4)
        single = [F(rng.randint(0, 20), 4) for _ in range(rng.randint(1, 8))]
        true = [s + gap * F(rng.randint(0, 6), 6) for s in single]
        best = min(range(len(single)), key=single.__getitem__)
        violations += true[best] > min(true) + gap or min(true) < min(single)
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "instance", "Random finite landscapes.", numbers=numbers)


def mutations() -> list[Mutation]:
    return [
        Mutation(
            "half",
            "a minimiser of the single-feature loss is E/2-optimal",
            refuted_by=lambda: STATEMENT.concluding(true_a <= true_b + E / 2).refuted_by(EXAMPLE),
        ),
        Mutation("half-by-the-same-proof", "the same, by adding up", rejected=lambda: _forward(F(1, 2))),
        Mutation(
            "minimisers-coincide",
            "a minimiser of the single-feature loss minimises the loss",
            refuted_by=lambda: STATEMENT.concluding(true_a <= true_b).refuted_by(EXAMPLE),
        ),
    ]
