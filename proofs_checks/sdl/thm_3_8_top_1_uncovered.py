"""Every realizable pattern can be refined by splitting a feature off, under Top-1 with uncovered features: refuted.

A feature that no neuron sees must have all pre-activations at most 0.  Two opposite uncovered features then force every
row to vanish on them, and features that differ only in that direction cannot be told apart.  True instead:
``sdl.thm-3.8-top-1``, when every feature is covered.
"""

from __future__ import annotations

from fractions import Fraction

from proofs_checks import parts
from proofs_checks.sdl import _top_one as top
from solvers.sdl.patterns.certificate import enumeration_certificate
from theory.claims import Budget, Certificate, Claim, Evidence, InstanceReport, Mutation, Source
from theory.evidence import evaluation
from theory.formal import Expression, both, length, member, names, negation
from theory.sdl import Problem

Q = Fraction
STATEMENT = top.statement(covering=False)
FEATURES = [[Q(3, 5), Q(4, 5)], [Q(3, 5), Q(-4, 5)], [0, 1], [0, -1]]

PAGE = "absorption"
CLAIM = Claim(
    id="sdl.thm-3.8-top-1-uncovered",
    title="Absorption patterns are realizable (Top-1, features may be uncovered)",
    statement=r"""
        If $(F_1, \dots, F_M)$ with all $|F_i| \ge 2$ is realizable by Top-1 of ReLU, then for every $i$ some $d \in
        F_i$ splits off: $(F_1, \dots, F_i \setminus \{d\}, \{d\}, \dots, F_M)$ is realizable. Features may be in no
        $F_i$.""",
    source=Source(locator="Theorem 3.8", note="read for Top-1; the formal statement is the case of one neuron"),
    kind="existence",
    expected="refuted",
    refutes="ours",
    hypotheses=parts.satisfied(
        lambda: STATEMENT.satisfied_by({"W": FEATURES, "W_E": [[1, 0]], "Y": [[[0, 0]] * 4] * 2}),
        ("unit-features", r"$\|w_d\| = 1$"),
        ("distinct-features", r"$w_d \ne w_e$ for $d \ne e$"),
        ("one-neuron", r"$M = 1$"),
        ("polysemantic-neurons", r"$|F_1| \ge 2$"),
        note="the counterexample satisfies it",
    ),
    remark="When every feature is covered the statement is true: sdl.thm-3.8-top-1.",
    statement_formal=STATEMENT,
)


def absent(patterns: list[list[list[int]]]) -> Certificate:
    """The list of patterns of two neurons has none that separates features 1 and 2 and leaves 3 and 4 out."""
    (table,) = names("patterns")
    orders = both(*(negation(member(Expression(["data", p]), table)) for p in ([[0], [1]], [[1], [0]])))
    let = {"patterns": Expression(["data", patterns]), "size": length(table)}
    return evaluation(orders, let=let, record="size", means="neither ({1}, {2}) nor ({2}, {1}) is realizable")


def refute(budget: Budget) -> list[Evidence]:
    listed = enumeration_certificate(FEATURES, top.TOP1, width=2)
    return [
        Evidence(
            "exact-decision",
            "refuted",
            "instance",
            "Four features in the plane: e_2 and -e_2 are uncovered, the neuron sees (3/5, 4/5) and (3/5, -4/5).",
            (top.counterexample(FEATURES, [1, 0], of=STATEMENT, means="e_2 and -e_2 uncovered: a_2 = b_2 = 0"),),
        ),
        Evidence(
            "exact-decision",
            "refuted",
            "instance",
            "By a different route: the complete list of patterns of two competing neurons.",
            (listed, absent(listed["asserts"]["patterns"])),
        ),
    ]


def mutations() -> list[Mutation]:
    def one_uncovered() -> Certificate:
        return top.counterexample(FEATURES[:3], [1, 0], of=STATEMENT)

    def covered() -> Certificate:
        return top.counterexample(FEATURES[:2], [1, 0], of=STATEMENT)

    def one_uncovered_listed() -> Certificate:
        return absent(enumeration_certificate(FEATURES[:3], top.TOP1, width=2)["asserts"]["patterns"])

    return [
        Mutation("one-uncovered", "one uncovered feature is enough", rejected=one_uncovered),
        Mutation("one-uncovered-by-listing", "the same, by the list of patterns", rejected=one_uncovered_listed),
        Mutation("covered", "it fails for the two covered features alone", rejected=covered),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """All patterns of up to two neurons on the problem's features, decided exactly."""
    return top.decide(problem, covering=False)
