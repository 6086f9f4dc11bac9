"""Every pseudo-intent is the least quasi-closed superset of each of its generators: the basis of the stem base algorithm."""

from __future__ import annotations

import itertools
import random

from proofs_checks.concepts import _stem as stem
from proofs_checks.concepts._contexts import decision, random_context, within
from proofs_checks.vocabulary import Given, Theorem
from solvers.concepts.stem_base import stem_base
from theory.claims import Budget, Certificate, Evidence, Source
from theory.concepts import FormalContext, bits
from theory.concepts.formal import ALL_PSEUDO_INTENTS, PSEUDO, K, closure, is_pseudo_intent, quasi_closed
from theory.formal import Expression, for_all
from theory.formal import both as all_of
from theory.formal import implies as if_then
from theory.typed import Expr, both, exists, implies, inside, subset, var
from theory.typed import for_all as every

D, X = var("D", subset("m")), var("X", subset("m"))


def least(s: Expr) -> Expr:
    """The set is the least quasi-closed superset of D."""
    rest = every(subset("m"), lambda y: implies(both(inside(D, y), quasi_closed(y)), inside(s, y)), "Y")
    return both(inside(D, s), quasi_closed(s), rest)


def generated(i: Expr) -> Expr:
    """D generates the pseudo-intent."""
    return both(inside(D, PSEUDO[i]), closure(D) == closure(PSEUDO[i]))


T = Theorem(
    id="concepts.pseudo-intents-from-keys",
    title="Keys give all pseudo-intents",
    says=r"""
        Call $S$ quasi-closed if $Q'' \subseteq S$ for every pseudo-intent $Q \subsetneq S$. If $P$ is a
        pseudo-intent, $D \subseteq P$ and $D'' = P''$, then $P$ is the least quasi-closed superset $D^\bullet$ of
        $D$; and if $D^\bullet \ne D''$ for any $D$, then $D^\bullet$ is a pseudo-intent with $D^{\bullet\prime\prime}
        = D''$. So the stem base is $\{D^\bullet \to D'' : D$ a minimal generator, $D^\bullet \ne D''\}$.""",
    source=Source("statement of this project", arxiv="", ours=True),
    kind="property",
    sizes="g m t",
    about=(K, PSEUDO, D, X),
    given={
        "pseudo-intents": Given(
            "the sets of the list are the pseudo-intents, and all of them",
            ALL_PSEUDO_INTENTS,
            fails={"t": 1, "P": [[0, 1]]},
        ),
    },
    then=both(
        every("t", lambda j: implies(generated(j), least(PSEUDO[j])), "j"),
        implies(
            both(least(X), X != closure(D)), both(exists("t", lambda j: PSEUDO[j] == X, "j"), closure(X) == closure(D))
        ),
    ),
    # {0}'' = {1}'' = {0, 1}, {2}'' = {2}: {0, 2} generates everything but contains 0 without 1
    example={
        "g": 2,
        "m": 3,
        "t": 2,
        "K": [[True, True, False], [False, False, True]],
        "P": [[0], [1]],
        "D": [0],
        "X": [0],
    },
    needs=("concepts.galois-connection",),
    remark="A program that lists generators whose premises are not quasi-closed returns too many implications.",
)
minimal = every(subset("m"), lambda y: implies(both(inside(y, X), y != X), closure(y) != closure(X)), "Y")
T.wrongly(
    "no-quasi-closure",
    "a minimal generator that is no intent is itself a pseudo-intent",
    implies(both(closure(X) != X, minimal), is_pseudo_intent(X)),
    X=[0, 2],
)
T.wrongly(
    "intents-too",
    "every quasi-closed superset of a generator is a pseudo-intent",
    implies(both(inside(D, X), quasi_closed(X), closure(D) == closure(X)), is_pseudo_intent(X)),
    X=[0, 1],
)
T.wrongly(
    "any-subset",
    "the least quasi-closed superset of any subset of a pseudo-intent is the pseudo-intent",
    every("t", lambda j: implies(inside(D, PSEUDO[j]), least(PSEUDO[j])), "j"),
    D=[],
)
CLAIM, mutations = T.claim(), T.mutations


def _generators(d: int) -> Expression:
    def least(p: Expression, k: Expression) -> Expression:
        return for_all("ALL", lambda s: if_then(all_of(within(k, s[0]), stem.quasi_closed(s[0])), within(p, s[0])), "s")

    return stem.every_closure_system(
        d,
        stem.every_pseudo_intent(
            lambda p: all_of(
                stem.quasi_closed(p[0]),
                for_all("ALL", lambda k: if_then(all_of(within(k[0], p[0]), k[1] == p[1]), least(p[0], k[0])), "k"),
            )
        ),
    )


def small(d: int) -> Certificate:
    return decision(
        _generators(d),
        means=f"concepts.pseudo-intents-from-keys in every context with {d} attributes and any number of objects",
        extra=stem.STEM,
    )


def prove(budget: Budget) -> Evidence:
    text = "Three attributes and any number of objects, all generators of all pseudo-intents."
    return Evidence("exact-decision", "proved", "fixed-dimension", text, (small(3),))


def _brute_force(k: FormalContext) -> set[tuple[int, ...]]:
    found: list[tuple[frozenset[int], frozenset[int]]] = []
    for r in range(k.n_attributes + 1):
        for s in map(frozenset, itertools.combinations(range(k.n_attributes), r)):
            closed = frozenset(bits.members(k.closure(bits.row(s, k.n_attributes)), k.n_attributes))
            if s != closed and all(c <= s for p, c in found if p < s):
                found.append((s, closed))
    return {tuple(sorted(p)) for p, _ in found}


def examples(budget: Budget) -> Evidence:
    """The algorithm built on the claim against the recursive definition by brute force."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=25, full=500), 0
    for _ in range(count):
        k = random_context(rng, rng.randint(1, 8), rng.randint(1, 7))
        violations += {rule.premise for rule in stem_base(k)} != _brute_force(k)
    return Evidence(
        "property-test",
        "tested",
        "family",
        """
        The stem base algorithm against the recursive definition, contexts up to 8 x 7.""",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )
