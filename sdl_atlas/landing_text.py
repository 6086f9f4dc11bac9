"""Where runs landed, as a page of text."""

from __future__ import annotations

from collections.abc import Sequence

from theory.sdl import Problem
from theory.show import pattern_text
from theory.training_records import LandingRecord, NewPointRecord

MAX_ROWS = 30  # rows of each table on the page; the record has all of them
MEANING = {
    "predicted": "at a listed point",
    "zero_loss": "at zero loss",
    "in_listed_family": "stationary, with the pattern and the loss of a listed point, but another function",
    "in_valley": "near an infimum that no parameters attain, and above it",
    "stationary_not_on_list": "at a stationary point that the list does not have",
    "moving": "still moving",
    "diverged": "blew up",
}


def summary(problem: Problem, record: LandingRecord) -> str:
    """The classes, the basins, the new points, and what is still moving."""
    out = [
        f"{problem.name}: {problem.n} inputs in R^{problem.p}, {problem.width} neurons, {problem.activation.kind}",
        f"list          {len(record.list_)} points; landscape {record.landscape_status}",
        f"runs          {record.runs}, seed {record.seed}; {len(record.started_again)} started again, "
        f"{len(record.trained_further)} trained further",
    ]
    for kind, means in MEANING.items():
        count = record.classes[kind]
        if count or kind == "moving":
            out.append(f"{100 * count / record.runs:7.2f} %     {count} {means}")
    out += _basins(record) + _new(record) + _moving(record)
    return "\n".join(out) + "\n"


def _basins(record: LandingRecord) -> list[str]:
    visited = sorted((p for p in record.list_ if p.runs), key=lambda p: (-p.runs, p.loss))
    if not visited:
        return []
    out = ["", f"{'loss':>12} {'runs':>6} {'share':>8} {'distance':>9} {'parameters':>10}  listed point"]
    for p in visited[:MAX_ROWS]:
        end = "" if p.attained else ", not attained"
        far, share = _size(p.parameter_distance), 100 * p.share
        out.append(f"{p.loss:12.6g} {p.runs:6d} {share:6.2f} % {_size(p.distance):>9} {far:>10}  {p.label}{end}")
    return out + _more(visited)


def _new(record: LandingRecord) -> list[str]:
    if not record.new:
        return []
    out = ["", f"{'loss':>12} {'runs':>6} {'functions':>9}  stationary points that the list does not have"]
    for p in record.new[:MAX_ROWS]:
        shown = pattern_text(p.pattern) or "nothing"
        out.append(f"{p.loss:12.6g} {len(p.runs):6d} {p.functions:9d}  {shown}: {_known(p, record)}")
    return out + _more(record.new)


def _known(p: NewPointRecord, record: LandingRecord) -> str:
    how = "stationary to rounding, not certified" if p.certificate is None else f"certificate {p.certificate[:12]}"
    return how if p.in_family_of is None else f"in the family of {record.list_[p.in_family_of].label}; {how}"


def _moving(record: LandingRecord) -> list[str]:
    if not record.open:
        return []
    out = ["", f"{'run':>6} {'loss':>12} {'fell by':>9} {'distance':>9}  nearest listed point"]
    for run in record.open[:MAX_ROWS]:
        label = record.list_[run.nearest].label if run.nearest >= 0 else "none"
        loss = "not finite" if run.loss is None else f"{run.loss:.6g}"
        out.append(f"{run.run:6d} {loss:>12} {_size(run.fell):>9} {_size(run.distance):>9}  {label}")
    return out + _more(record.open)


def _more(rows: Sequence[object]) -> list[str]:
    more = len(rows) - MAX_ROWS
    return [f"{'':12} ... {more} more in the record"] if more > 0 else []


def _size(x: float | None) -> str:
    return "-" if x is None else f"{x:.1e}"
