"""Error against the number of active atoms at inference, for models that were trained with one number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paper_figs.pursuit._mixtures import ACTIVE, TEST, data, trained
from paper_figs.spec import FigureSpec
from paper_figs.style import CYCLE, GREY, SINGLE, panels
from paper_figs.table import Column, Table
from theory.claims import Budget

if TYPE_CHECKING:
    from torch import Tensor

    from solvers.sdl.train.model.module import SDLModel

FIGURE = FigureSpec(
    name="adaptive_sparsity",
    title="Sparsity chosen at inference",
    caption="""
        Three autoencoders trained alike (96 atoms in 48 dimensions, 96 features of which six are active on average,
        six steps or atoms in training, dotted line), encoded with other numbers at inference. The error of pursuit
        cannot rise with further steps, in any dictionary of unit atoms and for any input
        (pursuit.residual-orthogonal-iff-unit); Top-k and BatchTopK have no such law: beyond their own number they add
        atoms with codes that nobody fitted, so that the error of Top-k rises again and that of BatchTopK hardly
        falls.""",
    source="this project, on Figure 8 of arXiv 2506.03093, as reported",
    slow=True,
)
NUMBERS = tuple(range(1, 17))
KINDS = ("pursuit", "topk", "batchtopk")
LABELS = {"pursuit": "pursuit", "topk": "Top-k", "batchtopk": "BatchTopK"}
STEPS = 1500


def compute(budget: Budget) -> Table:
    """Errors on held-out samples."""
    rows = []
    for kind in KINDS:
        budget.say(f"training {kind}")
        model = trained(kind, budget.pick(quick=60, full=STEPS))
        rows += [(kind, k, error) for k, error in zip(NUMBERS, errors(model), strict=True)]
    # starts that differ by 1e-7 end within .01 of each other in other figures of this kind; twice that is allowed
    return Table(
        (
            Column("kind", "text", means="pursuit, topk or batchtopk"),
            Column("k", "integer", means="steps, atoms of a sample, or atoms of a sample on average, at inference"),
            Column("error", "real", 0.02, "squared error over the energy of the samples"),
        ),
        tuple(rows),
        f"{STEPS} steps of Adam on batches of 256 fresh samples, seed 0; {TEST} test samples.",
    )


def errors(model: SDLModel) -> list[float]:
    """Squared error over energy, for every number of steps or atoms."""
    import torch

    x = data().rows(slice(1 << 40, (1 << 40) + TEST)).x_bp
    with torch.no_grad():
        made = [x - y for y in outputs(model, x)]
    return [float(r.square().sum() / x.square().sum()) for r in made]


def outputs(model: SDLModel, x: Tensor) -> list[Tensor]:
    """Reconstructions with 1, 2, ... steps or active atoms."""
    import torch

    from solvers.pursuit.encode import Settings, pursue

    atoms = model.decoder_qr.detach()
    if model.architecture.kind == "pursuit":
        run = pursue(x, atoms, Settings("nonnegative", NUMBERS[-1]))
        parts = run.coefficient_bt[:, :, None] * atoms[run.index_bt]
        return list(parts.cumsum(1).unbind(1))
    codes = model.pre_activations(x).relu()
    out = []
    for k in NUMBERS:
        if model.architecture.kind == "topk":
            kept = torch.zeros_like(codes).scatter(1, (top := codes.topk(k, dim=1)).indices, top.values)
        else:
            kept = torch.where(codes >= codes.flatten().topk(k * len(x)).values[-1], codes, 0.0)
        out.append(kept @ atoms)
    return out


def draw(table: Table) -> Any:
    """One panel."""
    figure, axes = panels(1, 1, width=SINGLE)
    ax = axes[0, 0]
    for kind, colour in zip(KINDS, CYCLE, strict=False):
        part = table.where(kind=kind)
        ax.plot(part["k"], part["error"], "o-", ms=3, color=colour, label=LABELS[kind])
    ax.axvline(ACTIVE, color=GREY, ls=":")
    ax.set(xlabel="steps or active atoms at inference", ylabel="error over energy", ylim=(0, None))
    ax.legend()
    return figure
