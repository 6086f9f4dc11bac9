r"""Every complete lattice with a join-dense and a meet-dense map is a concept lattice (converse of the basic theorem)."""

from __future__ import annotations

import random

import numpy as np

from proofs_checks.concepts._contexts import decision, let
from proofs_checks.concepts._neurons import own
from proofs_checks.concepts._orders import (
    LATTICES,
    SQUARE,
    G,
    M,
    below,
    chain,
    common_above,
    common_below,
    down,
    everywhere,
    is_lattice,
    join_dense,
    meet_dense,
    order,
    up,
)
from proofs_checks.parts import hypotheses, wrong
from solvers.concepts.lattice import concept_lattice
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation
from theory.concepts import FormalContext
from theory.evidence import illustration, proof, read
from theory.formal import Expression, both, exists, expr, for_all, implies, names, subsets
from theory.statement import Statement

D, U = names("D U")


def isomorphic() -> Expression:
    """v -> (members of G below v, members of M above v) is a bijection onto the concepts, and order in both directions."""
    concept = lambda v: let(  # noqa: E731
        {"D": down(v, G), "U": up(v, M)}, both(common_above(D, M) == U, common_below(U, G) == D)
    )
    reflects = lambda v, w: implies(  # noqa: E731
        for_all(down(v, G), lambda g: below(g, w), "g"), below(v, w)
    )
    pairs = for_all(everywhere(), lambda v: for_all(everywhere(), lambda w: reflects(v, w), "w2"), "v2")
    closure = common_below(common_above(Expression("S"), M), G)
    onto = for_all(
        subsets_of_g(),
        lambda s: let({"C": closure}, exists(everywhere(), lambda v: down(v, G) == Expression("C"), "v3")),
        "S",
    )
    return both(for_all(everywhere(), concept, "v1"), pairs, onto)


def subsets_of_g() -> Expression:
    """All subsets of G, by places."""
    places = Expression(["subsets", ["length", "G"]])
    return Expression(["list", "F", places.json, ["list", "p", "F", ["at", "G", "p"]]])


STATEMENT = Statement(
    ("P", "G", "M"),
    {"lattice": is_lattice(), "join-dense": join_dense(), "meet-dense": meet_dense()},
    isomorphic(),
)
BOTH = {"P": SQUARE, "G": [1, 2], "M": [1, 2]}
ANTICHAIN = {"P": order(2, []), "G": [0, 1], "M": [0, 1]}

CLAIM = Claim(
    id="concepts.basic-theorem-converse",
    title="Which lattices are concept lattices",
    statement=r"Let $V$ be a finite non-empty lattice, $G \subseteq V$ join-dense, $M \subseteq V$ meet-dense, and $g I m \iff g \le m$. "
    r"Then $v \mapsto (\{g \in G : g \le v\}, \{m \in M : v \le m\})$ is an isomorphism of $V$ onto the concept lattice of "
    r"$(G, M, I)$. Beyond the formal statement: the same for complete lattices and for maps $\gamma : G \to V$, $\mu : M \to V$.",
    source=own("statement of this project", "classical: Wille (1982)"),
    kind="property",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        BOTH,
        {
            "lattice": ("V is a lattice (finite and not empty, so complete)", ANTICHAIN),
            "join-dense": (r"every $v$ is the join of the $g \le v$", {"G": [1]}),
            "meet-dense": (r"every $v$ is the meet of the $m \ge v$", {"M": [1]}),
        },
    ),
    depends_on=("concepts.basic-theorem",),
    statement_formal=STATEMENT,
)  # fmt: skip


def small(lattices: list[list[list[int]]], *, dense: bool = True) -> Certificate:
    """Every lattice of the list, every pair of dense subsets."""
    body = implies(meet_dense(), isomorphic()) if dense else isomorphic()
    sets = subsets(Expression(["length", "P"]))
    pairs = for_all(sets, lambda _: implies(join_dense(), for_all(sets, lambda _: body, "M")), "G")
    return decision(
        for_all(expr(lattices), lambda _: both(is_lattice(), pairs), "P"),
        means=f"every lattice with up to {max(map(len, lattices))} elements up to isomorphism, every join-dense G and "
        "meet-dense M inside it",
    )


