"""Text of claims and proofs as Markdown: formulas and code stay, everything else is escaped."""

from __future__ import annotations

import re

_PARTS = re.compile(r"(``[^`]+``|`[^`]+`|\$[^$]+\$)")
_SPECIAL = re.compile(r"([\\*_<>\[\]#|~{}])")

LONG = 40  # characters of LaTeX that may not fit on a telephone: such a formula scrolls on its own
_BEHIND = re.compile(rf"\$([^$]{{{LONG},}})\$([.,;])")


def markdown(text: str) -> str:
    r"""Text with LaTeX between dollar signs and code between backticks, on one line.

    >>> markdown("a_1 < b in $x_1 < 2$ and ``w_d``")
    'a\\_1 \\< b in $x_1 < 2$ and `w_d`'
    """
    return "".join(_part(p) for p in _PARTS.split(closed(" ".join(text.split()))))


def closed(text: str) -> str:
    r"""A full stop behind a long formula becomes part of it: on a narrow page it would stand alone on the next line.

    >>> closed("$x$. $" + 40 * "x" + "$.")[-5:]
    'xxx.$'
    """
    return _BEHIND.sub(r"$\1\2$", text)


def _part(text: str) -> str:
    if text.startswith("`"):
        return f"`{text.strip('`')}`"
    return text if text.startswith("$") else _SPECIAL.sub(r"\\\1", text)


def paragraphs(doc: str) -> list[str]:
    """The paragraphs of a docstring; indented ones, mostly formulas in plain text, are kept as they are."""
    out: list[str] = []
    for block in re.split(r"\n\s*\n", doc.strip()):
        lines = block.splitlines()
        if lines and all(line.startswith("    ") for line in lines if line.strip()):
            out += ["```text", *(line[4:] for line in lines), "```", ""]
        else:
            out += [markdown(block), ""]
    return out


def details(summary: str, lines: list[str], language: str = "text") -> list[str]:
    """Lines of code that a reader opens when wanted."""
    fence = "````" if any("```" in line for line in lines) else "```"
    return [f"<details><summary>{summary}</summary>", "", f"{fence}{language}", *lines, fence, "", "</details>", ""]
