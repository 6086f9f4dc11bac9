r"""A convex body in the unit ball of R^r lies in a polytope with m facets at distance of order m^(-2/(r-1)), explicitly."""

from __future__ import annotations

import math
from fractions import Fraction

from proofs_checks.concepts._neurons import own
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import both, names, op
from theory.statement import Statement

F = Fraction
HALF = F(1, 2)
h, c, D, r = names("h c D r")
# the last step of the proof in numbers: h the distance of x from C, c = <u, v>, D = delta^2
STATEMENT = Statement(
    ("h", "c", "D"),
    {
        "delta": both(D > 0, D <= 1),
        "normals": 2 - 2 * c <= D,
        "half-space": both(h >= 0, h * c <= D),
    },
    h <= 2 * D,
)
TIGHT = {"h": 2, "c": HALF, "D": 1}

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.approximation-rate-upper",
    title="Approximation rate with explicit constants",
    statement=r"""
        Let $C$ be a non-empty closed convex subset of the unit ball of $\mathbb{R}^r$, $r \ge 2$. For every $\delta
        \in (0, 1]$ there is a polytope $Q \supseteq C$ with at most $2 r (5 / \delta)^{r-1}$ facets and Hausdorff
        distance at most $2 \delta^2$ from $C$. So for $m \ge 2 r\, 5^{r-1}$ facets the distance is at most $h_m = 50
        (2 r / m)^{2/(r-1)}$, and for a measure $\nu$ of density at most $\varrho$: $\nu(Q \setminus C) \le \varrho\,
        \kappa_r ((1 + h_m)^r - 1)$, $\kappa_r$ the volume of the unit ball.""",
    source=own("statement of this project", "classical without constants: Dudley 1974, Bronshteyn and Ivanov 1975"),
    kind="rate",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "delta",
            r"$0 < \delta \le 1$",
            lambda: STATEMENT.satisfied_by(TIGHT),
            drop=lambda: STATEMENT.without("delta").refuted_by({"h": 9, "c": 0, "D": 2}),
        ),
        Hypothesis(
            "normals",
            r"the normals $u$, $v$ are at distance at most $\delta$",
            lambda: STATEMENT.satisfied_by(TIGHT),
            drop=lambda: STATEMENT.without("normals").refuted_by({**TIGHT, "h": 3, "c": 0}),
        ),
        Hypothesis(
            "half-space",
            "x lies in the half-space of the nearest point of the net",
            lambda: STATEMENT.satisfied_by(TIGHT),
            drop=lambda: STATEMENT.without("half-space").refuted_by({**TIGHT, "h": 3}),
        ),
        Hypothesis(
            "unit-ball",
            "C is in the unit ball, so that points of the sphere of radius 2 have distance at least 1 from it",
            lambda: normals(),
            drop=lambda: normals_apart(),
        ),
        Hypothesis(
            "dimension",
            r"$r \ge 2$",
            lambda: facets(6),
            drop_note="for r = 1 an interval is itself an intersection of two half-lines, and the exponent has no meaning",
        ),
    ),
    remark="The exponent cannot be improved: concepts.approximation-rate-lower. The constants are not claimed to be good.",
)


def moved() -> Certificate:
    """d = q - q', e = (p - q) - (s - q'): projections are non-expansive, |p - s|^2 >= |d|^2 + |e|^2."""
    dd, dp, ds, ee, ps = names("dd dp ds ee ps")
    return implication(
        "dd dp ds ee ps",
        assume=[
            relation(dp, ">="),
            relation(-ds, ">="),
            relation(ps - (dd + 2 * (dp - ds) + ee), "="),
        ],
        conclude=relation(ps, ">=", dd + ee),
        by=derivation(term(2, use=(0,)), term(2, use=(1,)), multiples={2: 1}),
        means="dp = <q - q', p - q> >= 0 and ds = <q - q', s - q'> <= 0, as q, q' are nearest points; p - s = d + e",
    )


def normals(weak: int = 1) -> Certificate:
    """a, b >= 1 lengths along unit vectors with inner product c: |u - v|^2 <= |a u - b v|^2."""
    a, b, c = names("a b c")
    return implication(
        "a b c",
        assume=[relation(a - weak, ">="), relation(b - weak, ">="), relation(1 - c, ">=")],
        conclude=relation(a**2 + b**2 - 2 * a * b * c, ">=", 2 - 2 * c),
        by=derivation(term(1, square=a - b), term(2, use=(0, 1, 2)), term(2, use=(0, 2)), term(2, use=(1, 2))),
        means="(a - b)^2 + 2 (a b - 1) (1 - c) >= 0",
    )


def normals_apart() -> Certificate:
    """Short vectors: normalising moves them apart."""
    u, v = names("u v")
    return evaluation(
        op("norm2", op("-", u, v)) > op("norm2", op("-", op("scale", HALF, u), op("scale", HALF, v))),
        let={"u": [1, 0], "v": [0, 1]},
        record="u v",
        means="|u - v| > |u/2 - v/2|: vectors of length 1/2",
    )