def prove(budget: Budget) -> list[Evidence]:
    decided = small(LATTICES if budget.profile == "full" else LATTICES[:5])
    certificate = proof(
        "A complete lattice with dense maps is isomorphic to the concept lattice of the context they define.",
        read("intent", r"Let $A = \{g : \gamma g \le v\}$, $B = \{m : v \le \mu m\}$. $m \in A'$ iff $\mu m$ is an upper "
            r"bound of all $\gamma g$, $g \in A$, iff $\mu m \ge v$, as $v$ is their join: $A' = B$.", "definition"),
        read("extent", r"Dually $B' = A$, as $v$ is the meet of the $\mu m$, $m \in B$. So $(A, B)$ is a concept.",
            "definition", "intent"),
        read("order", r"$v \le w$ gives $A_v \subseteq A_w$; conversely $A_v \subseteq A_w$ gives $v = \bigvee \gamma[A_v] "
            r"\le \bigvee \gamma[A_w] = w$. So the map is injective and reflects the order.", "definition", "extent"),
        read("onto", r"For a concept $(A, B)$ let $v = \bigvee \gamma[A]$. Then $v \le \mu m$ iff $\gamma g \le \mu m$ "
            r"for all $g \in A$ iff $m \in A' = B$; so $(A, B)$ is the image of $v$: its intent is $B$, its extent $B' = "
            r"A$.", "definition", "extent"),
        read("all", "Together.", "conclusion", "order", "onto"),
    )  # fmt: skip
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            "From density.",
            (
                certificate,
                illustration("Decided for small lattices and all their dense subsets.", decided),
            ),
        ),
        Evidence(
            "exact-decision",
            "proved",
            "fixed-dimension",
            "Every lattice with up to four (full profile: five) elements, all dense subsets.",
            (decided,),
        ),
    ]


def _random_closure_system(rng: random.Random, size: int) -> list[frozenset[int]]:
    sets = {frozenset(range(size))} | {
        frozenset(i for i in range(size) if rng.random() < 0.6) for _ in range(rng.randint(1, 5))
    }
    while True:
        more = {a & b for a in sets for b in sets} - sets
        if not more:
            return sorted(sets, key=lambda s: (len(s), sorted(s)))
        sets |= more


def examples(budget: Budget) -> Evidence:
    """Random closure systems as lattices, random dense subsets: the lattice algorithm finds as many concepts and covers."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=40, full=600), 0
    for _ in range(count):
        lattice = _random_closure_system(rng, rng.randint(1, 6))
        below_ = np.array([[a <= b for b in lattice] for a in lattice], dtype=bool)
        strict = below_ & ~np.eye(len(lattice), dtype=bool)
        covers = strict & ~((strict.astype(int) @ strict.astype(int)) > 0)
        # with exactly one lower (upper) cover an element is irreducible and has to be a member
        g = [i for i in range(len(lattice)) if covers[:, i].sum() == 1 or rng.random() < 0.3]
        m = [i for i in range(len(lattice)) if covers[i].sum() == 1 or rng.random() < 0.3]
        found = concept_lattice(FormalContext.from_bool(below_[np.ix_(g, m)]))
        violations += len(found) != len(lattice) or len(found.covers) != int(covers.sum())
        sizes = sorted(sum(bool(below_[i, v]) for i in g) for v in range(len(lattice)))
        violations += sorted(found.supports.tolist()) != sizes
    return Evidence(
        "property-test", "tested", "family", "Random lattices with random dense subsets: numbers of concepts, covers and "
            "extents of every size.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )  # fmt: skip


def mutations() -> list[Mutation]:
    every_set = for_all(
        subsets_of_g(), lambda s: exists(everywhere(), lambda v: down(v, G) == Expression("S"), "v3"), "S"
    )
    one_each = for_all(everywhere(), lambda v: exists(G, lambda g: g == v, "g"), "v1")
    return [
        wrong(
            "every-set",
            "every subset of G is an extent",
            STATEMENT,
            {"P": chain(3), "G": [1, 2], "M": [0, 1]},
            every_set,
        ),
        wrong("all-of-it", "a join-dense set contains every element", STATEMENT, BOTH, one_each),
        Mutation("meet-density", "join-density alone is enough", rejected=lambda: small([chain(2)], dense=False)),
    ]
