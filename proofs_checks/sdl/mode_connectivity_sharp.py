r"""The width s + 1 of sdl.mode-connectivity is exact: for ``q = n = s >= 2`` and rank V = n the zero set is disconnected.

Proved for ReLU and JumpReLU.  For n = 1 it is false: with one feature and one neuron the zero set is connected.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.parts import wrong
from proofs_checks.sdl import _paths as paths
from proofs_checks.sdl import _zero_chains as chains
from solvers.exact.linear import combination, rank
from solvers.sdl.solution_set.code_space import code_dimension
from solvers.sdl.solution_set.descents import path_between_minima
from solvers.sdl.solution_set.path import Point, through
from theory.claims import Budget, Certificate, Claim, Evidence, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, evaluation, illustration, implication, proof, read, relation
from theory.formal import both, code_loss, det, loss, matmul, names, pattern_codes
from theory.sdl import Problem


def swapped_rows(n: int) -> Certificate:
    """``det`` of a generic n x n matrix changes its sign when its first two rows are exchanged."""
    z = [[f"z{i}{j}" for j in range(n)] for i in range(n)]
    rows = [[names(x)[0] for x in row] for row in z]
    return evaluation(
        det(rows) + det([rows[1], rows[0], *rows[2:]]) == 0,
        indeterminates=" ".join(x for row in z for x in row),
        means=f"all {n} x {n} matrices",
    )


def left_inverse() -> Certificate:
    """``Z = (D^T D)^{-1} D^T V``, for r = 3, n = 2: ``D Z = V`` gives ``D^T V = (D^T D) Z``, whatever D and Z."""
    d = [[names(f"d{i}{j}")[0] for j in range(2)] for i in range(3)]
    z = [[names(f"z{i}{j}")[0] for j in range(2)] for i in range(2)]
    left = [list(row) for row in zip(*d, strict=True)]
    names_used = [f"d{i}{j}" for i in range(3) for j in range(2)] + [f"z{i}{j}" for i in range(2) for j in range(2)]
    return evaluation(
        matmul(left, matmul(d, z)) == matmul(matmul(left, d), z),
        indeterminates=" ".join(names_used),
        means="Z is a continuous function of an injective decoder",
    )


def two_sides() -> Certificate:
    """n = q = 2: the identity and the identity with its neurons exchanged are zeros, with determinants 1 and -1."""
    one, swap = [[1, 0], [0, 1]], [[0, 1], [1, 0]]
    return evaluation(
        both(
            loss(paths.RELU, one, one, one, one, [1, 1]) == 0,
            loss(paths.RELU, swap, swap, one, one, [1, 1]) == 0,
            det(one) == 1,
            det(swap) == -1,
        ),
        means="two zeros of the loss with codes of opposite orientation",
    )


def disconnected() -> Certificate:
    """The proof that q = n = s >= 2 does not suffice."""
    return proof(
        "q = n = s >= 2, rank V = n, ReLU or JumpReLU: the zero set is not connected.",
        read(
            "invertible",
            r"""
            $W_D Z = V$ with $\mathrm{rank}\, V = n = q$ forces the $n \times n$ matrix $Z$ to be invertible and $W_D$
            to be injective.""",
            "linear-algebra",
        ),
        checked("left-inverse", r"$Z = (W_D^T W_D)^{-1} W_D^T V$ (shown for $r = 3$, $n = 2$).", left_inverse()),
        read(
            "continuous",
            r"So along a path of zeros $Z$ is continuous, even for JumpReLU: it is a continuous function of $W_D$.",
            "continuity",
            "invertible",
            "left-inverse",
        ),
        read(
            "sign",
            r"$\det Z$ is continuous and never zero along the path, so its sign is constant.",
            "continuity",
            "continuous",
        ),
        checked("swap", r"Exchanging two neurons exchanges two rows of $Z$ and changes that sign.", swapped_rows(3)),
        read(
            "exists",
            r"""
            Since $q = s = n$, some encoder has invertible $Z$, and $W_D = V Z^{-1}$ is a zero; with $n \ge 2$ it has
            two neurons to exchange, and the exchanged zero cannot be reached.""",
            "conclusion",
            "sign",
            "swap",
        ),
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


CLAIM = Claim(
    id="sdl.mode-connectivity-sharp",
    title="At q = n = s the zero set is disconnected",
    statement=r"""
        Let $\sigma$ be ReLU or JumpReLU, $M_d > 0$, $q = n = s \ge 2$ and $\mathrm{rank}\, V = n$. Then $\{\tilde L =
        0\}$ is not connected: two zeros that differ by exchanging two neurons are not joined by a chain of zeros under
        ReLU, in which neighbours have the same encoder, or the same decoder and no pre-activation that changes its
        sign. Beyond the formal statement: such zeros exist, and no path at all joins them, also under JumpReLU.""",
    source=Source(locator="mode connectivity, sharpness", arxiv="", ours=True),
    kind="property",
    expected="argued",
    hypotheses=chains.hypotheses(),
    statement_formal=chains.STATEMENT,
)


def prove(budget: Budget) -> Evidence:
    return Evidence(
        "symbolic-proof",
        "proved",
        "all-parameters",
        "Every dimension.",
        (
            disconnected(),
            illustration("The same for two neurons.", swapped_rows(2)),
            illustration("Both sides occur, for instance for two orthonormal features.", two_sides()),
        ),
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
        wrong(
            "joined-by-a-jump",
            "no two zeros that differ by an exchange exist",
            chains.STATEMENT.without("chain-of-zeros"),
            {**chains.AT, **chains.JUMP},
        ),
        wrong(
            "stays-where-it-is",
            "two ends of a chain are different",
            chains.STATEMENT,
            chains.AT,
            chains.encoders[0] != chains.encoders[chains.LAST],
        ),
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
