"""Certificates about the number N of active features: its law, the pair bound, and the growth in n.

Legend: p_i is the probability that feature i is active, ``all = 1 - S`` the common largest one;
``beta(n, S) = 1 - S^n - n (1-S) S^(n-1)`` is Pr(N >= 2) for n independent features at rate 1 - S.
"""

from __future__ import annotations

from typing import Any

from theory.certificates import seal
from theory.claims import Certificate
from theory.evidence import derivation, evaluation, implication, relation, term
from theory.formal import (
    Expression,
    binomial,
    expr,
    for_all,
    listing,
    member,
    names,
    op,
    product,
    span,
    subsets,
    total,
)

S, power, n = names("S power n")
beta = 1 - S * power - n * (1 - S) * power


def chances(size: int) -> tuple[str, Expression]:
    """Indeterminates ``p0 .. p(size-1)`` and the list of them."""
    text = " ".join(f"p{i}" for i in range(size))
    return text, op("tuple", *names(text))


def subset_chance(p: Expression, chosen: Expression, size: int) -> Expression:
    """The probability that exactly the features in ``chosen`` are active, for independent activities."""
    return product(span(size), lambda i: op("if", member(i, chosen), p[i], 1 - p[i]), "i")


def pair_bound_identity(size: int) -> Certificate:
    """``sum_{i<j} p_i p_j - Pr(N >= 2) = sum_T (binom(|T|,2) - [|T| >= 2]) Pr(T)``, with coefficients that are >= 0."""
    text, p = chances(size)
    pairs = total(span(size), lambda i: total(span(i), lambda j: p[i] * p[j], "j"), "i") if size > 1 else expr(0)

    def excess(t: Expression) -> Expression:
        return binomial(op("length", t), 2) - op("if", op("length", t) >= 2, 1, 0)

    several = total(subsets(size), lambda t: op("if", op("length", t) >= 2, subset_chance(p, t, size), 0), "t")
    rest = total(subsets(size), lambda t: excess(t) * subset_chance(p, t, size), "t")
    return evaluation(
        op("and", pairs - several == rest, for_all(subsets(size), lambda t: excess(t) >= 0, "t")),
        indeterminates=text,
        means=f"the union bound over pairs for {size} independent features, with its exact slack",
    )


def pair_count(sign: str = ">=") -> Certificate:
    """For every number k >= 2 of active features ``k(k-1)/2 - 1 >= 0``."""
    k = names("k")[0]
    return seal(
        "induction",
        {
            "n": "k",
            "start": 2,
            "parameters": [],
            "sequences": {},
            "assume": [],
            "relations": [relation(k * (k - 1) / 2 - 1, sign)],
            "means": "two active features make at least one pair",
        },
        {
            "base": [derivation(*([] if sign == ">=" else [term(1)]))],
            "step": [derivation(term(1, use=(1,)), term(1, use=(0,)), term(2))],
        },
    )


def beta_bound(coefficient: Any = 1) -> Certificate:
    """``beta(n, S) <= coefficient * n(n-1)/2 * (1-S)^2`` for all n >= 1 and 0 <= S <= 1, by induction on n.

    The sequence is ``power(n) = S^(n-1)``; the bound at n+1 minus the bound at n is ``n (1-S)^2 (1 - power)``.
    """
    main = coefficient * n * (n - 1) / 2 * (1 - S) ** 2 - beta
    return seal(
        "induction",
        {
            "n": "n",
            "start": 1,
            "parameters": ["S"],
            "sequences": {"power": {"start": 1, "next": (S * power).json}},
            "assume": [relation(S, ">="), relation(1 - S, ">=")],
            "relations": [relation(power, ">="), relation(1 - power, ">="), relation(main, ">=")],
            "means": "the probability of two active features, for every number of features",
        },
        {
            # assumptions in the step: 0: S, 1: 1 - S, 2: n - 1, 3: power, 4: 1 - power, 5: the bound at n
            "base": [derivation(term(1)), derivation(), derivation()],
            "step": [
                derivation(term(1, use=(0, 3))),
                derivation(term(1, use=(4,)), term(1, use=(1, 3))),
                derivation(
                    term(1, use=(5,)),
                    term(1, square=1 - S, use=(2, 4)),
                    term(1, square=1 - S, use=(4,)),
                ),
            ],
        },
    )


def slope(strict: bool = False) -> Certificate:
    """Pr(N >= 2) as a function of one activity: ``(1-p) more + p (one + more)`` grows with p when ``one >= 0``.

    ``one`` = Pr(exactly one other is active), ``more`` = Pr(at least two others are).
    """
    low, high, one, more = names("low high one more")
    at = [(1 - p) * more + p * (one + more) for p in (low, high)]
    return implication(
        "low high one more",
        assume=[relation(high - low, ">="), relation(one, ">=")],
        conclude=relation(at[1] - at[0], ">" if strict else ">="),
        by=derivation(term(1, use=(0, 1))),
        means="more activity never makes two active features less likely",
    )


def same_rate_identity(size: int) -> Certificate:
    """For equal rates ``Pr(N >= 2) = 1 - S^n - n (1-S) S^(n-1)``, summed over all subsets."""
    p = listing(span(size), lambda i: 1 - S, "i")
    several = total(
        subsets(size), lambda t: op("if", op("length", t) >= 2, subset_chance(names("p")[0], t, size), 0), "t"
    )
    return evaluation(
        several == 1 - S**size - size * (1 - S) * S ** (size - 1),
        let={"p": p},
        indeterminates="S",
        means=f"the law of the number of active features for n = {size}",
    )
