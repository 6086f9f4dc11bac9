"""The theory pages of ``docs/`` and the totals in the README, generated from the claims so that they cannot drift.

``python -m proofs_checks.pages`` writes them; a repository test compares them.
"""

from __future__ import annotations

import fnmatch
import json
import sys
from pathlib import Path
from typing import Any

from proofs_checks.discovery import Found, conventions, discover
from proofs_checks.kernel import proof_of
from proofs_checks.kernel_library import ROOT, sources
from proofs_checks.totals import expected_outcomes
from solvers.sdl.train.config.tables import reference
from theory.claims import Claim
from theory.files import write_atomically
from theory.schemas import schemas
from theory.statement import formal_text

# page, title, introduction, globs; a claim goes to the first page with a matching glob, the last page takes the rest
SUBJECTS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    (
        "loss-approximation",
        "How far the single-feature loss is from the true loss",
        "Theorem 3.1 replaces the loss on sparse inputs by a sum over single features.",
        ("sdl.thm-3.1*", "sdl.open-transfer-of-minima"),
    ),
    (
        "biconvexity",
        "Piecewise biconvexity",
        "Theorem 3.2: within one activation pattern the loss is convex in each block of parameters.",
        ("sdl.thm-3.2*", "sdl.composition*", "sdl.batchtopk*", "sdl.partial-optima-whole-problem"),
    ),
    (
        "construction",
        "The explicit near-zero-loss construction",
        "Theorem 3.3: encoder = features, decoder = features.",
        ("sdl.thm-3.3*",),
    ),
    (
        "zero-loss",
        "Zero loss, underdeterminacy and identifiability",
        "Theorem 3.4 and what zero loss does and does not say about recovered features.",
        (
            "sdl.thm-3.4*",
            "sdl.gauge*",
            "sdl.top-k*",
            "sdl.semi-nonnegative-factorisation",
            "sdl.global-optimum-is-pca",
            "sdl.width-for-zero-true-loss",
            "sdl.zero-true-loss-without-recovery",
            "sdl.norm-weighted-l1-identifies",
            "sdl.top-1-identifies-decoder",
            "sdl.open-top-k-valleys",
            "sdl.open-top-k-identifiability",
            "sdl.open-zero-loss-width",
            "sdl.code-row-dimension",
        ),
    ),
    (
        "partial-minima",
        "Partial minima and spurious optima",
        "Example 3.5 and Theorem 3.6: which polysemantic patterns hold a partial minimum, and of which type.",
        (
            "sdl.infimum*",
            "sdl.ex-3.5*",
            "sdl.thm-3.6*",
            "sdl.rank-one-landscape",
            "sdl.positive-eigenvectors-one-eigenvalue",
            "sdl.local-minima-spectrum",
            "sdl.local-minima-expected-counts",
            "sdl.relu-landing",
            "sdl.sign-flips-superposition",
            "sdl.sign-flip-law",
            "sdl.overlapping-local-minima",
            "sdl.refinement-monotone",
            "sdl.top-1-ray-clustering",
            "sdl.top-1-landing",
            "sdl.no-spurious-valleys",
            "sdl.mode-connectivity",
            "sdl.dead-local-minimum",
            "sdl.top-1-valleys",
            "sdl.open-overlapping-minima",
            "sdl.jumprelu-landing",
        ),
    ),
    (
        "absorption",
        "Absorption and realizable patterns",
        "Theorem 3.8: can one feature always be split off a shared neuron?",
        ("sdl.thm-3.8*", "sdl.realizable-supports", "sdl.realizable*", "sdl.superposition-threshold", "sdl.dead*"),
    ),
    (
        "anchoring",
        "Anchoring and resampling",
        "Does fixing some features identify the others, and what does resampling a dead neuron gain?",
        ("sdl.anchoring*", "sdl.resampling-gain"),
    ),
    (
        "published-numbers",
        "The published tables",
        "Exact arithmetic on the printed numbers.",
        ("sdl.table*", "sdl.metrics*"),
    ),
    (
        "concepts-neurons",
        "Concepts, neurons and units",
        "The geometric theory of concept learning (arXiv 2606.07007, as reported): separation, units, capacity, absorption.",
        (
            "concepts.neuron-separates-iff-hulls-disjoint",
            "concepts.separation-without-bias",
            "concepts.margin-duality",
            "concepts.best-half-space-bounds",
            "concepts.big-m-exactness",
            "concepts.alignment-scores-bound-each-other",
            "concepts.perturbed-neuron-errs-near-boundary",
            "concepts.separability-without-information",
            "concepts.conjunction-iff-no-point-in-hull",
            "concepts.disjunction-duality",
            "concepts.boolean-units-by-slabs",
            "concepts.cover-dichotomies",
            "concepts.single-neuron-capacity",
            "concepts.joint-margin",
            "concepts.conjunction-count",
            "concepts.disjoint-concepts-exponent",
            "concepts.top-k-neuron-is-threshold-unit",
            "concepts.top-k-neuron-holds-any-concept",
            "concepts.forced-absorption",
            "concepts.top-k-hierarchy-depth",
            "concepts.top-k-total-size",
            "concepts.irreducible-error",
            "concepts.irreducible-error-repaired",
            "concepts.best-unit-without-coverage",
            "concepts.approximation-rate-upper",
            "concepts.approximation-rate-lower",
            "concepts.reconstruction-bounds-read-out",
            "concepts.reconstruction-implies-detection",
            "concepts.one-code-one-reconstruction",
            "concepts.splitting-needs-nonconvexity",
            "concepts.half-spaces-do-not-split",
            "concepts.sparsity-prefers-absorption",
            "concepts.helly-families",
            "concepts.lattice-signatures",
            "concepts.convex-position-not-enough",
            "concepts.infinite-sets-disjoint-hulls",
            "concepts.hinge-loss-vs-errors",
            "concepts.activation-sets-convex",
            "concepts.mutual-pairs-mixed-metrics",
            "concepts.four-concepts-margin-half",
            "concepts.disjoint-concepts-count",
        ),
    ),
    (
        "concepts-lattices",
        "Concept lattices and the two directions",
        "Formal concept analysis of neurons, and when concept-to-neuron and neuron-to-concept agree.",
        ("concepts.*",),
    ),
    ("further", "Further claims", "Claims that belong to no other page.", ("*",)),
)


