"""Under Top-1 a polysemantic neuron can be split with the help of an unselected one, along a path that never climbs: proved."""

from __future__ import annotations

import random
from typing import Any

from proofs_checks.parts import hypotheses, wrong
from proofs_checks.sdl._instances import distinct_units
from proofs_checks.sdl._top_1_valleys import (
    STATEMENT,
    TOP1,
    Matrix,
    Q,
    d,
    e,
    i,
    last,
    later,
    level,
    m,
    s,
    t,
    u,
    v,
    x,
    y,
)
from theory.certificates import Rejected, check, seal
from theory.claims import Budget, Certificate, Claim, Evidence, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, implication, proof, read, relation, term
from theory.exact import json_tree
from theory.formal import (
    names,
    norm2,
    scale,
)
from theory.sdl import Activation, Problem
from theory.sdl.problem import dot as inner

POINT: dict[str, Any] = {
    "w": [[1, 0], [0, 1]], "v": [[1, 0], [0, 1]], "m": [1, 2], "W_E": [[1, 1], [0, 0]], "W_D": [[Q(1, 3), 0], [Q(2, 3), 0]],
    "i": 0, "j": 1, "d": 0, "apart": [1, -1], "eta": Q(1, 4), "beyond": Q(1, 16), "s": Q(1, 2), "t": Q(1, 4), "later": Q(3, 4),
}  # fmt: skip

PAGE = "partial-minima"
CLAIM = Claim(
    id="sdl.top-1-valleys",
    title="Top-1 valleys around a polysemantic neuron",
    statement=r"""
        Consider Top-1 of ReLU, $M_d > 0$, at a point where some neuron $j$ is never selected. Let $d$ be a feature of
        neuron $i$ with a residual $r_d \ne 0$ and a vector $h$ with $h \cdot w_d > 0 > h \cdot w_e$ for the other
        features $e$ of $i$ (for distinct unit features: let $d$ span an extreme ray of the cone of the features of
        $i$). Then there is a continuous path of networks along which the single-feature loss is first constant and
        then strictly decreasing, and continuous: move $a_j$ to $(1 - \eta) a_i$, $u_j$ to $u_i$, raise $a_j$ along
        $h$ up to the tie on $w_d$ and slightly beyond, then move $u_j$ so that the output on $w_d$ goes straight to
        $v_d$. ($\eta$ and the step beyond must be small enough for the other features to keep their winners, which is
        possible if these win strictly.)""",
    source=Source(locator="statement of this project", arxiv="", ours=True),
    kind="existence",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        POINT,
        {
            "positive-weights": (r"$M_d > 0$", {"m": [0, 1]}),
            "unselected-neuron": (
                "neuron $j$ is never selected",
                {"W_E": [[1, 1], [-1, 2]], "W_D": [[Q(1, 3), 0], [Q(2, 3), Q(1, 4)]]},
            ),
            "residual": (r"$r_d \ne 0$", {"W_D": [[1, 0], [0, 0]]}),
            "extreme-ray": (
                r"$d$ is a feature of $i$, $h \cdot w_d > 0 > h \cdot w_e$ for the others",
                {"W_E": [[1, -1], [0, 0]], "d": 1},
            ),
            "short-moves": (
                r"$\eta$ and the step beyond the tie are positive and small: the other features keep their winners",
                {"beyond": Q(-1, 2)},
            ),
            "times": ("the times on the way are ordered", {"later": 0}),
        },
        record="z at",
    ),
    statement_formal=STATEMENT,
    remark="So such points are not spurious valleys: Example 3.5 of the paper is one of them.",
)

UNIT2: Matrix = [[1, 0], [0, 1]]
# how far row j starts behind row i, and how far it goes beyond the tie (in parts of that way)
WIDTH, BEYOND = Q(1, 4), Q(1, 16)


