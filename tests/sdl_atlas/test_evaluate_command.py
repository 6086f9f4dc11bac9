"""``sdl-atlas evaluate``, ``encode`` and ``decode``: what is printed, what is written, what is refused; the page in a browser."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse
import torch

import sdl_atlas as sa
from sdl_atlas.command_line import main
from solvers.sdl.train.model.architecture import Architecture
from solvers.sdl.train.model.module import SDLModel
from solvers.sdl.train.run.checkpoint import save
from solvers.sdl.train.run.saelens import write_saelens
from theory.record_files import record_text

N, P, Q = 60, 4, 9
MARKUP = "<script>document.title='taken'</script> & \u2028"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evaluate")
    for name, seed in (("one", 0), ("two", 1)):
        write_saelens(folder / name, SDLModel(Architecture("topk", (P,), (P,), Q, k=2), seed=seed))
    save(folder / "transcoder", SDLModel(Architecture("relu", (P,), (2,), Q, form="transcoder"), seed=0))
    save(folder / "crosscoder", SDLModel(Architecture("relu", (P, P), (P, P), Q, form="crosscoder"), seed=0))
    rng = np.random.default_rng(0)
    np.save(folder / "x.npy", rng.normal(size=(N, P)))
    np.save(folder / "y.npy", rng.normal(size=(N, 2)))
    np.save(folder / "images.npy", rng.integers(0, 255, size=(N, 5, 6)))
    (folder / "texts.txt").write_text("".join(f"{MARKUP} row {i}\n" for i in range(N)))
    return folder


def test_two_models_side_by_side(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    models, data = [str(place / "one"), str(place / "two")], str(place / "x.npy")
    pages = ["--pages", "4", "--texts", str(place / "texts.txt"), "--images", str(place / "images.npy")]
    assert main(["evaluate", *models, "--data", data, *pages, "--out", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert "L0 1.9" in printed
    assert "mean largest cosine" in printed
    assert printed.splitlines()[-1].endswith("evaluation.json, neurons.csv, evaluation.png, evaluation.html")
    record = sa.read_evaluation(tmp_path)
    found = sa.evaluate(models, data=data, pages=4, texts=place / "texts.txt")
    assert record_text(found) == record_text(record)
    assert [m.width for m in record.models] == [Q, Q]
    assert [len(m.pages) for m in record.models] == [4, 4]
    assert len((tmp_path / "neurons.csv").read_text().splitlines()) == 1 + 2 * Q
    assert repr(found.models[0]).startswith("<ModelEvaluation")
    assert "<table>" in found._repr_html_()


def test_the_page_holds_hostile_texts_as_text(place: Path, tmp_path: Path) -> None:
    options = {"data": place / "x.npy", "pages": 3, "texts": place / "texts.txt", "images": place / "images.npy"}
    sa.evaluate(place / "one", **options, out=tmp_path)
    page = (tmp_path / "evaluation.html").read_text()
    assert "<script>document" not in page
    assert not re.search(r"https?://(?!www\.w3\.org)", page)  # the name of the SVG namespace is no address to load
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("no browser on this machine")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", f"--user-data-dir={tmp_path / 'profile'}"]
    shown = subprocess.run(
        [browser, *options, (tmp_path / "evaluation.html").as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout
    assert "<title>Evaluation: " in shown
    assert len(re.findall(r"<tr data-neuron", shown)) == Q
    assert f"{Q} of {Q} neurons" in shown
    assert len(re.findall(r'class="page"', shown)) == 1  # the first neuron's is open
    assert shown.count("<figure>") > 1
    assert "&lt;script&gt;document.title" in shown


def test_transcoders_and_crosscoders(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    x, y = str(place / "x.npy"), str(place / "y.npy")
    assert main(["evaluate", str(place / "transcoder"), "--data", x, "--targets", y]) == 0
    assert "transcoder, relu, 9 neurons" in capsys.readouterr().out
    assert main(["evaluate", str(place / "crosscoder"), "--data", x, "--data", x, "--out", str(tmp_path)]) == 0
    assert "target 2: unexplained" in capsys.readouterr().out
    for name, data in (("transcoder", [x]), ("crosscoder", [x, x])):
        codes = tmp_path / f"{name}.npz"
        sa.encode(place / name, codes, data=data)
        sa.decode(place / name, codes, tmp_path / "written.npy")
        rows = torch.from_numpy(np.hstack([np.load(f) for f in data]).astype(np.float32))
        from solvers.sdl.train.run.stored_model import read_model

        expected = read_model(place / name).model(rows).y_br.detach().numpy()
        np.testing.assert_allclose(np.load(tmp_path / "written.npy"), expected, atol=1e-5)


def test_codes_and_their_lattice(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    codes = tmp_path / "codes.npz"
    assert main(["encode", str(place / "one"), "--data", str(place / "x.npy"), "--out", str(codes)]) == 0
    assert capsys.readouterr().out == f"{codes}: 60 rows, 9 neurons, 1.9 active in a row\n"
    found = sa.lattice(codes)
    assert found.record.objects == N
    np.savez(tmp_path / "dense.npz", activations=scipy.sparse.load_npz(codes).toarray())
    dense = sa.lattice(tmp_path / "dense.npz")
    assert [c.extent_size for c in found.record.concepts] == [c.extent_size for c in dense.record.concepts]
    assert main(["decode", str(place / "one"), str(codes), "--out", str(tmp_path / "y.npy")]) == 0
    assert capsys.readouterr().out.endswith("y.npy: 60 rows of width 4\n")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["evaluate", "{place}/none"], "found no folder"),
        (["evaluate", "{place}/one"], "--data: found nothing; "),
        (["evaluate", "{place}/one", "--data", "{place}/y.npy"], "--data: found width 2; the model has 4"),
        (["evaluate", "{place}/one", "--data", "{place}/x.npy", "--pages", "-1"], "--pages: found -1"),
        (["evaluate", "{place}/one", "--data", "{place}/x.npy", "--pages", "10"], "--pages: found 10; "),
        (["evaluate", "{place}/one", "--data", "{place}/x.npy", "--texts", "{place}/texts.txt"], "--pages: found 0"),
        (["evaluate", "{place}/one", "--data", "{place}/x.npy", "--pages", "1", "--texts", "{place}/y.npy"], "y.npy: "),
        (
            ["evaluate", "{place}/one", "--data", "{place}/x.npy", "--pages", "1", "--images", "{place}/y.npy"],
            "y.npy: ",
        ),
        (["evaluate", "{place}/one", "--targets", "{place}/y.npy"], "--data: found nothing"),
        (["evaluate", "{place}/one", "--data", "{place}/x.npy", "--targets", "{place}/y.npy"], "--targets: "),
        (["evaluate", "{place}/transcoder", "--data", "{place}/x.npy"], "--targets: found nothing"),
        (["encode", "{place}/one", "--data", "{place}/x.npy", "--out", "{place}/codes.txt"], "--out: found codes.txt"),
        (
            ["encode", "{place}/crosscoder", "--data", "{place}/x.npy", "--out", "{place}/c.npz"],
            "the model has 4 + 4",
        ),
        (["decode", "{place}/one", "{place}/x.npy", "--out", "{place}/z.npy"], "x.npy: "),
        (["decode", "{place}/one", "{place}/none.npz", "--out", "{place}/z.npy"], "none.npz: "),
    ],
)
def test_bad_input_is_one_line(
    arguments: list[str], word: str, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(place.rglob("*"))
    assert main([a.replace("{place}", str(place)) for a in arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert word in printed.err
    assert sorted(place.rglob("*")) == before
