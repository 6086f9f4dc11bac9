"""With q - k >= s free neurons almost any free encoder completes the anchors to an exact zero of the loss.

For ReLU and JumpReLU in every dimension: the free encoders whose codes span all codes contain an open set, and each of them has a
decoder with zero loss.  So nothing is learned about the features without an anchor.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from proofs_checks.sdl import _paths as paths
from proofs_checks.vocabulary import Given, Theorem
from solvers.exact.linear import rank as exact_rank
from solvers.sdl.solution_set.anchored import AnchoredProblem
from solvers.sdl.solution_set.code_space import best_loss, code_dimension
from theory.claims import Budget, Evidence, InstanceReport, Source
from theory.sdl import Problem
from theory.sdl.formal import V, W, jump_codes
from theory.sdl.minima import near
from theory.typed import SCALAR, Expr, both, exists, for_all, implies, mat, rank, size, var

F = Fraction
theta = var("theta", SCALAR)
G, C = (
    var("G", mat("s", "p")),
    var("C", mat("r", "s")),
)  # s encoders whose codes span all codes, and the targets in them
E, U = var("E", mat("k", "p")), var("U", mat("r", "k"))  # the anchors
FREE, A, B = var("FF", mat("m", "p"), "F"), var("A", mat("m", "p")), var("B", mat("m", "p"))
P, Q = var("P", mat("s", "m")), var("Q", mat("k", "m"))
a, c = var("a", mat(1, "p")), var("c", mat(1, "s"))
D, eps = var("D", mat("r", "m"), "W_D"), var("eps", SCALAR)


def code(encoder: Expr) -> Expr:
    """The codes; theta = 0 is ReLU."""
    return jump_codes(theta, encoder, W)


def every(x: Expr, statement: Expr) -> Expr:
    """For all values of a variable."""
    return for_all(x.type, lambda _: statement, x.info[0])


def some(x: Expr, statement: Expr) -> Expr:
    """For some value of a variable."""
    return exists(x.type, lambda _: statement, x.info[0])


SPAN = every(a, some(c, code(a) == c @ code(G)))
COMPLETED = every(
    FREE,
    every(
        P,
        every(
            Q,
            implies(
                both(code(G) == P @ code(FREE), code(E) == Q @ code(FREE)),
                V - U @ code(E) == (C @ P - U @ Q) @ code(FREE),
            ),
        ),
    ),
)
OPEN = some(A, some(eps, both(eps > 0, every(B, implies(near(eps, A, B), some(D, V == U @ code(E) + D @ code(B)))))))
AXES, TILTED = [[1, 0], [0, 1]], [[1, 0], [F(3, 5), F(4, 5)]]
POINT: dict[str, Any] = {
    "p": 2,
    "r": 2,
    "k": 1,
    "s": 2,
    "m": 2,
    "n": 2,
    "theta": 0,
    "W": [[1, F(3, 5)], [0, F(4, 5)]],
    "V": [[1, F(3, 5)], [0, F(4, 5)]],
    "G": AXES,
    "C": AXES,
    "E": [[1, 0]],
    "U": [[1], [0]],
    "FF": AXES,
    "P": AXES,
    "Q": [[1, 0]],
}

T = Theorem(
    id="sdl.anchoring-free-encoders",
    title="Free encoders complete any anchors",
    says=r"""
        Let $\sigma$ be ReLU or JumpReLU with $\theta > 0$ ($\theta = 0$ stands for ReLU), let the codes of $s$ encoders $G$ be
        independent and span the space $S$ of all code rows, and let the rows of $V$ lie in $S$ (always so for autoencoders with
        ReLU). For any encoders $E$ and decoders $U$ of $k$ neurons and $m \ge s$ other neurons there is a nonempty open set of
        encoders of the others for which some decoder gives zero loss: $V = U \sigma(E W) + W_D \sigma(B W)$. (Also explicitly:
        for every encoder $F$ whose codes span those of $G$ and of $E$.)""",
    source=Source(locator="anchors, free encoders", arxiv="", ours=True),
    kind="existence",
    sizes="p r k s m n",
    about=(W, V, theta, G, C, E, U),
    given={
        "threshold": Given(r"$\theta \ge 0$", theta >= 0, note="below a negative threshold codes are no activations"),
        "targets": Given(r"rows of $V$ in $S$", V == C @ code(G), fails={"V": [[1, 0], [0, 1]]}),
        "independent": Given(
            r"the codes of $G$ are independent, so $s = \dim S$",
            rank(code(G)) == size("s"),
            note="it names the number s",
        ),
        "free-width": Given(
            r"$m = q - k \ge s$",
            size("s") <= size("m"),
            note="without a free neuron interfering anchors cost: sdl.anchoring-bias",
        ),
    },
    then=both(COMPLETED, implies(SPAN, OPEN)),
    example=POINT,
    needs=("sdl.no-spurious-valleys",),
    remark="In the published benchmark q - k = 15,900 and n = 1000.",
)
T.wrongly(
    "anchors-alone",
    "the anchors alone have loss 0",
    every(FREE, every(P, every(Q, implies(code(G) == P @ code(FREE), V == U @ code(E))))),
)
T.wrongly(
    "any-encoder",
    "every free encoder works, also one whose codes do not span those of G",
    every(
        FREE, every(P, every(Q, implies(code(E) == Q @ code(FREE), V - U @ code(E) == (C @ P - U @ Q) @ code(FREE))))
    ),
    FF=[[1, 0], [1, 0]],
)
PAGE = "anchoring"
CLAIM, mutations = T.claim(), T.mutations


def examples(budget: Budget) -> Evidence:
    """Random problems, anchors and free encoders of full code rank: the loss is exactly the best one."""
    rng, seen, violations = random.Random(budget.seed), 0, 0
    while seen < budget.pick(quick=20, full=300):
        base = paths.random_problem(rng, 0)
        count = rng.randint(1, base.n)
        problem = Problem.transcoder(
            base.features_in,
            base.features_out,
            weights=base.weights,
            activation=base.activation,
            width=code_dimension(base) + count,
        )
        nailed = AnchoredProblem(problem, {i: rng.randrange(problem.n) for i in range(count)})
        at = nailed.sample_optimum(rng)
        seen += 1
        violations += at.loss(problem) != best_loss(problem) or nailed.penalty(at) != 0
    numbers = {"examples": seen, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "family", "Exact losses of random anchored problems.", numbers=numbers)


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """How many neurons of the user's problem may be nailed without constraining the others."""
    try:
        s = code_dimension(problem)
    except ValueError as reason:
        return InstanceReport("not-applicable", str(reason))
    if (floor := best_loss(problem)) != 0:
        return InstanceReport("hypothesis-fails", f"targets: no width reaches zero loss, the least loss is {floor}")
    if problem.width <= s:
        return InstanceReport("hypothesis-fails", f"free-width: q = {problem.width} leaves no anchor beside s = {s}")
    k = min(problem.width - s, problem.n)
    nailed = AnchoredProblem(problem, {i: i for i in range(k)})
    at = nailed.sample_optimum(random.Random(budget.seed))
    free = exact_rank([row for i, row in enumerate(zip(*problem.codes(at.rows), strict=True)) if i in nailed.free])
    return InstanceReport(
        "holds", f"{k} neurons nailed, random free encoders of code rank {free}, loss {at.loss(problem)}"
    )
