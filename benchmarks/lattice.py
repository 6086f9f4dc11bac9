"""Concept lattices, covers, stem bases and best units, against the libraries that can be installed.

Contexts, built outside the timing: (a) 200 x 30 with density 0.2, (b) 1,000 x 50 with density 0.1, (c) 10,000 x 64 with exactly
four attributes per object, uniform, and (d) the same with attribute weights 1 / rank^0.8.  Peers: odis-python (Rust),
conceptflow and concepts; none is a dependency, each is used when it is installed:

    pip install odis-python conceptflow concepts
    python -m benchmarks.lattice [--rounds N] [--scale]

The methods take turns, round by round, and the least processor time of each counts; compilation is over before.  A peer
that uses more than 2 s in its first round runs once, and one that a limit of 20 s stopped is marked with ">".  Results are
compared by their numbers of concepts and implications.  ``--scale`` adds the large contexts, of ours alone.
"""

from __future__ import annotations

import argparse
import importlib
import multiprocessing
import resource
import time
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from solvers.concepts.best_unit import best_unit
from solvers.concepts.columns import Columns
from solvers.concepts.lattice import concept_lattice, enumerate_concepts
from solvers.concepts.stem_base import stem_base
from theory.concepts import FormalContext

LIMIT = 20.0  # seconds that one run of a peer may take
Method = Callable[[], int]
T = TypeVar("T")


def bernoulli(n: int, d: int, p: float) -> np.ndarray:
    """Independent entries."""
    return np.random.default_rng(0).random((n, d)) < p


def top_k(n: int, d: int, k: int, zipf: float = 0.0) -> np.ndarray:
    """Exactly k attributes per object, drawn without replacement with weights 1 / rank^zipf (Gumbel's trick)."""
    rng, table = np.random.default_rng(0), np.zeros((n, d), dtype=bool)
    weight = -zipf * np.log(np.arange(1, d + 1))
    for i in range(0, n, 20_000):
        keys = weight + rng.gumbel(size=(min(20_000, n - i), d))
        chosen = np.argpartition(-keys, k, axis=1)[:, :k]
        np.put_along_axis(table[i : i + len(keys)], chosen, True, axis=1)
    return table


CONTEXTS = {
    "(a) 200 x 30": lambda: bernoulli(200, 30, 0.2),
    "(b) 1,000 x 50": lambda: bernoulli(1000, 50, 0.1),
    "(c) 10,000 x 64, k=4": lambda: top_k(10_000, 64, 4),
    "(d) 10,000 x 64, k=4, Zipf": lambda: top_k(10_000, 64, 4, 0.8),
}


