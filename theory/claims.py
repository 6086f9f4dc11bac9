"""Claims: what has been published, with everything that is needed to settle it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from theory.prose import let_flow

Certificate = dict[str, Any]
Outcome = Literal[
    "proved", "unchecked", "argued", "refuted", "argued-refuted", "tested", "empirical", "undecided", "error"
]  # docs/verdicts.md says what each word means
Scope = Literal["all-parameters", "fixed-dimension", "family", "instance"]
EvidenceKind = Literal[
    "symbolic-proof",
    "exact-decision",
    "kernel-proof",
    "certified-instances",
    "property-test",
    "empirical",
    "search",
]
ClaimKind = Literal[
    "bound", "existence", "equivalence", "uniqueness", "rate", "identity", "consistency", "property", "open-question"
]


OWN = "statement of this project"


@dataclass(frozen=True)
class Source:
    """Where a claim was published (``locator`` such as ``Theorem 3.6``), or ``ours`` for a statement of this project."""

    locator: str
    arxiv: str = "2512.05534"
    ours: bool = False
    note: str = ""

    def cited(self) -> str:
        """The source as a reader finds it on every page.

        >>> Source("Theorem 3.6").cited()
        'arXiv 2512.05534, Theorem 3.6'
        >>> Source(OWN, arxiv="", ours=True, note="classical: Farkas").cited()
        'statement of this project; classical: Farkas'
        >>> Source("Theorem 3.6, repaired", ours=True).cited()
        'statement of this project on arXiv 2512.05534, Theorem 3.6, repaired'
        """
        where = [f"arXiv {self.arxiv}"] if self.arxiv else []
        where += [self.locator] if self.locator != OWN else []
        text = ", ".join(where)
        if self.ours:
            text = f"{OWN}{' on ' if self.arxiv else ', '}{text}" if text else OWN
        return text + (f"; {self.note}" if self.note else "")


@dataclass(frozen=True)
class Hypothesis:
    """One named assumption of a claim.

    ``witness`` makes a certificate that the assumption can be satisfied (together with the others).  ``drop`` makes a
    certificate that the claim fails without it; when there is none, ``drop_note`` says why in one sentence.
    """

    name: str
    text: str
    witness: Callable[[], Certificate]
    drop: Callable[[], Certificate] | None = None
    drop_note: str = ""

    def __post_init__(self) -> None:
        let_flow(self, "text", "drop_note")


@dataclass(frozen=True)
class Convention:
    """What every claim of a subject assumes unless it says otherwise; declared once, in the package of the subject.

    A claim with a formal statement that needs it lists it among its hypotheses under ``name``, with a drop test like any
    other; ``formal`` makes the hypothesis from the variable it is about, so that it is the same one everywhere.
    """

    name: str
    text: str
    formal: Callable[[Any], Any]


@dataclass(frozen=True)
class Page:
    """A page of the theory, declared in the package of its subject (``PAGES``).

    A claim says ``PAGE = "<name>"``; one that does not is put on the last page of its subject.
    """

    name: str
    title: str
    introduction: str


@dataclass(frozen=True)
class Mutation:
    """A wrong variant of the claim, or a corrupted certificate.

    ``refuted_by`` makes a certificate that refutes the variant: if it is accepted, the variant is killed.  ``rejected`` makes
    the certificate that would prove the variant by the same argument, and the checker must reject it; that shows that the
    checker notices the change, and nothing about the variant, so it is counted apart, as a *corruption test*.
    """

    name: str
    text: str
    refuted_by: Callable[[], Certificate] | None = None
    rejected: Callable[[], Certificate] | None = None


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence, with the certificates it rests on and its numbers.

    ``supports`` says which way it points (``proved``: the claim is true, ``refuted``: it is false); how much that is worth,
    proved or only argued, is for the runner to find out (``proofs_checks/outcome.py``).  A ``property-test`` or ``empirical``
    evidence carries ``numbers`` (examples, seed, runs, shares) instead of certificates.
    """

    kind: EvidenceKind
    supports: Literal["proved", "unchecked", "refuted", "unchecked-refuted", "tested", "empirical", "undecided"]
    scope: Scope
    text: str
    certificates: tuple[Certificate, ...] = ()
    numbers: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        let_flow(self, "text")


@dataclass(frozen=True)
class Claim:
    """A statement, its source and what we expect of it.

    Args:
        id: ``subject.name``; the file is ``proofs_checks/<subject>/<name>.py`` with ``-`` and ``.`` as ``_``.
        title: a few words.
        statement: our own words, with LaTeX between dollar signs.
        source: where it was published.
        kind: what sort of statement it is.
        expected: the outcome we expect; the evidence decides, and a difference fails the run.
        hypotheses: named assumptions.
        depends_on: ids of claims it needs; they must be settled as they expect.
        remark: what a reader should take home (for a refuted claim: which repaired form holds).
        statement_formal: the same as a :class:`theory.statement.Statement`, where the language can say it, or several of
            them that hold together.  Without one a claim is argued at best, never proved and never refuted.
        refutes: for a claim that is false, what is refuted: the ``published`` statement itself, or ``ours``, a reading or
            strengthening of it that nobody published in these words.
        typed: the formal statement as a :class:`theory.typed.TypedStatement`; a file ``<claim>.v`` beside the claim is then a
            kernel proof of its Rocq proposition, checked by the runner.
    """

    id: str
    title: str
    statement: str
    source: Source
    kind: ClaimKind
    expected: Outcome
    hypotheses: tuple[Hypothesis, ...] = ()
    depends_on: tuple[str, ...] = ()
    remark: str = ""
    statement_formal: Any = None
    typed: Any = None
    refutes: Literal["", "published", "ours"] = ""

    def __post_init__(self) -> None:
        let_flow(self, "statement", "remark")


@dataclass(frozen=True)
class InstanceReport:
    """What a claim says about a user's own problem (``sdl-atlas verify ID --instance PROBLEM.json``)."""

    status: Literal["holds", "violated", "hypothesis-fails", "not-applicable"]
    text: str
    certificates: tuple[Certificate, ...] = ()


@dataclass
class Budget:
    """What a claim may spend, and how it reports what it is doing."""

    profile: Literal["quick", "full"] = "quick"
    seconds: float = 60.0
    seed: int = 0
    say: Callable[[str], None] = field(default=lambda _text: None)
    started: float = field(default_factory=time.monotonic)

    def pick(self, *, quick: int, full: int) -> int:
        """The size of something in this profile."""
        return quick if self.profile == "quick" else full

    def left(self) -> float:
        """Seconds that are left; below 0 when the time is up."""
        return self.seconds - (time.monotonic() - self.started)
