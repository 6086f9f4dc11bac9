r"""Theorem 3.6 repaired, in one statement: which polysemantic partition patterns carry partial minima, local minima, and how low they are.

The parts (a) to (h) are claims of their own; this one joins them for ReLU and input features of full column rank.
"""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

from proofs_checks.parts import hypotheses, wrong
from proofs_checks.sdl import _formal as formal
from proofs_checks.sdl import _partition_patterns as patterns
from proofs_checks.sdl import _thm_3_6_top_eigenvectors as statement_of_top
from proofs_checks.sdl import thm_3_6_top_eigenvectors as second_order
from proofs_checks.sdl._clusters import minima
from proofs_checks.sdl._spectra import cluster_spectrum, positive, psd
from proofs_checks.sdl._thm_3_6_counterexamples import weights_one_two
from proofs_checks.sdl.thm_3_6 import GENERIC
from theory.claims import Budget, Certificate, Claim, Evidence, InstanceReport, Mutation, Source
from theory.formal import Expression, both, for_all, implies, listing, loss, names, negation, op, rank, scale
from theory.formal import exists as exists_one
from theory.sdl import Problem
from theory.sdl.formal import POSITIVE_WEIGHTS, D, E, M, V, W, loss_at
from theory.sdl.minima import STRICTLY_OFF, VALUE, eigenvalue, eigenvectors, own
from theory.sdl.minima import second_order as second_order_condition
from theory.sdl.regions import FULL_COLUMN_RANK, PARTITION, L, c, owned, partial_minimum
from theory.statement import Statement
from theory.typed import Expr, TypedStatement, by_entries, column, exists, iff, mat, var, vec
from theory.typed import both as both_hold
from theory.typed import for_all as every
from theory.typed import implies as if_then

F = Fraction

w, v, m = formal.w, formal.v, formal.m
(best,) = names("best")
other_loss = loss(formal.act, statement_of_top.other_E, statement_of_top.other_D, w, v, m)
moved_loss = loss(formal.act, statement_of_top.moved_E, statement_of_top.moved_D, w, v, m)


def _rank(i: Expression) -> Expression:
    """The rank of the targets of the cluster of neuron i."""
    chosen = listing(patterns.FEATURES, lambda d: op("if", patterns.z[d, i] > 0, v[d], scale(0, v[d])), "d")
    return rank(chosen)


SOME_PLANE = exists_one(patterns.NEURONS, lambda j: _rank(j) >= 2, "j")
# within every cluster the targets are positive multiples of one another, or all of them are 0
ALIGNED = patterns.each_pair(
    lambda d, i: for_all(
        patterns.FEATURES,
        lambda e: implies(
            both(patterns.is_on(d, i), patterns.is_on(e, i)),
            op("or", both(op("norm2", v[d]) == 0, op("norm2", v[e]) == 0), formal.parallel(v[d], v[e])),
        ),
        "e",
    )
)
LOCAL = both(patterns.stationary(), patterns.strictly_off())
STATEMENT = Statement(
    variables=statement_of_top.STATEMENT.variables,
    hypotheses={
        "positive-weights": formal.POSITIVE_WEIGHTS,
        "full-column-rank": statement_of_top.STATEMENT.hypotheses["full-column-rank"],
        "partition": statement_of_top.STATEMENT.hypotheses["partition"],
    },
    conclusion=both(
        # partial minima are positive eigenvectors, of this value
        implies(patterns.stationary(), both(patterns.eigenvectors(), patterns.at == patterns.VALUE)),
        implies(
            patterns.eigenvectors(),
            both(
                patterns.stationary(best),
                loss(formal.act, formal.W_E, op("transpose", best), w, v, m) == patterns.VALUE,
                (patterns.VALUE == 0) == ALIGNED,
            ),
        ),
        # with strictly negative preactivations elsewhere: local minima are the top ones, from the others a curve leads down
        implies(both(LOCAL, patterns.top_eigenvalues(), statement_of_top.OFF_KEPT), other_loss >= patterns.at),
        implies(both(LOCAL, statement_of_top.LARGER, statement_of_top.SMALL), moved_loss < patterns.at),
    ),
    let={**statement_of_top.LET, "best": patterns.BEST_COLUMNS},
)
RECORD = "z u rayleigh"
POINT, SADDLE = second_order.POINT, second_order.SADDLE
# opposite targets on one neuron: the best column is 0 and stationary, with loss 2
OPPOSITE = {**SADDLE, "v": [[1], [-1]], "W_E": [[1, 1]], "W_D": [[0]], "other_E": [[1, 1]], "other_D": [[0]]}

