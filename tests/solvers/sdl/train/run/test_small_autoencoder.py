"""The short way to train: against the long way, bit by bit, whatever the number of threads before."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from solvers.sdl.train.config.settings import Settings
from solvers.sdl.train.data.points import Points
from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.losses import LossConfig
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.run.one_thread import one_thread
from solvers.sdl.train.run.small_autoencoder import train_small
from solvers.sdl.train.step.loop import fit


@pytest.mark.parametrize(("kind", "k", "l1"), [("topk", 2, 0.0), ("relu", None, 0.2)])
def test_it_is_the_loop_with_its_settings(kind: str, k: int | None, l1: float) -> None:
    data = Points(np.random.default_rng(0).standard_normal((40, 5)), seed=1)
    short = train_small(data, kind=kind, width=7, seed=3, steps=20, batch_size=8, k=k, l1=l1)  # pyright: ignore[reportArgumentType]
    long = SDLModel(Architecture(kind, inputs=(5,), outputs=(5,), width=7, k=k), seed=3)  # pyright: ignore[reportArgumentType]
    settings = Settings(steps=20, batch_size=8, learning_rate=3e-3, decay_steps=10, unit_norm_decoder=True)
    with one_thread():
        fit(long, data, settings, loss_config=LossConfig(l1=l1))
    start = SDLModel(long.architecture, seed=3).state_dict()
    for name, value in long.state_dict().items():
        assert torch.equal(short.state_dict()[name], value)
    assert not torch.equal(short.encoder_qp.detach(), start["encoder_qp"])


def _fails_inside() -> None:
    with one_thread():
        assert torch.get_num_threads() == 1
        raise ZeroDivisionError


def test_threads_come_back_after_an_error() -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        with pytest.raises(ZeroDivisionError):
            _fails_inside()
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)