def product() -> Certificate:
    """w = q - q', v - u: <w, v - u>^2 <= |w|^2 |v - u|^2 <= D^2, so <w, v> <= <w, u> + D <= D."""
    x, ww, uv, D, y = names("x ww uv D y")
    return implication(
        "x ww uv D y",
        assume=[
            relation(D, ">"),
            relation(ww * uv - x**2, ">="),
            relation(D - ww, ">="),
            relation(D - uv, ">="),
            relation(uv, ">="),
            relation(-y, ">="),
        ],
        conclude=relation(D - (y + x), ">="),
        by=derivation(
            term(2, use=(0, 5)),
            term(1, square=D - x),
            term(1, use=(1,)),
            term(1, use=(2, 4)),
            term(1, use=(0, 3)),
            factor=(2, (0,)),
        ),
        means="x = <w, v - u>, y = <w, u> <= 0, |w|^2 <= D, |v - u|^2 = uv <= D",
    )


def distance() -> Certificate:
    """h c <= D, 2 - 2 c <= D <= 1: c >= 1/2 and h <= 2 D."""
    return implication(
        "h c D",
        assume=[
            relation(h, ">="),
            relation(D - 2 + 2 * c, ">="),
            relation(1 - D, ">="),
            relation(D - h * c, ">="),
        ],
        conclude=relation(2 * D - h, ">="),
        by=derivation(term(2, use=(3,)), term(1, use=(0, 1)), term(1, use=(0, 2))),
        means="h / 2 <= h c <= D",
    )


def shell(*, weight: int = 2) -> Certificate:
    """x = A^r, y = B^r, A = B + 2: A (x - y) <= 2 r x, so A^r - B^r <= 2 r A^(r-1)."""
    r, B, x, y = names("r B x y")
    A = B + 2
    return seal(
        "induction",
        {
            "n": "r",
            "start": 1,
            "parameters": ["B"],
            "sequences": {
                "x": {"start": A.json, "next": (A * x).json},
                "y": {"start": B.json, "next": (B * y).json},
            },
            "assume": [relation(B, ">=")],
            "relations": [relation(y, ">="), relation(x - y, ">="), relation(weight * r * x - A * (x - y), ">=")],
        },
        {
            "base": [
                derivation(term(1, use=(0,))),
                derivation(term(2)),
                derivation(),
            ],
            # assumptions of the step: B >= 0, r >= 1, the three relations at r
            "step": [
                derivation(term(1, use=(0, 2))),
                derivation(term(1, use=(0, 3)), term(2, use=(2,)), term(2, use=(3,))),
                derivation(term(1, use=(0, 4)), term(2, use=(4,)), term(2, use=(0, 3)), term(4, use=(3,))),
            ],
        },
    )


