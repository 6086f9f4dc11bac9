"""The commands at the top of the report work where it says that they do."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from pathlib import Path

from proofs_checks import report
from proofs_checks.discovery import select
from proofs_checks.run import run

ROOT = Path(__file__).resolve().parents[2]


def test_the_certificates_can_be_checked_from_the_report_and_from_the_sources(tmp_path: Path) -> None:
    out = tmp_path / "an out folder"
    verdicts = run(select(["sdl.table-1-vs-4"]), out=out, jobs=0).verdicts
    head = report.html(verdicts, out / "certificates").split("<table>")[0]
    with_command, with_python = (html.unescape(c) for c in re.findall(r"<code>((?:sdl-atlas|python) .*?)</code>", head))
    tools = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    bare = {name: value for name, value in tools.items() if name != "PYTHONPATH"}
    for command, folder, environment in (
        (with_command, out, {**tools, "PYTHONPATH": str(ROOT)}),
        (with_python, ROOT, bare),
    ):
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("accepted")


def test_a_folder_among_the_sources_is_named_as_a_reader_there_sees_it() -> None:
    assert report._from_sources(ROOT / "out" / "certificates") == "out/certificates"
    assert report._from_sources(Path("/some where/certificates")) == "'/some where/certificates'"
