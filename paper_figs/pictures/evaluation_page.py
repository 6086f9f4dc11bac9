"""One HTML page of what models do on data: side by side, a picture, and for each model a table of its neurons with pages of single ones.

The page holds everything it needs and may not load anything: its content security policy forbids it.  Texts come from files that nobody
vouches for; they reach the page as JSON and are shown as text.
"""

from __future__ import annotations

import base64
import html
import io
import json
from typing import Any

from paper_figs.pictures.evaluation_script import SCRIPT
from solvers.sdl.evaluate.row_examples import Pictures
from theory.evaluation_records import EvaluationRecord, ModelEvaluation, NeuronPage

SHOWN_IMAGES = 8
_STYLE = """
:root{color-scheme:light}body{margin:0 auto;max-width:78rem;padding:1rem 1.2rem 4rem;font:15px/1.5 system-ui,sans-serif;color:#1a1a1a}
h1{font-size:1.35rem;margin:.5rem 0;overflow-wrap:anywhere}h2{font-size:1.1rem;margin:2.2rem 0 .5rem;border-bottom:1px solid #ddd}
h2,h3{overflow-wrap:anywhere}h3{font-size:1rem;margin:.4rem 0}p.note{color:#555;max-width:60rem;margin:.3rem 0}
img.overview{max-width:100%;height:auto}
.wide{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:13px}
th,td{padding:.2rem .6rem;text-align:right;white-space:nowrap}td:first-child,th:first-child{text-align:left}
th{border-bottom:1px solid #999;font-weight:600;background:#fff}.neurons th{position:sticky;top:0;cursor:pointer}
.neurons th:focus-visible,.neurons tr:focus-visible,button:focus-visible{outline:2px solid #0072B2}
tbody tr:nth-child(even){background:#f6f6f6}.neurons tbody tr.has{cursor:pointer}.neurons tbody tr.has td:first-child{color:#0072B2}
.neurons tbody tr.open{background:#dceaf5}
.neurons{max-height:26rem;overflow:auto;border:1px solid #ddd}
.tools{display:flex;flex-wrap:wrap;gap:.5rem;margin:.5rem 0;align-items:center}
.tools input,.tools select,.tools button{font:inherit;padding:.15rem .4rem}
.page{border:1px solid #ddd;border-radius:.5rem;padding:.6rem 1rem;margin:.8rem 0}.page ol{margin:.3rem 0;padding-left:1.5rem}
.both{display:grid;gap:0 1rem}@media(min-width:62rem){.both{grid-template-columns:minmax(34rem,auto) 1fr;align-items:start}
.both .page{margin-top:0}}
.page li{overflow-wrap:anywhere}.page .code{color:#555;font-size:12px;margin-right:.5rem}
.page figure{display:inline-block;margin:.2rem .5rem .2rem 0;text-align:center;font-size:11px;color:#555}
.page figure img{height:56px;image-rendering:pixelated;display:block;border:1px solid #ccc}
.page button{border:0;background:none;color:#0072B2;cursor:pointer;font:inherit;padding:0 .3rem 0 0}.page svg{display:block;margin:.3rem 0}
"""
_COLUMNS = ("neuron", "fires", "mean code", "largest", "decoder norm", "nearest", "cosine")


def evaluation_page(record: EvaluationRecord, picture: bytes, images: Pictures | None = None) -> bytes:
    """The page, UTF-8; the same record and pictures give the same bytes.

    Args:
        record: what is said.
        picture: the PNG of :func:`paper_figs.pictures.evaluation_drawing.overview`.
        images: what rows stand for, where they are pictures.
    """
    policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
    title = "Evaluation: " + html.escape(", ".join(m.source for m in record.models))
    data = json.dumps({"models": [_model(m) for m in record.models], "images": _images(record, images)})
    embedded = data.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    parts = [
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body><h1>{title}</h1>",
        f'<p class="note">On {html.escape(record.data)}. Every share of variance is a ratio of sums over all rows.</p>\n',
        _side_by_side(record),
        f'<img class="overview" alt="four panels" src="data:image/png;base64,{base64.b64encode(picture).decode()}">\n',
        _agreements(record),
        *(_section(i, m) for i, m in enumerate(record.models)),
        f'<script type="application/json" id="evaluation">{embedded}</script>\n',
        f"<script>{SCRIPT}</script></body></html>\n",
    ]
    return "".join(parts).encode()


