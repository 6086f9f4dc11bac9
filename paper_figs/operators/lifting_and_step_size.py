"""Lifting "preconditions": at one step size it looks faster, at one scale it does nothing or harm."""

from __future__ import annotations

from typing import Any

import numpy as np

from paper_figs.spec import FigureSpec
from paper_figs.style import BLACK, CYCLE, DOUBLE, legend_below, letter, panels
from paper_figs.table import Column, Table
from solvers.operators.lifted_training import Start, losses, start
from solvers.operators.train.whitening import whitening_lift
from theory.claims import Budget

FIGURE = FigureSpec(
    name="lifting_and_step_size",
    title="Lifting, and the step size that it hides",
    caption=r"""
        Gradient descent on a tied ReLU autoencoder (16 dimensions, 32 atoms, 3 active, 400 samples, seed 0)
        whose dictionary is $L^\top D$. (a) Every lift with the same step size: the scaled isometry and the
        pointwise lift of one channel to 40 look much faster. (b) The same lifts with the step size divided by
        the largest eigenvalue of $L^\top L$: isometries and the pointwise lift are the plain autoencoder to
        rounding (operators.scaled-isometry-is-a-learning-rate, operators.one-channel-lift-is-a-learning-rate),
        and Gaussian lifts are slower, the more so the narrower they are. The table holds both losses after all
        steps, and how far they are from the plain one.""",
    source="this project, on arXiv 2509.03738",
)
M, P, ACTIVE, SAMPLES, STEPS, RATE = 16, 32, 3, 400, 800, 0.005
TIMES = range(0, STEPS + 1, 20)  # the steps that are stored


def lifts(problem: Start) -> dict[str, np.ndarray]:
    """By name: isometries, the pointwise lift of a scalar field, Gaussian ones of three heights, and the one that whitens."""
    rng = np.random.default_rng(1)
    isometry = np.linalg.qr(rng.standard_normal((2 * M, M)))[0]
    pointwise = rng.standard_normal((40, 1))
    out = {"plain": np.eye(M), "isometry": isometry, "2 isometry": 2 * isometry}
    out["one channel to 40"] = np.kron(pointwise, np.eye(M))
    for h in (M, 40, 160):
        out[f"Gaussian, {h}"] = rng.standard_normal((h, M))
    out["whitening"] = whitening_lift(problem.x_nm.T @ problem.x_nm / SAMPLES)
    return out


def compute(budget: Budget) -> dict[str, Table]:
    """Losses of all lifts at one step size and at one scale."""
    problem = start(M, P, ACTIVE, SAMPLES, seed=0)
    plain = losses(problem, np.eye(M), RATE, STEPS)
    curves: list[tuple[str, str, int, float]] = []
    ends: list[tuple[str, float, float, float, float]] = []
    for name, lift in lifts(problem).items():
        scale = float(np.linalg.norm(lift.T @ lift, 2))
        equal, matched = (losses(problem, lift, rate, STEPS) for rate in (RATE, RATE / scale))
        stable = bool((np.diff(equal) <= 0).all())  # else the step is too large for this lift: nothing to compare
        curves += [(name, "matched", t, float(matched[t])) for t in TIMES]
        curves += [(name, "equal", t, float(equal[t])) for t in TIMES if stable]
        end = float(equal[-1]) if stable else -1.0
        ends.append((name, scale, end, float(matched[-1]), float(np.abs(matched - plain).max())))
    # 800 steps of a smooth map in double precision: another order of sums moves the losses by less than 1e-9
    loss = Column("loss", "real", tolerance=1e-8, means="mean of |y - x|^2 / 2")
    name = Column("lift", means="L, with its lifted dimensions")
    return {
        "curves": Table(
            (
                name,
                Column("step_size", means="equal, or matched: divided by the scale"),
                Column("step", "integer", means="steps"),
                loss,
            ),
            tuple(curves),
        ),
        "ends": Table(
            (
                name,
                Column("scale", "real", tolerance=1e-9, means="largest eigenvalue of L^T L"),
                Column(
                    "equal",
                    "real",
                    tolerance=1e-8,
                    means="loss after all steps at the plain step size; -1 where it is too large and the loss rises",
                ),
                Column("matched", "real", tolerance=1e-8, means="loss after all steps at the matched step size"),
                Column(
                    "gain",
                    "real",
                    tolerance=1e-8,
                    means="largest difference of the matched losses from the plain ones, over all steps",
                ),
            ),
            tuple(ends),
            notes="A gain below 1e-12 is none: it is rounding.",
        ),
    }


def draw(tables: dict[str, Table]) -> Any:
    """Two panels of curves."""
    figure, axes = panels(1, 2, width=DOUBLE, height=2.9, sharey=True)
    names = list(dict.fromkeys(tables["ends"]["lift"]))
    colours = dict(zip(names, (BLACK, *CYCLE, "#7F7F7F"), strict=True))
    dashes = {"plain": (2.6, "-"), "isometry": (1.4, "--"), "2 isometry": (1.4, "-"), "one channel to 40": (1.4, ":")}
    for panel, how, text in zip(axes[0], ("equal", "matched"), ("a one step size", "b one scale"), strict=True):
        letter(panel, text)
        for name in names:
            part = tables["curves"].where(lift=name, step_size=how)
            width, dash = dashes.get(name, (1.0, "-"))
            if part.rows:
                panel.semilogy(
                    part["step"], part.floats("loss"), dash, color=colours[name], linewidth=width, label=name
                )
        panel.set(xlabel="steps")
    axes[0, 0].set(ylabel="loss")
    legend_below(figure, columns=4)
    return figure
