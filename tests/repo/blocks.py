"""Code blocks of the documentation: found, run as they are printed, and compared with what is printed below them.

A page is one session in a folder of its own, in which the folders of the repository stand (``examples/...``) and what one
block writes the next may read.  What is run:

``console``  every line after ``$ ``; the lines below it are its standard output.  A line ``...`` stands for any lines.
``sh``       every line.
``python``   a session with ``>>>`` as a doctest, anything else as a script of its own, as a reader pastes it.  A block
             ``text`` right below it is its standard output.
``json``, ``toml``  are read by the program's own readers (``test_docs.py``).

Outputs are compared word by word.  Times (``1.3 s``, ``(0:13)``) may be any times.  Comments before a block, which a reader
of the rendered page does not see, say what else is needed:

``<!-- not run: COMMAND: reason -->``         the command is left out; these are counted
``<!-- exit status N: COMMAND -->``           the command ends so
``<!-- numbers within P % or E: reason -->``  numbers may differ by P per cent or by E, whichever is larger
``<!-- in tests also: WORDS: reason -->``     words that are added to every ``train`` of the block, to make it short

Training that several pages show with the same words is done once: its output and its files are kept for the next page.

``python -m tests.repo.refresh PAGE ...`` writes what the programs print now into pages.
"""

from __future__ import annotations

