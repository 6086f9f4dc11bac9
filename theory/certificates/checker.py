"""Reading, sealing and dispatch.

A certificate is one JSON object ``{"schema", "kind", "asserts", "witness", "sha256"}``: ``asserts`` is the statement,
``witness`` the numbers that prove it, ``sha256`` the seal over everything else.  Accepted means: the seal is
intact and the theorem in the docstring of ``kinds/<kind>.py`` applies, every condition of it re-computed here.
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import json
import pkgutil
from pathlib import Path
from types import ModuleType
from typing import Any

from theory.certificates.text import plain
from theory.certificates.work import Rejected, metered, spend

CHECKER_VERSION = "2"
SCHEMA = "sdl-atlas/certificate/1"
MAX_BYTES = 64 * 2**20
MAX_NESTING = 100
WORDS = {"proof": "steps checked, argument to be read", "illustration": "illustrates"}  # these prove no theorem
FIELDS = {"schema", "kind", "asserts", "witness", "sha256"}

__all__ = ["CHECKER_VERSION", "Rejected", "all_kinds", "check", "load", "seal", "seal_of", "summary"]


@functools.cache
def _names() -> frozenset[str]:
    package = importlib.import_module("theory.certificates.kinds")
    return frozenset(m.name for m in pkgutil.iter_modules(package.__path__))


def all_kinds() -> dict[str, ModuleType]:
    """Every kind of certificate, found by scanning the folder ``kinds``."""
    return {name: _kind(name) for name in sorted(_names())}


def _kind(name: object) -> ModuleType:
    if isinstance(name, str) and name in _names():
        return importlib.import_module(f"theory.certificates.kinds.{name}")
    raise Rejected(f"kind: unknown kind {str(name)[:40]!r}")


def seal_of(certificate: dict[str, Any]) -> str:
    """The sha256 of the canonical JSON of everything but the seal itself."""
    return hashlib.sha256(_canonical(certificate)).hexdigest()


def _canonical(certificate: dict[str, Any]) -> bytes:
    body = {k: v for k, v in certificate.items() if k != "sha256"}
    return json.dumps(body, sort_keys=True, separators=(",", ":")).encode()


def seal(kind: str, asserts: dict[str, Any], witness: dict[str, Any]) -> dict[str, Any]:
    """Make a certificate.  Sealing proves nothing; only :func:`check` does."""
    certificate = {"schema": SCHEMA, "kind": kind, "asserts": asserts, "witness": witness}
    return {**certificate, "sha256": seal_of(certificate)}


def _depth(text: str) -> int:
    """Largest nesting outside strings, found without recursion, before the parser sees the text."""
    deepest = level = 0
    in_string = escaped = False
    for character in text:
        if in_string:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                in_string = False
        elif character == '"':
            in_string = True
        elif character in "[{":
            level += 1
            deepest = max(deepest, level)
        elif character in "]}":
            level -= 1
    return deepest


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) != len(pairs):
        raise Rejected("an object has the same key twice")
    return out


def _no_float(text: str) -> Any:
    raise Rejected(f'the number {text[:40]} is a float; write an exact number such as "3/5" or "0.6"')


def _integer(text: str) -> int:
    if len(text) > 4000:
        raise Rejected(f"an integer with {len(text)} digits; write it as a string of at most 4000")
    return int(text)


def parse(text: str) -> Any:
    """Read hostile JSON: bounded nesting, no floats, no duplicate keys, no NaN."""
    if _depth(text) > MAX_NESTING:
        raise Rejected(f"nested deeper than {MAX_NESTING}")
    try:
        return json.loads(
            text, object_pairs_hook=_unique, parse_float=_no_float, parse_int=_integer, parse_constant=_no_float
        )
    except json.JSONDecodeError as error:
        raise Rejected(f"not JSON: {error}") from None


def load(path: str | Path) -> dict[str, Any]:
    """Read one certificate file; raises :class:`Rejected` on anything that is not a certificate object."""
    path = Path(path)
    try:
        if not path.is_file():
            raise Rejected("not a file")
        if path.stat().st_size > MAX_BYTES:
            raise Rejected(f"larger than {MAX_BYTES} bytes")
        data = parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Rejected(plain(str(error))) from None
    if not isinstance(data, dict):
        raise Rejected("a certificate is a JSON object")
    return data


def check(certificate: dict[str, Any]) -> str:
    """Re-check a certificate; return in one sentence what it proves, or raise :class:`Rejected`.

    >>> c = seal("evaluation", {"holds": ["=", ["+", 1, 1], 2]}, {})
    >>> check(c)
    'it is true that (1 + 1) = 2'
    """
    try:
        return plain(_checked(certificate))
    except Rejected as reason:
        raise Rejected(plain(str(reason))) from None
    except Exception as error:  # whatever a hostile file does to Python, it is not accepted and nothing crashes
        raise Rejected(plain(f"malformed ({type(error).__name__}: {str(error)[:80]})")) from None


def _checked(certificate: Any) -> str:
    if not isinstance(certificate, dict) or set(certificate) != FIELDS:
        raise Rejected(f"a certificate has exactly the fields {', '.join(sorted(FIELDS))}")
    if certificate["schema"] != SCHEMA:
        raise Rejected(f"schema: expected {SCHEMA!r}")
    asserts, witness = certificate["asserts"], certificate["witness"]
    if not isinstance(asserts, dict) or not isinstance(witness, dict):
        raise Rejected("asserts and witness must be objects")
    if not isinstance(asserts.get("means", ""), str):
        raise Rejected("means: must be text")
    _only_json(certificate)
    canonical = _canonical(certificate)
    if hashlib.sha256(canonical).hexdigest() != certificate["sha256"]:
        raise Rejected("sha256: the seal does not match the contents")
    kind = _kind(certificate["kind"])
    with metered(len(canonical)):
        spend(100 + len(canonical) // 50)  # of a certificate inside another one
        return kind.check(asserts, witness)


def _only_json(data: Any) -> None:
    """Objects with names, lists, text, integers, truth values and null: a float, for instance, was never in a file."""
    waiting = [data]
    while waiting:
        part = waiting.pop()
        if type(part) is dict and all(type(key) is str for key in part):
            waiting += part.values()
        elif type(part) is list:
            waiting += part
        elif part is not None and type(part) not in (str, int, bool):
            raise Rejected(f"a {type(part).__name__} is no part of a certificate")


def judge(path: str | Path) -> tuple[int, str]:
    """Check a file: (0, line) if accepted, (1, line) if rejected, (2, line) if it is no certificate.  Never raises.

    The first word of the line is ``accepted`` only where the sentence after it is what the theorem of its kind proves.
    """
    where = plain(str(path))
    try:
        certificate = load(path)
    except Rejected as reason:
        return 2, f"no certificate  {where}: {plain(str(reason))}"
    try:
        return 0, f"{WORDS.get(str(certificate.get('kind')), 'accepted')}  {where}: {check(certificate)}"
    except Rejected as reason:
        return 1, f"rejected  {where}: {reason}"


def summary(certificate: dict[str, Any]) -> str:
    """The first sentence of the theorem that makes this kind of certificate a proof."""
    return (_kind(certificate.get("kind")).__doc__ or "").strip().split("\n\n")[0]
