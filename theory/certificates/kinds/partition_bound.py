"""When every feature is served by at most one neuron, no loss lies below the best partition of the features.

Top-1 (topk with k = 1) switches on at most one neuron per feature; with width 1 so does every activation here.  An encoder
then divides the features into q sets, neuron by neuron (features without a neuron go anywhere, with activation 0), and the
loss is the sum of the losses of single neurons with activations ``z >= 0``.  For every nonempty set S of features let
``nu_S`` be such that ``nu_S D - D G D`` is copositive on S; then

    loss >= min over partitions of the features into at most q sets of sum_S (sum over S of M_d |v_d|^2 - nu_S).

Copositivity follows from the lemma in ``points/copositivity.py`` for all subsets in turn, smaller ones first, if ``nu`` does not
decrease when S grows (a larger nu keeps a form copositive, as D > 0).  The minimum is computed here, by subsets.

asserts: ``features_out``, ``weights``, ``activation`` (topk with k = 1, or any with width 1), ``width``, ``lower_bound``,
optional ``field``, ``means``
witness: ``sets``: for every nonempty subset, in binary order (bit d: feature d), the pair [nu, x]; ``total``: the sum of all nu,
sum(x) and sum(Q x), which makes every number count
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from theory.certificates.algebra import dot, total
from theory.certificates.exact_numbers import Rejected, sign
from theory.certificates.points.copositivity import gain_form, lemma_applies
from theory.certificates.points.network import Data
from theory.certificates.statement import facts, items, only, whole
from theory.certificates.text import count, data
from theory.certificates.work import bits, cost, spend

MAX_WIDTH = 10**6
MAX_FEATURES = 12  # 2^n forms and 3^n steps


def _values(problem: Data, sets: Any, recorded: Any) -> list[Any]:
    """For every mask: the lower bound of the loss of one neuron on that set; index 0 is not used."""
    n = problem.n
    pairs = [items(pair, "sets", 2) for pair in items(sets, "sets", (1 << n) - 1)]
    nu = [Fraction(0), *(problem.number(first, "sets: nu") for first, _ in pairs)]
    norms = [problem.m[d] * dot(problem.v[d], problem.v[d]) for d in range(n)]
    out: list[Any] = [Fraction(0)]
    sum_of_all: Any = Fraction(0)
    for mask in range(1, 1 << n):
        on = [d for d in range(n) if mask >> d & 1]
        x = problem.numbers(pairs[mask - 1][1], "sets: x", len(on))
        if any(sign(nu[mask] - nu[mask ^ (1 << d)]) < 0 for d in on if mask != 1 << d):
            raise Rejected(f"sets: nu decreases from a subset to {on}")
        used = lemma_applies(gain_form(problem, nu[mask], on), x, f"sets: {on}")
        sum_of_all = total([sum_of_all, nu[mask], used])
        out.append(total([-nu[mask], *(norms[d] for d in on)]))
    if sum_of_all != problem.number(recorded):
        raise Rejected("total: differs from the sum re-computed here")
    return out


def _best(values: list[Any], q: int) -> Any:
    """Minimum over partitions into at most q sets: the set of the lowest feature first."""
    full = len(values) - 1
    best: list[Any] = list(values)
    best[0] = Fraction(0)
    for _ in range(1, q):
        longer = list(best)
        for mask in range(1, full + 1):
            low = mask & -mask
            rest = part = mask ^ low
            while True:
                value = values[part | low] + best[rest ^ part]
                spend(1 + cost(bits(value)))
                if value < longer[mask]:
                    longer[mask] = value
                if part == 0:
                    break
                part = (part - 1) & rest
        best = longer
    return best[full]


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, {"features_out", "weights", "activation", "width", "lower_bound"}, {"field", "means"})
    only(witness, {"sets", "total"}, set(), "witness")
    problem = Data({**asserts, "features_in": asserts["features_out"]})
    q = whole(asserts["width"], 1, MAX_WIDTH, "width")
    if problem.n > MAX_FEATURES:
        raise Rejected(f"features_out: at most {MAX_FEATURES} features")
    if q > 1 and problem.activation.get("k") != 1:
        raise Rejected("activation: with more than one neuron only topk with k = 1 serves a feature by one neuron")
    best = _best(_values(problem, witness["sets"], witness["total"]), min(q, problem.n))
    if best != problem.number(asserts["lower_bound"], "lower_bound"):
        raise Rejected("lower_bound: differs from the best partition computed here")
    return sentence(asserts)


def sentence(asserts: dict[str, Any]) -> str:
    return (
        f"for any inputs the loss of every network with {count(asserts['width'], 'neuron')} is at least {data(asserts['lower_bound'])}: "
        f"{facts(asserts, 'activation', 'features_out', 'weights')}"
    )
