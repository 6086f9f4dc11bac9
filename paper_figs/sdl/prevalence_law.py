"""How often a shared neuron has a partial minimum at all: the exact law against simulated targets."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from paper_figs.spec import FigureSpec
from paper_figs.style import BLUE, SINGLE, VERMILION, legend_below, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

FIGURE = FigureSpec(
    name="prevalence_law",
    title="A shared neuron rarely has a partial minimum",
    caption=r"""
        Probability that a cluster of $m$ features served by one ReLU neuron has a partial minimum (some eigenvector
        of $B = \mathrm{diag}(\sqrt{M})\,V^\top V\,\mathrm{diag}(\sqrt{M})$ is strictly positive) and a local minimum
        (the top eigenvector is), for targets whose signs are independent and fair. Lines are the exact laws
        $m\,2^{1-m}$ and $2^{1-m}$, dots are shares among simulated Gaussian targets with random weights; bars are two
        standard errors. The input features are linearly independent. Theorem 3.6 as published says that the partial
        minimum always exists.""",
    source="this project (sdl.local-minima-spectrum), on Theorem 3.6 of arXiv 2512.05534",
)
DRAWS = 20_000
# Two BLAS libraries may disagree on the sign of an entry that is zero up to rounding; four such draws are tolerated.
_SHARE = 4 / DRAWS + 1e-9


def positive_eigenvectors(v_smr: NDArray[np.float64], weights_sm: NDArray[np.float64]) -> NDArray[np.bool_]:
    """For every draw: has ``B`` a strictly positive eigenvector, and is the top one strictly positive?  Shape (draws, 2)."""
    scaled = v_smr * np.sqrt(weights_sm)[:, :, None]
    _, vectors = np.linalg.eigh(scaled @ scaled.transpose(0, 2, 1))
    one_sign = np.all(vectors > 0, axis=1) | np.all(vectors < 0, axis=1)
    return np.stack([one_sign.any(axis=1), one_sign[:, -1]], axis=1)


def compute(budget: Budget) -> Table:
    """Exact laws and simulated shares for m = 2..9."""
    columns = (
        Column("m", "integer", means="number of features that share the neuron"),
        Column("partial_law", "exact", means="m 2^(1-m), probability of a partial minimum"),
        Column("local_law", "exact", means="2^(1-m), probability of a local minimum"),
        Column("draws", "integer", means="simulated target sets"),
        Column("partial_share", "real", _SHARE, "share of draws with a strictly positive eigenvector"),
        Column("local_share", "real", _SHARE, "share of draws with a strictly positive top eigenvector"),
        Column("partial_error", "real", _SHARE, "two standard errors of partial_share under the law"),
        Column("local_error", "real", _SHARE, "two standard errors of local_share under the law"),
    )
    rng, rows = np.random.default_rng(budget.seed), []
    for m in range(2, 10):
        budget.say(f"m = {m}")
        found = positive_eigenvectors(rng.standard_normal((DRAWS, m, m)), rng.uniform(0.5, 2.0, (DRAWS, m)))
        shares = np.mean(found, axis=0)
        laws = (Fraction(2 * m, 2**m), Fraction(2, 2**m))
        errors = [2 * float(np.sqrt(float(x * (1 - x)) / DRAWS)) for x in laws]
        rows.append((m, *laws, DRAWS, *(float(x) for x in shares), *errors))
    return Table(columns, tuple(rows), notes=f"Simulated with numpy's default generator, seed {budget.seed}.")


def draw(table: Table) -> Any:
    """Two laws as lines, two simulations as dots, on a logarithmic scale."""
    figure, axes = panels(1, 1, width=SINGLE, height=2.5)
    ax, m = axes[0, 0], table["m"]
    ax.set_yscale("log", base=2)
    for name, colour, mark, law, means in (
        ("partial", BLUE, "o", "$m\\,2^{1-m}$", "partial minimum"),
        ("local", VERMILION, "s", "$2^{1-m}$", "local minimum"),
    ):
        ax.plot(m, table.floats(f"{name}_law"), "-", color=colour, label=f"{means}: {law}")
        errors = table.floats(f"{name}_error")
        ax.errorbar(
            m,
            table.floats(f"{name}_share"),
            yerr=errors,
            fmt=mark,
            color=colour,
            mfc="white",
            capsize=2,
            label="simulated",
        )
    ax.axhline(1, color="black", linestyle=":", label="Theorem 3.6 as published")
    ax.set(xlabel="features that share the neuron, $m$", ylabel="probability", ylim=(2**-9.5, 1.35))
    legend_below(figure, _in_reading_order(ax), columns=2)
    return figure


def _in_reading_order(ax: Any) -> list[Any]:
    handles, _ = ax.get_legend_handles_labels()
    lines, dots = [h for h in handles if hasattr(h, "get_xdata")], [h for h in handles if not hasattr(h, "get_xdata")]
    return [*lines, *dots]
