"""Training an ensemble until nothing is left open: runs that blew up start again, runs that move go on, then they are matched again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from solvers.sdl.ensemble.descent import Array, Ensemble, Schedule, go_on, initial
from solvers.sdl.landing.gauge_distance import gauge_distance
from solvers.sdl.landing.match import Landing, Prediction, distances, land
from theory.sdl.gauge import GaugeGroup


@dataclass(frozen=True)
class Settled:
    """An ensemble after further training, and where it landed.

    Args:
        ensemble: end points.
        landing: against the list.
        restarted, continued: runs that were started again with a smaller step, or trained further.
        fell_s: how much the loss of a run fell in the last further training; 0 where there was none.
    """

    ensemble: Ensemble
    landing: Landing
    restarted: tuple[int, ...]
    continued: tuple[int, ...]
    fell_s: Array


def further(
    ensemble: Ensemble,
    landing: Landing,
    *,
    schedule: Schedule,
    say: Callable[[str], None] = lambda _text: None,
) -> Ensemble:
    """The ensemble after runs that blew up were started again, and they and the runs that were moving went on.

    Args:
        ensemble: with the seed of its starts.
        landing: says which runs blew up and which are moving.
        schedule: of the further training, full batches; restarted runs take it twice.
        say: called now and then.
    """
    at = [i for i, c in enumerate(landing.classes) if c == "diverged"]
    encoder, decoder, loss = ensemble.encoder_sqp.copy(), ensemble.decoder_srq.copy(), ensemble.loss_s.copy()
    moved = ensemble.moved_s.copy()
    encoder[at], decoder[at] = (x[at] for x in initial(ensemble.problem, runs=ensemble.runs, seed=ensemble.seed))
    out = replace(ensemble, encoder_sqp=encoder, decoder_srq=decoder, loss_s=loss, moved_s=moved)
    moving = [i for i, c in enumerate(landing.classes) if c in ("moving", "in_valley")]
    for chosen in (at, sorted(at + moving)):
        if chosen:
            later = go_on(out, chosen, schedule=schedule, say=say)
            encoder[chosen], decoder[chosen], loss[chosen] = later.encoder_sqp, later.decoder_srq, later.loss_s
            moved[chosen] = later.moved_s
    return out


def settle(
    ensemble: Ensemble,
    predictions: Sequence[Prediction],
    *,
    rounds: int = 1,
    growth: int = 4,
    say: Callable[[str], None] = lambda _text: None,
) -> Settled:
    """Land, train what is left ``growth`` times as long by gradient descent on full batches, land again, up to ``rounds`` times.

    >>> from solvers.sdl.ensemble.descent import train_ensemble
    >>> from solvers.sdl.landing.predictions import predictions
    >>> from theory.sdl import Activation, Problem
    >>> p = Problem.sae([[1, 0], [0, 1]], weights=[1, 2], activation=Activation("topk", k=1), width=2)
    >>> e = train_ensemble(p, runs=10, schedule=Schedule(steps=500))
    >>> settle(e, []).landing.count("moving", "diverged")
    0
    """
    landing = land(ensemble, predictions, say=say)
    restarted: set[int] = set()
    continued: set[int] = set()
    fell = np.zeros(ensemble.runs)
    for k in range(rounds):
        again = [i for i, c in enumerate(landing.classes) if c == "diverged"]
        open_ = [i for i, c in enumerate(landing.classes) if c in ("moving", "in_valley")]
        if not again and not open_:
            break
        restarted |= set(again)
        continued |= set(open_)
        say(f"{len(again)} runs start again, {len(open_)} go on")
        # a fifth of the step: decoders have grown on the way into valleys, and curvature with them
        rate = (0.01 if ensemble.schedule.optimiser == "adam" else ensemble.schedule.learning_rate / 5) / 2**k
        steps = max(1, growth * ensemble.schedule.steps) * (k + 1)
        later = further(ensemble, landing, schedule=Schedule(steps=steps, learning_rate=rate), say=say)
        fell = ensemble.loss_s - later.loss_s
        ensemble = later
        landing = land(ensemble, predictions, say=say)
    return Settled(ensemble, landing, tuple(sorted(restarted)), tuple(sorted(continued)), fell)


def parameter_distances(ensemble: Ensemble, landing: Landing) -> Array:
    """How far the parameters of each run are from its listed model, modulo permutations and scalings of neurons; NaN where unknown.

    Neurons are assigned optimally.  Under Top-k and JumpReLU the scalings of single neurons are symmetries only as long as the
    pattern stays; a family of solutions, or a spare neuron, can be far in parameters at distance zero in function.
    """
    group = GaugeGroup(ensemble.problem.width, "each")
    out = np.full(ensemble.runs, np.nan)
    for i, at in enumerate(landing.index):
        model = landing.predictions[at].model if at >= 0 else None
        if model is not None:
            out[i] = gauge_distance(group, (ensemble.encoder_sqp[i], ensemble.decoder_srq[i]), model).distance
    return out


def nearest_listed(ensemble: Ensemble, predictions: Sequence[Prediction]) -> tuple[Array, Array]:
    """Index and distance of the nearest listed function of every run, attained or not."""
    if not predictions:
        return np.full(ensemble.runs, -1), np.full(ensemble.runs, np.inf)
    gaps = distances(ensemble, predictions)
    best = gaps.argmin(axis=1)
    return best, gaps[np.arange(len(best)), best]
