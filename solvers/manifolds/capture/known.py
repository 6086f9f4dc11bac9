"""The manifolds of a synthetic mixture: fresh samples of a training run with everything that is known of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from solvers.manifolds.capture.autoencoder import Encoded, encode
from solvers.manifolds.capture.subject import Subject
from solvers.manifolds.metrics.prediction import untrained, variance_explained
from solvers.manifolds.metrics.restricted import Array, span_basis
from solvers.sdl.train.config.tables import TrainConfig, from_stored
from solvers.sdl.train.data.manifold_mixture import BLOCK, ManifoldMixture
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.run.build import build_source
from solvers.sdl.train.run.checkpoint import read_record
from solvers.sdl.train.run.run_folder import CONFIG, RUN_SCHEMA
from theory.errors import InputError
from theory.manifolds.mixture import MixtureSample


@dataclass(frozen=True)
class Known:
    """Samples of a mixture, their codes, and what an untrained autoencoder of the same budget explains of them.

    Args:
        encoded: codes of all samples.
        subjects: the manifolds.
        axes: orthonormal rows that span each of them, principal axes first.
        predicted: None where the model has no budget k, or the axes are linearly dependent.
    """

    encoded: Encoded
    subjects: tuple[Subject, ...]
    axes: tuple[Array, ...]
    predicted: float | None


def is_mixture(config: TrainConfig | None) -> bool:
    """Whether the data of a run are manifolds."""
    return config is not None and config.data.kind == "manifolds"


def is_manifold_run(folder: Path) -> bool:
    """Whether a folder holds a run of ``sdl-atlas train`` on manifolds."""
    if not (folder / CONFIG).is_file():
        return False
    return is_mixture(from_stored(read_record(folder / CONFIG, RUN_SCHEMA)["config"]))


def known_manifolds(model: SDLModel, config: TrainConfig, *, samples: int) -> Known:
    """Fresh samples of the data of a run, which training has not seen.

    Raises:
        InputError: too few samples for one of the manifolds.
    """
    source = build_source(config, seed=config.run.seeds[0])
    if not isinstance(source, ManifoldMixture):
        raise InputError("data", config.data.kind, "the manifolds behind these data are not known")
    seen = config.optimiser.steps * config.optimiser.batch_size if source.samples is None else source.samples
    drawn = source.labelled(seen // BLOCK + 1, samples)
    encoded = encode(model, drawn.x)
    # what an atom with a bias writes all the time, other atoms and the decoder bias take back: a constant says nothing about it
    biased = model.architecture.encoder_bias or model.architecture.decoder_bias
    axes, subjects = [], []
    for i in range(len(source.manifolds)):
        subject, own = _subject(source, drawn, encoded, i, constant=biased)
        subjects.append(subject)
        axes.append(own)
    return Known(encoded, tuple(subjects), tuple(axes), _predicted(drawn.x, axes, model.architecture.k))


def _subject(
    source: ManifoldMixture, drawn: MixtureSample, encoded: Encoded, i: int, *, constant: bool
) -> tuple[Subject, Array]:
    rows = np.flatnonzero(drawn.present[:, i])
    manifold = source.manifolds[i]
    if len(rows) < 2 * manifold.span_dimension + 2:
        why = f"manifold {i + 1} ({manifold.name}) is present in {len(rows)} of the samples"
        raise InputError("samples", drawn.x.shape[0], why, "take more")
    points = drawn.parts[i] @ source.mixture.subspaces[i]
    codes = encoded.codes_nq[rows]
    always = constant or bool(drawn.present[:, i].all())
    subject = Subject(f"{i + 1}: {manifold.name}", points, codes, points, codes, manifold.span_dimension, always)
    return subject, span_basis(points)[: manifold.span_dimension]


def _predicted(x_nd: Array, axes: list[Array], k: int | None) -> float | None:
    if k is None:
        return None
    try:
        model = untrained(axes)
    except InputError:
        return None
    return variance_explained(x_nd, model.reconstruct(x_nd, k))
