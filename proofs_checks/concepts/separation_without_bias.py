"""What a neuron without bias can separate: a hull against a cone, and for strict separation 0 outside one hull."""

from __future__ import annotations

import random

from proofs_checks.concepts._neurons import integer_points, neuron, no_neuron, own, signs_of_terms
from solvers.concepts.separability import Separated, separate
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation
from theory.evidence import checked, derivation, implication, proof, read, relation, term
from theory.formal import names

lam, x, mu, y = names("lam x mu y")
CE_3 = [(1, 0), (0, 1), (0, -1)]

CLAIM = Claim(
    id="concepts.separation-without-bias",
    title="Separation without bias",
    statement=r"For finite $C, N \subset \mathbb{R}^n$, $C \ne \emptyset$: (a) some $w$ has $w \cdot x > 0$ on $C$ "
    r"and $\le 0$ on $N$ iff "
    r"$\mathrm{conv}(C) \cap \mathrm{cone}(N) = \emptyset$ (the cone contains 0); (b) some $w$ has $> 0$ on $C$ and "
    r"$< 0$ on $N$ iff "
    r"$0 \notin \mathrm{conv}(C \cup -N)$. The two differ.",
    source=own("statement of this project", "Farkas, Gordan"),
    kind="equivalence",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "finite",
            "finitely many points",
            lambda: neuron(CE_3, {0}, "bias-free-weak"),
            drop_note="cones of infinitely many vectors need not be closed, so only finite data are claimed",
        ),
    ),
)


def strict_terms(*, weak: bool = False) -> Certificate:
    """A term of the combination in (b): the weights are not negative, and one is positive."""
    return implication(
        "lam x",
        assume=[relation(lam, ">=" if weak else ">"), relation(x, ">")],
        conclude=relation(lam * x, ">"),
        by=derivation(term(1, use=(0, 1))),
        means="lambda (w . v) > 0 for v in C or -N with lambda > 0 and w . v > 0",
    )


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        "The criteria (a) and (b), and an instance where only (a) holds.",
        checked("terms", "Terms of sum over C minus sum over N: positive for C, not negative for N.", signs_of_terms()),
        read(
            "a-only-if",
            "With such a w no point of conv(C) is in cone(N): > 0 and <= 0.",
            "linearity",
            "terms",
        ),
        read(
            "a-if",
            r"If no w has $w \cdot x \ge 1$ on C and $\le 0$ on N, there are $\alpha, \beta \ge 0$ with $\sum "
            r"\alpha_x x = \sum \beta_y y$ and "
            r"$\sum \alpha = 1$: a common point. Scaling makes $> 0$ on the finite C into $\ge 1$.",
            "motzkin",
        ),
        checked("strict", "Terms of a convex combination of C and -N.", strict_terms()),
        read(
            "b-only-if",
            "With a strict w every such combination has a positive value, so it is not 0.",
            "linearity",
            "strict",
        ),
        read("b-if", "Without a strict w some convex combination of C and -N is 0 (Gordan).", "motzkin"),
        checked(
            "weak-holds", "C = {(1, 0)}, N = {(0, 1), (0, -1)}: a weak neuron,", neuron(CE_3, {0}, "bias-free-weak")
        ),
        checked("strict-fails", "and no strict one.", no_neuron(CE_3, {0}, "bias-free-strict")),
        read("all", "Together.", "conclusion", "a-only-if", "a-if", "b-only-if", "b-if", "weak-holds", "strict-fails"),
    )
    return Evidence("symbolic-proof", "proved", "all-parameters", "Two forms of Motzkin's theorem.", (certificate,))


def examples(budget: Budget) -> Evidence:
    """In the plane: the linear programs against trying the finitely many directions that matter."""
    rng, violations, count = random.Random(budget.seed), 0, budget.pick(quick=60, full=1500)
    for _ in range(count):
        points = integer_points(rng, rng.randint(2, 6), 2)
        concept = set(rng.sample(range(len(points)), rng.randint(1, len(points) - 1)))
        # the cone of good directions is bounded by normals of points: normals, sums of two and points decide
        normals = [v for p in points for v in ((-p[1], p[0]), (p[1], -p[0]), p, (-p[0], -p[1]))]
        tried = [(a[0] + b[0], a[1] + b[1]) for a in normals for b in normals] + normals
        values = [[u * p + v * q for p, q in points] for u, v in tried]
        for mode in ("bias-free-weak", "bias-free-strict"):
            there = any(
                all(
                    z > 0 if i in concept else (z < 0 if mode == "bias-free-strict" else z <= 0)
                    for i, z in enumerate(row)
                )
                for row in values
            )
            violations += there != isinstance(separate(points, concept, mode=mode), Separated)
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "Random points of the plane: normals and sums of normals against the linear programs.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    return [
        Mutation(
            "same",
            "weak and strict separation agree (CE-3)",
            refuted_by=lambda: no_neuron(CE_3, {0}, "bias-free-strict"),
        ),
        Mutation(
            "hull-for-cone",
            r"$\mathrm{conv}(C) \cap \mathrm{conv}(N) = \emptyset$ is enough",
            refuted_by=lambda: no_neuron([(2,), (1,)], {0}, "bias-free-weak"),
        ),
        Mutation("zero-weights", "weights that are all 0 are an obstruction", rejected=lambda: strict_terms(weak=True)),
    ]
