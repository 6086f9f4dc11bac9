"""A ReLU neuron that is dead on every single feature is dead on every nonnegative combination of features."""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl._instances import distinct_units, matrix, report
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, InstanceReport, Source
from theory.sdl import Problem
from theory.sdl.formal import W
from theory.sdl.problem import dot as inner
from theory.typed import column, dot, for_all, relu, var, vec

Q = Fraction
a, x = var("a", vec("p")), var("x", vec("n"))

T = Theorem(
    id="sdl.dead-on-singles",
    title="Dead on single features is dead on all data (ReLU)",
    says=r"If a ReLU neuron has $a \cdot w_d \le 0$ for every feature $d$, it is off for every input $W x$ with $x \ge 0$.",
    source=Source(
        locator="Dead neurons", ours=True, note="why the single-feature loss sees dead neurons of the true loss"
    ),
    kind="property",
    sizes="n p",
    about=(W, a, x),
    given={
        "dead-on-singles": Given(
            r"$\mathrm{relu}(a \cdot w_d) = 0$ for all $d$",
            for_all("n", lambda d: relu(dot(a, column(W, d))) == 0, "d"),
            fails={"a": [1, 0]},
        ),
        "nonnegative-input": Given(r"$x \ge 0$", for_all("n", lambda d: x[d] >= 0, "d"), fails={"x": [-1, 0]}),
    },
    then=relu(dot(a, W @ x)) == 0,
    example={"n": 2, "p": 2, "W": [[1, 0], [0, 1]], "a": [-1, 0], "x": [2, 3]},
    remark="False under JumpReLU: sdl.dead-on-singles-jumprelu.",
)
T.wrongly("strictly-dead", "the pre-activation is even negative", dot(a, W @ x) < 0, x=[0, 3])
T.wrongly(
    "weakly-live",
    "a feature with a nonnegative pre-activation is enough",
    without="dead-on-singles",
    a=[-1, 1],
    x=[1, 2],
)
PAGE = "absorption"
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    rng, violations, cases = random.Random(budget.seed), 0, 0
    for _ in range(budget.pick(quick=300, full=3000)):
        p = rng.choice((2, 3))
        features, row = distinct_units(rng, 3, p), matrix(rng, 1, p)[0]
        if any(inner(row, w) > 0 for w in features):
            continue
        cases += 1
        x = [Q(rng.randint(0, 9), rng.randint(1, 4)) for _ in features]
        mixture = [sum((s * w[j] for s, w in zip(x, features, strict=True)), Q(0)) for j in range(p)]
        violations += inner(row, mixture) > 0
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "Random rows that are dead on three random features, random mixtures.",
        numbers={"examples": cases, "seed": budget.seed, "violations": violations},
    )


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """A row that is dead on all features of the problem, tried on the sum of all features."""
    from solvers.sdl.patterns.realizable import Farkas, realize

    if problem.activation.kind != "relu":
        return InstanceReport("not-applicable", "the claim is about ReLU")
    row = realize(problem.features_in, [])
    assert not isinstance(row, Farkas), "the zero row is always dead"
    columns = [[w[k] for w in problem.features_in] for k in range(problem.p)]
    assignment = {"n": problem.n, "p": problem.p, "W": columns, "a": list(row), "x": [1] * problem.n}
    return report(
        T.statement, assignment, "a row that is dead on all features, tried on their sum", field=problem.field
    )
