"""From a configuration to the things that train: data, model, loss, anchors."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import torch

from solvers.sdl.train.config.data_section import BENCH, FILES, LEVELS, MIXTURE, TREE
from solvers.sdl.train.config.tables import TrainConfig
from solvers.sdl.train.data.activation_files import ActivationFiles
from solvers.sdl.train.data.batch import Batch, Source
from solvers.sdl.train.data.correlated import Correlated, block_correlation
from solvers.sdl.train.data.hierarchy import Hierarchy
from solvers.sdl.train.data.level_tree import PAPER_CHILDREN, LevelTree
from solvers.sdl.train.data.linear_representation import PRESETS, BenchSettings, LinearRepresentationBench
from solvers.sdl.train.data.manifold_mixture import PRESETS as MIXTURES
from solvers.sdl.train.data.manifold_mixture import ManifoldMixture, chosen_manifolds
from solvers.sdl.train.data.synthetic import Synthetic
from solvers.sdl.train.model.anchor_files import anchors_of_classes, anchors_of_file
from solvers.sdl.train.model.anchors import Anchors
from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.losses import LossConfig
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.model.start import BANDWIDTH, THRESHOLD, first_rows, input_size, start_biases
from solvers.sdl.train.run.checkpoint import DTYPES, RECORD, load
from solvers.sdl.train.run.saelens import read_saelens
from theory.errors import InputError

Data = ActivationFiles | Synthetic | ManifoldMixture  # what a configuration can name


def build_source(config: TrainConfig, *, seed: int, device: str = "cpu") -> Data:
    """The data of a configuration.

    Args:
        config: its [data] section, and the form of the model.
        seed: of the run; the data have it too unless the section names another.
        device: where batches are made.

    Raises:
        InputError: data that cannot be made or read.
    """
    own = seed if config.data.seed is None else config.data.seed
    try:
        return _source(config, own, device, DTYPES[config.model.dtype])
    except InputError as error:
        raise error.within("data") from None
    except MemoryError as error:
        raise InputError(
            "data", str(error) or "these sizes", "there is no room for them", "take smaller sizes"
        ) from None


def _source(config: TrainConfig, seed: int, device: str, dtype: torch.dtype) -> Data:
    data, form = config.data, config.model.form
    if data.kind == "files":
        return ActivationFiles(data.files, data.targets, seed=seed, device=device, dtype=dtype, **data.given(FILES))
    if data.kind == "hierarchy":
        given = data.given(TREE)
        return Hierarchy(given.pop("branching", (4, 3, 2)), seed=seed, device=device, dtype=dtype, **given)
    if data.kind == "manifolds":
        base = {} if data.preset is None else vars(MIXTURES[data.preset])
        manifolds = chosen_manifolds(data.manifolds or ("zoo",))
        few = {} if "active" in data.given(MIXTURE) else {"active": min(base.get("active", 1), len(manifolds))}
        return ManifoldMixture(
            manifolds, seed=seed, device=device, dtype=dtype, **{**base, **few, **data.given(MIXTURE)}
        )
    if data.kind == "tree":
        given = data.given(LEVELS)
        return LevelTree(given.pop("children", PAPER_CHILDREN), seed=seed, device=device, dtype=dtype, **given)
    given = data.given(BENCH)
    base = {} if data.preset is None else vars(PRESETS[data.preset])
    settings = BenchSettings(**{**base, "form": form, **given})
    if data.kind == "correlated":
        correlation = block_correlation(data.blocks or (), data.within or 0.0)
        return Correlated(settings, correlation, seed=seed, device=device, dtype=dtype)
    return LinearRepresentationBench(settings, seed=seed, device=device, dtype=dtype)


def architecture_of(config: TrainConfig, source: Source) -> Architecture:
    """The architecture: what the configuration says, with the sizes of the data."""
    model = config.model
    names = {f.name for f in dataclasses.fields(Architecture)} - {"inputs", "outputs"}
    values = {name: v for name in names if (v := getattr(model, name)) is not None}
    if model.kind == "pursuit":
        values["encoder_bias"] = False  # there is none, and the field's default is about the other kinds
    try:
        return Architecture(inputs=source.inputs, outputs=source.outputs, **values)
    except ValueError as error:
        raise InputError("model", model.kind, str(error)) from None


def _at_scale(architecture: Architecture, config: TrainConfig, batch: Batch) -> Architecture:
    """Threshold and kernel of a JumpReLU in units of the data, where the configuration leaves them out."""
    if architecture.kind != "jumprelu":
        return architecture
    size, model = input_size(architecture, batch, config.model.bias_start), config.model
    threshold = THRESHOLD * size if model.threshold is None else model.threshold
    bandwidth = BANDWIDTH * size if model.bandwidth is None else model.bandwidth
    return dataclasses.replace(architecture, threshold=threshold, bandwidth=bandwidth)


def build_model(config: TrainConfig, source: Source, *, seed: int, device: str = "cpu") -> SDLModel:
    """A model at its start: random from the seed, or the checkpoint that the configuration names.

    Raises:
        InputError: a checkpoint of another architecture, or none.
    """
    architecture, dtype = architecture_of(config, source), DTYPES[config.model.dtype]
    if config.model.start is None:
        batch, section = first_rows(source), config.model
        architecture = _at_scale(architecture, config, batch)
        try:
            model = SDLModel(architecture, seed=seed, dtype=dtype, device=device, tied_start=section.tied_start)
            start_biases(model, batch, section.bias_start)
            return model
        except (RuntimeError, TypeError, MemoryError):  # what torch says of sizes that do not fit
            size = f"{architecture.width} x ({architecture.p} + {architecture.r}) parameters"
            raise InputError("model.width", size, f"there is no room for them on {device}") from None
    folder = Path(config.model.start)
    if not folder.exists():
        raise InputError(
            f"model.start: {folder}", "nothing", "must be a checkpoint of this program or a folder of SAELens"
        )
    model = load(folder, device=device)[0] if (folder / RECORD).exists() else read_saelens(folder, device=device).model
    same_architecture(model.architecture, config, source, "model.start")
    return model.to(dtype)


def same_architecture(found: Architecture, config: TrainConfig, source: Source, where: object) -> None:
    """Refuse a checkpoint of another architecture than the configuration's; what the configuration leaves out may be anything.

    Raises:
        InputError: naming the first field that differs.
    """
    wanted = architecture_of(config, source)
    free = {name for name in ("threshold", "bandwidth") if getattr(config.model, name) is None}
    for field in dataclasses.fields(Architecture):
        if field.name in free:
            continue
        one, other = getattr(found, field.name), getattr(wanted, field.name)
        if one != other:
            raise InputError(str(where), f"{field.name} = {one}", f"the configuration says {other}")


def loss_config(config: TrainConfig) -> LossConfig:
    """The weights of the summands."""
    return LossConfig(**{f.name: getattr(config.loss, f.name) for f in dataclasses.fields(LossConfig)})


def build_anchors(config: TrainConfig, source: Source) -> Anchors | None:
    """The anchors that the configuration asks for: features of the data, unit vectors in a file, or class means; or None.

    Raises:
        InputError: the features behind the data are not known, or files that cannot be used.
    """
    anchors = _anchors(config, source)
    if anchors is not None:
        anchors.check(architecture_of(config, source))
    return anchors


def _anchors(config: TrainConfig, source: Source) -> Anchors | None:
    loss = config.loss
    if loss.anchor_features is not None:
        transcoder = config.model.form == "transcoder"
        return anchors_of_file(loss.anchor_features, loss.anchor_targets, transcoder=transcoder)
    if loss.anchor_labels is not None and isinstance(source, ActivationFiles):
        return anchors_of_classes(loss.anchor_labels, source, centred=loss.anchor_centred)
    if not loss.anchors:
        return None
    if source.truth is None:
        raise InputError("loss.anchors", loss.anchors, "the features behind these data are not known")
    return Anchors.from_truth(source.truth, range(loss.anchors))


def pick_device(name: str) -> str:
    """The device for ``auto``, ``cpu`` or ``cuda``.

    Raises:
        InputError: ``cuda`` where there is none.

    >>> pick_device("cpu")
    'cpu'
    """
    if name == "cpu" or (name == "auto" and not torch.cuda.is_available()):
        return "cpu"
    if not torch.cuda.is_available():
        raise InputError("device", name, "no CUDA device is at hand", "use cpu")
    return "cuda"
