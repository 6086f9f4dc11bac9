"""The encoders in torch against the exact ones, in both forms; stopping rules; refusals."""

from __future__ import annotations

import random
from fractions import Fraction as F

import pytest
import torch

from solvers.pursuit.compiled import COMPILED
from solvers.pursuit.encode import Pursued, Settings, gram_pays, pursue
from tests.theory.pursuit.test_encoder import units
from theory.errors import InputError
from theory.pursuit import RULES, encoder

CLOSE = 1e-12  # double precision, up to six steps on numbers of size ten


def table(rows: list[tuple[F, ...]]) -> torch.Tensor:
    return torch.tensor([[float(v) for v in row] for row in rows], dtype=torch.float64)


def gaps(atoms: list[tuple[F, ...]], run: encoder.Run, rule: str) -> float:
    """The least lead of a selected atom over the next one."""
    out = []
    for r in (run.start, *(s.residual for s in run.steps)):
        scores = sorted((float(encoder.inner(d, r)) for d in atoms), key=abs if rule == "absolute" else None)
        sizes = [abs(s) for s in scores] if rule == "absolute" else scores
        out.append(abs(sizes[-1] - sizes[-2]) if len(sizes) > 1 else 1.0)
        out.append(abs(sizes[-1]) if sizes[-1] else 1.0)
    return min(out)


@pytest.mark.parametrize("form", ["residual", "gram"])
@pytest.mark.parametrize("rule", RULES)
def test_codes_equal_the_exact_ones(rule: str, form: str) -> None:
    rng, compared = random.Random(5), 0
    for _ in range(40):
        atoms = units(rng, rng.randint(1, 6))
        xs = [tuple(F(rng.randint(-9, 9), rng.randint(1, 4)) for _ in range(3)) for _ in range(3)]
        options = {"steps": 6, "threshold": F(1, 3), "stop_on_repeat": rng.random() < 0.5}
        found = pursue(
            table(xs),
            table(atoms),
            Settings(rule, 6, 1 / 3, bool(options["stop_on_repeat"])),
            form=form,  # type: ignore[arg-type]
        )
        for i, x in enumerate(xs):
            run = encoder.pursue(atoms, x, rule=rule, **options)  # type: ignore[arg-type]
            if gaps(atoms, run, rule) < 1e-9:
                continue
            compared += 1
            assert (found.codes_bq[i] - table([run.codes])[0]).abs().max() < CLOSE
            assert found.index_bt[i, : len(run.steps)].tolist() == list(run.selected)
            assert int(found.steps_b[i]) == len(run.steps)
            assert (found.residual_bp[i] - table([run.residual])[0]).abs().max() < CLOSE
    assert compared > 60


def test_ties_go_to_the_smaller_index_in_both_forms() -> None:
    x = torch.tensor([[1.0, 1.0]], dtype=torch.float64).expand(200, 2).contiguous()
    atoms = torch.tensor([[0.0, 1.0], [1.0, 0.0], [0.0, 1.0]], dtype=torch.float64)
    for form in ("residual", "gram"):
        found = pursue(x, atoms, Settings("nonnegative", 2), form=form)
        assert (found.index_bt == torch.tensor([0, 1])).all()


def test_a_stalled_sample_makes_no_steps_out_of_rounding() -> None:
    """After the first step of an orthonormal dictionary, all products are 0 up to rounding: no step may be made of that."""
    q, _ = torch.linalg.qr(torch.randn(20, 20, generator=torch.Generator().manual_seed(0), dtype=torch.float64))
    for form in ("residual", "gram"):
        found = pursue(3 * q, q, Settings("nonnegative", 5), form=form)
        assert found.steps_b.tolist() == [1] * 20


def test_the_two_forms_agree_in_single_precision() -> None:
    g = torch.Generator().manual_seed(1)
    atoms = torch.nn.functional.normalize(torch.randn(96, 32, generator=g), dim=1)
    x = torch.randn(150, 32, generator=g)
    one, other = (pursue(x, atoms, Settings("nonnegative", 8), form=f) for f in ("residual", "gram"))
    same = (one.index_bt == other.index_bt).all(1)
    assert same.float().mean() > 0.97  # near ties may go either way
    assert (one.codes_bq - other.codes_bq)[same].abs().max() < 1e-5


def test_sizes_at_the_edge() -> None:
    empty = pursue(torch.zeros(0, 3), torch.eye(3), Settings("absolute", 2))
    assert isinstance(empty, Pursued)
    assert empty.codes_bq.shape == (0, 3)
    assert not bool(pursue(torch.zeros(4, 3), torch.eye(3), Settings("absolute", 2)).codes_bq.any())
    assert gram_pays(1024, 6144, 32)
    assert not gram_pays(8, 6144, 32)


def test_refusals() -> None:
    with pytest.raises(InputError, match="shapes"):
        pursue(torch.zeros(2, 3), torch.eye(2), Settings())
    with pytest.raises(InputError, match="at least 1"):
        Settings(steps=0)
    with pytest.raises(InputError, match="finite"):
        Settings(threshold=float("nan"))
    with pytest.raises(InputError, match="one of"):
        Settings(rule="greedy")  # type: ignore[arg-type]


needs_numba = pytest.mark.skipif(not COMPILED, reason="needs numba, the extra sdl-atlas[fast]")


@needs_numba
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("q", [1, 7, 128, 300])
def test_the_compiled_form_is_the_residual_form(rule: str, q: int) -> None:
    """In single precision: the same steps wherever the residual form in double precision has a lead; all stopping rules."""
    g = torch.Generator().manual_seed(q)
    atoms = torch.nn.functional.normalize(torch.randn(q, 24, generator=g), dim=1)
    x = torch.randn(60, 24, generator=g) * torch.tensor([0.01, 1.0, 30.0]).repeat(20)[:, None]
    x[0], x[1] = 0.0, -atoms.sum(0)
    for settings in (Settings(rule, 9), Settings(rule, 9, 0.9), Settings(rule, 9, 0.0, True), Settings(rule, 1)):  # type: ignore[arg-type]
        found = pursue(x, atoms, settings, form="compiled")
        wanted = pursue(x.double(), atoms.double(), settings, form="residual")
        size = 1e-5 * (1 + x.norm(dim=1))
        alike = (found.codes_bq - wanted.codes_bq).abs().amax(1) < size
        # near ties may go either way; of a product of the size of rounding single precision makes no step, and double one without weight
        assert alike.double().mean() > 0.9
        assert ((found.residual_bp - wanted.residual_bp).abs().amax(1) < size)[alike].all()
        assert (found.index_bt[:, 0] == wanted.index_bt[:, 0]).double().mean() > 0.9
        given = pursue(x, atoms, settings, gram_qq=atoms @ atoms.t())
        assert torch.equal(given.index_bt, found.index_bt)


@needs_numba
def test_ties_and_refusals_of_the_compiled_form() -> None:
    x = torch.tensor([[1.0, 1.0], [-1.0, -1.0]])
    atoms = torch.tensor([[0.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
    assert pursue(x, atoms, Settings("absolute", 2), form="compiled").index_bt.tolist() == [[0, 1], [0, 1]]
    signed = pursue(x, atoms, Settings("signed", 1), form="compiled")
    assert signed.coefficient_bt.tolist() == [[1.0], [-1.0]]
    assert pursue(x, atoms, Settings("nonnegative", 2), form="compiled").steps_b.tolist() == [2, 0]
    with pytest.raises(InputError, match="single precision"):
        pursue(x.double(), atoms.double(), Settings(), form="compiled")
