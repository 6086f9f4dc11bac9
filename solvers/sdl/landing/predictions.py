"""What training is expected to reach: the points of a solved landscape, closed forms, and what Newton's method lists in the plane."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from solvers.sdl.ensemble.descent import target_of
from solvers.sdl.landing.match import Prediction, from_functions
from theory.errors import InputError
from theory.sdl import Problem
from theory.sdl.landscape import Landscape
from theory.sdl.reading import matrix_from_json

# Beyond these the list in the plane takes minutes: it has all choices of slots for all neurons.
MAX_PLANE_FEATURES, MAX_PLANE_WIDTH = 6, 3
MAX_GROUPS = 8  # features whose partitions are listed
_SAME = (
    1e-7  # two predictions this close, relative to the target, are one: exact points agree to 1e-15, Newton's to 1e-9
)


def from_landscape(problem: Problem, landscape: Landscape) -> list[Prediction]:
    """The points of a landscape that have parameters, by increasing loss; the loss of each is computed again.

    Raises:
        InputError: the landscape is of another problem, or a point does not have its loss or does not fit the problem.
    """
    if landscape.problem_sha256 != problem.sha256():
        raise InputError("landscape", landscape.problem_name, "is of another problem", "solve this one")
    out: list[Prediction] = []
    for k, point in enumerate(landscape.critical_points):
        if point.W_E is None or point.W_D is None:
            continue
        where = f"critical_points[{k}]"
        encoder, decoder = (
            np.array([[float(x) for x in row] for row in matrix_from_json(m, point.field, f"{where}.{name}")])
            for m, name in ((point.W_E, "W_E"), (point.W_D, "W_D"))
        )
        if encoder.shape != (problem.width, problem.p) or decoder.shape != (problem.r, problem.width):
            raise InputError(where, f"shapes {encoder.shape}, {decoder.shape}", "do not fit the problem")
        shown = " ".join("{" + ",".join(map(str, on)) + "}" for on in point.pattern)
        (found,) = from_functions(problem, encoder[None], decoder[None], f"{point.type} {shown}")
        total = float((target_of(problem)[0] ** 2).sum())
        if abs(found.loss - point.float) > 1e-9 * total:  # sums of a few products of numbers with 16 digits
            raise InputError(where, point.float, f"the point has the loss {found.loss:.12g}", "solve the problem again")
        out.append(found)
    return sorted(out, key=lambda p: p.loss)


def closed_forms(problem: Problem) -> list[Prediction]:
    """Block spectra and collision valleys, for ReLU and independent input features; otherwise nothing."""
    from solvers.sdl.landing.block_spectrum import block_spectrum, collision_valleys

    w, _, _ = problem.arrays()
    if problem.activation.kind != "relu" or problem.n > MAX_GROUPS or np.linalg.matrix_rank(w) < problem.n:
        return []
    return [*block_spectrum(problem), *collision_valleys(problem)]


def in_the_plane(problem: Problem) -> list[Prediction]:
    """Critical points, walls and collisions of a small ReLU problem with p = 2; otherwise nothing."""
    from solvers.sdl.landing.plane_critical_points import critical_points

    small = problem.n <= MAX_PLANE_FEATURES and problem.width <= MAX_PLANE_WIDTH
    if problem.p != 2 or problem.activation.kind != "relu" or not small:
        return []
    points = critical_points(problem)
    return [Prediction(c.loss, c.function, f"{c.kind} (plane)", attained=c.kind != "collision") for c in points]


def merged(problem: Problem, *lists: Iterable[Prediction]) -> list[Prediction]:
    """One prediction per function, the first that names it, by increasing loss."""
    out = list(_distinct(problem, (p for part in lists for p in part)))
    return sorted(out, key=lambda p: p.loss)


def _distinct(problem: Problem, predictions: Iterable[Prediction]) -> Iterator[Prediction]:
    size, seen = target_of(problem)[1], []
    for p in predictions:
        if not any(np.abs(p.function - other).max() < _SAME * size for other in seen):
            seen.append(p.function)
            yield p


def predictions(problem: Problem, landscape: Landscape | None = None) -> list[Prediction]:
    """Everything that is predicted about a problem, points of the landscape first.

    Args:
        problem: relu, jumprelu or topk.
        landscape: its landscape, if it was solved.

    >>> from theory.sdl import Activation
    >>> p = Problem.sae([[1, 0], [0, 1]], weights=[1, 2], activation=Activation("relu"), width=1)
    >>> [(round(x.loss, 9), x.label) for x in predictions(p)]
    [(1.0, '{1}'), (2.0, '{0}'), (3.0, 'nothing')]
    """
    solved = [] if landscape is None else from_landscape(problem, landscape)
    return merged(problem, solved, closed_forms(problem), in_the_plane(problem))
