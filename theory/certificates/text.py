"""Expressions of the statement language as text a person can read."""

from __future__ import annotations

from typing import Any

_INFIX = {"+", "*", "/", "^", "=", "!=", "<", "<=", ">", ">=", "in"}
_BINDERS = {
    "sum": "sum",
    "product": "product",
    "forall": "for all",
    "exists": "there is",
    "list": "list",
    "max_over": "max",
    "min_over": "min",
}


def show(e: Any, *, limit: int = 4000) -> str:
    """Render an expression; long output is cut with an ellipsis.

    >>> show(["<=", ["*", 2, "x"], ["^", "y", 2]])
    '(2 * x) <= (y ^ 2)'
    """
    text = _show(e)
    if text.startswith("(") and text.endswith(")") and isinstance(e, list) and e[0] in _INFIX:
        text = text[1:-1]
    return text if len(text) <= limit else text[: limit - 3] + "..."


def _show(e: Any) -> str:
    if not isinstance(e, list) or not e:
        return data(e)
    op, args = e[0], e[1:]
    if op == "data":
        return data(args[0] if len(args) == 1 else args)
    if op in ("-", "neg") and len(args) == 1:
        return f"-{_show(args[0])}"
    if op in _INFIX or op == "-":
        return "(" + f" {op} ".join(_show(a) for a in args) + ")"
    if op in ("and", "or"):
        return "(" + f" {op} ".join(_show(a) for a in args) + ")"
    if op == "implies":
        return f"(if {_show(args[0])} then {_show(args[1])})"
    if op == "at":
        return _show(args[0]) + "".join(f"[{_show(a)}]" for a in args[1:])
    if op == "if":
        return f"({_show(args[1])} if {_show(args[0])} else {_show(args[2])})"
    if op in _BINDERS and len(args) == 3:
        return f"({_BINDERS[op]} {args[0]} in {_show(args[1])}: {_show(args[2])})"
    if op == "let":
        bindings = ", ".join(f"{b[0]} := {_show(b[1])}" for b in args[0])
        return f"({_show(args[1])} where {bindings})"
    if op == "call":
        return f"{args[0]}({', '.join(_show(a) for a in args[1:])})"
    return f"{op}({', '.join(_show(a) for a in args)})"


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
    cut = text if len(text) <= limit else text[: limit - 3] + "..."
    return '"' + plain(cut.replace("\\", "\\\\").replace('"', '\\"')) + '"'


def data(value: Any) -> str:
    """JSON data as text: vectors in brackets, activations by name, algebraic numbers as polynomials in alpha."""
    if isinstance(value, list):
        return "[" + ", ".join(data(v) for v in value) + "]"
    if isinstance(value, dict) and "alg" in value:
        powers = ("", "*alpha", *(f"*alpha^{i}" for i in range(2, len(value["alg"]))))
        return " + ".join(f"{c}{p}" for c, p in zip(value["alg"], powers, strict=False) if str(c) != "0") or "0"
    if isinstance(value, dict) and "type" in value:
        rest = [str(v) for k, v in value.items() if k != "type"]
        return value["type"] + (f"({', '.join(rest)})" if rest else "")
    return str(value)
