"""Enumerating the cells of a central arrangement: exact deletion-restriction against linear programs.

Features are random integers in [-1000, 1000].  The peers search depth-first over the features and decide each sign by a
linear program in floating point (``s_e w_e . a >= 1`` for the signs s_e so far):

* "scipy": one ``scipy.optimize.linprog`` call per sign;
* "HiGHS": the same search in one warm ``highspy`` model, rows added and deleted;
* "HiGHS, saving": moreover only half the cells, by antipodal symmetry, and no program for the sign that the point found
  last already shows.

The sets of sign patterns are compared.  The runs are interleaved, round by round, one thread each, and the least time of
each method counts.  A peer that would need more than a minute, judged by its number of programs and the time of one, is
left out and marked.

    python -m benchmarks.pattern_enumeration [--rounds N]
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar

import highspy
import numpy as np
from scipy.optimize import linprog

from solvers.sdl.patterns.arrangement import cells, faces
from solvers.sdl.patterns.realizable import count_jumprelu, count_relu_cells, neuron_supports
from theory.sdl.activations import Activation

SHAPES = ((8, 4), (10, 5), (12, 4), (20, 4), (40, 3))
LIMIT = 60.0  # seconds that one run of a peer may take
Features = list[tuple[int, ...]]
Result = TypeVar("Result")


def instance(n: int, p: int) -> Features:
    """Random integer features."""
    rng = random.Random(1000 * n + p)
    return [tuple(rng.randint(-1000, 1000) for _ in range(p)) for _ in range(n)]


def by_scipy(features: Features) -> set[int]:
    """One linear program per sign of every realizable prefix."""
    w = np.array(features, dtype=float)
    n, p = w.shape
    prefixes = [0]
    for d in range(n):
        grown = []
        for mask in (m | bit << d for m in prefixes for bit in (0, 1)):
            s = np.array([1.0 if mask >> e & 1 else -1.0 for e in range(d + 1)])
            rows = -s[:, None] * w[: d + 1]
            if linprog(np.zeros(p), rows, -np.ones(d + 1), bounds=[(None, None)] * p).status == 0:
                grown.append(mask)
        prefixes = grown
    return set(prefixes)


class Warm:
    """Depth-first search with one HiGHS model."""

    def __init__(self, features: Features, *, saving: bool) -> None:
        self.w = np.array(features, dtype=float)
        self.n, self.p = self.w.shape
        self.saving = saving
        self.found: set[int] = set()
        self.index = np.arange(self.p, dtype=np.int32)
        self.model = highspy.Highs()
        self.model.setOptionValue("output_flag", False)
        self.model.setOptionValue("threads", 1)
        infinity = highspy.kHighsInf
        for _ in range(self.p):
            self.model.addVar(-infinity, infinity)

    def run(self) -> set[int]:
        """All sign patterns."""
        if not self.saving:
            self._search(0, 0, None)
            return self.found
        self._add(0, 1)
        self.model.run()
        self._search(1, 1, np.array(self.model.getSolution().col_value))
        every = (1 << self.n) - 1
        return self.found | {every ^ mask for mask in self.found}

    def _add(self, d: int, bit: int) -> None:
        sign = 1.0 if bit else -1.0
        self.model.addRow(1.0, highspy.kHighsInf, self.p, self.index, sign * self.w[d])

    def _search(self, d: int, mask: int, point: np.ndarray | None) -> None:
        if d == self.n:
            self.found.add(mask)
            return
        shown = -1
        if self.saving and point is not None:
            value = self.w[d] @ point
            # the program wants |w.a| >= 1 and cones scale, so a point well off the hyperplane shows its sign
            shown = int(value > 0) if abs(value) > 1e-6 else -1
        for bit in (0, 1):
            self._add(d, bit)
            here = point
            if bit != shown:
                self.model.run()
                feasible = self.model.getModelStatus() == highspy.HighsModelStatus.kOptimal
                here = np.array(self.model.getSolution().col_value) if feasible else None
            if bit == shown or here is not None:
                self._search(d + 1, mask | bit << d, here)
            row = self.model.getNumRow() - 1
            self.model.deleteRows(1, np.array([row], dtype=np.int32))


def programs(n: int, p: int) -> int:
    """Linear programs of the plain search: two for every realizable prefix."""
    return 2 * sum(count_relu_cells(d, p) for d in range(n))


def timed(method: Callable[[], Result]) -> tuple[float, Result]:
    """Seconds and result."""
    start = time.perf_counter()
    result = method()
    return time.perf_counter() - start, result


def compare(n: int, p: int, rounds: int) -> str:
    """One row of the table."""
    features = instance(n, p)
    one, _ = timed(lambda: by_scipy(features[:3]))
    methods: dict[str, Callable[[], set[int]]] = {
        "ours": lambda: set(cells(features)),
        "scipy": lambda: by_scipy(features),
        "HiGHS": lambda: Warm(features, saving=False).run(),
        "saving": lambda: Warm(features, saving=True).run(),
    }
    expected = programs(n, p) * one / programs(3, p)
    if expected > LIMIT:
        del methods["scipy"]
    best: dict[str, float] = {}
    sets: dict[str, set[int]] = {}
    for _ in range(rounds):
        for name, method in methods.items():
            if name in best and best[name] * rounds > LIMIT:
                continue  # one run of a slow peer is enough
            seconds, sets[name] = timed(method)
            best[name] = min(seconds, best.get(name, seconds))
    count = len(cells(features))
    formula = "yes" if count == count_relu_cells(n, p) else "no"
    agree = ", ".join(name for name in sets if sets[name] != sets["ours"]) or "all"
    shown = []
    for name in ("scipy", "HiGHS", "saving"):
        shown.append(
            f"{best[name]:.3g} ({best[name] / best['ours']:.0f}x)" if name in best else f"> {LIMIT:.0f} s, left out"
        )
    return f"| {n}, {p} | {count} ({formula}) | {best['ours']:.2g} | {' | '.join(shown)} | {agree} |"


def more(n: int, p: int) -> str:
    """One row on faces and supports."""
    features = instance(n, p)
    seconds_faces, covectors = timed(lambda: faces(features))
    seconds_relu, relu = timed(lambda: neuron_supports(features))
    seconds_jump, jump = timed(lambda: neuron_supports(features, Activation("jumprelu", theta=Fraction(1))))
    sizes = [len(x) for x in (covectors, relu, jump)]
    formula = "yes" if sizes[2] == count_jumprelu(n, p) else "no"
    return (
        f"| {n}, {p} | {sizes[0]} | {seconds_faces:.2g} | {sizes[1]} | {seconds_relu:.2g} | "
        f"{sizes[2]} ({formula}) | {seconds_jump:.2g} |"
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="interleaved rounds (default 3)")
    rounds = parser.parse_args().rounds
    print(
        "| n, p | cells (as in the formula) | ours, exact (s) | scipy (s) | HiGHS (s) | HiGHS, saving (s) | same set |"
    )
    print("|---|---|---|---|---|---|---|")
    for n, p in SHAPES:
        print(compare(n, p, rounds), flush=True)
    print("\n| n, p | faces | s | ReLU supports | s | JumpReLU supports (as in the formula) | s |")
    print("|---|---|---|---|---|---|---|")
    for n, p in SHAPES:
        print(more(n, p), flush=True)


if __name__ == "__main__":
    main()
