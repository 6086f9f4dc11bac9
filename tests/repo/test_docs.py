"""The documentation: its Python runs, its links lead somewhere, and the README shows real claims."""

from __future__ import annotations

import doctest
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from proofs_checks.discovery import discover
from sdl_atlas.command_line import main

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


WITH_PYTHON = [p.name for p in PAGES if "```python\n" in p.read_text()]


@pytest.mark.parametrize("name", WITH_PYTHON)
def test_python_in_the_tutorials_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (page,) = (p for p in PAGES if p.name == name)
    blocks = re.findall(r"```python\n(.*?)```", page.read_text(), re.DOTALL)
    for block in blocks:
        if block.startswith(">>>"):
            example = doctest.DocTestParser().get_doctest(block, {}, name, name, 0)
            assert doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example).failed == 0
        else:
            exec(compile(block, name, "exec"), {"__name__": "tutorial"})


def test_some_pages_have_python() -> None:
    assert {"solve.md", "train.md", "experiments.md"} <= set(WITH_PYTHON)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text())
    missing = [t for t in targets if "://" not in t and not (page.parent / t).exists()]
    assert not missing, f"{page.name}: broken links {missing}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_claims_that_are_named_exist(page: Path) -> None:
    ids = {f.claim.id for f in discover()}
    named = set(re.findall(r"(?<![\w./])(?:sdl|concepts)\.[A-Za-z][\w.-]*[\w]", page.read_text()))
    modules = {n for n in named if "_" in n or n in ("sdl.my-claim", "concepts.lattice") or n.endswith(".py")}
    assert named - modules <= ids, f"{page.name} names claims that do not exist: {sorted(named - modules - ids)}"


def test_the_shortest_way_to_own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ten lines for a newcomer, line by line, on a made-up file; only the number of steps is smaller."""
    text = (ROOT / "docs" / "train.md").read_text()
    section = text[text.index("## Your own data") :].split("\n## ")[0]
    (shell,) = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    (python,) = re.findall(r"```py\n(.*?)```", section, re.DOTALL)
    assert len(shell.splitlines()) + len(python.strip().splitlines()) == 10
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    np.save("activations.npy", rng.standard_normal((300, 24)).astype(np.float32))
    for line in shell.splitlines():
        program, *words = line.split()
        if program == "cp":
            shutil.copy(*words)
        else:
            assert program == "sdl-atlas"
            few = [f"--set=optimiser.{f}" for f in ("steps=20", "warmup_steps=2", "decay_steps=5", "batch_size=64")]
            assert main([*words, *few]) == 0, line
    exec(compile(python, "train.md", "exec"), {"__name__": "tutorial"})
    assert (tmp_path / "runs" / "first" / "plot.png").exists()
    assert (tmp_path / "runs" / "wider" / "result.json").exists()
