"""All rows of Table 4 come from one threshold tau: refuted.

The rows with M_GT = 0 force tau above 0.3605, the anchored row n = 1000 forces tau below 0.3422; also n = 900 contradicts.  With the
announced thresholds 0.95 or 0.9 five rows violate M_IP >= tau M_GT.  True instead (as an inference): M_IP and M_GT were averaged over
different sets of features; M_GT over n - 100 and M_IP over n features would leave room for tau, but the printed M_GT are multiples
of 1/n.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from proofs_checks.sdl import _published_tables as printed
from theory.certificates import seal
from theory.claims import Budget, Certificate, Claim, Evidence, Mutation, Source
from theory.evidence import derivation, evaluation, implication, relation, term
from theory.existence import Existence
from theory.formal import Expression, both, names
from theory.statement import Statement

F = Fraction
tau, ip_zero, ip, gt = names("tau ip_zero ip gt")
FIRM = 800  # the row with the largest M_IP among those with M_GT = 0


def limits(n: int, *, anchored: bool) -> tuple[Fraction, Fraction, Fraction]:
    """(smallest M_GT, smallest M_IP, largest M_IP) that are printed in this way."""
    row = printed.TABLE_4[n]
    share, score = (row[2], row[3]) if anchored else (row[0], row[1])
    low, high = printed.score(score)
    return printed.share(share)[0], low, high


def _two_rows() -> Existence:
    """One threshold for the row (800, base), whose M_GT is 0, and the anchored row 1000, with the means that are printed there."""
    _, floor, _ = limits(FIRM, anchored=False)
    part, _, ceiling = limits(1000, anchored=True)
    conditions = {
        "printed-mean-800": ip_zero >= floor,
        "none-recovered-800": tau >= ip_zero,
        "printed-share-1000": gt >= part,
        "printed-mean-1000": ip <= ceiling,
        "metrics-inequality-1000": ip >= tau * gt,
    }
    return Existence(Statement((), {}, Expression(True)), ("tau", "ip_zero", "ip", "gt"), conditions)


FORMAL = _two_rows()


PAGE = "published-numbers"
CLAIM = Claim(
    id="sdl.table-4-one-threshold",
    title="Table 4 is consistent with one threshold",
    statement=r"""
        There is a threshold $\tau$ such that every row of Table 4 reports $M_{GT} = |\{i : s_i \ge \tau\}| / n$ and
        $M_{IP} = \frac{1}{n} \sum_i s_i$ of one list of $n$ scores $s_i \ge 0$ (rounded to the printed digits).""",
    source=Source(locator="Table 4"),
    kind="consistency",
    expected="refuted",
    refutes="ours",
    depends_on=("sdl.metrics-inequality",),
    remark="""
        Printed M_GT are multiples of 1/n for every n, so the share was taken over all n features. A share printed as
        0 is read as no feature at all (one feature of 1400 would print as 0.07). The formal statement asks for a
        threshold and means of two rows only, with what sdl.metrics-inequality says about them.""",
    statement_formal=FORMAL,
)


def contradiction(n: int, *, slack: Any = 0) -> Certificate:
    """No tau fits the row (800, base) and the anchored row n: the assumptions imply -1 >= 0."""
    _, floor, _ = limits(FIRM, anchored=False)
    part, _, ceiling = limits(n, anchored=True)
    ceiling += slack
    assume = [
        relation(ip_zero - floor, ">="),
        relation(tau - ip_zero, ">="),
        relation(gt - part, ">="),
        relation(ceiling - ip, ">="),
        relation(ip - tau * gt, ">="),
    ]
    excess = floor * part - ceiling
    # excess * (-1) = (ceiling - ip) + (ip - tau gt) + tau gt - floor * part, and tau gt - floor * part expands around the corner
    by = derivation(
        term(1, use=(3,)),
        term(1, use=(4,)),
        term(1, use=(0, 2)),
        term(1, use=(1, 2)),
        term(floor, use=(2,)),
        term(part, use=(0,)),
        term(part, use=(1,)),
        factor=(excess if excess > 0 else F(1), ()),
    )
    return implication(
        "tau ip_zero ip gt",
        assume=assume,
        conclude=relation(Expression(-1), ">="),
        by=by,
        means=f"M_IP <= tau (n = {FIRM} without anchors, M_GT = 0) and M_IP >= tau M_GT (n = {n} with anchors) exclude each other",
    )


def no_tau(n: int) -> Certificate:
    """The same as a linear system in tau alone."""
    _, floor, _ = limits(FIRM, anchored=False)
    part, _, ceiling = limits(n, anchored=True)
    rows = [[["1"], ">=", str(floor)], [[str(-part)], ">=", str(-ceiling)]]
    means = f"tau >= {floor} from n = {FIRM}, and tau * {part} <= {ceiling} from the anchored row n = {n}"
    return seal("farkas", {"rows": rows, "means": means}, {"multipliers": [str(part), "1"]})


def announced() -> Certificate:
    """At tau = 9/10 (so also at 95/100) the anchored rows n = 800, ..., 1200 violate M_IP >= tau M_GT."""
    rows = [limits(n, anchored=True) for n in (800, 900, 1000, 1100, 1200)]
    return evaluation(
        both(*(F(9, 10) * part > ceiling for part, _, ceiling in map(_expressions, rows))),
        means="five anchored rows of Table 4 at the threshold 9/10",
    )


def _expressions(values: tuple[Fraction, ...]) -> tuple[Expression, ...]:
    return tuple(Expression(str(v)) for v in values)


def multiples(*, shift: int = 0) -> Certificate:
    """Each anchored M_GT is a printed multiple of 1/n; four of the rows are no printed multiple of 1/(n - 100)."""
    tests = []
    for n, row in printed.TABLE_4.items():
        low, high = (Expression(str(x)) for x in printed.share(row[2]))
        count = Expression(round(F(row[2]) * n / 100) + shift)
        tests.append(both(low * n <= count, count <= high * n))
        if n in (900, 1000, 1300, 1400):
            below = math.floor(F(row[2]) * (n - 100) / 100)
            tests.append(both(below < low * (n - 100), high * (n - 100) < below + 1))
    return evaluation(both(*tests), means="shares of n features, and not of the n - 100 features without an anchor")


def room() -> Certificate:
    """If M_IP were a mean over n and M_GT a share of n - 100 features, tau between 0.3605 and 0.38 would be possible."""
    tests = []
    for n in printed.TABLE_4:
        part, _, ceiling = _expressions(limits(n, anchored=True))
        tests.append(F(37, 100) * part * (n - 100) <= ceiling * n)
        tests.append(Expression(str(limits(n, anchored=False)[1])) <= F(37, 100))
    return evaluation(both(*tests), means="tau = 0.37 fits all rows if the two averages run over different sets")


def refute(budget: Budget) -> list[Evidence]:
    return [
        Evidence(
            "exact-decision",
            "refuted",
            "instance",
            "The base row n = 800 against the anchored rows n = 1000 and n = 900.",
            (contradiction(1000), no_tau(1000), contradiction(900), no_tau(900)),
        ),
        Evidence(
            "exact-decision",
            "refuted",
            "instance",
            "At the announced thresholds; what the printed shares are shares of; which reading would leave room.",
            (announced(), multiples(), room()),
        ),
    ]


def mutations() -> list[Mutation]:
    return [
        Mutation("another-row", "the row n = 1400 must not contradict", rejected=lambda: contradiction(1400)),
        Mutation(
            "wider-rounding",
            "nor the row n = 1000 if its mean were 2/100 larger",
            rejected=lambda: contradiction(1000, slack=F(2, 100)),
        ),
        Mutation("one-more-feature", "one more feature in every share", rejected=lambda: multiples(shift=1)),
    ]
