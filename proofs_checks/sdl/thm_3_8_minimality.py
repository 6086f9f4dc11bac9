"""Two features, or one dimension, cannot refute the splitting theorem for ReLU: proved; three features in the plane can."""

from __future__ import annotations

from fractions import Fraction

from proofs_checks.sdl import _absorption as split
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, implication, proof, read, relation, term
from theory.formal import either, length, names
from theory.sdl import Problem

Q = Fraction
W, n, a, b, g, t = names("W n a b g t")
STATEMENT = split.statement(split.RELU).assuming(small=either(length(W) <= 2, length(W[0]) == 1))
MINIMAL = [[Q(3, 5), Q(4, 5)], [1, 0], [Q(-3, 5), Q(4, 5)]]


def _witness() -> Certificate:
    return split.satisfied(STATEMENT, [[1, 0], [0, 1]], [[1, 1]])


PAGE = "absorption"
CLAIM = Claim(
    id="sdl.thm-3.8-minimality",
    title="The smallest counterexamples to splitting have three features in the plane",
    statement=r"""
        Let the features be distinct unit vectors with $n \le 2$ or $n_p = 1$. Then under ReLU every neuron with two
        or more features has a feature that splits off. With $n = 3$ and $n_p = 2$ this can fail.""",
    source=Source(locator="Theorem 3.8", ours=True, note="minimality of the counterexample to the published statement"),
    kind="property",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "unit-features",
            r"$\|w_d\| = 1$",
            _witness,
            drop=lambda: split.counterexample([[1], [2]], [[1]], of=STATEMENT.without("unit-features")),
        ),
        Hypothesis(
            "distinct-features",
            r"$w_d \ne w_e$ for $d \ne e$",
            _witness,
            drop=lambda: split.counterexample([[1], [1]], [[1]], of=STATEMENT.without("distinct-features")),
        ),
        Hypothesis(
            "polysemantic-neurons",
            r"$|F_i| \ge 2$",
            _witness,
            drop=lambda: split.counterexample(
                [[1]], [[-1]], of=STATEMENT.without("polysemantic-neurons"), means="a dead neuron has nothing to split"
            ),
        ),
        Hypothesis(
            "small",
            r"$n \le 2$ or $n_p = 1$",
            _witness,
            drop=lambda: split.counterexample(MINIMAL, [[Q(5, 6), 0]], of=STATEMENT.without("small")),
        ),
    ),
    depends_on=("sdl.thm-3.8",),
    statement_formal=STATEMENT,
)


def _row(feature: int, *, strict: bool = True) -> Certificate:
    """(w_1 - w_2).w_1 = a - g > 0 and (w_1 - w_2).w_2 = g - b < 0, with a = |w_1|^2, b = |w_2|^2, g = w_1.w_2."""
    half = Q(1, 2) if feature == 1 else -Q(1, 2)
    return implication(
        "a b g t",
        assume=[
            relation(a, "=", 1),
            relation(b, "=", 1),
            relation(a - 2 * g + b, "=", t),
            relation(t, ">" if strict else ">="),
        ],
        conclude=relation(a - g if feature == 1 else b - g, ">"),
        by=derivation(term(Q(1, 2), use=(3,)), multiples={0: half, 1: -half, 2: Q(1, 2)}),
        means=f"unit vectors with t = |w_1 - w_2|^2 > 0: the row w_1 - w_2 is {'on for w_1' if feature == 1 else 'off for w_2'}",
    )


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        "For distinct unit features with n <= 2 or one dimension every ReLU neuron with two or more features has a split.",
        checked("on", r"For different unit vectors the row $w_1 - w_2$ is on for feature 1.", _row(1)),
        checked(
            "off", r"It is off for feature 2; with the roles exchanged, $w_2 - w_1$ sees feature 2 alone.", _row(2)
        ),
        read(
            "two",
            "For n = 2 the neuron has F = {1, 2}, and both new sets are realized.",
            "conclusion",
            "on",
            "off",
        ),
        read("one", "For n = 1 no neuron has two features.", "cases"),
        read("line", "In one dimension the only unit vectors are 1 and -1, so n is at most 2.", "cases", "two", "one"),
    )
    return Evidence(
        "symbolic-proof",
        "proved",
        "all-parameters",
        "Explicit rows w_1 - w_2 and w_2 - w_1, in every dimension.",
        (certificate,),
    )


def mutations() -> list[Mutation]:
    return [
        Mutation(
            "three-features",
            "three features in the plane cannot fail either",
            refuted_by=lambda: split.counterexample(MINIMAL, [[Q(5, 6), 0]]),
        ),
        Mutation(
            "equal-features", "the two rows also exist for equal features", rejected=lambda: _row(1, strict=False)
        ),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Decided exactly when the problem is small."""
    if problem.activation.kind != "relu":
        return InstanceReport("not-applicable", "the claim is about ReLU")
    if problem.n > 2 and problem.p > 1:
        return InstanceReport("hypothesis-fails", f"small: {problem.n} features in {problem.p} dimensions")
    return split.decide(problem)
