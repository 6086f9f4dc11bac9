"""Two classes in convex position need not be separable: refuted by XOR."""

from __future__ import annotations

from proofs_checks.concepts._neurons import XOR, neuron, no_neuron, own
from theory.claims import Budget, Claim, Evidence, Mutation
from theory.evidence import checked, proof, read

CLAIM = Claim(
    id="concepts.convex-position-not-enough",
    title="Convex position is not enough for one neuron",
    statement=r"If the points of $X = C \cup N$ are in convex position, then some neuron is on at $C$ and off at $N$.",
    source=own("statement of this project", "classical: XOR; Radon"),
    kind="existence",
    expected="argued-refuted",
    refutes="ours",
    remark="A conjunctive unit always exists for points in convex position (concepts.conjunction-iff-no-point-in-hull "
    "and concepts.separability-without-information).",
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
        "exact-decision", "refuted", "instance", "XOR, with its Radon point.", (certificate, no_neuron(XOR, {0, 1}))
    )


def mutations() -> list[Mutation]:
    return [
        Mutation("one-corner", "no single corner can be separated either", refuted_by=lambda: neuron(XOR, {0})),
        Mutation("edge", "two neighbouring corners cannot be separated either", refuted_by=lambda: neuron(XOR, {0, 2})),
    ]
