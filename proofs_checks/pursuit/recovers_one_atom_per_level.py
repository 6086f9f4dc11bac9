"""With orthogonal levels and one active atom per level, the best atom is the active one of the largest code, however coherent levels "
"are."""

from __future__ import annotations

import random

from proofs_checks.pursuit._atoms import F, own, unit
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.pursuit import RULES, pursue
from theory.typed import (
    absolute,
    both,
    by_entries,
    column,
    cond,
    dot,
    for_all,
    implies,
    index,
    indicator,
    mat,
    norm2,
    var,
    vec,
)

U, z, e = var("U", mat("m", "k")), var("z", vec("k")), var("e", vec("m"))
level = var("l", index("k"))
r = var("r", vec("m"))


def at(i):  # type: ignore[no-untyped-def]
    """The active atom of a level."""
    return column(U, i)


T = Theorem(
    id="pursuit.recovers-one-atom-per-level",
    title="Pursuit finds one active atom per orthogonal level, for every coherence below 1",
    says=r"""
        Let $r = \sum_i z_i u_i$ with codes $z > 0$ and orthonormal active atoms $u_1, \dots, u_k$, one per level. Let
        $e$ be any other atom: orthogonal to the active atoms of the levels that are not its own, and with $\langle e,
        u_l \rangle < 1$ in its own level $l$. Then $\langle u_i, r \rangle = z_i$ for all $i$, and $\langle e, r
        \rangle < z_l$. So the largest product belongs to an active atom with the largest code, and the step along
        $u_s$ sets exactly $z_s$ to 0: $k$ steps recover all codes.""",
    source=own("why the synthetic tree of arXiv 2506.03093 can be solved at every coherence"),
    kind="property",
    sizes="m k",
    about=(U, z, e, level),
    let=((r, U @ z),),
    given={
        "orthonormal": Given(
            r"$\langle u_i, u_j \rangle = [i = j]$",
            for_all("k", lambda i: for_all("k", lambda j: dot(at(i), at(j)) == indicator(i == j), "j")),
            fails={"U": [[1, F(3, 5)], [0, F(4, 5)], [0, 0]], "e": [0, 0, 1]},
        ),
        "positive": Given(
            r"$z_i > 0$", for_all("k", lambda i: z[i] > 0), fails={"z": [1, -1], "e": [0, F(3, 5), F(4, 5)], "l": 1}
        ),
        "own-level": Given(
            r"$\langle e, u_i \rangle = 0$ for $i \ne l$",
            for_all("k", lambda i: implies(i != level, dot(e, at(i)) == 0)),
            fails={"e": [F(3, 5), F(4, 5), 0], "z": [1, 3], "l": 0},
        ),
        "different": Given(r"$\langle e, u_l \rangle < 1$", dot(e, at(level)) < 1, fails={"e": [1, 0, 0]}),
    },
    then=both(
        for_all("k", lambda i: dot(at(i), r) == z[i]),
        dot(e, r) < z[level],
        for_all(
            "k",
            lambda s: r - dot(at(s), r) * at(s) == U @ by_entries("k", lambda i: cond(i == s, 0, z[i])),
            "s",
        ),
    ),
    example={
        "m": 3,
        "k": 2,
        "U": [[1, 0], [0, 1], [0, 0]],
        "z": [2, 3],
        "e": [F(99, 101), 0, F(20, 101)],
        "l": 0,
    },
    remark="""
        So the truth is a point of zero loss at every coherence below 1, also at 0.9: what is hard there is training,
        not inference. Equal largest codes tie among active atoms only, in any order with the same result. For the
        rule of absolute products an atom opposite to the active one must not be in the level.""",
)
T.wrongly(
    "absolute", "the absolute product, too, is below the active one", absolute(dot(e, r)) < z[level], e=[-1, 0, 0]
)
T.wrongly(
    "weak", "an atom of the level may equal the active one", dot(e, r) < z[level], without="different", e=[1, 0, 0]
)
T.wrongly(
    "norms", "the atoms of a level need norm 1 for this", both(dot(e, r) < z[level], norm2(e) == 1), e=[F(1, 2), 0, 0]
)
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Two levels in planes that are orthogonal to each other: the exact encoders recover the codes in two steps."""
    rng, size, violations = random.Random(budget.seed), budget.pick(quick=100, full=2000), 0
    for i in range(size):
        first = {(*unit(rng, 2), F(0), F(0)) for _ in range(rng.randint(1, 4))}
        second = {(F(0), F(0), *unit(rng, 2)) for _ in range(rng.randint(1, 4))}
        rule = RULES[i % 3]
        atoms = sorted(first) + sorted(second)
        if rule == "absolute" and any(tuple(-x for x in a) in atoms for a in atoms):
            continue
        codes = [F(0)] * len(atoms)
        codes[rng.randrange(len(first))] = F(rng.randint(1, 9), rng.randint(1, 3))
        codes[len(first) + rng.randrange(len(second))] = F(rng.randint(1, 9), rng.randint(1, 3))
        x = [sum((c * a[k] for c, a in zip(codes, atoms, strict=True)), F(0)) for k in range(4)]
        violations += list(pursue(atoms, x, rule=rule, steps=2).codes) != codes  # type: ignore[arg-type]
    numbers = {"examples": size, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "fixed-dimension", "Random levels in two planes.", numbers=numbers)
