"""Under a price for each active atom, codes that use one atom near the atoms and several elsewhere cost less than either alone."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.manifolds._sampled import own, sampled
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.typed import SCALAR, both, exists, family, for_all, smaller, total, var

q, c = var("q", family("m", SCALAR)), var("c", family("m", SCALAR))
mu, k = var("mu", SCALAR, r"\mu"), var("k", SCALAR)
tiled, captured = var("tiled", SCALAR, r"\mathrm{tiled}"), var("captured", SCALAR, r"\mathrm{captured}")
mixed = var("mixed", SCALAR, r"\mathrm{mixed}")
TILE = lambda j: mu + 1 - c[j] ** 2  # noqa: E731
CAPTURE = k * mu

T = Theorem(
    id="manifolds.mixing-is-best-under-l0",
    title="Under L0 a mixture of capture and tiles is best, not second best",
    says=r"""
        Let a unit point $x_j$ of weight $q_j > 0$ have the product $c_j$ with its nearest atom, so that one active atom
        costs $\mu + 1 - c_j^2$, and let $k$ active atoms reproduce it at the cost $k\mu$. If one atom is cheaper at some
        point, $c_j^2 > 1 - (k - 1)\mu$, and dearer at another, then the codes that take the cheaper of both everywhere
        cost strictly less than codes with $k$ active atoms everywhere, and strictly less than tiles everywhere.""",
    source=own("mixtures of capture and tiling under an L0 price"),
    kind="bound",
    sizes="m",
    about=(q, c, mu, k),
    let=(
        (tiled, total("m", lambda j: q[j] * TILE(j), "j")),
        (captured, total("m", lambda j: q[j] * CAPTURE, "j")),
        (mixed, total("m", lambda j: q[j] * smaller(TILE(j), CAPTURE), "j")),
    ),
    given={
        "weights": Given("$q_j > 0$", for_all("m", lambda j: q[j] > 0, "j"), fails={"q": [-1, -1]}),
        "near": Given(
            r"$c_j^2 > 1 - (k - 1)\mu$ at some point",
            exists("m", lambda j: c[j] ** 2 > 1 - (k - 1) * mu, "j"),
            fails={"c": [Fraction(1, 2), Fraction(1, 2)]},
        ),
        "far": Given(
            r"$c_j^2 < 1 - (k - 1)\mu$ at another",
            exists("m", lambda j: c[j] ** 2 < 1 - (k - 1) * mu, "j"),
            fails={"c": [1, 1]},
        ),
    },
    then=both(mixed < captured, mixed < tiled),
    example={"m": 2, "q": [1, 1], "c": [1, Fraction(1, 2)], "mu": Fraction(1, 4), "k": 2},
    remark="""
        So the words that autoencoders mix capture and tiles *sub-optimally* depend on the objective: under L0 every optimum
        of a circle with atoms on it mixes (a share min(1, N delta/pi) of its points has one active atom, delta = arcsin
        sqrt(mu)); for Top-k with k = 2 on a circle mixtures are spurious (manifolds.top-k-polygon-values).""",
)
T.wrongly("second-best", "the mixture costs at least as much as capture", mixed >= captured)
T.wrongly("gap", "the mixture saves a whole activation price at each point", mixed + mu * 2 <= captured)
CLAIM, mutations = T.claim(), T.mutations


def _draw(rng: random.Random) -> dict[str, Any]:
    m = rng.randint(1, 4)
    return {
        "m": m,
        "q": [Fraction(rng.randint(1, 4)) for _ in range(m)],
        "c": [Fraction(rng.randint(0, 4), 4) for _ in range(m)],
        "mu": Fraction(rng.randint(1, 4), 8),
        "k": rng.randint(1, 4),
    }


def examples(budget: Budget) -> Evidence:
    """Random products with the nearest atom, prices and numbers of active atoms."""
    return sampled(
        T.statement, _draw, budget, "Random products with the nearest atom, prices, numbers of active atoms."
    )
