"""The published default configuration (n = 1000, S = 0.99) satisfies the hypothesis 1 - S <= 1/n of Theorem 3.1: refuted.

True instead: 1 - S = 10/n.  On average ten features are active, exactly one with probability 4.4e-4, at least two with probability
0.9995, and the published bound is 100 C, a hundred times the trivial bound C.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation, Source
from theory.evidence import evaluation
from theory.formal import both, names
from theory.statement import Statement

F = Fraction
n, S = names("n S")
none, one, several, mean, bound = names("none one several mean bound")
LET: dict[str, Any] = {
    "none": S**n,
    "one": n * (1 - S) * S ** (n - 1),
    "several": 1 - none - one,
    "mean": n * (1 - S),
    "bound": n**2 * (1 - S) ** 2,
}
STATEMENT = Statement(("n", "S"), {"default-configuration": both(n == 1000, F(99, 100) == S)}, (1 - S) * n <= 1, LET)
DEFAULT = {"n": 1000, "S": F(99, 100)}


def _facts(millionths: int = 436) -> Certificate:
    return evaluation(
        both(
            one >= F(millionths, 10**6),
            one <= F(437, 10**6),
            several >= F(9995, 10**4),
            several <= F(9996, 10**4),
            none <= F(1, 2 * 10**4),
        ),
        let={**DEFAULT, **LET},
        record="mean bound",
        means="the number of active features among 1000 independent ones at rate 1/100",
    )


PAGE = "loss-approximation"
CLAIM = Claim(
    id="sdl.thm-3.1-default-configuration",
    title="The default configuration satisfies the hypothesis of Theorem 3.1",
    statement=r"The published default configuration, $n = 1000$ features with sparsity $S = 0.99$, satisfies $1 - S \le 1/n$.",
    source=Source(locator="Theorem 3.1 with Table 3"),
    kind="consistency",
    expected="refuted",
    refutes="ours",
    hypotheses=(
        Hypothesis(
            "default-configuration",
            r"$n = 1000$, $S = 99/100$",
            lambda: STATEMENT.satisfied_by(DEFAULT),
            drop_note="it is the data the claim is about",
        ),
    ),
    remark="Here 1 - S = 10/n: one feature alone is active in 0.044 percent of the inputs, and the published bound is 100 C.",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> Evidence:
    return Evidence(
        "exact-decision",
        "refuted",
        "instance",
        "The configuration in exact numbers, and the law of the number of active features.",
        (STATEMENT.refuted_by(DEFAULT, record="mean bound"), _facts()),
    )


def mutations() -> list[Mutation]:
    return [
        Mutation(
            "one-in-ten-thousand",
            "for S = 0.9999 the hypothesis does hold, so the refutation must fail",
            rejected=lambda: STATEMENT.without("default-configuration").refuted_by({"n": 1000, "S": F(9999, 10**4)}),
        ),
        Mutation("wrong-probability", "Pr(one active) >= 5e-4", rejected=lambda: _facts(millionths=500)),
    ]
