"""Solvers for the sparse-dictionary-learning problem: activation patterns, exact minima, landscapes."""
