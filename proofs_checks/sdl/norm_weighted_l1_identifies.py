"""An L1 penalty weighted with decoder norms makes decoder directions identifiable wherever single features can be seen alone.  Proved.

Legend: ``J = sum_d M_d |v_d - W_D z_d|^2 + sum_d lambda_d sum_j z_jd |u_j|``, rho_d = |v_d|, s_d = (rho_d - lambda_d/(2 M_d))_+.
"""

from __future__ import annotations

import random
from typing import Any

from proofs_checks.parts import hypotheses, wrong
from proofs_checks.sdl import _absorption as split
from proofs_checks.sdl._instances import distinct_units
from proofs_checks.sdl._norm_weighted_l1_identifies import (
    FEATURES,
    FIT,
    MIXED,
    POINT,
    STATEMENT,
    W_D,
    J,
    M,
    Q,
    T,
    bound,
    lam,
    parallel_targets,
    rho,
    s,
    t,
    v,
    x,
    z,
)
from theory.claims import Budget, Certificate, Claim, Evidence, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, evaluation, illustration, implication, proof, read, relation, term
from theory.formal import (
    Expression,
    both,
    codes,
    for_all,
    implies,
    length,
    listing,
    matvec,
    names,
    norm2,
    op,
    span,
    total,
)
from theory.sdl import Activation, Problem

# two orthonormal targets, each on a neuron of its own, shrunk to 1/2
# without a penalty neurons along other directions write the targets as well

