"""A Top-k neuron is a threshold of half-spaces: on exactly where enough of the other neurons lie below it."""

from __future__ import annotations

import random

import numpy as np

from proofs_checks.concepts._neurons import own
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.concepts.units import topk_active
from theory.typed import both, cardinal, either, for_all, iff, implies, index, ordinal, size, those, var, vec

z, i, f = var("z", vec("d")), var("i", index("d")), var("f", vec("m"))
d, k, m, t, q = (size(s) for s in ["d", "k", "m", "t", "q"])
# those before neuron i: larger, or equal with a smaller index
BEFORE = those("d", lambda j: either(z[j] > z[i], both(z[j] == z[i], ordinal(j) < ordinal(i))), "j")
BELOW = cardinal(those("d", lambda j: z[i] > z[j], "j"))
LARGER = cardinal(those("m", lambda j: 1 - f[j] > 1, "j"))
POSITIVE = cardinal(those("m", lambda j: f[j] > 0, "j"))

T = Theorem(
    id="concepts.top-k-neuron-is-threshold-unit",
    title="A Top-k neuron is a threshold unit",
    says=r"""
        In a Top-$k$ layer of $d$ neurons with distinct pre-activations at every data point, neuron $i$ is on (positive,
        and fewer than $k$ neurons come before it, ties going to the smaller index) exactly where $z_i > 0$ and at least
        $d - k$ of the $d - 1$ half-spaces $\{z_i > z_j\}$ contain the point. Conversely, for half-spaces $f_1, \dots,
        f_m$ without zeros on the data and $1 \le t \le m$, the layer $z_0 = 1$, $z_j = 1 - f_j$ with $d = m + 1$, $q =
        m - t + 1$ in place of $k$ has neuron 0 on exactly where at least $t$ of the $f_j$ are positive. So one Top-1
        neuron is an intersection and one Top-$(d-1)$ neuron a union, cut by $z_i > 0$.""",
    source=own("statement of this project"),
    kind="identity",
    sizes="d k m t q",
    about=(z, i, f),
    given={
        "no-ties": Given(
            "the pre-activation of neuron i is met by no other neuron",
            for_all("d", lambda j: implies(z[j] == z[i], j == i), "j"),
            fails={"d": 2, "z": [1, 1], "k": 1},
        ),
        "no-zeros": Given(
            r"$f_j \ne 0$ on the data",
            for_all("m", lambda j: f[j] != 0, "j"),
            fails={"m": 1, "f": [0], "t": 1, "q": 1},
        ),
        "threshold": Given(r"$q = m - t + 1$", q + t == m + 1, fails={"q": 1}),
    },
    then=both(
        iff(both(z[i] > 0, cardinal(BEFORE) < k), both(z[i] > 0, d <= BELOW + k)),
        iff(LARGER < q, t <= POSITIVE),
    ),
    example={"d": 3, "k": 1, "m": 3, "t": 2, "q": 2, "z": [2, 3, -1], "i": 0, "f": [1, -2, 3]},
)
T.wrongly(
    "one-more",
    r"at least $d - k + 1$ of them",
    iff(both(z[i] > 0, cardinal(BEFORE) < k), both(z[i] > 0, d + 1 <= BELOW + k)),
    i=1,
)
T.wrongly("one-fewer", r"$k = m - t$ in the converse", iff(LARGER + 1 < q, t <= POSITIVE))
T.wrongly(
    "smaller-than-k",
    "it is on where fewer than k neurons are larger, positive or not",
    iff(both(z[i] > 0, cardinal(BEFORE) < k), d <= BELOW + k),
    **{"d": 2, "z": [-1, -2]},
)
T.wrongly("every-one", "for every t all f_j must be positive", iff(LARGER < q, for_all("m", lambda j: f[j] > 0, "j")))
PAGE = "concepts-neurons"
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """The library's Top-k rule on random integer layers without ties."""
    rng, violations, number = random.Random(budget.seed), 0, budget.pick(quick=300, full=5000)
    for _ in range(number):
        width = rng.randint(1, 8)
        values = np.array([rng.sample(range(-20, 21), width)])
        kept, j = rng.randint(1, width), rng.randrange(width)
        unit = values[0, j] > 0 and np.count_nonzero(values[0, j] > values[0]) >= width - kept
        violations += bool(topk_active(values, kept)[0, j]) != bool(unit)
    numbers = {"examples": number, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "family", "Random layers with up to 8 neurons.", numbers=numbers)
