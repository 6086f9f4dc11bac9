"""Floor 1: what is claimed, and what an answer is.

Nothing here searches for an answer.  This floor imports no solver and no torch; ``theory.certificates``
imports nothing but the Python standard library.
"""
