r"""A polytope with m facets around the ball wastes a volume of order m^(-2/(r-1)): an explicit lower bound."""

from __future__ import annotations

import math
from fractions import Fraction

from proofs_checks.concepts._neurons import own
from proofs_checks.concepts._solids import solid, tiny_cube
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import both, diff, names, op

F = Fraction
HALF, THIRD, ARCHIMEDES = F(1, 2), F(1, 3), F(22, 7)
SOLIDS = ("tetrahedron", "cube", "octahedron", "dodecahedron", "icosahedron")
volume, facets, rho2 = names("volume facets rho2")

PAGE = "concepts-neurons"
CLAIM = Claim(
    id="concepts.approximation-rate-lower",
    title="Lower bound of the approximation rate",
    statement=r"""
        Let $P \supseteq B_r$ be a polytope with $m$ facets in $\mathbb{R}^r$, $r \ge 2$, $a = |S^{r-1}|$ and
        $\kappa_{r-1}$ the volume of the unit ball of $\mathbb{R}^{r-1}$. Then $\mathrm{vol}(P \setminus B_r) \ge
        \frac{r - 1}{2 (r + 1)}\, a\, \bigl(\frac{a}{\kappa_{r-1} m}\bigr)^{2/(r-1)}$: $\pi^3 / (3 m^2)$ for $r = 2$
        and $4 \pi / m$ for $r = 3$. The regular $m$-gon has $m \tan(\pi / m) - \pi = \pi^3 / (3 m^2) + 2 \pi^5 / (15
        m^4) + \dots$""",
    source=own("statement of this project"),
    kind="rate",
    expected="argued",
    hypotheses=(
        Hypothesis("contains-ball", "P contains the unit ball", lambda: platonic("cube"), drop=tiny_cube),
        Hypothesis(
            "bounded",
            "P is bounded, so that every direction meets a facet at an angle below a right angle",
            lambda: platonic("tetrahedron"),
            drop_note="an unbounded P around the ball has infinite volume outside it, and the bound holds trivially",
        ),
    ),
    remark="""
        So the exponent -2 / (r - 1) cannot be improved for units that cover a ball; for a polytope C the error is 0
        from m = number of facets on.""",
)


def platonic(name: str, *, pi: Fraction = ARCHIMEDES, factor: int = 1, below: bool = False) -> Certificate:
    """vol(P) / rho^3 - 4 pi / 3 >= factor * 4 pi / m, squared, for a bound of pi; ``below``: the opposite, strictly."""
    right = (4 * pi * (F(1, 3) + factor / facets)) ** 2 * rho2**3
    return solid(name, volume**2 < right if below else volume**2 >= right)


def dalzell(whole: Fraction = ARCHIMEDES) -> Certificate:
    """x^4 (1 - x)^4 = (1 + x^2) (x^6 - 4 x^5 + 5 x^4 - 4 x^2 + 4) - 4, and the quotient integrates to 22/7."""
    (x,) = names("x")
    quotient = x**6 - 4 * x**5 + 5 * x**4 - 4 * x**2 + 4
    primitive = x**7 / 7 - 2 * x**6 / 3 + x**5 - 4 * x**3 / 3 + 4 * x
    return evaluation(
        both(
            x**4 * (1 - x) ** 4 == (1 + x**2) * quotient - 4,
            diff(primitive, x) == quotient,
            op("=", F(1, 7) - F(2, 3) + 1 - F(4, 3) + 4, whole),
        ),
        indeterminates="x",
        means="the integral of x^4 (1-x)^4 / (1+x^2) over [0, 1] is 22/7 - pi",
    )


def radius() -> Certificate:
    """A facet <x, v> = h, h >= 1, met at rho u: rho <u, v> = h, and <u, v> is at most the cosine c of the nearest normal."""
    rho, ci, c, h = names("rho ci c h")
    return implication(
        "rho ci c h",
        assume=[relation(h - 1, ">="), relation(c - ci, ">="), relation(rho, ">="), relation(rho * ci - h, "=")],
        conclude=relation(rho * c, ">=", 1),
        by=derivation(term(1, use=(2, 1)), term(1, use=(0,)), multiples={3: 1}),
        means="rho(u) cos phi(u) >= 1",
    )


