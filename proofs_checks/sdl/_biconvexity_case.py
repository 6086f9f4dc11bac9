"""Theorem 3.2 for one activation: the same theorem and the same proof, with what a pattern is for that activation."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from proofs_checks.sdl import _biconvexity as convexity
from proofs_checks.sdl import _biconvexity_instances as instances
from theory.claims import Budget, Claim, Evidence, InstanceReport, Mutation, Source
from theory.sdl import Activation, Problem


@dataclass(frozen=True)
class Case:
    """One activation.

    Args:
        act: the activation of the formal statement.
        region: what the pattern says about the rows of W_E, and why that is affine.
        linear: what the codes are on the region.
        pick: an activation of this kind for n features and q neurons.
    """

    act: dict[str, Any]
    region: str
    linear: str
    pick: Callable[[random.Random, int, int], Activation]

    def claim(self, title: str, *, sigma: str, same: str) -> Claim:
        """The claim; ``sigma`` names the activation, ``same`` says when two encoders have one pattern."""
        kind = self.act["type"]
        return Claim(
            id=f"sdl.thm-3.2-{kind}",
            title=f"Piecewise biconvexity for {title}",
            statement=rf"For $\sigma$ = {sigma}: every pattern region $\Omega_P$ is convex, and on "
            r"$\mathbb{R}^{r \times q} \times \Omega_P$ the loss $\tilde{L}$ is convex in $W_D$ for fixed $W_E$ and convex in $W_E$ "
            r"for fixed $W_D$.",
            source=Source(locator="Theorem 3.2"),
            kind="property",
            expected="argued",
            hypotheses=convexity.hypotheses(self.act, kinked=convexity.bend(self.act), region=same),
        )

    def prove(self, budget: Budget) -> list[Evidence]:
        theorem = "On every region of constant pattern the loss is convex in W_E and convex in W_D"
        return convexity.proved(f"{theorem}, for {self.act['type']}", self.region, self.linear)

    def examples(self, budget: Budget) -> Evidence:
        """Exact random segments inside one region."""
        return instances.segments(budget, self.pick, "Segments inside one region: pattern and identity.")

    def evaluate(self, problem: Problem, budget: Budget) -> InstanceReport:
        """Convexity on one segment between two multiples of the features."""
        return instances.on_instance(problem, (self.act["type"],))

    def mutations(self) -> list[Mutation]:
        return convexity.mutations(self.act)
