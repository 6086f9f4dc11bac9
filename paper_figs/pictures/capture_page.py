"""One HTML page with the verdicts: a table of all manifolds, a card for each with its receptive fields, groups found without labels.

The page holds everything it needs and may not load anything: its content security policy forbids it.  Names come from files that
nobody vouches for, so they are escaped.
"""

from __future__ import annotations

import html
from collections.abc import Sequence

from paper_figs.pictures.capture_drawing import COLOURS, embedded, strip
from solvers.manifolds.capture.fields import Fields
from theory.manifolds.capture_records import CaptureRecord, GroupingRecord, GroupRecord, ManifoldVerdict

MEANS = {
    "captured": "2k atoms reproduce at least 90% of the manifold, all others add little, and none is for a small part",
    "truncated": "2k atoms do what all do, but their codes are cut off",
    "tiled": "each atom is for a small part",
    "diluted": "more than 2k atoms, and none is for a small part",
    "lost": "no group of atoms reproduces half of it",
}
_STYLE = """
:root{color-scheme:light}body{margin:0 auto;max-width:78rem;padding:1rem 1.5rem 4rem;font:15px/1.5 system-ui,sans-serif;color:#1a1a1a}
h1{font-size:1.35rem;margin:.5rem 0}h2{font-size:1.1rem;margin:2.2rem 0 .5rem;border-bottom:1px solid #ddd}
h3{font-size:1rem;margin:0 0 .2rem}p.note{color:#555;max-width:60rem;margin:.3rem 0}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:13px;width:100%}th,td{padding:.2rem .5rem;text-align:right}
td{white-space:nowrap}
th{border-bottom:1px solid #999;font-weight:600;position:sticky;top:0;background:#fff}td:first-child,th:first-child{text-align:left}
td:first-child{white-space:normal}
tbody tr:nth-child(even){background:#f6f6f6}a{color:#0072B2;text-decoration:none}
.word{display:inline-block;border-radius:.7rem;padding:0 .6rem;color:#fff;font-size:12px;font-weight:600}
.figures{display:flex;gap:1rem;flex-wrap:wrap;margin:1rem 0}.figures div{border:1px solid #ddd;border-radius:.5rem;padding:.5rem .9rem}
.figures b{display:block;font-size:1.3rem}.figures span{color:#555;font-size:12px}
article{border:1px solid #ddd;border-radius:.5rem;padding:.8rem 1rem;margin:.8rem 0;overflow-x:auto}
article img{height:7.6rem;display:block;margin:.4rem 0}article dl{display:flex;flex-wrap:wrap;gap:.1rem 1.4rem;margin:.2rem 0}
article dl{font-size:13px}article dt{color:#555;display:inline}article dd{display:inline;margin:0 0 0 .3rem}
"""


def capture_page(record: CaptureRecord, shown: Sequence[Fields], groups: Sequence[Sequence[Fields]]) -> bytes:
    """The page, UTF-8; the same record and pictures give the same bytes.

    Args:
        record: what is said.
        shown: a picture of every manifold.
        groups: pictures of the groups of every grouping, the first ones at least.
    """
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    title = html.escape(f"Capture: {record.source}")
    parts = [
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body><h1>{title}</h1>",
        _head(record),
    ]
    if record.manifolds:
        parts += [_table(record.manifolds), "<h2>Receptive fields</h2>", _legend()]
        parts += [_card(i, m, f) for i, (m, f) in enumerate(zip(record.manifolds, shown, strict=True))]
    parts += [_grouping(g, f) for g, f in zip(record.groupings, groups, strict=True)]
    return "".join([*parts, "</body></html>\n"]).encode()


def _head(r: CaptureRecord) -> str:
    boxes = [(f"{n}", word) for word, n in r.outcomes.items()]
    boxes += [(f"{r.variance_explained:.1%}", "variance explained")]
    if r.predicted is not None:
        boxes.append((f"{r.predicted:.1%}", "by untrained axes with the same budget"))
    boxes += [
        (f"{r.live} / {r.width}", "atoms that fire"),
        (f"{r.active:.1f}", "active in a sample"),
        (f"{r.samples:,}", "samples"),
    ]
    cells = "".join(f"<div><b>{a}</b><span>{b}</span></div>" for a, b in boxes)
    budget = "" if r.k is None else f", k = {r.k}"
    return (
        f'<p class="note">{html.escape(r.kind)} with {r.width} atoms{budget}.</p><div class="figures">{cells}</div>\n'
    )


