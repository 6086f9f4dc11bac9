"""Top-1 with independent input features is weighted clustering of the outputs by rays: the global minimum in closed form.  Proved.

Legend: ``B_F`` has the entries ``sqrt(M_d M_e) <v_d, v_e>`` on a cluster F; ``nu(B) = max {y.By : y >= 0, |y| = 1}``.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np

from proofs_checks.sdl._instances import distinct_units, matrix, weights
from proofs_checks.sdl._spectra import copositive
from solvers.exact.linear import rank
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import Expression, both, exists, for_all, length, loss, names, op, total
from theory.sdl import Activation, Problem
from theory.sdl.problem import dot

Q = Fraction
TOP1 = {"type": "topk", "k": 1}
UNIT2, UNIT3 = ([[int(i == j) for j in range(n)] for i in range(n)] for n in (2, 3))
FAN: list[list[Any]] = [[1, 0], [Q(3, 5), Q(4, 5)], [0, 1]]
OBTUSE: list[list[Any]] = [[1, 0], [Q(-3, 5), Q(4, 5)]]
# exact nu of every cluster of FAN with weights 1
NU = {(0,): 1, (1,): 1, (2,): 1, (0, 1): Q(8, 5), (1, 2): Q(9, 5), (0, 2): 1, (0, 1, 2): 2}

PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.top-1-ray-clustering",
    title="Top-1 is weighted clustering by rays",
    statement=r"""
        Let the input features be linearly independent ($W_p$ of full column rank). Under Top-1 of ReLU with $q \ge 1$
        neurons the single-feature loss attains its minimum, and it is the minimum over all partitions of the features
        into at most $q$ clusters of $\sum_i (\mathrm{tr} B_{F_i} - \nu(B_{F_i}))$.""",
    source=Source(locator="statement of this project", arxiv="", ours=True),
    kind="identity",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "independent-inputs",
            r"$w_1, \dots, w_n$ are linearly independent",
            lambda: evaluation(op("rank", names("W")[0]) == 3, let={"W": UNIT3}, record="W"),
            drop=lambda: on_a_line(),
        ),
    ),
    remark="""
        A cluster is fitted by one ray, not by a line: features with a negative inner product do not help each other,
        so nu is the largest eigenvalue only if its eigenvector can be taken nonnegative.""",
)


def on_a_line() -> Certificate:
    """w = 1, 2 on a line, v = 1, 1, one neuron: codes (a, 2a), so the loss is at least 1/5, but tr B - nu(B) = 2 - 2 "
    "= 0."""
    c = names("c")[0]
    return implication(
        "c",
        assume=[],
        conclude=relation((1 - c) ** 2 + (1 - 2 * c) ** 2 - Q(1, 5), ">="),
        by=derivation(term(5, square=c - Q(3, 5))),
        means="c = u a; a <= 0 gives 2. The Gram matrix of v = 1, 1 is all ones with nu = 2",
    )


def fit() -> Certificate:
    """One coordinate of a cluster: with T = sum M v^2, S = sum M z v, N = sum M z^2: N (T - 2 u S + u^2 N) >= N T - "
    "S^2."""
    t_, s_, n_, u = names("T S N u")
    return implication(
        "T S N u",
        assume=[relation(n_, ">")],
        conclude=relation(n_ * (t_ - 2 * u * s_ + u**2 * n_) - (n_ * t_ - s_**2), ">="),
        by=derivation(term(1, square=n_ * u - s_)),
        means="the best column is S/N; summed over coordinates the loss of the cluster is tr B - y.By/|y|^2 with y = "
        "sqrt(M) z",
    )


def bounded() -> Certificate:
    """y.By <= nu |y|^2 for y >= 0."""
    t_, form, nu, n_ = names("T form nu N")
    return implication(
        "T form nu N",
        assume=[relation(n_, ">"), relation(nu * n_ - form, ">=")],
        conclude=relation((n_ * t_ - form) - n_ * (t_ - nu), ">="),
        by=derivation(term(1, use=(1,))),
        means="form = y.By, N = |y|^2: the loss T - form/N of the cluster is at least T - nu",
    )


def cluster(features: list[list[Any]], members: tuple[int, ...], nu: Any) -> Certificate:
    """``nu I - B`` is copositive, for weights 1; off-diagonal products that are negative form the nonnegative part."""
    gram = [[dot(features[d], features[e]) for e in members] for d in members]
    gap = [[(nu if i == j else 0) - g for j, g in enumerate(row)] for i, row in enumerate(gram)]
    rest = [[g if i != j and g > 0 else 0 for j, g in enumerate(row)] for i, row in enumerate(gap)]
    return copositive(gap, rest, means=f"nu of the cluster {[d + 1 for d in members]} is at most {nu}")


