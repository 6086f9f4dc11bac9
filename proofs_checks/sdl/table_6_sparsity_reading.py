"""The S of Table 6 is the sparsity level, as in Table 1: refuted.

All twenty numbers of the S = 0.01 block repeat the rows of Table 1, which has S = 0.99.  So Table 6's S is the activation probability
1 - S of the text, and its reading is reversed: the best Top-k recovery is at the densest setting, S = 0.1.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofs_checks.sdl import _published_tables as printed
from theory.claims import Budget, Claim, Evidence, Hypothesis, Mutation, Source
from theory.evidence import evaluation
from theory.formal import both, implies, names
from theory.statement import Statement

F = Fraction
METHODS = ("ReLU", "JumpReLU", "TopK", "BatchTopK", "Matryoshka")
sparsity, block, reference_sparsity, reference = names("sparsity block reference_sparsity reference")
STATEMENT = Statement(
    ("sparsity", "block", "reference_sparsity", "reference"),
    {"two-levels": both(sparsity > 0, sparsity < 1, reference_sparsity > 0, reference_sparsity < 1)},
    implies(block == reference, sparsity == reference_sparsity),
)
AS_RATE = STATEMENT.concluding(implies(block == reference, 1 - sparsity == reference_sparsity))


def _block(rows: dict[str, printed.Row]) -> list[list[Fraction]]:
    return [[F(x) for x in rows[name]] for name in METHODS]


TABLES: dict[str, Any] = {
    "sparsity": F(1, 100),
    "block": _block(printed.TABLE_6["0.01"]),
    "reference_sparsity": F(99, 100),
    "reference": _block(printed.TABLE_1),
}

PAGE = "published-numbers"
CLAIM = Claim(
    id="sdl.table-6-sparsity-reading",
    title="The S of Table 6 is the sparsity level",
    statement=r"""
        The parameter $S$ of Table 6 is the sparsity level $\Pr(x_d = 0)$ of Table 1: blocks with the same numbers
        have the same $S$.""",
    source=Source(locator="Table 6 and its discussion"),
    kind="consistency",
    expected="refuted",
    refutes="ours",
    hypotheses=(
        Hypothesis(
            "two-levels",
            r"$0 < S < 1$ in both tables",
            lambda: STATEMENT.satisfied_by(TABLES),
            drop_note="the counterexample satisfies it",
        ),
    ),
    remark="That two different settings give twenty equal printed numbers is excluded for practical purposes, not by logic.",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> Evidence:
    best = [max((F(printed.TABLE_6[s][name][0]), s) for s in printed.TABLE_6)[1] for name in METHODS[2:]]
    values = [[F(printed.TABLE_6[s][name][0]) for s in ("0.1", "0.005")] for name in METHODS[2:]]
    v = names("v")[0]
    densest = evaluation(
        both(*(v[i, 0] > v[i, 1] for i in range(3)), *(F(b) == F(1, 10) for b in best)),
        let={"v": values},
        means="M_GT at S = 0.1 exceeds M_GT at S = 0.005 for the three Top-k methods",
    )
    same = STATEMENT.refuted_by(TABLES, means="twenty equal numbers at S = 0.01 and S = 0.99")
    text = "The block S = 0.01 of Table 6 is Table 1 (S = 0.99)."
    return Evidence("exact-decision", "refuted", "instance", text, (same, densest))


def mutations() -> list[Mutation]:
    other = {**TABLES, "sparsity": F(1, 10), "block": _block(printed.TABLE_6["0.1"])}
    return [
        Mutation(
            "rate",
            "read as an activation probability the blocks agree, so this must not be refuted",
            rejected=lambda: AS_RATE.refuted_by(TABLES),
        ),
        Mutation(
            "other-block", "nor does the block S = 0.1 refute anything", rejected=lambda: STATEMENT.refuted_by(other)
        ),
        Mutation(
            "equal-up-to-one-tenth",
            "equal numbers at sparsity levels that differ by less than 9/10",
            refuted_by=lambda: STATEMENT.concluding(
                implies(block == reference, reference_sparsity - sparsity < F(9, 10))
            ).refuted_by(TABLES),
        ),
    ]