def _legend() -> str:
    words = " ".join(f"{_word(word)} {text}." for word, text in MEANS.items())
    return (
        f'<p class="note">{words} k is the linear dimension of the manifold. Each picture shows the manifold along its principal axes, '
        "dark where the atom fires; in the last one every point has the colour of the strongest atom.</p>\n"
    )


def _word(word: str) -> str:
    return f'<span class="word" style="background:{COLOURS[word]}">{word}</span>'


def _table(rows: Sequence[ManifoldVerdict]) -> str:
    names = (
        "manifold",
        "verdict",
        "k",
        "atoms",
        "R2, 2k atoms",
        "95% interval",
        "R2, all",
        "R2 published, k atoms",
        "refitted",
        "support",
        "field / half-space",
        "active",
        "cohesion",
        "with pairs",
    )
    head = "".join(f"<th>{n}</th>" for n in names)
    body = "".join(_row(i, m) for i, m in enumerate(rows))
    return f"<h2>Manifolds</h2><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>\n"


def _row(i: int, m: ManifoldVerdict) -> str:
    low, high = m.r2.compact_interval
    width = None if m.spread is None or not m.half_space_spread else m.spread / m.half_space_spread
    cells = [
        f'<a href="#m{i}">{html.escape(m.name)}</a>',
        _word(m.verdict),
        m.dimension,
        len(m.group),
        f"{m.r2.compact:.3f}",
        f"{low:.3f}&ndash;{high:.3f}",
        f"{m.r2.whole:.3f}",
        f"{m.r2.published:.3f}",
        f"{m.r2.refit:.3f}",
        m.support,
        _number(width),
        f"{m.active:.2f}",
        _number(m.cohesion.signed),
        _number(m.cohesion.antipodal),
    ]
    return "<tr>" + "".join(f"<td>{c}</td>" for c in cells) + "</tr>"


def _number(value: float | None) -> str:
    return "&ndash;" if value is None else f"{value:.2f}"


def _card(i: int, m: ManifoldVerdict, shown: Fields) -> str:
    facts = [
        ("group", ", ".join(map(str, m.group)) or "none"),
        ("antipodal pairs", m.antipodal_pairs),
        ("outside the cone of the group", f"{m.cone_error:.2%}"),
        ("R2 by number of atoms", ", ".join(f"{v:.2f}" for v in m.curve.r2[: max(2 * m.dimension, 8)])),
    ]
    listed = "".join(f"<div><dt>{k}</dt><dd>{v}</dd></div>" for k, v in facts)
    name = html.escape(m.name)
    picture = f'<img alt="receptive fields over {name}" src="{embedded(strip(shown))}">'
    return f'<article id="m{i}"><h3>{name} {_word(m.verdict)}</h3>{html.escape(m.reason)}{picture}<dl>{listed}</dl></article>\n'


def _grouping(found: GroupingRecord, shown: Sequence[Fields]) -> str:
    agreement = ""
    if found.agreement is not None:
        agreed = f"{found.agreement:.3f} (normalised mutual information, {found.agreement_atoms} atoms)"
        agreement = f" Agreement with what was planted: {agreed}."
    text = (
        f"{len(found.groups)} groups, {found.single} atoms alone.{agreement} The score says how many deviations the mutual information "
        "inside a group lies above that of shuffled codes; pictures show what the group writes."
    )
    cards = "".join(_group(i, g, f) for i, (g, f) in enumerate(zip(found.groups, shown, strict=False)))
    rest = len(found.groups) - len(shown)
    more = f'<p class="note">and {rest} more groups, see capture.json</p>' if rest > 0 else ""
    title = html.escape(f"Groups without labels: {found.similarity}, {found.clustering}")
    return f'<h2>{title}</h2><p class="note">{html.escape(text)}</p>{cards}{more}\n'


def _group(i: int, g: GroupRecord, shown: Fields) -> str:
    facts = [
        ("atoms", ", ".join(map(str, g.atoms))),
        ("dimension", g.dimension),
        ("active in", f"{g.active_share:.1%}"),
        ("score", _number(g.score)),
        ("antipodal pairs", g.antipodal_pairs),
    ]
    if g.planted is not None and g.purity is not None:
        facts.append(("planted", f"{html.escape(g.planted)} ({g.purity:.0%} of its atoms)"))
    listed = "".join(f"<div><dt>{k}</dt><dd>{v}</dd></div>" for k, v in facts)
    picture = f'<img alt="what group {i + 1} writes" src="{embedded(strip(shown))}">'
    return f"<article><h3>Group {i + 1}</h3>{picture}<dl>{listed}</dl></article>\n"