class Point:
    """A Top-1 SAE with its features: rows of W_E and columns of W_D."""

    def __init__(self, features: Matrix, rows: Matrix, columns: Matrix) -> None:
        self.features, self.rows, self.columns = features, rows, columns
        self.problem = Problem.sae(features, activation=Activation("topk", k=1), width=len(rows))

    def loss(self, rows: Matrix, columns: Matrix) -> Any:
        """The loss with these encoder rows and decoder columns."""
        return self.problem.loss(rows, [list(row) for row in zip(*columns, strict=True)])


# Example 3.5: both features on neuron 0, neuron 1 unselected
STUCK = Point(UNIT2, [[1, 1], [0, 0]], [[Q(1, 2), Q(1, 2)], [0, 0]])


def moves(point: Point, i: int, j: int, d: int, v: list[Any]) -> tuple[list[Any], Matrix, Matrix]:
    """The path of the proof: row j to (1 - WIDTH) a_i, column j to u_i, row j up to the tie and beyond it, column j to v_d/z.

    ``v`` separates d from the other features of neuron i.
    """
    a, w = point.rows[i], point.features[d]
    level = inner(a, w)
    target = [(1 - WIDTH) * q for q in a]
    step = WIDTH * level / inner(v, w)
    tie = [q + step * b for q, b in zip(target, v, strict=True)]
    past = [q + BEYOND * step * b for q, b in zip(tie, v, strict=True)]
    final = [q / inner(past, w) for q in point.features[d]]
    rows, columns = [target, tie, past], [point.columns[i], final]
    steps: list[Any] = [
        [["encoder", j, _difference(rows[0], point.rows[j])]],
        [["decoder", j, _difference(columns[0], point.columns[j])]],
        [["encoder", j, _difference(rows[1], rows[0])]],
        [["encoder", j, _difference(rows[2], rows[1])], ["decoder", j, _difference(columns[1], columns[0])]],
    ]
    kept = [[m for m in step_ if any(m[2])] for step_ in steps]
    end_rows, end_columns = [list(r) for r in point.rows], [list(c) for c in point.columns]
    end_rows[j], end_columns[j] = rows[2], columns[1]
    return [step_ for step_ in kept if step_], end_rows, end_columns


def _difference(new: list[Any], old: list[Any]) -> list[Any]:
    return [p - q for p, q in zip(new, old, strict=True)]


def valley(
    point: Point, j: int, i: int, d: int, *, v: list[Any] | None = None, count: int | None = None
) -> Certificate:
    """The path as a ``monotone_path`` certificate: the first ``count`` moves (constant), or all (never rising)."""
    steps, rows, columns = moves(point, i, j, d, v or [1, -1])
    if count is not None:
        steps, (rows, columns) = steps[:count], _after(point, steps[:count])
    decoder = lambda c: json_tree([list(row) for row in zip(*c, strict=True)])  # noqa: E731
    asserts = {
        "features_in": json_tree(point.features), "features_out": None, "weights": [1] * len(point.features), "activation": TOP1,
        "change": "nonincreasing" if count is None else "constant",
        "start": {"W_E": json_tree(point.rows), "W_D": decoder(point.columns)},
        "end": {"W_E": json_tree(rows), "W_D": decoder(columns)},
        "start_loss": json_tree(point.loss(point.rows, point.columns)), "end_loss": json_tree(point.loss(rows, columns)),
    }  # fmt: skip
    return seal("monotone_path", asserts, {"moves": json_tree_moves(steps)})


def _after(point: Point, steps: list[Any]) -> tuple[Matrix, Matrix]:
    parts = {"encoder": [list(r) for r in point.rows], "decoder": [list(c) for c in point.columns]}
    for step in steps:
        for part, k, change in step:
            parts[part][k] = [p + q for p, q in zip(parts[part][k], change, strict=True)]
    return parts["encoder"], parts["decoder"]


def json_tree_moves(steps: list[Any]) -> list[Any]:
    return [[[part, k, json_tree(change)] for part, k, change in step] for step in steps]


