"""A ReLU SAE has a local minimum with all neurons dead exactly when 0 is not a convex combination of the features.  "
"Proved."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.sdl._instances import distinct_units, weights
from solvers.sdl.patterns.realizable import Farkas, realize
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import Expression, both, dot, expr, for_all, length, loss, names, norm2, op, scale, span, total
from theory.sdl import Activation, Problem
from theory.statement import Statement

Q = Fraction
W, ROW, MU = names("W row mu")
eps, a_, b_, u = names("eps A B u")
RELU = Expression(["data", {"type": "relu"}])
# a positively spanning triple, and an acute pair
SPANNING = [[1, 0], [Q(-3, 5), Q(4, 5)], [Q(-3, 5), Q(-4, 5)]]
POINTED = [[1, 0], [Q(3, 5), Q(4, 5)]]
# 0 is in the hull of the first two only; the third one must be kept off
MIXED = [[1, 0], [-1, 0], [0, 1]]

PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.dead-local-minimum",
    title="All-dead local minima",
    statement=r"""
        Consider a ReLU SAE with features $w_d \ne 0$, weights $M_d > 0$ and any width $q \ge 1$. The single-feature
        loss has a local minimum at which every neuron is dead on every feature if and only if $0 \notin
        \mathrm{conv}\{w_1, \dots, w_n\}$. In that case there is one around which the loss is constant, $\sum_d M_d
        \|w_d\|^2$; otherwise every all-dead point can be left downhill, by arbitrarily small changes.""",
    source=Source(locator="statement of this project", arxiv="", ours=True),
    kind="equivalence",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "sae",
            r"$v_d = w_d$",
            lambda: evaluation(for_all(W, lambda w: norm2(w) > 0, "w"), let={"W": SPANNING}, record="W"),
            drop=lambda: transcoder(),
        ),
        Hypothesis(
            "nonzero-features",
            r"$w_d \ne 0$",
            lambda: evaluation(for_all(W, lambda w: norm2(w) > 0, "w"), let={"W": POINTED}, record="W"),
            drop_note="""
                a zero feature lies in the hull without helping to descend: for w = 0 alone the loss is constantly 0""",
        ),
        Hypothesis(
            "positive-weights",
            r"$M_d > 0$",
            lambda: evaluation(for_all(names("M")[0], lambda m: m > 0, "m"), let={"M": [1, 2]}, record="M"),
            drop_note="part of the problem; a feature of weight 0 does not count and should be left out of the hull",
        ),
    ),
    remark="""
        So if the features positively span their space, which is typical for n > 2 n_p, an all-dead SAE is always a
        saddle, although plain gradient descent does not move a strictly dead neuron.""",
)


def dead_minimum(features: list[list[Any]], row: list[Any], m: list[Any]) -> Certificate:
    """All pre-activations are strictly negative, so nearby all codes are zero and the loss is sum M |w|^2 for every "
    "decoder."""
    let: dict[str, Any] = {
        "W": features,
        "M": m,
        "row": row,
        "values": op("matvec", W, ROW),
        "constant": total(span(length(W)), lambda d: Expression("M")[d] * norm2(W[d]), "d"),
        "here": loss(RELU, op("tuple", ROW), [[7]] * len(features[0]), W, W, Expression("M")),
    }
    negative = for_all(Expression("values"), lambda x: x < 0, "x")
    return evaluation(
        both(negative, Expression("here") == Expression("constant")),
        let=let,
        record="row values here",
        means="one dead neuron with a large decoder; an open condition",
    )


