"""Files of the reader's own, which a page of the documentation names without saying how they are made."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tests.repo.blocks import ROOT
from theory.certificates import seal


def provide(page: Path, folder: Path) -> None:
    """Put the files that the page needs into the folder where its blocks are run."""
    OWN_FILES.get(str(page.relative_to(ROOT)), lambda _folder: None)(folder)


def _problem(name: str) -> Callable[[Path], object]:
    shipped = ROOT / "examples" / "problems" / "theorem-3.6-counterexample.json"
    return lambda folder: shutil.copy(shipped, folder / name)


def _certificate(folder: Path) -> None:
    made = seal("evaluation", {"holds": ["=", ["+", 1, 1], 2]}, {})
    (folder / "certificate.json").write_text(json.dumps(made))


def _activations(folder: Path) -> None:
    np.save(folder / "activations.npy", np.random.default_rng(0).standard_normal((300, 24)).astype(np.float32))


OWN_FILES: dict[str, Callable[[Path], object]] = {
    "docs/check.md": _certificate,
    "docs/solve.md": _problem("problem.json"),
    "docs/train.md": _activations,
    "docs/verify.md": _problem("my-problem.json"),
}
