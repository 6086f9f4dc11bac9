"""On a region of constant activation pattern the single-feature loss is convex in each block, for ReLU.

The region is an intersection of open and closed half-spaces on which the codes are linear in all rows of W_E together; the Jensen gap
is ``lam(1-lam) sum_d M_d |W_D(z_d(X) - z_d(Y))|^2``.  (The published Hessian is only its diagonal block per row.)
"""

from __future__ import annotations

from proofs_checks.sdl import _biconvexity_instances as instances
from proofs_checks.sdl._biconvexity_case import theorem
from theory.sdl import Activation
from theory.sdl.formal import W, codes

T = theorem("relu", "ReLU", "ReLU", lambda encoder: codes(encoder, W), parameter={})
PAGE = "biconvexity"
CLAIM, mutations = T.claim(), T.mutations
examples = instances.examples(lambda rng, n, q: Activation("relu"))
evaluate = instances.evaluate("relu")
