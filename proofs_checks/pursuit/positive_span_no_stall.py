"""Pursuit by largest products cannot stall with a product left exactly if the atoms positively span their span."""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.pursuit._atoms import own, vector
from solvers.exact.lp import Feasible, solve
from theory.claims import Budget, Claim, Evidence, Hypothesis, Mutation
from theory.evidence import evaluation
from theory.formal import both as all_of
from theory.formal import dot as inner
from theory.formal import for_all as each
from theory.formal import names
from theory.statement import Statement
from theory.typed import TypedStatement, both, column, dot, exists, for_all, iff, implies, mat, var, vec, zero

D = var("D", mat("m", "q"))
STALL = for_all(
    vec("m"),
    lambda r: implies(
        for_all("q", lambda j: dot(column(D, j), r) <= 0, "j"), for_all("q", lambda i: dot(column(D, i), r) == 0, "i")
    ),
    "r",
)
SPAN = exists(vec("q"), lambda b: both(for_all("q", lambda k: b[k] > 0, "k"), D @ b == zero(vec("m"))), "b")

CLAIM = Claim(
    id="pursuit.positive-span-no-stall",
    title="Pursuit by largest products never stalls early exactly for positively spanning atoms",
    statement=r"""
        For a dictionary $D$ the following are equivalent: (a) whenever $\langle d_j, r \rangle \le 0$ for all atoms,
        all these products are 0; (b) $\sum_j \beta_j d_j = 0$ for some $\beta > 0$. So the encoder that takes the
        largest product while it is positive can only stop at residuals orthogonal to the span if (b) holds, and if
        (b) fails some input in the span is not touched at all.""",
    source=own(
        "Stiemke's theorem; the repaired form of the convergence statement C.3 of arXiv 2506.03093 for the released encoder"
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
    typed=TypedStatement("m q", (D,), {}, iff(STALL, SPAN)),
    remark="""
        Independent atoms never do: with p = m, as in the synthetic benchmark, convergence for all inputs fails for
        the released encoder. But p = m alone does not exclude it: the atoms +e_i and -e_i span positively. Beyond the
        formal statement: by compactness (b) gives a rate, for m fixed; with a threshold or the duplicate-support stop
        the run ends earlier.""",
)


def stalls(atoms: list[tuple[Fraction, ...]]) -> bool:
    """Whether some residual has no positive product and a negative one: by one linear program per atom."""
    rows = [tuple(-v for v in d) for d in atoms]
    return any(
        isinstance(solve([*rows, rows[j]], [">="] * len(rows) + [">"], [0] * (len(rows) + 1)), Feasible)
        for j in range(len(rows))
    )


def spans(atoms: list[tuple[Fraction, ...]]) -> bool:
    """Whether positive weights add the atoms up to 0: another linear program."""
    q, m = len(atoms), len(atoms[0])
    unit = [[int(i == j) for j in range(q)] for i in range(q)]
    sums = [[a[k] for a in atoms] for k in range(m)]
    return isinstance(solve([*unit, *sums], [">"] * q + ["="] * m, [0] * (q + m)), Feasible)


def examples(budget: Budget) -> Evidence:
    """Both sides by linear programs of different form."""
    rng, size, violations, spanning = random.Random(budget.seed), budget.pick(quick=60, full=1000), 0, 0
    for _ in range(size):
        atoms = [vector(rng, 2) for _ in range(rng.randint(1, 5))]
        found = spans(atoms)
        spanning += found
        violations += found == stalls(atoms)
    numbers = {"examples": size, "spanning": spanning, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "fixed-dimension", "Random atoms in the plane.", numbers=numbers)


def mutations() -> list[Mutation]:
    d, r, b = names("d r b")
    touched = Statement(
        ("d", "r"), {"no-product": each(d, lambda a: inner(a, r) <= 0, "a")}, each(d, lambda a: inner(a, r) == 0, "a")
    )
    sums = each([0, 1], lambda k: inner(b, [d[0][k], d[1][k], d[2][k]]) == 0, "k")
    weak = Statement(
        ("d", "r", "b"),
        {
            "no-product": each(d, lambda a: inner(a, r) <= 0, "a"),
            "combination": all_of(each(b, lambda x: x >= 0, "x"), sums),
            "some": b[0] > 0,
        },
        each(d, lambda a: inner(a, r) == 0, "a"),
    )
    return [
        Mutation(
            "every-dictionary",
            "no dictionary stalls early",
            refuted_by=lambda: touched.refuted_by({"d": [[1, 0], [0, 1]], "r": [-1, -2]}),
        ),
        Mutation(
            "weights-not-negative",
            "weights that are not negative, and not all 0, are enough",
            refuted_by=lambda: weak.refuted_by({"d": [[1, 0], [-1, 0], [0, 1]], "r": [0, -1], "b": [1, 1, 0]}),
        ),
    ]
