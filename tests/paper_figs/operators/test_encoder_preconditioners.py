"""Steps against the formula, condition numbers against those of floating point and against definiteness."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq_mat  # type: ignore[import-untyped]

from paper_figs.operators import encoder_preconditioners as figure
from solvers.operators.conditioning import condition_number, rates_by_mode, spectral_preconditioner, steps_to
from theory.errors import InputError
from theory.exact import to_fmpq


def test_whitening_is_what_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figure, "KAPPAS", (3, 100))
    monkeypatch.setattr(figure, "MODES", (3, 9))
    from theory.claims import Budget

    tables = figure.compute(Budget())
    for name, kappa, steps in tables["lifts"].rows:
        if name == "plain":
            assert steps == np.ceil(steps_to(figure.TO, kappa))
        elif name == "whitening":
            assert steps == 1
        elif name.startswith("whitening"):
            assert steps <= 5
        else:
            assert steps > 0.9 * steps_to(figure.TO, kappa)
    for modes, condition, plain, pointwise, by_mode in tables["spectral"].rows:
        assert condition == pytest.approx(1 + (modes - 1) ** 2, abs=1e-12)
        assert plain == pytest.approx(pointwise, abs=1e-9)
        assert by_mode == 1


@pytest.mark.parametrize("seed", range(5))
def test_condition_numbers_are_enclosed(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, m = (b @ b.T + 4 * np.eye(4, dtype=int) for b in rng.integers(-3, 4, size=(2, 4, 4)))
    found = condition_number(a.tolist(), m.tolist())
    root = np.linalg.cholesky(a.astype(float))
    values = np.linalg.eigvalsh(root.T @ m @ root)
    assert found.lower <= found.upper < found.lower * (1 + Fraction(1, 2**80))
    assert float(found) == pytest.approx(values[-1] / values[0], rel=1e-10)
    alone = condition_number(a.tolist())  # exactly: kappa <= c iff c u - A and A - u are definite for some u
    least = Fraction(float(np.linalg.eigvalsh(a)[0])).limit_denominator(10**9) * (1 - Fraction(1, 10**6))
    for factor, wanted in (
        (alone.upper * (1 + Fraction(1, 10**5)), True),
        (alone.lower * (1 - Fraction(1, 10**5)), False),
    ):
        shifted = fmpq_mat(
            [[to_fmpq((factor * least if i == j else Fraction(0)) - int(a[i, j])) for j in range(4)] for i in range(4)]
        )
        minors = [fmpq_mat([[shifted[i, j] for j in range(k)] for i in range(k)]).det() for k in range(1, 5)]
        assert all(x > 0 for x in minors) == wanted


def test_rates_are_those_of_the_layer() -> None:
    for n in range(1, 9):
        waves = [np.ones(n) / n]
        for k in range(1, n // 2 + 1):
            angle = 2 * np.pi * k * np.arange(n) / n
            waves += [np.cos(angle) / n] if 2 * k == n else [2 * np.cos(angle) / n, -2 * np.sin(angle) / n]
        jacobian = np.array(waves).T
        wanted = np.sort(np.linalg.eigvalsh(jacobian @ jacobian.T))
        assert np.allclose(np.sort([float(r) for r in rates_by_mode(n, n // 2 + 1)]), wanted, atol=1e-14)


@pytest.mark.parametrize(
    ("matrix", "message"),
    [([[1, 2], [0, 1]], "symmetric"), ([[1, 2], [2, 1]], "minor 2"), ([[1, 2]], "square"), ([], "square")],
)
def test_matrices_that_are_no_hessians(matrix: list[list[int]], message: str) -> None:
    with pytest.raises(InputError, match=message):
        condition_number(matrix)


def test_refusals() -> None:
    with pytest.raises(InputError, match="without power"):
        spectral_preconditioner([1, 0])
    with pytest.raises(InputError, match="preconditioner"):
        condition_number([[1]], [[1, 0], [0, 1]])
    with pytest.raises(InputError, match="between 1 and 3"):
        rates_by_mode(4, 4)
    with pytest.raises(InputError, match="reduction"):
        steps_to(2, 3)
