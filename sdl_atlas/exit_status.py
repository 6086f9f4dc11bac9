"""The exit statuses of all commands."""

from __future__ import annotations

UNEXPECTED = 1  # a verdict or a certificate is not as expected
BAD_INPUT = 2
STOPPED = 3  # at a limit, with bounds
FAULT = 4  # an error of this package ended a part of the work; what the other parts found is kept
UNWRITABLE = 5  # results cannot be written: a full disk, no permission, a closed standard output
INTERRUPTED = 130  # by Ctrl-C; what was finished is kept
