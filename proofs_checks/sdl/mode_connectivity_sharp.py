r"""The width s + 1 of sdl.mode-connectivity is exact: for ``q = n = s >= 2`` and rank V = n the zero set is disconnected.

For every activation that acts on each number.  For n = 1 it is false: with one feature and one neuron the zero set is connected.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl import _paths as paths
from proofs_checks.sdl.no_spurious_valleys import B, row, sigma
from solvers.exact.linear import combination, rank
from solvers.sdl.solution_set.code_space import code_dimension
from solvers.sdl.solution_set.descents import path_between_minima
from solvers.sdl.solution_set.path import Point, through
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import derivation, evaluation, implication, relation
from theory.formal import both as all_of
from theory.formal import code_loss, det, loss, names, pattern_codes
from theory.sdl import Problem
from theory.sdl.formal import POSITIVE_WEIGHTS, M, V, W, loss_with
from theory.sdl.minima import near
from theory.typed import (
    BOOL,
    SCALAR,
    Expr,
    TypedStatement,
    both,
    cond,
    exists,
    for_all,
    iff,
    implies,
    index,
    maps,
    mat,
    negation,
    size,
    tabulate,
    var,
)
from theory.typed import rank as rank_of


def two_sides() -> Certificate:
    """n = q = 2: the identity and the identity with its neurons exchanged are zeros, with determinants 1 and -1."""
    one, swap = [[1, 0], [0, 1]], [[0, 1], [1, 0]]
    return evaluation(
        all_of(
            loss(paths.RELU, one, one, one, one, [1, 1]) == 0,
            loss(paths.RELU, swap, swap, one, one, [1, 1]) == 0,
            det(one) == 1,
            det(swap) == -1,
        ),
        means="two zeros of the loss with codes of opposite orientation",
    )


def one_feature() -> Certificate:
    """n = q = 1: on the pattern a > 0 the zeros are the connected curve a u = 1, and for a <= 0 there is none."""
    a, u = names("a u")
    value = code_loss(pattern_codes([[0]], [[a]], [[1]]), [[u]], [[1]], [1])
    return implication(
        "a u",
        assume=[relation(a * u, "=", 1)],
        conclude=relation(value, "="),
        by=derivation(multiples={0: a * u - 1}),
        means="with one feature and one neuron the zeros a > 0, u = 1/a form one curve",
    )


def overcomplete() -> Certificate:
    """q = 3 = s + 1: the same two zeros, with a dead neuron added, are joined."""
    problem = Problem.sae(paths.identity(2), activation=paths.RELU, width=3)
    swapped = Point.of([[0, 1], [1, 0], [0, 0]], [[0, 1, 0], [1, 0, 0]])
    return path_between_minima(problem, paths.recovered(problem), swapped).certificate("constant")


def dependent_targets() -> Certificate:
    """V = 0: with zero decoders every encoder is a zero of the loss, so the two exchanged codes are joined."""
    problem = Problem.transcoder(paths.identity(2), [[0], [0]], activation=paths.RELU, width=2)
    start, end = Point.of([[1, 0], [0, 1]], [[0, 0]]), Point.of([[0, 1], [1, 0]], [[0, 0]])
    return through(problem, [start, end]).certificate("constant")


D, E, i, j = var("D", mat("r", "n"), "W_D"), var("E", mat("n", "p"), "W_E"), var("i", index("n")), var("j", index("n"))


def zero(decoder: Expr, encoder: Expr) -> Expr:
    """The single-feature loss is 0 there."""
    return loss_with(sigma, decoder, encoder, W, V, M) == 0


def points(said: Expr, quantifier: object = for_all) -> Expr:
    """Something about all points, or about one, of n neurons."""
    return quantifier(mat("r", "n"), lambda _: quantifier(mat("n", "p"), lambda _: said, "E"), "D")  # type: ignore[operator]


def same_side_nearby(side: Expr) -> Expr:
    """Every zero has a neighbourhood, even of its decoder alone, in which all zeros lie on its side."""

    def nearby(eps: Expr) -> Expr:
        def alike(d: Expr, e: Expr) -> Expr:
            return implies(both(zero(d, e), near(eps, D, d)), iff(side(E), side(e)))

        return both(
            eps > 0, for_all(mat("r", "n"), lambda d: for_all(mat("n", "p"), lambda e: alike(d, e), "E2"), "D2")
        )

    return points(implies(zero(D, E), exists(SCALAR, nearby, "eps")))


def exchange_changes_side(side: Expr) -> Expr:
    """Exchanging two neurons of a zero gives a zero on the other side."""

    def to(a: Expr) -> Expr:
        return cond(a == i, j, cond(a == j, i, a))

    encoder = tabulate("n", "p", lambda a, b: E[to(a), b], "a b")
    decoder = tabulate("r", "n", lambda a, b: D[a, to(b)], "a b")
    said = both(zero(decoder, encoder), iff(side(encoder), negation(side(E))))
    exchanged = implies(both(i != j, zero(D, E)), said)
    return points(for_all("n", lambda _: for_all("n", lambda _: exchanged, "j"), "i"))


def _two_sides(side: Expr) -> Expr:
    either_side = both(points(both(zero(D, E), side(E)), exists), points(both(zero(D, E), negation(side(E))), exists))
    return both(same_side_nearby(side), exchange_changes_side(side), either_side)


CLAIM = Claim(
    id="sdl.mode-connectivity-sharp",
    title="At q = n = s the zero set is disconnected",
    statement=r"""
        Let $\sigma$ act on each number (ReLU, JumpReLU, any), $M_d > 0$, $q = n = s \ge 2$ and $\mathrm{rank}\, V = n$. Then
        $\{\tilde L = 0\}$ is not connected: it has two sides, neither of which is empty and each of which is open in it, and exchanging two
        neurons of a zero leads to the other side. Formally, $s = n$ says that the codes of some rows $B$ have rank $n$.""",
    source=Source(locator="mode connectivity, sharpness", arxiv="", ours=True),
    kind="property",
    expected="proved",
    hypotheses=(
        Hypothesis(
            "positive-weights", "$M_d > 0$", two_sides, drop_note="with all weights 0 every point is a zero of the loss"
        ),
        Hypothesis("two-features", r"$n \ge 2$", two_sides, drop=one_feature),
        Hypothesis("independent-targets", r"$\mathrm{rank}\, V = n$", two_sides, drop=dependent_targets),
        Hypothesis("width", "$q = n = s$", two_sides, drop=overcomplete),
    ),
    typed=TypedStatement(
        "n p r m",
        (sigma, M, W, V, B),
        {
            "positive-weights": POSITIVE_WEIGHTS,
            "two-features": size("n") >= 2,
            "independent-targets": rank_of(V) == size("n"),
            "width": rank_of(row(B)) == size("n"),
        },
        exists(maps(mat("n", "p"), BOOL), _two_sides, "side"),
    ),
    remark="The side of a zero is the orientation of its codes, the sign of their determinant.",
)


def examples(budget: Budget) -> Evidence:
    """Random zeros at q = n: codes are invertible, and exchanging neurons gives a zero with the opposite determinant."""
    rng, seen, violations = random.Random(budget.seed), 0, 0
    while seen < budget.pick(quick=20, full=300):
        n = rng.randint(2, 4)
        w = [[Fraction(rng.randint(-3, 3)) for _ in range(3)] for _ in range(n)]
        problem = Problem.sae([x if any(x) else [1, 0, 0] for x in w], activation=paths.RELU, width=n)
        rows = [[Fraction(rng.randint(-5, 5)) for _ in range(3)] for _ in range(n)]
        z = [list(x) for x in zip(*problem.codes(rows), strict=True)]
        if rank(z) < n:
            continue
        decoder = [combination(x, z) for x in zip(*problem.features_out, strict=True)]
        at = Point.of(rows, [x for x in decoder if x is not None])
        other = Point((at.rows[1], at.rows[0], *at.rows[2:]), (at.columns[1], at.columns[0], *at.columns[2:]))
        seen += 1
        violations += not at.loss(problem) == other.loss(problem) == 0
    numbers = {"examples": seen, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "fixed-dimension", "Zeros and their exchanged copies.", numbers=numbers)


def mutations() -> list[Mutation]:
    def keeps_sign() -> Certificate:
        z = [[names(f"z{i}{j}")[0] for j in range(2)] for i in range(2)]
        return evaluation(det(z) == det([z[1], z[0]]), indeterminates="z00 z01 z10 z11")

    return [
        Mutation("one-more-neuron", "the zero set is disconnected for q = s + 1", refuted_by=overcomplete),
        Mutation("any-rank", "the zero set is disconnected for every V", refuted_by=dependent_targets),
        Mutation("no-orientation", "exchanging two neurons keeps the sign of det Z", rejected=keeps_sign),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Does the user's problem sit exactly at the threshold?"""
    try:
        s = code_dimension(problem)
    except ValueError as reason:
        return InstanceReport("not-applicable", str(reason))
    if not problem.width == problem.n == s:
        return InstanceReport("hypothesis-fails", f"width: q = {problem.width}, n = {problem.n}, s = {s} are not equal")
    if problem.n < 2 or rank(problem.features_out) < problem.n:
        return InstanceReport("hypothesis-fails", "rank, two-features: needs n >= 2 and independent output features")
    return InstanceReport("holds", f"q = n = s = {s}: zero-loss solutions fall into at least two components")
