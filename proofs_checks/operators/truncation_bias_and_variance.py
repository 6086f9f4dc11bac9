"""Leaving modes out helps exactly when the energy that is lost is less than the variance that is saved."""

from __future__ import annotations

from fractions import Fraction

from proofs_checks.operators._typed import ours
from proofs_checks.vocabulary import Given, Theorem
from theory.typed import SCALAR, Expr, both, cond, family, for_all, iff, implies, member, negation, subset, total, var

energy, power = var("c", family("n", SCALAR)), var("P", family("n", SCALAR), "S")
noise, kept, chosen = var("v", SCALAR, r"\sigma^2"), var("K", subset("n")), var("J", subset("n"))


def risk(modes: Expr) -> Expr:
    """Noise in the modes that are kept, lost energy in the others."""
    return total("n", lambda i: cond(member(i, modes), noise / power[i], energy[i]))


full = total("n", lambda i: noise / power[i])
lost = total("n", lambda i: cond(member(i, kept), 0, energy[i]))
saved = total("n", lambda i: cond(member(i, kept), 0, noise / power[i]))


def right(i: Expr) -> Expr:
    """A mode that is kept has at least the energy of its noise, one that is left out at most that."""
    inside, outside = noise / power[i] <= energy[i], energy[i] <= noise / power[i]
    return both(implies(member(i, chosen), inside), implies(negation(member(i, chosen)), outside))


best = for_all("n", right)

T = Theorem(
    id="operators.truncation-bias-and-variance",
    title="Few modes favour smooth concepts: a trade of bias against variance",
    says=r"""
        Let a kernel have the energy $c_k = |\hat\kappa_k|^2$ in mode $k$, and be estimated mode by mode with variance
        $\sigma^2 / S_k$ ($S_k > 0$: power of the known codes). Keeping the modes $K$ has the risk $\sum_{k \in K}
        \sigma^2 / S_k + \sum_{k \notin K} c_k$. It is below the risk with all modes iff $\sum_{k \notin K} c_k <
        \sum_{k \notin K} \sigma^2 / S_k$; and a set $J$ that keeps what has $c_k > \sigma^2 / S_k$ and leaves out
        what has less is a best one.""",
    source=ours("truncated modes favour smooth concepts"),
    kind="equivalence",
    sizes="n",
    about=(energy, power, noise, kept, chosen),
    given={
        "power": Given(r"$S_k > 0$", for_all("n", lambda i: power[i] > 0), note="the variance divides by it"),
        "chosen-well": Given(
            r"$J$ keeps no $k$ with $c_k < \sigma^2 / S_k$ and leaves out none with $c_k > \sigma^2 / S_k$",
            best,
            fails={"J": []},
        ),
    },
    then=both(iff(risk(kept) < full, lost < saved), risk(chosen) <= risk(kept)),
    example={"n": 3, "c": [4, 1, Fraction(1, 8)], "P": [1, 1, 2], "v": 1, "K": [0], "J": [0, 1]},
    remark="""
        So truncation wins when the tail of the kernel is below the noise, for whatever reason; and what lies in the
        modes that are left out is never recovered.""",
)
T.wrongly("always", "fewer modes are always better", risk(kept) < full, K=[2])
T.wrongly("never", "all modes are always better", full <= risk(kept), K=[0, 1])
T.wrongly("strictly", "the chosen set is strictly better", risk(chosen) < risk(kept))
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
