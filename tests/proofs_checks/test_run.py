"""Many claims: order, isolation, time limits, resume, other executors, effective outcomes."""

from __future__ import annotations

import json
import sys
import time
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

from proofs_checks import _template, report, run
from proofs_checks.discovery import Found, discover
from proofs_checks.settle import sources_hash
from theory.claims import Budget, Evidence
from theory.verdicts import Verdict


def found(name: str, monkeypatch: pytest.MonkeyPatch, **parts: object) -> Found:
    """A claim that lives in a module made for the test."""
    module = ModuleType(f"made_for_test_{name}")
    module.CLAIM = replace(_template.CLAIM, id=f"test.{name}", depends_on=tuple(parts.pop("depends_on", ())))
    module.prove, module.mutations = _template.prove, _template.mutations
    for key, value in parts.items():
        setattr(module, key, value)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return Found(module.CLAIM, module.__name__)


def boom(budget: Budget) -> Evidence:
    raise SystemExit("a claim that kills its worker")


def test_files_and_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    claims = [found(n, monkeypatch) for n in ("b", "a")]
    events: list[run.Event] = []
    result = run.run(claims, out=tmp_path, jobs=0, watch=events.append)
    assert result.ok
    lines = (tmp_path / "verdicts.jsonl").read_text().splitlines()
    assert [json.loads(line)["claim"] for line in lines] == ["test.b", "test.a"]
    assert [e.what for e in events] == ["started", "settled"] * 2
    assert len(list((tmp_path / "certificates").glob("*.json"))) >= 3
    assert ET.parse(tmp_path / "junit.xml").getroot().attrib["failures"] == "0"
    assert not [p for p in tmp_path.rglob(".*") if p.is_file()], "a temporary file was left behind"


def test_any_executor_gives_the_same_verdicts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    claims = [found(n, monkeypatch) for n in "abc"]

    def without_times(v: Verdict) -> dict[str, object]:
        assert v.searched is not None
        # how many points an attack tries depends on the processor's time; that it found none does not
        return {**msgspec.to_builtins(v), "seconds": 0.0, "searched": None}

    alone = run.run(claims, out=tmp_path / "a", jobs=0).verdicts
    with ThreadPoolExecutor(2) as executor:
        threads = run.run(claims, out=tmp_path / "b", executor=executor).verdicts
    assert [without_times(v) for v in alone] == [without_times(v) for v in threads]


def test_processes(tmp_path: Path) -> None:
    claims = [Found(_template.CLAIM, "proofs_checks._template")]
    doing: list[str] = []
    result = run.run(claims, out=tmp_path, jobs=1, watch=lambda e: doing.append(e.what))
    assert result.verdicts[0].problems == []
    assert "settled" in doing


def test_a_claim_that_exits_does_not_stop_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run.run([found("exit", monkeypatch, examples=boom), found("fine", monkeypatch)], out=tmp_path, jobs=0)
    assert [v.settled for v in result.verdicts] == [False, True]
    assert "kills its worker" in result.verdicts[0].problems[0]


def test_time_limit(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(run.SECONDS, "quick", 0.2)
    slow = found("slow", monkeypatch, examples=lambda b: time.sleep(30))
    started = time.monotonic()
    result = run.run([slow, found("fine", monkeypatch)], out=tmp_path, jobs=0)
    assert time.monotonic() - started < 20
    assert "time budget" in "; ".join(result.verdicts[0].problems)
    assert result.verdicts[1].settled
    assert not result.ok


def test_time_limit_of_the_processor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def busy(budget: Budget) -> Evidence:
        while True:
            pass

    monkeypatch.setitem(run.SECONDS, "quick", 0.2)
    result = run.run([found("busy", monkeypatch, examples=busy)], out=tmp_path, jobs=0)
    assert "time budget of 0.2 s" in "; ".join(result.verdicts[0].problems)


def test_interrupt_keeps_what_is_finished_and_resume_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "commit", lambda: "c")
    monkeypatch.setattr("proofs_checks.settle.commit", lambda: "c")

    def interrupt(budget: Budget) -> Evidence:
        raise KeyboardInterrupt

    good, stop = found("good", monkeypatch), found("stop", monkeypatch, examples=interrupt)
    result = run.run([good, stop], out=tmp_path, jobs=0)
    assert result.interrupted
    assert [v.claim for v in result.verdicts] == ["test.good"]
    again: list[str] = []
    fixed = found("stop", monkeypatch)
    result = run.run(
        [good, fixed],
        out=tmp_path,
        jobs=0,
        resume=True,
        watch=lambda e: again.append(e.claim) if e.what == "settled" else None,
    )
    assert again == ["test.stop"]
    assert result.ok


