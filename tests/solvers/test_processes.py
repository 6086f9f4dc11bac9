"""Worker processes of a script that has no main guard."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from solvers.processes import fresh_processes

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import sys
print("the script runs")
from concurrent.futures import ProcessPoolExecutor
from math import isqrt
{imports}
with ProcessPoolExecutor(2, {context}) as pool:
    print(list(pool.map(isqrt, [1, 4, 9])))
assert sys.modules["__main__"].__dict__ is globals(), "the main module is itself again"
"""


def pasted(folder: Path, imports: str, context: str) -> subprocess.CompletedProcess[str]:
    path = folder / "pasted.py"
    path.write_text(SCRIPT.format(imports=imports, context=context))
    words, environment = [sys.executable, str(path)], {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(words, env=environment, capture_output=True, text=True, timeout=300, check=False)


def test_a_script_without_a_main_guard_is_not_run_again(tmp_path: Path) -> None:
    done = pasted(tmp_path, "from solvers.processes import fresh_processes", "fresh_processes()")
    assert (done.returncode, done.stdout) == (0, "the script runs\n[1, 2, 3]\n"), done.stderr
    assert done.stderr == ""


def test_with_the_context_of_python_it_is_and_fails(tmp_path: Path) -> None:
    done = pasted(tmp_path, "import multiprocessing", 'multiprocessing.get_context("spawn")')
    assert done.returncode != 0
    assert done.stdout.count("the script runs") > 1


def test_the_main_module_comes_back_after_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    main = sys.modules["__main__"]

    def fail(_process: object) -> None:
        assert sys.modules["__main__"] is not main
        raise OSError("no more processes")

    monkeypatch.setattr(multiprocessing.context.SpawnProcess, "_Popen", staticmethod(fail))
    with pytest.raises(OSError, match="no more"), ProcessPoolExecutor(1, fresh_processes()) as pool:
        pool.submit(abs, 1)
    assert sys.modules["__main__"] is main
