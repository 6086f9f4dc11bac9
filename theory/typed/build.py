"""Constructors of typed expressions: variables, connectives, quantifiers, sums, tables, shared definitions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from theory.typed.expression import Expr, lift, show, walk
from theory.typed.table import BINDERS
from theory.typed.types import BOOL, NAT, SCALAR, Size, Type, family, index, mat, need, subset, vec

ROCQ_WORDS = frozenset(
    {"as", "at", "by", "else", "end", "exists", "exists2", "fix", "forall", "fun", "if", "in", "let", "match", "mod"}
    | {"return", "Set", "Prop", "Type", "SProp", "then", "using", "where", "with", "R", "S", "O", "claim"}
)

GREEK = frozenset(("alpha", "beta", "gamma", "delta", "theta", "lambda", "mu", "pi", "rho", "sigma", "tau", "Omega"))


def var(name: str, type: Type, latex: str = "") -> Expr:
    """A variable; its name must be one for the checker and for Rocq, and leave the readers' own names alone."""
    legal = name.isidentifier() and name.isascii() and not name.endswith("_") and not name.startswith("shape")
    need(legal and name not in ROCQ_WORDS, f"{name!r} is no name for a variable")
    return Expr("var", (), type, (name, latex or _letter(name)))


def _letter(name: str) -> str:
    r"""A name as LaTeX: Greek letters, and digits at the end as a subscript.

    >>> _letter("D1"), _letter("sigma"), _letter("x")
    ('D_1', '\\sigma', 'x')
    """
    letters = name.rstrip("0123456789")
    text = f"\\{letters}" if letters in GREEK else letters
    return f"{text}_{name[len(letters) :]}" if letters != name else text


def size(name: str) -> Expr:
    """A declared size as a natural number."""
    return var(name, NAT)


def _op(name: str, *args: Any, result: Type = BOOL, takes: Type = BOOL) -> Expr:
    a = tuple(lift(x, takes) for x in args)
    need(all(x.type == takes for x in a), f"{name} of {', '.join(map(show, a))}")
    return Expr(name, a, result)


def both(*a: Expr) -> Expr:
    """All of them hold."""
    need(len(a) >= 2, "both() joins two or more")
    return _op("and", *map(_stated, a))


def either(*a: Expr) -> Expr:
    """One of them holds."""
    need(len(a) >= 2, "either() joins two or more")
    return _op("or", *map(_stated, a))


def negation(a: Expr) -> Expr:
    """It does not hold."""
    return _op("not", _stated(a))


def implies(a: Expr, b: Expr) -> Expr:
    """If the first holds, so does the second."""
    return _op("implies", _stated(a), _stated(b))


def iff(a: Expr, b: Expr) -> Expr:
    """Both hold or none."""
    return _op("iff", _stated(a), _stated(b))


def _stated(e: Expr) -> Expr:
    """A stored truth value (an entry of a table) becomes a statement by an operation of its own."""
    return Expr("holds", (e,), BOOL) if e.type == BOOL and (e.op == "var" or e.op.startswith("at_")) else e


def relu(x: Any) -> Expr:
    """max(x, 0)."""
    return _op("relu", x, result=SCALAR, takes=SCALAR)


def absolute(x: Any) -> Expr:
    """The absolute value."""
    return _op("abs", x, result=SCALAR, takes=SCALAR)


def larger(x: Any, y: Any) -> Expr:
    """The maximum of two scalars."""
    return _op("max", x, y, result=SCALAR, takes=SCALAR)


def smaller(x: Any, y: Any) -> Expr:
    """The minimum of two scalars."""
    return _op("min", x, y, result=SCALAR, takes=SCALAR)


def binomial(n: Any, k: Any) -> Expr:
    """The binomial coefficient, a natural number."""
    return _op("binomial", n, k, result=NAT, takes=NAT)


def factorial(n: Any) -> Expr:
    """The factorial, a natural number."""
    return _op("factorial", n, result=NAT, takes=NAT)


