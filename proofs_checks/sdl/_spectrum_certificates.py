"""Certificates of the spectrum of local minima: how many classes there are, and steps of the arguments about one of them."""

from __future__ import annotations

from fractions import Fraction

from proofs_checks.sdl import _partitions as parts
from proofs_checks.sdl._spectra import cluster_spectrum
from theory.claims import Certificate
from theory.evidence import derivation, evaluation, implication, relation, term
from theory.formal import both, dot, for_all, loss, names, op
from theory.sdl import Activation

F = Fraction
UNIT = [[1, 0], [0, 1]]
BELL = {1: 2, 2: 5, 3: 15, 4: 52, 5: 203}  # Bell numbers B(n+1)


def dropped_feature() -> Certificate:
    """Orthonormal, M = (1, 2), q = 2: a_1 = (1, -1) serves feature 1, a_2 = (-1, -1) is dead; feature 2 is dropped, loss 2."""
    act, w, enc, dec, m = names("act w W_E W_D M")
    let = {"act": Activation("relu"), "w": UNIT, "M": [1, 2], "W_E": [[1, -1], [-1, -1]], "W_D": [[1, 0], [0, 0]]}
    nonzero = for_all(enc, lambda a: for_all(w, lambda f: dot(a, f) != 0, "f"), "a")
    return evaluation(
        both(nonzero, loss(act, enc, dec, w, w, m) == 2), let=let, record="W_E W_D", means="value 3 - 1 = 2"
    )


def stays_above() -> Certificate:
    """Near that point neuron 1 sees feature 1 alone, so the loss is at least 2."""
    a1, u1, u2 = names("a1 u1 u2")
    return implication(
        "a1 u1 u2",
        assume=[],
        conclude=relation((1 - u1 * a1) ** 2 + (u2 * a1) ** 2 + 2, ">=", 2),
        by=derivation(term(1, square=1 - u1 * a1), term(1, square=u2 * a1)),
        means="M_2 |e_2|^2 = 2 is lost whatever neuron 1 does",
    )


def bell(n: int) -> Certificate:
    """Sub-partitions of n elements, enumerated one by one."""
    return evaluation(
        names("classes")[0] == BELL[n],
        let={"classes": parts.count(n, lambda _word: 1)},
        record="classes",
        means=f"disjoint sets of {n} features, some features dropped: partitions of {n + 1} elements",
    )


def subsets(n: int) -> Certificate:
    """Orthonormal, different weights: only singletons have a positive top eigenvector, so classes are subsets."""
    weight = parts.block_product(n, lambda size: op("if", size == 1, 1, 0))
    return evaluation(
        names("classes")[0] == 2**n,
        let={"classes": parts.count(n, weight)},
        record="classes",
        means="all blocks singletons",
    )


def positive_gram() -> list[Certificate]:
    """Three targets with positive inner products: every cluster has a positive top eigenvector, so all 15 classes occur."""
    targets, out = [[1, 0, 0], [F(3, 5), F(4, 5), 0], [F(1, 9), F(4, 9), F(8, 9)]], []
    for members in ([0, 1], [0, 2], [1, 2], [0, 1, 2]):
        out.append(
            cluster_spectrum(
                [targets[d] for d in members], [d + 1 for d in members], means=f"cluster {members}, M = (1, 2, 3)"
            )
        )
    return out


def global_minimum() -> Certificate:
    """N (f - T + lam) = |N u - S|^2 + (lam N - S.S) for every (u, y), with S = A y and S.S = y.By <= lam N."""
    N, UU, US, SS, T, L = names("N uu uS SS T lam")
    gap = N**2 * UU - 2 * N * US + SS
    return implication(
        "T N uu uS SS lam",
        assume=[relation(N, ">"), relation(L * N - SS, ">="), relation(gap, ">=")],
        conclude=relation(T - 2 * US + N * UU - T + L, ">="),
        by=derivation(term(1, use=(1,)), term(1, use=(2,)), factor=(1, (0,))),
        means="f >= T - lam for every u and every y != 0 when y.By <= lam |y|^2; the last assumption: |N u - S|^2 >= 0",
    )


def descent() -> Certificate:
    """Along (u + t A v, y + t v), |y| = |v| = 1, the loss is T - lam - (mu - lam) t^2 + mu t^4."""
    T, L, MU, t = names("T lam mu t")
    moved = T - 2 * (L + t**2 * MU) + (L + t**2 * MU) * (1 + t**2)
    return evaluation(
        moved == T - L - (MU - L) * t**2 + MU * t**4,
        indeterminates="T lam mu t",
        means="|y| = |v| = 1, y.v = 0, By = lam y, Bv = mu v: u.Ay = lam, u.Av = 0, |Av|^2 = mu",
    )
