"""One file per kind of certificate; the checker finds them by scanning this folder.

Each file holds ``check(asserts, witness) -> str``: it raises :class:`~theory.certificates.exact_numbers.Rejected` with the
first condition that fails, or returns in one sentence what has been proved.  The module docstring is the
theorem that makes the certificate a proof, with its reason.
"""
