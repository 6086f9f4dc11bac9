"""A JumpReLU neuron that is dead on every single unit feature is dead on all data: refuted; larger inputs switch it on.

True instead: it is dead on the mixtures whose coefficients add up to at most 1, and for ReLU on all (``sdl.dead-on-singles``).
"""

from __future__ import annotations

from fractions import Fraction

from proofs_checks import parts
from theory.claims import Budget, Certificate, Claim, Evidence, InstanceReport, Mutation, Source
from theory.formal import Expression, dot, for_all, length, listing, names, sigma, span, total
from theory.sdl import Problem
from theory.statement import Statement

Q = Fraction
JUMP = {"type": "jumprelu", "theta": 1}
A, ROWS, X, ACT = names("a W x activation")
INPUT = listing(span(length(A)), lambda j: total(span(length(ROWS)), lambda d: X[d] * ROWS[d, j], "d"), "j")


def statement(activation: dict[str, object]) -> Statement:
    """Dead on every single feature ``e_d`` implies dead on every ``x >= 0``; features as rows."""
    return Statement(
        ("W", "a", "x"),
        {
            "dead-on-singles": for_all(ROWS, lambda w: sigma(ACT, Expression(["tuple", dot(A, w).json])) == [0], "w"),
            "nonnegative-input": for_all(X, lambda s: s >= 0, "s"),
            "one-coefficient-each": length(X) == length(ROWS),
        },
        sigma(ACT, Expression(["tuple", dot(A, Expression("input")).json])) == [0],
        {"activation": Expression(["data", activation]), "input": INPUT, "value": dot(A, Expression("input"))},
    )


STATEMENT = statement(JUMP)
LARGE = {"W": [[1, 0], [0, 1]], "a": [Q(3, 4), 0], "x": [2, 0]}
TOGETHER = {"W": [[1, 0], [Q(3, 5), Q(4, 5)]], "a": [1, Q(1, 2)], "x": [1, 1]}

PAGE = "absorption"
CLAIM = Claim(
    id="sdl.dead-on-singles-jumprelu",
    title="Dead on single features is dead on all data (JumpReLU)",
    statement=r"""
        If a JumpReLU neuron with $\theta > 0$ has $a \cdot w_d \le \theta$ for every feature $d$, it is off for every
        input $W x$ with $x \ge 0$.""",
    source=Source(locator="Dead neurons", ours=True, note="the statement for ReLU, read for JumpReLU"),
    kind="property",
    expected="refuted",
    refutes="ours",
    hypotheses=parts.satisfied(
        lambda: STATEMENT.satisfied_by(LARGE),
        ("dead-on-singles", r"$a \cdot w_d \le \theta$ for all $d$"),
        ("nonnegative-input", r"$x \ge 0$"),
        ("one-coefficient-each", "one coefficient for each feature"),
    ),
    remark="""
        A feature of magnitude 2, or two features of magnitude 1 together, cross the threshold. For ReLU it is true:
        sdl.dead-on-singles.""",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> list[Evidence]:
    return [
        parts.counterexample(
            "One feature of magnitude 2: 3/4 is off, 3/2 is on.", STATEMENT, LARGE, record="value input W a"
        ),
        parts.counterexample(
            "Two features of magnitude 1 at once: 1 and 1 are off, 2 is on.",
            STATEMENT,
            TOGETHER,
            record="value input W a",
        ),
    ]


def mutations() -> list[Mutation]:
    (x,) = names("x")
    light = STATEMENT.assuming(light=total(span(2), lambda d: x[d], "d") <= 1)

    def convex() -> Certificate:
        return light.refuted_by({**TOGETHER, "x": [Q(1, 2), Q(1, 2)]})

    def no_threshold() -> Certificate:
        return statement({"type": "relu"}).refuted_by(LARGE)

    return [
        Mutation("convex-mixtures", "it also fails for coefficients that add up to 1", rejected=convex),
        Mutation("relu", "it also fails for ReLU", rejected=no_threshold),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """On the problem's features: the row (3/4) theta w_1 / |w_1|^2-scaled, with the input 2 w_1."""
    theta = problem.activation.theta or Q(0)
    if problem.activation.kind != "jumprelu" or theta <= 0 or problem.field is not None:
        return InstanceReport(
            "not-applicable", "the claim is about JumpReLU with a positive threshold, rational features"
        )
    w = problem.features_in[0]
    row = [Q(3, 4) * theta * x for x in w]
    data = {"W": [list(v) for v in problem.features_in], "a": row, "x": [2] + [0] * (problem.n - 1)}
    own = statement(problem.activation.json())
    failing = own.violated_hypothesis(data)
    if failing or own.holds(data):
        return InstanceReport("not-applicable", "this example needs features of norm 1")
    return InstanceReport(
        "violated", "a row that is dead on all features is on for twice the first one", (own.refuted_by(data),)
    )
