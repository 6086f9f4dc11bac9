"""Types of the statement language: what a variable ranges over, and how each reader writes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Size = str | int  # a declared size variable, or a literal


class IllTyped(TypeError):
    """The expression has no type."""


class NotEvaluable(ValueError):
    """A quantifier over an infinite type, or an unknown map: people and Rocq can read it, the evaluator cannot decide it."""


def need(condition: bool, message: str) -> None:
    """Raise :class:`IllTyped` with the message unless the condition holds."""
    if not condition:
        raise IllTyped(message)


@dataclass(frozen=True)
class Type:
    """nat, scalar, bool, index(n), set(n), vec(n), mat(m, n), family(n; T) = n values of type T, map(S; T) = functions.

    Scalars range over an arbitrary ordered field (Rocq: ``realFieldType``), so what is proved holds over the rationals, the
    reals and the real algebraic numbers.  Indices count from 0 in values and in Rocq, from 1 in LaTeX.
    """

    kind: str
    sizes: tuple[Size, ...] = ()
    of: Type | None = None
    source: Type | None = None

    def at(self, env: dict[str, Any]) -> Type:
        """The type with its sizes replaced."""
        sizes = tuple(env.get(s, s) if isinstance(s, str) else s for s in self.sizes)
        return Type(self.kind, sizes, self.of and self.of.at(env), self.source and self.source.at(env))

    def part(self) -> Type:
        """The type of the values of a family or map."""
        need(self.of is not None, f"{self.kind} has no values")
        assert self.of is not None
        return self.of

    def names(self) -> set[str]:
        """Size variables that occur."""
        found = {s for s in self.sizes if isinstance(s, str)}
        for part in (self.of, self.source):
            if part is not None:
                found |= part.names()
        return found

    def rocq(self) -> str:
        """The type in Rocq."""
        s = [str(x) for x in self.sizes]
        match self.kind:
            case "vec":
                return f"'cV[R]_{s[0]}"
            case "mat":
                return f"'M[R]_({s[0]}, {s[1]})"
            case "index":
                return f"'I_{s[0]}"
            case "set":
                return f"{{set 'I_{s[0]}}}"
            case "family":
                return f"('I_{s[0]} -> {self.part().rocq()})"
            case "map":
                assert self.source is not None
                return f"({self.source.rocq()} -> {self.part().rocq()})"
            case _:
                return {"nat": "nat", "scalar": "R", "bool": "bool"}[self.kind]

    def latex(self) -> str:
        """The set of its values in LaTeX."""
        s = [str(x) for x in self.sizes]
        match self.kind:
            case "vec":
                return rf"\mathbb R^{{{s[0]}}}"
            case "mat":
                return rf"\mathbb R^{{{s[0]} \times {s[1]}}}"
            case "index":
                return rf"[{s[0]}]"
            case "set":
                return rf"2^{{[{s[0]}]}}"
            case "family":
                inner = self.part()
                return rf"({inner.latex()})^{{{s[0]}}}" if inner.kind != "scalar" else rf"\mathbb R^{{{s[0]}}}"
            case "map":
                assert self.source is not None
                return rf"({self.part().latex()})^{{{self.source.latex()}}}"
            case _:
                return {"nat": r"\mathbb N", "scalar": r"\mathbb R", "bool": r"\{0,1\}"}[self.kind]

    def declare(self, name: str) -> str:
        """``x`` is a value of this type, in LaTeX."""
        if self.kind == "set":
            return rf"{name} \subseteq [{self.sizes[0]}]"
        if self.kind == "map":
            assert self.source is not None
            return rf"{name} : {self.source.latex()} \to {self.part().latex()}"
        return rf"{name} \in {self.latex()}"


NAT, SCALAR, BOOL = Type("nat"), Type("scalar"), Type("bool")


def index(n: Size) -> Type:
    """Indices of ``[n]``."""
    return Type("index", (n,))


def subset(n: Size) -> Type:
    """Subsets of ``[n]``; a value is the sorted list of its indices."""
    return Type("set", (n,))


def vec(n: Size) -> Type:
    """Column vectors of length ``n``."""
    return Type("vec", (n,))


def mat(m: Size, n: Size) -> Type:
    """Matrices with ``m`` rows and ``n`` columns."""
    return Type("mat", (m, n))


def family(n: Size, of: Type) -> Type:
    """``n`` values of a type."""
    return Type("family", (n,), of)


def maps(source: Type, of: Type) -> Type:
    """Functions between two types; nothing with such a variable can be evaluated."""
    return Type("map", (), of, source)
