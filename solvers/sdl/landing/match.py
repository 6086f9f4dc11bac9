"""Where training landed: end points of gradient descent against a list of predicted critical points.

Two models are compared by their function ``W_D Z sqrt(M)`` (n x r), which no permutation, scaling or spare neuron can change.
An end point that is near nothing on the list is *polished* first: Newton's method on its own face (its pattern, with the
pre-activations that are nearly zero held at zero) finds the stationary point it was approaching, if there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from solvers.sdl.ensemble.descent import Array, Ensemble, functions, target_of
from solvers.sdl.landing.polish import Stationary, stationary_points
from theory.sdl import Problem

Class = Literal[
    "predicted", "zero_loss", "in_listed_family", "in_valley", "stationary_not_on_list", "moving", "diverged"
]

# Distances are of functions, per entry, relative to the size of the target.  Converged runs agree with their prediction to 1e-7 or
# better, and different predictions are rarely closer than 1e-3.
NEAR = 1e-5
# A polished point further than this from the end point is a different place, not the one that was approached.
DRIFT = 0.1
# Activations whose faces Newton's method knows.
KINDS = ("relu", "jumprelu", "topk")


@dataclass(frozen=True)
class Prediction:
    """A place where training may end: its loss, its function (n, r), what it is called, and whether any model attains it.

    ``model``: one encoder (q, p) and decoder (r, q) that is there, if one is known.
    """

    loss: float
    function: Array
    label: str
    attained: bool = True
    model: tuple[Array, Array] | None = None


@dataclass(frozen=True)
class NewPoint:
    """Stationary points of one pattern and one loss whose functions the list does not have.

    ``point``: one of them; ``runs``: those that are at one; ``functions``: how many different ones: more than one in a family;
    ``listed``: the prediction that has their pattern and loss, so that they are in its family, or -1.
    """

    loss: float
    point: Stationary
    runs: tuple[int, ...]
    functions: int
    listed: int = -1


@dataclass(frozen=True)
class Landing:
    """Where each run ended.

    Args:
        classes: one per run.  ``predicted``: at a predicted point other than zero loss; ``zero_loss``;
            ``in_listed_family``: at a stationary point with the pattern and the loss of a listed model, but another function;
            ``stationary_not_on_list``: at a stationary point that the list does not have; ``in_valley``: not near a stationary
            point, but near a listed infimum that is not attained, and above it; ``moving``: neither; ``diverged``: not finite.
        index: the predicted point of each run, -1 where there is none.
        distance: of the end point itself from that point (or from its own stationary point), per entry, relative.
        polished: whether polishing was needed.
        loss_s: loss of the end points.
        new: the stationary points that the list does not have, most frequent first.
    """

    predictions: tuple[Prediction, ...]
    classes: tuple[Class, ...]
    index: tuple[int, ...]
    distance: Array
    polished: tuple[bool, ...]
    loss_s: Array
    new: tuple[NewPoint, ...] = ()

    def count(self, *classes: Class) -> int:
        """How many runs are in one of the classes."""
        return sum(c in classes for c in self.classes)

    @property
    def explained(self) -> int:
        """Runs at a predicted point or at zero loss; runs in a valley are not among them."""
        return self.count("predicted", "zero_loss")

    @property
    def after_polishing(self) -> int:
        """How many of the explained runs needed polishing."""
        return sum(p and c in ("predicted", "zero_loss") for p, c in zip(self.polished, self.classes, strict=True))

    def tally(self) -> list[tuple[Prediction, int]]:
        """Predicted points with the number of runs at each (near it, for an infimum), most frequent first."""
        counts = np.bincount([i for i in self.index if i >= 0], minlength=len(self.predictions))
        order = sorted(range(len(self.predictions)), key=lambda i: (-counts[i], self.predictions[i].loss))
        return [(self.predictions[i], int(counts[i])) for i in order if counts[i]]


def land(
    ensemble: Ensemble, predictions: Sequence[Prediction], *, say: Callable[[str], None] = lambda _text: None
) -> Landing:
    """Match every run of an ensemble with the list.

    Args:
        ensemble: trained on a relu, jumprelu or topk problem.
        predictions: the list; functions of shape (n, r).
        say: called while end points are polished.

    >>> from solvers.sdl.ensemble.descent import Schedule, train_ensemble
    >>> from theory.sdl import Activation
    >>> p = Problem.sae([[1, 0], [0, 1]], weights=[1, 2], activation=Activation("relu"), width=1)
    >>> e = train_ensemble(p, runs=20, schedule=Schedule(steps=4000))
    >>> from solvers.sdl.landing.block_spectrum import block_spectrum
    >>> land(e, block_spectrum(p)).explained
    20
    """
    if ensemble.problem.activation.kind not in KINDS:
        raise ValueError(f"{ensemble.problem.activation.kind}: landing is written for {', '.join(KINDS)}")
    listed = _List.of(ensemble.problem, predictions)
    found = ensemble.functions()
    places = []
    for i in range(ensemble.runs):
        place = _Place("diverged") if not np.isfinite(found[i]).all() else listed.place(ensemble, i, found[i])
        if place.polished:
            say(f"run {i}: {place.kind.replace('_', ' ')} after polishing")
        places.append(place)
    new = _grouped(ensemble.problem, places, predictions)
    members = {i for group in new if group.listed >= 0 for i in group.runs}
    return Landing(
        tuple(predictions),
        tuple("in_listed_family" if i in members else p.kind for i, p in enumerate(places)),
        tuple(p.index for p in places),
        np.array([p.distance for p in places]),
        tuple(p.polished for p in places),
        ensemble.loss_s,
        new,
    )


@dataclass(frozen=True)
class _Place:
    """Where one run is."""

    kind: Class
    index: int = -1
    distance: float = np.inf
    polished: bool = False
    point: Stationary | None = None


@dataclass(frozen=True)
class _List:
    """The predictions as one array; those that are not attained are nobody's nearest."""

    predictions: Sequence[Prediction]
    known: Array
    target: Array
    size: float

    @staticmethod
    def of(problem: Problem, predictions: Sequence[Prediction]) -> _List:
        target, size = target_of(problem)
        known = np.array([p.function if p.attained else np.full_like(target, np.inf) for p in predictions])
        return _List(predictions, known.reshape(len(predictions), *target.shape), target, size)

    def nearest(self, function: Array) -> tuple[int, float]:
        if not len(self.known):
            return -1, np.inf
        gaps = np.abs(self.known - function).max(axis=(1, 2)) / self.size
        best = int(gaps.argmin())
        return best, float(gaps[best])

    def away(self, one: Array, other: Array) -> float:
        return float(np.abs(one - other).max()) / self.size

    def place(self, ensemble: Ensemble, i: int, function: Array) -> _Place:
        """First the end point itself, then the stationary points next to it, then the valleys."""
        at, gap = self.nearest(function)
        if self.away(function, self.target) < NEAR:
            return _Place("zero_loss", at if gap < NEAR else -1, gap)
        if gap < NEAR:
            return _Place("predicted", at, gap)
        new = _Place("moving", polished=True)
        for point in stationary_points(ensemble.problem, ensemble.encoder_sqp[i]):
            drift = self.away(point.function, function)
            if drift >= DRIFT:
                continue
            at, gap = self.nearest(point.function)
            if self.away(point.function, self.target) < NEAR:
                return _Place("zero_loss", at if gap < NEAR else -1, drift, True)
            if gap < NEAR:
                return _Place("predicted", at, drift, True)
            if drift < new.distance:
                new = _Place("stationary_not_on_list", -1, drift, True, point)
        if new.kind == "moving" and not all(p.attained for p in self.predictions):
            return _valley(function, ensemble.loss_s[i], self.predictions, self.size)
        return new


