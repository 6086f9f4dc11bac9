"""Errors that are the user's to mend: one line that says what, the value, why, and what to do."""

from __future__ import annotations

from typing import Any


class InputError(ValueError):
    """Input that cannot be used.  The front door prints it as one line and exits with status 2.

    >>> str(InputError("weights[1]", "0", "weights must be positive", "remove the feature or give it a weight > 0"))
    'weights[1]: found 0; weights must be positive; remove the feature or give it a weight > 0'
    """

    def __init__(self, where: str, found: object, why: str, remedy: str = "") -> None:
        text = " ".join(str(found).split())
        shown = text if len(text) <= 60 else text[:57] + "..."
        self.where, self.detail = where, f"found {shown}; {why}" + (f"; {remedy}" if remedy else "")
        super().__init__(f"{where}: {self.detail}")

    def within(self, place: object) -> InputError:
        """The same error, seen from the file that contains it."""
        out = type(self)(f"{place}: {self.where}", "", "")
        out.detail = self.detail
        out.args = (f"{place}: {self.where}: {self.detail}",)
        return out

    def __reduce__(self) -> tuple[Any, ...]:
        """What another process needs to raise the same error: exceptions are otherwise made again from their text alone."""
        return _again, (type(self), self.where, self.detail)


def _again(kind: type[InputError], where: str, detail: str) -> InputError:
    out = kind(where, "", "")
    out.detail, out.args = detail, (f"{where}: {detail}",)
    return out


class OutputError(InputError):
    """Results that cannot be written: a full disk, a folder where a file is meant, no permission.  The front door exits with status 5.

    >>> str(OutputError("out", "x.json", "Is a directory"))
    'out: found x.json; Is a directory; name a place you may write to'
    """

    def __init__(self, where: str, found: object, why: str, remedy: str = "name a place you may write to") -> None:
        super().__init__(where, found, why, remedy)
