"""Open: which width does zero single-feature loss need when features in superposition do not lie in a pointed cone?

Known: more than p neurons are needed (certified below), and p + l always suffice (``sdl.width-for-zero-true-loss``).
 For +-e1, +-e2 three neurons do it,
one fewer than for zero true loss.  The search asks which regular n-gons are reached by 3 neurons.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, Source
from theory.evidence import checked, evaluation, proof, read
from theory.formal import loss

Array = NDArray[np.float64]
CROSS = [[1, 0], [-1, 0], [0, 1], [0, -1]]

PAGE = "zero-loss"
CLAIM = Claim(
    id="sdl.open-zero-loss-width",
    title="Which width does zero single-feature loss need in superposition?",
    statement=r"""
        For an SAE with ReLU and features of rank $p$ whose cone is not pointed, determine the smallest $q$ with $\min
        \tilde{L} = 0$. It lies between $p + 1$ and $p + l$ ($l$ the lineality dimension of the cone).""",
    source=Source(locator="open question", arxiv="", ours=True),
    kind="open-question",
    expected="undecided",
    depends_on=("sdl.width-for-zero-true-loss",),
    remark="In the plane the question is which features need four neurons instead of three.",
)


def three_neurons() -> Certificate:
    """+-e1, +-e2 have zero single-feature loss with the rows (1,1), (-1,1), (1,-1)."""
    encoder, decoder = [[1, 1], [-1, 1], [1, -1]], [[1, -1, 0], [1, 0, -1]]
    value = loss({"type": "relu"}, encoder, decoder, CROSS, CROSS, [1, 1, 1, 1])
    return evaluation(value == 0, means="four features in the plane that positively span it, three neurons")


def not_two() -> Certificate:
    """No functional is >= 0 on +-e1, +-e2 and positive on one of them: the dual cone is {0}."""
    rows = [[[str(x) for x in w], ">=", "0"] for w in CROSS[1:]] + [[["1", "0"], ">", "0"]]
    return seal("farkas", {"rows": rows}, {"multipliers": ["1", "0", "0", "1"]})


def lower_bound() -> Certificate:
    return proof(
        "If the cone of the features is not pointed, zero single-feature loss needs more than p neurons; so +-e1, +-e2 need three.",
        read(
            "invertible",
            "With q = p neurons W_D Z = W_p has rank p, so W_D is invertible and Z = W_D^{-1} W_p.",
            "linear-algebra",
        ),
        read(
            "dual",
            "So row i of Z is b_i . w_d with independent b_1, .., b_p, and it is nonnegative: every b_i lies in the dual cone.",
            "definition",
            "invertible",
        ),
        read(
            "pointed",
            "Then the dual cone spans R^p, that is the cone of the features is pointed.",
            "separation",
            "dual",
        ),
        checked("cross", "For +-e1, +-e2 no functional is nonnegative on all features and positive on e1.", not_two()),
        read("all", "Together; the cone of +-e1, +-e2 is the plane.", "conclusion", "pointed", "cross"),
    )


def smallest_loss(features: Array, width: int, count: int, rng: np.random.Generator) -> float:
    """The smallest single-feature loss found by least squares from random starts."""
    from scipy.optimize import least_squares

    p = features.shape[1]

    def residuals(parameters: Array) -> Array:
        encoder, decoder = parameters[: width * p].reshape(width, p), parameters[width * p :].reshape(p, width)
        return (features - np.maximum(features @ encoder.T, 0) @ decoder.T).ravel()

    best = np.inf
    for _ in range(count):
        found = least_squares(residuals, rng.standard_normal(2 * width * p), max_nfev=60)
        best = min(best, 2 * float(found.cost))
    return best


def empirical(budget: Budget) -> list[Evidence]:
    count = budget.pick(quick=8, full=300)
    rng = np.random.default_rng(budget.seed)
    numbers: dict[str, object] = {"seed": budget.seed, "starts per problem": count}
    for n in range(3, 9):
        angles = 2 * np.pi * np.arange(n) / n
        features = np.stack([np.cos(angles), np.sin(angles)], axis=1)
        numbers[f"{n}-gon, 3 neurons: smallest loss"] = f"{smallest_loss(features, 3, count, rng):.1e}"
    return [
        Evidence(
            "search",
            "undecided",
            "instance",
            "Regular n-gons with three neurons, least squares from random starts.",
            numbers=numbers,
        ),
        Evidence(
            "symbolic-proof",
            "undecided",
            "all-parameters",
            "What is known: the lower bound p + 1, and an example below the width for zero true loss.",
            (lower_bound(), three_neurons()),
        ),
    ]
