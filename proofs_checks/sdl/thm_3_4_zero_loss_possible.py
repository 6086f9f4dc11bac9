r"""When zero loss is possible: Top-1 iff ``q >= n``; JumpReLU from ``q = n``; Top-k of ReLU from ``q = n k``, or ``q = n`` if isolated.

Proved for all sizes, distinct unit input features; for Top-1 the targets must not be positive multiples of one another.
"""

from __future__ import annotations

import random
from typing import Any

from proofs_checks.parts import hypotheses, wrong
from proofs_checks.sdl import _zero_loss as zero
from proofs_checks.sdl._thm_3_4_zero_loss_possible import (
    FITTED,
    STATEMENT,
    THREE,
    F,
    k,
    largest,
    n,
    network_loss,
    q,
    v,
    w,
)
from theory.claims import Budget, Certificate, Claim, Evidence, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, evaluation, illustration, implication, proof, read, relation, term
from theory.formal import (
    implies,
    loss,
    names,
    scale,
)
from theory.sdl import Activation, Problem

POINT: dict[str, Any] = {
    "w": THREE,
    "v": [[1, 0], [0, 1], [1, 1]],
    "m": [1, 2, 3],
    "W_E": THREE,
    "W_D": [[1, 0, 1], [0, 1, 1]],
    "theta": 1,
    "k": 2,
    "rows": [[1, F(-3, 4)], [F(3, 4), 1], [-1, F(3, 4)]],
}
# v_1 = (1), v_2 = (2): one Top-1 neuron a = (1, 2), u = 1 serves both
PARALLEL = {
    **POINT,
    "w": zero.UNIT,
    "v": [[1], [2]],
    "m": [1, 1],
    "W_E": [[1, 2]],
    "W_D": [[1]],
    "rows": zero.UNIT,
}

PAGE = "zero-loss"
CLAIM = Claim(
    id="sdl.thm-3.4-zero-loss-possible",
    title="When zero loss is possible",
    statement=r"""
        Let the $w_d$ be distinct unit vectors and $M_d > 0$. (i) Top-1 of ReLU, no $v_d$ zero and none a positive
        multiple of another: zero loss is possible if and only if $q \ge n$. (ii) JumpReLU with $\theta > 0$: zero
        loss is possible for every $q \ge n$. (iii) Top-$k$ of ReLU, $k \ge 1$: zero loss is possible for $q \ge n k$;
        and for $q \ge n$ if for each $d$ some row has $a \cdot w_d > 0 \ge a \cdot w_e$ for all $e \ne d$. (Formally
        with the least width; further neurons may be zero.)""",
    source=Source(locator="after Theorem 3.4", ours=True),
    kind="existence",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        POINT,
        {
            # w_1 = w_2 and v_2 = -v_1: the two residuals share their code
            "distinct-unit-inputs": (
                r"$\|w_d\| = 1$ and $w_d \ne w_e$",
                {
                    "w": [[1], [1]],
                    "v": [[1], [-1]],
                    "m": [1, 1],
                    "W_E": [[1], [0]],
                    "W_D": [[1, 0]],
                    "rows": [[1], [1]],
                },
            ),
            # nothing is asked of the second feature
            "positive-weights": (
                r"$M_d > 0$",
                {"w": zero.UNIT, "v": zero.UNIT, "m": [1, 0], "W_E": [[1, 0]], "W_D": [[1], [0]], "rows": zero.UNIT},
            ),
            "parameters": (r"$\theta > 0$, $k \ge 1$", {"theta": F(-1, 2)}),
        },
    ),
    remark="For Top-k with k >= 2 the smallest width in general is open.",
    statement_formal=STATEMENT,
)


def shared_winner() -> Certificate:
    """Two features with one winner: v = z u and v' = z' u, so z' v = z v', coordinate by coordinate."""
    x, y, z, z2, u = names("x y z z2 u")
    return implication(
        "x y z z2 u",
        assume=[relation(x, "=", z * u), relation(y, "=", z2 * u)],
        conclude=relation(z2 * x, "=", z * y),
        by=derivation(multiples={0: z2, 1: -1 * z}),
        means="x, y the same coordinate of the two targets; z, z2 > 0",
    )


def inner_below_one() -> Certificate:
    """Distinct unit vectors: 2 (1 - w.w') = |w - w'|^2 > 0; here with g = w.w' and D = |w - w'|^2 = 2 - 2 g."""
    g, distance = names("g D")
    return implication(
        "g D",
        assume=[relation(distance, ">"), relation(distance, "=", 2 - 2 * g)],
        conclude=relation(1 - g, ">"),
        by=derivation(term(F(1, 2), use=(0,)), multiples={1: F(-1, 2)}),
        means="w.w' < 1 for distinct unit vectors",
    )


