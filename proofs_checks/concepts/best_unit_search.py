r"""The best conjunctive unit of given neurons is found by branch and bound, and its proof is a certificate."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction

import numpy as np

from proofs_checks.concepts._contexts import random_table
from proofs_checks.concepts._neurons import own
from proofs_checks.vocabulary import Given, Theorem
from solvers.concepts.best_unit import best_unit
from solvers.concepts.columns import Columns
from theory.certificates import seal
from theory.claims import Budget, Certificate, Evidence, Mutation
from theory.concepts import FormalContext
from theory.concepts.best_unit_proof import unit_certificate
from theory.concepts.metrics import Fit
from theory.typed import (
    NAT,
    SCALAR,
    Expr,
    both,
    cardinal,
    either,
    exists,
    family,
    for_all,
    implies,
    inside,
    join,
    meet,
    member,
    negation,
    ordinal,
    scalar,
    subset,
    those,
    var,
)

F = Fraction
Theta = var("T", family("d", subset("N")), r"\theta")  # where each neuron is on
C, best = var("C", subset("N")), var("best", SCALAR, r"J^{*}")
E, place = (
    var("E", family("v", subset("N"))),
    var("I", family("v", NAT), "p"),
)  # the visited sets and their places in the order


def common(a: Expr) -> Expr:
    """The points of the concept in a set."""
    return scalar(cardinal(meet(a, C)))


def size_of(a: Expr) -> Expr:
    """How many points a set has."""
    return scalar(cardinal(a))


def at_most(a: Expr, level: Expr | Fraction) -> Expr:
    """The Jaccard index of a set and the concept is at most this."""
    return common(a) <= level * scalar(cardinal(join(a, C)))


def unit(m: Expr) -> Expr:
    """The points at which all neurons of a set are on."""
    return those("N", lambda x: for_all("d", lambda j: implies(member(j, m), member(x, Theta[j])), "j"), "x")


def accounted(w: Expr, j: Expr) -> Expr:
    """The extension of a visited set by a later neuron is visited, or closed by the bound, or without effect, or seen earlier."""
    new = meet(E[w], Theta[j])
    return either(
        exists("v", lambda u: both(E[u] == new, place[u] == ordinal(j)), "u"),
        common(new) <= best * size_of(C),
        inside(E[w], Theta[j]),
        exists(
            "d", lambda h: both(ordinal(h) < ordinal(j), inside(new, Theta[h]), negation(inside(E[w], Theta[h]))), "h"
        ),
    )


EVERY_UNIT = for_all(
    subset("d"),
    lambda m: both(
        at_most(unit(m), best),
        2 * common(unit(m)) * (1 + best) <= 2 * best * (size_of(unit(m)) + size_of(C)),
    ),
    "M",
)
BOUND = for_all(
    subset("N"),
    lambda a: for_all(
        subset("N"),
        lambda s: implies(inside(s, a), common(s) * size_of(C) <= common(a) * size_of(join(s, C))),
        "s",
    ),
    "a",
)

T = Theorem(
    id="concepts.best-unit-search",
    title="The best unit by branch and bound",
    says=r"""
        Let $C \ne \emptyset$ be a set of points and $\theta_1, \dots, \theta_d$ the activation sets of neurons. For $s
        \subseteq a$: $J(s, C) \le |a \cap C| / |C|$. A search starts with all points and intersects a visited set $E_w$, the
        last neuron added being $p_w$, with later neurons $\theta_j$. If it leaves out an extension only where this bound
        does not exceed the best Jaccard index $J^*$ of a visited set, where it has no effect, or where it lies inside an
        earlier neuron that does not contain $E_w$, then no conjunctive unit has a larger Jaccard index than $J^*$, nor a
        larger $F_1$ than $2 J^* / (1 + J^*)$: the sets it visited are a proof.""",
    source=own("statement of this project"),
    kind="property",
    sizes="N d v",
    about=(Theta, C, E, place, best),
    given={
        "not-empty": Given(
            "C is not empty",
            cardinal(C) >= 1,
            note="for the empty concept no point is common and every index is 0; the bound then divides by zero",
        ),
        "root": Given(
            "the search starts with all points",
            exists("v", lambda u: both(place[u] == 0, for_all("N", lambda x: member(x, E[u]), "x")), "u"),
            fails={"v": 0, "E": [], "I": [], "best": 0},
        ),
        "visited": Given(
            "no visited set is better than the best",
            for_all("v", lambda u: at_most(E[u], best), "u"),
            fails={"best": F(1, 2)},
        ),
        "accounted": Given(
            "what is left out is closed by the bound, has no effect, or lies inside an earlier neuron",
            for_all("v", lambda w: for_all("d", lambda j: implies(place[w] < ordinal(j), accounted(w, j)), "j"), "w"),
            fails={"v": 1, "E": [[0, 1, 2]], "I": [0], "best": F(1, 3)},
        ),
    },
    then=both(BOUND, EVERY_UNIT),
    # three points, C = {0}: two neurons with the index 1/2 each, their conjunction has the index 1
    example={
        **{"N": 3, "d": 2, "v": 3, "T": [[0, 1], [0, 2]], "C": [0], "E": [[0, 1, 2], [0, 1], [0], [0, 2]]},
        **{"v": 4, "I": [0, 1, 2, 2], "best": 1},
    },
    needs=("concepts.units-are-extents",),
    remark="sdl-atlas lattice writes such a certificate for every label; sdl-atlas check accepts them.",
)
T.wrongly(
    "index-as-bound",
    r"$J(s, C) \le J(a, C)$",
    for_all(
        subset("N"),
        lambda a: for_all(
            subset("N"),
            lambda s: implies(inside(s, a), common(s) * size_of(join(a, C)) <= common(a) * size_of(join(s, C))),
            "s",
        ),
        "a",
    ),
)
T.wrongly(
    "greedy",
    "if no single neuron is better than no neuron at all, no unit is",
    implies(
        for_all("d", lambda j: at_most(Theta[j], F(1, 2)), "j"),
        for_all(subset("d"), lambda m: at_most(unit(m), F(1, 2)), "M"),
    ),
)
T.wrongly(
    "unions",
    "no union of the sets of neurons is better either",
    for_all("d", lambda i: for_all("d", lambda j: at_most(join(Theta[i], Theta[j]), best), "j"), "i"),
    **{"v": 3, "T": [[0], [1]], "C": [0, 1], "E": [[0, 1, 2], [0], [1]], "I": [0, 1, 2], "best": F(2, 3)},
)
T.wrongly(
    "smaller",
    "half of the best index bounds all units",
    for_all(subset("d"), lambda m: at_most(unit(m), best / 2), "M"),
)
CLAIM = T.claim()


def planted() -> Certificate:
    """A Top-4 layer of 12 neurons on 300 points with a concept that is a unit of three neurons up to noise."""
    rng = np.random.default_rng(0)
    table = np.zeros((300, 12), dtype=bool)
    for row in table:
        row[rng.choice(12, size=4, replace=False)] = True
    table[:90, :] = False
    table[np.arange(90)[:, None], [1, 5, 7]] = True
    concept = table[:, [1, 5, 7]].all(axis=1) ^ (rng.random(300) < 0.1)
    k = FormalContext.from_bool(table)
    return unit_certificate(k, concept, best_unit(Columns.of(k), concept).proof, name="neurons 1, 5, 7 and noise")


def lazy() -> Certificate:
    """The same certificate with the last visited set left out."""
    full = planted()
    witness = {**full["witness"], "visited": full["witness"]["visited"][:-1]}
    return seal("best_unit", full["asserts"], witness)


def prove(budget: Budget) -> Evidence:
    return Evidence("exact-decision", "proved", "instance", "A planted concept: the search in full.", (planted(),))


def examples(budget: Budget) -> Evidence:
    """The library's search on random contexts against all sets of neurons, points counted by numpy."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=40, full=1000), 0
    for _ in range(count):
        n, d = rng.randint(1, 30), rng.randint(0, 7)
        table = random_table(rng, n, d)
        concept = np.array([rng.random() < 0.4 for _ in range(n)], dtype=bool)
        concept[rng.randrange(n)] = True
        fits = [
            Fit.of(np.asarray(table[:, list(m)].all(axis=1)), concept)
            for r in range(d + 1)
            for m in itertools.combinations(range(d), r)
        ]
        found = best_unit(Columns.of(FormalContext.from_bool(table)), concept).fit
        violations += found.jaccard != max(f.jaccard for f in fits) or found.f1 != max(f.f1 for f in fits)
        violations += found.jaccard < Fraction(int(concept.sum()), n)
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "family", "Random contexts with up to 7 neurons.", numbers=numbers)


def mutations() -> list[Mutation]:
    left_out = Mutation("left-out", "one visited set may be missing in the certificate", rejected=lazy)
    return [*T.mutations(), left_out]
