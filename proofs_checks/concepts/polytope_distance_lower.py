r"""A polytope around the ball with fewer than k^(r-1) facets has a point at distance of order k^(-2): the exponent, without volumes."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofs_checks.concepts._neurons import own
from theory.claims import Budget, Claim, Evidence, Hypothesis, Mutation
from theory.formal import dot, exists, for_all, length, names, norm2
from theory.statement import Statement
from theory.typed import ByHand

F = Fraction
N, V, k = names("N V k")
# polygons: sides <N_j, x> <= 1, and the corners, the only points of P where the norm can be largest
STATEMENT = Statement(
    ("N", "V", "k"),
    {
        "corners": for_all(V, lambda v: for_all(N, lambda n: dot(n, v) <= 1, "n"), "v"),
        "contains-ball": for_all(N, lambda n: norm2(n) <= 1, "n"),
        "few-facets": length(N) < k,
    },
    exists(V, lambda v: norm2(v) >= 1 + 1 / (2 * k) ** 2, "v"),
)
SIGNS = [[1, 1], [-1, 1], [-1, -1], [1, -1]]
SQUARE: dict[str, Any] = {"N": [[1, 0], [0, 1], [-1, 0], [0, -1]], "V": SIGNS, "k": 5}
SMALL: dict[str, Any] = {"N": [[2, 0], [0, 2], [-2, 0], [0, -2]], "V": [[F(a, 2), F(b, 2)] for a, b in SIGNS], "k": 5}


def twelve_sides() -> dict[str, Any]:
    """A polygon around the disc with twelve sides, its corners at the squared distances 10/9 and 50/49."""
    first = [[F(1), F(0)], [F(4, 5), F(3, 5)], [F(3, 5), F(4, 5)]]
    corner = [[F(1), F(1, 3)], [F(5, 7), F(5, 7)], [F(1, 3), F(1)]]
    turns = [(1, 0, 0, 1), (0, -1, 1, 0), (-1, 0, 0, -1), (0, 1, -1, 0)]
    sides, corners = ([[a * x + b * y, c * x + d * y] for a, b, c, d in turns for x, y in t] for t in (first, corner))
    return {"N": sides, "V": corners, "k": 1}


PAGE = "concepts-neurons"
FORMAL = ByHand(
    formula=r"""
        Let $r = d + 1$, $k \ge 1$, $m < k^{r-1}$ and $P = \{x \in \mathbb{R}^r : \langle a_j, x \rangle \le b_j \text{ for all } j
        \le m\}$. If $P$ contains every $x$ with $\|x\|^2 \le 1$, then $P$ contains some $x$ with $\|x\|^2 = 1 + 1 / (k r)^2$.""",
    text=r"""
        forall (R : rcfType) (d k m : nat) (a : 'I_m -> 'cV[R]_d.+1) (b : 'I_m -> R),
        (0 < k)%N ->
        (m < k ^ d)%N ->
        (forall x : 'cV[R]_d.+1, norm2 x <= 1 -> forall j : 'I_m, dot (a j) x <= b j) ->
        exists x : 'cV[R]_d.+1, (forall j : 'I_m, dot (a j) x <= b j) /\ norm2 x = 1 + ((k * d.+1) ^ 2)%:R^-1""",
    lacks="an inner quantifier over all vectors in a hypothesis, and vectors of the length d + 1",
)
CLAIM = Claim(
    id="concepts.polytope-distance-lower",
    title="A polytope around a ball is far from it",
    statement=r"""
        Let $P \subset \mathbb{R}^r$ be an intersection of $m < k^{r-1}$ closed half-spaces that contains the unit ball, $k \ge
        1$. Then $P$ contains a point with $\|x\|^2 = 1 + 1 / (k r)^2$, so at distance $\sqrt{1 + 1 / (k r)^2} - 1 \ge 2 / (5 k^2
        r^2)$ from the ball. With $k$ the least number above $m^{1/(r-1)}$ this is of order $m^{-2/(r-1)}$ for every $r \ge 2$.""",
    source=own("statement of this project", "the exponent is classical; no volumes are needed"),
    kind="rate",
    expected="proved",
    hypotheses=(
        Hypothesis(
            "corners",
            "P is the intersection of the half-spaces (in the tests, in the plane, given with its corners)",
            lambda: STATEMENT.satisfied_by(SQUARE),
            drop_note="it says which points are meant",
        ),
        Hypothesis(
            "contains-ball",
            "P contains the unit ball",
            lambda: STATEMENT.satisfied_by(SQUARE),
            drop=lambda: STATEMENT.without("contains-ball").refuted_by(SMALL),
        ),
        Hypothesis(
            "few-facets",
            r"$m < k^{r-1}$",
            lambda: STATEMENT.satisfied_by(SQUARE),
            drop=lambda: STATEMENT.without("few-facets").refuted_by(twelve_sides()),
        ),
    ),
    remark="""
        Pigeonhole: if no point of the k^(r-1) rays through a grid on a face of the cube lies in P at this height, one half-space
        cuts off two of them, so also their middle; but they are too far apart for that. In volumes:
        concepts.approximation-rate-lower.""",
    typed=FORMAL,
)


def examples(budget: Budget) -> Evidence:
    """Random polytopes around the ball in two to four dimensions, corners by a convex hull program."""
    import numpy as np
    from scipy.spatial import ConvexHull

    rng, violations, count = np.random.default_rng(budget.seed), 0, budget.pick(quick=60, full=1500)
    for _ in range(count):
        r = int(rng.integers(2, 5))
        normals = rng.normal(size=(int(rng.integers(3 * r, 8 * r)), r))
        normals /= np.linalg.norm(normals, axis=1, keepdims=True)
        polar = ConvexHull(normals / rng.uniform(1, 1.2, size=(len(normals), 1)))
        if np.any(polar.equations[:, -1] > -1e-3):  # unbounded or nearly so: P has points at any distance
            continue
        corners = -polar.equations[:, :-1] / polar.equations[:, -1:]
        k = next(j for j in range(1, len(normals) + 2) if j ** (r - 1) > len(normals))
        # squared norms of order one in double precision
        violations += int((corners**2).sum(axis=1).max() < 1 + 1 / (k * r) ** 2 - 1e-9)
    numbers = {"examples": count, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "family", "Random polytopes around the ball.", numbers=numbers)


def mutations() -> list[Mutation]:
    far = STATEMENT.concluding(exists(V, lambda v: norm2(v) >= 3, "v"))
    every = STATEMENT.concluding(for_all(V, lambda v: norm2(v) > 2, "v"))
    return [
        Mutation("far", "some point has squared norm 3", refuted_by=lambda: far.refuted_by(SQUARE)),
        Mutation("every-corner", "every corner has squared norm above 2", refuted_by=lambda: every.refuted_by(SQUARE)),
    ]
