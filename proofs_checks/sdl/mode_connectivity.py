r"""Mode connectivity: for ``q >= s + 1`` any two global minimisers are joined by a path of constant loss.

Proved for ReLU and JumpReLU, every dimension, also with k neurons at rest when ``q - k >= s + 1``.  So a solution that recovers
every feature and one that recovers none lie in one connected set of zero loss.  The threshold is exact: see sdl.mode-connectivity-sharp.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl import _paths as paths
from proofs_checks.sdl.mode_connectivity_sharp import disconnected
from solvers.sdl.solution_set.anchored import unrecovered
from solvers.sdl.solution_set.code_space import code_dimension
from solvers.sdl.solution_set.descents import path_between_minima
from solvers.sdl.solution_set.families import rotation_point, sample_minimum
from solvers.sdl.solution_set.path import Point, through
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import checked, proof, read
from theory.sdl import Problem


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


PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.mode-connectivity",
    title="Global minimisers are connected when q >= s + 1",
    statement=r"""
        Let $\sigma$ be ReLU or JumpReLU and $s$ as in sdl.no-spurious-valleys. If $q \ge s + 1$, the set of global
        minimisers of $\tilde L$ is path connected, and so is every sublevel set. The same holds among minimisers that
        agree on $k$ neurons at rest if $q - k \ge s + 1$.""",
    source=Source(locator="mode connectivity", arxiv="", ours=True),
    kind="property",
    expected="argued",
    hypotheses=(
        Hypothesis("width", r"$q \ge s + 1$", witness=recovered_to_mixed, drop=disconnected),
        Hypothesis(
            "elementwise",
            r"$\sigma$ is ReLU or JumpReLU",
            witness=recovered_to_rotated,
            drop_note="open for Top-k with k >= 2: spare neurons compete for places and cannot move freely",
        ),
    ),
    depends_on=("sdl.no-spurious-valleys",),
    remark="Zero loss alone can never identify features in an overcomplete ReLU or JumpReLU autoencoder.",
)

STEPS = (
    read(
        "unique-output",
        r"""
        All global minimisers have the same output $X^*$: it is the unique best matrix with rows in $S$
        (sdl.no-spurious-valleys), reached because $q \ge s$.""",
        "convexity",
    ),
    checked("gather", r"Decoder columns move onto a row basis at constant output.", paths.shifted_decoder()),
    read(
        "standard-form",
        """
        As in sdl.no-spurious-valleys, both ends are joined at constant loss to points whose decoders live on $s$
        neurons with independent code rows; at least one spare neuron has a zero decoder, so its encoder is free.""",
        "instance",
        "gather",
        "unique-output",
    ),
    checked(
        "exchange",
        r"""
        If a new row $f = \sum_{j \ne k} \gamma_j z_j + \gamma_k z_k$ with $\gamma_k \ne 0$ is on a spare neuron, the
        decoder of $k$ moves onto $f$ and the others at constant output.""",
        paths.exchanged_decoder(),
    ),
    read(
        "steinitz",
        """
        Bring in the $s$ target rows one by one. A target row is independent of those already in, so in the current
        basis it has a nonzero coefficient at a row that is not a target; exchange with that one, whose neuron becomes
        the spare.""",
        "induction",
        "exchange",
        "standard-form",
    ),
    checked("hand-over", r"A row is copied to the spare neuron and its decoder moved there.", paths.handed_over()),
    read(
        "permute",
        r"With one empty place every arrangement of the rows can be reached, by moving rows into the empty place.",
        "counting",
        "hand-over",
        "steinitz",
    ),
    read(
        "arrive",
        r"On a row basis the decoder with output $X^*$ is unique, so it is the target's; the spare encoders are moved last.",
        "linear-algebra",
        "permute",
        "unique-output",
    ),
    read(
        "sublevel",
        r"Two points of a sublevel set go down to minimisers by sdl.no-spurious-valleys, which are joined at the minimum.",
        "conclusion",
        "arrive",
    ),
    read(
        "at-rest",
        """
        With $k$ equal neurons at rest their output has rows in $S$; apply the argument to the other $q - k$ neurons
        and the rest of $X^*$.""",
        "instance",
        "arrive",
    ),
    read("all", "Together.", "conclusion", "sublevel", "at-rest"),
)


def prove(budget: Budget) -> list[Evidence]:
    theorem = "ReLU or JumpReLU, q >= s + 1: the global minimisers, and all sublevel sets, are path connected."
    rng = random.Random(3)
    jump = Problem.sae([[1, 0], [Fraction(3, 5), Fraction(4, 5)], [0, 1]], activation=paths.JUMPRELU, width=4)
    target = [[c + (d == 0)] for d, c in enumerate(paths.DEPENDENCE)]
    positive = Problem.transcoder(paths.PAIRS, target, activation=paths.RELU, width=6)
    random_ends = tuple(
        path_between_minima(problem, sample_minimum(problem, rng), sample_minimum(problem, rng)).certificate("constant")
        for problem in (jump, positive)
    )
    text = "Recovered to unrecovered, to a rotation, with anchors, for JumpReLU, and at a positive minimum."
    return [
        Evidence("symbolic-proof", "proved", "all-parameters", "Every dimension.", (proof(theorem, *STEPS),)),
        Evidence(
            "certified-instances",
            "proved",
            "instance",
            text,
            (recovered_to_mixed(), recovered_to_rotated(), anchored(), *random_ends),
        ),
    ]


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
        Mutation("threshold", "q >= s suffices", refuted_by=disconnected),
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
