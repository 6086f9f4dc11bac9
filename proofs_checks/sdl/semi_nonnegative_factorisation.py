"""For linearly independent input features the ReLU problem is exactly semi-nonnegative matrix factorisation: proved.

Every nonnegative code matrix is realized by W_E = Z L, L a left inverse of W_p.  So inf L~ is the infimum of the weighted |V - W_D Z|^2
over Z >= 0 (not always attained: with two neurons the targets (1, 0, 0), (0, 1, -1) are approached but need a third one), and the
smallest width with loss 0 is rank V if the rows of V span a space with a basis of nonnegative vectors, else rank V + 1.
"""

from __future__ import annotations

import random
from fractions import Fraction

from proofs_checks.sdl._exact_algebra import gram as gram_of
from proofs_checks.sdl._exact_algebra import identity as identity_of
from proofs_checks.sdl._exact_algebra import product, solve, transposed
from proofs_checks.sdl._instances import distinct_units, matrix, report, weights
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Certificate, Evidence, InstanceReport, Source
from theory.evidence import derivation, evaluation, implication, relation, term
from theory.formal import code_loss, det, gram, names
from theory.sdl import Activation, Problem
from theory.sdl.formal import POSITIVE_WEIGHTS, D, E, M, V, W, codes, loss_at, weighted
from theory.sdl.regions import FULL_COLUMN_RANK, L
from theory.typed import Expr, both, exists, for_all, iff, implies, mat, rank, size, var

F = Fraction
Z, q, k, m = var("Z", mat("q", "n")), size("q"), size("k"), size("m")


def nonnegative(z: Expr, rows: str, names_: str = "i d") -> Expr:
    """No entry is negative."""
    i, d = names_.split()
    return for_all(rows, lambda a: for_all("n", lambda b: z[a, b] >= 0, d), i)


def zero_loss(width: str, names_: str) -> Expr:
    """Some network of this width has loss 0."""
    decoder, encoder = names_.split()
    inside = lambda a: exists(mat(width, "p"), lambda b: loss_at(a, b) == 0, encoder)  # noqa: E731
    return exists(mat("r", width), inside, decoder)


def nonnegative_basis() -> Expr:
    """k nonnegative vectors B of the row space of V, of which the rows of V are combinations."""

    def spans(b: Expr, c: Expr, g: Expr) -> Expr:
        return both(nonnegative(b, "k", "j e"), V == c @ b, b == g @ V)

    some = lambda b, c: exists(mat("k", "r"), lambda g: spans(b, c, g), "G")  # noqa: E731
    return exists(mat("k", "n"), lambda b: exists(mat("r", "k"), lambda c: some(b, c), "C"), "B")


PAIR = {"n": 2, "p": 2, "W": [[1, F(3, 5)], [0, F(4, 5)]], "L": [[1, F(-3, 4)], [0, F(5, 4)]], "M": [1, 2]}
T = Theorem(
    id="sdl.semi-nonnegative-factorisation",
    title="ReLU dictionaries on independent features are semi-nonnegative matrix factorisation",
    says=r"""
        Let $w_1, \dots, w_n$ be linearly independent and $M_d > 0$. Then $\{\mathrm{ReLU}(W_E W_p)\}$ is the set of
        all nonnegative $q \times n$ matrices: $W_E = Z L$ has the codes $Z \ge 0$, and the loss $\|(V - W_D Z)
        \mathrm{diag}(\sqrt{M})\|_F^2$. The smallest $q$ with $\tilde{L} = 0$ is $k = \mathrm{rank}\, V$ if the row space of
        $V$ has a basis of nonnegative vectors, and $k + 1$ otherwise. Beyond the formal statement: the infimum
        need not be attained.""",
    source=Source(
        locator="a consequence of equation (8)", ours=True, note="the second part as in Gillis and Kumar 2015"
    ),
    kind="equivalence",
    sizes="n p q r k m",
    about=(W, V, M, L, D, E, Z),
    given={
        "full-column-rank": Given(
            "the input features are linearly independent",
            FULL_COLUMN_RANK,
            fails={
                **{"p": 1, "W": [[1, -1]], "L": [[1], [-1]], "q": 1, "Z": [[1, 1]], "E": [[0]], "D": [[1]]},
            },
        ),
        # the second target is not asked for
        "positive-weights": Given(
            "$M_d > 0$",
            POSITIVE_WEIGHTS,
            fails={
                **{"M": [1, 0], "r": 2, "V": [[1, 0], [0, 1]], "q": 1, "Z": [[1, 0]]},
                **{"E": [[1, F(-3, 4)]], "D": [[1], [0]]},
            },
        ),
        "nonnegative": Given(r"$Z \ge 0$", nonnegative(Z, "q"), fails={"Z": [[1, 0], [-1, 1]]}),
    },
    then=both(
        codes(Z @ L, W) == Z,
        nonnegative(codes(E, W), "q"),
        loss_at(D, Z @ L) == weighted(V - D @ Z, M),
        implies(loss_at(D, E) == 0, q >= rank(V)),
        implies(k == rank(V), iff(zero_loss("k", "D1 E1"), nonnegative_basis())),
        implies(both(k == rank(V), m == k + 1), zero_loss("m", "D2 E2")),
    ),
    # V = (1, -1) has rank 1 and needs two neurons
    example={
        **PAIR,
        "q": 2,
        "r": 1,
        "k": 1,
        "m": 2,
        "V": [[1, -1]],
        "D": [[1, -1]],
        "E": PAIR["L"],
        "Z": [[1, 0], [0, 1]],
    },
)
T.wrongly("always-rank", "rank V neurons are enough, also for V = (1, -1)", implies(loss_at(D, E) == 0, q <= rank(V)))
T.wrongly(
    "always-one-more",
    "rank V neurons are never enough",
    implies(loss_at(D, E) == 0, q > rank(V)),
    V=[[1, 1]],
    q=1,
    D=[[1]],
    E=[[1, F(1, 2)]],
    Z=[[1, 1]],
)
PAGE = "zero-loss"
CLAIM, mutations = T.claim(), T.mutations


