"""How Jaccard index, F1 and relative error of an alignment bound each other, with the cases of equality."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.concepts._neurons import own
from proofs_checks.parts import hypotheses, together, wrong
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import both, dot, for_all, names, op, total
from theory.statement import Statement

a, p, m, e, d = names("a p m e d")  # a: both, p: neuron only, m: concept only; e, d: the two tolerances
A, C = names("A C")  # the two sets as rows of zeros and ones
common, size_a, size_c, union, apart = names("common size_a size_c union apart")
LET: dict[str, Any] = {
    "common": dot(A, C),
    "size_a": total(A, lambda x: x, "x"),
    "size_c": total(C, lambda x: x, "x"),
    "union": size_a + size_c - common,
    "apart": total(A - C, lambda x: x**2, "x"),
}
SETS = {
    "sets": for_all(op("append", A, C), lambda x: x**2 == x, "x"),
    "not-empty": size_c >= 1,
}
# J = common / union, F1 = 2 common / (size_a + size_c), |A delta C| = apart
IDENTITIES = Statement(
    ("A", "C"),
    SETS,
    both(
        apart == union - common,
        1 - common / union == apart / union,
        2 * common / (size_a + size_c) == 2 * (common / union) / (1 + common / union),
    ),
    LET,
)
CLOSE = Statement(
    ("A", "C", "e"),
    {**SETS, "tolerance": both(e >= 0, e <= 1), "close": apart <= e * size_c},
    both(common / union >= 1 - e, 2 * common / (size_a + size_c) >= (1 - e) / (1 - e / 2)),
    LET,
)
SIMILAR = Statement(
    ("A", "C", "d"),
    {**SETS, "loss": both(d >= 0, d < 1), "similar": common / union >= 1 - d},
    apart <= d / (1 - d) * size_c,
    LET,
)
HALF = Fraction(1, 2)
PAIR: dict[str, Any] = {"A": [1, 1, 0], "C": [1, 1, 1]}
MISSED: dict[str, Any] = {"A": [1, 0], "C": [1, 1], "e": HALF}
EXTRA: dict[str, Any] = {"A": [1, 1], "C": [1, 0], "d": HALF}

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.alignment-scores-bound-each-other",
    title="Alignment scores bound each other",
    statement=r"""
        For finite sets $A$ and $C \ne \emptyset$ with Jaccard index $J$ and $F_1 = 2 |A \cap C| / (|A| + |C|)$: $1 -
        J = |A \Delta C| / |A \cup C|$ and $F_1 = 2J / (1 + J)$. If $|A \Delta C| \le \varepsilon |C|$, $0 \le
        \varepsilon \le 1$, then $J \ge 1 - \varepsilon$ and $F_1 \ge (1 - \varepsilon) / (1 - \varepsilon / 2)$; if
        $J \ge 1 - \delta$, $0 \le \delta < 1$, then $|A \Delta C| \le \frac{\delta}{1 - \delta} |C|$. Beyond the
        formal statement: all three are attained.""",
    source=own("statement of this project"),
    kind="identity",
    expected="argued",
    hypotheses=together(
        hypotheses(
            IDENTITIES,
            PAIR,
            {
                "sets": ("rows of zeros and ones", {"A": [2, 0, 0]}),
                "not-empty": (
                    r"$C \ne \emptyset$",
                    "for the empty concept the scores are not defined if A is empty too",
                ),
            },
        ),
        hypotheses(
            CLOSE,
            MISSED,
            {
                "sets": ("rows of zeros and ones", {"A": [2, 0]}),
                "not-empty": (r"$C \ne \emptyset$", "as above"),
                "tolerance": (
                    r"$0 \le \varepsilon \le 1$",
                    {"A": [0, 0, 1, 1, 1], "C": [1, 1, 0, 0, 0], "e": Fraction(5, 2)},
                ),
                "close": (r"$|A \Delta C| \le \varepsilon |C|$", {"A": [0, 0]}),
            },
        ),
        hypotheses(
            SIMILAR,
            EXTRA,
            {
                "sets": ("rows of zeros and ones", {"A": [2, 0]}),
                "not-empty": (r"$C \ne \emptyset$", "as above"),
                "loss": (r"$0 \le \delta < 1$", {"d": 2}),
                "similar": (r"$J \ge 1 - \delta$", {"A": [0, 1]}),
            },
        ),
    ),
    statement_formal=(IDENTITIES, CLOSE, SIMILAR),
)


def identities() -> Certificate:
    """With a = |A and C|, p = |A minus C|, m = |C minus A|, as fractions cleared of denominators."""
    union, sizes = a + p + m, 2 * a + p + m
    return evaluation(
        both(union - a == p + m, 2 * a * (union + a) == 2 * a * sizes, sizes - 2 * a == p + m),
        indeterminates="a p m",
        means="1 - J, F1 = 2 J / (1 + J) with J = a / (a + p + m), and 1 - F1",
    )


def jaccard(*, better: int = 0) -> Certificate:
    """e (a + m) >= p + m gives a >= (1 - e)(a + p + m)."""
    return implication(
        "a p m e",
        assume=[relation(e * (a + m) - p - m, ">="), relation(e, ">="), relation(p, ">=")],
        conclude=relation(a - (1 - e) * (a + p + m) - better * p, ">="),
        by=derivation(term(1, use=(0,)), term(1, use=(1, 2))),
        means="J >= 1 - e",
    )


def f_one() -> Certificate:
    """The same gives 2 a (1 - e / 2) >= (1 - e)(2 a + p + m)."""
    return implication(
        "a p m e",
        assume=[relation(e * (a + m) - p - m, ">="), relation(e, ">="), relation(p, ">=")],
        conclude=relation(2 * a - a * e - (1 - e) * (2 * a + p + m), ">="),
        by=derivation(term(1, use=(0,)), term(1, use=(1, 2))),
        means="F1 >= (1 - e) / (1 - e / 2)",
    )


def back() -> Certificate:
    """a >= (1 - d)(a + p + m) gives (1 - d)(p + m) <= d (a + m)."""
    return implication(
        "a p m d",
        assume=[relation(a - (1 - d) * (a + p + m), ">="), relation(d, ">="), relation(m, ">=")],
        conclude=relation(d * (a + m) - (1 - d) * (p + m), ">="),
        by=derivation(term(1, use=(0,)), term(1, use=(1, 2))),
        means="|A symmetric difference C| <= d / (1 - d) |C|",
    )


def attained() -> Certificate:
    """Only missed points (p = 0, m = e, a = 1 - e, |C| = 1), and only extra ones (m = 0, a = 1 - d, p = d, |C| = 1 - d)."""
    return evaluation(
        both(
            (1 - e) == (1 - e) * ((1 - e) + e),
            2 * (1 - e) - (1 - e) * e == (1 - e) * (2 * (1 - e) + e),
            (1 - d) * d == d * (1 - d),
        ),
        indeterminates="e d",
        means="equality in the three bounds",
    )


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        "The identities and the three bounds, with equality.",
        checked("identities", "The identities between the counts, cleared of denominators.", identities()),
        checked("jaccard", "J >= 1 - e.", jaccard()),
        checked("f-one", "F1 >= (1 - e) / (1 - e / 2).", f_one()),
        checked("back", "From J >= 1 - d to the relative error.", back()),
        checked("attained", "Equality.", attained()),
        read(
            "all",
            "The denominators a + p + m, 2a + p + m, 1 - e/2, 1 - d are positive, so dividing keeps the signs.",
            "conclusion",
            "identities",
            "jaccard",
            "f-one",
            "back",
            "attained",
        ),
    )
    return Evidence(
        "symbolic-proof", "proved", "all-parameters", "Identities of polynomials in the counts.", (certificate,)
    )


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
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Random subsets of twelve points.",
        numbers={"examples": number, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    strict = apart < d / (1 - d) * size_c
    return [
        wrong("half", r"$J \ge 1 - \varepsilon / 2$", CLOSE, MISSED, common / union >= 1 - e / 2),
        wrong("strict", r"$J > 1 - \varepsilon$", CLOSE, MISSED, common / union > 1 - e),
        wrong("sharper", r"$|A \Delta C| < \frac{\delta}{1 - \delta} |C|$", SIMILAR, EXTRA, strict),
        wrong(
            "same-score", "F1 is the Jaccard index", IDENTITIES, PAIR, 2 * common / (size_a + size_c) == common / union
        ),
        Mutation("slack", "J is larger by a multiple of the extra points", rejected=lambda: jaccard(better=1)),
    ]
