r"""Top-k networks in the typed language: their single-feature loss, and the pair $(W_E, W_D)$ with one neuron replaced.

Each definition is the same as the one in ``TopOne.v``.
"""

from __future__ import annotations

from theory.sdl.formal import topk_codes, weighted
from theory.typed import NAT, SCALAR, Definition, cond, family, index, mat, tabulate, var, vec


def _definitions() -> tuple[Definition, ...]:
    e, d = var("E", mat("q", "p")), var("D", mat("r", "q"))
    w, v, m = var("W", mat("p", "n")), var("V", mat("r", "n")), var("M", family("n", SCALAR))
    j, a, u, k = var("j", index("q")), var("a", vec("p")), var("u", vec("r")), var("k", NAT)
    rows = tabulate("q", "p", lambda i, x: cond(i == j, a[x], e[i, x]), "i l")
    columns = tabulate("r", "q", lambda x, i: cond(i == j, u[x], d[x, i]), "l i")
    value = weighted(v - d @ topk_codes(k, e @ w), m)
    return (
        Definition("with_row", (e, j, a), rows, r"{0}[a_{{{1}}} := {2}]", "TopOne"),
        Definition("with_column", (d, j, u), columns, r"{0}[u_{{{1}}} := {2}]", "TopOne"),
        Definition("topk_loss", (k, d, e, w, v, m), value, r"\tilde L_{{\mathrm{{Top}}_{{{0}}}}}({1}, {2})", "TopOne"),
    )


DEFINITIONS = _definitions()
with_row, with_column, topk_loss = DEFINITIONS