D1, E1 = var("D1", mat("r", "q")), var("E1", mat("q", "p"))
some = exists(
    D1.type, lambda d: exists(E1.type, lambda e: both_hold(owned(c, e, W), partial_minimum(d, e, W, V, M)), "E1"), "D1"
)
vectors = exists(
    vec("n"),
    lambda z: exists(vec("q"), lambda x: both_hold(every("n", lambda d: z[d] > 0, "d"), eigenvectors(z, x)), "lam"),
    "z",
)


def multiples(t: Expr, u: Expr) -> Expr:
    """Every target is a positive multiple of the vector of its cluster."""
    return every("n", lambda d: both_hold(t[d] > 0, column(V, d) == t[d] * column(u, c[d])), "d")


aligned = exists(vec("n"), lambda t: exists(mat("r", "q"), lambda u: multiples(t, u), "U"), "t")
TYPED = TypedStatement(
    "n p q r",
    (W, V, M, c, L, D, E),
    {"positive-weights": POSITIVE_WEIGHTS, "full-column-rank": FULL_COLUMN_RANK},
    both_hold(
        iff(some, vectors),
        if_then(
            both_hold(PARTITION, partial_minimum(D, E, W, V, M)),
            both_hold(
                eigenvectors(own(c, E, W), by_entries("q", eigenvalue)),
                loss_at(D, E) == VALUE,
                iff(loss_at(D, E) == 0, aligned),
                if_then(STRICTLY_OFF, second_order_condition()),
            ),
        ),
    ),
)

PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.thm-3.6-repaired",
    title="Partial and local minima of polysemantic patterns",
    statement=r"""
        Let $W_p$ have full column rank, $M_d > 0$, and let $(F_1, \dots, F_q)$ be a partition pattern under ReLU. A
        partial minimum with this pattern exists if and only if each $G_{F_i} \mathrm{diag}(M_{F_i})$ has a strictly
        positive eigenvector, with eigenvalue $\lambda_i$; then $\tilde{L} = \sum_d M_d \|v_d\|^2 - \sum_i \lambda_i$,
        which is 0 if in every $F_i$ the targets are positive multiples of one vector and positive otherwise. With
        strictly negative preactivations elsewhere it is a local minimum if every $\lambda_i$ is the largest eigenvalue,
        else a strict saddle. Beyond the formal statement: for $q \ge n$ a path along which the loss never rises leads
        from it to the global minimum.""",
    source=Source(locator="Theorem 3.6, repaired", ours=True),
    kind="existence",
    expected="proved",
    hypotheses=hypotheses(
        STATEMENT,
        POINT,
        {
            # any value on a feature of weight 0 is minimal
            "positive-weights": (
                r"$M_d > 0$",
                {
                    "w": [[1, 0], [0, 1]],
                    "v": [[1, 0], [0, 1]],
                    "inverse": [[1, 0], [0, 1]],
                    "m": [1, 0],
                    "W_E": [[1, 1]],
                    "W_D": [[1], [0]],
                    "other_E": [[1, 1]],
                    "other_D": [[0], [0]],
                },
            ),
            "full-column-rank": (
                "the input features are linearly independent",
                second_order.WITHOUT["full-column-rank"],
            ),
            "partition": ("each feature is on for exactly one neuron", second_order.WITHOUT["partition"]),
        },
        record=RECORD,
    ),
    depends_on=(
        "sdl.thm-3.6-region-criterion",
        "sdl.thm-3.6-positive-eigenvectors",
        "sdl.thm-3.6-principal-directions",
        "sdl.thm-3.6-positive-interference",
        "sdl.thm-3.6-top-eigenvectors",
        "sdl.thm-3.6-infimum",
        "sdl.thm-3.6-prevalence",
        "sdl.thm-3.6-no-trap",
    ),
    remark=r"""
        The published theorem asks for existence for every pattern; by the prevalence law this holds with probability
        $m\,2^{1-m}$ only, for $m$ random targets on one neuron. (An earlier form of this claim had loss 0 for targets of
        rank one: false for $v_2 = -v_1$, where the best column is 0.)""",
    statement_formal=replace(STATEMENT, whole=False),
    typed=TYPED,
)


