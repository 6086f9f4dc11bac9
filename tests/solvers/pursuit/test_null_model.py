"""Shares that random dictionaries explain, against the encoders in exact numbers and a closed form for one atom."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from solvers.pursuit.null_model import METHODS, explained
from theory.errors import InputError
from theory.pursuit import pursue


def test_shares_are_those_of_the_exact_encoders() -> None:
    q, inputs, samples, numbers = 12, 5, 4, (1, 2, 3)
    g = torch.Generator().manual_seed(7)
    atoms = torch.nn.functional.normalize(torch.randn(q, inputs, generator=g), dim=1).double().numpy()
    x = torch.randn(samples, inputs, generator=g).double().numpy()
    left = {(m, k): 0.0 for m in METHODS for k in numbers}
    for row in x:
        run = pursue(atoms.tolist(), row.tolist(), rule="nonnegative", steps=3)
        scores = atoms @ row
        order = np.argsort(-scores, kind="stable")
        for k in numbers:
            left["pursuit", k] += float(run.energies[min(k, len(run.steps))])
            chosen = atoms[order[:k]]
            left["topk", k] += float(((row - np.maximum(scores[order[:k]], 0) @ chosen) ** 2).sum())
            left["topk_refit", k] += float(((row - np.linalg.lstsq(chosen.T, row, rcond=None)[0] @ chosen) ** 2).sum())
    energy = float((x**2).sum())
    for method, k, share in explained(q, inputs, samples, numbers, seed=7):
        assert share == pytest.approx(1 - left[method, k] / energy, abs=1e-5), (method, k)  # single precision


def test_one_atom_explains_the_expected_maximum() -> None:
    share = {m: s for m, _, s in explained(2, 400, 2000, (1,), seed=0)}
    # E max(a, b, 0)^2 = E max(a, b)^2 - E[max(a, b)^2; both negative] = 1 - (1/4 - 1/(2 pi)) for independent standard normal a, b
    expected = (0.75 + 1 / (2 * math.pi)) / 400
    assert share["pursuit"] == share["topk"] == pytest.approx(expected, rel=0.08)  # 2,000 samples: standard error 2.5 %


@pytest.mark.parametrize("numbers", [(), (0, 1), (2, 1), (1, 9)])
def test_numbers_out_of_range(numbers: tuple[int, ...]) -> None:
    with pytest.raises(InputError, match="increasing numbers"):
        explained(8, 4, 2, numbers, seed=0)
