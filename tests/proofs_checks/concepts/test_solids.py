"""The Platonic solids of the claim on the approximation rate: exact numbers against the school formulas."""

from __future__ import annotations

from math import pi, sqrt

import pytest

from proofs_checks.concepts import approximation_rate_lower as t28
from proofs_checks.concepts._solids import _faces, _vertices, solid
from theory.certificates import Rejected, check
from theory.certificates.statement import evaluator
from theory.formal import names

volume, facets, rho2 = names("volume facets rho2")
PHI = (1 + sqrt(5)) / 2
# edges, from the coordinates, and volume / edge^3
SOLIDS = {
    "tetrahedron": (4, 3, 2 * sqrt(2), sqrt(2) / 12),
    "cube": (6, 4, 2, 1),
    "octahedron": (8, 3, sqrt(2), sqrt(2) / 3),
    "dodecahedron": (12, 5, 2 / PHI, (15 + 7 * sqrt(5)) / 4),
    "icosahedron": (20, 3, 2, 5 * (3 + sqrt(5)) / 12),
}


@pytest.mark.parametrize("name", SOLIDS)
def test_faces_and_volume(name: str) -> None:
    count, corners, edge, unit = SOLIDS[name]
    faces = _faces(_vertices(name))
    assert [len(f) for f in faces] == [corners] * count
    setup = solid(name, facets == count)["asserts"]
    language = evaluator(setup)
    value = language.value("volume")
    exact = float(value) if not hasattr(value, "c") else sum(float(c) * PHI**k for k, c in enumerate(value.c))
    assert exact == pytest.approx(unit * edge**3, rel=1e-12)


@pytest.mark.parametrize("name", SOLIDS)
def test_bound_is_below_the_true_excess(name: str) -> None:
    count, _, edge, unit = SOLIDS[name]
    language = evaluator(solid(name, facets == count)["asserts"])
    square = language.value("rho2")
    inradius = sqrt(
        float(square) if not hasattr(square, "c") else sum(float(c) * PHI**k for k, c in enumerate(square.c))
    )
    assert unit * (edge / inradius) ** 3 - 4 * pi / 3 > 4 * pi / count
    check(t28.platonic(name))


def test_wrong_faces_are_rejected() -> None:
    certificate = solid("cube", volume == 8)
    check(certificate)
    with pytest.raises(Rejected):
        check(solid("cube", volume == 9))
    with pytest.raises(Rejected):
        check(solid("cube", facets == 7))
