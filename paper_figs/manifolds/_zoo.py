"""Trained autoencoders on the benchmark of 48 manifolds, measured once per process for the figures that look at them.

Nothing is kept on disk: a figure trains what it shows.  Fresh samples are measured, which training has not seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from theory.claims import Budget

if TYPE_CHECKING:
    from solvers.manifolds.capture.autoencoder import Encoded
    from solvers.manifolds.capture.subject import Subject
    from solvers.sdl.train.config.tables import TrainConfig
    from solvers.sdl.train.model.module import SDLModel

WIDTH, BATCH, STEPS, SAMPLES = 512, 512, 1200, 10_000
SEEDS = (0,)
QUICK_STEPS, QUICK_SAMPLES = 30, 1500  # of the quick profile: enough to exercise the code
LEARNING_RATE = 3e-3
# training on another machine rounds otherwise and ends at other atoms; how far shares of variance and counts of atoms then move was
# not measured: these are estimates
SHARE, COUNT = 0.03, 1.5


@dataclass(frozen=True)
class Setting:
    """Top-k on the zoo in ``dimension`` dimensions: trained, or the untrained autoencoder of axes and opposites."""

    k: int
    dimension: int = 128
    seed: int = 0
    trained: bool = True


@dataclass(frozen=True, eq=False)
class Seen:
    """An autoencoder through fresh samples.

    Args:
        subjects: the manifolds with their contributions and codes.
        encoded: codes of all samples.
    """

    subjects: tuple[Subject, ...]
    encoded: Encoded


def seen(setting: Setting, budget: Budget) -> Seen:
    """Train one setting, or take it from this process's memory."""
    budget.say(
        f"k = {setting.k}, d = {setting.dimension}, seed {setting.seed}" + ("" if setting.trained else ", untrained")
    )
    steps = budget.pick(quick=QUICK_STEPS, full=STEPS)
    return _seen(setting, steps, budget.pick(quick=QUICK_SAMPLES, full=SAMPLES))


@cache
def _seen(setting: Setting, steps: int, samples: int) -> Seen:
    from solvers.manifolds.capture.known import known_manifolds
    from solvers.sdl.train.config.tables import from_tables
    from solvers.sdl.train.run.one_thread import one_thread

    config = from_tables(tables(setting, steps))
    with one_thread():
        model = _trained(config, setting.seed) if setting.trained else _untrained(config, setting)
        known = known_manifolds(model, config, samples=samples)
    return Seen(known.subjects, known.encoded)


def _trained(config: TrainConfig, seed: int) -> SDLModel:
    from solvers.sdl.train.run.build import build_source, loss_config
    from solvers.sdl.train.run.start import begin
    from solvers.sdl.train.step.loop import fit

    data, settings = build_source(config, seed=seed), config.optimiser
    start = begin(config, data, seed=seed, device="cpu")
    fit(start.model, start.source(data), settings, loss_config=loss_config(config), seed=seed, log_every=settings.steps)
    return start.folded().eval()


def _untrained(config: TrainConfig, setting: Setting) -> SDLModel:
    """Principal axes of all manifolds and their opposites, 252 atoms, with dual encoders."""
    import torch

    from solvers.manifolds.metrics.prediction import untrained
    from solvers.manifolds.metrics.restricted import span_basis
    from solvers.sdl.train.data.manifold_mixture import ManifoldMixture
    from solvers.sdl.train.model.architecture import Architecture
    from solvers.sdl.train.model.module import SDLModel
    from solvers.sdl.train.run.build import build_source

    data = build_source(config, seed=setting.seed)
    assert isinstance(data, ManifoldMixture)  # the kind in the tables below
    drawn = data.labelled(0)
    points = [part @ v for part, v in zip(drawn.parts, data.mixture.subspaces, strict=True)]
    axes = [span_basis(p)[: m.span_dimension] for p, m in zip(points, data.manifolds, strict=True)]
    made = untrained(axes)
    size, d = (len(made.decoder_qd), setting.k), (setting.dimension,)
    plain = Architecture("topk", inputs=d, outputs=d, width=size[0], k=size[1], encoder_bias=False, decoder_bias=False)
    model = SDLModel(plain, seed=0, dtype=torch.float64)
    with torch.no_grad():
        model.encoder_qp.copy_(torch.from_numpy(made.encoder_qd))
        model.decoder_qr.copy_(torch.from_numpy(made.decoder_qd))
    return model.eval()


