r"""A concept that splits with a margin is not convex: its hull has at least the gap times the smaller section in excess."""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.concepts._intervals import C, hull_excess, is_union
from proofs_checks.concepts._neurons import reported
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import (
    Expression,
    both,
    either,
    exists,
    for_all,
    length,
    maximum_over,
    minimum_over,
    names,
    op,
    span,
    total,
)
from theory.statement import Statement

F = Fraction
t, gamma = names("t gamma")
# dimension 1: sections are points, of measure 1
STATEMENT = Statement(
    ("C", "t", "gamma"),
    {
        "intervals": is_union(),
        "margin": both(gamma > 0, for_all(C, lambda s: either(s[0] >= t + gamma, s[1] <= t - gamma), "s")),
        "two-parts": both(exists(C, lambda s: s[0] > t, "s"), exists(C, lambda s: s[1] < t, "s")),
    },
    hull_excess() >= 2 * gamma,
)
TWO = {"C": [[0, 1], [3, 4]], "t": 2, "gamma": 1}

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.splitting-needs-nonconvexity",
    title="Splitting with a margin needs non-convexity",
    statement=r"""
        Let $C = C_1 \cup C_2 \subset \mathbb{R}^r$ be compact, $\langle w, x \rangle \ge t + \gamma$ on $C_1 \ne
        \emptyset$ and $\le t - \gamma$ on $C_2 \ne \emptyset$ for a unit vector $w$ and $\gamma > 0$, and $a_i$ the
        largest $(r-1)$-volume of a section $\{\langle w, x \rangle = s\}$ of $\mathrm{conv}(C_i)$ (1 for $r = 1$).
        Then $\mathrm{vol}(\mathrm{conv}(C) \setminus C) \ge 2 \gamma \min(a_1, a_2)$. So if $C$ is the support of
        $\nu$ on it, every unit that covers $C$ up to a null set has false positives of at least this volume; a convex
        concept whose parts have sections of positive volume does not split with a margin.""",
    source=reported("Feature splitting needs non-convexity; the bound is ours"),
    kind="bound",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "intervals",
            "compact C (here a finite union of intervals)",
            lambda: STATEMENT.satisfied_by(TWO),
            drop_note="it describes the sets for which the one-dimensional form is evaluated",
        ),
        Hypothesis(
            "margin",
            r"$\gamma > 0$ and no point of C within $\gamma$ of the hyperplane",
            lambda: STATEMENT.satisfied_by(TWO),
            drop=lambda: STATEMENT.without("margin").refuted_by({**TWO, "gamma": 2}),
        ),
        Hypothesis(
            "two-parts",
            "both parts are not empty",
            lambda: STATEMENT.satisfied_by(TWO),
            drop=lambda: STATEMENT.without("two-parts").refuted_by({"C": [[3, 4]], "t": 2, "gamma": 1}),
        ),
    ),
    depends_on=("concepts.irreducible-error-repaired", "concepts.convex-concepts-do-not-split"),
    remark="""
        On finite data every concept in convex position splits into single points: the statement is about the ambient
        measure.""",
)


def gap() -> Certificate:
    """Lengths: C_1 lies in [t + g, high], C_2 in [low, t - g]: their lengths m_1, m_2 leave at least 2 g of the hull."""
    low, high, m1, m2, g, middle = names("low high m1 m2 g middle")
    return implication(
        "low high m1 m2 g middle",
        assume=[relation(high - middle - g - m1, ">="), relation(middle - g - low - m2, ">=")],
        conclude=relation(high - low - m1 - m2, ">=", 2 * g),
        by=derivation(term(1, use=(0,)), term(1, use=(1,))),
        means="the hull [low, high] minus C_1 (length m1, beyond t + g) and C_2 (length m2, before t - g)",
    )