def approached() -> Certificate:
    """Codes (t, 0, 1), (t, 1, 0) and decoder rows (s, 0), (-1, 1) with s = 1/t: the loss is s^2, so the infimum is 0."""
    s, t = names("s t")
    value = code_loss([[t, t], [0, 1], [1, 0]], [[s, 0], [-1, 1]], [[1, 0], [0, 1], [0, -1]], [1, 1, 1])
    return implication(
        "s t",
        assume=[relation(s * t, "=", 1)],
        conclude=relation(value, "=", s**2),
        by=derivation(multiples={0: s * t - 1}),
        means="two neurons, target rows (1, 0, 0) and (0, 1, -1)",
    )


def missed() -> Certificate:
    """A vector (a, b, -b) without negative entries has b = 0: no nonnegative basis, so the loss 0 is not attained."""
    b = names("b")[0]
    return implication(
        "b",
        assume=[relation(b, ">="), relation(-1 * b, ">=")],
        conclude=relation(-1 * b**2, ">="),
        by=derivation(term(1, use=(0, 1))),
        means="the row space of (1, 0, 0) and (0, 1, -1) is not spanned by nonnegative vectors",
    )


def prove(budget: Budget) -> Evidence:
    text = "The infimum 0 is approached and not attained: two neurons, target rows (1, 0, 0) and (0, 1, -1)."
    return Evidence("certified-instances", "proved", "instance", text, (approached(), missed()))


def examples(budget: Budget) -> Evidence:
    """Random independent features and nonnegative codes: the codes of the constructed encoder."""
    rng, wanted, done, violations = random.Random(budget.seed), budget.pick(quick=40, full=500), 0, 0
    while done < wanted:
        count, width = rng.randint(1, 3), rng.randint(1, 3)
        w = distinct_units(rng, count, 3)
        inv = solve(gram_of(w), identity_of(count))
        if inv is None:
            continue
        done += 1
        z = [[F(rng.randint(0, 4), 2) for _ in range(width)] for _ in range(count)]
        problem = Problem.transcoder(
            w, matrix(rng, count, 2), weights=weights(rng, count), activation=Activation("relu"), width=width
        )
        violations += problem.codes(product(transposed(z), product(inv, w))) != z
    numbers = {"examples": done, "seed": budget.seed, "violations": violations}
    return Evidence("property-test", "tested", "instance", "Prescribed nonnegative codes.", numbers=numbers)


def evaluate(problem: Problem, budget: Budget) -> InstanceReport:
    """The encoder with the codes I + 1 on the user's features, when they are independent."""
    if problem.activation.kind != "relu" or problem.n > 30:
        return InstanceReport("not-applicable", "the claim is about ReLU; evaluated for at most 30 features")
    w, v = ([list(x) for x in features] for features in (problem.features_in, problem.features_out))
    inv = solve(gram_of(w), identity_of(problem.n))
    if inv is None:
        singular = evaluation(det(gram(names("w")[0])) == 0, let={"w": w}, field=problem.field)
        return InstanceReport("hypothesis-fails", "the input features are linearly dependent", (singular,))
    assignment = {
        **{"n": problem.n, "p": problem.p, "q": problem.width, "r": problem.r, "k": 0, "m": 0},
        **{"W": transposed(w), "V": transposed(v), "M": list(problem.weights), "L": product(inv, w)},
        "Z": [[F(1 + int(i == d)) for d in range(problem.n)] for i in range(problem.width)],
        "E": [[F(0)] * problem.p for _ in range(problem.width)],
        "D": [[F(1)] * problem.width for _ in range(problem.r)],
    }
    return report(T.statement, assignment, "the codes 1 + I are realized", field=problem.field)
