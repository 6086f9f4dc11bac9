"""A dictionary from whatever a user has: a run, a checkpoint, a folder of SAELens, a table in .npy or .safetensors."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from solvers.pursuit.encode import Settings
from solvers.sdl.train.data.row_files import RowFiles
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.model.pursuit import settings_of
from solvers.sdl.train.run.checkpoint import RECORD, load
from solvers.sdl.train.run.run_folder import RunFolder
from solvers.sdl.train.run.saelens import CONFIG, read_saelens
from theory.errors import InputError

Array = NDArray[np.float64]
TABLES = (".npy", ".npz", ".safetensors")
# names of decoders in files of several tables: ours, SAELens's, two of overcomplete's versions, and the code's of arXiv 2506.03093
KEYS = ("decoder_qr", "W_dec", "dictionary", "dictionary._weights", "dictionary.dictionary", "W")


@dataclass(frozen=True)
class Dictionary:
    """Atoms as rows.

    Args:
        atoms_qp: finite, no row of zeros.
        centre_p: what is subtracted from inputs.
        settings: the encoder that the dictionary was trained for, where it is known.
        origin: what was read, for a reader.
    """

    atoms_qp: Array
    centre_p: Array
    settings: Settings | None
    origin: str


def read_dictionary(path: Path | str) -> Dictionary:
    """Read a dictionary.

    Args:
        path: a run of ``sdl-atlas train``, a checkpoint, a folder of SAELens, or a table with one atom per row. Of a file of several
            tables, the first of :data:`KEYS`, or the only table.

    Raises:
        InputError: it cannot be read, has a transcoder's two dictionaries, or an atom that is zero or not finite.
    """
    path = Path(path)
    if path.suffix in TABLES and not path.is_dir():
        atoms = _table(path)
        found = Dictionary(atoms, np.zeros(atoms.shape[1]), None, f"{path.name}, one atom per row")
    else:
        found = _of_model(_model(path), str(path))
    zero = np.flatnonzero(~found.atoms_qp.any(axis=1))
    if len(zero):
        raise InputError(f"{path}: atom {zero[0]}", "zero", "an atom has a direction", "leave it out")
    return found


def _model(path: Path) -> SDLModel:
    if not path.exists():
        raise InputError(str(path), "nothing", "there is no such file or folder")
    if (path / CONFIG).exists() and not (path / RECORD).exists():
        return read_saelens(path).model
    for place in (path, path / "model"):
        if (place / RECORD).exists() or place.name == RECORD:
            return load(place)[0]
    newest = RunFolder(path).newest() if path.is_dir() else None
    if newest is None:
        remedy = f"give a run, a checkpoint, a folder with {CONFIG}, or a table: {', '.join(TABLES)}"
        raise InputError(str(path), "no model", "no dictionary can be read there", remedy)
    return load(newest)[0]


def _of_model(model: SDLModel, name: str) -> Dictionary:
    a = model.architecture
    pursues = a.kind == "pursuit"
    rows = model.encoder_qp if pursues and a.form == "transcoder" else model.decoder_qr
    if a.form == "transcoder" and not pursues:
        raise InputError(name, "a transcoder", "its decoder writes in another space than it reads", "give an SAE")
    atoms = rows.detach().double().cpu().numpy()
    bias = None if a.form == "transcoder" else model.decoder_bias_r
    centre = np.zeros(a.p) if bias is None else bias.detach().double().cpu().numpy()
    return Dictionary(atoms, centre, settings_of(a) if pursues else None, f"{a.kind} {a.form}, the decoder's rows")


def _table(path: Path) -> Array:
    key: str | None = None
    if path.suffix == ".safetensors":
        from theory.stored_arrays import safetensors_arrays

        try:
            names = safetensors_arrays(path)[0]
        except OSError as error:
            raise InputError(str(path), error.strerror or error, "cannot be read", "check the path") from None
        except InputError as error:
            raise error.within(path) from None
        key = next((k for k in KEYS if k in names), None)
    file = RowFiles(path, key=key)
    return file.rows(np.arange(len(file))).astype(np.float64)
