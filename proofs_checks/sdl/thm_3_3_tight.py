"""The repaired bound is attained, for every n, k and all M, M_r in [0, 1): equiangular features.

If all inner products of different input features are M and those of output features M_r, every feature sees k - 1 others with value M and
the residual has square (k-1) M^2 (1 + (k-2) M_r).  Equiangular features a e_i + b 1 exist for every n.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.sdl import _construction as star
from proofs_checks.sdl import thm_3_3_repaired as built
from proofs_checks.sdl._instances import report
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, InstanceReport, Source
from theory.sdl import Activation, Problem
from theory.sdl.formal import D, E, M, V, W, loss, topk_codes, weighted
from theory.typed import Expr, both, column, cond, dot, exists, for_all, implies, mat, relu, scalar, size, var

F = Fraction
n, k, mu, nu = scalar(size("n")), scalar(size("k")), built.mu, built.nu
Z = var("Z", mat("q", "n"))
at_star = weighted(V - D @ Z, M)


def equiangular(x: Expr, angle: Expr) -> Expr:
    """Unit columns, all inner products of different ones equal."""
    value = lambda i, j: dot(column(x, i), column(x, j)) == cond(i == j, 1, angle)  # noqa: E731
    return for_all("n", lambda i: for_all("n", lambda j: value(i, j), "j"))


def bound(copied: Expr) -> Expr:
    """The repaired bound where so many values of each feature are copied."""
    return (copied - 1) * mu**2 * (1 + relu(copied - 2) * nu) * built.weight


def there_are(name: str, angle: Expr) -> Expr:
    """Equiangular features with this inner product."""
    return exists(mat("n", "n"), lambda x: equiangular(x, angle), name)


ATTAINED = both(at_star == bound(k), loss(D, E, W, V, M) == bound(n))
EQUIANGULAR = both(equiangular(W, mu), equiangular(V, nu))


def instance(n: int, k: int, **more: Any) -> dict[str, Any]:
    """n equiangular features with two different angles for input and output."""
    (w, mu), (v, nu) = star.angles(n, 2)
    made = built.network([list(x) for x in w], [list(x) for x in v], mu=mu, nu=nu, k=k, M=list(range(1, n + 1)))
    return {name: value for name, value in {**made, **more}.items() if name != "copied"}


def two(w: list[list[Any]], v: list[list[Any]], **more: Any) -> dict[str, Any]:
    """The construction for the features and targets (rows), Top-k with k = 2."""
    made = {**built.network(w, v, k=2), **more}
    return {name: value for name, value in made.items() if name != "copied"}


UNIT, QUARTER = [[1, 0], [0, 1]], [[1, 0], [F(4, 5), F(3, 5)], [F(3, 5), F(4, 5)]]

T = Theorem(
    id="sdl.thm-3.3-tight",
    title="Equiangular features attain the repaired bound",
    says=r"""
        For every $1 \le k \le n$ and $M, M_r \in [0, 1)$ there are $n$ unit features with $\langle w_i, w_j
        \rangle = M$ and there are some with $\langle v_i, v_j \rangle = M_r$ ($i \ne j$), and for all of these, with $\sigma$ =
        Top-$k$ of ReLU, $\tilde{L} = (k - 1) M^2 (1 + (k - 2)_+ M_r) \sum_d M_d$ at the construction; with ReLU the same
        for $k = n$. (Formally: neuron $f_d$ has the row $w_d$ and the column $v_d$, all other rows are zero.)""",
    source=Source(locator="Theorem 3.3, sharpness of the repaired bound", ours=True),
    kind="bound",
    sizes="n p q r k",
    about=(W, V, M, E, D, built.f, mu, nu),
    let=((Z, topk_codes(size("k"), E @ W)),),
    given={
        "how-many-copied": Given(
            r"$1 \le k \le n$", both(size("k") >= 1, size("k") <= size("n")), fails={**instance(3, 3), "k": 4}
        ),
        "angles": Given(
            r"$0 \le M < 1$ and $0 \le M_r < 1$",
            both(mu >= 0, mu < 1, nu >= 0, nu < 1),
            fails=two([[1], [-1]], [[1], [1]], mu=-1, nu=1),
        ),
    },
    then=both(there_are("X", mu), there_are("Y", nu), implies(both(built.CONSTRUCTION, EQUIANGULAR), ATTAINED)),
    example=instance(3, 2),
    needs=("sdl.thm-3.3-repaired",),
    over="rcfType",
    remark="The real closed field is needed for the square roots in a and b only; the equality holds in every ordered field.",
)
T.wrongly(
    "any-angles",
    "features need not be equiangular",
    implies(built.CONSTRUCTION, ATTAINED),
    **two(QUARTER, QUARTER, mu=F(24, 25), nu=F(24, 25), k=3),
)
T.wrongly(
    "nine-tenths",
    "nine tenths of the bound",
    implies(both(built.CONSTRUCTION, EQUIANGULAR), at_star == F(9, 10) * bound(k)),
)
T.wrongly(
    "published-constant",
    "the loss of equiangular features is n^2 M^2 sum M_d",
    implies(both(built.CONSTRUCTION, EQUIANGULAR), at_star == n**2 * mu**2 * built.weight),
)
PAGE = "construction"
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """The loss of random equiangular systems, by the problem class."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=30, full=300), 0
    for _ in range(count):
        n = rng.randint(2, 6)
        k = rng.randint(1, n)
        (w, mu), (v, rho) = rng.sample(star.angles(n, 5), 2)
        problem = Problem.transcoder(w, v, activation=Activation("topk", k=k), width=n)
        found = problem.loss(w, [list(row) for row in zip(*v, strict=True)])
        violations += found != n * (k - 1) * mu**2 * (1 + max(0, k - 2) * rho)
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "instance", "Random equiangular systems.", numbers=numbers)


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Equality on the user's problem, if its features are equiangular."""
    if problem.activation.kind not in ("topk", "relu"):
        return InstanceReport("not-applicable", "the claim is about Top-k of ReLU and ReLU")
    sides: list[Any] = [[list(x) for x in side] for side in (problem.features_in, problem.features_out)]
    w, v = sides
    mu, nu = (star.largest_inner_product(x) if problem.n > 1 else F(0) for x in (w, v))
    k = min(problem.n, problem.activation.k or problem.n)
    point = two(w, v, M=list(problem.weights), mu=mu, nu=nu, k=k)
    if problem.field is None and not (equal_angles(w, mu) and equal_angles(v, nu)):
        return InstanceReport("hypothesis-fails", "equiangular: the inner products of the features differ")
    return report(T.statement, point, "the construction on equiangular features", field=problem.field)


def equal_angles(vectors: list[list[Any]], angle: Any) -> bool:
    """Unit vectors with this inner product."""
    inner = [[sum(x * y for x, y in zip(a, b, strict=True)) for a in vectors] for b in vectors]
    return all(inner[i][j] == (1 if i == j else angle) for i in range(len(inner)) for j in range(len(inner)))
