"""Build the web site from the repository's own files: ``python docs/site/build.py OUT`` writes it into ``OUT/html``.

The pages are assembled in ``OUT/source`` (tutorials, figures, examples as they are; theory, gallery and reference generated), then
Sphinx runs over them with warnings as errors.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
COPIED = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "CODE_OF_CONDUCT.md",
    "SECURITY.md",
    "CITATION.cff",
    "LICENSE",
)


def assemble(source: Path) -> None:
    """Copy and generate every page."""
    from reference_pages import reference_pages
    from theory_pages import ORPHAN, theory_pages

    shutil.rmtree(source, ignore_errors=True)
    for name in COPIED:
        if (ROOT / name).exists():
            _copy(ROOT / name, source / name)
    for pattern in ("docs/*.md", "docs/figures/*.md", "docs/figures/*.png", "docs/schemas/*.json", "examples/**/*"):
        for path in ROOT.glob(pattern):
            if path.is_file() and "__pycache__" not in path.parts:
                _copy(path, source / path.relative_to(ROOT))
    for path in (source / "docs" / "figures").glob("*.md"):
        path.write_text(ORPHAN + path.read_text())
    for name, text in theory_pages().items():
        _write(source / "docs" / "theory" / name, text)
    for name, text in reference_pages().items():
        _write(source / "reference" / name, text)
    _write(source / "docs" / "gallery.md", gallery())
    for path in HERE.glob("*.md"):
        shutil.copy(path, source / path.name)
    shutil.copytree(HERE / "static", source / "static")


def gallery() -> str:
    """All figures on one page, each with a link to its caption, source and table."""
    lines = [
        "# Figures",
        "",
        "Each of them is drawn by one file, from a table that is checked ([how](figures.md)).",
        "",
    ]
    pages = sorted((ROOT / "docs" / "figures").glob("*.md"))
    for path in pages:
        title = path.read_text().splitlines()[0].removeprefix("# ")
        lines += [f"## [{title}](figures/{path.name})", ""]
        if path.with_suffix(".png").exists():
            lines += [f"![{title}](figures/{path.stem}.png)", ""]
    return "\n".join(lines) + "\n"


def _copy(path: Path, to: Path) -> None:
    if path.suffix != ".md":
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, to)
        return
    _write(to, _without_outside_links(path.read_text(), path))


def _without_outside_links(text: str, path: Path) -> str:
    """Links to files of the repository that the site does not have become the name of the file."""

    def shown(match: re.Match[str]) -> str:
        words, target = match[1], match[2].split("#")[0]
        if not target or "://" in target or target.startswith("mailto:"):
            return match[0]
        there = (path.parent / target).resolve()
        if there == ROOT / "docs" / "figures":
            return f"[{words}]({_up(path)}docs/gallery.md)"
        shipped = any(there.is_relative_to(ROOT / folder) for folder in ("examples", "docs/schemas"))
        inside = there.is_file() and (shipped or there.suffix in (".md", ".png"))
        place = there.relative_to(ROOT) if there.is_relative_to(ROOT) else target
        return match[0] if inside else f"{words} (`{place}`)" if f"`{place}`" != words else words

    return re.sub(r"(?<!!)\[([^\]]+)\]\(([^)\s]+)\)", shown, text)


def _up(path: Path) -> str:
    return "../" * (len(path.relative_to(ROOT).parts) - 1)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def main(out: Path) -> int:
    """Assemble, then run Sphinx; its exit status."""
    from sphinx.cmd.build import build_main

    assemble(out / "source")
    options = ["--fail-on-warning", "--keep-going", "--quiet", "--jobs", "2", "--conf-dir", str(HERE)]
    return build_main([*options, "--builder", "html", str(out / "source"), str(out / "html")])


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "out/site").resolve()))
