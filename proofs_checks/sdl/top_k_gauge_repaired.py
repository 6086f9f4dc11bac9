"""The gauge group of Top-k, k < q: permutations of the neurons and one common positive scale, away from ties.  Proved."""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl._instances import distinct_units, matrix
from theory.claims import Budget, Certificate, Claim, Evidence, Hypothesis, InstanceReport, Mutation, Source
from theory.evidence import checked, derivation, evaluation, implication, proof, read, relation, term
from theory.formal import Expression, binomial, both, for_all, matvec, names, sigma, span
from theory.sdl import Activation, Problem
from theory.sdl.gauge import GaugeGroup
from theory.sdl.problem import dot
from theory.statement import Statement

Q = Fraction
A, B, Z, ACT, c, d, N, X, q, k = names("A B z activation c d N X q k")
PRESERVED = matvec(B, sigma(ACT, matvec(A, Z))) == sigma(ACT, Z)
TOP1 = {"type": "topk", "k": 1}
SWAP = [[0, 1], [1, 0]]


def _preserved_at(v: Expression) -> Expression:
    return matvec(B, sigma(ACT, matvec(A, v))) == sigma(ACT, v)


PAGE = "zero-loss"
CLAIM = Claim(
    id="sdl.top-k-gauge-repaired",
    title="The gauge group of Top-k",
    statement=r"""
        Let $1 \le k < q$ and let $A$, $B$ be $q \times q$ matrices. Then $B \, \mathrm{Top}_k(\mathrm{relu}(A z)) =
        \mathrm{Top}_k(\mathrm{relu}(z))$ for all $z \in \mathbb{R}^q$ whose positive entries are different, if and
        only if $A = c P$ with a permutation matrix $P$ and a number $c > 0$, and $B = A^{-1}$.""",
    source=Source(locator="Gauge groups", arxiv="", ours=True),
    kind="equivalence",
    expected="argued",
    hypotheses=(
        Hypothesis(
            "fewer-than-width",
            r"$k < q$",
            lambda: evaluation(
                PRESERVED,
                let={
                    "activation": Expression(["data", TOP1]),
                    "A": [[0, 2], [2, 0]],
                    "B": [[0, Q(1, 2)], [Q(1, 2), 0]],
                    "z": [3, 1],
                },
                record="A B z",
            ),
            drop=lambda: evaluation(
                for_all([[x, y] for x in range(-2, 4) for y in range(-2, 4)], lambda v: _preserved_at(v), "v"),
                let={
                    "activation": Expression(["data", {"type": "topk", "k": 2}]),
                    "A": [[1, 0], [0, 3]],
                    "B": [[1, 0], [0, Q(1, 3)]],
                },
                record="A B",
                means="k = q = 2 is ReLU, where diag(1, 3) is a symmetry (sdl.gauge-relu); here at 36 points",
            ),
        ),
        Hypothesis(
            "positive-k",
            r"$k \ge 1$",
            lambda: evaluation(
                PRESERVED,
                let={
                    "activation": Expression(["data", TOP1]),
                    "A": [[0, 2], [2, 0]],
                    "B": [[0, Q(1, 2)], [Q(1, 2), 0]],
                    "z": [3, 1],
                },
                record="A B z",
            ),
            drop=lambda: evaluation(
                matvec([list(names("b1 b2")), list(names("b3 b4"))], [0, 0]) == [0, 0],
                indeterminates="b1 b2 b3 b4",
                means="k = 0: no neuron is ever on, and B 0 = 0 for every B, whatever A is",
            ),
        ),
        Hypothesis(
            "no-ties",
            "the positive entries of $z$ are different",
            lambda: evaluation(Z[0] != Z[1], let={"z": [3, 1]}, record="z"),
            drop=lambda: TIES.without("no-ties").refuted_by(
                {"activation": TOP1, "A": SWAP, "B": SWAP, "z": [1, 1]}, means="ties go to the smaller index"
            ),
        ),
    ),
    remark="""
        At ties even permutations fail, because ties go to the smaller index. Individual scalings close to 1 are
        symmetries near a point without ties; globally they are not: sdl.top-k-gauge.""",
)

TIES = Statement(
    ("activation", "A", "B", "z"),
    {"swap": both(A == SWAP, B == SWAP), "no-ties": Z[0] != Z[1]},
    PRESERVED,
)


