"""Rows that are positive on some features and not on others, and the combinations of features that exclude them."""

from __future__ import annotations

from typing import Any

from solvers.exact.lp import Infeasible, solve
from theory.claims import Certificate
from theory.evidence import derivation, implication, relation, term
from theory.formal import names


def difference_is_positive(*, lam_sign: str = ">", means: str = "") -> Certificate:
    """``lam x - mu y > 0`` for x > 0 >= y and mu >= 0; another sign than ``lam > 0`` makes a certificate that is rejected."""
    lam, x, mu, y = names("lam x mu y")
    return implication(
        "lam x mu y",
        assume=[relation(lam, lam_sign), relation(x, ">"), relation(mu, ">="), relation(-y, ">=")],
        conclude=relation(lam * x - mu * y, ">"),
        by=derivation(term(1, use=(0, 1)), term(1, use=(2, 3))),
        means=means,
    )


def combination(features: Any, on: list[int], off: list[int]) -> bool:
    """Is a nonzero nonnegative combination of the features ``on`` also one of those ``off``?  A linear program in the weights."""
    columns = [features[d] for d in on] + [[-c for c in features[e]] for e in off]
    size, p = len(columns), len(features[0])
    rows = [[c[j] for c in columns] for j in range(p)] + [[int(k < len(on)) for k in range(size)]]
    bounds = [[int(k == j) for k in range(size)] for j in range(size)]
    answer = solve(rows + bounds, ["="] * (p + 1) + [">="] * size, [0] * p + [1] + [0] * size)
    return not isinstance(answer, Infeasible)
