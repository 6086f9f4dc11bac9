"""Absorption patterns are realizable under Top-1 when every feature is covered, for distinct unit features."""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl import _top_one as top
from proofs_checks.sdl._instances import distinct_units
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.formal import for_all, length, names, negation, span
from theory.sdl import Problem
from theory.sdl.formal import E, topk_codes
from theory.sdl.formal import W as TW
from theory.typed import NAT, Expr, TypedStatement, both, column, family, iff, implies, index, mat, norm2, size, var
from theory.typed import exists as some
from theory.typed import for_all as each
from theory.typed import negation as negation_typed
from theory.typed.expression import lift

Q = Fraction
STATEMENT = top.statement(covering=True)
PAIR = [[Q(3, 5), Q(4, 5)], [Q(3, 5), Q(-4, 5)]]
ARC = [[Q(3, 5), Q(4, 5)], [1, 0], [Q(3, 5), Q(-4, 5)]]
UNCOVERED = [*PAIR, [0, 1], [0, -1]]
ONE, NEW = lift(1, NAT), var("other_E", mat("m", "p"), "W_E'")


def _witness() -> Certificate:
    return STATEMENT.satisfied_by({"W": PAIR, "W_E": [[1, 0]], "Y": [[[0, 0]] * 2] * 2})


C1, C2, a = topk_codes(ONE, E @ TW), topk_codes(ONE, NEW @ TW), var("a", index("q"))
f, j = var("f", family("q", index("m"))), var("j", index("m"))


def on(codes: Expr, i: Expr, d: Expr) -> Expr:
    """The neuron is on for the feature."""
    return codes[i, d] > 0


def split_off(d: Expr) -> Expr:
    """Neuron j is on for d alone, neuron f_i for what neuron i was on for, but neuron a no longer for d."""
    kept = lambda i, e: both(on(C1, i, e), negation_typed(both(i == a, e == d)))  # noqa: E731
    return both(
        each("q", lambda i: each("q", lambda x: implies(f[i] == f[x], i == x), "x")),
        each("q", lambda i: f[i] != j),
        each("q", lambda i: each("n", lambda e: iff(on(C2, f[i], e), kept(i, e)), "e")),
        each("n", lambda e: iff(on(C2, j, e), e == d), "e"),
    )


def new_network(d: Expr) -> Expr:
    """Some encoder with one neuron more."""
    found = some(index("m"), lambda x: split_off(d), "j")
    return some(NEW.type, lambda x: some(f.type, lambda y: found, "f"), "other_E")


TYPED = TypedStatement(
    "n p q m",
    (TW, E, a),
    {
        "unit-features": each("n", lambda d: norm2(column(TW, d)) == 1, "d"),
        "distinct-features": each(
            "n", lambda d: each("n", lambda e: implies(e != d, column(TW, e) != column(TW, d)), "e"), "d"
        ),
        "every-feature-covered": each("n", lambda d: some("q", lambda i: on(C1, i, d)), "d"),
        "polysemantic-neurons": some(
            "n", lambda d: some("n", lambda e: both(d != e, on(C1, a, d), on(C1, a, e)), "e"), "d"
        ),
        "one-neuron-more": size("m") == size("q") + 1,
    },
    some("n", lambda d: both(on(C1, a, d), new_network(d)), "d"),
)

PAGE = "absorption"
CLAIM = Claim(
    id="sdl.thm-3.8-top-1",
    title="Absorption patterns are realizable under Top-1",
    statement=r"""
        Let the features be distinct unit vectors. If $(F_1, \dots, F_M)$ with all $|F_i| \ge 2$ is realizable by
        Top-1 of ReLU and every feature lies in some $F_i$, then for every $i$ some $d \in F_i$ splits off: $(F_1,
        \dots, F_i \setminus \{d\}, \{d\}, \dots, F_M)$ is realizable.""",
    source=Source(locator="Theorem 3.8", note="read for Top-1, with the hypothesis that every feature is covered"),
    kind="existence",
    expected="proved",
    hypotheses=(
        Hypothesis(
            "unit-features",
            r"$\|w_d\| = 1$",
            _witness,
            drop=lambda: top.counterexample(
                [[1], [2]], [1], of=STATEMENT.without("unit-features"), means="w_2 = 2 w_1"
            ),
        ),
        Hypothesis(
            "distinct-features",
            r"$w_d \ne w_e$ for $d \ne e$",
            _witness,
            drop=lambda: top.counterexample([[1], [1]], [1], of=STATEMENT.without("distinct-features")),
        ),
        Hypothesis("one-neuron", "formal statement only", _witness, drop_note="the proof is for any number of neurons"),
        Hypothesis(
            "polysemantic-neurons",
            r"$|F_i| \ge 2$",
            _witness,
            drop_note="a single feature splits off trivially, leaving a dead neuron; a dead neuron has nothing to split",
        ),
        Hypothesis(
            "every-feature-covered",
            "each feature is in some $F_i$",
            _witness,
            drop=lambda: top.counterexample(UNCOVERED, [1, 0], of=STATEMENT.without("every-feature-covered")),
        ),
    ),
    remark="""
        The feature on which the neuron is lowest will do. With uncovered features it fails: sdl.thm-3.8-top-1-uncovered. The
        counterexamples are about one neuron; that no multipliers refute a split is, by Motzkin's theorem, that it is realizable.""",
    typed=TYPED,
)


def examples(budget: Budget) -> Evidence:
    """All covering patterns of one and two neurons on random features, by complete enumeration."""
    from theory.sdl import Activation

    rng, violations, count = random.Random(budget.seed), 0, budget.pick(quick=6, full=60)
    for _ in range(count):
        features = distinct_units(rng, rng.choice((3, 4)), 2)
        problem = Problem.sae(features, activation=Activation("topk", k=1), width=2)
        violations += top.decide(problem, covering=True).status != "holds"
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "All covering patterns of one and two neurons on three or four random rational unit features in the plane.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    def no_room() -> Certificate:
        return top.counterexample(PAIR, [1, 0], of=STATEMENT)

    every = STATEMENT.concluding(
        for_all(span(length(top.F)), lambda k: negation(top.refuted(names("Y")[0][k], top.F[k])), "k")
    )
    return [
        Mutation(
            "every-feature",
            "every feature of a neuron splits off (the middle one of three does not)",
            refuted_by=lambda: top.counterexample(ARC, [1, 0], of=every),
        ),
        Mutation("opposite", "it fails for two covered features", rejected=no_room),
        Mutation(
            "uncovered",
            "it also holds with uncovered features",
            refuted_by=lambda: top.counterexample(UNCOVERED, [1, 0], of=top.statement(covering=False)),
        ),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """All covering patterns of up to two neurons on the problem's features, decided exactly."""
    return top.decide(problem, covering=True)
