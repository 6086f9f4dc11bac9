"""On a region of constant activation pattern the single-feature loss is convex in each block, for Top-k of ReLU: proved.

The region is an intersection of open and closed half-spaces on which the codes are linear in all rows of W_E together; the Jensen gap
is ``lam(1-lam) sum_d M_d |W_D(z_d(X) - z_d(Y))|^2``.  (The published Hessian is only its diagonal block per row.)
"""

from __future__ import annotations

from proofs_checks.sdl import _biconvexity as convexity
from proofs_checks.sdl import _biconvexity_instances as instances
from theory.claims import Budget, Claim, Evidence, InstanceReport, Mutation, Source
from theory.sdl import Activation, Problem

ACT = {"type": "topk", "k": 1}
THEOREM = "On every region of constant pattern the loss is convex in W_E and convex in W_D, for topk"
REGION = (
    "Let A_d be the set of neurons with a positive code on d, |A_d| <= k. The pattern holds exactly if "
    "z_i > 0 for i in A_d and, for j not in A_d: z_j <= 0 when |A_d| < k (else j or a larger entry would "
    "also be copied); z_j <= z_i for all i in A_d, strictly when j < i, when |A_d| = k (ties go to the "
    "smaller index). All are affine in W_E."
)
LINEAR = "On the region z_id = a_i . w_d for i in A_d, and 0 elsewhere: linear in W_E, all rows together."

CLAIM = Claim(
    id="sdl.thm-3.2-topk",
    title="Piecewise biconvexity for Top-k of ReLU",
    statement=r"For $\sigma$ = Top-k of ReLU, ties to the smaller index: every pattern region $\Omega_P$ is convex, and on "
    r"$\mathbb{R}^{r \times q} \times \Omega_P$ the loss $\tilde{L}$ is convex in $W_D$ for fixed $W_E$ and convex in $W_E$ "
    r"for fixed $W_D$.",
    source=Source(locator="Theorem 3.2"),
    kind="property",
    expected="proved",
    hypotheses=convexity.hypotheses(
        ACT, kinked=convexity.bend(ACT), region="the same neurons are selected with positive values"
    ),
)


def prove(budget: Budget) -> list[Evidence]:
    return convexity.proved(THEOREM, REGION, LINEAR)


def examples(budget: Budget) -> Evidence:
    """Exact random segments inside one region."""
    return instances.segments(
        budget,
        lambda rng, n, q: Activation("topk", k=rng.randint(1, q)),
        "Segments inside one region: pattern and identity.",
    )


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Convexity on one segment between two multiples of the features."""
    return instances.on_instance(problem, ("topk",))


def mutations() -> list[Mutation]:
    return convexity.mutations(ACT)
