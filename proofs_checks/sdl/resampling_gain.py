"""What re-initialising a dead neuron gains, exactly: its best decoder lowers the loss by |g|^2 / sum M_d z_d^2.  Proved.

Legend: residuals ``r_d = v_d - W_D z_d``; the new row a has the codes ``y_d = sigma(a.w_d)``; ``g = sum_d M_d y_d r_d`` and
``N = sum_d M_d y_d^2``.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.parts import hypotheses, wrong
from proofs_checks.sdl._instances import distinct_units, matrix, weights
from theory.claims import Budget, Certificate, Claim, Evidence, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import (
    Expression,
    both,
    codes,
    either,
    expr,
    for_all,
    implies,
    length,
    listing,
    loss,
    names,
    norm2,
    op,
    span,
    total,
)
from theory.sdl import Activation, Problem
from theory.statement import Statement

Q = Fraction
R, G, N, u = names("R g N u")
ACT, W, V, M, W_E, W_D, J, ROW = names("activation W V M W_E W_D j row")
AFTER_ROWS, AFTER_DECODER = names("rows_after decoder_after")

STATEMENT = Statement(
    ("activation", "W", "V", "M", "W_E", "W_D", "j", "row", "column"),
    {
        "dead": for_all(Expression("z"), lambda z: z[J] == 0, "code"),
        "alive-after": Expression("N") > 0,
        "no-competition": for_all(
            span(length(W)),
            lambda d: for_all(
                span(length(W_E)), lambda i: either(i == J, Expression("z_after")[d, i] == Expression("z")[d, i]), "i"
            ),
            "d",
        ),
    },
    both(
        Expression("before") - Expression("after") == norm2(Expression("gain")) / Expression("N"),
        # every other column gains at most as much; a row that sees feature d alone gains M_d |r_d|^2
        loss(ACT, AFTER_ROWS, Expression("decoder_other"), W, V, M) >= Expression("after"),
        for_all(
            span(length(W)),
            lambda d: implies(
                for_all(span(length(W)), lambda e: either(e == d, Expression("y")[e] == 0), "e"),
                Expression("before") - Expression("after") == M[d] * norm2(Expression("residuals")[d]),
            ),
            "d",
        ),
    ),
    {
        "z": codes(ACT, W_E, W),
        "rows_after": listing(
            span(length(W_E)), lambda i: Expression(["if", ["=", i.json, "j"], "row", ["at", "W_E", i.json]]), "i"
        ),
        "z_after": codes(ACT, AFTER_ROWS, W),
        "y": listing(Expression("z_after"), lambda z: z[J], "code"),
        "N": total(span(length(W)), lambda d: M[d] * Expression("y")[d] ** 2, "d"),
        "residuals": listing(span(length(W)), lambda d: V[d] - op("matvec", W_D, Expression("z")[d]), "d"),
        "gain": total(
            span(length(W)), lambda d: op("scale", M[d] * Expression("y")[d], Expression("residuals")[d]), "d"
        ),
        "decoder_after": listing(
            span(length(W_D)),
            lambda k: listing(
                span(length(W_E)),
                lambda i: Expression(
                    [
                        "if",
                        ["=", i.json, "j"],
                        ["/", ["at", "gain", k.json], ["if", ["=", "N", 0], 1, "N"]],
                        ["at", "W_D", k.json, i.json],
                    ]
                ),
                "i",
            ),
            "k",
        ),
        "decoder_other": listing(
            span(length(W_D)),
            lambda k: listing(span(length(W_E)), lambda i: op("if", i == J, Expression("column")[k], W_D[k, i]), "i"),
            "k",
        ),
        "before": loss(ACT, W_E, W_D, W, V, M),
        "after": loss(ACT, AFTER_ROWS, AFTER_DECODER, W, V, M),
    },
)
RELU = {"type": "relu"}
EXAMPLE: dict[str, Any] = {
    "activation": RELU, "W": [[1, 0], [0, 1]], "V": [[1, 0], [0, 1]], "M": [1, 2], "W_E": [[1, 1], [-1, -1]],
    "W_D": [[Q(1, 3), 5], [Q(2, 3), 7]], "j": 1, "row": [-1, 1], "column": [1, 0],
}  # fmt: skip
COMPETING = {
    "activation": {"type": "topk", "k": 1}, "W": [[1]], "V": [[1]], "M": [1], "W_E": [[1], [-1]], "W_D": [[Q(1, 2), 0]], "j": 1,
    "row": [2], "column": [1],
}  # fmt: skip

PAGE = "anchoring"
CLAIM = Claim(
    id="sdl.resampling-gain",
    title="The exact gain of resampling a dead neuron",
    statement=r"Under ReLU or JumpReLU let neuron $j$ be dead on all features, $r_d = v_d - W_D z_d$. Give it a new row $a$ "
    r"with codes $y_d = \sigma(a \cdot w_d)$, $N = \sum_d M_d y_d^2 > 0$, $g = \sum_d M_d y_d r_d$. The best decoder column is "
    r"$g / N$, and it lowers the single-feature loss by exactly $\|g\|^2 / N$; if $a$ sees feature $d$ alone, by "
    r"$M_d \|r_d\|^2$. Beyond the formal statement, for $M_d > 0$: some row has $g \ne 0$ if and only if the present loss is above its "
    r"infimum over all widths.",
    source=Source(locator="statement of this project", arxiv="", ours=True),
    kind="identity",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        EXAMPLE,
        {
            "dead": (r"$z_{jd} = 0$ for all $d$", {"W_E": [[1, 1], [1, 0]]}),
            "alive-after": (
                r"$N > 0$", "for N = 0 the new row is dead again, g = 0 and nothing changes; the quotient is then not defined",
            ),
            "no-competition": (
                "the other codes do not change: true for ReLU and JumpReLU, not for Top-1, where the new neuron takes features over",
                COMPETING,
            ),
        },
        record="before after gain",
    ),
    depends_on=("sdl.code-row-dimension",),
    statement_formal=STATEMENT,
    remark="A mechanism for the gain that the paper observes when dead neurons are resampled; it proves nothing about "
    "that experiment.",
)  # fmt: skip


def best() -> Certificate:
    """For one output coordinate: N (R - 2 u g + u^2 N) = N R - g^2 + (N u - g)^2."""
    return implication(
        "R g N u",
        assume=[relation(N, ">")],
        conclude=relation(N * (R - 2 * u * G + u**2 * N) - (N * R - G**2), ">="),
        by=derivation(term(1, square=N * u - G)),
        means="loss R - 2 u g + u^2 N >= R - g^2/N, with equality iff u = g/N",
    )


def expansion() -> Certificate:
    """Three features, one coordinate: sum M (r - u y)^2 = R - 2 u g + u^2 N."""
    m, r, y = (names(f"{c}1 {c}2 {c}3") for c in "mry")
    moved = sum((a * (b - u * c) ** 2 for a, b, c in zip(m, r, y, strict=True)), expr(0))
    parts = [sum((f(a, b, c) for a, b, c in zip(m, r, y, strict=True)), 0) for f in (
        lambda a, b, _c: a * b**2, lambda a, b, c: a * b * c, lambda a, _b, c: a * c**2)]  # fmt: skip
    return evaluation(
        moved == parts[0] - 2 * u * parts[1] + u**2 * parts[2],
        indeterminates="m1 m2 m3 r1 r2 r3 y1 y2 y3 u",
        means="R = sum M r^2, g = sum M y r, N = sum M y^2",
    )


def isolated() -> Certificate:
    """g = M y r and N = M y^2: g^2 = N M r^2."""
    m, y, r = names("m y r")
    return evaluation((m * y * r) ** 2 == (m * y**2) * (m * r**2), indeterminates="m y r", means="so g^2/N = M r^2")


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "A dead neuron with a new row and its best decoder lowers the loss by exactly |g|^2/N; some row has g != 0 "
        "iff the present "
        "output is not the best over all widths.",
        read("others", "Under ReLU and JumpReLU the other codes stay, and the old contribution of neuron j was 0.", "definition"),
        checked("expansion", "The new loss in one output coordinate, written out for three features; the same for any "
        "number.", expansion()),
        checked("best", "It is smallest at u = g/N.", best()),
        read("gain", r"Adding up the coordinates, the loss falls by $\|g\|^2 / N$.", "linearity", "others", "expansion", "best"),
        checked("isolated", r"If only $y_d \ne 0$ the gain is $M_d \|r_d\|^2$.", isolated()),
        read(
            "orthogonal",
            r"$g(a) = 0$ for all a means that every row of the residual matrix is orthogonal, with weights M, to the "
            r"space S of all code "
            r"rows (sdl.code-row-dimension). The rows of $W_D Z$ lie in S, so this says that they are the projections of the "
            r"rows of V: the best "
            "output over all widths.",
            "linear-algebra", "gain",
        ),
        read("some-row", "So some row gains something iff the present output is not the best over all widths.", "conclusion", "orthogonal"),
        read("all", "Together.", "conclusion", "isolated", "some-row"),
    )  # fmt: skip
    return [
        Evidence(
            "symbolic-proof", "proved", "all-parameters", "A least squares problem in one column.", (certificate,)
        ),
    ]


def examples(budget: Budget) -> Evidence:
    """Random exact networks with one dead neuron: the formal statement, and no other decoder column does better."""
    rng, violations, cases = random.Random(budget.seed), 0, 0
    while cases < budget.pick(quick=20, full=400):
        problem, rows, decoder, new = _random(
            rng, rng.choice((Activation("relu"), Activation("jumprelu", theta=Q(1, 2))))
        )
        if not any(row[0] for row in problem.codes([new])):
            continue
        data = _assignment(problem, rows, decoder, new)
        if STATEMENT.violated_hypothesis(data) is not None:
            continue
        cases += 1
        violations += not STATEMENT.holds(data)
    return Evidence(
        "property-test", "tested", "fixed-dimension", "Random exact networks, new rows, ReLU and JumpReLU.",
        numbers={"examples": cases, "seed": budget.seed, "violations": violations},
    )  # fmt: skip


def _random(rng: random.Random, activation: Activation) -> tuple[Problem, Any, Any, Any]:
    p = rng.choice((2, 3))
    features = distinct_units(rng, 3, p)
    problem = Problem.sae(features, weights=weights(rng, 3), activation=activation, width=2)
    return problem, [matrix(rng, 1, p)[0], [Q(0)] * p], matrix(rng, p, 2), matrix(rng, 1, p)[0]


def _assignment(problem: Problem, rows: Any, decoder: Any, new: Any) -> dict[str, Any]:
    return {
        "activation": problem.activation.json(), "W": [list(w) for w in problem.features_in],
        "V": [list(v) for v in problem.features_out], "M": list(problem.weights), "W_E": rows, "W_D": decoder, "j": len(rows) - 1,
        "row": new, "column": [Q(1)] * problem.r,
    }  # fmt: skip


def mutations() -> list[Mutation]:
    gain = norm2(Expression("gain")) / Expression("N")
    fallen = Expression("before") - Expression("after")
    same = {**EXAMPLE, "column": [Q(-1, 3), Q(1, 3)]}
    every = loss(ACT, AFTER_ROWS, Expression("decoder_other"), W, V, M) > Expression("after")

    def strict() -> Certificate:
        return implication(
            "R g N u",
            assume=[relation(N, ">")],
            conclude=relation(N * (R - 2 * u * G + u**2 * N) - (N * R - G**2), ">"),
            by=derivation(term(1, square=N * u - G)),
        )

    return [
        wrong("twice-the-gain", "the gain is twice as large", STATEMENT, EXAMPLE, fallen == 2 * gain, record="before after"),
        wrong("strictly", "every column gains less, even the best one", STATEMENT, same, every, record="before after gain N"),
        Mutation("every-column", "every decoder column gains less than the best one, even the best one", rejected=strict),
    ]  # fmt: skip


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """One dead neuron of this problem, resampled with a feature as its row."""
    if problem.activation.kind not in ("relu", "jumprelu") or problem.field is not None:
        return InstanceReport("not-applicable", "the claim is about ReLU and JumpReLU, rational features")
    from proofs_checks.sdl._instances import report

    zero = [[Q(0)] * problem.p for _ in range(problem.width)]
    decoder = [[Q(0)] * problem.width for _ in range(problem.r)]
    w = problem.features_in[0]
    size = sum((x * x for x in w), Q(0))
    row = [x * (1 + 2 * (problem.activation.theta or 0)) / size for x in w]
    return report(STATEMENT, _assignment(problem, zero, decoder, row), "the zero network, one neuron resampled")