def power(n: Any, k: Any) -> Expr:
    """A natural number to a natural power."""
    return _op("nat_pow", n, k, result=NAT, takes=NAT)


def ordinal(i: Expr) -> Expr:
    """An index as a number, counted from 1 as in LaTeX."""
    need(i.type.kind == "index", f"ordinal of {show(i)}")
    return Expr("ordinal", (i,), NAT)


def scalar(n: Expr) -> Expr:
    """A natural number as a scalar."""
    return _op("to_scalar", n, result=SCALAR, takes=NAT)


def indicator(c: Expr) -> Expr:
    """1 where the condition holds, else 0; in Rocq the condition must be decidable (no quantifier over scalars)."""
    return _op("indicator", _stated(c), result=SCALAR)


def cond(c: Expr, a: Any, b: Any) -> Expr:
    """``a`` where the condition holds, else ``b``."""
    first, second = lift(a), lift(b)
    need(c.type == BOOL and first.type == second.type, f"cond of {show(c)}, {show(first)}, {show(second)}")
    return Expr("cond", (_stated(c), first, second), first.type)


def dot(a: Expr, b: Expr) -> Expr:
    """The inner product of two vectors."""
    need(a.type.kind == "vec" and a.type == b.type, f"dot of {show(a)}, {show(b)}")
    return Expr("dot", (a, b), SCALAR)


def norm2(a: Expr) -> Expr:
    """The squared Euclidean norm of a vector."""
    need(a.type.kind == "vec", f"norm2 of {show(a)}")
    return Expr("norm2", (a,), SCALAR)


def column(a: Expr, j: Expr) -> Expr:
    """A column of a matrix."""
    need(a.type.kind == "mat" and j.type == index(a.type.sizes[1]), f"column {show(j)} of {show(a)}")
    return Expr("column", (a, j), vec(a.type.sizes[0]))


def transposed(a: Expr) -> Expr:
    """The transpose of a matrix."""
    need(a.type.kind == "mat", f"transpose of {show(a)}")
    return Expr("transpose", (a,), mat(a.type.sizes[1], a.type.sizes[0]))


def rank(a: Expr) -> Expr:
    """The rank of a matrix, a natural number."""
    need(a.type.kind == "mat", f"rank of {show(a)}")
    return Expr("rank", (a,), NAT)


def one(n: Size) -> Expr:
    """The identity matrix."""
    return Expr("one", (), mat(n, n))


def zero(type: Type) -> Expr:
    """The zero vector or matrix."""
    need(type.kind in ("vec", "mat"), f"zero of {type.kind}")
    return Expr("zero", (), type)


def member(i: Expr, a: Expr) -> Expr:
    """An index lies in a set."""
    need(a.type.kind == "set" and i.type == index(a.type.sizes[0]), f"member: {show(i)}, {show(a)}")
    return Expr("member", (i, a), BOOL)


def inside(a: Expr, b: Expr) -> Expr:
    """A set is a subset of another one."""
    need(a.type.kind == "set" and a.type == b.type, f"inside: {show(a)}, {show(b)}")
    return Expr("subset", (a, b), BOOL)


def meet(a: Expr, b: Expr) -> Expr:
    """The elements of both sets."""
    need(a.type.kind == "set" and a.type == b.type, f"meet: {show(a)}, {show(b)}")
    return Expr("meet", (a, b), a.type)


def join(a: Expr, b: Expr) -> Expr:
    """The elements of one of the sets."""
    need(a.type.kind == "set" and a.type == b.type, f"join: {show(a)}, {show(b)}")
    return Expr("join", (a, b), a.type)


def cardinal(a: Expr) -> Expr:
    """How many elements a set has, a natural number."""
    need(a.type.kind == "set", f"cardinal of {show(a)}")
    return Expr("cardinal", (a,), NAT)


