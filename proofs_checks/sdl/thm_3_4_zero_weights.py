r"""Zero loss is interpolation, as published (no assumption that the weights are positive): refuted.

The weights are ``M_d = Pr(x = x_d e_d) E[x_d^2 | x_d > 0]``; they vanish for features that are never active alone.
True instead: ``sdl.thm-3.4``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofs_checks.sdl import _zero_loss as zero
from proofs_checks.sdl import thm_3_4
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation, Source
from theory.formal import Expression, both, exists, for_all, implies, listing, names, op, span, total
from theory.sdl import Activation
from theory.statement import Statement

F = Fraction
X, P, n = names("X P n")


def _probability(event: Any) -> Expression:
    return total(span(op("length", X)), lambda k: op("if", event(X[k]), P[k], 0), "k")


def _alone(x: Expression, d: Expression) -> Expression:
    """x = x_d e_d, literally: every other coefficient is 0 (x = 0 included)."""
    return for_all(span(n), lambda j: op("or", j == d, x[j] == 0), "j")


def _weight(d: Expression) -> Expression:
    second_moment = total(span(op("length", X)), lambda k: P[k] * X[k][d] ** 2, "k")
    return _probability(lambda x: _alone(x, d)) * second_moment / _probability(lambda x: x[d] > 0)


STATEMENT = Statement(
    ("act", "W_E", "W_D", "w", "v", "X", "P"),
    {
        "law": both(for_all(P, lambda q: q > 0, "q"), total(P, lambda q: q, "q") == 1),
        "nonnegative-coefficients": for_all(X, lambda x: for_all(x, lambda c: c >= 0, "c"), "x"),
        "every-feature-active": for_all(span(n), lambda d: exists(X, lambda x: x[d] > 0, "x"), "d"),
        "every-feature-inactive": for_all(span(n), lambda d: exists(X, lambda x: x[d] == 0, "x"), "d"),
    },
    both(implies(names("L")[0] == 0, zero.INTERPOLATES), implies(zero.INTERPOLATES, names("L")[0] == 0)),
    {"n": op("length", zero.w), "M": listing(span(n), _weight, "d"), **zero.CODES},
)
# coefficients (1,1,0) and (0,0,1), each with probability 1/2: features 1 and 2 are never active alone
TWINS = {
    "act": Activation("relu"),
    "W_E": [[0, 0, 1]],
    "W_D": [[0], [0], [1]],
    "w": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "v": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "X": [[1, 1, 0], [0, 0, 1]],
    "P": [F(1, 2), F(1, 2)],
}

PAGE = "zero-loss"
CLAIM = Claim(
    id="sdl.thm-3.4-zero-weights",
    title="Zero loss is interpolation (as published)",
    statement=r"""
        For coefficients $x \ge 0$ in which every feature is sometimes active and sometimes not, and $M_d = \Pr(x =
        x_d e_d) \, E[x_d^2 \mid x_d > 0]$: $\tilde{L}(W_D, W_E) = 0$ if and only if $v_d = W_D \sigma(W_E w_d)$ for
        every $d$.""",
    source=Source(locator="Theorem 3.4", note="as published, with the weights defined in Theorem 3.1"),
    kind="equivalence",
    expected="refuted",
    refutes="published",
    hypotheses=(
        Hypothesis(
            name="every-feature-active",
            text="each feature is active, and inactive, with positive probability",
            witness=lambda: STATEMENT.satisfied_by(TWINS),
            drop_note="the claim fails with it; dropping it makes the claim stronger",
        ),
    ),
    remark="""
        Perfectly correlated features, and parents that are active exactly when a child is, have weight zero: the loss
        does not see them. With positive weights the statement is true, see sdl.thm-3.4.""",
    statement_formal=STATEMENT,
)


def twins() -> Certificate:
    return STATEMENT.refuted_by(
        TWINS, record="W_E W_D w v X P M Z L", means="features 1 and 2 always active together: weights (0, 0, 1/2)"
    )


def hierarchy() -> Certificate:
    """Parent 1 is active exactly when child 2 or child 3 is, else feature 4 is: the family is never active alone."""
    law = {"X": [[1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 1]], "P": [F(1, 4), F(1, 4), F(1, 2)]}
    unit = [[int(i == j) for j in range(4)] for i in range(4)]
    point = {"act": TWINS["act"], "W_E": [[0, 0, 0, 1]], "W_D": [[0], [0], [0], [1]], "w": unit, "v": unit, **law}
    return STATEMENT.refuted_by(
        point,
        record="W_E W_D w v X P M Z L",
        means="a parent and two children, and one independent feature: weights (0, 0, 0, 1/2)",
    )


def refute(budget: Budget) -> list[Evidence]:
    return [
        Evidence("exact-decision", "refuted", "instance", "Two features that are always active together.", (twins(),)),
        Evidence("exact-decision", "refuted", "instance", "A parent and its children: weight zero.", (hierarchy(),)),
        Evidence("exact-decision", "refuted", "instance", "Directly with weights (1, 0).", (thm_3_4.zero_weight(),)),
    ]


def mutations() -> list[Mutation]:
    def sufficient_only() -> Certificate:
        mutant = STATEMENT.concluding(implies(zero.INTERPOLATES, names("L")[0] == 0))
        return mutant.refuted_by(TWINS)

    def independent() -> Certificate:
        return STATEMENT.refuted_by({**TWINS, "X": [[1, 0, 0], [0, 1, 0], [0, 0, 1]], "P": [F(1, 4), F(1, 4), F(1, 2)]})

    return [
        Mutation(
            "interpolation-suffices",
            "the same data refute that interpolation gives zero loss",
            rejected=sufficient_only,
        ),
        Mutation("features-alone", "the same network refutes it when features are active alone", rejected=independent),
    ]
