r"""With spare neurons, anchoring all features but one still does not identify the last one.

For orthonormal features, n >= 2, every k <= n - 1 and q >= n + 1 there is a zero of the loss with k exact anchors in which every
other encoder row and decoder column has |cosine| <= 4/5 with every feature.  For n = p = 1 it is false.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl import _anchoring as anchoring
from proofs_checks.sdl.anchoring_dimension import A, D, anchored, f
from solvers.exact.linear import inner
from solvers.sdl.solution_set.anchored import AnchoredProblem, cosines, unrecovered
from solvers.sdl.solution_set.path import Point
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import derivation, evaluation, implication, relation, term
from theory.formal import both, names
from theory.sdl import Problem
from theory.sdl.formal import E, M, W, loss
from theory.typed import (
    Expr,
    TypedStatement,
    cardinal,
    column,
    dot,
    either,
    exists,
    for_all,
    implies,
    member,
    norm2,
    one,
    size,
    transposed,
    var,
)
from theory.typed import both as joint

n_, q_ = size("n"), size("q")
OTHER_D, OTHER_E = var("other_D", D.type, "W_D"), var("other_E", E.type, "W_E")


def far(x: Expr) -> Expr:
    """A nonzero vector whose |cosine| with every (unit) feature is at most 4/5."""
    return joint(norm2(x) > 0, for_all("n", lambda d: 25 * dot(x, column(W, d)) ** 2 <= 16 * norm2(x), "d"))


def missed(i: Expr) -> Expr:
    """A neuron without an anchor is far from all features."""
    free = for_all("n", lambda j: implies(member(j, A), f[j] != i), "j")
    return implies(free, joint(far(column(transposed(OTHER_E), i)), far(column(OTHER_D, i))))


FOUND = joint(anchored(OTHER_D, OTHER_E), loss(OTHER_D, OTHER_E, W, W, M) == 0, for_all("q", missed))
TYPED = TypedStatement(
    "p q n",
    (W, M, A, f),
    {
        "two-features": n_ >= 2,
        "orthonormal": transposed(W) @ W == one("n"),
        "different-neurons": for_all("n", lambda i: for_all("n", lambda j: implies(f[i] == f[j], i == j), "j")),
        "width": joint(cardinal(A) + 1 <= n_, either(n_ < q_, cardinal(A) + 2 <= n_)),
    },
    exists(D.type, lambda x: exists(E.type, lambda y: FOUND, "other_E"), "other_D"),
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
        Let the $n \ge 2$ features be orthonormal, $\sigma$ = ReLU, $0 \le k \le n - 1$ and $q \ge n + 1$. For any $k$ of $n$
        different neurons there are encoder and decoder with $\tilde L = 0$ that nail these to any $k$ features, with $|\cos(a_i,
        w_d)| \le 4/5$ and $|\cos(u_i, w_d)| \le 4/5$ for every other neuron $i$ and every feature $d$. For $n - k \ge 2$ the
        width $q = n$ is enough.""",
    source=Source(locator="anchors, q > n", arxiv="", ours=True),
    kind="existence",
    expected="proved",
    hypotheses=(
        Hypothesis(
            "orthonormal", "orthonormal features", lambda: zero(4, 2, 5), drop_note="the statement is about them"
        ),
        Hypothesis("two-features", r"$n \ge 2$", lambda: zero(2, 1, 3), drop=one_dimension),
        Hypothesis(
            "different-neurons",
            r"$f_i \ne f_j$ for $i \ne j$",
            lambda: zero(3, 2, 4),
            drop_note="it gives names to n of the q neurons",
        ),
        Hypothesis(
            "width", r"$k \le n - 1$, and $q \ge n + 1$ or $k \le n - 2$", lambda: zero(3, 2, 4), drop=square_width
        ),
    ),
    depends_on=("sdl.anchoring-dimension",),
    typed=TYPED,
)


def zero(n: int, k: int, q: int) -> Certificate:
    return anchoring.unrecovered_zero(n, k, q)


def prove(budget: Budget) -> Evidence:
    sizes = [(n, k) for n in range(2, budget.pick(quick=5, full=6)) for k in range(n)]
    text = (
        "All n <= 4 (full: 5) and k < n with q = n + 1, and q = n where n - k >= 2, in blocks of two or three features."
    )
    decided = [zero(n, k, n + 1) for n, k in sizes] + [zero(n, k, n) for n, k in sizes if n - k >= 2]
    return Evidence("exact-decision", "proved", "fixed-dimension", text, tuple(decided))


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

    return [
        Mutation("smaller-cosine", "the blocks reach |cosine| <= 3/4", rejected=smaller_cosine),
        Mutation("one-feature", "the statement holds for n = p = 1", refuted_by=one_dimension),
        Mutation("no-spare-neuron", "q = n = 2, k = 1 is enough", refuted_by=square_width),
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
