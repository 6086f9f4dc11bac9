"""The theory for the site: one page per claim with its statement, its proof, and links to what it rests on.

Proofs are those that the checker gets: ``prove`` and ``refute`` of each claim are run, and their steps are written out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from markup import closed, details, markdown, paragraphs

from proofs_checks.discovery import Found, by_page, discover
from proofs_checks.kernel import proof_of
from proofs_checks.readable import readable_lines
from theory.claims import Budget, Claim, Evidence, Page
from theory.statement import formal_text

ORPHAN = "---\norphan: true\n---\n"  # not in the contents of every page: 180 entries would hide the others, and cost a minute
MAX_LINES = 60  # of one certificate; the rest is in its file


def theory_pages() -> dict[str, str]:
    """Name and text of every page, under ``docs/theory``."""
    everything = discover()
    groups = by_page()
    used = {f.claim.id: [g.claim for g in everything if f.claim.id in g.claim.depends_on] for f in everything}
    known = {f.claim.id: f.claim for f in everything}
    out: dict[str, str] = {}
    for page, claims in groups.items():
        ordered = reading_order(claims)
        out[f"{page.name}.md"] = _subject(page, ordered)
        for i, found in enumerate(ordered):
            body = claim_page(found, known, used[found.claim.id])
            before = ordered[i - 1].claim if i else None
            after = ordered[i + 1].claim if i + 1 < len(ordered) else None
            out[f"{found.claim.id}.md"] = ORPHAN + body + _neighbours((page.name, page.title), before, after)
    out["README.md"] = _index(groups)
    return out


def reading_order(claims: Iterable[Found]) -> list[Found]:
    """What a claim rests on comes before it; otherwise the order of the ids stays."""
    waiting = {f.claim.id: f for f in claims}
    out: list[Found] = []

    def place(found: Found) -> None:
        if waiting.pop(found.claim.id, None) is not None:
            for name in found.claim.depends_on:
                if name in waiting:
                    place(waiting[name])
            out.append(found)

    for found in list(waiting.values()):
        place(found)
    return out


def _index(groups: dict[Page, list[Found]]) -> str:
    lines = [
        "# The theory",
        "",
        "Statements with their proofs, in reading order. The words of the verdicts are explained in",
        "",
    ]
    lines[-2] += " [how a verdict is earned](../verdicts.md)."
    lines += [f"- [{p.title}]({p.name}.md) ({len(claims)} claims). {p.introduction}" for p, claims in groups.items()]
    return "\n".join([*lines, "", *_contents([page.name for page in groups])]) + "\n"


def _contents(names: list[str]) -> list[str]:
    return ["```{toctree}", ":hidden:", "", *names, "```"]


def _subject(page: Page, claims: list[Found]) -> str:
    lines = [f"# {page.title}", "", page.introduction, ""]
    for found in claims:
        c = found.claim
        lines += [f"## [{markdown(c.title)}]({c.id}.md)", "", f"{_badge(c)} `{c.id}`", "", markdown(c.statement), ""]
    return "\n".join(lines) + "\n"


def _neighbours(home: tuple[str, str], before: Claim | None, after: Claim | None) -> str:
    """The way on, at the foot of a page."""
    way = [f"[← {markdown(before.title)}]({before.id}.md)"] if before else []
    way += [f"[{home[1]}]({home[0]}.md)"]
    way += [f"[{markdown(after.title)} →]({after.id}.md)"] if after else []
    return "\n---\n\n" + " · ".join(way) + "\n"


def _badge(claim: Claim) -> str:
    word = claim.expected + (f" ({claim.refutes})" if claim.refutes else "")
    return f"[{word}]{{.verdict .{claim.expected}}}"


def _link(name: str, known: dict[str, Claim]) -> str:
    return f"[{markdown(known[name].title)}]({name}.md) (`{name}`)"


def claim_page(found: Found, known: dict[str, Claim], used_by: list[Claim]) -> str:
    """Everything about one claim."""
    c, module = found.claim, found.load()
    lines = [f"# {markdown(c.title)}", "", f"{_badge(c)} `{c.id}`", "", f"> {markdown(c.statement)}", ""]
    lines += [f"Source: {markdown(c.source.cited())}.", ""]
    if c.remark:
        lines += [markdown(c.remark), ""]
    if c.depends_on:
        lines += ["Rests on:", "", *(f"- {_link(d, known)}" for d in c.depends_on), ""]
    if used_by:
        lines += ["Used by:", "", *(f"- {_link(d.id, known)}" for d in used_by), ""]
    if c.hypotheses:
        lines += ["## Hypotheses", ""]
        for h in c.hypotheses:
            why = "needed: the claim fails without it" if h.drop else markdown(h.drop_note)
            lines.append(f"- *{markdown(h.name)}*: {markdown(h.text)} ({why})")
        lines.append("")
    lines += ["## About", "", *paragraphs(module.__doc__ or "")]
    lines += _formal(c, module)
    for name, title in (("prove", "Proof"), ("refute", "Refutation")):
        if hasattr(module, name):
            made = getattr(module, name)(Budget())
            lines += [f"## {title}", "", *_evidence(made if isinstance(made, list | tuple) else (made,))]
    if hasattr(module, "decide"):
        lines += [
            "## Decision",
            "",
            "A computation decides it; its certificates are made when the claim is settled.",
            "",
        ]
    lines += ["## Settle it yourself", "", "```console", f"$ sdl-atlas verify {c.id}", "```", ""]
    return "\n".join(lines)


def _formal(claim: Claim, module: Any) -> list[str]:
    out: list[str] = []
    if claim.typed is not None:
        out += ["## Formal statement", "", closed(claim.typed.latex()), ""]
        out += details("the proposition in Rocq", claim.typed.proposition().splitlines(), "coq")
    elif lines := formal_text(claim.statement_formal):
        out += ["## Formal statement", "", *details("in the language of the checker", lines)]
    if path := proof_of(module):
        out += ["## Kernel proof", "", f"`{path.name}`, checked by the Rocq kernel:", ""]
        out += ["```coq", *path.read_text().splitlines(), "```", ""]
    return out


def _evidence(items: Iterable[Evidence]) -> list[str]:
    out: list[str] = []
    for item in items:
        out += [f"{markdown(item.text)} *({item.kind}, {item.scope})*", ""]
        for certificate in item.certificates:
            if certificate["kind"] == "proof":
                out += _steps(certificate)
            elif certificate["kind"] == "illustration":
                inner = certificate["witness"]["certificate"]
                out += [f"Example: {markdown(certificate['asserts']['caption'])}", ""]
                lines = readable_lines(inner["asserts"], inner["witness"])
                out += details(f"certificate of kind {inner['kind']}", _cut(lines)) if lines else []
            elif lines := readable_lines(certificate["asserts"], certificate["witness"]):
                out += details(f"certificate of kind {certificate['kind']}", _cut(lines))
    return out


def _steps(certificate: dict[str, Any]) -> list[str]:
    out = []
    for step in certificate["witness"]["steps"]:
        says = markdown(step.get("gloss") or step["says"])
        if "certificate" in step:
            inner = step["certificate"]
            out += [f"1. **{markdown(step['id'])}.** {says} [checked]{{.checked}}", ""]
            lines = _cut(readable_lines(inner["asserts"], inner["witness"]))
            out += ["   " + line for line in details(f"certificate of kind {inner['kind']}", lines)] if lines else []
        else:
            uses = f", from {', '.join(step['uses'])}" if step["uses"] else ""
            out += [f"1. **{markdown(step['id'])}.** {says} [to be read: {step['rule']}{markdown(uses)}]{{.read}}", ""]
    return out


def _cut(lines: list[str]) -> list[str]:
    flat = [part for line in lines for part in line.splitlines()]
    return flat if len(flat) <= MAX_LINES else [*flat[:MAX_LINES], f"... {len(flat) - MAX_LINES} more lines"]
