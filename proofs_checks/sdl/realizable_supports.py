"""A neuron with given on and off features exists unless a positive combination of the one is a combination of the other."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

from proofs_checks.sdl import _absorption as split
from proofs_checks.sdl._cones import combination
from proofs_checks.sdl._instances import distinct_units
from solvers.sdl.patterns.realizable import Farkas, realize
from theory.claims import Budget, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.formal import both, dot, names
from theory.sdl import Problem
from theory.sdl.formal import W
from theory.statement import Statement
from theory.typed import Expr, TypedStatement, column, exists, for_all, iff, implies, member, negation, subset, var, vec
from theory.typed import both as all_of
from theory.typed import dot as inner

Q = Fraction
g, a, w, l1, l2 = names("g a W l1 l2")

F, E = var("F", subset("n")), var("E", subset("n"))


def sees(on: Callable[[Expr], Expr], off: Callable[[Expr], Expr]) -> Expr:
    """Some row is positive on the features of the one kind, and not positive on those of the other kind."""
    return exists(
        vec("p"),
        lambda a: all_of(
            for_all("n", lambda d: implies(on(d), inner(a, column(W, d)) > 0), "d"),
            for_all("n", lambda d: implies(off(d), inner(a, column(W, d)) <= 0), "d"),
        ),
        "a",
    )


def weights_on(v: Expr, features: Expr) -> Expr:
    """Nonnegative, and zero outside the set."""
    return for_all("n", lambda d: all_of(v[d] >= 0, implies(negation(member(d, features)), v[d] == 0)), "d")


PAGE = "absorption"
CLAIM = Claim(
    id="sdl.realizable-supports",
    title="Which sets of features a ReLU neuron can see",
    statement=r"""
        For sets $F, E$ of features there is a row $a$ with $a \cdot w_d > 0$ for $d \in F$ and $a \cdot w_e \le 0$
        for $e \in E$ if and only if there are no $\lambda \ge 0$ on $F$, $\lambda \ne 0$, and $\mu \ge 0$ on $E$ with
        $\sum_{d \in F} \lambda_d w_d = \sum_{e \in E} \mu_e w_e$. In particular a neuron can see $d$ alone if and
        only if $w_d \notin \mathrm{cone}\{w_e : e \ne d\}$.""",
    source=Source(locator="statement of this project", arxiv="", ours=True, note="Motzkin's transposition theorem"),
    kind="equivalence",
    expected="proved",
    hypotheses=(
        Hypothesis(
            "finite",
            "finitely many features",
            lambda: split.realizable([[1, 0], [0, 1]], [[1, -1]]),
            drop_note="cones of infinitely many vectors need not be closed; here n is finite by definition",
        ),
    ),
    typed=TypedStatement(
        "p n",
        (W, F, E),
        {},
        all_of(
            iff(
                sees(lambda d: member(d, F), lambda e: member(e, E)),
                negation(
                    exists(
                        vec("n"),
                        lambda u: exists(
                            vec("n"),
                            lambda m: all_of(
                                weights_on(u, F), weights_on(m, E), exists("n", lambda d: u[d] > 0, "d"), W @ u == W @ m
                            ),
                            "m",
                        ),
                        "u",
                    )
                ),
            ),
            for_all(
                "n",
                lambda k: iff(
                    sees(lambda d: d == k, lambda e: e != k),
                    negation(
                        exists(
                            vec("n"),
                            lambda m: all_of(for_all("n", lambda d: m[d] >= 0, "d"), m[k] == 0, W @ m == column(W, k)),
                            "m",
                        )
                    ),
                ),
                "k",
            ),
        ),
    ),
)


def examples(budget: Budget) -> Evidence:
    """Rows by one linear program, combinations by another one."""
    rng, violations, count = random.Random(budget.seed), 0, budget.pick(quick=80, full=1500)
    for _ in range(count):
        features = distinct_units(rng, rng.choice((3, 4, 5)), rng.choice((2, 3)))
        kinds = [rng.choice(["on", "off", "free"]) for _ in features]
        on, off = ([d for d, k in enumerate(kinds) if k == name] for name in ("on", "off"))
        found = not isinstance(realize(features, on, off), Farkas)
        violations += found == (bool(on) and combination(features, on, off))
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        """
        Random on and off sets of up to five rational unit features: the linear program for the row against the one
        for the combination.""",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    strict_off = Statement(
        ("W", "a"),
        {"on": dot(a, w[0]) > 0, "off": dot(a, w[1]) <= 0},
        dot(a, w[1]) < 0,
    )
    weak = Statement(
        ("W", "a", "l1", "l2"),
        {
            "row": both(dot(a, w[0]) >= 0, dot(a, w[1]) <= 0),
            "multipliers": both(l1 > 0, l2 >= 0),
        },
        (l1 * w[0][0] - l2 * w[1][0]) ** 2 + (l1 * w[0][1] - l2 * w[1][1]) ** 2 > 0,
    )

    return [
        Mutation(
            "strict-off",
            "off features are strictly negative",
            refuted_by=lambda: strict_off.refuted_by({"W": [[1, 0], [0, 1]], "a": [1, 0]}),
        ),
        Mutation(
            "weak-on",
            "it is enough that the on features are not negative",
            refuted_by=lambda: weak.refuted_by({"W": [[1, 0], [1, 0]], "a": [0, 1], "l1": 1, "l2": 1}),
        ),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Which of the problem's features a neuron can see alone, with a row or a Farkas combination for each."""
    if problem.activation.kind != "relu":
        return InstanceReport("not-applicable", "the lemma is about ReLU")
    features, certificates, alone = problem.features_in, [], []
    for d in range(problem.n):
        answer = realize(features, [d])
        if isinstance(answer, Farkas):
            certificates.append(split.unrealizable(features, [d], field=problem.field))
        else:
            alone.append(d)
            certificates.append(split.realizable(features, [answer], field=problem.field))
    return InstanceReport(
        "holds", f"a neuron can see these features alone: {alone}, and no others", tuple(certificates)
    )