def _bind(
    op: str, names: str, types: tuple[Type, ...], body: Callable[..., Any], result: Callable[[Expr], Type]
) -> Expr:
    variables = tuple(var(n, t) for n, t in zip(names.split(), types, strict=True))
    inside_ = body(*variables)
    need(isinstance(inside_, Expr), f"the body of {op} is no expression")
    if op in ("forall", "exists", "comprehension"):
        inside_ = _stated(inside_)
    for name in names.split():  # so that no reader has to rename
        bound = [b.info[0] for e in walk(inside_) if e.op in BINDERS for b in e.info]
        need(name not in bound, f"{name} is bound twice")
    return Expr(op, (inside_,), result(inside_), variables)


def _is(t: Type) -> Callable[[Expr], Type]:
    def result(e: Expr) -> Type:
        need(e.type == t, f"{t.kind} expected, found {show(e)}")
        return t

    return result


def _over(t: Type | Size) -> Type:
    return t if isinstance(t, Type) else index(t)


def total(t: Type | Size, body: Callable[[Expr], Any], name: str = "i") -> Expr:
    """The sum over the indices of ``[n]``, or over all its subsets (``t`` is a size, or the type of its subsets)."""
    over = _over(t)
    need(over.kind in ("index", "set"), f"a sum over {over.kind}")
    return _bind("sum", name, (over,), body, _is(SCALAR))


def for_all(t: Type | Size, body: Callable[[Expr], Any], name: str = "i") -> Expr:
    """For all values of a type (a size stands for its indices)."""
    return _bind("forall", name, (_over(t),), body, _is(BOOL))


def exists(t: Type | Size, body: Callable[[Expr], Any], name: str = "i") -> Expr:
    """For some value of a type (a size stands for its indices)."""
    return _bind("exists", name, (_over(t),), body, _is(BOOL))


def tabulate(m: Size, n: Size, body: Callable[[Expr, Expr], Any], names: str = "i k") -> Expr:
    """A matrix by its entries."""
    return _bind("matrix", names, (index(m), index(n)), body, lambda e: mat(m, n) if _is(SCALAR)(e) else e.type)


def by_entries(n: Size, body: Callable[[Expr], Any], name: str = "i") -> Expr:
    """A vector by its entries."""
    return _bind("vector", name, (index(n),), body, lambda e: vec(n) if _is(SCALAR)(e) else e.type)


def listed(n: Size, body: Callable[[Expr], Any], name: str = "i") -> Expr:
    """A family by its values."""
    return _bind("family", name, (index(n),), body, lambda e: family(n, e.type))


def those(n: Size, body: Callable[[Expr], Any], name: str = "i") -> Expr:
    """The set of the indices with a property; the property must be decidable in Rocq."""
    return _bind("comprehension", name, (index(n),), body, lambda e: subset(n) if _is(BOOL)(e) else e.type)


@dataclass(frozen=True)
class Definition:
    """A definition shared by statements: parameters, body, how it reads in LaTeX, and the Rocq file that has the same one.

    The evaluator inlines the body, Rocq calls the definition ``name`` of ``file``; that both agree is proved by conversion
    (:func:`theory.typed.instances.definitions_agree`).
    """

    name: str
    parameters: tuple[Expr, ...]
    body: Expr
    latex: str
    file: str

    def __call__(self, *args: Expr) -> Expr:
        """The definition applied; sizes are read off the types of the arguments."""
        env: dict[str, Size] = {}
        need(len(args) == len(self.parameters), f"{self.name} takes {len(self.parameters)} arguments")
        for p, a in zip(self.parameters, args, strict=True):
            _match(p.type, a.type, env, self.name)
        return Expr("call", args, self.body.type.at(env), (self, env))


def _match(p: Type, a: Type, env: dict[str, Size], where: str) -> None:
    need(p.kind == a.kind, f"{where}: a {a.kind} for a {p.kind}")
    for s, t in zip(p.sizes, a.sizes, strict=True):
        same = env.setdefault(s, t) == t if isinstance(s, str) else s == t
        need(same, f"{where}: size {t} where {s} = {env.get(str(s), s)}")
    for inner, given in ((p.of, a.of), (p.source, a.source)):
        if inner is not None and given is not None:
            _match(inner, given, env, where)
