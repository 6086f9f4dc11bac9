"""With one input channel a pointwise lift is a change of the learning rate and nothing else."""

from __future__ import annotations

from proofs_checks.operators._typed import eta, ours, step
from proofs_checks.vocabulary import Theorem
from theory.typed import mat, total, var

P, D, G = var("P", mat(1, "h")), var("D", mat("h", "p")), var("G", mat(1, "p"))
size = total("h", lambda i: P[0, i] ** 2)

T = Theorem(
    id="operators.one-channel-lift-is-a-learning-rate",
    title="Lifting one channel is a change of the learning rate",
    says=r"""
        Let a pointwise lift turn one channel into $h$, with projection $P \in \mathbb{R}^{1 \times h}$. Whatever the
        gradient $G$, $P (D - \eta P^\top G) = P D - (\eta \sum_i P_{1i}^2)\, G$. (Beyond the formal statement: on
        grey images and scalar fields a linear lift preconditions nothing.)""",
    source=ours("lifting acts as a preconditioner: scalar fields"),
    kind="identity",
    sizes="h p",
    about=(P, D, G, eta),
    given={},
    then=step(P, D, eta, G) == P @ D - (eta * size) * G,
    example={"h": 2, "p": 2, "P": [[1, 2]], "D": [[1, 0], [3, 1]], "G": [[2, -1]], "eta": 1},
    needs=("operators.lifted-gradient-step",),
    remark="""
        The lift acts on channels only, so the factor is the same for every Fourier mode: it cannot mend the
        conditioning across frequencies either.""",
)
T.wrongly("no-effect", "the lift changes nothing", step(P, D, eta, G) == P @ D - eta * G)
T.wrongly("norm", "the factor is the number of lifted channels", step(P, D, eta, G) == P @ D - (eta * 2) * G)
CLAIM, mutations, examples = T.claim(), T.mutations, T.holds_in_example
