"""Open: which local minima of the single-feature loss survive as local minima of the true loss for sparse inputs?

Not all of them do: ``sdl.thm-3.1-transfer-local`` has two counterexamples.  Local minima of the single-feature loss lie on plateaus (the
preactivations of features that a neuron does not serve are free), and the loss prefers some of their points; no criterion is known here.
"""

from __future__ import annotations

import numpy as np

from proofs_checks.sdl import _descent as descent
from theory.claims import Budget, Claim, Evidence, Source

PAGE = "loss-approximation"
CLAIM = Claim(
    id="sdl.open-transfer-of-minima",
    title="Which local minima transfer from the single-feature loss to the loss?",
    statement=r"""
        Characterise the local minima of $\tilde{L}$ near which $L$ has a local minimum for all $S$ close to 1: which
        points of the plateaus of $\tilde{L}$ survive?""",
    source=Source(locator="open question", arxiv="", ours=True),
    kind="open-question",
    expected="undecided",
    depends_on=("sdl.thm-3.1-transfer-local",),
)


def moved(rng: np.random.Generator, w: descent.Array, count: int, steps: int, rate: float) -> descent.Array:
    """How far the outputs on single features move when descent goes on with the true loss at the given activity rate."""
    single = descent.single_features(w, np.ones(len(w)))
    e, d = descent.starts(rng, count, 2, w.shape[1], w.shape[1])
    e, d, norms = descent.descend(single, e, d, steps=steps, rate=0.02)
    later_e, later_d, _ = descent.descend(descent.sparse_inputs(w, rate), e, d, steps=steps, rate=0.02)

    def outputs(a: descent.Array, b: descent.Array) -> descent.Array:
        return np.einsum("bnq,brq->bnr", np.maximum(np.einsum("np,bqp->bnq", w, a), 0), b)

    distance = np.sqrt(((outputs(later_e, later_d) - outputs(e, d)) ** 2).sum(axis=(1, 2)))
    return distance[norms < 1e-6]


def empirical(budget: Budget) -> Evidence:
    count, steps = budget.pick(quick=30, full=400), budget.pick(quick=1800, full=25000)
    rng = np.random.default_rng(budget.seed)
    numbers: dict[str, object] = {"seed": budget.seed, "starts per problem": count, "steps": steps, "rate": 0.01}
    # the first two Grams have a repeated eigenvalue, hence plateaus; the third has none
    for name, inner in (("orthonormal", (0.0, 0.0, 0.0)), ("equal cosines", (0.3,) * 3), ("generic", (0.5, 0.1, 0.3))):
        gram = np.eye(3)
        gram[np.triu_indices(3, 1)] = inner
        w = np.asarray(np.linalg.cholesky(gram + np.triu(gram, 1).T), dtype=np.float64)
        distance = moved(rng, w, count, steps, 0.01)
        numbers[f"{name}: converged"] = len(distance)
        numbers[f"{name}: moved by more than 0.3"] = int((distance > 0.3).sum())
    return Evidence(
        "search",
        "undecided",
        "instance",
        "n = 3, q = 2, equal weights: descent on the single-feature loss, then on the true loss at activity rate 1/100.",
        numbers=numbers,
    )
