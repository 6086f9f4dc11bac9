r"""Formal contexts in the typed language: objects $[g]$, attributes $[m]$, incidence $K$; the same derivations as in ``Contexts.v``."""

from __future__ import annotations

from theory.typed import BOOL, Definition, Expr, family, for_all, implies, member, size, subset, those, var

FILE = "Contexts"
K = var("K", family("g", family("m", BOOL)))
A, B = var("A", subset("g")), var("B", subset("m"))

intent = Definition(
    "intent",
    (K, A),
    those("m", lambda k: for_all("g", lambda x: implies(member(x, A), K[x][k]), "x"), "k"),
    "{1}'",
    FILE,
)
extent = Definition(
    "extent",
    (K, B),
    those("g", lambda x: for_all("m", lambda k: implies(member(k, B), K[x][k]), "k"), "x"),
    "{1}'",
    FILE,
)
DEFINITIONS = (intent, extent)
G, M = size("g"), size("m")


def up(a: Expr) -> Expr:
    """The attributes that all objects of a set have."""
    return intent(K, a)


def down(b: Expr) -> Expr:
    """The objects that have all attributes of a set."""
    return extent(K, b)
