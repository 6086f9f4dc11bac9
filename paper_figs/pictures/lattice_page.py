"""One HTML page with the lattice, where a concept can be clicked to see its extent, intent and neighbours.

The page holds everything it needs and may not load anything: its content security policy forbids it.  Names come from files
that nobody vouches for, so they travel as JSON in which ``<``, ``>`` and ``&`` are escaped, and are only ever shown as text.
"""

from __future__ import annotations

import html
import json
from typing import Any

from paper_figs.pictures.lattice_diagram import Diagram
from paper_figs.pictures.lattice_drawing import placed
from theory.concepts import bits

SCALE = 110  # pixels per inch of the picture
LISTED = 500  # objects of an extent that are listed; the number of the others is given

_STYLE = """
:root{color-scheme:light}
body{margin:0;font:15px/1.45 system-ui,sans-serif;color:#1a1a1a;display:grid;grid-template-columns:minmax(0,1fr) 22rem;height:100vh}
main{overflow:auto;padding:1rem}aside{overflow:auto;padding:1rem;border-left:1px solid #ddd;background:#fafafa}
h1{font-size:1.1rem;margin:0 0 .3rem}h2{font-size:.95rem;margin:1rem 0 .3rem}
p.note{color:#555;margin:.2rem 0 1rem;max-width:60rem}
svg text{font-size:10.5px;text-anchor:middle;dominant-baseline:middle;paint-order:stroke;stroke:#fff;stroke-width:3px}
svg line,svg polyline{stroke:#9a9a9a;fill:none}
svg .near{stroke:#D55E00;stroke-width:2px}
svg circle{fill:#fff;stroke:#000;cursor:pointer}svg circle.own{fill:#56B4E9}svg circle.human{stroke:#009E73;stroke-width:3px}
svg circle.absorbed{fill:#D55E00}svg circle.split{fill:#E69F00}
svg circle.chosen{stroke:#CC79A7;stroke-width:4px}svg circle:focus{outline:2px solid #0072B2}
svg .attribute{fill:#0072B2}svg text.human{fill:#009E73;font-weight:bold}svg .object,svg .size{fill:#6b6b6b}
ul{padding-left:1.1rem;margin:.2rem 0}button{font:inherit;border:0;background:none;color:#0072B2;padding:0;text-align:left;cursor:pointer}
@media(max-width:50rem){body{display:block;height:auto}aside{border-left:0;border-top:1px solid #ddd}}
"""

_SCRIPT = """
"use strict";
const data = JSON.parse(document.getElementById("lattice").textContent);
const panel = document.getElementById("panel");
function add(parent, tag, text) {
  const e = document.createElement(tag);
  if (text !== undefined) e.textContent = text;
  parent.appendChild(e);
  return e;
}
function list(title, names, more) {
  add(panel, "h2", title);
  const ul = add(panel, "ul");
  for (const name of names) add(ul, "li", name);
  if (!names.length) add(ul, "li", "none");
  if (more) add(ul, "li", "and " + more + " more");
}
function links(title, numbers) {
  add(panel, "h2", title);
  const ul = add(panel, "ul");
  for (const i of numbers) {
    const has = data[i].intent.join(", ") || "no attribute";
    const b = add(add(ul, "li"), "button", "concept " + data[i].concept + " (" + data[i].size + "): " + has);
    b.addEventListener("click", () => show(i));
  }
  if (!numbers.length) add(ul, "li", "none in the picture");
}
function show(i) {
  const c = data[i];
  panel.replaceChildren();
  add(panel, "h1", "Concept " + c.concept);
  for (const line of c.human) add(panel, "p", "Best unit of " + line);
  for (const line of c.marks) add(panel, "p", line);
  list("Intent: " + c.intent.length + " attributes", c.intent, 0);
  links("Directly above", c.upper);
  links("Directly below", c.lower);
  list("Extent: " + c.size + " objects", c.extent, c.size - c.extent.length);
  for (const e of document.querySelectorAll("circle")) e.classList.toggle("chosen", e.dataset.i === String(i));
  for (const e of document.querySelectorAll("polyline")) e.classList.toggle("near", e.dataset.u === String(i) || e.dataset.v === String(i));
}
for (const e of document.querySelectorAll("circle")) {
  e.addEventListener("click", () => show(Number(e.dataset.i)));
  e.addEventListener("keydown", (k) => { if (k.key === "Enter" || k.key === " ") { k.preventDefault(); show(Number(e.dataset.i)); } });
}
if (data.length) show(0);
"""

