"""Small autoencoders for pictures: ReLU with an L1 weight or Top-k, trained with one set of habits."""

from __future__ import annotations

from typing import Literal

from solvers.sdl.train.config.settings import Settings
from solvers.sdl.train.data.batch import Source
from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.losses import LossConfig
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.run.one_thread import one_thread
from solvers.sdl.train.step.loop import fit

LEARNING_RATE = 3e-3


def train_small(
    source: Source,
    *,
    kind: Literal["relu", "topk"],
    width: int,
    seed: int,
    steps: int,
    batch_size: int,
    k: int | None = None,
    l1: float = 0.0,
) -> SDLModel:
    """Train one autoencoder on one thread: the same bits again on the same machine.

    The decoder's rows keep norm 1.  The step size falls to zero over the second half, because a mean of squares near zero needs
    small steps at the end.

    Args:
        source: what is read and written back.
        kind: activation.
        width: number of neurons.
        seed: of the start; the batches have the seed of the source.
        steps: of Adam.
        batch_size: samples in one step.
        k: active neurons per sample, for Top-k.
        l1: weight of the activations in the loss, for ReLU.

    >>> import numpy as np
    >>> from solvers.sdl.train.data.points import Points
    >>> train_small(Points(np.eye(3), seed=0), kind="topk", width=4, seed=0, steps=2, batch_size=3, k=1).decoder_qr.shape
    torch.Size([4, 3])
    """
    model = SDLModel(Architecture(kind, inputs=source.inputs, outputs=source.outputs, width=width, k=k), seed=seed)
    settings = Settings(
        steps=steps,
        batch_size=batch_size,
        learning_rate=LEARNING_RATE,
        decay_steps=steps // 2,
        unit_norm_decoder=True,
    )
    with one_thread():
        fit(model, source, settings, loss_config=LossConfig(l1=l1), log_every=steps)
    return model
