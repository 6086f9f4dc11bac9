"""For scores s_i >= 0 the two published metrics satisfy M_IP >= tau M_GT, and more: proved.

M_GT is the share of features whose score reaches tau, M_IP the mean score.  If M_GT = 0 then M_IP < tau; if the scores are at most 1 then
M_IP <= tau + (1 - tau) M_GT.  Any table of both metrics can be audited with these inequalities.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation, Source
from theory.evidence import checked, derivation, implication, proof, read, relation, term
from theory.formal import both, for_all, implies, names, op, total
from theory.statement import Statement

F = Fraction
s, tau, e = names("s tau e")
count, M_IP, M_GT = names("count M_IP M_GT")
LET: dict[str, Any] = {
    "count": total(s, lambda x: op("if", x >= tau, 1, 0), "x"),
    "M_IP": total(s, lambda x: x, "x") / op("length", s),
    "M_GT": count / op("length", s),
}
AT_MOST_ONE = for_all(s, lambda x: x <= 1, "x")
STATEMENT = Statement(
    ("s", "tau"),
    {"at-least-one": op("length", s) >= 1, "not-negative": for_all(s, lambda x: x >= 0, "x")},
    both(
        tau * M_GT <= M_IP,
        implies(count == 0, tau > M_IP),
        implies(AT_MOST_ONE, tau + (1 - tau) * M_GT >= M_IP),
    ),
    LET,
)
GOOD: dict[str, Any] = {"s": [1, F(19, 20), F(1, 2), 0], "tau": F(19, 20)}
RECORD = "M_IP M_GT count"

CLAIM = Claim(
    id="sdl.metrics-inequality",
    title="The mean score is at least the threshold times the share of recovered features",
    statement=r"Let $s_1, \dots, s_n \ge 0$ ($n \ge 1$), $M_{GT} = |\{i : s_i \ge \tau\}| / n$ and $M_{IP} = \frac{1}{n} \sum_i s_i$. "
    r"Then $M_{IP} \ge \tau M_{GT}$; $M_{GT} = 0$ implies $M_{IP} < \tau$; and if all $s_i \le 1$ then "
    r"$M_{IP} \le \tau + (1 - \tau) M_{GT}$.",
    source=Source(locator="definition of the metrics", ours=True),
    kind="bound",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "at-least-one", r"$n \ge 1$", lambda: STATEMENT.satisfied_by(GOOD), drop_note="the mean needs a score"
        ),
        Hypothesis(
            "not-negative",
            r"$s_i \ge 0$",
            lambda: STATEMENT.satisfied_by(GOOD),
            drop=lambda: STATEMENT.without("not-negative").refuted_by({"s": [1, -5], "tau": F(1, 2)}, record=RECORD),
        ),
    ),
    statement_formal=STATEMENT,
)


def lower(factor: int = 1) -> Certificate:
    """With e = 1 where the score reaches tau and 0 elsewhere: s >= tau e (for factor = 1)."""
    return implication(
        "s tau e",
        assume=[relation(s, ">="), relation(1 - e, ">="), relation(e * (s - tau), ">=")],
        conclude=relation(s - factor * tau * e, ">="),
        by=derivation(term(1, use=(2,)), term(1, use=(0, 1))),
        means="s - tau e = e (s - tau) + (1 - e) s, and e (s - tau) >= 0 as e = 1 only where s >= tau",
    )


def upper() -> Certificate:
    """A score of at most 1 is at most tau + (1 - tau) e."""
    return implication(
        "s tau e",
        assume=[relation(1 - s, ">="), relation(e, ">="), relation((1 - e) * (tau - s), ">=")],
        conclude=relation(tau + (1 - tau) * e - s, ">="),
        by=derivation(term(1, use=(2,)), term(1, use=(0, 1))),
        means="tau + (1 - tau) e - s = (1 - e)(tau - s) + e (1 - s), and (1 - e)(tau - s) >= 0 as e = 0 only where s < tau",
    )


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        "M_IP >= tau M_GT; M_GT = 0 implies M_IP < tau; scores at most 1 imply M_IP <= tau + (1 - tau) M_GT",
        checked("lower", r"Every score $s \ge 0$ is at least $\tau e$, $e = 1$ where $s \ge \tau$ and 0 elsewhere.", lower()),
        read("first", r"M_GT is the mean of the $e_i$ and M_IP that of the $s_i$: $M_{IP} \ge \tau M_{GT}$.", "linearity", "lower"),
        read("second", "If no score reaches tau, every score is below tau, and so is their mean (n is at least 1).", "linearity"),
        checked("upper", r"A score of at most 1 is at most $\tau + (1 - \tau) e$.", upper()),
        read("third", "The mean over all scores.", "linearity", "upper"),
        read("all", "Together.", "conclusion", "first", "second", "third"),
    )  # fmt: skip
    return Evidence(
        "symbolic-proof", "proved", "all-parameters", "Each score separately, then the mean.", (certificate,)
    )


def examples(budget: Budget) -> Evidence:
    """Random lists of scores."""
    rng, size, violations = random.Random(budget.seed), budget.pick(quick=300, full=5000), 0
    for _ in range(size):
        scores = [F(rng.randint(0, 30), 20) for _ in range(rng.randint(1, 6))]
        level = F(rng.randint(0, 24), 20)
        mean, part = sum(scores) / len(scores), F(sum(x >= level for x in scores), len(scores))
        good = mean >= level * part and (part > 0 or mean < level)
        violations += not (good and (max(scores) > 1 or mean <= level + (1 - level) * part))
    numbers = {"examples": size, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "instance", "Random lists of scores.", numbers=numbers)


def mutations() -> list[Mutation]:
    full = {"s": [1, 1], "tau": 1}
    return [
        Mutation(
            "strict",
            "M_IP > tau M_GT",
            refuted_by=lambda: STATEMENT.concluding(tau * M_GT < M_IP).refuted_by(full, record=RECORD),
        ),
        Mutation(
            "more-than-one",
            "the upper bound without s <= 1",
            refuted_by=lambda: STATEMENT.concluding(tau + (1 - tau) * M_GT >= M_IP).refuted_by(
                {"s": [3], "tau": F(1, 2)}, record=RECORD
            ),
        ),
        Mutation("larger-factor", "s >= 2 tau for a score that reaches tau", rejected=lambda: lower(2)),
    ]
