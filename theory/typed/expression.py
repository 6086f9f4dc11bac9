"""Typed expressions: operators check the types of their arguments when the expression is built."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from theory.typed.types import BOOL, NAT, SCALAR, Type, index, mat, need, vec

ADDITIVE = ("scalar", "vec", "mat")


@dataclass(frozen=True, eq=False)
class Expr:
    """An operation of the table on typed arguments.

    ``info`` is a literal, the (name, LaTeX) of a variable, the bound variables of a binder, or a definition with its sizes.
    """

    op: str
    args: tuple[Expr, ...]
    type: Type
    info: Any = None

    def __add__(self, o: Any) -> Expr:
        return _linear("add", self, lift(o, self.type))

    def __sub__(self, o: Any) -> Expr:
        return _linear("sub", self, lift(o, self.type))

    def __radd__(self, o: Any) -> Expr:
        return lift(o, self.type) + self

    def __rsub__(self, o: Any) -> Expr:
        return lift(o, self.type) - self

    def __neg__(self) -> Expr:
        return _linear("neg", self)

    def __mul__(self, o: Any) -> Expr:
        other = lift(o, self.type)
        if self.type == other.type == NAT:
            return Expr("nat_mul", (self, other), NAT)
        need(
            self.type == SCALAR and other.type.kind in ADDITIVE, f"{show(self)} * {show(other)}; matrices multiply by @"
        )
        return Expr("mul" if other.type == SCALAR else "scale", (self, other), other.type)

    def __rmul__(self, o: Any) -> Expr:
        return lift(o, self.type if self.type == NAT else SCALAR) * self

    def __truediv__(self, o: Any) -> Expr:
        other = lift(o)
        need(self.type == other.type == SCALAR, "only scalars divide")
        return Expr("div", (self, other), SCALAR)

    def __rtruediv__(self, o: Any) -> Expr:
        return lift(o) / self

    def __pow__(self, k: int) -> Expr:
        need(self.type == SCALAR and type(k) is int and k >= 0, "a scalar to a literal natural power")
        return Expr("pow", (self,), SCALAR, k)

    def __matmul__(self, o: Expr) -> Expr:
        fits = self.type.kind == "mat" and o.type.kind in ("mat", "vec") and self.type.sizes[1] == o.type.sizes[0]
        need(fits, f"{show(self)} @ {show(o)}")
        m = self.type.sizes[0]
        return Expr("mulmx", (self, o), vec(m) if o.type.kind == "vec" else mat(m, o.type.sizes[1]))

    def __call__(self, x: Expr) -> Expr:
        """The image of ``x`` under a map."""
        need(self.type.kind == "map" and self.type.source == x.type, f"{show(self)} applied to {show(x)}")
        return Expr("apply", (self, x), self.type.part())

    def __getitem__(self, key: Any) -> Expr:
        keys = key if isinstance(key, tuple) else (key,)
        fits = self.type.kind in ("vec", "mat", "family") and len(keys) == len(self.type.sizes)
        need(fits, f"{show(self)} at {len(keys)} indices")
        at = tuple(
            k if isinstance(k, Expr) else Expr("index", (), index(n), k)
            for k, n in zip(keys, self.type.sizes, strict=True)
        )
        for k, n in zip(at, self.type.sizes, strict=True):
            need(k.type == index(n), f"an index of [{n}] expected, found {show(k)}")
            need(k.op != "index" or (isinstance(n, int) and 0 <= k.info < n), f"{k.info} is not surely in [{n}]")
        return Expr(f"at_{self.type.kind}", (self, *at), self.type.of or SCALAR)

    def __eq__(self, o: Any) -> Expr:  # type: ignore[override]
        return _equation("eq", self, o)

    def __ne__(self, o: Any) -> Expr:  # type: ignore[override]
        return _equation("ne", self, o)

    def __lt__(self, o: Any) -> Expr:
        return _order("lt", self, o)

    def __le__(self, o: Any) -> Expr:
        return _order("le", self, o)

    def __gt__(self, o: Any) -> Expr:
        return _order("gt", self, o)

    def __ge__(self, o: Any) -> Expr:
        return _order("ge", self, o)

    def __bool__(self) -> bool:
        raise TypeError("an expression has no truth value here; use both(), either(), implies()")


def show(e: Expr) -> str:
    """A short name for messages."""
    name = e.info[0] if e.op == "var" else e.op
    return f"{name} : {e.type.latex()}"


def lift(x: Any, like: Type = SCALAR) -> Expr:
    """A Python number as an expression: a natural number next to natural numbers, else a scalar."""
    if isinstance(x, Expr):
        return x
    need(isinstance(x, int | Fraction) and not isinstance(x, bool), f"{x!r} is not an exact number")
    if like == NAT:
        need(isinstance(x, int) and x >= 0, f"{x} is no natural number")
        return Expr("nat", (), NAT, x)
    return Expr("number", (), SCALAR, Fraction(x))


def _linear(op: str, *a: Expr) -> Expr:
    if op == "add" and all(x.type == NAT for x in a):
        return Expr("nat_add", a, NAT)
    same = a[0].type.kind in ADDITIVE and all(x.type == a[0].type for x in a)
    need(same, f"{op} of {', '.join(map(show, a))}")
    return Expr(op, a, a[0].type)


def _equation(op: str, a: Expr, o: Any) -> Expr:
    b = lift(o, a.type)
    need(a.type == b.type, f"{op}: {show(a)}, {show(b)}")
    need(
        a.type.kind in ("nat", "scalar", "vec", "mat", "index", "set"), f"{op} of {a.type.kind}: say it value by value"
    )
    return Expr(op, (a, b), BOOL)


def _order(op: str, a: Expr, o: Any) -> Expr:
    b = lift(o, a.type)
    if a.type == b.type == NAT:
        return Expr(f"nat_{op}", (a, b), BOOL) if op in ("lt", "le") else Expr(f"nat_{_TURNED[op]}", (b, a), BOOL)
    if a.type == b.type and a.type.kind == "index":
        need(op == "lt", "of indices only i < j is written")
        return Expr("index_lt", (a, b), BOOL)
    need(a.type == b.type == SCALAR, f"{op}: {show(a)}, {show(b)}")
    return Expr(op, (a, b), BOOL)


_TURNED = {"gt": "lt", "ge": "le"}


def walk(e: Expr) -> Iterator[Expr]:
    """The expression and everything in it; bodies of definitions are not entered."""
    yield e
    for a in e.args:
        yield from walk(a)
