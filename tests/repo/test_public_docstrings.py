"""Public docstrings have their parts: what, arguments, errors, source, and an example that runs (the doctests run it)."""

from __future__ import annotations

import doctest
import inspect
import re
from functools import cached_property

import msgspec
import pytest

import sdl_atlas

NAMES = [n for n in sdl_atlas.__all__ if not n.startswith("_")]
FUNCTIONS = [n for n in NAMES if not inspect.isclass(getattr(sdl_atlas, n))]
CLASSES = [n for n in NAMES if n not in FUNCTIONS and not issubclass(getattr(sdl_atlas, n), Exception)]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions(name: str) -> None:
    function = getattr(sdl_atlas, name)
    text, parameters = inspect.getdoc(function) or "", inspect.signature(function).parameters
    assert re.match(r"[A-Z][^\n]+\.\n", text), f"{name}: the first line is one sentence that says what it gives"
    if parameters:
        arguments = text.split("Args:\n")[1].split("\n\n")[0] if "Args:\n" in text else ""
        missing = [p for p in parameters if not re.search(rf"\b{p}\b", arguments)]
        assert not missing, f"{name}: say in Args: what {', '.join(missing)} may be, with shape, unit or range"
        assert "Raises:\n" in text, f"{name}: say what it refuses"
    assert "Source:" in text, f"{name}: name the source, or the format"
    assert ">>> " in text, f"{name}: give an example that runs"


READERS = [n for n in FUNCTIONS if n.startswith("read_")]


@pytest.mark.parametrize("name", READERS)
def test_readers_show_a_reading(name: str) -> None:
    """Not a refusal only: some example is followed by a value, and names a file that is shipped."""
    examples = doctest.DocTestParser().get_examples(inspect.getdoc(getattr(sdl_atlas, name)) or "")
    assert any("examples/" in "".join(e.source for e in examples) and e.want and e.exc_msg is None for e in examples)


MEMBERS = [
    (name, member)
    for name in CLASSES
    for member, value in vars(getattr(sdl_atlas, name)).items()
    if not member.startswith("_")
    and (inspect.isfunction(value) or isinstance(value, property | cached_property | staticmethod | classmethod))
]


@pytest.mark.parametrize(("name", "member"), MEMBERS, ids=lambda x: x)
def test_methods_and_properties(name: str, member: str) -> None:
    """Every public method and property of a public class (ruff's D102 asks it of all others)."""
    raw = vars(getattr(sdl_atlas, name))[member]
    function = raw.fget if isinstance(raw, property) else getattr(raw, "func", getattr(raw, "__func__", raw))
    text = inspect.getdoc(function) or ""
    assert re.match(r"\S.*[.:;](\n|$)", text.replace("\n\n", "\0").replace("\n", " ").replace("\0", "\n")), (
        f"{name}.{member}: a first sentence that says what it gives"
    )
    if not isinstance(raw, property | cached_property):
        own = [p for p in inspect.signature(function).parameters if p not in ("self", "cls")]
        missing = [p for p in own if not re.search(rf"\b{p}\b", text)]
        assert not missing, f"{name}.{member}: say what {', '.join(missing)} may be"


@pytest.mark.parametrize("name", CLASSES)
def test_classes(name: str) -> None:
    kind = getattr(sdl_atlas, name)
    text = inspect.getdoc(kind) or ""
    assert text.splitlines()[0].endswith("."), f"{name}: the first line is one sentence"
    assert "Source:" in text, f"{name}: name the source, or the format"
    if not issubclass(kind, msgspec.Struct):  # records are read, not made
        assert ">>> " in text, f"{name}: give an example that runs"
