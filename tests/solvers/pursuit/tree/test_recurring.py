"""A start from recurring directions is the truth on data without noise, also at coherence .9, and falls back to samples elsewhere."""

from __future__ import annotations

import torch

from solvers.pursuit.tree.pursuit_stack import PursuitStack
from solvers.pursuit.tree.recurring import recurring
from solvers.pursuit.tree.stream import Setting, Stream
from solvers.pursuit.tree.train import scores


def test_the_tree_is_found_at_high_coherence() -> None:
    stream = Stream([Setting(0, coherence=0.9)])
    start = recurring(stream.batch(0, 2000)[0], 20)
    found = scores(PursuitStack([0], atoms_sqm=start[None], steps_at=((0, 2),)), stream)[0]
    assert max(found.flat, found.hierarchical) < 1e-6
    assert found.alignment > 0.9999


def test_noise_has_no_recurring_directions() -> None:
    x = torch.randn(100, 5, generator=torch.Generator().manual_seed(0))
    start = recurring(x, 7)
    unit = x / x.norm(dim=1, keepdim=True)
    assert (start @ unit.t()).amax(1).min() > 0.99999  # samples, divided by their norms
    assert torch.equal(start, recurring(x, 7))
