"""Settling many claims in parallel, keeping what is finished whatever happens."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from proofs_checks.discovery import Found, conventions
from proofs_checks.junit import junit
from proofs_checks.readable import certificate_path
from proofs_checks.settle import commit
from proofs_checks.worker import Event, processes, settle_module
from theory.claims import Certificate
from theory.files import write_atomically, write_json
from theory.show import table_html
from theory.statement import formal_text
from theory.verdicts import Verdict

SECONDS = {"quick": 60.0, "full": 1800.0}  # per claim; quick claims take seconds, the limit only stops a runaway


@dataclass(repr=False)
class Run:
    """What a run found, in the order of the ids."""

    verdicts: list[Verdict] = field(default_factory=list)
    interrupted: bool = False

    def __repr__(self) -> str:
        settled, of = sum(v.settled for v in self.verdicts), len(self.verdicts)
        found = dict.fromkeys(v.effective for v in self.verdicts)
        counts = ", ".join(f"{sum(v.effective == o for v in self.verdicts)} {o}" for o in found)
        return f"<Run: {settled} of {of} claims as expected; {counts}>"

    def _repr_html_(self) -> str:
        rows = [(v.effective, v.claim, v.title, v.source) for v in self.verdicts]
        return table_html(repr(self).strip("<>"), ("verdict", "claim", "title", "source"), rows)

    @property
    def ok(self) -> bool:
        """Every claim settled as expected, every certificate accepted, every mutation killed."""
        return not self.interrupted and all(v.settled for v in self.verdicts)


def run(
    claims: Sequence[Found],
    *,
    out: Path,
    profile: str = "quick",
    jobs: int = 2,
    seed: int = 0,
    resume: bool = False,
    executor: Executor | None = None,
    watch: Callable[[Event], None] = lambda _event: None,
) -> Run:
    """Settle ``claims`` and write verdicts.jsonl, certificates/ and junit.xml under ``out``.

    Args:
        claims: what to settle; results come back in this order whatever finished first.
        out: folder, made if needed; files in it are replaced atomically after every claim.
        profile: ``quick`` or ``full``: sizes and time limits of the claims.
        jobs: worker processes; 0 settles in this process.
        seed: seed of every random choice; recorded in each verdict.
        resume: keep verdicts of the same commit, profile and seed that ``out`` already holds.
        executor: any ``concurrent.futures.Executor`` (for instance dask's ``Client.get_executor()``) instead of processes.
        watch: called in this process with every :class:`Event`.

    Returns:
        The verdicts with their effective outcome; ``interrupted`` after Ctrl-C.
    """
    (out / "certificates").mkdir(parents=True, exist_ok=True)
    done = _kept(out, profile, seed) if resume else {}
    waiting = [f for f in claims if f.claim.id not in done]
    result = Run()
    try:
        for found, outcome in _results(waiting, profile, jobs, seed, executor, watch):
            verdict, certificates = outcome
            for sha, certificate in certificates.items():
                write_json(
                    certificate_path(out / "certificates", sha, accepted=sha not in _rejected(verdict)), certificate
                )
            done[found.claim.id] = verdict
            _write(out, claims, done)
            watch(Event(found.claim.id, "settled", verdict.outcome, verdict))
    except KeyboardInterrupt:
        result.interrupted = True
    result.verdicts = _write(out, claims, done)
    write_atomically(out / "junit.xml", junit(result.verdicts))
    return result


def _rejected(verdict: Verdict) -> set[str]:
    """Certificates that the checker rejected: mostly mutations that were killed in this way."""
    records = [c for e in verdict.evidence for c in e.certificates]
    records += [m.certificate for m in verdict.mutations if m.certificate is not None]
    records += [c for h in verdict.hypotheses for c in (h.witness, h.drop) if c is not None]
    return {c.sha256 for c in records if not c.accepted}


def _results(
    waiting: Sequence[Found], profile: str, jobs: int, seed: int, executor: Executor | None, watch: Any
) -> Iterator[tuple[Found, tuple[Verdict, dict[str, Certificate]]]]:
    seconds = SECONDS[profile]
    if jobs == 0 and executor is None:
        for found in waiting:
            watch(Event(found.claim.id, "started"))
            yield found, _decoded(found, lambda m=found.module: settle_module(m, profile, seed, seconds), profile, seed)
        return
    with contextlib.ExitStack() as stack:
        if executor is None:
            executor = stack.enter_context(processes(jobs, watch))
        futures: dict[Future[Any], Found] = {
            executor.submit(settle_module, f.module, profile, seed, seconds): f for f in waiting
        }
        for future in as_completed(futures):
            yield futures[future], _decoded(futures[future], future.result, profile, seed)


def _decoded(found: Found, get: Callable[[], Any], profile: str, seed: int) -> tuple[Verdict, dict[str, Certificate]]:
    """The result of one claim; a worker that died or ran out of time becomes a verdict that says so."""
    try:
        raw, certificates = get()
        verdict = msgspec.json.decode(raw, type=Verdict)
        if verdict.claim != found.claim.id:
            raise ValueError(f"{found.module} settled {verdict.claim} instead")
        return verdict, certificates
    except (Exception, SystemExit) as error:  # whatever a claim does, the others go on
        return failed(found, f"{type(error).__name__}: {error}", profile, seed), {}


def failed(found: Found, why: str, profile: str, seed: int) -> Verdict:
    """The verdict of a claim whose settling did not come back."""
    claim = found.claim
    return Verdict(
        claim=claim.id,
        title=claim.title,
        statement=claim.statement,
        source=claim.source.cited(),
        kind=claim.kind,
        expected=claim.expected,
        outcome="error",
        basis="it could not be settled",
        effective="error",
        refutes="",
        formal=formal_text(claim.statement_formal),
        conventions=[c.text for c in conventions(claim.id)],
        scope="instance",
        evidence=[],
        hypotheses=[],
        mutations=[],
        searched=None,
        dependencies={},
        remark=claim.remark,
        problems=[why],
        steps_checked=0,
        steps_read=0,
        seconds=0.0,
        profile=profile,
        seed=seed,
        checker_version="",
        versions={},
        commit=commit(),
        machine="",
    )


def _write(out: Path, claims: Sequence[Found], done: dict[str, Verdict]) -> list[Verdict]:
    ordered = [done[f.claim.id] for f in claims if f.claim.id in done]
    verdicts = effective(ordered)
    write_atomically(out / "verdicts.jsonl", b"".join(msgspec.json.encode(v) + b"\n" for v in verdicts))
    return verdicts


def effective(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Fill in the dependencies: a claim that rests on one that is not settled as expected is only ``conditional``."""
    known = {v.claim: v for v in verdicts}
    sound: dict[str, bool] = {}

    def is_sound(name: str, path: tuple[str, ...] = ()) -> bool:
        if name not in known:
            return True  # not part of this run: reported below, not held against the claim
        if name in path:
            return False  # a circle proves nothing
        if name not in sound:
            v = known[name]
            sound[name] = v.settled and all(is_sound(d, (*path, name)) for d in v.dependencies)
        return sound[name]

    out = []
    for v in verdicts:
        states = {d: (known[d].outcome if d in known else "not in this run") for d in v.dependencies}
        broken = [d for d in v.dependencies if not is_sound(d, (v.claim,))]
        problems = [p for p in v.problems if not p.startswith("depends on ")]
        problems += [f"depends on {d}, which is not settled as expected" for d in broken]
        out.append(
            msgspec.structs.replace(
                v, dependencies=states, effective="conditional" if broken else v.outcome, problems=problems
            )
        )
    return out


def _kept(out: Path, profile: str, seed: int) -> dict[str, Verdict]:
    path = out / "verdicts.jsonl"
    if not path.exists():
        return {}
    verdicts = [msgspec.json.decode(line, type=Verdict) for line in path.read_bytes().splitlines()]
    same = (commit(), profile, seed)
    return {v.claim: v for v in verdicts if (v.commit, v.profile, v.seed) == same and v.settled}
