r"""With q - k >= s free neurons almost any free encoder completes the anchors to an exact zero of the loss.

Proved for ReLU and JumpReLU in every dimension: the free encoders with full code rank form a nonempty open set, and each of
them has a decoder with zero loss.  So nothing is learned about the features without an anchor.
"""

from __future__ import annotations

import random

from proofs_checks.parts import hypotheses, wrong
from proofs_checks.sdl import _anchoring as anchoring
from proofs_checks.sdl import _paths as paths
from proofs_checks.sdl._anchoring import W_E, k, w
from solvers.exact.linear import rank as exact_rank
from solvers.sdl.solution_set.anchored import AnchoredProblem
from solvers.sdl.solution_set.code_space import best_loss, code_dimension
from solvers.sdl.solution_set.descents import path_between_minima
from solvers.sdl.solution_set.path import Point
from theory.claims import Budget, Certificate, Claim, Evidence, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation
from theory.formal import Expression, both, codes, length, listing, matmul, names, op, rank, span, transpose
from theory.sdl import Problem
from theory.statement import Statement

C, D = paths.F(3, 5), paths.F(4, 5)
FEATURES = [[1, 0, 0], [C, D, 0], [0, C, D], [-C, 0, D]]
PROBLEM = Problem.sae(FEATURES, activation=anchoring.RELU, width=7)
NAILED = AnchoredProblem(PROBLEM, {0: 0, 1: 1})


act, W, V, E, U, A, S = names("act W V E U A S")
anchors, free, spanning, rest = names("anchors free spanning rest")


def _code_rows(encoders: Expression) -> Expression:
    return transpose(codes(act, encoders, W))


# E with the decoder columns U are the anchors, A the free encoders, S encoders whose code rows span the space S
STATEMENT = Statement(
    ("act", "W", "V", "E", "U", "A", "S"),
    {
        "free-width": rank(free) == rank(op("append", free, spanning, anchors)),
        "targets": rank(spanning) == rank(op("append", spanning, transpose(V))),
    },
    rank(op("append", free, rest)) == rank(free),
    {
        "anchors": _code_rows(E),
        "free": _code_rows(A),
        "spanning": _code_rows(S),
        "rest": transpose(V) - matmul(transpose(U), anchors),
    },
)
TWO = [[1, 0], [C, D]]
AXES = [[1, 0], [0, 1]]
AT = {"act": anchoring.RELU, "W": TWO, "V": TWO, "E": [[1, 0]], "U": [[1, 0]], "A": AXES, "S": AXES}
ONE_FREE = {"E": [[C, D]], "U": [[C, D]], "A": [[1, 0]]}
LINE = {"W": [[1], [2]], "V": [[1], [1]], "E": [[1]], "U": [[0]], "A": [[1]], "S": [[1]]}  # S is spanned by (1, 2)


def superposed(seed: int = 1) -> Certificate:
    """n = 4, p = 3, k = 2, q = 7: exact anchors, zero loss, free codes of rank 4 = s."""
    at = NAILED.sample_optimum(random.Random(seed))
    table = transpose(codes(anchoring.RELU, W_E, w))
    free = listing(span(k, length(W_E)), lambda i: table[i], "i")
    return evaluation(
        both(anchoring.anchored(), anchoring.zero_loss(), rank(free) == 4, length(w) == 4),
        let={**anchoring.assignment(FEATURES, at, 2), **anchoring.RECORDED},
        record="w W_E W_D k preactivations decoder_products",
    )


def anchored_path() -> Certificate:
    """With the anchors at rest, from one random zero to another, at zero loss."""
    rng = random.Random(4)
    start = NAILED.sample_optimum(rng)
    return path_between_minima(PROBLEM, start, NAILED.sample_optimum(rng), fixed=[0, 1]).certificate("constant")


def remaining_rows() -> Certificate:
    """Scalars: if the target and the anchors' code are combinations of the same rows, so is the rest of the target."""
    v, z, u, b1, b2, x1, x2, y1, y2 = names("v z u b1 b2 x1 x2 y1 y2")
    return implication(
        "v z u b1 b2 x1 x2 y1 y2",
        assume=[relation(v, "=", x1 * b1 + x2 * b2), relation(z, "=", y1 * b1 + y2 * b2)],
        conclude=relation(v - u * z, "=", (x1 - u * y1) * b1 + (x2 - u * y2) * b2),
        by=derivation(multiples={0: 1, 1: -u}),
        means="one output coordinate, one feature, one anchor, two basis rows",
    )


