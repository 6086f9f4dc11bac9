"""On a region of constant activation pattern the single-feature loss is convex in each block, for JumpReLU with theta >= 0.

The region is an intersection of open and closed half-spaces on which the codes are linear in all rows of W_E together.  (The published
Hessian is only its diagonal block per row.)
"""

from __future__ import annotations

from fractions import Fraction

from proofs_checks.sdl import _biconvexity_instances as instances
from proofs_checks.sdl._biconvexity_case import ONE, theorem
from proofs_checks.vocabulary import Given
from theory.sdl import Activation
from theory.sdl.formal import W, jump_codes
from theory.typed import SCALAR, Expr, var

theta = var("theta", SCALAR)


def codes(encoder: Expr) -> Expr:
    """The codes of all features."""
    return jump_codes(theta, encoder, W)


# at a = -3 and a = -1 nothing is copied, at a = -9/10 the value is
NEGATIVE = {**ONE, "theta": -1, "D": [[-1]], "X": [[-3]], "Y": [[Fraction(-9, 10)]], "t": Fraction(1, 21)}
T = theorem(
    "jumprelu",
    "JumpReLU",
    r"JumpReLU with $\theta \ge 0$",
    codes,
    about=(theta,),
    given={"threshold": Given(r"$\theta \ge 0$", theta >= 0, fails=NEGATIVE)},
    parameter={"theta": Fraction(1, 2)},
)
PAGE = "biconvexity"
CLAIM, mutations = T.claim(), T.mutations
examples = instances.examples(lambda rng, n, q: Activation("jumprelu", theta=Fraction(rng.randint(0, 4), 4)))
evaluate = instances.evaluate("jumprelu")