def segment() -> Certificate:
    """x - ((1-t) y + t (1-e) g) = (1-t)(x-y) + t (1-e)(x-g) + t e x, for the winner's value x and y = a_j.w, g = "
    "a_i.w."""
    g = names("g")[0]
    between, smaller = [relation(t, ">"), relation(1 - t, ">")], [relation(e, ">"), relation(1 - e, ">")]
    return implication(
        "x y g t e",
        assume=[*between, *smaller, relation(x, ">"), relation(x - y, ">"), relation(x - g, ">=")],
        conclude=relation(x - ((1 - t) * y + t * (1 - e) * g), ">"),
        by=derivation(term(1, use=(1, 5)), term(1, use=(0, 3, 6)), term(1, use=(0, 2, 4))),
        means="inside the segment row j stays strictly behind the winner; at its ends y < x and (1 - e) g < x",
    )


def behind() -> Certificate:
    """(1 - e) x + s v < x where v <= 0."""
    return implication(
        "x e s y",
        assume=[relation(x, ">"), relation(e, ">"), relation(s, ">="), relation(-y, ">")],
        conclude=relation(x - ((1 - e) * x + s * y), ">"),
        by=derivation(term(1, use=(0, 1)), term(1, use=(2, 3))),
        means="on the other features of neuron i the new row stays behind (y = v.w_e < 0)",
    )


def decrease() -> Certificate:
    """The error of d at fixed z while the column moves from u with residual r to v_d/z: |(1 - t) r|^2."""
    r = names("r")[0]
    return implication(
        "r t",
        assume=[relation(t, ">"), relation(1 - t, ">"), relation(r**2, ">")],
        conclude=relation(r**2 - ((1 - t) * r) ** 2, ">"),
        by=derivation(term(1, use=(0, 2)), term(1, use=(0, 1, 2))),
        means="r^2 (1 - (1-t)^2) = t (1 + (1 - t)) r^2 > 0",
    )


def prove(budget: Budget) -> list[Evidence]:
    certificate = proof(
        """
        At a strict Top-1 point with an unselected neuron and a polysemantic one whose extreme feature has a residual
        there is a path, first constant, then strictly decreasing.""",
        read("free", "The decoder column of an unselected neuron may move freely at constant loss.", "definition"),
        checked("segment", r"Move $a_j$ to $(1 - \eta) a_i$ on a segment: it stays unselected.", segment()),
        read(
            "functional", r"""
                $w_d$ is not in the cone of the other features of i (distinct unit vectors, extreme ray), and $a_i$ is
                positive on all of them; so some v has $v \cdot w_d > 0 > v \cdot w_e$ for the others.""", "separation",
        ),
        read(
            "raise", r"""
                Set $u_j = u_i$ and add $\tau v$ to $a_j$, until $a_j \cdot w_d = a_i \cdot w_d = z_d$; for small
                $\eta$ this $\tau$ is small, so features of other neurons keep their strict winners.""", "continuity", "free", "functional",
        ),
        checked("behind", "On the other features of neuron i, j stays behind.", behind()),
        read(
            "tie", r"At the tie both neurons give $u_i z_d$: no matter which one is selected, the loss has not changed.",
            "conclusion", "raise", "behind",
        ),
        read(
            "beyond", r"""
                Go on by a small step, with $u_j = u_i z_d / (a_j \cdot w_d)$: now j wins d alone, the reconstruction
                is still $u_i z_d$, and the loss is constant.""", "continuity", "tie",
        ),
        checked("decrease", r"""
            Now move $u_j$ to $v_d / (a_j \cdot w_d)$: the error of d, $(1 - t) r_d$, decreases strictly.""", decrease()),
        read("path", "Together this is the path.", "conclusion", "segment", "beyond", "decrease"),
    )  # fmt: skip
    three = Point(
        [[Q(3, 5), Q(4, 5)], [1, 0], [Q(3, 5), Q(-4, 5)]],
        [[1, 0], [Q(-1), Q(-1, 2)]],
        [[1, 0], [0, 0]],
    )
    return [
        Evidence("symbolic-proof", "proved", "all-parameters", "A path in four moves.", (certificate,)),
        Evidence(
            "certified-instances",
            "proved",
            "instance",
            """
            Example 3.5 of the paper, from either neuron; three features in the plane. The first moves are constant,
            all never rise.""",
            (
                valley(STUCK, 1, 0, 0),
                valley(STUCK, 1, 0, 0, count=2),
                valley(three, 1, 0, 0, v=[-1, 1]),
                valley(three, 1, 0, 0, v=[-1, 1], count=3),
            ),
        ),
    ]


