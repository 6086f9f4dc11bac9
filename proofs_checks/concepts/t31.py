r"""Equal codes cost reconstruction: two points with one code have squared errors of at least half their squared distance."""

from __future__ import annotations

import random
from fractions import Fraction

from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation, Source
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import names, norm2
from theory.statement import Statement

F = Fraction
x, y, c, e = names("x y c e")
STATEMENT = Statement(("x", "y", "c", "e"), {"one-code": c == e}, 2 * (norm2(x - c) + norm2(y - e)) >= norm2(x - y))
TIGHT = {"x": [1, 0], "y": [-1, 0], "c": [0, 0], "e": [0, 0]}

CLAIM = Claim(
    id="concepts.t31",
    title="Points with one code cannot both be reconstructed",
    statement=r"If $x$ and $y$ have the same code, then $\|x - \hat x\|^2 + \|y - \hat y\|^2 \ge \frac12 \|x - "
        r"y\|^2$; equality at the midpoint. More "
    r"generally $m$ points with one code cost at least $\frac1m \sum_{i < j} \|x_i - x_j\|^2$.",
    source=Source("T31", arxiv="", ours=True),
    kind="bound",
    expected="proved",
    hypotheses=(
        Hypothesis("one-code", "both points have one code, so one reconstruction", lambda: STATEMENT.satisfied_by(TIGHT),
                   drop=lambda: STATEMENT.without("one-code").refuted_by({**TIGHT, "c": [1, 0], "e": [-1, 0]})),
    ),
)  # fmt: skip


def parallelogram() -> Certificate:
    """In inner products: xx = |x - c|^2, yy = |y - c|^2, xy = <x - c, y - c>; the slack is |(x - c) + (y - c)|^2."""
    xx, yy, xy = names("xx yy xy")
    return implication(
        "xx yy xy",
        assume=[relation(xx + 2 * xy + yy, ">=")],
        conclude=relation(2 * (xx + yy), ">=", xx - 2 * xy + yy),
        by=derivation(term(1, use=(0,))),
        means="2 |u|^2 + 2 |v|^2 - |u - v|^2 = |u + v|^2 >= 0 for u = x - c, v = y - c, in every dimension",
    )


def many(m: int) -> Certificate:
    """m sum |u_i|^2 - sum_{i<j} |u_i - u_j|^2 = |sum u_i|^2, one coordinate at a time."""
    u = names(" ".join(f"u{i}" for i in range(m)))
    squares = sum((v**2 for v in u[1:]), u[0] ** 2)
    gaps = [(u[i] - u[j]) ** 2 for j in range(m) for i in range(j)]
    return evaluation(
        m * squares - sum(gaps[1:], gaps[0]) == sum(u[1:], u[0]) ** 2,
        indeterminates=" ".join(f"u{i}" for i in range(m)),
        means=f"{m} points, one coordinate",
    )


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        "m points with one code have errors of at least the sum of squared distances over m.",
        checked("two", "Two points, in every dimension.", parallelogram()),
        *(checked(f"points-{m}", f"The identity for {m} points.", many(m)) for m in (2, 3, 4, 5)),
        read(
            "any",
            r"For any m both sides of $m \sum u_i^2 - \sum_{i<j} (u_i - u_j)^2 = (\sum u_i)^2$ have the coefficients "
            r"1 at $u_i^2$ and 2 at $u_i u_j$.",
            "counting", "points-2", "points-3", "points-4", "points-5",
        ),
        read("coordinates", "Add over the coordinates of $u_i = x_i - c$, c the common reconstruction.",
            "linearity", "any"),
    )  # fmt: skip
    return Evidence("symbolic-proof", "proved", "all-parameters", "The parallelogram identity.", (certificate,))


def examples(budget: Budget) -> Evidence:
    """Random rational points in up to four dimensions, up to six with one reconstruction."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=100, full=3000), 0
    for _ in range(count):
        n, m = rng.randint(1, 4), rng.randint(2, 6)
        draw = lambda: [F(rng.randint(-9, 9), rng.randint(1, 3)) for _ in range(n)]  # noqa: B023, E731
        points, center = [draw() for _ in range(m)], draw()
        square = lambda a, b: sum((s - t) ** 2 for s, t in zip(a, b, strict=True))  # noqa: E731
        pairs = sum(square(points[i], points[j]) for j in range(m) for i in range(j))
        violations += m * sum(square(p, center) for p in points) < pairs
    return Evidence(
        "property-test", "tested", "family", "Random rational points with a common reconstruction.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )  # fmt: skip


def mutations() -> list[Mutation]:
    strict = STATEMENT.concluding(2 * (norm2(x - c) + norm2(y - e)) > norm2(x - y))
    whole = STATEMENT.concluding(norm2(x - c) + norm2(y - e) >= norm2(x - y))
    return [
        Mutation("strict", "strictly more", refuted_by=lambda: strict.refuted_by(TIGHT)),
        Mutation("whole-distance", "at least the whole squared distance", refuted_by=lambda: whole.refuted_by(TIGHT)),
    ]
