r"""The largest margin of a neuron is half the distance of the hulls, and just so far may the points move."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.concepts._neurons import integer_points, no_neuron, own
from proofs_checks.parts import hypotheses, together, wrong
from solvers.concepts.margin import margin
from solvers.concepts.separability import Separated, separate
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import both, dot, for_all, length, names, norm2, op, span, total
from theory.statement import Statement

F = Fraction
C, N, lam, kap, w, b, m = names("C N lam kap w b m")


def _average(weights: object, points: object) -> object:
    return op("matvec", op("transpose", points), weights)


def _averages(weights: object, points: object) -> object:
    count = length(points)
    return both(
        length(weights) == count,
        for_all(weights, lambda v: v >= 0, "v"),
        total(span(count), lambda i: op("at", weights, i), "i") == 1,
    )


GAP2 = norm2(op("-", _average(lam, C), _average(kap, N)))
# weak duality for given points: any neuron with |w| = 1 and margin m against any two points of the hulls
STATEMENT = Statement(
    ("C", "N", "lam", "kap", "w", "b", "m"),
    {
        "unit-normal": norm2(w) == 1,
        "margin": both(
            m >= 0,
            for_all(C, lambda x: dot(w, x) + b >= m, "x"),
            for_all(N, lambda y: dot(w, y) + b <= -m, "y"),
        ),
        "averages": both(_averages(lam, C), _averages(kap, N)),
    },
    4 * m**2 <= GAP2,
)
# two segments of direction (4, -3) opposite each other: D = 5, p = (3, 4), q = (0, 0)
TIGHT: dict[str, Any] = {
    "C": [[3, 4], [7, 1]],
    "N": [[0, 0], [-4, 3]],
    "lam": [1, 0],
    "kap": [1, 0],
    "w": [F(3, 5), F(4, 5)],
    "b": F(-5, 2),
    "m": F(5, 2),
}

p, q, shift = names("p q shift")
C2, N2, room = names("C2 N2 room")
# the neuron half way between the closest points, not normalised: its margin is |p - q|^2 / 2, that is |p - q| / 2 for a unit normal
_between = lambda x: dot(p - q, x) + shift  # noqa: E731
LET = {"p": _average(lam, C), "q": _average(kap, N), "shift": (norm2(q) - norm2(p)) / 2}
CLOSEST = both(
    for_all(C, lambda x: dot(p - q, x - p) >= 0, "x"),
    for_all(N, lambda y: dot(q - p, y - q) >= 0, "y"),
)
ATTAINED = Statement(
    ("C", "N", "lam", "kap"),
    {"averages": both(_averages(lam, C), _averages(kap, N)), "closest": CLOSEST},
    both(
        for_all(C, lambda x: 2 * _between(x) >= norm2(p - q), "x"),
        for_all(N, lambda y: 2 * _between(y) <= -norm2(p - q), "y"),
    ),
    LET,
)


def _moved(points: Any, others: Any) -> Any:
    return both(
        length(others) == length(points),
        for_all(span(length(points)), lambda i: 4 * norm2(others[i] - points[i]) < norm2(p - q), "i"),
    )


STABLE = Statement(
    ("C", "N", "lam", "kap", "C2", "N2"),
    {
        "averages": both(_averages(lam, C), _averages(kap, N)),
        "closest": CLOSEST,
        "short-moves": both(_moved(C, C2), _moved(N, N2)),
    },
    both(for_all(C2, lambda x: _between(x) > 0, "x"), for_all(N2, lambda y: _between(y) < 0, "y")),
    LET,
)
NEAREST: dict[str, Any] = {name: TIGHT[name] for name in ("C", "N", "lam", "kap")}
MOVED: dict[str, Any] = {**NEAREST, "C2": [[2, 3], [7, 1]], "N2": [[1, 1], [-4, 3]]}

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.margin-duality",
    title="Margin duality and stability",
    statement=r"""
        Let $C, N \subset \mathbb{R}^n$ be finite, non-empty, with disjoint hulls at distance $D$. The largest margin
        $\min_C (\langle w, x \rangle + b) \wedge \min_N (-\langle w, y \rangle - b)$, $\|w\| = 1$, is $D / 2$,
        reached half way between closest points of the hulls. If each point moves by less than $D / 2$, this neuron
        still separates. (That the hulls have closest points, characterised by $\langle p - q, x - p \rangle \ge 0 \ge
        \langle p - q, y - q \rangle$ on $C$ and $N$, is read.) Beyond the formal statement: for moves of length
        exactly $D / 2$ this is false.""",
    source=own("statement of this project"),
    kind="identity",
    expected="argued",
    hypotheses=together(
        hypotheses(
            STATEMENT,
            TIGHT,
            {
                "unit-normal": (r"$\|w\| = 1$", {"w": [F(6, 5), F(8, 5)], "b": -5, "m": 5}),
                "margin": ("the neuron has margin $m$ on all points", {"m": 3}),
                "averages": ("p and q are in the hulls", {"lam": [0, 0]}),
            },
        ),
        hypotheses(
            ATTAINED,
            NEAREST,
            {
                "averages": ("p and q are in the hulls", {"lam": [2, 0], "C": [[3, 4], [100, 200]]}),
                "closest": ("p and q are closest points of the hulls", {"lam": [0, 1]}),
            },
        ),
        hypotheses(
            STABLE,
            MOVED,
            {
                "averages": ("p and q are in the hulls", "as above"),
                "closest": ("p and q are closest points of the hulls", "as above"),
                "short-moves": ("every point moves by less than D / 2", {"C2": [[0, 0], [7, 1]]}),
            },
        ),
    ),
    depends_on=("concepts.neuron-separates-iff-hulls-disjoint",),
    statement_formal=(STATEMENT, ATTAINED, STABLE),
)


def no_better() -> Certificate:
    """ww = |w|^2, v = p - q: <w, v> >= 2 m and |w| = 1 give |v|^2 >= 4 m^2."""
    ww, wv, vv, m = names("ww wv vv m")
    return implication(
        "ww wv vv m",
        assume=[
            relation(ww, "=", 1),
            relation(vv - 2 * wv * wv + wv * wv * ww, ">="),
            relation(m, ">="),
            relation(wv - 2 * m, ">="),
        ],
        conclude=relation(vv, ">=", 4 * m**2),
        by=derivation(term(1, use=(1,)), term(1, square=wv - 2 * m), term(4, use=(2, 3)), multiples={0: -1 * wv * wv}),
        means="|v - <w,v> w|^2 >= 0 with |w| = 1 is |v|^2 >= <w,v>^2, and <w,v> >= 2 m >= 0",
    )


def nearest(sign: str = ">") -> tuple[Certificate, Certificate]:
    """g = <x - p, p - q>, s = |x - p|^2: if g < 0, a point of the segment from p to x is nearer to q than p is."""
    g, s, t = names("g s t")
    inside = implication(
        "g s t",
        assume=[relation(-g, ">"), relation(t, ">"), relation(t * s + g, "=")],
        conclude=relation(-(2 * t * g + t * t * s), sign),
        by=derivation(term(1, use=(0, 1)), multiples={2: -t}),
        means="t = -g / s <= 1: |p + t (x - p) - q|^2 - |p - q|^2 = 2 t g + t^2 s < 0",
    )
    end = implication(
        "g s",
        assume=[relation(-g, ">"), relation(-g - s, ">=")],
        conclude=relation(-(2 * g + s), sign),
        by=derivation(term(1, use=(0,)), term(1, use=(1,))),
        means="s <= -g: x itself is nearer, |x - q|^2 - |p - q|^2 = 2 g + s < 0",
    )
    return inside, end


def moved(sign: str = ">") -> Certificate:
    """z = <u, x> + b >= D / 2 with |u| = 1; a move e with |e| <= d < D / 2 leaves the value positive."""
    uu, ue, ee, d, D, z = names("uu ue ee d D z")
    return implication(
        "uu ue ee d D z",
        assume=[
            relation(uu, "=", 1),
            relation(ee - 2 * ue * ue + ue * ue * uu, ">="),
            relation(d, ">"),
            relation(d * d - ee, ">="),
            relation(D - 2 * d, sign),
            relation(2 * z - D, ">="),
        ],
        conclude=relation(z + ue, ">"),
        by=derivation(
            term(1, use=(2, 5)),
            term(1, use=(2, 4)),
            term(1, square=ue + d),
            term(1, use=(3,)),
            term(1, use=(1,)),
            multiples={0: -1 * ue * ue},
            factor=(2, (2,)),
        ),
        means="<u, e> >= -|e| >= -d, so <u, x + e> + b >= D / 2 - d > 0",
    )


def touching() -> Certificate:
    """Moving C by (q - p) / 2 and N by (p - q) / 2, both of length D / 2, brings p and q together."""
    p, q = names("p q")
    return evaluation(
        both(
            op("=", p + (q - p) / 2, q + (p - q) / 2),
            op("=", 4 * ((q - p) / 2) ** 2, (p - q) ** 2),
        ),
        indeterminates="p q",
        means="one coordinate of p and q",
    )


def prove(budget: Budget) -> Evidence:
    inside, end = nearest()
    certificate = proof(
        "The largest margin is D / 2, and moves shorter than D / 2 keep a neuron; moves of length D / 2 need not.",
        read("pair", r"The hulls are compact, so some $p$, $q$ in them have $\|p - q\| = D > 0$.", "continuity"),
        checked(
            "inside", "If $g = <x - p, p - q> < 0$ and $|x - p|^2 > -g$: a point of the segment is nearer.", inside
        ),
        checked("end", "If $|x - p|^2 <= -g$: the point x of C is nearer itself.", end),
        read(
            "projection",
            r"""
            So $\langle x - p, p - q \rangle \ge 0$ on $C$, and by the same steps with the signs exchanged $\langle y
            - q, p - q \rangle \le 0$ on $N$.""",
            "cases",
            "pair",
            "inside",
            "end",
        ),
        read(
            "attained",
            r"""
            With $u = (p - q) / D$ and the bias $-\langle u, p + q \rangle / 2$ the values are at least $D / 2$ on $C$
            and at most $-D / 2$ on $N$.""",
            "linearity",
            "projection",
        ),
        checked("no-better", "A neuron with margin m has $D^2 >= 4 m^2$, in every dimension.", no_better()),
        checked(
            "moved", "The neuron of the step before keeps its sign at every moved point of C; likewise of N.", moved()
        ),
        checked("touching", "Moves of length D / 2 that make p and q one point of both hulls.", touching()),
        read(
            "touch",
            """
            Moving all of $C$ by $(q - p) / 2$ and all of $N$ by $(p - q) / 2$ moves $p$ and $q$ in the same way: the
            hulls meet and no neuron separates (concepts.neuron-separates-iff-hulls-disjoint).""",
            "linearity",
            "touching",
        ),
        read("all", "Together.", "conclusion", "attained", "no-better", "moved", "touch"),
    )
    return Evidence(
        "symbolic-proof", "proved", "all-parameters", "The nearest pair of points of the hulls.", (certificate,)
    )


def examples(budget: Budget) -> Evidence:
    """Both sides of the duality from Wolfe's algorithm, made exact; moved points decided by the linear program."""
    rng, violations, count = random.Random(budget.seed), 0, budget.pick(quick=40, full=1000)
    for _ in range(count):
        n = rng.randint(1, 3)
        points = integer_points(rng, rng.randint(2, 4) + (n > 1), n, size=4)
        concept = set(rng.sample(range(len(points)), rng.randint(1, len(points) - 1)))
        found = margin(points, concept)
        if not found.lower > 0:
            continue
        violations += not found.lower <= found.upper <= found.lower * (1 + F(1, 10**6))
        p, q = (
            [sum((v * points[i][k] for i, v in side.items()), F(0)) for k in range(n)] for side in (found.on, found.off)
        )
        for share in (F(99, 100), F(1)):
            shift = [share * (b - a) / 2 for a, b in zip(p, q, strict=True)]
            moved_points = [
                tuple(v + (s if i in concept else -s) for v, s in zip(x, shift, strict=True))
                for i, x in enumerate(points)
            ]
            separated = isinstance(separate(moved_points, concept), Separated)
            violations += separated != (share < 1)
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Random integer points; both classes moved towards each other by 99/100 and by all of D / 2.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    better = both(
        for_all(C, lambda x: _between(x) >= norm2(p - q), "x"), for_all(N, lambda y: _between(y) <= -norm2(p - q), "y")
    )
    return [
        wrong("strict", "the margin is below half of every distance", STATEMENT, TIGHT, 4 * m**2 < GAP2),
        wrong("larger", r"$5 m^2 \le D^2$", STATEMENT, TIGHT, 5 * m**2 <= GAP2),
        wrong("whole-margin", "the neuron half way has margin D", ATTAINED, NEAREST, better),
        Mutation("moves-up-to-half", "moves of length at most D / 2 keep a neuron", rejected=lambda: moved(">=")),
        Mutation(
            "whole-distance",
            "moves shorter than D keep a neuron: on the line {0, 1}, {3} the points 0, 1, 3 may move to 0, 2, 3/2",
            refuted_by=lambda: no_neuron([(0,), (2,), (F(3, 2),)], {0, 1}),
        ),
    ]