def jump(part: str) -> Certificate:
    """alpha = 2 theta / (1 + m) with max inner product <= m, 0 <= m < 1: alpha > theta, and alpha g <= theta for g <= m."""
    theta, m, g, alpha = names("theta m g alpha")
    assume = [
        relation(theta, ">"),
        relation(1 - m, ">"),
        relation(1 + m, ">"),
        relation(alpha * (1 + m), "=", 2 * theta),
        relation(m - g, ">="),
        relation(alpha, ">="),
    ]
    if part == "on":
        conclude, by = relation(alpha - theta, ">"), derivation(term(1, use=(0, 1)), multiples={3: 1}, factor=(1, (2,)))
    else:
        conclude = relation(theta - alpha * g, ">=")
        # (1 + m)(theta - alpha g) = theta (1 - m) + m (2 theta - alpha (1 + m)) + (1 + m) alpha (m - g)
        by = derivation(term(1, use=(0, 1)), term(1, use=(2, 4, 5)), multiples={3: -1 * m}, factor=(1, (2,)))
    return implication("theta m g alpha", assume=assume, conclude=conclude, by=by, means=f"row alpha w_d: {part}")


def copies() -> Certificate:
    """k copies with code 1 and columns v / k add up to v."""
    k, x, inverse = names("k x inv")
    return implication(
        "k x inv",
        assume=[relation(k * inverse, "=", 1)],
        conclude=relation(k * (x * inverse), "=", x),
        by=derivation(multiples={0: x}),
        means="k copies of the row w_d, each decoding v_d / k",
    )


def instance(activation: Activation, encoder: list, decoder: list) -> Certificate:
    let = {"act": activation, "W_E": encoder, "W_D": decoder, "w": THREE, "M": [1, 2, 3]}
    return evaluation(
        loss(zero.act, zero.W_E, zero.W_D, zero.w, zero.w, zero.M) == 0,
        let=let,
        record="W_E W_D",
        means="an SAE in the plane",
    )


def _columns(vectors: list) -> list:
    return [list(c) for c in zip(*vectors, strict=True)]


def instances() -> list[Certificate]:
    """Three features in the plane, where every target is reached: Top-1, JumpReLU and Top-2 (with two copies)."""
    alpha = F(5, 4)  # theta = 1, m = 3/5: alpha = 2 / (8/5)
    half = [[x / 2 for x in f] for f in THREE for _ in range(2)]
    return [
        instance(Activation("topk", k=1), THREE, _columns(THREE)),
        instance(
            Activation("jumprelu", theta=F(1)),
            [[alpha * x for x in f] for f in THREE],
            _columns([[x / alpha for x in f] for f in THREE]),
        ),
        instance(Activation("topk", k=2), [f for f in THREE for _ in range(2)], _columns(half)),
    ]


def prove(budget: Budget) -> list[Evidence]:
    shown = instances()
    certificate = proof(
        """
        Zero loss: Top-1 iff q >= n; JumpReLU for q >= n; Top-k of ReLU for q >= n k, or q >= n with isolated
        features.""",
        checked("below-one", "Distinct unit vectors have inner product below 1.", inner_below_one()),
        read(
            "top-1",
            """
            Top-1 with rows $w_d$: neuron $d$ wins on feature $d$ with code 1; columns $v_d$ give zero loss. More
            neurons: rows 0.""",
            "instance",
            "below-one",
        ),
        checked(
            "one-winner",
            "If two features share the winner, their targets are proportional with positive factors.",
            shared_winner(),
        ),
        read(
            "needs-n",
            r"""
            Zero loss needs a winner with positive code for each feature, since $v_d \ne 0$; different features need
            different winners, so $q \ge n$.""",
            "counting",
            "one-winner",
        ),
        checked("on", r"JumpReLU, rows $\alpha w_d$: feature $d$ passes.", jump("on")),
        checked("off", "And no other feature does.", jump("off")),
        read(
            "jumprelu",
            r"So the codes are $\alpha$ times unit vectors, and columns $v_d / \alpha$ give zero loss.",
            "instance",
            "on",
            "off",
            "below-one",
        ),
        checked("sum", "Top-k, k copies of each row.", copies()),
        read(
            "topk",
            r"""
            On feature $d$ its $k$ copies have the value 1 and all others less, so exactly they are selected: zero
            loss with $q \ge n k$ (other rows 0).""",
            "instance",
            "below-one",
            "sum",
        ),
        read(
            "isolated",
            "With isolating rows only neuron $d$ is positive on feature $d$, and it is selected for every $k$.",
            "definition",
        ),
        read("all", "Together.", "conclusion", "top-1", "needs-n", "jumprelu", "topk", "isolated"),
    )
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            "Explicit networks, and a pigeonhole for Top-1.",
            (
                certificate,
                illustration("Top-1 in the plane, n = q = 3.", shown[0]),
                illustration("JumpReLU in the plane, n = q = 3.", shown[1]),
                illustration("Top-2 in the plane, q = 6.", shown[2]),
            ),
        )
    ]


