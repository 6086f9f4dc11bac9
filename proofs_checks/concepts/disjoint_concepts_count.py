r"""Counting units does not say how many disjoint concepts there can be: on the line 4 neurons in units of 2 have 6 units, not 6 concepts.

In general at most min(N, sum_{i <= n} binom(d, i)) disjoint concepts, whatever the units (concepts.disjoint-concepts-exponent).
"""

from __future__ import annotations

from proofs_checks.concepts._neurons import own
from proofs_checks.concepts.disjoint_concepts_exponent import cells, disjoint, non_empty
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Certificate, Mutation
from theory.concepts.formal import extent
from theory.evidence import evaluation
from theory.formal import Expression, op
from theory.formal import binomial as choose
from theory.formal import both as all_of
from theory.typed import (
    BOOL,
    binomial,
    both,
    column,
    dot,
    family,
    listed,
    mat,
    size,
    subset,
    var,
    vec,
)
from theory.typed.expression import lift
from theory.typed.types import NAT

X, W, b = var("X", mat(1, "N")), var("W", mat(1, 4)), var("b", vec(4))
U, K = var("U", family("c", subset(4))), var("K", family("N", family(4, BOOL)))
ON = listed("N", lambda x: listed(4, lambda i: dot(column(W, i), column(X, x)) + b[i] > 0), "x")
UNITS = binomial(lift(4, NAT), lift(2, NAT))

T = Theorem(
    id="concepts.disjoint-concepts-count",
    title="Fewer disjoint concepts than units",
    says=r"""
        On the line four ReLU neurons never separate $\binom{4}{2} = 6$ non-empty, pairwise disjoint concepts by units, of two
        or any other number of neurons: at most 5. So the count $\binom{d}{k}$ of units is not attained by disjoint concepts
        in every dimension.""",
    source=own(
        "statement of this project",
        "concerns the count of arXiv 2606.07007, Theorem 5.10, as reported; not checked against the paper",
    ),
    kind="bound",
    sizes="N c",
    about=(X, W, b, U),
    let=((K, ON),),
    given={
        "non-empty": Given(
            "no concept is empty",
            non_empty(lambda j: extent(K, U[j])),
            fails={"N": 0, "X": [[]], "c": 6, "U": [[0]] * 6},
        ),
        "disjoint": Given(
            "no point is in two concepts",
            disjoint(lambda j: extent(K, U[j])),
            fails={"c": 6, "U": [[]] * 6},
        ),
    },
    then=both(size("c") <= 5, size("c") < UNITS),
    example={"N": 4, "c": 3, "X": [[0, 1, 2, 3]], "W": [[-2, 2, -2, 2]], "b": [1, -1, 5, -5], "U": [[0], [1, 2], [3]]},
    needs=("concepts.disjoint-concepts-exponent",),
    remark="""
        The count itself is right (concepts.conjunction-count). In the plane 25 neurons have 1081575 units of 8 and at most
        326 disjoint non-empty concepts, by concepts.disjoint-concepts-exponent.""",
)
T.wrongly("two", "at most two disjoint concepts", size("c") <= 2)
PAGE = "concepts-neurons"
CLAIM, examples = T.claim(), T.holds_in_example


def counts(d: int, k: int, n: int, units: int, patterns: int) -> Certificate:
    """binom(d, k) against the number of patterns in dimension n."""
    width = Expression(d)
    return evaluation(
        all_of(choose(d, k) == units, op("=", cells(width, n), patterns), choose(d, k) > cells(width, n)),
        means=f"units of {k} of {d} neurons, and activation patterns in dimension {n}",
    )


def mutations() -> list[Mutation]:
    text = "the same in 8 dimensions: there are more patterns than units"
    return [
        *T.mutations(),
        Mutation("enough-dimensions", text, rejected=lambda: counts(25, 8, 8, 1081575, 1807781)),
        Mutation("one-neuron-each", "the same with units of one neuron", rejected=lambda: counts(25, 1, 2, 25, 326)),
    ]
