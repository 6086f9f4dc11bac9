"""The published benchmark has 126 dimensions of manifolds in 128, so generic subspaces are independent; capture needs 10.5 to 16 atoms.

Hence by manifolds.independent-subspaces-zero-loss it is no superposition: an untrained autoencoder with 252 atoms has no loss from
k = 16 on, and that capture happens "at k = 4", "at k = 8 to 16" and "at k = 10.5" are three different statements.
"""

from __future__ import annotations

from fractions import Fraction

from proofs_checks.manifolds._sampled import own
from theory.claims import Budget, Claim, Evidence, Mutation
from theory.evidence import evaluation
from theory.formal import Expression, both, expr, length, maximum_over, total
from theory.manifolds.mixture import zoo
from theory.statement import Statement

# circle, sphere, torus, Moebius band, Swiss roll, helix, disk, segment
DIMENSIONS = [2, 3, 4, 3, 3, 3, 2, 1]
FAMILIES = expr(DIMENSIONS)


def _sum() -> Expression:
    return total(FAMILIES, lambda k: k, "k")


# six variants of each family, four different manifolds present at a time, 128 coordinates
STATEMENT = Statement(
    (),
    {},
    both(
        6 * _sum() == 126,
        6 * _sum() <= 128,
        4 * maximum_over(FAMILIES, lambda k: k, "k") == 16,
        4 * _sum() / length(FAMILIES) == Fraction(21, 2),
    ),
)

CLAIM = Claim(
    id="manifolds.benchmark-is-linearly-separable",
    title="The published benchmark fits linearly into its space",
    statement=r"""
        Eight families with spans of dimensions $2, 3, 4, 3, 3, 3, 2, 1$, six variants of each, four manifolds present
        at a time: $\sum_i k_i = 126 \le 128 = d$, at most $16$ dimensions are present at once, and $10.5$ on average.""",
    source=own("the benchmark of Appendix E, as reported"),
    kind="property",
    expected="proved",
    depends_on=("manifolds.independent-subspaces-zero-loss",),
    remark="""
        So small k can be truncated capture and need not be tiling; 10.5 and 16 are the mean and the largest number of
        atoms that full capture keeps active. The dimensions are those of the families with exact moments.""",
    statement_formal=STATEMENT,
)


def prove(budget: Budget) -> Evidence:
    certificate = evaluation(STATEMENT.conclusion, means="the dimensions of the benchmark, added up")
    return Evidence("exact-decision", "proved", "instance", "The dimensions, added up.", (certificate,))


def examples(budget: Budget) -> Evidence:
    """The span of every manifold of the zoo, from the rank of its exact covariance."""
    found = [one.span_dimension for one in zoo()]
    wanted = [k for k in DIMENSIONS for _ in range(6)]
    numbers = {"examples": len(found), "violations": sum(a != b for a, b in zip(found, wanted, strict=True))}
    text = "The span dimension of each of the 48 manifolds is the rank of its exact covariance."
    return Evidence("property-test", "tested", "instance", text, numbers=numbers)


def mutations() -> list[Mutation]:
    wrong = {
        "superposed": ("the dimensions exceed the width", 6 * _sum() > 128),
        "four-are-enough": (
            "four atoms are enough for any four manifolds",
            4 * maximum_over(FAMILIES, lambda k: k, "k") <= 4,
        ),
        "sixteen-on-average": ("16 dimensions are present on average", 4 * _sum() / length(FAMILIES) == 16),
    }
    return [
        Mutation(name, text, refuted_by=lambda claim=claim: STATEMENT.concluding(claim).refuted_by({}))
        for name, (text, claim) in wrong.items()
    ]
