"""Variables of the claims about lifted autoencoders: h lifted dimensions, m of the data, p atoms."""

from __future__ import annotations

from theory.claims import Source
from theory.typed import SCALAR, Expr, mat, norm2, one, tabulate, total, transposed, var, vec

ARXIV = "2509.03738"
REPORTED = "as read from the abstracts; the paper's own definitions were not available"

L, P = var("L", mat("h", "m")), var("P", mat("m", "h"))
W, D = var("W", mat("h", "p")), var("D", mat("h", "p"))
G = var("G", mat("m", "p"))
eta = var("eta", SCALAR, r"\eta")


def published(locator: str) -> Source:
    """A claim of the paper as its abstracts report it."""
    return Source(locator=locator, arxiv=ARXIV, note=REPORTED)


def ours(locator: str) -> Source:
    """A statement of this project about what the paper is about."""
    return Source(locator=locator, arxiv=ARXIV, ours=True, note=REPORTED)


def step(p: Expr, d: Expr, rate: Expr, gradient: Expr) -> Expr:
    """The effective dictionary after a step of gradient descent on the lifted one."""
    return p @ (d - rate * (transposed(p) @ gradient))


def inner(a: Expr, b: Expr, rows: str, columns: str) -> Expr:
    """The sum of the products of the entries of two matrices."""
    return total(rows, lambda i: total(columns, lambda k: a[i, k] * b[i, k], "k"), "i")


def outer(a: Expr, b: Expr, rows: str, columns: str) -> Expr:
    """The matrix of the products of the entries of two vectors."""
    return tabulate(rows, columns, lambda i, k: a[i] * b[k])


__all__ = [
    "ARXIV",
    "REPORTED",
    "D",
    "G",
    "L",
    "P",
    "W",
    "eta",
    "inner",
    "norm2",
    "one",
    "ours",
    "outer",
    "published",
    "step",
    "vec",
]
