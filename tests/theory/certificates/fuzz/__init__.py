"""Certificates changed in one place: what the checker still accepts is decided again by code that shares nothing with it.

* ``mutants.py``: one atom, entry, list or type changed at a time, sealed again;
* ``language.py``: a second reading of the statement language (fractions, sympy polynomials, mpmath for number fields);
* ``decisions.py``: the second decision of every kind, from ``polynomials.py`` (sympy), ``systems.py``, ``matrices.py`` (mpmath),
  ``points.py`` and ``slices.py`` (values of the loss), ``bounds.py`` (numpy, scipy) and ``units.py``;
* ``run.py``: the comparison, short in the tests and long as ``make fuzz``.
"""
