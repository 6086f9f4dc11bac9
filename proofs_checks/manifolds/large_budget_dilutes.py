"""That a budget larger than the dimension dilutes is false: antipodal pairs of a basis stay exact, with p active atoms, at every budget.

True instead: a larger budget permits dilution without asking for it.  Frames with n >= p antipodal pairs are exact, too
(manifolds.antipodal-pairs-are-exact), so every even support from 2p on has zero loss.
"""

from __future__ import annotations

from typing import Any

from proofs_checks import parts
from proofs_checks.manifolds._sampled import reported
from proofs_checks.manifolds.antipodal_pairs_are_exact import T, V, W, active, x
from theory.claims import Budget, Claim, Evidence, Mutation
from theory.typed import SCALAR, TypedStatement, both, scalar, size, var

k = var("k", SCALAR)
P, N = scalar(size("p")), scalar(size("n"))
TYPED = TypedStatement(
    "p n",
    (V, W, x, k),
    {"dual": T.typed.hypotheses["dual"], "large": P < k, "budget": active <= k},
    P < active,
    let=T.let,
)
STATEMENT = TYPED.statement()
POINT: dict[str, Any] = {**T.example, "k": 4}

CLAIM = Claim(
    id="manifolds.large-budget-dilutes",
    title="A budget of active atoms that is larger than the dimension dilutes",
    statement=r"""
        Let the $2n$ atoms $\pm v_i$ with encoders $\pm w_i$ reproduce $\mathbb{R}^p$, $V W = I$, with at most $k$ active atoms
        at $x$, where $k > p$. Then more than $p$ atoms are active at $x$.""",
    source=reported("that a large k dilutes, by accounts of the paper"),
    kind="property",
    expected="refuted",
    refutes="ours",
    hypotheses=parts.satisfied(
        lambda: STATEMENT.satisfied_by(POINT),
        ("dual", r"$V W = I$"),
        ("large", "$k > p$"),
        ("budget", "at most $k$ active atoms"),
    ),
    remark="""
        So dilution at a large budget is a degeneracy of the objective and no property of exact codes: which zero-loss solution
        training takes is measured, in the figure synthetic_sweep.""",
    statement_formal=STATEMENT,
)


def refute(budget: Budget) -> Evidence:
    return parts.counterexample("A basis of the plane and its opposites, budget 4.", STATEMENT, POINT, record="")


def mutations() -> list[Mutation]:
    more_atoms, whole = (TYPED.concluding(c).statement().conclusion for c in (both(P < active, P < N), active == k))
    return [
        parts.wrong("more-atoms", "more than 2p atoms are used, too", STATEMENT, POINT, more_atoms),
        parts.wrong("whole-budget", "the whole budget is active", STATEMENT, POINT, whole),
    ]
