"""Pseudo-intents and quasi-closed sets in the statement language, over all closure systems on few attributes.

The intents of a context with d attributes are the intersections of its distinct rows, the empty one being all
attributes.  So a full row changes no closure, and the full row together with any set of other rows gives the closure
system of every context with d attributes, whatever its number of objects.
"""

from __future__ import annotations

import itertools
from typing import Any

from proofs_checks.concepts._contexts import call, let
from theory.formal import Expression, expr, for_all, implies, listing, names, op, subsets

ALL, K, T = names("ALL K T")

STEM: dict[str, Any] = {
    # extends a list of [set, closure, 1 if pseudo-intent else 0] by larger sets
    "grow": [
        "lambda",
        ["R", "C", "prev", "sets"],
        [
            "append",
            "prev",
            [
                "list",
                "P",
                "sets",
                [
                    "let",
                    [["Q", ["call", "prime", "C", ["call", "prime", "R", "P"]]]],
                    ["tuple", "P", "Q", ["if", ["and", ["!=", "P", "Q"], ["call", "absorbs", "P", "prev"]], 1, 0]],
                ],
            ],
        ],
    ],
    # every pseudo-intent of the list that lies properly inside S has its closure inside S
    "absorbs": [
        "lambda",
        ["S", "known"],
        [
            "forall",
            "q",
            "known",
            [
                "implies",
                ["and", ["=", ["at", "q", 2], 1], ["!=", ["at", "q", 0], "S"], ["call", "within", ["at", "q", 0], "S"]],
                ["call", "within", ["at", "q", 1], "S"],
            ],
        ],
    ],
}


def table(d: int) -> Expression:
    """All sets of attributes with closure and pseudo-intent flag, by increasing size, as the definition recurses."""
    out = expr([])
    for r in range(d + 1):
        out = call("grow", K, T, out, [list(s) for s in itertools.combinations(range(d), r)])
    return out


def every_closure_system(d: int, body: Any) -> Expression:
    """For the contexts of the module docstring: ``K``, its transpose ``T`` and ``ALL``, the table of sets."""
    rows = [list(r) for r in itertools.product((0, 1), repeat=d)][:-1]
    full = expr([[1] * d])
    inner = let(
        {
            "ROWS": rows,
            "K": op("append", full, listing("F", lambda i: Expression("ROWS")[i], "i")),
            "T": op("transpose", K),
            "ALL": table(d),
        },
        body,
    )
    return for_all(subsets(len(rows)), lambda _: inner, "F")


def quasi_closed(s: Any) -> Expression:
    """Every pseudo-intent properly inside the set has its closure inside the set."""
    return call("absorbs", s, ALL)


def every_pseudo_intent(body: Any, name: str = "p") -> Expression:
    """For all pseudo-intents; ``body`` gets the table entry [set, closure, 1]."""
    return for_all(ALL, lambda e: implies(e[2] == 1, body(e)), name)
