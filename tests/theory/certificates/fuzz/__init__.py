"""Certificates changed in one place: what the checker still accepts is decided again by code that shares nothing with it.

* ``mutants.py``: one atom, entry, list or type changed at a time, sealed again;
* ``language.py``: a second reading of the statement language (fractions, sympy polynomials, mpmath for number fields);
* ``run.py``: the comparison for evaluations and counterexamples, short in the tests and long as ``make fuzz``; mutants of the
  other kinds are tried too (nothing may crash), but what is accepted of them is not decided again here.
"""
