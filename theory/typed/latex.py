"""First reader: LaTeX for people."""

from __future__ import annotations

import re

from theory.typed.expression import Expr
from theory.typed.table import TABLE

_QUANTIFIERS = {"forall": r"\forall", "exists": r"\exists"}


def latex(e: Expr, least: int = 0) -> str:
    """The expression in LaTeX, in brackets where it binds less tightly than ``least``."""
    match e.op:
        case "var":
            return e.info[1]
        case "number" | "nat":
            return _number(e, least)
        case "index":
            return str(e.info + 1)
        case "one":
            return "I"
        case "zero":
            return "0"
        case "pow":
            base = latex(e.args[0], 9)
            # a second exponent is no formula, and one beside a fraction bar would be read as that of its numerator
            raised = e.args[0].op in ("norm2", "pow", "div")
            return rf"\left({base}\right)^{{{e.info}}}" if raised else f"{base}^{{{e.info}}}"
        case "to_scalar":
            return latex(e.args[0], least)
        case "indicator":
            return rf"\mathbf 1[{latex(e.args[0])}]"
        case "call":
            form = e.info[0].latex
            return form.format(*(latex(a, 0 if _enclosed(form, i) else 8) for i, a in enumerate(e.args)))
        case "cond":
            c, a, b = (latex(x) for x in e.args)
            return rf"\begin{{cases}} {a} & \text{{if }} {c} \\ {b} & \text{{otherwise}} \end{{cases}}"
        case "matrix" | "vector" | "family":
            return rf"({latex(e.args[0])})_{{{' '.join(b.info[1] for b in e.info)}}}"
        case "comprehension":
            b = e.info[0]
            return rf"\{{ {b.info[1]} \in {b.type.latex()} : {latex(e.args[0])} \}}"
        case _:
            text, precedence = _operation(e)
    return rf"\left({text}\right)" if precedence < least else text


def _enclosed(form: str, i: int) -> bool:
    """The template itself puts its argument between brackets or commas."""
    return re.search(rf"[(\[,]\s*\{{{i}\}}\s*[)\],]", form) is not None


def _number(e: Expr, least: int) -> str:
    if e.op == "nat" or e.info.denominator == 1:
        text = str(e.info)
    else:
        text = rf"{'-' if e.info < 0 else ''}\tfrac{{{abs(e.info.numerator)}}}{{{e.info.denominator}}}"
    return rf"\left({text}\right)" if text.startswith("-") and least > 5 else text


def _operation(e: Expr) -> tuple[str, int]:
    if e.op in _QUANTIFIERS:
        b = e.info[0]
        return rf"{_QUANTIFIERS[e.op]} {b.type.declare(b.info[1])}: {latex(e.args[0], 1)}", 1
    if e.op == "sum":
        b = e.info[0]
        if b.type.kind == "set":
            return rf"\sum_{{{b.type.declare(b.info[1])}}} {latex(e.args[0], 6)}", 5
        return rf"\sum_{{{b.info[1]}=1}}^{{{b.type.sizes[0]}}} {latex(e.args[0], 6)}", 5
    row = TABLE[e.op]
    p = row.precedence
    if e.op in ("and", "or"):
        return row.latex.join(latex(a, p + 1) for a in e.args), p
    tight = e.op in ("implies", "iff")  # a quantifier on either side is put in brackets
    inner = [0, 0, 0] if p == 9 else [p, 0, 0] if p == 8 else [p + tight, p + (tight or e.op == "sub"), 0]
    if e.op == "neg":
        inner[0] = 6
    parts = [latex(a, q) for a, q in zip(e.args, inner, strict=False)]
    if p == 8 and ("_" in parts[0] or "^" in parts[0]) and not parts[0].startswith(r"\left("):
        parts[0] = f"({parts[0]})"  # LaTeX has no double subscripts
    if e.op == "at_mat":
        parts[2] = f" {parts[2]}"
    return row.latex.format(*parts), p
