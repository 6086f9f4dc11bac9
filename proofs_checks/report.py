"""The report: one HTML file without network use, readable on a phone and when printed."""

from __future__ import annotations

import html as escape_module
import shlex
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from proofs_checks import totals
from proofs_checks.readable import certificate_html, certificate_path, statement_html
from proofs_checks.report_kernel import kernel_html
from theory.verdicts import WORDS, CertificateRecord, MutationRecord, SearchRecord, Verdict

_STATES = {
    "unchecked": "argued",  # never the green of what was checked here
    **{"proved": "good", "refuted": "good", "argued": "argued", "argued-refuted": "argued"},
    **{"tested": "tested", "empirical": "tested"},
}


def _e(text: object) -> str:
    return escape_module.escape(str(text))


def _from_sources(folder: Path) -> str:
    """The folder as a command that runs beside ``theory`` can name it."""
    here, top = folder.resolve(), Path(__file__).resolve().parents[1]
    return shlex.quote(str(here.relative_to(top) if here.is_relative_to(top) else here))


def _breakable(claim: str) -> str:
    """An id that a narrow column breaks after its hyphens and dots, never inside a word."""
    return _e(claim).replace("-", "-<wbr>").replace(".", ".<wbr>")


def _state(v: Verdict) -> str:
    if not v.settled:
        return "bad"
    return _STATES.get(v.effective, "open")


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
<p class="soft">{about}. A verdict is no stronger than its certificates: re-check them in the folder of this report with
<code>sdl-atlas check certificates</code>, or in the folder of the sources of sdl-atlas, with nothing but Python, by
<code>python -m theory.certificates {_e(_from_sources(certificates))}/*.json</code>.</p>
{_totals(verdicts)}
<div class="filters"><input id="search" type="search" placeholder="search ids, titles, sources" aria-label="search">
{_buttons(verdicts)}</div>
<table><thead><tr><th>verdict</th><th>claim</th><th>title</th><th class="wide">scope</th>
<th class="wide">left to read</th><th class="wide">source</th></tr></thead>
<tbody>{rows}</tbody></table>
{sections}
<script>{script}</script></body></html>
"""


def _totals(verdicts: Sequence[Verdict]) -> str:
    records = [c for v in verdicts for e in v.evidence for c in e.certificates]
    checked, read = totals.steps(verdicts)
    cells: list[tuple[int | str, str]] = [*totals.outcomes(verdicts)]
    cells += [
        (sum(not v.settled for v in verdicts), "not as expected"),
        (f"{sum(c.accepted for c in records)}/{len(records)}", "certificates of evidence accepted"),
        *totals.tests(verdicts),
        (f"{checked} + {read}", "steps of arguments checked + left to the reader"),
    ]
    return '<div class="totals">' + "".join(f"<span><b>{n}</b> {_e(label)}</span>" for n, label in cells) + "</div>"


def _buttons(verdicts: Sequence[Verdict]) -> str:
    shown = [o for o in WORDS if any(v.effective == o for v in verdicts)]
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
        f'<td><a href="#{_e(v.claim)}"><code>{_breakable(v.claim)}</code></a></td><td>{statement_html(v.title)}</td>'
        f'<td class="wide">{_e(v.scope)}</td><td class="wide">{_steps(v)}</td>'
        f'<td class="wide">{_e(v.source)}</td></tr>'
    )


def _steps(v: Verdict) -> str:
    """What is left to a reader."""
    if v.kernel is not None and v.kernel.by_hand and v.outcome == "proved":
        return f"{v.kernel.statement_lines} lines of a proposition by hand"
    if v.outcome in ("proved", "refuted"):
        return "nothing left to read"
    if not v.outcome.startswith("argued"):
        return ""
    formal = "" if v.formal else ", no formal statement"
    if not v.steps_checked + v.steps_read:
        return f'<span class="read">what the certificates are about{formal}</span>'
    return f'{v.steps_checked} checked, <span class="read">{v.steps_read} to be read</span>{formal}'


def _section(v: Verdict, certificates: Path) -> str:
    whose = {
        "published": " The published statement is refuted.",
        "ours": " A reading or strengthening of ours is refuted.",
    }
    parts = [
        f'<section class="claim {_state(v)}" id="{_e(v.claim)}" {_data(v)}>',
        f'<h2><span class="badge">{_e(v.effective)}</span> {statement_html(v.title)} <code class="soft">{_e(v.claim)}</code></h2>',
        _statement(v),
        f'<p class="soft">{_e(v.source)}. Kind: {_e(v.kind)}. Scope: {_e(v.scope)}. Expected: {_e(v.expected)}. '
        f"{v.seconds:.1f} s.</p>",
        f'<p><b>{_e(v.effective)}</b>: {_e(WORDS.get(v.effective, ""))}. <span class="soft">{statement_html(v.basis)}.</span>'
        f"{whose.get(v.refutes, '')}</p>",
    ]
    parts += [f'<p class="soft">Convention: {statement_html(c)}</p>' for c in v.conventions]
    parts += [f'<p class="problem">{_e(p)}</p>' for p in v.problems]
    parts.append(kernel_html(v.kernel))
    if v.remark:
        parts.append(f'<p class="remark">{statement_html(v.remark)}</p>')
    if v.dependencies:
        links = ", ".join(f'<a href="#{_e(d)}"><code>{_e(d)}</code></a> ({_e(s)})' for d, s in v.dependencies.items())
        parts.append(f"<p>Rests on: {links}.</p>")
    if v.formal:
        parts.append(
            f"<details><summary><b>Formal statement</b></summary><pre>{_e(chr(10).join(v.formal))}</pre></details>"
        )
    if v.searched is not None:
        parts.append(_searched(v.searched, certificates))
    elif v.effective in ("proved", "unchecked", "argued"):
        why = "it has none" if not v.formal and v.kernel is None else "it has no variables, or cannot be evaluated"
        parts.append(f'<p class="soft">The formal statement was not searched for counterexamples: {why}.</p>')
    parts += [_evidence(v, certificates), _hypotheses(v, certificates), _mutations(v, certificates), "</section>"]
    return "\n".join(p for p in parts if p)


def _statement(v: Verdict) -> str:
    """The statement; what goes beyond the formal statement stands apart, because the verdict is not about it."""
    said, marker, beyond = v.statement.partition("Beyond the formal statement")
    if not marker:
        return f'<div class="statement">{statement_html(v.statement)}</div>'
    rest = beyond.lstrip(":, ").rstrip()
    rest = rest[:-1] if said.endswith("(") and rest.endswith(")") else rest
    return (
        f'<div class="statement">{statement_html(said.rstrip(" ("))}</div>'
        f'<p class="read">Beyond the formal statement, and not part of the verdict: {statement_html(rest)}</p>'
    )


def _searched(s: SearchRecord, certificates: Path) -> str:
    text = (
        f"Searched for counterexamples at {s.points} degenerate and random points, of which {s.admissible} satisfy the hypotheses: "
        + (f"{len(s.found)} found." if s.found else "none found, which proves nothing.")
    )
    return f'<p class="soft">{text}</p>' + "".join(_certificate(c, certificates) for c in s.found)


def _evidence(v: Verdict, certificates: Path) -> str:
    out = ["<h3>Evidence</h3>"]
    for item in v.evidence:
        numbers = "; ".join(f"{k}: {n}" for k, n in item.numbers.items())
        out.append(
            f"<p><b>{_e(item.kind)}</b> → {_e(item.shows)} ({_e(item.scope)}). {statement_html(item.text)}"
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
        needed = statement_html(h.drop_note)
        if h.drop is not None:
            needed = (
                "needed: the formal statement fails without it"
                if h.exact
                else "needed, by a counterexample with all other hypotheses; what it states is to be read"
                if h.named
                else "needed, by a certificate to be read"
            )
        out.append(f"<p><b>{_e(h.name)}</b>: {statement_html(h.text)} <span class='soft'>{needed}</span></p>")
        out.append(_certificate(h.witness, certificates, "can be satisfied: "))
        if h.drop is not None:
            out.append(_certificate(h.drop, certificates, "without it: "))
    return "\n".join(out)


def _mutations(v: Verdict, certificates: Path) -> str:
    out: list[str] = []
    for kind, title, word in (
        ("mutation", "Mutations: {} of {} wrong variants refuted", "refuted"),
        (
            "corruption",
            "Corruption tests: {} of {} false certificates rejected (this says nothing about a variant)",
            "rejected",
        ),
    ):
        these = [m for m in v.mutations if m.kind == kind]
        if these:
            head = title.format(sum(m.killed for m in these), len(these))
            body = "\n".join(_mutation(m, word, certificates) for m in these)
            out.append(f"<details><summary><b>{head}</b></summary>{body}</details>")
    return "\n".join(out)


def _mutation(m: MutationRecord, word: str, certificates: Path) -> str:
    how = m.how + ("" if m.exact or m.kind == "corruption" else "; that it is about this variant is to be read")
    line = f"<p><b>{word if m.killed else 'SURVIVED'}</b> {statement_html(m.text)} <span class='soft'>({_e(how)})</span></p>"
    return line + ("" if m.certificate is None else _certificate(m.certificate, certificates))


def _certificate(record: CertificateRecord, folder: Path, prefix: str = "") -> str:
    mark = "✓ accepted" if record.accepted else "✗ rejected"
    head = f'{mark} <code>{_e(record.kind)}</code> <span class="says">{_e(prefix + record.says)}</span>'
    body = certificate_html(certificate_path(folder, record.sha256, accepted=record.accepted))
    return f"<details><summary>{head}</summary>{body}</details>"
