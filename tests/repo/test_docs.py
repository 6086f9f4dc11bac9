"""The documentation: its Python runs, its links lead somewhere, and the README shows real claims."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from proofs_checks.discovery import discover

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("name", ["solve.md", "train.md"])
def test_python_in_the_tutorials_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / name).read_text(), re.DOTALL)
    assert blocks
    for block in blocks:
        exec(compile(block, name, "exec"), {"__name__": "tutorial"})


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
