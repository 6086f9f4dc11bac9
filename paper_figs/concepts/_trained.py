"""The trained autoencoders that several figures look at: one grid of widths, sparsities and seeds on tree data.

Every concept is a node of a tree; a point shows the features of the nodes on its path, and a path stops early now and then, so
that there are points of a parent without any of its children.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]

WIDTHS, KS, L1S, SEEDS = (8, 40, 80, 160), (1, 2, 3, 4, 8), (0.1, 0.3, 0.6), (0, 1)
STOP, STEPS, BATCH = 0.25, 1000, 256


@dataclass(frozen=True)
class Setting:
    """What is trained: ``topk`` with k, or ``relu`` with an L1 weight."""

    kind: Literal["topk", "relu"]
    sparsity: float
    width: int
    seed: int

    @property
    def label(self) -> str:
        size = f"k = {self.sparsity:g}" if self.kind == "topk" else f"L1 = {self.sparsity:g}"
        return f"{self.kind} {size}, d = {self.width}, seed {self.seed}"


@dataclass(frozen=True)
class Trained:
    """A trained model seen through its data: N = 4,096 points.

    Args:
        activations_nd: after the activation function.
        concepts_nc: membership in every node of the tree.
        levels_c: level of every node, 0 for roots.
        residual_n: squared reconstruction error of every point.
        projections_nc: <f_v, x - b_dec> for every node's feature f_v.
        cosines_dc: of decoder column i with f_v.
        unexplained: squared error over the variance of the data.
    """

    activations_nd: Floats
    concepts_nc: Mask
    levels_c: NDArray[np.int64]
    residual_n: Floats
    projections_nc: Floats
    cosines_dc: Floats
    unexplained: float


def grid() -> Iterator[Setting]:
    """A cross: every width at the middle sparsity, every sparsity at the largest width; Top-k first."""
    middle, widest = 4, max(WIDTHS)
    for seed in SEEDS:
        yield from (Setting("topk", float(middle), d, seed) for d in WIDTHS)
        yield from (Setting("topk", float(k), widest, seed) for k in KS if k != middle)
        yield from (Setting("relu", weight, widest, seed) for weight in L1S)


def trained(setting: Setting, say: Callable[[str], None] = lambda _text: None, *, steps: int = STEPS) -> Trained:
    """Train one setting, or take it from this process's memory."""
    say(setting.label)
    return _train(setting, steps)


@cache
def _train(setting: Setting, steps: int) -> Trained:
    from solvers.sdl.train.data.hierarchy import Hierarchy
    from solvers.sdl.train.run.one_thread import one_thread
    from solvers.sdl.train.run.small_autoencoder import train_small

    data = Hierarchy(seed=setting.seed, stop=STOP)
    sparse: dict[str, Any] = {"k": int(setting.sparsity)} if setting.kind == "topk" else {"l1": setting.sparsity}
    model = train_small(
        data, kind=setting.kind, width=setting.width, seed=setting.seed, steps=steps, batch_size=BATCH, **sparse
    )
    with one_thread():
        return _seen(model.eval(), data)


def _seen(model: Any, data: Any) -> Trained:
    import torch

    points = data.batch(0, data.samples)  # one epoch: every point once
    x = points.x_bp
    with torch.no_grad():
        output = model(x)
        centred, u = x - model.decoder_bias_r, model.decoder_qr
        features = data.truth.features_in_np
        cosines = (u / u.norm(dim=1, keepdim=True)) @ features.T
        residual = (x - output.y_br).square().sum(1)
    return Trained(
        activations_nd=output.codes_bq.double().numpy(),
        concepts_nc=(points.features_bn > 0).numpy(),
        levels_c=np.array(data.tree.levels),
        residual_n=residual.double().numpy(),
        projections_nc=(centred @ features.T).double().numpy(),
        cosines_dc=cosines.double().numpy(),
        unexplained=float(residual.mean() / (x - x.mean(0)).square().sum(1).mean()),
    )
