r"""With spare neurons, anchoring all features but one still does not identify the last one.

Proved for orthonormal features, n >= 2, every k <= n - 1 and q >= n + 1: there is a zero of the loss with k exact anchors
in which every other encoder row and decoder column has |cosine| <= 4/5 with every feature.  For n = p = 1 it is false.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl import _anchoring as anchoring
from solvers.exact.linear import inner
from solvers.sdl.solution_set.anchored import AnchoredProblem, cosines, unrecovered
from solvers.sdl.solution_set.path import Point
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import Expression, both, for_all, matmul, names, norm2, op, transpose
from theory.sdl import Problem

PAIR = ([[4, 3], [3, 4]], [[4, -3], [-3, 4]], 7)
TRIPLE = ([[1, 1, 0], [0, 1, 1], [1, 0, 1]], [[1, -1, 1], [1, 1, -1], [-1, 1, 1]], 2)


def block(rows: list[list[int]], adjugate: list[list[int]], determinant: int) -> Certificate:
    """A nonnegative block with its inverse: rows and inverse columns have |cosine| <= 4/5 with every axis."""
    y, inverse = names("Y inverse")
    unit = [[determinant * (i == j) for j in range(len(rows))] for i in range(len(rows))]

    def far(vector: Expression) -> Expression:
        return for_all(vector, lambda x: 25 * x**2 <= 16 * norm2(vector), "x")

    holds = both(
        matmul(y, inverse) == unit,
        matmul(inverse, y) == unit,
        for_all(op("flatten", y), lambda x: x >= 0, "x"),
        for_all(y, far, "a"),
        for_all(transpose(inverse), far, "u"),
    )
    means = f"the {len(rows)} x {len(rows)} block; its inverse is the second matrix divided by {determinant}"
    return evaluation(holds, let={"Y": rows, "inverse": adjugate}, record="Y inverse", means=means)


def far_vector(own: Fraction, other: Fraction, slack: tuple[Fraction, Fraction], means: str) -> Certificate:
    """A vector with one entry of square ``own`` and n - 1 of square ``other``: 25 x_i^2 <= 16 |x|^2 for every n >= 2.

    ``16 |x|^2 - 25 x_i^2 = 16 other (n - 2) + slack``, for the own entry and for the others.
    """
    n, t = names("n t")
    size = own + other * (n - 1)
    # t in [0, 1] mixes the two inequalities, so that one derivation proves both
    gap = t * (16 * size - 25 * own) + (1 - t) * (16 * size - 25 * other)
    return implication(
        "n t",
        assume=[relation(n - 2, ">="), relation(t, ">="), relation(1 - t, ">=")],
        conclude=relation(gap, ">="),
        by=derivation(
            term(16 * other, use=(0,)),
            *(term(c, use=(i,)) for c, i in zip(slack, (1, 2), strict=True) if c),
        ),
        means=means,
    )


def encoder_rows() -> Certificate:
    """``e_n - 3/4 sum e_i``: squares 1 and 9/16."""
    slack = (Fraction(0), Fraction(175, 16))
    return far_vector(Fraction(1), Fraction(9, 16), slack, "the encoder rows of the two neurons on the last feature")


def decoder_columns() -> Certificate:
    """``e_n / 2 +- 3/8 sum e_i``: squares 1/4 and 9/64."""
    slack = (Fraction(0), Fraction(175, 64))
    return far_vector(Fraction(1, 4), Fraction(9, 64), slack, "the decoder columns of the two neurons")


def spare_neurons() -> Certificate:
    """``+- sum of all e_i``: all squares 1."""
    return far_vector(
        Fraction(1), Fraction(1), (Fraction(7), Fraction(7)), "encoder rows and decoder columns of dead neurons"
    )


def shared_feature() -> Certificate:
    """Output of the two neurons: both codes are z = 1 on the last feature; an entry h and -h cancel, 1/2 and 1/2 add up."""
    h, z = names("h z")
    return implication(
        "h z",
        assume=[relation(z, "=", 1)],
        conclude=relation((h * z + -h * z) + (z / 2 + z / 2), "=", 1),
        by=derivation(multiples={0: 1}),
        means="e_n / 2 + g plus e_n / 2 - g is e_n",
    )


def one_dimension() -> Certificate:
    """n = p = 1: a nonzero row in R^1 has cosine +-1, so 25 a^2 > 16 a^2: the bound 4/5 is impossible."""
    a = names("a")[0]
    return implication(
        "a",
        assume=[relation(a**2, ">")],
        conclude=relation(25 * a**2 - 16 * a**2, ">"),
        by=derivation(term(9, use=(0,))),
        means="on a line every live neuron is parallel to the feature",
    )


def square_width() -> Certificate:
    """q = n = 2, k = 1: the free neuron's codes are (0, y), so its decoder column is e_2 / y: cosine 1 with the feature."""
    y, u0, u1 = names("y u0 u1")
    return implication(
        "y u0 u1",
        assume=[relation(y, ">"), relation(y * u0, "="), relation(y * u1, "=", 1)],
        conclude=relation(y * u0**2, "="),
        by=derivation(multiples={1: u0}),
        means="zero loss on the last feature: y u = e_2, so u_0 = 0 and the column is parallel to the feature",
    )


