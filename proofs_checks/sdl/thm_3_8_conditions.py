"""When a feature splits off a ReLU neuron: exactly when two cone conditions hold, and neither of them implies the other."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

from proofs_checks.sdl import _absorption as split
from proofs_checks.sdl._cones import combination, difference_is_positive
from proofs_checks.sdl._instances import distinct_units
from solvers.sdl.patterns.realizable import members_of, neuron_supports
from theory.claims import Budget, Certificate, Claim, Evidence, InstanceReport, Mutation, Source
from theory.evidence import evaluation
from theory.formal import both, dot, for_all, names
from theory.sdl import Problem
from theory.sdl.formal import W
from theory.typed import Expr, TypedStatement, column, exists, iff, implies, index, member, negation, subset, var, vec
from theory.typed import both as all_of
from theory.typed import dot as inner
from theory.typed import for_all as every

Q = Fraction
FEATURES = [[Q(3, 5), Q(4, 5)], [1, 0], [Q(-3, 5), Q(4, 5)]]
row, w, x, y, v = names("row W x y v")

F, k = var("F", subset("n")), var("k", index("n"))


def realizes(on: Callable[[Expr], Expr]) -> Expr:
    """Some row is positive on exactly these features."""
    return exists(vec("p"), lambda a: every("n", lambda d: iff(inner(a, column(W, d)) > 0, on(d)), "d"), "a")


def nonnegative_on(u: Expr, inside: Callable[[Expr], Expr]) -> Expr:
    """Nonnegative, and zero outside the set."""
    return every("n", lambda d: all_of(u[d] >= 0, implies(negation(inside(d)), u[d] == 0)), "d")


def rest(d: Expr) -> Expr:
    """The feature is in F and not the one that splits off."""
    return all_of(member(d, F), d != k)


SPLITS = all_of(realizes(rest), realizes(lambda d: d == k))
R1 = negation(exists(vec("n"), lambda m: all_of(nonnegative_on(m, lambda d: d != k), W @ m == column(W, k)), "m"))
R2 = negation(
    exists(
        vec("n"),
        lambda u: exists(
            vec("n"),
            lambda m: all_of(
                nonnegative_on(u, rest),
                nonnegative_on(m, lambda d: negation(rest(d))),
                exists("n", lambda d: u[d] > 0, "d"),
                W @ u == W @ m,
            ),
            "m",
        ),
        "u",
    )
)

PAGE = "absorption"
CLAIM = Claim(
    id="sdl.thm-3.8-conditions",
    title="Exactly when a feature splits off",
    statement=r"""
        Let $F$ be a set of features and $d \in F$. Then $F \setminus \{d\}$ and $\{d\}$ are both realizable by a ReLU
        neuron if and only if (R1) $w_d \notin \mathrm{cone}\{w_e : e \ne d\}$ and (R2) no nonzero nonnegative
        combination of $\{w_e : e \in F \setminus \{d\}\}$ lies in $\mathrm{cone}\{w_f : f \notin F$ or $f = d\}$. For
        a realizable $F = \{1, \dots, n\}$ (R1) is enough. Beyond the formal statement: in general neither implies the
        other (examples below).""",
    source=Source(locator="Theorem 3.8", ours=True, note="the repaired form for ReLU"),
    kind="equivalence",
    expected="proved",
    hypotheses=(),
    depends_on=("sdl.realizable-supports",),
    remark=r"""
        (R1) and (R2) characterise the two new sets whether or not $F$ itself is realizable. For distinct unit features and a
        realizable $F = \{1, \dots, n\}$ every extreme ray $d$ of $\mathrm{cone}(F)$ satisfies (R1). Under Top-k of ReLU
        with $k \ge 2$ the same holds for patterns in which each feature is on at most one neuron.""",
    typed=TypedStatement(
        "p n",
        (W, F, k),
        {},
        all_of(
            iff(SPLITS, all_of(R1, R2)),
            implies(
                realizes(lambda d: d == d), implies(R1, all_of(realizes(lambda d: d != k), realizes(lambda d: d == k)))
            ),
        ),
    ),
)


def _first_only() -> Certificate:
    """d = 2: {2} is realizable, {1} is not."""
    return split.realizable(FEATURES, [[Q(1, 2), -1]])


def _second_only() -> Certificate:
    """d = 1: what remains is {2}, realizable; {1} is not."""
    return split.unrealizable(FEATURES, [0])


def prove(budget: Budget) -> Evidence:
    text = (
        "Neither condition implies the other: for d = 2 in the example (R1) holds, a row sees feature 2 alone, and (R2) fails, {1} is not "
        "realizable; for d = 1 (R1) fails, and (R2) holds by the row before, for {2}."
    )
    return Evidence("certified-instances", "proved", "instance", text, (_first_only(), _second_only()))


def examples(budget: Budget) -> Evidence:
    """R1 and R2 by linear programs in the weights, the split by linear programs in the rows."""
    rng, violations, cases = random.Random(budget.seed), 0, 0
    for _ in range(budget.pick(quick=8, full=100)):
        features = distinct_units(rng, 4, rng.choice((2, 3)))
        for mask in neuron_supports(features):
            on = members_of(mask)
            for d in on if len(on) >= 2 else []:
                others, rest = [e for e in range(4) if e != d], [e for e in on if e != d]
                first = not combination(features, [d], others)
                second = not combination(features, rest, [e for e in range(4) if e not in rest])
                cases += 1
                violations += (first and second) != (split.refutation(features, on, d, split.RELU) is None)
                violations += len(on) == 4 and split.all_refutations(features, on, split.RELU) is not None
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "Four random rational unit features in 2 or 3 dimensions, all sets, all d.",
        numbers={"examples": cases, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    def first_suffices() -> Certificate:
        a, b = names("a b")
        on = both(a[0] > 0, dot(a, w[0]) > 0, dot(a, w[1]) > 0, dot(a, w[2]) <= 0)
        alone = both(dot(b, w[0]) <= 0, dot(b, w[1]) > 0, dot(b, w[2]) <= 0)
        never = for_all([[Q(6, 5), 1]], lambda c: w[0][0] == c[0] * w[1][0] + c[1] * w[2][0], "c")
        second = for_all([[Q(6, 5), 1]], lambda c: w[0][1] == c[0] * w[1][1] + c[1] * w[2][1], "c")
        return evaluation(
            both(on, alone, never, second),
            let={"W": FEATURES, "a": [Q(5, 6), 0], "b": [Q(1, 2), -1]},
            record="a b",
            means="b sees 2 alone, so (R1) holds for d = 2, but w_1 = (6/5) w_2 + w_3 is never alone",
        )

    def every_member() -> Certificate:
        fan = [[Q(3, 5), Q(4, 5)], [1, 0], [Q(3, 5), Q(-4, 5)]]
        return split.unrealizable(fan, [1])

    def weak() -> Certificate:
        return difference_is_positive(lam_sign=">=")

    return [
        Mutation("first-suffices", "(R1) alone suffices", refuted_by=first_suffices),
        Mutation(
            "every-member", "for F = [n] every feature splits off, not only extreme rays", refuted_by=every_member
        ),
        Mutation("zero-weights", "the zero combination counts as an obstruction", rejected=weak),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """For every realizable set and every member, both conditions against both rows."""
    relu = problem.activation.kind == "relu" or (problem.activation.kind == "topk" and (problem.activation.k or 0) >= 2)
    if not relu or problem.n > split.MAX_FEATURES or problem.field is not None:
        return InstanceReport(
            "not-applicable",
            f"decided for ReLU and Top-k (k >= 2) with up to {split.MAX_FEATURES} rational features",
        )
    features, cases = problem.features_in, 0
    for mask in neuron_supports(features):
        on = members_of(mask)
        for d in on if len(on) >= 2 else []:
            rest = [e for e in on if e != d]
            first = not combination(features, [d], [e for e in range(problem.n) if e != d])
            second = not combination(features, rest, [e for e in range(problem.n) if e not in rest])
            cases += 1
            if (first and second) != (split.refutation(features, on, d, split.RELU) is None):
                return InstanceReport("violated", f"set {on}, feature {d}: the conditions and the rows disagree")
    return InstanceReport("holds", f"{cases} pairs of a realizable set and a member: conditions and rows agree")
