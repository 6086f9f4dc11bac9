"""Lemmas find derivations that the checker accepts, and none for what is false."""

from __future__ import annotations

import pytest

from proofs_checks.lemma import Lemma, NoDerivation
from theory.certificates import Rejected, check
from theory.formal import names

s, e, d, x, y = names("s e d x y")
SILENT = Lemma({"strong": s**2 >= d**2, "cauchy": e >= s**2}, e >= d**2)


@pytest.mark.parametrize(
    "lemma",
    [
        SILENT,
        Lemma({"positive": x > 0, "larger": y > x}, y * x > 0),
        Lemma({"both": x >= 0, "one": y == x + 1}, y**2 >= 1),
        Lemma({}, x**2 + y**2 >= 2 * x * y, hints=(x - y,)),
    ],
)
def test_what_is_found_is_accepted(lemma: Lemma) -> None:
    check(lemma.certificate())


@pytest.mark.parametrize(
    "lemma", [SILENT.but(e > d**2), SILENT.but(cauchy=e >= s), Lemma({"weak": x >= 0}, x > 0), Lemma({}, x >= 0)]
)
def test_nothing_is_found_for_what_is_false(lemma: Lemma) -> None:
    with pytest.raises(NoDerivation):
        lemma.certificate()


def test_the_derivation_of_the_true_lemma_does_not_prove_a_variant() -> None:
    with pytest.raises(Rejected):
        check(SILENT.but(e > d**2).certificate(like=SILENT))
