"""Which lifts speed up an encoder: steps against the condition of the data, by channels and by frequency."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, CYCLE, DOUBLE, GREEN, GREY, legend_below, letter, panels
from paper_figs.table import Column, Table
from solvers.operators.conditioning import condition_number, spectral_preconditioner, steps_to
from solvers.operators.lifted_training import encoder_steps
from solvers.operators.train.whitening import whitening_lift
from theory.claims import Budget

FIGURE = FigureSpec(
    name="encoder_preconditioners",
    title="Lifts that help, and lifts that do not",
    caption=r"""
        Steps of gradient descent on a linear encoder until the error has shrunk to $10^{-6}$, at the best step
        size, from the worst start. (a) Data of 16 dimensions with eigenvalues from 1 to $\kappa$. The plain
        encoder takes $\ln 10^{-6} / \ln((\kappa - 1) / (\kappa + 1))$ steps (line); Gaussian lifts of any
        height are no better; the lift $\Sigma^{-1/2}$ takes one step, estimated from samples a few
        (operators.whitening-lift-solves-the-encoder). (b) Codes with the spectrum $1 / (1 + k^2)$, $|k| < M$: a
        pointwise lift of a scalar field leaves the conditioning as it is whatever its width
        (operators.one-channel-lift-is-a-learning-rate), one weight per frequency takes one step. Condition
        numbers are enclosed from exact characteristic polynomials.""",
    source="this project, on arXiv 2509.03738",
)
SIZE, TO = 16, 1e-6
KAPPAS = (3, 10, 30, 100, 300, 1000)
HEIGHTS = (16, 32, 64, 256, 4096)
SAMPLES = 25_000
MODES = (3, 5, 9, 17, 33)


def covariance(kappa: float) -> np.ndarray:
    """Eigenvalues from 1 to kappa in equal ratios, in random directions."""
    turn = np.linalg.qr(np.random.default_rng(0).standard_normal((SIZE, SIZE)))[0]
    return (turn * np.geomspace(1, kappa, SIZE)) @ turn.T


def estimated(sigma: np.ndarray) -> np.ndarray:
    """The whitening lift of the covariance of samples."""
    x = np.random.default_rng(2).multivariate_normal(np.zeros(SIZE), sigma, SAMPLES, method="cholesky")
    return whitening_lift(x.T @ x / SAMPLES)


def _by_frequency(modes: int) -> tuple[float, float, float, float]:
    """The condition of codes with power 1 / (1 + k^2), and the steps of the plain, the pointwise lifted and the reweighted layer."""
    power = [Fraction(1, 1 + k**2) for k in range(modes)]
    hessian, weights = _diagonal(power), _diagonal(spectral_preconditioner(power))
    pointwise = _diagonal([Fraction(33)] * modes)  # |L|^2 of the lifted channels: one number for all modes
    found = [float(condition_number(hessian, m)) for m in (None, pointwise, weights)]
    plain, lifted, by_mode = (steps_to(TO, kappa) for kappa in found)
    return found[0], plain, lifted, by_mode


def _diagonal(values: list[Fraction]) -> list[list[Fraction]]:
    return [[v if i == j else Fraction(0) for j in range(len(values))] for i, v in enumerate(values)]


def compute(budget: Budget) -> dict[str, Table]:
    """Steps, measured, beside the formula."""
    rng = np.random.default_rng(1)
    gaussian = {h: rng.standard_normal((h, SIZE)) for h in HEIGHTS}
    rows: list[tuple[str, int, int]] = []
    for kappa in KAPPAS:
        sigma = covariance(kappa)
        rows.append(("plain", kappa, encoder_steps(sigma, None, TO)))
        rows += [(f"Gaussian, {h}", kappa, encoder_steps(sigma, gaussian[h], TO, limit=10**7)) for h in HEIGHTS[1:]]
        rows.append(("whitening", kappa, encoder_steps(sigma, whitening_lift(sigma), TO)))
        rows.append((f"whitening, from {SAMPLES} samples", kappa, encoder_steps(sigma, estimated(sigma), TO)))
    spectral = [(modes, *_by_frequency(modes)) for modes in MODES]
    steps = Column("steps", "integer", means="until every error is below 1e-6 of its start")
    tolerance = 1e-6  # logarithms of exact numbers, times at most 10^4
    return {
        "lifts": Table(
            (Column("lift", means="L"), Column("kappa", "integer", means="condition of the data"), steps), tuple(rows)
        ),
        "spectral": Table(
            (
                Column("modes", "integer", means="M"),
                Column("condition", "real", tolerance, means="of the plain layer, (1 + (M - 1)^2)"),
                Column("plain", "real", tolerance, means="steps of the plain layer"),
                Column("pointwise", "real", tolerance, means="steps with a pointwise lift of one channel"),
                Column("by_mode", "real", tolerance, means="steps with one weight per mode"),
            ),
            tuple(spectral),
        ),
    }


def draw(tables: dict[str, Table]) -> Any:
    """Steps against the condition, and against the number of modes."""
    figure, axes = panels(1, 2, width=DOUBLE, height=2.9)
    left, right = axes[0]
    letter(left, "a lifts of channels")
    letter(right, "b lifts of a scalar field")
    names = [n for n in dict.fromkeys(tables["lifts"]["lift"]) if n != "plain"]
    kappas = np.geomspace(KAPPAS[0], KAPPAS[-1], 100)
    keys = left.loglog(kappas, [steps_to(TO, float(k)) for k in kappas], color=BLACK, label="plain")
    for name, colour in zip(names, CYCLE, strict=True):
        part = tables["lifts"].where(lift=name)
        keys += left.loglog(part["kappa"], part["steps"], "o-", color=colour, linewidth=0.8, markersize=3, label=name)
    left.set(xlabel="condition of the data", ylabel="steps to $10^{-6}$")
    table = tables["spectral"]
    looks = (
        ("plain", BLACK, "-", "plain"),
        ("pointwise", GREY, "x", "one channel to 40"),
        ("by_mode", GREEN, "s-", "one weight per mode"),
    )
    for column, colour, look, name in looks:
        drawn = right.loglog(table["modes"], table.floats(column), look, color=colour, label=name)
        keys += drawn if column != "plain" else []
    right.set(xlabel="modes $M$", xticks=MODES, xticklabels=[str(m) for m in MODES])
    right.minorticks_off()
    legend_below(figure, keys, columns=4)
    return figure
