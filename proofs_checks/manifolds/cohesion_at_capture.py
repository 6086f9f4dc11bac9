"""The signed cohesion of co-firing at perfect capture is (2D - 3)/(2D - 1): -1 for a segment, 1/3 for a circle, 3/5 for a sphere."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofs_checks.manifolds._sampled import own
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.typed import (
    SCALAR,
    cond,
    family,
    for_all,
    index,
    indicator,
    mat,
    scalar,
    size,
    total,
    var,
)

P, r = var("P", mat("n", "n")), var("r", SCALAR)
opposite = var("opposite", family("n", index("n")), r"\bar{\cdot}")
signs = var("signs", SCALAR)
n = scalar(size("n"))
HALF = Fraction(1, 2)


def covariance(i: Any, j: Any) -> Any:
    """Of the events that two atoms fire."""
    return P[i, j] - P[i, i] * P[j, j]


def sign(x: Any) -> Any:
    """-1, 0 or 1."""
    return indicator(x > 0) - indicator(x < 0)


T = Theorem(
    id="manifolds.cohesion-at-capture",
    title="Signed cohesion of co-firing at perfect capture",
    says=r"""
        Let $n$ atoms come in antipodal pairs, each firing on half of the points at which its manifold is present,
        with probability $r \in (0, 1)$: $P_{ii} = r/2$, $P_{ij} = 0$ for the two atoms of a pair and $P_{ij} = r/4$
        for others (symmetric quadrants). Then the signs of the covariances $P_{ij} - P_{ii} P_{jj}$ of the pairs $i
        \ne j$ sum to $n (n - 3)$: their mean is $\rho = \frac{n - 3}{n - 1}$. With $n = 2D$: $-1$, $1/3$, $3/5$,
        $5/7$ for $D = 1, \dots, 4$.""",
    source=own("signed cohesion of perfect capture"),
    kind="property",
    sizes="n",
    about=(P, opposite, r),
    let=((signs, total("n", lambda i: total("n", lambda j: cond(i == j, 0, sign(covariance(i, j))), "j"))),),
    given={
        "pairs": Given(
            r"$\bar{\imath} \ne i$",
            for_all("n", lambda i: opposite[i] != i),
            fails={
                "opposite": [0, 1, 2, 3],
                "P": [[HALF**2 if i == j else HALF**3 for j in range(4)] for i in range(4)],
            },
        ),
        "presence": Given(r"$0 < r$", r > 0, fails={"r": 0, "P": [[0] * 4] * 4}),
        "absence": Given(
            r"$r < 1$",
            r < 1,
            fails={
                "r": 1,
                "P": [[HALF if i == j else 0 if i == j ^ 1 else HALF**2 for j in range(4)] for i in range(4)],
            },
        ),
        "firing": Given(
            r"$P_{ii} = r/2$, $P_{i \bar{\imath}} = 0$, else $P_{ij} = r/4$",
            for_all(
                "n",
                lambda i: for_all(
                    "n",
                    lambda j: P[i, j] == cond(i == j, r / 2, cond(opposite[i] == j, 0, r / 4)),
                    "j",
                ),
            ),
            fails={"P": [[HALF if i == j else 0 for j in range(4)] for i in range(4)]},
        ),
    },
    then=signs == n * (n - 3),
    example={
        "n": 4,
        "r": HALF,
        "opposite": [1, 0, 3, 2],
        "P": [[HALF**2 if i == j else 0 if i == j ^ 1 else HALF**3 for j in range(4)] for i in range(4)],
    },
    remark="""
        So a perfectly captured segment scores -1, the score of a pure tiling, and no perfect capture reaches 1.
        Always present, r = 1, pairs of different axes are independent and the score is -1/(n - 1).""",
)
T.wrongly("one", "perfect capture scores 1", signs == n * (n - 1))
T.wrongly("positive", "perfect capture scores above 0", signs > 0, n=2, opposite=[1, 0], P=[[HALF**2, 0], [0, HALF**2]])
T.wrongly("other-fraction", "the mean over pairs is (n - 4)/(n - 1)", signs == n * (n - 4))
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Every number of pairs up to five, several probabilities, from the joint law of presence and quadrants itself."""
    from itertools import product

    violations = cases = 0
    for d in range(1, budget.pick(quick=4, full=6)):
        for numerator in range(1, 6):
            present, size = Fraction(numerator, 6), 2 * d
            joint = [[Fraction(0)] * size for _ in range(size)]
            for signs in product((0, 1), repeat=d):
                on = [2 * axis + s for axis, s in enumerate(signs)]
                for i in on:
                    for j in on:
                        joint[i][j] += present / 2**d
            point = {"n": size, "r": present, "opposite": [i ^ 1 for i in range(size)], "P": joint}
            cases += 1
            violations += T.statement.violated_hypothesis(point) is not None or not T.statement.holds(point)
    numbers = {"examples": cases, "violations": violations}
    text = "The joint law of presence and uniform quadrants, enumerated: it has the firing probabilities, and the score follows."
    return Evidence("property-test", "tested", "instance", text, numbers=numbers)