def examples(budget: Budget) -> Evidence:
    """Random rational unit features: the three constructions have zero loss, through the network."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=60, full=1000), 0
    for _ in range(count):
        ts = {F(rng.randint(-9, 9), rng.randint(1, 9)) for _ in range(3)}
        w = [[(1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)] for t in ts]
        top = max([sum(x * y for x, y in zip(a, b, strict=True)) for a in w for b in w if a != b] + [F(0)])
        theta = F(rng.randint(1, 9), 4)
        alpha = 2 * theta / (1 + top)
        trials = [
            (Activation("topk", k=1), w, w),
            (
                Activation("jumprelu", theta=theta),
                [[alpha * x for x in f] for f in w],
                [[x / alpha for x in f] for f in w],
            ),
            (
                Activation("topk", k=2),
                [f for f in w for _ in range(2)],
                [[x / 2 for x in f] for f in w for _ in range(2)],
            ),
        ]
        for activation, rows, columns in trials:
            violations += Problem.sae(w, activation=activation, width=len(rows)).loss(rows, _columns(columns)) != 0
    numbers = {"examples": 3 * count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "fixed-dimension", "Random unit features in the plane.", numbers=numbers)


def mutations() -> list[Mutation]:
    def one_neuron_less() -> Certificate:
        return instance(Activation("topk", k=1), THREE[:2], _columns(THREE[:2]))

    def equal_inputs() -> Certificate:
        g, distance = names("g D")
        return implication(
            "g D",
            assume=[relation(distance, ">="), relation(distance, "=", 2 - 2 * g)],
            conclude=relation(1 - g, ">"),
            by=derivation(term(F(1, 2), use=(0,)), multiples={1: F(-1, 2)}),
        )

    same = network_loss(w, v, largest) == 0
    return [
        wrong("top-1-any-targets", "Top-1 needs q >= n for all targets", STATEMENT, PARALLEL, implies(FITTED, q >= n)),
        wrong("top-k-same-network", "rows w_d and columns v_d have zero loss under Top-k", STATEMENT, POINT, same),
        wrong(
            "one-copy-less",
            "k - 1 copies are enough",
            STATEMENT,
            POINT,
            network_loss(w, scale(1 / (k - 1), v), largest) == 0,
        ),
        Mutation("q-below-n", "the Top-1 network without its last neuron has zero loss", rejected=one_neuron_less),
        Mutation("equal-inputs", "inner products are below 1 for equal inputs too", rejected=equal_inputs),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Build the network of the statement on the problem and check its loss."""
    n, kind = len(problem.features_in), problem.activation.kind
    unit = all(sum(x * x for x in f) == 1 for f in problem.features_in)
    if problem.field is not None or kind not in ("topk", "jumprelu"):
        return InstanceReport("not-applicable", "networks are built for rational data under Top-k and JumpReLU")
    if not unit or len(set(problem.features_in)) < n:
        return InstanceReport(
            "hypothesis-fails", "distinct-unit-inputs: the input features are not distinct unit vectors"
        )
    if kind == "jumprelu" and (problem.activation.theta or 0) <= 0:
        return InstanceReport("hypothesis-fails", f"JumpReLU needs theta > 0, here {problem.activation.theta}")
    k = problem.activation.k or 1
    if problem.width < n * k:
        return InstanceReport("not-applicable", f"width {problem.width} is below {n * k}")
    theta, w, v = problem.activation.theta, problem.features_in, problem.features_out
    top = max([sum(x * y for x, y in zip(a, b, strict=True)) for a in w for b in w if a != b] + [F(0)])
    alpha = 2 * theta / (1 + top) if theta else F(1)
    spare = problem.width - n * k
    rows = [[alpha * x for x in f] for f in w for _ in range(k)] + [[F(0)] * len(w[0])] * spare
    columns = [[x / alpha / k for x in f] for f in v for _ in range(k)] + [[F(0)] * len(v[0])] * spare
    let = {"act": problem.activation, "W_E": rows, "W_D": _columns(columns), "w": w, "v": v, "M": list(problem.weights)}
    shown = evaluation(loss(zero.act, zero.W_E, zero.W_D, zero.w, zero.v, zero.M) == 0, let=let, record="W_E W_D")
    return InstanceReport("holds", "an explicit network of zero loss", (shown,))