def cosine(slope: Fraction = HALF) -> Certificate:
    """s = phi^2 <= 10, c <= 1 - s/2 + s^2/24: c (1 + s/2) <= 1."""
    c, s = names("c s")
    return implication(
        "c s",
        assume=[relation(s, ">="), relation(10 - s, ">="), relation(1 - s / 2 + s**2 / 24 - c, ">=")],
        conclude=relation(1, ">=", c * (1 + slope * s)),
        by=derivation(term(1, use=(2,)), term(slope, use=(0, 2)), term(F(1, 48), square=s, use=(1,))),
        means="1 / cos phi >= 1 + phi^2 / 2",
    )


def bernoulli(sign: str = ">=") -> Certificate:
    """(1 + s)^r >= 1 + r s for s >= 0, r >= 1."""
    r, s, x = names("r s x")
    return seal(
        "induction",
        {
            "n": "r",
            "start": 1,
            "parameters": ["s"],
            "sequences": {"x": {"start": (1 + s).json, "next": ((1 + s) * x).json}},
            "assume": [relation(s, ">=")],
            "relations": [relation(x - 1 - r * s, sign)],
        },
        {
            "base": [derivation()],
            # assumptions of the step: s >= 0, r >= 1, the relation at r
            "step": [
                derivation(term(1, use=(2,)), term(1, use=(0, 2)), term(1, square=s, use=(1,)), term(1, square=s))
            ],
        },
    )


def layers(top: int = 8, *, weight: int = 2) -> Certificate:
    """The integral of 2 t (a - q t^(r-1)) over [0, T] with a = q T^(r-1), q = m kappa: a T^2 (r-1) / (r+1)."""
    t, T, q = names("t T q")
    steps = []
    for r in range(2, top + 1):
        primitive = lambda v, a, r=r: a * v**2 - weight * q * v ** (r + 1) / (r + 1)  # noqa: E731
        a = q * T ** (r - 1)
        steps += [
            diff(primitive(t, a), t) == 2 * t * (a - q * t ** (r - 1)),
            primitive(T, a) == a * T**2 * F(r - 1, r + 1),
        ]
    return evaluation(both(*steps), indeterminates="t T q", means=f"r = 2, ..., {top}")


def constants() -> Certificate:
    """r = 2: a = 2 pi, kappa = 2; r = 3: a = 4 pi, kappa = pi; p stands for pi, n for 1 / m."""
    p, n = names("p n")
    return evaluation(
        both(
            F(1, 6) * (2 * p) * (p * n) ** 2 == p**3 * n**2 / 3,
            F(1, 4) * (4 * p) * (4 * n) == 4 * p * n,
        ),
        indeterminates="p n",
        means="(r-1) / (2 (r+1)) a (a / (kappa m))^(2/(r-1)) for r = 2 and r = 3",
    )


