r"""Orthonormal features, q = n, k exact anchors: zero loss leaves (n - k)(n - k - 1) dimensions of codes beyond the gauge.

Proved for all n and k: the codes are [[I, 0], [0, Y]] with any invertible Y >= 0.  So anchoring identifies the rest exactly
when k >= n - 1, that is when at most one feature is left.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.parts import hypotheses, wrong
from proofs_checks.sdl import _anchoring as anchoring
from proofs_checks.sdl import _formal as formal
from proofs_checks.sdl._formal import W_D, W_E, m, w
from solvers.exact.linear import combination
from solvers.exact.linear import rank as exact_rank
from solvers.sdl.solution_set.anchored import AnchoredProblem, anchored_freedom
from solvers.sdl.solution_set.path import Point
from theory.claims import Budget, Certificate, Claim, Evidence, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation
from theory.formal import (
    Expression,
    both,
    codes,
    det,
    either,
    for_all,
    identity,
    implies,
    length,
    listing,
    loss,
    matmul,
    names,
    op,
    rank,
    scale,
    span,
    support,
    total,
    transpose,
)
from theory.sdl import Activation, Problem
from theory.statement import Statement

RELU = Activation("relu")
k, z, Y, inverse = names("k z Y inverse")
n = length(w)
FREE = span(n - k)


def _free_row(i: Expression) -> Expression:
    """``sum_d Y_id w_(k+d)``: an encoder row with the codes ``Y_i`` on the free features."""
    zero = listing(w[0], lambda _: 0, "c")
    return op("+", zero, total(FREE, lambda d: scale(Y[i, d], w[k + d]), "d"))


def _free_column(i: Expression) -> Expression:
    zero = listing(w[0], lambda _: 0, "c")
    return op("+", zero, total(FREE, lambda d: scale(inverse[d, i], w[k + d]), "d"))


ANCHORS = listing(span(k), lambda i: w[i], "i")
MIXED_E = op("append", ANCHORS, listing(FREE, _free_row, "i"))
MIXED_D = transpose(op("append", ANCHORS, listing(FREE, _free_column, "i")))
FREE_NEURONS = span(k, n)

STATEMENT = Statement(
    variables=("w", "m", "W_E", "W_D", "k", "Y", "inverse"),
    hypotheses={
        "positive-weights": formal.POSITIVE_WEIGHTS,
        "orthonormal": formal.orthonormal(w),
        "width": length(W_E) == n,
        "anchored": both(k >= 0, k <= n, formal.anchored(k, w)),
        "zero-loss": loss(RELU, W_E, W_D, w, w, m) == 0,
        "mixing": both(
            length(Y) == n - k,
            for_all(Y, lambda row: for_all(row, lambda x: x >= 0, "x"), "row"),
            matmul(Y, inverse) == identity(n - k),
        ),
    },
    conclusion=both(
        # the codes have two blocks: the unit vectors of the anchors, and an invertible one
        for_all(
            span(n),
            lambda d: for_all(
                span(n), lambda i: op("if", either(d < k, i < k), z[d, i] == formal.delta(d, i), z[d, i] >= 0), "i"
            ),
            "d",
        ),
        rank(z) == n,
        formal.interpolates(z, W_D, w),
        # every mixing of the free features occurs
        loss(RELU, names("E_mixed")[0], names("D_mixed")[0], w, w, m) == 0,
        # with at most one free feature every neuron is on for its own feature only
        implies(k >= n - 1, for_all(transpose(z), lambda row: length(support(row)) == 1, "row")),
    ),
    let={"z": codes(RELU, W_E, w), "products": matmul(w, W_D), "E_mixed": MIXED_E, "D_mixed": MIXED_D},
)
RECORD = "z products"


def place(y: list[list[Fraction]], k: int) -> Point:
    """The anchored zero with free codes Y, below zero on the anchored features."""
    m = len(y)
    inverse = [combination(row, y) for row in anchoring.identity(m)]
    columns = [[Fraction(0)] * k + [row[i] for row in inverse if row is not None] for i in range(m)]
    problem = Problem.sae(anchoring.identity(m + k), activation=anchoring.RELU, width=m + k)
    return AnchoredProblem(problem, {i: i for i in range(k)}).place([[Fraction(-1)] * k + row for row in y], columns)


def block_inverse() -> Certificate:
    """n = 3, k = 1, Y = [[a, b], [c, d]]: ``D Z = (ad - bc) I`` for D = [[ad - bc, 0], [0, adj Y]], so zero loss after division."""
    a, b, c, d = names("a b c d")
    delta = a * d - b * c
    z, left = [[1, 0, 0], [0, a, b], [0, c, d]], [[delta, 0, 0], [0, d, -b], [0, -c, a]]
    unit = [[delta, 0, 0], [0, delta, 0], [0, 0, delta]]
    holds = both(matmul(left, z) == unit, matmul(z, left) == unit, det(z) == delta)
    return evaluation(holds, indeterminates="a b c d", means="the free block is inverted by itself")


def anchored_column() -> Certificate:
    """One row of Z D = I for n = 3: if the first column of D is e_1, the first entry of the row of Z is delta."""
    z, d = names("z1 z2 z3"), names("d1 d2 d3")
    delta = names("delta")[0]
    return implication(
        "z1 z2 z3 d1 d2 d3 delta",
        assume=[
            relation(z[0] * d[0] + z[1] * d[1] + z[2] * d[2], "=", delta),
            relation(d[0], "=", 1),
            relation(d[1], "="),
            relation(d[2], "="),
        ],
        conclude=relation(z[0], "=", delta),
        by=derivation(multiples={0: 1, 1: -z[0], 2: -z[1], 3: -z[2]}),
        means="Z D = I and D e_1 = e_1 give Z e_1 = e_1",
    )


def assignment(features: Any, point: Point, anchors: int, y: Any = (), inverse_y: Any = ()) -> dict[str, Any]:
    """Values for the variables of the statement, all weights 1."""
    return {
        **anchoring.assignment(features, point, anchors),
        "m": [1] * len(features),
        "Y": [list(row) for row in y],
        "inverse": [list(row) for row in inverse_y],
    }


C, S, THIRD = Fraction(3, 5), Fraction(4, 5), Fraction(1, 3)
UNIT = anchoring.identity(2)
SWAP = [[Fraction(0), Fraction(1)], [Fraction(1), Fraction(0)]]
# n = 3, k = 1: the free neurons are on for both free features
POINT = assignment(
    anchoring.identity(3), place([[Fraction(2), Fraction(1)], [Fraction(1), Fraction(2)]], 1), 1, SWAP, SWAP
)
CLEAN = assignment(UNIT, Point.of(UNIT, UNIT), 1, [[1]], [[1]])
DOUBLED = {**CLEAN, "W_E": [[1, 0], [0, 2]], "W_D": [[1, 0], [0, Fraction(1, 2)]]}
WITHOUT: dict[str, dict[str, Any]] = {
    # nothing counts, so nothing is asked of the free neuron
    "positive-weights": {**CLEAN, "m": [0, 0], "W_D": [[1, 0], [0, 0]]},
    # the anchor leaks onto the other feature, the free neuron supplies what is missing
    "orthonormal": assignment([[1, 0], [C, S]], Point.of(UNIT, UNIT), 1, [[1]], [[1]]),
    # a neuron without decoder may be on for the anchored feature
    "width": assignment(UNIT, Point.of([[1, 0], [1, 1], [0, 1]], [[1, 0, 0], [0, 0, 1]]), 1, [[1]], [[1]]),
    "anchored": assignment(
        UNIT, Point.of([[2, 1], [1, 2]], [[2 * THIRD, -THIRD], [-THIRD, 2 * THIRD]]), 1, [[1]], [[1]]
    ),
    "zero-loss": assignment(UNIT, Point.of([[1, 0], [1, 1]], UNIT), 1, [[1]], [[1]]),
    # a negative entry is no code
    "mixing": {**POINT, "Y": [[1, -1], [0, 1]], "inverse": [[1, 1], [0, 1]]},
}


PAGE = "anchoring"
CLAIM = Claim(
    id="sdl.anchoring-dimension",
    title="What anchors leave free: (n - k)(n - k - 1) dimensions",
    statement=r"""
        Let the $n$ features be orthonormal, $M_d > 0$, $q = n$, $\sigma$ = ReLU, and $0 \le k \le n$ neurons be
        nailed to features. The zeros of $\tilde L$ have codes $Z = \begin{pmatrix} I & 0 \\ 0 & Y \end{pmatrix}$ with
        $Y \ge 0$ invertible, every such $Y$ occurs, and the decoder is $V Z^{-1}$; for $k \ge n - 1$ codes and
        decoder are identified up to the gauge. Beyond the formal statement: modulo the gauge this is a set of
        dimension $(n-k)(n-k-1)$, so they are identified only then.""",
    source=Source(locator="anchors, q = n", arxiv="", ours=True),
    kind="equivalence",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        POINT,
        {
            "positive-weights": (r"$M_d > 0$", WITHOUT["positive-weights"]),
            "orthonormal": (r"$\langle w_d, w_e \rangle = \delta_{de}$", WITHOUT["orthonormal"]),
            "width": (r"$q = n$", WITHOUT["width"]),
            "anchored": (r"$a_i = w_i$, $u_i = w_i$ for $i \le k$", WITHOUT["anchored"]),
            "zero-loss": (r"$\tilde L = 0$", WITHOUT["zero-loss"]),
            "mixing": (
                r"$Y \ge 0$ is invertible, of size $n - k$ (for the part that every such $Y$ occurs)",
                WITHOUT["mixing"],
            ),
        },
        record=RECORD,
    ),
    statement_formal=STATEMENT,
    remark="Each further anchor removes only what concerns its own feature; the others stay mixed until one is left.",
)


def mixed_pair() -> Certificate:
    """n = 3, k = 1: a zero at which both free neurons are on for both free features."""
    both_on = both(z[1] == [0, 2, 1], z[2] == [0, 1, 2])
    return STATEMENT.satisfied_by(POINT, also=both_on)


STEPS = (
    read(
        "square",
        r"""
        Let $V$ have the orthonormal columns $w_d$ and $D = V^T W_D$ ($n \times n$). $W_D Z = V$ gives $D Z = I$; both
        are square, so $Z D = I$ too, and $W_D = V Z^{-1} = V D$.""",
        "linear-algebra",
    ),
    checked(
        "anchored-column", r"If $D e_1 = e_1$ then $Z e_1 = Z D e_1$, the first column of $Z D$.", anchored_column()
    ),
    read(
        "columns",
        r"An anchor $u_i = w_i$ means $D e_i = e_i$, hence $Z e_i = Z D e_i = e_i$: on an anchored feature no other neuron is on.",
        "linear-algebra",
        "square",
        "anchored-column",
    ),
    read(
        "rows",
        r"""
        An anchor $a_i = w_i$ has the code $\max(\langle w_i, w_d \rangle, 0) = \delta_{id}$. So $Z$ is block diagonal
        with blocks $I$ and $Y$, $Y \ge 0$ invertible.""",
        "definition",
        "columns",
    ),
    checked(
        "inverse", r"The inverse of such a $Z$ is block diagonal too (shown for $n = 3$, $k = 1$).", block_inverse()
    ),
    read(
        "all-occur",
        r"""
        Every invertible $Y \ge 0$ occurs: since features are orthonormal, $a_i = \sum_d Y_{id} w_d$ has exactly these
        codes, and $V Z^{-1}$ has the columns $w_i$ for $i \le k$.""",
        "linear-algebra",
        "rows",
        "inverse",
    ),
    read(
        "dimension",
        """
        The set of $Y$ contains the open set of positive invertible matrices, so it has dimension $(n-k)^2$. Scalings
        of the $n - k$ free neurons act freely on it (no row of $Y$ vanishes), permutations are finite: $(n-k)^2 -
        (n-k)$ remain.""",
        "continuity",
        "all-occur",
    ),
    read(
        "few",
        r"For $n - k \le 1$ there is nothing or one positive number, one gauge orbit.",
        "cases",
        "all-occur",
    ),
    checked("many", r"For $n - k = 2$, $Y = [[2, 1], [1, 2]]$ is not a scaled permutation.", mixed_pair()),
    read(
        "identified",
        r"For $n - k \ge 2$ put that block beside an identity: it is not in the gauge orbit of the recovered solution.",
        "cases",
        "many",
        "few",
    ),
    read("all", "Together.", "conclusion", "dimension", "identified"),
)


def prove(budget: Budget) -> Evidence:
    theorem = "Orthonormal features, q = n, k anchors, zero loss: (n-k)(n-k-1) dimensions beyond the gauge; identified iff k >= n-1."
    return Evidence("symbolic-proof", "proved", "all-parameters", "Every n and k.", (proof(theorem, *STEPS),))


def examples(budget: Budget) -> Evidence:
    """Exact Jacobian ranks over Q at random positive Y for all n <= 5 and k <= n."""
    rng, seen, violations = random.Random(budget.seed), 0, 0
    for n in range(1, budget.pick(quick=5, full=7)):
        for anchors in range(n + 1):
            m = n - anchors
            y = [[Fraction(rng.randint(1, 9)) for _ in range(m)] for _ in range(m)]
            if m and exact_rank(y) < m:
                y = [[Fraction(1 + (i == j)) for j in range(m)] for i in range(m)]
            problem = Problem.sae(anchoring.identity(n), activation=anchoring.RELU, width=n)
            at = place(y, anchors)
            found = anchored_freedom(AnchoredProblem(problem, {i: i for i in range(anchors)}), at)
            seen += 1
            violations += at.loss(problem) != 0 or not found.exact or found.codes_beyond_gauge != m * (m - 1)
    numbers = {"examples": seen, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "fixed-dimension", "Exact ranks at random Y.", numbers=numbers)


def mutations() -> list[Mutation]:
    def any_decoder() -> Certificate:
        """The same point with the decoder of the identity is no zero."""
        return STATEMENT.satisfied_by({**POINT, "W_D": anchoring.identity(3)})

    identified = implies(k >= n - 2, for_all(transpose(z), lambda row: length(support(row)) == 1, "row"))
    return [
        wrong("one-anchor-less", "k >= n - 2 identifies", STATEMENT, POINT, identified, record=RECORD),
        wrong(
            "exactly",
            "for k = n - 1 the codes are known exactly, not only up to the gauge",
            STATEMENT,
            DOUBLED,
            z == identity(n),
        ),
        Mutation("any-decoder", "the mixed codes with the recovered decoder are a zero", rejected=any_decoder),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """How many anchors the user's problem needs, when its features are orthonormal and q = n."""
    values = {"w": problem.features_in, "W_E": [], "W_D": [], "k": 0}
    if problem.activation.kind != "relu" or problem.features_in != problem.features_out or problem.field is not None:
        return InstanceReport("not-applicable", "the claim is about rational ReLU autoencoders")
    plain = Statement(("w", "W_E", "W_D", "k"), {"orthonormal": anchoring.orthonormal()}, anchoring.orthonormal())
    if plain.violated_hypothesis(values):
        return InstanceReport("hypothesis-fails", "orthonormal: the features are not orthonormal")
    if problem.width != problem.n:
        return InstanceReport("hypothesis-fails", f"width: q = {problem.width} differs from n = {problem.n}")
    left = ", ".join(f"k = {j}: {(problem.n - j) * (problem.n - j - 1)}" for j in range(problem.n + 1))
    return InstanceReport("holds", f"dimensions beyond the gauge after k anchors: {left}")
