"""On a region of constant activation pattern the single-feature loss is convex in each block, for ReLU: proved.

The region is an intersection of open and closed half-spaces on which the codes are linear in all rows of W_E together; the Jensen gap
is ``lam(1-lam) sum_d M_d |W_D(z_d(X) - z_d(Y))|^2``.  (The published Hessian is only its diagonal block per row.)
"""

from __future__ import annotations

from proofs_checks.sdl._biconvexity_case import Case
from theory.sdl import Activation

CASE = Case(
    {"type": "relu"},
    region="A pattern fixes for every neuron i and feature d one of a_i . w_d > 0 and a_i . w_d <= 0.",
    linear="On the region z_id = a_i . w_d where neuron i is active on d, and 0 elsewhere: linear in W_E, all rows together.",
    pick=lambda rng, n, q: Activation("relu"),
)
CLAIM = CASE.claim("ReLU", sigma="ReLU", same=r"the same signs of $a_i \cdot w_d$")
prove, examples, evaluate, mutations = CASE.prove, CASE.examples, CASE.evaluate, CASE.mutations
