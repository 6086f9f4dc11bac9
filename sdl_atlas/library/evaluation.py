"""What trained models do on data, for programs: ``sdl-atlas evaluate`` without its text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from solvers.sdl.evaluate.data import PIECE, Rows, rows_of_files, rows_of_run
from solvers.sdl.evaluate.evaluation import agreements
from solvers.sdl.evaluate.evaluation import evaluate as evaluate_one
from solvers.sdl.evaluate.pages import most_pages
from solvers.sdl.evaluate.row_examples import Pictures, read_lines, read_pictures
from solvers.sdl.train.run.one_thread import computing_on
from solvers.sdl.train.run.stored_model import StoredModel, read_model
from solvers.sdl.train.run.threads import chosen
from theory.doors import a_path, an_integer
from theory.errors import InputError, OutputError
from theory.evaluation_records import EvaluationRecord
from theory.files import write_atomically

Paths = str | Path | Sequence[str | Path]


def evaluate(
    models: Paths,
    *,
    data: Paths | None = None,
    targets: str | Path | None = None,
    key: str | None = None,
    pages: int = 0,
    texts: str | Path | None = None,
    images: str | Path | None = None,
    out: str | Path | None = None,
    progress: Callable[[str], None] = lambda _text: None,
) -> EvaluationRecord:
    """What sparse autoencoders, transcoders or crosscoders do on data: error, active, dead, dense and doubled neurons, side by side.

    Unexplained variance is ``sum |y - yhat|^2 / sum |y - mean y|^2`` over all rows: a ratio of sums, not a mean of ratios of batches.
    Models are looked at as they are used after training (BatchTopK cuts at its threshold, whatever is in the batch).

    Args:
        models: one or more folders: runs or checkpoints of ``train``, folders of SAELens, folders of sparsify.
        data: files or folders (.npy, .npz, .safetensors) of activations, shape (n, p); one per source of a crosscoder. Left out, each
            model must be a run of ``train`` and is evaluated on its own data: held-out rows, or fresh samples.
        targets: for transcoders: what they should write, n rows.
        key: name of the array in .npz and .safetensors files.
        pages: 0 or more: how many neurons of each model get a page with the rows on which they are most active, those first that fire on
            most rows.
        texts: for the pages: a text file with one line per row.
        images: for the pages: a .npy of shape (n, height, width), or (n, height, width, 3), one picture per row; needs ``out``.
        out: a folder for the files that the command writes; nothing is written without it.
        progress: called with one line of text now and then.

    Returns:
        what ``evaluation.json`` holds; with several models, also how alike their decoders are.

    Raises:
        InputError: no model there, one that cannot be represented, or data that do not fit.

    Source: the ratio of sums is that of arXiv 2406.04093, the reconstruction bias that of arXiv 2404.16014, section 4.2.

    >>> import tempfile
    >>> from sdl_atlas import train
    >>> few = {"optimiser.steps": 40, "optimiser.warmup_steps": 2, "optimiser.decay_steps": 5, "optimiser.batch_size": 64}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = train("examples/train/topk.toml", folder, change=few, device="cpu")
    ...     found = evaluate(folder)
    >>> found.models[0].rows, found.models[0].l0 <= found.models[0].k
    (16384, True)
    """
    found = answer(asked(models, data, targets, key, pages, texts, images), progress)
    if out is not None:
        write_evaluation(Path(out), found)
    return found.record


@dataclass(frozen=True)
class Question:
    """Checked arguments of :func:`evaluate`."""

    models: list[StoredModel]
    rows: list[Rows]
    pages: int
    texts: list[str] | None
    images: Pictures | None


@dataclass(frozen=True)
class Evaluated:
    """What was found, and the pictures of rows that its page shows."""

    record: EvaluationRecord
    images: Pictures | None


def asked(
    models: Paths,
    data: Paths | None = None,
    targets: str | Path | None = None,
    key: str | None = None,
    pages: int = 0,
    texts: str | Path | None = None,
    images: str | Path | None = None,
) -> Question:
    """The question that :func:`evaluate` answers, checked, with all files opened."""
    paths = listed(models, "models")
    files = None if data is None else listed(data, "data")
    told = None if targets is None else a_path(targets, "targets")
    if files is None and (told is not None or key is not None):
        raise InputError("data", "nothing", "targets and key belong to files of activations", "name the file")
    pages = an_integer(pages, "pages", 0)
    if not pages and (texts is not None or images is not None):
        raise InputError("pages", pages, "texts and images are shown on pages of neurons", "ask for some")
    stored = [read_model(p) for p in paths]
    rows = [_rows(s, files, told, key) for s in stored]
    for s, r in zip(stored, rows, strict=True):
        if pages > (most := most_pages(s.model.architecture.width)):
            raise InputError("pages", pages, f"{s.path} can have at most {most:,}", "the others are in the table")
        if (texts is not None or images is not None) and r.count != rows[0].count:
            raise InputError(
                "data", f"{r.count} rows", f"{paths[0]} is evaluated on {rows[0].count}", "name one file for all models"
            )
    lines = None if texts is None else read_lines(a_path(texts, "texts"), rows[0].count)
    shown = None if images is None else read_pictures(a_path(images, "images"), rows[0].count)
    return Question(stored, rows, pages, lines, shown)


def answer(question: Question, progress: Callable[[str], None] = lambda _text: None) -> Evaluated:
    """What :func:`evaluate` returns, and what its page needs besides."""
    q = question
    widest = max(s.model.architecture.width for s in q.models)
    with computing_on(chosen(None, width=widest, batch_size=PIECE)):
        found = [
            evaluate_one(s, r, pages=q.pages, texts=q.texts, say=_named(s, len(q.models), progress))
            for s, r in zip(q.models, q.rows, strict=True)
        ]
        same = agreements(q.models, found, progress)
    names = sorted({r.of for r in q.rows})
    return Evaluated(EvaluationRecord("sdl-atlas/evaluation/1", "; ".join(names), found, same), q.images)


def write_evaluation(out: Path, found: Evaluated) -> list[str]:
    """Write the record, table, picture and page; returns the names of the files."""
    from paper_figs.pictures.evaluation_files import evaluation_files

    files = evaluation_files(found.record, found.images)
    try:
        for name, content in files.items():
            write_atomically(out / name, content)
    except OSError as error:
        raise OutputError("out", out, error.strerror or "cannot be written") from None
    return list(files)


def listed(paths: Paths, name: str) -> list[Path]:
    """One or more paths.

    >>> listed("x.npy", "data")
    [PosixPath('x.npy')]
    """
    found = [paths] if isinstance(paths, str | Path) else list(paths)
    if not found:
        raise InputError(name, "nothing", "at least one is needed")
    return [a_path(p, name) for p in found]


def _rows(stored: StoredModel, files: list[Path] | None, targets: Path | None, key: str | None) -> Rows:
    try:
        if files is None:
            return rows_of_run(stored)
        return rows_of_files(stored.model.architecture, files, targets, key)
    except InputError as error:
        raise error if error.where in ("data", "targets") else error.within(stored.path) from None


def _named(stored: StoredModel, models: int, progress: Callable[[str], None]) -> Callable[[str], None]:
    return progress if models == 1 else lambda text: progress(f"{stored.path}: {text}")
