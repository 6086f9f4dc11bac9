"""One or two neurons and features in the plane: the infimum over all encoders and decoders.

No loss lies below it (the decision of ``plane_bound``), and it is approached: in one cone of codes, or in a pair of them, the codes
``y_0 + s y_1`` and ``z_0 + t z_1`` with ``s = a x^u``, ``t = b x^w``, ``a, b > 0`` and ``x -> 0`` are codes of encoders for every small
x > 0 (the lemma in ``points/plane.py``), the best decoder for them leaves ``S - N / G``, and this tends to the infimum: of the powers
of x, the least one in G has a positive coefficient, N has none below it, and the quotient of the coefficients there is ``S - infimum``.
With ``attained: false`` no point attains it: P vanishes at parallel codes only, or under jumprelu where a generator of a cone is the code
of no row (``points/plane_zeros.py``), and the infimum is less than S.

asserts: ``features_in`` (length 1 or 2), ``features_out`` (null: the same), ``weights``, ``activation`` (relu, jumprelu, or topk with
k >= width), ``width`` (1 or 2), ``infimum``, optional ``attained`` (false), ``field`` (of the
infimum; all else is rational), ``means``
witness: ``bound`` (the witness of ``plane_bound``), ``cones``: one or two indices, ``path``: for each of them [factor, power]; the cone
of one neuron alone has its place in t
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from theory.certificates.exact_numbers import Rejected, read_field, read_number, sign
from theory.certificates.kinds.plane_bound import Table, Vectors, decide
from theory.certificates.points.network import PROBLEM, Data, problem_in_words
from theory.certificates.points.plane import Code, arcs_with_codes, generators_are_codes
from theory.certificates.points.plane_zeros import CLOSED, only_at_parallel_codes
from theory.certificates.statement import items, only, whole
from theory.certificates.text import count, data
from theory.certificates.work import cost, longest, spend

MAX_POWER = 8


def check(asserts: dict[str, Any], witness: dict[str, Any]) -> str:
    only(asserts, PROBLEM | {"width", "infimum"}, {"attained", "field", "means"})
    only(witness, {"bound", "cones", "path"}, set(), "witness")
    infimum, energy, vectors = decide(asserts, "infimum", witness["bound"])
    chosen = items(witness["cones"], "cones")
    if not 1 <= len(chosen) <= asserts["width"]:
        raise Rejected("cones: one, or two for two neurons")
    where = tuple(vectors.cones[whole(i, 0, len(vectors.cones) - 1, "cones")] for i in chosen)
    field = getattr(infimum, "field", None) or read_field(asserts.get("field"))
    path: list[tuple[Any, int]] = [(Fraction(1), 0)] * (2 - len(where))
    for step in items(witness["path"], "path", len(where)):
        factor, power = items(step, "path", 2)
        path.append((read_number(factor, field, "path"), whole(power, -MAX_POWER, MAX_POWER, "path")))
        if sign(path[-1][0]) <= 0:
            raise Rejected("path: the factors must be positive")
    norm, gain = limit(*vectors.forms(where), path)
    if sign(norm) <= 0 or energy * norm - gain != infimum * norm:
        raise Rejected("path: its limit differs from the infimum")
    if "attained" in asserts:
        _not_attained(asserts, infimum, energy, vectors)
    return sentence(asserts)


def _not_attained(asserts: dict[str, Any], infimum: Any, energy: Fraction, vectors: Vectors) -> None:
    if asserts["attained"] is not False:
        raise Rejected("attained: only false can be asserted; a point shows that an infimum is attained")
    if sign(energy - infimum) == 0:
        raise Rejected("attained: the zero network attains it")
    problem = Data({field: asserts[field] for field in PROBLEM})
    ends = {cone[0]: generators_are_codes(problem, rays, codes) for cone, (rays, codes) in _cones(problem, vectors)}
    for where in vectors.places(asserts["width"]):
        first, second = CLOSED if len(where) == 1 else ends[where[0][0]], ends[where[-1][0]]
        norm, gain = vectors.forms(where)
        form = [
            [(energy - infimum) * x - y for x, y in zip(u, v, strict=True)] for u, v in zip(norm, gain, strict=True)
        ]
        if not only_at_parallel_codes(form, norm, first, second):
            raise Rejected(f"attained: it may be, with codes in the cones {list(where)}")


def _cones(problem: Data, vectors: Vectors) -> Iterator[tuple[list[int], tuple[list[Code], list[Code]]]]:
    """The indices of the generators of every cone, with their rays and codes."""
    return zip(vectors.cones, arcs_with_codes(problem), strict=True)


def limit(norm: Table, gain: Table, path: list[tuple[Any, int]]) -> tuple[Any, Any]:
    """The coefficients of the least power of x in G, and of the same power in N; (0, 0) if N has a smaller one or G is 0."""
    (a, u), (b, w) = path
    powers: dict[int, list[Any]] = {}
    for i in range(3):
        for j in range(3):
            factor = a**i * b**j
            spend(20 * cost(longest([factor]) + longest([norm[i][j], gain[i][j]])))
            at = powers.setdefault(i * u + j * w, [Fraction(0), Fraction(0)])
            at[0], at[1] = at[0] + factor * norm[i][j], at[1] + factor * gain[i][j]
    for power in sorted(powers):
        found = powers[power]
        if sign(found[0]):
            return found[0], found[1]
        if sign(found[1]):
            break
    return Fraction(0), Fraction(0)


def sentence(asserts: dict[str, Any]) -> str:
    return (
        f"with {count(asserts['width'], 'neuron')} the infimum of the loss sum_d M_d |v_d - W_D z_d|^2 over all encoders and decoders is "
        f"{data(asserts['infimum'])}{', and no point attains it' if 'attained' in asserts else ''}: {problem_in_words(asserts)}"
    )
