"""The stem base of a context: the smallest complete set of implications between attributes (concepts.stem-base,
concepts.pseudo-intents-from-keys).

concepts.pseudo-intents-from-keys.  Call X quasi-closed when it contains P'' for every pseudo-intent P strictly
inside X.  If P is a pseudo-intent and K any
subset of P with K'' = P'', then P is the smallest quasi-closed superset of K.

So the stem base is found from the keys (minimal generators: every proper subset has a larger extent): grow each key to a
quasi-closed set with the premises found so far, smallest sets first.  A premise strictly inside a set is smaller than the
set, so all that can matter are known when the set's turn comes.  A set that reaches its closure gives no implication.
"""

from __future__ import annotations

import itertools
from typing import Literal

import numpy as np

from solvers.concepts.compiled import COMPILED
from solvers.concepts.stem_base_numba import stem_base_numba
from solvers.concepts.stem_base_python import stem_base_python
from theory.concepts import bits
from theory.concepts.context import FormalContext
from theory.concepts.implications import Implication
from theory.doors import an_instance
from theory.errors import InputError

# keys; a key with its closure takes some tens of octets
LIMIT = 20_000_000


def stem_base(
    context: FormalContext, *, engine: Literal["auto", "numba", "python"] = "auto", limit: int = LIMIT
) -> list[Implication]:
    """The stem base (Duquenne-Guigues base), by size of the premise, then in lexicographic order.

        { P -> P'' minus P : P pseudo-intent },   P pseudo-intent iff P != P'' and Q'' inside P for all pseudo-intents Q < P

    Args:
        context: a context; the work grows with its number of keys.
        engine: ``numba`` (an optional extra), ``python``, or ``auto``.  Both give the same.
        limit: refuse a context with more keys.

    Raises:
        InputError: there are more than ``limit`` keys.

    Source: Guigues & Duquenne (1986); concepts.stem-base, concepts.pseudo-intents-from-keys.

    >>> k = FormalContext.of([{"a", "b"}, {"b"}])
    >>> stem_base(k)
    [Implication(premise=(), conclusion=(1,), support=2)]
    """
    an_instance(context, "context", FormalContext, "read_context reads one, FormalContext.from_bool makes one")
    k, d = context.clarified(), context.n_attributes
    compiled = COMPILED if engine == "auto" else engine == "numba"
    found = (stem_base_numba if compiled else stem_base_python)(k, d, limit)
    if found is None:
        raise InputError(
            "--implications",
            f"more than {limit} minimal generators in a context of {context.n_objects} objects and {d} attributes",
            "the stem base is found from them",
            "leave --implications out, or keep fewer attributes",
        )
    premises, closures, supports = found
    conclusions = _lists(closures & ~premises, d)
    rules = [Implication(*rule) for rule in zip(_lists(premises, d), conclusions, supports.tolist(), strict=True)]
    return sorted(rules, key=lambda rule: (len(rule.premise), rule.premise))


def _lists(rows: bits.Words, d: int) -> list[tuple[int, ...]]:
    flat = np.nonzero(bits.unpack(rows, d))[1].tolist()
    cuts = [0, *np.cumsum(bits.sizes(rows)).tolist()]
    return [tuple(flat[a:b]) for a, b in itertools.pairwise(cuts)]
