"""An exact row of a one-step encoder exists exactly for atoms that are no non-negative combination of the others of their level."""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.pursuit._atoms import own, vector
from solvers.exact.positive_span import Separated, in_cone
from solvers.pursuit.rays import OneStep, one_step_encoder
from theory.claims import Budget, Claim, Evidence, Hypothesis, Mutation
from theory.evidence import evaluation
from theory.formal import both as all_of
from theory.formal import dot as inner
from theory.formal import for_all as each
from theory.formal import names
from theory.pursuit.encoder import inner as product
from theory.statement import Statement
from theory.typed import (
    TypedStatement,
    both,
    column,
    dot,
    exists,
    for_all,
    iff,
    implies,
    index,
    mat,
    negation,
    var,
    vec,
)

D, i = var("D", mat("m", "q")), var("i", index("q"))
ROW = exists(
    vec("m"),
    lambda w: both(dot(column(D, i), w) == 1, for_all("q", lambda j: implies(j != i, dot(column(D, j), w) <= 0), "j")),
    "w",
)
COMBINED = exists(
    vec("q"),
    lambda b: both(both(for_all("q", lambda k: b[k] >= 0, "k"), b[i] == 0), D @ b == column(D, i)),
    "b",
)

CLAIM = Claim(
    id="pursuit.one-step-encoder-exists",
    title="A one-step encoder is exact on a level exactly if no atom is a combination of the others",
    statement=r"""
        For atoms $d_1, \dots, d_q$ and an index $i$ the following are equivalent: (a) some $w$ has $\langle d_i, w
        \rangle = 1$ and $\langle d_j, w \rangle \le 0$ for $j \ne i$; (b) there are no $b \ge 0$ with $b_i = 0$ and $d_i =
        \sum_j b_j d_j$. Rows $w$ as in (a) for every atom are what a bias-free one-step ReLU encoder needs on a level whose
        atoms all occur alone.""",
    source=own(
        "what remains true of the sentence that one-step encoders cannot capture the tree of arXiv 2506.03093: the form with "
        "extreme rays is false, as opposite atoms show"
    ),
    kind="equivalence",
    expected="proved",
    hypotheses=(
        Hypothesis(
            "finite",
            "finitely many atoms",
            lambda: evaluation(
                each([[1], [-1]], lambda d: inner(d, [0]) <= 0, "d"), means="two opposite atoms and the residual 0"
            ),
            drop_note="a dictionary is finite by definition",
        ),
    ),
    typed=TypedStatement("m q", (D, i), {}, iff(ROW, negation(COMBINED))),
    remark="""
        The 20 atoms of the benchmark are independent at every coherence below 1, so an exact one-step encoder exists; e_1,
        e_2, (3/5, 4/5) in one level have none, though pursuit recovers them (pursuit.recovers-one-atom-per-level). Beyond
        the formal statement: where an atom never occurs alone, an exact encoder can exist without (b), and with
        magnitudes that fill an interval its bias is 0. sdl-atlas pursuit --level decides it.""",
)


def examples(budget: Budget) -> Evidence:
    """The decision by linear programs against both definitions."""
    rng, size, violations, combined = random.Random(budget.seed), budget.pick(quick=60, full=1000), 0, 0
    for _ in range(size):
        atoms = [a for a in (vector(rng, 2) for _ in range(rng.randint(1, 4))) if any(a)]
        if not atoms:
            continue
        answer = one_step_encoder(atoms, range(len(atoms)))
        if isinstance(answer, OneStep):
            rows = [[product(w, d) for d in atoms] for w in answer.rows]
            violations += any((x != 1) if j == k else x > 0 for j, row in enumerate(rows) for k, x in enumerate(row))
            others = [[d for k, d in enumerate(atoms) if k != j] for j in range(len(atoms))]
            violations += not all(isinstance(in_cone(o, d), Separated) for o, d in zip(others, atoms, strict=True))
        else:
            combined += 1
            parts = [sum((b * atoms[j][k] for j, b in answer.weights.items()), Fraction(0)) for k in range(2)]
            violations += tuple(parts) != atoms[answer.atom] or answer.atom in answer.weights
    numbers = {"examples": size, "combined": combined, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "fixed-dimension", "Random levels in the plane.", numbers=numbers)


def mutations() -> list[Mutation]:
    d, w, b, e = names("d w b e")
    rays = Statement(("d", "b", "e"), {"sum": inner(b, d) == e, "codes": each(b, lambda x: x >= 0, "x")}, e <= 0)
    exact = Statement(
        ("d", "w"),
        {"first": inner(d[0], w) <= 0, "second": inner(d[1], w) <= 0},
        all_of(inner(d[2], w) == 1, inner(d[0], w) <= 0),
    )
    return [
        Mutation(
            "no-combination-ever",
            "combinations with non-negative weights are never positive",
            refuted_by=lambda: rays.refuted_by({"d": [1, 2], "b": [1, 1], "e": 3}),
        ),
        Mutation(
            "every-level",
            "an encoder row that is silent on e_1 and e_2 can be 1 on (3/5, 4/5)",
            refuted_by=lambda: exact.refuted_by(
                {"d": [[1, 0], [0, 1], [Fraction(3, 5), Fraction(4, 5)]], "w": [-1, -1]}
            ),
        ),
    ]
