r"""No spurious valleys: for ``q >= s`` three straight segments lead from any point down to a global minimum.

Proved for ReLU and JumpReLU, every dimension.  ``s <= n`` is the number of independent code rows that one neuron can have.
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
from theory.evidence import checked, evaluation, proof, read
from theory.formal import both, loss, names
from theory.sdl import Problem

# two opposite features on a line: s = 2
LINE = Problem.sae([[1], [-1]], weights=[paths.F(2), paths.F(1)], activation=paths.RELU, width=1)


def trapped() -> Certificate:
    """Width s - 1 = 1: from a < 0 (loss 2) to the minimum (loss 1) every path crosses a = 0, where the loss is 3."""
    u = names("u")[0]

    def value(row: int, column: object) -> object:
        return loss(paths.RELU, [[row]], [[column]], LINE.features_in, LINE.features_in, LINE.weights)

    return evaluation(
        both(value(-1, -1) == 2, value(1, 1) == 1, value(0, u) == 3),
        indeterminates="u",
        means="the sign of a cannot change without passing a = 0, whatever the decoder u",
    )


def wide_enough() -> Certificate:
    """The same problem with width 2 = s, from the point where feature 0 is lost."""
    wide = Problem.sae(LINE.features_in, weights=LINE.weights, activation=paths.RELU, width=2)
    return path_to_minimum(wide, Point.of([[-1], [0]], [[-1, 0]])).certificate("nonincreasing")


CLAIM = Claim(
    id="sdl.no-spurious-valleys",
    title="No spurious valleys when q >= s",
    statement=r"Let $\sigma$ be ReLU or JumpReLU, $S = \mathrm{span}\{(\sigma(a \cdot w_d))_d : a \in \mathbb{R}^p\}$ and "
    r"$s = \dim S \le n$. If $q \ge s$, then from every $(W_D, W_E)$ three straight segments lead to a global minimiser of "
    r"$\tilde L$, and $\tilde L$ never increases along them.",
    source=Source(locator="no spurious valleys", arxiv="", ours=True),
    kind="existence",
    expected="argued",
    hypotheses=(
        Hypothesis("width", r"$q \ge s$", witness=wide_enough, drop=trapped),
        Hypothesis(
            "elementwise",
            r"$\sigma$ is ReLU or JumpReLU",
            witness=wide_enough,
            drop_note="open for Top-k: a neuron without decoder still competes, so its encoder is not free",
        ),
    ),
    remark="A plain gradient step need not find the path: a dead neuron has zero gradient. Compare theorem 3.6.",
)

STEPS = (
    read(
        "rows",
        r"$S$ is spanned by code rows, so finitely many of them form a basis of $S$; every independent set of code rows "
        r"extends to one by code rows.",
        "linear-algebra",
    ),
    checked(
        "gather",
        r"If row $i$ of $Z$ is $\sum_k c_k$ row $k$, moving $u_i$ to the $u_k$ in the proportions $c_k$ keeps $W_D Z$.",
        paths.shifted_decoder(),
    ),
    read(
        "first-segment",
        r"Choose a row basis of $Z$ and move all other decoder columns onto it at once (the moves add up, since $W_D Z$ "
        r"is linear in $W_D$): one segment of constant loss. Now the other neurons have zero decoders.",
        "linear-algebra",
        "gather",
    ),
    read(
        "second-segment",
        r"A neuron with a zero decoder adds nothing to $W_D Z$ whatever its encoder, also across jumps of $\sigma$. "
        r"Since $q \ge s$ there are enough of them to complete the basis to $s$ rows: one segment of constant loss.",
        "definition",
        "rows",
        "first-segment",
    ),
    read(
        "target",
        r"Every output $W_D Z$ of every width has its rows in $S$. Among matrices with rows in $S$ the weighted distance to "
        r"$V$ has a unique minimiser $X^*$ (weights are positive). With $s$ independent rows some decoder gives $X^*$.",
        "convexity",
        "second-segment",
    ),
    checked(
        "parabola",
        r"On the segment to that decoder the residual is affine and its end is orthogonal to all changes, so the loss is "
        r"$C + (1-t)^2 (A - C)$.",
        paths.parabola(),
    ),
    checked("falls", r"This does not rise on $[0, 1]$, because $A \ge C$.", paths.falling_parabola()),
    read(
        "end",
        r"The path ends with output $X^*$, a global minimiser over all widths.",
        "conclusion",
        "target",
        "first-segment",
        "second-segment",
        "parabola",
        "falls",
    ),
)


def prove(budget: Budget) -> list[Evidence]:
    theorem = (
        "ReLU or JumpReLU, q >= s: every point is joined to a global minimiser by three segments of non-rising loss."
    )
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
        Evidence("symbolic-proof", "proved", "all-parameters", "Every dimension.", (proof(theorem, *STEPS),)),
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