PAGE = "zero-loss"
CLAIM = Claim(
    id="sdl.norm-weighted-l1-identifies",
    title="L1 with decoder norms restores identifiability",
    statement=r"""
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
    source=Source(locator="statement of this project", arxiv="", ours=True),
    kind="bound",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        POINT,
        {
            "weights": ("$M_d > 0$", {"v": [[1]], "z": [[1]], "m": [-1], "W_D": [[3]], "penalty": [1], "norms": [1], "sizes": [3]}),
            # any split of the target is as good as another
            "positive-penalty": (r"$\lambda_d > 0$", MIXED),
            "norms": (r"$\rho_d = \|v_d\| > 0$ and the norms of the columns", {"sizes": [0, 0]}),
            # raw Top-k can pass a negative value
            "nonnegative-codes": (
                "$z \\ge 0$",
                {"v": [[1]], "z": [[-1]], "m": [1], "W_D": [[-1]], "penalty": [1], "norms": [1], "sizes": [1]},
            ),
        },
        record="J bound",
    ),
    statement_formal=STATEMENT,
    depends_on=("sdl.realizable-supports",),
    remark=r"""
        Feature d is learned iff $\lambda_d < 2 M_d \rho_d$. With $\lambda_d = \lambda \Pr(d) E x_d$ and $M_d = \Pr(d)
        E x_d^2$ this does not depend on how often the feature occurs. Under Top-k with $k \ge 2$ and fewer than $n k$
        neurons attainment is a question of width.""",
)  # fmt: skip

UNPENALISED: dict[str, Any] = {
    "W": [[1, 0], [0, 1]],
    "W_E1": [[1, 0], [0, 1]], "W_D1": [[1, 0], [0, 1]],
    "W_E2": [[2, 1], [1, 2]], "W_D2": [[Q(2, 3), Q(-1, 3)], [Q(-1, 3), Q(2, 3)]],
}  # fmt: skip


def _objective(encoder: str, decoder: str) -> Expression:
    w, unit = names("W")[0], Expression(["data", [1, 1]])
    return op("loss", Expression(["data", {"type": "relu"}]), Expression(encoder), Expression(decoder), w, w, unit)


def learned() -> Certificate:
    """lambda = 2 M (rho - s), 0 <= s: the gap is 2M(rho t - c) + 2M(rho - s)(T - t) + M(t - s)^2."""
    return implication(
        "M rho s t c T lam",
        assume=[
            relation(M, ">"), relation(rho - s, ">"), relation(lam, "=", 2 * M * (rho - s)), relation(rho * t - x, ">="),
            relation(T - t, ">="),
        ],
        conclude=relation(FIT - (M * (rho - s) ** 2 + lam * s), ">="),
        by=derivation(
            term(2, use=(0, 3)), term(2, use=(0, 1, 4)), term(1, square=t - s, use=(0,)), multiples={2: T - s},
        ),
        means="s = rho - lambda/(2M): the bound for one feature; v.x <= |v||x| and |x| <= sum z_j |u_j| are assumptions",
    )  # fmt: skip


def dropped() -> Certificate:
    """s = 0 and lambda >= 2 M rho: the gap is 2M(rho t - c) + lambda(T - t) + (lambda - 2 M rho) t + M t^2."""
    return implication(
        "M rho t c T lam",
        assume=[
            relation(M, ">"), relation(lam, ">"), relation(lam - 2 * M * rho, ">="), relation(rho * t - x, ">="),
            relation(T - t, ">="), relation(t, ">="),
        ],
        conclude=relation(FIT - M * rho**2, ">="),
        by=derivation(
            term(2, use=(0, 3)), term(1, use=(1, 4)), term(1, use=(2, 5)), term(1, square=t, use=(0,)),
        ),
        means="s = 0: the bound for one feature",
    )  # fmt: skip


def alone() -> Certificate:
    """JumpReLU: a row that sees feature d alone among unit vectors with inner products g <= m < 1."""
    theta, m, g = names("theta m g")
    return implication(
        "theta m g",
        assume=[relation(theta, ">"), relation(1 - m, ">"), relation(m - g, ">=")],
        conclude=relation((1 + m) * theta - 2 * theta * g, ">"),
        by=derivation(term(1, use=(0, 1)), term(2, use=(0, 2))),
        means="the row 2 theta w_d/(1 + m) stays below theta on the other features",
    )


def copies() -> Certificate:
    """Top-2 with two copies of every unit feature as rows, and the second decoder of each pair zero: the bound is "
    "attained."""
    w = [[Q(3, 5), Q(4, 5)], [1, 0], [Q(-3, 5), Q(4, 5)]]
    rows = [v for v in w for _ in range(2)]
    decoder = [[Q(3, 4) * v[i] if k == 0 else 0 for v in w for k in range(2)] for i in range(2)]
    return attained(
        w, rows, decoder, {"type": "topk", "k": 2}, "w_1 is in the cone of the others, and 6 neurons attain the bound"
    )


def attained(w: Any, rows: Any, decoder: Any, activation: dict[str, Any], means: str) -> Certificate:
    """J equals the bound for unit features, M = 1, lambda = 1/2, so s = 3/4; decoder norms are 3/4 or 0."""
    z, v, u, sizes = names("z W W_D sizes")
    fit = op("code_loss", z, u, v, listing(v, lambda f: norm2(f), "f"))
    penalty = total(span(length(v)), lambda d: total(span(length(sizes)), lambda j: z[d, j] * sizes[j], "j"), "d")
    norms = for_all(span(length(sizes)), lambda j: sizes[j] ** 2 == norm2(listing(u, lambda r: r[j], "r")), "j")
    value = [Q(3, 4) if any(row[j] for row in decoder) else 0 for j in range(len(rows))]
    return evaluation(
        both(norms, for_all(v, lambda f: norm2(f) == 1, "f"),
             fit + Q(1, 2) * penalty == length(v) * ((1 - Q(3, 4)) ** 2 + Q(1, 2) * Q(3, 4))),
        let={"W": w, "W_E": rows, "W_D": decoder, "sizes": value, "z": codes(Expression(["data", activation]), Expression("W_E"), v)},
        record="z sizes", means=means,
    )  # fmt: skip


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        """
        J is at least the bound; equality forces single-feature neurons along the v_d; the bound is attained when the
        learned features can be seen alone, and always under JumpReLU and Top-k with enough neurons.""",
        read(
            "triangle", r"""
                For $x = W_D z_d = \sum_j z_{jd} u_j$: $\|x\| \le \sum_j z_{jd} \|u_j\|$ and $v_d \cdot x \le \rho_d
                \|x\|$.""",
            "linear-algebra",
        ),
        checked("learned", r"$s_d > 0$: the bound for feature d.", learned()),
        checked("dropped", r"$s_d = 0$: the bound for feature d.", dropped()),
        read("bound", "Add up over d.", "linearity", "triangle", "learned", "dropped"),
        read(
            "equality",
            r"""
            Equality makes every term of these two identities vanish: $\|x\| = s_d$ and $v_d \cdot x = \rho_d \|x\|$,
            so $x = (s_d / \rho_d) v_d$; and $\sum_j z_{jd} \|u_j\| = \|x\|$, so the $u_j$ with $z_{jd} > 0$ are
            nonnegative multiples of x, all zero if x = 0. Conversely these conditions give equality.""",
            "linear-algebra", "bound",
        ),
        read(
            "monosemantic",
            r"""
            A neuron with $u_j \ne 0$ that is on for d and e is a positive multiple of both $v_d$ and $v_e$: excluded.
            If $s_d > 0$ then $x \ne 0$, so some neuron is on for d with $u_j \ne 0$, along $v_d$.""",
            "conclusion", "equality",
        ),
        read(
            "relu",
            r"""
            ReLU: such a neuron is on for d alone, so $w_d$ is not in the cone of the others
            (sdl.realizable-supports). Conversely one such row a for each d with $s_d > 0$, with $u = s_d v_d /
            (\rho_d a \cdot w_d)$, and dead neurons otherwise, attain the bound.""",
            "instance", "monosemantic",
        ),
        checked("jumprelu", r"JumpReLU: distinct unit features can always be seen alone.", alone()),
        read(
            "top-k",
            r"""
            Top-k: take k copies of each row $w_d$, one with decoder $(s_d / \rho_d) v_d$, the others with decoder 0.
            On $w_d$ its copies have the value 1 and all other rows less than 1, so exactly they are selected.""",
            "cases",
        ),
        read("attained", "In these cases the bound is attained.", "conclusion", "relu", "jumprelu", "top-k"),
    )  # fmt: skip
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            "An identity for each feature, in every dimension.",
            (
                certificate,
                illustration("For example three features with $w_1$ in the cone of the others, under Top-2.", copies()),
            ),
        )
    ]


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
        "property-test", "tested", "fixed-dimension", """
            Random exact networks under ReLU, JumpReLU and Top-1: J is never below the bound.""",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )  # fmt: skip


