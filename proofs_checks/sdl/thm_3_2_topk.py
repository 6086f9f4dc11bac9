"""On a region of constant activation pattern the single-feature loss is convex in each block, for Top-k of ReLU.

Between two encoders that keep the same entries every entry that is kept stays ahead of every one that is not, or these are not positive;
so the same entries are kept and the codes are linear.  (The published Hessian is only its diagonal block per row.)
"""

from __future__ import annotations

from proofs_checks.sdl import _biconvexity_instances as instances
from proofs_checks.sdl._biconvexity_case import in_encoder, theorem
from theory.sdl import Activation
from theory.sdl.formal import W, topk_codes
from theory.typed import Expr, size


def codes(encoder: Expr) -> Expr:
    """The codes of all features."""
    return topk_codes(size("k"), encoder @ W)


T = theorem("topk", "Top-k of ReLU", "Top-k of ReLU, ties to the smaller index", codes, sizes="k", parameter={"k": 1})
# each end keeps one entry for each feature, but not the same one
T.wrongly("as-many", "it is enough that as many are kept", in_encoder(codes), X=[[1, 1], [2, 2]], Y=[[2, 2], [1, 1]])
PAGE = "biconvexity"
CLAIM, mutations = T.claim(), T.mutations
examples = instances.examples(lambda rng, n, q: Activation("topk", k=rng.randint(1, q)))
evaluate = instances.evaluate("topk")
