"""Where runs landed, as the ``landing/1`` record and as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any, get_args

import numpy as np

from solvers.sdl.landing.isolated import isolated
from solvers.sdl.landing.match import Class, NewPoint
from solvers.sdl.landing.settle import Settled, nearest_listed, parameter_distances
from theory.claims import Certificate
from theory.sdl.landscape import Landscape
from theory.training_records import LandingRecord, ListedPoint, NewPointRecord, OpenRun

UNEXPLAINED = ("moving", "diverged")


def landing_record(
    settled: Settled, landscape: Landscape, say: Callable[[str], None] = lambda _text: None
) -> LandingRecord:
    """The record: counts, the basin of every listed point, new stationary points with certificates, and what is open.

    Args:
        settled: from :func:`solvers.sdl.landing.settle.settle`.
        landscape: of the problem; its status is recorded.
        say: told before each certificate is computed.
    """
    landing, ensemble = settled.landing, settled.ensemble
    proofs: dict[str, Certificate] = {}
    new = []
    for k, group in enumerate(landing.new):
        say(f"certificate of new point {k + 1} of {len(landing.new)}")
        proof = isolated(ensemble.problem, group.point)
        if proof is not None:
            proofs[proof["sha256"]] = proof
        new.append(_new(group, None if proof is None else proof["sha256"]))
    return LandingRecord(
        schema="sdl-atlas/landing/1",
        problem_name=ensemble.problem.name,
        problem_sha256=ensemble.problem.sha256(),
        landscape_status=landscape.status,
        seed=ensemble.seed,
        runs=ensemble.runs,
        classes={kind: landing.count(kind) for kind in get_args(Class)},
        started_again=list(settled.restarted),
        trained_further=list(settled.continued),
        list_=_listed(settled),
        new=new,
        open=_open(settled),
        proofs=proofs,
    )


def _new(group: NewPoint, certificate: str | None) -> NewPointRecord:
    return NewPointRecord(
        loss=group.loss,
        pattern=[list(on) for on in group.point.pattern],
        runs=list(group.runs),
        functions=group.functions,
        in_family_of=group.listed if group.listed >= 0 else None,
        encoder=group.point.encoder.tolist(),
        decoder=group.point.decoder.tolist(),
        certificate=certificate,
    )


def _open(settled: Settled) -> list[OpenRun]:
    landing, ensemble = settled.landing, settled.ensemble
    at, gaps = nearest_listed(ensemble, landing.predictions)
    return [
        OpenRun(
            run=i,
            kind=c,
            loss=_finite(ensemble.loss_s[i]),
            fell=_finite(settled.fell_s[i]),
            moved=_finite(ensemble.moved_s[i]),
            nearest=int(at[i]),
            distance=_finite(gaps[i]),
        )
        for i, c in enumerate(landing.classes)
        if c in UNEXPLAINED
    ]


def _listed(settled: Settled) -> list[ListedPoint]:
    """One row per listed point: its basin, and how far the runs in it are from it."""
    landing, parameters = settled.landing, parameter_distances(settled.ensemble, settled.landing)
    index, out = np.array(landing.index), []
    for k, prediction in enumerate(landing.predictions):
        here = index == k
        gaps = landing.loss_s[here] - prediction.loss
        known = parameters[here][np.isfinite(parameters[here])]
        out.append(
            ListedPoint(
                label=prediction.label,
                loss=prediction.loss,
                attained=prediction.attained,
                runs=int(here.sum()),
                share=float(here.mean()),
                distance=float(landing.distance[here].max()) if here.any() else None,
                loss_gap=float(np.abs(gaps).max()) if here.any() else None,
                parameter_distance=float(np.median(known)) if len(known) else None,
            )
        )
    return out


def _finite(x: Any) -> float | None:
    return float(x) if np.isfinite(x) else None


def csv_table(settled: Settled) -> str:
    """One line per run."""
    landing, parameters = settled.landing, parameter_distances(settled.ensemble, settled.landing)
    new = {i: k for k, group in enumerate(landing.new) for i in group.runs}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["run", "class", "listed", "new", "loss", "loss_gap", "distance", "parameter_distance", "polished"])
    for i, kind in enumerate(landing.classes):
        at, loss = landing.index[i], float(landing.loss_s[i])
        gap = f"{loss - landing.predictions[at].loss:.6e}" if at >= 0 else ""
        far = f"{parameters[i]:.6e}" if np.isfinite(parameters[i]) else ""
        near = f"{landing.distance[i]:.6e}" if np.isfinite(landing.distance[i]) else ""
        listed = at if at >= 0 else ""
        writer.writerow([i, kind, listed, new.get(i, ""), repr(loss), gap, near, far, int(landing.polished[i])])
    return out.getvalue()
