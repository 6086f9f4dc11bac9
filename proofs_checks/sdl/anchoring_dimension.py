r"""Orthonormal features, q = n, k exact anchors: zero loss leaves (n - k)(n - k - 1) dimensions of codes beyond the gauge.

Proved for all n and k: the codes are [[I, 0], [0, Y]] with any invertible Y >= 0.  So anchoring identifies the rest exactly
when k >= n - 1, that is when at most one feature is left.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl import _anchoring as anchoring
from proofs_checks.sdl._anchoring import W_E, k, w
from solvers.exact_linear import combination, rank
from solvers.sdl.anchors import AnchoredProblem, anchored_freedom
from solvers.sdl.path import Point
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation
from theory.formal import both, codes, det, for_all, length, matmul, names, span, support, transpose
from theory.sdl import Problem
from theory.statement import Statement

# identified: every neuron is on for exactly one feature, which fixes codes and decoder up to the gauge
IDENTIFIED = Statement(
    variables=("w", "W_E", "W_D", "k"),
    hypotheses={
        "orthonormal": anchoring.orthonormal(),
        "width": length(W_E) == length(w),
        "anchored": anchoring.anchored(),
        "zero-loss": anchoring.zero_loss(),
        "few-left": k >= length(w) - 1,
    },
    conclusion=for_all(
        span(length(W_E)), lambda i: length(support(transpose(codes(anchoring.RELU, W_E, w))[i])) == 1, "i"
    ),
    let=anchoring.RECORDED,
)
RECORD = "preactivations decoder_products"


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


def two_by_two() -> Certificate:
    """n = 3, k = 1: [[2, 1], [1, 2]] is a zero with both free neurons on for both features."""
    at = place([[Fraction(2), Fraction(1)], [Fraction(1), Fraction(2)]], 1)
    return IDENTIFIED.without("few-left").refuted_by(anchoring.assignment(anchoring.identity(3), at, 1), record=RECORD)


def one_left() -> Certificate:
    """n = 3, k = 2: the only freedom is the scale of the last neuron and its values below zero."""
    at = place([[Fraction(5)]], 2)
    return IDENTIFIED.satisfied_by(anchoring.assignment(anchoring.identity(3), at, 2))


def dropped(name: str) -> Certificate:
    """Counterexamples without one hypothesis, for k = n - 1."""
    c, s, third = Fraction(3, 5), Fraction(4, 5), Fraction(1, 3)
    unit = anchoring.identity(2)
    points = {
        # the anchor leaks onto the other feature, the free neuron supplies what is missing
        "orthonormal": ([[1, 0], [c, s]], Point.of(unit, unit)),
        "anchored": (unit, Point.of([[2, 1], [1, 2]], [[2 * third, -third], [-third, 2 * third]])),
        "zero-loss": (unit, Point.of([[1, 0], [1, 1]], unit)),
    }
    features, at = points[name]
    return IDENTIFIED.without(name).refuted_by(anchoring.assignment(features, at, 1), record=RECORD)


def hypothesis(name: str, text: str) -> Hypothesis:
    if name == "width":
        return Hypothesis(name, text, one_left, drop_note="with q >= n + 1 it fails, see sdl.anchoring-overcomplete")
    return Hypothesis(name, text, one_left, drop=lambda: dropped(name))


CLAIM = Claim(
    id="sdl.anchoring-dimension",
    title="What anchors leave free: (n - k)(n - k - 1) dimensions",
    statement=r"Let the $n$ features be orthonormal, $q = n$, $\sigma$ = ReLU, and $k$ neurons be nailed to features. The zeros of "
    r"$\tilde L$ have codes $Z = \begin{pmatrix} I & 0 \\ 0 & Y \end{pmatrix}$ with $Y \ge 0$ invertible, every such $Y$ occurs, and "
    r"the decoder is $V Z^{-1}$. Modulo the gauge this is a set of dimension $(n-k)(n-k-1)$, and codes and decoder are identified "
    r"up to the gauge iff $k \ge n - 1$.",
    source=Source(locator="anchors, q = n", arxiv="", ours=True),
    kind="equivalence",
    expected="argued",
    hypotheses=(
        hypothesis("orthonormal", r"$\langle w_d, w_e \rangle = \delta_{de}$"),
        hypothesis("width", r"$q = n$"),
        hypothesis("anchored", r"$a_i = w_i$, $u_i = w_i$ for $i \le k$"),
        hypothesis("zero-loss", r"$\tilde L = 0$"),
    ),
    remark="Each further anchor removes only what concerns its own feature; the others stay mixed until one is left.",
)

STEPS = (
    read(
        "square",
        r"Let $V$ have the orthonormal columns $w_d$ and $D = V^T W_D$ ($n \times n$). $W_D Z = V$ gives $D Z = I$; both are "
        r"square, so $Z D = I$ too, and $W_D = V Z^{-1} = V D$.",
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
        r"An anchor $a_i = w_i$ has the code $\max(\langle w_i, w_d \rangle, 0) = \delta_{id}$. So $Z$ is block diagonal "
        r"with blocks $I$ and $Y$, $Y \ge 0$ invertible.",
        "definition",
        "columns",
    ),
    checked(
        "inverse", r"The inverse of such a $Z$ is block diagonal too (shown for $n = 3$, $k = 1$).", block_inverse()
    ),
    read(
        "all-occur",
        r"Every invertible $Y \ge 0$ occurs: since features are orthonormal, $a_i = \sum_d Y_{id} w_d$ has exactly these codes, "
        r"and $V Z^{-1}$ has the columns $w_i$ for $i \le k$.",
        "linear-algebra",
        "rows",
        "inverse",
    ),
    read(
        "dimension",
        r"The set of $Y$ contains the open set of positive invertible matrices, so it has dimension $(n-k)^2$. Scalings of the "
        r"$n - k$ free neurons act freely on it (no row of $Y$ vanishes), permutations are finite: $(n-k)^2 - (n-k)$ remain.",
        "continuity",
        "all-occur",
    ),
    read(
        "few",
        r"For $n - k \le 1$ there is nothing or one positive number, one gauge orbit.",
        "cases",
        "all-occur",
    ),
    checked("many", r"For $n - k = 2$, $Y = [[2, 1], [1, 2]]$ is not a scaled permutation.", two_by_two()),
    read(
        "identified",
        r"For $n - k \ge 2$ put that block beside an identity: it is not in the gauge orbit of the recovered solution.",
        "cases",
        "many",
        "few",
    ),
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
            if m and rank(y) < m:
                y = [[Fraction(1 + (i == j)) for j in range(m)] for i in range(m)]
            problem = Problem.sae(anchoring.identity(n), activation=anchoring.RELU, width=n)
            at = place(y, anchors)
            found = anchored_freedom(AnchoredProblem(problem, {i: i for i in range(anchors)}), at)
            seen += 1
            violations += at.loss(problem) != 0 or not found.exact or found.codes_beyond_gauge != m * (m - 1)
    numbers = {"examples": seen, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "fixed-dimension", "Exact ranks at random Y.", numbers=numbers)


def mutations() -> list[Mutation]:
    def one_anchor_less() -> Certificate:
        at = place([[Fraction(4), Fraction(3)], [Fraction(3), Fraction(4)]], 2)
        weaker = IDENTIFIED.without("few-left").assuming(few_left=k >= length(w) - 2)
        return weaker.refuted_by(anchoring.assignment(anchoring.identity(4), at, 2), record=RECORD)

    def any_decoder() -> Certificate:
        """The same point with the decoder of the identity is no zero."""
        at = place([[Fraction(2), Fraction(1)], [Fraction(1), Fraction(2)]], 1)
        values = {**anchoring.assignment(anchoring.identity(3), at, 1), "W_D": anchoring.identity(3)}
        return IDENTIFIED.without("few-left").refuted_by(values, record=RECORD)

    return [
        Mutation("one-anchor-less", "k >= n - 2 identifies", refuted_by=one_anchor_less),
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