def facets(top: int, *, base: int = 5) -> Certificate:
    """m = 2 r (5 / delta)^(r-1) solved for delta: 2 delta^2 = 50 (2 r / m)^(2/(r-1)); e = 1 / delta, here squared away."""
    (e,) = names("e")
    m = lambda r: 2 * r * (base * e) ** (r - 1)  # noqa: E731
    return evaluation(
        both(*[2 ** (r - 1) * m(r) ** 2 == (50 ** (r - 1)) * (2 * r) ** 2 * e ** (2 * (r - 1)) for r in range(2, top)]),
        indeterminates="e",
        means=f"(2 delta^2)^(r-1) m^2 = 50^(r-1) (2 r)^2, r = 2, ..., {top - 1}",
    )


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        "C in the unit ball, 0 < delta <= 1: a polytope around C with at most 2 r (5/delta)^(r-1) facets at distance 2 delta^2.",
        read(
            "net",
            r"""
            Let $P$ be a largest set of points of the sphere $S = \{\|s\| = 2\}$ at mutual distances at least
            $\delta$; every point of $S$ is within $\delta$ of one of them. The open balls of radius $\delta / 2$
            around them are disjoint and lie in a shell: $|P| \le [(2 + \delta/2)^r - (2 - \delta/2)^r] /
            (\delta/2)^r$.""",
            "counting",
        ),
        checked("shell", "With A = 4/delta + 1, B = 4/delta - 1: A^r - B^r <= 2 r A^(r-1).", shell()),
        read(
            "size",
            r"$1 + 4/\delta \le 5/\delta$, so $|P| \le 2 r (5/\delta)^{r-1}$.",
            "linearity",
            "net",
            "shell",
        ),
        read(
            "polytope",
            r"""
            For $p \in P$ let $q$ be the nearest point of $C$, $v = (p - q)/\|p - q\|$, $H_p = \{\langle x - q, v
            \rangle \le 0\}$. Each $H_p$ contains $C$; $Q$ is their intersection.""",
            "separation",
        ),
        read(
            "point",
            r"""
            Let $x \in Q \setminus C$, $q'$ its nearest point of $C$, $h = \|x - q'\|$, $u = (x - q') / h$. The ray
            $q' + t u$ meets $S$ at some $s$ with $t \ge 1$, and $q'$ is the nearest point of $C$ to $s$. Choose $p
            \in P$ with $\|p - s\| \le \delta$; also $\|p - q\| \ge 1$.""",
            "separation",
            "net",
        ),
        checked("moved", "Nearest points and the remaining vectors both move by at most |p - s|.", moved()),
        checked(
            "normals",
            "Normalising vectors of length at least 1 does not increase distances: |u - v| <= delta.",
            normals(),
        ),
        checked("product", "<q - q', v> <= delta^2, as <q - q', u> <= 0.", product()),
        read(
            "inside",
            r"""
            $x \in H_p$: $\langle x - q, v \rangle = h \langle u, v \rangle - \langle q - q', v \rangle \le 0$, so $h
            \langle u, v \rangle \le \delta^2$, and $\langle u, v \rangle = 1 - \|u - v\|^2 / 2$.""",
            "linearity",
            "point",
            "moved",
            "normals",
            "product",
        ),
        checked("distance", "So h <= 2 delta^2.", distance()),
        checked("facets", "delta = 5 (2 r / m)^(1/(r-1)), at most 1 for m >= 2 r 5^(r-1): 2 delta^2 = h_m.", facets(8)),
        read(
            "volume",
            r"""
            $Q \subseteq C + h_m B$. By Steiner's formula $\mathrm{vol}(C + hB) - \mathrm{vol}(C)$ is a combination of
            powers of $h$ with intrinsic volumes of $C$, which grow with the set, so at most $\kappa_r ((1 + h)^r -
            1)$ for $C \subseteq B$.""",
            "cited",
            "distance",
        ),
        read("all", "Together.", "conclusion", "size", "polytope", "inside", "distance", "facets", "volume"),
    )
    return Evidence(
        "symbolic-proof", "proved", "all-parameters", "A net on the sphere of radius 2 and projections.", (certificate,)
    )


def examples(budget: Budget) -> Evidence:
    """Polygons of random points in the disc: the construction carried out, distances of its corners measured."""
    import numpy as np
    from scipy.spatial import ConvexHull, HalfspaceIntersection

    rng, violations, count = np.random.default_rng(budget.seed), 0, budget.pick(quick=25, full=500)
    for _ in range(count):
        points = rng.normal(size=(int(rng.integers(3, 9)), 2))
        points /= np.maximum(1, np.linalg.norm(points, axis=1, keepdims=True))
        corners = points[ConvexHull(points).vertices]
        delta = float(rng.choice([1.0, 0.5, 0.2]))
        size = math.floor(math.pi / math.asin(delta / 4))  # neighbours of a regular polygon on S at least delta apart
        angles = 2 * math.pi * np.arange(size) / size
        net = 2 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
        nearest = np.array([_nearest(corners, p) for p in net])
        normal = net - nearest
        normal /= np.linalg.norm(normal, axis=1, keepdims=True)
        rows = np.hstack([normal, -np.sum(normal * nearest, axis=1, keepdims=True)])
        outside = HalfspaceIntersection(rows, corners.mean(axis=0)).intersections
        far = max(float(np.linalg.norm(x - _nearest(corners, x))) for x in outside)
        # coordinates of order one in double precision
        violations += far > 2 * delta**2 + 1e-9 or size > 4 * 5 / delta
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Random polygons in the disc, delta = 1, 1/2, 1/5: distance of the corners of Q from C, number of sides.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def _nearest(corners: object, p: object) -> object:
    """The point of a convex polygon (corners in order) nearest to a point outside."""
    import numpy as np

    a, b = np.asarray(corners), np.roll(np.asarray(corners), -1, axis=0)
    edge = b - a
    share = np.clip(np.sum((np.asarray(p) - a) * edge, axis=1) / np.sum(edge * edge, axis=1), 0, 1)
    feet = a + share[:, None] * edge
    return feet[int(np.argmin(np.linalg.norm(feet - np.asarray(p), axis=1)))]


def mutations() -> list[Mutation]:
    smaller = STATEMENT.concluding(2 * h <= 3 * D)
    return [
        Mutation(
            "three-halves",
            r"distance at most $\frac32 \delta^2$ by the same step",
            refuted_by=lambda: smaller.refuted_by(TIGHT),
        ),
        Mutation("short-vectors", "normalising vectors of any length", rejected=lambda: normals(0)),
        Mutation("shell-half", "A^r - B^r <= r A^(r-1)", rejected=lambda: shell(weight=1)),
        Mutation("four", "2 r (4 / delta)^(r-1) facets with the same constant 50", rejected=lambda: facets(4, base=4)),
    ]
