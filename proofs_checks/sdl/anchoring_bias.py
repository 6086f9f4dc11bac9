r"""Anchors can conflict with zero loss: at q = n, interfering anchored features force a positive loss.

Proved: if q = n and the targets are independent, exact anchors and zero loss force the code of every anchored feature to be a
unit vector, so <w_i, w_j> <= 0 for anchored features and no free neuron is on for them.  Two features with inner product 3/5,
both anchored: loss 18/25, while the least loss is 0.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.vocabulary import Given, Theorem
from solvers.exact.linear import inner
from solvers.exact.linear import rank as exact_rank
from solvers.sdl.solution_set.path import Point
from theory.claims import Budget, Certificate, Evidence, InstanceReport, Mutation, Source
from theory.evidence import evaluation
from theory.formal import both as all_of
from theory.formal import loss, names
from theory.sdl import Activation, Problem
from theory.sdl.formal import POSITIVE_WEIGHTS, D, E, M, V, W, codes, loss_at
from theory.typed import both, column, dot, family, for_all, implies, index, indicator, member, rank, size, subset, var

RELU = Activation("relu")
C, S = Fraction(3, 5), Fraction(4, 5)
TILTED = [[Fraction(1), Fraction(0)], [C, S]]
OBTUSE = [[Fraction(1), Fraction(0)], [-C, S]]
# the anchored features, and the neuron of each
A, f = var("A", subset("n")), var("f", family("n", index("q")))
Z = codes(E, W)
ANCHORED = for_all(
    "n",
    lambda j: implies(
        member(j, A), both(for_all("p", lambda i: E[f[j], i] == W[i, j]), for_all("r", lambda i: D[i, f[j]] == V[i, j]))
    ),
    "j",
)
UNIT_CODES = for_all("n", lambda j: implies(member(j, A), for_all("q", lambda i: Z[i, j] == indicator(i == f[j]))), "j")


def pairs(sign: Any) -> Any:
    """For any two anchored features, what the inner product is."""
    return for_all(
        "n",
        lambda i: for_all(
            "n", lambda j: implies(both(member(i, A), member(j, A), i != j), sign(dot(column(W, i), column(W, j)))), "j"
        ),
    )


def columns(vectors: Any) -> list[list[Any]]:
    """The matrix with these columns."""
    return [list(x) for x in zip(*vectors, strict=True)]


INTERFERING = {"W": columns(TILTED), "V": columns(TILTED), "E": TILTED, "D": columns(TILTED)}

PAGE = "anchoring"
T = Theorem(
    id="sdl.anchoring-bias",
    title="Anchors can conflict with zero loss",
    says=r"""
        Let $M_d > 0$, $q = n$, $v_1, \dots, v_n$ linearly independent, $\sigma$ = ReLU, and let the neuron $f_j$ be
        nailed to each feature $j$ of a set $A$: $a_{f_j} = w_j$, $u_{f_j} = v_j$. If $\tilde L = 0$ then $z_j =
        e_{f_j}$ for $j \in A$ (no other neuron is on for an anchored feature) and $\langle w_i, w_j \rangle \le 0$
        for $i \ne j$ in $A$. So interfering anchors cost loss: with $\langle w_1, w_2 \rangle = 3/5$, $n = |A| = 2$,
        $M_d = 1$, the anchored loss is $18/25$.""",
    source=Source(locator="anchors, bias", arxiv="", ours=True),
    kind="property",
    sizes="p r q n",
    about=(W, V, M, D, E, A, f),
    given={
        "positive-weights": Given(r"$M_d > 0$", POSITIVE_WEIGHTS, fails={**INTERFERING, "M": [0, 0]}),
        # a copy of the anchor without decoder is on for its feature too
        "width": Given(
            r"$q = n$",
            size("q") == size("n"),
            fails={
                "p": 1,
                "r": 1,
                "n": 1,
                "W": [[1]],
                "V": [[1]],
                "M": [1],
                "E": [[1], [1]],
                "D": [[1, 0]],
                "A": [0],
                "f": [0],
            },
        ),
        # the second target is 3/5 of the first, which the anchor's leak supplies
        "independent-targets": Given(
            r"$\mathrm{rank}\, V = n$",
            rank(V) == size("n"),
            fails={"W": columns(TILTED), "V": [[1, C], [0, 0]], "E": [[1, 0], [1, 1]], "D": [[1, 0], [0, 0]], "A": [0]},
        ),
        "anchored": Given(
            r"$a_{f_j} = w_j$, $u_{f_j} = v_j$ for $j \in A$",
            ANCHORED,
            fails={
                "W": [[1, 0], [0, 1]],
                "V": [[1, 0], [0, 1]],
                "E": [[2, 1], [1, 2]],
                "D": [[Fraction(2, 3), Fraction(-1, 3)], [Fraction(-1, 3), Fraction(2, 3)]],
            },
        ),
        "zero-loss": Given(r"$\tilde L = 0$", loss_at(D, E) == 0, fails=INTERFERING),
    },
    then=both(UNIT_CODES, pairs(lambda x: x <= 0)),
    # two features at an obtuse angle, both anchored: zero loss and unit codes
    example={
        "p": 2,
        "r": 2,
        "q": 2,
        "n": 2,
        "W": columns(OBTUSE),
        "V": columns(OBTUSE),
        "M": [1, 1],
        "E": OBTUSE,
        "D": columns(OBTUSE),
        "A": [0, 1],
        "f": [0, 1],
    },
)
T.wrongly("orthogonal", "anchored features are orthogonal", pairs(lambda x: x == 0))
T.wrongly("any-loss", "anchored features never interfere", pairs(lambda x: x <= 0), without="zero-loss", **INTERFERING)


def biased() -> Certificate:
    """Both anchored: loss 18/25; with the dual basis as encoder, also of width 2, the loss is 0."""
    dual = [[1, -C / S], [0, 1 / S]]
    anchored_loss = loss(RELU, names("w")[0], names("D")[0], names("w")[0], names("w")[0], [1, 1])
    free_loss = loss(RELU, names("A")[0], names("D")[0], names("w")[0], names("w")[0], [1, 1])
    return evaluation(
        all_of(anchored_loss == Fraction(18, 25), free_loss == 0),
        let={"w": TILTED, "D": columns(TILTED), "A": dual},
        record="w D A",
        means="w_1 = (1, 0), w_2 = (3/5, 4/5), q = 2: the anchors cost 18/25",
    )


def other_loss() -> Certificate:
    """The loss of one leak instead of two: rejected."""
    value = loss(RELU, TILTED, columns(TILTED), TILTED, TILTED, [1, 1])
    return evaluation(value == Fraction(9, 25), means="the loss of one leak instead of two")


T.wrong.append(Mutation("half-the-loss", "the anchored loss is 9/25", rejected=other_loss))
CLAIM, mutations = T.claim(), T.mutations


def prove(budget: Budget) -> Evidence:
    return Evidence("exact-decision", "proved", "instance", "The anchored loss 18/25 against 0.", (biased(),))


def examples(budget: Budget) -> Evidence:
    """Fully anchored random features: the loss vanishes iff no two of them interfere."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=60, full=600), 0
    for _ in range(count):
        ratios = [Fraction(rng.randint(-9, 9), rng.randint(1, 9)) for _ in range(rng.randint(1, 4))]
        w = [[2 * t / (1 + t * t), (1 - t * t) / (1 + t * t)] for t in ratios]
        at = Point.of(w, [list(x) for x in zip(*w, strict=True)])
        problem = Problem.sae(w, activation=RELU, width=len(w))
        interfering = any(
            sum(x * y for x, y in zip(w[i], w[j], strict=True)) > 0 for i in range(len(w)) for j in range(i)
        )
        # leaks cannot cancel: each leaks a vector with positive component along the feature it leaks onto
        violations += (at.loss(problem) == 0) == interfering
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "family", "All features anchored, n <= 4, p = 2.", numbers=numbers)


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Which pairs of the user's features cannot both be anchored at zero loss."""
    if problem.activation.kind != "relu" or problem.field is not None:
        return InstanceReport("not-applicable", "the claim is about rational ReLU problems")
    if problem.width != problem.n:
        return InstanceReport("hypothesis-fails", f"width: q = {problem.width} differs from n = {problem.n}")
    if exact_rank(problem.features_out) < problem.n:
        return InstanceReport("hypothesis-fails", "independent-targets: the output features are linearly dependent")
    w = problem.features_in
    bad = [(i, j) for j in range(problem.n) for i in range(j) if inner(w[i], w[j]) > 0]
    shown = ", ".join(f"{i} and {j}" for i, j in bad[:8]) + (", ..." if len(bad) > 8 else "")
    return InstanceReport("holds", f"pairs that cannot both be anchored at zero loss: {shown or 'none'}")
