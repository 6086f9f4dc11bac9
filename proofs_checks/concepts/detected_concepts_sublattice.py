r"""The lattice of detected concepts sits inside the lattice of the neurons: intents of the detection context are intents of K.

For the relation "the concept meets the activation set" nothing of the kind holds.
"""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from proofs_checks.concepts._contexts import random_context, random_mask
from proofs_checks.vocabulary import Theorem
from solvers.concepts.lattice import concept_lattice
from theory.claims import Budget, Evidence, Source
from theory.concepts import FormalContext
from theory.concepts.formal import CHOSEN, DETECTED_CONCEPTS, F, K, down, intersection_of_rows, up
from theory.typed import both, exists, for_all, implies, inside, member, subset, those

# the neurons whose sets meet every chosen concept
TOUCHING = those(
    "m",
    lambda k: for_all(
        "t", lambda i: implies(member(i, CHOSEN), exists("g", lambda x: both(member(x, F[i]), K[x][k]), "x")), "i"
    ),
    "k",
)
EVERY_INTENT = for_all(subset("m"), intersection_of_rows, "B")
SMALLER_ROWS = for_all(
    "t",
    lambda i: for_all("t", lambda j: implies(both(inside(F[i], F[j]), F[i] != F[j]), up(F[i]) != up(F[j])), "j"),
    "i",
)


def _context(table: list[list[int]], **others: Any) -> dict[str, Any]:
    """A context with truth values in its table, with sizes."""
    rows = [[bool(v) for v in row] for row in table]
    return {"g": len(rows), "m": len(rows[0]), "t": len(others["F"]), "K": rows, **others}


T = Theorem(
    id="concepts.detected-concepts-sublattice",
    title="Detected concepts form a part of the neurons' lattice",
    says=r"""
        Let $K = (X, [d], I)$ be the context of given neurons, $\mathcal{C}$ a family of sets of points, and $C R i
        \iff C \subseteq A_i$. Every intent of $(\mathcal{C}, [d], R)$ is an intent of $K$; if $\mathcal{C}$ contains
        all singletons, both have the same intents.""",
    source=Source(
        "statement of this project",
        arxiv="",
        ours=True,
        note="the concept context: arXiv 2606.07007, as reported; not checked against the paper",
    ),
    kind="property",
    sizes="g m t",
    about=(K, F, CHOSEN),
    given={},
    then=DETECTED_CONCEPTS.conclusion,
    example=_context([[1, 1], [0, 1], [1, 0]], F=[[0], [1], [2], [0, 1]], T=[0, 3]),
    needs=("concepts.galois-connection",),
)
T.wrongly(
    "without-singletons",
    "both lattices are the same for every family",
    EVERY_INTENT,
    **_context([[1, 0], [0, 1]], F=[[0, 1]], T=[]),
)
T.wrongly(
    "injective", "a larger concept has a smaller row", SMALLER_ROWS, **_context([[1], [1]], F=[[0], [0, 1]], T=[])
)
T.wrongly(
    "overlap",
    r"the relation $C \cap A_i \ne \emptyset$ will do as well",
    up(down(TOUCHING)) == TOUCHING,
    **_context([[1, 0, 0], [0, 1, 0], [1, 1, 1]], F=[[0, 1]], T=[0]),
)
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Lattices of both contexts by the lattice algorithm, on larger random contexts and families."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=25, full=600), 0
    for _ in range(count):
        n, d = rng.randint(1, 8), rng.randint(1, 6)
        k = random_context(rng, n, d)
        family = [random_mask(rng, n) for _ in range(rng.randint(1, 5))]
        table = k.table()
        rows = [[bool(np.all(table[c, i])) for i in range(d)] for c in family]
        every = [*rows, *table.tolist()]
        inside, same = (FormalContext.from_bool(np.array(r, dtype=bool)) for r in (rows, every))
        all_intents = set(concept_lattice(k).intents.ravel().tolist())
        violations += not set(concept_lattice(inside).intents.ravel().tolist()) <= all_intents
        violations += set(concept_lattice(same).intents.ravel().tolist()) != all_intents
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Random contexts up to 8 x 6 and families of up to five concepts.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )
