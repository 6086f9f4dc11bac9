r"""Hierarchy, splitting and absorption of neurons are implications in the context with complements.

A disjunctive law such as "P implies p or a child" is no implication between attributes, so the plain stem base cannot show it.
"""

from __future__ import annotations

import random

import numpy as np

from proofs_checks.concepts._contexts import against, decision, intent, let, prime, random_mask, within
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation, Source
from theory.concepts import FormalContext, bits
from theory.concepts.hierarchy import absorbs, splits
from theory.evidence import checked, proof, read
from theory.formal import Expression, both, either, for_all, implies, listing, names, negation, op, span

K = names("K")[0]
# columns of a row: p, P, then children; one point decides the three set equations of the claim
ROW = names("r")[0]

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.lattice-signatures",
    title="Lattice signatures of hierarchy, splitting and absorption",
    statement=r"For neurons $p, c_1, \dots, c_r$ with activation sets $p', c_j'$: $c \le p$ iff the implication $c "
        r"\to p$ holds. $p$ splits into the $c_j$ "
    r"($p' = \bigcup c_j'$, $c_j' \cap c_l' = \emptyset$) iff $c_j \to p$, no point has $c_j$ and $c_l$, and no "
    r"point has $p$ and none of the "
    r"$c_j$: implications in the context with complements. Neuron $p$ stands for a concept $P$ without its children "
    r"($p' = P' \setminus \bigcup c_j'$) iff $\{P, \neg c_1, \dots, \neg c_r\}' = \{p\}'$.",
    source=Source("statement of this project", arxiv="", ours=True, note="splitting and hierarchy: arXiv 2606.07007, as reported; "
        "absorption: our definition"),
    kind="equivalence",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "complements", "the context has the complements of the attributes", lambda: _witness(), drop=lambda: same_implications(),
        ),
    ),
    depends_on=("concepts.galois-connection",),
)  # fmt: skip


def _witness() -> Certificate:
    """Three points: the parent alone (p on), and two with a child each (p silent)."""
    table = [[1, 1, 0, 0, 1, 1], [0, 1, 1, 0, 0, 1], [0, 1, 0, 1, 1, 0]]
    holds = prime(K, [1, 4, 5]) == prime(K, [0])
    return decision(
        let({"K": table}, holds),
        means="columns p, P, c_1, c_2 and the complements of c_1, c_2: {P, not c_1, not c_2}' = {p}'",
    )


def same_implications() -> Certificate:
    """Columns P, p, c: two contexts with the same implications, P inside the union of p and c in one of them only."""
    without = [[1, 1, 0], [1, 0, 1], [0, 0, 0]]

    def closed(table):
        return listing(op("subsets", 3), lambda s: prime(op("transpose", table), prime(table, s)), "s")

    one, two = names("K K2")
    inside = lambda table: for_all(table, lambda r: implies(r[0] == 1, either(r[1] == 1, r[2] == 1)), "r")  # noqa: E731
    return against(
        {"K": without, "K2": [*without, [1, 0, 0]]}, {"same-implications": closed(one) == closed(two)},
        op("=", inside(one), inside(two)),
        means="a point with P alone is an intersection of rows that were there: no implication sees it, P inside p "
            "or c does",
    )  # fmt: skip


def _rows(r: int) -> Expression:
    return op("product_set", *[[0, 1]] * (r + 2))


def one_point(r: int) -> Certificate:
    """At one point with any pattern of p, P, c_1..c_r: each set equation holds at the point iff its implications do."""
    p, parent = ROW[0] == 1, ROW[1] == 1
    child = [ROW[j + 2] == 1 for j in range(r)]
    some = either(*child)
    disjoint = both(*(negation(both(child[j], child[i])) for j in range(r) for i in range(j)), True)
    no_pair = for_all(
        op("product_set", span(r), span(r)),
        lambda q: implies(both(q[0] < q[1], ROW[q[0] + 2] == 1), negation(ROW[q[1] + 2] == 1)),
        "q",
    )
    splitting = op(
        "=",
        both(op("=", p, some), disjoint),
        both(
            for_all(span(r), lambda j: implies(ROW[j + 2] == 1, p), "j"),
            no_pair,
            negation(both(p, for_all(span(r), lambda j: ROW[j + 2] == 0, "j"))),
        ),
    )
    absorption = op(
        "=",
        op("=", p, both(parent, negation(some))),
        op("=", both(parent, for_all(span(r), lambda j: ROW[j + 2] == 0, "j")), p),
    )
    return decision(
        for_all(_rows(r), lambda _: both(splitting, absorption), "r"), means=f"one point, p, P and {r} children"
    )


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        "Hierarchy, splitting and absorption are implications in the context with complements.",
        read("pointwise", "Every set equation here holds iff it holds at each point; an implication holds iff each "
            "point's row respects it.", "definition"),
        *(checked(f"children-{r}", f"Every row with {r} children: equation and implications agree.", one_point(r)) for r in (1, 2, 3, 4)),
        read(
            "any-number",
            r"For any r: $x \in p' = \bigcup c_j'$ on both sides says: if some $c_j$ is on then p is ($c_j \to p$), "
            r"and not p without all $c_j$; "
            r"absorption is the equation $p' = P' \cap \bigcap (\neg c_j)'$, whose right side is $\{P, \neg c_1, "
            r"\dots\}'$.",
            "definition", "pointwise", "children-1", "children-2", "children-3", "children-4",
        ),
        read("order", r"$c' \subseteq p'$ says that every point with c has p, the implication $c \to p$, and is the "
            r"order of attribute concepts.", "definition"),
        read("all", "Together.", "conclusion", "any-number", "order"),
    )  # fmt: skip
    return Evidence(
        "symbolic-proof",
        "proved",
        "all-parameters",
        "Point by point, all rows with up to four children decided.",
        (certificate,),
    )


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
        "property-test", "tested", "family", "Random sets on up to four points, half of them split or absorbing by "
            "construction.",
        numbers={"examples": count, "seed": budget.seed, "violations": int(violations)},
    )  # fmt: skip


def mutations() -> list[Mutation]:
    cover = names("K")[0]
    return [
        Mutation("plain-context", "implications between the attributes decide whether P lies in p or c", refuted_by=same_implications),
        Mutation(
            "without-coverage", r"$c_j \to p$ and disjointness are enough for splitting",
            refuted_by=lambda: against(
                {"K": [[1, 1, 0], [1, 0, 1], [1, 0, 0]]},
                {"below": both(within([0], intent([0])), for_all(cover, lambda r: r[1] * r[2] == 0,
                    "r"), for_all(cover, lambda r: r[1] + r[2] <= r[0], "r"))},
                for_all(cover, lambda r: r[0] == r[1] + r[2], "r"), means="columns p, c_1, c_2: the last point has p "
                    "and no child",
            ),
        ),
        Mutation(
            "parent-implied", r"absorption says only $p \to P$",
            refuted_by=lambda: against(
                {"K": [[1, 1, 1]]}, {"below": for_all(cover, lambda r: r[0] <= r[1], "r")},
                for_all(cover, lambda r: op("=", r[0] == 1, both(r[1] == 1, r[2] == 0)),
                    "r"), means="columns p, P, c: p is on at a point of the child",
            ),
        ),
    ]  # fmt: skip
