r"""The prevalence law: random targets admit a partial minimum with probability ``m 2^(1-m)`` and a local one with ``2^(1-m)``.

Proved for all m from the sign-flip law; decided exactly, flip by flip, for one problem of each size m = 2, ..., 8.
"""

from __future__ import annotations

from fractions import Fraction

from proofs_checks.sdl import _flips as flips
from proofs_checks.sdl._spectra import cluster_spectrum
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, Mutation, Source
from theory.evidence import checked, evaluation, illustration, proof, read
from theory.formal import Expression, both, either, exists, for_all, gram, listing, matvec, names, op, scale, span

PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.thm-3.6-prevalence",
    title="The prevalence law",
    statement=r"""
        Let $m$ features with independent input features share one neuron. For independent targets $v_d$, each with a
        law that is symmetric and continuous enough that $G \mathrm{diag}(M)$ almost surely has simple spectrum and no
        eigenvector with a zero entry (for instance uniform on the unit sphere of $\mathbb{R}^{n_r}$, $n_r \ge m -
        1$), the cluster has a partial minimum with probability $m 2^{1-m}$, and one that is a local minimum with
        probability $2^{1-m}$, for all positive weights.""",
    source=Source(locator="Theorem 3.6, repaired: prevalence", ours=True),
    kind="rate",
    expected="argued",
    hypotheses=(
        Hypothesis(
            name="sign-symmetric",
            text=r"the law of each $v_d$ is unchanged under $v_d \to -v_d$",
            witness=lambda: flips.table(4),
            drop=lambda: cluster_spectrum(
                [[1, 0], [Fraction(3, 5), Fraction(4, 5)]], [1, 1], means="always positive: probability 1 for m = 2"
            ),
        ),
        Hypothesis(
            name="dimension",
            text=r"$n_r \ge m - 1$, so that the eigenvalue 0 is at most simple",
            witness=lambda: corank_one(),
            drop=lambda: corank_two(),
        ),
    ),
    depends_on=("sdl.sign-flip-law", "sdl.thm-3.6-positive-eigenvectors", "sdl.thm-3.6-top-eigenvectors"),
    remark="""
        So with probability 1 - 2^(1-m) the infimum over the region is approached only where features drop out:
        boundary minima are the rule from three features on.""",
)


def corank_one() -> Certificate:
    """Three targets in the plane still have simple spectrum without zero entries."""
    return cluster_spectrum([[1, 0], [Fraction(3, 5), Fraction(4, 5)], [Fraction(-5, 13), Fraction(12, 13)]], [1, 1, 1])


def corank_two() -> Certificate:
    """Three targets on a line: for v = (1, 1, -1) the kernel contains (1, 1, 2) > 0, for v = (1, 1, 1) the top one is (1, 1, 1).

    Up to permutation and sign these are all flips, so the probability of a partial minimum is 1, not 3/4.
    """
    v, positive_vectors = names("v vectors")

    def flipped(d: Expression) -> Expression:
        gram_ = gram(listing(span(3), lambda i: op("tuple", v[i] * d[i]), "i"))
        return exists(
            positive_vectors, lambda z: either(matvec(gram_, z) == [0, 0, 0], matvec(gram_, z) == scale(3, z)), "z"
        )

    let = {"v": [1, 1, 1], "vectors": [[1, 1, 1], [1, 1, 2], [1, 2, 1], [2, 1, 1]]}
    return evaluation(
        for_all(op("signs", 3), flipped, "d"),
        let=let,
        record="v",
        means="all 8 flips have a positive eigenvector: probability 1, not 3/4",
    )


def shares() -> Certificate:
    """2 m / 2^m = m 2^(1-m) and 2 / 2^m = 2^(1-m)."""

    def power(e: Expression) -> Expression:
        return op("^", 2, e)

    holds = for_all(
        span(1, 41), lambda m: both(2 * m / power(m) == m * power(1 - m), 2 / power(m) == power(1 - m)), "m"
    )
    return evaluation(holds, means="the two shares, for m up to 40")


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        """
        A random sign-symmetric cluster of m features has a partial minimum with probability m 2^(1-m), a local one
        with 2^(1-m).""",
        read(
            "criterion",
            """
            By (b) a partial minimum of the cluster is a strictly positive eigenvector, by (e) a local one belongs to
            the largest eigenvalue.""",
            "instance",
        ),
        read(
            "symmetry",
            r"Multiply the targets by independent uniform signs: the law stays the same and $B$ becomes $D B D$.",
            "probability",
        ),
        read(
            "flips",
            """
            Given the targets up to sign, exactly $2m$ and exactly $2$ of the $2^m$ flips qualify, by the sign-flip
            law.""",
            "instance",
            "criterion",
            "symmetry",
        ),
        checked("shares", "The shares.", shares()),
        read("average", "Averaging over the targets gives the probabilities.", "probability", "flips", "shares"),
        read(
            "sphere",
            r"""
            Uniform on the sphere: the discriminant of the characteristic polynomial and the entries of the
            eigenvectors are algebraic conditions that fail for some targets when $n_r \ge m - 1$, hence almost surely
            do not hold.""",
            "continuity",
        ),
        read("all", "Together.", "conclusion", "average", "sphere"),
    )
    decided = []
    for m in flips.SIZES:
        spectrum = flips.table(m)
        decided += [spectrum, flips.counts(spectrum["asserts"]["signs"])]
    return [
        Evidence(
            "symbolic-proof",
            "proved",
            "all-parameters",
            "Every m.",
            (
                certificate,
                illustration(r"For example three targets in the plane ($n_r = m - 1$).", corank_one()),
            ),
        ),
        Evidence(
            "exact-decision", "proved", "instance", "All flips of one problem for each m = 2, ..., 8.", tuple(decided)
        ),
    ]


def empirical(budget: Budget) -> Evidence:
    """Monte Carlo with Gaussian targets and random weights, numpy only."""
    import numpy as np

    rng, runs, off = np.random.default_rng(budget.seed), budget.pick(quick=2000, full=40000), {}
    for m in (2, 3, 4):
        v = rng.standard_normal((runs, m, m))
        s = np.sqrt(rng.uniform(0.5, 2, (runs, m)))
        vectors = np.linalg.eigh(s[:, :, None] * (v @ v.transpose(0, 2, 1)) * s[:, None, :])[1]
        good = np.abs(np.sign(vectors).sum(axis=1)) == m
        off[m] = (round(float(good.any(axis=1).mean()), 4), round(float(good[:, -1].mean()), 4))
    numbers = {"runs": runs, "seed": budget.seed, **{f"share m={m}": list(x) for m, x in off.items()}}
    return Evidence(
        "empirical",
        "empirical",
        "fixed-dimension",
        "Gaussian targets; the law says 1, 3/4, 1/2 and 1/2, 1/4, 1/8.",
        numbers=numbers,
    )


def mutations() -> list[Mutation]:
    def double() -> Certificate:
        return flips.counts(flips.table(5)["asserts"]["signs"], expect_any=20)

    def top_share() -> Certificate:
        return flips.counts(flips.table(5)["asserts"]["signs"], expect_top=1)

    def always() -> Certificate:
        return cluster_spectrum([[1, 0, 0], [Fraction(3, 5), Fraction(4, 5), 0], [0, 0, 1]], [1, 1, 1])

    return [
        Mutation("twice", "probability m 2^(2-m)", rejected=double),
        Mutation("half", "a local minimum with probability 2^(-m)", rejected=top_share),
        Mutation("always", "every cluster of three has a partial minimum", refuted_by=always),
    ]
