"""Concept lattices of contexts wider than a machine word, with their covers and with memory, against peers.

Rows are Top-k codes: exactly k attributes per object with weights 1 / rank^0.8, as the neurons of a sparse autoencoder have them.
Every run has a process of its own, which measures its processor time and the memory it takes beyond the context; a run that
takes more than 60 s is stopped and marked with ">".  Compilation is over before.  Results are compared by their sizes.

    pip install odis-python conceptflow concepts        # peers; each is used when it is installed
    python -m benchmarks.lattice_wide

odis-python enumerates the concepts only, without covers; its Titanic gives icebergs.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.lattice import in_a_process, library, names, odis_context, version
from solvers.concepts.lattice import concept_lattice
from theory.concepts import FormalContext, bits

LIMIT = 60.0
Method = Callable[[], tuple[int, int]]  # numbers of concepts and of covers; -1 covers: not computed
# objects, attributes, attributes per object, least support
CASES = [
    (2_000, 65, 4, 0),
    (2_000, 128, 4, 0),
    (10_000, 1_024, 8, 0),
    (10_000, 4_096, 8, 0),
    (100_000, 1_024, 8, 0),
    (100_000, 4_096, 8, 100),
    (100_000, 4_096, 32, 1_000),
]


def packed_top_k(n: int, d: int, k: int) -> bits.Words:
    """Packed rows, drawn some thousands at a time: the boolean table of the largest would take 400 MB."""
    rng, parts = np.random.default_rng(0), []
    for i in range(0, n, 4000):
        keys = rng.exponential(size=(min(4000, n - i), d)) * np.arange(1, d + 1) ** 0.8
        table = np.zeros(keys.shape, dtype=bool)
        np.put_along_axis(table, np.argpartition(keys, k, axis=1)[:, :k], True, axis=1)
        parts.append(bits.pack(table))
    return np.concatenate(parts)


def methods(rows: bits.Words, d: int, least: int) -> dict[str, Method]:
    """How to compute the lattice or the iceberg; contexts of peers are built outside the timing."""
    k = FormalContext.from_rows(rows, names("m", d))

    def ours(engine: Any) -> Method:
        def run() -> tuple[int, int]:
            lattice = concept_lattice(k, min_support=least, engine=engine)
            return len(lattice), len(lattice.covers)

        return run

    out: dict[str, Method] = {"ours, numba": ours("numba"), "ours, numpy": ours("numpy")}
    # dead attributes are left out for the peers: odis-python reads attributes from the objects that have them
    table = k.table()[:, k.table().any(axis=0)] if len(rows) <= 20_000 or least else None
    if table is None:
        return out
    if odis := library("odis"):
        context = odis_context(odis, table)
        if least:
            out["odis-python, Titanic"] = lambda: (len(list(odis.Titanic().enumerate(context, least))), -1)
        else:
            out["odis-python"] = lambda: (sum(1 for _ in context.concepts()), -1)
    if (flow := library("conceptflow")) and not least:
        other = flow.FormalContext(names("g", len(table)), names("m", table.shape[1]), table)

        def with_edges() -> tuple[int, int]:
            found = flow.algorithms.enumerate_concepts_closebyone(other)
            return len(found), len(flow.algorithms.compute_hasse_edges(found))

        out["conceptflow"] = with_edges
    if (concepts := library("concepts")) and not least:
        cells = [tuple(bool(x) for x in row) for row in table]

        def of_concepts() -> tuple[int, int]:
            lattice = concepts.Context(names("g", len(table)), names("m", table.shape[1]), cells).lattice
            return len(lattice), sum(len(c.lower_neighbors) for c in lattice)

        out["concepts"] = of_concepts
    return out


def measured(method: Method) -> tuple[float, float, tuple[int, int] | None]:
    """Seconds, megabytes beyond those at the start, and the result; None where the limit stopped it."""

    def work() -> tuple[float, float, tuple[int, int] | None]:
        before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
        result = method()
        spent = time.process_time() - start
        return spent, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024, result

    return in_a_process(work, LIMIT) or (LIMIT, 0.0, None)


def compared(n: int, d: int, k: int, least: int) -> None:
    """The lines of one context."""
    kind = f"iceberg from {least:,}" if least else "whole"
    title, sizes = f"{n:,} x {d:,}, k={k}, {kind}", set()
    for who, method in methods(packed_top_k(n, d, k), d, least).items():
        seconds, memory, result = measured(method)
        if result is None:
            print(f"| {title} | {who} | >{seconds:.0f} | | | |", flush=True)
            continue
        # peers without an empty extent or with dead attributes left out may differ by the bottom concept only
        sizes.add(result[0])
        covers = "" if result[1] < 0 else f"{result[1]:,}"
        print(f"| {title} | {who} | {seconds:.2f} | {memory:.0f} | {result[0]:,} | {covers} |", flush=True)
    assert max(sizes) - min(sizes) <= 1, f"{title}: the numbers of concepts differ: {sizes}"


def main() -> None:
    """Print the table."""
    versions = [f"{n} {v}" for n in ("odis-python", "conceptflow", "concepts") if (v := version(n))]
    print(f"Peers: {', '.join(versions) or 'none installed'}; numpy {np.__version__}, one thread.\n")
    for d in (64, 65):  # compile both forms of the kernels
        concept_lattice(FormalContext.from_bool(np.eye(d, dtype=bool)))
    print("| context | | seconds | memory, MB | concepts | covers |\n|---|---|---|---|---|---|")
    for case in CASES:
        compared(*case)


if __name__ == "__main__":
    main()
