"""The gauge group of JumpReLU with a fixed positive threshold consists of the permutations of the neurons.  Proved, every width."""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl._instances import distinct_units, matrix
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import Expression, for_all, implies, matvec, names, sigma
from theory.sdl import Activation, Problem
from theory.sdl.gauge import GaugeGroup
from theory.statement import Statement

Q = Fraction
A, B, Z, ACT, c, theta = names("A B z activation c theta")
PRESERVED = matvec(B, sigma(ACT, matvec(A, Z))) == sigma(ACT, Z)
JUMP = {"type": "jumprelu", "theta": 1}
# one neuron: what leaves the network alone at some inputs is the identity
ONE_NEURON = Statement(
    ("activation", "A", "B"),
    {},
    implies(
        for_all([[-1], [0], [Q(1, 4)], [2], [5]], lambda z: matvec(B, sigma(ACT, matvec(A, z))) == sigma(ACT, z), "z"),
        A[0, 0] == 1,
    ),
)

PAGE = "zero-loss"
CLAIM = Claim(
    id="sdl.gauge-jumprelu-repaired",
    title="The gauge group of JumpReLU",
    statement=r"""
        Let $\theta > 0$ and let $A$, $B$ be $q \times q$ matrices. Then $B \sigma_\theta(A z) = \sigma_\theta(z)$ for
        all $z \in \mathbb{R}^q$ if and only if $A$ is a permutation matrix and $B = A^{-1}$.""",
    source=Source(locator="Gauge groups", arxiv="", ours=True),
    kind="equivalence",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "positive-threshold",
            r"$\theta > 0$",
            lambda: evaluation(
                PRESERVED,
                let={
                    "activation": Expression(["data", JUMP]),
                    "A": [[0, 1], [1, 0]],
                    "B": [[0, 1], [1, 0]],
                    "z": [2, Q(1, 2)],
                },
                record="A B z",
            ),
            drop=lambda: ONE_NEURON.refuted_by(
                {"activation": {"type": "jumprelu", "theta": 0}, "A": [[3]], "B": [[Q(1, 3)]]},
                means="with threshold 0 scalings are symmetries (sdl.gauge-relu)",
            ),
        ),
    ),
    depends_on=("sdl.gauge-relu",),
)


def off_to_on() -> Certificate:
    """c > 1: at x = theta the unit is off, scaled it is on."""
    return implication(
        "c theta",
        assume=[relation(theta, ">"), relation(c - 1, ">")],
        conclude=relation(c * theta - theta, ">"),
        by=derivation(term(1, use=(0, 1))),
        means="sigma(theta) = 0, but c theta > theta, so sigma(c theta)/c = theta",
    )


def on_to_off() -> Certificate:
    """0 < c < 1: at x = theta (1 + c)/(2c) > theta the unit is on, scaled it is off."""
    return implication(
        "c theta",
        assume=[relation(theta, ">"), relation(c, ">"), relation(1 - c, ">")],
        conclude=relation(theta * (1 + c) - 2 * c * theta, ">"),
        by=derivation(term(1, use=(0, 2))),
        means="x = theta (1 + c)/(2c) > theta",
    )


def scaled_off() -> Certificate:
    return implication(
        "c theta",
        assume=[relation(theta, ">"), relation(c, ">"), relation(1 - c, ">")],
        conclude=relation(2 * theta - theta * (1 + c), ">"),
        by=derivation(term(1, use=(0, 2))),
        means="c x = theta (1 + c)/2 < theta, so sigma(c x) = 0",
    )


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        """
        For theta > 0 the pairs (A, B) with B sigma_theta(A z) = sigma_theta(z) for all z are the permutation matrices
        and their inverses.""",
        read(
            "if", "sigma acts entry by entry with the same threshold, so it commutes with permutations.", "definition"
        ),
        read(
            "blow-up",
            r"""
            Conversely put tz for z, divide by t and let $t \to \infty$: $\sigma_\theta(t y)/t = \sigma_{\theta/t}(y)
            \to \mathrm{relu}(y)$ entry by entry, for every y. So $B \, \mathrm{relu}(A z) = \mathrm{relu}(z)$ for all
            z.""",
            "continuity",
        ),
        read(
            "monomial",
            r"By the theorem on ReLU (sdl.gauge-relu) A is a permutation times positive scales $c_i$, and $B = A^{-1}$.",
            "instance",
            "blow-up",
        ),
        read(
            "one-entry",
            r"Hence $\sigma_\theta(c_i x) / c_i = \sigma_\theta(x)$ for all real x and every i.",
            "instance",
            "monomial",
        ),
        checked("larger", r"$c_i > 1$ is impossible: take $x = \theta$.", off_to_on()),
        checked("smaller", r"$c_i < 1$ is impossible: take $x = \theta (1 + c_i)/(2 c_i)$, which is on.", on_to_off()),
        checked("smaller-off", "but scaled it is off.", scaled_off()),
        read("only-if", "So all scales are 1.", "conclusion", "one-entry", "larger", "smaller", "smaller-off"),
        read("all", "Together.", "conclusion", "if", "only-if"),
    )
    return Evidence(
        "symbolic-proof", "proved", "all-parameters", "For every width and every threshold.", (certificate,)
    )


def examples(budget: Budget) -> Evidence:
    """Permutations preserve the exact loss of random networks."""
    rng, violations, count = random.Random(budget.seed), 0, budget.pick(quick=40, full=500)
    for _ in range(count):
        q, p = rng.choice((1, 2, 3)), rng.choice((2, 3))
        problem = Problem.sae(distinct_units(rng, 3, p), activation=Activation("jumprelu", theta=Q(1)), width=q)
        pair = matrix(rng, q, p), matrix(rng, p, q)
        copy = GaugeGroup.of(problem.activation, q).sample(rng).apply(*pair)
        violations += problem.loss(*copy) != problem.loss(*pair)
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "Random exact networks, random permutations.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    scaled = Statement(
        ("activation", "A", "B", "z"),
        {"inverse": Expression(["matmul", "B", "A"]) == [[1]], "positive": A[0, 0] > 0},
        PRESERVED,
    )

    def at_one() -> Certificate:
        return implication(
            "c theta",
            assume=[relation(theta, ">"), relation(c - 1, ">=")],
            conclude=relation(c * theta - theta, ">"),
            by=derivation(term(1, use=(0, 1))),
        )

    return [
        Mutation(
            "scalings",
            "positive scalings are symmetries",
            refuted_by=lambda: scaled.refuted_by({"activation": JUMP, "A": [[2]], "B": [[Q(1, 2)]], "z": [1]}),
        ),
        Mutation("scale-one", "already the scale 1 is impossible", rejected=at_one),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """A permuted copy of a random network has the same exact loss on this problem."""
    if problem.activation.kind != "jumprelu" or not (problem.activation.theta or 0) > 0:
        return InstanceReport("not-applicable", "the claim is about JumpReLU with a positive threshold")
    rng = random.Random(budget.seed)
    pair = matrix(rng, problem.width, problem.p), matrix(rng, problem.r, problem.width)
    copy = GaugeGroup.of(problem.activation, problem.width).sample(rng).apply(*pair)
    same = problem.loss(*copy) == problem.loss(*pair)
    return InstanceReport("holds" if same else "violated", "a random network and a permuted copy have the same loss")
