"""Half-spaces do not split: two open half-spaces are disjoint only when antiparallel, three never are pairwise disjoint."""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, Source
from theory.typed import SCALAR, absolute, both, dot, either, norm2, var, vec

F = Fraction
# two half-spaces with the normals u, v and the biases b, c; and three normals
u, v, far = var("u", vec("n")), var("v", vec("n")), var("far", vec("n"), "p")
b, c = var("b", SCALAR), var("c", SCALAR)
x, y, z = var("x", vec("n")), var("y", vec("n")), var("z", vec("n"))

PAGE = "concepts-neurons"
T = Theorem(
    id="concepts.half-spaces-do-not-split",
    title="Half-spaces do not split in the ambient space",
    says=r"""
        Two open half-spaces with unit normals $u, v$ that are not antiparallel meet, for example at $t (u + v)$ with
        $t = (1 + |b| + |c|) / (1 + \langle u, v \rangle)$. So at most two open half-spaces are pairwise disjoint (of
        three, two have normals that are not antiparallel). Beyond the formal statement: no open half-space is, even
        up to null sets, a disjoint union of two or more open half-spaces.""",
    source=Source(
        "statement of this project",
        arxiv="",
        ours=True,
        note="splitting: arXiv 2606.07007, as reported; not checked against the paper",
    ),
    kind="property",
    sizes="n",
    about=(u, b, v, c, x, y, z),
    given={
        "first-unit": Given(r"$\|u\| = 1$", norm2(u) == 1, fails={"u": [F(-1, 2), 0], "b": -5, "c": 0}),
        "second-unit": Given(r"$\|v\| = 1$", norm2(v) == 1, fails={"v": [F(-1, 2), 0], "b": -1, "c": -1}),
        "not-antiparallel": Given(
            r"$\langle u, v \rangle > -1$",
            1 + dot(u, v) > 0,
            note="antiparallel half-spaces may be disjoint; the point divides by this",
        ),
        "unit-normals": Given(
            r"$\|x\| = \|y\| = \|z\| = 1$",
            both(norm2(x) == 1, norm2(y) == 1, norm2(z) == 1),
            fails={"x": [2, 0], "y": [-1, 2], "z": [-1, -2]},
        ),
    },
    let=((far, (1 + absolute(b) + absolute(c)) / (1 + dot(u, v)) * (u + v)),),
    then=both(
        dot(u, far) + b > 0,
        dot(v, far) + c > 0,
        either(dot(x, y) > -1, dot(x, z) > -1, dot(y, z) > -1),
    ),
    example={
        "n": 2,
        "u": [1, 0],
        "b": -5,
        "v": [0, 1],
        "c": -5,
        "x": [1, 0],
        "y": [-1, 0],
        "z": [0, 1],
    },
    remark="On finitely many data points a neuron's set can split: the pieces need only be separable from the other data points.",
)
T.wrongly(
    "at-u-plus-v", "the two half-planes meet already at u + v", both(dot(u, u + v) + b > 0, dot(v, u + v) + c > 0)
)
T.wrongly("orthogonal", "they meet only if the normals are not obtuse", dot(u, v) >= 0, v=[F(-3, 5), F(4, 5)])
T.wrongly("two", "of two unit normals none is antiparallel to the other", dot(x, y) > -1)
T.wrongly(
    "two-of-them",
    "two pairs of three normals are not antiparallel for each order",
    both(dot(x, y) > -1, dot(x, z) > -1),
)
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Rational unit normals: the explicit point t(u + v) lies in both half-planes."""
    rng, wanted, count, violations = random.Random(budget.seed), budget.pick(quick=100, full=3000), 0, 0
    while count < wanted:
        pair = []
        for _ in range(2):
            m = F(rng.randint(-9, 9), rng.randint(1, 9))
            pair.append(((1 - m * m) / (1 + m * m), 2 * m / (1 + m * m)))
        g = pair[0][0] * pair[1][0] + pair[0][1] * pair[1][1]
        if g == -1:
            continue
        count += 1
        offsets = [F(rng.randint(-20, 20)), F(rng.randint(-20, 20))]
        t = (1 + max(o * o for o in offsets)) / (1 + g)
        point = [t * (pair[0][k] + pair[1][k]) for k in (0, 1)]
        violations += not all(n[0] * point[0] + n[1] * point[1] + o > 0 for n, o in zip(pair, offsets, strict=True))
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "Random rational half-planes that are not antiparallel.",
        numbers={"examples": count, "seed": budget.seed, "violations": violations},
    )
