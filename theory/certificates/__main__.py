"""``python -m theory.certificates FILE ...``: the checker alone, standard library only."""

from __future__ import annotations

import sys

from theory.certificates.checker import Rejected, check, load


def main(paths: list[str]) -> int:
    """Check every file; 0 when all are accepted, 1 when one is rejected, 2 when none was given."""
    if not paths:
        sys.stderr.write("usage: python -m theory.certificates FILE.json ...\n")
        return 2
    status = 0
    for path in paths:
        try:
            sys.stdout.write(f"accepted  {path}: {check(load(path))}\n")
        except Rejected as reason:
            sys.stdout.write(f"rejected  {path}: {reason}\n")
            status = 1
    return status


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
