"""Public docstrings have their parts: what, arguments, errors, source, and an example that runs (the doctests run it)."""

from __future__ import annotations

import inspect
import re

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


@pytest.mark.parametrize("name", CLASSES)
def test_classes(name: str) -> None:
    kind = getattr(sdl_atlas, name)
    text = inspect.getdoc(kind) or ""
    assert text.splitlines()[0].endswith("."), f"{name}: the first line is one sentence"
    assert "Source:" in text, f"{name}: name the source, or the format"
    if not issubclass(kind, msgspec.Struct):  # records are read, not made
        assert ">>> " in text, f"{name}: give an example that runs"
