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
    CONTEXT,
    QUICK_SIZES,
    SET_NOTE,
    K,
    T,
    by_first_row,
    call,
    context_point,
    context_statement,
    decision,
    every_context,
    extent,
    intent,
    is_set,
    let,
    prime,
    random_context,
    random_mask,
    within,
)
from proofs_checks.parts import hypotheses, wrong
from solvers.concepts.lattice import concept_lattice
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation, Source
from theory.concepts.units import conjunction
from theory.evidence import checked, proof, read
from theory.formal import (
    Expression,
    both,
    either,
    exists,
    for_all,
    implies,
    length,
    listing,
    member,
    names,
    op,
    product,
    span,
    subsets,
    support,
    total,
)

C, M = names("C M")


def _unit(neurons: Any) -> Expression:
    """The points at which all the neurons are on."""
    return support(listing(K, lambda r: product(neurons, lambda i: r[i], "i"), "r"))


def _cover(members: Expression, neurons: Expression) -> Expression:
    """The complements of the neurons' sets cover the complement of ``members``."""
    return for_all(
        span(length(K)), lambda g: either(member(g, members), exists(neurons, lambda i: K[g, i] == 0, "i")), "g"
    )


closure, theta, largest_unit = names("closure theta largest_unit")
STATEMENT = context_statement(
    "C M",
    {"points": is_set(C, length(K)), "neurons": is_set(M, length(T))},
    both(
        # (i), (ii): every unit is an extent, and an extent is the unit of its intent, the largest one that covers it
        extent(intent(theta)) == theta,
        op("=", exists(subsets(length(T)), lambda m: _unit(m) == C, "N"), closure == C),
        # (iii)
        op("=", within(C, theta), within(M, intent(C))),
        implies(within(C, theta), both(within(closure, theta), length(theta) - length(C) >= length(closure) - length(C))),
        # (iv)
        op("=", theta == C, both(closure == C, within(M, intent(C)), _cover(C, M))),
        # (v)
        support(listing(K, lambda r: total(M, lambda i: r[i], "i"), "r"))
        == call("minus", span(length(K)), support(listing(K, lambda r: product(M, lambda i: 1 - r[i], "i"), "r")), length(K)),
    ),
    {"closure": extent(intent(C)), "theta": _unit(M)},
)  # fmt: skip
POINT = context_point([[1, 0], [1, 1], [0, 1]], C=[1], M=[0, 1])

CLAIM = Claim(
    id="concepts.units-are-extents",
    title="Units are extents: the exact capacity of a trained dictionary",
    statement=r"Let $K$ be the context of points and active neurons (ReLU or Top-K), and $\theta_M = \bigcap_{i \in "
    r"M} A_i$. (i) The sets "
    r"$\theta_M$ are exactly the extents, so $|\mathfrak{B}(K)|$ sets can be separated. (ii) $C$ is separable iff "
    r"$C'' = C$. (iii) $\theta_M "
    r"\supseteq C$ iff $M \subseteq C'$, and then $\theta_M \supseteq C''$: every covering unit has at least $|C'' "
    r"\setminus C|$ false "
    r"positives. (iv) For an extent $C$: $\theta_M = C$ iff $M \subseteq C'$ and the complements of $A_i$, $i \in "
    r"M$, cover $X \setminus C$. (v) "
    r"$\bigcup_{i \in M} A_i$ is the complement of the unit of $M$ in the complementary context.",
    source=Source(
        "statement of this project",
        arxiv="",
        ours=True,
        note="the definitions of unit and separation: arXiv 2606.07007, as reported; not checked against the paper",
    ),
    kind="equivalence",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        POINT,
        {
            "context": CONTEXT,
            "points": ("$C$ is a set of points", SET_NOTE),
            "neurons": ("$M$ is a set of neurons", SET_NOTE),
        },
    ),
    depends_on=("concepts.galois-connection",),
    statement_formal=STATEMENT,
    remark="What a trained dictionary can say with conjunctions is its concept lattice, no more and no less.",
)


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


def small(budget: Budget) -> tuple[Certificate, ...]:
    """One certificate for the small shapes; in the full profile one more for each first row of a 3 x 3 context."""
    means = "(i) to (v) in every context of these shapes, for all sets and units"
    quick = decision(*(_body(n, d) for n, d in QUICK_SIZES), means=means)
    return (quick, *(by_first_row(_body, 3, 3, means=means) if budget.profile == "full" else ()))


def one_point() -> Certificate:
    """De Morgan at one point of an n-object context, any pattern of up to four neurons."""
    flags = op("product_set", *[[0, 1]] * 4)
    any_on = lambda r: op("max", *(r[i] for i in range(4)))  # noqa: E731
    all_off = lambda r: op("product", "i", span(4), (1 - r[Expression("i")]))  # noqa: E731
    return decision(
        for_all(flags, lambda r: any_on(r) == 1 - all_off(r), "r"), means="some neuron is on iff not all are off"
    )


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "The sets separated by conjunctive units are exactly the extents.",
        read("unit", r"$\theta_M = \{x : x I i \text{ for all } i \in M\} = M'$.", "definition"),
        read("extents", r"Extents are by definition the sets $M'$, and they are the sets with $C'' = C$ (F1): (i) "
            r"and (ii).", "conclusion", "unit"),
        read("cover", r"$C \subseteq M'$ iff $M \subseteq C'$ by the Galois connection (F1); then $M' \supseteq C''$ "
            r"by antitonicity: (iii).", "instance", "unit"),
        read(
            "generators",
            r"Let $C = C''$. $M' = C$ needs $M \subseteq C'$ by (iii), and then $M' \supseteq C$; equality says that "
            r"every $x \notin C$ lacks "
            r"some $i \in M$: (iv). Conversely such an M gives $M' = C$, and $C'' = M''' = M' = C$.",
            "cases", "cover", "extents",
        ),
        checked("de-morgan", "At one point: some neuron is on iff not all are off (patterns of four neurons).", one_point()),
        read("unions", r"At every point and for any number of neurons: $x \in \bigcup A_i$ iff not all complements "
            r"contain it: (v).", "definition", "de-morgan"),
        read("all", "Together.", "conclusion", "extents", "cover", "generators", "unions"),
    )  # fmt: skip
    return [
        Evidence("symbolic-proof", "proved", "all-parameters", "A unit is a derivation; then F1.", (certificate,)),
        Evidence(
            "exact-decision",
            "proved",
            "fixed-dimension",
            "Every context up to 2 x 3 and 3 x 2 (full profile: 3 x 3 too, in eight certificates, one for each first row; together "
            "they are all 3 x 3 contexts).",
            small(budget),
        ),
    ]


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
        "property-test", "tested", "family", "All units of random contexts up to 8 x 6 against the lattice algorithm.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )  # fmt: skip


def mutations() -> list[Mutation]:
    same_code = context_point([[1], [1]], C=[0], M=[])
    two = context_point([[1, 1], [1, 1], [0, 1]], C=[0], M=[])
    apart = context_point([[1, 0], [0, 1], [0, 0]], C=[0, 1], M=[])
    covering = exists(subsets(length(T)), lambda m: both(within(C, _unit(m)), length(_unit(m)) < length(closure)), "N")
    union = exists(
        subsets(length(T)), lambda m: support(listing(K, lambda r: total(m, lambda i: r[i], "i"), "r")) == C, "N"
    )
    separable = exists(subsets(length(T)), lambda m: _unit(m) == C, "N")
    one_neuron = exists(span(length(T)), lambda i: extent(op("tuple", i)) == C, "i")
    return [
        wrong("every-set", "every set of points is separable", STATEMENT, same_code, separable),
        wrong("one-neuron", "every extent is the activation set of one neuron", STATEMENT, POINT,
              implies(closure == C, one_neuron)),
        wrong("fewer-false-positives", r"some covering unit has fewer than $|C'' \setminus C|$ false positives",
              STATEMENT, two, covering),
        wrong("unions-too", "a union of the neurons' sets is a unit", STATEMENT, apart, implies(union, separable)),
        wrong("all-of-the-intent", "(iv) without covering: every M inside C' separates the extent C", STATEMENT,
              context_point([[1, 1], [0, 1]], C=[0], M=[1]), implies(both(closure == C, within(M, intent(C))), theta == C)),
    ]  # fmt: skip
