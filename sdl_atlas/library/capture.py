"""Which manifolds a sparse autoencoder captures, for programs: ``sdl-atlas capture`` without its text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from solvers.manifolds.capture.run import SAMPLES, Captured, Question, answer
from solvers.manifolds.groups.clustering import CLUSTERINGS, Clustering
from solvers.manifolds.groups.similarity import SIMILARITIES, Similarity
from theory.doors import a_path, an_integer
from theory.errors import InputError, OutputError
from theory.files import write_atomically
from theory.manifolds.capture_records import CaptureRecord


def capture(
    model: str | Path,
    *,
    activations: str | Path | None = None,
    key: str | None = None,
    labels: str | Path | None = None,
    groups: Sequence[Similarity] | None = None,
    clustering: Clustering = "louvain",
    samples: int = SAMPLES,
    seed: int = 0,
    out: str | Path | None = None,
    progress: Callable[[str], None] = lambda _text: None,
) -> CaptureRecord:
    """Whether a sparse autoencoder captures concept manifolds, tiles them, or dilutes them.

    For the contributions m of a manifold of linear dimension k, and non-negative codes z: captured means that some 2k atoms S reach
    ``1 - E|m - sum_S z_j u_j|^2 / E|m - Em|^2 >= 9/10`` and all other atoms add little.

    Args:
        model: a run of ``train``, a checkpoint, or a folder of SAELens.
        activations: a file or folder of what the model reads, shape (n, d); left out, fresh samples of a run on manifolds.
        key: name of the array in .npz and .safetensors files.
        labels: a .csv or .npy with n rows: classes or coordinates of every sample on its manifolds.
        groups: graphs in which groups of atoms are looked for without labels: any of ``cosine``, ``coactivation``, ``information``,
            ``ising``; left out, ``information`` where no manifold is known.
        clustering: ``louvain`` or ``spectral``.
        samples: 1 or more; how many are drawn, or read where there are no labels.
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
    question = asked(
        model, activations, key=key, labels=labels, groups=groups, clustering=clustering, samples=samples, seed=seed
    )
    found = answer(question, progress)
    if out is not None:
        write_capture(Path(out), found)
    return found.record


def asked(
    model: str | Path,
    activations: str | Path | None = None,
    *,
    key: str | None = None,
    labels: str | Path | None = None,
    groups: Sequence[Similarity] | None = None,
    clustering: Clustering = "louvain",
    samples: int = SAMPLES,
    seed: int = 0,
) -> Question:
    """The question that :func:`capture` answers, checked."""
    samples, seed = an_integer(samples, "samples", 1, 1 << 31), an_integer(seed, "seed", 0)
    if isinstance(groups, str):
        raise InputError("groups", groups, "expected a list", f'write ["{groups}"]')
    chosen = groups if groups is not None else ("information",) if activations is not None and labels is None else ()
    for name in chosen:
        if name not in SIMILARITIES:
            raise InputError("groups", name, f"must be of {', '.join(SIMILARITIES)}")
    if clustering not in CLUSTERINGS:
        raise InputError("clustering", clustering, f"must be {' or '.join(CLUSTERINGS)}")
    read = None if activations is None else a_path(activations, "activations")
    told = None if labels is None else a_path(labels, "labels")
    return Question(a_path(model, "model"), read, key, told, tuple(chosen), clustering, samples, seed)


def write_capture(out: Path, found: Captured) -> list[str]:
    """Write the record, table, picture and page; returns the names of the files."""
    from paper_figs.pictures.capture_files import capture_files

    files = capture_files(found)
    try:
        for name, content in files.items():
            write_atomically(out / name, content)
    except OSError as error:
        raise OutputError("out", out, error.strerror or "cannot be written") from None
    return list(files)