PAGE = "anchoring"
CLAIM = Claim(
    id="sdl.anchoring-overcomplete",
    title="With spare neurons anchors never identify the rest",
    statement=r"""
        Let the $n \ge 2$ features be orthonormal, $\sigma$ = ReLU, $0 \le k \le n - 1$ and $q \ge n + 1$. There are
        $k$ exact anchors and $\tilde L = 0$ with $|\cos(a_i, w_d)| \le 4/5$ and $|\cos(u_i, w_d)| \le 4/5$ for every
        other neuron $i$ and every feature $d$. For $n - k \ge 2$ the width $q = n$ is enough.""",
    source=Source(locator="anchors, q > n", arxiv="", ours=True),
    kind="existence",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "orthonormal", "orthonormal features", lambda: zero(4, 2, 5), drop_note="the statement is about them"
        ),
        Hypothesis("two-features", r"$n \ge 2$", lambda: zero(2, 1, 3), drop=one_dimension),
        Hypothesis("width", r"$q \ge n + 1$", lambda: zero(3, 2, 4), drop=square_width),
    ),
    depends_on=("sdl.anchoring-dimension",),
)


def zero(n: int, k: int, q: int) -> Certificate:
    return anchoring.unrecovered_zero(n, k, q)


def prove(budget: Budget) -> list[Evidence]:
    theorem = (
        "Orthonormal features, n >= 2, k <= n - 1, q >= n + 1: anchored zeros with all other |cosines| at most 4/5."
    )
    certificate = proof(
        theorem,
        checked("pair", r"The block $[[4,3],[3,4]]$, its inverse and their cosines.", block(*PAIR)),
        checked("triple", r"The block $I$ + cyclic shift of size 3, its inverse and their cosines.", block(*TRIPLE)),
        read("parts", r"If $n - k \ge 2$ it is a sum of 2s and at most one 3.", "counting"),
        read(
            "blocks",
            r"""
            For $n - k \ge 2$: anchors $a_i = u_i = e_i$; the free encoder rows are the rows of the blocks on the
            other coordinates, the free decoder columns those of the inverse blocks. Codes equal pre-activations, $D Z
            = I$: zero loss. A vector supported in one block has the cosines of that block.""",
            "linear-algebra",
            "pair",
            "triple",
            "parts",
        ),
        checked("encoders", r"$n - k = 1$: rows $e_n - \frac34 \sum_{i<n} e_i$.", encoder_rows()),
        checked("decoders", r"Columns $\frac12 e_n \pm \frac38 \sum_{i<n} e_i$.", decoder_columns()),
        checked("shared", r"The two add up to $e_n$ on the last feature.", shared_feature()),
        read(
            "one-left",
            """
            On an anchored feature both rows are negative, so the anchor alone is on; on the last feature only these
            two are on: zero loss.""",
            "definition",
            "encoders",
            "decoders",
            "shared",
        ),
        checked("spare", r"Spare neurons: rows $-\sum e_i$ (dead), columns $\sum e_i$.", spare_neurons()),
        read("all", r"Both cases, with spare neurons added.", "conclusion", "blocks", "one-left", "spare"),
    )
    sizes = [(n, k) for n in range(2, 6) for k in range(n)]
    text = "All n <= 5 and k < n with q = n + 1, and q = n where n - k >= 2."
    decided = [zero(n, k, n + 1) for n, k in sizes] + [zero(n, k, n) for n, k in sizes if n - k >= 2]
    return [
        Evidence("symbolic-proof", "proved", "all-parameters", "Every n, k and q.", (certificate,)),
        Evidence("exact-decision", "proved", "fixed-dimension", text, tuple(decided)),
    ]


