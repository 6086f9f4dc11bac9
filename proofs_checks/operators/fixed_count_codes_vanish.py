"""Codes with a fixed number of active points vanish as the grid is refined: their output is at most s u c / n."""

from __future__ import annotations

from proofs_checks.operators._typed import ours
from proofs_checks.vocabulary import Given, Theorem
from theory.typed import NAT, SCALAR, absolute, cardinal, family, for_all, scalar, size, those, total, var

z, k = var("z", family("n", SCALAR)), var("k", family("n", SCALAR), r"\kappa")
s, u, c = var("s", NAT), var("u", SCALAR), var("c", SCALAR)
active = var("A", those("n", lambda i: z[i] != 0).type)
mean = total("n", lambda i: k[i] * z[i]) / scalar(size("n"))

T = Theorem(
    id="operators.fixed-count-codes-vanish",
    title="Top-s with a fixed count fades as the grid is refined",
    says=r"""
        A spectral or circular layer writes $\frac{1}{n} \sum_i \kappa_i z_i$ at each of the $n$ points of the grid
        ($\kappa$: the values of its kernel, seen from that point). If at most $s$ of the $z_i$ are not zero, $|z_i|
        \le u$ and $|\kappa_i| \le c$, then $\left|\frac{1}{n} \sum_i \kappa_i z_i\right| \le \frac{s}{n} u c$: with
        fixed $s$ it tends to zero with the resolution.""",
    source=ours("domain sparsity across discretisations"),
    kind="bound",
    sizes="n",
    about=(z, k, s, u, c),
    let=((active, those("n", lambda i: z[i] != 0)),),
    given={
        "a-point": Given(r"$n \ge 1$", size("n") >= 1, note="the mean needs a point"),
        "sparse": Given(r"at most $s$ of the $z_i$ are not zero", cardinal(active) <= s, fails={"s": 0}),
        "codes-bounded": Given(r"$|z_i| \le u$", for_all("n", lambda i: absolute(z[i]) <= u), fails={"u": 1}),
        "kernel-bounded": Given(r"$|\kappa_i| \le c$", for_all("n", lambda i: absolute(k[i]) <= c), fails={"c": 1}),
    },
    then=absolute(mean) <= scalar(s) / scalar(size("n")) * (u * c),
    example={"n": 4, "z": [2, 0, 0, 2], "k": [3, 1, 1, 3], "s": 2, "u": 2, "c": 3},
    remark=r"""
        A fraction of the domain instead of a count keeps its meaning: with $s = \lceil \varphi n \rceil$ the bound
        does not move.""",
)
T.wrongly("strict", "strictly less", absolute(mean) < scalar(s) / scalar(size("n")) * (u * c))
T.wrongly("one-less", "s - 1 in place of s", absolute(mean) <= (scalar(s) - 1) / scalar(size("n")) * (u * c))
T.wrongly("half", "half of the bound", absolute(mean) <= scalar(s) / scalar(size("n")) * (u * c) / 2)
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
