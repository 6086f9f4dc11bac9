"""Over any run with atoms of norm 1 the energies add up, and the parts interfere by minus twice the product of output and residual."""

from __future__ import annotations

import random

from proofs_checks.pursuit._atoms import F, own, unit, vector
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence
from theory.pursuit import RULES, interference, pursue
from theory.pursuit.encoder import inner
from theory.typed import SCALAR, both, column, dot, family, for_all, implies, indicator, mat, norm2, total, var, vec

U, x, a = var("U", mat("m", "n")), var("x", vec("m")), var("a", vec("n"))
time = var("time", family("n", SCALAR), "t")
written = var("y", vec("m"), r"\hat x")


def product(s, t):  # type: ignore[no-untyped-def]
    """The inner product of the atoms of two steps."""
    return dot(column(U, s), column(U, t))


earlier = for_all(
    "n",
    lambda t: (
        a[t] == dot(column(U, t), x) - total("n", lambda s: indicator(time[s] < time[t]) * a[s] * product(s, t), "s")
    ),
    "t",
)
T = Theorem(
    id="pursuit.energy-conservation",
    title="Energies of a run add up, and net interference is what the residual still sees",
    says=r"""
        Step $i$ of a run takes an atom $u_i$ of norm 1, chosen by any rule, with the coefficient $a_i = \langle u_i,
        r_i \rangle$, where $r_i$ is $x$ minus what the earlier steps wrote. With $\hat x = \sum_i a_i u_i$: $\|x\|^2
        = \|x - \hat x\|^2 + \sum_i a_i^2$ and $\sum_{i \ne j} a_i a_j \langle u_i, u_j \rangle = -2 \langle \hat x, x
        - \hat x \rangle$.""",
    source=own("Parseval for pursuit, and what remains true of the sentence that pursuit removes interference"),
    kind="identity",
    sizes="m n",
    about=(U, x, a, time),
    let=((written, U @ a),),
    given={
        "norm-one": Given(
            r"$\|u_i\| = 1$",
            for_all("n", lambda i: norm2(column(U, i)) == 1),
            fails={"U": [[2, F(3, 5)], [0, F(4, 5)]], "a": [2, -1]},
        ),
        "one-after-another": Given(
            r"the steps have different times $t_i$",
            for_all("n", lambda i: for_all("n", lambda k: implies(i != k, time[i] != time[k]), "k")),
            fails={"time": [0, 0], "a": [1, F(7, 5)]},
        ),
        "coefficients": Given(
            r"$a_i = \langle u_i, x \rangle - \sum_{t_s < t_i} a_s \langle u_s, u_i \rangle$",
            earlier,
            fails={"a": [1, 1]},
        ),
    },
    then=both(
        norm2(x) == norm2(x - written) + total("n", lambda i: a[i] ** 2),
        total("n", lambda i: total("n", lambda k: indicator(i != k) * a[i] * a[k] * product(i, k), "k"))
        == -2 * dot(written, x - written),
    ),
    example={"m": 2, "n": 2, "U": [[1, F(3, 5)], [0, F(4, 5)]], "x": [1, 1], "a": [1, F(4, 5)], "time": [0, 1]},
    remark="""
        The sum is over steps. Over pairs of different atoms, with the coefficients of an atom added up, the net can
        be negative where atoms come again. So pursuit does not remove interference pair by pair: its sum vanishes
        with the residual.""",
)
pairs = total("n", lambda i: total("n", lambda k: indicator(i != k) * a[i] * a[k] * product(i, k), "k"))
T.wrongly("no-interference", "the parts do not interfere", pairs == 0)
T.wrongly("once", "the product of output and residual, once", pairs == -1 * dot(written, x - written))
T.wrongly(
    "pairwise",
    "all steps are orthogonal to each other",
    for_all("n", lambda i: for_all("n", lambda k: implies(i != k, product(i, k) == 0), "k")),
)
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Runs of the exact encoders, by all three rules."""
    rng, size, violations = random.Random(budget.seed), budget.pick(quick=60, full=1000), 0
    for i in range(size):
        atoms, point = [unit(rng) for _ in range(rng.randint(1, 5))], vector(rng)
        run = pursue(atoms, point, rule=RULES[i % 3], steps=4)  # type: ignore[arg-type]
        taken = [s.coefficient for s in run.steps]
        out = [u - v for u, v in zip(point, run.residual, strict=True)]
        good = inner(point, point) == run.energies[-1] + sum(c * c for c in taken)
        violations += not (good and interference(atoms, run.selected, taken) == -2 * inner(out, run.residual))
    numbers = {"examples": size, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "fixed-dimension", "Random runs of three rules.", numbers=numbers)
