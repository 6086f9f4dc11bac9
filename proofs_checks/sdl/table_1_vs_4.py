"""Tables 1 and 4 report the same numbers for the ReLU autoencoder with n = 1000, q = 16000: refuted.

M_IP is 0.205 against 0.254 without and 0.246 against 0.292 with anchors, M_GT with anchors 0 against 85.50 percent.  The captions do
not name a difference of the settings that would explain it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofs_checks.sdl import _published_tables as printed
from theory.claims import Budget, Claim, Evidence, Mutation, Source
from theory.formal import absolute, both, for_all, names, span
from theory.statement import Statement

F = Fraction
first, second, digits = names("first second digits")
# two roundings of one number differ by at most one unit of the last printed digit
STATEMENT = Statement(
    ("first", "second", "digits"),
    {"one-unit-per-entry": both(for_all(digits, lambda x: x > 0, "x"))},
    for_all(span(4), lambda i: absolute(first[i] - second[i]) <= digits[i], "i"),
)
DIGITS = [F(1, 100), F(1, 1000), F(1, 100), F(1, 1000)]


def _numbers(row: printed.Row) -> list[Fraction]:
    return [F(x) for x in row]


TABLES: dict[str, Any] = {
    "first": _numbers(printed.TABLE_1["ReLU"]),
    "second": _numbers(printed.TABLE_4[1000]),
    "digits": DIGITS,
}

PAGE = "published-numbers"
CLAIM = Claim(
    id="sdl.table-1-vs-4",
    title="Tables 1 and 4 agree on the ReLU autoencoder with 1000 features",
    statement=r"The ReLU rows of Table 1 and of Table 4 for $n = 1000$, $q = 16000$, $S = 0.99$ report the same four numbers.",
    source=Source(locator="Table 1 and Table 4"),
    kind="consistency",
    expected="refuted",
    refutes="ours",
    remark="The base rows (no anchors) differ as well, so the number of anchors is not the explanation.",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> list[Evidence]:
    base_only = STATEMENT.concluding(absolute(first[1] - second[1]) <= F(4, 100))
    return [
        Evidence(
            "exact-decision", "refuted", "instance", "All four entries.", (STATEMENT.refuted_by(TABLES, means="ReLU"),)
        ),
        Evidence(
            "exact-decision",
            "refuted",
            "instance",
            "Without anchors M_IP differs by more than 4/100.",
            (base_only.refuted_by(TABLES, means="the base M_IP alone"),),
        ),
    ]


def mutations() -> list[Mutation]:
    same = {**TABLES, "second": _numbers(printed.TABLE_5["0.05"]["ReLU"])}
    return [
        Mutation(
            "table-5",
            "Table 5 (M = 0.05) does repeat the ReLU row of Table 1, so it must not be refuted",
            rejected=lambda: STATEMENT.refuted_by(same),
        ),
        Mutation(
            "within-fifty-points",
            "M_GT with anchors agrees within 50 points",
            refuted_by=lambda: STATEMENT.concluding(absolute(first[2] - second[2]) <= 50).refuted_by(TABLES),
        ),
    ]
