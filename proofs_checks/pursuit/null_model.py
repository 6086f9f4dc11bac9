"""Random dictionaries on noise: pursuit explains more than Top-k at every number of atoms above 1, with nothing to find.

Published curves of trained models have both shapes; so they are findings only as far as they are above these.
"""

from __future__ import annotations

from fractions import Fraction

from proofs_checks.pursuit._atoms import own
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation
from theory.evidence import evaluation
from theory.formal import both, for_all, names

NUMBERS = (5, 16, 32, 64)
EXPECTED = ("0.066", "0.167", "0.276", "0.431")  # three dictionaries of 3,072 atoms, 600 samples each
NEAR = Fraction(1, 100)  # 24 samples: a share of .43 has a standard error of .003
INPUTS, ATOMS, SAMPLES = 768, 3072, 24

CLAIM = Claim(
    id="pursuit.null-model",
    title="Pursuit explains more than Top-k with random dictionaries on noise",
    statement=r"""
        Isotropic noise in 768 dimensions and 3,072 independent random atoms of norm 1: the shares of the energy that 5, 16, 32
        and 64 steps of pursuit by positive products explain are within .01 of .066, .167, .276 and .431; the tied Top-k
        encoder explains less at each of them, also with its codes fitted by least squares up to 32 atoms.""",
    source=own("null model of Figures 5 and 8 of arXiv 2506.03093, as reported"),
    kind="consistency",
    expected="empirical",
    remark="""
        At 19,200 atoms Top-k explains .25 with 32 atoms and .19 with 64 (figure null_model): a curve that bends down needs
        no training either. sdl-atlas pursuit --data prints such curves below those of a dictionary of yours.""",
)


def shares(inputs: int, atoms: int, samples: int, numbers: tuple[int, ...], seed: int) -> dict[str, list[Fraction]]:
    """The share explained by every method at every number, as exact values of the floats."""
    from solvers.pursuit.null_model import METHODS, explained

    found = {(m, k): Fraction(s) for m, k, s in explained(atoms, inputs, samples, numbers, seed=seed)}
    return {m: [found[m, k] for k in numbers] for m in METHODS}


def certificate(found: dict[str, list[Fraction]], expected: tuple[str, ...]) -> Certificate:
    """The comparisons of the claim for measured shares."""
    p, t, f, e = names("pursuit topk refit expected")
    parts = [both(p[i] - e[i] <= NEAR, e[i] - p[i] <= NEAR, t[i] < p[i]) for i in range(len(expected))]
    refit = [f[i] < p[i] for i in range(len(expected)) if NUMBERS[i] <= 32]
    let = {
        "pursuit": found["pursuit"],
        "topk": found["topk"],
        "refit": found["topk_refit"],
        "expected": [Fraction(x) for x in expected],
    }
    return evaluation(both(*parts, *refit), let=let, means="measured shares of the energy, and the expected ones")


def empirical(budget: Budget) -> list[Evidence]:
    """One dictionary and one set of samples a run."""
    out = []
    for seed in range(budget.seed, budget.seed + budget.pick(quick=1, full=5)):
        found = shares(INPUTS, ATOMS, budget.pick(quick=SAMPLES, full=200), NUMBERS, seed)
        rounded = {
            f"{m} {k}": round(float(s), 4) for m, row in found.items() for k, s in zip(NUMBERS, row, strict=True)
        }
        out.append(
            Evidence(
                "empirical",
                "empirical",
                "instance",
                "Shares of the energy of noise that a random dictionary explains.",
                (certificate(found, EXPECTED),),
                numbers={"runs": 1, "seed": seed, **rounded},
            )
        )
    return out


def mutations() -> list[Mutation]:
    def small() -> dict[str, list[Fraction]]:
        return shares(64, 256, 32, (2, 4, 8, 16), 0)

    def other_sizes() -> Certificate:
        return certificate(small(), EXPECTED)

    def topk_more() -> Certificate:
        p, t = names("pursuit topk")
        found = small()
        return evaluation(
            for_all([0, 1, 2, 3], lambda i: t[i] >= p[i], "i"), let={"pursuit": found["pursuit"], "topk": found["topk"]}
        )

    return [
        Mutation("any-size", "the same shares come with 256 atoms in 64 dimensions", rejected=other_sizes),
        Mutation("top-k-more", "Top-k explains at least as much", rejected=topk_more),
    ]
