"""What a run of ``solve`` has found so far, in three parts; nothing that happens later loses it."""

from __future__ import annotations

from dataclasses import dataclass, field

from solvers.exact.real_roots import RealRoot
from solvers.sdl.bounds.infimum import BoundaryInfimum
from solvers.sdl.bounds.ridge import RidgeBounds
from solvers.sdl.critical.exact_point import ExactPoint
from solvers.sdl.critical.partial_minima import Classified
from theory.claims import Certificate

Support = tuple[int, ...]


@dataclass(frozen=True)
class Bound:
    """A lower bound of the plain loss over all encoders and decoders."""

    root: RealRoot
    reason: str
    certificate: Certificate | None


@dataclass(frozen=True)
class Candidate:
    """A point with an exact loss: an upper bound."""

    point: ExactPoint
    method: str


class Bounds:
    """The best lower bound and the best point of the plain problem."""

    def __init__(self) -> None:
        self.lower = Bound(RealRoot.rational(0), "a sum of squares is not negative", None)
        self.best: Candidate | None = None
        self.approached: Certificate | None = None  # the lower bound is the infimum, which no known point attains

    @property
    def known(self) -> bool:
        """The lower bound is the infimum."""
        return self.proved or self.approached is not None

    @property
    def proved(self) -> bool:
        """The best point reaches the lower bound."""
        return self.best is not None and self.best.point.root == self.lower.root

    def offer(self, point: ExactPoint, method: str) -> None:
        """A point that may be the best so far."""
        if self.best is None or point.root < self.best.point.root:
            self.best = Candidate(point, method)

    def raise_lower(self, bound: Bound) -> None:
        """A bound that may be the best so far."""
        if self.lower.root < bound.root:
            self.lower = bound


@dataclass
class Listing:
    """The critical points with disjoint supports.

    ``supports``: what one neuron can be on for (None: not enumerated); ``families``: patterns examined; ``missing``: what was tried
    and could not be had; ``ended``: the enumeration came to its end; ``open_infima``: patterns whose infimum is not known.
    """

    supports: list[Support] | None = None
    classified: list[Classified] = field(default_factory=list)
    boundaries: list[BoundaryInfimum] = field(default_factory=list)
    families: int = 0
    open_infima: int = 0
    missing: list[str] = field(default_factory=list)
    ended: bool = False

    @property
    def complete(self) -> bool:
        """Every pattern with disjoint supports was decided."""
        return self.ended and not self.missing


@dataclass
class Found:
    """All of it; ``ridge``: bounds of the ridge problem."""

    bounds: Bounds = field(default_factory=Bounds)
    listing: Listing = field(default_factory=Listing)
    ridge: RidgeBounds | None = None
