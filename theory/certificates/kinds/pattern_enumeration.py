"""A list of activation patterns is complete: these, up to the order of the neurons, and no others are realizable.

A pattern gives every feature d the set A_d of neurons that it switches on.  Conditions on ``z = W_E w_d``, row by row:
"on" ``z_i > theta`` for i in A_d (theta = 0 for relu and topk); "off" ``z_j <= theta`` for j not in A_d (topk: only if
``|A_d| < k``); "beats", topk with ``|A_d| = k``: ``z_i >= z_j`` for i in A_d, j not in A_d, strict when j < i, for a tie goes to
the smaller index.  By definition W_E has the pattern if and only if all conditions hold.

Theorem.  Suppose every listed pattern is realized by its encoder, and in the tree that fixes A_0, A_1, ... one after the
other every branch that leaves the listed patterns at feature d contradicts itself by then: positive multipliers of
conditions of A_0, .., A_d add up to a contradiction (see ``farkas``).  Then the list is complete.  For width > 1 the tree
has only the branches in which the neurons are ordered: neuron i+1 does not come first to a feature that i lacks.  This
loses nothing, because realizable patterns are closed under permutation: multiply row i by ``(1 + delta)^(-i)``, delta > 0
small; ties won by a smaller index become strict, strict conditions stay, signs stay; then no index matters.  (relu and
jumprelu treat all neurons alike.)

asserts: ``features_in``, ``activation`` (relu, jumprelu or topk), ``width``, ``patterns`` (each: per neuron the features that
switch it on), optional ``field``, ``means``
witness: ``encoders`` and ``preactivations`` (q x n, so that every entry of an encoder bears load), one each per pattern;
``cuts``: lists of [condition, d, i, multiplier] or ["beats", d, i, j, multiplier]
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any

from theory.certificates import sdl
from theory.certificates.algebra import dot
from theory.certificates.exact_numbers import Rejected, read_field, read_number, sign
from theory.certificates.kinds.farkas import refute
from theory.certificates.language import Evaluator
from theory.certificates.statement import exact_matrix, facts, indices, items, only, whole
from theory.certificates.text import count
from theory.certificates.work import spend

MAX_WIDTH, MAX_FEATURES = 8, 200  # a node of the tree has up to 2^width branches
Choice = frozenset[int]  # the neurons that one feature switches on
Term = tuple[str, int, int]  # a condition of one feature: name, neuron, other neuron (or -1)
Cut = dict[int, list[Term]]  # feature -> conditions used


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, {"features_in", "activation", "width", "patterns"}, {"field", "means"})
    only(witness, {"encoders", "preactivations", "cuts"}, set(), "witness")
    names = Evaluator(field=read_field(asserts.get("field")))
    features = exact_matrix(asserts["features_in"], names, "features_in")
    activation, limit = _activation(asserts["activation"], asserts["width"])
    n, width = len(features), asserts["width"]
    if n > MAX_FEATURES:
        raise Rejected(f"features_in: at most {MAX_FEATURES} features")
    listed = items(asserts["patterns"], "patterns")
    patterns = [_choices(p, n, width, f"patterns[{k}]") for k, p in enumerate(listed)]
    encoders, recorded = (items(witness[x], x, len(patterns)) for x in ("encoders", "preactivations"))
    for k, pattern in enumerate(patterns):
        encoder = exact_matrix(items(encoders[k], "encoders", width), names, "encoders", len(features[0]))
        values = exact_matrix(items(recorded[k], "preactivations", width), names, "preactivations", n)
        _realized(features, activation, pattern, encoder, values, f"patterns[{k}]")
    level = activation.get("theta", Fraction(0))
    cuts = [_cut(c, features, level, width, names, f"cuts[{k}]") for k, c in enumerate(items(witness["cuts"], "cuts"))]
    _cover(patterns, cuts, n, width, limit)
    return sentence(asserts)


def sentence(asserts: dict[str, Any]) -> str:
    order = ", up to the order of the neurons" if asserts["width"] > 1 else ""
    return (
        f"exactly {count(len(asserts['patterns']), 'pattern')} can be realized by {count(asserts['width'], 'neuron')}{order}: "
        f"{facts(asserts, 'patterns', 'activation', 'features_in')}"
    )


def _activation(value: Any, width: Any) -> tuple[dict[str, Any], int]:
    """The activation and the largest number of neurons that one feature can switch on."""
    whole(width, 1, MAX_WIDTH, "width")
    activation = sdl.read_activation(value)
    if activation["type"] not in ("relu", "jumprelu", "topk"):
        raise Rejected("activation: relu, jumprelu or topk")
    if activation["type"] == "jumprelu" and activation["theta"] < 0:
        raise Rejected(
            "activation.theta: below 0 a neuron passes negative values, and its support is not where it is on"
        )
    return activation, min(int(activation["k"]), width) if activation["type"] == "topk" else width + 1


def _choices(pattern: Any, n: int, width: int, where: str) -> tuple[Choice, ...]:
    """Feature by feature, the neurons that are on."""
    neurons = [indices(on, n, where) for on in items(pattern, where, width)]
    if any(on != sorted(on) for on in neurons):
        raise Rejected(f"{where}: the features of a neuron must increase")
    spend(n * width)
    sets = [set(on) for on in neurons]
    return tuple(frozenset(i for i in range(width) if d in sets[i]) for d in range(n))


def _realized(
    features: Any, activation: Any, pattern: tuple[Choice, ...], encoder: Any, recorded: Any, where: str
) -> None:
    for row, values in zip(encoder, recorded, strict=True):
        if any(dot(row, w) != x for w, x in zip(features, values, strict=True)):
            raise Rejected(f"{where}: preactivations differ from encoder . features")
    codes = sdl.codes(activation, encoder, features)
    found = tuple(frozenset(i for i, x in enumerate(z) if sign(x) > 0) for z in codes)
    if found != pattern:
        raise Rejected(f"{where}: the encoder realizes {[sorted(a) for a in found]} instead")


def _cut(terms: Any, features: Any, level: Any, width: int, names: Evaluator, where: str) -> Cut:
    """Verify that the conditions contradict each other, and index them by feature."""
    out: Cut = {}
    rows: list[tuple[list[Any], str, Any]] = []
    multipliers: list[Any] = []
    zero = [Fraction(0)] * len(features[0])
    for term in items(terms, where):
        if len(items(term, where)) < 4 or (term[0], len(term)) not in (("on", 4), ("off", 4), ("beats", 5)):
            raise Rejected(f'{where}: a term is ["on", d, i, y], ["off", d, i, y] or ["beats", d, i, j, y]')
        name, d, i, *rest = term
        j = whole(rest[0], 0, width - 1, where) if name == "beats" else -1
        i, d = whole(i, 0, width - 1, where), whole(d, 0, len(features) - 1, where)
        if i == j:
            raise Rejected(f"{where}: a neuron does not beat itself")
        spend(2 * width * len(zero))
        blocks = [zero] * width
        blocks[i] = [-x for x in features[d]] if name == "off" else features[d]
        if name == "beats":
            blocks[j] = [-x for x in features[d]]
        bound = {"on": level, "off": -level, "beats": Fraction(0)}[name]
        strict = name == "on" or (name == "beats" and j < i)
        rows.append(([x for block in blocks for x in block], ">" if strict else ">=", bound))
        multipliers.append(read_number(rest[-1], names.field, where))
        out.setdefault(d, []).append((name, i, j))
    try:
        refute(rows, multipliers)
    except Rejected as reason:
        raise Rejected(f"{where}: {reason}") from None
    return out


def _cover(patterns: list[tuple[Choice, ...]], cuts: list[Cut], n: int, width: int, limit: int) -> None:
    """Walk the tree: every branch is extended by a listed pattern or contradicts itself."""
    if len(set(patterns)) != len(patterns):
        raise Rejected("patterns: one is listed twice")
    if not all(_ordered(pattern, width) for pattern in patterns):
        raise Rejected("patterns: the neurons of every pattern must be ordered")
    branches = [frozenset(c) for size in range(min(limit, width) + 1) for c in combinations(range(width), size)]
    stack: list[tuple[tuple[Choice, ...], list[tuple[Choice, ...]], list[Cut]]] = [((), patterns, cuts)]
    while stack:
        prefix, listed, alive = stack.pop()
        d = len(prefix)
        for choice in branches if d < n else ():
            grown = (*prefix, choice)
            if not _ordered(grown, width):
                continue
            spend(2 + 2 * len(alive) + len(listed) + d * width // 8)
            left = [cut for cut in alive if all(_follows(t, choice, limit) for t in cut.get(d, ()))]
            extended = [pattern for pattern in listed if pattern[d] == choice]
            if extended:
                stack.append((grown, extended, left))
            elif not any(max(cut) <= d for cut in left):
                raise Rejected(
                    f"the choice of neurons {[sorted(a) for a in grown]} for the features 0..{d} is neither part of a "
                    "listed pattern nor refuted by a cut"
                )


def _follows(term: Term, choice: Choice, limit: int) -> bool:
    """Whether the condition is one of those of the choice."""
    name, i, j = term
    if name == "on":
        return i in choice
    if name == "off":
        return i not in choice and len(choice) < limit
    return i in choice and j not in choice and len(choice) == limit


def _ordered(prefix: tuple[Choice, ...], width: int) -> bool:
    """No neuron comes first to a feature that the one above it lacks."""
    columns = [[i in choice for choice in prefix] for i in range(width)]
    return all(above >= below for above, below in pairwise(columns))
