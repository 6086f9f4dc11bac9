"""A landscape as a table (CSV) and as a picture of its losses (SVG)."""

from __future__ import annotations

import csv
import io
from xml.sax.saxutils import escape

from sdl_atlas.landscape_text import number, pattern
from theory.sdl.landscape import CriticalPoint, Landscape

COLOURS = {
    "global_minimum": "#1b7837",
    "local_minimum": "#2166ac",
    "non_strict_local_minimum": "#67a9cf",
    "strict_saddle": "#b2182b",
    "partial_minimum": "#888888",
    "boundary_infimum": "#e08214",
}
WIDTH, ROW, LEFT, RIGHT, TOP = 720, 26, 210, 40, 56


def points_csv(landscape: Landscape) -> str:
    """The critical points by loss, one a line: loss exactly and as a decimal, type, pattern, limit pattern, certificates."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["loss", "decimal", "type", "pattern", "limit_pattern", "certificates"])
    for c in landscape.critical_points:
        limit = "" if c.limit_pattern is None else pattern(c.limit_pattern)
        exact = number(c.value, c.float) if isinstance(c.value, dict) else c.value
        table.writerow([exact, repr(c.float), c.type, pattern(c.pattern), limit, " ".join(c.certificates)])
    return out.getvalue()


def spectrum_svg(landscape: Landscape) -> str:
    """One row for each type, one mark for each critical point at its loss; a line at the infimum, a band where it is not known.

    The same landscape has the same picture.
    """
    points, infimum = landscape.critical_points, landscape.infimum
    kinds = [kind for kind in COLOURS if any(c.type == kind for c in points)]
    most = max([infimum.upper_float, infimum.lower_float, *(c.float for c in points)]) or 1.0
    height = TOP + ROW * max(1, len(kinds)) + 46

    def at(loss: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * loss / most, 2)

    bottom = TOP + ROW * max(1, len(kinds))
    known = infimum.lower == infimum.upper
    words = f"infimum {infimum.lower_float:.6g}" if known else f"{infimum.lower_float:.6g} to {infimum.upper_float:.6g}"
    word = {True: ", attained", False: ", not attained", None: ""}[infimum.attained]
    low, high = at(infimum.lower_float), at(infimum.upper_float)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
        f'<text x="10" y="20" font-size="14">{escape(landscape.problem_name)}: {landscape.status}</text>',
        f'<text x="{LEFT}" y="40">{escape(words + word)}</text>',
        f'<rect x="{low}" y="{TOP - 8}" width="{max(1.0, round(high - low, 2))}" height="{bottom - TOP + 8}" fill="#dddddd"/>',
        f'<line x1="{LEFT}" y1="{bottom}" x2="{WIDTH - RIGHT}" y2="{bottom}" stroke="black"/>',
    ]
    for k in range(5):
        x, loss = at(most * k / 4), most * k / 4
        lines.append(f'<line x1="{x}" y1="{bottom}" x2="{x}" y2="{bottom + 5}" stroke="black"/>')
        lines.append(f'<text x="{x}" y="{bottom + 19}" text-anchor="middle">{loss:.4g}</text>')
    lines.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{bottom + 37}" text-anchor="middle">loss</text>')
    for k, kind in enumerate(kinds):
        y, found = TOP + ROW * k + ROW / 2, [c for c in points if c.type == kind]
        lines.append(f'<text x="10" y="{y + 4}">{kind} ({len(found)})</text>')
        lines += [_mark(c, at(c.float), y) for c in found]
    return "\n".join([*lines, "</svg>", ""])


def _mark(c: CriticalPoint, x: float, y: float) -> str:
    title = escape(f"{pattern(c.pattern)}: {number(c.value, c.float)}")
    return (
        f'<circle cx="{x}" cy="{y}" r="5" fill="{COLOURS[c.type]}" fill-opacity="0.6"><title>{title}</title></circle>'
    )