def network(
    features: list[list[Any]], inputs: list[list[int]], parts: list[tuple[int, ...]], rays: list[list[Any]], value: Any
) -> Certificate:
    """Neuron i sees its cluster with the codes <v_d, ray>, and its column is the ray: the exact loss (unit rays)."""
    rows = [
        [dot(features[d], ray) if d in part else -1 for d in range(len(features))]
        for part, ray in zip(parts, rays, strict=True)
    ]
    decoder = [list(row) for row in zip(*rays, strict=True)]
    w_e, w_d, w, v = names("W_E W_D W V")
    found = loss(Expression(["data", TOP1]), w_e, w_d, w, v, [1] * len(features))
    let = {"W": inputs, "V": features, "W_E": rows, "W_D": decoder, "loss": found}
    return evaluation(Expression("loss") == value, let=let, record="loss W_E W_D")


def partitions(size: int, most: int) -> Iterator[list[tuple[int, ...]]]:
    """All partitions of ``range(size)`` into at most ``most`` clusters."""
    for labels in product(range(most), repeat=size):
        if all(label <= max(labels[:k], default=-1) + 1 for k, label in enumerate(labels)):
            yield [tuple(d for d in range(size) if labels[d] == c) for c in range(max(labels) + 1)]


def _cost(part: Expression, entries: Expression) -> Expression:
    """``3 - sum nu`` of a partition, with nu looked up in the table."""

    def entry(cluster: Expression) -> Expression:
        return total(entries, lambda e: Expression(["if", (e[0] == cluster).json, e[1].json, 0]), "e")

    return 3 - total(part, entry, "cluster")


def minimum(most: int, value: Any) -> Certificate:
    """Among all partitions of three unit features the least ``3 - sum nu`` is the value; the table of nu is the one "
    "certified."""
    table = [[sum(1 << d for d in members), nu] for members, nu in NU.items()]
    masks = [[sum(1 << d for d in members) for members in part] for part in partitions(3, most)]
    parts, entries = names("partitions table")
    return evaluation(
        both(
            for_all(parts, lambda p: _cost(p, entries) >= value, "p"),
            exists(parts, lambda p: _cost(p, entries) == value, "p"),
            length(parts) == Expression("count"),
        ),
        let={"partitions": Expression(["data", masks]), "table": table, "count": len(masks)},
        record="count",
        means=f"at most {most} clusters: the least value of 3 - sum nu over all partitions is {value}",
    )


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "Top-1, independent inputs: min loss = min over partitions into at most q clusters of sum_i (tr B_i - nu(B_i)).",
        read(
            "free",
            r"The pre-activations $(a_i \cdot w_d)_d$ can be chosen freely, since the $w_d$ are independent.",
            "linear-algebra",
        ),
        read(
            "clusters",
            r"""
            Under Top-1 each feature is on at most one neuron: the loss is the sum over neurons of $\sum_{d \in F_i}
            M_d \|v_d - z_d u_i\|^2$ and over features without a neuron of $M_d \|v_d\|^2$.""",
            "definition",
        ),
        checked(
            "fit",
            r"""
            A cluster with codes z > 0 costs at least $\mathrm{tr} B - y \cdot B y / \|y\|^2$, with equality for the
            best column.""",
            fit(),
        ),
        checked("bounded", r"That is at least $\mathrm{tr} B - \nu(B)$.", bounded()),
        read(
            "lower",
            r"""
            Features without a neuron join any cluster with $y_d = 0$; empty clusters cost nothing, and $\nu \ge 0$.
            So the loss is at least the value of some partition.""",
            "cases",
            "clusters",
            "fit",
            "bounded",
        ),
        read(
            "upper",
            r"""
            Conversely take a best partition and for each cluster a maximiser $y \ge 0$ of $y \cdot B y$ on the unit
            sphere (compact). Let $a_i \cdot w_d = y_d / \sqrt{M_d}$ where $y_d > 0$ and -1 elsewhere: neuron i sees
            these features alone; the best columns give exactly $\sum_i (\mathrm{tr} B_i - \nu(B_i))$.""",
            "convexity",
            "free",
            "fit",
        ),
        read("theorem", "So the minimum is attained and has this value.", "conclusion", "lower", "upper"),
    )
    diagonal = [FAN[1]]
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            "A separate rank-one problem for each cluster.",
            (certificate,),
        ),
        Evidence(
            "exact-decision",
            "proved",
            "instance",
            """
            Three unit features in the plane, weights 1: the minima for 1, 2, 3 neurons are 1, 1/5, 0; two features at
            an obtuse angle: one neuron reaches 1, not tr B - lambda_max = 2/5.""",
            (
                *(cluster(FAN, members, nu) for members, nu in NU.items()),
                minimum(1, 1),
                minimum(2, Q(1, 5)),
                minimum(3, 0),
                network(FAN, UNIT3, [(0, 1, 2)], diagonal, 1),
                pair_network(),
                network(FAN, UNIT3, [(0,), (1,), (2,)], FAN, 0),
                cluster(OBTUSE, (0, 1), 1),
                network(OBTUSE, UNIT2, [(0,)], [OBTUSE[0]], 1),
            ),
        ),
    ]


