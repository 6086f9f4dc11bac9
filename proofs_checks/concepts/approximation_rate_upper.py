r"""A convex body in the unit ball of R^r lies in a polytope with m facets at distance of order m^(-2/(r-1)), explicitly."""

from __future__ import annotations

import math
from fractions import Fraction

from proofs_checks.concepts._neurons import own
from proofs_checks.concepts.nearest_points_of_a_net import PLANE, delta, h
from proofs_checks.concepts.nearest_points_of_a_net import T as NET
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation
from theory.evidence import checked, derivation, evaluation, proof, read, relation, term
from theory.formal import both, names

F = Fraction
(r,) = names("r")

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
            lambda: NET.statement.satisfied_by(PLANE),
            drop_note="without it the bound on the number of facets falls below 1, and the whole space is at no finite distance",
        ),
        Hypothesis(
            "unit-ball",
            "C is in the unit ball, so that points of the sphere of radius 2 have distance at least 1 from it",
            lambda: NET.statement.satisfied_by(PLANE),
            drop_note="it fixes the scale: the distances of a set in a ball of radius R are R times as large",
        ),
        Hypothesis(
            "dimension",
            r"$r \ge 2$",
            lambda: facets(6),
            drop_note="for r = 1 an interval is itself an intersection of two half-lines, and the exponent has no meaning",
        ),
    ),
    depends_on=("concepts.nearest-points-of-a-net",),
    remark="The exponent cannot be improved: concepts.approximation-rate-lower. The constants are not claimed to be good.",
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
        checked("shell", "With A = 4/delta + 1, B = 4/delta - 1: A^r - B^r <= 2 r A^(r-1).", shell()),
        read(
            "net",
            r"""
            Let $P$ be a largest set of points of the sphere $S = \{\|s\| = 2\}$ at mutual distances at least
            $\delta$; every point of $S$ is within $\delta$ of one of them. The open balls of radius $\delta / 2$
            around them are disjoint and lie in a shell: $|P| \le [(2 + \delta/2)^r - (2 - \delta/2)^r] /
            (\delta/2)^r$, so $|P| \le 2 r (5/\delta)^{r-1}$, as $1 + 4/\delta \le 5/\delta$.""",
            "counting",
            "shell",
        ),
        read(
            "polytope",
            r"""
            For $p \in P$ let $q$ be the nearest point of $C$, $H_p = \{\langle x - q, p - q \rangle \le 0\}$; each
            $H_p$ contains $C$, and $Q$ is their intersection. For $x \in Q \setminus C$ with the nearest point $e$ of
            $C$ the ray from $e$ through $x$ meets $S$ at some $s$, whose nearest point is $e$ too. Some $p \in P$ has
            $\|p - s\| \le \delta$, and $p$ and $s$ have distance at least 1 from $C$: by
            concepts.nearest-points-of-a-net $\|x - e\| \le 2 \delta^2$.""",
            "instance",
            "net",
        ),
        checked("facets", "delta = 5 (2 r / m)^(1/(r-1)), at most 1 for m >= 2 r 5^(r-1): 2 delta^2 = h_m.", facets(8)),
        read(
            "volume",
            r"""
            So $Q \subseteq C + h_m B$. By Steiner's formula $\mathrm{vol}(C + hB) - \mathrm{vol}(C)$ is a combination of
            powers of $h$ with intrinsic volumes of $C$, which grow with the set, so at most $\kappa_r ((1 + h)^r -
            1)$ for $C \subseteq B$.""",
            "cited",
            "polytope",
            "facets",
        ),
    )
    text = "A net on the sphere of radius 2 and projections."
    return Evidence("symbolic-proof", "proved", "all-parameters", text, (certificate,))


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
    smaller = NET.typed.concluding(20 * h <= delta**2).statement()
    return [
        Mutation(
            "small", r"distance at most $\delta^2 / 20$ by the same step", refuted_by=lambda: smaller.refuted_by(PLANE)
        ),
        Mutation("shell-half", "A^r - B^r <= r A^(r-1)", rejected=lambda: shell(weight=1)),
        Mutation("four", "2 r (4 / delta)^(r-1) facets with the same constant 50", rejected=lambda: facets(4, base=4)),
    ]
