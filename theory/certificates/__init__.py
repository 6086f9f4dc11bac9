"""The trusted checker: it re-checks a certificate from its JSON alone.

Standard library only, and it shares no code with any solver.  To audit it, read in this order:

1. ``exact_numbers.py``  exact rationals and real algebraic numbers, and how untrusted text becomes one of them;
2. ``polynomials.py``    polynomials over those numbers, Sturm counts;
3. ``algebra.py``        exact linear algebra on lists;
4. ``sdl.py``            activations, codes and the loss;
5. ``operations.py``     what a statement may compute;
6. ``language.py``       the small total language in which statements are written, and its evaluator;
7. ``reals.py``, ``enclosing.py``  enclosures of pi, roots, sines, cosines and of what is made of them;
8. ``kinds/*.py``        one file per kind of certificate: its docstring is the theorem that makes it a proof;
9. ``checker.py``        reading, sealing and dispatch.

Run it alone, without installing anything::

    python -m theory.certificates FILE.json ...
"""

from theory.certificates.checker import (
    CHECKER_VERSION,
    Rejected,
    all_kinds,
    check,
    judge,
    load,
    seal,
    seal_of,
    summary,
)

__all__ = ["CHECKER_VERSION", "Rejected", "all_kinds", "check", "judge", "load", "seal", "seal_of", "summary"]
