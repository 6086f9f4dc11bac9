"""The web site builds from the repository's own files, without a warning, and needs nothing from elsewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import sdl_atlas
from proofs_checks.discovery import discover
from tests.repo.blocks import alone

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def site(of_this_run: Path) -> Path:
    """The site, built once for all processes of the tests."""
    out = of_this_run / "site"
    command = [sys.executable, str(ROOT / "docs" / "site" / "build.py"), str(out)]
    with alone(out):
        if not (out / "built").is_file():
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
            assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
            (out / "built").touch()
    return out / "html"


def test_every_claim_has_a_page_that_leads_to_what_it_rests_on(site: Path) -> None:
    for found in discover():
        text = (site / "docs" / "theory" / f"{found.claim.id}.html").read_text()
        assert f"sdl-atlas verify {found.claim.id}" in re.sub(r"<[^>]+>", "", text)
        for other in found.claim.depends_on:
            assert f'href="{other}.html"' in text, f"{found.claim.id} does not lead to {other}"
        if "$" in found.claim.statement:
            assert "<math" in text, f"{found.claim.id}: no formula"
        assert "$\\" not in text, f"{found.claim.id}: LaTeX that was not rendered"
        shown = set(re.findall(r'mathvariant="([^"]+)"', text))
        assert shown <= {"normal"}, f"{found.claim.id}: browsers show no {shown}"


def test_every_public_name_is_in_the_reference(site: Path) -> None:
    text = "".join(p.read_text() for p in (site / "reference").glob("*.html"))
    for name in sdl_atlas.__all__:
        if not name.startswith("_"):
            assert f'id="sdl_atlas.{name}"' in text, f"{name} is not in the reference"


def test_every_figure_is_in_the_gallery(site: Path) -> None:
    text = (site / "docs" / "gallery.html").read_text()
    for path in (ROOT / "docs" / "figures").glob("*.md"):
        assert f'href="figures/{path.stem}.html"' in text


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    loaded = re.compile(r"<(?:script|img|iframe)[^>]+src=\"(?:https?:)?//[^\"]+|<link[^>]+href=\"(?:https?:)?//[^\"]+")
    found = {str(p.relative_to(site)): m for p in site.rglob("*.html") if (m := loaded.findall(p.read_text()))}
    assert not found, found
