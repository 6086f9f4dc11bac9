r"""Counting units does not say how many disjoint concepts there can be: refuted in the plane, with 25 neurons in units of 8.

What is true instead: at most min(N, sum_{i <= n} binom(d, i)) disjoint concepts, whatever the units (concepts.disjoint-concepts-exponent).
"""

from __future__ import annotations

from proofs_checks.concepts._neurons import own
from proofs_checks.concepts.disjoint_concepts_exponent import cells, on_line, terms
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation
from theory.evidence import checked, evaluation, illustration, proof, read
from theory.formal import Expression, binomial, both, op

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.disjoint-concepts-count",
    title="As many disjoint concepts as units",
    statement=r"""
        For every $n$, $d \ge k \ge 1$ some $d$ ReLU neurons in $\mathbb{R}^n$ separate $\binom{d}{k}$ non-empty,
        pairwise disjoint concepts by units of $k$ neurons: the count $|\mathcal{C}| \le \binom{d}{k}$ is attained.""",
    source=own(
        "statement of this project",
        "concerns the count of arXiv 2606.07007, Theorem 5.10, as reported; not checked against the paper",
    ),
    kind="existence",
    expected="argued-refuted",
    refutes="ours",
    depends_on=("concepts.disjoint-concepts-exponent",),
    remark="""
        The count itself is right (concepts.conjunction-count); for disjoint concepts the dimension caps it:
        concepts.disjoint-concepts-exponent.""",
)


def counts(d: int, k: int, n: int, units: int, patterns: int) -> Certificate:
    """binom(d, k) against the number of patterns in dimension n."""
    width = Expression(d)
    return evaluation(
        both(binomial(d, k) == units, op("=", cells(width, n), patterns), binomial(d, k) > cells(width, n)),
        means=f"units of {k} of {d} neurons, and activation patterns in dimension {n}",
    )


def refute(budget: Budget) -> Evidence:
    certificate = proof(
        "In the plane 25 neurons have 1081575 units of 8, but at most 326 disjoint non-empty concepts.",
        checked("terms", "c . z is positive on the pattern of the signs of c.", terms()),
        read(
            "missing",
            r"""
            So three neurons of the plane, whose affine functions have a relation $\sum c_i z_i = \text{const}$, never
            show all eight patterns, and 25 neurons show at most $\sum_{i \le 2} \binom{25}{i}$ (Sauer 1972, Shelah
            1972; the steps are those of concepts.disjoint-concepts-exponent).""",
            "cited",
            "terms",
        ),
        read("points", "Points of disjoint concepts have different patterns.", "counting"),
        checked("plane", "25 neurons, units of 8, dimension 2.", counts(25, 8, 2, 1081575, 326)),
        read("all", "Fewer patterns than units.", "conclusion", "missing", "points", "plane"),
    )
    return Evidence(
        "exact-decision",
        "refuted",
        "instance",
        "25 neurons of the plane in units of 8.",
        (
            certificate,
            illustration(
                "The smallest case on the line: 4 neurons, 6 units of 2, at most 5 patterns.", counts(4, 2, 1, 6, 5)
            ),
            illustration("Three half-lines have at most four patterns, ties included.", on_line(3)),
        ),
    )


def mutations() -> list[Mutation]:
    return [
        Mutation(
            "enough-dimensions",
            "the same in 8 dimensions: there are more patterns than units",
            rejected=lambda: counts(25, 8, 8, 1081575, 1807781),
        ),
        Mutation("single-neurons", "the same with units of one neuron", rejected=lambda: counts(25, 1, 2, 25, 326)),
    ]