def too_few() -> Certificate:
    """q - k = 0 < s = 2: both of two features with inner product 3/5 anchored, no other neuron: loss 18/25."""
    features = TWO
    at = AnchoredProblem(Problem.sae(features, activation=anchoring.RELU, width=2), {0: 0, 1: 1}).place([], [])
    holds = both(anchoring.anchored(), anchoring.LOSS - paths.F(18, 25) == 0)
    return evaluation(
        holds, let=anchoring.assignment(features, at, 2), record="w W_E W_D k", means="no free neuron: no zero"
    )


def target_outside() -> Certificate:
    """Rows of V outside S: the floor 529/100 of six dependent features, for every width."""
    return paths.positive_floor()


PAGE = "anchoring"
CLAIM = Claim(
    id="sdl.anchoring-free-encoders",
    title="Free encoders complete any anchors",
    statement=r"""
        Let $\sigma$ be ReLU or JumpReLU with $\theta > 0$, the rows of $V$ in $S$ (always so for autoencoders with
        ReLU) and $q - k \ge s$. For any encoders and decoders of $k$ neurons there is a nonempty open set of encoders
        of the other $q - k$ neurons for which some decoder gives $\tilde L = 0$. Formally: whenever the codes of the
        free encoders span $S$, the rows of $V$ without the output of the anchors are combinations of them. Beyond
        the formal statement: the encoders with this property contain a nonempty open set.""",
    source=Source(locator="anchors, free encoders", arxiv="", ours=True),
    kind="existence",
    expected="argued",
    hypotheses=hypotheses(
        STATEMENT,
        AT,
        {
            "free-width": (r"$q - k \ge s$, so that the codes of free encoders can span $S$; here they do", ONE_FREE),
            "targets": (r"rows of $V$ in $S$", LINE),
        },
    ),
    statement_formal=STATEMENT,
    depends_on=("sdl.no-spurious-valleys",),
    remark="In the published benchmark q - k = 15,900 and n = 1000.",
)

STEPS = (
    read(
        "rank",
        r"$S$ is spanned by code rows, so $s \le q - k$ free rows can have independent codes, the others being arbitrary.",
        "linear-algebra",
    ),
    read(
        "strict",
        r"""
        ReLU: codes are continuous in the encoder. JumpReLU: multiply the rows by $1 - \epsilon$; selected values stay
        above $\theta$, values equal to $\theta$ fall below it, and code rows are only scaled. Then no value is on a
        threshold and codes are continuous nearby.""",
        "continuity",
        "rank",
    ),
    read(
        "open",
        r"A nonzero $s \times s$ minor stays nonzero nearby: the encoders whose free codes span $S$ contain an open set.",
        "continuity",
        "strict",
    ),
    checked("rest", r"The target minus the anchors' output has its rows in $S$.", remaining_rows()),
    read(
        "solve",
        """
        Rows of $V$ are in $S$ and so are the anchors' codes; hence the rest is a combination of the free code rows,
        and its coefficients are the free decoder.""",
        "linear-algebra",
        "open",
        "rest",
    ),
    read(
        "autoencoder",
        r"ReLU autoencoders: $w_{cd} = \sigma(e_c \cdot w_d) - \sigma(-e_c \cdot w_d)$, so the rows of $V = W$ are in $S$.",
        "definition",
    ),
    read("all", "Together.", "conclusion", "solve", "autoencoder"),
)


def prove(budget: Budget) -> list[Evidence]:
    theorem = "Rows of V in S, q - k >= s: an open set of free encoders completes any k neurons to a zero of the loss."
    text = "Exact anchored zeros in superposition (n = 4, p = 3, k = 2, q = 7), and a path between two of them."
    return [
        Evidence("symbolic-proof", "proved", "all-parameters", "Every dimension.", (proof(theorem, *STEPS),)),
        Evidence("certified-instances", "proved", "instance", text, (superposed(), superposed(7), anchored_path())),
    ]


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


def mutations() -> list[Mutation]:
    def rank_three() -> Certificate:
        """The same instance with a free neuron's encoder copied onto the others: the free codes have rank 1."""
        at = NAILED.sample_optimum(random.Random(1))
        rows = (*at.rows[:2], *[at.rows[2]] * 5)
        values = anchoring.assignment(FEATURES, Point(rows, at.columns), 2)
        return evaluation(both(anchoring.anchored(), anchoring.zero_loss()), let=values)

    line = {**AT, **LINE, "V": [[1], [2]]}
    return [
        wrong("anchors-alone", "the anchors alone have loss 0", STATEMENT, AT, rank(rest) == 0),
        wrong("full-rank", "the codes of the free encoders have rank n", STATEMENT, line, rank(free) == length(W)),
        Mutation("no-free-neuron", "q - k = 0 suffices", refuted_by=too_few),
        Mutation("any-target", "every transcoder has anchored zeros", refuted_by=target_outside),
        Mutation("any-encoder", "every free encoder works, also of low rank", rejected=rank_three),
    ]


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
