"""Expressions and data as text that a person can read, and that means one thing only.

Different expressions never show the same text (but for the ways to write a number): every operand is bracketed, numbers of
the field are polynomials in the letter ``α``, which no name contains, activations stand in braces, and what is neither a
name nor a number stands in quotes.  Everything is one line of printable characters.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

_TWO = {"-", "/", "^", "=", "!=", "<", "<=", ">", ">=", "in"}
_MORE = {"+", "*", "and", "or"}
_BINDERS = {
    "sum": "sum",
    "product": "product",
    "forall": "for all",
    "exists": "there is",
    "list": "list",
    "max_over": "max",
    "min_over": "min",
}
# words of the text; no name may be one of them
RESERVED = frozenset(["and", "or", "in", "if", "then", "else", "where"])
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_']*\Z", re.ASCII)
_ATOM = re.compile(r"\d+(\.\d+)?\Z", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d+(?:/\d+|\.\d+)?\Z", re.ASCII)


def show(e: Any, *, limit: int | None = None) -> str:
    """Render an expression; beyond ``limit`` characters it is cut with an ellipsis.

    >>> show(["<=", ["*", 2, "x"], ["^", "y", 2]])
    '(2 * x) <= (y ^ 2)'
    >>> show(["^", ["neg", 2], 2]), show(["neg", ["^", 2, 2]]), show(["^", "2/3", 2])
    ('(-2) ^ 2', '-(2 ^ 2)', '(2/3) ^ 2')
    """
    text = _show(e)
    return text if limit is None or len(text) <= limit else text[: limit - 3] + "..."


def _operand(e: Any) -> str:
    """An expression as part of another one: in brackets unless it is one word, one number or closed already."""
    text = _show(e)
    if isinstance(e, list) and e and isinstance(e[0], str) and e[0] != "data":
        return f"({text})" if _open(e) else text
    return text if text[0] in '[{"' or _WORD.match(text) or _ATOM.match(text) else f"({text})"


def _open(e: list[Any]) -> bool:
    """Whether the text of a list has operators or words outside brackets."""
    op, count = e[0], len(e) - 1
    return (
        (op in _TWO and count == 2)
        or (op in _MORE and count > 1)
        or (op == "neg" and count == 1)
        or (op == "implies" and count == 2)
        or (op == "if" and count == 3)
        or (op == "let" and _bindings(e) is not None)
        or (op in _BINDERS and count == 3 and _is_word(e[1]))
    )


def _is_word(name: Any) -> bool:
    return isinstance(name, str) and _WORD.match(name) is not None


def _bindings(e: list[Any]) -> list[Any] | None:
    """The bindings of a well-formed let."""
    good = len(e) == 3 and isinstance(e[1], list) and all(isinstance(b, list) and len(b) == 2 for b in e[1])
    return e[1] if good and e[1] and all(_is_word(b[0]) for b in e[1]) else None


def _show(e: Any) -> str:
    if not isinstance(e, list) or not e or not isinstance(e[0], str):
        return data(e)
    op, args = e[0], e[1:]
    if op == "data" and args:
        return data(args[0] if len(args) == 1 else args)
    if not _open(e):
        if op == "at" and len(args) > 1:
            return _operand(args[0]) + "".join(f"[{_show(a)}]" for a in args[1:])
        if op == "call" and args and _is_word(args[0]):
            return f"{args[0]}({', '.join(map(_entry, args[1:]))})"
        return f"{op if _WORD.match(op) or op in _TWO | _MORE else quoted(op)}({', '.join(map(_entry, args))})"
    if op in _TWO or op in _MORE:
        return f" {op} ".join(map(_operand, args))
    if op == "neg":
        return f"-{_operand(args[0])}"
    if op == "implies":
        return f"if {_operand(args[0])} then {_operand(args[1])}"
    if op == "if":
        return f"{_operand(args[1])} if {_operand(args[0])} else {_operand(args[2])}"
    if op == "let":
        return f"{_operand(args[1])} where {', '.join(f'{name} := {_operand(x)}' for name, x in args[0])}"
    return f"{_BINDERS[op]} {args[0]} in {_operand(args[1])}: {_operand(args[2])}"


def _entry(e: Any) -> str:
    """An expression between commas."""
    return f"({_show(e)})" if isinstance(e, list) and e and e[0] == "let" else _show(e)


def data(value: Any) -> str:
    """JSON data as text: vectors in brackets, activations in braces, numbers of the field as polynomials in α.

    >>> data([1, "2/3", {"alg": [0, "1/2"]}, {"type": "topk", "k": 2}, True, "x y"])
    '[1, 2/3, 0 + 1/2*α, {topk, k = 2}, {true}, "x y"]'
    """
    if isinstance(value, list):
        return "[" + ", ".join(map(data, value)) + "]"
    if isinstance(value, bool) or value is None:
        return "{" + json.dumps(value) + "}"
    if isinstance(value, int) or (isinstance(value, str) and (_NUMBER.match(value) or _WORD.match(value))):
        return str(value)
    if isinstance(value, dict) and set(value) == {"alg"} and isinstance(value["alg"], list) and value["alg"]:
        terms = [data(c) + ("", "*α")[i > 0] + (f"^{i}" if i > 1 else "") for i, c in enumerate(value["alg"])]
        return " + ".join(terms)
    if isinstance(value, dict) and isinstance(value.get("type"), str) and _WORD.match(value["type"]):
        rest = [f"{k} = {data(v)}" for k, v in sorted(value.items()) if k != "type"]
        return "{" + ", ".join([value["type"], *rest]) + "}"
    if isinstance(value, dict) and set(value) == {"no_rows"}:
        return "{" + f"no rows, columns = {data(value['no_rows'])}" + "}"
    return quoted(value if isinstance(value, str) else json.dumps(value))


def count(number: int, noun: str) -> str:
    """A number of things.

    >>> count(1, "neuron"), count(0, "neuron")
    ('1 neuron', '0 neurons')
    """
    return f"{number} {noun}" + "s" * (number != 1)


def plain(text: str) -> str:
    r"""One line: every character that is not printable (line breaks, control characters, surrogates) is written as an escape.

    >>> plain("a\nb")
    'a\\nb'
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in text)


def quoted(text: str, *, limit: int = 4000) -> str:
    r"""Text of an author, in quotes that it cannot close.

    >>> print(quoted('a " b'))
    "a \" b"
    """
    return '"' + plain(part(text, limit).replace("\\", "\\\\").replace('"', '\\"')) + '"'


def part(text: str, limit: int = 4000) -> str:
    """A part of a sentence; what is too long to print is named by its length and its sha256, and never cut silently."""
    if len(text) <= limit:
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{text[: limit // 2]} ... <{len(text)} characters in all, sha256 {digest}>"