def mixed_sections(*, largest: bool = False) -> Certificate:
    """A concave function that is at least m at both ends is at least m between them."""
    a, b, f, lam, m = names("a b f lam m")
    return implication(
        "a b f lam m",
        assume=[
            relation(lam, ">="),
            relation(1 - lam, ">="),
            relation(a - m, ">="),
            relation(b - m, ">=") if not largest else relation(m - b, ">="),
            relation(f - lam * a - (1 - lam) * b, ">="),
        ],
        conclude=relation(f, ">=", m),
        by=derivation(term(1, use=(4,)), term(1, use=(0, 2)), term(1, use=(1, 3))),
        means="f(s) >= lam a + (1 - lam) b >= m, the (r-1)-th roots of section volumes, a and b at the two ends",
    )


L, R, H = names("L R H")


def area(corners: Expression) -> Expression:
    """Area of a polygon with corners in counter-clockwise order."""

    def cross(i: Expression) -> Expression:
        p, q = corners[i], corners[op("if", i == length(corners) - 1, 0, i + 1)]
        return p[0] * q[1] - q[0] * p[1]

    return total(span(length(corners)), cross, "i") / 2


def section(corners: Expression, x: Expression) -> Expression:
    """Length of the edge on the line with this first coordinate (0 for a corner)."""
    high = maximum_over(corners, lambda p: op("if", p[0] == x, p[1], -100), "p")
    low = minimum_over(corners, lambda p: op("if", p[0] == x, p[1], 100), "p")
    return high - low


# rectangles (or points) left and right of a vertical strip, and their hull; coordinates between -100 and 100
_LEFT, _RIGHT = maximum_over(L, lambda p: p[0], "p"), minimum_over(R, lambda p: p[0], "p")
_EXCESS = area(H) - area(L) - area(R)
_SECTIONS = section(L, _LEFT), section(R, _RIGHT)
PLANE = Statement(
    ("L", "R", "H"),
    {"strip": _LEFT < _RIGHT, "hull": both(*(for_all(k, lambda p: op("in", p, H), "p") for k in (L, R)))},
    (_RIGHT - _LEFT) * op("min", *_SECTIONS) <= _EXCESS,
)
SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1]]
SQUARE_AND_POINT = {"L": SQUARE, "R": [[3, 0]], "H": [[0, 0], [1, 0], [3, 0], [1, 1], [0, 1]]}


def squares() -> Certificate:
    """Two squares with sides 1 and 2 at distance 2."""
    excess, bound = names("excess bound")
    return evaluation(
        both(excess >= bound, bound == 2),
        let={
            "L": SQUARE,
            "R": [[3, 0], [5, 0], [5, 2], [3, 2]],
            "H": [[0, 0], [5, 0], [5, 2], [3, 2], [0, 1]],
            "excess": _EXCESS,
            "bound": (_RIGHT - _LEFT) * op("min", *_SECTIONS),
        },
        record="excess bound",
        means="a unit square and a square of side 2, 2 apart: area of the hull without them, and gap times smaller section",
    )


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "vol(conv(C) minus C) >= 2 gamma min(a_1, a_2).",
        read(
            "section",
            r"""
            Let $V(s)$ be the $(r-1)$-volume of $\mathrm{conv}(C) \cap \{\langle w, x \rangle = s\}$. There are $s_1
            \ge t + \gamma$ and $s_2 \le t - \gamma$ with $V(s_i) \ge a_i$, as $\mathrm{conv}(C) \supseteq
            \mathrm{conv}(C_i)$, which lies on its side (compact: the largest section exists).""",
            "definition",
        ),
        checked(
            "between",
            r"""
            So for $t - \gamma < s < t + \gamma$, between $s_2$ and $s_1$, $V(s)^{1/(r-1)} \ge \min(a_1,
            a_2)^{1/(r-1)}$.""",
            mixed_sections(),
        ),
        read(
            "integrate",
            r"""
            By Brunn's theorem (Brunn-Minkowski) $V^{1/(r-1)}$ is concave where it is not zero, $r \ge 2$, which gives
            the step before. The open slab contains no point of $C$; integrating $V \ge \min(a_1, a_2)$ over its width
            $2 \gamma$ gives the bound for $r \ge 2$.""",
            "cited",
            "section",
            "between",
        ),
        checked("line", r"$r = 1$: the hull contains the gap of length $2 \gamma$, and $C$ does not.", gap()),
        read(
            "units",
            r"""
            A unit that covers $C$ up to a null set contains the essential hull up to a null set
            (concepts.irreducible-error-repaired), and that is $\mathrm{conv}(C)$ when $C$ is the compact support.""",
            "instance",
            "integrate",
            "line",
        ),
    )
    return [
        Evidence(
            "symbolic-proof", "proved", "all-parameters", "Brunn-Minkowski across the gap.", (certificate, squares())
        )
    ]


