r"""Features in full column rank: a partial minimum with a partition pattern exists iff every ``G_F diag(M_F)`` has a positive eigenvector.

For ReLU (and, beyond the formal statement, JumpReLU and Top-k of ReLU); the loss there is ``sum M_d |v_d|^2`` minus the eigenvalues.
"""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from typing import Any

from proofs_checks.parts import hypotheses, wrong
from proofs_checks.sdl import _formal as formal
from proofs_checks.sdl import _landscape as one
from proofs_checks.sdl import _partition_patterns as patterns
from proofs_checks.sdl._clusters import minima
from proofs_checks.sdl._spectra import cluster_spectrum
from theory.claims import Budget, Claim, Evidence, InstanceReport, Mutation, Source
from theory.evidence import evaluation
from theory.formal import both, codes, for_all, implies, loss, names, op
from theory.sdl import Activation, Problem
from theory.sdl.formal import POSITIVE_WEIGHTS, D, E, M, V, W, loss_at
from theory.sdl.minima import VALUE, eigenvalue, eigenvectors, own
from theory.sdl.regions import FULL_COLUMN_RANK, PARTITION, L, c, owned, partial_minimum
from theory.statement import Statement
from theory.typed import Expr, TypedStatement, by_entries, exists, var, vec
from theory.typed import both as all_of
from theory.typed import for_all as every
from theory.typed import iff as if_and_only_if
from theory.typed import implies as if_then

F = Fraction
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
    "act": formal.RELU,
    "w": [[1, 0], [0, 1]],
    "v": PAIR,
    "m": [1, 1],
    "W_E": [[1, 1], [-1, -1]],
    "W_D": [[F(4, 5), 0], [F(2, 5), 0]],
    "other_E": [[2, 1], [0, 0]],
    "other_D": [[1, 1], [0, 1]],
}
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
    **POINT,
    "w": [[1], [1]],
    "v": [[1, 0], [0, 2]],
    "W_E": [[1]],
    "W_D": [[F(1, 2)], [1]],
    "other_E": [[1]],
    "other_D": [[0], [0]],
}
# both neurons on feature 1, each the best column for its own activations: no partition, and the losses do not add up
OVERLAPPING = {
    **POINT,
    "v": [[1, 0], [0, 1]],
    "W_E": [[1, -1], [1, -1]],
    "W_D": [[1, 1], [0, 0]],
    "other_E": [[1, -1], [1, -1]],
}
# neuron 2 serves feature 3 and may take over the residual (1, -2) / 5 of feature 1
OTHER_PATTERN: dict[str, Any] = {
    "act": formal.RELU,
    "w": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "v": [*PAIR, [1, -2]],
    "m": [1, 1, 1],
    "W_E": [[1, 1, -1], [-1, -1, 1]],
    "W_D": [[F(4, 5), 1], [F(2, 5), -2]],
    "other_E": [[1, 1, -1], [F(1, 5), -1, 1]],
    "other_D": [[1, 1], [0, 1]],
}

z, x = var("z", vec("n")), var("x", vec("n"))
lam, kappa = var("lam", vec("q"), r"\lambda"), var("kappa", vec("q"), r"\kappa")


def positive_vector(y: Expr) -> Expr:
    """All entries are positive."""
    return every("n", lambda d: y[d] > 0, "d")


def at_minimum(d: Expr, e: Expr) -> Expr:
    """A partial minimum with this pattern whose activations are z."""
    return all_of(owned(c, e, W), partial_minimum(d, e, W, V, M), own(c, e, W) == z)


same_values = every("n", lambda d: all_of(lam[c[d]] >= 0, lam[c[d]] == kappa[c[d]]), "d")
TYPED = TypedStatement(
    "n p q r",
    (W, V, M, c, L, D, E, z, x, lam, kappa),
    {"positive-weights": POSITIVE_WEIGHTS, "full-column-rank": FULL_COLUMN_RANK},
    all_of(
        if_then(
            positive_vector(z),
            if_and_only_if(
                exists(D.type, lambda d: exists(E.type, lambda e: at_minimum(d, e), "E1"), "D1"),
                exists(vec("q"), lambda values: eigenvectors(z, values), "values"),
            ),
        ),
        if_then(
            all_of(positive_vector(z), positive_vector(x), eigenvectors(z, lam), eigenvectors(x, kappa)), same_values
        ),
        if_then(
            all_of(PARTITION, partial_minimum(D, E, W, V, M)),
            all_of(eigenvectors(own(c, E, W), by_entries("q", eigenvalue)), loss_at(D, E) == VALUE),
        ),
    ),
)

PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.thm-3.6-positive-eigenvectors",
    title="Partial minima are positive eigenvectors",
    statement=r"""
        Let $W_p$ have full column rank, $M_d > 0$, and let $(F_1, \dots, F_q)$ partition the features (sets may be
        empty). Positive numbers $z$ are the activations of a partial minimum of $\tilde{L}$ (ReLU) with this pattern if
        and only if for every nonempty $F_i$ they are an eigenvector of the matrix $G_{F_i} \mathrm{diag}(M_{F_i})$,
        $G_{de} = \langle v_d, v_e \rangle$. The eigenvalue $\lambda_i \ge 0$ is unique, and $\tilde{L} = \sum_d M_d
        \|v_d\|^2 - \sum_i \lambda_i$. Beyond the formal statement: the same holds for JumpReLU ($\theta \ge 0$) and
        Top-$k$ of ReLU.""",
    source=Source(locator="Theorem 3.6, repaired: positive eigenvectors", ours=True),
    kind="equivalence",
    expected="proved",
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
    statement_formal=replace(STATEMENT, whole=False),
    typed=TYPED,
)


def prove(budget: Budget) -> Evidence:
    """One problem on which both directions are seen."""
    good = {"w": [[1, 0], [0, 1]], "v": [[1, 0], [F(3, 5), F(4, 5)]], "M": [1, 1], "a": [1, 1]}
    let = {**good, "u": [F(4, 5), F(2, 5)], **one.ONE_NEURON}
    point = evaluation(both(one.STATIONARY, one.ACTIVE, one.loss == F(2, 5)), let=let, record="z step_u step_a loss")
    table = cluster_spectrum(
        [[1, 0], [F(3, 5), F(4, 5)]], [1, 1], means="the eigenvalue 8/5 has the eigenvector (1, 1)"
    )
    return Evidence("certified-instances", "proved", "instance", "An instance: loss 2 - 8/5.", (point, table))


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
    twice = implies(patterns.stationary(), patterns.at == 2 * patterns.VALUE - patterns.whole)
    top = implies(patterns.stationary(), patterns.top_eigenvalues())
    # <v_1, v_2> = -3/5: the positive eigenvector belongs to the smaller eigenvalue 2/5
    obtuse = {**POINT, "v": [[1, 0], [F(-3, 5), F(4, 5)]], "W_D": [[F(1, 5), 0], [F(2, 5), 0]]}
    return [
        wrong("top-only", "the eigenvalue must be the largest one", STATEMENT, obtuse, top, record=RECORD),
        wrong("twice-the-eigenvalue", "the loss is sum M |v|^2 - 2 sum lambda", STATEMENT, POINT, twice, record=RECORD),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    return minima(problem, kinds=("relu", "jumprelu", "topk"))
