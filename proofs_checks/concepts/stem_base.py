"""The stem base is sound, complete and has the fewest implications among complete sets."""

from __future__ import annotations

import random

from proofs_checks.concepts import _stem as stem
from proofs_checks.concepts._contexts import decision, random_context, within
from proofs_checks.vocabulary import Given, Theorem
from solvers.concepts.stem_base import stem_base
from theory.claims import Budget, Certificate, Evidence, Source
from theory.concepts import bits
from theory.concepts.formal import ALL_PSEUDO_INTENTS, PSEUDO, K, closure, down
from theory.concepts.implications import model_closure
from theory.formal import Expression, for_all, implies, op
from theory.formal import both as all_of
from theory.typed import Expr, both, exists, family, iff, inside, negation, size, subset, var
from theory.typed import for_all as every
from theory.typed import implies as if_then

# any list of implications A -> B
A, B = var("A", family("u", subset("m"))), var("B", family("u", subset("m")))


def respects(x: Expr) -> Expr:
    """The set respects P -> P'' for every pseudo-intent P."""
    return every("t", lambda i: if_then(inside(PSEUDO[i], x), inside(closure(PSEUDO[i]), x)), "i")


def respects_list(x: Expr) -> Expr:
    """The set respects every implication of the list."""
    return every("u", lambda i: if_then(inside(A[i], x), inside(B[i], x)), "i")


COMPLETE = every(subset("m"), lambda x: iff(respects_list(x), closure(x) == x), "X")

T = Theorem(
    id="concepts.stem-base",
    title="The stem base",
    says=r"""
        A pseudo-intent is a set $P \ne P''$ of attributes with $Q'' \subseteq P$ for every pseudo-intent $Q
        \subsetneq P$. Let $P_1, \dots, P_t$ be all of them. The implications $P_i \to P_i''$ hold in the context; a
        set of attributes respects all of them iff it is an intent; and no list of implications with this property has
        fewer members.""",
    source=Source("statement of this project", arxiv="", ours=True, note="classical: Guigues and Duquenne (1986)"),
    kind="property",
    sizes="g m t u",
    about=(K, PSEUDO, A, B),
    given={
        "pseudo-intents": Given(
            "the sets of the list are the pseudo-intents, and all of them", ALL_PSEUDO_INTENTS, fails={"P": [[0], [2]]}
        ),
        "distinct": Given(
            "none is listed twice",
            every("t", lambda i: every("t", lambda j: if_then(PSEUDO[i] == PSEUDO[j], i == j), "j"), "i"),
            fails={"t": 3, "P": [[0], [0], [1]]},
        ),
    },
    then=both(
        every("t", lambda i: inside(down(PSEUDO[i]), down(closure(PSEUDO[i]))), "i"),
        every(subset("m"), lambda x: iff(respects(x), closure(x) == x), "X"),
        if_then(COMPLETE, size("t") <= size("u")),
    ),
    # one object has 0 and 1, the other 2: 0 -> 1 and 1 -> 0
    example={
        "g": 2,
        "m": 3,
        "t": 2,
        "u": 2,
        "K": [[True, True, False], [False, False, True]],
        "P": [[0], [1]],
        "A": [[0], [1]],
        "B": [[0, 1], [0, 1]],
    },
    needs=("concepts.galois-connection",),
)
T.wrongly(
    "every-open-set",
    "every set that is no intent is a pseudo-intent",
    every(subset("m"), lambda x: if_then(closure(x) != x, exists("t", lambda i: PSEUDO[i] == x, "i")), "X"),
)
T.wrongly(
    "any-list",
    "no list of implications has fewer members, complete or not",
    size("t") <= size("u"),
    u=1,
    A=[[0]],
    B=[[0, 1]],
)
T.wrongly(
    "premises-respected",
    "a set that contains no pseudo-intent is the only kind that respects them",
    every(subset("m"), lambda x: if_then(respects(x), negation(exists("t", lambda i: inside(PSEUDO[i], x), "i"))), "X"),
)
T.wrongly(
    "one-fewer",
    "a list of all implications of the stem base but one is complete",
    COMPLETE,
    u=1,
    A=[[0]],
    B=[[0, 1]],
)
CLAIM, mutations = T.claim(), T.mutations


def _complete(d: int) -> Expression:
    respects = lambda x: stem.every_pseudo_intent(lambda p: implies(within(p[0], x[0]), within(p[1], x[0])))  # noqa: E731
    return stem.every_closure_system(d, for_all("ALL", lambda x: op("=", respects(x), x[0] == x[1]), "x"))


def complete() -> Certificate:
    return decision(
        _complete(3), means="models of the stem base = intents: 3 attributes, any number of objects", extra=stem.STEM
    )


def shared_conclusion() -> Certificate:
    """The stronger pairwise fact for implications A -> B with any B inside A''."""
    body = stem.every_pseudo_intent(
        lambda p: stem.every_pseudo_intent(
            lambda q: implies(
                p[0] != q[0],
                for_all(
                    "ALL",
                    lambda a: implies(
                        all_of(within(a[0], p[0]), within(a[0], q[0])),
                        for_all(
                            "ALL",
                            lambda b: implies(within(b[0], a[1]), op("or", within(b[0], p[0]), within(b[0], q[0]))),
                            "b",
                        ),
                    ),
                    "a",
                ),
            ),
            "q2",
        )
    )
    return decision(
        stem.every_closure_system(3, body),
        means="no valid implication A -> B is violated by two pseudo-intents",
        extra=stem.STEM,
    )


def prove(budget: Budget) -> Evidence:
    text = "Three attributes and any number of objects: completeness, and no valid implication is violated by two pseudo-intents."
    return Evidence("exact-decision", "proved", "fixed-dimension", text, (complete(), shared_conclusion()))


def examples(budget: Budget) -> Evidence:
    """Closure under the library's stem base equals the closure of the context, for random sets of attributes; none is redundant."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=40, full=1000), 0
    for _ in range(count):
        d = rng.randint(1, 8)
        k = random_context(rng, rng.randint(1, 9), d)
        base = stem_base(k)
        start = [m for m in range(d) if rng.random() < 0.4]
        violations += tuple(sorted(model_closure(start, base))) != bits.members(k.closure(bits.row(start, d)), d)
        for i, rule in enumerate(base):
            violations += set(rule.conclusion) <= model_closure(rule.premise, base[:i] + base[i + 1 :])
    return Evidence(
        "property-test",
        "tested",
        "family",
        """
        Random contexts up to 9 x 8: completeness and irredundance of the computed base.""",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )
