r"""The prevalence law: random targets admit a partial minimum with probability ``m 2^(1-m)`` and a local one with ``2^(1-m)``.

Proved for all m and all finite laws; decided exactly, flip by flip, for one problem of each size m = 2, ..., 8.
"""

from __future__ import annotations

from proofs_checks.sdl import _flips as flips
from proofs_checks.vocabulary import Given, Theorem
from theory.claims import Budget, Evidence, Source
from theory.sdl.flips import number_of_flips, serves, some_served
from theory.typed import (
    SCALAR,
    Expr,
    both,
    column,
    family,
    for_all,
    implies,
    index,
    mat,
    scalar,
    size,
    total,
    transposed,
    var,
)

w = var("w", family("N", SCALAR), "P")
B, X = var("B", family("N", mat("m", "m"))), var("X", family("N", mat("m", "m")))
lam, top = var("lam", mat("N", "m"), r"\lambda"), var("top", family("N", index("m")))
m = size("m")


def of_each(body: object, name: str = "g") -> Expr:
    """The same for every class."""
    return for_all("N", body, name)  # type: ignore[arg-type]


def mean_of_flips(served: object) -> Expr:
    """Over the classes, the mean number of flips with a property: ``2^m`` times the probability."""
    return total("N", lambda k: w[k] * number_of_flips(served(k)), "g")  # type: ignore[operator]


PARTIAL = mean_of_flips(lambda k: some_served("m", lambda i, j: X[k][i, j]))
LOCAL = mean_of_flips(lambda k: serves(lambda i: X[k][i, top[k]]))
T = Theorem(
    id="sdl.thm-3.6-prevalence",
    title="The prevalence law",
    says=r"""
        Let $m \ge 1$ features with independent input features share one neuron, and let their targets $v_d$ have a law with
        finitely many values that is symmetric under each $v_d \to -v_d$: with probability $P_k$ the targets are of class $k$,
        with independent uniform signs. If in every class the symmetric matrix $B_k = \mathrm{diag}(\sqrt{M}) G \mathrm{diag}(\sqrt{M})$
        has simple spectrum and no eigenvector with a zero entry, the cluster has a partial minimum with probability $m
        2^{1-m}$, and one that belongs to the largest (or any other given) eigenvalue, so that it is a local minimum, with probability
        $2^{1-m}$. Formally, $X_k$ has the eigenvectors of $B_k$ as columns, a flip serves an eigenvector if it makes all entries
        of one sign (sdl.sign-flip-law), and the mean numbers of such flips are $2m$ and $2$ of $2^m$. Beyond the formal statement: the
        same holds for laws with a density, such as uniform on the unit sphere of $\mathbb{R}^{n_r}$, $n_r \ge m - 1$.""",
    source=Source(locator="Theorem 3.6, repaired: prevalence", ours=True),
    kind="rate",
    sizes="m N",
    about=(w, B, X, lam, top),
    given={
        "not-empty": Given(r"$m \ge 1$", m >= 1, note="an index of the top eigenvalue says the same"),
        "probabilities": Given("the $P_k$ add up to 1", total("N", lambda k: w[k], "g") == 1, fails={"w": [2]}),
        "symmetric": Given(
            r"$B_k = B_k^\top$",
            of_each(lambda k: transposed(B[k]) == B[k]),
            fails={"B": [[[0, 1], [-2, 3]]], "X": [[[1, 1], [1, 2]]], "lam": [[1, 2]]},
        ),
        "eigenvectors": Given(
            "the columns of $X_k$ are eigenvectors",
            of_each(lambda k: for_all("m", lambda j: B[k] @ column(X[k], j) == lam[k, j] * column(X[k], j), "j")),
            fails={"X": [[[1, 1], [1, 2]]]},
        ),
        "simple-spectrum": Given(
            "the eigenvalues are different",
            of_each(
                lambda k: for_all(
                    "m", lambda i: for_all("m", lambda j: implies(i != j, lam[k, i] != lam[k, j]), "j"), "i"
                )
            ),
            fails={"B": [[[1, 0], [0, 1]]], "X": [[[1, 1], [1, 2]]], "lam": [[1, 1]]},
        ),
        "no-zero-entry": Given(
            "no eigenvector has a zero entry",
            of_each(lambda k: for_all("m", lambda i: for_all("m", lambda j: X[k][i, j] != 0, "j"), "i")),
            fails={"B": [[[1, 0], [0, 2]]], "X": [[[1, 0], [0, 1]]], "lam": [[1, 2]]},
        ),
    },
    then=both(PARTIAL == 2 * scalar(m), LOCAL == 2),
    example={"m": 2, "N": 1, "w": [1], "B": [[[2, 1], [1, 2]]], "X": [[[1, 1], [1, -1]]], "lam": [[3, 1]], "top": [0]},
    needs=("sdl.sign-flip-law", "sdl.thm-3.6-positive-eigenvectors", "sdl.thm-3.6-top-eigenvectors"),
    remark="""
        So with probability 1 - 2^(1-m) the infimum over the region is approached only where features drop out:
        boundary minima are the rule from three features on.""",
)
T.wrongly("twice", "probability m 2^(2-m)", PARTIAL == 4 * scalar(m))
T.wrongly("half", "a local minimum with probability 2^(-m)", LOCAL == 1)
PAGE = "partial-minima"
CLAIM, mutations = T.claim(), T.mutations


def prove(budget: Budget) -> Evidence:
    tables = [flips.table(m) for m in flips.SIZES]
    decided = tuple(c for t in tables for c in (t, flips.counts(t["asserts"]["signs"])))
    return Evidence("exact-decision", "proved", "instance", "All flips of one problem for each m = 2, ..., 8.", decided)


def empirical(budget: Budget) -> Evidence:
    """Monte Carlo with Gaussian targets and random weights, numpy only."""
    import numpy as np

    rng, runs, off = np.random.default_rng(budget.seed), budget.pick(quick=2000, full=40000), {}
    for m in (2, 3, 4):
        v = rng.standard_normal((runs, m, m))
        s = np.sqrt(rng.uniform(0.5, 2, (runs, m)))
        vectors = np.linalg.eigh(s[:, :, None] * (v @ v.transpose(0, 2, 1)) * s[:, None, :])[1]
        good = np.abs(np.sign(vectors).sum(axis=1)) == m
        off[m] = (round(float(good.any(axis=1).mean()), 4), round(float(good[:, -1].mean()), 4))
    numbers = {"runs": runs, "seed": budget.seed, **{f"share m={m}": list(x) for m, x in off.items()}}
    return Evidence(
        "empirical",
        "empirical",
        "fixed-dimension",
        "Gaussian targets; the law says 1, 3/4, 1/2 and 1/2, 1/4, 1/8.",
        numbers=numbers,
    )
