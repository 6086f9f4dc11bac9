"""The documentation: its Python runs, its links lead somewhere, and the README shows real claims."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from proofs_checks.discovery import discover
from solvers.sdl.train.config.tables import SECTIONS
from tests.repo.blocks import Block, Session, blocks, compare, session_of_doctest
from tests.repo.own_files import provide
from theory.sdl import problem_from_json, read_problem

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "examples").glob("*/README.md")),
]
SHELL, PYTHON = ("console", "sh"), ("python",)
NOT_RUN = 27  # commands; one more needs a reason in the page and a higher number here


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


RUN = [p for p in PAGES if any(b.language in SHELL + PYTHON for b in blocks(p))]


@pytest.mark.parametrize("page", RUN, ids=named)
def test_every_command_and_snippet_runs_as_printed(
    page: Path, tmp_path: Path, of_this_run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All blocks of a page, in order, in one folder."""
    session = Session(tmp_path, of_this_run / "trained")
    provide(page, tmp_path)
    monkeypatch.chdir(tmp_path)
    found = blocks(page)
    for block, following in zip(found, [*found[1:], None], strict=True):
        if block.language in SHELL:
            session.shell(block)
        elif block.language in PYTHON and block.text.startswith(">>>"):
            session_of_doctest(block)
        elif block.language in PYTHON:
            session.script(block, following if following and following.language == "text" else None)


def test_few_commands_are_left_out_and_each_has_a_reason() -> None:
    left_out = [(b.where, command) for p in PAGES for b in blocks(p) for command in b.skipped]
    assert len(left_out) == NOT_RUN, "\n".join(map(str, left_out))


def test_every_block_is_of_a_kind_that_is_checked() -> None:
    """A command in a block of another name would never be run; generated theory pages show no commands."""
    for page in PAGES:
        for block in blocks(page):
            assert block.language in ("", "text", "json", "toml", *SHELL, *PYTHON), block.where
            assert block.language or not re.search(r"^\$ ", block.text, re.MULTILINE), block.where
        fences = re.findall(r"^ *```", page.read_text(), re.MULTILINE)
        assert len(fences) == 2 * len(blocks(page)), f"{named(page)}: a fence that is not read"
    for page in (ROOT / "docs" / "theory").glob("*.md"):
        assert {b.language for b in blocks(page)} <= {"text", "coq"}, page.name


def test_the_harness_says_no(tmp_path: Path) -> None:
    """Another output, a failing command, a mark for no command and an unknown mark are all noticed."""
    page = ROOT / "README.md"

    def block(text: str, **more: object) -> Block:
        return Block(page, 1, "console", text, **more)  # type: ignore[arg-type]

    session = Session(tmp_path, tmp_path / "kept")
    session.shell(block("$ echo 1.00 in 3.1 s   # a comment\n1.00 in 0.2 s\n"))
    session.shell(block("$ echo 1.00\n1.01\n", relative=0.02))
    session.shell(block("$ printf 'a\\nb\\nc\\n'\na\n...\nc\n"))
    session.shell(block("$ exit 3\n", status={"exit 3": 3}))
    session.shell(block("$ exit 3\n", skipped={"exit 3": "for no good reason"}))
    for wrong in (
        block("$ echo 1.00\n1.01\n"),
        block("$ echo 1.00\n1.01\n", relative=0.001),
        block("$ echo 1 a\n1 b\n", relative=0.5),
        block("$ printf 'a\\nb\\n'\na\n"),
        block("$ echo a\na\nb\n"),
        block("$ printf 'a\\nb\\n'\na\n...\nc\n"),
        block("$ exit 3\n"),
        block("$ true\n", status={"true": 3}),
        block("$ true\n", skipped={"false": "for no good reason"}),
    ):
        with pytest.raises(AssertionError, match=r"README\.md, line 1"):
            session.shell(wrong)
    script = Block(page, 1, "python", "print(1)\n")
    session.script(script, Block(page, 5, "text", "1\n"))
    with pytest.raises(AssertionError):
        session.script(script, Block(page, 5, "text", "2\n"))
    with pytest.raises(AssertionError):
        session.script(Block(page, 1, "python", "raise SystemExit(1)\n"), None)
    with pytest.raises(AssertionError):
        compare(script, "it", "a\n", "")


def test_training_that_pages_share_is_done_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second page gets the same output and files, as they were before the first page went on with them."""
    text = "sdl-atlas train examples/x.toml --out runs/x"
    calls: list[str] = []

    def run(self: Session, words: list[str], block: Block) -> subprocess.CompletedProcess[str]:
        calls.append(words[-1])
        (self.folder / "runs" / "x").mkdir(parents=True)
        (self.folder / "runs" / "x" / "model").write_text("trained")
        return subprocess.CompletedProcess(words, 0, "done\n", "")

    monkeypatch.setattr(Session, "_run", run)
    block = Block(ROOT / "README.md", 1, "console", f"$ {text}\ndone\n")
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        Session(tmp_path / name, tmp_path / "kept").shell(block)
        file = tmp_path / name / "runs" / "x" / "model"
        assert file.read_text() == "trained"
        file.write_text("changed")
    assert calls == [text]


def test_marks_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.repo.blocks.ROOT", tmp_path)
    page = tmp_path / "page.md"
    page.write_text(
        "Text.\n\n<!-- not run: make all: takes the whole night -->\n<!-- numbers within 2 % or 1e-6: other processors -->\n"
        "```console\n$ make all   # everything\n1\n$ exit 2\n```\n<!-- a remark -->\n\n```\nplain\n```\n"
    )
    first, second = blocks(page)
    assert (first.line, first.language, first.skipped) == (5, "console", {"make all": "takes the whole night"})
    assert (first.relative, first.absolute) == (0.02, 1e-6)
    assert [(c.text, c.output) for c in first.commands()] == [("make all", ("1",)), ("exit 2", ())]
    assert (second.language, second.text) == ("", "plain\n")
    page.write_text("<!-- not run: make all -->\n```sh\nmake all\n```\n")
    with pytest.raises(AssertionError, match="means nothing"):
        blocks(page)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_files_shown_are_those_that_are_shipped(page: Path) -> None:
    """A problem is what stands under its name in examples/problems; settings are fields of the configuration."""
    for block in blocks(page):
        if block.language == "json":
            shown = json.loads(block.text)
            shipped = ROOT / "examples" / "problems" / f"{shown['name']}.json"
            assert shipped.is_file(), f"{block.where}: no {shipped.name} is shipped"
            assert problem_from_json(shown) == read_problem(shipped), f"{block.where}: {shipped.name} is another one"
        elif block.language == "toml":
            for table, values in tomllib.loads(block.text).items():
                known = {f.name for f in fields(SECTIONS[table])}
                assert values.keys() <= known, f"{block.where}: [{table}] has no {sorted(values.keys() - known)}"


def test_the_readme_is_a_screen_that_names_every_command() -> None:
    text = (ROOT / "README.md").read_text()
    assert len(text.splitlines()) <= 80, "what is longer belongs to docs/tour.md"
    for path in (ROOT / "sdl_atlas" / "commands").glob("[a-z]*.py"):
        assert f"| `sdl-atlas {path.stem}` |" in text, f"{path.stem} is not in the table of commands"


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