def tangent(third: Fraction = THIRD) -> Certificate:
    """(x + x^3/3 + 2 x^5/15) cos x and sin x agree up to x^5, with the Taylor polynomials of degree 4 and 5."""
    (x,) = names("x")
    product = (x + third * x**3 + F(2, 15) * x**5) * (1 - x**2 / 2 + x**4 / 24)
    rest = x**7 * (F(1, 72) - F(1, 15)) + x**9 * F(2, 360)
    return evaluation(
        product - rest == x - x**3 / 6 + x**5 / 120, indeterminates="x", means="tan x = x + x^3/3 + 2 x^5/15 + O(x^7)"
    )


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        "vol(P - B) >= (r-1) / (2 (r+1)) a (a / (kappa m))^(2/(r-1)) for a polytope P around the unit ball with m facets.",
        read(
            "polar",
            r"""
            Polar coordinates: $\mathrm{vol}(P \setminus B) = \frac1r \int (\rho^r - 1)$ over the sphere, $\rho(u)$
            the largest multiple of $u$ in $P$; $\varphi(u) < \pi / 2$ denotes the angle of $u$ to the nearest facet
            normal.""",
            "cited",
        ),
        checked("radius", "rho cos(phi) >= 1, since the facets have distance at least 1.", radius()),
        checked("cosine", "So 1 / cos(phi) >= 1 + phi^2 / 2 (phi^2 < 10).", cosine()),
        checked("bernoulli", "(1 + s)^r >= 1 + r s.", bernoulli()),
        read(
            "square",
            r"""
            $\cos \varphi \le 1 - \varphi^2 / 2 + \varphi^4 / 24$ (Taylor, alternating series), hence $\rho^r - 1 \ge
            r \varphi^2 / 2$ and $\mathrm{vol}(P \setminus B) \ge \frac12 \int \varphi^2$.""",
            "cited",
            "polar",
            "radius",
            "cosine",
            "bernoulli",
        ),
        read(
            "caps",
            r"""
            $\{\varphi \le t\}$ is covered by $m$ caps of angle $t$, each of area $(r-1) \kappa_{r-1} \int_0^t
            \sin^{r-2} \le \kappa_{r-1} t^{r-1}$; so $|\{\varphi > t\}| \ge a - m \kappa_{r-1} t^{r-1}$.""",
            "counting",
        ),
        checked("layers", "2 t (a - m kappa t^(r-1)) integrated up to its zero T, r up to 8.", layers()),
        checked("constants", "The bound for r = 2 and r = 3.", constants()),
        checked("tangent", "The series of the tangent, for the regular m-gon of area m tan(pi / m).", tangent()),
        read(
            "integral",
            r"""
            $\int \varphi^2 = \int 2 t\, |\{\varphi > t\}|\, dt \ge a T^2 (r-1) / (r+1)$, $T = (a / (m
            \kappa_{r-1}))^{1/(r-1)}$, by the same primitive for every $r$; with the step before on $\varphi^2$ this
            is the bound.""",
            "linearity",
            "square",
            "caps",
            "layers",
            "constants",
            "tangent",
        ),
    )
    return [
        Evidence(
            "symbolic-proof", "proved", "all-parameters", "Angles to the nearest normal, caps counted.", (certificate,)
        ),
        Evidence(
            "exact-decision",
            "proved",
            "instance",
            "The five Platonic solids, exact volumes and inradii, with pi < 22/7 (Dalzell's integral).",
            (dalzell(), *(platonic(name) for name in SOLIDS)),
        ),
    ]


def examples(budget: Budget) -> Evidence:
    """Random polygons and polytopes around the ball, volumes by a convex hull program."""
    import numpy as np
    from scipy.spatial import ConvexHull

    rng, violations, count = np.random.default_rng(budget.seed), 0, budget.pick(quick=60, full=1500)
    for _ in range(count):
        r = int(rng.integers(2, 5))
        normals = rng.normal(size=(int(rng.integers(3 * r, 8 * r)), r))
        normals /= np.linalg.norm(normals, axis=1, keepdims=True)
        polar = ConvexHull(normals / rng.uniform(1, 1.2, size=(len(normals), 1)))
        if np.any(polar.equations[:, -1] > -1e-3):  # the origin is not well inside: P is unbounded or nearly so
            continue
        corners = -polar.equations[:, :-1] / polar.equations[:, -1:]
        ball = math.pi ** (r / 2) / math.gamma(r / 2 + 1)
        kappa = math.pi ** ((r - 1) / 2) / math.gamma((r - 1) / 2 + 1)
        area, m = r * ball, len(polar.vertices)
        bound = (r - 1) / (2 * (r + 1)) * area * (area / (kappa * m)) ** (2 / (r - 1))
        # the volumes are at most some thousands, computed in double precision
        violations += int(ConvexHull(corners).volume - ball < bound - 1e-9)
    return Evidence(
        "property-test",
        "tested",
        "family",
        "Random polytopes around the ball in two to four dimensions.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    return [
        Mutation(
            "twice",
            "8 pi / m in dimension 3: the dodecahedron is below it (pi > 3)",
            refuted_by=lambda: platonic("dodecahedron", pi=F(3), factor=2, below=True),
        ),
        Mutation("larger-slope", "1 / cos phi >= 1 + phi^2", rejected=lambda: cosine(F(1))),
        Mutation("strict-power", "(1 + s)^r > 1 + r s", rejected=lambda: bernoulli(">")),
        Mutation("other-primitive", "the integral with half the cap term", rejected=lambda: layers(weight=1)),
        Mutation("tan-series", "tan x = x + x^3 / 6 + ...", rejected=lambda: tangent(F(1, 6))),
        Mutation("pi", "pi < 25/8 by the same integral", rejected=lambda: dalzell(F(25, 8))),
    ]
