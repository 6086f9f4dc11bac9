"""A trained model from a folder, whoever wrote it: a run or checkpoint of ours, a folder of SAELens, a folder of sparsify."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from solvers.sdl.train.config.tables import TrainConfig, from_stored
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.run.checkpoint import RECORD, load, read_record
from solvers.sdl.train.run.run_folder import CONFIG, RUN_SCHEMA, RunFolder
from solvers.sdl.train.run.saelens import read_saelens
from solvers.sdl.train.run.sparsify import WEIGHTS as SPARSIFY
from solvers.sdl.train.run.sparsify import read_sparsify
from theory.errors import InputError

PICKLES = (
    "ae.pt",
    "sae.pt",
    "trainer.pt",
    "model.pt",
    "sae_weights.pt",
)  # dictionary_learning writes the first of them


@dataclass(frozen=True)
class StoredModel:
    """A model and where it came from.

    Args:
        path: the folder that was named.
        model: on the CPU, in evaluation mode.
        config: of a run of ``sdl-atlas train``; None for everything else.
    """

    path: Path
    model: SDLModel
    config: TrainConfig | None = None


def read_model(path: Path) -> StoredModel:
    """The model of a folder.

    Args:
        path: a run of ``sdl-atlas train`` or a checkpoint of one, a folder of SAELens (``cfg.json``, ``sae_weights.safetensors``) or of
            sparsify (``cfg.json``, ``sae.safetensors``).

    Raises:
        InputError: no folder, no model in it, pickled objects, or a model that cannot be represented.

    >>> read_model(Path("no-such-folder"))
    Traceback (most recent call last):
    theory.errors.InputError: no-such-folder: found no folder; name a run of sdl-atlas train, or a folder of SAELens or sparsify
    """
    if not path.is_dir():
        raise InputError(
            str(path),
            "no folder",
            "name a run of sdl-atlas train, or a folder of SAELens or sparsify",
        )
    if (path / CONFIG).is_file():
        return _of_run(path)
    if (path / RECORD).is_file():
        model = load(path)[0]
    elif (path / SPARSIFY).is_file():
        model = read_sparsify(path)
    else:
        _refuse_pickles(path)
        model = read_saelens(path).model
    return StoredModel(path, model.cpu().eval())


def _of_run(path: Path) -> StoredModel:
    config = from_stored(read_record(path / CONFIG, RUN_SCHEMA)["config"])
    place = path / "model" if (path / "model").is_dir() else RunFolder(path).newest()
    if place is None:
        raise InputError(str(path), "no model", "the run has not written a checkpoint yet", "wait, or train it again")
    return StoredModel(path, load(place)[0].cpu().eval(), config)


def _refuse_pickles(path: Path) -> None:
    """dictionary_learning keeps its tensors in a pickle, which may run any program when it is read."""
    found = [name for name in PICKLES if (path / name).is_file()]
    if found and not (path / "cfg.json").is_file():
        raise InputError(
            str(path / found[0]),
            "pickled objects",
            "reading them may run any program, so they are never read",
            "where you trust it, write its tensors with SAELens, or with safetensors.torch.save_file in the layout of sparsify",
        )
