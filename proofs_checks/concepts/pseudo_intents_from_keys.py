"""Every pseudo-intent is the least quasi-closed superset of each of its generators: the basis of the stem base algorithm."""

from __future__ import annotations

import itertools
import random

from proofs_checks.concepts import _stem as stem
from proofs_checks.concepts._contexts import against, call, decision, let, random_context, within
from solvers.concepts.stem_base import stem_base
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation, Source
from theory.concepts import FormalContext, bits
from theory.evidence import illustration, proof, read
from theory.formal import Expression, both, exists, for_all, implies, names, op, total

P, X = names("P X")
# {0}'' = {1}'' = {0, 1}, {2}'' = {2}: {0, 2} generates everything but contains 0 without 1
KEYS = [[1, 1, 0], [0, 0, 1]]


def _pseudo(s: Expression) -> Expression:
    return exists("ALL", lambda e: both(e[0] == s, e[2] == 1), "e")


def _generators(d: int) -> Expression:
    def least(p: Expression, k: Expression) -> Expression:
        return for_all("ALL", lambda s: implies(both(within(k, s[0]), stem.quasi_closed(s[0])), within(p, s[0])), "s")

    return stem.every_closure_system(
        d,
        stem.every_pseudo_intent(
            lambda p: both(
                stem.quasi_closed(p[0]),
                for_all("ALL", lambda k: implies(both(within(k[0], p[0]), k[1] == p[1]), least(p[0], k[0])), "k"),
            )
        ),
    )


def small(d: int) -> Certificate:
    return decision(
        _generators(d),
        means=f"concepts.pseudo-intents-from-keys in every context with {d} attributes and any number of objects",
        extra=stem.STEM,
    )


def _witness() -> Certificate:
    holds = let(
        {"K": KEYS, "T": op("transpose", "K"), "ALL": stem.table(3)},
        both(_pseudo(Expression(["data", [0]])), stem.quasi_closed([0])),
    )
    return decision(holds, means="{0} is a pseudo-intent and quasi-closed", extra=stem.STEM)


def without_quasi_closed() -> Certificate:
    """P = {0, 2} is not closed and its generator, itself, is minimal; but it is no pseudo-intent."""
    key = for_all("ALL", lambda e: implies(stem.proper(e[0], P), e[1] != _closure(P)), "e")
    return against(
        {"K": KEYS, "P": [0, 2]},
        {
            "not-closed": let({"ALL": stem.table(3)}, _closure(P) != P),
            "minimal-generator": let({"ALL": stem.table(3)}, key),
        },
        let({"ALL": stem.table(3)}, _pseudo(P)),
        means="{0, 2} -> {1} holds, but its premise is not quasi-closed: it contains 0 without 1; it follows from 0 "
        "-> 1",
        extra=stem.STEM,
    )


def _closure(s: Expression) -> Expression:
    return call("prime", stem.T, call("prime", stem.K, s))


CLAIM = Claim(
    id="concepts.pseudo-intents-from-keys",
    title="Keys give all pseudo-intents",
    statement=r"Call $S$ quasi-closed if $Q'' \subseteq S$ for every pseudo-intent $Q \subsetneq S$. If $P$ is a "
    r"pseudo-intent, $D \subseteq P$ and "
    r"$D'' = P''$, then $P$ is the least quasi-closed superset $D^\bullet$ of $D$. Hence the stem base is "
    r"$\{D^\bullet \to D'' : D$ a minimal "
    r"generator, $D^\bullet \ne D''\}$.",
    source=Source("statement of this project", arxiv="", ours=True),
    kind="property",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "quasi-closed", r"premises are the quasi-closed hulls $D^\bullet$", _witness, drop=without_quasi_closed
        ),
    ),
    depends_on=("concepts.galois-connection",),
    remark="A program that lists generators whose premises are not quasi-closed returns too many implications.",
)


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "A pseudo-intent is the least quasi-closed superset of each of its generators.",
        read(
            "meet",
            "Quasi-closed sets are closed under intersection (a pseudo-intent properly inside the intersection lies "
            "properly inside each of "
            r"them), so there is a least one that contains D, $D^\bullet$.",
            "definition",
        ),
        read("inside", r"A pseudo-intent is quasi-closed by definition, so $D^\bullet \subseteq P$ and "
            r"$D^{\bullet\prime\prime} = P''$.", "definition", "meet"),
        read("not-intent", r"Suppose $D^\bullet \subsetneq P$. It is no intent, or else $D^\bullet = P'' \supseteq "
            r"P$.", "cases", "inside"),
        read("pseudo", r"A quasi-closed set that is no intent is a pseudo-intent, so $D^\bullet$ is one.",
            "definition", "not-intent"),
        read("contradiction", r"Then $P'' = D^{\bullet\prime\prime} \subseteq P$, since P is a pseudo-intent: "
            r"contradiction.", "conclusion", "pseudo", "inside"),
        read(
            "base",
            r"Every pseudo-intent has a minimal generator D inside it, so $P = D^\bullet$; conversely if $D^\bullet "
            r"\ne D''$ then $D^\bullet$ is quasi-closed and "
            r"no intent ($D^\bullet \subseteq D''$, as intents are quasi-closed), so a pseudo-intent.",
            "conclusion", "contradiction", "pseudo",
        ),
    )  # fmt: skip
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            "By minimality; decided completely for three attributes.",
            (
                certificate,
                illustration("The same, decided for 3 attributes and any number of objects.", small(3)),
            ),
        )
    ]


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
        "property-test", "tested", "family", "The stem base algorithm against the recursive definition, contexts up "
            "to 8 x 7.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )  # fmt: skip


def mutations() -> list[Mutation]:
    def count() -> Certificate:
        keys = total(
            "ALL",
            lambda e: op(
                "if",
                both(e[0] != e[1], for_all("ALL", lambda x: implies(stem.proper(x[0], e[0]), x[1] != e[1]), "x")),
                1,
                0,
            ),
            "e",
        )
        return against(
            {"K": KEYS}, {}, let({"ALL": stem.table(3)}, keys == total("ALL", lambda e: e[2], "e")),
            means="four minimal generators are not closed, but the stem base has two implications", extra=stem.STEM,
        )  # fmt: skip

    def larger() -> Certificate:
        return against(
            {"K": KEYS, "P": [0, 1], "X": [0]},
            {"quasi-closed": let({"ALL": stem.table(3)}, stem.quasi_closed(P)),
             "generator": both(within(X, P), _closure(X) == _closure(P))},
            let({"ALL": stem.table(3)}, _pseudo(P)),
            means="the intent {0, 1} is quasi-closed and generated by {0}, yet no pseudo-intent", extra=stem.STEM,
        )  # fmt: skip

    return [
        Mutation(
            "no-quasi-closure",
            "a minimal generator that is no intent is itself a pseudo-intent",
            refuted_by=without_quasi_closed,
        ),
        Mutation(
            "as-many-as-keys",
            "there are as many implications as minimal generators that are no intents",
            refuted_by=count,
        ),
        Mutation("intents-too", "every quasi-closed superset of a generator is a pseudo-intent", refuted_by=larger),
    ]