def prove(budget: Budget) -> Evidence:
    text = "Spurious local minima exist, and so do patterns without any partial minimum."
    certificates = (second_order.spurious_point(), weights_one_two())
    return Evidence("certified-instances", "proved", "instance", text, certificates)


def examples(budget: Budget) -> Evidence:
    """Floating point, whole network: at each positive eigenvector the finite-difference gradient vanishes, and only there."""
    import numpy as np

    rng, seen, violations = random.Random(budget.seed), 0, 0
    while seen < budget.pick(quick=25, full=250):
        v = [[rng.randint(-4, 4) for _ in range(3)] for _ in range(3)]
        m = [rng.randint(1, 3) for _ in range(3)]
        if abs(np.linalg.det(np.array(v, float))) < 1:
            continue
        seen += 1
        signs = cluster_spectrum(v, m)["asserts"]["signs"]
        big_v, weights = np.array(v, float), np.array(m, float)

        def loss(x: np.ndarray, v_: np.ndarray = big_v, m_: np.ndarray = weights) -> float:
            return float(m_ @ ((v_ - np.maximum(x[:3], 0)[:, None] * x[3:]) ** 2).sum(axis=1))

        values, vectors = np.linalg.eig(big_v @ big_v.T * weights)
        for k, row in zip(np.argsort(np.real(values)), signs, strict=True):
            if 0 in row:
                continue  # |z| lies on the boundary: the neuron is off for a feature, another region
            z = np.abs(np.real(vectors[:, k]))
            x = np.concatenate([z, (weights * z) @ big_v / (weights @ z**2)])
            steps = np.eye(6) * 1e-5
            gradient = np.array([(loss(x + h) - loss(x - h)) / 2e-5 for h in steps])
            # central differences of a loss of size about 100 are good to 1e-5; other points have gradients above 1e-3
            violations += bool(np.abs(gradient).max() < 1e-3) != positive(row)
    numbers = {"examples": seen, "seed": budget.seed, "violations": violations}
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "|z| of an eigenvector without zeros is stationary iff it is positive.",
        numbers=numbers,
    )


def mutations() -> list[Mutation]:
    def always_local() -> Certificate:
        return psd([[2 - 1, -1], [-1, 1 - 1]], means="lambda I - B for lambda = 1")

    minimal = both(LOCAL, statement_of_top.OFF_KEPT)
    return [
        wrong(
            "every-partial-minimum",
            "every partial minimum is a local minimum",
            STATEMENT,
            second_order.LOWER,
            implies(minimal, other_loss >= patterns.at),
            record=RECORD,
        ),
        wrong(
            "no-spurious",
            "for q >= n there is no spurious local minimum",
            STATEMENT,
            second_order.RECOVERED,
            implies(both(LOCAL, patterns.top_eigenvalues()), other_loss >= patterns.at),
            record=RECORD,
        ),
        wrong(
            "rank-one",
            "the loss is 0 if the targets of every cluster have rank at most one",
            STATEMENT,
            OPPOSITE,
            implies(both(patterns.stationary(), negation(SOME_PLANE)), patterns.at == 0),
            record=RECORD,
        ),
        Mutation(
            "every-pattern",
            "every realizable polysemantic pattern has a partial minimum",
            refuted_by=lambda: cluster_spectrum(GENERIC, [1, 1, 1], means="no positive eigenvector at all"),
        ),
        Mutation("spurious-psd", "lambda I - B is psd for an eigenvalue in the middle", rejected=always_local),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    return minima(problem)