def library(name: str) -> Any:
    """The module, or None when it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def intents(table: np.ndarray) -> dict[str, Method]:
    """Enumerate all concepts."""
    k, d = FormalContext.from_bool(table), table.shape[1]
    # the concept of empty extent is added by the lattice, not by the enumeration
    empty = int(not table.all(axis=1).any())
    out: dict[str, Method] = {
        "ours, numba": lambda: len(enumerate_concepts(k, engine="numba").intents) + empty,
        "ours, numpy": lambda: len(enumerate_concepts(k, engine="numpy").intents) + empty,
    }
    if odis := library("odis"):
        context = odis_context(odis, table)
        out["odis-python"] = lambda: sum(1 for _ in context.concepts())
    if flow := library("conceptflow"):
        other = flow.FormalContext(names("g", len(table)), names("m", d), table)
        out["conceptflow, CbO"] = lambda: len(flow.algorithms.enumerate_concepts_closebyone(other))
    return out


def lattices(table: np.ndarray) -> dict[str, Method]:
    """All concepts with their covering relation."""
    k = FormalContext.from_bool(table)
    out: dict[str, Method] = {
        "ours, numba": lambda: len(concept_lattice(k, engine="numba")),
        "ours, numpy": lambda: len(concept_lattice(k, engine="numpy")),
    }
    if flow := library("conceptflow"):
        other = flow.FormalContext(names("g", len(table)), names("m", table.shape[1]), table)

        def with_edges() -> int:
            found = flow.algorithms.enumerate_concepts_closebyone(other)
            flow.algorithms.compute_hasse_edges(found)
            return len(found)

        out["conceptflow"] = with_edges
    if concepts := library("concepts"):
        rows = [tuple(bool(x) for x in row) for row in table]
        out["concepts"] = lambda: len(
            concepts.Context(names("g", len(table)), names("m", table.shape[1]), rows).lattice
        )
    return out


def bases(table: np.ndarray) -> dict[str, Method]:
    """The stem base."""
    k = FormalContext.from_bool(table)
    out: dict[str, Method] = {
        "ours, numba": lambda: len(stem_base(k, engine="numba")),
        "ours, python": lambda: len(stem_base(k, engine="python")),
    }
    if odis := library("odis"):
        context = odis_context(odis, table)
        out["odis-python, optimised"] = lambda: len(list(context.canonical_basis_optimised()))
    return out


def names(prefix: str, count: int) -> tuple[str, ...]:
    """Names for a library that wants them."""
    return tuple(f"{prefix}{i}" for i in range(count))


def odis_context(odis: Any, table: np.ndarray) -> Any:
    """A context of odis-python; every attribute of these tables has an object, which its reader needs."""
    return odis.FormalContext.from_dict({f"g{i}": [f"m{m}" for m in np.flatnonzero(r)] for i, r in enumerate(table)})


def clocked(method: Method) -> tuple[float, int]:
    """Processor seconds of one run, and its result."""
    start = time.process_time()
    result = method()
    return time.process_time() - start, result


def limited(method: Method) -> tuple[float, int | None]:
    """One run in a process of its own, stopped at the limit."""
    return in_a_process(lambda: clocked(method), LIMIT) or (LIMIT, None)


def in_a_process(work: Callable[[], T], limit: float) -> T | None:
    """The result of a run in a process of its own; None where the limit stopped it."""
    fork = multiprocessing.get_context("fork")
    queue: Any = fork.SimpleQueue()
    process = fork.Process(target=lambda: queue.put(work()))
    process.start()
    end = time.monotonic() + limit
    while process.is_alive() and time.monotonic() < end and queue.empty():
        time.sleep(0.05)
    if queue.empty():
        process.terminate()
        process.join()
        return None
    out = queue.get()
    process.join()
    return out


def compare(title: str, build: Callable[[np.ndarray], dict[str, Method]], rounds: int) -> None:
    """One Markdown table: least time per method and context, and how many times slower than the first."""
    columns: dict[str, dict[str, tuple[float, int | None]]] = {}
    for name, table in CONTEXTS.items():
        methods = build(table())
        best = columns[name] = {}
        for number in range(rounds + 1):
            for who, method in methods.items():
                ours = who.startswith("ours")
                if number == 0:
                    # the first round compiles ours, and shows which peers are too slow to repeat
                    result = clocked(method) if ours else limited(method)
                    best[who] = (float("inf"), result[1]) if ours else result
                elif best[who][1] is not None and (ours or best[who][0] < LIMIT / 10):
                    best[who] = min(best[who], clocked(method))
        found = {result for _, result in best.values() if result is not None}
        assert len(found) == 1, f"{title}, {name}: the results differ: {best}"
    print(f"\n**{title}** (milliseconds of processor time; in brackets, times slower than the first row)\n")
    print("| |" + "|".join(columns) + "|\n|---|" + "---|" * len(columns))
    order = dict.fromkeys(who for best in columns.values() for who in best)
    for who in order:
        print(f"| {who} |" + "|".join(cell(best, who) for best in columns.values()) + "|")
    print("| size |" + "|".join(f"{next(r for _, r in best.values() if r):,}" for best in columns.values()) + "|")


def cell(best: dict[str, tuple[float, int | None]], who: str) -> str:
    """Milliseconds and ratio."""
    seconds, result = best[who]
    first = next(iter(best.values()))[0]
    more = ">" if result is None else ""
    return f" {more}{1000 * seconds:.3g} ({more}{seconds / first:.3g}) "


def scale() -> None:
    """Large contexts, ours alone."""
    print(
        "\n**Large contexts** (seconds of processor time)\n\n| | numba | numpy | size | peak memory |\n|---|---|---|---|---|"
    )
    k = FormalContext.from_bool(top_k(1_000_000, 64, 4))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    times = []
    for engine in ("numba", "numpy"):
        seconds, size = min(clocked(lambda e=engine: len(concept_lattice(k, engine=e))) for _ in range(3))
        times.append(seconds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"| lattice with covers, 1,000,000 x 64, k=4 | {times[0]:.2f} | {times[1]:.2f} | {size:,} concepts "
        f"| {peak:.0f} MB, {before:.0f} MB of it before |"
    )
    table = top_k(50_000, 1024, 16, 0.8)
    k = FormalContext.from_bool(table)
    for share in (0.01, 0.002):
        least, cells = int(share * k.n_objects), []
        for engine in ("numba", "numpy"):
            seconds, size = min(
                clocked(lambda e=engine, s=least: len(concept_lattice(k, min_support=s, engine=e))) for _ in range(2)
            )
            cells.append(f"{seconds:.2f}")
        print(f"| iceberg, 50,000 x 1,024, k=16, support {share:.1%} | {' | '.join(cells)} | {size:,} concepts | |")
    units(table, k)


def units(table: np.ndarray, k: FormalContext) -> None:
    """Best units with proof for planted and for random concepts."""
    rng = np.random.default_rng(1)
    seconds, _ = clocked(lambda: len(Columns.of(k).sizes))
    print(f"| columns of 50,000 x 1,024, once per file | | {seconds:.3f} | | |")
    columns, n = Columns.of(k), len(table)
    concepts = {
        "one neuron, 0.2% noise": table[:, 5] ^ (rng.random(n) < 0.002),
        "two neurons, 0.1% noise": (table[:, 3] & table[:, 7]) ^ (rng.random(n) < 0.001),
        "three neurons, 0.05% noise": (table[:, 1] & table[:, 2] & table[:, 4]) ^ (rng.random(n) < 0.0005),
        "two neurons, 5% noise": (table[:, 3] & table[:, 7]) ^ (rng.random(n) < 0.05),
        "either of two neurons": table[:, 30] | table[:, 40],
        "random, 1%": rng.random(n) < 0.01,
        "random, 0.1%": rng.random(n) < 0.001,
    }
    for name, concept in concepts.items():
        seconds, size = min(clocked(lambda c=concept: len(best_unit(columns, c).proof.visited)) for _ in range(3))
        print(f"| best unit with proof, {name} | | {seconds:.3f} | {size:,} sets visited | |")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--scale", action="store_true")
    args = parser.parse_args()
    versions = [f"{n} {v}" for n in ("odis-python", "conceptflow", "concepts") if (v := version(n))]
    print(f"Peers: {', '.join(versions) or 'none installed'}; numpy {np.__version__}, one thread.")
    compare("All concepts", intents, args.rounds)
    compare("Concepts and covers", lattices, args.rounds)
    compare("Stem base", bases, min(3, args.rounds))
    if args.scale:
        scale()


def version(name: str) -> str | None:
    """Version of an installed distribution."""
    from importlib import metadata

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


if __name__ == "__main__":
    main()
