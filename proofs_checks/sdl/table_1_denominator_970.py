"""The anchored shares of four rows of Table 1 have one common denominator below 1500, and it is 970.

87.63, 89.38, 87.32 and 25.05 percent are 850, 867, 847 and 243 of 970.  So the shares were not taken over n = 1000 features; 970 = 1000 -
30 suggests (an inference from rounding, not a fact about the code) that 30 anchored features were left out.
"""

from __future__ import annotations

from fractions import Fraction

from proofs_checks.sdl import _published_tables as printed
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, Source
from theory.typed import NAT, Expr, absolute, both, family, iff, scalar, size, var

F = Fraction
ROWS = ("TopK", "BatchTopK", "Matryoshka", "Transcoder")
SHARES = [printed.TABLE_1[name][2] for name in ROWS]
COUNTS = (850, 867, 847, 243)
LIMIT = 1500
N, c = size("N"), var("c", family(4, NAT))


def printed_as(row: int) -> Expr:
    """``c/N`` is the printed percentage, rounded to two decimals (a tie may go either way)."""
    whole, hundredths = (int(part) for part in SHARES[row].split("."))
    return absolute(100 * scalar(c[row]) / scalar(N) - whole - F(hundredths, 100)) <= F(1, 200)


def counted(denominator: int) -> Expr:
    """The denominator and the four counts."""
    return both(N == denominator, *(c[row] == count for row, count in enumerate(COUNTS)))


FIT = both(*map(printed_as, range(4)))
T = Theorem(
    id="sdl.table-1-denominator-970",
    title="The anchored shares in Table 1 are fractions of 970",
    says="""
        The only $N < 1500$ for which $87.63$, $89.38$, $87.32$ and $25.05$ percent are all fractions $c_i/N$, rounded
        to two decimals, is $N = 970$, with the counts $850$, $867$, $847$ and $243$.""",
    source=Source(locator="Table 1", ours=True, note="rows TopK, BatchTopK, Matryoshka and Transcoder with anchors"),
    kind="consistency",
    sizes="N",
    about=(c,),
    given={
        "at-least-one": Given(r"$N \ge 1$", N >= 1, note="a share is a share of something"),
        "below-1500": Given("$N < 1500$", N < LIMIT, fails={"N": 1940, "c": [2 * x for x in COUNTS]}),
    },
    then=iff(FIT, counted(970)),
    example={"N": 970, "c": list(COUNTS)},
    remark="""
        The shares without anchors (84.90, 84.80, 83.70, 23.60) are multiples of 1/1000. The crosscoder's 56.42 and
        57.71 are neither; it averages over several sources.""",
)
T.wrongly("thousand", "the denominator is 1000", iff(FIT, counted(1000)))
T.wrongly(
    "two-rows", "two rows are enough", iff(both(printed_as(0), printed_as(1)), N == 970), N=744, c=[652, 665, 0, 0]
)
PAGE = "published-numbers"
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Every denominator, by printing its shares; and the shares without anchors as thousandths."""

    def prints(n: int, text: str) -> bool:
        nearest = int(float(text) * n / 100)
        return any(f"{100 * count / n:.2f}" == text for count in (nearest, nearest + 1))

    wrong = sum(all(prints(n, text) for text in SHARES) != (n == 970) for n in range(1, LIMIT))
    wrong += sum((F(printed.TABLE_1[name][0]) * 10).denominator != 1 for name in ROWS)
    wrong += sum((F(text) * 10).denominator == 1 for text in SHARES)
    numbers = {"examples": LIMIT - 1 + 2 * len(ROWS), "violations": wrong}
    return Evidence("property-test", "tested", "instance", "Every denominator, with printed decimals.", numbers=numbers)
