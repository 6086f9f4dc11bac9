r"""Features in full column rank: a partial minimum with a partition pattern exists iff every ``G_F diag(M_F)`` has a positive eigenvector.

Proved for all sizes, for ReLU, JumpReLU and Top-k of ReLU; the loss there is ``sum M_d |v_d|^2`` minus the eigenvalues.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.parts import hypotheses, wrong
from proofs_checks.sdl import _formal as formal
from proofs_checks.sdl import _landscape as one
from proofs_checks.sdl import _partition_patterns as patterns
from proofs_checks.sdl._clusters import minima
from proofs_checks.sdl._spectra import cluster_spectrum
from theory.claims import Budget, Certificate, Claim, Evidence, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, evaluation, illustration, implication, proof, read, relation
from theory.formal import both, codes, for_all, implies, loss, names, op
from theory.sdl import Activation, Problem
from theory.statement import Statement

F = Fraction
N, s, lam, t, big_s = names("N s lam T S")
best, other_E, other_D = names("best other_E other_D")
OTHER = codes(formal.act, other_E, formal.w)
BEST = op("transpose", best)
STATEMENT = Statement(
    variables=(*formal.VARIABLES, "other_E", "other_D"),
    hypotheses={
        "positive-weights": formal.POSITIVE_WEIGHTS,
        "full-column-rank": formal.independent(formal.w),
        "partition": patterns.partition(),
        "other-encoder": patterns.same_pattern(patterns.z, OTHER),
    },
    conclusion=both(
        implies(patterns.stationary(), both(patterns.eigenvectors(), patterns.at == patterns.VALUE)),
        # conversely, with the best columns: stationary, of this value, and neither half of the network can be improved
        implies(
            patterns.eigenvectors(),
            both(
                patterns.stationary(best),
                loss(formal.act, formal.W_E, BEST, formal.w, formal.v, formal.m) == patterns.VALUE,
                loss(formal.act, other_E, BEST, formal.w, formal.v, formal.m) >= patterns.VALUE,
                loss(formal.act, formal.W_E, other_D, formal.w, formal.v, formal.m) >= patterns.VALUE,
            ),
        ),
        for_all(patterns.rayleigh, lambda x: x >= 0, "x"),
    ),
    let={**patterns.TERMS, "best": patterns.BEST_COLUMNS},
)
RECORD = "z u rayleigh"
PAIR = [[1, 0], [F(3, 5), F(4, 5)]]
# orthonormal inputs, targets at inner product 3/5, a neuron on both features and a dead one: z = (1, 1), lambda = 8/5
POINT: dict[str, Any] = {
    "act": formal.RELU, "w": [[1, 0], [0, 1]], "v": PAIR, "m": [1, 1],
    "W_E": [[1, 1], [-1, -1]], "W_D": [[F(4, 5), 0], [F(2, 5), 0]],
    "other_E": [[2, 1], [0, 0]], "other_D": [[1, 1], [0, 1]],
}  # fmt: skip
# no condition on the neuron for a feature of weight 0
WEIGHTLESS = {
    **POINT,
    "v": [[1], [2]],
    "m": [1, 0],
    "W_E": [[1, 5]],
    "W_D": [[1]],
    "other_E": [[1, 1]],
    "other_D": [[1]],
}
# two equal input features: z = (1, 1) is forced, a partial minimum, and no eigenvector of G diag(M) = diag(1, 4)
DEPENDENT = {
    **POINT, "w": [[1], [1]], "v": [[1, 0], [0, 2]], "W_E": [[1]], "W_D": [[F(1, 2)], [1]],
    "other_E": [[1]], "other_D": [[0], [0]],
}  # fmt: skip
# both neurons on feature 1, each the best column for its own activations: no partition, and the losses do not add up
OVERLAPPING = {
    **POINT, "v": [[1, 0], [0, 1]], "W_E": [[1, -1], [1, -1]], "W_D": [[1, 1], [0, 0]], "other_E": [[1, -1], [1, -1]],
}  # fmt: skip
# neuron 2 serves feature 3 and may take over the residual (1, -2) / 5 of feature 1
OTHER_PATTERN: dict[str, Any] = {
    "act": formal.RELU, "w": [[1, 0, 0], [0, 1, 0], [0, 0, 1]], "v": [*PAIR, [1, -2]], "m": [1, 1, 1],
    "W_E": [[1, 1, -1], [-1, -1, 1]], "W_D": [[F(4, 5), 1], [F(2, 5), -2]],
    "other_E": [[1, 1, -1], [F(1, 5), -1, 1]], "other_D": [[1, 1], [0, 1]],
}  # fmt: skip

PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.thm-3.6-positive-eigenvectors",
    title="Partial minima are positive eigenvectors",
    statement=r"""
        Let $W_p$ have full column rank, $M_d > 0$, and let $(F_1, \dots, F_q)$ partition the features (sets may be
        empty). For ReLU, JumpReLU ($\theta \ge 0$) and Top-$k$ of ReLU a partial minimum of $\tilde{L}$ with this
        pattern exists if and only if for every nonempty $F_i$ the matrix $G_{F_i} \mathrm{diag}(M_{F_i})$, $G_{de} =
        \langle v_d, v_e \rangle$, has an eigenvector with strictly positive entries; these are the activations of the
        partial minima. The eigenvalue $\lambda_i \ge 0$ is unique, and $\tilde{L} = \sum_d M_d \|v_d\|^2 - \sum_i
        \lambda_i$.""",
    source=Source(locator="Theorem 3.6, repaired: positive eigenvectors", ours=True),
    kind="equivalence",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        POINT,
        {
            "positive-weights": (r"$M_d > 0$", WEIGHTLESS),
            "full-column-rank": ("the input features are linearly independent", DEPENDENT),
            "partition": ("each feature is on for exactly one neuron", OVERLAPPING),
            "other-encoder": ("the encoder to compare with lies in the same region", OTHER_PATTERN),
        },
        record=RECORD,
    ),
    depends_on=("sdl.positive-eigenvectors-one-eigenvalue", "sdl.thm-3.6-region-criterion"),
    remark="""
        For dependent features the matrix has to be compressed to the realizable activations; see
        sdl.thm-3.6-principal-directions.""",
    statement_formal=STATEMENT,
)


def eigen() -> Certificate:
    """One coordinate: the stationarity ``u.v_d = s z_d`` and ``N u.v_d = (GMz)_d`` give ``(GMz)_d = N s z_d``."""
    x, y, z = names("x y z")
    return implication(
        "N s x y z lam",
        assume=[relation(x, "=", s * z), relation(N * x, "=", y), relation(lam, "=", N * s)],
        conclude=relation(y, "=", lam * z),
        by=derivation(multiples={0: N, 1: -1, 2: -1 * z}),
        means="x = <u, v_d>, y = (G diag(M) z)_d, s = |u|^2, N = sum M z^2",
    )


def converse_size() -> Certificate:
    """If G diag(M) z = lam z and N u = sum M z v then N^2 |u|^2 = z M G M z = lam N, so N s = lam."""
    return implication(
        "N s lam S",
        assume=[relation(N, ">"), relation(big_s, "=", N**2 * s), relation(big_s, "=", lam * N)],
        conclude=relation(lam, "=", N * s),
        by=derivation(multiples={1: 1, 2: -1}, factor=(1, (0,))),
        means="S = |sum M z v|^2, s = |u|^2",
    )


def converse_stationary() -> Certificate:
    x, y, z = names("x y z")
    return implication(
        "N s x y z lam",
        assume=[relation(N, ">"), relation(N * x, "=", y), relation(y, "=", lam * z), relation(lam, "=", N * s)],
        conclude=relation(x, "=", s * z),
        by=derivation(multiples={1: 1, 2: 1, 3: z}, factor=(1, (0,))),
        means="N <u, v_d> = (G diag(M) z)_d = lam z_d = N s z_d",
    )


def value() -> Certificate:
    """loss = T - 2 u.S + N s with u.S = N s = lam."""
    us = names("uS")[0]
    return implication(
        "T uS N s lam",
        assume=[relation(us, "=", N * s), relation(lam, "=", N * s)],
        conclude=relation(t - 2 * us + N * s, "=", t - lam),
        by=derivation(multiples={0: -2, 1: 1}),
        means="the loss of a cluster at its partial minimum is sum M |v|^2 - lam",
    )


def threshold() -> Certificate:
    """JumpReLU: nonnegative products z_d k_d that sum to 0 with z_d > 0 vanish: one of them, with the rest R <= 0."""
    z, k, rest = names("z k R")
    return implication(
        "z k R",
        assume=[relation(z, ">"), relation(-1 * k, ">="), relation(-1 * rest, ">="), relation(z * k + rest, "=")],
        conclude=relation(k, ">="),
        by=derivation({"weight": 1, "square": 1, "use": [2]}, multiples={3: 1}, factor=(1, (0,))),
        means="k_d <= 0 at the threshold and sum z_d k_d = 0 give k_d = 0",
    )


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        """
        With independent input features, partial minima of a partition pattern are the strictly positive eigenvectors
        of G_F diag(M_F).""",
        read(
            "preactivations",
            r"""
            The vector $(a \cdot w_d)_d$ takes every value in $\mathbb{R}^n$: on $F_i$ it ranges over the open
            positive orthant while the other entries can be $-1$. For Top-$k$ with $k \ge 2$ each feature has one
            active neuron and the others must be $\le 0$, the same region as ReLU; for $k = 1$ the region projects
            onto the product of the same orthants.""",
            "linear-algebra",
        ),
        read(
            "open",
            r"""
            The loss of the region depends on $z$ on the clusters only and its minimum over an open set of $z$ is
            stationary: with $N = \sum M_d z_d^2$ and $s = \|u\|^2$, $N u = \sum M_d z_d v_d$ and $\langle u, v_d
            \rangle = s z_d$ for each $d$; both blocks are convex, so this is sufficient.""",
            "convexity",
            "preactivations",
        ),
        checked(
            "eigenvector",
            r"Hence $G \mathrm{diag}(M) z = \lambda z$ with $\lambda = N s \ge 0$, coordinate by coordinate.",
            eigen(),
        ),
        read(
            "given",
            r"Conversely let $z > 0$ be an eigenvector and put $u = \sum M_d z_d v_d / N$.",
            "definition",
            "preactivations",
        ),
        checked("size", r"Then $N \|u\|^2 = \lambda$.", converse_size()),
        checked("stationary", r"And $\langle u, v_d \rangle = s z_d$.", converse_stationary()),
        read(
            "minimum",
            "So both convex blocks are stationary: a partial minimum.",
            "convexity",
            "open",
            "stationary",
            "given",
            "size",
        ),
        checked("value", r"The loss of the cluster is $\sum_{d \in F} M_d \|v_d\|^2 - \lambda$.", value()),
        read("sum", "Clusters have separate neurons, so the losses add up.", "linearity", "value"),
        read("unique", "The eigenvalue is unique, by sdl.positive-eigenvectors-one-eigenvalue.", "instance"),
        read(
            "jumprelu",
            r"""
            JumpReLU with $z > \theta$ is the same with the open set $z > \theta$ (scale $z$ up, $u$ down). If $z \ge
            \theta$ passes, a bound $z_d = \theta$ has $k_d = \langle u, v_d \rangle - s z_d \le 0$, free entries have
            $k_d = 0$, and $\sum M_d z_d k_d = u \cdot (\sum M_d z_d v_d - N u) = 0$.""",
            "convexity",
            "open",
        ),
        checked("bound", "Then these vanish too, so nothing new appears.", threshold()),
        read("all", "Together.", "conclusion", "eigenvector", "minimum", "sum", "unique", "jumprelu", "bound"),
    )
    return Evidence(
        "symbolic-proof",
        "proved",
        "all-parameters",
        "Coordinates and inner products only: every dimension.",
        (
            certificate,
            illustration(
                "These two sums are the gradient (shown for two features in the plane).", one.gradient_identity()
            ),
        ),
    )


def decide(budget: Budget) -> list[Evidence]:
    """Both directions on one problem each."""
    good = {"w": [[1, 0], [0, 1]], "v": [[1, 0], [F(3, 5), F(4, 5)]], "M": [1, 1], "a": [1, 1]}
    let = {**good, "u": [F(4, 5), F(2, 5)], **one.ONE_NEURON}
    point = evaluation(both(one.STATIONARY, one.ACTIVE, one.loss == F(2, 5)), let=let, record="z step_u step_a loss")
    table = cluster_spectrum(
        [[1, 0], [F(3, 5), F(4, 5)]], [1, 1], means="the eigenvalue 8/5 has the eigenvector (1, 1)"
    )
    return [Evidence("exact-decision", "proved", "instance", "An instance: loss 2 - 8/5.", (point, table))]


def examples(budget: Budget) -> Evidence:
    """Random activations with their best column, through the network: the encoder can be improved iff z is no eigenvector."""
    rng, seen, eigenvectors, violations = random.Random(budget.seed), 0, 0, 0
    unit = [[F(1), F(0)], [F(0), F(1)]]
    for _ in range(budget.pick(quick=150, full=2000)):
        x, y = F(rng.randint(-4, 4)), F(rng.randint(1, 4))
        # half of the pairs are mirror images of each other, so that z = (1, 1) is an eigenvector
        mirror = rng.random() < F(1, 2)
        v = [[x, y], [y, x]] if mirror else [[x, y], [F(rng.randint(-4, 4)), F(rng.randint(1, 4))]]
        m = [1, 1] if mirror else [rng.randint(1, 3), rng.randint(1, 3)]
        z = [F(1), F(1)] if mirror else [F(rng.randint(1, 6)), F(rng.randint(1, 6))]
        size = m[0] * z[0] ** 2 + m[1] * z[1] ** 2
        u = [sum(c * t * f[k] for c, t, f in zip(m, z, v, strict=True)) / size for k in range(2)]
        s = u[0] ** 2 + u[1] ** 2
        best = [(u[0] * f[0] + u[1] * f[1]) / s for f in v] if s else z
        if min(best) <= 0:
            continue  # the best encoder for this column leaves the region
        seen += 1
        g = [[p[0] * q[0] + p[1] * q[1] for q in v] for p in v]
        image = [g[d][0] * m[0] * z[0] + g[d][1] * m[1] * z[1] for d in range(2)]
        is_eigenvector = image[0] * z[1] == image[1] * z[0]
        eigenvectors += is_eigenvector
        problem = Problem.transcoder(unit, v, weights=m, activation=Activation("relu"), width=1)
        column = [[u[0]], [u[1]]]
        violations += (problem.loss([best], column) == problem.loss([z], column)) != is_eigenvector
    numbers = {"examples": seen, "eigenvectors": eigenvectors, "seed": budget.seed, "violations": violations}
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "Two features, the whole network in exact numbers.",
        numbers=numbers,
    )


def mutations() -> list[Mutation]:
    def double() -> Certificate:
        us = names("uS")[0]
        return implication(
            "T uS N s lam",
            assume=[relation(us, "=", N * s), relation(lam, "=", N * s)],
            conclude=relation(t - 2 * us + N * s, "=", t - 2 * lam),
            by=derivation(multiples={0: -2, 1: 2}),
        )

    twice = implies(patterns.stationary(), patterns.at == 2 * patterns.VALUE - patterns.whole)
    top = implies(patterns.stationary(), patterns.top_eigenvalues())
    # <v_1, v_2> = -3/5: the positive eigenvector belongs to the smaller eigenvalue 2/5
    obtuse = {**POINT, "v": [[1, 0], [F(-3, 5), F(4, 5)]], "W_D": [[F(1, 5), 0], [F(2, 5), 0]]}
    return [
        wrong("top-only", "the eigenvalue must be the largest one", STATEMENT, obtuse, top, record=RECORD),
        wrong("twice-the-eigenvalue", "the loss is sum M |v|^2 - 2 sum lambda", STATEMENT, POINT, twice, record=RECORD),
        Mutation("value-of-one-cluster", "T - 2 lambda by the derivation of T - lambda", rejected=double),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    return minima(problem, kinds=("relu", "jumprelu", "topk"))
