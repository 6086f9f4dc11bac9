"""The front door: ``sdl-atlas COMMAND ...``.

Each command is a module in ``sdl_atlas/commands`` with ``HELP``, ``EXAMPLES``, ``arguments(parser)`` and ``run(args) -> int``,
and ``STATUSES`` if its exit statuses need more words; they are found by scanning.  Heavy libraries are imported inside ``run``
only, so that ``--help`` answers at once.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from sdl_atlas.exit_status import BAD_INPUT, INTERRUPTED, UNWRITABLE
from sdl_atlas.version import __version__
from theory.errors import InputError, OutputError


class _Parser(argparse.ArgumentParser):
    """One line and exit status 2 on wrong usage, like on every other bad input."""

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: {message}; see {self.prog} --help\n")


def parser() -> argparse.ArgumentParser:
    """The complete command line."""
    out = _Parser(
        prog="sdl-atlas",
        description="Exact loss landscapes of sparse dictionary learning, and published theorems settled with certificates.",
        epilog="Exit status: 0 as asked, 1 a verdict or certificate is not as expected, 2 bad input, 3 stopped at the "
        "time limit with bounds, 4 an error of this package ended a part of the work (the rest is kept), 5 results cannot be written, "
        "130 interrupted "
        "(what was finished is kept).",
    )
    out.add_argument("--version", action="version", version=f"sdl-atlas {__version__}")
    commands = out.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)
    package = importlib.import_module("sdl_atlas.commands")
    for module in sorted(m.name for m in pkgutil.iter_modules(package.__path__)):
        command = importlib.import_module(f"{package.__name__}.{module}")
        sub = commands.add_parser(
            module,
            help=command.HELP,
            description=command.HELP[0].upper() + command.HELP[1:] + ".",
            epilog="Examples:\n" + "\n".join(f"  sdl-atlas {line}" for line in command.EXAMPLES) + _statuses(command),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.arguments(sub)
        sub.set_defaults(run=command.run)
    return out


def _statuses(command: Any) -> str:
    """The exit statuses of a command that has more to say than the front page."""
    text = getattr(command, "STATUSES", "")
    return f"\n\nExit status:\n{text}" if text else ""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    args = parser().parse_args(argv)
    try:
        if sys.stdout is None:  # pyright: ignore[reportUnnecessaryComparison]  # closed by whoever started the program
            raise OutputError("standard output", "closed", "nobody would see the results", "leave it open")
        status = args.run(args)
        sys.stdout.flush()  # here, where a full disk can still be told
        return status
    except InputError as error:
        # the library names its argument, a person typed an option
        option = f"--{error.where.replace('_', '-')}" if error.where in vars(args) else error.where
        _tell(f"sdl-atlas {args.command}: {option}: {error.detail}")
        return UNWRITABLE if isinstance(error, OutputError) else BAD_INPUT
    except KeyboardInterrupt:
        remedy = "; go on with --resume" if hasattr(args, "resume") else ""
        sys.stderr.write(f"sdl-atlas {args.command}: interrupted{remedy}\n")
        return INTERRUPTED
    except BrokenPipeError:
        _silence()  # the reader left; say nothing more
        return 0
    except OSError as error:  # what is read is refused as input; this was written
        _silence()
        place = error.filename2 or error.filename or "standard output"
        _tell(f"sdl-atlas {args.command}: {place}: cannot be written: {error.strerror or error}")
        return UNWRITABLE


def _silence() -> None:
    """What is still to be printed goes nowhere, so that the end of the program does not fail, too."""
    with contextlib.suppress(ValueError, OSError):  # no file: somebody catches what is printed
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _tell(line: str) -> None:
    if sys.stderr is not None:  # pyright: ignore[reportUnnecessaryComparison]  # closed by whoever started the program
        sys.stderr.write(line + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
