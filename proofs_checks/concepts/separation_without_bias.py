"""What a neuron without bias can separate: a hull against a cone, and for strict separation 0 outside one hull."""

from __future__ import annotations

import random
from collections.abc import Callable

from proofs_checks.concepts._neurons import integer_points, neuron, no_neuron, own
from solvers.concepts.separability import Separated, separate
from theory.claims import Budget, Claim, Evidence, Hypothesis, Mutation
from theory.typed import Expr, TypedStatement, both, column, dot, exists, for_all, iff, mat, negation, total, var, vec

TEE = [(1, 0), (0, 1), (0, -1)]

X, Y = var("X", mat("n", "k")), var("Y", mat("n", "m"))  # the points of C and of N, as columns


def separated(off: Callable[[Expr], Expr]) -> Expr:
    """Some w is positive on C, and ``off`` holds for its values on N."""
    return exists(
        vec("n"),
        lambda w: both(
            for_all("k", lambda i: dot(w, column(X, i)) > 0), for_all("m", lambda j: off(dot(w, column(Y, j))), "j")
        ),
        "w",
    )


def no_combination(weight: Callable[[Expr, Expr], Expr]) -> Expr:
    """No nonnegative combinations of C and N, of total weight 1, are equal."""
    return negation(
        exists(
            vec("k"),
            lambda a: exists(
                vec("m"),
                lambda b: both(
                    for_all("k", lambda i: a[i] >= 0),
                    for_all("m", lambda i: b[i] >= 0),
                    weight(a, b) == 1,
                    X @ a == Y @ b,
                ),
                "b",
            ),
            "a",
        )
    )


def weight(v: Expr) -> Expr:
    """The sum of the entries."""
    return total(v.type.sizes[0], lambda i: v[i])


PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.separation-without-bias",
    title="Separation without bias",
    statement=r"""
        For finite $C, N \subset \mathbb{R}^n$: (a) some $w$ has $w \cdot x > 0$ on $C$ and $\le 0$ on $N$ iff
        $\mathrm{conv}(C) \cap \mathrm{cone}(N) = \emptyset$ (the cone contains 0); (b) some $w$ has $> 0$ on $C$ and
        $< 0$ on $N$ iff $0 \notin \mathrm{conv}(C \cup -N)$. (Beyond the formal statement: the two differ.)""",
    source=own("statement of this project", "Farkas, Gordan"),
    kind="equivalence",
    expected="proved",
    hypotheses=(
        Hypothesis(
            "finite",
            "finitely many points",
            lambda: neuron(TEE, {0}, "bias-free-weak"),
            drop_note="cones of infinitely many vectors need not be closed, so only finite data are claimed",
        ),
    ),
    typed=TypedStatement(
        "n k m",
        (X, Y),
        {},
        both(
            iff(separated(lambda z: z <= 0), no_combination(lambda a, b: weight(a))),
            iff(separated(lambda z: z < 0), no_combination(lambda a, b: weight(a) + weight(b))),
        ),
    ),
)


def prove(budget: Budget) -> Evidence:
    text = "The two differ: C = {(1, 0)}, N = {(0, 1), (0, -1)} has a weak neuron and no strict one."
    certificates = neuron(TEE, {0}, "bias-free-weak"), no_neuron(TEE, {0}, "bias-free-strict")
    return Evidence("exact-decision", "proved", "instance", text, certificates)


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
            "weak and strict separation agree",
            refuted_by=lambda: no_neuron(TEE, {0}, "bias-free-strict"),
        ),
        Mutation(
            "hull-for-cone",
            r"$\mathrm{conv}(C) \cap \mathrm{conv}(N) = \emptyset$ is enough",
            refuted_by=lambda: no_neuron([(2,), (1,)], {0}, "bias-free-weak"),
        ),
    ]
