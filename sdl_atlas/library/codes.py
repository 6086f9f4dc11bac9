"""Codes of many rows in a file and back, for programs: ``sdl-atlas encode`` and ``decode`` without their text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sdl_atlas.library.evaluation import Paths, listed
from solvers.sdl.evaluate.codes import Written
from solvers.sdl.evaluate.codes import decode as decode_file
from solvers.sdl.evaluate.codes import encode as encode_rows
from solvers.sdl.evaluate.data import PIECE, rows_of_run, rows_read
from solvers.sdl.train.run.one_thread import computing_on
from solvers.sdl.train.run.stored_model import read_model
from solvers.sdl.train.run.threads import chosen
from theory.doors import a_path
from theory.sparse_rows import SparseRows


def encode(
    model: str | Path,
    out: str | Path,
    *,
    data: Paths | None = None,
    key: str | None = None,
    progress: Callable[[str], None] = lambda _text: None,
) -> Written:
    """Write the codes of a model on data as a sparse table; memory does not grow with the number of rows.

    Args:
        model: a run or checkpoint of ``train``, a folder of SAELens or of sparsify.
        out: .npz, which ``scipy.sparse.load_npz`` reads, or .safetensors with the same arrays; n rows, one column per neuron.
        data: files or folders (.npy, .npz, .safetensors) of activations, shape (n, p); one per source of a crosscoder; left out, the data
            of the run.
        key: name of the array in .npz and .safetensors files.
        progress: called with one line of text now and then.

    Returns:
        the numbers of rows, of neurons, and of codes that are not 0.

    Raises:
        InputError: no model there, data that do not fit, a file that cannot be written.

    Source: the code is that of the model's activation, see :class:`solvers.sdl.train.model.architecture.Architecture`.

    >>> import tempfile, scipy.sparse
    >>> from sdl_atlas import train
    >>> few = {"optimiser.steps": 40, "optimiser.warmup_steps": 2, "optimiser.decay_steps": 5, "optimiser.batch_size": 64}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = train("examples/train/topk.toml", folder + "/run", change=few, device="cpu")
    ...     found = encode(folder + "/run", folder + "/codes.npz")
    ...     codes = scipy.sparse.load_npz(folder + "/codes.npz")
    >>> codes.shape == (found.rows, found.width), codes.nnz == found.active
    (True, True)
    """
    stored = read_model(a_path(model, "model"))
    a = stored.model.architecture
    rows = rows_of_run(stored) if data is None else rows_read(a, listed(data, "data"), key)
    with computing_on(chosen(None, width=a.width, batch_size=PIECE)):
        return encode_rows(stored.model, rows, a_path(out, "out"), progress)


def decode(
    model: str | Path, codes: str | Path, out: str | Path, *, progress: Callable[[str], None] = lambda _text: None
) -> tuple[int, int]:
    """Write what a model makes of codes, ``b_D + W_D z``; memory does not grow with the number of rows.

    Args:
        model: see :func:`encode`.
        codes: the file that :func:`encode` wrote, or any CSR matrix of ``scipy.sparse.save_npz`` with one column per neuron.
        out: .npy.
        progress: called with one line of text now and then.

    Returns:
        the shape of what was written, (n, r).

    Raises:
        InputError: no model there, codes of another width, a file that cannot be read or written.

    Source: :meth:`solvers.sdl.train.model.module.SDLModel.decode`.

    >>> decode("no-such-folder", "codes.npz", "y.npy")
    Traceback (most recent call last):
    theory.errors.InputError: no-such-folder: found no folder; name a run of sdl-atlas train, or a folder of SAELens or sparsify
    """
    stored = read_model(a_path(model, "model"))
    with computing_on(chosen(None, width=stored.model.architecture.width, batch_size=PIECE)):
        return decode_file(stored.model, SparseRows(a_path(codes, "codes")), a_path(out, "out"), progress)
