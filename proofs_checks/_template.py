"""Copy this file to ``proofs_checks/<subject>/<name>.py`` and fill it in; the runner finds it by itself.

The module docstring states the claim in one sentence and, for a refuted one, what is true instead.
Below: the claim "x^2 >= 0 for all real x >= -1" with everything the repository tests ask for.  Its certificate is the formal
statement, so the runner calls it proved; an argument in steps, or no formal statement, would make it argued.
"""

from __future__ import annotations

from theory.claims import Budget, Claim, Evidence, Hypothesis, Mutation, Source
from theory.evidence import derivation, implication, relation, term
from theory.formal import names
from theory.statement import Statement

(x,) = names("x")

STATEMENT = Statement(("x",), {"range": x >= -1}, x**2 >= 0)

CLAIM = Claim(
    id="template.square",
    title="Squares are not negative",
    statement=r"For all real $x \ge -1$: $x^2 \ge 0$.",
    source=Source(locator="Template 1.1", arxiv="", ours=True),
    kind="bound",
    expected="proved",
    hypotheses=(
        Hypothesis(
            name="range",
            text=r"$x \ge -1$",
            witness=lambda: STATEMENT.satisfied_by({"x": 0}),
            drop_note="not needed: the proof below does not use it",
        ),
    ),
    statement_formal=STATEMENT,
)


def prove(budget: Budget) -> Evidence:
    """The identity ``x^2 = 1 * x^2`` is the whole proof."""
    certificate = implication("x", assume=[], conclude=relation(x**2, ">="), by=derivation(term(1, square=x)))
    return Evidence("symbolic-proof", "proved", "all-parameters", "A square is a square.", (certificate,))


def mutations() -> list[Mutation]:
    return [
        Mutation(
            "strict",
            "x^2 > 0",
            refuted_by=lambda: STATEMENT.concluding(x**2 > 0).refuted_by({"x": 0}),
        ),
        Mutation(  # a corruption test: it shows that the checker notices, and nothing about x^2 > 0
            "strict-by-the-same-proof",
            "x^2 > 0, with the certificate of x^2 >= 0",
            rejected=lambda: implication(
                "x", assume=[], conclude=relation(x**2, ">"), by=derivation(term(1, square=x))
            ),
        ),
    ]
