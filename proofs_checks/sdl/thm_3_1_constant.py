"""With unbounded magnitudes the constant C of Theorem 3.1 is 0 or infinite: proved.

The squared error of a positively homogeneous network is homogeneous of degree 2, and the inputs of the published benchmark (c_min +
Exp(beta)) contain a ray to infinity in every direction of the orthant.  So the theorem says nothing on its own benchmark; a bound
that does is ``sdl.thm-3.1-moments``.
"""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from typing import Any

from proofs_checks.parts import hypotheses, wrong
from proofs_checks.sdl._instances import data_of, distinct_units, matrix, report, squared_distance, times
from theory.claims import Budget, Claim, Evidence, InstanceReport, Mutation, Source
from theory.evidence import evaluation
from theory.formal import both, implies, matvec, names, norm2, scale, sigma, transpose
from theory.sdl import Activation, Problem
from theory.sdl.formal import D as DECODER
from theory.sdl.formal import E as ENCODER
from theory.sdl.formal import V as TARGETS
from theory.sdl.formal import W as FEATURES
from theory.statement import Statement
from theory.typed import BOOL, SCALAR, Expr, TypedStatement, exists, maps, var, vec
from theory.typed import both as all_of
from theory.typed import for_all as every
from theory.typed import implies as if_then
from theory.typed import norm2 as norm2_of

F = Fraction
VARIABLES = ("activation", "w_p", "w_r", "W_E", "W_D", "x", "t", "C")
activation, w_p, w_r, W_E, W_D, x, t, C = names(" ".join(VARIABLES))
z, y, at_x, at_tx = names("z y at_x at_tx")

LET: dict[str, Any] = {
    "z": matvec(W_E, matvec(transpose(w_p), x)),
    "y": matvec(transpose(w_r), x),
    "at_x": norm2(y - matvec(W_D, sigma(activation, z))),
    "at_tx": norm2(scale(t, y) - matvec(W_D, sigma(activation, scale(t, z)))),
}
SCALING = Statement(
    VARIABLES,
    {
        "homogeneous-activation": sigma(activation, scale(t, z)) == scale(t, sigma(activation, z)),
        "unbounded": implies(at_x > 0, t**2 * at_x > C),
    },
    both(at_tx == t**2 * at_x, implies(at_x > 0, at_tx > C)),
    LET,
)
UNIT = {"w_p": [[1]], "w_r": [[1]], "W_E": [[1]], "W_D": [[1]]}
HALVED: dict[str, Any] = {"activation": {"type": "relu"}, **UNIT, "W_D": [[F(1, 2)]], "x": [1], "t": 2, "C": F(3, 4)}
JUMP: dict[str, Any] = {"activation": {"type": "jumprelu", "theta": "3/4"}, **UNIT, "x": [F(1, 2)], "t": 2, "C": 0}


act, supp, point = var("sigma", maps(vec("q"), vec("q"))), var("supp", maps(vec("n"), BOOL), "S"), var("y", vec("n"))


def error(x_: Expr) -> Expr:
    """The squared error of the network at the features with magnitudes x."""
    return norm2_of(TARGETS @ x_ - DECODER @ act(ENCODER @ (FEATURES @ x_)))


def orthant(x_: Expr) -> Expr:
    """No magnitude is negative."""
    return every("n", lambda d: x_[d] >= 0, "d")


def on_ray(x_: Expr, least: Expr) -> Expr:
    """All large multiples lie in the support."""
    return every(SCALAR, lambda s: if_then(s > least, supp(s * x_)), "s")


degree = every(SCALAR, lambda s: if_then(s > 0, error(s * point) == s**2 * error(point)), "s")
bounded = exists(SCALAR, lambda bound: every(vec("n"), lambda a: if_then(supp(a), error(a) <= bound), "a"), "C")
TYPED = TypedStatement(
    "n p q r",
    (act, FEATURES, TARGETS, DECODER, ENCODER, supp, point),
    {
        "homogeneous-activation": every(
            SCALAR, lambda s: every(vec("q"), lambda a: if_then(s > 0, act(s * a) == s * act(a)), "a"), "s"
        ),
        "unbounded": every(
            vec("n"), lambda a: if_then(orthant(a), exists(SCALAR, lambda least: on_ray(a, least), "least")), "a"
        ),
    },
    all_of(degree, if_then(all_of(orthant(point), bounded), error(point) == 0)),
)