def count() -> Certificate:
    """X = C(q-2, k-2) sets contain two given elements, N = C(q-1, k-1) one; (q-1) X = (k-1) N."""
    return implication(
        "q k N X",
        assume=[relation(q - 1, ">"), relation(q - k, ">"), relation(N, ">"), relation((q - 1) * X - (k - 1) * N, "=")],
        conclude=relation(N - X, ">"),
        by=derivation(term(1, use=(1, 2)), multiples={3: -1}, factor=(1, (0,))),
        means="(q-1)(N - X) = (q-k) N > 0, so fewer k-subsets contain two given elements than one",
    )


def absorption() -> Certificate:
    """(q-1) C(q-2, k-2) = (k-1) C(q-1, k-1), and C(q-s, k-s) decreases in s, up to q = 14."""
    row = lambda size: for_all(  # noqa: E731
        span(2, size),
        lambda j: both(
            (size - 1) * binomial(size - 2, j - 2) == (j - 1) * binomial(size - 1, j - 1),
            for_all(span(2, j), lambda s: binomial(size - s - 1, j - s - 1) <= binomial(size - s, j - s), "s"),
        ),
        "j",
    )
    return evaluation(for_all(span(3, 15), row, "size"), means="binomial identities used, for q = 3..14")


def order() -> Certificate:
    """c > d > 0: with t = (c + d)/(2d), 1 < t and d t < c."""
    return implication(
        "c d",
        assume=[relation(d, ">"), relation(c - d, ">")],
        conclude=relation((c + d) - 2 * d, ">"),
        by=derivation(term(1, use=(1,))),
        means="t = (c + d)/(2d) > 1: before scaling the entry t comes before the entry 1",
    )


def order_after() -> Certificate:
    return implication(
        "c d",
        assume=[relation(d, ">"), relation(c - d, ">")],
        conclude=relation(2 * c - (c + d), ">"),
        by=derivation(term(1, use=(1,))),
        means="d t = (c + d)/2 < c: after scaling the entry d t comes behind the entry c",
    )


def prove(budget: Budget) -> Evidence:
    certificate = proof(
        "For k < q the pairs (A, B) that preserve Top-k of ReLU away from ties are A = cP, B = A^{-1}, with c > 0 and a permutation P.",
        read(
            "if",
            """
            A permutation and a common positive scale keep the order and the signs of the entries; without ties Top-k
            selects the same entries, moved and scaled.""",
            "definition",
        ),
        read(
            "pieces",
            r"""
            Conversely, for every set S of k neurons the z whose Top-k set is S form an open set up to ties. On a
            smaller open set the selection T of $A z$ is constant too, and $B D_T A = D_S$ (D: diagonal projections),
            $|T| \le k$. The rank is k, so $|T| = k$; the kernels agree, so the rows of A in T are independent and
            vanish off S: they span $\mathbb{R}^S$.""",
            "linear-algebra",
        ),
        read(
            "bijection",
            r"""
            Different S have different spans, hence different T: so every k-subset T of rows belongs to one S(T) and
            spans $\mathbb{R}^{S(T)}$, and S is injective.""",
            "counting",
            "pieces",
        ),
        checked(
            "absorption",
            "Binomial identity for the number of k-sets through two elements (also clear in general).",
            absorption(),
        ),
        checked("fewer", "Fewer k-sets contain two given elements than one, when k < q.", count()),
        read(
            "one-entry",
            r"""
            A row i lies in $\binom{q-1}{k-1}$ sets T, and all these S(T) contain the support of the row. So the
            support has one element; it is not empty, for A is invertible (its rows span all coordinates).""",
            "counting",
            "bijection",
            "absorption",
            "fewer",
        ),
        read(
            "monomial",
            r"""
            So $A e_{\pi(i)} = c_i e_i$ with a permutation $\pi$. At $z = e_{\pi(i)}$: $B \,
            \mathrm{Top}_k(\mathrm{relu}(c_i e_i)) = e_{\pi(i)} \ne 0$, so $c_i > 0$ and $B e_i = e_{\pi(i)} / c_i$:
            $B = A^{-1}$.""",
            "instance",
            "one-entry",
        ),
        checked(
            "before",
            r"Suppose $c = c_i > d = c_j$. Take $t = (c + d)/(2 d)$, $z_{\pi(i)} = 1$, $z_{\pi(j)} = t > 1$",
            order(),
        ),
        checked(
            "after",
            r"so that $c_j t < c_i$, k - 1 other entries different and very large (k - 1 is at most q - 2), the rest 0.",
            order_after(),
        ),
        read(
            "common",
            r"""
            Then $\mathrm{Top}_k$ of z selects the large entries and $\pi(j)$, but of A z the large ones and i: the
            two sides have different supports. So all scales are equal.""",
            "conclusion",
            "monomial",
            "before",
            "after",
        ),
        read("all", "Together.", "conclusion", "if", "common"),
    )
    return Evidence(
        "symbolic-proof", "proved", "all-parameters", "For all k < q, over all pairs of matrices.", (certificate,)
    )


