r"""Expected numbers of local and partial minima for random sign-symmetric targets, as coefficients of exponential generating functions.

Proved for all n: ``n! [x^n] exp(x + 2 (e^(x/2) - 1))`` local minima and ``n! [x^n] exp(x + x e^(x/2))`` partial ones (classes).
"""

from __future__ import annotations

from fractions import Fraction
from math import factorial
from typing import Any

from proofs_checks.sdl import _flips as flips
from proofs_checks.sdl import _partitions as parts
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation, Source
from theory.evidence import checked, evaluation, illustration, proof, read
from theory.formal import Expression, binomial, both, for_all, names, op

F = Fraction
LOCAL = [F(2), F(9, 2), F(45, 4), F(247, 8), F(1473, 16)]
PARTIAL = [F(2), F(5), F(59, 4), F(99, 2), F(2957, 16)]

PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.local-minima-expected-counts",
    title="Expected numbers of minima",
    statement=r"""
        Let $W_p$ have full column rank, $q \ge n$, $\sigma$ be ReLU, and let the targets be independent with laws
        symmetric under $v_d \to -v_d$ such that almost surely no cluster matrix has a repeated eigenvalue or an
        eigenvector with a zero entry ($n_r \ge n - 1$ and continuous laws). The expected number of classes (disjoint
        supports with one neuron each, some features dropped) that carry local minima is $n! [x^n] \exp(x + 2(e^{x/2}
        - 1)) = 2, 9/2, 45/4, 247/8, 1473/16, \dots$, and of those that carry partial minima $n! [x^n] \exp(x + x
        e^{x/2}) = 2, 5, 59/4, 99/2, 2957/16, \dots$""",
    source=Source(locator="expected counts", arxiv="", ours=True),
    kind="identity",
    expected="argued",
    hypotheses=(
        Hypothesis(
            name="independent-signs",
            text="the signs of different targets are independent",
            witness=lambda: flips.table(3),
            drop=lambda: common_sign(),
        ),
    ),
    depends_on=("sdl.local-minima-spectrum", "sdl.sign-flip-law"),
)


def common_sign() -> Certificate:
    """One common random sign for two targets leaves B unchanged: with <v1, v2> > 0 always 5 classes, not 9/2."""
    b = names("B")[0]
    flipped = for_all(
        [1, -1],
        lambda s: op("matmul", op("diag", op("tuple", s, s)), op("matmul", b, op("diag", op("tuple", s, s)))) == b,
        "s",
    )
    return evaluation(
        both(flipped, names("classes")[0] == 5),
        let={"B": [[1, F(3, 5)], [F(3, 5), 1]], "classes": parts.count(2, lambda _w: 1)},
        record="classes",
    )


def weight(kind: str, size: Any) -> Expression:
    """Probability that a block qualifies: 2^(1-m) for local, m 2^(1-m) for partial minima."""
    power = op("^", 2, 1 - size)
    return power if kind == "local" else size * power


def enumerated(n: int, kind: str, value: Fraction | None = None) -> Certificate:
    """The expectation as a sum over all sub-partitions, one by one."""
    expected = (LOCAL if kind == "local" else PARTIAL)[n - 1] if value is None else value
    return evaluation(
        names("mean")[0] == expected,
        let={"mean": parts.count(n, parts.block_product(n, lambda size: weight(kind, size)))},
        record="mean",
        means=f"expected number of classes with {kind} minima for n = {n}",
    )


def recursion(kind: str, *, up_to: int = 5) -> Certificate:
    """E(n+1) = E(n) + sum_k C(n, k) P(k + 1) E(n - k): feature n + 1 is dropped, or its block has k other features."""
    let: dict[str, Any] = {"E0": 1}
    for n in range(up_to):
        known: list[Any] = [names(f"E{i}")[0] for i in range(n + 1)]
        terms = [binomial(n, k) * weight(kind, Expression(k + 1)) * known[n - k] for k in range(n + 1)]
        let[f"E{n + 1}"] = sum(terms, start=known[n])
    values = (LOCAL if kind == "local" else PARTIAL)[:up_to]
    holds = both(*(names(f"E{i + 1}")[0] == x for i, x in enumerate(values)))
    return evaluation(
        holds,
        let=let,
        record=" ".join(f"E{i + 1}" for i in range(up_to)),
        means=f"{kind} minima, by the block of the last feature",
    )


