r"""Hierarchy, splitting and absorption of neurons are implications in the context with complements.

A disjunctive law such as "P implies p or a child" is no implication between attributes, so the plain stem base cannot show it.
"""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from proofs_checks.concepts._contexts import decision, let, prime, random_mask
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, Source
from theory.concepts import FormalContext, bits
from theory.concepts.formal import K, down, extent, single, up
from theory.concepts.hierarchy import absorbs, splits
from theory.formal import Expression, both, for_all, implies, listing, names, op
from theory.formal import either as any_of
from theory.typed import BOOL, Expr, either, family, iff, index, inside, member, negation, those, var
from theory.typed import both as all_of
from theory.typed import exists as some
from theory.typed import for_all as every
from theory.typed import implies as if_then

# the neuron, the concept, the children: attributes; and the incidence of the complements of the attributes
OFF = var("L", family("g", family("m", BOOL)), r"\bar K")
p, P, c = var("p", index("m")), var("P", index("m")), var("c", family("r", index("m")))


def active(k: Expr) -> Expr:
    """The objects with an attribute."""
    return down(single("m", k, "k"))


CHILDREN = those("m", lambda k: some("r", lambda j: c[j] == k, "j"), "k")
some_child = lambda x: some("r", lambda j: member(x, active(c[j])), "j")  # noqa: E731
UNION = those("g", some_child, "x")
no_child = extent(OFF, CHILDREN)
children_imply = every("r", lambda j: member(p, up(active(c[j]))), "j")


def pairs(apart: Any) -> Expr:
    """For any two different children."""
    return every("r", lambda j: every("r", lambda i: if_then(j != i, apart(j, i)), "i"), "j")


disjoint = pairs(
    lambda j, i: negation(some("g", lambda x: all_of(member(x, active(c[j])), member(x, active(c[i]))), "x"))
)
never_both = pairs(lambda j, i: every("g", lambda x: negation(all_of(K[x][c[j]], K[x][c[i]])), "x"))
split = all_of(active(p) == UNION, disjoint)
never_alone = negation(some("g", lambda x: all_of(member(x, active(p)), member(x, no_child)), "x"))
without_children = those("g", lambda x: all_of(member(x, active(P)), negation(some_child(x))), "x")
with_complements = those("g", lambda x: all_of(member(x, active(P)), member(x, no_child)), "x")

PAGE = "concepts-neurons"
T = Theorem(
    id="concepts.lattice-signatures",
    title="Lattice signatures of hierarchy, splitting and absorption",
    says=r"""
        For neurons $p, c_1, \dots, c_r$ with activation sets $p', c_j'$: $c_j' \subseteq p'$ iff the implication $c_j
        \to p$ holds ($p \in \{c_j\}''$). $p$ splits into the $c_j$ ($p' = \bigcup c_j'$, $c_j' \cap c_l' =
        \emptyset$) iff $c_j \to p$, no point has $c_j$ and $c_l$, and no point has $p$ and none of the $c_j$:
        implications in the context with complements. Neuron $p$ stands for a concept $P$ without its children ($p' =
        P' \setminus \bigcup c_j'$) iff $\{P, \neg c_1, \dots, \neg c_r\}' = \{p\}'$.""",
    source=Source(
        "statement of this project",
        arxiv="",
        ours=True,
        note="splitting and hierarchy: arXiv 2606.07007, as reported; absorption: our definition",
    ),
    kind="equivalence",
    sizes="g m r",
    about=(K, OFF, p, P, c),
    given={
        "complements": Given(
            r"$\bar K$ is the incidence of the complements of the attributes",
            every("g", lambda x: every("m", lambda k: iff(OFF[x][k], negation(K[x][k])), "k"), "x"),
            fails={"L": [[True] * 4] * 3},
        ),
    },
    then=all_of(
        every("r", lambda j: iff(inside(active(c[j]), active(p)), member(p, up(active(c[j])))), "j"),
        iff(split, all_of(children_imply, never_both, never_alone)),
        iff(active(p) == without_children, active(p) == with_complements),
    ),
    # three points: the parent alone (p on), and two with a child each (p silent)
    example={
        "g": 3,
        "m": 4,
        "r": 2,
        "p": 0,
        "P": 1,
        "c": [2, 3],
        "K": [[True, True, False, False], [False, True, True, False], [False, True, False, True]],
        "L": [[False, False, True, True], [True, False, False, True], [True, False, True, False]],
    },
    needs=("concepts.galois-connection",),
)