def examples(budget: Budget) -> Evidence:
    """The same points evaluated by the problem class and in floating point, for larger n."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=12, full=80), 0
    for _ in range(count):
        n = rng.randint(2, 9)
        k, q = rng.randrange(n), n + rng.randint(1, 3)
        problem, at = Problem.sae(anchoring.identity(n), activation=anchoring.RELU, width=q), unrecovered(n, k, q)
        nailed = AnchoredProblem(problem, {i: i for i in range(k)})
        close = max(cosines(problem, at, nailed.free)) > 0.8 + 1e-12  # rounding of a square root
        violations += close or at.loss(problem) != 0 or nailed.penalty(at) != 0
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "family", "n <= 9.", numbers=numbers)


def mutations() -> list[Mutation]:
    def smaller_cosine() -> Certificate:
        return anchoring.unrecovered_zero(4, 2, 5, Fraction(3, 4))

    def dense_block() -> Certificate:
        """I + J of size 6: the inverse is I - J/7, its columns (6, -1, ..., -1) have cosine 0.94."""
        m = 6
        rows = [[1 + (i == j) for j in range(m)] for i in range(m)]
        return block(rows, [[7 * (i == j) - 1 for j in range(m)] for i in range(m)], 7)

    return [
        Mutation("smaller-cosine", "the blocks reach |cosine| <= 3/4", rejected=smaller_cosine),
        Mutation("dense-block", "I + J serves for every n - k", rejected=dense_block),
        Mutation("one-feature", "the statement holds for n = p = 1", refuted_by=one_dimension),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """An anchored zero of the user's problem that misses the last feature, when the features are orthonormal."""
    n, w = problem.n, problem.features_in
    if problem.activation.kind != "relu" or w != problem.features_out or problem.field is not None:
        return InstanceReport("not-applicable", "the claim is about rational ReLU autoencoders")
    if any(inner(w[i], w[j]) != (i == j) for i in range(n) for j in range(n)):
        return InstanceReport("hypothesis-fails", "orthonormal: the features are not orthonormal")
    if n < 2 or problem.width < n + 1:
        return InstanceReport("hypothesis-fails", f"n = {n}, q = {problem.width}: needs n >= 2 and q >= n + 1")
    inside = unrecovered(n, n - 1, problem.width)
    axes = list(zip(*w, strict=True))
    rows, columns = ([[inner(x, axis) for axis in axes] for x in part] for part in (inside.rows, inside.columns))
    at = Point(tuple(map(tuple, rows)), tuple(map(tuple, columns)))
    values = anchoring.assignment(w, at, n - 1)
    holds = both(anchoring.anchored(), anchoring.zero_loss(), anchoring.far_from_all(anchoring.FAR, anchoring.k))
    certificate = evaluation(holds, let=values, record="W_E W_D")
    return InstanceReport("holds", f"{n - 1} of {n} features anchored, zero loss, the last one missed", (certificate,))