PAGE = "loss-approximation"
CLAIM = Claim(
    id="sdl.thm-3.1-constant",
    title="For unbounded magnitudes the constant of Theorem 3.1 is 0 or infinite",
    statement=r"""
        Let $\sigma$ be positively homogeneous, and let the support of $x$ contain, for every $y \ge 0$, all $t y$
        with $t$ large (as for magnitudes $c_{\min} + \mathrm{Exp}(\beta)$). Then $C = \sup_x e(x)$ is $0$ or
        $\infty$: $e(t y) = t^2 e(y)$ for $t > 0$, and if $e$ is bounded on the support it vanishes on the orthant.""",
    source=Source(locator="Theorem 3.1 and Appendix C", ours=True),
    kind="property",
    expected="proved",
    hypotheses=hypotheses(
        SCALING,
        HALVED,
        {
            "homogeneous-activation": (r"$\sigma(t z) = t \sigma(z)$, for $t > 0$", JUMP),
            "unbounded": (
                "rays to infinity lie in the support: t may be as large as $t^2 e(y) > C$ asks for",
                {"C": 100},
            ),
        },
        record="at_x at_tx",
    ),
    statement_formal=replace(SCALING, whole=False),
    typed=TYPED,
    remark="With JumpReLU (theta = 3/4), one feature and magnitudes in [1/2, infinity) the identity network has C = 9/16.",
)


def prove(budget: Budget) -> Evidence:
    instance = evaluation(
        SCALING.conclusion,
        let={**HALVED, "t": 1000, **LET},
        record="at_x at_tx",
        means="half the identity: the error at x = 1 and at x = 1000",
    )
    return Evidence("certified-instances", "proved", "instance", "One ray, in numbers.", (instance,))


def examples(budget: Budget) -> Evidence:
    """Random ReLU and Top-k networks: e(tx) = t^2 e(x) by direct evaluation."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=100, full=2000), 0
    for _ in range(count):
        width = rng.randint(1, 4)
        act = Activation("relu") if rng.random() < 0.5 else Activation("topk", k=rng.randint(1, width))
        w, encoder, decoder = distinct_units(rng, 2, 2), matrix(rng, width, 2), matrix(rng, 2, width)
        point, factor = [F(rng.randint(0, 5), 2) for _ in w], F(rng.randint(1, 40), rng.randint(1, 4))

        def error(at: list[Fraction], act=act, w=w, encoder=encoder, decoder=decoder) -> Fraction:
            mixed = times([list(c) for c in zip(*w, strict=True)], at)
            return squared_distance(mixed, times(decoder, act.exact(times(encoder, mixed))))  # type: ignore[arg-type]

        violations += error([factor * q for q in point]) != factor**2 * error(point)
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "instance", "Degree two on random networks.", numbers=numbers)


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Scaling by 2 of the sum of all features, for half the feature encoder; JumpReLU may fail the hypothesis."""
    if problem.activation.kind == "batchtopk":
        return InstanceReport(
            "not-applicable", "BatchTopK is a map of a batch, so the error of one input is not defined"
        )
    given = data_of(problem)
    del given["m"]
    chosen = range(min(problem.width, problem.n))
    given["W_E"] = [[q / 2 for q in given["w_p"][d]] for d in chosen]
    given["W_D"] = [list(row) for row in zip(*(given["w_r"][d] for d in chosen), strict=True)]
    assignment = {**given, "x": [1] * problem.n, "t": 2, "C": 0}
    return report(SCALING, assignment, "the sum of all features, scaled by 2", field=problem.field)


def mutations() -> list[Mutation]:
    return [
        wrong("degree-one", "e(tx) = t e(x)", SCALING, HALVED, at_tx == t * at_x, record="at_x at_tx"),
        Mutation("jumprelu", "the same for JumpReLU", rejected=lambda: SCALING.satisfied_by(JUMP)),
    ]
