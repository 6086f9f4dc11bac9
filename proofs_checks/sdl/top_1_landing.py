"""Gradient descent under Top-1 ends at the points of the exact landscape (observed, not proved).

Three linearly independent features, two neurons: the landscape is that of clustering by rays
(sdl.top-1-ray-clustering), so that the lowest end points are
the closed-form minimum, and the others its local minima.  The loss jumps where another neuron wins; the gradient does not see that.
"""

from __future__ import annotations

from fractions import Fraction

from proofs_checks.sdl._landing_jumps import INDEPENDENT, observed, wrong_lists
from theory.claims import Budget, Claim, Evidence, Mutation, Source
from theory.sdl import Activation

ACTIVATION, WIDTH = Activation("topk", k=1), 2
AT_LEAST = Fraction(99, 100)  # with room for chance: in 2000 runs each it was 100 %

PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.top-1-landing",
    title="Under Top-1 gradient descent lands on the solved landscape",
    statement=(
        """
        Three linearly independent features, two neurons with Top-1 of ReLU, weights $(1, 1.3, 1.7)$, inner products
        $0$, $0.3$ or $-0.3$: at least 99 % of the end points of full-batch gradient descent from Gaussian starts
        compute the function of a point of the landscape that sdl-atlas solves exactly."""
    ),
    source=Source(locator="statement of this project", ours=True),
    kind="property",
    expected="empirical",
    hypotheses=(INDEPENDENT,),
    depends_on=("sdl.top-1-ray-clustering",),
    remark="Where the loss jumps, an end point would have no gradient to vanish; of 2000 runs each none was there.",
)


def empirical(budget: Budget) -> list[Evidence]:
    """Trained ensembles against the solved landscapes."""
    return observed(budget, ACTIVATION, WIDTH, AT_LEAST)


def mutations() -> list[Mutation]:
    return wrong_lists(ACTIVATION, WIDTH, AT_LEAST)