import doctest
import fcntl
import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("examples", "benchmarks", "docs")
LONGEST = 300.0  # seconds that a command may take on a busy machine; the longest takes about 20 on a free one
_FENCE = re.compile(r"((?:<!--(?:[^-]|-(?!->))*-->\n)*)^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MARK = re.compile(r"<!--\s*(.*?)\s*-->", re.DOTALL)
_TIME = re.compile(r"\(?\b\d+:\d\d\)?|\b\d+(?:\.\d+)? s\b")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?")


@dataclass(frozen=True)
class Command:
    """One command and the output that is printed below it; no lines mean that its output is not shown."""

    text: str
    output: tuple[str, ...]


@dataclass
class Block:
    """One fenced block with the marks before it."""

    page: Path
    line: int
    language: str
    text: str
    skipped: dict[str, str] = field(default_factory=dict)  # command: reason
    status: dict[str, int] = field(default_factory=dict)
    relative: float = 0.0
    absolute: float = 0.0
    extra: str = ""

    @property
    def where(self) -> str:
        return f"{self.page.relative_to(ROOT)}, line {self.line}"

    def commands(self) -> list[Command]:
        """Of a block of the shell."""
        if self.language == "sh":
            return [Command(_bare(line), ()) for line in self.text.splitlines() if line.strip()]
        out: list[tuple[str, list[str]]] = []
        for line in self.text.splitlines():
            if line.startswith("$ "):
                out.append((_bare(line[2:]), []))
            else:
                assert out, f"{self.where}: output before the first command"
                out[-1][1].append(line)
        return [Command(c, tuple(lines)) for c, lines in out]


def blocks(page: Path) -> list[Block]:
    """All fenced blocks of a page, in order."""
    text, out = page.read_text(), []
    for found in _FENCE.finditer(text):
        block = Block(page, text.count("\n", 0, found.start(2)) + 1, found[2], found[3])
        for mark in _MARK.findall(found[1]):
            _apply(block, " ".join(mark.split()))
        out.append(block)
    return out


def _apply(block: Block, mark: str) -> None:
    if found := re.fullmatch(r"not run: (.+?): (.{10,})", mark):
        block.skipped[found[1]] = found[2]
    elif found := re.fullmatch(r"exit status (\d+): (.+)", mark):
        block.status[found[2]] = int(found[1])
    elif found := re.fullmatch(r"numbers within ([\d.]+) % or ([\d.e-]+): .{10,}", mark):
        block.relative, block.absolute = float(found[1]) / 100, float(found[2])
    elif found := re.fullmatch(r"in tests also: (.+?): .{10,}", mark):
        block.extra = found[1]
    else:
        raise AssertionError(f"{block.where}: a mark that means nothing: {mark}")


def _bare(line: str) -> str:
    """A command without the comment behind it."""
    return re.sub(r"\s+#\s.*$", "", line).strip()


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """No other process of the tests is in such a block of the same folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _copy(file: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, to)


def _trains(text: str) -> bool:
    """Whether a command trains from files that are shipped, so that the same words give the same files in any session."""
    return (
        bool(re.match(r"sdl-atlas train examples/\S+ |python examples/\S+train\.py ", text)) and "--resume" not in text
    )


class Session:
    """A folder in which the blocks of a page are run, one after the other."""

    def __init__(self, folder: Path, kept: Path) -> None:
        self.folder = folder
        self.kept = kept  # where training that several pages show is kept
        for name in FOLDERS:
            (folder / name).symlink_to(ROOT / name)
        tools = Path(sys.executable).parent
        self.environment = {
            **os.environ,
            **{"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
            **{"PYTHONWARNINGS": "default", "COLUMNS": "140"},
        }

    def shell(self, block: Block) -> int:
        """Run the commands of a block; returns how many were left out."""
        known = {c.text for c in block.commands()}
        wrong = [*block.skipped.keys() - known, *block.status.keys() - known]
        assert not wrong, f"{block.where}: marks for commands that are not there: {wrong}"
        for command in block.commands():
            if command.text not in block.skipped:
                found = self.command(block, command.text)
                if command.output:
                    compare(block, command.text, "\n".join(command.output), found)
        return len(block.skipped)

    def command(self, block: Block, text: str) -> str:
        """Run one command; returns its standard output."""
        extra = f" {block.extra}" if block.extra and " train " in text else ""
        done = self._once(text + extra, block) if _trains(text) else self._run(["bash", "-c", text + extra], block)
        self._expect(block, text, done, block.status.get(text, 0))
        return done.stdout

    def _once(self, text: str, block: Block) -> subprocess.CompletedProcess[str]:
        """Run a command that trains, or take what it wrote in the session of another page, also in another test process."""
        store = self.kept / hashlib.sha256(text.encode()).hexdigest()[:16]
        with alone(self.kept):
            if not (store / "output").is_file():
                before = self._files()
                done = self._run(["bash", "-c", text], block)
                if done.returncode:
                    return done
                for name in self._files() - before:  # a copy: the commands after this one may change them
                    _copy(self.folder / name, store / "files" / name)
                (store / "output").write_text(done.stdout)
                return done
        for file in (f for f in (store / "files").rglob("*") if f.is_file()):
            _copy(file, self.folder / file.relative_to(store / "files"))
        return subprocess.CompletedProcess(text, 0, (store / "output").read_text(), "")

    def _files(self) -> set[Path]:
        own = (p for p in self.folder.iterdir() if not p.is_symlink())
        return {f.relative_to(self.folder) for p in own for f in (p.rglob("*") if p.is_dir() else [p]) if f.is_file()}

    def script(self, block: Block, output: Block | None) -> str:
        """Run a Python block as a script, and compare with the block below it; returns its standard output."""
        path = self.folder / "pasted.py"
        path.write_text(block.text)
        done = self._run([sys.executable, str(path)], block)
        self._expect(block, "the script", done, 0)
        if output is not None:
            compare(block, "the script", output.text, done.stdout)
        return done.stdout

    def _run(self, words: list[str], block: Block) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(
                words,
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=LONGEST,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise AssertionError(f"{block.where}: {shlex.join(words)} takes more than {LONGEST} s") from error

    @staticmethod
    def _expect(block: Block, what: str, done: subprocess.CompletedProcess[str], status: int) -> None:
        assert done.returncode == status, (
            f"{block.where}: {what} ends with {done.returncode}, not {status}\n{done.stdout}\n{done.stderr}"
        )
        assert "Traceback" not in done.stderr, f"{block.where}: {what}\n{done.stderr}"


def session_of_doctest(block: Block) -> None:
    """A block with ``>>>``."""
    name = str(block.page.name)
    example = doctest.DocTestParser().get_doctest(block.text, {}, name, name, block.line)
    assert doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example).failed == 0, block.where


def compare(block: Block, what: str, printed: str, found: str) -> None:
    """Whether a program wrote what the page shows, up to times and the tolerance of the block."""
    wanted, lines = _lines(printed), _lines(found)
    message = f"{block.where}: {what} prints something else\n--- page\n{printed}\n--- program\n{found}"
    at = 0
    for k, line in enumerate(wanted):
        if line == "...":
            following = wanted[k + 1] if k + 1 < len(wanted) else None
            if following is None:
                return
            while at < len(lines) and not _same(following, lines[at], block):
                at += 1
        else:
            assert at < len(lines), f"{message}\nthe program stops before: {line}"
            assert _same(line, lines[at], block), f"{message}\nfirst difference:\n{line}\n{lines[at]}"
            at += 1
    assert at == len(lines), f"{message}\nthe program goes on with: {lines[at]}"


def _lines(text: str) -> list[str]:
    """Lines that hold something, with single blanks and without times."""
    return [" ".join(_TIME.sub("TIME", line).split()) for line in text.splitlines() if line.strip()]


def _same(a: str, b: str, block: Block) -> bool:
    if a == b:
        return True
    if not block.relative and not block.absolute:
        return False
    if _NUMBER.sub("0", a) != _NUMBER.sub("0", b):
        return False
    pairs = zip(map(float, _NUMBER.findall(a)), map(float, _NUMBER.findall(b)), strict=True)
    return all(abs(x - y) <= max(block.absolute, block.relative * max(abs(x), abs(y))) for x, y in pairs)
