"""For infinite sets disjoint hulls do not give a neuron: refuted by the lexicographic half-plane.

What is true instead: the criterion holds for finite and for compact sets (concepts.neuron-separates-iff-hulls-disjoint).
"""

from __future__ import annotations

from proofs_checks.concepts._neurons import reported
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation
from theory.evidence import checked, derivation, implication, proof, read, relation, term
from theory.formal import names

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.infinite-sets-disjoint-hulls",
    title="Disjoint hulls of infinite sets, no neuron",
    statement=r"""
        If $C$ and $N$ are subsets of $\mathbb{R}^n$, not necessarily closed or bounded, with $\mathrm{conv}(C) \cap
        \mathrm{conv}(N) = \emptyset$, then some neuron has $w \cdot x + b > 0$ on $C$ and $\le 0$ on $N$.""",
    source=reported("Separation by one neuron, read for all sets"),
    kind="equivalence",
    expected="argued-refuted",
    refutes="ours",
    remark="True for finite and for compact sets: concepts.neuron-separates-iff-hulls-disjoint.",
)
w1, w2, b, t, x1, y1, x2, y2 = names("w1 w2 b t x1 y1 x2 y2")


def tilted() -> Certificate:
    """A neuron with w_2 not zero vanishes at a point with x = 1, which belongs to C."""
    return implication(
        "w1 w2 b t",
        assume=[relation(w2 * t - 1, "=")],
        conclude=relation(w1 + w2 * (-t * (w1 + b)) + b, "="),
        by=derivation(multiples={0: -(w1 + b)}),
        means="with t = 1 / w_2 the neuron is 0 at the point (1, -t (w_1 + b))",
    )


def upright(strict: str = ">") -> Certificate:
    """With w_2 = 0: z(0, 1) > 0 (a point of C) and z(0, 0) <= 0 (a point of N) exclude each other."""
    return seal(
        "farkas",
        {
            "rows": [[[0, 1, 0], "=", 0], [[0, 1, 1], strict, 0], [[0, 0, -1], ">=", 0]],
            "means": "unknowns w_1, w_2, b: w_2 = 0, z(0, 1) > 0, z(0, 0) <= 0",
        },
        {"multipliers": [-1, 1, 1]},
    )


def convex() -> tuple[Certificate, Certificate]:
    """The midpoint-free core of convexity: a mixture of points of C with a positive weight on x > 0 has x > 0."""
    first = implication(
        "t x1 x2",
        assume=[relation(t, ">"), relation(1 - t, ">="), relation(x1, ">"), relation(x2, ">=")],
        conclude=relation(t * x1 + (1 - t) * x2, ">"),
        by=derivation(term(1, use=(0, 2)), term(1, use=(1, 3))),
    )
    second = implication(
        "t y1 y2",
        assume=[relation(t, ">"), relation(1 - t, ">="), relation(y1, ">"), relation(y2, ">")],
        conclude=relation(t * y1 + (1 - t) * y2, ">"),
        by=derivation(term(1, use=(0, 2)), term(1, use=(1, 3))),
    )
    return first, second


def lexicographic() -> Certificate:
    """C = {x > 0} and {x = 0, y > 0}, N the rest of the plane: disjoint convex sets, and no neuron."""
    first, second = convex()
    return proof(
        """
        C = {x > 0 or (x = 0 and y > 0)} and N = R^2 minus C are disjoint and convex, but no neuron is on exactly at
        C, and no conjunction of neurons is.""",
        checked("first", "Mixing a point with x > 0 and one with x >= 0 gives x > 0.", first),
        checked("second", "Mixing two points with x = 0, y > 0 gives x = 0, y > 0.", second),
        read(
            "hulls",
            """
            So $C$ is convex. $N$ is $-C$ together with the origin, so by the same two steps it is convex, and the
            hulls are disjoint.""",
            "cases",
            "first",
            "second",
        ),
        checked("tilted", r"If $w_2 \ne 0$, z is 0 at the point (1, -(w_1 + b) / w_2) of C.", tilted()),
        checked("upright", r"If $w_2 = 0$, z(0, 1) > 0 and z(0, 0) <= 0 contradict each other.", upright()),
        read("none", "In both cases the neuron is wrong at a point.", "cases", "hulls", "tilted", "upright"),
        read(
            "unit",
            """
            A half-space that contains $C$ has $w_2 = 0$ and $z(0, 1) > 0$, so it contains the origin, which is not in
            $C$: no intersection of open half-spaces is C either.""",
            "cases",
            "tilted",
            "upright",
        ),
        read("all", "Together.", "conclusion", "none", "unit"),
    )


def refute(budget: Budget) -> Evidence:
    return Evidence(
        "exact-decision",
        "refuted",
        "instance",
        "The lexicographic half-plane: every neuron is wrong somewhere.",
        (lexicographic(),),
    )


def mutations() -> list[Mutation]:
    return [
        Mutation("weak", "no neuron has z >= 0 on C and z <= 0 on N either", rejected=lambda: upright(">=")),
        Mutation(
            "edge",
            "a mixture of points with x >= 0 always has x > 0",
            rejected=lambda: implication(
                "t x1 x2",
                assume=[relation(t, ">"), relation(1 - t, ">="), relation(x1, ">="), relation(x2, ">=")],
                conclude=relation(t * x1 + (1 - t) * x2, ">"),
                by=derivation(term(1, use=(0, 2)), term(1, use=(1, 3))),
            ),
        ),
    ]
