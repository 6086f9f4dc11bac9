"""The verdict on one manifold: captured, truncated, tiled, diluted or lost, with every number it rests on.

Let ``whole`` be the R2 of all atoms that help and k the linear dimension.  An atom is *local* where it fires on less than a fifth of the
points, or where its receptive field is less than half as wide as a half-space; at perfect capture it fires on half of the points.

* lost: ``whole < 1/2``; no group writes it apart from the others, even where the sum of all manifolds is there.
* captured: 2k atoms reach 95% of ``whole`` (non-negative codes of a linear encoder need that many), ``whole`` is at least 9/10, and the
  atoms are not local.
* truncated: 2k atoms reach 95% of ``whole``, which is less: the atoms are there, and their codes are cut off.
* tiled: the atoms are local, and they are more than 2k or ``whole`` is at least 9/10.
* diluted: more than 2k atoms are needed, and they are not local.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import nnls

from solvers.manifolds.capture.subject import Subject
from solvers.manifolds.metrics.cohesion import antipodal_cohesion, pairs_of_opposites, signed_cohesion
from solvers.manifolds.metrics.ising import couplings
from solvers.manifolds.metrics.patterns import patterns_of
from solvers.manifolds.metrics.receptive_fields import both_spreads, support
from solvers.manifolds.metrics.restricted import (
    Array,
    Codes,
    Curve,
    aligned_atoms,
    centred_r2,
    code_curve,
    greedy_directions,
    refit_r2,
    restricted_r2,
    spread_of,
    written,
)
from theory.manifolds.capture_records import (
    CohesionRecord,
    CurveRecord,
    ManifoldVerdict,
    Outcome,
    RestrictedRecord,
)

# see above; verdicts are words for numbers that are all reported
PRESENT, COMPACT, CAPTURED, WIDTH, RARE = 0.5, 0.95, 0.9, 0.5, 0.2
LISTED = 0.99  # of ``whole``: the group is as long as this needs
MOST = 64  # atoms of a curve: more than any group that deserves the name
BOOTSTRAP = 200
CONE_POINTS = 200


def judge(subject: Subject, codes_all: Codes, decoder_qd: Array, *, seed: int = 0) -> ManifoldVerdict:
    """The verdict.

    Args:
        subject: the manifold.
        codes_all: codes of all samples, for the couplings: also those in which the manifold is absent.
        decoder_qd: atoms.
        seed: of bootstrap samples and of the points whose distances are computed.
    """
    k = subject.dimension
    curve = code_curve(subject.points_nd, subject.codes_nq, decoder_qd, max(MOST, 2 * k), centred=subject.always)
    whole = max(curve.r2, default=0.0)
    needed = curve.first(COMPACT * whole)
    compact = needed <= 2 * k
    listed = curve.first(LISTED * whole)
    group = list(curve.atoms[: min(listed, 2 * k) if compact else listed])
    spread, half = both_spreads(subject.fields_md, subject.field_codes_mq, group, dimension=k, seed=seed)
    active = float((subject.field_codes_mq[:, group] > 0).sum(axis=1).mean()) if group else 0.0
    width = spread / half if spread is not None and half else None
    local = bool(group) and (active / len(group) < RARE or (width is not None and width < WIDTH))
    verdict, reason = _verdict(whole, curve.at(len(group)), len(group), compact, k, local)
    return ManifoldVerdict(
        name=subject.name,
        verdict=verdict,
        reason=reason,
        dimension=k,
        points=len(subject.fields_md),
        group=group,
        r2=_restricted(subject, decoder_qd, curve, whole, seed),
        curve=CurveRecord(list(curve.atoms), list(curve.r2)),
        support=len(support(subject.field_codes_mq)),
        spread=spread,
        half_space_spread=half,
        active=active,
        cone_error=cone_error(subject.points_nd + _constant(subject, decoder_qd, group), decoder_qd, group),
        antipodal_pairs=pairs_of_opposites(decoder_qd[group]),
        cohesion=_cohesion(codes_all, decoder_qd, group),
    )


def _verdict(whole: float, reached: float, atoms: int, compact: bool, k: int, local: bool) -> tuple[Outcome, str]:
    dimensions = f"{k} dimension{'s' if k > 1 else ''}"
    if whole < PRESENT:
        return "lost", f"no group of atoms reproduces more than {whole:.1%} of it"
    if compact and whole < CAPTURED:
        return "truncated", f"{atoms} atoms are all there is for {dimensions}, and their codes reproduce {reached:.1%}"
    if local:
        return "tiled", f"{atoms} atoms for {dimensions}, each for a small part, reproduce {reached:.1%}"
    if compact:
        return "captured", f"{atoms} atoms reproduce {reached:.1%} of its {dimensions}"
    return "diluted", f"{atoms} atoms for {dimensions} where {2 * k} would do, and none is for a small part"


def _constant(subject: Subject, decoder_qd: Array, group: list[int]) -> Array:
    """What a decoder bias may add where the manifold is always present: the group then writes the points plus a constant."""
    if not subject.always or not group:
        return np.zeros(decoder_qd.shape[1])
    return written(subject.codes_nq, decoder_qd, group).mean(axis=0) - subject.points_nd.mean(axis=0)


def _restricted(subject: Subject, decoder_qd: Array, curve: Curve, whole: float, seed: int) -> RestrictedRecord:
    points, codes, k = subject.points_nd, subject.codes_nq, subject.dimension
    by_direction = greedy_directions(points, decoder_qd, k)
    aligned = aligned_atoms(points, decoder_qd, 2 * k, dimension=k)
    fair = centred_r2 if subject.always else restricted_r2
    return RestrictedRecord(
        published=restricted_r2(points, codes, decoder_qd, by_direction),
        centred=centred_r2(points, codes, decoder_qd, by_direction),
        refit=refit_r2(points, codes, by_direction),
        corrected=fair(points, codes, decoder_qd, aligned),
        corrected_refit=refit_r2(points, codes, aligned),
        compact=curve.at(2 * k),
        whole=whole,
        published_interval=_interval(points, written(codes, decoder_qd, by_direction), False, seed),
        compact_interval=_interval(points, written(codes, decoder_qd, curve.atoms[: 2 * k]), subject.always, seed),
    )


def _interval(points_nd: Array, written_nd: Array, centred: bool, seed: int) -> tuple[float, float]:
    """Quantiles 2.5% and 97.5% of R2 over bootstrap samples of the points; means are those of the whole sample."""
    left = points_nd - written_nd
    left = left - left.mean(axis=0) if centred else left
    error = np.square(left).sum(axis=1)
    size = np.square(points_nd - points_nd.mean(axis=0)).sum(axis=1)
    rng = np.random.default_rng(np.random.SeedSequence([seed, *b"bootstrap"]))
    chosen = rng.integers(0, len(error), (BOOTSTRAP, len(error)))
    whole = size[chosen].sum(axis=1)
    found = 1 - error[chosen].sum(axis=1)[whole > 0] / whole[whole > 0]
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)


def cone_error(points_nd: Array, decoder_qd: Array, group: Sequence[int]) -> float:
    """Share of the variance outside the cone of a group: mean squared distance over mean squared size, codes >= 0 chosen best.

    Args:
        points_nd: contributions; at most 200 of them, evenly spaced, are projected.
        decoder_qd: atoms.
        group: numbers of atoms; none leave everything outside.
    """
    rows = points_nd[:: max(1, len(points_nd) // CONE_POINTS)]
    if not group:
        return 1.0
    # in the span of the atoms, which has few dimensions, the problems are small; what lies outside adds its square
    basis, coordinates = np.linalg.qr(decoder_qd[list(group)].T)
    inside = rows @ basis
    outside = np.square(rows).sum() - np.square(inside).sum()
    error = sum(nnls(coordinates, row)[1] ** 2 for row in inside)
    return max(0.0, float((error + outside) / (spread_of(points_nd) / len(points_nd) * len(rows))))


def _cohesion(codes_all: Codes, decoder_qd: Array, group: list[int]) -> CohesionRecord:
    found = couplings(patterns_of(codes_all, group))
    rho, aware = signed_cohesion(found.j_pp), antipodal_cohesion(found.j_pp, decoder_qd[group])
    method = "exact" if found.method == "exact" else "pseudo-likelihood"
    return CohesionRecord(method, *(None if np.isnan(v) else v for v in (rho, aware)))
