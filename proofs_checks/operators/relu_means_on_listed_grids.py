"""The mean of a ReLU code on N points in closed form: three families, each with an error of order N^-2."""

from __future__ import annotations

from fractions import Fraction

from proofs_checks.operators._grids import cosines, grid_mean, rectified
from proofs_checks.operators._typed import ours
from proofs_checks.parts import wrong
from theory.claims import Budget, Claim, Evidence, Mutation
from theory.evidence import evaluation
from theory.formal import Expression, both, op
from theory.operators.cyclotomic import Cyclotomic, cosine, root
from theory.statement import Statement

LISTED = ((2, "1/2"), (3, "1/3"), (4, "1/4"), (6, "1/3"))


def mean(n: int) -> Expression:
    """The mean of ReLU(cos 2 pi t) on n points."""
    return grid_mean(rectified(op("tuple", *cosines(n)), n), n)


STATEMENT = Statement((), {}, both(*(mean(n) == value for n, value in LISTED)))

CLAIM = Claim(
    id="operators.relu-means-on-listed-grids",
    title="The constant mode of a ReLU code on a grid (listed sizes)",
    statement=r"""
        The mean of $\mathrm{ReLU}(\cos 2 \pi t)$ over $N$ points is 1/2, 1/3, 1/4, 1/3 for $N$ = 2, 3, 4, 6. (Beyond the
        formal statement: it is $\cot(\pi / N) / N$ if 4 divides $N$, $1 / (N \sin(\pi / N))$ if $N \equiv 2$ modulo 4,
        and $1 / (2 N \sin(\pi / 2 N))$ for odd $N \ge 3$; $N^2$ times its distance from $1 / \pi$ tends to $-\pi / 3$,
        $\pi / 6$ and $\pi / 24$.)""",
    source=ours("the nonlinear part of generalisation across discretisations"),
    kind="identity",
    expected="proved",
    remark="""
        So the error of a ReLU code is of order N^-2 and not monotone: of 3, 4 and 6 points the middle one is the
        farthest from 1 / pi = .318. On one point the mean is 1, which is not the formula for odd N (1/2).""",
    statement_formal=STATEMENT,
)


def prove(budget: Budget) -> Evidence:
    text = "Exact means."
    return Evidence("exact-decision", "proved", "instance", text, (evaluation(STATEMENT.conclusion),))


def closed_form(n: int) -> bool:
    """Whether the closed form is the mean, decided in the field of the 4 n-th roots of unity."""
    order = 4 * n
    waves = [cosine(n, i).within(order) for i in range(n)]
    positive = [
        w for w in waves if complex(w).real > 1e-9
    ]  # cosines of multiples of 2 pi / n that are not zero are larger
    whole = sum(positive, root(order, 0) * 0)

    def sine(steps: int) -> Cyclotomic:
        """sin(2 pi steps / order), as the cosine of a quarter turn less."""
        return cosine(order, steps - n)

    if n % 2:
        return whole * sine(1) * 2 == 1
    return whole * sine(2) == (cosine(order, 2) if n % 4 == 0 else root(order, 0))


def examples(budget: Budget) -> Evidence:
    """The closed forms on all grids up to a size, exactly."""
    sizes = range(2, budget.pick(quick=24, full=65))
    violations = sum(not closed_form(n) for n in sizes)
    numbers = {"examples": len(sizes), "violations": violations}
    return Evidence("property-test", "tested", "instance", "Exact, over cyclotomic fields.", numbers=numbers)


def mutations() -> list[Mutation]:
    return [
        wrong("monotone", "the mean falls from 4 to 6 points", STATEMENT, {}, mean(6) <= mean(4)),
        wrong("limit", "the mean on 4 points is 1/3", STATEMENT, {}, mean(4) == Fraction(1, 3)),
    ]
