"""The effective dictionary P D has at most the rank of P, the effective encoder L^T W at most that of L."""

from __future__ import annotations

from proofs_checks.operators._typed import D, L, P, W, ours
from proofs_checks.vocabulary import Theorem
from theory.typed import both, rank, transposed

T = Theorem(
    id="operators.effective-rank",
    title="A projection of low rank keeps dictionaries out of reach",
    says=r"""
        $\mathrm{rank}(P D) \le \mathrm{rank}(P)$, $\mathrm{rank}(P D) \le \mathrm{rank}(D)$ and $\mathrm{rank}(L^\top
        W) \le \mathrm{rank}(L)$ for all matrices. (Beyond the formal statement: so with $\mathrm{rank}(P) < m$ no
        lifted autoencoder has a dictionary of rank $m$, and more than $m$ effective atoms are never independent.)""",
    source=ours("equivalence of lifted and plain autoencoders, necessity of the ranks"),
    kind="bound",
    sizes="h m p",
    about=(L, P, W, D),
    given={},
    then=both(rank(P @ D) <= rank(P), rank(P @ D) <= rank(D), rank(transposed(L) @ W) <= rank(L)),
    example={
        "h": 2,
        "m": 2,
        "p": 2,
        "L": [[1, 0], [0, 1]],
        "P": [[1, 1], [1, 1]],
        "W": [[1, 2], [3, 4]],
        "D": [[1, 0], [0, 1]],
    },
)
T.wrongly("rank-of-dictionary", "P D has the rank of D", rank(P @ D) == rank(D))
T.wrongly("at-least", "the rank of P D is at least that of D", rank(D) <= rank(P @ D))
T.wrongly("encoder-full", "L^T W has the rank of L", rank(transposed(L) @ W) == rank(L), W=[[1, 2], [2, 4]])
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
