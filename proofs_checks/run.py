"""Settling many claims in parallel, keeping what is finished whatever happens."""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from proofs_checks.discovery import Found, conventions
from proofs_checks.junit import junit
from proofs_checks.kernel_evidence import kernel_record
from proofs_checks.readable import certificate_path
from proofs_checks.settle import commit, settle
from solvers.processes import fresh_processes
from theory.claims import Budget, Certificate
from theory.files import write_atomically, write_json
from theory.show import table_html
from theory.statement import formal_text
from theory.verdicts import Verdict

SECONDS = {"quick": 60.0, "full": 1800.0}  # per claim; quick claims take seconds, the limit only stops a runaway


@dataclass(frozen=True)
class Event:
    """Something a person who waits would like to see."""

    claim: str
    what: str  # "started", "doing", "settled"
    text: str = ""
    verdict: Verdict | None = None


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


class _OutOfTime(Exception):
    pass


@contextlib.contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Stop a runaway claim, where the platform and the thread allow it (POSIX, main thread of a worker).

    It is stopped after ``1.5 * seconds`` of its own processor time, whatever else the machine does, or after ten times
    ``seconds`` by the clock, when it only waits.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise _OutOfTime(f"the time budget of {seconds:g} s is used up")

    timers = ((signal.ITIMER_PROF, signal.SIGPROF, 1.5 * seconds), (signal.ITIMER_REAL, signal.SIGALRM, 10 * seconds))
    previous = [signal.signal(number, stop) for _, number, _ in timers]
    for timer, _, limit in timers:
        signal.setitimer(timer, limit)
    try:
        yield
    finally:
        for timer, _, _ in timers:
            signal.setitimer(timer, 0)
        for (_, number, _), handler in zip(timers, previous, strict=True):
            signal.signal(number, handler)


class _Worker:
    """What a worker process knows besides its task: where to send what it is doing."""

    events: Any = None


def _start_worker(events: Any) -> None:
    _Worker.events = events
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which keeps what is finished


def settle_module(name: str, profile: Any, seed: int, seconds: float) -> tuple[bytes, dict[str, Certificate]]:
    """Settle the claim of one module; plain arguments and results, so that any executor can run it."""
    module = importlib.import_module(name)

    def say(text: str) -> None:
        if _Worker.events is not None:
            with contextlib.suppress(OSError):  # the parent is gone; the result will not be missed either
                _Worker.events.put((module.CLAIM.id, text))

    say("start")
    kernel_record(module)  # Rocq has a time limit of its own; the answer is kept, and settling looks it up
    budget = Budget(profile=profile, seconds=seconds, seed=seed, say=say)
    with _time_limit(seconds):  # claims watch budget.left() themselves; this only stops one that does not
        verdict, certificates = settle(module, budget)
    return msgspec.json.encode(verdict), certificates


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
            executor = stack.enter_context(_processes(jobs, watch))
        futures: dict[Future[Any], Found] = {
            executor.submit(settle_module, f.module, profile, seed, seconds): f for f in waiting
        }
        for future in as_completed(futures):
            yield futures[future], _decoded(futures[future], future.result, profile, seed)


@contextlib.contextmanager
def _processes(jobs: int, watch: Callable[[Event], None]) -> Iterator[Executor]:
    """Worker processes whose doings are passed on to ``watch``; whatever happens, none of them outlives the block."""
    context = fresh_processes()
    queue = context.SimpleQueue()
    listener = threading.Thread(target=_forward, args=(queue, watch), daemon=True)
    executor = ProcessPoolExecutor(jobs, mp_context=context, initializer=_start_worker, initargs=(queue,))
    listener.start()
    try:
        yield executor
    except BaseException:
        for child in multiprocessing.active_children():
            child.terminate()
        raise
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        queue.put(None)
        listener.join(timeout=5)


def _forward(queue: Any, watch: Callable[[Event], None]) -> None:
    """Pass on what the workers say until the end mark or a closed queue."""
    with contextlib.suppress(EOFError, OSError):
        while (item := queue.get()) is not None:
            claim, text = item
            watch(Event(claim, "started") if text == "start" else Event(claim, "doing", text))


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