def transcoder() -> Certificate:
    """W_E = 0 with u = -1 everywhere: the loss of the transcoder w = (1, -1), v = (1, 1) cannot fall nearby although "
    "0 is in conv(w)."""
    x, y, t = names("x y t")
    # z_1 = x, z_2 = y >= 0, output t z with t < 0 nearby: (1 - t x)^2 + (1 - t y)^2 >= 2
    return implication(
        "x y t",
        assume=[relation(x, ">="), relation(y, ">="), relation(-t, ">")],
        conclude=relation((1 - t * x) ** 2 + (1 - t * y) ** 2 - 2, ">="),
        by=derivation(term(2, use=(0, 2)), term(2, use=(1, 2)), term(1, square=t * x), term(1, square=t * y)),
        means="a transcoder with w = 1, -1 and v = 1, 1: at W_E = 0, u < 0 all codes are zero and the loss 2 is a "
        "local minimum",
    )


def dead_rows() -> Certificate:
    """mu_1 x_1 + rest = 0 with all terms <= 0 and mu_1 > 0 gives x_1 = 0."""
    m, x, rest = names("m x rest")
    return implication(
        "m x rest",
        assume=[relation(m, ">"), relation(-x, ">="), relation(-rest, ">="), relation(m * x + rest, "=")],
        conclude=relation(x, ">="),
        by=derivation(term(1, use=(2,)), multiples={3: 1}, factor=(1, (0,))),
        means="sum mu_d (a.w_d) = 0, all a.w_d <= 0 and mu_d > 0: then a.w_d >= 0, so a.w_d = 0",
    )


def one_feature() -> Certificate:
    """|w - u z|^2 - |w|^2 = -2 z (u.w) + z^2 |u|^2, in three coordinates."""
    w1, w2, w3, u1, u2, u3, z = names("w1 w2 w3 u1 u2 u3 z")
    pairs = [(w1, u1), (w2, u2), (w3, u3)]
    change = sum(((x - y * z) ** 2 - x**2 for x, y in pairs), expr(0))
    inner, square = sum((x * y for x, y in pairs), 0), sum((y**2 for _, y in pairs), 0)
    return evaluation(
        change == -2 * z * inner + z**2 * square,
        indeterminates="w1 w2 w3 u1 u2 u3 z",
        means="the change of the loss of one feature when a dead neuron comes on",
    )


def descent() -> Certificate:
    """-2 eps a + eps^2 b < 0 for 0 < eps < 2a/b."""
    return implication(
        "eps A B",
        assume=[relation(eps, ">"), relation(2 * a_ - eps * b_, ">")],
        conclude=relation(2 * eps * a_ - eps**2 * b_, ">"),
        by=derivation(term(1, use=(0, 1))),
        means="the loss falls for all small eps > 0 when A > 0",
    )


def kept_off() -> Certificate:
    """A feature e outside: a.w_e <= 0, and b.w_e + kappa c.w_e <= 0 keep it off for every eps > 0."""
    x, y = names("x y")
    return implication(
        "x y eps",
        assume=[relation(-x, ">="), relation(-y, ">="), relation(eps, ">")],
        conclude=relation(-(x + eps * y), ">="),
        by=derivation(term(1, use=(0,)), term(1, use=(1, 2))),
        means="(a + eps (b + kappa c)).w_e <= 0",
    )


def line() -> Certificate:
    """w = 1, -1 on a line, one dead neuron (a = 0) with decoder u > 0: a = eps u lowers the loss for 0 < eps u^2 < 2."""
    return implication(
        "eps u",
        assume=[relation(eps, ">"), relation(u, ">"), relation(2 - eps * u**2, ">")],
        conclude=relation(2 - ((1 - eps * u**2) ** 2 + 1), ">"),
        by=derivation(term(1, use=(0, 1, 1, 2))),
        means="features 1 and -1: loss (1 - eps u^2)^2 + 1 < 2; for u < 0 the same with -1 in the place of 1",
    )


def curve(features: list[list[Any]], decoder: list[Any], direction: list[Any], eps_: Any) -> Certificate:
    """From the zero row with this decoder column, the row eps * direction has a smaller loss, exactly."""
    m = [1] * len(features)
    column = [[x] for x in decoder]
    let: dict[str, Any] = {
        "W": features,
        "W_D": column,
        "eps": eps_,
        "direction": direction,
        "row": scale(Expression("eps"), Expression("direction")),
        "start": loss(RELU, [[0] * len(decoder)], Expression("W_D"), W, W, m),
        "after": loss(RELU, op("tuple", ROW), Expression("W_D"), W, W, m),
    }
    return evaluation(Expression("after") < Expression("start"), let=let, record="row start after")