def examples(budget: Budget) -> Evidence:
    """Random pairs of features on one neuron of a Top-1 SAE: the path is built and checked."""
    rng, violations, cases = random.Random(budget.seed), 0, 0
    while cases < budget.pick(quick=10, full=150):
        w, v = distinct_units(rng, 2, 2)
        row = [p + q for p, q in zip(w, v, strict=True)]
        if inner(row, w) <= Q(1, 10) or inner(row, v) <= Q(1, 10):
            continue
        cases += 1
        column = [p * Q(rng.randint(1, 3), 4) for p in row]
        point = Point([w, v], [row, [-p for p in row]], [column, [Q(0), Q(1)]])
        apart = _difference(w, v)
        try:
            check(valley(point, 1, 0, 0, v=apart, count=3))
            _, rows, columns = moves(point, 0, 1, 0, apart)
            violations += point.loss(rows, columns) >= point.loss(point.rows, point.columns)
        except Rejected:
            violations += 1
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        """
            Two random features on one neuron: three constant moves, then a lower loss.""",
        numbers={"examples": cases, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    def all_constant() -> Certificate:
        return valley(STUCK, 1, 0, 0, count=4)

    def wrong_side() -> Certificate:
        three = Point([[Q(3, 5), Q(4, 5)], [1, 0], [Q(3, 5), Q(-4, 5)]], [[1, 0], [-1, Q(-1, 2)]], [[1, 0], [0, 0]])
        return valley(three, 1, 0, 1, v=[1, 0])

    def no_residual() -> Certificate:
        r = names("r")[0]
        return implication(
            "r t",
            assume=[relation(t, ">"), relation(1 - t, ">"), relation(r**2, ">=")],
            conclude=relation(r**2 - ((1 - t) * r) ** 2, ">"),
            by=derivation(term(1, use=(0, 2)), term(1, use=(0, 1, 2))),
        )

    (at,) = names("at")
    return [
        wrong("constant-throughout", "the whole path has constant loss", STATEMENT, POINT, last(later) == at),
        wrong(
            "half-way",
            "the loss has fallen by half of the feature's error half way",
            STATEMENT,
            {**POINT, "later": Q(1, 2)},
            2 * (at - last(later)) == m[d] * norm2(v[d] - scale(level, u[i])),
        ),
        Mutation("all-constant", "the path as one of constant loss", rejected=all_constant),
        Mutation(
            "middle-feature", "the middle one of three features can be split off by the same path", rejected=wrong_side
        ),
        Mutation("no-residual", "the last move decreases the loss without a residual", rejected=no_residual),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """The path from one neuron on the first two features of the problem (two features in the plane)."""
    if problem.activation.kind != "topk" or problem.activation.k != 1 or problem.features_in != problem.features_out:
        return InstanceReport("not-applicable", "the claim is about Top-1; the path is built for an SAE")
    if problem.n != 2 or problem.field is not None or problem.duplicates or problem.width < 2:
        return InstanceReport(
            "not-applicable", "the path is built here for two different rational features and two neurons"
        )
    w, v = (list(f) for f in problem.features_in)
    if inner(w, w) != 1 or inner(v, v) != 1:
        return InstanceReport("hypothesis-fails", "distinct-unit-features: a feature does not have norm 1")
    row = [p + q for p, q in zip(w, v, strict=True)]
    if inner(row, w) <= 0:
        return InstanceReport("not-applicable", "opposite features never share a neuron")
    point = Point([w, v], [row, [-p for p in row]], [[p / inner(row, row) for p in row], [Q(0)] * problem.p])
    return InstanceReport("holds", "a path from one shared neuron", (valley(point, 1, 0, 0, v=_difference(w, v)),))
