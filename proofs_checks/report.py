"""The report: one HTML file without network use, readable on a phone and when printed."""

from __future__ import annotations

import html as escape_module
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from proofs_checks.readable import certificate_html, certificate_path, statement_html
from proofs_checks.report_kernel import kernel_html
from theory.verdicts import CertificateRecord, Verdict

_MEANING = {
    "proved": "true as stated, within the scope named; every certificate accepted",
    "unchecked": "a kernel proof is on file and was not checked on this machine (Rocq is missing)",
    "refuted": "false as stated; an exact counterexample was accepted",
    "tested": "held in every exact test; not a proof",
    "empirical": "what trained models did, with the number of runs",
    "undecided": "open; the search that was made is described",
    "conditional": "rests on a claim that is not settled as expected",
    "error": "could not be settled; see the problems",
}


def _e(text: object) -> str:
    return escape_module.escape(str(text))


def _state(v: Verdict) -> str:
    if not v.settled:
        return "bad"
    return {"proved": "good", "refuted": "good", "tested": "tested", "empirical": "tested"}.get(v.effective, "open")


def html(verdicts: Sequence[Verdict], certificates: Path) -> str:
    """The whole report as one string.

    Args:
        verdicts: in the order in which they are shown.
        certificates: folder that holds ``<sha256>.json`` for the certificates; missing ones are named, not shown.
    """
    style, script = (resources.files("proofs_checks").joinpath(f"report.{x}").read_text() for x in ("css", "js"))
    first = verdicts[0] if verdicts else None
    about = (
        f"profile {_e(first.profile)}, seed {first.seed}, commit <code>{_e(first.commit[:12])}</code>, checker version "
        f"{_e(first.checker_version)}, {_e(first.machine)}"
        if first
        else "no claim was settled"
    )
    rows = "\n".join(_row(v) for v in verdicts)
    sections = "\n".join(_section(v, certificates) for v in verdicts)
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>sdl-atlas: verdicts</title><style>{style}</style></head><body>
<h1>sdl-atlas: {len(verdicts)} claims</h1>
<p class="soft">{about}. A verdict is no stronger than its certificates: re-check them with
<code>python -m theory.certificates certificates/*.json</code>, which needs nothing but Python.</p>
{_totals(verdicts)}
<div class="filters"><input id="search" type="search" placeholder="search ids, titles, sources" aria-label="search">
{_buttons(verdicts)}</div>
<table><thead><tr><th>verdict</th><th>claim</th><th>title</th><th class="wide">scope</th>
<th class="wide">proof steps</th><th class="wide">source</th></tr></thead>
<tbody>{rows}</tbody></table>
{sections}
<script>{script}</script></body></html>
"""


def _totals(verdicts: Sequence[Verdict]) -> str:
    mutations = [m for v in verdicts for m in v.mutations]
    records = [c for v in verdicts for e in v.evidence for c in e.certificates]
    checked, read = sum(v.steps_checked for v in verdicts), sum(v.steps_read for v in verdicts)
    cells = [(sum(v.effective == o for v in verdicts), o) for o in _MEANING]
    cells = [(n, label) for n, label in cells if n]
    cells += [
        (sum(not v.settled for v in verdicts), "not as expected"),
        (f"{sum(c.accepted for c in records)}/{len(records)}", "certificates of evidence accepted"),
        (f"{sum(m.killed for m in mutations)}/{len(mutations)}", "mutations killed"),
        (f"{checked} + {read}", "proof steps checked + left to the reader"),
    ]
    return '<div class="totals">' + "".join(f"<span><b>{n}</b> {_e(label)}</span>" for n, label in cells) + "</div>"


def _buttons(verdicts: Sequence[Verdict]) -> str:
    shown = [o for o in _MEANING if any(v.effective == o for v in verdicts)]
    items = [("all", "all"), *((o, o) for o in shown), ("bad", "not as expected")]
    return "".join(
        f'<button data-show="{_e(key)}" aria-pressed="{str(key == "all").lower()}">{_e(label)}</button>'
        for key, label in items
    )


def _data(v: Verdict) -> str:
    text = _e(f"{v.claim} {v.title} {v.source} {v.effective}".lower())
    return f'data-state="{_state(v)}" data-outcome="{_e(v.effective)}" data-text="{text}"'


def _row(v: Verdict) -> str:
    return (
        f'<tr class="{_state(v)}" {_data(v)}><td><span class="badge">{_e(v.effective)}</span></td>'
        f'<td><a href="#{_e(v.claim)}"><code>{_e(v.claim)}</code></a></td><td>{statement_html(v.title)}</td>'
        f'<td class="wide">{_e(v.scope)}</td><td class="wide">{_steps(v)}</td>'
        f'<td class="wide">{_e(v.source)}</td></tr>'
    )


def _steps(v: Verdict) -> str:
    """How much of the written proofs is checked, and how much is left to the reader."""
    if not v.steps_checked:
        return "all by machine"
    return f'{v.steps_checked} checked, <span class="read">{v.steps_read} to be read</span>'


def _section(v: Verdict, certificates: Path) -> str:
    steps = ""
    if v.steps_checked or v.steps_read:
        steps = f" Written proofs: {v.steps_checked} steps checked by machine"
        steps += f', <span class="read">{v.steps_read} to be read by a person</span>.' if v.steps_read else "."
    parts = [
        f'<section class="claim {_state(v)}" id="{_e(v.claim)}" {_data(v)}>',
        f'<h2><span class="badge">{_e(v.effective)}</span> {statement_html(v.title)} <code class="soft">{_e(v.claim)}</code></h2>',
        f'<div class="statement">{statement_html(v.statement)}</div>',
        f'<p class="soft">{_e(v.source)}. Kind: {_e(v.kind)}. Scope: {_e(v.scope)}. Expected: {_e(v.expected)}. '
        f"{_e(_MEANING.get(v.effective, ''))}.{steps} {v.seconds:.1f} s.</p>",
    ]
    parts += [f'<p class="problem">{_e(p)}</p>' for p in v.problems]
    parts.append(kernel_html(v.kernel))
    if v.remark:
        parts.append(f'<p class="remark">{statement_html(v.remark)}</p>')
    if v.dependencies:
        links = ", ".join(f'<a href="#{_e(d)}"><code>{_e(d)}</code></a> ({_e(s)})' for d, s in v.dependencies.items())
        parts.append(f"<p>Rests on: {links}.</p>")
    parts += [_evidence(v, certificates), _hypotheses(v, certificates), _mutations(v, certificates), "</section>"]
    return "\n".join(p for p in parts if p)


def _evidence(v: Verdict, certificates: Path) -> str:
    out = ["<h3>Evidence</h3>"]
    for item in v.evidence:
        numbers = "; ".join(f"{k}: {n}" for k, n in item.numbers.items())
        out.append(
            f"<p><b>{_e(item.kind)}</b> → {_e(item.supports)} ({_e(item.scope)}). {statement_html(item.text)}"
            + (f' <span class="soft">{_e(numbers)}</span>' if numbers else "")
            + "</p>"
        )
        out += [_certificate(c, certificates) for c in item.certificates]
    return "\n".join(out) if v.evidence else ""


def _hypotheses(v: Verdict, certificates: Path) -> str:
    if not v.hypotheses:
        return ""
    out = ["<h3>Hypotheses</h3>"]
    for h in v.hypotheses:
        needed = "needed: the claim fails without it" if h.drop is not None else statement_html(h.drop_note)
        out.append(f"<p><b>{_e(h.name)}</b>: {statement_html(h.text)} <span class='soft'>{needed}</span></p>")
        out.append(_certificate(h.witness, certificates, "can be satisfied: "))
        if h.drop is not None:
            out.append(_certificate(h.drop, certificates, "without it: "))
    return "\n".join(out)


def _mutations(v: Verdict, certificates: Path) -> str:
    if not v.mutations:
        return ""
    out = [f"<h3>Mutations: {sum(m.killed for m in v.mutations)} of {len(v.mutations)} killed</h3>"]
    for m in v.mutations:
        word = "killed" if m.killed else "SURVIVED"
        line = f"<b>{word}</b> {statement_html(m.text)} <span class='soft'>({_e(m.how)})</span>"
        out.append(f"<p>{line}</p>")
        if m.certificate is not None:
            out.append(_certificate(m.certificate, certificates))
    return "<details><summary>" + out[0].replace("h3", "b") + "</summary>" + "\n".join(out[1:]) + "</details>"


def _certificate(record: CertificateRecord, folder: Path, prefix: str = "") -> str:
    mark = "✓ accepted" if record.accepted else "✗ rejected"
    head = f'{mark} <code>{_e(record.kind)}</code> <span class="says">{_e(prefix + record.says)}</span>'
    body = certificate_html(certificate_path(folder, record.sha256, accepted=record.accepted))
    return f"<details><summary>{head}</summary>{body}</details>"
