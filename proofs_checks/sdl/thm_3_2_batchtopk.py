"""On a region of constant activation pattern the single-feature loss is convex in each block, for BatchTopK over the n features.

Read as a map of the batch of the n single features, BatchTopK keeps the k n largest positive entries of the whole table; the argument is
that of Top-k, for one table instead of each column.  (The published Hessian is only its diagonal block per row.)
"""

from __future__ import annotations

from proofs_checks.sdl import _biconvexity_instances as instances
from proofs_checks.sdl._biconvexity_case import in_encoder, theorem
from theory.sdl import Activation
from theory.sdl.formal import W, batchtopk_codes
from theory.typed import Expr, size


def codes(encoder: Expr) -> Expr:
    """The codes of all features."""
    return batchtopk_codes(size("k"), encoder @ W)


SIGMA = "BatchTopK of ReLU over the batch of the $n$ features, ties to the smaller feature, then neuron"
T = theorem("batchtopk", "BatchTopK", SIGMA, codes, sizes="k", parameter={"k": 1})
# each end keeps two of the four entries, but not the same ones
T.wrongly("as-many", "it is enough that as many are kept", in_encoder(codes), X=[[1, 1], [2, 2]], Y=[[2, 2], [1, 1]])
PAGE = "biconvexity"
CLAIM, mutations = T.claim(), T.mutations
examples = instances.examples(lambda rng, n, q: Activation("batchtopk", k=rng.randint(1, q)))
evaluate = instances.evaluate("batchtopk")
