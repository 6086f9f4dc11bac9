"""The stem base is sound, complete and has the fewest implications among complete sets."""

from __future__ import annotations

import random

from proofs_checks.concepts import _stem as stem
from proofs_checks.concepts._contexts import against, decision, let, random_context, within
from solvers.concepts.stem_base import stem_base
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation, Source
from theory.concepts import bits
from theory.concepts.implications import model_closure
from theory.evidence import illustration, proof, read
from theory.formal import Expression, both, for_all, implies, names, op, total

P, Q = names("P Q")
CHAIN = [[1, 1, 0], [0, 0, 1]]

CLAIM = Claim(
    id="concepts.stem-base",
    title="The stem base",
    statement=r"A pseudo-intent is a set $P \ne P''$ of attributes with $Q'' \subseteq P$ for every pseudo-intent $Q "
    r"\subsetneq P$. The implications "
    r"$P \to P''$ hold in the context; a set of attributes respects all of them iff it is an intent; and no set of "
    r"implications with "
    r"this property has fewer members.",
    source=Source("statement of this project", arxiv="", ours=True, note="classical: Guigues and Duquenne (1986)"),
    kind="property",
    expected="argued",
    depends_on=("concepts.galois-connection",),
)


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
                        both(within(a[0], p[0]), within(a[0], q[0])),
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


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "The stem base is sound, complete and of minimum cardinality.",
        read("sound", r"An object with all of $P$ has all of $P''$; so every intent respects $P \to P''$.",
            "definition"),
        read(
            "complete",
            r"Let X respect all implications and $X \ne X''$. Then $Q'' \subseteq X$ for all pseudo-intents $Q "
            r"\subsetneq X$, so X is itself a "
            r"pseudo-intent and violates $X \to X''$: contradiction.",
            "cases",
        ),
        read(
            "violates",
            r"Let $\mathcal{L}$ be complete and P a pseudo-intent. P is no intent, so it violates some $A \to B$ in "
            r"$\mathcal{L}$: $A \subseteq P$, "
            r"$B \not\subseteq P$, and $B \subseteq A''$ as the implication holds.",
            "definition",
        ),
        read(
            "nested",
            r"If $P \subsetneq P_2$ both violate it, then $B \subseteq A'' \subseteq P'' \subseteq P_2$: "
            r"contradiction.",
            "definition", "violates",
        ),
        read(
            "incomparable",
            r"If P and $P_2$ are incomparable, $R = P \cap P_2 \supseteq A$ contains $Q''$ for every pseudo-intent "
            r"$Q \subsetneq R$. If $R \ne R''$, R is a "
            r"pseudo-intent properly inside both, so $R'' \subseteq P \cap P_2 = R$, a contradiction; so R is an "
            r"intent and $B \subseteq A'' \subseteq R "
            r"\subseteq P$, a contradiction.",
            "cases", "violates",
        ),
        read("minimum", r"So different pseudo-intents violate different members of $\mathcal{L}$.",
            "counting", "violates", "nested", "incomparable"),
        read("all", "Together.", "conclusion", "sound", "complete", "minimum"),
    )  # fmt: skip
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            "The classical proof; decided completely for three attributes.",
            (
                certificate,
                illustration("Decided for 3 attributes and any number of objects.", complete()),
                illustration("Decided for 3 attributes and any number of objects.", shared_conclusion()),
            ),
        )
    ]


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
        "property-test", "tested", "family", "Random contexts up to 9 x 8: completeness and irredundance of the "
            "computed base.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )  # fmt: skip


def mutations() -> list[Mutation]:
    def one_fewer() -> Certificate:
        respects = for_all("ALL", lambda e: implies(both(e[2] == 1, e[0] != P, within(e[0], Q)), within(e[1], Q)), "e")
        closed = for_all("ALL", lambda e: implies(e[0] == Q, e[1] == Q), "e")
        return against(
            {"K": CHAIN, "P": [1], "Q": [1]},
            {"respects-the-others": let({"ALL": stem.table(3)}, respects)}, let({"ALL": stem.table(3)}, closed),
            means="{1} respects 0 -> 1 but is no intent", extra=stem.STEM,
        )  # fmt: skip

    def keys() -> Certificate:
        open_sets = total("ALL", lambda e: op("if", e[0] != e[1], 1, 0), "e")
        return against(
            {"K": CHAIN}, {}, let({"ALL": stem.table(3)}, open_sets == total("ALL", lambda e: e[2], "e")),
            means="four sets are not closed, two are pseudo-intents", extra=stem.STEM,
        )  # fmt: skip

    return [
        Mutation("one-fewer", "the stem base without one of its implications is complete too", refuted_by=one_fewer),
        Mutation("every-open-set", "every set that is no intent is a pseudo-intent", refuted_by=keys),
    ]
