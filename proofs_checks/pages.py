"""The theory pages of ``docs/`` and the totals in the README, generated from the claims so that they cannot drift.

``python -m proofs_checks.pages`` writes them; a repository test compares them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from proofs_checks.discovery import Found, by_page, conventions, discover
from proofs_checks.kernel import is_refutation, proof_of
from proofs_checks.kernel_library import ROOT, sources
from proofs_checks.totals import expected_outcomes
from solvers.sdl.train.config.tables import reference
from theory.claims import Claim, Page
from theory.files import write_atomically
from theory.schemas import schemas
from theory.statement import formal_text


def pages() -> dict[str, str]:
    """Path of every generated file (from the repository root) and its text."""
    groups = by_page()
    out = {f"docs/theory/{page.name}.md": _page(page, claims) for page, claims in groups.items()}
    out["docs/theory/README.md"] = _index(groups)
    out["README.md"] = _with_totals((ROOT / "README.md").read_text(), [f.claim for f in discover()])
    out["docs/train-config.md"] = reference()
    for name, schema in schemas().items():
        out[f"docs/schemas/{name}.json"] = json.dumps(schema, indent=2, sort_keys=True) + "\n"
    return out


def _with_totals(readme: str, claims: list[Claim]) -> str:
    """The README with its line of totals written again."""
    before, rest = readme.split("<!-- totals -->\n")
    after = rest.split("<!-- /totals -->\n")[1]
    counts = ", ".join(f"{n} {what}" for n, what in expected_outcomes(claims))
    return f"{before}<!-- totals -->\nOf the {len(claims)} claims: {counts}.\n<!-- /totals -->\n{after}"


def _index(groups: dict[Page, list[Found]]) -> str:
    everything = [found.claim for claims in groups.values() for found in claims]
    lines = ["# The theory, claim by claim", "", "These pages are generated from the claims (`make docs`).", ""]
    lines += [f"{len(everything)} claims, by the verdict that is expected ([what the words mean](../verdicts.md)):", ""]
    lines += [f"- {n} {what}" for n, what in expected_outcomes(everything)]
    lines += [""]
    lines += [f"- [{p.title}]({p.name}.md) ({len(claims)} claims). {p.introduction}" for p, claims in groups.items()]
    return "\n".join(lines) + "\n"


def _page(page: Page, claims: list[Found]) -> str:
    lines = [f"# {page.title}", "", page.introduction, ""]
    shared = dict.fromkeys(c.text for f in claims for c in conventions(f.claim.id))
    lines += [line for text in shared for line in (f"*Convention.* {text}", "")]
    lines += ["| claim | expected verdict | what it says |", "| --- | --- | --- |"]
    lines += [
        f"| [`{f.claim.id}`](#{_anchor(f.claim.id)}) | {_expected(f.claim)} | {_plain(f.claim.title)} |" for f in claims
    ]
    for found in claims:
        lines += ["", *_claim(found.claim, found.load())]
    return "\n".join(lines).rstrip() + "\n"


def _expected(claim: Claim) -> str:
    return claim.expected + (f" ({claim.refutes})" if claim.refutes else "")


def _anchor(claim_id: str) -> str:
    return claim_id.lower().replace(".", "")


def _plain(text: str) -> str:
    return text.replace("|", "\\|")


def _claim(claim: Claim, module: Any) -> list[str]:
    out = [f"## {claim.id}", "", f"**{claim.title}.** {claim.statement}", ""]
    out += [
        f"Source: {claim.source.cited()}. Expected verdict: **{_expected(claim)}**.",
        "",
    ]
    if claim.remark:
        out += [claim.remark, ""]
    out += _formal(claim, module)
    for h in claim.hypotheses:
        why = "needed (a drop test refutes the claim without it)" if h.drop else h.drop_note
        out.append(f"- Hypothesis *{h.name}*: {h.text} — {why}")
    if claim.depends_on:
        out.append(f"- Rests on: {', '.join(f'`{d}`' for d in claim.depends_on)}")
    doc = (module.__doc__ or "").strip()
    out += ["", *(line.strip() for line in doc.splitlines()), "", f"`sdl-atlas verify {claim.id}`"]
    return out


def _formal(claim: Claim, module: Any) -> list[str]:
    """The formal statement; for a typed one its Rocq proposition, and where the proof of it lies."""
    if claim.typed is None:
        lines = formal_text(claim.statement_formal)
        head = ["<details><summary>the formal statement</summary>", "", "```text"]
        return [*head, *lines, "```", "", "</details>", ""] if lines else []
    path = proof_of(module)
    kind = f"kernel proof [`{path.name}`](../../{'/'.join(path.parts[-3:])})" if path else "no kernel proof yet"
    if by_hand := getattr(claim.typed, "lacks", ""):
        kind += f"; the proposition is written by hand, because the language of statements lacks {by_hand}"
    names = dict(claim.typed.definitions())
    places = ", ".join(f"[`{f}.v`](../../{sources()[f].relative_to(ROOT)})" for f in dict.fromkeys(names.values()))
    refuted = path is not None and is_refutation(path.read_text())
    kind, what = (kind.replace("proof", "refutation", 1), "negation") if refuted else (kind, "proposition")
    text = claim.typed.negation() if refuted else claim.typed.proposition()
    out = [f"*Formally* ({kind}): {claim.typed.latex()}", "", f"<details><summary>the {what} in Rocq</summary>", ""]
    out += ["```coq", *(line[2:] for line in text.splitlines()), "```", ""]
    if names:
        out += [f"Definitions ({places}): {', '.join(f'`{name}`' for name in names)}.", ""]
    return [*out, "</details>", ""]


def main(root: Path) -> None:
    """Write every generated page under ``root``."""
    for name, text in pages().items():
        write_atomically(root / name, text)
        sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    main(Path.cwd())
