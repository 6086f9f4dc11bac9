"""Copy this file to ``proofs_checks/<subject>/<name>.py`` and fill it in; the runner finds it by itself.

The module docstring states the claim in one sentence and, for a refuted one, what is true instead.
Below: the claim "x^2 >= 0 for all real x" with everything the repository tests ask for.
"""

from __future__ import annotations

from theory.claims import Budget, Claim, Evidence, Hypothesis, Mutation, Source
from theory.evidence import counterexample, derivation, evaluation, implication, relation, term
from theory.formal import names

(x,) = names("x")

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
            witness=lambda: evaluation(x >= -1, let={"x": 0}, record="x"),
            drop_note="not needed: the proof below does not use it",
        ),
    ),
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
            refuted_by=lambda: counterexample(variables={"x": 0}, hypotheses={"range": x >= -1}, conclusion=x**2 > 0),
        ),
        Mutation(
            "strict-by-the-same-proof",
            "x^2 > 0, with the certificate of x^2 >= 0",
            rejected=lambda: implication(
                "x", assume=[], conclude=relation(x**2, ">"), by=derivation(term(1, square=x))
            ),
        ),
    ]
