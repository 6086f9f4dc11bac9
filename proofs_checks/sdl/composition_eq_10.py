"""Maps of one input whose outputs are each zero or the input are closed under composition; BatchTopK is no such map.

Equation (10) of the paper, ``sigma(z)_i in {0, z_i}``.  See ``sdl.batchtopk-per-sample`` for the map that it lists wrongly.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation, Source
from theory.evidence import evaluation
from theory.formal import Expression, both, either, for_all, names, sigma, span
from theory.sdl import Activation
from theory.sdl.formal import jumprelu
from theory.statement import Statement
from theory.typed import SCALAR, Expr, TypedStatement, by_entries, maps, relu, var, vec
from theory.typed import both as all_of
from theory.typed import either as any_of
from theory.typed import for_all as for_every

Q = Fraction
Z, FIRST, SECOND, N = names("z first second n")
S, T = names("s t")


def _passes(out: Expression, given: Expression) -> Expression:
    """Each entry of ``out`` is zero or the entry of ``given``."""
    return for_all(span(N), lambda i: either(out[i] == 0, out[i] == given[i]), "i")


ONCE, TWICE = sigma(FIRST, Z), sigma(SECOND, sigma(FIRST, Z))
STATEMENT = Statement(
    ("first", "second", "z"),
    {"first-passes": _passes(ONCE, Z), "second-passes": _passes(TWICE, ONCE)},
    _passes(TWICE, Z),
    {"n": Expression(["length", "z"]), "once": ONCE, "twice": TWICE},
)
# the same for any maps: s is the value of the first one at z, and t that of the second one at s
MAPPED = Statement(
    ("z", "s", "t"),
    {"first-passes": _passes(S, Z), "second-passes": _passes(T, S)},
    _passes(T, Z),
    {"n": Expression(["length", "z"])},
)
EXAMPLE = {"first": {"type": "relu"}, "second": {"type": "topk", "k": 1}, "z": [3, -1, 2]}

sigma_, tau_ = (var(name, maps(vec("q"), vec("q"))) for name in ("sigma", "tau"))


def passing(out: Callable[[Expr], Expr]) -> Expr:
    """Each entry of the output is zero or the entry of the input, for every input."""
    return for_every(vec("q"), lambda z: for_every("q", lambda i: any_of(out(z)[i] == 0, out(z)[i] == z[i])), "z")


PAGE = "biconvexity"
CLAIM = Claim(
    id="sdl.composition-eq-10",
    title="Activations that pass or block are closed under composition",
    statement=r"""
        If two maps $\sigma, \tau$ of one input satisfy $\sigma(z)_i \in \{0, z_i\}$ for all $z$ and $i$, so does
        $\tau \circ \sigma$. ReLU and JumpReLU satisfy it. (Beyond the formal statement: so do Top-k of ReLU and raw
        Top-k.)""",
    source=Source(locator="Equation (10)"),
    kind="property",
    expected="proved",
    hypotheses=(
        Hypothesis(
            "first-passes",
            r"$\sigma(z)_i \in \{0, z_i\}$",
            lambda: STATEMENT.satisfied_by(EXAMPLE),
            drop=lambda: MAPPED.without("first-passes").refuted_by(
                {"z": [1], "s": [2], "t": [2]},
                means="a first map that doubles its input, followed by the identity",
            ),
        ),
        Hypothesis(
            "second-passes",
            r"$\tau(y)_i \in \{0, y_i\}$",
            lambda: STATEMENT.satisfied_by(EXAMPLE),
            drop=lambda: MAPPED.without("second-passes").refuted_by(
                {"z": [1], "s": [1], "t": [2]},
                means="the identity followed by a doubling map",
            ),
        ),
    ),
    typed=TypedStatement(
        "q",
        (sigma_, tau_),
        {"first-passes": passing(sigma_), "second-passes": passing(tau_)},
        all_of(
            passing(lambda z: tau_(sigma_(z))),
            passing(lambda z: by_entries("q", lambda i: relu(z[i]), "k")),
            for_every(SCALAR, lambda t: passing(lambda z: by_entries("q", lambda i: jumprelu(t, z[i]), "k")), "theta"),
        ),
    ),
    remark="""
        BatchTopK looks at the whole batch, so it is not a map of one input: sdl.batchtopk-per-sample. A gated unit
        that gates by another linear map than the one it passes is not of this form either.""",
)


def members() -> Certificate:
    """Each named activation, on a grid that meets all its cases."""
    grid = Expression(["product_set", ["range", -2, 3], ["range", -2, 3], ["range", -2, 3]])
    acts = [Activation("relu"), Activation("jumprelu", theta=Q(1)), Activation("topk", k=2), Activation("rawtopk", k=2)]
    tests = [for_all(grid, lambda z, a=a: _passes_at(sigma(a, z), z), "z") for a in acts]
    return evaluation(both(*tests), means="ReLU, JumpReLU(1), Top-2 and raw Top-2 on the grid {-2..2}^3")


def _passes_at(out: Expression, given: Expression) -> Expression:
    return for_all(span(3), lambda i: either(out[i] == 0, out[i] == given[i]), "i")


def prove(budget: Budget) -> Evidence:
    text = "The named activations, Top-k of both kinds included, on a grid."
    return Evidence("exact-decision", "proved", "instance", text, (members(),))


def examples(budget: Budget) -> Evidence:
    rng, violations, count = random.Random(budget.seed), 0, budget.pick(quick=200, full=3000)
    kinds = [
        Activation("relu"),
        Activation("jumprelu", theta=Q(1, 2)),
        Activation("topk", k=2),
        Activation("rawtopk", k=3),
    ]
    for _ in range(count):
        z = [Q(rng.randint(-4, 4), 2) for _ in range(4)]
        out = rng.choice(kinds).exact(rng.choice(kinds).exact(z))
        violations += any(a not in (0, b) for a, b in zip(out, z, strict=True))
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "Random pairs of activations on random inputs.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    same = STATEMENT.concluding(Expression("twice") == Expression("once"))
    never_zero = STATEMENT.concluding(Expression("twice") == Z)

    return [
        Mutation(
            "absorbed",
            "the second map changes nothing more",
            refuted_by=lambda: same.refuted_by(EXAMPLE, record="once twice"),
        ),
        Mutation(
            "identity",
            "the composition is the identity",
            refuted_by=lambda: never_zero.refuted_by(EXAMPLE, record="twice"),
        ),
    ]
