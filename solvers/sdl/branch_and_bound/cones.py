"""The image cones over which every neuron ranges, in the form the tree kernels need.

ReLU: the simplices of an exact cover of the encoder space, grouped by support.  A support F whose features
span less than the whole space is dropped: moving u along a direction that leaves the code on F unchanged, until an off
feature reaches zero, gives the same code in a closed cell with a larger support.

JumpReLU: supports of the lifted arrangement {(w_d, -1)}, t > 0, with t dropped from the rays; here a support
cannot be dropped, because a feature switches on with a jump.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from solvers.sdl.branch_and_bound.cover import Cover, Ray, dot, linear_cover, primitive, rank, support
from solvers.sdl.branch_and_bound.instance import Instance


@dataclass(frozen=True)
class Cones:
    """``simplices[s]`` lists integer generators; ``cell[s]`` is its support's index in ``supports``.

    ``members[c]`` are the simplices of cell c; ``cover`` is kept where a proof can be written from it.
    """

    supports: tuple[frozenset[int], ...]
    simplices: tuple[tuple[Ray, ...], ...]
    cell: tuple[int, ...]
    members: tuple[tuple[int, ...], ...]
    cover: Cover | None
    leaf: tuple[int, ...] = ()

    def mask(self, features: int) -> np.ndarray:
        """1.0 where a cell has a feature on, shape (cells, features)."""
        out = np.zeros((len(self.supports), features))
        for c, on in enumerate(self.supports):
            out[c, sorted(on)] = 1.0
        return out


def _grouped(found: list[tuple[frozenset[int], tuple[Ray, ...]]], cover: Cover | None, leaf: list[int]) -> Cones:
    supports = sorted({on for on, _ in found}, key=lambda on: (len(on), sorted(on)))
    index = {on: c for c, on in enumerate(supports)}
    cell = tuple(index[on] for on, _ in found)
    members = tuple(tuple(s for s, c in enumerate(cell) if c == which) for which in range(len(supports)))
    return Cones(tuple(supports), tuple(g for _, g in found), cell, members, cover, tuple(leaf))


def relu_cones(instance: Instance) -> Cones:
    """The simplices of the cover whose support spans the encoder space."""
    cover = linear_cover(instance.rays)
    found, leaf = [], []
    for index, generators in enumerate(cover.leaves):
        on = support(instance.rays, generators)
        if rank([instance.rays[d] for d in sorted(on)]) == len(instance.columns):
            found.append((on, generators))
            leaf.append(index)
    return _grouped(found, cover, leaf)


def jumprelu_cones(instance: Instance) -> Cones:
    """Simplices of the lifted cover with t >= 0, the t-coordinate dropped, reduced to independent generators."""
    lifted = [(*w, -1) for w in instance.rays] + [(0,) * len(instance.columns) + (1,)]
    found: dict[tuple[frozenset[int], frozenset[Ray]], tuple[Ray, ...]] = {}
    for generators in linear_cover(lifted).leaves:
        if any(g[-1] < 0 for g in generators):
            continue
        on = frozenset(d for d, w in enumerate(lifted[:-1]) if any(dot(w, g) > 0 for g in generators))
        for piece in image_simplices([g[:-1] for g in generators], [instance.rays[d] for d in sorted(on)]):
            found.setdefault((on, frozenset(piece)), piece)
    return _grouped([(on, piece) for (on, _), piece in found.items()], None, [])


def image_simplices(rays: list[Ray], features: list[Ray]) -> list[tuple[Ray, ...]]:
    """Cones on linearly independent images whose union is the image of ``cone(rays)`` (Caratheodory)."""
    images = {}
    for g in rays:
        image = primitive([dot(w, g) for w in features]) if features else ()
        if any(image):
            images.setdefault(image, g)
    keys = list(images)
    dimension = rank(keys) if keys else 0
    if not keys:
        return []
    # Caratheodory: every point of the cone lies in the cone of some independent subset of full size
    return [tuple(images[i] for i in piece) for piece in combinations(keys, dimension) if rank(piece) == dimension]
