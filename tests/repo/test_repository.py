"""The repository: file sizes, machine paths, generated files, and that it can be installed from its own archive."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAX_LINES = 340  # files of about 300 lines, one idea each


def tracked(*suffixes: str) -> list[Path]:
    def hidden(parts: tuple[str, ...]) -> bool:
        return any(
            (p.startswith(".") and p != ".ci") or p in ("out", "build", "dist", "__pycache__") for p in parts[:-1]
        )

    files = (p for p in ROOT.rglob("*") if p.is_file() and p.name != ".git" and not hidden(p.relative_to(ROOT).parts))
    return sorted(p for p in files if not suffixes or p.suffix in suffixes)


def test_files_are_short() -> None:
    long = {str(p.relative_to(ROOT)): n for p in tracked(".py") if (n := len(p.read_text().splitlines())) > MAX_LINES}
    assert not long, f"split these files, one idea each: {long}"


def test_no_machine_path_and_no_package_host() -> None:
    pattern = re.compile(r"(?<![\w.])/(work|root|home|tmp|Users)/\w|files\.pythonhosted|pypi\.org|(?<!\w)\.library")
    found = []
    for path in tracked(".py", ".md", ".toml", ".cff", ".json", ".txt", ".yml", ""):
        if path == Path(__file__):
            continue
        for i, line in enumerate(path.read_text(errors="ignore").splitlines(), 1):
            if pattern.search(line) and "/tmp/atlas" not in line:
                found.append(f"{path.relative_to(ROOT)}:{i}: {line.strip()[:100]}")
    assert not found, "\n".join(found)


def test_no_unfinished_work_and_no_dangerous_reading() -> None:
    unfinished = re.compile(r"\b(TODO|FIXME|XXX)\b|raise NotImplementedError")
    dangerous = re.compile(
        r"\bpickle\b|torch\.load\(|\bsympify\(|(?<![\w.])eval\(|parse_expr\(|allow_pickle=True|yaml\.load\("
    )
    found = []
    for path in tracked(".py"):
        if path.relative_to(ROOT).parts[0] == "tests":
            continue
        for i, line in enumerate(path.read_text().splitlines(), 1):
            if unfinished.search(line) or dangerous.search(line.split("#")[0].split('"""')[0]):
                found.append(f"{path.relative_to(ROOT)}:{i}: {line.strip()[:100]}")
    assert not found, "\n".join(found)


def test_reading_a_test_file_computes_no_figure() -> None:
    """Both processes of ``make test`` read all test files before the first test runs."""
    eager = re.compile(r"^\w+ = .*\.compute\(", re.MULTILINE)
    found = [str(p.relative_to(ROOT)) for p in tracked(".py") if "tests" in p.parts and eager.search(p.read_text())]
    assert not found, f"compute in a function with @cache: {found}"
    assert eager.search("x = 1\nTABLE = figure.compute(Budget())")


def test_generated_pages_are_current() -> None:
    from proofs_checks.pages import pages

    stale = [name for name, text in pages().items() if not (ROOT / name).exists() or (ROOT / name).read_text() != text]
    assert not stale, f"run make docs; these pages are stale: {stale}"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from the source archive, as a user would get it."""
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-W", "ignore", "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return next(out.glob("*.whl"))


def test_wheel_imports_everything(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    code = (
        "import importlib, pkgutil\n"
        "for top in ('theory', 'solvers', 'proofs_checks', 'paper_figs', 'sdl_atlas'):\n"
        "    package = importlib.import_module(top)\n"
        f"    assert package.__file__.startswith({str(tmp_path)!r}), package.__file__\n"
        "    for m in pkgutil.walk_packages(package.__path__, top + '.'):\n"
        "        if not m.name.endswith('__main__'):\n"
        "            importlib.import_module(m.name)\n"
        "from sdl_atlas import __all__ as names; import sdl_atlas\n"
        "for name in names: getattr(sdl_atlas, name)\n"
        "from importlib import resources\n"
        "assert resources.files('proofs_checks').joinpath('report.css').is_file()\n"
        "from proofs_checks import kernel_all, kernel_library\n"
        "assert {'Sdl', 'Vectors'} <= set(kernel_library.sources())\n"
        "assert 'sdl.thm-3.2-relu' in {name for name, _, _ in kernel_all.proofs(['sdl.thm-3.2*'])}\n"
    )
    environment = {"PYTHONPATH": str(tmp_path), "PATH": "", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_one_version_number() -> None:
    """The build, the command and the citation say the same; a change log entry waits for it."""
    from sdl_atlas import __version__

    (cited,) = re.findall(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(), re.MULTILINE)
    assert cited == __version__
    project = (ROOT / "pyproject.toml").read_text()
    assert 'dynamic = ["version"]' in project
    assert 'path = "sdl_atlas/version.py"' in project
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0] == "Unreleased" if "dev" in __version__ else headings[0].startswith(__version__)


def test_every_package_says_that_it_is_typed() -> None:
    assert all(
        (ROOT / floor / "py.typed").exists()
        for floor in ("theory", "solvers", "proofs_checks", "paper_figs", "sdl_atlas")
    )
