r"""The sets that conjunctive units of given neurons separate are exactly the extents, so their number is the size of the lattice.

With C' as the largest unit that covers C, its closure C'' is the smallest detected superset.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from typing import Any

import numpy as np

from proofs_checks.concepts._contexts import (
    K,
    call,
    every_context,
    extent,
    intent,
    let,
    prime,
    random_context,
    random_mask,
    small_contexts,
    within,
)
from proofs_checks.vocabulary import Given, Theorem
from solvers.concepts.lattice import concept_lattice
from theory.claims import Budget, Evidence, Source
from theory.concepts import formal
from theory.concepts.formal import down, up
from theory.concepts.units import conjunction
from theory.formal import (
    Expression,
    both,
    either,
    exists,
    for_all,
    implies,
    listing,
    member,
    op,
    span,
    subsets,
    support,
    total,
)
from theory.typed import BOOL, cardinal, family, iff, inside, negation, subset, those, var
from theory.typed import both as all_of
from theory.typed import exists as some
from theory.typed import for_all as every
from theory.typed import implies as if_then
from theory.typed import member as lies_in

C, M = formal.A, formal.B
# the context of the neurons that are off
OFF = var("L", family("g", family("m", BOOL)), r"\bar K")
unit = down(M)
closure = down(up(C))
MISSED = those("g", lambda x: all_of(lies_in(x, closure), negation(lies_in(x, C))), "x")
FALSE_POSITIVES = those("g", lambda x: all_of(lies_in(x, unit), negation(lies_in(x, C))), "x")
COVER = every(
    "g",
    lambda x: if_then(
        negation(lies_in(x, C)), some("m", lambda i: all_of(lies_in(i, M), negation(formal.K[x][i])), "i")
    ),
    "x",
)
UNION = those("g", lambda x: some("m", lambda i: all_of(lies_in(i, M), formal.K[x][i]), "i"), "x")
separable = some(subset("m"), lambda n: down(n) == C, "N")

T = Theorem(
    id="concepts.units-are-extents",
    title="Units are extents: the exact capacity of a trained dictionary",
    says=r"""
        Let $K$ be the context of points and active neurons (ReLU or Top-K), and $\theta_M = \bigcap_{i \in M} A_i$.
        (i) The sets $\theta_M$ are exactly the extents, so $|\mathfrak{B}(K)|$ sets can be separated. (ii) $C$ is
        separable iff $C'' = C$. (iii) $\theta_M \supseteq C$ iff $M \subseteq C'$, and then $\theta_M \supseteq C''$:
        every covering unit has at least $|C'' \setminus C|$ false positives. (iv) $\theta_M = C$ iff $C$ is an
        extent, $M \subseteq C'$ and the complements of $A_i$, $i \in M$, cover $X \setminus C$. (v) $\bigcup_{i \in
        M} A_i$ is the complement of the unit of $M$ in the complementary context.""",
    source=Source(
        "statement of this project",
        arxiv="",
        ours=True,
        note="the definitions of unit and separation: arXiv 2606.07007, as reported; not checked against the paper",
    ),
    kind="equivalence",
    sizes="g m",
    about=(formal.K, OFF, C, M),
    given={
        "complementary": Given(
            r"$\bar K$ is the complementary context",
            every("g", lambda x: every("m", lambda i: iff(OFF[x][i], negation(formal.K[x][i])), "i"), "x"),
            fails={"L": [[True, True], [True, True], [True, True]]},
        ),
    },
    then=all_of(
        down(up(unit)) == unit,
        iff(separable, closure == C),
        iff(inside(C, unit), inside(M, up(C))),
        if_then(inside(C, unit), all_of(inside(closure, unit), cardinal(FALSE_POSITIVES) >= cardinal(MISSED))),
        iff(unit == C, all_of(closure == C, inside(M, up(C)), COVER)),
        those("g", lambda y: negation(lies_in(y, UNION)), "y") == formal.extent(OFF, M),
    ),
    example={
        "g": 3,
        "m": 2,
        "K": [[True, False], [True, True], [False, True]],
        "L": [[False, True], [False, False], [True, False]],
        "A": [1],
        "B": [0, 1],
    },
    needs=("concepts.galois-connection",),
    remark="What a trained dictionary can say with conjunctions is its concept lattice, no more and no less.",
)


def _context(rows: list[list[int]], a: list[int], b: list[int]) -> dict[str, Any]:
    """Changes of the example: a context, its complement, a set of points, a set of neurons."""
    return {
        "g": len(rows),
        "m": len(rows[0]),
        "A": a,
        "B": b,
        "K": [[bool(x) for x in r] for r in rows],
        "L": [[not x for x in r] for r in rows],
    }


T.wrongly("every-set", "every set of points is separable", separable, **_context([[1], [1]], [0], []))
T.wrongly(
    "one-neuron",
    "every extent is the activation set of one neuron",
    if_then(closure == C, some("m", lambda i: every("g", lambda x: iff(formal.K[x][i], lies_in(x, C)), "x"), "i")),
)
T.wrongly(
    "fewer-false-positives",
    r"some covering unit has fewer than $|C'' \setminus C|$ false positives",
    some(subset("m"), lambda n: all_of(inside(C, down(n)), cardinal(down(n)) < cardinal(closure)), "N"),
    **_context([[1, 1], [1, 1], [0, 1]], [0], []),
)
T.wrongly(
    "unions-too",
    "a union of the neurons' sets is a unit",
    if_then(UNION == C, separable),
    **_context([[1, 0], [0, 1], [0, 0]], [0, 1], [0, 1]),
)
T.wrongly(
    "all-of-the-intent",
    "(iv) without covering: every M inside C' separates the extent C",
    if_then(all_of(closure == C, inside(M, up(C))), unit == C),
    **_context([[1, 1], [0, 1]], [0], [1]),
)
CLAIM, mutations = T.claim(), T.mutations


def _body(n: int, d: int, first: Sequence[int] | None = None) -> Expression:
    def covers(a, m):
        return for_all(span(n), lambda g: either(member(g, a), exists(m, lambda i: K[g, i] == 0, "i")), "g")

    per_set = for_all(
        subsets(n),
        lambda a: let(
            {"P": intent(a), "E": extent(Expression("P"))},
            both(
                op("=", exists(subsets(d), lambda m: extent(m) == a, "M"), Expression("E") == a),
                for_all(
                    subsets(d),
                    lambda m: let(
                        {"U": extent(m)},
                        both(
                            op("=", within(a, "U"), within(m, "P")),
                            implies(within(a, "U"), within("E", "U")),
                            op("=", op("=", "U", a), both(Expression("E") == a, within(m, "P"), covers(a, m))),
                        ),
                    ),
                    "M",
                ),
            ),
        ),
        "A",
    )
    unions = let(
        {"C": listing(K, lambda r: listing(r, lambda x: 1 - x, "x"), "r")},
        for_all(
            subsets(d),
            lambda m: op(
                "=",
                support(listing(K, lambda r: total(m, lambda i: r[i], "i"), "r")),
                call("minus", span(n), prime(Expression("C"), m), n),
            ),
            "M",
        ),
    )
    return every_context(n, d, both(per_set, unions), first)


def prove(budget: Budget) -> Evidence:
    text = (
        "Every context up to 2 x 3 and 3 x 2 (full profile: 3 x 3 too, in eight certificates, one for each first row; together "
        "they are all 3 x 3 contexts)."
    )
    return Evidence(
        "exact-decision",
        "proved",
        "fixed-dimension",
        text,
        small_contexts(
            budget, _body, 3, 3, means="(i) to (v) in every context of these shapes, for all sets and units"
        ),
    )


def examples(budget: Budget) -> Evidence:
    """All units by brute force against the number of concepts from the lattice algorithm."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=25, full=600), 0
    for _ in range(count):
        n, d = rng.randint(1, 8), rng.randint(1, 6)
        k, c = random_context(rng, n, d), random_mask(rng, n)
        units = [conjunction(k, m) for r in range(d + 1) for m in itertools.combinations(range(d), r)]
        distinct = {u.tobytes() for u in units}
        closed = k.extent(k.intent(c))
        least = min(int(np.count_nonzero(u & ~c)) for u in units if np.all(u | ~c))
        violations += len(distinct) != len(concept_lattice(k))
        violations += (c.tobytes() in distinct) != np.array_equal(closed, c) or least != int(
            np.count_nonzero(closed & ~c)
        )
    return Evidence(
        "property-test",
        "tested",
        "family",
        "All units of random contexts up to 8 x 6 against the lattice algorithm.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )
