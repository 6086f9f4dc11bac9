"""A landscape as a page of text."""

from __future__ import annotations

from typing import Any

from theory.sdl import Problem
from theory.sdl.landscape import MEANING, CriticalPoint, Infimum, Landscape

MAX_ROWS = 40  # rows of the table of critical points; the record has all of them


def summary(problem: Problem, landscape: Landscape) -> str:
    """What a person wants to know first: the global minimum, the bounds, and the critical points by value."""
    status = (
        landscape.status if landscape.budget.stopped is None else f"{landscape.status} ({landscape.budget.stopped})"
    )
    lines = [
        f"{landscape.problem_name}: {problem.kind}, {problem.n} features in R^{problem.p}, {problem.width} neurons, "
        f"{_activation(problem)}",
        f"status        {status}, {landscape.budget.seconds:.2f} s, {len(landscape.proofs)} certificates",
    ]
    for d, e in problem.duplicates:
        lines.append(f"note          features {d} and {e} are the same vector")
    lines += _global(landscape)
    lines.append(_bounds("infimum", landscape.infimum))
    if landscape.ridge is not None:
        lines.append(_bounds("with ridge", landscape.ridge))
    counts = landscape.patterns
    realizable = "not counted" if counts.realizable is None else str(counts.realizable)
    lines.append(
        f"patterns      {realizable} realizable, {counts.examined} examined, {counts.pruned} pruned by a bound"
    )
    lines += [f"scope         {sentence}" for sentence in landscape.scope]
    if landscape.faults:
        lines.append("note          please report the errors above with the problem file; everything else here stands")
    lines += _table(landscape.critical_points)
    return "\n".join(lines) + "\n"


def _activation(problem: Problem) -> str:
    a = problem.activation
    return a.kind + (f"({a.theta})" if a.theta is not None else f"({a.k})" if a.k is not None else "")


def number(value: Any, approximation: float) -> str:
    """An exact number, with its decimal value when that says more."""
    if isinstance(value, dict):
        return f"{approximation:.6g} (root of a polynomial of degree {len(value['poly']) - 1})"
    text = str(value)
    if len(text) > 24:
        return f"{approximation:.6g} (exact in the record)"
    return text if isinstance(value, int) or "/" not in text else f"{text} = {approximation:.6g}"


def _global(landscape: Landscape) -> list[str]:
    g = landscape.global_minimum
    if g is None:
        return ["global min    no attained minimum is known"]
    known = "proved" if g.proved else "best point known, not proved"
    out = [f"global min    {number(g.value, g.float)} ({g.problem} problem; {known}; {g.method})"]
    if landscape.infimum.attained is False:
        out = [
            f"global min    none, the infimum is not attained; best point known {number(g.value, g.float)} ({g.method})"
        ]
    extra = "" if g.extra_dimension is None else f", solution set of dimension {g.extra_dimension} beyond it"
    out.append(f"gauge         {g.gauge.group}, orbits of dimension {g.gauge.dimension}{extra}")
    return out


def _bounds(name: str, i: Infimum) -> str:
    attained = {True: "attained", False: "not attained", None: "attained or not: not known"}[i.attained]
    limit = "" if i.limit_pattern is None else f", limit pattern {pattern(i.limit_pattern)}"
    if i.lower == i.upper:
        return f"{name:13} {number(i.lower, i.lower_float)}, {attained}{limit} ({i.problem} problem)"
    return (
        f"{name:13} between {i.lower_float:.8g} and {i.upper_float:.8g}, {attained}{limit} ({i.problem} problem; "
        f"lower bound: {i.lower_reason})"
    )


def pattern(p: list[list[int]]) -> str:
    """Neuron by neuron the features that switch it on: ``{0,1} {2} {}``."""
    return " ".join("{" + ",".join(str(d) for d in neuron) + "}" for neuron in p)


def _table(points: list[CriticalPoint]) -> list[str]:
    if not points:
        return []
    shown = sorted(points, key=lambda c: c.float)[:MAX_ROWS]
    width = max(len(pattern(c.pattern)) for c in shown)
    out = ["", f"{'loss':>12}  {'pattern':{width}}  type"]
    for c in shown:
        limit = "" if c.limit_pattern is None else f", limit {pattern(c.limit_pattern)}"
        out.append(f"{c.float:12.6g}  {pattern(c.pattern):{width}}  {c.type}{limit}")
    if len(points) > len(shown):
        out.append(f"{'':12}  ... {len(points) - len(shown)} more in the record")
    out += ["", *(f"{kind}: {MEANING[kind]}" for kind in dict.fromkeys(c.type for c in shown))]
    return out