def tables(setting: Setting, steps: int) -> dict[str, Any]:
    """The configuration of a run, as in ``examples/train/zoo.toml`` but shorter."""
    return {
        "model": {"kind": "topk", "width": WIDTH, "k": setting.k, "encoder_bias": False, "decoder_bias": False},
        "data": {"kind": "manifolds", "preset": "zoo", "dimension": setting.dimension},
        "optimiser": {
            "steps": steps,
            "batch_size": BATCH,
            "learning_rate": LEARNING_RATE,
            "decay_steps": steps // 3,
            "unit_norm_decoder": True,
        },
        "run": {"seeds": [setting.seed]},
    }


@dataclass(frozen=True)
class Means:
    """Metrics of one autoencoder, means over the manifolds; k_i is the dimension of the span of manifold i.

    Args:
        explained: variance of x that is explained.
        raw, refit: restricted R2 of k_i atoms picked by direction, as published, and with directions fitted.
        raw_pairs, refit_pairs: the same of the 2 k_i atoms with the largest share in the span.
        support: atoms that fire on a tenth of the manifold or more.
        spread: of their receptive fields, medians.
        live: atoms that fire at all.
        pairs: antipodal pairs among the atoms whose share in the span is above 0.9.
        by_family: refit R2 of k_i atoms, mean over the six variants.
    """

    explained: float
    raw: float
    refit: float
    raw_pairs: float
    refit_pairs: float
    support: float
    spread: float
    live: int
    pairs: float
    by_family: dict[str, float]


ALIGNED = 0.9


def family(name: str) -> str:
    """Of a manifold of the zoo: ``"7: sphere, radius 1/2"`` is a sphere."""
    return name.split(": ")[1].split(",")[0]


@cache
def _means(found: Seen) -> Means:
    from solvers.manifolds.metrics.cohesion import pairs_of_opposites
    from solvers.manifolds.metrics.receptive_fields import receptive_spread, support
    from solvers.manifolds.metrics.restricted import (
        aligned_atoms,
        greedy_directions,
        refit_r2,
        restricted_r2,
        span_basis,
    )

    decoder = found.encoded.decoder_qd
    firing = np.asarray((found.encoded.codes_nq > 0).sum(axis=0)).ravel()
    rows: list[tuple[float, ...]] = []
    families: dict[str, list[float]] = {}
    for one in found.subjects:
        x, z, k = one.points_nd, one.codes_nq, one.dimension
        by_direction, aligned = greedy_directions(x, decoder, k), aligned_atoms(x, decoder, 2 * k, dimension=k)
        supported = support(z)
        inside = np.linalg.norm(decoder @ span_basis(x)[:k].T, axis=1) / np.linalg.norm(decoder, axis=1)
        live_inside = np.flatnonzero((inside > ALIGNED) & (firing > 0))
        refit = refit_r2(x, z, by_direction)
        families.setdefault(family(one.name), []).append(refit)
        rows.append(
            (
                restricted_r2(x, z, decoder, by_direction),
                refit,
                restricted_r2(x, z, decoder, aligned),
                refit_r2(x, z, aligned),
                float(len(supported)),
                (receptive_spread(x, z, supported) or 0.0) if supported else 0.0,
                float(pairs_of_opposites(decoder[live_inside])),
            )
        )
    raw, refit, raw_pairs, refit_pairs, support_size, spread, pairs = np.array(rows).mean(axis=0).tolist()
    return Means(
        explained=found.encoded.variance_explained,
        raw=raw,
        refit=refit,
        raw_pairs=raw_pairs,
        refit_pairs=refit_pairs,
        support=support_size,
        spread=spread,
        live=int((firing > 0).sum()),
        pairs=pairs,
        by_family={name: float(np.mean(values)) for name, values in families.items()},
    )


def means(setting: Setting, budget: Budget) -> Means:
    """The metrics of one setting."""
    return _means(seen(setting, budget))
