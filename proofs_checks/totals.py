"""What a run amounts to, in numbers that leave nothing out."""

from __future__ import annotations

from collections.abc import Sequence

from theory.claims import Claim
from theory.verdicts import WORDS, Verdict


def outcomes(verdicts: Sequence[Verdict]) -> list[tuple[int, str]]:
    """How many claims have which effective outcome; for false ones, whether what is refuted was published or is ours."""
    return _counted([(v.effective, v.refutes) for v in verdicts])


def expected_outcomes(claims: Sequence[Claim]) -> list[tuple[int, str]]:
    """The same for the outcomes that claims expect."""
    return _counted([(c.expected, c.refutes) for c in claims])


def _counted(words: Sequence[tuple[str, str]]) -> list[tuple[int, str]]:
    out: list[tuple[int, str]] = []
    for word in WORDS:
        whose = [refutes for w, refutes in words if w == word]
        published = sum(w == "published" for w in whose)
        if word in ("refuted", "argued-refuted") and whose:
            out.append((len(whose), f"{word} ({published} published, {len(whose) - published} ours)"))
        elif whose:
            out.append((len(whose), word))
    return out


def tests(verdicts: Sequence[Verdict]) -> list[tuple[str, str]]:
    """Mutations, corruption tests and drop tests: how many, and how many of them leave nothing to a reader."""
    every = [m for v in verdicts for m in v.mutations]
    mutations, corruptions = ([m for m in every if m.kind == kind] for kind in ("mutation", "corruption"))
    drops = [h for v in verdicts for h in v.hypotheses if h.drop is not None]
    return [
        (f"{sum(m.killed for m in mutations)}/{len(mutations)}", "mutations refuted"),
        (f"{sum(m.exact for m in mutations)}", "of them variants of a formal statement"),
        (f"{sum(m.killed for m in corruptions)}/{len(corruptions)}", "corrupted certificates rejected"),
        (
            f"{sum(h.exact for h in drops)}/{len(drops)}",
            "drop tests that are the formal statement without one hypothesis",
        ),
        (f"{sum(h.named for h in drops)}", "of the others, without one by name"),
    ]


def steps(verdicts: Sequence[Verdict]) -> tuple[int, int]:
    """Steps of the arguments on which outcomes rest: checked by machine, and left to the reader."""
    return sum(v.steps_checked for v in verdicts), sum(v.steps_read for v in verdicts)
