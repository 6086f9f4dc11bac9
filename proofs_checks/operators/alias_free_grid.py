"""A layer with the modes |k| < M reads a function of band |j| <= B without aliasing on N >= B + M points."""

from __future__ import annotations

from proofs_checks.operators._typed import ours
from proofs_checks.vocabulary import Given, Theorem
from theory.typed import NAT, both, var

B, M, N = var("B", NAT), var("M", NAT), var("N", NAT)
j, k, turns = var("j", NAT), var("k", NAT), var("l", NAT)

T = Theorem(
    id="operators.alias-free-grid",
    title="Resolution of the linear part: N >= B + M points suffice",
    says=r"""
        On $N$ points the frequencies that differ by a multiple of $N$ look alike. If $N \ge B + M$, no frequency $\pm
        j$ with $j \le B$ looks like another kept frequency $\pm k$ with $k < M$: $j + k \ne l N$, $j \ne k + l N$ and
        $k \ne j + l N$ for all $l \ge 1$. (Beyond the formal statement: so the linear layer reads every function of
        band $B$ exactly, on any such grid; less than the Nyquist number $2 B + 1$ is enough when $M \le B$.)""",
    source=ours("generalisation across discretisations, linear part"),
    kind="bound",
    sizes="",
    about=(B, M, N, j, k, turns),
    given={
        "points": Given(r"$N \ge B + M$", B + M <= N, fails={"N": 4}),
        "in-band": Given(r"$j \le B$", j <= B, fails={"j": 4}),
        "kept": Given(r"$k < M$", k < M, fails={"k": 2}),
        "another": Given(r"$l \ge 1$", turns >= 1, fails={"l": 0, "j": 1, "k": 1}),
    },
    then=both(j + k != turns * N, j != k + turns * N, k != j + turns * N),
    example={"B": 3, "M": 2, "N": 5, "j": 3, "k": 1, "l": 1},
    remark="Sharp: with $N = B + M - 1$ the frequency $B$ looks like $-(M - 1)$, which is the first wrong variant.",
)
T.wrongly("one-point-less", "N >= B + M - 1 is enough", without="points", N=4)
T.wrongly("one-mode-more", "the frequency M is read as well", without="kept", k=2)
T.wrongly("every-multiple", "j + k = l N can happen", j + k == turns * N)
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
