"""Which manifolds a sparse autoencoder captures, for programs: ``sdl-atlas capture`` without its text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from solvers.manifolds.capture.run import SAMPLES, Captured, capture_run
from theory.errors import InputError
from theory.files import write_atomically
from theory.manifolds.capture_records import CaptureRecord


def capture(
    model: str | Path,
    *,
    samples: int = SAMPLES,
    seed: int = 0,
    out: str | Path | None = None,
    progress: Callable[[str], None] = lambda _text: None,
) -> CaptureRecord:
    """Whether a sparse autoencoder captures concept manifolds, tiles them, or dilutes them.

    For the contributions m of a manifold of linear dimension k, and non-negative codes z: captured means that some 2k atoms S reach
    ``1 - E|m - sum_S z_j u_j|^2 / E|m - Em|^2 >= 9/10`` and all other atoms add little.

    Args:
        model: a run of ``train`` on manifolds.
        samples: 1 or more; how many are drawn or read.
        seed: 0 or more; of bootstrap samples, shuffles and choices of points.
        out: a folder for the files that the command writes; nothing is written without it.
        progress: called with one line of text now and then.

    Returns:
        what ``capture.json`` holds.

    Raises:
        InputError: no autoencoder there, data that do not fit it, a value out of range.

    Source: arXiv 2604.28119, as reported; not checked against the paper. What is corrected in its metrics says so.

    >>> import tempfile
    >>> from sdl_atlas import train
    >>> small = {"model": {"kind": "topk", "width": 8, "k": 2}, "data": {"kind": "manifolds", "dimension": 4, "manifolds": ["circle"]},
    ...          "optimiser": {"steps": 20, "batch_size": 64}}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = train(small, folder, device="cpu")
    ...     found = capture(folder, samples=500)
    >>> found.manifolds[0].dimension, found.manifolds[0].verdict in ("captured", "truncated", "tiled", "diluted", "lost")
    (2, True)
    """
    found = captured(model, samples=samples, seed=seed, say=progress)
    if out is not None:
        write_capture(Path(out), found)
    return found.record


def captured(
    model: str | Path, *, samples: int = SAMPLES, seed: int = 0, say: Callable[[str], None] = lambda _text: None
) -> Captured:
    """The record with what its pictures need; see :func:`capture`."""
    if not 1 <= samples <= 1 << 31:
        raise InputError("samples", samples, "must be at least 1 and at most 2^31")
    if seed < 0:
        raise InputError("seed", seed, "must be 0 or more")
    return capture_run(Path(model), samples=samples, seed=seed, say=say)


def write_capture(out: Path, found: Captured) -> list[str]:
    """Write the record, table, picture and page; returns the names of the files."""
    from paper_figs.pictures.capture_files import capture_files

    files = capture_files(found)
    try:
        for name, content in files.items():
            write_atomically(out / name, content)
    except OSError as error:
        raise InputError("out", out, error.strerror or "cannot be written", "name a folder you may write to") from None
    return list(files)