def _table(head: tuple[str, ...], rows: list[list[str]]) -> str:
    top = "".join(f"<th>{html.escape(h)}</th>" for h in head)
    body = "".join("<tr>" + "".join(f"<td>{html.escape(c)}</td>" for c in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>\n'


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.2%}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _side_by_side(record: EvaluationRecord) -> str:
    head = ("model", "kind", "neurons", "k", "rows", "unexplained", "L0", "bias", "silent", "dense", "duplicates")
    rows = [
        [
            m.source,
            f"{m.kind} {m.form}",
            f"{m.width:,}",
            "–" if m.k is None else str(m.k),
            f"{m.rows:,}",
            _percent(m.unexplained),
            f"{m.l0:.1f}",
            _number(m.targets[0].bias) if len(m.targets) == 1 else "–",
            f"{m.silent:,}",
            f"{m.dense:,}",
            f"{m.duplicates:,}",
        ]
        for m in record.models
    ]
    note = (
        "<p class='note'>bias: E|ŷ|² / E⟨y, ŷ⟩, below 1 where the model shrinks. silent: active on none of these rows. dense: on more "
        "than half of them. duplicates: a decoder row with a cosine of at least 0.9 with another.</p>\n"
    )
    return _table(head, rows) + note


def _agreements(record: EvaluationRecord) -> str:
    if not record.agreements:
        return ""
    head = ("first", "second", "largest cosine, forth", "back", "one to one", "shared")
    rows = [
        [
            record.models[a.first].source,
            record.models[a.second].source,
            _number(a.forth),
            _number(a.back),
            _number(a.matched),
            f"{a.shared:.0%}",
        ]
        for a in record.agreements
    ]
    note = "<p class='note'>Over neurons that fire; shared: of the first model, with a cosine of at least 0.9.</p>\n"
    return "<h2>How alike the decoders are</h2>\n" + _table(head, rows) + note


def _section(i: int, m: ModelEvaluation) -> str:
    parts = [f"<h2>{html.escape(m.source)}</h2>\n"]
    if len(m.targets) > 1:
        rows = [
            [str(n + 1), str(t.size), _percent(t.unexplained), f"{t.error:.4g}", _number(t.bias)]
            for n, t in enumerate(m.targets)
        ]
        parts.append(_table(("target", "size", "unexplained", "mean squared error", "bias"), rows))
    if m.groups:
        groups = [
            [g.name, f"{g.neurons:,}", f"{g.active:.2f}", _percent(g.alone), _percent(g.without)] for g in m.groups
        ]
        parts.append(
            _table(
                ("neurons that ...", "neurons", "active in a row", "unexplained by them alone", "without them"), groups
            )
        )
    heads = "".join(f'<th tabindex="0" data-column="{n}">{name}</th>' for n, name in enumerate(_COLUMNS))
    parts.append(
        f'<div class="tools" data-model="{i}"><label>neuron or text <input type="search" size="18"></label>'
        '<label>show <select><option value="all">all</option><option value="pages">with a page</option>'
        '<option value="silent">silent</option><option value="dense">dense</option><option value="doubled">duplicates</option></select>'
        '</label><span class="count" role="status"></span></div>\n'
        f'<div class="both"><div class="neurons" id="neurons-{i}"><table><thead><tr>{heads}</tr></thead><tbody></tbody></table></div>'
        f'<div class="pages" id="pages-{i}"></div></div>\n'
    )
    return "".join(parts)


def _model(m: ModelEvaluation) -> dict[str, Any]:
    n = m.neurons
    return {
        "rows": m.rows,
        "fires": n.fires,
        "mean": [_short(v) for v in n.mean],
        "largest": [_short(v) for v in n.largest],
        "norm": [_short(v) for v in n.norm],
        "nearest": n.nearest,
        "cosine": [None if c is None else round(c, 3) for c in n.cosine],
        "pages": {str(p.neuron): _page(p) for p in m.pages},
    }


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def _page(p: NeuronPage) -> dict[str, Any]:
    return {
        "top": [[e.row, _short(e.code), e.text] for e in p.top],
        "histogram": p.histogram,
        "alike": [[x.neuron, round(x.value, 3)] for x in p.alike],
        "together": [[x.neuron, round(x.value, 3)] for x in p.together],
    }


def _images(record: EvaluationRecord, images: Pictures | None) -> dict[str, str]:
    if images is None:
        return {}
    shown = sorted({e.row for m in record.models for p in m.pages for e in p.top[:SHOWN_IMAGES]})
    return {str(row): _embedded(images, row) for row in shown}


def _embedded(images: Pictures, row: int) -> str:
    from PIL import Image

    stream = io.BytesIO()
    Image.fromarray(images.picture(row)).save(stream, format="PNG")
    return "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode()
