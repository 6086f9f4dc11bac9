"""Training of a stack on the tree with the source's recipe: Adam, short warm-up, late decay, the norm of every run's gradient clipped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from solvers.pursuit.tree.score import Score, score
from solvers.pursuit.tree.stream import Setting, Stream
from solvers.sdl.train.run.one_thread import one_thread

TEST_SAMPLES = 1000


class Stack(Protocol):
    """Models of one kind as slices of shared tensors."""

    parameters: dict[str, Tensor]

    def gradients(self, x_sbm: Tensor, step: int) -> dict[str, Tensor]:
        """The derivative of every run's loss by its parameters."""
        ...

    def codes(self, x_sbm: Tensor) -> Tensor:
        """Codes after training, shape (s, b, q)."""
        ...

    def atoms(self) -> Tensor:
        """Decoder rows in the scale of the inputs, shape (s, q, m)."""
        ...


@dataclass(frozen=True)
class Recipe:
    """Steps and their sizes, as reported for arXiv 2506.03093, appendix B.1."""

    steps: int = 15_000
    batch_size: int = 200
    rate: float = 3e-2
    beta1: float = 0.5
    beta2: float = 0.9375
    warmup: int = 100
    decayed: float = 0.2
    last: float = 0.1
    clip: float = 1.0

    def rate_at(self, step: int) -> float:
        """Linear warm-up, constant, and a linear fall to ``last`` of it over the share ``decayed`` of the steps.

        >>> [round(Recipe(steps=1000).rate_at(t), 4) for t in (0, 99, 500, 799, 999)]
        [0.0003, 0.03, 0.03, 0.03, 0.003]
        """
        start = self.steps * (1 - self.decayed)
        fall = max(0.0, (step + 1 - start) / max(1.0, self.steps - start))
        return self.rate * min(1.0, (step + 1) / max(1, self.warmup)) * (1 - (1 - self.last) * fall)


def fit(
    stack: Stack, stream: Stream, recipe: Recipe, *, after_step: Callable[[int, Stack], None] | None = None
) -> None:
    """Train every run of a stack; one thread, so that the same arguments give the same bits on the same machine."""
    with one_thread():
        moments = {name: (torch.zeros_like(p), torch.zeros_like(p)) for name, p in stack.parameters.items()}
        for step in range(recipe.steps):
            gradients = stack.gradients(stream.batch(step, recipe.batch_size), step)
            _adam(stack.parameters, gradients, moments, step, recipe)
            if after_step is not None:
                after_step(step + 1, stack)


def _adam(
    parameters: dict[str, Tensor],
    gradients: dict[str, Tensor],
    moments: dict[str, tuple[Tensor, Tensor]],
    step: int,
    recipe: Recipe,
) -> None:
    """One step of Adam (epsilon 1e-8), with clipping for each run apart."""
    squares = torch.stack([g.flatten(1).square().sum(1) for g in gradients.values()]).sum(0)
    factor = (recipe.clip / squares.sqrt().clamp_min(1e-30)).clamp_max(1.0)
    first, second = 1 - recipe.beta1 ** (step + 1), 1 - recipe.beta2 ** (step + 1)
    rate = recipe.rate_at(step)
    for name, g in gradients.items():
        g = g * factor.view(-1, *(1,) * (g.ndim - 1))
        m, v = moments[name]
        m.lerp_(g, 1 - recipe.beta1)
        v.lerp_(g.square(), 1 - recipe.beta2)
        parameters[name].sub_(rate * (m / first) / ((v / second).sqrt() + 1e-8))


def scores(stack: Stack, stream: Stream) -> list[Score]:
    """The score of every run on samples that training did not see."""
    z, x = stream.test(TEST_SAMPLES)
    codes, atoms, tree = stack.codes(x), stack.atoms(), stream.tree.tree
    return [score(atoms[i], codes[i], x[i], stream.truth_snm[i], z[i], tree) for i in range(len(stream.settings))]


def settings(seeds: Sequence[int], coherences: Sequence[float]) -> list[Setting]:
    """One run for every coherence and seed, coherence by coherence."""
    return [Setting(seed, coherence=rho) for rho in coherences for seed in seeds]