_MEANS = {
    "absorbed": "A neuron here misses the points of child concepts.",
    "split": "A neuron here is shared out among others.",
}


def lattice_page(diagram: Diagram, title: str) -> bytes:
    """The page, UTF-8; the same diagram gives the same bytes."""
    policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
    return "".join(
        [
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{html.escape(title)}</title><style>{_STYLE}</style></head>\n<body><main>",
            f'<h1>{html.escape(title)}</h1><p class="note">{html.escape(diagram.caption)} Click a concept.</p>\n',
            _picture(diagram),
            '</main><aside id="panel" aria-live="polite"></aside>\n',
            f'<script type="application/json" id="lattice">{_safe(_data(diagram))}</script>\n',
            f"<script>{_SCRIPT}</script></body></html>\n",
        ]
    ).encode()


def _safe(data: Any) -> str:
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _data(diagram: Diagram) -> list[dict[str, Any]]:
    lattice = diagram.lattice
    k = lattice.context
    upper: list[list[int]] = [[] for _ in diagram.nodes]
    for i, node in enumerate(diagram.nodes):
        for j in node.lower:
            upper[j].append(i)
    out = []
    for i, node in enumerate(diagram.nodes):
        extent = lattice.extent(node.concept)[:LISTED]
        out.append(
            {
                "concept": node.concept,
                "size": node.size,
                "intent": [k.attributes[m] for m in bits.members(lattice.intents[node.concept], k.n_attributes)],
                "extent": [k.objects[int(g)] for g in extent],
                "upper": upper[i],
                "lower": list(node.lower),
                "human": list(node.human),
                "marks": [_MEANS[m] for m in sorted(node.marks)],
            }
        )
    return out


def _picture(diagram: Diagram) -> str:
    places, _ = placed(diagram)
    room = 0.75  # inches around the nodes for the labels at the rim
    left, top = min((p.x for p in places), default=0.0) - room, max((p.y for p in places), default=0.0) + room
    wide = max((p.x for p in places), default=0.0) + room - left
    high = top - min((p.y for p in places), default=0.0) + room

    def at(x: float, y: float) -> str:
        return f"{(x - left) * SCALE:.1f},{(top - y) * SCALE:.1f}"

    out = [f'<svg viewBox="0 0 {wide * SCALE:.0f} {high * SCALE:.0f}" width="{wide * SCALE:.0f}" role="img">']
    for u, node in enumerate(diagram.nodes):
        for v in node.lower:
            way = f"{at(places[u].x, places[u].y)} {at(places[v].x, places[v].y)}"
            out.append(f'<polyline data-u="{u}" data-v="{v}" points="{way}"/>')
    for i, (node, p) in enumerate(zip(diagram.nodes, places, strict=True)):
        x, y = at(p.x, p.y).split(",")
        kinds = " ".join([*sorted(node.marks), *["own"] * bool(node.attributes), *["human"] * bool(node.human)])
        out.append(f'<circle data-i="{i}" tabindex="0" class="{kinds}" cx="{x}" cy="{y}" r="{p.r * SCALE:.1f}"/>')
        labels = [("attribute", text, -1) for text in reversed(p.above)]
        labels += [("human" if k < _human_lines(p) else "object", text, 1) for k, (text, _) in enumerate(p.below)]
        count = {-1: 0, 1: 0}
        for kind, text, side in labels:
            dy = side * (p.r * SCALE + 8 + 13 * count[side])
            count[side] += 1
            out.append(
                f'<text class="{kind}" x="{x}" y="{float(y) + dy:.1f}">{html.escape(text.replace(chr(92) + "$", "$"))}</text>'
            )
    out.append("</svg>")
    return "\n".join(out)


def _human_lines(place: Any) -> int:
    from paper_figs.style import GREEN

    return sum(color == GREEN for _, color in place.below)
