"""Two classes in convex position need not be separable: refuted by XOR."""

from __future__ import annotations

from fractions import Fraction as F

from proofs_checks.concepts._neurons import XOR, neuron, no_neuron, own
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation
from theory.evidence import checked, derivation, implication, proof, read, relation, term
from theory.existence import Existence
from theory.formal import both, dot, expr, for_all, implies, length, names, span
from theory.statement import Statement

P, W, T, w1, w2, b = names("P W T w1 w2 b")
# four points of the plane, each cut off from the others by a line w.x = t; is some neuron on exactly at the first two?
FORMAL = Existence(
    Statement(
        ("P", "W", "T"),
        {
            "four-points-of-the-plane": both(length(P) == 4, for_all(P, lambda p: length(p) == 2, "p")),
            "convex-position": for_all(
                span(4),
                lambda i: both(
                    dot(W[i], P[i]) > T[i],
                    for_all(span(4), lambda j: implies(i != j, dot(W[i], P[j]) <= T[i]), "j"),
                ),
                "i",
            ),
        },
        expr(True),
    ),
    ("w1", "w2", "b"),
    {f"point-{i}": (dot([w1, w2], P[i]) + b > 0 if i < 2 else dot([w1, w2], P[i]) + b <= 0) for i in range(4)},
)

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.convex-position-not-enough",
    title="Convex position is not enough for one neuron",
    statement=r"If the points of $X = C \cup N$ are in convex position, then some neuron is on at $C$ and off at $N$.",
    source=own("statement of this project", "classical: XOR; Radon"),
    kind="existence",
    expected="refuted",
    refutes="ours",
    remark="""
        A conjunctive unit always exists for points in convex position (concepts.conjunction-iff-no-point-in-hull and
        concepts.separability-without-information).""",
    statement_formal=FORMAL,
)


def square() -> Certificate:
    """The corners of the square are in convex position: each is cut off by a line across."""
    across = [[1 if x else -1 for x in corner] for corner in XOR]
    return FORMAL.given.satisfied_by({"P": XOR, "W": across, "T": [sum(corner) - F(1, 2) for corner in XOR]})


def radon() -> Certificate:
    """Adding up: a neuron that is on at (0,0) and (1,1) and off at (0,1) and (1,0) would have 0 > 0."""
    on = [relation(b, ">"), relation(w1 + w2 + b, ">")]
    off = [relation(0 - (w2 + b), ">="), relation(0 - (w1 + b), ">=")]
    by = derivation(*(term(1, use=(i,)) for i in range(4)))
    return implication(
        "w1 w2 b", assume=on + off, conclude=relation(expr(0), ">"), by=by, means="no neuron on one diagonal"
    )


def refute(budget: Budget) -> Evidence:
    corners = [neuron(XOR, {i}) for i in range(4)]
    certificate = proof(
        "The corners of the square are in convex position, and no neuron is on exactly at one diagonal.",
        *(checked(f"corner-{i}", f"Corner {XOR[i]} is cut off by a half-plane.", c) for i, c in enumerate(corners)),
        checked("radon", "1/2 (0,0) + 1/2 (1,1) = 1/2 (0,1) + 1/2 (1,0).", no_neuron(XOR, {0, 1})),
        read(
            "both",
            "The hypothesis holds and the conclusion fails.",
            "conclusion",
            *(f"corner-{i}" for i in range(4)),
            "radon",
        ),
    )
    return Evidence(
        "exact-decision",
        "refuted",
        "instance",
        "XOR, with its Radon point.",
        (square(), radon(), certificate, no_neuron(XOR, {0, 1})),
    )


def mutations() -> list[Mutation]:
    return [
        Mutation("one-corner", "no single corner can be separated either", refuted_by=lambda: neuron(XOR, {0})),
        Mutation("edge", "two neighbouring corners cannot be separated either", refuted_by=lambda: neuron(XOR, {0, 2})),
    ]
