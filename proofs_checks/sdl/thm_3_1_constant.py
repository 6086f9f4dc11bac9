"""With unbounded magnitudes the constant C of Theorem 3.1 is 0 or infinite: proved.

The squared error of a positively homogeneous network is homogeneous of degree 2, and the inputs of the published benchmark (c_min +
Exp(beta)) contain a ray to infinity in every direction of the orthant.  So the theorem says nothing on its own benchmark; a bound
that does is ``sdl.thm-3.1-moments``.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.parts import hypotheses, wrong
from proofs_checks.sdl import _sparsity_bounds as bounds
from proofs_checks.sdl._instances import data_of, distinct_units, matrix, report, squared_distance, times
from theory.claims import Budget, Certificate, Claim, Evidence, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import both, implies, matvec, names, norm2, scale, sigma, transpose
from theory.sdl import Activation, Problem
from theory.statement import Statement

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


PAGE = "loss-approximation"
CLAIM = Claim(
    id="sdl.thm-3.1-constant",
    title="For unbounded magnitudes the constant of Theorem 3.1 is 0 or infinite",
    statement=r"""
        Let $\sigma$ be positively homogeneous, and let the support of $x$ contain, for every $y \ge 0$, all $t y$
        with $t$ large (as for magnitudes $c_{\min} + \mathrm{Exp}(\beta)$). Then $C = \sup_x e(x)$ is $0$ or
        $\infty$: $e(t y) = t^2 e(y)$ exceeds any number $C$ when $e(y) > 0$ and $t$ is large.""",
    source=Source(locator="Theorem 3.1 and Appendix C", ours=True),
    kind="property",
    expected="argued",
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
    statement_formal=SCALING,
    remark="With JumpReLU (theta = 3/4), one feature and magnitudes in [1/2, infinity) the identity network has C = 9/16.",
)


def growth(extra: int = 1, conclude: str = ">") -> Certificate:
    """If e > 0, C >= 0 and ``t e >= C + extra * e`` then ``t^2 e > C`` (for extra = 1)."""
    e, c = names("e C")
    return implication(
        "e C t",
        assume=[relation(e, ">"), relation(c, ">="), relation(t * e - c - extra * e, ">=")],
        conclude=relation(t**2 * e - c, conclude),
        by=derivation(
            term(1, square=c),
            term(1, use=(1, 0)),
            term(1, use=(0, 0)),
            term(1, use=(2, 2)),
            term(2, use=(2, 1)),
            term(2, use=(2, 0)),
            factor=(1, (0,)),
        ),
        means="a positive error grows beyond every bound along its ray",
    )


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "For positively homogeneous activations and inputs with rays to infinity, C is 0 or infinite",
        checked(
            "scaling",
            "The squared error of a vector scaled by t is t^2 times the squared error.",
            bounds.scaled_error(),
        ),
        read(
            "degree-two",
            "W_r(ty) = t W_r y and, by homogeneity, the output at ty is t times the output at y, so e(ty) = t^2 e(y).",
            "instance",
            "scaling",
        ),
        checked("growth", "If e > 0 and t e >= C + e for a number C >= 0, then t^2 e > C.", growth()),
        read(
            "infinite",
            """
            If e(y) > 0 for some y >= 0 then for every C the points ty with t >= (C + e)/e, t large enough to lie in
            the support, have e(ty) > C: the supremum is infinite. Otherwise e vanishes on the orthant and C = 0.""",
            "cases",
            "degree-two",
            "growth",
        ),
    )
    instance = evaluation(
        SCALING.conclusion,
        let={**HALVED, "t": 1000, **LET},
        record="at_x at_tx",
        means="half the identity: the error at x = 1 and at x = 1000",
    )
    return [
        Evidence("symbolic-proof", "proved", "all-parameters", "Degree two, and a ray to infinity.", (certificate,)),
        Evidence("certified-instances", "proved", "instance", "One ray, in numbers.", (instance,)),
    ]


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
        Mutation("equal", "t e >= C already gives t^2 e > C", rejected=lambda: growth(extra=0)),
    ]
