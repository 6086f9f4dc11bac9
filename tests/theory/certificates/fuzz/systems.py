"""Second decisions of linear systems and of activation patterns."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from typing import Any

from tests.theory.certificates.fuzz.language import Reader
from tests.theory.certificates.fuzz.operations import codes, dot
from tests.theory.certificates.fuzz.values import need

Row = tuple[list[Any], str, Any]


def contradiction(r: Reader, rows: list[Row], multipliers: list[Any]) -> bool:
    """Do the rows, each times its multiplier, add up to ``0 > 0`` or ``0 >= something positive``?"""
    zero = r.number(0)
    need(len(rows) == len(multipliers) > 0 and all(s in (">", ">=", "=") for _, s, _ in rows))
    need(len({len(c) for c, _, _ in rows}) == 1)
    if any(s != "=" and r.compare(y, zero) < 0 for (_, s, _), y in zip(rows, multipliers, strict=True)):
        return False
    columns = zip(*(c for c, _, _ in rows), strict=True)
    if any(r.compare(dot(r, list(column), multipliers), zero) != 0 for column in columns):
        return False
    side = r.compare(dot(r, [b for _, _, b in rows], multipliers), zero)
    strict = any(s == ">" and r.compare(y, zero) > 0 for (_, s, _), y in zip(rows, multipliers, strict=True))
    return side > 0 or (side == 0 and strict)


def farkas(asserts: dict[str, Any], witness: dict[str, Any]) -> bool:
    """The rows contradict each other."""
    r = Reader({"field": asserts.get("field")})
    rows = [(r.data(c), s, r.data(b)) for c, s, b in asserts["rows"]]
    return contradiction(r, rows, r.data(witness["multipliers"]))


def unrealizable(asserts: dict[str, Any], witness: dict[str, Any]) -> bool:
    """The conditions of the two lists contradict each other, with the threshold as it is."""
    r = Reader({"field": asserts.get("field")})
    w, act = r.data(asserts["features_in"]), r.data(asserts["activation"])
    need(act["type"] == "relu" or (act["type"] == "jumprelu" and act["theta"] > 0))
    level = r.number(str(act.get("theta", 0)))
    on, off = (_features(asserts[x], len(w)) for x in ("on", "off"))
    need(not set(on) & set(off))
    rows = [(w[d], ">", level) for d in on] + [([-x for x in w[e]], ">=", -level) for e in off]
    return contradiction(r, rows, r.data(witness["multipliers"]))


def _features(indices: list[Any], n: int) -> list[int]:
    need(all(type(d) is int and 0 <= d < n for d in indices) and len(set(indices)) == len(indices))
    return indices


def realizable(asserts: dict[str, Any], witness: dict[str, Any]) -> bool:
    """The supports of the codes of the encoder, computed again."""
    r = Reader({"field": asserts.get("field")})
    w, act = r.data(asserts["features_in"]), r.data(asserts["activation"])
    z = codes(r, act, r.data(witness["encoder"]), w)
    nonzero = [[d for d in range(len(w)) if r.compare(z[d][i], r.number(0)) != 0] for i in range(len(z[0]))]
    return nonzero == [sorted(_features(on, len(w))) for on in asserts["pattern"]]


class Enumeration:
    """A list of patterns that is said to be complete."""

    def __init__(self, asserts: dict[str, Any], witness: dict[str, Any]) -> None:
        self.r = r = Reader({"field": asserts.get("field")})
        self.w, self.act, self.q = r.data(asserts["features_in"]), r.data(asserts["activation"]), asserts["width"]
        need(type(self.q) is int and self.q > 0 and self.act["type"] in ("relu", "jumprelu", "topk"))
        need(self.act["type"] != "jumprelu" or self.act["theta"] >= 0)
        self.n = len(self.w)
        self.level = r.number(str(self.act.get("theta", 0)))
        # neuron by neuron, up to their order
        self.listed = {self._form([_features(on, self.n) for on in p]) for p in asserts["patterns"]}
        need(len(self.listed) == len(asserts["patterns"]))
        self.cuts = [(self._conditions(c), c) for c in witness["cuts"]]

    @staticmethod
    def _form(pattern: list[list[int]]) -> tuple[tuple[int, ...], ...]:
        return tuple(sorted(tuple(sorted(on)) for on in pattern))

    def found(self, encoder: list[Any]) -> tuple[tuple[int, ...], ...]:
        """The pattern of an encoder."""
        z = codes(self.r, self.act, encoder, self.w)
        zero = self.r.number(0)
        return self._form([[d for d in range(self.n) if self.r.compare(z[d][i], zero) > 0] for i in range(self.q)])

    def _conditions(self, cut: list[Any]) -> set[tuple[Any, ...]]:
        return {tuple(term[:-1]) for term in cut}

    def refutes(self, cut: list[Any]) -> bool:
        """A cut, whatever the pattern is to which it is applied."""
        rows: list[Row] = []
        for name, d, i, *rest in cut:
            need(all(type(x) is int and x >= 0 for x in (d, i, *rest[:-1])))
            block = [[self.r.number(0)] * len(self.w[0]) for _ in range(self.q)]
            block[i] = [-x for x in self.w[d]] if name == "off" else self.w[d]
            if name == "beats":
                need(rest[0] != i)
                block[rest[0]] = [-x for x in self.w[d]]
            bound = {"on": self.level, "off": -self.level, "beats": self.r.number(0)}[name]
            strict = name == "on" or (name == "beats" and rest[0] < i)
            rows.append(([x for row in block for x in row], ">" if strict else ">=", bound))
        return contradiction(self.r, rows, [self.r.data(term[-1]) for term in cut])

    def implied(self, d: int, on: frozenset[int]) -> set[tuple[Any, ...]]:
        """The conditions that hold if exactly the neurons ``on`` are on for feature d."""
        off = [i for i in range(self.q) if i not in on]
        k = min(int(self.act["k"]), self.q) if self.act["type"] == "topk" else self.q + 1
        out: set[tuple[Any, ...]] = {("on", d, i) for i in on}
        return out | ({("off", d, j) for j in off} if len(on) < k else {("beats", d, i, j) for i in on for j in off})

    def complete(self) -> bool:
        """All assignments of neurons to features, in any order of the neurons: refuted, or listed.

        Top-k gives ties to the smaller index, so that its cuts hold for ordered neurons only.
        """
        most = min(int(self.act["k"]), self.q) if self.act["type"] == "topk" else self.q
        choices = [frozenset(c) for s in range(most + 1) for c in itertools.combinations(range(self.q), s)]
        permuted = {
            tuple(frozenset(i for i, on in enumerate(order) if d in on) for d in range(self.n))
            for pattern in self.listed
            for order in itertools.permutations(pattern)
        }
        waiting: list[tuple[frozenset[int], ...]] = [()]
        while waiting:
            chosen = waiting.pop()
            known = set().union(*(self.implied(d, on) for d, on in enumerate(chosen)))
            if any(conditions <= known for conditions, _ in self._orders()):
                continue
            if len(chosen) == self.n:
                if chosen not in permuted:
                    return False
                continue
            grown = [(*chosen, c) for c in choices]
            waiting += grown if self.act["type"] != "topk" else [c for c in grown if self._ordered(c)]
        return True

    def _ordered(self, chosen: tuple[frozenset[int], ...]) -> bool:
        columns = [[i in on for on in chosen] for i in range(self.q)]
        return columns == sorted(columns, reverse=True)

    def _orders(self) -> list[tuple[set[tuple[Any, ...]], list[Any]]]:
        """Cuts speak of ordered neurons; where neurons are alike (relu, jumprelu) they hold for any order."""
        if self.act["type"] == "topk":
            return self.cuts
        if not hasattr(self, "_permuted"):
            self._permuted = [
                ({(c[0], c[1], p[c[2]]) for c in conditions}, cut)
                for conditions, cut in self.cuts
                for p in itertools.permutations(range(self.q))
            ]
        return self._permuted


def pattern_enumeration(asserts: dict[str, Any], witness: dict[str, Any]) -> bool:
    """Every pattern is realized, no other one is met at random, and all others are refuted."""
    e = Enumeration(asserts, witness)
    encoders = [e.r.data(x) for x in witness["encoders"]]
    if {e.found(x) for x in encoders} != e.listed or not all(e.refutes(cut) for _, cut in e.cuts):
        return False
    rng = random.Random(0)
    for _ in range(200):
        rows = [[e.r.number(str(Fraction(rng.randint(-4, 4), rng.randint(1, 3)))) for _ in e.w[0]] for _ in range(e.q)]
        if e.found(rows) not in e.listed:
            return False
    return e.complete()
