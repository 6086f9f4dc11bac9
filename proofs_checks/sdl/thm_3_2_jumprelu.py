"""On a region of constant activation pattern the single-feature loss is convex in each block, for JumpReLU with theta >= 0: proved.

The region is an intersection of open and closed half-spaces on which the codes are linear in all rows of W_E together; the Jensen gap
is ``lam(1-lam) sum_d M_d |W_D(z_d(X) - z_d(Y))|^2``.  (The published Hessian is only its diagonal block per row.)
"""

from __future__ import annotations

from fractions import Fraction

from proofs_checks.sdl import _biconvexity as convexity
from proofs_checks.sdl import _biconvexity_instances as instances
from theory.claims import Budget, Claim, Evidence, InstanceReport, Mutation, Source
from theory.sdl import Activation, Problem

F = Fraction
ACT = {"type": "jumprelu", "theta": "1/2"}
THEOREM = "On every region of constant pattern the loss is convex in W_E and convex in W_D, for jumprelu"
REGION = (
    "With theta >= 0 a pattern fixes for every neuron i and feature d one of a_i . w_d > theta and a_i . "
    "w_d <= theta (or, in the other convention, >= theta and < theta; at theta = 0 both copy the same "
    "values)."
)
LINEAR = (
    "On the region z_id = a_i . w_d where neuron i is active on d, and 0 elsewhere: linear in W_E, all rows together."
)

CLAIM = Claim(
    id="sdl.thm-3.2-jumprelu",
    title="Piecewise biconvexity for JumpReLU",
    statement=r"For $\sigma$ = JumpReLU with $\theta \ge 0$: every pattern region $\Omega_P$ is convex, and on "
    r"$\mathbb{R}^{r \times q} \times \Omega_P$ the loss $\tilde{L}$ is convex in $W_D$ for fixed $W_E$ and convex in $W_E$ "
    r"for fixed $W_D$.",
    source=Source(locator="Theorem 3.2"),
    kind="property",
    expected="proved",
    hypotheses=convexity.hypotheses(ACT, kinked=convexity.bend(ACT), region="the same entries exceed $\\theta \\ge 0$"),
)


def prove(budget: Budget) -> list[Evidence]:
    return convexity.proved(THEOREM, REGION, LINEAR)


def examples(budget: Budget) -> Evidence:
    """Exact random segments inside one region."""
    return instances.segments(
        budget,
        lambda rng, n, q: Activation("jumprelu", theta=F(rng.randint(0, 4), 4)),
        "Segments inside one region: pattern and identity.",
    )


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Convexity on one segment between two multiples of the features."""
    return instances.on_instance(problem, ("jumprelu",))


def mutations() -> list[Mutation]:
    return convexity.mutations(ACT)
