"""For scores s_i >= 0 the two published metrics satisfy M_IP >= tau M_GT, and more.

M_GT is the share of features whose score reaches tau, M_IP the mean score.  If M_GT = 0 then M_IP < tau; if the scores are at most 1 then
M_IP <= tau + (1 - tau) M_GT.  Any table of both metrics can be audited with these inequalities.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, Source
from theory.typed import SCALAR, both, family, for_all, implies, indicator, scalar, size, total, var

F = Fraction
s, tau = var("s", family("n", SCALAR)), var("tau", SCALAR)
mean, share = var("mean", SCALAR, "M_{IP}"), var("share", SCALAR, "M_{GT}")
n = scalar(size("n"))

T = Theorem(
    id="sdl.metrics-inequality",
    title="The mean score is at least the threshold times the share of recovered features",
    says=r"""
        Let $s_1, \dots, s_n \ge 0$ ($n \ge 1$), $M_{GT} = |\{i : s_i \ge \tau\}| / n$ and $M_{IP} = \frac{1}{n}
        \sum_i s_i$. Then $M_{IP} \ge \tau M_{GT}$; $M_{GT} = 0$ implies $M_{IP} < \tau$; and if all $s_i \le 1$ then
        $M_{IP} \le \tau + (1 - \tau) M_{GT}$.""",
    source=Source(locator="definition of the metrics", ours=True),
    kind="bound",
    sizes="n",
    about=(s, tau),
    let=((mean, total("n", lambda i: s[i]) / n), (share, total("n", lambda i: indicator(s[i] >= tau)) / n)),
    given={
        "at-least-one": Given(r"$n \ge 1$", size("n") >= 1, note="the mean needs a score"),
        "not-negative": Given(
            r"$s_i \ge 0$", for_all("n", lambda i: s[i] >= 0), fails={"n": 2, "s": [1, -5], "tau": F(1, 2)}
        ),
    },
    then=both(
        mean >= tau * share,
        implies(share == 0, mean < tau),
        implies(for_all("n", lambda i: s[i] <= 1), mean <= tau + (1 - tau) * share),
    ),
    example={"n": 4, "s": [1, F(19, 20), F(1, 2), 0], "tau": F(19, 20)},
)
T.wrongly("strict", "M_IP > tau M_GT", mean > tau * share, n=2, s=[1, 1], tau=1)
T.wrongly("more-than-one", "the upper bound without s <= 1", mean <= tau + (1 - tau) * share, n=1, s=[3], tau=F(1, 2))
T.wrongly("larger-factor", "M_IP >= 2 tau M_GT", mean >= 2 * tau * share, n=1, s=[1], tau=1)
PAGE = "published-numbers"
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Random lists of scores."""
    rng, size, violations = random.Random(budget.seed), budget.pick(quick=300, full=5000), 0
    for _ in range(size):
        scores = [F(rng.randint(0, 30), 20) for _ in range(rng.randint(1, 6))]
        level = F(rng.randint(0, 24), 20)
        mean, part = sum(scores) / len(scores), F(sum(x >= level for x in scores), len(scores))
        good = mean >= level * part and (part > 0 or mean < level)
        violations += not (good and (max(scores) > 1 or mean <= level + (1 - level) * part))
    numbers = {"examples": size, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "instance", "Random lists of scores.", numbers=numbers)