def pages() -> dict[str, str]:
    """Path of every generated file (from the repository root) and its text."""
    groups: dict[str, list[Found]] = {subject[0]: [] for subject in SUBJECTS}
    for found in discover():
        home = next(s[0] for s in SUBJECTS if any(fnmatch.fnmatchcase(found.claim.id, g) for g in s[3]))
        groups[home].append(found)
    out = {}
    for name, title, introduction, _ in SUBJECTS:
        if groups[name]:
            out[f"docs/theory/{name}.md"] = _page(title, introduction, groups[name])
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


def _index(groups: dict[str, list[Found]]) -> str:
    everything = [found.claim for name in groups for found in groups[name]]
    lines = ["# The theory, claim by claim", "", "These pages are generated from the claims (`make docs`).", ""]
    lines += [f"{len(everything)} claims, by the verdict that is expected ([what the words mean](../verdicts.md)):", ""]
    lines += [f"- {n} {what}" for n, what in expected_outcomes(everything)]
    lines += [""]
    for name, title, introduction, _ in SUBJECTS:
        if groups[name]:
            lines.append(f"- [{title}]({name}.md) ({len(groups[name])} claims). {introduction}")
    return "\n".join(lines) + "\n"


def _page(title: str, introduction: str, claims: list[Found]) -> str:
    lines = [f"# {title}", "", introduction, ""]
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
    names = dict(claim.typed.definitions())
    places = ", ".join(f"[`{f}.v`](../../{sources()[f].relative_to(ROOT)})" for f in dict.fromkeys(names.values()))
    out = [f"*Formally* ({kind}): {claim.typed.latex()}", "", "<details><summary>the proposition in Rocq</summary>", ""]
    out += ["```coq", *(line[2:] for line in claim.typed.proposition().splitlines()), "```", ""]
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
