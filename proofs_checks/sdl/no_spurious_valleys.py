r"""No spurious valleys: for ``q >= s`` three straight segments lead from any point down to a global minimum.

For every activation that acts on each number, every dimension.  ``s <= n`` is the number of independent code rows that one neuron can have.
The width is sharp in general: one neuron less can trap (two antipodal features, one neuron).
"""

from __future__ import annotations

import random

from proofs_checks.sdl import _paths as paths
from solvers.sdl.solution_set.code_space import best_loss, code_dimension
from solvers.sdl.solution_set.descents import path_to_minimum
from solvers.sdl.solution_set.path import Point, through
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import evaluation
from theory.formal import both as all_of
from theory.formal import loss, names
from theory.sdl import Problem
from theory.sdl.formal import POSITIVE_WEIGHTS, D, E, M, V, W, activated, loss_with
from theory.typed import NAT, SCALAR, Expr, TypedStatement, both, exists, for_all, implies, maps, mat, rank, size, var

# two opposite features on a line: s = 2
LINE = Problem.sae([[1], [-1]], weights=[paths.F(2), paths.F(1)], activation=paths.RELU, width=1)


def trapped() -> Certificate:
    """Width s - 1 = 1: from a < 0 (loss 2) to the minimum (loss 1) every path crosses a = 0, where the loss is 3."""
    u = names("u")[0]

    def value(row: int, column: object) -> object:
        return loss(paths.RELU, [[row]], [[column]], LINE.features_in, LINE.features_in, LINE.weights)

    return evaluation(
        all_of(value(-1, -1) == 2, value(1, 1) == 1, value(0, u) == 3),
        indeterminates="u",
        means="the sign of a cannot change without passing a = 0, whatever the decoder u",
    )


def wide_enough() -> Certificate:
    """The same problem with width 2 = s, from the point where feature 0 is lost."""
    wide = Problem.sae(LINE.features_in, weights=LINE.weights, activation=paths.RELU, width=2)
    return path_to_minimum(wide, Point.of([[-1], [0]], [[-1, 0]])).certificate("nonincreasing")


sigma, B = var("sigma", maps(SCALAR, SCALAR)), var("B", mat("m", "p"))  # the codes of the rows of B span S


def row(encoder: Expr) -> Expr:
    """The codes of all features under some encoder rows."""
    return activated(sigma, encoder @ W)


def at(decoder: Expr, encoder: Expr) -> Expr:
    """The single-feature loss."""
    return loss_with(sigma, decoder, encoder, W, V, M)


def between(t: Expr, x: Expr, y: Expr) -> Expr:
    """The point t of the segment from x to y."""
    return (1 - t) * x + t * y


def descends(d1: Expr, e1: Expr, d2: Expr) -> Expr:
    """The loss is constant on two segments, never rises on the third one, and its end is a global minimiser over all widths."""
    last = lambda t: at(between(t, d1, d2), e1)  # noqa: E731
    return both(
        for_all(SCALAR, lambda t: at(between(t, D, d1), E) == at(D, E), "t"),
        for_all(SCALAR, lambda t: at(d1, between(t, E, e1)) == at(D, E), "t"),
        for_all(
            SCALAR,
            lambda t: for_all(SCALAR, lambda u: implies(both(t >= 0, t <= u, u <= 1), last(u) <= last(t)), "u"),
            "t",
        ),
        for_all(
            NAT,
            lambda k: for_all(
                mat("r", "k"), lambda c: for_all(mat("k", "p"), lambda e: at(d2, e1) <= at(c, e), "F"), "C"
            ),
            "k",
        ),
    )


PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.no-spurious-valleys",
    title="No spurious valleys when q >= s",
    statement=r"""
        Let $\sigma : \mathbb{R} \to \mathbb{R}$ act on each number (ReLU, JumpReLU, any), $M_d > 0$, $S =
        \mathrm{span}\{(\sigma(a \cdot w_d))_d : a \in \mathbb{R}^p\}$ and $s = \dim S \le n$. If $q \ge s$, then from
        every $(W_D, W_E)$ three straight segments lead to a global minimiser of $\tilde L$, and $\tilde L$ never
        increases along them.""",
    source=Source(locator="no spurious valleys", arxiv="", ours=True),
    kind="existence",
    expected="proved",
    hypotheses=(
        Hypothesis("width", r"$q \ge s$", witness=wide_enough, drop=trapped),
        Hypothesis(
            "elementwise",
            r"$\sigma$ acts on each number by itself",
            witness=wide_enough,
            drop_note="open for Top-k: a neuron without decoder still competes, so its encoder is not free",
        ),
    ),
    typed=TypedStatement(
        "n p q r m",
        (sigma, M, W, V, B, D, E),
        {
            "positive-weights": POSITIVE_WEIGHTS,
            "spanning": for_all(mat(1, "p"), lambda a: exists(mat(1, "m"), lambda c: row(a) == c @ row(B), "c"), "a"),
            "width": size("q") >= rank(row(B)),
        },
        exists(
            mat("r", "q"),
            lambda a: exists(mat("q", "p"), lambda b: exists(mat("r", "q"), lambda c: descends(a, b, c), "D2"), "E1"),
            "D1",
        ),
    ),
    remark="A plain gradient step need not find the path: a dead neuron has zero gradient. Compare theorem 3.6.",
)


def prove(budget: Budget) -> list[Evidence]:
    _, positive = paths.positive_minimum()
    merged = Problem.sae(paths.identity(2), activation=paths.RELU, width=2)
    jump = Problem.sae([[1, 0], [paths.F(3, 5), paths.F(4, 5)], [0, 1]], activation=paths.JUMPRELU, width=3)
    certificates = (
        path_to_minimum(merged, Point.of([[1, 1], [0, 0]], [[1, 0], [1, 0]])).certificate("nonincreasing"),
        path_to_minimum(jump, paths.random_point(jump, random.Random(5))).certificate("nonincreasing"),
        positive.certificate("nonincreasing"),
        paths.positive_floor(),
        wide_enough(),
    )
    text = "Paths from a merged neuron, for JumpReLU, and down to a positive minimum (s = 5 < n = 6)."
    return [
        Evidence("certified-instances", "proved", "instance", text, certificates),
    ]


def examples(budget: Budget) -> Evidence:
    """Random problems and starting points with ties, dead neurons and duplicates; each path re-computed by the checker."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=30, full=400), 0
    for _ in range(count):
        problem = paths.random_problem(rng, 0)
        violations += not paths.descends(problem, paths.random_point(problem, rng))
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "family", "Paths built and checked exactly.", numbers=numbers)


def mutations() -> list[Mutation]:
    def straight() -> Certificate:
        """From the trapped point straight to the minimum: the loss rises to 3 on the way."""
        return through(LINE, [Point.of([[-1]], [[-1]]), Point.of([[1]], [[1]])]).certificate("nonincreasing")

    def constant() -> Certificate:
        certificate = wide_enough()
        return seal("monotone_path", {**certificate["asserts"], "change": "constant"}, certificate["witness"])

    return [
        Mutation("one-neuron-less", "q >= s - 1 suffices", refuted_by=trapped),
        Mutation("straight-line", "the straight line to a minimiser never rises", rejected=straight),
        Mutation("constant", "the loss is constant on the path", rejected=constant),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """A path down from the zero network of the user's problem, as a certificate."""
    try:
        s = code_dimension(problem)
    except ValueError as reason:
        return InstanceReport("not-applicable", str(reason))
    if problem.width < s:
        return InstanceReport("hypothesis-fails", f"width: q = {problem.width} is less than s = {s}")
    start = paths.random_point(problem, random.Random(budget.seed))
    path = path_to_minimum(problem, start)
    text = f"s = {s}; from a random point the loss falls from {start.loss(problem)} to the minimum {best_loss(problem)}"
    return InstanceReport("holds", text, (path.certificate("nonincreasing"),))
