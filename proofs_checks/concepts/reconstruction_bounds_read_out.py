r"""Small reconstruction error keeps a linear read-out: a sign can flip only where the error reaches the margin."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.parts import hypotheses, together
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation, Source
from theory.evidence import checked, derivation, evaluation, illustration, implication, proof, read, relation, term
from theory.formal import both, dot, exists, for_all, length, names, norm2, op, span, total
from theory.statement import Statement

F = Fraction
X, Y, w, b, gamma = names("X Y w b gamma")

_flips = total(span(length(X)), lambda i: op("if", op("!=", dot(w, X[i]) + b > 0, dot(w, Y[i]) + b > 0), 1, 0), "i")
_error = total(span(length(X)), lambda i: norm2(X[i] - Y[i]), "i")
STATEMENT = Statement(
    ("X", "Y", "w", "b", "gamma"),
    {
        "unit-normal": norm2(w) == 1,
        "margin": both(gamma > 0, for_all(X, lambda x: (dot(w, x) + b) ** 2 >= gamma**2, "x")),
    },
    _flips * gamma**2 <= _error,
)
# without a margin at all points: those with |h| < gamma are counted, for every gamma > 0
_near = total(X, lambda x: op("if", (dot(w, x) + b) ** 2 < gamma**2, 1, 0), "x")
_along = total(span(length(X)), lambda i: dot(w, X[i] - Y[i]) ** 2, "i")
EVERY_GAMMA = Statement(
    ("X", "Y", "w", "b", "gamma"), {"positive": gamma > 0}, _flips * gamma**2 <= _near * gamma**2 + _along
)
# three points: one near the boundary that flips, one that moves by its margin, one that stays
MIXED: dict[str, Any] = {
    "X": [[1, 0], [4, 0], [-9, 0]],
    "Y": [[0, 0], [0, 0], [-9, 0]],
    "w": [1, 0],
    "b": 0,
    "gamma": 4,
}
TIGHT: dict[str, Any] = {"X": [[1, 0], [-1, 0]], "Y": [[0, 0], [-1, 0]], "w": [1, 0], "b": 0, "gamma": 1}

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.reconstruction-bounds-read-out",
    title="Reconstruction bounds the errors of a read-out",
    statement=r"Let $h(x) = \langle w, x \rangle + b$, $\|w\| = 1$, and $|h| \ge \gamma > 0$ at all points (so $h$ "
        r"separates a concept with margin "
    r"$\gamma$). The number of points where $h(\hat x) > 0$ and $h(x) > 0$ disagree is at most $\sum \|x - \hat "
    r"x\|^2 / \gamma^2$; this is "
    r"attained. Without a margin and for every $w$ it is at most $\inf_{\gamma > 0} (\#\{|h(x)| < \gamma\} + \sum "
    r"\langle w, x - \hat x \rangle^2 / \gamma^2)$.",
    source=Source("statement of this project", arxiv="", ours=True),
    kind="bound",
    expected="argued",
    hypotheses=together(
        hypotheses(
            STATEMENT,
            TIGHT,
            {
                "unit-normal": (r"$\|w\| = 1$", {"w": [2, 0], "gamma": 2}),
                "margin": (r"$|h| \ge \gamma > 0$ at all points", {"gamma": 2}),
            },
        ),
        hypotheses(
            EVERY_GAMMA,
            MIXED,
            {"positive": (r"$\gamma > 0$ (second part)", "for the other signs of gamma nothing changes: only its square occurs, and "
                          "for 0 the bound is trivial")},
        ),
    ),
    statement_formal=(STATEMENT, EVERY_GAMMA),
)  # fmt: skip


def flip() -> Certificate:
    h, k, g = names("h k g")
    return implication(
        "h k g",
        assume=[relation(g, ">"), relation(h - g, ">="), relation(-k, ">=")],
        conclude=relation((h - k) ** 2, ">=", g**2),
        by=derivation(term(1, square=h - g - k), term(2, use=(0, 1)), term(2, use=(0, 2))),
        means="h >= g > 0 >= k: the value moved by at least g",
    )


def flip_back() -> Certificate:
    h, k, g = names("h k g")
    return implication(
        "h k g",
        assume=[relation(g, ">"), relation(-h - g, ">="), relation(k, ">")],
        conclude=relation((h - k) ** 2, ">=", g**2),
        by=derivation(term(1, square=-h - g + k), term(2, use=(0, 1)), term(2, use=(0, 2))),
        means="h <= -g < 0 < k: the value moved by at least g",
    )


def cauchy() -> Certificate:
    """vv = |v|^2, wv = <w, v>: the square of v - <w, v> w."""
    vv, wv, ww = names("vv wv ww")
    return implication(
        "vv wv ww",
        assume=[relation(ww, "=", 1), relation(vv - 2 * wv * wv + wv * wv * ww, ">=")],
        conclude=relation(vv, ">=", wv**2),
        by=derivation(term(1, use=(1,)), multiples={0: -1 * wv * wv}),
        means="|v - <w,v> w|^2 >= 0 and |w| = 1 give |v|^2 >= <w,v>^2",
    )


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        r"At most sum |x - x^|^2 / gamma^2 points change the sign of the read-out.",
        checked("flip", r"If $h(x) \ge \gamma$ and $h(\hat x) \le 0$ then $(h(x) - h(\hat x))^2 \ge \gamma^2$.", flip()),
        checked("back", r"The same if $h(x) \le -\gamma$ and $h(\hat x) > 0$.", flip_back()),
        checked("cauchy", r"$\langle w, v \rangle^2 \le \|v\|^2$ for $v = x - \hat x$, in every dimension.", cauchy()),
        read("point", r"So every flipped point has $\|x - \hat x\|^2 \ge \langle w, x - \hat x \rangle^2 \ge "
            r"\gamma^2$.", "conclusion", "flip", "back", "cauchy"),
        read("sum", "Add over the flipped points; the others contribute nonnegative terms.", "linearity", "point"),
    )  # fmt: skip
    return Evidence(
        "symbolic-proof",
        "proved",
        "all-parameters",
        "Pointwise, then a sum.",
        (
            certificate,
            infimum(),
            illustration("Three points, gamma = 4: two flips, and the bound is 33/16.", two_of_three()),
        ),
    )


def two_of_three() -> Certificate:
    flips, bound = names("flips bound")
    return evaluation(
        both(flips == 2, bound == F(33, 16)),
        let={**MIXED, "flips": _flips, "bound": _near + _along / gamma**2}, record="flips bound",
    )  # fmt: skip


def infimum() -> Certificate:
    return proof(
        r"For every gamma > 0 at most #{|h| < gamma} + sum <w, x - x^>^2 / gamma^2 points change sign.",
        checked("flip", r"If $h(x) \ge \gamma$ and $h(\hat x) \le 0$ then $\langle w, x - \hat x \rangle^2 = (h(x) - "
            r"h(\hat x))^2 \ge \gamma^2$.", flip()),
        checked("back", r"The same if $h(x) \le -\gamma$ and $h(\hat x) > 0$.", flip_back()),
        read("split", r"A flipped point has $|h(x)| < \gamma$, or contributes at least 1 to $\sum \langle w, x - \hat x "
            r"\rangle^2 / \gamma^2$.", "cases", "flip", "back"),
        read("sum", "Add over the flipped points; this holds for every gamma, so for the infimum.", "linearity", "split"),
    )  # fmt: skip


def examples(budget: Budget) -> Evidence:
    """Exact random points and reconstructions in the plane, evaluated without the checker; the smallest |h| is the margin."""
    rng, count, violations = random.Random(budget.seed), budget.pick(quick=100, full=3000), 0
    for _ in range(count):
        w0, w1 = rng.choice(((F(3, 5), F(4, 5)), (F(1), F(0)), (F(-5, 13), F(12, 13))))
        x = [(rng.randint(-5, 5), rng.randint(-5, 5)) for _ in range(rng.randint(1, 6))]
        y = [(p + F(rng.randint(-9, 9), 3), q + F(rng.randint(-9, 9), 3)) for p, q in x]
        h, k = ([w0 * p + w1 * q + F(1, 7) for p, q in points] for points in (x, y))
        margin = min(abs(v) for v in h)
        error = sum((p - r) ** 2 + (q - s) ** 2 for (p, q), (r, s) in zip(x, y, strict=True))
        flips = sum((u > 0) != (v > 0) for u, v in zip(h, k, strict=True))
        violations += flips * margin**2 > error
        along = sum((u - v) ** 2 for u, v in zip(h, k, strict=True))
        violations += any(
            flips > sum(abs(u) < g for u in h) + along / g**2 for g in (F(1, 3), F(1), F(7, 2), 2 * margin)
        )
    return Evidence(
        "property-test", "tested", "family", "Random rational points and reconstructions in the plane.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )  # fmt: skip


def mutations() -> list[Mutation]:
    strict = STATEMENT.concluding(_flips * gamma**2 < _error)
    half = STATEMENT.concluding(2 * _flips * gamma**2 <= _error)
    none = STATEMENT.concluding(
        op("not", both(_error <= gamma**2, exists(X, lambda x: dot(w, x) + b > 0, "x"), _flips > 0))
    )
    return [
        Mutation(
            "without-the-near-points",
            "the second bound without counting the points with |h| < gamma",
            refuted_by=lambda: EVERY_GAMMA.concluding(_flips * gamma**2 <= _along).refuted_by(MIXED),
        ),
        Mutation(
            "below-gamma-only",
            "only points with |h| < gamma flip",
            refuted_by=lambda: EVERY_GAMMA.concluding(_flips <= _near).refuted_by(MIXED),
        ),
        Mutation("strict", "strictly fewer", refuted_by=lambda: strict.refuted_by(TIGHT)),
        Mutation("half", "half as many", refuted_by=lambda: half.refuted_by(TIGHT)),
        Mutation(
            "at-the-margin", "an error of exactly gamma^2 flips nothing", refuted_by=lambda: none.refuted_by(TIGHT)
        ),
    ]
