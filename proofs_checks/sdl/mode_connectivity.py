r"""Mode connectivity: for ``q >= s + 1`` any two points are joined by straight segments on which the loss stays below its larger value.

For every activation that acts on each number, every dimension.  So global minimisers are joined at constant loss: a solution that recovers
every feature and one that recovers none lie in one connected set of zero loss.  The threshold is exact: see sdl.mode-connectivity-sharp.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl import _paths as paths
from proofs_checks.sdl.no_spurious_valleys import B, at, between, row, sigma
from solvers.sdl.solution_set.anchored import unrecovered
from solvers.sdl.solution_set.code_space import code_dimension
from solvers.sdl.solution_set.descents import path_between_minima
from solvers.sdl.solution_set.families import rotation_point, sample_minimum
from solvers.sdl.solution_set.path import Point, through
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import evaluation
from theory.formal import both as all_of
from theory.formal import code_loss, names, pattern_codes
from theory.sdl import Problem
from theory.sdl.formal import POSITIVE_WEIGHTS, D, E, M, V, W
from theory.typed import (
    NAT,
    SCALAR,
    Expr,
    TypedStatement,
    both,
    exists,
    family,
    for_all,
    implies,
    mat,
    ordinal,
    rank,
    size,
    var,
)


def recovered_to_mixed() -> Certificate:
    """Orthonormal, n = 4, q = 5: from W_E = W_D^T = I to blocks [[4, 3], [3, 4]] with every |cosine| <= 4/5."""
    problem = Problem.sae(paths.identity(4), activation=paths.RELU, width=5)
    means = "from full recovery to no recovery at zero loss"
    return path_between_minima(problem, paths.recovered(problem), unrecovered(4, 0, 5)).certificate(
        "constant", means=means
    )


def recovered_to_rotated() -> Certificate:
    """Features +-e_1, +-e_2, q = 5: from recovery to [Q; -Q], the identity map in a rotated frame."""
    w = [[1, 0], [-1, 0], [0, 1], [0, -1]]
    problem = Problem.sae(w, activation=paths.RELU, width=5)
    c, s = Fraction(4, 5), Fraction(3, 5)
    rotated = rotation_point(problem, [[c, -s], [s, c]])
    return path_between_minima(problem, paths.recovered(problem), rotated).certificate("constant")


def anchored() -> Certificate:
    """n = 3, q = 6, neurons 0 and 1 nailed to features 0 and 1; the third feature is lost on the way."""
    problem = Problem.sae(paths.identity(3), activation=paths.RELU, width=6)
    path = path_between_minima(problem, paths.recovered(problem), unrecovered(3, 2, 6), fixed=[0, 1])
    return path.certificate("constant")


def two_opposite_features() -> Certificate:
    """Features 1, -1 on a line, q = s = 2: the two orders of the neurons have loss 0, and with a = 0 in one row the loss is at least 1.

    To exchange them the sign of the first row has to change, so level 1/2 is not connected.
    """
    b, u, v = names("b u v")
    line, target = [[1], [-1]], [[1], [-1]]

    def value(pattern: list[list[int]], rows: list[list[object]], columns: list[list[object]]) -> object:
        return code_loss(pattern_codes(pattern, rows, line), columns, target, [1, 1])

    return evaluation(
        all_of(
            value([[0], [1]], [[1], [-1]], [[1, -1]]) == 0,
            value([[1], [0]], [[-1], [1]], [[-1, 1]]) == 0,
            value([[], [0]], [[0], [b]], [[u, v]]) == (1 - v * b) ** 2 + 1,
            value([[], [1]], [[0], [b]], [[u, v]]) == (1 - v * b) ** 2 + 1,
        ),
        indeterminates="b u v",
        means="on the way from one order of the neurons to the other a row vanishes; then one feature is lost, for all b, u, v",
    )


def path_below(c: Expr, first: tuple[Expr, Expr], last: tuple[Expr, Expr]) -> Expr:
    """Points from the first to the last, neighbours of which are joined by segments on which the loss is at most c."""

    def leads(ds: Expr, es: Expr, i: Expr) -> Expr:
        def below(j: Expr, t: Expr) -> Expr:
            return implies(both(t >= 0, t <= 1), at(between(t, ds[i], ds[j]), between(t, es[i], es[j])) <= c)

        onwards = lambda j: implies(ordinal(j) == ordinal(i) + 1, for_all(SCALAR, lambda t: below(j, t), "t"))  # noqa: E731
        return both(
            implies(ordinal(i) == 1, both(ds[i] == first[0], es[i] == first[1])),
            implies(ordinal(i) == size("k"), both(ds[i] == last[0], es[i] == last[1])),
            for_all("k", onwards, "j"),
        )

    def points(k: Expr) -> Expr:
        return exists(
            family("k", mat("r", "q")),
            lambda ds: exists(
                family("k", mat("q", "p")), lambda es: both(k > 0, for_all("k", lambda i: leads(ds, es, i), "i")), "F"
            ),
            "C",
        )

    return exists(NAT, points, "k")


D1, E1, c = var("D1", mat("r", "q")), var("E1", mat("q", "p")), var("c", SCALAR)
PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.mode-connectivity",
    title="Sublevel sets and the global minimisers are connected when q >= s + 1",
    statement=r"""
        Let $\sigma$ act on each number (ReLU, JumpReLU, any), $M_d > 0$ and $s$ as in sdl.no-spurious-valleys, formally the
        rank of the codes of rows $B$ that span all code rows. If $q \ge s + 1$, any two points with loss at most $c$ are joined
        by finitely many straight segments on which the loss is at most $c$. So every sublevel set of $\tilde L$ is path connected,
        and so is the set of its global minimisers.""",
    source=Source(locator="mode connectivity", arxiv="", ours=True),
    kind="property",
    expected="proved",
    hypotheses=(
        Hypothesis("width", r"$q \ge s + 1$", witness=recovered_to_mixed, drop=two_opposite_features),
        Hypothesis(
            "elementwise",
            r"$\sigma$ acts on each number by itself",
            witness=recovered_to_rotated,
            drop_note="open for Top-k with k >= 2: spare neurons compete for places and cannot move freely",
        ),
    ),
    typed=TypedStatement(
        "n p q r m",
        (sigma, M, W, V, B, D, E, D1, E1, c),
        {
            "positive-weights": POSITIVE_WEIGHTS,
            "spanning": for_all(mat(1, "p"), lambda a: exists(mat(1, "m"), lambda x: row(a) == x @ row(B), "x"), "a"),
            "width": size("q") >= rank(row(B)) + 1,
            "first-below": at(D, E) <= c,
            "second-below": at(D1, E1) <= c,
        },
        path_below(c, (D, E), (D1, E1)),
    ),
    depends_on=("sdl.no-spurious-valleys",),
    remark="""
        Zero loss alone can never identify features in an overcomplete ReLU or JumpReLU autoencoder. Neurons at rest only change the
        targets, so the same holds among minimisers that agree on k neurons if q - k >= s + 1.""",
)


def prove(budget: Budget) -> list[Evidence]:
    rng = random.Random(3)
    jump = Problem.sae([[1, 0], [Fraction(3, 5), Fraction(4, 5)], [0, 1]], activation=paths.JUMPRELU, width=4)
    target = [[c + (d == 0)] for d, c in enumerate(paths.DEPENDENCE)]
    positive = Problem.transcoder(paths.PAIRS, target, activation=paths.RELU, width=6)
    random_ends = tuple(
        path_between_minima(problem, sample_minimum(problem, rng), sample_minimum(problem, rng)).certificate("constant")
        for problem in (jump, positive)
    )
    text = "Recovered to unrecovered, to a rotation, with anchors, for JumpReLU, and at a positive minimum."
    given = (recovered_to_mixed(), recovered_to_rotated(), anchored(), *random_ends)
    return [Evidence("certified-instances", "proved", "instance", text, given)]


def examples(budget: Budget) -> Evidence:
    """Random pairs of global minimisers; each path is built exactly and re-computed by the checker."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=24, full=300), 0
    for _ in range(count):
        violations += not paths.connects(paths.random_problem(rng, 1), rng)
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "family", "Paths built and checked exactly.", numbers=numbers)


