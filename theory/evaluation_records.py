"""The format of what a sparse autoencoder, transcoder or crosscoder does on data: ``evaluation/1``."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from theory.show import table_html

Count = Annotated[int, msgspec.Meta(ge=0)]
Size = Annotated[int, msgspec.Meta(ge=1)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Cosine = Annotated[float, msgspec.Meta(ge=-1, le=1)]
AtLeast0 = Annotated[float, msgspec.Meta(ge=0)]


class TargetRecord(msgspec.Struct, forbid_unknown_fields=True):
    """How well one target is written; a crosscoder has several.

    ``error``: mean over rows of ``|y - yhat|^2``; ``unexplained``: sum of errors over sum of ``|y - mean y|^2``, null where all rows are
    alike; ``bias``: ``E|yhat|^2 / E<y, yhat>``, below 1 where the model shrinks; ``offset``: share of the error that a constant removes.
    """

    size: Size
    error: AtLeast0
    unexplained: AtLeast0 | None
    bias: AtLeast0 | None
    offset: AtLeast0


class NeuronColumns(msgspec.Struct, forbid_unknown_fields=True):
    """Entry j of every list is about neuron j.

    ``fires``: rows on which its code is not 0; ``mean``: size of its code on these rows (0 where there are none); ``largest``: size of a
    code; ``norm``: of its decoder row; ``nearest`` and ``cosine``: the neuron with the most similar decoder row (null where there is none:
    one neuron, or a decoder row of zeros).
    """

    fires: list[Count]
    mean: list[AtLeast0]
    largest: list[AtLeast0]
    norm: list[AtLeast0]
    nearest: list[Count | None]
    cosine: list[Cosine | None]


class NeuronGroup(msgspec.Struct, forbid_unknown_fields=True):
    """Neurons taken together: by how often they fire, or a prefix of a Matryoshka model.

    ``alone``: unexplained variance where only they write, with the decoder bias; ``without``: where all others do; ``active``: how many
    of them are active in a row, on average.
    """

    name: str
    neurons: Count
    active: AtLeast0
    alone: AtLeast0 | None
    without: AtLeast0 | None


class ExampleRow(msgspec.Struct, forbid_unknown_fields=True):
    """A row on which a neuron is active: its number among the rows that were looked at, the code, and its text where texts are given."""

    row: Count
    code: AtLeast0
    text: str | None = None


class Neighbour(msgspec.Struct, forbid_unknown_fields=True):
    """Another neuron and how near it is: a cosine, or the share of rows with either on which both fire (Jaccard)."""

    neuron: Count
    value: Cosine


class NeuronPage(msgspec.Struct, forbid_unknown_fields=True):
    """What is to be seen of one neuron.

    ``top``: the rows with the largest codes, largest first; ``histogram``: rows by code, in 20 equal steps from 0 to the largest code, rows
    without the neuron not counted; ``alike``: by decoder cosine; ``together``: by firing on the same rows.
    """

    neuron: Count
    top: list[ExampleRow]
    histogram: list[Count]
    alike: list[Neighbour]
    together: list[Neighbour]


class ModelEvaluation(msgspec.Struct, forbid_unknown_fields=True, repr_omit_defaults=True):
    """What one model does.

    ``rows``: that were looked at; ``of``: what they are; ``active_counts``: entry i is the number of rows with i active neurons;
    ``silent``: neurons that are active on no row; ``dense``: on more than half of them; ``duplicates``: neurons whose decoder row has a
    cosine of at least 0.9 with another's.
    """

    source: str
    kind: str
    form: Literal["sae", "transcoder", "crosscoder"]
    inputs: list[Size]
    outputs: list[Size]
    width: Size
    k: Size | None
    rows: Size
    of: str
    unexplained: AtLeast0 | None
    error: AtLeast0
    l0: AtLeast0
    active_counts: list[Count]
    silent: Count
    dense: Count
    duplicates: Count
    targets: list[TargetRecord]
    groups: list[NeuronGroup]
    neurons: NeuronColumns
    pages: list[NeuronPage] = []

    def __repr__(self) -> str:
        left = "nothing to explain" if self.unexplained is None else f"{self.unexplained:.2%} unexplained"
        return f"<ModelEvaluation {self.source!r}: {left}, L0 {self.l0:.1f}, {self.silent} of {self.width} silent>"


class Agreement(msgspec.Struct, forbid_unknown_fields=True):
    """How alike the decoders of two models are, over the neurons of each that fire.

    ``first``, ``second``: their numbers in the list of models; ``forth``, ``back``: mean over the neurons of the one of the largest
    cosine with a decoder row of the other; ``shared``: share of the neurons of the first whose largest cosine is at least 0.9;
    ``matched``: mean cosine of the best one-to-one matching, null where one model has more than 4,096 neurons that fire.
    """

    first: Count
    second: Count
    forth: Cosine
    back: Cosine
    shared: Share
    matched: Cosine | None


class EvaluationRecord(msgspec.Struct, forbid_unknown_fields=True):
    """One or more models on the same data, and how alike their decoders are.

    Source: the format is ``docs/schemas/evaluation.json``.

    >>> EvaluationRecord("sdl-atlas/evaluation/1", "rows of x.npy", [], [])
    <EvaluationRecord on 'rows of x.npy': []>
    """

    schema: Literal["sdl-atlas/evaluation/1"]
    data: str
    models: list[ModelEvaluation]
    agreements: list[Agreement]

    def __repr__(self) -> str:
        return f"<EvaluationRecord on {self.data!r}: {self.models!r}>"

    def _repr_html_(self) -> str:
        rows = [
            (
                m.source,
                m.kind,
                m.width,
                "-" if m.unexplained is None else f"{m.unexplained:.2%}",
                f"{m.l0:.1f}",
                m.silent,
                m.dense,
                m.duplicates,
            )
            for m in self.models
        ]
        return table_html(
            self.data, ["model", "kind", "neurons", "unexplained", "L0", "silent", "dense", "duplicates"], rows
        )
