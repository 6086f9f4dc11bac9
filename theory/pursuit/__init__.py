"""Matching pursuit in the three forms that the literature mixes up, and the numbers that say when it recovers a code."""