def examples(budget: Budget) -> list[Evidence]:
    """Unions of intervals; and pairs of axis-parallel rectangles, the hull by a monotone chain of corners."""
    rng, wanted, count, violations = random.Random(budget.seed), budget.pick(quick=100, full=3000), 0, 0
    while count < wanted:
        ends = sorted(rng.sample([F(i, 3) for i in range(-30, 31)], 2 * rng.randint(2, 4)))
        parts = list(zip(ends[::2], ends[1::2], strict=True))
        left = rng.randrange(1, len(parts))
        g = (parts[left][0] - parts[left - 1][1]) / 2 * F(rng.randint(1, 4), 4)
        count += 1
        violations += ends[-1] - ends[0] - sum(r - s for s, r in parts) < 2 * g
    line = Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "Random unions of up to four intervals, split at a random gap.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )
    violations = 0
    for _ in range(wanted):
        boxes = []
        for side in (-1, 1):
            x, y, width, height = rng.randint(1, 4), rng.randint(-5, 5), rng.randint(0, 4), rng.randint(0, 6)
            boxes.append([(side * (x + i * width), y + j * height) for i in (0, 1) for j in (0, 1)])
        hull = _hull_area(boxes[0] + boxes[1])
        sizes = [
            (max(p[0] for p in b) - min(p[0] for p in b), max(p[1] for p in b) - min(p[1] for p in b)) for b in boxes
        ]
        distance = min(p[0] for p in boxes[1]) - max(p[0] for p in boxes[0])
        violations += hull - sum(w * h for w, h in sizes) < distance * min(h for _, h in sizes)
    plane_ = Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "Random pairs of rectangles in the plane, segments and points included.",
        numbers={"examples": wanted, "seed": budget.seed, "violations": violations},
    )
    return [line, plane_]


def _hull_area(points: list[tuple[int, int]]) -> Fraction:
    def half(order: list[tuple[int, int]]) -> list[tuple[int, int]]:
        out: list[tuple[int, int]] = []
        for p in order:
            while len(out) > 1 and _turn(out[-2], out[-1], p) <= 0:
                out.pop()
            out.append(p)
        return out[:-1]

    ordered = sorted(set(points))
    corners = half(ordered) + half(ordered[::-1])
    return F(sum(_turn((0, 0), corners[i - 1], corners[i]) for i in range(len(corners))), 2)


def _turn(o: tuple[int, int], p: tuple[int, int], q: tuple[int, int]) -> int:
    return (p[0] - o[0]) * (q[1] - o[1]) - (p[1] - o[1]) * (q[0] - o[0])


def mutations() -> list[Mutation]:
    return [
        Mutation(
            "strict",
            "more than the gap",
            refuted_by=lambda: STATEMENT.concluding(hull_excess() > 2 * gamma).refuted_by(TWO),
        ),
        Mutation(
            "twice",
            "at least twice the gap",
            refuted_by=lambda: STATEMENT.concluding(hull_excess() >= 4 * gamma).refuted_by(TWO),
        ),
        Mutation(
            "larger-section",
            "the larger section counts, in the argument",
            rejected=lambda: mixed_sections(largest=True),
        ),
        Mutation(
            "larger-section-in-the-plane",
            "the larger section counts: a unit square and a point at distance 2",
            refuted_by=lambda: PLANE.concluding((_RIGHT - _LEFT) * op("max", *_SECTIONS) <= _EXCESS).refuted_by(
                SQUARE_AND_POINT
            ),
        ),
    ]
