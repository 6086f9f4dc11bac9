r"""The single-feature problem in the typed language: codes, loss, patterns, each the same as the definition in ``Sdl.v``.

Features are columns: $W_p \in \mathbb R^{p \times n}$, $W_r \in \mathbb R^{r \times n}$; $W_E \in \mathbb R^{q \times p}$ and
$W_D \in \mathbb R^{r \times q}$ are encoder and decoder, $M$ the weights.
"""

from __future__ import annotations

from theory.typed import (
    NAT,
    SCALAR,
    Definition,
    Expr,
    both,
    cardinal,
    cond,
    either,
    family,
    for_all,
    iff,
    indicator,
    maps,
    mat,
    relu,
    scalar,
    size,
    tabulate,
    those,
    total,
    var,
)

FILE = "Sdl"


def _definitions() -> tuple[Definition, ...]:
    y, z = var("Y", mat("q", "n")), var("Y", mat("r", "n"))
    e, f, w = var("E", mat("q", "p")), var("F", mat("q", "p")), var("W", mat("p", "n"))
    m, v, d = var("M", family("n", SCALAR)), var("V", mat("r", "n")), var("D", mat("r", "q"))
    positive = Definition(
        "positive_part", (y,), tabulate("q", "n", lambda i, k: relu(y[i, k]), "i d"), r"\mathrm{{relu}}({0})", FILE
    )
    code = Definition("codes", (e, w), positive(e @ w), r"\mathrm{{relu}}({0} {1})", FILE)
    squares = total("n", lambda k: m[k] * total("r", lambda i: z[i, k] ** 2), "d")
    weigh = Definition("weighted", (z, m), squares, r"\| {0} \|_{{{1}}}^2", FILE)
    the_loss = Definition("loss", (d, e, w, v, m), weigh(v - d @ code(e, w), m), r"\tilde L({0}, {1})", FILE)
    agree = for_all("q", lambda i: for_all("n", lambda k: iff(code(e, w)[i, k] > 0, code(f, w)[i, k] > 0), "d"))
    same = Definition("same_pattern", (e, f, w), agree, r"\mathrm{{pattern}}({0}) = \mathrm{{pattern}}({1})", FILE)
    sigma = var("sigma", maps(SCALAR, SCALAR), r"\sigma")
    table = tabulate("q", "n", lambda i, k: sigma(y[i, k]), "i d")
    act = Definition("activated", (sigma, y), table, r"{0}({1})", FILE)
    general = weigh(v - d @ act(sigma, e @ w), m)
    the_general = Definition("loss_with", (sigma, d, e, w, v, m), general, r"\tilde L({1}, {2})", FILE)
    theta, x = var("theta", SCALAR), var("x", SCALAR)
    jump = Definition("jumprelu", (theta, x), cond(x > theta, x, 0), r"\mathrm{{jump}}_{{{0}}}({1})", FILE)
    passed = tabulate("q", "n", lambda i, k: jump(theta, (e @ w)[i, k]), "i d")
    jumps = Definition("jump_codes", (theta, e, w), passed, r"\mathrm{{jump}}_{{{0}}}({1} {2})", FILE)
    return positive, code, weigh, the_loss, same, act, the_general, jump, jumps


def _selections() -> tuple[Definition, ...]:
    """An entry is kept if it is positive and fewer than so many come before it: larger ones, and of equal ones earlier ones."""
    k, y = var("k", NAT), var("Y", mat("q", "n"))

    def kept(i: Expr, d: Expr) -> Expr:
        ahead = those("q", lambda j: either(y[j, d] > y[i, d], both(y[j, d] == y[i, d], j < i)), "j")
        return both(y[i, d] > 0, cardinal(ahead) < k)

    def kept_of_all(i: Expr, d: Expr) -> Expr:
        def first(j: Expr, e: Expr) -> Expr:
            return either(y[j, e] > y[i, d], both(y[j, e] == y[i, d], either(e < d, both(e == d, j < i))))

        ahead = total("n", lambda e: total("q", lambda j: indicator(first(j, e)), "j"), "e")
        return both(y[i, d] > 0, ahead < scalar(k * size("n")))

    one = tabulate("q", "n", lambda i, d: cond(kept(i, d), y[i, d], 0), "i d")
    all_ = tabulate("q", "n", lambda i, d: cond(kept_of_all(i, d), y[i, d], 0), "i d")
    return (
        Definition("topk_codes", (k, y), one, r"\mathrm{{Top}}_{{{0}}}({1})", "TopK"),
        Definition("batchtopk_codes", (k, y), all_, r"\mathrm{{BatchTop}}_{{{0}}}({1})", "TopK"),
    )


DEFINITIONS = (*_definitions(), *_selections())
positive_part, codes, weighted, loss, same_pattern, activated, loss_with, jumprelu, jump_codes = DEFINITIONS[:9]
topk_codes, batchtopk_codes = DEFINITIONS[9:]

# the variables of most statements of this subject
W, V = var("W", mat("p", "n"), "W_p"), var("V", mat("r", "n"), "W_r")
M = var("M", family("n", SCALAR))
D, E = var("D", mat("r", "q"), "W_D"), var("E", mat("q", "p"), "W_E")


def loss_at(decoder: Expr, encoder: Expr) -> Expr:
    """The single-feature loss of a decoder and an encoder, for the features and weights above."""
    return loss(decoder, encoder, W, V, M)


NONNEGATIVE_WEIGHTS = for_all("n", lambda d: M[d] >= 0, "d")
POSITIVE_WEIGHTS = for_all("n", lambda d: M[d] > 0, "d")
