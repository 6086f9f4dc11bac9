"""Statements and certificates in a form a person can read."""

from __future__ import annotations

import functools
import html as escape_module
import json
import re
from pathlib import Path
from typing import Any, Literal

from theory.certificates import summary
from theory.certificates.text import show

MAX_RAW = 4000  # characters of raw JSON shown in the report; the whole certificate is in its file
# fields that are shown in a form of their own; every other one is shown as plain data
_SHOWN = frozenset(
    [
        "means",
        "assignment",
        "let",
        "values",
        "hypotheses",
        "conclusion",
        "holds",
        "matrix",
        "nonzero",
        "assume",
        "relations",
        "conclude",
        "equations",
        "cofactors",
        "definitions",
        "variables",
        "indeterminates",
        "steps",
        "terms",
        "multiples",
        "factor",
        "base",
        "step",
        "theorem",
        "sequences",
    ]
)


@functools.lru_cache(maxsize=4096)
def mathml(tex: str, display: Literal["inline", "block"] = "inline") -> str:
    r"""LaTeX as MathML whose letters are the right characters: browsers show no ``mathvariant`` but ``normal``.

    >>> mathml(r"\mathbb R")[72:]
    '<mi>&#x0211D;</mi></mrow></math>'
    >>> mathml(r"\mathbf 1")[78:]
    '<mn>𝟏</mn></mrow></mrow></math>'
    """
    from latex2mathml.converter import convert

    braced = re.sub(r"\\(mathbb|mathbf|mathcal|mathfrak)\s+(\w)", r"\\\1{\2}", tex)
    made = convert(braced, display=display)
    return re.sub(r'<mn mathvariant="bold">(\d+)</mn>', lambda m: f"<mn>{_bold(m[1])}</mn>", made)


def _bold(digits: str) -> str:
    return "".join(chr(ord("\N{MATHEMATICAL BOLD DIGIT ZERO}") + int(d)) for d in digits)


def statement_html(text: str) -> str:
    """Text with LaTeX between dollar signs, as HTML with MathML.

    >>> statement_html("a < b")
    'a &lt; b'
    """
    parts = re.split(r"\$([^$]+)\$", text)
    return "".join(mathml(p) if i % 2 else _inline(p) for i, p in enumerate(parts))


def _inline(text: str) -> str:
    escaped = escape_module.escape(text).replace("\n\n", "<br>")
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escaped)


def certificate_path(folder: Path, sha256: str, *, accepted: bool) -> Path:
    """Where a run keeps a certificate: rejected ones (killed mutations) lie in a folder of their own."""
    return (folder if accepted else folder / "rejected") / f"{sha256}.json"


def certificate_html(path: Path) -> str:
    """A certificate's theorem, its statement line by line, its proof steps, and its raw JSON."""
    try:
        certificate = json.loads(path.read_text())
    except OSError:
        return f"<p>The file {escape_module.escape(path.name)} is missing.</p>"
    theorem = " ".join(summary(certificate).replace("``", "").split())
    parts = [f"<p class='soft'>{escape_module.escape(theorem)}</p>"]
    if lines := readable_lines(certificate["asserts"], certificate["witness"]):
        parts.append(f"<pre>{escape_module.escape(chr(10).join(lines))}</pre>")
    if "steps" in certificate["witness"]:
        parts.append(_steps(certificate["witness"]["steps"]))
    raw = json.dumps(certificate, sort_keys=True)
    cut = raw if len(raw) <= MAX_RAW else raw[:MAX_RAW] + f" ... ({len(raw)} characters in certificates/{path.name})"
    parts.append(f"<details><summary>JSON</summary><pre>{escape_module.escape(cut)}</pre></details>")
    return "".join(parts)


def readable_lines(asserts: dict[str, Any], witness: dict[str, Any]) -> list[str]:
    """The statement language parts of a certificate as infix text."""
    out = [str(asserts["means"])] if "means" in asserts else []
    for name, value in witness.get("assignment", {}).items():
        out.append(f"{name} = {show(['data', value], limit=400)}")
    for binding in asserts.get("let", []):
        out.append(f"{binding[0]} := {show(binding[1], limit=600)}")
    for name, value in witness.get("values", {}).items():
        out.append(f"{name} = {show(['data', value], limit=400)}")
    for name, hypothesis in asserts.get("hypotheses", {}).items():
        out.append(f"hypothesis {name}: {show(hypothesis, limit=600)}")
    for key in ("conclusion", "holds", "matrix", "nonzero"):
        if key in asserts:
            out.append(f"{key}: {show(asserts[key], limit=1500)}")
    for key in ("assume", "relations"):
        out += [f"{key}: {show(e, limit=600)} {r} 0" for e, r in asserts.get(key, [])]
    if "conclude" in asserts:
        out.append(f"conclude: {show(asserts['conclude'][0], limit=1500)} {asserts['conclude'][1]} 0")
    out += [f"equation: {show(e, limit=600)} = 0" for e in asserts.get("equations", [])]
    out += [f"cofactor: {show(e, limit=600)}" for e in witness.get("cofactors", [])]
    for part in (asserts, witness):
        out += [f"{key}: {show(['data', value], limit=600)}" for key, value in part.items() if key not in _SHOWN]
    return out


def _steps(steps: list[dict[str, Any]]) -> str:
    items = []
    for step in steps:
        if "certificate" in step:
            lines = readable_lines(step["certificate"]["asserts"], step["certificate"]["witness"])
            detail = f"<pre>{escape_module.escape(chr(10).join(lines))}</pre>" if lines else ""
            note = f"<details><summary class='soft'>checked: {step['certificate']['kind']}</summary>{detail}</details>"
            text = f"<span class='read'>in words:</span> {statement_html(step['gloss'])}"
        else:
            uses = f", from {', '.join(step['uses'])}" if step["uses"] else ""
            note = f"<span class='read'>to be read ({escape_module.escape(step['rule'])}{uses})</span>"
            text = statement_html(step["says"])
        items.append(f"<li><b>{escape_module.escape(step['id'])}</b> {text} {note}</li>")
    return f"<ol class='steps'>{''.join(items)}</ol>"