def parallel() -> Certificate:
    """Equal targets: one ReLU neuron attains the bound although ``w_1 = (6/5) w_2 + w_3`` is never seen alone."""
    w = [[Q(3, 5), Q(4, 5)], [1, 0], [Q(-3, 5), Q(4, 5)]]
    row, sizes = [Q(1, 4), Q(1, 2)], [Q(11, 20), Q(1, 4), Q(1, 4)]
    z, goal, penalty = names("z goal penalty")
    return evaluation(
        both(*(z[d][0] == goal[d] for d in range(3)), *(penalty[d] > 0 for d in range(3))),
        let={
            "W": w,
            "z": codes(Expression(["data", {"type": "relu"}]), [row], names("W")[0]),
            "goal": sizes,
            "penalty": [2 * (1 - y) for y in sizes],
        },
        record="z penalty",
        means="v_1 = v_2 = v_3 = u = 1, M = 1, lambda_d = 2 (1 - s_d): the code is s_d on every feature, which is equality",
    )


def mutations() -> list[Mutation]:
    def bigger_bound() -> Certificate:
        return implication(
            "M rho s t c T lam",
            assume=[relation(M, ">"), relation(rho - s, ">"), relation(lam, "=", M * (rho - s)), relation(rho * t - x, ">="),
                    relation(T - t, ">=")],
            conclude=relation(FIT - (M * (rho - s) ** 2 + lam * s), ">="),
            by=derivation(term(2, use=(0, 3)), term(2, use=(0, 1, 4)), term(1, square=t - s, use=(0,)), multiples={2: T - s}),
        )  # fmt: skip

    def relu_always() -> Certificate:
        return split.unrealizable([[Q(3, 5), Q(4, 5)], [1, 0], [Q(-3, 5), Q(4, 5)]], [0])

    return [
        wrong("no-shrinkage", "features are recovered at full size", STATEMENT, POINT, implies(
            bound == J, for_all(FEATURES, lambda d: matvec(W_D, z[d]) == v[d], "d")), record="J bound"),
        wrong("never-attained", "the bound is never attained", STATEMENT, POINT, bound < J, record="J bound"),
        Mutation(
            "relu-only-if-for-all-targets",
            "under ReLU the cone condition is necessary for parallel targets too",
            refuted_by=parallel,
        ),
        Mutation("half-threshold", r"$s_d = \rho_d - \lambda_d / M_d$", rejected=bigger_bound),
        Mutation("relu-always", "under ReLU the bound is always attained (some features are never seen alone)", refuted_by=relu_always),
        Mutation(
            "top-2-needs-isolation", "under Top-2 the bound is attained only for features outside the cone of the "
            "others",
            refuted_by=copies,
        ),
    ]  # fmt: skip


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
