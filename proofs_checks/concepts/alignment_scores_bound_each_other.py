"""How Jaccard index, F1 and relative error of an alignment bound each other, with the cases of equality."""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.concepts._neurons import own
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.concepts.formal import apart
from theory.typed import SCALAR, both, cardinal, implies, join, meet, scalar, subset, var

A, C = var("A", subset("n")), var("C", subset("n"))
e, d, J, F1 = var("e", SCALAR, r"\varepsilon"), var("d", SCALAR, r"\delta"), var("J", SCALAR), var("F", SCALAR, "F_1")
COMMON, UNION = scalar(cardinal(meet(A, C))), scalar(cardinal(join(A, C)))
APART, IN_A, IN_C = scalar(cardinal(apart(A, C, "n"))), scalar(cardinal(A)), scalar(cardinal(C))
HALF = Fraction(1, 2)

T = Theorem(
    id="concepts.alignment-scores-bound-each-other",
    title="Alignment scores bound each other",
    says=r"""
        For finite sets $A$ and $C$, not both empty, with Jaccard index $J$ and $F_1 = 2 |A \cap C| / (|A| + |C|)$: $1 -
        J = |A \Delta C| / |A \cup C|$ and $F_1 = 2J / (1 + J)$. If $|A \Delta C| \le \varepsilon |C|$ then $J \ge 1 -
        \varepsilon$ and, for $\varepsilon < 2$, $F_1 \ge (1 - \varepsilon) / (1 - \varepsilon / 2)$; if $J \ge 1 -
        \delta$, $\delta < 1$, then $|A \Delta C| \le \frac{\delta}{1 - \delta} |C|$. (Formally: multiplied out.)""",
    source=own("statement of this project"),
    kind="identity",
    sizes="n",
    about=(A, C, e, d, J, F1),
    given={
        "not-empty": Given(
            "the sets are not both empty", cardinal(join(A, C)) >= 1, fails={"A": [], "C": [], "J": 0, "F": 1}
        ),
        "jaccard": Given(r"$J = |A \cap C| / |A \cup C|$", J * UNION == COMMON, fails={"J": 2}),
        "f-one": Given(r"$F_1 = 2 |A \cap C| / (|A| + |C|)$", F1 * (IN_A + IN_C) == 2 * COMMON, fails={"F": 2}),
    },
    then=both(
        (1 - J) * UNION == APART,
        F1 * (1 + J) == 2 * J,
        implies(APART <= e * IN_C, both(1 - e <= J, 1 - e <= F1 * (1 - e / 2))),
        implies(J >= 1 - d, (1 - d) * APART <= d * IN_C),
    ),
    # one of two points is missed, so that every bound is attained but the last
    example={"n": 2, "A": [0], "C": [0, 1], "e": HALF, "d": HALF, "J": HALF, "F": Fraction(2, 3)},
)
EXTRA = {"A": [0, 1], "C": [0], "e": 1}
T.wrongly("half", r"$J \ge 1 - \varepsilon / 2$", implies(APART <= e * IN_C, 1 - e / 2 <= J))
T.wrongly("strict", r"$J > 1 - \varepsilon$", implies(APART <= e * IN_C, 1 - e < J))
T.wrongly(
    "f-one-strict",
    r"$F_1 > (1 - \varepsilon) / (1 - \varepsilon / 2)$",
    implies(APART <= e * IN_C, 1 - e < F1 * (1 - e / 2)),
)
T.wrongly(
    "sharper",
    r"$|A \Delta C| < \frac{\delta}{1 - \delta} |C|$",
    implies(J >= 1 - d, (1 - d) * APART < d * IN_C),
    **EXTRA,
)
T.wrongly("same-score", "F1 is the Jaccard index", F1 == J)
T.wrongly("any-error", "J is at least 1 - e whatever the error", 1 - e <= J, e=0)
T.wrongly("any-index", "the error is bounded whatever the index", (1 - d) * APART <= d * IN_C, d=0)
PAGE = "concepts-neurons"
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """All three bounds on random pairs of sets, with the tolerances that are just met."""
    rng, violations, number = random.Random(budget.seed), 0, budget.pick(quick=300, full=5000)
    for _ in range(number):
        left, right = ({i for i in range(12) if rng.random() < 0.5} for _ in range(2))
        right.add(0)
        index = Fraction(len(left & right), len(left | right))
        score = Fraction(2 * len(left & right), len(left) + len(right))
        error = Fraction(len(left ^ right), len(right))
        violations += error <= 1 and (index < 1 - error or score < (1 - error) / (1 - error / 2))
        violations += index > 0 and error > (1 - index) / index
        violations += score != 2 * index / (1 + index) or 1 - index != Fraction(len(left ^ right), len(left | right))
    numbers = {"examples": number, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "family", "Random subsets of twelve points.", numbers=numbers)
