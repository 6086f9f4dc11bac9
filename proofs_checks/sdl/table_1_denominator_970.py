"""The anchored shares of four rows of Table 1 have one common denominator below 1500, and it is 970: proved.

87.63, 89.38, 87.32 and 25.05 percent are 850, 867, 847 and 243 of 970.  So the shares were not taken over n = 1000 features; 970 = 1000 -
30 suggests (an inference from rounding, not a fact about the code) that 30 anchored features were left out.
"""

from __future__ import annotations

import math
from fractions import Fraction

from proofs_checks.sdl import _published_tables as printed
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation, Source
from theory.evidence import evaluation
from theory.formal import both, exists, for_all, implies, member, names, negation, span

F = Fraction
ROWS = ("TopK", "BatchTopK", "Matryoshka", "Transcoder")
SHARES = [printed.TABLE_1[name][2] for name in ROWS]
LIMIT = 1500

PAGE = "published-numbers"
CLAIM = Claim(
    id="sdl.table-1-denominator-970",
    title="The anchored shares in Table 1 are fractions of 970",
    statement="""
        The only $N < 1500$ for which $87.63$, $89.38$, $87.32$ and $25.05$ percent are all fractions $c/N$, rounded
        to two decimals, is $N = 970$.""",
    source=Source(locator="Table 1", ours=True, note="rows TopK, BatchTopK, Matryoshka and Transcoder with anchors"),
    kind="consistency",
    expected="argued",
    remark="""
        The shares without anchors (84.90, 84.80, 83.70, 23.60) are multiples of 1/1000. The crosscoder's 56.42 and
        57.71 are neither; it averages over several sources.""",
)


def witness_rows() -> list[tuple[int, int]]:
    """For each N = 1, 2, .. a row of the table and the count c below it, such that neither c/N nor (c+1)/N rounds to it."""
    out = []
    for n in range(1, LIMIT):
        found = (0, 0)
        for index, text in enumerate(SHARES):
            low, high = (n * x for x in printed.rounded(text, 2))
            below = math.ceil(low / 100) - 1
            if below + 1 > high / 100:
                found = (index, below)
                break
        out.append(found)
    return out


def only_970(*, allowed: int = 970, first: int = 1) -> Certificate:
    """For every other N some row lies strictly between two consecutive fractions of N (rounding taken into account)."""
    gaps, low, high = names("gaps low high")
    excluded = for_all(
        span(first, LIMIT),
        lambda i: implies(
            i != allowed,
            both(gaps[i - 1, 1] < low[gaps[i - 1, 0]] * i, high[gaps[i - 1, 0]] * i < gaps[i - 1, 1] + 1),
        ),
        "N",
    )
    let = {
        "gaps": [list(pair) for pair in witness_rows()],
        "low": [printed.rounded(x, 2)[0] / 100 for x in SHARES],
        "high": [printed.rounded(x, 2)[1] / 100 for x in SHARES],
    }
    return evaluation(excluded, let=let, means="no other denominator below 1500 fits all four shares")


def fits(denominator: int = 970) -> Certificate:
    """850, 867, 847 and 243 of 970 round to the four printed shares."""
    counts = [round(F(x) * denominator / 100) for x in SHARES]
    limits = [printed.rounded(x, 2) for x in SHARES]
    low, high, c = names("low high c")
    let = {"c": counts, "low": [a for a, _ in limits], "high": [b for _, b in limits]}
    inside = for_all(
        span(4), lambda i: both(low[i] * denominator <= 100 * c[i], 100 * c[i] <= high[i] * denominator), "i"
    )
    return evaluation(inside, let=let, record="c", means=f"the counts for the denominator {denominator}")


def no_count(denominator: int, row: int) -> Certificate:
    """No count of this denominator rounds to the share of this row."""
    low, high = printed.rounded(SHARES[row], 2)
    fit = exists(
        span(denominator + 1), lambda c: both(low * denominator <= 100 * c, 100 * c <= high * denominator), "c"
    )
    return evaluation(negation(fit), means=f"{SHARES[row]} percent is no share of {denominator}")


def thousandths() -> Certificate:
    """Without anchors the shares of the same rows are multiples of 1/1000, with anchors they are not."""
    base = [F(printed.TABLE_1[name][0]) * 10 for name in ROWS]
    anchored = [F(x) * 10 for x in SHARES]
    whole = for_all(names("base")[0], lambda y: member(y, span(1001)), "y")
    fraction = for_all(names("anchored")[0], lambda y: negation(member(y, span(1001))), "y")
    return evaluation(both(whole, fraction), let={"base": base, "anchored": anchored}, means="thousandths or not")


def prove(budget: Budget) -> Evidence:
    return Evidence(
        "exact-decision",
        "proved",
        "all-parameters",
        "Every denominator below 1500 decided, each with the row that excludes it.",
        (fits(), only_970(), thousandths()),
    )


def mutations() -> list[Mutation]:
    return [
        Mutation("thousand", "the denominator 1000 fits", refuted_by=lambda: no_count(1000, 0)),
        Mutation("thousand-nearest", "the denominator 1000 fits with the nearest counts", rejected=lambda: fits(1000)),
        Mutation("none-at-all", "970 does not fit either", rejected=lambda: only_970(allowed=0)),
        Mutation("nine-hundred", "the denominator 900 fits", rejected=lambda: fits(900)),
    ]
