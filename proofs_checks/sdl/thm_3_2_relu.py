"""On a region of constant activation pattern the single-feature loss is convex in each block, for ReLU.

The region is an intersection of open and closed half-spaces on which the codes are linear in all rows of W_E together; the Jensen gap
is ``lam(1-lam) sum_d M_d |W_D(z_d(X) - z_d(Y))|^2``.  (The published Hessian is only its diagonal block per row.)
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofs_checks.sdl import _biconvexity_instances as instances
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, InstanceReport, Source
from theory.sdl import Activation, Problem
from theory.sdl.formal import NONNEGATIVE_WEIGHTS, D, E, M, V, W, loss_at, same_pattern
from theory.typed import SCALAR, Expr, both, implies, mat, var

F = Fraction
X, Y, Z = var("X", mat("q", "p")), var("Y", mat("q", "p")), var("Z", mat("q", "p"))
D1, D2, t = var("D1", mat("r", "q"), "D_1"), var("D2", mat("r", "q"), "D_2"), var("t", SCALAR, r"\lambda")


def in_encoder(below: Any = Expr.__le__) -> Expr:
    """Within one pattern, the segment stays in it and the loss lies below its chord."""
    return both(same_pattern(Z, X, W), below(loss_at(D, Z), t * loss_at(D, X) + (1 - t) * loss_at(D, Y)))


def in_decoder(below: Any = Expr.__le__) -> Expr:
    """For one encoder, the loss lies below its chord between two decoders."""
    return below(loss_at(t * D1 + (1 - t) * D2, E), t * loss_at(D1, E) + (1 - t) * loss_at(D2, E))


UNITS = [[1, F(3, 5)], [0, F(4, 5)]]  # two features as columns
ONE = {
    "n": 1,
    "p": 1,
    "q": 1,
    "r": 1,
    "W": [[1]],
    "V": [[1]],
    "M": [1],
    "D": [[1]],
    "D1": [[1]],
    "D2": [[1]],
    "E": [[1]],
}

T = Theorem(
    id="sdl.thm-3.2-relu",
    title="Piecewise biconvexity for ReLU",
    says=r"""
        For $\sigma$ = ReLU: every pattern region $\Omega_P$ is convex, and on $\mathbb{R}^{r \times q} \times
        \Omega_P$ the loss $\tilde{L}$ is convex in $W_D$ for fixed $W_E$ and convex in $W_E$ for fixed $W_D$.""",
    source=Source(locator="Theorem 3.2"),
    kind="property",
    sizes="n p q r",
    about=(M, W, V, D, X, Y, E, D1, D2, t),
    let=((Z, t * X + (1 - t) * Y),),
    given={
        "weights": Given(r"$M_d \ge 0$", NONNEGATIVE_WEIGHTS, fails={"M": [-1, -2]}),
        "on-the-segment": Given(r"$0 \le \lambda \le 1$", both(t >= 0, t <= 1), fails={"t": 2, "M": [1, 1]}),
    },
    then=both(implies(same_pattern(X, Y, W), in_encoder()), in_decoder()),
    example={
        "n": 2,
        "p": 2,
        "q": 2,
        "r": 2,
        "W": UNITS,
        "V": UNITS,
        "M": [1, 2],
        "D": [[1, F(1, 2)], [0, 1]],
        "X": [[3, 1], [-2, -3]],
        "Y": [[2, 2], [-5, -1]],
        "E": [[3, 1], [-2, -3]],
        "D1": [[1, 0], [0, 1]],
        "D2": [[0, 1], [1, 0]],
        "t": F(1, 3),
    },
)

# one feature and a neuron that is off at -1 and on at 1: (1 - a_+)^2 lies above its chord at 0
T.wrongly("any-pattern", "convex in the encoder across patterns", in_encoder(), **ONE, X=[[-1]], Y=[[1]], t=F(1, 2))
T.wrongly(
    "strict-encoder", "strictly convex in the encoder", implies(same_pattern(X, Y, W), in_encoder(Expr.__lt__)), t=1
)
T.wrongly("strict-decoder", "strictly convex in the decoder", in_decoder(Expr.__lt__), t=1)
T.wrongly("concave", "concave in the encoder", implies(same_pattern(X, Y, W), in_encoder(Expr.__ge__)))

PAGE = "biconvexity"
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Exact random segments inside one region."""
    return instances.segments(
        budget, lambda rng, n, q: Activation("relu"), "Segments inside one region: pattern and identity."
    )


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """Convexity on one segment between two multiples of the features."""
    return instances.on_instance(problem, ("relu",))
