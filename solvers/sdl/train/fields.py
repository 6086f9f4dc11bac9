"""Sections of a configuration file as frozen dataclasses: every field says what it means and what it accepts."""

from __future__ import annotations

import dataclasses
import difflib
import types
from collections.abc import Mapping
from dataclasses import MISSING
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from theory.errors import InputError

T = TypeVar("T")
_COMPARE = {
    "ge": ("at least", lambda x, b: x >= b),
    "gt": ("greater than", lambda x, b: x > b),
    "le": ("at most", lambda x, b: x <= b),
    "lt": ("less than", lambda x, b: x < b),
}


def documented(doc: str, default: Any = MISSING, **bounds: float) -> Any:
    """A dataclass field with its meaning and its range.

    Args:
        doc: one sentence for the reference page.
        default: left out when the field is required.
        bounds: ``ge``, ``gt``, ``le``, ``lt``; for every entry where the field is a list.
    """
    return dataclasses.field(default=default, metadata={"doc": doc, **bounds})


def read_section(cls: type[T], table: object, where: str) -> T:
    """A section from what the TOML parser returned.

    Args:
        cls: a dataclass whose fields were made by :func:`documented`.
        table: the parsed table.
        where: name of the section, for errors.

    Raises:
        InputError: for unknown fields (the nearest valid name is offered), wrong types and values out of range.

    >>> from solvers.sdl.train.config.settings import Settings
    >>> read_section(Settings, {"step": 3}, "optimiser")
    Traceback (most recent call last):
    theory.errors.InputError: optimiser.step: found 3; there is no field of this name; did you mean "steps"?
    """
    if not isinstance(table, Mapping):
        raise InputError(where, table, "must be a table", f"write a section [{where}]")
    fields = {f.name: f for f in dataclasses.fields(cls)}  # pyright: ignore[reportArgumentType]  # T is a dataclass
    hints, values = get_type_hints(cls), {}
    for name, value in table.items():
        if name not in fields:
            raise InputError(f"{where}.{name}", value, "there is no field of this name", nearest(name, list(fields)))
        values[name] = convert(value, hints[name], f"{where}.{name}", fields[name].metadata)
    missing = [n for n, f in fields.items() if n not in values and f.default is MISSING]
    if missing:
        raise InputError(
            f"{where}.{missing[0]}", "nothing", "this field is required", fields[missing[0]].metadata["doc"]
        )
    return cls(**values)


def nearest(name: str, valid: list[str]) -> str:
    """A remedy for a name that does not exist."""
    close = difflib.get_close_matches(name, valid, n=1, cutoff=0.5)
    return f'did you mean "{close[0]}"?' if close else f"valid names: {', '.join(sorted(valid))}"


def convert(value: Any, hint: Any, where: str, bounds: Mapping[str, Any]) -> Any:
    """A value of the type a field asks for, or an error that names the field."""
    origin, options = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):  # X | None: a field that may be left out, never written as null in TOML
        return convert(value, next(o for o in options if o is not type(None)), where, bounds)
    if origin is tuple:
        if not isinstance(value, list | tuple):
            raise InputError(where, repr(value), "must be a list", f"write {where.rsplit('.')[-1]} = [...]")
        return tuple(convert(v, options[0], f"{where}[{i}]", bounds) for i, v in enumerate(value))
    if origin is Literal:
        if value not in options or not isinstance(value, str):
            raise InputError(where, repr(value), f"must be one of {', '.join(options)}")
        return value
    return _scalar(value, hint, where, bounds)


def _scalar(value: Any, hint: Any, where: str, bounds: Mapping[str, Any]) -> Any:
    accepted = (int, float) if hint is float else (hint,)
    if not isinstance(value, accepted) or (isinstance(value, bool) and hint is not bool):
        names = {float: "a number", int: "an integer", bool: "true or false", str: "a string"}
        raise InputError(where, repr(value), f"must be {names.get(hint, 'a table')}")
    if hint is float:
        value = float(value)
        if value != value or value in (float("inf"), float("-inf")):
            raise InputError(where, value, "must be finite")
    if hint is int and abs(value) >= 1 << 63:  # what TOML guarantees and a tensor can count to
        raise InputError(where, value, "must be an integer of 64 bits")
    for key, (words, holds) in _COMPARE.items():
        if key in bounds and not holds(value, bounds[key]):
            raise InputError(where, value, f"must be {words} {bounds[key]:g}")
    return value


def type_name(hint: Any) -> str:
    """The type of a field as the reference page names it.

    >>> type_name(int | None), type_name(tuple[float, ...]), type_name(Literal["a", "b"])
    ('integer', 'list of numbers', '"a" or "b"')
    """
    origin, options = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return type_name(next(o for o in options if o is not type(None)))
    if origin is tuple:
        return f"list of {type_name(options[0])}s"
    if origin is Literal:
        return " or ".join(f'"{o}"' for o in options)
    return {float: "number", int: "integer", bool: "true or false", str: "string"}.get(hint, "table")


def range_name(bounds: Mapping[str, Any]) -> str:
    """The range of a field in symbols, empty where anything goes.

    >>> range_name({"gt": 0, "le": 1})
    '> 0, <= 1'
    """
    signs = {"ge": ">=", "gt": ">", "le": "<=", "lt": "<"}
    return ", ".join(f"{sign} {bounds[key]:g}" for key, sign in signs.items() if key in bounds)
