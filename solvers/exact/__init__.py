"""Exact arithmetic: real algebraic numbers, linear algebra over number fields, linear programs with certificates."""
