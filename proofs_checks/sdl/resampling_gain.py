"""What re-initialising a dead neuron gains, exactly: its best decoder lowers the loss by |g|^2 / sum M_d z_d^2.  Proved.

Legend: residuals ``r_d = v_d - W_D z_d``; the new row a has the codes ``y_d = sigma(a.w_d)``; ``g = sum_d M_d y_d r_d`` and
``N = sum_d M_d y_d^2``.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.sdl._instances import distinct_units, matrix, weights
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, InstanceReport, Source
from theory.sdl import Activation, Problem
from theory.sdl.formal import M, V, weighted
from theory.typed import (
    SCALAR,
    Expr,
    both,
    by_entries,
    column,
    cond,
    for_all,
    implies,
    index,
    mat,
    norm2,
    tabulate,
    total,
    var,
    vec,
)

Q = Fraction
# decoder, codes before and after (a column for each feature), the resampled neuron, another decoder column
D = var("D", mat("r", "q"), "W_D")
Z, Y, j, u = var("Z", mat("q", "n")), var("Y", mat("q", "n")), var("j", index("q")), var("u", vec("r"))
g, N = var("g", vec("r")), var("N", SCALAR)
residual = V - D @ Z
GAIN = by_entries("r", lambda i: total("n", lambda d: M[d] * Y[j, d] * residual[i, d], "d"), "i")


def after(new: Expr) -> Expr:
    """The loss when neuron j has this decoder column."""
    decoder = tabulate("r", "q", lambda i, k: cond(k == j, new[i], D[i, k]), "i k")
    return weighted(V - decoder @ Y, M)


before, best = weighted(residual, M), after(by_entries("r", lambda a: g[a] / N, "a"))
alone = lambda d: for_all("n", lambda e: implies(e != d, Y[j, e] == 0), "e")  # noqa: E731

PAGE = "anchoring"
T = Theorem(
    id="sdl.resampling-gain",
    title="The exact gain of resampling a dead neuron",
    says=r"""
        Under ReLU or JumpReLU let neuron $j$ be dead on all features, $r_d = v_d - W_D z_d$. Give it a new row $a$
        with codes $y_d = \sigma(a \cdot w_d)$, $N = \sum_d M_d y_d^2 > 0$, $g = \sum_d M_d y_d r_d$. The best decoder
        column is $g / N$, and it lowers the single-feature loss by exactly $\|g\|^2 / N$; if $a$ sees feature $d$
        alone, by $M_d \|r_d\|^2$. The formal statement is about code tables $Z$ (before) and $Y$ (after), which may
        differ in row $j$ only; so it holds for every activation without competition. Beyond the formal statement, for
        $M_d > 0$: some row has $g \ne 0$ if and only if the present loss is above its infimum over all widths.""",
    source=Source(locator="statement of this project", arxiv="", ours=True),
    kind="identity",
    sizes="n r q",
    about=(V, M, D, Z, Y, j, u),
    let=((g, GAIN), (N, total("n", lambda d: M[d] * Y[j, d] ** 2, "d"))),
    given={
        "dead": Given(
            r"$z_{jd} = 0$ for all $d$", for_all("n", lambda d: Z[j, d] == 0, "d"), fails={"Z": [[1, 1], [1, 0]]}
        ),
        "alive-after": Given(
            r"$N > 0$",
            N > 0,
            note="for N = 0 and positive weights the new row is dead again and nothing changes; one divides by N",
        ),
        "no-competition": Given(
            "the other codes do not change: true for ReLU and JumpReLU, not for Top-1, where the new neuron takes features over",
            for_all("q", lambda i: implies(i != j, for_all("n", lambda d: Y[i, d] == Z[i, d], "d")), "i"),
            fails={"Y": [[1, 0], [0, 1]]},
        ),
    },
    then=both(
        before - best == norm2(g) / N,
        after(u) >= best,
        for_all("n", lambda d: implies(alone(d), before - best == M[d] * norm2(column(residual, d))), "d"),
    ),
    # features e_1, e_2; the rows (1, 1), (-1, -1), the second one resampled with (-1, 1)
    example={
        "n": 2,
        "r": 2,
        "q": 2,
        "V": [[1, 0], [0, 1]],
        "M": [1, 2],
        "D": [[Q(1, 3), 5], [Q(2, 3), 7]],
        "Z": [[1, 1], [0, 0]],
        "Y": [[1, 1], [0, 1]],
        "j": 1,
        "u": [1, 0],
    },
    needs=("sdl.code-row-dimension",),
    remark="A mechanism for the gain that the paper observes when dead neurons are resampled; it proves nothing about that experiment.",
)
T.wrongly("twice-the-gain", "the gain is twice as large", before - best == 2 * norm2(g) / N)
T.wrongly(
    "strictly", "every column loses something against the best one, even itself", after(u) > best, u=[Q(-1, 3), Q(1, 3)]
)
T.wrongly("no-division", "the gain is the squared norm of g", before - best == norm2(g))
T.wrongly(
    "every-feature",
    "the gain is what the loss of one feature was, also when the row sees others",
    for_all("n", lambda d: before - best == M[d] * norm2(column(residual, d)), "d"),
)
CLAIM, mutations = T.claim(), T.mutations
STATEMENT = T.statement


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
        "property-test",
        "tested",
        "fixed-dimension",
        "Random exact networks, new rows, ReLU and JumpReLU.",
        numbers={"examples": cases, "seed": budget.seed, "violations": violations},
    )


def _random(rng: random.Random, activation: Activation) -> tuple[Problem, Any, Any, Any]:
    p = rng.choice((2, 3))
    features = distinct_units(rng, 3, p)
    problem = Problem.sae(features, weights=weights(rng, 3), activation=activation, width=2)
    return problem, [matrix(rng, 1, p)[0], [Q(0)] * p], matrix(rng, p, 2), matrix(rng, 1, p)[0]


def _assignment(problem: Problem, rows: Any, decoder: Any, new: Any) -> dict[str, Any]:
    """The last neuron gets the new row; code tables by the library."""
    columns = lambda table: [list(x) for x in zip(*table, strict=True)]  # noqa: E731
    return {
        "n": problem.n,
        "r": problem.r,
        "q": len(rows),
        "V": columns(problem.features_out),
        "M": list(problem.weights),
        "D": decoder,
        "Z": columns(problem.codes(rows)),
        "Y": columns(problem.codes([*rows[:-1], new])),
        "j": len(rows) - 1,
        "u": [Q(1)] * problem.r,
    }


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
