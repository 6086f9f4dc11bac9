"""What random dictionaries explain of isotropic noise: the null model of curves of sparsity against fidelity."""

from __future__ import annotations

import torch

from solvers.pursuit.encode import Settings, pursue
from theory.errors import InputError

METHODS = ("pursuit", "topk", "topk_refit")


def explained(
    q: int, inputs: int, samples: int, numbers: tuple[int, ...], *, seed: int
) -> list[tuple[str, int, float]]:
    """Shares of the energy of noise that three encoders explain with a random dictionary.

    Args:
        q: independent normal atoms, divided by their norms.
        inputs: dimensions.
        samples: of standard normal noise.
        numbers: increasing numbers of steps or active atoms, at most q.
        seed: of both.

    Returns:
        method, number and share: pursuit by largest positive products; the tied ReLU Top-k encoder; least squares on its atoms.

    Raises:
        InputError: numbers that do not increase or are out of range.

    >>> shares = dict(((m, k), s) for m, k, s in explained(64, 16, 50, (1, 4), seed=0))
    >>> shares["pursuit", 1] == shares["topk", 1], shares["pursuit", 4] > shares["topk_refit", 4] > shares["topk", 4]
    (True, True)
    """
    if not numbers or list(numbers) != sorted(set(numbers)) or not 1 <= numbers[0] <= numbers[-1] <= q:
        raise InputError("numbers", numbers, f"increasing numbers from 1 to {q} are needed")
    g = torch.Generator().manual_seed(seed)
    atoms = torch.nn.functional.normalize(torch.randn(q, inputs, generator=g), dim=1)
    x = torch.randn(samples, inputs, generator=g)
    energy, out = float(x.square().sum()), list[tuple[str, int, float]]()
    run = pursue(x, atoms, Settings("nonnegative", numbers[-1]))
    order = run.first_bq.relu().topk(numbers[-1], dim=1)
    for k in numbers:
        made = (run.coefficient_bt[:, :k, None] * atoms[run.index_bt[:, :k]]).sum(1)
        chosen = atoms[order.indices[:, :k]]
        tied = (order.values[:, :k, None] * chosen).sum(1)
        gram = (chosen @ chosen.mT).double()
        fitted = torch.linalg.solve(gram, order.values[:, :k, None].double()).float()
        for name, y in zip(METHODS, (made, tied, (fitted * chosen).sum(1)), strict=True):
            out.append((name, k, 1 - float((x - y).square().sum()) / energy))
    return out
