"""``python -m theory.certificates FILE ...``: the checker alone, standard library only."""

from __future__ import annotations

import io
import sys

from theory.certificates.checker import judge


def main(paths: list[str]) -> int:
    """Check every file; 0: all accepted, 1: one was rejected, 2: one is no certificate, or none was given."""
    if not paths:
        sys.stderr.write("usage: python -m theory.certificates FILE.json ...\n")
        return 2
    status = 0
    if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal without α, or a file name that is no text
        sys.stdout.reconfigure(errors="backslashreplace")
    for path in paths:
        found, line = judge(path)
        sys.stdout.write(f"{line}\n")
        status = max(status, found)
    return status


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
