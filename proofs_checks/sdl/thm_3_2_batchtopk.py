"""On a region of constant activation pattern the single-feature loss is convex in each block, for BatchTopK over the n features: proved.

The region is an intersection of open and closed half-spaces on which the codes are linear in all rows of W_E together; the Jensen gap
is ``lam(1-lam) sum_d M_d |W_D(z_d(X) - z_d(Y))|^2``.  (The published Hessian is only its diagonal block per row.)
"""

from __future__ import annotations

from proofs_checks.sdl._biconvexity_case import Case
from theory.sdl import Activation

CASE = Case(
    {"type": "batchtopk", "k": 1},
    region="Read as a map of the batch of the n single features, BatchTopK selects k n entries of the n x q "
    "table of ReLU values. Let A be the set of pairs (d, i) with a positive code. The pattern holds "
    "exactly if z_id > 0 on A and, for pairs outside A: z <= 0 when |A| < k n; z at most every value on "
    "A, strictly for earlier pairs, when |A| = k n. All are affine in W_E.",
    linear="On the region z_id = a_i . w_d for (d, i) in A, and 0 elsewhere: linear in W_E, all rows together.",
    pick=lambda rng, n, q: Activation("batchtopk", k=rng.randint(1, q)),
)
PAGE = "biconvexity"
CLAIM = CASE.claim(
    "BatchTopK",
    sigma="BatchTopK of ReLU over the batch of the $n$ features",
    same="the same entries of the table are selected with positive values",
)
prove, examples, evaluate, mutations = CASE.prove, CASE.examples, CASE.evaluate, CASE.mutations
