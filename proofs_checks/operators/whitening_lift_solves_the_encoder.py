"""A lift that whitens the inputs solves the encoder regression in one gradient step; this is the lift that helps."""

from __future__ import annotations

from fractions import Fraction as F

from proofs_checks.operators._typed import L, W, one, ours
from proofs_checks.vocabulary import Given, Theorem
from theory.typed import both, mat, transposed, var

S, C = var("Z", mat("m", "m"), r"\Sigma"), var("C", mat("m", "p"))
effective = transposed(L) @ W
after = transposed(L) @ (W - L @ (S @ effective - C))

T = Theorem(
    id="operators.whitening-lift-solves-the-encoder",
    title="A whitening lift solves the encoder regression in one step",
    says=r"""
        The regression of codes on inputs, $\frac{1}{2} \| E^\top X - Z \|^2$ with $\Sigma = X X^\top$ and $C = X
        Z^\top$, has the gradient $\Sigma E - C$ in the effective encoder $E = L^\top W$. If $L^\top L\, \Sigma = I$,
        one step of gradient descent on $W$ with learning rate 1, from any start, gives $E = L^\top L\, C$, where the
        gradient is zero.""",
    source=ours("lifting acts as a preconditioner: the encoder"),
    kind="existence",
    sizes="h m p",
    about=(L, W, S, C),
    given={
        "whitens": Given(r"$L^\top L\, \Sigma = I$", (transposed(L) @ L) @ S == one("m"), fails={"L": [[1], [1]]}),
    },
    then=both(after == (transposed(L) @ L) @ C, S @ after == C),
    example={"h": 2, "m": 1, "p": 1, "L": [[F(3, 10)], [F(4, 10)]], "Z": [[4]], "W": [[1], [2]], "C": [[5]]},
    needs=("operators.lifted-gradient-step",),
    remark="""
        Lifting accelerates the encoder when it is fitted to the spectrum of the data, a property of data and lift
        together; a random lift need not help, and the decoder is never helped (operators.lifting-conditioning).""",
)
T.wrongly("no-step", "the start was a solution already", S @ effective == C)
T.wrongly("inverse", "the solution is C itself", after == C)
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