def test_a_claim_that_settles_another_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a worker settled must be what it was asked for: a false claim cannot borrow the name of a true one, or lend its own."""
    good = found("good", monkeypatch)
    posing = Found(replace(_template.CLAIM, id="test.posing"), good.module)
    (verdict,) = run.run([posing], out=tmp_path, jobs=0).verdicts
    assert (verdict.claim, verdict.outcome) == ("test.posing", "error")
    assert "settled test.good instead" in "; ".join(verdict.problems)


def test_two_modules_with_one_id(monkeypatch: pytest.MonkeyPatch) -> None:
    from proofs_checks.sdl import gauge_relu, metrics_gauge

    monkeypatch.setattr(gauge_relu, "CLAIM", metrics_gauge.CLAIM)
    with pytest.raises(ValueError, match="have the same id"):
        discover()


def test_changed_sources_are_another_commit(tmp_path: Path) -> None:
    """``--resume`` must not keep the verdict of a claim that has been edited since."""
    file = tmp_path / "proofs_checks" / "claim.py"
    file.parent.mkdir()
    file.write_text("x > 0")
    before = sources_hash(tmp_path)
    assert sources_hash(tmp_path) == before
    file.write_text("x > 1")
    assert sources_hash(tmp_path) != before


def test_dependencies_decide_the_effective_outcome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = found("bad", monkeypatch, mutations=lambda: [])
    middle = found("middle", monkeypatch, depends_on=("test.bad",))
    top = found("top", monkeypatch, depends_on=("test.middle", "test.elsewhere"))
    verdicts = {v.claim: v for v in run.run([bad, middle, top], out=tmp_path, jobs=0).verdicts}
    assert verdicts["test.middle"].effective == verdicts["test.top"].effective == "conditional"
    assert verdicts["test.top"].dependencies == {"test.middle": "proved", "test.elsewhere": "not in this run"}
    assert not verdicts["test.top"].green


def test_circular_dependencies_prove_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    claims = [found("a", monkeypatch, depends_on=("test.b",)), found("b", monkeypatch, depends_on=("test.a",))]
    assert [v.effective for v in run.run(claims, out=tmp_path, jobs=0).verdicts] == ["conditional", "conditional"]


def test_report_is_one_file_without_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    claims = [found("a", monkeypatch), found("bad", monkeypatch, mutations=lambda: [])]
    result = run.run(claims, out=tmp_path, jobs=0)
    page = report.html(result.verdicts, tmp_path / "certificates")
    assert "<math" in page
    assert "no mutation" in page
    for word in ("http://", "https://", "src=", "@import", "url("):
        assert word not in page.replace("http://www.w3.org/1998/Math/MathML", ""), word
    assert page.count('class="claim good"') == 1
    assert page.count('class="claim bad"') == 1


def test_what_goes_beyond_the_formal_statement_stands_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    more = found("more", monkeypatch)
    text = r"$x^2 \ge 0$. (Beyond the formal statement: so is $x^4$ (and <b>more</b>).)"
    more = Found(replace(more.claim, statement=text), more.module)
    sys.modules[more.module].CLAIM = more.claim
    page = report.html(run.run([more], out=tmp_path, jobs=0).verdicts, tmp_path / "certificates")
    apart = page[page.index("not part of the verdict: so is") :]
    assert "(and &lt;b&gt;more&lt;/b&gt;).</p>" in apart


def test_report_escapes_what_claims_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    evil = found("evil", monkeypatch)
    evil = Found(replace(evil.claim, title="<script>alert(1)</script>", statement="<img src=x>"), evil.module)
    sys.modules[evil.module].CLAIM = evil.claim
    result = run.run([evil], out=tmp_path, jobs=0)
    page = report.html(result.verdicts, tmp_path / "certificates")
    assert "<script>alert" not in page
    assert "<img" not in page