def _table(rows: list[list[int]]) -> dict[str, Any]:
    """Changes of the example: another context with columns p, P, then children, and its complement."""
    return {
        "g": len(rows),
        "m": len(rows[0]),
        "r": len(rows[0]) - 2,
        "c": list(range(2, len(rows[0]))),
        "K": [[bool(x) for x in r] for r in rows],
        "L": [[not x for x in r] for r in rows],
    }


T.wrongly(
    "without-coverage",
    r"$c_j \to p$ and disjointness are enough for splitting: the last point has p and no child",
    if_then(all_of(children_imply, never_both), split),
    **_table([[1, 1, 1, 0], [1, 1, 0, 1], [1, 1, 0, 0]]),
)
T.wrongly(
    "parent-implied",
    r"absorption says only $p \to P$: p is on at a point of the child",
    if_then(member(P, up(active(p))), active(p) == without_children),
    **_table([[1, 1, 1]]),
)
T.wrongly(
    "overlap", "splitting says only which set p' is", if_then(active(p) == UNION, split), **_table([[1, 1, 1, 1]])
)


T.wrongly(
    "disjunctive-law",
    "P lies in the union of p and c only if one of the implications from P says so",
    if_then(
        inside(active(P), those("g", lambda x: either(member(x, active(p)), some_child(x)), "x")),
        either(member(p, up(active(P))), some("r", lambda j: member(c[j], up(active(P))), "j")),
    ),
    **_table([[1, 1, 0], [0, 1, 1]]),
)
CLAIM, mutations = T.claim(), T.mutations


def prove(budget: Budget) -> Evidence:
    """Columns P, p, c: two contexts with the same implications, P inside the union of p and c in one of them only."""
    without = [[1, 1, 0], [1, 0, 1], [0, 0, 0]]

    def closed(table: Any) -> Expression:
        return listing(op("subsets", 3), lambda s: prime(op("transpose", table), prime(table, s)), "s")

    one, two = names("K K2")
    covered = lambda t: for_all(t, lambda r: implies(r[0] == 1, any_of(r[1] == 1, r[2] == 1)), "r")  # noqa: E731
    shown = decision(
        let(
            {"K": without, "K2": [*without, [1, 0, 0]]},
            both(closed(one) == closed(two), covered(one), op("not", covered(two))),
        ),
        means="a point with P alone is an intersection of rows that were there: no implication sees it, P inside p or c does",
    )
    text = (
        "Implications between the attributes alone do not decide whether P lies in p or c: why complements are needed."
    )
    return Evidence("exact-decision", "proved", "instance", text, (shown,))


def examples(budget: Budget) -> Evidence:
    """The library's definitions of splitting and absorption against derivations in the context with complements."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=150, full=3000), 0
    for _ in range(count):
        n = rng.randint(1, 4)
        parent, c1, c2, p = (random_mask(rng, n) for _ in range(4))
        if rng.random() < 0.5:
            p = parent & ~(c1 | c2) if rng.random() < 0.5 else c1 | c2
        table = np.stack([p, parent, c1, c2, ~c1, ~c2, ~p], axis=1)
        k = FormalContext.from_bool(table)
        ext = lambda *m: k.extent(bits.row(m, 7))  # noqa: B023, E731
        split = all(bool(np.all(~ext(c) | ext(0))) for c in (2, 3)) and not ext(2, 3).any() and not ext(0, 4, 5).any()
        violations += split != splits(p, [c1, c2])
        if all(bool(np.all(parent | ~c) and np.any(parent & ~c)) for c in (c1, c2)):
            violations += np.array_equal(ext(1, 4, 5), ext(0)) != absorbs(p, parent, [c1, c2])
    return Evidence(
        "property-test",
        "tested",
        "family",
        """
        Random sets on up to four points, half of them split or absorbing by construction.""",
        numbers={"examples": count, "seed": budget.seed, "violations": int(violations)},
    )
