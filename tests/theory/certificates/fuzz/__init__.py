"""Certificates changed in one place: what the checker still accepts is decided again by code that shares nothing with it.

* ``mutants.py``: one atom, entry, list or type changed at a time, sealed again;
* ``language.py``: a second reading of the statement language (fractions, sympy polynomials, mpmath for number fields);
* ``linear.py``, ``points.py``, ``bounds.py``: second decisions of the other kinds (scipy, numpy, sampling);
* ``run.py``: the comparison, short in the tests and long as ``make fuzz``.
"""
