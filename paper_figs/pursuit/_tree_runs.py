"""The runs on the synthetic tree that several figures share: four autoencoders as published, and two changes of ours."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from theory.errors import InputError
from theory.files import write_atomically

if TYPE_CHECKING:
    from solvers.pursuit.tree.score import Score
    from solvers.pursuit.tree.stream import Setting
    from solvers.pursuit.tree.train import Stack

Method = Literal["relu", "matryoshka", "batchtopk", "pursuit", "pursuit_recurring", "relu_apart"]
PUBLISHED: tuple[Method, ...] = ("relu", "matryoshka", "batchtopk", "pursuit")
METHODS: tuple[Method, ...] = (*PUBLISHED, "pursuit_recurring", "relu_apart")
LABELS = {
    "relu": "ReLU, L1",
    "matryoshka": "Matryoshka",
    "batchtopk": "BatchTopK",
    "pursuit": "pursuit",
    "pursuit_recurring": "pursuit, our start",
    "relu_apart": "ReLU, our penalty",
}
STEPS = 2000  # of training; the source's 15,000, with its schedule compressed
START = 100  # seed of the parameters of a run is this plus the seed of its data
GENTLE = 1e-3  # rate from a start in the right place: steps of 3e-2 jump between siblings at coherence .9
APART, APART_RATE = 3.0, 1e-2
START_SAMPLES, START_STEP = 2000, 100_000  # samples that the start from data reads, beyond those of training


@dataclass(frozen=True)
class Run:
    """One trained dictionary, its rows in the order of the features that they are matched with."""

    setting: Setting
    score: Score
    gram: tuple[tuple[float, ...], ...]
    alignment: tuple[tuple[float, ...], ...]


@lru_cache(maxsize=64)
def trained(method: Method, settings: tuple[Setting, ...], steps: int) -> tuple[Run, ...]:
    """Train one method on every setting, side by side; the same again in one process."""
    from solvers.pursuit.tree.stream import Stream
    from solvers.pursuit.tree.train import Recipe, fit, scores

    stream = Stream(settings)
    stack = _stack(method, stream, steps)
    rate = {"pursuit_recurring": GENTLE, "relu_apart": APART_RATE}.get(method, Recipe.rate)
    fit(stack, stream, Recipe(steps=steps, rate=rate))
    atoms = stack.atoms()
    return tuple(
        Run(setting, found, *_maps(atoms[i], stream.truth_snm[i], found.order))
        for i, (setting, found) in enumerate(zip(settings, scores(stack, stream), strict=True))
    )


def kept_scores(method: Method, settings: tuple[Setting, ...], steps: int, keep: Path | None) -> tuple[Score, ...]:
    """Scores of :func:`trained`; with a folder ``keep`` they are read there if the same runs of the same code were made, else written."""
    from solvers.pursuit.tree import score as scores

    if keep is None:
        return tuple(run.score for run in trained(method, settings, steps))
    asked = json.dumps([method, steps, [asdict(s) for s in settings], _sources()])
    path = keep / f"{method}-{sha256(asked.encode()).hexdigest()[:16]}.json"
    if not path.exists():
        found = [asdict(run.score) for run in trained(method, settings, steps)]
        write_atomically(path, json.dumps({"asked": asked, "scores": found}))
    record = json.loads(path.read_text("utf-8"))
    if record["asked"] != asked:
        raise InputError(str(path), "other runs", "the file's name is that of these runs", "delete it")
    return tuple(scores.Score(**{**fields, "order": tuple(fields["order"])}) for fields in record["scores"])


def _sources() -> str:
    """What the runs are computed with: other code is another run."""
    import solvers.pursuit.tree as tree

    files = sorted([*Path(tree.__path__[0]).glob("*.py"), Path(__file__)])
    return sha256(b"".join(f.read_bytes() for f in files)).hexdigest()


def _stack(method: Method, stream: Any, steps: int) -> Stack:
    import torch

    from solvers.pursuit.tree.one_step_stack import OneStepStack
    from solvers.pursuit.tree.pursuit_stack import PursuitStack
    from solvers.pursuit.tree.recurring import recurring

    starts = [START + s.seed for s in stream.settings]
    if method == "pursuit":
        return PursuitStack(starts)
    if method == "pursuit_recurring":
        x = stream.batch(START_STEP, START_SAMPLES)
        atoms = torch.stack([recurring(part, 20, seed=s) for part, s in zip(x, starts, strict=True)])
        return PursuitStack(starts, atoms_sqm=atoms, steps_at=((0, 2),))
    if method == "relu_apart":
        return OneStepStack("relu", starts, steps=steps, apart=APART)
    return OneStepStack(method, starts, steps=steps)


def _maps(atoms_qm: Any, truth_nm: Any, order: Sequence[int]) -> tuple[Any, Any]:
    import torch

    unit = torch.nn.functional.normalize(atoms_qm.double(), dim=1)[list(order)]
    true = torch.nn.functional.normalize(truth_nm.double(), dim=1)
    gram, alignment = (tuple(tuple(row) for row in (unit @ other.T).tolist()) for other in (unit, true))
    return gram, alignment
