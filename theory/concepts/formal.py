r"""Formal contexts in the typed language: objects $[g]$, attributes $[m]$, incidence $K$; the same derivations as in ``Contexts.v``."""

from __future__ import annotations

from theory.typed import (
    BOOL,
    Definition,
    Expr,
    TypedStatement,
    both,
    cardinal,
    exists,
    family,
    for_all,
    iff,
    implies,
    inside,
    member,
    negation,
    size,
    subset,
    those,
    var,
)

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


def up(a: Expr) -> Expr:
    """The attributes that all objects of a set have."""
    return intent(K, a)


def down(b: Expr) -> Expr:
    """The objects that have all attributes of a set."""
    return extent(K, b)


# a family of sets of objects, its union, its intersection, and the attributes of all of them
A2, F = var("A2", subset("g")), var("F", family("t", subset("g")))
UNION = those("g", lambda x: exists("t", lambda i: member(x, F[i]), "i"), "x")
MEET = those("g", lambda x: for_all("t", lambda i: member(x, F[i]), "i"), "x")
COMMON = those("m", lambda k: for_all("t", lambda i: member(k, up(F[i])), "i"), "k")
CONCEPTS = for_all("t", lambda i: down(up(F[i])) == F[i], "i")


def on_at(k: Expr, x: Expr, m: str, name: str = "k1") -> Expr:
    """The row of an object: the attributes that it has."""
    return those(m, lambda a: k[x][a], name)


def apart(a: Expr, b: Expr, n: str, name: str = "x") -> Expr:
    """The elements of exactly one of the sets."""
    return those(n, lambda x: negation(iff(member(x, a), member(x, b))), name)


def single(n: str, x: Expr, name: str) -> Expr:
    """The set of one element."""
    return those(n, lambda y: y == x, name)


GALOIS_CONNECTION = TypedStatement(
    "g m t",
    (K, A, A2, B, F),
    {},
    both(
        iff(inside(A, down(B)), inside(B, up(A))),
        inside(A, down(up(A))),
        inside(B, up(down(B))),
        implies(inside(A, A2), inside(up(A2), up(A))),
        implies(inside(A, A2), inside(down(up(A)), down(up(A2)))),
        up(down(up(A))) == up(A),
        down(up(down(B))) == down(B),
        up(UNION) == COMMON,
    ),
)


def _generated(a: Expr) -> Expr:
    """A concept is the join of the object concepts of its objects, and the meet of the attribute concepts of its attributes."""
    join = those(
        "m", lambda k: for_all("g", lambda x: implies(member(x, a), member(k, up(single("g", x, "y")))), "x"), "k"
    )
    meet = those(
        "g", lambda x: for_all("m", lambda k: implies(member(k, up(a)), member(x, down(single("m", k, "j")))), "k"), "x"
    )
    return implies(down(up(a)) == a, both(a == down(join), a == meet))


def _incident(x: Expr, k: Expr) -> Expr:
    return iff(K[x][k], inside(down(up(single("g", x, "y"))), down(single("m", k, "j"))))


BASIC_THEOREM = TypedStatement(
    "g m t",
    (K, F),
    {"concepts": CONCEPTS},
    both(
        both(
            down(up(MEET)) == MEET,
            MEET == down(those("m", lambda k: exists("t", lambda s: member(k, up(F[s])), "s"), "k")),
            up(down(COMMON)) == COMMON,
            COMMON == up(UNION),
        ),
        for_all(subset("g"), _generated, "A"),
        for_all("g", lambda x: for_all("m", lambda k: _incident(x, k), "k"), "x"),
    ),
)

S, U = size("s"), size("u")
ICEBERG = TypedStatement(
    "g m t s u",
    (K, F),
    {"concepts": CONCEPTS, "large": for_all("t", lambda k: cardinal(F[k]) >= S, "k")},
    both(
        for_all(
            subset("g"),
            lambda a: implies(down(up(a)) == a, implies(exists("t", lambda k: inside(F[k], a), "k"), cardinal(a) >= S)),
            "A",
        ),
        for_all("t", lambda k: cardinal(down(up(UNION))) >= S, "k"),
        implies(U <= S, for_all("t", lambda k: cardinal(F[k]) >= U, "k")),
        for_all(subset("g"), lambda a: cardinal(a) >= 0, "A"),
    ),
)


# a choice T of the family, and the attributes that all its sets have: the intents of the detection context
CHOSEN = var("T", subset("t"))
SHARED = those("m", lambda k: for_all("t", lambda i: implies(member(i, CHOSEN), member(k, up(F[i]))), "i"), "k")


def _detected(i: Expr, k: Expr) -> Expr:
    return iff(member(k, up(F[i])), inside(F[i], down(single("m", k, "j"))))


def intersection_of_rows(b: Expr) -> Expr:
    """An intent is the intersection of the rows of the family that contain it."""
    rows = those("m", lambda k: for_all("t", lambda i: implies(inside(b, up(F[i])), member(k, up(F[i]))), "i"), "k")
    return implies(up(down(b)) == b, b == rows)


DETECTED_CONCEPTS = TypedStatement(
    "g m t",
    (K, F, CHOSEN),
    {},
    both(
        for_all("t", lambda i: for_all("m", lambda k: _detected(i, k), "k"), "i"),
        up(down(SHARED)) == SHARED,
        implies(
            for_all("g", lambda x: exists("t", lambda i: F[i] == single("g", x, "y"), "i"), "x"),
            for_all(subset("m"), intersection_of_rows, "B"),
        ),
    ),
)


# the list of all pseudo-intents: sets that are no intents and contain the closure of each pseudo-intent properly inside them
PSEUDO = var("P", family("t", subset("m")))


def closure(b: Expr) -> Expr:
    """The attributes that all objects with the given ones have."""
    return up(down(b))


def quasi_closed(s: Expr) -> Expr:
    """The set contains the closure of every pseudo-intent that lies properly inside it."""
    return for_all(
        "t", lambda i: implies(both(inside(PSEUDO[i], s), PSEUDO[i] != s), inside(closure(PSEUDO[i]), s)), "i"
    )


def is_pseudo_intent(q: Expr) -> Expr:
    """The set is no intent, and quasi-closed."""
    return both(closure(q) != q, quasi_closed(q))


ALL_PSEUDO_INTENTS = for_all(
    subset("m"), lambda q: iff(exists("t", lambda k: PSEUDO[k] == q, "k"), is_pseudo_intent(q)), "Q"
)
