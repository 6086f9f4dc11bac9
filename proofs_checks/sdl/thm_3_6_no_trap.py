r"""No trapping valley: with at least as many neurons as features a polysemantic partition leaves a dead neuron, and a path leads down.

Proved for ReLU and JumpReLU: from every point a continuous path reaches the global minimum and the loss never rises on it.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl.thm_3_6_top_eigenvectors import PAIR, spurious_point
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, evaluation, illustration, implication, proof, read, relation, term
from theory.formal import code_loss, diff, names, rank
from theory.sdl import Activation, Problem

F = Fraction

PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.thm-3.6-no-trap",
    title="Polysemantic patterns do not trap",
    statement=r"""
        ReLU or JumpReLU ($\theta > 0$), and $q \ge s$ with $s$ the dimension of the span of all code rows $(\sigma(a
        \cdot w_d))_d$, $a \in \mathbb{R}^p$ ($s \le n$). From every $(W_D, W_E)$ a continuous path leads to a global
        minimum of $\tilde{L}$ along which $\tilde{L}$ never increases. A polysemantic partition pattern with $q \ge
        n$ has a dead neuron; if it is strictly dead its gradient is zero, so gradient descent can still stop at a
        non-strict local minimum.""",
    source=Source(locator="Theorem 3.6, repaired: no trap", ours=True),
    kind="property",
    expected="argued",
    hypotheses=(
        Hypothesis(
            name="wide-enough",
            text=r"$q \ge s$",
            witness=lambda: evaluation(
                rank(names("Z")[0]) == 2, let={"Z": [[1, 1], [0, 1]]}, record="Z", means="two neurons, two features"
            ),
            drop=lambda: narrow(),
        ),
    ),
    depends_on=("sdl.thm-3.6-top-eigenvectors", "sdl.no-spurious-valleys"),
    remark="""
        The claim that such patterns trap training is false in the sense of paths; in the sense of plain gradient
        steps flat local minima do exist.""",
)


def narrow() -> Certificate:
    """A true valley for q = 1: v = (1,0), (-3/5,4/5), M = (1, 2).  Serving feature 1 alone has loss 2, feature 2 alone loss 1.

    The activations z_1, z_2 are continuous, so a path between the two meets z_1 = z_2, where the loss is at least 32/15 > 2.
    """
    y, u1, u2 = names("y u1 u2")
    opposed = [[1, 0], [F(-3, 5), F(4, 5)]]
    codes = [[y], [y]]
    return implication(
        "y u1 u2",
        assume=[],
        conclude=relation(code_loss(codes, [[u1], [u2]], opposed, [1, 2]), ">=", F(32, 15)),
        by=derivation(term(3, square=u1 * y + F(1, 15)), term(3, square=u2 * y - F(8, 15))),
        means="one neuron, orthonormal inputs: where z_1 = z_2 the loss is at least 32/15, above both ends (2 and 1) "
        "of the path",
    )


def constant() -> Certificate:
    """One entry: subtracting t (u/c_j) times the combination sum_k c_k Z_k = 0 leaves W_D Z unchanged."""
    t, u, inverse, row, entry = names("t u inv row entry")
    return implication(
        "t u inv row entry",
        assume=[relation(row, "=")],
        conclude=relation(entry - t * u * inverse * row, "=", entry),
        by=derivation(multiples={0: -1 * t * u * inverse}),
        means="row = sum_k c_k Z_kd = 0, inv = 1 / c_j",
    )


def switched_off() -> Certificate:
    """At t = 1 the column of neuron j is u - (u / c_j) c_j = 0."""
    u, c, inverse = names("u c inv")
    return implication(
        "u c inv",
        assume=[relation(c * inverse, "=", 1)],
        conclude=relation(u - u * inverse * c, "="),
        by=derivation(multiples={0: -1 * u}),
        means="the neuron j no longer matters and its row may move freely",
    )


def downhill() -> Certificate:
    """Towards the least-squares decoder the loss is R + (1 - t)^2 E with E >= 0, so its derivative is -2 (1 - t) E <= 0."""
    t, big_r, big_e = names("t R E")
    value = big_r + (1 - t) ** 2 * big_e
    return implication(
        "t R E",
        assume=[relation(1 - t, ">="), relation(big_e, ">=")],
        conclude=relation(-1 * diff(value, t), ">="),
        by=derivation(term(2, use=(0, 1))),
        means="the residual of the best decoder is orthogonal to all W_D Z",
    )


def path(*, width: int = 2) -> Certificate:
    """From the spurious local minimum (loss 2/5) of two features down to zero."""
    from solvers.sdl.solution_set.descents import path_to_minimum
    from solvers.sdl.solution_set.path import Point

    problem = Problem.sae(PAIR, activation=Activation("relu"), width=width)
    start = Point.of([[1, F(1, 2)], [-1, F(-1, 2)]], [[F(4, 5), 0], [F(2, 5), 0]])
    return path_to_minimum(problem, start).certificate(
        "nonincreasing", means="from the spurious local minimum to zero loss"
    )


def jump_path() -> Certificate:
    from solvers.sdl.solution_set.descents import path_to_minimum
    from solvers.sdl.solution_set.path import Point

    features = [[F(1), F(0)], [F(0), F(1)], [F(-3, 5), F(4, 5)]]
    problem = Problem.sae(features, weights=[1, 2, 1], activation=Activation("jumprelu", theta=F(1, 2)), width=3)
    start = Point.of([[1, 1], [0, 0], [0, 0]], [[F(1, 2), 1, 1], [F(1, 2), 0, 1]])
    return path_to_minimum(problem, start).certificate(
        "nonincreasing", means="JumpReLU, three features in the plane, width 3"
    )


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "For q >= s every point is joined to a global minimum by a path along which the loss never increases.",
        read(
            "pigeonhole",
            r"""
            A partition of $n$ features with one set of size $\ge 2$ has at most $n - 1 < q$ nonempty sets: a dead
            neuron.""",
            "counting",
        ),
        read(
            "dependent",
            r"If $\mathrm{rank} Z < s \le q$ some $c \ne 0$ has $c^T Z = 0$; let $c_j \ne 0$.",
            "linear-algebra",
        ),
        checked("constant", r"Moving $W_D$ to $W_D - t (u_j / c_j) c^T$ does not change $W_D Z$.", constant()),
        checked("off", r"At $t = 1$ neuron $j$ has the column 0.", switched_off()),
        read(
            "rise",
            """
            Now $a_j$ may move along any path at constant loss (under JumpReLU too, the codes of $j$ may jump). The
            other rows have the same rank, below $s$, so some $a_j$ gives a row outside their span: the rank rises.""",
            "linear-algebra",
            "constant",
            "off",
        ),
        read(
            "full",
            r"After finitely many rounds the rows of $Z$ span the space $S$ of all code rows.",
            "induction",
            "rise",
        ),
        checked("downhill", "Then the decoder moves straight to the least-squares decoder, downhill.", downhill()),
        read(
            "global",
            r"For every pair $(W_D, W_E)$ the rows of $W_D Z$ lie in $S$, so the end is a global minimum.",
            "conclusion",
            "full",
            "downhill",
        ),
        read("gradient", "Near a strictly dead neuron the loss does not depend on its row and column.", "continuity"),
        read("all", "Together.", "conclusion", "pigeonhole", "dependent", "global", "gradient"),
    )
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            "Dependent rows free a neuron; least squares finishes.",
            (
                certificate,
                illustration("A local minimum of loss 2/5 with a strictly dead neuron.", spurious_point()),
                illustration("A path from it down to zero.", path()),
            ),
        ),
        Evidence("exact-decision", "proved", "instance", "A path under JumpReLU.", (jump_path(),)),
    ]


def examples(budget: Budget) -> Evidence:
    """Random problems and starts: the constructed path is accepted by the checker and ends at the least-squares value."""
    from solvers.sdl.solution_set.descents import path_to_minimum
    from solvers.sdl.solution_set.path import Point
    from theory.certificates import check

    rng, count, violations = random.Random(budget.seed), budget.pick(quick=8, full=80), 0
    for _ in range(count):
        n = rng.choice((2, 3))
        w = [[F(rng.randint(1, 4)), F(rng.randint(-4, 4))] for _ in range(n)]
        if len({x[1] / x[0] for x in w}) < n:
            continue
        problem = Problem.sae(w, activation=Activation("relu"), width=n)
        start = Point.of(
            [[rng.randint(-3, 3) for _ in range(2)] for _ in range(n)],
            [[rng.randint(-3, 3) for _ in range(n)] for _ in range(2)],
        )
        found = path_to_minimum(problem, start)
        check(found.certificate("nonincreasing"))
        violations += found.end.loss(problem) != 0
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "Every path ends at zero loss (distinct features, q = n).",
        numbers=numbers,
    )


def mutations() -> list[Mutation]:
    def strict() -> Certificate:
        good = path()
        return seal("monotone_path", {**good["asserts"], "change": "constant"}, good["witness"])

    def backwards() -> Certificate:
        good = path()
        swapped = {"start": good["asserts"]["end"], "end": good["asserts"]["start"]}
        losses = {"start_loss": good["asserts"]["end_loss"], "end_loss": good["asserts"]["start_loss"]}
        moves = [
            [[p, i, [str(-F(x)) for x in step]] for p, i, step in move] for move in reversed(good["witness"]["moves"])
        ]
        return seal("monotone_path", {**good["asserts"], **swapped, **losses}, {"moves": moves})

    return [
        Mutation("constant", "the loss is constant along the path to the minimum", rejected=strict),
        Mutation("backwards", "the loss never rises on the way back", rejected=backwards),
        Mutation("any-width", "the same for q < s", refuted_by=narrow),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """A path from the network that serves all features by one neuron (where possible) down to the global minimum."""
    from solvers.sdl.solution_set.descents import path_to_minimum
    from solvers.sdl.solution_set.path import Point

    if problem.field is not None or problem.activation.kind not in ("relu", "jumprelu"):
        return InstanceReport("not-applicable", "paths are built for rational data under ReLU and JumpReLU")
    p, r = len(problem.features_in[0]), len(problem.features_out[0])
    row = [sum((f[k] for f in problem.features_in), F(0)) for k in range(p)]
    column = [sum((f[k] for f in problem.features_out), F(0)) for k in range(r)]
    encoder = [row, *([[F(0)] * p] * (problem.width - 1))]
    decoder = [[x, *([F(0)] * (problem.width - 1))] for x in column]
    try:
        found = path_to_minimum(problem, Point.of(encoder, decoder))
    except ValueError as reason:
        return InstanceReport("hypothesis-fails", f"wide-enough: {reason}")
    return InstanceReport("holds", "a path down from a one-neuron network", (found.certificate("nonincreasing"),))