def pair_network() -> Certificate:
    """Clusters {1}, {2, 3}: both codes of the second neuron are 1, its column is (v_2 + v_3)/2, loss 2 - 9/5."""
    column = [(x + y) / 2 for x, y in zip(FAN[1], FAN[2], strict=True)]
    rows, decoder = [[1, -1, -1], [-1, 1, 1]], [[1, column[0]], [0, column[1]]]
    w_e, w_d, w, v = names("W_E W_D W V")
    found = loss(Expression(["data", TOP1]), w_e, w_d, w, v, [1, 1, 1])
    return evaluation(
        Expression("loss") == Q(1, 5),
        let={"W": UNIT3, "V": FAN, "W_E": rows, "W_D": decoder, "loss": found},
        record="loss W_E W_D",
    )


def _nu(gram: np.ndarray) -> tuple[float, np.ndarray]:
    """``max y.By`` over unit y >= 0, by the top eigenvectors of all principal submatrices."""
    best, where = 0.0, np.zeros(len(gram))
    for keep in product((False, True), repeat=len(gram)):
        index = [i for i, k in enumerate(keep) if k]
        if not index:
            continue
        values, vectors = np.linalg.eigh(gram[np.ix_(index, index)])
        y = vectors[:, -1] * (1 if vectors[:, -1].sum() >= 0 else -1)
        if (y > -1e-12).all() and values[-1] > best:  # eigh is accurate to about 1e-15 here
            best, where = float(values[-1]), np.zeros(len(gram))
            where[index] = np.maximum(y, 0.0)
    return best, where


def closed_form(problem: Problem) -> tuple[float, list[tuple[int, ...]]]:
    """The value of the theorem in floating point, with a best partition."""
    _, v, m = problem.arrays()
    b = np.sqrt(m)[:, None] * (v @ v.T) * np.sqrt(m)[None, :]
    costs = {}
    for part in partitions(problem.n, min(problem.width, problem.n)):
        costs[tuple(part)] = sum(float(np.trace(b[np.ix_(f, f)])) - _nu(b[np.ix_(f, f)])[0] for f in part)
    best = min(costs, key=lambda part: costs[part])
    return costs[best], list(best)


def examples(budget: Budget) -> Evidence:
    """Random exact Top-1 networks are never below the closed form (computed in floating point, tolerance 1e-9)."""
    rng, violations, cases = random.Random(budget.seed), 0, 0
    while cases < budget.pick(quick=25, full=300):
        inputs = matrix(rng, 3, 3)
        if rank(inputs) < 3:
            continue
        cases += 1
        problem = Problem.transcoder(
            inputs,
            distinct_units(rng, 3, 2),
            weights=weights(rng, 3),
            activation=Activation("topk", k=1),
            width=rng.choice((1, 2)),
        )
        value, _ = closed_form(problem)
        for _ in range(10):
            at = problem.loss(matrix(rng, problem.width, 3), matrix(rng, 2, problem.width))
            violations += float(at) < value - 1e-9  # floats: eigenvalues of 3 x 3 matrices, errors below 1e-13
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "Ten random networks for each of the random problems.",
        numbers={"examples": 10 * cases, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    def below() -> Certificate:
        return cluster(FAN, (0, 1), Q(3, 2))

    def ray() -> Certificate:
        """The obtuse pair: codes x, y >= 0 with column (c, d) cost at least 1, more than 2 - lambda_max = 2/5."""
        return cluster(OBTUSE, (0, 1), Q(4, 5))

    return [
        Mutation("smaller-nu", "nu of the first two features is 3/2", rejected=below),
        Mutation("one-too-good", "one neuron reaches 1/5 on the three features", rejected=lambda: minimum(1, Q(1, 5))),
        Mutation(
            "line-instead-of-ray",
            "nu is the largest eigenvalue: 8/5 for the obtuse pair, but already 1 bounds it",
            refuted_by=lambda: cluster(OBTUSE, (0, 1), 1),
        ),
        Mutation("below-one", "nu of the obtuse pair is 4/5", rejected=ray),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """The closed form for the problem, in floating point, with a best partition."""
    if problem.activation.kind != "topk" or problem.activation.k != 1 or problem.field is not None or problem.n > 6:
        return InstanceReport("not-applicable", "evaluated for Top-1 with up to 6 rational features")
    if rank([list(w) for w in problem.features_in]) < problem.n:
        return InstanceReport("hypothesis-fails", "independent-inputs: the input features are dependent")
    value, parts = closed_form(problem)
    clusters = [[d + 1 for d in part] for part in parts]
    return InstanceReport("holds", f"the minimum is {value:.9g}, at the clusters {clusters}")