def coefficients(kind: str) -> list[Fraction]:
    """n! [x^n] of the generating function for n = 1..5, by the recursion of a formal exponential."""
    h = [F(0)] + [F(1, factorial(m)) * F(2) ** (1 - m) * (1 if kind == "local" else m) for m in range(1, 6)]
    h[1] += 1
    return [x * factorial(i) for i, x in enumerate(parts.series(h, 5))][1:]


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "Expected numbers of classes with local and with partial minima.",
        read(
            "classes",
            """
            A class is a sub-partition; it carries a local (partial) minimum iff all its blocks do, by
            sdl.local-minima-spectrum and Theorem 3.6 (b).""",
            "instance",
        ),
        read(
            "block",
            r"A block of $m$ features qualifies with probability $2^{1-m}$ ($m 2^{1-m}$), by the sign-flip law.",
            "instance",
        ),
        read(
            "independent",
            "Given the targets up to sign, the events of disjoint blocks depend on disjoint independent signs.",
            "probability",
            "block",
        ),
        read(
            "mean",
            r"So the mean is $\sum \prod_i P(|F_i|)$ over all sub-partitions.",
            "linearity",
            "classes",
            "independent",
        ),
        read(
            "series",
            r"""
            Exponential formula: dropped features contribute $e^x$, blocks $\exp(\sum_m P(m) x^m / m!)$, with $\sum_m
            2^{1-m} x^m / m! = 2(e^{x/2} - 1)$ and $\sum_m m 2^{1-m} x^m / m! = x e^{x/2}$.""",
            "counting",
            "mean",
        ),
        checked("local", "The first values, by the block of the last feature.", recursion("local")),
        checked("partial", "And for partial minima.", recursion("partial")),
        read("all", "Together.", "conclusion", "series", "local", "partial"),
    )
    small = tuple(enumerated(n, kind) for n in (1, 2) for kind in ("local", "partial"))
    large = tuple(enumerated(4, kind) for kind in ("local", "partial")) if budget.profile == "full" else ()
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            "Linearity of expectation and the exponential formula.",
            (
                certificate,
                illustration("n = 3 by enumeration.", enumerated(3, "local")),
                illustration("n = 3 by enumeration.", enumerated(3, "partial")),
            ),
        ),
        Evidence("exact-decision", "proved", "fixed-dimension", "Enumeration of all sub-partitions.", small + large),
    ]


def examples(budget: Budget) -> Evidence:
    """The generating functions' coefficients by formal power series, against the recursion's values."""
    violations = sum(coefficients(k) != v for k, v in (("local", LOCAL), ("partial", PARTIAL)))
    numbers = {"examples": 10, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "fixed-dimension", "n = 1..5, formal exponentials.", numbers=numbers)


def empirical(budget: Budget) -> Evidence:
    """Gaussian targets in R^3, random weights: classes counted by numpy."""
    import numpy as np

    rng, runs = np.random.default_rng(budget.seed), budget.pick(quick=1500, full=30000)
    v = rng.standard_normal((runs, 3, 3)) * np.sqrt(rng.uniform(0.5, 2, (runs, 3, 1)))
    b = v @ v.transpose(0, 2, 1)
    good = {}
    for block in ((0, 1), (0, 2), (1, 2), (0, 1, 2)):
        vectors = np.linalg.eigh(b[:, block][:, :, block])[1]
        hit = np.abs(np.sign(vectors).sum(axis=1)) == len(block)
        good[block] = hit[:, -1].astype(float), hit.any(axis=1).astype(float)
    # 8 classes of singletons, each pair with the third feature dropped or alone, and the triple
    means = [
        float((8 + sum(2 * good[p][k] for p in ((0, 1), (0, 2), (1, 2))) + good[0, 1, 2][k]).mean()) for k in (0, 1)
    ]
    numbers = {"runs": runs, "seed": budget.seed, "local": round(means[0], 3), "partial": round(means[1], 3)}
    return Evidence(
        "empirical", "empirical", "fixed-dimension", "n = 3; the claim says 11.25 and 14.75.", numbers=numbers
    )


def mutations() -> list[Mutation]:
    def bell_numbers() -> Certificate:
        return enumerated(3, "local", F(15))

    def same_law() -> Certificate:
        return enumerated(3, "partial", LOCAL[2])

    return [
        Mutation("all-classes", "on average all 15 classes of n = 3 carry local minima", rejected=bell_numbers),
        Mutation("partial-as-local", "partial and local minima have the same expected number", rejected=same_law),
        Mutation("any-signs", "the signs need not be independent", refuted_by=common_sign),
    ]
