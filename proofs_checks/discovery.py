"""Finding claims by scanning the folders; no list is edited when one is added."""

from __future__ import annotations

import fnmatch
import importlib
import pkgutil
from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType

from proofs_checks.aliases import ALIASES
from theory.claims import Claim, Convention, Page
from theory.doors import an_instance
from theory.errors import InputError


@dataclass(frozen=True)
class Found:
    """A claim and the module that settles it."""

    claim: Claim
    module: str

    def load(self) -> ModuleType:
        """The module of the claim, imported."""
        return importlib.import_module(self.module)


def conventions(claim_id: str) -> tuple[Convention, ...]:
    """What all claims of the subject of ``claim_id`` assume unless they say otherwise; none for an unknown subject."""
    subject = claim_id.split(".", 1)[0]
    if subject not in {m.name for m in _subjects()}:
        return ()
    return getattr(importlib.import_module(f"proofs_checks.{subject}"), "CONVENTIONS", ())


def by_page() -> dict[Page, list[Found]]:
    """The pages of the theory in reading order, each with its claims; pages without a claim are left out.

    >>> [page.name for page, claims in by_page().items() if any(f.claim.id == "sdl.thm-3.2-relu" for f in claims)]
    ['biconvexity']
    """
    packages = [importlib.import_module(f"proofs_checks.{m.name}") for m in _subjects()]
    packages.sort(
        key=lambda package: package.__name__ != "proofs_checks.sdl"
    )  # the oldest subject, which others build on
    groups: dict[Page, list[Found]] = {page: [] for package in packages for page in package.PAGES}
    named = {page.name: page for page in groups}
    last = {package.__name__.rsplit(".", 1)[1]: package.PAGES[-1].name for package in packages}
    for found in discover():
        name = getattr(found.load(), "PAGE", last[found.claim.id.split(".", 1)[0]])
        if name not in named:
            raise ValueError(f"{found.module}: PAGE = {name!r} is no page; known: {', '.join(sorted(named))}")
        groups[named[name]].append(found)
    return {page: claims for page, claims in groups.items() if claims}


def _subjects() -> list[pkgutil.ModuleInfo]:
    root = importlib.import_module("proofs_checks")
    return [m for m in pkgutil.iter_modules(root.__path__) if m.ispkg]


def file_name(claim_id: str) -> str:
    """The module name a newcomer would guess: ``sdl.thm-3.6-repaired`` lies in ``sdl/thm_3_6_repaired.py``.

    >>> file_name("sdl.thm-3.6-repaired")
    'thm_3_6_repaired'
    """
    return claim_id.split(".", 1)[1].replace("-", "_").replace(".", "_")


def discover() -> list[Found]:
    """All claims, ordered by id (numbers in ids compare as numbers).

    Raises ValueError when two modules claim the same id: the verdict of one would stand in the place of the other's.

    Source: every claim names its own.

    >>> [f.claim.id for f in discover() if f.claim.id.startswith("sdl.table")][0]
    'sdl.table-1-denominator-970'
    """
    return _claims("*")


def _claims(files: str) -> list[Found]:
    """The claims in files whose ``<subject>_<name>`` matches a glob; no other file is imported."""
    out: dict[str, Found] = {}
    for subject in _subjects():
        package = importlib.import_module(f"proofs_checks.{subject.name}")
        for module in pkgutil.iter_modules(package.__path__):
            if module.name.startswith("_") or not fnmatch.fnmatchcase(f"{subject.name}_{module.name}", files):
                continue
            name = f"{package.__name__}.{module.name}"
            claim = getattr(importlib.import_module(name), "CLAIM", None)
            if isinstance(claim, Claim):
                if claim.id in out:
                    raise ValueError(
                        f"{out[claim.id].module} and {name} have the same id {claim.id}: rename one of them"
                    )
                out[claim.id] = Found(claim, name)
    return sorted(out.values(), key=lambda f: _natural(f.claim.id))


def _natural(text: str) -> list[tuple[int, int, str]]:
    parts: list[tuple[int, int, str]] = []
    for word in text.replace(".", " . ").replace("-", " - ").split():
        parts.append((0, int(word), "") if word.isdigit() else (1, 0, word.lower()))
    return parts


def select(patterns: Sequence[str]) -> list[Found]:
    """Claims whose id matches one of the globs; all when there is none.  Raises InputError for a pattern without match.

    Ids of earlier releases are understood for one release (:mod:`proofs_checks.aliases`):

    >>> [f.claim.id for f in select(["sdl.N1"])]
    ['sdl.no-spurious-valleys']
    """
    if not patterns:
        return discover()
    chosen: dict[str, Found] = {}
    for pattern in patterns:
        an_instance(pattern, "claim", str, "give ids or globs")
        ids = [pattern, *(new for alias, new in ALIASES.items() if fnmatch.fnmatchcase(alias, pattern))]
        matches = [f for i in ids for f in _named(i)]
        if not matches:
            known = [f.claim.id for f in discover()]
            near = ", ".join(i for i in known if pattern.split("*")[0][:7] in i) or "none similar"
            raise InputError("claim", pattern, f"no claim has this id ({near})", "run sdl-atlas verify --list")
        chosen.update({f.claim.id: f for f in matches})
    return sorted(chosen.values(), key=lambda f: _natural(f.claim.id))


def _named(pattern: str) -> list[Found]:
    """The claims whose id matches a glob: looked for only in files that can hold one, since a file is named after its claim."""
    files = "*" if "[" in pattern else pattern.replace(".", "_").replace("-", "_")
    return [f for f in _claims(files) if fnmatch.fnmatchcase(f.claim.id, pattern)]