STUCK = Statement(
    ("W", "W_E", "W_D", "row"),
    {
        "all-dead": for_all(W, lambda w: for_all(Expression("W_E"), lambda a: dot(a, w) <= 0, "a"), "w"),
        "hull": for_all(span(2), lambda j: total(span(length(W)), lambda d: W[d, j], "d") == 0, "j"),
    },
    loss(RELU, op("tuple", ROW), Expression("W_D"), W, W, [1, 1])
    >= loss(RELU, Expression("W_E"), Expression("W_D"), W, W, [1, 1]),
)


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "A ReLU SAE has a local minimum with all neurons dead iff 0 is not in the convex hull of the features.",
        read(
            "pointed", r"""
                If $0 \notin \mathrm{conv}$, some a has $a \cdot w_d < 0$ for all d. With all rows equal to a every
                nearby encoder is dead, whatever the decoder: the loss is constant there.""", "separation",
        ),
        read(
            "hull",
            r"""
            Let $0 \in \mathrm{conv}$. Let $D$ be the features that occur with a positive coefficient in some
            nonnegative relation; adding these relations gives $\sum_D \mu_d w_d = 0$ with all $\mu_d > 0$. L, their
            span, is not $\{0\}$, and D positively spans L.""",
            "linear-algebra",
        ),
        checked("dead-rows", r"On a dead row every term of $\sum_D \mu_d (a \cdot w_d) = 0$ vanishes: $a \perp L$.", dead_rows()),
        read(
            "outside",
            r"""
            A feature outside D is not in L (else its negative, in L, would be a nonnegative combination of D, a
            relation), and no nonzero nonnegative combination of features outside D is in L, for the same reason. So
            some $c \perp L$ has $c \cdot w_e < 0$ for all e outside D.""",
            "separation", "hull",
        ),
        read(
            "direction",
            r"""
            Take any neuron j. Let $b = \Pi_L u_j$ if this is not 0; otherwise take any $b \in L$, $b \ne 0$, and
            first add $\delta b$ to $u_j$, $\delta > 0$ small, which changes nothing as j is dead. Then change its row
            by $\epsilon (b + \kappa c)$, $\kappa$ large.""",
            "cases", "dead-rows", "outside",
        ),
        checked("kept-off", "Features outside D stay off.", kept_off()),
        checked("one-feature", r"""
            A feature of D that comes on with $z = \epsilon (b \cdot w_d)_+$ changes the loss by this.""", one_feature()),
        read(
            "first-order",
            r"""
            For $d \in D$, $u_j \cdot w_d = t \, b \cdot w_d$ with t = 1, or t = $\delta$. The total change is $-2
            \epsilon A + \epsilon^2 B$ with $A = t \sum_D M_d (b \cdot w_d)_+^2 > 0$, since D positively spans L and
            $b \in L$ is not 0.""",
            "linearity", "direction", "kept-off", "one-feature",
        ),
        checked("descent", r"This is negative for small $\epsilon > 0$.", descent()),
        read("theorem", "So no all-dead point is a local minimum.", "conclusion", "first-order", "descent"),
        read("all", "Together.", "conclusion", "pointed", "theorem"),
    )  # fmt: skip
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            "An explicit descent direction at every all-dead point.",
            (certificate,),
        ),
        Evidence(
            "certified-instances",
            "proved",
            "instance",
            """
            An acute pair with an all-dead minimum; spanning features, and features of which only two are in a
            relation, with a descent from the zero row; two opposite features on a line for every decoder.""",
            (
                dead_minimum(POINTED, [-2, -1], [1, 2]),
                curve(SPANNING, [1, 0], [1, 0], Q(1, 2)),
                curve(SPANNING, [0, -3], [0, -1], Q(1, 10)),
                curve(MIXED, [1, 5], [1, -1], Q(1, 20)),
                line(),
            ),
        ),
    ]


