"""A matching pursuit autoencoder of handwritten digits beside the Top-K one: what its steps explain, above chance, and any hierarchy.

    pip install 'sdl-atlas[examples]'
    python examples/digits/pursuit.py

The images, the number of atoms and the number of active ones are those of ``train.py``.  Every number stands beside the same number of
a null model: random dictionaries of the same size, and codes whose columns were shuffled.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.datasets import load_digits

from solvers.pursuit.encode import Settings
from solvers.pursuit.on_data import OnData, on_data
from solvers.pursuit.tree.pursuit_stack import squared_residual

STEPS, BATCH, RATE = 1500, 256, 5e-3
TAIL = 8  # steps of the curve: three as trained, and five more
OFTEN, SELDOM, ALWAYS = (
    0.9,
    0.5,
    0.9,
)  # a parent is active with its child, not the other way round, and not with everything
SHUFFLES = 20


def beside():  # type: ignore[no-untyped-def]
    """The Top-K example in this folder."""
    spec = importlib.util.spec_from_file_location("digits_topk", Path(__file__).with_name("train.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def train(centred_bp: torch.Tensor, *, width: int, k: int, seed: int) -> torch.Tensor:
    """Unit atoms, shape (q, p), by Adam on the squared residual after k steps; the start is random images, as for Top-K."""
    generator = torch.Generator().manual_seed(seed)
    start = centred_bp[torch.randperm(len(centred_bp), generator=generator)[:width]]
    atoms = (start / start.norm(dim=1, keepdim=True)).clone()
    optimiser = torch.optim.Adam([atoms], lr=RATE)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, STEPS)
    for _ in range(STEPS):
        x = centred_bp[torch.randint(len(centred_bp), (BATCH,), generator=generator)]
        atoms.grad = squared_residual(x[None], atoms.detach()[None], steps=k, threshold=0.0)[1][0]
        optimiser.step()
        schedule.step()
        with torch.no_grad():
            atoms /= atoms.norm(dim=1, keepdim=True)
    return atoms


def hierarchy(active_bq: NDArray[np.bool_], *, seed: int) -> tuple[list[tuple[int, int]], float]:
    """Pairs (child, parent): the parent is active in at least .9 of the child's samples, the child in at most .5 of the parent's.

    The second number is the mean of such pairs after the activity of every atom was shuffled over the samples.
    """

    def pairs(table: NDArray[np.bool_]) -> list[tuple[int, int]]:
        both, own = table.T.astype(float) @ table, table.sum(0)
        n = len(own)
        return [
            (i, j)
            for i in range(n)
            for j in range(n)
            if i != j and own[i] and both[i, j] >= OFTEN * own[i] and both[i, j] <= SELDOM * own[j]
            if own[j] <= ALWAYS * len(table)
        ]

    rng = np.random.default_rng(seed)
    shuffled = [len(pairs(rng.permuted(active_bq, axis=0))) for _ in range(SHUFFLES)]
    return pairs(active_bq), float(np.mean(shuffled))


def lines(
    atoms: torch.Tensor, centred: torch.Tensor, topk_left: float, topk_active: NDArray[np.bool_], *, k: int, seed: int
):  # type: ignore[no-untyped-def]
    """What is printed."""
    x, d = centred.double().numpy(), atoms.double().numpy()
    found: OnData = on_data(x, d, Settings("nonnegative", TAIL), null=3, seed=seed)
    yield f"Top-{k}: explained {1 - topk_left:.3f}"
    yield "pursuit, explained after steps " + " ".join(f"{t}: {v:.3f}" for t, v in enumerate(found.explained_t, 1))
    yield "random dictionaries            " + " ".join(f"{t}: {v:.3f}" for t, v in enumerate(found.null_t, 1))
    above = [a - b for a, b in zip(found.explained_t, found.null_t, strict=True)]
    yield "above random                   " + " ".join(f"{t}: {v:.3f}" for t, v in enumerate(above, 1))
    from solvers.pursuit.encode import pursue

    run = pursue(centred, atoms, Settings("nonnegative", k))
    for name, active in ((f"Top-{k}", topk_active), ("pursuit", run.codes_bq.numpy() > 0)):
        own, chance = hierarchy(active, seed=seed)
        some = ", ".join(f"{i} under {j}" for i, j in own[:6]) or "none"
        yield f"hierarchy of {name}: {len(own)} pairs ({some}); {chance:.1f} by chance"


def main() -> None:
    """Train both and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    topk = beside()
    topk.STEPS = STEPS
    images = torch.tensor((load_digits().images / 16).reshape(-1, 64), dtype=torch.float32)
    activations, left = topk.train(images, seed=args.seed)
    centred = images - images.mean(0)
    atoms = train(centred, width=topk.WIDTH, k=topk.K, seed=args.seed)
    for line in lines(atoms, centred, left, activations > 0, k=topk.K, seed=args.seed):
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
