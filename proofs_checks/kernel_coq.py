"""Rocq (Coq) on this machine: is it there, is it one that our proofs are written for, and one run of its compiler."""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

SECONDS = 300  # for one file; the slowest of ours takes about 15 s, so this only stops a runaway
PROBE = """From mathcomp Require Import all_ssreflect all_algebra ring.
Lemma probe (R : realFieldType) (x y : R) : ((x + y) * x = y * x + x * x)%R. Proof. by ring. Qed.
Check Num.Theory.ler_addl.
"""  # lemma names of MathComp 1, and the ring tactic of algebra-tactics


@dataclass(frozen=True)
class Coq:
    """A usable compiler: its path, version, and a fingerprint of the installed MathComp."""

    path: str
    version: str
    fingerprint: str


@dataclass(frozen=True)
class Compiled:
    """What one run of the compiler said."""

    ok: bool
    said: str
    seconds: float


def cache_folder() -> Path:
    """Where compiled files are kept, outside the source tree: ``SDL_ATLAS_KERNEL_CACHE``, or the user's cache folder."""
    named = os.environ.get("SDL_ATLAS_KERNEL_CACHE")
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(named) if named else home / "sdl-atlas" / "kernel"


@functools.cache
def find_coq() -> Coq | str:
    """The compiler, or one sentence that says why kernel proofs cannot be checked here.

    ``SDL_ATLAS_COQC`` names the compiler, or switches it off when it is empty; else ``coqc`` on the PATH.
    """
    path = os.environ.get("SDL_ATLAS_COQC", shutil.which("coqc") or "")
    if not path:
        return "Rocq (coqc) is not installed"
    try:
        printed = subprocess.run([path, "--print-version"], capture_output=True, text=True, timeout=60, check=False)
        where = subprocess.run([path, "-where"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{path} does not run: {type(error).__name__}"
    version = (printed.stdout.split() or ["unknown"])[0]
    algebra = Path(where.stdout.strip()) / "user-contrib" / "mathcomp" / "algebra" / "ssralg.vo"
    fingerprint = hashlib.sha256(algebra.read_bytes()).hexdigest()[:16] if algebra.is_file() else "none"
    known = cache_folder() / f"usable-{version}-{fingerprint}"
    if not known.exists():
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "probe.v"
            file.write_text(PROBE)
            if not coqc(path, file, []).ok:
                return f"Rocq {version} is installed without MathComp 1 and algebra-tactics, for which the proofs are written"
        known.parent.mkdir(parents=True, exist_ok=True)
        known.touch()
    return Coq(path, version, fingerprint)


def coqc(path: str, file: Path, folders: list[tuple[Path, str]]) -> Compiled:
    """Compile one file; ``folders`` are pairs of a folder and its logical name.  No start-up file and no search path is read."""
    started = time.monotonic()
    names = [word for folder, name in folders for word in ("-Q", str(folder), name)]
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("COQ", "ROCQ"))}
    try:
        done = subprocess.run(
            [path, "-q", "-w", "none", *names, str(file)],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SECONDS,
            check=False,
            env=environment,
            cwd=file.parent,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Compiled(False, f"{type(error).__name__}: {error}", time.monotonic() - started)
    return Compiled(done.returncode == 0, done.stdout + done.stderr, time.monotonic() - started)
