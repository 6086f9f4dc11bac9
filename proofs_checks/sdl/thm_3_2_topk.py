"""On a region of constant activation pattern the single-feature loss is convex in each block, for Top-k of ReLU: proved.

The region is an intersection of open and closed half-spaces on which the codes are linear in all rows of W_E together; the Jensen gap
is ``lam(1-lam) sum_d M_d |W_D(z_d(X) - z_d(Y))|^2``.  (The published Hessian is only its diagonal block per row.)
"""

from __future__ import annotations

from proofs_checks.sdl._biconvexity_case import Case
from theory.sdl import Activation

CASE = Case(
    {"type": "topk", "k": 1},
    region="Let A_d be the set of neurons with a positive code on d, |A_d| <= k. The pattern holds exactly if "
    "z_i > 0 for i in A_d and, for j not in A_d: z_j <= 0 when |A_d| < k (else j or a larger entry would "
    "also be copied); z_j <= z_i for all i in A_d, strictly when j < i, when |A_d| = k (ties go to the "
    "smaller index). All are affine in W_E.",
    linear="On the region z_id = a_i . w_d for i in A_d, and 0 elsewhere: linear in W_E, all rows together.",
    pick=lambda rng, n, q: Activation("topk", k=rng.randint(1, q)),
)
PAGE = "biconvexity"
CLAIM = CASE.claim(
    "Top-k of ReLU",
    sigma="Top-k of ReLU, ties to the smaller index",
    same="the same neurons are selected with positive values",
)
prove, examples, evaluate, mutations = CASE.prove, CASE.examples, CASE.evaluate, CASE.mutations