def mutations() -> list[Mutation]:
    problem = Problem.sae(paths.identity(2), activation=paths.RELU, width=3)

    def straight() -> Certificate:
        """The straight line from the identity to its neurons exchanged leaves the zero set."""
        swapped = Point.of([[0, 1], [1, 0], [0, 0]], [[0, 1, 0], [1, 0, 0]])
        return through(problem, [paths.recovered(problem), swapped]).certificate("constant")

    def cut_short() -> Certificate:
        certificate = recovered_to_mixed()
        return seal("monotone_path", certificate["asserts"], {"moves": certificate["witness"]["moves"][:-1]})

    return [
        Mutation("threshold", "q >= s suffices", refuted_by=two_opposite_features),
        Mutation("straight-line", "the straight line between two minimisers has constant loss", rejected=straight),
        Mutation("last-move", "the path without its last move", rejected=cut_short),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """A path between two random global minimisers of the user's problem, as a certificate."""
    try:
        s = code_dimension(problem)
    except ValueError as reason:
        return InstanceReport("not-applicable", str(reason))
    if problem.width < s + 1:
        return InstanceReport("hypothesis-fails", f"width: q = {problem.width} is less than s + 1 = {s + 1}")
    rng = random.Random(budget.seed)
    path = path_between_minima(problem, sample_minimum(problem, rng), sample_minimum(problem, rng))
    text = f"s = {s}; two random global minimisers are joined by {len(path.moves)} straight moves of constant loss"
    return InstanceReport("holds", text, (path.certificate("constant"),))
