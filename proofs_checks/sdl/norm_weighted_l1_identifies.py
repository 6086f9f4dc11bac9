"""An L1 penalty weighted with decoder norms makes decoder directions identifiable wherever single features can be seen alone.

Legend: ``J = sum_d M_d |v_d - W_D z_d|^2 + sum_d lambda_d sum_j z_jd |u_j|``, rho_d = |v_d|, s_d = (rho_d - lambda_d/(2 M_d))_+.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.sdl import _absorption as split
from proofs_checks.sdl import _norm_weighted_l1 as points
from proofs_checks.sdl._instances import distinct_units
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import OWN, Budget, Certificate, Evidence, InstanceReport, Mutation, Source
from theory.sdl import Activation, Problem
from theory.sdl.formal import POSITIVE_WEIGHTS, D, M, V
from theory.sdl.problem import dot
from theory.typed import (
    SCALAR,
    Expr,
    both,
    column,
    exists,
    family,
    for_all,
    iff,
    implies,
    listed,
    mat,
    norm2,
    relu,
    total,
    var,
)

Q = Fraction
Z, penalty = var("Z", mat("q", "n")), var("lambda", family("n", SCALAR))
norms, sizes = var("rho", family("n", SCALAR)), var("a", family("q", SCALAR))
shrunk, J, bound = var("s", family("n", SCALAR)), var("J", SCALAR), var("B", SCALAR)


def term(d: Expr) -> Expr:
    """The objective of one feature."""
    fit = norm2(column(V, d) - D @ column(Z, d))
    return M[d] * fit + penalty[d] * total("q", lambda j: Z[j, d] * sizes[j], "j")


def along(j: Expr, d: Expr) -> Expr:
    """The column is not zero and a positive multiple of the target."""
    return both(sizes[j] > 0, sizes[j] * column(V, d) == norms[d] * column(D, j))


def written(d: Expr) -> Expr:
    """The output is the shrunk target, and every live neuron that is on points along the target."""
    live = for_all("q", lambda j: implies(both(Z[j, d] > 0, sizes[j] > 0), both(shrunk[d] > 0, along(j, d))), "j")
    return both(D @ column(Z, d) == (shrunk[d] / norms[d]) * column(V, d), live)


NOT_PARALLEL = for_all(
    "n",
    lambda d: for_all("n", lambda e: implies(d != e, norms[e] * column(V, d) != norms[d] * column(V, e)), "e"),
    "d",
)
LEARNED = for_all(
    "n", lambda d: implies(2 * M[d] * norms[d] > penalty[d], exists("q", lambda j: along(j, d), "j")), "d"
)
ALONE = for_all(
    "q",
    lambda j: for_all(
        "n", lambda d: for_all("n", lambda e: implies(both(sizes[j] > 0, Z[j, d] > 0, Z[j, e] > 0), d == e), "e"), "d"
    ),
    "j",
)
SINGLE = {"n": 1, "q": 1, "r": 1, "V": [[1]], "lambda": [1], "rho": [1]}

T = Theorem(
    id="sdl.norm-weighted-l1-identifies",
    title="L1 with decoder norms restores identifiability",
    says=r"""
        Let $J = \sum_d M_d \|v_d - W_D z_d\|^2 + \sum_d \lambda_d \sum_j z_{jd} \|u_j\|$ with $M_d, \lambda_d > 0$,
        $v_d \ne 0$ and codes $z \ge 0$ of any activation; $\rho_d = \|v_d\|$, $s_d = \max(\rho_d - \lambda_d / (2
        M_d), 0)$. Then $J \ge \sum_d (M_d (\rho_d - s_d)^2 + \lambda_d s_d)$, with equality if and only if for every
        $d$: $W_D z_d = (s_d / \rho_d) v_d$ and every $u_j \ne 0$ with $z_{jd} > 0$ is a positive multiple of $v_d$
        (for $s_d = 0$: there is none). So if the $v_d$ are pairwise not positively parallel and the bound is
        attained, every global minimiser has, for each $d$ with $M_d > \lambda_d / (2 \rho_d)$, a neuron with decoder
        direction $v_d$, and every neuron with $u_j \ne 0$ is on for at most one feature. Beyond the formal statement:
        for distinct unit features and enough neurons the bound is attained under JumpReLU ($\theta > 0$) and Top-k
        always, and under ReLU if $w_d \notin \mathrm{cone}\{w_e : e \ne d\}$ for each $d$ with $s_d > 0$; if the
        $v_d$ are pairwise not positively parallel, then also only if.""",
    source=Source(locator=OWN, arxiv="", ours=True),
    kind="bound",
    sizes="n q r",
    about=(Z, V, M, D, penalty, norms, sizes),
    let=(
        (shrunk, listed("n", lambda d: relu(norms[d] - penalty[d] / (2 * M[d])), "d")),
        (J, total("n", term, "d")),
        (bound, total("n", lambda d: M[d] * (norms[d] - shrunk[d]) ** 2 + penalty[d] * shrunk[d], "d")),
    ),
    given={
        "weights": Given("$M_d > 0$", POSITIVE_WEIGHTS, fails={**SINGLE, "Z": [[1]], "M": [-1], "D": [[3]], "a": [3]}),
        # any split of the target is as good as another
        "positive-penalty": Given(
            r"$\lambda_d > 0$",
            for_all("n", lambda d: penalty[d] > 0, "d"),
            fails={
                "Z": [[Q(5, 6), 1], [Q(5, 6), 0]],
                "V": [[1, Q(3, 5)], [0, Q(4, 5)]],
                "D": [[Q(3, 5), Q(3, 5)], [Q(4, 5), Q(-4, 5)]],
                "lambda": [0, 0],
            },
        ),
        "norms": Given(
            r"$\rho_d = \|v_d\| > 0$",
            for_all("n", lambda d: both(norms[d] > 0, norms[d] ** 2 == norm2(column(V, d))), "d"),
            fails={"rho": [2, 2]},
        ),
        "column-norms": Given(
            r"$a_j = \|u_j\|$",
            for_all("q", lambda j: both(sizes[j] >= 0, sizes[j] ** 2 == norm2(column(D, j))), "j"),
            fails={"a": [0, 0]},
        ),
        # raw Top-k can pass a negative value
        "nonnegative-codes": Given(
            r"$z \ge 0$",
            for_all("q", lambda j: for_all("n", lambda d: Z[j, d] >= 0, "d"), "j"),
            fails={**SINGLE, "Z": [[-1]], "M": [1], "D": [[-1]], "a": [1]},
        ),
    },
    then=both(
        bound <= J,
        iff(bound == J, for_all("n", written, "d")),
        implies(both(NOT_PARALLEL, bound == J), both(LEARNED, ALONE)),
    ),
    example={
        "n": 2,
        "q": 2,
        "r": 2,
        "Z": [[Q(1, 2), 0], [0, Q(1, 2)]],
        "V": [[1, 0], [0, 1]],
        "M": [1, 1],
        "D": [[1, 0], [0, 1]],
        "lambda": [1, 1],
        "rho": [1, 1],
        "a": [1, 1],
    },
    needs=("sdl.realizable-supports",),
    remark=r"""
        Feature d is learned iff $\lambda_d < 2 M_d \rho_d$. With $\lambda_d = \lambda \Pr(d) E x_d$ and $M_d = \Pr(d)
        E x_d^2$ this does not depend on how often the feature occurs. Under Top-k with $k \ge 2$ and fewer than $n k$
        neurons attainment is a question of width.""",
)
T.wrongly(
    "no-shrinkage",
    "features are recovered at full size",
    implies(bound == J, for_all("n", lambda d: D @ column(Z, d) == column(V, d), "d")),
)
T.wrongly("never-attained", "the bound is never attained", bound < J)
T.wrongly(
    "any-activation-of-one-feature",
    "every neuron is on for one feature",
    implies(bound == J, for_all("q", lambda j: exists("n", lambda d: Z[j, d] > 0, "d"), "j")),
    q=3,
    Z=[[Q(1, 2), 0], [0, Q(1, 2)], [0, 0]],
    D=[[1, 0, 0], [0, 1, 0]],
    a=[1, 1, 0],
)
PAGE = "zero-loss"
CLAIM = T.claim()


def prove(budget: Budget) -> Evidence:
    """Beyond the formal statement: attained under Top-2 although w_1 is in the cone of the others."""
    text = "Three features with $w_1$ in the cone of the others, under Top-2: the bound is attained."
    return Evidence("certified-instances", "proved", "instance", text, (points.copies(),))


def examples(budget: Budget) -> Evidence:
    """Random networks whose decoder columns are rational multiples of unit vectors, so that their norms are exact."""
    rng, violations, count = random.Random(budget.seed), 0, budget.pick(quick=150, full=3000)
    for _ in range(count):
        p, q = rng.choice((2, 3)), rng.choice((1, 2, 3))
        features = distinct_units(rng, 3, p)
        kind = rng.choice((Activation("relu"), Activation("jumprelu", theta=Q(1, 2)), Activation("topk", k=1)))
        m, penalty = [Q(rng.randint(1, 4)) for _ in features], [Q(rng.randint(1, 6), 2) for _ in features]
        problem = Problem.sae(features, weights=m, activation=kind, width=q)
        rows = [[Q(rng.randint(-3, 3), 2) for _ in range(p)] for _ in range(q)]
        sizes, columns = [Q(rng.randint(0, 4), 4) for _ in range(q)], [distinct_units(rng, 1, p)[0] for _ in range(q)]
        decoder = [[c * u[i] for c, u in zip(sizes, columns, strict=True)] for i in range(p)]
        z: Any = problem.codes(rows)
        value: Any = problem.loss_of_codes(z, decoder)
        value += sum(
            a * sum(x * y for x, y in zip(code, sizes, strict=True)) for a, code in zip(penalty, z, strict=True)
        )
        best = [max(1 - a / (2 * b), Q(0)) for a, b in zip(penalty, m, strict=True)]
        violations += value < sum(b * (1 - y) ** 2 + a * y for a, b, y in zip(penalty, m, best, strict=True))
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        """
            Random exact networks under ReLU, JumpReLU and Top-1: J is never below the bound.""",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    def relu_always() -> Certificate:
        return split.unrealizable([[Q(3, 5), Q(4, 5)], [1, 0], [Q(-3, 5), Q(4, 5)]], [0])

    necessary = "under ReLU the cone condition is necessary for parallel targets too"
    isolation = "under Top-2 the bound is attained only for features outside the cone of the others"
    return [
        *T.mutations(),
        Mutation("relu-only-if-for-all-targets", necessary, refuted_by=points.parallel),
        Mutation("relu-always", "under ReLU some row sees any given feature alone", refuted_by=relu_always),
        Mutation("top-2-needs-isolation", isolation, refuted_by=points.copies),
    ]


def parallel_targets(problem: Problem) -> bool:
    """Is an output feature zero or a positive multiple of another one?"""
    v = problem.features_out
    gram = [[dot(x, y) for y in v] for x in v]
    pairs = [(d, e) for e in range(problem.n) for d in range(e)]
    return any(gram[d][d] == 0 for d in range(problem.n)) or any(
        gram[d][e] > 0 and gram[d][e] * gram[d][e] == gram[d][d] * gram[e][e] for d, e in pairs
    )


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Can every feature of the problem be seen alone, so that the penalised problem recovers it?"""
    if problem.activation.kind != "relu":
        return InstanceReport(
            "not-applicable", "decided here for ReLU; under JumpReLU and Top-k enough neurons always suffice"
        )
    from solvers.sdl.patterns.realizable import Farkas, realize

    if parallel_targets(problem):
        return InstanceReport(
            "not-applicable", "not-parallel: an output feature is zero or a positive multiple of another one"
        )
    hidden = [d for d in range(problem.n) if isinstance(realize(problem.features_in, [d]), Farkas)]
    if hidden:
        certificates = tuple(split.unrealizable(problem.features_in, [d], field=problem.field) for d in hidden)
        text = f"the features {hidden} are never alone on a neuron, so for small penalties the bound is not attained"
        return InstanceReport("hypothesis-fails", text, certificates)
    return InstanceReport("holds", "every feature can be seen alone: with enough neurons the bound is attained")