def examples(budget: Budget) -> Evidence:
    """Copies of random networks without ties on the features have the same exact loss."""
    rng, violations, cases = random.Random(budget.seed), 0, 0
    while cases < budget.pick(quick=40, full=500):
        width, p = rng.choice((2, 3, 4)), rng.choice((2, 3))
        problem = Problem.sae(
            distinct_units(rng, 3, p), activation=Activation("topk", k=rng.randint(1, width - 1)), width=width
        )
        pair = matrix(rng, width, p), matrix(rng, p, width)
        values = [[x for a in pair[0] if (x := dot(a, w)) > 0] for w in problem.features_in]
        if any(len(set(v)) < len(v) for v in values):
            continue
        cases += 1
        copy = GaugeGroup.of(problem.activation, width).sample(rng).apply(*pair)
        violations += problem.loss(*copy) != problem.loss(*pair)
    return Evidence(
        "property-test",
        "tested",
        "fixed-dimension",
        "Random exact networks without ties, random elements of the group.",
        numbers={"examples": cases, "seed": budget.seed, "violations": violations},
    )


def mutations() -> list[Mutation]:
    scalings = Statement(
        ("activation", "A", "B", "z"),
        {
            "inverse": Expression(["matmul", "B", "A"]) == [[1, 0], [0, 1]],
            "diagonal": both(A[0, 1] == 0, A[1, 0] == 0),
            "positive": both(A[0, 0] > 0, A[1, 1] > 0),
            "no-ties": Z[0] != Z[1],
        },
        PRESERVED,
    )

    def full_width() -> Certificate:
        return implication(
            "q k N X",
            assume=[
                relation(q - 1, ">"),
                relation(q - k, ">="),
                relation(N, ">"),
                relation((q - 1) * X - (k - 1) * N, "="),
            ],
            conclude=relation(N - X, ">"),
            by=derivation(term(1, use=(1, 2)), multiples={3: -1}, factor=(1, (0,))),
        )

    return [
        Mutation(
            "individual-scales",
            "every neuron may have its own scale",
            refuted_by=lambda: scalings.refuted_by(
                {"activation": TOP1, "A": [[1, 0], [0, 3]], "B": [[1, 0], [0, Q(1, 3)]], "z": [2, 1]}
            ),
        ),
        Mutation("k-equals-q", "the count also works for k = q", rejected=full_width),
        Mutation(
            "with-ties",
            "permutations are symmetries at ties too",
            refuted_by=lambda: TIES.without("no-ties").refuted_by(
                {"activation": TOP1, "A": SWAP, "B": SWAP, "z": [2, 2]}
            ),
        ),
    ]


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """A copy of a random network without ties has the same exact loss on this problem."""
    if problem.activation.kind != "topk" or (problem.activation.k or 0) >= problem.width:
        return InstanceReport("not-applicable", "the claim is about Top-k with k < q")
    rng = random.Random(budget.seed)
    pair = matrix(rng, problem.width, problem.p), matrix(rng, problem.r, problem.width)
    values = [[x for a in pair[0] if (x := dot(a, w)) > 0] for w in problem.features_in]
    if any(x == y for v in values for i, x in enumerate(v) for y in v[:i]):
        return InstanceReport("hypothesis-fails", "no-ties: the random network of this seed has a tie on a feature")
    copy = GaugeGroup.of(problem.activation, problem.width).sample(rng).apply(*pair)
    same = problem.loss(*copy) == problem.loss(*pair)
    return InstanceReport("holds" if same else "violated", "a random network and a gauge copy of it have the same loss")
