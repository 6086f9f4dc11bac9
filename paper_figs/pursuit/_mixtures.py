"""Autoencoders trained alike on sums of known features, for the figures about sparsity at inference."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from solvers.sdl.train.data.linear_representation import LinearRepresentationBench
    from solvers.sdl.train.model.module import SDLModel

FEATURES, INPUTS, WIDTH, ACTIVE, INTERFERENCE = 96, 48, 96, 6, 0.3
SEED, BATCH, TEST = 0, 256, 2000
Kind = Literal["pursuit", "topk", "batchtopk"]


@lru_cache(maxsize=16)
def trained(kind: Kind, steps: int, *, unit_norm: bool = True) -> SDLModel:
    """One model of 96 atoms with 6 steps or active atoms a sample; 0 steps: as it starts."""
    from solvers.sdl.train.config.settings import Settings
    from solvers.sdl.train.model.architecture import Architecture
    from solvers.sdl.train.model.losses import LossConfig
    from solvers.sdl.train.model.module import SDLModel
    from solvers.sdl.train.run.one_thread import one_thread
    from solvers.sdl.train.step.loop import fit

    source = data()
    architecture = Architecture(
        kind,
        inputs=source.inputs,
        outputs=source.outputs,
        width=WIDTH,
        k=ACTIVE,
        encoder_bias=kind != "pursuit",
        decoder_bias=False,
    )
    model = SDLModel(architecture, seed=SEED)
    if steps:
        settings = Settings(
            steps=steps,
            batch_size=BATCH,
            learning_rate=3e-3,
            warmup_steps=min(50, steps),
            decay_steps=steps // 3,
            unit_norm_decoder=unit_norm,
        )
        with one_thread():
            fit(model, source, settings, loss_config=LossConfig(), log_every=steps)
    return model


def data() -> LinearRepresentationBench:
    """Sparse sums of features: each active with probability 6/96, magnitudes 1 + Exp(1), inner products at most .3."""
    from solvers.sdl.train.data.linear_representation import BenchSettings, LinearRepresentationBench

    sparsity = 1 - ACTIVE / FEATURES
    bench = BenchSettings(FEATURES, (INPUTS,), sparsity=sparsity, interference=INTERFERENCE)
    return LinearRepresentationBench(bench, seed=SEED)
