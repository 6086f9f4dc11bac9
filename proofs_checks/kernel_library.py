"""Shared Rocq files of ``theory/``, compiled once per content: each has a folder of its own, named by a hash.

The hash covers the text of the file, what it requires, and the compiler, so nothing stale is ever used and any number of
processes may compile at the same time.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from proofs_checks.kernel_coq import Compiled, Coq, cache_folder, coqc
from proofs_checks.kernel_text import forbidden

ROOT = Path(__file__).resolve().parent.parent
_REQUIRE = re.compile(r"From\s+Atlas\s+Require\s+(?:Import\s+|Export\s+)?([\w\s]+)\.")


class Broken(ValueError):
    """A shared file does not compile, or is not there."""


@functools.cache
def sources() -> dict[str, Path]:
    """Every shared file by its name."""
    found: dict[str, Path] = {}
    for path in sorted((ROOT / "theory").rglob("*.v")):
        if path.stem in found:
            raise Broken(f"two shared files are called {path.stem}.v; give one another name")
        found[path.stem] = path
    return found


def required(text: str) -> list[str]:
    """Shared files that a text requires."""
    return [name for group in _REQUIRE.findall(text) for name in group.split()]


@functools.cache
def key(name: str, coq: Coq) -> str:
    """Hash of a shared file with everything that it rests on."""
    if name not in sources():
        raise Broken(f"no shared file {name}.v under theory/")
    text = sources()[name].read_text()
    below = [key(other, coq) for other in required(text)]
    return hashlib.sha256("\0".join([coq.version, coq.fingerprint, name, text, *below]).encode()).hexdigest()[:32]


def closure(names: list[str]) -> list[str]:
    """The files and what they require, each after what it rests on."""
    out: dict[str, None] = {}
    for name in names:
        if name not in sources():
            raise Broken(f"no shared file {name}.v under theory/")
        for other in (*closure(required(sources()[name].read_text())), name):
            out.setdefault(other)
    return list(out)


def folders(names: list[str], coq: Coq) -> list[tuple[Path, str]]:
    """Compile the files, where that has not been done yet, and return the folders to search for them."""
    out: list[tuple[Path, str]] = []
    for name in closure(names):
        target = cache_folder() / "shared" / f"{name}-{key(name, coq)}"
        if not target.exists():
            with _alone(target):
                if not target.exists():
                    compile_shared(name, coq, out, target)
        out.append((target, "Atlas"))
    return out


def compile_shared(name: str, coq: Coq, below: list[tuple[Path, str]], target: Path) -> Compiled:
    """Compile one shared file into its folder, which appears only when it is complete."""
    text = sources()[name].read_text()
    if found := forbidden(text):
        raise Broken(f"{name}.v: {found}")
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        file = Path(folder) / f"{name}.v"
        file.write_text(text)
        done = coqc(coq.path, file, [*below, (Path(folder), "Atlas")])
        if not done.ok:
            raise Broken(f"{name}.v does not compile: {done.said.strip()[:1000]}")
        for other in Path(folder).iterdir():
            if other.suffix not in (".v", ".vo"):
                other.unlink()
        install(Path(folder), target)
    return done


def install(made: Path, target: Path) -> None:
    """Move a finished folder to its place; another process may have been faster."""
    complete = Path(tempfile.mkdtemp(dir=target.parent))
    shutil.copytree(made, complete, dirs_exist_ok=True)
    try:
        complete.rename(target)
    except OSError:
        shutil.rmtree(complete)
        if not target.exists():
            raise


@contextlib.contextmanager
def _alone(target: Path) -> Iterator[None]:
    """One process at a time compiles a file, where the platform has file locks; elsewhere the work may be done twice."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        import fcntl
    except ImportError:
        yield
        return
    with (target.parent / f".{target.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
