"""On a region of constant activation pattern the single-feature loss is convex in each block, for JumpReLU with theta >= 0: proved.

The region is an intersection of open and closed half-spaces on which the codes are linear in all rows of W_E together; the Jensen gap
is ``lam(1-lam) sum_d M_d |W_D(z_d(X) - z_d(Y))|^2``.  (The published Hessian is only its diagonal block per row.)
"""

from __future__ import annotations

from fractions import Fraction

from proofs_checks.sdl._biconvexity_case import Case
from theory.sdl import Activation

CASE = Case(
    {"type": "jumprelu", "theta": "1/2"},
    region="With theta >= 0 a pattern fixes for every neuron i and feature d one of a_i . w_d > theta and a_i . "
    "w_d <= theta (or, in the other convention, >= theta and < theta; at theta = 0 both copy the same "
    "values).",
    linear="On the region z_id = a_i . w_d where neuron i is active on d, and 0 elsewhere: linear in W_E, all rows together.",
    pick=lambda rng, n, q: Activation("jumprelu", theta=Fraction(rng.randint(0, 4), 4)),
)
CLAIM = CASE.claim("JumpReLU", sigma=r"JumpReLU with $\theta \ge 0$", same=r"the same entries exceed $\theta \ge 0$")
prove, examples, evaluate, mutations = CASE.prove, CASE.examples, CASE.evaluate, CASE.mutations
