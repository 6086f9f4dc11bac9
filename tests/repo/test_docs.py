"""The documentation: its Python runs, its links lead somewhere, and the README shows real claims."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from proofs_checks.discovery import discover

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
