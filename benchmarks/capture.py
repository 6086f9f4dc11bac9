"""What `sdl-atlas capture` rests on, timed: counts of atoms active together, couplings, groups, training, metrics of a run.

    python -m benchmarks.capture                 # counts, couplings, groups
    python -m benchmarks.capture runs/zoo        # the verdicts on a run of examples/train/zoo.toml at 50,000 samples, too

CPU seconds of one thread, the median of three where it takes less than a few seconds; prints a Markdown table.
"""

from __future__ import annotations

import statistics
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from solvers.manifolds.coactivation import coactivation_counts
from solvers.manifolds.groups.find import find_groups, firing_of
from solvers.manifolds.metrics.ising import pseudo_likelihood
from solvers.manifolds.metrics.patterns import patterns_of

ATOMS, SAMPLES, ACTIVE = 4096, 100_000, 32
DENSE_PART = 20  # the dense product is timed on a twentieth of the samples; it is proportional to them


def codes(seed: int = 0) -> Any:
    """Codes of 4,096 atoms, about 32 active per sample, frequencies that fall off as a power."""
    rng = np.random.default_rng(seed)
    rate = (np.arange(ATOMS) + 20.0) ** -0.7
    rate *= ACTIVE / rate.sum()
    columns = [rng.choice(SAMPLES, rng.binomial(SAMPLES, min(r, 1.0)), replace=False) for r in rate]
    row, column = np.concatenate(columns), np.repeat(np.arange(ATOMS), [len(c) for c in columns])
    out = sparse.csr_matrix((np.ones(len(row), np.float32), (row, column)), shape=(SAMPLES, ATOMS))
    out.sort_indices()
    return out


def grouped(size: int = 8, seed: int = 0) -> tuple[Any, np.ndarray]:
    """Codes of 4,096 atoms in groups of 8 that are present together, as spheres of four dimensions captured by pairs are; the atoms."""
    rng = np.random.default_rng(seed)
    groups = ATOMS // size
    rows, columns = [], []
    for g in range(groups):
        here = rng.choice(SAMPLES, SAMPLES * ACTIVE // (groups * size // 2), replace=False)
        sign = rng.integers(0, 2, (len(here), size // 2))
        rows.append(np.repeat(here, size // 2))
        columns.append((g * size + 2 * np.arange(size // 2) + sign).ravel())
    row, column = np.concatenate(rows), np.concatenate(columns)
    half = rng.standard_normal((ATOMS // 2, 512))
    decoder = np.stack([half, -half], axis=1).reshape(ATOMS, 512)
    return sparse.csr_matrix((np.ones(len(row), np.float32), (row, column)), shape=(SAMPLES, ATOMS)), decoder


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """CPU seconds, the median."""
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return statistics.median(found)


def counts() -> list[str]:
    """Co-activation counts against two products of matrices."""
    x = codes()
    coactivation_counts(x[:10])  # compile
    own = seconds(lambda: coactivation_counts(x))
    product = seconds(lambda: x.T @ x)
    part = x[: SAMPLES // DENSE_PART].toarray()
    dense = DENSE_PART * seconds(lambda: part.T @ part, 1)
    if not np.array_equal(coactivation_counts(x[:3000]), (x[:3000].T @ x[:3000]).toarray()):
        raise SystemExit("the counts differ")
    return [
        f"| counts of {ATOMS:,} atoms active together, {SAMPLES:,} samples, {ACTIVE} active | {own:.2f} | "
        f"scipy.sparse `X.T @ X` {product:.2f} ({product / own:.1f} times), dense float32 {dense:.0f} ({dense / own:.0f} times) |"
    ]


def ising() -> list[str]:
    """Couplings against one regression of scikit-learn per atom and penalty."""
    from sklearn.linear_model import LogisticRegression

    rng = np.random.default_rng(0)
    n, p = 20_000, 16
    here = rng.random(n) < 0.2
    sign = rng.integers(0, 2, (n, p // 2))
    active = np.zeros((n, p), dtype=bool)
    active[np.arange(n)[:, None], 2 * np.arange(p // 2) + sign] = here[:, None] & (rng.random((n, p // 2)) < 0.8)
    own = seconds(lambda: pseudo_likelihood(patterns_of(sparse.csr_matrix(active.astype(float)), range(p))), 1)

    def peer() -> None:
        for j in range(p):
            x = 2.0 * np.delete(active, j, axis=1) - 1
            fit = LogisticRegression(l1_ratio=1.0, solver="saga", tol=1e-3, max_iter=200, warm_start=True)
            for penalty in np.geomspace(1e-4, 1e-2, 12):
                fit.set_params(C=penalty).fit(x, active[:, j])

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the peer says that it stopped at its limit of iterations
        other = seconds(peer, 1)
    return [
        f"| Ising couplings of {p} atoms by pseudo-likelihood, {n:,} samples, 12 penalties | {own:.2f} | "
        f"scikit-learn `LogisticRegression` (saga, warm starts) {other:.1f} ({other / own:.0f} times) |"
    ]


def groups() -> list[str]:
    """Groups of many atoms, and how many are exactly those that were planted."""
    x, decoder = grouped()
    found: list[Any] = []
    own = seconds(lambda: found.append(find_groups(firing_of(x, decoder), "information", "louvain")), 1)
    whole = sum(g.atoms == list(range(g.atoms[0], g.atoms[0] + 8)) for g in found[0].groups)
    return [
        f"| groups of {ATOMS:,} atoms over {SAMPLES:,} samples (`information`, `louvain`, with dimensions and scores) | {own:.1f} | "
        f"{whole} of {ATOMS // 8} planted groups found exactly |"
    ]


def training() -> list[str]:
    """Steps of ``examples/train/zoo.toml``, from the difference of a short and a longer run, so that starting does not count."""
    from solvers.sdl.train.config.tables import load_config, overridden
    from solvers.sdl.train.run.build import build_source, loss_config
    from solvers.sdl.train.run.one_thread import one_thread
    from solvers.sdl.train.run.start import begin
    from solvers.sdl.train.step.loop import fit

    whole = load_config("examples/train/zoo.toml")

    def steps(count: int) -> float:
        config = overridden(whole, {"optimiser.steps": count, "optimiser.decay_steps": count // 4})
        data = build_source(config, seed=0)
        with one_thread():
            start = begin(config, data, seed=0, device="cpu")
            weights, source = loss_config(config), start.source(data)
            return seconds(
                lambda: fit(start.model, source, config.optimiser, loss_config=weights, seed=0, log_every=count), 1
            )

    steps(5)  # what happens once: imports, compilation
    own = (steps(120) - steps(20)) / 100 * whole.optimiser.steps
    return [f"| {whole.optimiser.steps:,} steps of `examples/train/zoo.toml`, from the rate of 100 | {own:.0f} | |"]


def metrics(run: Path) -> list[str]:
    """All metrics of a run."""
    from solvers.manifolds.capture.run import Question, answer

    found: list[Any] = []
    own = seconds(lambda: found.append(answer(Question(run))), 1)
    record = found[0].record
    said = ", ".join(f"{n} {word}" for word, n in record.outcomes.items())
    return [f"| verdicts on {len(record.manifolds)} manifolds at {record.samples:,} samples | {own:.1f} | {said} |"]


def main() -> None:
    """The table."""
    print("| work | CPU s | beside it |\n| --- | --- | --- |")
    for rows in (
        counts,
        ising,
        groups,
        training,
        *((lambda: metrics(Path(sys.argv[1])),) if len(sys.argv) > 1 else ()),
    ):
        print("\n".join(rows()), flush=True)


if __name__ == "__main__":
    main()