def examples(budget: Budget) -> Evidence:
    """Random spanning features and random decoders: the descent of the proof, in exact arithmetic."""
    rng, violations, cases = random.Random(budget.seed), 0, 0
    while cases < budget.pick(quick=40, full=600):
        p = rng.choice((2, 3))
        features = distinct_units(rng, p + 2, p)
        below = realize([[-x for x in w] for w in features], range(len(features)))
        problem = Problem.sae(features, weights=weights(rng, p + 2), activation=Activation("relu"), width=1)
        cases += 1
        decoder = [[Q(rng.randint(-3, 3))] for _ in range(p)]
        if not isinstance(below, Farkas):
            value = [sum(x * y for x, y in zip(below, w, strict=True)) for w in features]
            violations += max(value) >= 0  # type: ignore[operator,type-var]
            continue
        if not any(x for (x,) in decoder):
            decoder[0][0] = Q(1)
        hull = _spans(features)
        if not hull:
            continue
        row = [[x / 10**4 for (x,) in decoder]]
        violations += problem.loss(row, decoder) >= problem.loss([[Q(0)] * p], decoder)
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "Random features: a strictly dead row, or (for spanning features) a lower loss along the decoder column.",
        numbers={"examples": cases, "seed": budget.seed, "violations": violations},
    )


def _spans(features: list[list[Any]]) -> bool:
    """Do the features positively span the space, that is, does no nonzero row make all of them nonpositive?"""
    p = len(features[0])
    probes = [[s * int(i == j) for j in range(p)] for i in range(p) for s in (1, -1)]
    return all(isinstance(realize([*features, e], [len(features)]), Farkas) for e in probes)


def mutations() -> list[Mutation]:
    def linear_span() -> Certificate:
        return dead_minimum([[1, 0], [0, 1]], [-1, -1], [1, 1])

    def no_descent() -> Certificate:
        return curve(POINTED, [1, 1], [-1, -1], Q(1, 2))

    return [
        Mutation("linear-dependence", "features that span linearly leave no all-dead minimum", refuted_by=linear_span),
        Mutation(
            "hull-too",
            "an all-dead point is a local minimum also when 0 is in the hull",
            refuted_by=lambda: STUCK.refuted_by(
                {"W": [[1, 0], [-1, 0]], "W_E": [[0, 1]], "W_D": [[1], [0]], "row": [Q(1, 1000), 1]},
                means="the row moves by (1/1000, 0) and the loss falls",
            ),
        ),
        Mutation(
            "pointed-descent",
            "a pointed pair can be left downhill from the zero row away from the features",
            rejected=no_descent,
        ),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Is 0 in the convex hull of the problem's features?  A dead row, or a positive relation."""
    if problem.activation.kind != "relu" or problem.features_in != problem.features_out or problem.field is not None:
        return InstanceReport("not-applicable", "the claim is about ReLU SAEs, rational features")
    features = [list(w) for w in problem.features_in]
    row = realize([[-x for x in w] for w in features], range(problem.n))
    if not isinstance(row, Farkas):
        shown = dead_minimum(features, list(row), list(problem.weights))
        return InstanceReport("holds", "0 is not in the hull: an all-dead local minimum exists", (shown,))
    mu = [row.lam.get(d, 0) for d in range(problem.n)]
    vanishes = for_all(span(problem.p), lambda j: total(span(problem.n), lambda d: MU[d] * W[d, j], "d") == 0, "j")
    positive = both(for_all(MU, lambda m: m >= 0, "m"), total(span(problem.n), lambda d: MU[d], "d") > 0)
    shown = evaluation(both(positive, vanishes), let={"W": features, "mu": mu}, record="mu")
    return InstanceReport("holds", "0 is in the hull: no all-dead local minimum", (shown,))