def _grouped(problem: Problem, places: Sequence[_Place], predictions: Sequence[Prediction]) -> tuple[NewPoint, ...]:
    """New points with one pattern and one loss are one family, of one member or more."""
    target, size = target_of(problem)
    total = float((target**2).sum())
    listed = [(i, _pattern(problem, p.model[0])) for i, p in enumerate(predictions) if p.model is not None]
    groups: list[tuple[float, Stationary, list[int], list[Array]]] = []
    for i, place in enumerate(places):
        if (point := place.point) is None:
            continue
        loss = float(((target - point.function) ** 2).sum())
        same = (g for g in groups if abs(g[0] - loss) < NEAR * total and g[1].pattern == point.pattern)
        group = next(same, None)
        if group is None:
            groups.append(group := (loss, point, [], []))
        group[2].append(i)
        if not any(np.abs(f - point.function).max() < NEAR * size for f in group[3]):
            group[3].append(point.function)
    out = []
    for loss, point, runs, found in groups:
        fits = (i for i, on in listed if on == point.pattern and abs(predictions[i].loss - loss) < NEAR * total)
        out.append(NewPoint(loss, point, tuple(runs), len(found), next(fits, -1)))
    return tuple(sorted(out, key=lambda g: -len(g.runs)))


def _pattern(problem: Problem, encoder_qp: Array) -> tuple[tuple[int, ...], ...]:
    """The features of every live neuron, sorted."""
    codes = problem.activation.numpy(problem.arrays()[0] @ encoder_qp.T)
    return tuple(sorted(on for z in codes.T if (on := tuple(int(d) for d in np.flatnonzero(z)))))


def _valley(function: Array, loss: float, predictions: Sequence[Prediction], size: float) -> _Place:
    """The nearest infimum that is not attained, if the run is near it and above it."""
    gaps = [np.inf if p.attained else float(np.abs(p.function - function).max()) / size for p in predictions]
    best = int(np.argmin(gaps))
    if gaps[best] < DRIFT and loss > predictions[best].loss:
        return _Place("in_valley", best, gaps[best], True)
    return _Place("moving", polished=True)


def distances(ensemble: Ensemble, predictions: Sequence[Prediction]) -> Array:
    """How far every run is from every prediction, per entry, relative to the target; shape (runs, predictions)."""
    _, size = target_of(ensemble.problem)
    known = np.array([p.function for p in predictions])
    return np.abs(ensemble.functions()[:, None] - known[None]).max(axis=(2, 3)) / size


def from_functions(problem: Problem, encoder_sqp: Array, decoder_srq: Array, label: str) -> list[Prediction]:
    """Predictions from models that are known to be critical, such as the points of a solved landscape."""
    found, (target, _) = functions(problem, encoder_sqp, decoder_srq), target_of(problem)
    models = zip(found, encoder_sqp, decoder_srq, strict=True)
    return [Prediction(float(((f - target) ** 2).sum()), f, label, model=(e, d)) for f, e, d in models]
