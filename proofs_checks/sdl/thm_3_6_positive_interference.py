r"""A sufficient condition: nonnegative irreducible cluster matrices always carry a local minimum; all-negative ones only a saddle.

Proved for all sizes from the Perron-Frobenius theorem.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl._clusters import minima
from proofs_checks.sdl._spectra import cluster_spectrum, positive, psd, spectrum
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, evaluation, illustration, implication, proof, read, relation, term
from theory.formal import both, dot, matvec, names, scale, span, total
from theory.sdl import Problem

F = Fraction
POSITIVE = [[F(1), F(0), F(0)], [F(3, 5), F(4, 5), F(0)], [F(1, 9), F(4, 9), F(8, 9)]]
PLANE = [[F(1), F(0)], [F(3, 5), F(4, 5)]]

PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.thm-3.6-positive-interference",
    title="Positive interference is sufficient",
    statement=r"""
        Let $W_p$ have full column rank and $M_d > 0$. If every $B_{F_i}$ of a partition pattern is entrywise
        nonnegative and irreducible, the pattern has a partial minimum; its directions are unique and it is a local
        minimum when the other preactivations are strictly negative. If $B_F$ is nonnegative and reducible, a positive
        eigenvector exists if and only if its irreducible blocks have equal Perron roots. If all off-diagonal entries
        are negative and $|F| \ge 2$, one exists, for the smallest eigenvalue, so the point is a strict saddle. For an
        SAE in superposition a nonnegative irreducible $B_F$ gives $a = \sum_{d \in F} M_d z_d w_d$ with loadings
        $\lambda z_d > 0$; it is interior for some encoder iff no $\mu \ge 0$, $\mu \ne 0$, off the cluster has $\sum
        \mu_e w_e$ in the span of the cluster and $\sum \mu_e \, a \cdot w_e \ge 0$.""",
    source=Source(locator="Theorem 3.6, repaired: positive interference", ours=True),
    kind="existence",
    expected="argued",
    hypotheses=(
        Hypothesis(
            name="nonnegative",
            text=r"$\langle v_d, v_e \rangle \ge 0$ inside the clusters",
            witness=lambda: cluster_spectrum(POSITIVE, [1, 2, 3], means="positive Gram, unequal weights"),
            drop=lambda: cluster_spectrum(
                [[1, 0, 0], [F(3, 5), F(4, 5), 0], [F(1, 9), F(-4, 9), F(8, 9)]],
                [1, 1, 1],
                means="no positive eigenvector",
            ),
        ),
        Hypothesis(
            name="irreducible",
            text="the cluster is connected by nonzero inner products",
            witness=lambda: cluster_spectrum(POSITIVE, [1, 2, 3], means="positive Gram, unequal weights"),
            drop=lambda: cluster_spectrum(
                [[1, 0], [0, 1]], [1, 2], means="orthonormal, unequal weights: no positive eigenvector"
            ),
        ),
    ),
    depends_on=(
        "sdl.thm-3.6-positive-eigenvectors",
        "sdl.thm-3.6-principal-directions",
        "sdl.thm-3.6-top-eigenvectors",
    ),
)


def loading() -> Certificate:
    """Three features, G symbolic: a = sum M_d z_d w_d has a.w_e = (G diag(M) z)_e, identically (SAE in R^2)."""
    symbols = "x1 y1 x2 y2 x3 y3 M1 M2 M3 z1 z2 z3"
    x1, y1, x2, y2, x3, y3, m1, m2, m3, z1, z2, z3 = names(symbols)
    w, g, m, z, a = names("w G M z a")
    let = {
        "w": [[x1, y1], [x2, y2], [x3, y3]],
        "M": [m1, m2, m3],
        "z": [z1, z2, z3],
        "G": [[dot(w[i], w[j]) for j in range(3)] for i in range(3)],
        "a": total(span(3), lambda d: scale(m[d] * z[d], w[d]), "d"),
    }
    return evaluation(matvec(w, a) == matvec(g, m * z), let=let, indeterminates=symbols, means="loadings of the row a")


def negative_shift() -> Certificate:
    """-G_12 > 0 and c >= B_11 make c I - B nonnegative off and on the diagonal: one entry each."""
    c, b, g = names("c b g")
    return implication(
        "c b g",
        assume=[relation(c - b, ">="), relation(-1 * g, ">")],
        conclude=relation((c - b) - g, ">"),
        by=derivation(term(1, use=(0,)), term(1, use=(1,))),
        means="entries of c I - B: c - b on the diagonal, -g off it",
    )


def bottom() -> Certificate:
    return spectrum(
        [[F(1), F(-3, 5), F(-1, 5)], [F(-3, 5), F(1), F(-1, 10)], [F(-1, 5), F(-1, 10), F(1)]],
        means="all interference negative: the positive eigenvector is the first one, for the smallest eigenvalue",
    )


def bottom_not_top() -> Certificate:
    """If the positive eigenvector of B with negative off-diagonal entries had the top eigenvalue, y.By would drop below: pairs."""
    lam, b11, b12, b22 = names("lam b11 b12 b22")
    return implication(
        "lam b11 b12 b22",
        assume=[relation(-1 * b12, ">"), relation(lam - b11, ">="), relation(lam - b22, ">=")],
        conclude=relation((lam - b11) + (lam - b22) - 2 * b12, ">"),
        by=derivation(term(2, use=(0,)), term(1, use=(1,)), term(1, use=(2,))),
        means="(1,1).(lam I - B)(1,1) > 0: a negative entry cannot occur with B = lam I",
    )


def equal_roots() -> list[Certificate]:
    """Two blocks [[1, 3/5], [3/5, 1]] and (8/5): equal Perron roots, and the positive eigenvector (1, 1, 1)."""
    b, y = names("B y")
    blocks = [[1, F(3, 5), 0], [F(3, 5), 1, 0], [0, 0, F(8, 5)]]
    one = evaluation(
        matvec(b, y) == scale(F(8, 5), y), let={"B": blocks, "y": [1, 1, 1]}, record="B", means="equal roots"
    )
    two = cluster_spectrum([[1, 0, 0], [F(3, 5), F(4, 5), 0], [0, 0, 1]], [1, 1, 1], means="roots 8/5 and 1: none")
    return [one, two]


def superposed() -> Certificate:
    """Features (1,0), (3/5,4/5) and off the cluster (-3/5,-4/5): a = (8/5, 4/5) has loadings 8/5, 8/5 and -8/5."""
    w, a = names("w a")
    let = {"w": [*PLANE, [F(-3, 5), F(-4, 5)]], "a": [F(8, 5), F(4, 5)]}
    return evaluation(both(*(dot(w[d], a) == F(8, 5) for d in range(2)), dot(w[2], a) < 0), let=let, record="a")


def infeasible() -> Certificate:
    """With the off feature (4/5, 3/5) in the span of the cluster and a.w_3 > 0 no interior encoder exists: Farkas."""
    rows = [[[1, 0], "=", "8/5"], [["3/5", "4/5"], "=", "8/5"], [["-4/5", "-3/5"], ">", 0]]
    # w_3 = (7/20) w_1 + (3/4) w_2
    return seal(
        "farkas",
        {"rows": rows, "means": "x.w_1 = x.w_2 = 8/5 and x.w_3 < 0 with w_3 = (4/5, 3/5)"},
        {"multipliers": ["7/20", "3/4", 1]},
    )


def prove(budget: Budget) -> list[Evidence]:
    equal, unequal = equal_roots()
    certificate = proof(
        """
        Nonnegative irreducible cluster matrices carry partial minima for their largest eigenvalue; all-negative ones
        saddles.""",
        read(
            "perron",
            """
            A nonnegative irreducible $B$ has a strictly positive eigenvector, unique up to scale, for its largest
            eigenvalue.""",
            "perron-frobenius",
        ),
        read("exists", "So a partial minimum exists by (b), and it is a local minimum by (e).", "instance", "perron"),
        read(
            "reducible",
            """
            A positive eigenvector of a block diagonal $B$ restricts to a positive eigenvector of each block for the
            same eigenvalue, its Perron root; conversely equal roots allow to join the Perron vectors.""",
            "perron-frobenius",
        ),
        checked(
            "shift",
            r"""
            Negative off-diagonal entries: $cI - B$ with $c \ge \max B_{dd}$ is nonnegative, positive off the
            diagonal.""",
            negative_shift(),
        ),
        read(
            "smallest",
            r"Its Perron vector is an eigenvector of $B$ for the smallest eigenvalue.",
            "perron-frobenius",
            "shift",
        ),
        checked("not-top", r"The smallest eigenvalue is not the largest: $B \ne \lambda I$.", bottom_not_top()),
        read("saddle", "By (e) the point is a strict saddle.", "instance", "smallest", "not-top"),
        checked("loading", r"SAE: $a \cdot w_e = (G \mathrm{diag}(M) z)_e = \lambda z_e$.", loading()),
        read(
            "off",
            r"""
            Rows with the same loadings are $a + b$, $b$ orthogonal to the cluster; that $(a + b) \cdot w_e < 0$ off
            the cluster is solvable for $b$ iff there is no $\mu$ as stated.""",
            "motzkin",
            "loading",
        ),
        read("all", "Together.", "conclusion", "exists", "reducible", "saddle", "off"),
    )
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            "Perron-Frobenius for each cluster.",
            (
                certificate,
                illustration("An instance with equal roots.", equal),
                illustration("An instance with different roots: no positive eigenvector.", unequal),
                illustration("An instance of size 3.", bottom()),
                illustration("An instance in superposition.", superposed()),
                illustration("And one where an off feature blocks it.", infeasible()),
            ),
        )
    ]


def examples(budget: Budget) -> Evidence:
    """Random positive targets and weights: the exact sign table has a positive top row and no other positive row."""
    rng, seen, violations = random.Random(budget.seed), 0, 0
    for _ in range(budget.pick(quick=25, full=250)):
        v = [[rng.randint(0, 4) + (i == j) for j in range(3)] for i in range(3)]
        m = [rng.randint(1, 5) for _ in range(3)]
        g = [[sum(x * y for x, y in zip(p, q, strict=True)) for q in v] for p in v]
        if any(x == 0 for row in g for x in row):
            continue
        certificate = cluster_spectrum(v, m)
        if _accepted(certificate):
            seen += 1
            violations += [positive(row) for row in certificate["asserts"]["signs"]] != [False, False, True]
    numbers = {"examples": seen, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "fixed-dimension", "Positive Gram matrices of size 3.", numbers=numbers)


def _accepted(certificate: Certificate) -> bool:
    from theory.certificates import Rejected, check

    try:
        check(certificate)
    except Rejected:
        return False
    return True


def mutations() -> list[Mutation]:
    def one_negative() -> Certificate:
        return cluster_spectrum([[1, 0, 0], [F(3, 5), F(4, 5), 0], [F(1, 9), F(-4, 9), F(8, 9)]], [1, 1, 1])

    def negative_top() -> Certificate:
        return psd([[F(2, 5) - 1, F(3, 5)], [F(3, 5), F(2, 5) - 1]], means="2/5 I - B for B = [[1, -3/5], [-3/5, 1]]")

    def blocked() -> Certificate:
        good = infeasible()
        rows = [*good["asserts"]["rows"][:2], [["4/5", "3/5"], ">", 0]]
        return seal("farkas", {**good["asserts"], "rows": rows}, good["witness"])

    return [
        Mutation("some-negative", "nonnegativity can be dropped for irreducible clusters", refuted_by=one_negative),
        Mutation(
            "negative-local",
            "with negative interference the positive eigenvector is the top one",
            rejected=negative_top,
        ),
        Mutation("farkas-for-feasible", "the same multipliers forbid x.w_3 > 0", rejected=blocked),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    return minima(problem)
