"""Records as a notebook shows them: small HTML tables, everything escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

MAX_ROWS = 40  # a notebook is no place for more; the record has all of them


def table_html(caption: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table with a caption.

    Args:
        caption: one line of text.
        header: names of the columns.
        rows: as many values each; rows after the first 40 are counted, not shown.

    >>> table_html("a < b", ["x"], [[1]])
    '<table><caption>a &lt; b</caption><thead><tr><th>x</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>'
    """
    every = list(rows)
    body = "".join(f"<tr>{_cells('td', row)}</tr>" for row in every[:MAX_ROWS])
    if len(every) > MAX_ROWS:
        body += f'<tr><td colspan="{len(header)}">... {len(every) - MAX_ROWS} more</td></tr>'
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{_cells('th', header)}</tr></thead><tbody>{body}</tbody></table>"


def _cells(tag: str, values: Sequence[object]) -> str:
    return "".join(f"<{tag}>{escape(str(v))}</{tag}>" for v in values)


def pattern_text(pattern: Sequence[Sequence[int]]) -> str:
    """Neuron by neuron the features that switch it on.

    >>> pattern_text([[0, 1], [2], []])
    '{0,1} {2} {}'
    """
    return " ".join("{" + ",".join(str(d) for d in neuron) + "}" for neuron in pattern)
